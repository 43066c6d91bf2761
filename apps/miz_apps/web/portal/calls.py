"""A citizen's request, taken apart, and what a page of the portal may answer."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from attrs import field, frozen

from miz.core import Core
from miz.domain.places import Site
from miz.domain.staff import Actor
from miz.domain.values import Language
from miz.errors import NotAllowed
from miz.usecases.citizens import Citizen
from miz.usecases.tracking import Proof
from miz_apps.web.api.bodies import Sent
from miz_apps.web.errors import SignInFirst
from miz_apps.web.lobby import Lobby
from miz_apps.web.rendering import View
from miz_apps.web.rendering.contexts.frame import PORTAL, Face
from miz_apps.web.security.entry import citizen


@frozen
class Go:
    """Go there; cookies by what they keep, empty ones are taken back."""

    to: str
    cookies: Mapping[str, str] = field(factory=dict, repr=False)
    language: Language | None = None


@frozen
class File:
    """A document to be saved: content, media type, name."""

    content: bytes = field(repr=False)
    media_type: str
    name: str


Outcome = View | Go | File
Handler = Callable[["PortalCall"], Outcome]


@frozen
class PortalCall:
    """What a page's function gets. ``site`` is the office; ``case`` the case that is open.

    ``complaint`` is the code of the complaint that is open.
    """

    lobby: Lobby = field(repr=False)
    site: Site
    address: str
    path: str
    language: Language
    csrf: str = field(repr=False)
    face: Face = PORTAL
    citizen: Citizen | None = None
    token: str = field(default="", repr=False)
    case: Proof | None = None
    complaint: str = field(default="", repr=False)
    places: Mapping[str, str] = field(factory=dict)
    query: Mapping[str, str] = field(factory=dict, repr=False)
    fields: Mapping[str, list[str]] = field(factory=dict, repr=False)
    uploads: tuple[Sent, ...] = field(default=(), repr=False)

    @property
    def core(self) -> Core:
        """The open core."""
        return self.lobby.core

    @property
    def actor(self) -> Actor:
        """Nobody by name."""
        return citizen(self.site, self.address)

    def at(self, path: str) -> str:
        """An address of this face, as in ``/portal/case``."""
        return self.face.root + path

    @property
    def zone(self) -> ZoneInfo:
        """The office's clock."""
        return self.site.zone

    @property
    def who(self) -> Citizen:
        """Who signed in; raises SignInFirst."""
        if self.citizen is None:
            raise SignInFirst("Sign in with a one-time code first.")
        return self.citizen

    @property
    def proof(self) -> Proof:
        """The case that is open; raises NotAllowed."""
        if self.case is None:
            raise NotAllowed("Open the request with its code first.", code="case.closed")
        return self.case

    def text(self, name: str) -> str:
        """A field of the form, without surrounding spaces."""
        return (self.fields.get(name) or [""])[0].strip()
