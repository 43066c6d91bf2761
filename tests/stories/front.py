"""A furnished service desk behind a real server: its citizens, its officers and its desk."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from attrs import define, evolve

from miz import Role, hookimpl
from miz.domain.editions import Sheet
from miz.domain.persian import ascii_digits
from miz.domain.requests import Request
from miz.domain.values import Language, NationalId, Text
from miz.errors import MizError
from miz.plugin import ANTIVIRUS, NoSettings, Registry
from miz.ports.antivirus import Antivirus, Scan
from miz_apps.web.options import WebOptions
from miz_apps.web.rendering.advice import advice
from miz_apps.web.rendering.languages import translations
from tests.apps.web import OPTIONS, PAGE, PASSWORD, WebOffice, open_web
from tests.desk_office import (
    CITIZEN_ID,
    CITIZEN_MOBILE,
    LICENCE,
    Desk,
    equip,
    one_time_code,
    publish,
)
from tests.stories.pages import Browser

PHONE = "02133445566"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The file that every scanner takes for a virus and that harms nobody."""
TOLD = evolve(LICENCE, online=True, sheet=Sheet(phone=PHONE))

SESSION = evolve(TOLD, online=False, description=Text("نشست با حضور شما", "You come in"))


class Scanner(Antivirus):
    """Finds the one signature that all scanners agree on."""

    def scan(self, data: bytes) -> Scan:
        """Whether it is in there."""
        return Scan(scanned=True, found="Eicar-Test-Signature" if EICAR in data else "")

    def health(self) -> str:
        """It is always there."""
        return "one signature"


class Scanning:
    """A plugin that brings the scanner."""

    @hookimpl
    def miz_register(self, registry: Registry) -> None:
        """Offers it."""
        registry.provide(
            ANTIVIRUS, "eicar", settings=NoSettings, build=lambda *_: Scanner(), summary="for tests"
        )


@define
class Front:
    """What stands behind the server, and who comes to it over HTTP."""

    web: WebOffice
    desk: Desk

    def browser(self, language: str = "fa") -> Browser:
        """Somebody without scripts and without a session."""
        caller = self.web.caller(headers=PAGE)
        caller.cookies.set("miz-lang", language)
        return Browser(caller)

    def staff(self, login: str, *roles: Role, host: Any = None, language: str = "en") -> Browser:
        """A user with a password, signed in by the page."""
        self.web.office.core.staff.hire(
            actor=self.desk.actor, login=login, name=login.title(), roles=roles,
            password=PASSWORD, host=host.id if host else None,
        )  # fmt: skip
        who = self.browser(language)
        self.enter(who, login)
        return who

    def enter(self, who: Browser, login: str) -> None:
        """Signs a user in by the page."""
        who.go("/sign-in")
        who.send("/sign-in", login=login, password=PASSWORD)
        assert "/sign-in" != who.path, who.text

    def see(self, who: Browser, login: str, path: str) -> str:
        """A page for staff; after half an hour they have to sign in again."""
        who.go(path)
        if "/sign-in" == who.path:
            self.enter(who, login)
            who.go(path)
        return who.text

    def go(self, day: date, at: str) -> None:
        """Moves the clock on to that hour at the office."""
        self.desk.go(day, at)

    def code(self) -> str:
        """The one-time code of the newest message."""
        self.web.office.deliver()
        return one_time_code(self.web.office.sent[-1])

    def sign_in(self, who: Browser, number: NationalId = CITIZEN_ID) -> str:
        """Types number, mobile and the code that comes."""
        who.send("/sign-in", national_id=number.digits, mobile=CITIZEN_MOBILE.number)
        return who.send("/code", code=self.code())

    def sms(self, words: str) -> list[str]:
        """The messages so far with these words."""
        return [text for text in self.desk.told() if words in text]

    def request(self) -> Request:
        """The only request there is."""
        found = self.desk.journal("RequestFiled")
        assert 1 == len(found), found
        return self.desk.stored(found[0]["request"])


def tell(front: Front) -> None:
    """Publishes what the licence and the hearing say."""
    publish(front.web.office, front.desk.licence.id, TOLD)
    publish(front.web.office, front.desk.hearing.id, SESSION)


@contextmanager
def open_front(options: WebOptions = OPTIONS, **config: Any) -> Iterator[Front]:
    """Cleans and scans uploads as a real office does."""
    parts = {"papers": {"provider": "pikepdf"}, "antivirus": {"provider": "eicar"}}
    with open_web(options, plugins=[Scanning()], **{**parts, **config}) as web:
        front = Front(web, equip(web.office))
        tell(front)
        yield front


def told(code: str) -> str:
    """What a Persian page says about an error; fails while nobody translated it."""
    text = ascii_digits(advice(MizError("", code=code), Language.FA))
    assert re.search(r"[\u0600-\u06ff]", text), text
    return text


def persian(english: str) -> str:
    """What a Persian page says for it."""
    return str(translations(Language.FA).gettext(english))
