"""Inline icons from the heroicons package (MIT): drawn with the text's colour, never spoken."""

from functools import cache

from heroicons.jinja import heroicon_outline
from markupsafe import Markup

DIRECTIONAL = frozenset(
    {
        "arrow-left-end-on-rectangle",
        "arrow-left-start-on-rectangle",
        "arrow-right-end-on-rectangle",
        "arrow-right-start-on-rectangle",
        "arrow-left",
        "arrow-right",
        "arrow-uturn-left",
        "chevron-left",
        "chevron-right",
    }
)
"""These point along the line of reading, so the stylesheet turns them on a Persian page."""

OCTAGON = Markup(
    '<svg class="icon" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke-width="1.5"'
    ' stroke="currentColor" aria-hidden="true" focusable="false"><path stroke-linecap="round"'
    ' stroke-linejoin="round" d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3ZM9.5 9.5l5 5m0-5l-5'
    ' 5"/></svg>'
)
HOURGLASS = Markup(
    '<svg class="icon" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke-width="1.5"'
    ' stroke="currentColor" aria-hidden="true" focusable="false"><path stroke-linecap="round"'
    ' stroke-linejoin="round" d="M5.5 3h13m-13 18h13M7 3v3.2a4 4 0 0 0 1.5 3.1L12 12l3.5-2.7A4 4 0'
    ' 0 0 17 6.2V3M7 21v-3.2a4 4 0 0 1 1.5-3.1L12 12l3.5 2.7a4 4 0 0 1 1.5 3.1V21"/></svg>'
)
DRAWN = {"octagon": OCTAGON, "hourglass": HOURGLASS}
"""Two shapes of a verdict that the package lacks."""


@cache
def icon(name: str) -> Markup:
    """The icon as inline SVG; an unknown name raises `heroicons.IconDoesNotExist`."""
    if name in DRAWN:
        return DRAWN[name]
    shape = "icon flip" if name in DIRECTIONAL else "icon"
    drawn = str(heroicon_outline(name, focusable="false"))  # Markup would escape our class
    return Markup(drawn.replace("<svg ", f'<svg class="{shape}" ', 1))  # noqa: S704 - a package's file
