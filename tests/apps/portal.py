"""Somebody with a browser before the portal, spoken to over HTTP."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from attrs import define, frozen

from miz.domain.ids import DraftId
from miz.usecases.citizens import Citizen
from miz_apps.web.options import WebOptions
from tests.apps.web import OPTIONS, Caller, WebOffice, open_web
from tests.desk_office import CITIZEN_ID, CITIZEN_MOBILE, Desk, equip, one_time_code

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@frozen
class Front:
    """A furnished service desk, and where it is served."""

    web: WebOffice
    desk: Desk

    def visitor(self, address: str = "") -> "Visitor":
        """A browser; with an address it comes through the office's proxy."""
        headers = {"X-Forwarded-For": address} if address else {}
        return Visitor(self.web.caller(headers=headers))

    def citizen(self) -> "Visitor":
        """A browser of the citizen, who signed in with the code of the message."""
        visitor = self.visitor()
        number, mobile = CITIZEN_ID.digits, CITIZEN_MOBILE.number
        page = visitor.post("/portal/sign-in", national_id=number, mobile=mobile)
        found = re.search(r'name="challenge" value="([^"]+)"', page.text)
        assert found, page.text
        self.desk.office.deliver()
        code = one_time_code(self.desk.office.sent[-1])
        entered = visitor.post("/portal/code", challenge=found[1], mobile=mobile, code=code)
        assert 303 == entered.status_code, entered.text
        return visitor

    def drafted(self) -> DraftId:
        """The citizen's draft, which may be sent."""
        site = self.desk.office.site.id
        return self.desk.drafted(Citizen(site, CITIZEN_ID, CITIZEN_MOBILE, "127.0.0.1"))


@define
class Visitor:
    """A browser: it keeps cookies and sends the token of the page it is on."""

    caller: Caller

    def get(self, path: str) -> httpx.Response:
        """A page."""
        return self.caller.get(path, headers={"Accept": "text/html"})

    def token(self, path: str = "/portal/track") -> str:
        """What the forms of a page carry."""
        found = TOKEN.search(self.get(path).text)
        assert found
        return found[1]

    def post(self, path: str, token: str = "", **fields: Any) -> httpx.Response:
        """A form, sent."""
        form = {"csrf": token or self.token(), **fields}
        return self.caller.post(path, data=form, headers={"Accept": "text/html"})

    @property
    def cookies(self) -> str:
        """The header with everything that the browser keeps."""
        return "; ".join(f"{one.name}={one.value}" for one in self.caller.cookies.jar)


@contextmanager
def open_front(options: WebOptions = OPTIONS, **config: Any) -> Iterator[Front]:
    """A service desk that is served until the block ends; ``config`` as `open_office` takes it."""
    with open_web(options, **config) as web:
        yield Front(web, equip(web.office))
