"""Shoulders and what men wear on them."""

from collections.abc import Callable

from miz_apps.demo.portraits.easel import (
    Colour,
    Easel,
    Point,
    darker,
    flipped,
    lighter,
    mirrored,
    moved,
    spline,
)
from miz_apps.demo.portraits.sitter import Cloth, Sitter


def shoulders(breadth: float = 1.0) -> list[Point]:
    """From the neck down and out of the picture."""
    half = [
        (0.0, 452.0), (50.0, 440.0), (100.0, 458.0), (158.0, 484.0), (196.0, 522.0), (212.0, 580.0),
        (220.0, 640.0), (0.0, 640.0),
    ]  # fmt: skip
    return spline([(x * breadth, y) for x, y in mirrored(half)])


def draw_cloth(easel: Easel, who: Sitter) -> None:
    """What he came in."""
    body = shoulders()
    draw: dict[Cloth, Callable[[Easel, Sitter, list[Point]], None]] = {
        "suit": _draw_suit, "shirt": _draw_shirt, "band": _draw_band, "sweater": _draw_sweater,
    }  # fmt: skip
    draw[who.cloth](easel, who, body)


def draw_body(easel: Easel, body: list[Point], colour: Colour) -> None:
    """A lit body."""
    easel.fill(body, colour)
    easel.shade(body, (-26, 0), darker(colour, 0.35), opacity=0.5)
    easel.glow((-110.0, 500.0), (70, 44), lighter(colour, 0.5), opacity=0.3, outline=body)


def _draw_shirt(easel: Easel, who: Sitter, body: list[Point]) -> None:
    """Open collar, buttons."""
    draw_body(easel, body, who.outer)
    _draw_throat(easel, who, 496.0)
    _draw_placket(easel, who.outer, 496.0)
    _draw_collar(easel, who.outer)
    for side in (-1, 1):
        fold = [(side * 150.0, 520.0), (side * 138.0, 560.0), (side * 142.0, 610.0)]
        easel.stroke(fold, 5, darker(who.outer, 0.3), opacity=0.5)


def _draw_throat(easel: Easel, who: Sitter, low: float) -> None:
    """Skin in the open neck."""
    gap = [(-48.0, 438.0), (0.0, low), (48.0, 438.0)]
    easel.fill(gap, who.skin)
    easel.within(gap, [[(14.0, 430.0), (60.0, 430.0), (0.0, low + 2)]], who.shade, opacity=0.6)
    easel.stroke([(-24.0, 452.0), (-10.0, 462.0), (-5.0, 474.0)], 2.4, who.line, opacity=0.35)
    easel.stroke([(24.0, 452.0), (10.0, 462.0), (5.0, 474.0)], 2.4, who.line, opacity=0.35)


def _draw_placket(easel: Easel, colour: Colour, top: float) -> None:
    """The buttoned edge."""
    easel.stroke([(2.0, top - 4), (3.0, 560.0), (3.0, 660.0)], 3, darker(colour, 0.4), opacity=0.6)
    for y in (530.0, 574.0):
        easel.spot((-7.0, y), (3.6, 3.6), darker(colour, 0.45), opacity=0.85)
        easel.spot((-7.6, y - 0.8), (2.4, 2.4), lighter(colour, 0.5), opacity=0.9)


def _draw_collar(easel: Easel, colour: Colour) -> None:
    """Two points, one in the light."""
    point = [(50.0, 420.0), (60.0, 446.0), (38.0, 500.0), (0.0, 492.0), (22.0, 468.0)]
    under = darker(colour, 0.45)
    for shape, shade in ((flipped(point), 0.0), (point, 0.14)):
        easel.fill(moved(shape, 0, 5), under, 0.5)
        easel.fill(shape, lighter(darker(colour, shade), 0.22))


def _draw_suit(easel: Easel, who: Sitter, body: list[Point]) -> None:
    """A jacket over an open-necked shirt."""
    draw_body(easel, body, who.outer)
    shirt = who.inner
    easel.fill([(-62.0, 440.0), (-4.0, 640.0), (4.0, 640.0), (62.0, 440.0), (0.0, 460.0)], shirt)
    _draw_throat(easel, who, 488.0)
    _draw_placket(easel, shirt, 490.0)
    _draw_collar(easel, shirt)
    lapel = [
        (58.0, 432.0), (84.0, 450.0), (104.0, 506.0), (78.0, 516.0), (90.0, 532.0), (8.0, 640.0),
        (0.0, 640.0), (34.0, 520.0),
    ]  # fmt: skip
    for shape, tone in ((flipped(lapel), 0.1), (lapel, 0.0)):
        easel.fill(moved(shape, 0, 4), darker(who.outer, 0.5), 0.6)
        easel.fill(shape, lighter(who.outer, tone + 0.05))


def _draw_band(easel: Easel, who: Sitter, body: list[Point]) -> None:
    """A stand-up collar, buttoned."""
    draw_body(easel, body, who.outer)
    band = mirrored(
        [(0.0, 462.0), (34.0, 452.0), (53.0, 424.0), (60.0, 446.0), (40.0, 474.0), (0.0, 486.0)]
    )
    easel.smooth(moved(band, 0, 4), darker(who.outer, 0.4), 0.6)
    easel.smooth(band, lighter(who.outer, 0.18))
    easel.stroke([(1.0, 462.0), (2.0, 486.0), (2.0, 500.0)], 3, darker(who.outer, 0.4), opacity=0.7)
    _draw_placket(easel, who.outer, 490.0)


def _draw_sweater(easel: Easel, who: Sitter, body: list[Point]) -> None:
    """Knitted crew neck over a shirt collar."""
    draw_body(easel, body, who.outer)
    _draw_throat(easel, who, 480.0)
    ring = mirrored(
        [(0.0, 476.0), (36.0, 464.0), (56.0, 430.0), (66.0, 444.0), (46.0, 482.0), (0.0, 498.0)]
    )
    easel.smooth(moved(ring, 0, 4), darker(who.outer, 0.4), 0.6)
    easel.smooth(ring, lighter(who.outer, 0.1))
    for drop in (0.0, 7.0):
        seam = [(57.0, 440 + drop), (40.0, 470 + drop), (0.0, 482 + drop)]
        easel.stroke([*seam, *flipped(seam[-2::-1])], 2.2, darker(who.outer, 0.35), opacity=0.6)
