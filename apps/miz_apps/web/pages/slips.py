"""The slip alone on a page, for printing from elsewhere than the desk."""

from miz_apps.web.actions.printing import printable
from miz_apps.web.pages.calls import Call, Outcome
from miz_apps.web.rendering.contexts.doors import SlipPage


def slip(call: Call) -> Outcome:
    """The slip that a visit has now."""
    found = printable(call.core, call.actor, call.places["visit"])
    return SlipPage(f"/api/v1/visits/{found.visit.id}/slip.png?v={found.pass_.id}")
