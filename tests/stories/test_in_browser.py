import io
from urllib.parse import urlsplit

import pytest
import zxingcpp
from attrs import frozen
from PIL import Image, ImageStat
from playwright.sync_api import Page, Request, expect

from miz_apps.demo.office import PASSWORD
from miz_apps.demo.portraits import portrait
from miz_apps.web.rendering.sayings import Situation
from tests.apps.desk import PERSIAN, US, Desk
from tests.apps.screens import WALL, Screens, Visitors
from tests.stories.demo import Demo

pytest_plugins = ["tests.apps.browser"]
PRINTER = 203 / 96
"""Dots of a slip printer to one of a usual screen."""
FAMILY = "پژوهش"
NAME = f"مریم {FAMILY}"
IDENTITY_FIELDS = {"given", "family", "national_id", "passport", "father", "birth_year", "mobile"}


@frozen
class Stage:
    """Three screens that stand side by side, and who sits at the desk."""

    house: Demo
    desk: Desk
    simulator: Page
    wall: Page

    def passes(self, code: str, way: int) -> None:
        """The visitor presents the code at a lane of the simulator and walks through."""
        lane = self.simulator.locator(".sim-lane").nth(way)
        self.simulator.locator("[name=code]").fill(code)
        lane.locator("button[form=hand]").click()
        expect(lane.locator(".verdict.allow")).to_contain_text(NAME)
        walk = lane.locator("[data-primary]")
        expect(walk).to_be_focused()
        self.simulator.keyboard.press("Enter")
        expect(walk).to_be_hidden()

    def host_is_told(self, words: str) -> None:
        """The host's notice left the house."""
        self.house.wait_for(lambda line: "[sms]" in line and NAME in line and words in line)


@pytest.mark.parametrize("layout", [US, PERSIAN])
def test_from_walk_in_to_exit_and_back(screens: Screens, visitors: Visitors, layout: str) -> None:
    """The main job with keys, camera and scanner under either layout, no page reloaded.

    J3 without the face; C1-08…10, C3-04…08, CAP-10, CAP-12, CAP-16, CAP-18, CAP-19, Q1.
    """
    desk = Desk(screens.blank(device_scale_factor=PRINTER))
    _sign_in(desk.page)
    stage = Stage(
        screens.house,
        desk,
        screens.open("/simulator", login="simulator"),
        screens.open("/monitor", login="wall", size=WALL),
    )
    face = stage.wall.locator(".face", has_text=NAME)
    before = face.count()

    _receive(desk, visitors.number(), layout=layout)
    code = _slip(desk.page, desk.open_visit())
    expect(face).to_have_count(before)
    stage.passes(code, 0)
    expect(face).to_have_count(before + 1)
    stage.host_is_told("وارد شد")
    desk.scan(code, Situation.INSIDE, layout=layout)

    stage.passes(code, 1)
    expect(face).to_have_count(before)
    stage.host_is_told("خارج شد")

    _returns(desk, code, layout=layout)


def _sign_in(page: Page) -> None:
    """The guard signs in and goes to the desk with the keyboard alone."""
    page.goto("/desk")
    expect(page.locator("[name=login]")).to_be_focused()
    page.keyboard.type("guard")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url("/desk")
    expect(page.locator("#typed")).to_be_focused()


def _receive(desk: Desk, number: str, *, layout: str) -> None:
    """From an unknown national number to the slip, by keys alone."""
    desk.scan(number, Situation.REGISTER, layout=layout)
    expect(desk.page.locator("[name=national_id]")).to_have_value(number)
    expect(desk.page.locator("[name=given]")).to_be_focused()
    desk.type("مريم")
    desk.press("Tab")
    desk.type(FAMILY)
    desk.take_photo()
    expect(desk.page.locator("canvas.held")).to_be_visible()
    desk.page.locator("[name=family]").focus()
    desk.press("Enter")

    desk.says(Situation.NEW_VISIT)
    expect(desk.page.locator("#person-name")).to_contain_text(NAME)
    _shows_portrait(desk.page)
    _begin_visit(desk)
    desk.press("Enter")
    desk.says(Situation.ADMITTED)
    desk.printed(1)


def _begin_visit(desk: Desk) -> None:
    """A service by its first letters, a host by three; the card was checked."""
    desk.press("Shift+Tab")
    desk.choose_service("پیگیری وضعیت پرونده")
    desk.choose_host("میر")
    desk.press("Enter")
    desk.says(Situation.READY)


def _shows_portrait(page: Page) -> None:
    """The camera's picture is in the file: its colours are those of the portrait."""
    photo = page.locator(".person .photos img").first
    expect(photo).to_be_visible()
    taken = page.request.get(photo.get_attribute("src") or "").body()

    assert _colour(portrait(7, veiled=True)) == pytest.approx(_colour(taken), abs=12)


def _colour(photo: bytes) -> list[float]:
    return ImageStat.Stat(Image.open(io.BytesIO(photo)).convert("RGB")).mean


def _slip(page: Page, visit: str) -> str:
    """The code on the slip's own page; both symbols on it hold the same (C1-08)."""
    sheet = page.context.new_page()
    sheet.goto(f"/desk/visits/{visit}/slip")
    slip = sheet.locator("img.slip")
    expect(sheet.locator("html")).to_have_attribute("data-printed", "1")
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(slip.screenshot())).convert("L"))
    sheet.close()
    symbols = {symbol.format.name.replace("_", ""): symbol.text for symbol in read}

    assert {"QRCode", "Code128"} == symbols.keys()
    assert 1 == len(set(symbols.values()))
    return symbols["QRCode"]


def _returns(desk: Desk, old_slip: str, *, layout: str) -> None:
    """The old slip leads to the file; nothing of the identity is typed again (CAP-16)."""
    sent: list[Request] = []
    desk.page.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - it signs it
    desk.press("Escape")
    desk.says(Situation.IDLE)
    desk.scan(old_slip, Situation.SPENT_PASS, layout=layout)
    expect(desk.page.locator("#person-name")).to_contain_text(NAME)
    _begin_visit(desk)
    desk.press("Enter")
    desk.says(Situation.ADMITTED)

    posts = [one for one in sent if one.method == "POST"]
    assert ["look-up", "visits", "admit"] == [
        urlsplit(one.url).path.rpartition("/")[2] for one in posts
    ]
    assert all(FAMILY not in (one.post_data or "") for one in posts)
    assert all(not IDENTITY_FIELDS & set((one.post_data_json or {}).keys()) for one in posts)
