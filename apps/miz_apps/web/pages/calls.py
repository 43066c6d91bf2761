"""A page's request, taken apart, and what a page may answer."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from attrs import field, frozen
from falcon.asgi import Request

from miz.core import Core
from miz.domain.places import Site
from miz.domain.staff import Actor, Session, User
from miz.domain.values import Language
from miz.errors import NotAllowed
from miz_apps.web.actions.action import Command, Toml, may
from miz_apps.web.actions.table import row_of
from miz_apps.web.api.commands import reader_of
from miz_apps.web.lobby import Lobby
from miz_apps.web.rendering import View
from miz_apps.web.security.credentials import Credentials
from miz_apps.web.security.entry import Guest, stranger

A = TypeVar("A")
LANGUAGE_COOKIE = "miz-lang"
FRAGMENT = "X-Miz-Fragment"


@frozen
class Redirect:
    """Go there; with ``token`` the browser gets a session, with an empty one it loses it."""

    to: str
    token: str | None = field(default=None, repr=False)
    language: Language | None = None


Outcome = View | Redirect | Toml
Handler = Callable[["Call"], Outcome]


@frozen
class Call:
    """What a page's function gets. ``door`` is the token of a visitor who has no session yet."""

    lobby: Lobby = field(repr=False)
    credentials: Credentials = field(repr=False)
    guest: Guest | None
    path: str
    chosen: Language | None
    door: str = field(repr=False, default="")
    places: Mapping[str, str] = field(factory=dict)
    query: Mapping[str, str] = field(factory=dict, repr=False)
    fields: Mapping[str, list[str]] = field(factory=dict, repr=False)
    files: Mapping[str, bytes] = field(factory=dict, repr=False)
    picture: bytes = field(default=b"", repr=False)

    @property
    def core(self) -> Core:
        """The open core."""
        return self.lobby.core

    @property
    def site(self) -> Site:
        """The site of who asks."""
        return self.core.monitor.site(actor=self.actor)

    @property
    def today(self) -> date:
        """The day there."""
        return self.core.clock.now().astimezone(self.site.zone).date()

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.guest.actor if self.guest else stranger(self.credentials)

    @property
    def user(self) -> User | None:
        """Who is signed in."""
        return self.guest.user if self.guest else None

    @property
    def session(self) -> Session | None:
        """The session of the request."""
        return self.guest.session if self.guest else None

    @property
    def csrf(self) -> str:
        """The token for the page's forms."""
        return self.session.csrf if self.session else self.door

    @property
    def language(self) -> Language:
        """The language chosen, else the user's own, else Persian."""
        if self.chosen is not None:
            return self.chosen
        return self.user.language if self.user else Language.FA

    def text(self, name: str) -> str:
        """A field of the form, without surrounding spaces."""
        return (self.fields.get(name) or [""])[0].strip()

    def values(self) -> dict[str, str]:
        """All fields of the form once, to fill it again."""
        return {name: self.text(name) for name in self.fields if name not in {"csrf", "password"}}

    def do(self, perform: Callable[[Core, Actor, Any], A], **values: Any) -> A:
        """The same action as in the API: same command, same function, same permission."""
        row = row_of(perform)
        if not may(row.needs, self.actor):
            raise NotAllowed("Your role does not include this; ask an administrator.")
        filled = {
            name: value for name, value in values.items() if value is not None and value != ""
        }
        given = {name: getattr(self.guest, name) for name in row.given}
        command: Command = reader_of(row).read_form(filled, **given)
        return perform(self.core, self.actor, command)


def language_of(req: Request) -> Language | None:
    """The language that the address or the switch chose."""
    for text in (req.get_param("lang"), *(req.get_cookie_values(LANGUAGE_COOKIE) or ())):
        if text in tuple(Language):
            return Language(text)
    return None


def is_fragment(req: Request) -> bool:
    """Whether a script asks for a part of a page."""
    return req.get_header(FRAGMENT) is not None
