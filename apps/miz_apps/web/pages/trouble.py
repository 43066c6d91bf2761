"""Errors for people: what happened and what to do next, in their language."""

from urllib.parse import quote

from attrs import evolve
from falcon.asgi import Request, Response

from miz.errors import MizError
from miz_apps.web.api.problems import headers_of
from miz_apps.web.errors import SignInFirst
from miz_apps.web.lobby import Lobby
from miz_apps.web.pages.calls import Call, is_fragment, language_of
from miz_apps.web.pages.responding import HTML, rendered
from miz_apps.web.rendering.advice import advice
from miz_apps.web.rendering.contexts.doors import ErrorPage, Trouble
from miz_apps.web.security.credentials import credentials_of
from miz_apps.web.security.entry import enter


async def write_trouble(lobby: Lobby, req: Request, resp: Response, *, error: MizError) -> None:
    """Answers with a page, one sentence for a fetch, or the way to sign in."""
    for name, value in headers_of(error).items():
        resp.set_header(name, value)
    if isinstance(error, SignInFirst) and req.method in {"GET", "HEAD"} and not is_fragment(req):
        resp.status = 303
        resp.location = f"/sign-in?next={quote(req.path)}"
        return
    resp.status = error.status
    resp.content_type = HTML
    call = Call(
        lobby=lobby, credentials=credentials_of(req, lobby.options), guest=None,
        path=req.path, chosen=language_of(req),
    )  # fmt: skip
    fragment, number = is_fragment(req), req.context.number
    resp.text = await lobby.crew.run(_page, call, error, fragment=fragment, number=number)


def _page(call: Call, error: MizError, *, fragment: bool, number: str) -> str:
    try:
        call = evolve(call, guest=enter(call.core, call.credentials, passive=True))
        text = advice(error, call.language)
        view = Trouble(text) if fragment else ErrorPage(error.status, text, number)
        return rendered(call, view).html
    except MizError:
        # Not even the frame can be made: the storage is away. One plain sentence is left.
        return f"<!doctype html><title>miz</title><p>{advice(error, call.language)}</p>"
