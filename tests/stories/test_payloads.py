from collections.abc import Iterator
from urllib.parse import quote

import pytest
from attrs import define, evolve, field
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page

from tests.apps.screens import LISTENING, PATIENCE
from tests.apps.web import OPTIONS
from tests.office import national_id
from tests.stories.front import Front, open_front
from tests.stories.pages import Browser
from tests.stories.payloads import PAYLOADS, Writers, writers

pytest_plugins = ["tests.apps.browser"]
MANY = evolve(OPTIONS, codes_address="1000 per hour", tracking_address="1000 per hour")
LOOK = """() => {
  const typed = [...document.querySelectorAll("input, textarea")].map((one) => one.value);
  const acting = 'script:not([src]), iframe, [onerror], [onload], [onfocus], a[href^="java" i]';
  return {
    ran: window.__xss ?? 0,
    acting: document.querySelectorAll(acting).length,
    words: [document.title, document.body.textContent, ...typed].join("\\n"),
  };
}"""
SWAPPED = """
document.addEventListener("miz:swapped", () => { document.documentElement.dataset.swapped = "1"; });
"""
CARELESS = """<title>{0}</title><textarea>{0}</textarea><input value="{0}"><input value='{0}'>
<a href="{0}">x</a><p>{0}</p>"""


@define
class Eyes:
    """Looks at pages with somebody's cookies, and keeps what ran or was stopped from running."""

    chromium: Chromium
    url: str
    seen: int = 0
    faults: list[str] = field(factory=list)
    _open: list[BrowserContext] = field(factory=list)

    def of(self, who: Browser) -> Page:
        """A screen with the session of a browser without scripts."""
        context = self.chromium.new_context(base_url=self.url)
        self._open.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(LISTENING + SWAPPED)
        context.add_cookies(
            [
                {"name": one.name, "value": one.value or "", "url": self.url}
                for one in who.client.cookies.jar
            ]
        )
        page = context.new_page()
        page.on("dialog", lambda dialog: self.faults.append(f"dialog {dialog.message}"))
        page.on("console", lambda told: self._hear(page, told.type, told.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page

    def look(self, page: Page, *, shows: str = "") -> None:
        """What is on screen: nothing of it acts, and the text is there as text."""
        found = page.evaluate(LOOK)
        self.seen += 1
        if found["ran"] or found["acting"]:
            self.faults.append(f"{page.url}: {found['ran']} ran, {found['acting']} would")
        if shows not in found["words"]:
            self.faults.append(f"{page.url} does not show {shows}")

    def visit(self, page: Page, *paths: str, shows: str = "") -> None:
        """Opens pages and looks at them."""
        for path in paths:
            page.goto(path)
            self.look(page, shows=shows)

    def close(self) -> None:
        """Closes all screens."""
        while self._open:
            self._open.pop().close()

    def _hear(self, page: Page, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.faults.append(f"{page.url}: {kind}: {text}")


@pytest.fixture
def front() -> Iterator[Front]:
    """An office that allows many codes from one address."""
    with open_front(MANY) as opened:
        yield opened


@pytest.fixture
def eyes(chromium: Chromium, front: Front) -> Iterator[Eyes]:
    """Eyes that fail the test with all they saw."""
    opened = Eyes(chromium, front.web.url)
    yield opened
    opened.close()
    print(f"payloads: {opened.seen} pages and states looked at")

    assert [] == opened.faults


def test_nothing_that_anybody_writes_runs(front: Front, eyes: Eyes) -> None:
    """Ten payloads in every field of citizen, officer and desk: none runs (threat 13)."""
    everybody = writers(front)
    officer, clerk = eyes.of(everybody[0].officer), eyes.of(everybody[0].clerk)
    for one in everybody:
        _citizen_sees(eyes, one)
        one.comes()
        one.enters()
        _unit_sees(eyes, one, officer)
        _desk_sees(eyes, one, clerk)
    for one in everybody:
        eyes.visit(officer, "/inbox", "/inbox?of=unit", shows=one.payload)
        eyes.visit(clerk, "/monitor", shows=one.payload)

    assert eyes.seen > len(PAYLOADS) * 20


def _citizen_sees(eyes: Eyes, one: Writers) -> None:
    """The draft, the case, and what the portal says back."""
    one.drafts()
    page = eyes.of(one.citizen)
    eyes.visit(page, *(f"{one.draft}/{step}" for step in ("about", "form", "check")),
               shows=one.payload)  # fmt: skip
    one.files()
    page = eyes.of(one.citizen)
    eyes.visit(page, "/portal/case", "/portal/case/filed", shows=one.payload)
    said = quote(one.payload)
    eyes.visit(page, f"/portal?q={said}", shows=one.payload)
    eyes.visit(page, f"/portal/track?code={said}", f"/portal/verify?code={said}",
               shows=one.payload[:40])  # fmt: skip
    eyes.visit(page, "/portal/mine", f"/portal/complaints?service={said}",
               f"/portal/sign-in?next={said}")  # fmt: skip
    page.fill("[name=national_id]", one.payload[:14])
    page.fill("[name=mobile]", one.payload[:20])
    page.click("button.big")
    eyes.look(page, shows=one.payload[:14])


def _unit_sees(eyes: Eyes, one: Writers, officer: Page) -> None:
    """Both requests in the unit."""
    eyes.visit(officer, f"/requests/{one.request}", f"/requests/{one.taken}", shows=one.payload)


def _desk_sees(eyes: Eyes, one: Writers, clerk: Page) -> None:
    """The request and the person at the desk, and in the files."""
    for typed, shows in (
        (one.payload, ""), (one.code(one.taken), one.payload),
        (national_id(one.number).digits, one.payload),
    ):  # fmt: skip
        clerk.goto("/desk")
        clerk.fill("#typed", typed)
        clerk.keyboard.press("Enter")
        clerk.locator("html[data-swapped]").wait_for()
        eyes.look(clerk, shows=shows)
    clerk.locator("[data-key=F3]").click()
    clerk.locator("form.intake").wait_for()
    eyes.look(clerk, shows=one.payload)
    eyes.visit(clerk, f"/people/{one.person}", shows=one.payload)
    clerk.goto("/people")
    clerk.fill("[name=q]", one.payload)
    with clerk.expect_navigation():
        clerk.keyboard.press("Enter")
    eyes.look(clerk)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_each_payload_runs_in_a_careless_page(chromium: Chromium, payload: str) -> None:
    """Without escaping and without a policy: what is looked for above can be found (threat 13)."""
    page = chromium.new_page()
    page.set_content(CARELESS.format(payload))
    if payload.startswith("javascript:"):
        page.locator("a").click()
    page.wait_for_function("() => window.__xss === 1")
    found = page.evaluate(LOOK)
    page.close()

    assert found["acting"] > 0
