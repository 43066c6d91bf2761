"""Ten payloads in every text field of every form that staff have (threat 13)."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from miz import Role
from miz.domain.complaints import ComplaintKind
from tests.office import NATIONAL_IDS, national_id
from tests.stories.eyes import Eyes
from tests.stories.front import Front, open_front
from tests.stories.pages import Browser
from tests.stories.payloads import PAYLOADS

pytest_plugins = ["tests.apps.browser"]
FORMS = """() => [...document.querySelectorAll("main form[method=post], main form[method=get]")]
  .filter((form) => form.querySelector("input:not([type]), input[type=text], input[type=search],"
    + " input[type=email], input[type=number], input[type=url], input[type=tel], textarea"))
  .map((form) => [...document.querySelectorAll("main form")].indexOf(form))"""
FILL = """([number, text]) => {
  const form = [...document.querySelectorAll("main form")][number];
  for (const one of form.querySelectorAll("input, textarea")) {
    if (["hidden", "checkbox", "radio", "file", "password"].includes(one.type)) continue;
    one.removeAttribute("maxlength");
    if (one.tagName === "INPUT") one.type = "text";
    one.value = text;
  }
  for (const one of form.querySelectorAll("select"))
    if (!one.value && one.options.length > 1) one.selectedIndex = 1;
  const button = form.querySelector("button[name]");
  if (button) form.append(Object.assign(document.createElement("input"),
    {type: "hidden", name: button.name, value: button.value}));
  HTMLFormElement.prototype.submit.call(form);
}"""
TYPE = """(form, text) => {
  for (const one of form.querySelectorAll("input, textarea")) {
    if (["hidden", "checkbox", "radio", "file"].includes(one.type)) continue;
    one.removeAttribute("maxlength");
    if (one.tagName === "INPUT") one.type = "text";
    one.value = text;
  }
}"""
FEWEST = 20
"""How many forms there are at least; fewer means that the test no longer finds them."""


@pytest.fixture
def front() -> Iterator[Front]:
    """An office with a request, a complaint and somebody for each role."""
    with open_front() as opened:
        yield opened


@pytest.fixture
def eyes(chromium: Chromium, front: Front) -> Iterator[Eyes]:
    """Eyes that fail the test with all they saw."""
    opened = Eyes(chromium, front.web.url)
    yield opened
    opened.close()
    print(f"payloads of staff: {opened.seen} pages and states looked at")

    assert [] == opened.faults


@pytest.mark.timeout(600)
def test_nothing_that_staff_write_runs(front: Front, eyes: Eyes) -> None:
    """Each form of desk, unit and administration, filled with each payload and sent."""
    sent = 0
    for role, paths in rooms(front).items():
        who = somebody(front, role)
        page = eyes.of(who)
        for path in paths:
            page.goto(path)
            assert "/sign-in" not in page.url
            for number in page.evaluate(FORMS):
                for payload in PAYLOADS:
                    sent += write(page, path, number=number, payload=payload)
                    eyes.look(page)
        eyes.visit(page, *paths)
    print(f"payloads of staff: {sent} forms sent")

    assert sent >= FEWEST * len(PAYLOADS)


def test_nothing_that_a_clerk_types_runs(front: Front, eyes: Eyes) -> None:
    """A new file, and what was done on the spot: filled with each payload at the desk."""
    desk, page = front.desk, eyes.of(somebody(front, Role.OPERATOR))
    desk.office.person()
    for payload in PAYLOADS:
        look_up(page, national_id(77).digits)
        send(page, payload)
        eyes.look(page, shows=payload)
        look_up(page, NATIONAL_IDS[0])
        swapped(page, lambda: page.locator("[data-key=F3]").click())
        page.select_option("#f-service", desk.stamp.id)
        send(page, payload)
        eyes.look(page, shows=payload)

    assert eyes.seen == 2 * len(PAYLOADS)


def look_up(page: Page, text: str) -> None:
    """The desk finds somebody, or shows the form of a new file."""
    page.goto("/desk")
    page.fill("#typed", text)
    swapped(page, lambda: page.keyboard.press("Enter"))


def send(page: Page, payload: str) -> None:
    """Every text field of the form in the main column, sent by its own button."""
    form = page.locator("#main form").filter(has=page.locator("input, textarea")).first
    form.evaluate(TYPE, payload)
    swapped(page, lambda: form.locator("button[data-primary]").click())


def swapped(page: Page, act: Callable[[], object]) -> None:
    """Waits until what is shown has changed."""
    page.evaluate("() => delete document.documentElement.dataset.swapped")
    act()
    page.locator("html[data-swapped]").wait_for()


def rooms(front: Front) -> dict[Role, tuple[str, ...]]:
    """Pages with forms, by who has them."""
    desk = front.desk
    request = desk.taken(desk.office.person())
    service = f"/admin/services/{desk.licence.id}"
    for payload in PAYLOADS:
        desk.core.complaints.make(actor=desk.public, kind=ComplaintKind.COMPLAINT, text=payload)
    return {
        Role.ADMIN: (
            "/admin", "/admin/places", "/admin/hosts", "/admin/services", service,
            f"{service}/edition", "/admin/calendar", "/admin/cards", "/admin/users",
        ),
        Role.MANAGER: ("/reports", "/complaints"),
        Role.OFFICER: (f"/requests/{request.id}",),
        Role.OPERATOR: ("/people", f"/people/{request.person}"),
    }  # fmt: skip


def somebody(front: Front, role: Role) -> Browser:
    """A user with that role, signed in."""
    return front.staff(f"writer-{role.value}", role, host=front.desk.office.host)


def write(page: Page, path: str, *, number: int, payload: str) -> bool:
    """Fills that form of the page and sends it; a page that lost the form sends nothing."""
    page.goto(path)
    if number >= page.locator("main form").count():
        return False
    with page.expect_navigation():
        page.evaluate(FILL, [number, payload])
    return True
