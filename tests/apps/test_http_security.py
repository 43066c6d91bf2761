from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from attrs import evolve

from miz.domain.staff import Role
from miz.errors import ConfigError
from miz_apps.web.actions.action import Door
from miz_apps.web.kiosk.routes import PAGES as KIOSK
from miz_apps.web.options import WebOptions
from miz_apps.web.portal.routes import PAGES as PORTAL
from miz_apps.web.security.credentials import SAFE
from miz_apps.web.server import all_routes, make_app
from tests.apps.citizens import Citizen
from tests.apps.web import OPTIONS, PASSWORD, Caller, WebOffice, hire, open_web, served
from tests.desk_office import equip
from tests.office import open_office

HTTPS = evolve(OPTIONS, https=True, hosts=("desk.example",))
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def web() -> Iterator[WebOffice]:
    """An office on plain loopback."""
    with open_web() as opened:
        yield opened


def sign_in(url: str, **more: str) -> httpx.Response:
    """A sign-in as a program does it."""
    body = {"login": "guard", "password": PASSWORD}
    return httpx.post(f"{url}/api/v1/sessions", json=body, headers=more)


# -- cookies ---------------------------------------------------------------------------------


def test_over_https_the_cookie_is_bound_to_the_host() -> None:
    """__Host-, Secure, HttpOnly, SameSite=Strict, Path=/, no Domain (V3.3.1, V3.3.2)."""
    with open_web(HTTPS) as web:
        cookie = sign_in(web.url).headers["Set-Cookie"]

    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-miz=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} == set(attributes)


