from collections.abc import Iterator, Sequence

import falcon
import httpx
import pytest
from attrs import frozen

from miz.domain.staff import PERMITS, Role
from miz.errors import ConfigError
from miz_apps.web.actions.action import Action, Door, Needs, Nothing
from miz_apps.web.actions.monitor import lanes
from miz_apps.web.actions.table import PREFIX, TABLE
from miz_apps.web.api.openapi import document
from miz_apps.web.server import Route, all_routes, make_app, must_all_declare
from tests.apps.web import OPTIONS, Caller, WebOffice, open_web
from tests.office import open_office

STRANGERS = (401, 403)
LEAVING = ("/sign-out", "/api/v1/sessions/current")


@frozen
class NoHands:
    """A rig that nobody moves: only its addresses are asked here."""


@pytest.fixture(scope="module")
def web() -> Iterator[WebOffice]:
    """An office with every page, the simulator's too."""
    with open_web(simulated={"lane": NoHands()}) as opened:
        yield opened


def routes_of(web: WebOffice) -> Sequence[Route]:
    """Every route that the app itself knows."""
    return all_routes(web.app.lobby)


def permitted(needs: Needs, role: Role | None) -> bool:
    """What the table says of a role; None has not signed in."""
    if needs is Door.PUBLIC:
        return True
    if role is None or not isinstance(needs, tuple):
        return role is not None
    return bool(PERMITS[role] & set(needs))


def ask(caller: Caller, route: Route) -> int:
    """The status of an empty request to a route; streams are hung up on at once."""
    path = falcon.uri.encode(route.path.replace("{", "").replace("}", "").replace(":path", ""))
    headers, content = {}, b""
    if route.method not in {"GET", "DELETE"} and route.path.startswith("/api"):
        headers, content = {"Content-Type": "application/json"}, b"{}"
    with caller.stream(route.method, path, headers=headers, content=content) as answer:
        return answer.status_code


def test_every_role_can_do_what_its_row_says_and_nothing_else(web: WebOffice) -> None:
    """Each route is asked by each role and by a stranger: no unexpected answer (V8.2.1)."""
    unexpected, allowed, denied = [], 0, 0
    for role in (*Role, None):
        caller = web.caller(role)
        for route in routes_of(web):
            if role is None:
                caller.headers["X-CSRF-Token"] = door(caller)
            status, may = ask(caller, route), permitted(route.needs, role)
            if may is (status in STRANGERS):
                unexpected.append((role, route.method, route.path, status))
            allowed, denied = allowed + may, denied + (not may)
            if route.path in LEAVING:
                caller = web.caller(role)
    print(f"role matrix: {allowed} allowed, {denied} denied, {len(unexpected)} unexpected")

    assert [] == unexpected


def door(caller: Caller) -> str:
    """The token that a stranger's browser has for forms."""
    if "miz-door" not in caller.cookies:
        caller.get("/sign-in", headers={"Accept": "text/html"})
    return caller.cookies["miz-door"]


def test_every_route_says_who_may_use_it(web: WebOffice) -> None:
    """What Falcon serves is what the table and the pages declare, method by method (threat 9)."""
    served = {
        (method.method, route.path)
        for route in falcon.inspect.inspect_routes(web.app)
        for method in route.methods
        if not method.internal and method.method != "HEAD"
    }
    declared = {(route.method, route.path) for route in routes_of(web)}

    assert declared == served


def test_the_description_and_the_router_are_the_same(web: WebOffice) -> None:
    """Every route below /api/v1 is in /openapi.json, and the reverse (API9)."""
    described = {
        (method.upper(), path)
        for path, item in httpx.get(f"{web.url}/openapi.json").json()["paths"].items()
        for method in item
    }
    served = {(r.method, r.path) for r in routes_of(web) if r.path.startswith(PREFIX)}

    assert served == described
    assert len(TABLE) == len(served)


def test_a_route_without_a_declared_permission_keeps_the_app_from_starting() -> None:
    """Neither a row nor a route may leave its needs out (threat 9)."""

    async def respond(*_: object) -> None: ...

    def forgotten(core: object, actor: object, command: Nothing) -> None: ...

    for needs in (None, (), ("desk.receive",)):
        with pytest.raises(ConfigError, match="declares no permission"):
            Route("GET", "/forgotten", needs, respond)  # type: ignore[arg-type]
        with pytest.raises(ConfigError, match="declares no permission"):
            Action("x.forgotten", "GET", "/x", needs, forgotten, "Forgotten.")  # type: ignore[arg-type]


def test_a_route_added_behind_the_back_of_the_table_is_found() -> None:
    """A resource that Falcon was given directly stops the start as well (threat 9)."""

    class Hidden:
        async def on_get(self, req: object, resp: object) -> None: ...

    with open_office() as office:
        app = make_app(office.core, options=OPTIONS)
        app.add_route("/hidden", Hidden())

        with pytest.raises(ConfigError, match="GET /hidden declares no permission"):
            must_all_declare(app)


def test_a_row_names_only_fields_that_its_command_has() -> None:
    """A path that asks for a field nobody reads is an error at start."""

    with pytest.raises(ConfigError, match="no field lane"):
        Action("monitor.lanes", "GET", "/lanes/{lane}", Door.SIGNED_IN, lanes, "Lanes.")


def test_the_description_names_every_error_as_a_problem() -> None:
    """Each operation says 400, 500, 502 and 503, and 401 and 403 where somebody must sign in."""
    operations = [one for item in document("miz")["paths"].values() for one in item.values()]
    bare = [
        one["operationId"]
        for one in operations
        if not {"400", "500", "502", "503"} <= set(one["responses"])
        or (one["security"] and not {"401", "403"} <= set(one["responses"]))
    ]

    assert [] == bare
