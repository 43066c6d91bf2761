from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from attrs import define, evolve
from playwright.sync_api import (
    Browser,
    FilePayload,
    FrameLocator,
    Page,
    expect,
    sync_playwright,
)

from miz.domain.requests import Origin
from tests.apps.chromium import FLAGS, chromium_path
from tests.apps.citizens import House
from tests.apps.screens import PATIENCE
from tests.apps.secured import other_site, tls_for
from tests.apps.web import OPTIONS, open_web
from tests.desk_office import CITIZEN_ID, CITIZEN_MOBILE, equip, one_time_code, picture

OURS, CITY, EVIL = "desk.example", "www.city.example", "evil.example"
FRAME = '<!doctype html><title>{name}</title><h1>{name}</h1><iframe src="{url}"></iframe>'
BLOCKED = "chrome-error://chromewebdata/"


@define
class Street:
    """Our house, and two sites that show it in a frame: the city's, which may, and another."""

    house: House
    url: str
    city: str
    evil: str
    pages: dict[str, str]

    def shows(self, path: str) -> None:
        """What the frames of both sites show from now on."""
        for name in (CITY, EVIL):
            self.pages[f"/{name}"] = FRAME.format(name=name, url=self.url + path)


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """Three origins over TLS."""
    tls = tls_for(tmp_path_factory.mktemp("tls"), OURS, CITY, EVIL)
    pages: dict[str, str] = {}
    with ExitStack() as stack:
        port = stack.enter_context(other_site(pages, tls))
        city = f"https://{CITY}:{port}"
        options = evolve(OPTIONS, https=True, hosts=(OURS,), embed=(city,))
        web = stack.enter_context(open_web(options, tls=tls.server))
        ours = f"https://{OURS}:{web.url.rpartition(':')[2]}"
        yield Street(
            House(web, equip(web.office)),
            ours,
            f"{city}/{CITY}",
            f"https://{EVIL}:{port}/{EVIL}",
            pages,
        )


@pytest.fixture(scope="module")
def strict_chromium() -> Iterator[Browser]:
    """A Chromium that keeps no cookie in a frame of another site unless it is partitioned."""
    flags = (*FLAGS, "--test-third-party-cookie-phaseout", "--host-resolver-rules=MAP * 127.0.0.1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(flags))
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture
def page(strict_chromium: Browser) -> Iterator[Page]:
    """A citizen's browser, which trusts the certificate of the test."""
    context = strict_chromium.new_context(ignore_https_errors=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def test_a_citizen_files_a_request_without_leaving_the_city_s_address(
    street: Street, page: Page
) -> None:
    """Sign-in, form, documents, check, receipt: all inside the frame of another site (EDK-01)."""
    street.shows("/portal/services/201/start")
    page.goto(street.city)
    frame = page.frame_locator("iframe")
    sign_in(street, frame)
    tell(frame)
    bring(frame)
    frame.locator("[name=agree]").check()
    frame.locator("form.card button.big").click()
    expect(frame.locator(".big-code")).to_be_visible()
    frame.locator("a[href='/portal/case']").click()
    expect(frame.locator("ol.track")).to_be_visible()
    desk, kept = street.house.desk, page.context.cookies()
    filed = [one.request for one in desk.core.casework.inbox(actor=desk.officer)]

    assert street.city == page.url
    assert [Origin.ONLINE] == [one.origin for one in filed]
    assert {"__Host-miz-citizen", "__Host-miz-case"} <= {one["name"] for one in kept}
    # Each is kept for the city's site alone: framed elsewhere, the portal knows nobody.
    assert [] == [one["name"] for one in kept if CITY.partition(".")[2] not in partition(one)]


def partition(cookie: object) -> str:
    """The site for which a cookie is kept."""
    assert isinstance(cookie, dict)
    return str(cookie.get("partitionKey", ""))


def sign_in(street: Street, frame: FrameLocator) -> None:
    """With the code of the message."""
    office = street.house.web.office
    frame.locator("#f-national_id").fill(CITIZEN_ID.digits)
    frame.locator("#f-mobile").fill(f"0{CITIZEN_MOBILE.number[-10:]}")
    frame.locator("button.big").click()
    expect(frame.locator("#code")).to_be_visible()
    office.deliver()
    frame.locator("#code").fill(one_time_code(office.sent[-1]))
    frame.locator("button.big").click()


def tell(frame: FrameLocator) -> None:
    """Who one is, and the answers."""
    frame.locator("[name=given]").fill("زهرا")
    frame.locator("[name=family]").fill("امینی")
    for part, value in (("year", "۱۳۷۲"), ("month", "۲"), ("day", "۳۱")):
        frame.locator(f"[name=birth_{part}]").fill(value)
    frame.locator("form.card button.big").click()
    frame.locator("[name=why]").fill("سفر")
    frame.locator("[name=partner][value=no]").check()
    frame.locator("[name=copies]").fill("۲")
    frame.locator("form.card button.brand.big").click()


def bring(frame: FrameLocator) -> None:
    """The two documents that are asked for."""
    for number, colour in ((1, "gray"), (2, "navy")):
        scan = FilePayload(name=f"{number}.png", mimeType="image/png", buffer=picture(colour))
        frame.locator(f"#file-{number}").set_input_files(scan)
        frame.locator(".upload button").nth(number - 1).click()
        expect(frame.locator(".row [name=digest]").nth(number - 1)).to_be_visible()
    frame.locator("button.brand.big").click()


@pytest.mark.parametrize("path", ["/portal", "/portal/track"])
def test_the_city_s_frame_shows_the_portal_and_another_site_s_frame_nothing(
    street: Street, page: Page, path: str
) -> None:
    """Chromium itself keeps to the list (frame-ancestors, threat 15)."""
    street.shows(path)
    page.goto(street.city)
    expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
    allowed = page.frames[1].url
    page.goto(street.evil)

    assert street.url + path == allowed
    assert blocked(page)


@pytest.mark.parametrize("path", ["/kiosk", "/sign-in", "/healthz", "/openapi.json"])
def test_the_city_s_frame_shows_nothing_but_the_portal(
    street: Street, page: Page, path: str
) -> None:
    """What the staff and the kiosk see is for no frame (threat 15)."""
    street.shows(path)
    page.goto(street.city)

    assert blocked(page)


def blocked(page: Page) -> bool:
    """Whether Chromium shows its own error in the frame; waits until it shows anything."""
    page.frames[1].wait_for_url(lambda url: url not in {"", "about:blank"}, wait_until="commit")
    return page.frames[1].url == BLOCKED
