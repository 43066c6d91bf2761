"""Whoever looks whether a text that somebody wrote runs in a page (threat 13)."""

from attrs import define, field
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page

from tests.apps.screens import LISTENING, PATIENCE
from tests.stories.pages import Browser

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
