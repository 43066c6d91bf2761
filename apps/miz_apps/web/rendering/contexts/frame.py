"""What every page shares: language, site, clock, and who is signed in."""

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from attrs import field, frozen

from miz.domain.staff import Permission
from miz.domain.values import Language
from miz_apps.web.rendering.languages import RIGHT_TO_LEFT

NO_DATE = ("", "", "")
"""Year, month and day of a date that nobody has written yet."""


@frozen
class View:
    """Something to render: its class names the template, its fields are the variables."""

    template: ClassVar[str]


@frozen
class SignedIn:
    """Who sits in front of the page."""

    name: str
    permissions: frozenset[Permission] = frozenset()


@frozen
class Face:
    """Where citizens stand: before the portal at home, or before a kiosk in the house.

    Both show the same pages; ``root`` begins their addresses, ``shell`` is the template around
    them, ``services`` the address of the list. At a kiosk (``touch``) nobody signs in, uploads or
    leaves, and everything is big enough for a finger (MIS-12).
    """

    root: str
    shell: str
    services: str
    touch: bool = False


PORTAL = Face("/portal", "portal/shell.html", services="/portal")
KIOSK = Face("/kiosk", "kiosk/shell.html", services="/kiosk/services", touch=True)


@frozen
class Frame:
    """Around every page. Names are in the page's language already.

    ``csrf`` is the session's token; ``path`` is where the language switch returns to;
    ``logo`` is the address of the organisation's logo, or None for a drawn building;
    ``training`` says that nothing on the page is real (MIS-02);
    ``citizen`` says that a citizen is signed in; ``face`` is where the citizens' pages stand.
    """

    organisation: str
    site: str
    now: datetime
    zone: ZoneInfo
    language: Language = Language.FA
    path: str = "/"
    csrf: str = field(default="", repr=False)
    logo: str | None = None
    user: SignedIn | None = None
    citizen: bool = False
    face: Face = PORTAL
    training: bool = False

    @property
    def lang(self) -> str:
        """For ``<html lang>``."""
        return self.language.value

    @property
    def dir(self) -> str:
        """For ``<html dir>``."""
        return "rtl" if self.lang in RIGHT_TO_LEFT else "ltr"

    @property
    def other(self) -> Language:
        """The language that the switch offers."""
        return Language.EN if self.language is Language.FA else Language.FA

    def may(self, permission: str) -> bool:
        """Whether a link or button is worth showing; the use case decides again."""
        return self.user is not None and Permission(permission) in self.user.permissions
