"""From a page's function to a Falcon responder."""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen
from falcon.asgi import Request, Response

from miz.domain.places import Site
from miz_apps.web.actions.action import Door, Needs, Toml
from miz_apps.web.api import bodies
from miz_apps.web.api.responders import write_toml
from miz_apps.web.errors import Forged
from miz_apps.web.lobby import Lobby
from miz_apps.web.pages.calls import LANGUAGE_COOKIE, Call, Handler, Redirect, language_of
from miz_apps.web.rendering import Frame, SignedIn
from miz_apps.web.security.credentials import (
    SAFE,
    Credentials,
    cookie_name,
    credentials_of,
    set_cookie,
)
from miz_apps.web.security.entry import admit, enter, must_enter

Responder = Callable[..., Awaitable[None]]
HTML = "text/html; charset=utf-8"
YEAR = 365 * 24 * 3600


@frozen
class Page:
    """A page's address and its function; ``passive`` ones refresh themselves."""

    method: str
    path: str
    needs: Needs
    handler: Handler
    passive: bool = False
    picture: bool = False
    paper: bool = False


@frozen
class Shown:
    """A rendered answer; ``door`` goes into the cookie that forms before sign-in need."""

    html: str
    redirect: Redirect | None = None
    file: Toml | None = None
    door: str = field(repr=False, default="")


def responder_of(lobby: Lobby, page: Page) -> Responder:
    """The responder that serves a page."""

    async def respond(req: Request, resp: Response, **places: str) -> None:
        async with AsyncExitStack() as held:
            if await _carries_file(lobby, req, page):
                await held.enter_async_context(lobby.desk_room.place())
            call = evolve(await call_of(lobby, req, page), places=places)
            shown = await lobby.crew.run(_answered, page, call)
        write(resp, call, shown)

    return respond


async def _carries_file(lobby: Lobby, req: Request, page: Page) -> bool:
    """Nobody sends megabytes before he has said who he is; a form's token comes with them."""
    if page.picture or page.paper:
        await lobby.crew.run(admit, lobby.core, page.needs, credentials_of(req, lobby.options))
        return True
    if bodies.media_type(req) == bodies.MULTIPART:
        await lobby.crew.run(must_enter, lobby.core, credentials_of(req, lobby.options))
        return True
    return False


async def call_of(lobby: Lobby, req: Request, page: Page) -> Call:
    """The request, with its body read; who asks is found out later, in a thread."""
    fields: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    body = b""
    if page.picture:
        body = await bodies.read_picture(req)
    elif page.paper:
        body = await bodies.read_paper(req)
    elif req.method not in SAFE:
        fields, files = await bodies.read_form(req)
    written = (fields.get("csrf") or [""])[0]
    return Call(
        lobby=lobby,
        credentials=credentials_of(req, lobby.options, csrf=written),
        guest=None,
        path=req.path,
        chosen=language_of(req),
        door=next(iter(req.get_cookie_values(door_name(lobby)) or ()), ""),
        query={name: str(value) for name, value in req.params.items()},
        fields=fields,
        files=files,
        picture=body,
    )


def write(resp: Response, call: Call, shown: Shown) -> None:
    """Answers with HTML, or sends the browser on."""
    options, going = call.lobby.options, shown.redirect
    if shown.file is not None:
        write_toml(resp, shown.file)
        return
    if shown.door and shown.door != call.door:
        set_cookie(resp, options, shown.door, name=door_name(call.lobby))
    if going is None:
        resp.content_type, resp.text = HTML, shown.html
        return
    resp.status = 303
    resp.location = going.to
    if going.token is not None:
        set_cookie(resp, options, going.token)
    if going.language is not None:
        resp.set_cookie(
            LANGUAGE_COOKIE, going.language.value, path="/", max_age=YEAR, http_only=True,
            secure=options.https, same_site="Lax",
        )  # fmt: skip


def rendered(call: Call, outcome: object) -> Shown:
    """The view as HTML within its frame."""
    if isinstance(outcome, Redirect):
        return Shown("", outcome)
    if isinstance(outcome, Toml):
        return Shown("", file=outcome)
    return Shown(call.lobby.renderer.render(outcome, frame_of(call)))  # type: ignore[arg-type]


def frame_of(call: Call) -> Frame:
    """What stands around the page."""
    site = call.core.places.front(site=call.actor.site or None)
    language = call.language
    return Frame(
        organisation=site.organisation.in_(language) if site else "miz",
        site=site.name.in_(language) if site else "",
        now=call.core.clock.now(),
        zone=site.zone if site else ZoneInfo("Asia/Tehran"),
        language=language,
        path=call.path,
        csrf=call.csrf,
        logo=logo_of(site),
        user=SignedIn(call.user.name, call.actor.permissions) if call.user else None,
        training=call.actor.training,
    )


def logo_of(site: Site | None) -> str | None:
    """The address of a site's logo; another one whenever the logo changes."""
    if site is None or site.logo is None:
        return None
    return f"/api/v1/sites/{site.id}/logo?v={site.logo[:12]}"


def with_door(call: Call) -> Call:
    """The same call with a token for forms before sign-in (login CSRF, threat 15)."""
    return call if call.guest or call.door else evolve(call, door=secrets.token_urlsafe(24))


def door_name(lobby: Lobby) -> str:
    """The cookie that a form before sign-in is compared with."""
    return cookie_name(lobby.options) + "-door"


def _answered(page: Page, call: Call) -> Shown:
    call = _let_in(page, call)
    shown = rendered(call, page.handler(call))
    return shown if call.guest else evolve(shown, door=call.door)


def _let_in(page: Page, call: Call) -> Call:
    if page.needs is not Door.PUBLIC:
        guest = admit(call.core, page.needs, call.credentials, passive=page.passive)
        return evolve(call, guest=guest)
    guest = enter(call.core, call.credentials)
    if guest is not None:
        call.credentials.must_match(guest.session.csrf)
        return evolve(call, guest=guest)
    if call.credentials.unsafe:
        _must_know_door(call.credentials, call.door)
    return with_door(call)


def _must_know_door(credentials: Credentials, door: str) -> None:
    credentials.must_be_own()
    if not door or not hmac.compare_digest(credentials.csrf.encode(), door.encode()):
        raise Forged("The page is out of date; reload it and try again.", code="csrf.token")
