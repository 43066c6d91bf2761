"""From a portal page's function to a Falcon responder: the door, the body, the answer."""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from attrs import evolve, field, frozen
from falcon.asgi import Request, Response

from miz.domain.values import Language
from miz.errors import MizError, NotAllowed, NotFound
from miz.usecases.citizens import Citizen
from miz_apps.web.actions.action import Door
from miz_apps.web.api import bodies
from miz_apps.web.api.problems import headers_of
from miz_apps.web.api.responders import write_file
from miz_apps.web.errors import Forged, SignInFirst
from miz_apps.web.lobby import Lobby
from miz_apps.web.pages.calls import language_of
from miz_apps.web.pages.responding import HTML, logo_of
from miz_apps.web.portal import cookies
from miz_apps.web.portal.calls import File, Go, Handler, Outcome, PortalCall
from miz_apps.web.rendering import Frame
from miz_apps.web.rendering.advice import advice
from miz_apps.web.rendering.contexts.following import TroublePage
from miz_apps.web.rendering.contexts.frame import KIOSK, PORTAL, Face
from miz_apps.web.security.credentials import SAFE, address_of, is_own
from miz_apps.web.security.entry import front_of
from miz_apps.web.security.headers import PICTURE_POLICY, let_frame, within

Responder = Callable[..., Awaitable[None]]


@frozen
class PortalPage:
    """A page's address, who may ask for it, and its function."""

    method: str
    path: str
    needs: Door
    handler: Handler
    face: Face = PORTAL
    upload: bool = False


@frozen
class _Asked:
    """A request before anybody looked who asks."""

    page: PortalPage
    path: str
    address: str
    language: Language | None
    unsafe: bool
    own: bool
    kept: dict[str, str] = field(repr=False)
    places: dict[str, str] = field(factory=dict)
    query: dict[str, str] = field(factory=dict, repr=False)
    fields: dict[str, list[str]] = field(factory=dict, repr=False)
    uploads: tuple[bodies.Sent, ...] = field(default=(), repr=False)


def responder_of(lobby: Lobby, page: PortalPage) -> Responder:
    """The responder that serves a page of the portal."""

    async def respond(req: Request, resp: Response, **places: str) -> None:
        if cookies.may_be_framed(lobby.options, page.face):
            let_frame(req)
        asked = _taken(lobby, req, page, places=places)
        try:
            if page.upload:
                call, outcome = await _taken_in(lobby, asked, req)
            else:
                if asked.unsafe:
                    asked = evolve(asked, fields=await bodies.read_fields(req))
                call, outcome = await lobby.crew.run(_answered, lobby, asked)
        except MizError as error:
            await _trouble(lobby, asked, resp, error=error)
            return
        _write(resp, call, outcome, before=asked.kept)

    return respond


async def _taken_in(lobby: Lobby, asked: _Asked, req: Request) -> tuple[PortalCall, Any]:
    """Nobody sends megabytes before the door is passed, and there is room for them."""
    await lobby.crew.run(_let_in, lobby, asked, checked=False)
    async with lobby.portal_room.place():
        fields, uploads = await bodies.read_uploads(req)
        whole = evolve(asked, fields=fields, uploads=uploads)
        return await lobby.crew.run(_answered, lobby, whole)


def _taken(lobby: Lobby, req: Request, page: PortalPage, *, places: dict[str, str]) -> _Asked:
    return _Asked(
        page=page,
        path=req.path,
        address=address_of(req, lobby.options),
        language=language_of(req),
        unsafe=req.method not in SAFE,
        own=is_own(req),
        kept=cookies.read_cookies(req, lobby.options, face=page.face),
        places=places,
        query={name: str(value) for name, value in req.params.items()},
    )


def _answered(lobby: Lobby, asked: _Asked) -> tuple[PortalCall, Any]:
    call = _let_in(lobby, asked)
    outcome: Outcome = asked.page.handler(call)
    if isinstance(outcome, Go | File):
        return call, outcome
    return call, lobby.renderer.render(outcome, frame_of(call))


