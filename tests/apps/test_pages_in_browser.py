import re

import pytest
from playwright.sync_api import expect

from miz.domain.codes import PassCode
from miz.domain.values import Language
from miz_apps.demo.office import PASSWORD
from miz_apps.web.rendering.sayings import Situation
from tests.apps.desk import PERSIAN, US, Desk, scan
from tests.apps.screens import PHONE, Screens, Visitors

ROOMS = {
    "": ("/sign-in",),
    "guard": ("/", "/desk", "/people", "/help"),
    "wall": ("/monitor",),
    "simulator": ("/simulator",),
    "admin": (
        "/admin", "/admin/places", "/admin/hosts", "/admin/services", "/admin/cards",
        "/admin/users",
    ),
}  # fmt: skip
"""Pages by who may see them."""

pytest_plugins = ["tests.apps.browser"]
CARD = "04A1{:08X}"
"""The codes of the demo's guest cards, by the number printed on them."""


@pytest.fixture
def desk(screens: Screens) -> Desk:
    """A guard's desk, ready for the next person."""
    desk = Desk(screens.open("/desk", login="guard"))
    desk.says(Situation.IDLE)
    expect(desk.field).to_be_focused()
    return desk


def test_enter_takes_the_one_next_step(desk: Desk, visitors: Visitors) -> None:
    """Enter admits and prints the slip, and Enter again is the next person (UI keys)."""
    visitors.ready("ورودی")
    desk.look_up("ورودی", Situation.READY)
    desk.press("Enter")
    desk.says(Situation.ADMITTED)
    desk.printed(1)
    desk.press("Enter")
    desk.says(Situation.IDLE)
    desk.printed(1)


def test_escape_clears_for_the_next_person(desk: Desk, visitors: Visitors) -> None:
    """Esc empties screen and field, wherever the cursor was (UI keys)."""
    visitors.registered("گریزان")
    desk.look_up("گریزان", Situation.NEW_VISIT)
    expect(desk.page.locator("#host-name")).to_be_focused()
    desk.press("Escape")
    desk.says(Situation.IDLE)
    expect(desk.field).to_be_focused()
    expect(desk.field).to_have_value("")


def test_arrows_choose_among_several(desk: Desk, visitors: Visitors) -> None:
    """↓ and ↑ walk along the persons found, Enter takes the one that has the cursor (UI keys)."""
    visitors.registered("همنام")
    visitors.registered("همنام")
    desk.look_up("همنام", Situation.SEVERAL)
    found = desk.page.locator(".candidate")
    expect(found.nth(0)).to_be_focused()
    desk.press("ArrowDown")
    expect(found.nth(1)).to_be_focused()
    desk.press("ArrowDown", "ArrowUp", "Enter")
    desk.says(Situation.NEW_VISIT)


def test_f2_takes_a_photo_and_keeps_what_was_filled_in(desk: Desk, visitors: Visitors) -> None:
    """F2 opens, takes and takes again; a half-filled form stays as it was (UI keys, CAP-12)."""
    visitors.registered("عکاس")
    desk.look_up("عکاس", Situation.NEW_VISIT)
    desk.choose_host("بها")
    camera, photo = desk.page.locator("#camera"), desk.page.locator("#person img").first
    expect(photo).to_have_count(0)
    desk.press("F2")
    desk.sees()
    desk.press("F2")
    expect(camera.locator("[data-keep]")).to_be_focused()
    desk.press("F2")
    expect(camera.locator("[data-take]")).to_be_focused()
    desk.press("Enter", "Enter")
    expect(photo).to_be_visible()
    expect(desk.page.locator("[name=host]")).not_to_have_value("")
    expect(desk.page.locator("#host-name")).not_to_have_value("")


def test_escape_closes_the_camera_alone(desk: Desk, visitors: Visitors) -> None:
    """Esc leaves the dialog; the person stays on screen (UI keys)."""
    visitors.registered("پشیمان")
    desk.look_up("پشیمان", Situation.NEW_VISIT)
    desk.press("F2")
    desk.sees()
    desk.press("Escape")
    expect(desk.page.locator("#camera")).to_be_hidden()
    desk.says(Situation.NEW_VISIT)


def test_f4_records_the_hosts_answer(desk: Desk, visitors: Visitors) -> None:
    """A service that needs the host's word waits for it; F4 and Enter say he agreed (C3-05)."""
    visitors.arrived("منتظر", needs_agreement=True, identified_by="national_card")
    desk.look_up("منتظر", Situation.AGREE)
    desk.advises()
    desk.press("Enter")
    desk.says(Situation.AGREE)
    desk.press("F4")
    expect(desk.page.locator("#answer")).to_be_visible()
    desk.press("Enter")
    desk.says(Situation.READY)
    desk.press("Enter")
    desk.says(Situation.ADMITTED)