def test_on_plain_loopback_the_cookie_is_as_strict_as_it_can_be(web: WebOffice) -> None:
    """Without TLS neither Secure nor __Host- can be, everything else is (V3.3.2)."""
    name, *attributes = sign_in(web.url).headers["Set-Cookie"].split("; ")

    assert name.startswith("miz=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} == set(attributes)


def test_plain_http_is_for_loopback_only() -> None:
    """A site that forgets TLS does not start (V3.3.1)."""

    with pytest.raises(ConfigError, match="https"):
        WebOptions(bind="0.0.0.0:8000", https=False)


def test_a_session_is_new_at_every_sign_in(web: WebOffice) -> None:
    """A cookie that somebody planted before is not honoured afterwards (V7.2.4)."""
    caller = web.caller()
    caller.cookies.set("miz", "planted")
    caller.sign_in("guard")
    fresh = [cookie.value for cookie in caller.cookies.jar if cookie.value != "planted"]
    planted = httpx.get(f"{web.url}/api/v1/site", cookies={"miz": "planted"})

    assert 401 == planted.status_code
    assert fresh


def test_signing_out_ends_the_session_and_takes_the_cookie(web: WebOffice) -> None:
    """The secret opens nothing any more, even where a thief kept it (V7.4.1)."""
    caller = web.caller(Role.GUARD)
    secret = caller.cookies["miz"]
    answer = caller.delete("/api/v1/sessions/current")
    again = httpx.get(f"{web.url}/api/v1/site", cookies={"miz": secret})

    assert 204 == answer.status_code
    assert "expires=Sat, 01 Jan 2000" in answer.headers["Set-Cookie"]
    assert 401 == again.status_code


def test_a_disabled_user_is_out_at_the_next_request(web: WebOffice) -> None:
    """Disabling ends every session at once (V7.4.2)."""
    office = web.office
    user = office.core.staff.hire(
        actor=office.actor, login="leaver", name="x", roles=[Role.GUARD], password=PASSWORD
    )
    caller = web.caller()
    caller.sign_in("leaver")
    before = caller.get("/api/v1/site").status_code
    office.core.staff.disable(actor=office.actor, user=user.id)

    assert (200, 401) == (before, caller.get("/api/v1/site").status_code)


def test_a_device_s_key_is_looked_up_once_a_second() -> None:
    """A lane that reads all the time costs one look; a revoked key ends with it (threat 16)."""
    with open_web() as web:
        office, device = web.office, web.device()
        place = f"/api/v1/lanes/{office.lane.id}/settle"
        statuses = [device.post(place).status_code]
        office.core.staff.disable(actor=office.actor, user=web.users[Role.GATE].id)
        office.clock.advance(timedelta(seconds=1))
        statuses.append(device.post(place).status_code)

    assert [200, 401] == statuses


def test_an_idle_session_ends_although_its_page_refreshes_itself() -> None:
    """What a desk fetches by itself is no use of it; a wall does nothing else (V7.3.1)."""
    with open_web() as web:
        desk, wall = web.caller(Role.GUARD, headers=PAGE), web.caller(Role.WALL, headers=PAGE)
        for _ in range(4):
            web.office.clock.advance(timedelta(minutes=10))
            answers = desk.get("/monitor/lanes").status_code, wall.get("/monitor/lanes").status_code

    assert (303, 200) == answers


# -- forged requests -------------------------------------------------------------------------


DOORS = ("/portal/sign-in?", "/portal/track")


def unsafe(web: WebOffice) -> list[tuple[str, str]]:
    """Every address that changes something for somebody who is signed in."""
    return [
        (route.method, route.path.replace("{", "").replace("}", ""))
        for route in all_routes(web.app.lobby)
        if route.method not in SAFE and route.needs is not Door.PUBLIC
    ]


def test_no_change_without_the_token_of_the_session(web: WebOffice) -> None:
    """Each unsafe route refuses a cookie alone, a wrong token and another site (V3.5.1)."""
    caller, tried, passed = web.caller(Role.GUARD), 0, []
    token = caller.headers.pop("X-CSRF-Token")
    attacks: tuple[dict[str, str], ...] = (
        {},
        {"X-CSRF-Token": "wrong"},
        {"X-CSRF-Token": token, "Sec-Fetch-Site": "cross-site"},
        {"X-CSRF-Token": token, "Sec-Fetch-Site": "same-site"},
        {"X-CSRF-Token": token, "Origin": "https://elsewhere.example"},
    )
    json = {"Content-Type": "application/json"}
    for method, path in unsafe(web):
        for attack in attacks:
            kind = {"Content-Type": "image/png"} if path.endswith(PICTURES) else {}
            body = json if path.startswith("/api") else kind
            answer = caller.request(method, path, headers={**body, **kind, **attack})
            tried += 1
            to_the_door = answer.headers.get("Location", "").startswith(DOORS)
            if answer.status_code != 403 and not to_the_door:
                passed.append((method, path, attack, answer.status_code))
    print(f"forged requests: {tried} tried, {len(passed)} passed")

    assert [] == passed


def test_no_change_of_a_citizen_without_the_token_of_the_page(web: WebOffice) -> None:
    """With session and case open, each form refuses what another site could send (V3.5.1)."""
    desk, tried, passed = equip(web.office), 0, []
    for root in ("/portal", "/kiosk"):
        citizen = Citizen(web.caller(), root)
        if root == "/portal":
            citizen.sign_in(desk)
        citizen.opens(desk, desk.taken(desk.somebody(tried + 1)))
        token = citizen.token()
        forms: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
            ({}, {}),
            ({"csrf": "wrong"}, {}),
            ({"csrf": token}, {"Sec-Fetch-Site": "cross-site"}),
            ({"csrf": token}, {"Sec-Fetch-Site": "same-site"}),
            ({"csrf": token}, {"Origin": "https://elsewhere.example"}),
        )
        for page in (*PORTAL, *KIOSK):
            if page.method in SAFE or page.face.root != root:
                continue
            path = page.path.replace("{", "").replace("}", "")
            for fields, headers in forms:
                files = {"file": ("x.png", b"x")} if page.upload else None
                answer = citizen.caller.post(path, data=fields, files=files, headers=headers)
                tried += 1
                if answer.status_code != 403:
                    passed.append((path, fields, headers, answer.status_code))
    print(f"citizens' forged requests: {tried} tried, {len(passed)} passed")

    assert [] == passed


PICTURES = ("/photo", "/pictures", "/logo")


def test_a_device_with_a_key_needs_no_token(web: WebOffice) -> None:
    """No browser adds an Authorization header by itself."""
    answer = web.device().post(
        f"/api/v1/lanes/{web.office.lane.id}/reads", json={"code": "00000000"}
    )

    assert 200 == answer.status_code


def test_nobody_can_be_signed_in_as_somebody_else_by_another_site(web: WebOffice) -> None:
    """Login CSRF: the form needs the token of its own page, the API its own type (threat 15)."""
    form = {"login": "guard", "password": PASSWORD}
    bare = httpx.post(f"{web.url}/sign-in", data=form)
    foreign = sign_in(web.url, **{"Sec-Fetch-Site": "cross-site"})
    simple = httpx.post(
        f"{web.url}/api/v1/sessions", content="{}", headers={"Content-Type": "text/plain"}
    )

    assert [403, 403, 415] == [one.status_code for one in (bare, foreign, simple)]
    assert "Set-Cookie" not in bare.headers


