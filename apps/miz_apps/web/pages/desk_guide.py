"""Guiding somebody at the desk: read it out, send it, print it; kept with its time (C1-03)."""

from attrs import evolve

from miz.errors import InvalidValue, WrongState
from miz.usecases.publishing import Offer
from miz_apps.web.actions import reception
from miz_apps.web.pages.calls import Call, Outcome
from miz_apps.web.pages.desk import visit_of
from miz_apps.web.rendering.advice import advice
from miz_apps.web.rendering.contexts.desk import Option
from miz_apps.web.rendering.contexts.guide import DeskGuide, GuideSheet
from miz_apps.web.rendering.contexts.offers import Named, Officer
from miz_apps.web.rendering.durations import office_time
from miz_apps.web.rendering.sayings import Situation, Verdict


def show(call: Call) -> DeskGuide:
    """The service of the visit or the chosen one; a list where there is none yet, or on demand."""
    visit = visit_of(call, call.places["visit"])
    picked = call.query.get("service", "")
    usual = "" if call.query.get("list") else visit.service or ""
    return evolve(_guide(call, picked or usual), picked=bool(picked))


def give(call: Call) -> Outcome:
    """The visitor was told, or gets it as a message."""
    chosen, by = call.text("service"), call.text("by") or "word"
    try:
        call.do(reception.guide, visit=call.places["visit"], service=chosen, by=by)
    except (InvalidValue, WrongState) as error:
        return _guide(call, chosen, error=advice(error, call.language))
    return _guide(call, chosen, done=True)


def _guide(call: Call, chosen: str, *, error: str = "", done: bool = False) -> DeskGuide:
    visit = visit_of(call, call.places["visit"])
    person = call.core.lookup.standing(actor=call.actor, person=visit.person).person
    offers = call.core.publishing.offers(actor=call.actor)
    only = offers[0] if len(offers) == 1 else None
    offer = next((one for one in offers if one.service.id == chosen), only)
    return DeskGuide(
        verdict=Verdict(Situation.GUIDED if done else Situation.GUIDE),
        visit=visit.id,
        person=Option(person.id, person.name.full),
        services=() if offer else tuple(_option(call, one) for one in offers),
        sheet=_sheet(call, offer, mobile=person.identity.mobile is not None) if offer else None,
        error=error,
        done=done,
        several=len(offers) > 1,
    )


def _option(call: Call, offer: Offer) -> Option:
    service, unit = offer.service, offer.unit
    return Option(
        service.id, service.title.in_(call.language), unit.name.in_(call.language) if unit else ""
    )


def _sheet(call: Call, offer: Offer, *, mobile: bool) -> GuideSheet:
    told, language = offer.information, call.language
    return GuideSheet(
        service=offer.service.id,
        code=offer.service.code,
        title=offer.service.title.in_(language),
        description=told.description.in_(language),
        duration=office_time(language, told.duration),
        rials=sum(one.rials for one in told.fees),
        steps=tuple(Named(one.title.in_(language), one.note.in_(language)) for one in told.steps),
        documents=tuple(
            Named(one.title.in_(language), required=one.required, original=one.original)
            for one in told.documents
        ),
        complaint=told.complaint.in_(language),
        officer=_officer(call, offer),
        mobile=mobile,
    )


def _officer(call: Call, offer: Offer) -> Officer | None:
    host, unit = offer.responsible, offer.unit
    if host is None and unit is None:
        return None
    return Officer(
        name=host.name.full if host else "",
        unit=unit.name.in_(call.language) if unit else "",
        room=host.room if host else "",
        phone=offer.information.sheet.phone,
    )
