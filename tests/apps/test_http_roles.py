from collections.abc import Iterator, Sequence
from datetime import timedelta

import falcon.inspect
import httpx
import pytest
from attrs import frozen

from miz.domain.staff import PERMITS, Actor, Role
from miz.domain.values import Language, Mobile, NationalId
from miz.errors import ConfigError
from miz.usecases.tracking import Proof
from miz_apps.web.actions.action import Action, Door, Needs, Nothing
from miz_apps.web.actions.monitor import lanes
from miz_apps.web.actions.table import PREFIX, TABLE
from miz_apps.web.api.openapi import document
from miz_apps.web.portal import cookies
from miz_apps.web.rendering.contexts.frame import KIOSK, PORTAL, Face
from miz_apps.web.server import Route, all_routes, make_app, must_all_declare
from tests.apps.web import OPTIONS, Caller, WebOffice, open_web
from tests.desk_office import one_time_code
from tests.office import NATIONAL_IDS, Office, open_office

STRANGERS = (401, 403)
LEAVING = ("/sign-out", "/api/v1/sessions/current", "/portal/sign-out", "/portal/case/close")
FACES = {"/portal": PORTAL, "/kiosk": KIOSK}
DOORS = ("/portal/sign-in", "/portal/track", "/kiosk/track")
CITIZENS = (Door.CITIZEN, Door.CASE)
DENIED = 403
Who = Role | Door | None


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


def permitted(needs: Needs, who: Who) -> bool:
    """What the table says of a role, of a citizen, or of None, who has not signed in."""
    if needs is Door.PUBLIC:
        return True
    if not isinstance(needs, tuple):
        return {
            Door.SIGNED_IN: isinstance(who, Role),
            Door.CITIZEN: who is Door.CITIZEN,
            Door.CASE: who is Door.CASE,
        }[needs]
    return isinstance(who, Role) and bool(PERMITS[who] & set(needs))


class Visitor:
    """A browser of a user, of a citizen, of who opened a case, or of a stranger."""

    def __init__(self, web: WebOffice, who: Who) -> None:
        self._web = web
        self._caller = web.caller(who if isinstance(who, Role) else None)
        options, core = web.app.lobby.options, web.office.core
        self._tokens = {root: self._token(root, face) for root, face in FACES.items()}
        if who is Door.CITIZEN:
            token, self._tokens["/portal"] = signed_in(web.office)
            self._caller.cookies.set(cookies.name_of(options, cookies.SESSION), token)
        elif who is Door.CASE:
            proof = cookies.sealed_proof(core.vault, Proof("1", "1"), at=core.clock.now())
            for face in FACES.values():
                name = cookies.name_of(options, cookies.CASE, touch=face.touch)
                self._caller.cookies.set(name, proof)
        if not isinstance(who, Role):
            self._caller.headers["X-CSRF-Token"] = door(self._caller)

    def _token(self, root: str, face: Face) -> str:
        """The token of a face's forms, before anybody signs in."""
        self._caller.get(root)
        options = self._web.app.lobby.options
        return self._caller.cookies[cookies.name_of(options, cookies.DOOR, touch=face.touch)]

    def ask(self, route: Route) -> int:
        """The status of an empty request to a route; streams are hung up on at once."""
        path = falcon.uri.encode(route.path.replace("{", "").replace("}", "").replace(":path", ""))
        headers, content = {}, b""
        if route.method not in {"GET", "DELETE"}:
            if route.path.startswith("/api"):
                headers, content = {"Content-Type": "application/json"}, b"{}"
            elif token := self._tokens.get("/" + route.path.split("/")[1]):
                headers = {"Content-Type": "application/x-www-form-urlencoded"}
                content = f"csrf={token}".encode()
        with self._caller.stream(route.method, path, headers=headers, content=content) as answer:
            shown_a_door = answer.headers.get("Location", "").startswith(DOORS)
            turned_away = shown_a_door and route.needs in CITIZENS
            return DENIED if turned_away else answer.status_code


def signed_in(office: Office) -> tuple[str, str]:
    """The session of a citizen who typed the code of the message, and the token of its forms."""
    actor = Actor("public", office.site.id, frozenset(), "127.0.0.1")
    core = office.core
    office.clock.advance(timedelta(hours=1))  # three codes an hour
    challenge = core.citizens.ask(
        actor=actor,
        national_id=NationalId.parse(NATIONAL_IDS[3]),
        mobile=Mobile.parse("09351112233"),
        language=Language.FA,
    )
    office.deliver()
    entrance = core.citizens.enter(
        actor=actor, challenge=challenge, code=one_time_code(office.sent[-1])
    )
    _, session = core.citizens.citizen(token=entrance.token, origin="127.0.0.1")
    return entrance.token, session.csrf


def test_every_role_can_do_what_its_row_says_and_nothing_else(web: WebOffice) -> None:
    """Each route is asked by each role, citizens and a stranger: nothing unexpected (V8.2.1)."""
    unexpected, allowed, denied = [], 0, 0
    for who in (*Role, Door.CITIZEN, Door.CASE, None):
        visitor = Visitor(web, who)
        for route in routes_of(web):
            status, may = visitor.ask(route), permitted(route.needs, who)
            if may is (status in STRANGERS):
                unexpected.append((who, route.method, route.path, status))
            allowed, denied = allowed + may, denied + (not may)
            if route.path in LEAVING:
                visitor = Visitor(web, who)
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
