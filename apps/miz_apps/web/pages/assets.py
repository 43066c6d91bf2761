"""Stylesheet, modules and fonts: kept by browsers for a year, under addresses that change."""

import hashlib
from collections.abc import Awaitable, Callable
from functools import cache

from falcon.asgi import Request, Response

from miz.errors import NotFound
from miz_apps.web.fonts import web_font
from miz_apps.web.lobby import Lobby
from miz_apps.web.rendering.assets import FONTS, assets
from miz_apps.web.rendering.assets import version as current

FOREVER = "public, max-age=31536000, immutable"
DAY = "public, max-age=86400"
Responder = Callable[..., Awaitable[None]]


async def asset(req: Request, resp: Response, *, version: str, name: str) -> None:
    """A file by its name; only names known at start exist, so that no path leads elsewhere."""
    found = assets().get(name)
    if found is None or version != current():
        raise NotFound("There is no such file; reload the page.", code="route.not_found")
    content, kind = found
    _write(req, resp, content, kind=kind, caching=FOREVER)


def font_responder(lobby: Lobby) -> Responder:
    """Serves the fonts, which are cut once on this machine."""

    async def font(req: Request, resp: Response, name: str) -> None:
        weight = FONTS.get(name)
        if weight is None:
            raise NotFound("There is no such font; reload the page.", code="route.not_found")
        content = await lobby.crew.run(web_font, weight, lobby.core.config.general.data / "fonts")
        _write(req, resp, content, kind="font/woff2", caching=DAY)

    return font


def _write(req: Request, resp: Response, content: bytes, *, kind: str, caching: str) -> None:
    tag = _tag(content)
    resp.set_header("Cache-Control", caching)
    resp.etag = tag
    if any(one == "*" or str(one) == tag for one in req.if_none_match or ()):
        resp.status = 304
        return
    resp.content_type, resp.data = kind, content


@cache
def _tag(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:20]
