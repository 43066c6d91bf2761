from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from miz.domain.values import Language
from miz_apps.web.rendering.sayings import Situation
from tests.apps.desk import Desk
from tests.apps.inspecting import Inspection
from tests.apps.screens import WALL, Screens, Visitors

pytest_plugins = ["tests.apps.browser", "tests.apps.axe"]
PAGES = {
    "": ("/sign-in",),
    "operator": ("/", "/people", "/people/{person}", "/help"),
    "wall": ("/monitor",),
    "simulator": ("/simulator",),
    "admin": (
        "/admin", "/admin/places", "/admin/hosts", "/admin/services", "/admin/cards",
        "/admin/users",
    ),
}  # fmt: skip
"""Pages by who may see them."""
Step = Callable[[Desk], None]


@pytest.mark.parametrize("language", Language)
def test_every_page_keeps_the_rules(
    screens: Screens, visitors: Visitors, checked: Inspection, *, language: Language
) -> None:
    """No page breaks a rule of WCAG 2.2 A and AA or of best practice (UI foundation)."""
    person = visitors.guard.ask("POST", "/lookup", typed="کاظمی")["people"][0]["id"]
    for login, paths in PAGES.items():
        page = screens.open(paths[0].format(person=person), login=login, language=language)
        for path in paths:
            page.goto(path.format(person=person))
            checked(page, path)
        if "/people" in paths:
            page.goto("/people")
            page.locator("[name=q]").fill("کاظمی")
            page.keyboard.press("Enter")
            expect(page.locator("a.row").first).to_be_visible()
            checked(page, "persons found")
    visit, _ = visitors.holding_slip("چاپگر")
    page = screens.open(f"/desk/visits/{visit}/slip", login="guard", language=language)
    checked(page, "slip")


@pytest.mark.parametrize("language", Language)
def test_an_error_keeps_the_rules(
    screens: Screens, checked: Inspection, language: Language
) -> None:
    """What is not there and what is not allowed say so on a proper page (UI foundation)."""
    for path in ("/nowhere", "/admin"):
        checked(screens.open(path, login="guard", language=language), path)
    # The browser itself says in its console that such a page is an error.
    assert ["404", "403"] == [text.split("status of ")[1][:3] for text in screens.complaints]
    screens.complaints.clear()


@pytest.mark.parametrize("language", Language)
def test_every_state_of_the_desk_keeps_the_rules(
    screens: Screens, visitors: Visitors, checked: Inspection, *, language: Language
) -> None:
    """Whatever stands at the desk, it breaks no rule (UI foundation)."""
    desk = Desk(screens.open("/desk", login="guard", language=language), language)
    for name, state in states(visitors, language):
        state(desk)
        checked(desk.page, f"desk {name}")
        desk.press("Escape")
        if desk.page.locator("dialog[open]").count():
            raise AssertionError(f"Esc leaves {name} open")
        desk.press("Escape")
        desk.says(Situation.IDLE)


@pytest.mark.parametrize("language", Language)
def test_the_wall_keeps_the_rules(
    screens: Screens, checked: Inspection, language: Language
) -> None:
    """The wall at its own size, where colours were wrong before (UI foundation)."""
    checked(screens.open("/monitor", login="wall", language=language, size=WALL), "wall")


def test_a_broken_rule_is_found(screens: Screens, rules: str) -> None:
    """A planted fault is named: Persian text too pale, a field without a label."""
    page = screens.open("/sign-in")
    page.evaluate(
        """() => {
          document.querySelector("label").remove();
          const sheet = new CSSStyleSheet();
          sheet.replaceSync("p.soft { color: #787878; }");
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    inspection = Inspection(rules)
    inspection(page, "planted")

    rules_broken = {one.partition(": <")[0] for one in inspection.broken["planted"]}
    assert {"label", "color-contrast", "in dark: color-contrast"} <= rules_broken


def states(visitors: Visitors, language: Language) -> Iterator[tuple[str, Step]]:
    """The desk's states by name, each with what brings an idle desk there."""
    of = {Language.FA: "فا", Language.EN: "ان"}[language]
    visitors.ready(f"رواداران{of}")
    visitors.arrived(f"چشم‌به‌راه{of}", needs_agreement=True, identified_by="national_card")
    visitors.arrived(f"ناآشنا{of}")
    visitors.registered(f"نورسیده{of}")
    visit, spent = visitors.holding_slip(f"پیشین{of}")
    visitors.guard.ask("POST", f"/visits/{visit}/refuse", reason="security")
    inside, slip = visitors.holding_slip(f"درونی{of}")
    yield "idle", lambda desk: desk.says(Situation.IDLE)
    yield "admitted", lambda desk: desk.scan(slip, Situation.ADMITTED)
    visitors.enters(inside, slip)
    yield "inside", lambda desk: desk.scan(slip, Situation.INSIDE)
    yield "exit", lambda desk: _exit(desk, slip)
    yield "allow", lambda desk: desk.look_up(f"رواداران{of}", Situation.READY)
    yield "wait", lambda desk: desk.look_up(f"چشم‌به‌راه{of}", Situation.AGREE)
    yield "identify", lambda desk: desk.look_up(f"ناآشنا{of}", Situation.IDENTIFY)
    yield "deny", lambda desk: desk.scan(spent, Situation.SPENT_PASS)
    yield "visit", lambda desk: desk.look_up(f"نورسیده{of}", Situation.NEW_VISIT)
    yield "candidates", lambda desk: desk.look_up("کاظمی", Situation.SEVERAL)
    yield "nobody", lambda desk: desk.look_up("qqqq", Situation.NOBODY)
    yield "register", lambda desk: desk.look_up(visitors.number(), Situation.REGISTER)
    yield "wrong", lambda desk: _wrong(desk, visitors.number())
    yield "hosts", lambda desk: _hosts(desk, f"نورسیده{of}")
    yield "camera", _camera
    yield "answer", lambda desk: _dialog(desk, f"چشم‌به‌راه{of}", Situation.AGREE, key="F4")
    yield "refuse", lambda desk: _dialog(desk, f"رواداران{of}", Situation.READY, key="F8")
    yield "menu", lambda desk: desk.page.locator(".menu summary").click()


def _exit(desk: Desk, slip: str) -> None:
    desk.press("F6")
    desk.scan(slip, Situation.WHICH_EXIT)
    desk.press("F6")


def _wrong(desk: Desk, number: str) -> None:
    desk.look_up(number, Situation.REGISTER)
    desk.press("Enter")
    expect(desk.page.locator("[aria-invalid=true]").first).to_be_focused()


def _hosts(desk: Desk, family: str) -> None:
    desk.look_up(family, Situation.NEW_VISIT)
    desk.type("بها")
    expect(desk.page.locator("#hosts [aria-selected=true]")).to_be_visible()


def _camera(desk: Desk) -> None:
    desk.press("F2")
    desk.sees()


def _dialog(desk: Desk, family: str, situation: Situation, **opened: Any) -> None:
    desk.look_up(family, situation)
    desk.press(opened["key"])
    expect(desk.page.locator("dialog[open]")).to_be_visible()
