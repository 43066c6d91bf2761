"""The slip alone on a page, for printing from elsewhere than the desk."""

from miz.domain.ids import VisitId
from miz_apps.web.pages.calls import Call, Outcome
from miz_apps.web.rendering.contexts.doors import SlipPage


def slip(call: Call) -> Outcome:
    """The slip that a visit has now."""
    found = call.core.lookup.slip(actor=call.actor, visit=VisitId(call.places["visit"]))
    return SlipPage(f"/api/v1/visits/{found.visit.id}/slip.png?v={found.pass_.id}")
