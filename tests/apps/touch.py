"""A touch screen in the house, in a real Chromium whose clock only a test moves."""

from collections.abc import Iterator
from datetime import UTC, datetime

from attrs import define, field
from playwright.sync_api import Browser, BrowserContext, Page, expect

from miz.domain.persian import persian_digits
from miz.domain.requests import Request
from miz.domain.values import Language
from miz_apps.web.pages.calls import LANGUAGE_COOKIE
from tests.apps.citizens import House
from tests.apps.screens import DESKTOP, PATIENCE

QUIET, LEFT = 40_000, 20_000
"""Milliseconds until the kiosk asks, and then until it clears itself."""


@define
class Kiosk:
    """A touch screen in the house, and its own clock, which only a test moves."""

    page: Page
    url: str
    complaints: list[str] = field(factory=list)

    def go(self, path: str = "") -> None:
        """An address of the kiosk."""
        self.page.goto(f"{self.url}/kiosk{path}")

    def at(self, path: str = "") -> None:
        """Waits until the kiosk is there."""
        self.page.wait_for_url(f"{self.url}/kiosk{path}")

    def tap(self, selector: str) -> None:
        """A finger on it."""
        self.page.locator(selector).first.tap()

    def type(self, digits: str) -> None:
        """By the keys on the screen."""
        for one in digits:
            self.tap(f".key[data-key='{one}']")

    def scan(self, code: str, *, layout: Language = Language.EN, ends: int = 1) -> None:
        """A keyboard-wedge scanner: the keys of digits under a layout, then Enter once or twice."""
        keyboard = self.page.context.new_cdp_session(self.page)
        for one in code:
            text = persian_digits(one) if layout is Language.FA else one
            key = {"code": f"Digit{one}", "key": text}
            keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": text, **key})
            keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
        for _ in range(ends):
            self.page.keyboard.press("Enter")

    def opens(self, request: Request, digits: str) -> None:
        """A case, by touch."""
        self.go("/track")
        self.type(request.code)
        self.type(digits)
        self.tap(".beside > .btn")
        self.at("/case")

    def still(self) -> None:
        """Stops its clock, then touches it: from here on only `wait` lets time pass."""
        now = self.page.evaluate("() => Date.now()") / 1000
        self.page.clock.pause_at(datetime.fromtimestamp(now + 1, UTC))
        self.tap("h1")

    def wait(self, milliseconds: int) -> None:
        """Nobody touches it."""
        self.page.clock.run_for(milliseconds)


@define
class Kiosks:
    """Switches kiosks on."""

    browser: Browser
    house: House
    complaints: list[str] = field(factory=list)
    _on: list[BrowserContext] = field(factory=list)

    def on(
        self, language: Language = Language.FA, size: tuple[int, int] = DESKTOP, path: str = ""
    ) -> Kiosk:
        """A kiosk that shows its start, or another of its pages."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, has_touch=True, reduced_motion="reduce"
        )
        self._on.append(context)
        context.set_default_timeout(PATIENCE)
        url = self.house.web.url
        context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language.value, "url": url}])
        context.on("console", lambda said: self._hear(said.type, said.text))
        context.on("weberror", lambda error: self._hear("error", str(error.error)))
        page = context.new_page()
        page.clock.install()
        kiosk = Kiosk(page, url)
        kiosk.go(path)
        return kiosk

    def off(self) -> None:
        """All of them."""
        while self._on:
            self._on.pop().close()

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"{kind}: {text}")


def factor(house: House, request: Request) -> str:
    """The second factor of a request."""
    return house.desk.proof(request).digits


def states(kiosk: Kiosk, house: House, request: Request) -> Iterator[str]:
    """The kiosk's pages and states by name, each shown when it is named."""
    for path in (
        "", "/services", "/services/201", "/services/201/sheet", "/complaints",
        "/complaints?service=201", "/complaints/follow", "/help", "/track",
    ):  # fmt: skip
        kiosk.go(path)
        for closed in kiosk.page.locator("details.more > summary").all():
            closed.tap()
        yield path or "/"
    kiosk.go("/track")
    kiosk.type(f"{request.code}0000")
    kiosk.tap(".beside > .btn")
    expect(kiosk.page.locator(".alert.deny")).to_be_visible()
    yield "wrong code"
    kiosk.opens(request, factor(house, request))
    yield "case"
    kiosk.wait(QUIET)
    expect(kiosk.page.locator("dialog[open]")).to_be_visible()
    yield "still there?"
    kiosk.tap("[data-stay]")
    kiosk.go("/complaints")
    kiosk.page.locator("#text").fill("صندلی بگذارید")
    kiosk.tap("form.card button.brand")
    expect(kiosk.page.locator(".verdict")).to_be_visible()
    yield "complaint made"
