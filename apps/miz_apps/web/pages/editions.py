"""A new edition: written in a form, looked at, published from a day on."""

from attrs import evolve

from miz.domain.editions import Information
from miz.errors import InvalidValue
from miz.usecases.publishing import Offer
from miz_apps.sheets import SheetFaults, read_sheet, read_table, table_of
from miz_apps.web.actions import publishing
from miz_apps.web.pages.calls import Call, Outcome, Redirect
from miz_apps.web.pages.forms import needed_day, parts_of
from miz_apps.web.pages.previewing import preview_of
from miz_apps.web.pages.services import named, offer_of
from miz_apps.web.pages.sheet_forms import Filled, errors_of, filled, first_field, moved, typed
from miz_apps.web.rendering.advice import advice, sentence
from miz_apps.web.rendering.contexts.services import EditionPage
from miz_apps.web.rendering.dates import Dates


def form(call: Call) -> Outcome:
    """The form, filled with the edition in force."""
    offer = offer_of(call)
    return _page(call, offer, filled(table_of(offer.information), Dates(call.language)))


def do(call: Call) -> Outcome:
    """Another row, a look, a return to the form, or the edition itself."""
    what, _, rest = call.text("do").partition(":")
    offer = offer_of(call)
    if what == "publish":
        return _publish(call, offer)
    if what == "edit":
        return _page(call, offer, filled(table_of(_brought(call)), Dates(call.language)))
    if what == "look":
        return _look(call, offer)
    fields = moved(typed(call), what, rest)
    fresh = first_field(fields, rest) if what == "more" else ""
    return evolve(_page(call, offer, fields), fresh=fresh)


def _page(call: Call, offer: Offer, fields: Filled) -> EditionPage:
    number = offer.edition.number if offer.edition else 0
    return EditionPage(
        service=named(call, offer), rows=fields.rows, number=number, values=fields.single
    )


def _look(call: Call, offer: Offer) -> Outcome:
    """What the form says goes the same way as a file; what it leaves out stays as it is."""
    fields = typed(call)
    base = table_of(offer.information)
    try:
        said = read_table({**base, **fields.table()})
    except SheetFaults as error:
        told = {one.place: sentence(one.code, call.language) for one in error.faults}
        return evolve(_page(call, offer, fields), failed="look", errors=errors_of(fields, told))
    return preview_of(call, offer, said)


def _publish(call: Call, offer: Offer) -> Outcome:
    try:
        call.do(
            publishing.publish,
            service=offer.service.id,
            sheet=call.text("sheet"),
            valid_from=needed_day(call, "from").isoformat(),
        )
    except SheetFaults:
        raise
    except InvalidValue as error:
        again = preview_of(call, offer, _brought(call))
        told = {"from": advice(error, call.language)}
        return evolve(again, failed="publish", errors=told, parts=parts_of(call, "from"))
    return Redirect(f"/admin/services/{offer.service.id}?published=1")


def _brought(call: Call) -> Information:
    """What the page that was looked at carried along."""
    return read_sheet(call.text("sheet").encode())
