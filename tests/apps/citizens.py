"""A citizen before the portal or a kiosk, over HTTP: forms are sent as their page gave them."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import httpx
from attrs import field, frozen

from miz.domain.requests import Request
from tests.apps.web import PAGE, Caller, WebOffice
from tests.desk_office import CITIZEN_ID, CITIZEN_MOBILE, Desk, one_time_code

HOME = "https://miz.example"
"""Where citizens reach the portal."""
TOKEN = re.compile(r'<meta name="csrf" content="([^"]+)">')
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


@frozen
class Citizen:
    """Somebody's browser; ``root`` is where the pages stand: /portal or /kiosk."""

    caller: Caller
    root: str = "/portal"

    def get(self, path: str = "") -> httpx.Response:
        """An address below the root, as a browser asks for it."""
        return self.caller.get(self.root + path, headers=PAGE)

    def sees(self, path: str = "") -> str:
        """A page that is there."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def reads(self, path: str = "") -> str:
        """The words of a page."""
        return words(self.sees(path))

    def token(self) -> str:
        """The token of this browser's forms."""
        found = TOKEN.search(self.sees())
        assert found is not None
        return found[1]

    def post(self, path: str, **fields: str) -> httpx.Response:
        """A form that a page below the root has."""
        form = {"csrf": self.token(), **fields}
        return self.caller.post(self.root + path, data=form, headers=PAGE)

    def leads(self, path: str, **fields: str) -> str:
        """The words of the page to which a form leads."""
        answer = self.post(path, **fields)
        assert answer.status_code == 303, answer.text
        return self.reads(answer.headers["Location"].removeprefix(self.root))

    def sign_in(self, desk: Desk) -> None:
        """With the one-time code of the message."""
        asked = self.post(
            "/sign-in", national_id=CITIZEN_ID.digits, mobile=CITIZEN_MOBILE.number, next=""
        )
        challenge = re.search(r'name="challenge" value="([^"]+)"', asked.text)
        assert challenge is not None, asked.text
        desk.office.deliver()
        code = one_time_code(desk.office.sent[-1])
        assert self.post("/code", challenge=challenge[1], code=code).status_code == 303

    def opens(self, desk: Desk, request: Request) -> None:
        """The case of a request, with its code and second factor."""
        proof = desk.proof(request)
        answer = self.post("/track", code=proof.code, digits=proof.digits)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{self.root}/case")


@frozen
class House:
    """An office with a service desk, served; ``calling`` is how its callers must call."""

    web: WebOffice
    desk: Desk
    calling: Mapping[str, Any] = field(factory=dict)

    def kiosk(self) -> Citizen:
        """A kiosk that was just switched on."""
        return Citizen(self.web.caller(**self.calling), "/kiosk")

    def phone(self) -> Citizen:
        """Somebody's own browser."""
        return Citizen(self.web.caller(**self.calling))


def words(html: str) -> str:
    """What a page says between its frame, on one line."""
    found = MAIN.search(html)
    return " ".join(unescape(TAG.sub(" ", found[0] if found else html)).split())


def values(html: str, attribute: str) -> list[str]:
    """All values of an attribute."""
    return [unescape(one) for one in re.findall(rf'\s{attribute}="([^"]*)"', html)]
