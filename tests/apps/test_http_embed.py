import re
from collections.abc import Iterator

import httpx
import pytest
from attrs import evolve

from miz.domain.requests import RequestState
from miz.domain.staff import Role
from miz.errors import ConfigError
from miz_apps.web.options import WebOptions
from miz_apps.web.portal.routes import PAGES as PORTAL
from miz_apps.web.server import all_routes
from tests.apps.citizens import Citizen, House
from tests.apps.secured import tls_for
from tests.apps.web import OPTIONS, PAGE, PASSWORD, open_web
from tests.desk_office import equip

SITES = ("https://www.city.example", "https://city.example:8443")
FRAMED = evolve(OPTIONS, https=True, embed=SITES)
ANCESTORS = f"frame-ancestors 'self' {SITES[0]} {SITES[1]}"
ALONE = "frame-ancestors 'none'"
PORTAL_PATHS = {page.path for page in PORTAL}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An office over TLS, whose portal two sites may show in a frame."""
    tls = tls_for(tmp_path_factory.mktemp("tls"), "127.0.0.1")
    with open_web(FRAMED, tls=tls.server) as web:
        yield House(web, equip(web.office), {"verify": tls.client})


def ancestors(answer: httpx.Response) -> str:
    """Who may show the answer in a frame."""
    found = re.search(r"frame-ancestors[^;]*", answer.headers["Content-Security-Policy"])
    assert found is not None
    return found[0]


# -- headers ---------------------------------------------------------------------------------


def test_only_pages_of_the_portal_may_stand_in_a_frame(house: House) -> None:
    """The sites in [web] embed, and of ours the portal alone: each route is asked (EDK-01)."""
    callers = [house.web.caller(**house.calling), house.web.caller(Role.ADMIN, **house.calling)]
    wrong, framed = [], 0
    for route in all_routes(house.web.app.lobby):
        for caller in callers:
            path = route.path.replace("{", "").replace("}", "")
            with caller.stream(route.method, path, headers=PAGE) as answer:
                ours = route.path in PORTAL_PATHS
                expected = (ANCESTORS, None) if ours else (ALONE, "DENY")
                framed += ours
                if (ancestors(answer), answer.headers.get("X-Frame-Options")) != expected:
                    wrong.append((route.method, path, dict(answer.headers)))
    print(f"frames: {framed} answers may stand in one")

    assert [] == wrong
    assert framed >= 2 * len(PORTAL_PATHS)


def test_the_rest_of_the_policy_is_as_strict_in_a_frame(house: House) -> None:
    """Only who may show it changes; scripts, styles and forms stay our own (threat 13)."""
    framed = house.phone().get().headers["Content-Security-Policy"]
    alone = house.kiosk().get().headers["Content-Security-Policy"]

    assert alone.replace(ALONE, ANCESTORS) == framed
    assert "unsafe" not in framed


def test_a_document_of_the_request_opens_in_the_frame_and_nothing_in_it_runs(
    house: House,
) -> None:
    """A picture that the citizen sent is shown where he stands, still sandboxed (threat 10)."""
    desk, phone = house.desk, house.phone()
    request = desk.filed()
    phone.opens(desk, request)
    paper = desk.stored(request).papers[0]
    answer = phone.get(f"/case/papers/{paper.digest}")

    assert answer.headers["Content-Type"].startswith("image/")
    assert f"default-src 'none'; sandbox; {ANCESTORS}" == answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers


def test_what_is_not_there_stands_in_no_frame(house: House) -> None:
    """A route that does not exist has no leave of its own, below /portal either."""
    answer = house.phone().get("/nothing")

    assert (404, ALONE, "DENY") == (
        answer.status_code, ancestors(answer), answer.headers["X-Frame-Options"],
    )  # fmt: skip


def test_without_embed_nothing_stands_in_a_frame() -> None:
    """The default: the portal is as closed as everything else (threat 15)."""
    with open_web() as web:
        answer = web.caller().get("/portal", headers=PAGE)

    assert (ALONE, "DENY") == (ancestors(answer), answer.headers["X-Frame-Options"])


# -- cookies ---------------------------------------------------------------------------------


def cookies(answer: httpx.Response) -> dict[str, set[str]]:
    """The attributes of each cookie that was set, times aside."""
    found = {}
    for text in answer.headers.get_list("Set-Cookie"):
        pair, *attributes = text.split("; ")
        kept = {one for one in attributes if not one.startswith(("expires", "Max-Age"))}
        found[pair.partition("=")[0]] = kept
    return found


IN_A_FRAME = {"Secure", "HttpOnly", "Path=/", "SameSite=None", "Partitioned"}
ON_ITS_OWN = {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}


def test_the_portal_s_cookies_are_apart_for_each_site_that_frames_it(house: House) -> None:
    """SameSite=None, Secure and Partitioned, each of them still bound to the host (CHIPS)."""
    desk, phone = house.desk, house.phone()
    first = cookies(phone.get())
    language = cookies(phone.post("/language", language="en", next="/portal"))
    desk.office.later(hours=1)
    session = signed_in(house)
    proof = desk.proof(desk.taken(desk.somebody(1)))
    case = cookies(phone.post("/track", code=proof.code, digits=proof.digits))
    closed = cookies(phone.post("/case/close"))

    assert {"__Host-miz-portal-door": IN_A_FRAME} == first
    assert {"miz-lang": IN_A_FRAME} == language
    assert IN_A_FRAME == session["__Host-miz-citizen"]
    assert {"__Host-miz-case": IN_A_FRAME} == case == closed


def signed_in(house: House) -> dict[str, set[str]]:
    """The cookies of the answer that opens a citizen's session."""
    phone, kept = house.phone(), []
    phone.caller.event_hooks["response"].append(lambda answer: kept.append(cookies(answer)))
    phone.sign_in(house.desk)
    return next(one for one in kept if "__Host-miz-citizen" in one)