def _let_in(lobby: Lobby, asked: _Asked, *, checked: bool = True) -> PortalCall:
    """Who asks, and whether the form is our own; raises SignInFirst, NotAllowed or Forged."""
    core = lobby.core
    site = front_of(core)
    citizen, csrf = _citizen(lobby, asked)
    now = core.clock.now()
    case = cookies.opened_proof(core.vault, asked.kept[cookies.CASE], at=now)
    door = asked.kept[cookies.DOOR] or secrets.token_urlsafe(24)
    if asked.unsafe:
        _must_be_ours(asked, csrf or door, checked=checked)
    if asked.page.needs is Door.CITIZEN and citizen is None:
        raise SignInFirst("Sign in with a one-time code first.")
    if asked.page.needs is Door.CASE and case is None:
        raise NotAllowed("Open the request with its code first.", code="case.closed")
    return PortalCall(
        lobby=lobby,
        site=site,
        address=asked.address,
        path=asked.path,
        language=asked.language or Language.FA,
        csrf=csrf or door,
        face=asked.page.face,
        citizen=citizen,
        token=asked.kept[cookies.SESSION],
        case=case,
        complaint=cookies.opened_complaint(core.vault, asked.kept[cookies.COMPLAINT], at=now),
        places=asked.places,
        query=asked.query,
        fields=asked.fields,
        uploads=asked.uploads,
    )


def _citizen(lobby: Lobby, asked: _Asked) -> tuple[Citizen | None, str]:
    token = asked.kept[cookies.SESSION]
    if not token:
        return None, ""
    try:
        citizen, session = lobby.core.citizens.citizen(token=token, origin=asked.address)
    except NotAllowed:
        return None, ""
    return citizen, session.csrf


def _must_be_ours(asked: _Asked, known: str, *, checked: bool) -> None:
    """A change must come from our own page; its token comes with the body (threat 15)."""
    if not asked.own:
        raise Forged("This came from another site; open miz itself and try again there.")
    given = (asked.fields.get("csrf") or [""])[0]
    if checked and not hmac.compare_digest(given.encode(), known.encode()):
        raise Forged("The page is out of date; reload it and try again.", code="csrf.token")


def frame_of(call: PortalCall) -> Frame:
    """What stands around a page of the portal."""
    return Frame(
        organisation=call.site.organisation.in_(call.language),
        site=call.site.name.in_(call.language),
        now=call.core.clock.now(),
        zone=call.zone,
        language=call.language,
        path=call.path,
        csrf=call.csrf,
        logo=logo_of(call.site),
        citizen=call.citizen is not None,
        face=call.face,
    )


def _write(resp: Response, call: PortalCall, outcome: Any, *, before: dict[str, str]) -> None:
    options, face = call.lobby.options, call.face
    if call.citizen is None and before[cookies.DOOR] != call.csrf:
        cookies.write_cookie(resp, options, face=face, what=cookies.DOOR, value=call.csrf)
    if isinstance(outcome, str):
        resp.content_type, resp.text = HTML, outcome
    elif isinstance(outcome, File):
        write_file(resp, outcome.content, media_type=outcome.media_type, name=outcome.name)
        if cookies.may_be_framed(options, face):
            resp.set_header("Content-Security-Policy", within(PICTURE_POLICY, options))
    else:
        resp.status, resp.location = 303, outcome.to
        for name, value in outcome.cookies.items():
            cookies.write_cookie(resp, options, face=face, what=name, value=value)
        if outcome.language is not None:
            cookies.write_language(resp, options, face=face, language=outcome.language)


async def _trouble(lobby: Lobby, asked: _Asked, resp: Response, *, error: MizError) -> None:
    """Words for a citizen, in the portal's own frame; or the way to sign in."""
    for name, value in headers_of(error).items():
        resp.set_header(name, value)
    if isinstance(error, SignInFirst):
        resp.status, resp.location = 303, f"/portal/sign-in?next={quote(asked.path)}"
        return
    if error.code == "case.closed":
        resp.status, resp.location = 303, f"{asked.page.face.root}/track"
        return
    resp.status, resp.content_type = error.status, HTML
    resp.text = await lobby.crew.run(_trouble_page, lobby, asked, error)


def _trouble_page(lobby: Lobby, asked: _Asked, error: MizError) -> str:
    language = asked.language or Language.FA
    text = advice(error, language)
    try:
        shown = evolve(asked.page, needs=Door.PUBLIC)
        call = _let_in(lobby, evolve(asked, page=shown, unsafe=False))
        return lobby.renderer.render(TroublePage(error.status, text), frame_of(call))
    except MizError:
        return f"<!doctype html><title>miz</title><p>{text}</p>"


async def explain(
    lobby: Lobby, req: Request, resp: Response, *, face: Face, error: MizError
) -> None:
    """Any other trouble below a face, as an address that does not exist, in the face's frame."""
    page = PortalPage("GET", req.path, Door.PUBLIC, _nothing, face)
    await _trouble(lobby, _taken(lobby, req, page, places={}), resp, error=error)


def face_at(path: str) -> Face | None:
    """The face that an address belongs to."""
    faces = (face for face in (PORTAL, KIOSK) if f"{path}/".startswith(f"{face.root}/"))
    return next(faces, None)


def _nothing(call: PortalCall) -> Outcome:
    raise NotFound("There is nothing at this address.", code="route.not_found")
