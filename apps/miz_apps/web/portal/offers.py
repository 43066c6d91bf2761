"""Finding a service and reading all about it; nobody signs in for that (SVC-01 to SVC-09)."""

from miz.domain.editions import Information
from miz.usecases.publishing import Offer
from miz_apps.web.actions.public_services import fileable
from miz_apps.web.portal.calls import Go, Outcome, PortalCall
from miz_apps.web.portal.words import Reader, fact_sheet, text_in
from miz_apps.web.rendering.contexts.offers import (
    Answered,
    FeeRow,
    LawRow,
    Named,
    Officer,
    ServiceLine,
    ServicePage,
    ServicesPage,
    SheetPage,
)
from miz_apps.web.rendering.durations import office_time


def home(call: PortalCall) -> Outcome:
    """The list, narrowed by words in either keyboard's letters."""
    words = call.query.get("q", "")[:80]
    offers = call.core.publishing.published(actor=call.actor, words=words)
    return ServicesPage(words, tuple(line_of(call, one) for one in offers))


def service(call: PortalCall) -> Outcome:
    """One service with everything that is told of it."""
    return page_of(call, offer_of(call))


def page_of(call: Reader, offer: Offer) -> ServicePage:
    """What an offer looks like to a citizen; the office looks at it before it is published."""
    told, language = offer.information, call.language
    return ServicePage(
        line=line_of(call, offer),
        category=offer.category.title.in_(language),
        description=told.description.in_(language),
        steps=tuple(Named(text_in(one.title, call), text_in(one.note, call)) for one in told.steps),
        documents=tuple(
            Named(
                text_in(one.title, call), text_in(one.note, call),
                required=one.required, original=one.original,
            )
            for one in told.documents
        ),
        laws=tuple(
            LawRow(text_in(one.title, call), one.number, one.day, one.article, one.link)
            for one in told.laws
        ),
        questions=tuple(
            Answered(text_in(one.question, call), text_in(one.answer, call))
            for one in told.questions
        ),
        fees=fees_of(call, told),
        duration=office_time(call.language, told.duration),
        complaint=told.complaint.in_(language),
        officer=officer_of(call, offer),
        valid_from=offer.edition.valid_from if offer.edition else None,
        needs_visit=offer.category.flow.gives_entry and offer.service.gives_pass,
    )  # fmt: skip


def sheet(call: PortalCall) -> Outcome:
    """The official form «شناسنامه خدمت», section by section."""
    offer = offer_of(call)
    return SheetPage(line_of(call, offer), fact_sheet(call, offer))


def start(call: PortalCall) -> Outcome:
    """Begins a request, or goes on with the one that was begun."""
    offer = offer_of(call)
    begun = call.core.portal.begin(citizen=call.who, service=offer.service.id)
    first = "form" if begun.known else "about"
    return Go(f"/portal/drafts/{begun.draft.id}/{first}")


def offer_of(call: PortalCall) -> Offer:
    """The service that the address names."""
    return call.core.publishing.by_code(actor=call.actor, code=call.places["code"])


def line_of(call: Reader, offer: Offer) -> ServiceLine:
    """A service in a list."""
    told = offer.information
    return ServiceLine(
        code=offer.service.code,
        title=offer.service.title.in_(call.language),
        note=told.description.in_(call.language),
        online=told.online,
        fileable=fileable(offer),
    )


def fees_of(call: Reader, told: Information) -> tuple[FeeRow, ...]:
    """What it costs, by which right, and where it is paid (SVC-07)."""
    return tuple(
        FeeRow(text_in(one.title, call), one.rials, one.account, one.basis, online=one.online)
        for one in told.fees
    )


def officer_of(call: Reader, offer: Offer) -> Officer | None:
    """Who answers for it, where, and how to reach the unit."""
    host, unit = offer.responsible, offer.unit
    if host is None and unit is None:
        return None
    sheet_ = offer.information.sheet
    return Officer(
        name=host.name.full if host else "",
        unit=unit.name.in_(call.language) if unit else "",
        room=host.room if host else "",
        place=unit.place if unit else "",
        phone=sheet_.phone,
    )
