"""The desk as a guard uses it: keys, a scanner, and what the screen says."""

import re

from attrs import frozen
from playwright.sync_api import Locator, Page, expect

from miz.domain.values import Language
from miz_apps.web.rendering.languages import translations
from miz_apps.web.rendering.sayings import SAYINGS, Situation

US, PERSIAN = "us", "persian"
_PERSIAN_KEYS = dict(zip("0123456789abcdef", "۰۱۲۳۴۵۶۷۸۹شذزیثب", strict=True))
"""What the keys of hexadecimal digits write under the Persian layout (ISIRI 9147)."""
CALM = 500
"""Milliseconds after which the desk takes Enter again."""


def scan(page: Page, text: str, *, layout: str = US, ends: int = 1) -> None:
    """A keyboard-wedge scanner: the places of keys are right, what they write is the layout's.

    ``ends`` is how many times it presses Enter; one that sends CR and LF does it twice.
    """
    wire = page.context.new_cdp_session(page)
    for letter in text.lower():
        written = _PERSIAN_KEYS[letter] if layout == PERSIAN else letter
        code = f"Digit{letter}" if letter.isdigit() else f"Key{letter.upper()}"
        key = {"code": code, "key": written, "windowsVirtualKeyCode": ord(letter.upper())}
        wire.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": written, **key})
        wire.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    enter = {"code": "Enter", "key": "Enter", "windowsVirtualKeyCode": 13}
    for _ in range(ends):
        wire.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": "\r", **enter})
        wire.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    wire.detach()


@frozen
class Desk:
    """One desk in a browser."""

    page: Page
    language: Language = Language.FA

    @property
    def field(self) -> Locator:
        """The command field."""
        return self.page.locator("#typed")

    def press(self, *keys: str) -> None:
        """Keys one after the other, once the screen has stood for a moment."""
        self.page.clock.fast_forward(CALM)
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Writes where the cursor is."""
        self.page.keyboard.type(text)

    def look_up(self, text: str, saying: Situation) -> None:
        """Writes into the command field; the screen says this then."""
        self.field.focus()
        self.type(text)
        self.press("Enter")
        self.says(saying)

    def scan(self, text: str, saying: Situation, *, layout: str = US, ends: int = 1) -> None:
        """Scans into whatever has the cursor; the screen says this then."""
        self.page.clock.fast_forward(CALM)
        scan(self.page, text, layout=layout, ends=ends)
        self.says(saying)

    def says(self, situation: Situation) -> None:
        """The verdict's tone and title."""
        saying = SAYINGS[situation]
        title = translations(self.language).gettext(saying.title)
        pattern = re.sub(r"%\\\((\w+)\\\)s", r".+", re.escape(title))
        expect(self.page.locator("#verdict-title")).to_have_text(re.compile(f"^{pattern}$"))
        expect(self.page.locator("#main")).to_have_attribute("data-tone", saying.tone.value)

    def advises(self) -> None:
        """Below the verdict stands a sentence, and one button leads on."""
        expect(self.page.locator("#main .verdict p").first).not_to_be_empty()

    def primary(self) -> Locator:
        """The button that Enter presses."""
        return self.page.locator("#main [data-primary]")

    def open_visit(self) -> str:
        """The visit on screen."""
        return self.page.locator("#main").get_attribute("data-visit") or ""

    def printed(self, times: int) -> None:
        """How often something went to the printer on this page."""
        expect(self.page.locator("html")).to_have_attribute("data-printed", str(times))

    def take_photo(self) -> None:
        """F2, a moment for the camera, Enter to take it, Enter to keep it."""
        camera = self.page.locator("#camera")
        self.press("F2")
        self.sees()
        self.press("Enter")
        expect(camera.locator("canvas")).to_be_visible()
        self.press("Enter")
        expect(camera).to_be_hidden()

    def sees(self) -> None:
        """The camera's dialog is open and its picture moves."""
        expect(self.page.locator("#camera")).to_be_visible()
        self.page.wait_for_function("() => document.querySelector('#camera video').videoWidth > 0")

    def choose_service(self, title: str) -> None:
        """Goes down the list, which has the cursor, to the service with this title."""
        services = self.page.locator("[name=service]")
        expect(services).to_be_focused()
        titles = services.locator("option").all_inner_texts()
        self.press(*["ArrowDown"] * next(n for n, one in enumerate(titles) if title in one))
        expect(services.locator("option:checked")).to_contain_text(title)

    def choose_host(self, letters: str) -> str:
        """Writes letters of a name, takes the first that the list offers; says who it is."""
        self.page.locator("#host-name").focus()
        self.type(letters)
        first = self.page.locator("#hosts [data-id]").first
        expect(first).to_have_attribute("aria-selected", "true")
        name = first.get_attribute("data-name") or ""
        self.press("Enter")
        expect(self.page.locator("#host-name")).to_have_value(name)
        return name
