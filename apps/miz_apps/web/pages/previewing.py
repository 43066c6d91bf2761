"""How an edition will look before anybody else sees it."""

from datetime import date

from attrs import evolve

from miz.domain.editions import Edition, Information
from miz.domain.ids import EditionId
from miz.usecases.publishing import Offer
from miz_apps.sheets import write_sheet
from miz_apps.web.pages.calls import Call
from miz_apps.web.portal.offers import page_of
from miz_apps.web.portal.words import StaffReader, fact_sheet
from miz_apps.web.rendering.contexts.services import EditionPreviewPage, Named
from miz_apps.web.rendering.dates import Dates
from miz_apps.web.rendering.durations import office_time


def preview_of(call: Call, offer: Offer, said: Information) -> EditionPreviewPage:
    """The portal's own page and the official form, made from what is not published yet."""
    site, service = call.site, offer.service
    reader = StaffReader(call.language, site)
    told = evolve(offer, edition=_edition(call, offer, said))
    every = call.core.publishing.editions(actor=call.actor, service=service.id)
    return EditionPreviewPage(
        service=Named(service.id, service.code, service.title.in_(call.language)),
        told=page_of(reader, told),
        sections=fact_sheet(reader, told),
        questions=tuple(one.label.in_(call.language) for one in said.form.fields),
        sheet=write_sheet(said),
        parts=Dates(call.language).parts(call.today),
        newer=_coming(every, call.today),
        beyond=office_time(call.language, said.steps_beyond) if said.steps_beyond else "",
    )


def _edition(call: Call, offer: Offer, said: Information) -> Edition:
    return Edition(
        id=EditionId(""),
        site=offer.service.site,
        service=offer.service.id,
        number=1,
        valid_from=call.today,
        published_at=call.core.clock.now(),
        published_by="",
        information=said,
    )


def _coming(editions: tuple[Edition, ...], today: date) -> date | None:
    """When an edition begins that is published already; the new one will come before it."""
    begins = [one.valid_from for one in editions if one.valid_from > today]
    return begins[-1] if begins else None
