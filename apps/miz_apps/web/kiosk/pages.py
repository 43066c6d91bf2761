"""What a kiosk shows that the portal does not, and what it leaves out of the portal's pages."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

from attrs import evolve

from miz.domain.codes import TrackingCode
from miz.domain.values import Language
from miz.errors import NotFound
from miz_apps.web.portal import complaining, cookies, following, offers
from miz_apps.web.portal.calls import File, Go, Outcome, PortalCall
from miz_apps.web.rendering.contexts.following import CasePage, ComplainPage, TrackPage
from miz_apps.web.rendering.contexts.frame import KIOSK, PORTAL
from miz_apps.web.rendering.contexts.kiosk import HelpPage, HomePage, OpenDay
from miz_apps.web.rendering.contexts.offers import Named, ServicePage

DAYS_AHEAD = 4


def home(call: PortalCall) -> Outcome:
    """Four tiles."""
    opened = call.case is not None or bool(call.complaint)
    return HomePage(used=opened or call.language is not Language.FA)


def service(call: PortalCall) -> Outcome:
    """The portal's page, with a way to take it home on a phone."""
    shown = offers.service(call)
    path = f"/services/{quote(call.places['code'], safe='')}"
    return evolve(shown, phone=_at_home(call, path)) if isinstance(shown, ServicePage) else shown


def service_code(call: PortalCall) -> Outcome:
    """The portal's page of the service as a QR code."""
    code = offers.offer_of(call).service.code
    return _symbol(call, _at_home(call, f"/services/{quote(code, safe='')}"))


def track_code(call: PortalCall) -> Outcome:
    """The portal's way to follow a request as a QR code."""
    return _symbol(call, _at_home(call, "/track"))


def law_code(call: PortalCall) -> Outcome:
    """The address of a law's text as a QR code; nobody leaves the kiosk for it."""
    laws, number = offers.offer_of(call).information.laws, call.places["number"]
    found = laws[int(number) - 1 :][:1] if number.isdecimal() and int(number) else ()
    return _symbol(call, found[0].link if found else "")


def track(call: PortalCall) -> Outcome:
    """A scanned receipt brings the code alone: then only the second factor is asked for."""
    read = TrackingCode.find(call.text("code"))
    if read is not None and not call.text("digits"):
        return TrackPage(code=read.digits)
    return following.track(call)


def case(call: PortalCall) -> Outcome:
    """The portal's page to be read; what is written or sent is done on a phone or at the desk."""
    shown = following.case(call)
    return evolve(shown, phone=_at_home(call, "/track")) if isinstance(shown, CasePage) else shown


def reading(page: Callable[[PortalCall], Outcome]) -> Callable[[PortalCall], Outcome]:
    """The portal's page of complaints with its second form alone, which reads an answer."""

    def shown(call: PortalCall) -> Outcome:
        outcome = page(call)
        return evolve(outcome, reading=True) if isinstance(outcome, ComplainPage) else outcome

    return shown


read_complaint = reading(complaining.page)
follow_complaint = reading(complaining.follow)


def guide(call: PortalCall) -> Outcome:
    """Where the desk and the units are, and when the office is open; nobody is called."""
    core, actor = call.core, call.actor
    today = core.clock.now().astimezone(call.zone).date()
    days = core.hours.days(actor=actor, first=today, last=today + timedelta(days=DAYS_AHEAD))
    return HelpPage(
        desks=tuple(
            one.name.in_(call.language) for one in core.places.desks(actor=actor) if one.active
        ),
        units=tuple(
            Named(one.name.in_(call.language), note=one.place)
            for one in core.catalogue.units(actor=actor)
            if one.active
        ),
        days=tuple(
            OpenDay(
                one.day, tuple((f"{part.start:%H:%M}", f"{part.until:%H:%M}") for part in one.spans)
            )
            for one in days
        ),
    )


def reset(call: PortalCall) -> Outcome:
    """For the next person: nothing is open, the forms are new, and the language is Persian."""
    return Go(KIOSK.root, cookies=dict.fromkeys(cookies.AT_KIOSK, ""), language=Language.FA)


def _at_home(call: PortalCall, path: str) -> str:
    """The portal's address for a phone, or empty where miz does not know it."""
    public = call.lobby.options.public_url
    return f"{public}{PORTAL.root}{path}" if public else ""


def _symbol(call: PortalCall, address: str) -> File:
    if not address:
        raise NotFound("There is no address to show here.", code="route.not_found")
    return File(call.core.press.symbol(address), "image/png", "code.png")