def test_a_declined_visit_is_refused_with_enter(desk: Desk, visitors: Visitors) -> None:
    """What the host declined is a deny verdict whose one step is to refuse (C3-05)."""
    visitors.arrived("ناکام", needs_agreement=True, identified_by="national_card")
    desk.look_up("ناکام", Situation.AGREE)
    desk.press("F4")
    desk.page.locator("#answer [name=agreed][value='0']").click()
    desk.says(Situation.DECLINED)
    desk.advises()
    desk.press("Enter")
    desk.says(Situation.REFUSED)


def test_f6_records_exits_by_scan(desk: Desk, visitors: Visitors) -> None:
    """After F6 a slip of somebody inside asks for the lane, a digit says it (UI keys, G9)."""
    visit, code = visitors.holding_slip("رونده")
    visitors.enters(visit, code)
    mode = desk.page.locator("#mode")
    desk.scan(code, Situation.INSIDE)
    desk.press("F6")
    expect(mode).to_have_attribute("aria-pressed", "true")
    desk.scan(code, Situation.WHICH_EXIT)
    desk.press("2", "Enter")
    desk.says(Situation.LEFT)
    desk.press("F6")
    expect(mode).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(("key", "family"), [("Digit5", "مردود"), ("Numpad9", "مطرود")])
def test_f8_and_a_digit_refuse(desk: Desk, visitors: Visitors, *, key: str, family: str) -> None:
    """F8 asks why, a digit answers, Enter refuses; the reason stands there (UI keys, B12)."""
    visitors.ready(family)
    desk.look_up(family, Situation.READY)
    desk.press("F8")
    desk.press(key)
    reason = desk.page.locator(f"#refuse [data-digit='{key[-1]}']")
    expect(reason).to_be_checked()
    words = reason.locator("+ span").inner_text().split(maxsplit=1)[-1]
    desk.press("Enter")
    desk.says(Situation.REFUSED)
    expect(desk.page.locator("#main .verdict p").first).to_have_text(words)
    desk.press("Enter")
    desk.says(Situation.IDLE)


def test_f9_prints_another_slip(desk: Desk, visitors: Visitors) -> None:
    """F9 prints anew, and the slip before it opens nothing (UI keys, decision 6)."""
    _, code = visitors.holding_slip("چاپی")
    desk.scan(code, Situation.ADMITTED)
    desk.press("F9")
    desk.printed(1)
    desk.says(Situation.ADMITTED)
    shown = desk.page.locator(".facts bdi.code")

    assert code not in {re.sub(r"\s", "", one) for one in shown.all_inner_texts()}


def test_question_mark_opens_the_keys(desk: Desk) -> None:
    """? shows every key in a tab of its own; within a text it is a letter (UI keys)."""
    with desk.page.context.expect_page() as opened:
        desk.press("?")
    expect(opened.value).to_have_url("/help")
    desk.type("که")
    desk.press("?")
    expect(desk.field).to_have_value("که?")


@pytest.mark.parametrize(("layout", "family"), [(US, "دوسطر"), (PERSIAN, "دوخط")])
def test_a_scan_that_ends_twice_presses_nothing(
    desk: Desk, visitors: Visitors, *, layout: str, family: str
) -> None:
    """CR and LF are one end: the second does not admit whoever stood there before (ui.md)."""
    before = visitors.ready(family)
    desk.look_up(family, Situation.READY)
    desk.scan(visitors.holding_slip("پسین")[1], Situation.ADMITTED, layout=layout, ends=2)
    expect(desk.page.locator("#person-name")).to_contain_text("پسین")

    assert "arrived" == visitors.state(before)


def test_a_new_scan_always_wins(desk: Desk, visitors: Visitors) -> None:
    """Two slips right after each other: the second is shown, nothing is glued together (ui.md)."""
    slips = [visitors.holding_slip(name)[1] for name in ("تندیک", "تنددو")]
    for slip in slips:
        scan(desk.page, slip)
    expect(desk.page.locator("#person-name")).to_contain_text("تنددو")
    expect(desk.field).to_have_value("")


