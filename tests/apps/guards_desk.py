"""A guard's browser at the desk, without the browser."""

import re
from typing import Self

import httpx
from attrs import define, field

from miz.domain.staff import Role
from tests.apps.web import FORM, FRAGMENT, Caller, WebOffice
from tests.office import NATIONAL_IDS


@define
class Desk:
    """A guard's browser at the desk; it remembers the last answer."""

    caller: Caller
    last: httpx.Response = field(init=False)

    @classmethod
    def of(cls, web: WebOffice) -> Self:
        """A guard who reads English."""
        caller = web.caller(Role.GUARD)
        caller.cookies.set("miz-lang", "en")
        return cls(caller)

    def post(self, path: str, **fields: str) -> str:
        """Posts a form as the page's script does; the verdict's title."""
        self.last = self.caller.post(path, data=fields, headers=FRAGMENT)
        return self.title

    def look_up(self, typed: str, *, visit: str = "", begun: str = "", mode: str = "in") -> str:
        """Scans or types into the command field."""
        return self.post(
            "/desk/look-up", typed=typed, keyed="", visit=visit, begun=begun, mode=mode
        )

    @property
    def title(self) -> str:
        """The verdict on screen, in English."""
        found = re.search(r'id="verdict-title">(.*?)</h1>', self.last.text)
        return found[1] if found else self.last.text

    @property
    def visit(self) -> str:
        """The visit on screen."""
        found = re.search(r'data-visit="([^"]*)"', self.last.text)
        return found[1] if found else ""

    def hidden(self, name: str) -> str:
        """A hidden field of the forms on screen."""
        found = re.search(rf'name="{name}" value="([^"]+)"', self.last.text)
        assert found is not None, self.last.text
        return found[1]

    def admitted(self) -> str:
        """A new visitor with a slip; the visit."""
        self.look_up(NATIONAL_IDS[0])
        self.post("/desk/register", **FORM)
        person = self.hidden("person")
        self.post("/desk/visits", person=person, method="national_card", purpose="x")
        self.post(f"/desk/visits/{self.visit}/admit")
        return self.visit