def test_a_stream_is_not_for_pages_of_other_sites(web: WebOffice) -> None:
    """The Origin is checked where a page could listen with the user's cookie (V4.4.2)."""
    caller = web.caller(Role.WALL)
    foreign = [
        caller.get(path, headers={"Origin": "https://elsewhere.example"}).status_code
        for path in ("/api/v1/monitor/stream", "/monitor/stream")
    ]

    assert [403, 403] == foreign


# -- attempts --------------------------------------------------------------------------------


def attempts(url: str, logins: list[str]) -> list[int]:
    """Statuses of sign-ins with a wrong password."""
    body = [{"login": login, "password": "wrong"} for login in logins]
    return [httpx.post(f"{url}/api/v1/sessions", json=one).status_code for one in body]


def test_an_account_has_a_budget_of_attempts() -> None:
    """After so many wrong passwords even the right one waits, and is told how long (threat 17)."""
    with open_web(evolve(OPTIONS, sign_ins_account="3 per minute")) as web:
        wrong = attempts(web.url, ["guard"] * 4)
        right = sign_in(web.url)

    assert [403, 403, 403, 429] == wrong
    assert 429 == right.status_code
    assert 1 <= int(right.headers["Retry-After"]) <= 60
    assert "request.too_many" == right.json()["code"]


def test_an_address_has_a_budget_over_all_accounts() -> None:
    """Trying one password on many accounts is stopped as well (threat 17)."""
    with open_web(evolve(OPTIONS, sign_ins_address="3 per minute")) as web:
        assert [403, 403, 403, 429] == attempts(web.url, ["a1", "a2", "a3", "a4"])


def test_a_forwarded_address_counts_only_from_a_trusted_proxy() -> None:
    """A client cannot write itself new addresses (V4.1.3)."""

    def tried(options: WebOptions) -> list[int]:
        with open_web(options) as web:
            body = {"login": "nobody", "password": "wrong"}
            return [
                httpx.post(
                    f"{web.url}/api/v1/sessions",
                    json={**body, "login": f"n{n}"},
                    headers={"X-Forwarded-For": f"6.6.6.6, 10.0.0.{n}"},
                ).status_code
                for n in range(3)
            ]

    strict = evolve(OPTIONS, sign_ins_address="2 per minute")
    trusting = evolve(strict, trusted_proxies=("127.0.0.0/8",))

    assert [403, 403, 429] == tried(strict)
    assert [403, 403, 403] == tried(trusting)


# -- headers ---------------------------------------------------------------------------------


def test_every_answer_carries_the_security_headers(web: WebOffice) -> None:
    """On each route, for good and for bad: policy, nosniff, no framing, no caching (V3.4)."""
    callers: list[Caller] = [web.caller(Role.GUARD), web.caller()]
    lacking = []
    for route in all_routes(web.app.lobby):
        for caller in callers:
            path = route.path.replace("{", "").replace("}", "")
            with caller.stream(route.method, path, headers=PAGE) as answer:
                if not _guarded(answer, static=path.startswith(("/static", "/openapi"))):
                    lacking.append((route.method, path, dict(answer.headers)))

    assert [] == lacking


def _guarded(answer: httpx.Response, *, static: bool) -> bool:
    said = answer.headers
    policy = said["Content-Security-Policy"]
    return (
        "default-src 'none'" in policy
        and "unsafe" not in policy
        and "frame-ancestors 'none'" in policy
        and said["X-Content-Type-Options"] == "nosniff"
        and said["Referrer-Policy"] == "same-origin"
        and said["Cross-Origin-Opener-Policy"] == "same-origin"
        and said["Cross-Origin-Resource-Policy"] == "same-origin"
        and "camera=(self)" in said["Permissions-Policy"]
        and (static or said["Cache-Control"] == "no-store")
        and "Strict-Transport-Security" not in said
        and len(said["X-Request-Id"]) == 16
    )


def test_over_https_browsers_are_told_to_stay_there() -> None:
    """HSTS for a year (V3.4.1)."""
    with open_web(HTTPS) as web:
        said = httpx.get(f"{web.url}/healthz").headers["Strict-Transport-Security"]

    assert said.startswith("max-age=31536000")


def test_only_the_site_s_own_names_are_answered() -> None:
    """DNS rebinding: another Host gets nothing, the configured one works (V4.1.3)."""
    with open_office() as office:
        hire(office, Role.GUARD)
        app = make_app(office.core, options=HTTPS)
        with served(app) as url:
            names = ("desk.example", "DESK.example:443", "evil.example", "desk.example.evil.com")
            answers = [
                httpx.get(f"{url}/healthz", headers={"Host": name}).status_code for name in names
            ]

    assert [200, 200, 400, 400] == answers