def test_a_slip_scanned_into_another_field_is_looked_up(desk: Desk, visitors: Visitors) -> None:
    """The cursor stood elsewhere; the scan is not lost and nothing is sent (ui.md)."""
    visitors.registered("جای‌دیگر")
    slip = visitors.holding_slip("پویش")[1]
    desk.look_up("جای‌دیگر", Situation.NEW_VISIT)
    desk.page.locator("[name=purpose]").focus()
    desk.scan(slip, Situation.ADMITTED)


def test_a_finished_verdict_clears_itself(desk: Desk, visitors: Visitors) -> None:
    """After 20 seconds nobody's name is left on the screen (ui.md)."""
    desk.scan(visitors.holding_slip("فراموش")[1], Situation.ADMITTED)
    desk.page.clock.fast_forward(19_000)
    desk.says(Situation.ADMITTED)
    desk.page.clock.fast_forward(1_500)
    desk.says(Situation.IDLE)


def test_a_guest_card_goes_out_and_comes_back(desk: Desk, visitors: Visitors) -> None:
    """A scan hands the card out, it opens the lanes, and a scan takes it back (C1-09, Q2)."""
    card = CARD.format(40)
    visitors.ready("میهمان")
    desk.scan(card, Situation.CARD_FREE)
    desk.look_up("میهمان", Situation.READY)
    desk.press("Enter")
    desk.says(Situation.ADMITTED)
    desk.scan(card, Situation.ADMITTED)
    expect(desk.page.locator("#main .verdict p").first).to_contain_text("۰۰۴۰")

    visit = desk.open_visit()
    visitors.enters(visit, card)
    desk.scan(card, Situation.INSIDE)
    visitors.leaves(visit, card)
    desk.scan(card, Situation.LEFT)
    desk.press("Enter")
    desk.says(Situation.CARD_BACK)
    desk.scan(card, Situation.CARD_FREE)


def test_what_may_not_enter_says_why_and_what_next(desk: Desk, visitors: Visitors) -> None:
    """A deny verdict has a reason, an advice and one way on (ui.md)."""
    visit, spent = visitors.holding_slip("گذشته")
    visitors.guard.ask("POST", f"/visits/{visit}/refuse", reason="security")
    desk.scan(PassCode.issue("9876543210987654321").digits, Situation.UNKNOWN_PASS)
    desk.advises()
    desk.scan(spent, Situation.SPENT_PASS)
    desk.advises()
    visitors.arrived("ناهمخوان")
    desk.look_up("ناهمخوان", Situation.IDENTIFY)
    desk.page.locator("[name=matched][value='0']").click()
    desk.says(Situation.NOT_PROVEN)
    desk.advises()


def test_the_wall_says_when_it_is_old(screens: Screens) -> None:
    """Fifteen seconds without a word and the wall is not to be believed (UI states)."""
    page = screens.open("/monitor", login="wall")
    stale = page.locator("#stale")
    page.clock.fast_forward(2_000)
    expect(stale).to_contain_text(re.compile("[۰-۹]"))
    expect(stale).not_to_have_attribute("data-late", "")
    page.clock.fast_forward(20_000)
    expect(stale).to_have_attribute("data-late", "")


def test_news_leaves_the_cursor_where_it_was(screens: Screens, visitors: Visitors) -> None:
    """The simulator is swapped while it is used; the keyboard stays on its button (WCAG 2.4.3)."""
    page = screens.open("/simulator", login="simulator")
    unplug = page.locator("[name=up]").first
    unplug.focus()
    bench = page.locator("#bench").element_handle()
    _, code = visitors.holding_slip("خبرساز")
    expect(page.locator(".holding", has_text="خبرساز")).to_be_visible()

    assert bench is not None
    assert not bench.evaluate("one => one.isConnected")
    assert code
    expect(unplug).to_be_focused()


def test_a_wrong_password_says_what_to_do(screens: Screens) -> None:
    """Nothing tells which of the two was wrong; the name stays, the cursor is ready (threat 17)."""
    page = screens.blank()
    page.goto("/sign-in")
    page.locator("[name=login]").fill("guard")
    page.locator("[name=password]").fill(PASSWORD[::-1])
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert].deny")).to_be_visible()
    expect(page.locator("[name=login]")).to_have_value("guard")
    expect(page.locator("[name=password]")).to_be_focused()


@pytest.mark.parametrize("language", Language)
def test_nothing_hangs_over_on_a_phone(screens: Screens, language: Language) -> None:
    """No page scrolls sideways at 390 px (WCAG 1.4.10)."""
    over = {}
    for login, paths in ROOMS.items():
        page = screens.open(paths[0], login=login, language=language, size=PHONE)
        for path in paths:
            page.goto(path)
            over[path] = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )

    assert dict.fromkeys(over, 0) == over
