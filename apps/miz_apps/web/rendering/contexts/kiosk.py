"""The pages that only a kiosk has."""

from datetime import date
from typing import ClassVar

from attrs import frozen

from miz_apps.web.rendering.contexts.frame import View
from miz_apps.web.rendering.contexts.offers import Named


@frozen
class HomePage(View):
    """Four tiles; ``used`` says that the last person left something to be cleared."""

    template: ClassVar[str] = "kiosk/home.html"
    used: bool = False


@frozen
class OpenDay:
    """A day of the office and its hours, as in 07:30; none when it is closed."""

    day: date
    spans: tuple[tuple[str, str], ...] = ()


@frozen
class HelpPage(View):
    """Where to go: desks by name, units with their place, the next days' hours."""

    template: ClassVar[str] = "kiosk/help.html"
    desks: tuple[str, ...] = ()
    units: tuple[Named, ...] = ()
    days: tuple[OpenDay, ...] = ()
