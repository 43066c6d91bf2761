"""Every page's address, and who may see it."""

from collections.abc import Iterator
from typing import Any

from miz_apps.web.actions.action import Needs
from miz_apps.web.lobby import Lobby

PageRoute = tuple[str, str, Needs, Any]


def page_routes(lobby: Lobby) -> Iterator[PageRoute]:
    """Method, path, needs and responder of each page."""
    yield from ()
