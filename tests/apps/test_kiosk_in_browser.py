from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from miz.domain.requests import Outcome, Request
from miz.domain.values import Language, Text
from tests.apps.inspecting import Inspection
from tests.apps.screens import DESKTOP, PHONE, WALL
from tests.apps.touch import LEFT, QUIET, Kiosks, factor, states
from tests.stories.payloads import PAYLOADS

pytest_plugins = ["tests.apps.browser", "tests.apps.axe", "tests.apps.touchscreens"]
TARGETS = """() => [...document.querySelectorAll(
    "a, button, summary, textarea, label:has(input), input:not([type=hidden], [type=radio])")]
  .filter((one) => one.checkVisibility() && !one.matches(".skip"))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 87.9 || box.width < 87.9)
  .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""
WIDER = "() => document.documentElement.scrollWidth - innerWidth"
LONG_TOUCH = """() => document.querySelector("a").dispatchEvent(
    new MouseEvent("contextmenu", { bubbles: true, cancelable: true }))"""


# -- touch -----------------------------------------------------------------------------------


def test_a_service_is_found_and_read_by_touch_alone(kiosks: Kiosks) -> None:
    """Tile, service, official form, and back to the start: no key, no login (MIS-12)."""
    kiosk = kiosks.on()
    kiosk.tap("a.tile[href='/kiosk/services']")
    kiosk.tap("a.tile[href='/kiosk/services/201']")
    kiosk.at("/services/201")
    kiosk.tap("details.more > summary")
    expect(kiosk.page.locator("text=https://law.example")).to_be_visible()
    expect(kiosk.page.locator("img.qr").last).to_have_js_property("complete", value=True)
    kiosk.tap("a[href='/kiosk/services/201/sheet']")
    kiosk.at("/services/201/sheet")
    kiosk.tap("a[href='/kiosk']")
    kiosk.at()


@pytest.mark.parametrize("size", [DESKTOP, WALL, PHONE], ids=str)
@pytest.mark.parametrize("language", Language)
def test_a_finger_meets_everything(
    kiosks: Kiosks, request_: Request, *, size: tuple[int, int], language: Language
) -> None:
    """Every target has 88 px both ways, the letters 22 px, and nothing is cut off (UI, MIS-12)."""
    kiosk = kiosks.on(language, size)
    small, wide = {}, {}
    for name in states(kiosk, kiosks.house, request_):
        small[name] = kiosk.page.evaluate(TARGETS)
        wide[name] = kiosk.page.evaluate(WIDER)
    letters = kiosk.page.evaluate("() => getComputedStyle(document.body).fontSize")

    assert {} == {name: found for name, found in small.items() if found}
    assert {} == {name: over for name, over in wide.items() if over > 0}
    assert "22px" == letters


def test_a_long_touch_offers_nothing(kiosks: Kiosks) -> None:
    """No menu to open, save or print what is shown."""
    kiosk = kiosks.on()

    assert kiosk.page.evaluate(LONG_TOUCH) is False


# -- forgetting ------------------------------------------------------------------------------


def test_a_kiosk_that_is_left_asks_counts_and_clears_itself(
    kiosks: Kiosks, request_: Request
) -> None:
    """Forty seconds, then twenty; the server closes the case and the way back shows nothing."""
    kiosk = kiosks.on()
    page = kiosk.page
    kiosk.opens(request_, factor(kiosks.house, request_))
    kiosk.still()
    kiosk.wait(QUIET - 1)
    early = page.locator("dialog[open]").count()
    kiosk.wait(1)
    expect(page.locator("[data-count]")).to_have_text("۲۰")
    kiosk.wait(5000)
    expect(page.locator("[data-count]")).to_have_text("۱۵")
    kiosk.wait(LEFT - 5001)
    late = page.url
    kiosk.wait(1)
    kiosk.at()
    left = {one["name"] for one in page.context.cookies()}
    page.go_back()
    expect(page.locator("main")).not_to_contain_text("پروانه")

    assert 0 == early
    assert late.endswith("/kiosk/case")
    assert "miz-kiosk-case" not in left
    assert not page.url.endswith("/case")


def test_one_touch_keeps_the_page(kiosks: Kiosks, request_: Request) -> None:
    """Go on in the dialog, beside it, with Esc, or any touch before it: all count anew."""
    kiosk = kiosks.on()
    kiosk.opens(request_, factor(kiosks.house, request_))
    asked = kiosk.page.locator("dialog[open]")
    stays: tuple[Callable[[], object], ...] = (
        lambda: kiosk.tap("[data-stay]"),
        lambda: kiosk.page.touchscreen.tap(5, 700),
        lambda: kiosk.page.keyboard.press("Escape"),
        lambda: kiosk.page.keyboard.press("Enter"),
    )
    for stay in stays:
        kiosk.wait(QUIET + LEFT - 1000)
        expect(asked).to_be_visible()
        stay()
        expect(asked).to_be_hidden()
    kiosk.wait(QUIET - 1000)
    kiosk.tap("h1")
    kiosk.wait(QUIET - 1000)
    still = asked.count()

    assert 0 == still
    assert kiosk.page.url.endswith("/kiosk/case")


def test_who_is_done_says_so(kiosks: Kiosks, request_: Request) -> None:
    """The button of the page and that of the dialog close the case at once."""
    kiosk = kiosks.on()
    for ask in (False, True):
        kiosk.opens(request_, factor(kiosks.house, request_))
        if ask:
            kiosk.wait(QUIET)
        kiosk.tap("[data-leave]" if ask else ".kiosk-ways [action='/kiosk/reset'] button")
        kiosk.at()
        kiosk.go("/case")

        assert kiosk.page.url.endswith("/kiosk/track")


def test_a_start_page_clears_only_what_somebody_left(kiosks: Kiosks) -> None:
    """English comes back to Persian without a question; an untouched start stays as it is."""
    fresh, left = kiosks.on(), kiosks.on(Language.EN)
    fresh.page.evaluate("() => { window.untouched = true; }")
    fresh.wait(10 * (QUIET + LEFT))
    left.wait(QUIET + LEFT)
    expect(left.page.locator("html")).to_have_attribute("lang", "fa")

    assert fresh.page.evaluate("() => window.untouched") is True
    assert 0 == left.page.locator("dialog[open]").count()


def test_a_kiosk_without_its_server_shows_nothing_and_comes_back(
    kiosks: Kiosks, request_: Request
) -> None:
    """The case is off the screen although nobody answers; the start comes when somebody does."""
    kiosk = kiosks.on()
    kiosk.opens(request_, factor(kiosks.house, request_))
    kiosk.page.route("**/kiosk/reset", lambda route: route.abort())
    kiosk.wait(QUIET + LEFT)
    expect(kiosk.page.locator("main .alert")).to_be_visible()
    expect(kiosk.page.locator("main")).not_to_contain_text("پروانه")
    kiosk.page.unroute_all()
    kiosk.wait(5000)
    kiosk.at()
    # Chromium's own words for what was aborted.
    assert ["error: Failed to load resource: net::ERR_FAILED"] == kiosks.complaints
    kiosks.complaints.clear()


# -- trouble ---------------------------------------------------------------------------------


def test_nothing_that_anybody_wrote_runs_at_the_kiosk(kiosks: Kiosks) -> None:
    """Ten payloads in the thread, the result, names and places: text, nothing else (threat 13)."""
    desk = kiosks.house.desk
    core, actor, officer = desk.core, desk.actor, desk.officer
    taken = desk.taken(desk.somebody(900))
    for one in PAYLOADS:
        core.casework.write(actor=officer, request=taken.id, text=one)
        core.catalogue.add_unit(actor=actor, name=Text(one), place=one[:80])
        core.places.add_desk(actor=actor, name=Text(one))
    core.casework.answer(
        actor=officer, request=taken.id, outcome=Outcome.REFUSED, text="\n".join(PAYLOADS)
    )
    kiosk = kiosks.on()
    kiosk.opens(taken, factor(kiosks.house, taken))
    shown = [kiosk.page.locator("main").inner_text()]
    ran = [kiosk.page.evaluate("() => window.__xss")]
    kiosk.go("/help")
    shown.append(kiosk.page.locator("main").inner_text())
    ran.append(kiosk.page.evaluate("() => window.__xss"))

    assert [None, None] == ran
    assert [] == [one for one in PAYLOADS for page in shown if one[:20] not in page]


# -- rules -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_every_page_of_the_kiosk_keeps_the_rules(
    kiosks: Kiosks, request_: Request, checked: Inspection, *, language: Language
) -> None:
    """No rule of WCAG 2.2 A and AA or of best practice is broken, in light and dark (UI)."""
    kiosk = kiosks.on(language)
    for name in states(kiosk, kiosks.house, request_):
        checked(kiosk.page, f"kiosk {name}")
