"""The application: routes from the table and the pages, guarded, with every error in words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import falcon
import falcon.asgi
from attrs import frozen
from falcon.asgi import Request, Response

from miz.core import Core
from miz.domain.ids import LaneId
from miz.errors import ConfigError
from miz.ports.gates import Rig
from miz_apps.web.actions.action import Door, Needs, must_declare
from miz_apps.web.actions.table import TABLE
from miz_apps.web.api import problems
from miz_apps.web.api.feeds import Feed
from miz_apps.web.api.openapi import document_responder
from miz_apps.web.api.responders import Responder, responder_of
from miz_apps.web.kiosk.routes import PAGES as KIOSK
from miz_apps.web.lobby import Lobby
from miz_apps.web.middleware import Porter
from miz_apps.web.options import WebOptions
from miz_apps.web.pages.routes import page_responders
from miz_apps.web.pages.trouble import write_trouble
from miz_apps.web.portal.responding import explain as explain_to_citizen
from miz_apps.web.portal.responding import face_at
from miz_apps.web.portal.responding import responder_of as citizen_responder
from miz_apps.web.portal.routes import PAGES as PORTAL
from miz_apps.web.rendering import Renderer
from miz_apps.web.running import Crew
from miz_apps.web.security.attempts import Attempts
from miz_apps.web.security.badges import Badges


@frozen
class Route:
    """An address with a method, who may use it, and what answers."""

    method: str
    path: str
    needs: Needs
    respond: Responder

    def __attrs_post_init__(self) -> None:
        must_declare(self.needs, place=f"{self.method} {self.path}")


class Resource:
    """The methods of one address, as Falcon looks for them."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.needs: dict[str, Needs] = {}

    def answer(self, route: Route) -> None:
        """Adds a method, and HEAD to every GET."""
        methods = [route.method, "HEAD"] if route.method == "GET" else [route.method]
        for method in methods:
            self.needs[method] = route.needs
            setattr(self, f"on_{method.lower()}", route.respond)


class App(falcon.asgi.App[Request, Response]):
    """Falcon's application with what serves it, for tests and for whoever closes it."""

    lobby: Lobby


def make_app(
    core: Core,
    *,
    options: WebOptions | None = None,
    simulated: Mapping[LaneId, Rig] | None = None,
    routes: Iterable[Route] = (),
) -> App:
    """An ASGI application around an open core, which it does not close.

    ``simulated`` are the lanes that the simulator page moves; without them it does not exist.
    """
    chosen = options or WebOptions.of(core.config)
    crew = Crew(chosen.threads)
    lobby = Lobby(
        core=core, options=chosen, crew=crew, attempts=Attempts(chosen),
        feed=Feed(core, crew), renderer=Renderer(), badges=Badges(core.clock),
        simulated=simulated,
    )  # fmt: skip
    app = App(middleware=[Porter(chosen), Closing(lobby)])
    app.lobby = lobby
    app.req_options.strip_url_path_trailing_slash = False
    app.resp_options.secure_cookies_by_default = chosen.https
    for error in (Exception, falcon.HTTPError):
        app.add_error_handler(error, _in_words(lobby))
    _add(app, [*all_routes(lobby), *routes])
    must_all_declare(app)
    return app


def all_routes(lobby: Lobby) -> list[Route]:
    """Every route that miz brings: the table, its description, the pages, the pulse."""
    api = [Route(row.method, row.path, row.needs, responder_of(lobby, row)) for row in TABLE]
    own = [
        Route("GET", "/healthz", Door.PUBLIC, _pulse),
        Route("GET", "/openapi.json", Door.PUBLIC, document_responder(lobby.options)),
    ]
    pages = [
        Route(one.method, one.path, one.needs, respond) for one, respond in page_responders(lobby)
    ]
    citizens = [
        Route(one.method, one.path, one.needs, citizen_responder(lobby, one))
        for one in (*PORTAL, *KIOSK)
    ]
    return [*api, *own, *pages, *citizens]


def must_all_declare(app: App) -> None:
    """Refuses to start with a route that came in without a declared need (threat 9)."""
    for path, resource, method in _served(app._router._roots):  # noqa: SLF001 - shown nowhere else
        if method not in getattr(resource, "needs", {}):
            raise ConfigError(
                f"The route {method} {path} declares no permission; "
                "add it through make_app(routes=…).",
                code="route.undeclared",
            )


def _served(nodes: Iterable[Any], parent: str = "") -> Iterator[tuple[str, object, str]]:
    """Address, resource and method of all that Falcon's tree answers, but for its own refusals.

    Falcon's inspection tells the same and parses every source file for it: most of a start.
    """
    for node in nodes:
        path = f"{parent}/{node.raw_segment}"
        for method, respond in (node.method_map or {}).items():
            if not respond.__module__.startswith("falcon."):
                yield path, node.resource, method
        yield from _served(node.children, path)


class Closing:
    """Ends streams and threads when the server stops; the core is closed by who opened it."""

    def __init__(self, lobby: Lobby) -> None:
        self._lobby = lobby

    async def process_shutdown(self, scope: Mapping[str, Any], event: Mapping[str, Any]) -> None:
        """Called by the server within its grace time."""
        await self._lobby.feed.stop()
        self._lobby.crew.stop()


def _add(app: App, routes: Iterable[Route]) -> None:
    resources: dict[str, Resource] = {}
    for route in routes:
        resource = resources.setdefault(route.path, Resource(route.path))
        if route.method in resource.needs:
            raise ConfigError(f"Two routes are {route.method} {route.path}.", code="route.twice")
        resource.answer(route)
    for path, resource in resources.items():
        app.add_route(path, resource)


def _in_words(lobby: Lobby) -> Any:
    async def explain(req: Request, resp: Response, error: Exception, *_: object) -> None:
        number = req.context.number
        told = problems.understood(error, req, number)
        resp.sse, face = None, face_at(req.path)
        if req.path.startswith("/api/") or not _wants_page(req):
            problems.write(resp, told, number)
        elif face is not None:
            await explain_to_citizen(lobby, req, resp, face=face, error=told)
        else:
            await write_trouble(lobby, req, resp, error=told)

    return explain


def _wants_page(req: Request) -> bool:
    return "text/html" in (req.get_header("Accept") or "") and req.path != "/openapi.json"


async def _pulse(req: Request, resp: Response) -> None:
    """Whether the process answers at all; asks nobody else."""
    resp.content_type = "text/plain; charset=utf-8"
    resp.data = b"ok\n"
