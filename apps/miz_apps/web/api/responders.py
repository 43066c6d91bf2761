"""From a row of the table to a Falcon responder."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import quote

import msgspec
from attrs import field, frozen
from falcon.asgi import Request, Response

from miz_apps.web.actions import doors, public
from miz_apps.web.actions.action import Action, Body, Door, File, Png, Toml
from miz_apps.web.actions.monitor import stream
from miz_apps.web.api import bodies
from miz_apps.web.api.bodies import PICTURES
from miz_apps.web.api.commands import reader_of
from miz_apps.web.api.streams import stream_responder
from miz_apps.web.lobby import Lobby
from miz_apps.web.security.credentials import Credentials, credentials_of, set_cookie
from miz_apps.web.security.entry import (
    Guest,
    admit,
    admit_device,
    citizen,
    front_of,
    stranger,
)
from miz_apps.web.security.headers import PICTURE_POLICY

Responder = Callable[..., Awaitable[None]]
JSON = "application/json"
TOML = "application/toml"
GATES, CITIZENS = frozenset({"gatehouse", "gatelink"}), "public"


def responder_of(lobby: Lobby, action: Action) -> Responder:
    """The responder that serves a row as JSON."""
    if action.perform is stream:
        return stream_responder(lobby, action)
    run = lobby.crew.run_gate if action.context in GATES else lobby.crew.run
    queried = action.body is not Body.JSON

    async def respond(req: Request, resp: Response, **places: str) -> None:
        credentials = credentials_of(req, lobby.options)
        outside: dict[str, Any] = {**req.params, **places} if queried else dict(places)
        for name, header in action.headers.items():
            written = req.get_header(header)
            if written is not None:
                outside[name] = written
        async with AsyncExitStack() as held:
            if action.body in {Body.PICTURE, Body.UPLOAD}:
                # Nobody sends megabytes before he has said who he is, and there is room for them.
                await run(admit, lobby.core, action.needs, credentials)
                await held.enter_async_context(lobby.desk_room.place())
            asked = Asked(credentials, outside, await _body(req, action))
            outcome = await run(perform, lobby, action, asked)
        write(resp, lobby, action, outcome=outcome)

    return respond


@frozen
class Asked:
    """A request, taken apart."""

    credentials: Credentials
    outside: Mapping[str, Any] = field(repr=False)
    body: bytes = field(repr=False)


def perform(lobby: Lobby, action: Action, asked: Asked) -> Any:
    """Signs in, checks, decodes and does it, all in one thread; the answer is encoded already."""
    if action.context in GATES:
        guest: Guest | None = admit_device(
            lobby.core, action.needs, asked.credentials, badges=lobby.badges
        )
    else:
        guest = admit(lobby.core, action.needs, asked.credentials)
    if guest is None:
        return _public(lobby, action, asked)
    given = {name: getattr(guest, name) for name in action.given}
    command = reader_of(action).read(asked.outside, asked.body, **given)
    return encoded(action.perform(lobby.core, guest.actor, command))


def encoded(outcome: Any) -> Any:
    """A view as JSON; pictures, entrances and nothing as they are."""
    return msgspec.json.encode(outcome) if isinstance(outcome, msgspec.Struct) else outcome


def write(resp: Response, lobby: Lobby, action: Action, *, outcome: Any) -> None:
    """Answers with what the action gave."""
    resp.status = action.status
    if isinstance(outcome, doors.Entrance):
        set_cookie(resp, lobby.options, outcome.token)
        outcome = encoded(outcome.view)
    elif action.perform is doors.sign_out:
        set_cookie(resp, lobby.options, "")
    if isinstance(outcome, Png):
        write_picture(resp, outcome.data, public=action.needs is Door.PUBLIC)
    elif isinstance(outcome, File):
        write_file(resp, outcome.data, media_type=outcome.media_type, name=outcome.name)
    elif isinstance(outcome, Toml):
        write_toml(resp, outcome)
    elif outcome is not None:
        resp.content_type, resp.data = JSON, outcome


def write_picture(resp: Response, data: bytes, *, public: bool = False) -> None:
    """Answers with a picture that we drew anew when it came."""
    resp.content_type = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    resp.set_header("Content-Security-Policy", PICTURE_POLICY)
    resp.set_header("Cache-Control", "max-age=300" if public else "private, max-age=300")
    resp.data = data


def write_file(resp: Response, data: bytes, *, media_type: str, name: str) -> None:
    """Pictures are shown, anything else is saved; nothing in it may run (threat 10)."""
    resp.content_type, resp.data = media_type, data
    shown = "inline" if media_type in PICTURES else "attachment"
    resp.set_header("Content-Disposition", f"{shown}; filename*=UTF-8''{quote(name, safe='')}")
    resp.set_header("Content-Security-Policy", PICTURE_POLICY)
    resp.set_header("Cache-Control", "private, max-age=300")


def write_toml(resp: Response, outcome: Toml) -> None:
    """A file to be saved and edited."""
    write_file(resp, outcome.text.encode(), media_type=TOML, name=outcome.name)
    resp.set_header("Cache-Control", "no-store")


def _public(lobby: Lobby, action: Action, asked: Asked) -> Any:
    credentials = asked.credentials
    command: Any = reader_of(action).read(asked.outside, asked.body)
    if action.context == CITIZENS:
        return encoded(_for_citizens(lobby, action, credentials, command=command))
    actor = stranger(credentials)
    if action.perform is not doors.sign_in:
        return encoded(action.perform(lobby.core, actor, command))
    credentials.must_be_own()
    lobby.attempts.count(credentials.address, command.login)
    entrance = action.perform(lobby.core, actor, command)
    lobby.attempts.forgive(command.login)
    return entrance


def _for_citizens(lobby: Lobby, action: Action, credentials: Credentials, *, command: Any) -> Any:
    """What the portal does without a sign-in: at the same office, within the same budgets."""
    address = credentials.address
    actor = citizen(front_of(lobby.core), address)
    if action.perform is not public.follow:
        return action.perform(lobby.core, actor, command)
    proof = public.proof_of(command.code, command.digits)
    with lobby.attempts.trying(address, proof.code):
        return action.perform(lobby.core, actor, command)


async def _body(req: Request, action: Action) -> bytes:
    if action.body is Body.PICTURE:
        return await bodies.read_picture(req)
    if action.body is Body.UPLOAD:
        return await bodies.read_paper(req)
    if action.body is Body.JSON:
        return await bodies.read_json(req)
    return b""
