"""Every address of the kiosk: nothing below it signs anybody in or takes a file."""

from miz_apps.web.actions.action import Door
from miz_apps.web.kiosk import pages
from miz_apps.web.portal import complaining, following, offers, signing
from miz_apps.web.portal.calls import Handler
from miz_apps.web.portal.responding import PortalPage
from miz_apps.web.rendering.contexts.frame import KIOSK

P, K = Door.PUBLIC, Door.CASE


def _page(line: str, needs: Door, handler: Handler) -> PortalPage:
    method, path = line.split()
    return PortalPage(method, KIOSK.root + path.rstrip("/"), needs, handler, KIOSK)


PAGES = (
    _page("GET /", P, pages.home),
    _page("GET /services", P, offers.home),
    _page("GET /services/{code}", P, pages.service),
    _page("GET /services/{code}/code.png", P, pages.service_code),
    _page("GET /services/{code}/sheet", P, offers.sheet),
    _page("GET /services/{code}/laws/{number}/code.png", P, pages.law_code),
    _page("GET /track", P, following.track_page),
    _page("POST /track", P, pages.track),
    _page("GET /track/code.png", P, pages.track_code),
    _page("GET /case", K, pages.case),
    _page("GET /complaints", P, complaining.page),
    _page("POST /complaints", P, complaining.make),
    _page("GET /complaints/made", P, complaining.made),
    _page("GET /complaints/follow", P, pages.read_complaint),
    _page("POST /complaints/follow", P, pages.follow_complaint),
    _page("GET /complaints/answer", P, complaining.answer),
    _page("GET /help", P, pages.guide),
    _page("POST /language", P, signing.switch_language),
    _page("POST /reset", P, pages.reset),
)
