"""Screens in front of the demo, and the visitors whom tests bring to its desk."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from attrs import define, field
from playwright.sync_api import Browser, BrowserContext, Page

from miz.domain.values import Language, NationalId
from miz_apps.web.pages.calls import LANGUAGE_COOKIE
from tests.stories.demo import Caller, Demo

DESKTOP, PHONE, WALL = (1366, 768), (390, 844), (1920, 1080)
PATIENCE = 10_000
"""Milliseconds that a page may take on a busy machine."""
LISTENING = """
window.print = () => {
  const root = document.documentElement;
  root.dataset.printed = Number(root.dataset.printed ?? 0) + 1;
};
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} stopped ${event.blockedURI}`);
});
"""
"""Printing is counted instead of done, and what the policy stopped is said aloud."""


@define
class Screens:
    """Opens screens in front of the demo and keeps what their consoles complain about."""

    browser: Browser
    house: Demo
    complaints: list[str] = field(factory=list)
    _signed: dict[str, Any] = field(factory=dict)
    _open: list[BrowserContext] = field(factory=list)

    def open(
        self,
        path: str,
        *,
        login: str = "",
        language: Language = Language.FA,
        size: tuple[int, int] = DESKTOP,
        **more: Any,
    ) -> Page:
        """A screen of its own, with the user's session, showing a page."""
        page = self.blank(language=language, size=size, **more)
        if login:
            page.context.add_cookies([self._session(login)])
        page.goto(path)
        return page

    def blank(
        self, *, language: Language = Language.FA, size: tuple[int, int] = DESKTOP, **more: Any
    ) -> Page:
        """A screen that nobody signed in at."""
        width, height = size
        context = self.browser.new_context(
            base_url=self.house.base,
            viewport={"width": width, "height": height},
            permissions=["camera"],
            reduced_motion="reduce",
            **more,
        )
        self._open.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_cookies(
            [{"name": LANGUAGE_COOKIE, "value": language.value, "url": self.house.base}]
        )
        context.add_init_script(LISTENING)
        context.on("console", lambda message: self._hear(message.type, message.text))
        context.on("weberror", lambda error: self._hear("error", str(error.error)))
        page = context.new_page()
        page.clock.install()
        return page

    def close(self) -> None:
        """Closes what is open."""
        while self._open:
            self._open.pop().close()

    def _session(self, login: str) -> Any:
        if login not in self._signed:
            cookies = self.house.sign_in(login).cookies
            self._signed[login] = {"name": "miz", "value": cookies["miz"], "url": self.house.base}
        return self._signed[login]

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"{kind}: {text}")


@define
class Visitors:
    """Makes visitors in the state a test begins with, by the API."""

    guard: Caller
    gate: Caller
    _numbers: Iterator[str]

    def number(self) -> str:
        """A valid national number that has no file."""
        return next(self._numbers)

    def registered(self, family: str) -> str:
        """A person's identity."""
        person = self.guard.ask(
            "POST", "/people", expect=201,
            kind="iranian", given="مریم", family=family, national_id=self.number(),
        )  # fmt: skip
        return str(person["id"])

    def arrived(
        self, family: str, *, needs_agreement: bool = False, identified_by: str | None = None
    ) -> str:
        """The visit of a person who stands at the desk for a service that gives a pass."""
        services = self.guard.ask("GET", "/services")["services"]
        fitting = (
            one["id"]
            for one in services
            if one["gives_pass"] and one["needs_agreement"] is needs_agreement
        )
        host = self.guard.ask("POST", "/hosts/search", fragment="ی")["hosts"][0]
        visit = self.guard.ask(
            "POST", "/arrivals", expect=201, person=self.registered(family), host=host["id"],
            service=next(fitting), identified_by=identified_by,
        )  # fmt: skip
        return str(visit["id"])

    def ready(self, family: str) -> str:
        """The visit of a person whose identity was checked; only Enter is left to do."""
        return self.arrived(family, identified_by="national_card")

    def holding_slip(self, family: str) -> tuple[str, str]:
        """The visit of an admitted person, and the code on the slip."""
        visit = self.ready(family)
        self.guard.ask("POST", f"/visits/{visit}/admit")
        return visit, str(self.guard.ask("POST", f"/visits/{visit}/slip", expect=201)["code"])

    def state(self, visit: str) -> str:
        """How the visit stands."""
        return str(self.guard.ask("GET", f"/visits/{visit}")["state"])

    def enters(self, visit: str, code: str) -> None:
        """Presents the code at a lane in, and walks through."""
        self._walks("in", code)
        assert self.state(visit) == "inside"

    def leaves(self, visit: str, code: str) -> None:
        """Presents the code at a lane out, and walks through."""
        self._walks("out", code)
        assert self.state(visit) == "left"

    def _walks(self, flow: str, code: str) -> None:
        lanes = self.gate.ask("GET", "/lanes")["lanes"]
        lane = next(one["id"] for one in lanes if one["flow"] == flow)
        for what, form in (("present", {"code": code}), ("walk", {"through": "1"})):
            answer = self.gate.post(f"/simulator/lanes/{lane}/{what}", data=form)
            assert answer.status_code == 200, answer.text


def unused_numbers() -> Iterator[str]:
    """Valid national numbers, one after the other."""
    for nine in count(120_345_601):
        yield from (f"{nine}{c}" for c in range(10) if NationalId.is_valid(f"{nine}{c}"))
