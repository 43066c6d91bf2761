"""One service: who answers for it, its seats, its editions, and a file that is brought."""

from attrs import evolve

from miz.domain.ids import ServiceId
from miz.usecases.publishing import Offer
from miz_apps.sheets import Fault, SheetFaults, read_sheet
from miz_apps.web.actions import publishing
from miz_apps.web.actions.action import Toml
from miz_apps.web.pages import admin, admin_deeds
from miz_apps.web.pages.admin_views import employees
from miz_apps.web.pages.calls import Call, Outcome
from miz_apps.web.pages.previewing import preview_of
from miz_apps.web.rendering.advice import sentence
from miz_apps.web.rendering.contexts.desk import Option
from miz_apps.web.rendering.contexts.services import EditionRow, FaultRow, Named, OneServicePage
from miz_apps.web.rendering.languages import msgid, translations

PUBLISHED = msgid("The edition is published.")


def show(call: Call) -> OneServicePage:
    """The page of a service."""
    offer = offer_of(call)
    service, language = offer.service, call.language
    units = call.core.catalogue.units(actor=call.actor)
    notice = translations(language).gettext(PUBLISHED) if call.query.get("published") else ""
    return OneServicePage(
        service=named(call, offer),
        category=offer.category.title.in_(language),
        active=service.active,
        unit=service.unit or "",
        responsible=service.responsible or "",
        deputy=service.deputy or "",
        slot_minutes=service.slot_minutes,
        seats=service.seats,
        units=tuple(Option(one.id, one.name.in_(language)) for one in units),
        hosts=employees(call),
        editions=_editions(call, offer),
        notice=notice,
    )


def do(call: Call) -> Outcome:
    """A file to look at, or what any room of the settings does."""
    return check(call) if call.text("do") == "file" else DEEDS(call)


def check(call: Call) -> Outcome:
    """A file becomes what citizens will see, or the list of what is wrong with it."""
    offer, content = offer_of(call), call.files.get("sheet")
    if content is None:
        none = FaultRow("", sentence("upload.none", call.language))
        return evolve(show(call), failed="file", faults=(none,))
    try:
        said = read_sheet(content)
    except SheetFaults as error:
        faults = tuple(_fault(call, one) for one in error.faults)
        return evolve(show(call), failed="file", faults=faults)
    return preview_of(call, offer, said)


def export(call: Call) -> Toml:
    """The edition in force, or another by its number, as a file."""
    return call.do(
        publishing.export, service=call.places["service"], number=call.query.get("number")
    )


def offer_of(call: Call) -> Offer:
    """The service that the address names."""
    return call.core.publishing.look_up(
        actor=call.actor, service=ServiceId(call.places["service"])
    )  # fmt: skip


def named(call: Call, offer: Offer) -> Named:
    """The service by its title."""
    service = offer.service
    return Named(service.id, service.code, service.title.in_(call.language))


def _fault(call: Call, fault: Fault) -> FaultRow:
    """What is wrong, in the page's language."""
    return FaultRow(fault.place, sentence(fault.code, call.language), fault.hint)


def _editions(call: Call, offer: Offer) -> tuple[EditionRow, ...]:
    """The newest first."""
    now = offer.edition.number if offer.edition else 0
    found = call.core.publishing.editions(actor=call.actor, service=offer.service.id)

    def when(number: int) -> str:
        return "now" if number == now else "earlier" if number < now else "later"

    return tuple(
        EditionRow(
            one.number, one.valid_from, one.published_at, one.published_by, when(one.number)
        )
        for one in reversed(found)
    )  # fmt: skip


ROOM = admin.Room(show, admin_deeds.SERVICE)
DEEDS = admin.done(ROOM)