def test_cookies_of_the_staff_and_of_a_kiosk_stay_strict(house: House) -> None:
    """Nobody frames them, so no other site's page ever sends them."""
    staff = house.web.caller(**house.calling).post(
        "/api/v1/sessions", json={"login": "guard", "password": PASSWORD}
    )
    kiosk = house.kiosk()
    door = cookies(kiosk.get())
    proof = house.desk.proof(house.desk.taken(house.desk.somebody(2)))
    case = cookies(kiosk.post("/track", code=proof.code, digits=proof.digits))

    assert {"__Host-miz": ON_ITS_OWN} == cookies(staff)
    assert {"__Host-miz-kiosk-door": ON_ITS_OWN} == door
    assert {"__Host-miz-kiosk-case": ON_ITS_OWN} == case


def test_without_embed_the_portal_s_cookies_are_strict(house: House) -> None:
    """The looser kind is only for who chose to be framed."""
    with open_web() as web:
        phone = Citizen(web.caller())
        first = cookies(phone.get())
        language = cookies(phone.post("/language", language="en", next="/portal"))

    assert {"miz-portal-door": {"HttpOnly", "SameSite=Strict", "Path=/"}} == first
    assert {"miz-lang": {"HttpOnly", "SameSite=Lax", "Path=/"}} == language


def test_the_site_around_the_frame_can_send_nothing(house: House) -> None:
    """Its page may hold the cookie's frame, not the form's token: refused as ever (threat 15)."""
    desk, phone = house.desk, house.phone()
    request = desk.taken(desk.somebody(3))
    phone.opens(desk, request)
    token = phone.token()
    forged = [
        phone.caller.post("/portal/case/withdraw", data=form, headers={**PAGE, **headers})
        for form, headers in (
            ({"sure": "1"}, {}),
            ({"sure": "1"}, {"Sec-Fetch-Site": "same-origin"}),
            ({"sure": "1", "csrf": token}, {"Sec-Fetch-Site": "cross-site"}),
            ({"sure": "1", "csrf": token}, {"Origin": SITES[0]}),
        )
    ]

    assert [403] * 4 == [one.status_code for one in forged]
    assert RequestState.OPEN is desk.stored(request).state


# -- options ---------------------------------------------------------------------------------


def test_a_frame_needs_tls() -> None:
    """Without TLS no browser keeps a cookie in another site's frame, so it is said at start."""

    with pytest.raises(ConfigError, match="TLS") as caught:
        WebOptions(https=False, embed=SITES)

    assert "config.embed" == caught.value.code


@pytest.mark.parametrize(
    "site",
    [
        "http://www.city.example",
        "www.city.example",
        "https://www.city.example/",
        "https://*",
        "https://www.city.example; script-src *",
        "https://WWW.city.example",
        "*",
        "'none'",
        "",
    ],
)
def test_a_site_that_may_frame_is_an_origin(site: str) -> None:
    """What would open the policy wider, or never match, is refused at start."""

    with pytest.raises(ConfigError, match="embed"):
        WebOptions(embed=(site,))


@pytest.mark.parametrize("url", ["miz.example", "http://miz.example", "https://miz.example/portal"])
def test_the_public_address_is_an_origin(url: str) -> None:
    """A code on the wall that leads nowhere is found at start, not by a citizen."""

    with pytest.raises(ConfigError, match="public_url"):
        WebOptions(public_url=url)
