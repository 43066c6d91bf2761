"""Hair, beards and glasses."""

from collections.abc import Callable
from random import Random

from miz_apps.demo.portraits.easel import (
    Easel,
    Point,
    Shape,
    brushed,
    darker,
    flipped,
    lighter,
    mirrored,
    mixed,
    moved,
    spline,
)
from miz_apps.demo.portraits.face import EYE_LINE, outline
from miz_apps.demo.portraits.sitter import Cut, Sitter

_SHADED = [
    (64.0, 96.0),
    (130.0, 110.0),
    (130.0, 280.0),
    (84.0, 280.0),
    (80.0, 200.0),
    (66.0, 150.0),
]
"""The side away from the light."""

_CAP = [(98.0, 232.0), (99.0, 190.0), (86.0, 146.0), (52.0, 116.0), (0.0, 106.0)]
"""Outer edge of a full head of hair, right half, from the temple up."""

_HAIRLINES: dict[Cut, Shape] = {
    "crop": ((0, 183), (24, 184), (62, 190), (79, 214), (83, 250)),
    "swept": ((0, 176), (34, 168), (66, 180), (80, 212), (83, 250)),
    "curly": ((0, 186), (26, 187), (64, 192), (80, 214), (83, 246)),
    "receding": ((0, 152), (22, 152), (58, 159), (74, 196), (83, 222), (84, 252)),
    "part": (
        (-83, 252), (-78, 216), (-60, 178), (-44, 168), (-6, 182), (46, 198), (78, 218), (83, 252),
    ),
}  # fmt: skip
"""Where the hair begins, left to right; a symmetric one from its middle to the right."""


def draw_hair(easel: Easel, who: Sitter, seed: int) -> None:
    """The cut, with some light in it."""
    if who.cut == "bald":
        _draw_bald(easel, who)
        return
    edge = spline(_shape(who))
    if who.cut == "curly":
        _draw_curls(easel, who, seed)
    easel.fill(edge, who.hair)
    easel.within(edge, [spline(_SHADED)], darker(who.hair, 0.4), opacity=0.55)
    easel.glow((-44.0, 146.0), (70, 46), lighter(who.hair, 0.35), opacity=0.42, outline=edge)
    furrows = (_strand(x, who.cut) for x in (-64.0, -40.0, -14.0, 14.0, 42.0))
    easel.within(edge, furrows, darker(who.hair, 0.4), opacity=0.4)


def _strand(x: float, cut: Cut) -> list[Point]:
    """A furrow between locks; brushed aside, or back."""
    lean = {"part": 44.0, "swept": 10.0}.get(cut, 18.0)
    return brushed(spline([(x - 12, 204.0), (x, 160.0), (x + lean, 126.0)], closed=False), 4.5, 0.6)


def _shape(who: Sitter) -> list[Point]:
    """Outer edge and hairline of the cut, scaled to the head."""
    line = _whole(_HAIRLINES[who.cut])
    rise = {"swept": -10.0, "part": -6.0, "receding": 14.0}.get(who.cut, 0.0)
    cap = [(x, y + rise * (232 - y) / 126) for x, y in _CAP]
    side = [(93.0, 262.0), (93.0, 262.0)]
    outer = [*side, *cap, *flipped(cap[-2::-1]), *flipped(side)]
    if who.cut == "part":
        outer = [(x, y + 0.06 * x) for x, y in outer]
    return [(x * who.breadth, y) for x, y in [*outer, *line]]


def _whole(line: Shape) -> Shape:
    """Both sides of a hairline that is given from the middle."""
    return [*flipped(line[:0:-1]), *line] if line[0][0] == 0 else line


def _draw_curls(easel: Easel, who: Sitter, seed: int) -> None:
    """Round locks along the edge."""
    chance = Random(seed)
    edge = spline([*_CAP, *flipped(_CAP[-2::-1])], closed=False)
    for x, y in edge[::3]:
        radius = chance.uniform(13, 19)
        at = (x * who.breadth * 0.97, y + chance.uniform(-3, 4))
        easel.spot(at, (radius, radius), who.hair)


def _draw_bald(easel: Easel, who: Sitter) -> None:
    """What is left above the ears, and a shine."""
    b = who.breadth
    patch = [(93, 262), (93, 262), (97, 236), (93, 206), (84, 190), (84, 214), (84, 250)]
    for side in (patch, flipped(patch)):
        easel.smooth([(x * b, y) for x, y in side], who.hair)
    easel.glow((-24.0, 180.0), (38, 22), lighter(who.skin, 0.8), opacity=0.55)


def draw_beard(easel: Easel, who: Sitter) -> None:
    """Under the mouth, over the skin."""
    colour = mixed(who.hair, who.skin, 0.06)
    draw: dict[str, Callable[[], None]] = {
        "stubble": lambda: easel.within(outline(who), [_full(who)], who.hair, opacity=0.26),
        "full": lambda: _draw_full(easel, who),
        "moustache": lambda: easel.fill(_moustache(who), colour),
        "goatee": lambda: _draw_goatee(easel, who),
    }
    draw.get(who.beard, lambda: None)()


def _draw_full(easel: Easel, who: Sitter) -> None:
    """A kept beard with its shaded side."""
    edge = _full(who)
    easel.fill(edge, who.hair)
    easel.shade(edge, (-16, -5), darker(who.hair, 0.3), opacity=0.6)


def _draw_goatee(easel: Easel, who: Sitter) -> None:
    """Moustache and chin."""
    low = 394 + who.chin
    chin = mirrored(
        [(0.0, 366.0), (22.0, 364.0), (30.0, 352.0), (36.0, 366.0), (26.0, low - 4), (0.0, low)]
    )
    easel.smooth(chin, who.hair)
    easel.fill(_moustache(who), who.hair)


def _full(who: Sitter) -> list[Point]:
    """From ear to ear along the jaw, up to the moustache."""
    b, j, low = who.breadth, who.breadth * who.jaw, 400 + who.chin
    half = [
        (0.0, 331.0), (14.0, 329.0), (34.0, 338.0), (58 * b, 334.0), (74 * b, 308.0),
        (82 * b, 252.0), (91 * b, 252.0), (88 * j, 318.0), (70 * j, low - 34),
        (38 * j, low - 6), (0.0, low),
    ]  # fmt: skip
    return spline(mirrored(half))


def _moustache(who: Sitter) -> list[Point]:
    """Two soft wings."""
    w = 33 * who.mouth
    return spline(
        mirrored(
            [(0.0, 333.0), (12.0, 330.0), (26.0, 337.0), (w, 350.0), (18.0, 348.0), (0.0, 345.0)]
        )
    )


def draw_glasses(easel: Easel, who: Sitter) -> None:
    """Frames with a hint of glass."""
    at = 37 * who.breadth + who.eyes_apart
    reach = 76.0 if who.veiled else 90.0
    for side in (-1, 1):
        rim, hole = (_lens(who, side * at, grown) for grown in (0.0, -3.6))
        easel.fill(hole, (255, 255, 255), 0.14)
        easel.within(rim, [hole], _frame(who), outside=True)
        temple = [(side * (at + 25), EYE_LINE - 6), (side * (at + 32), EYE_LINE - 7)]
        easel.stroke([temple[0], temple[1], (side * reach * who.breadth, 268.0)], 5, _frame(who))
    bridge = at - 25.0
    easel.stroke([(-bridge, 272.0), (0.0, 266.0), (bridge, 272.0)], 5.5, _frame(who))


def _frame(who: Sitter) -> tuple[int, int, int]:
    """Dark horn or metal."""
    return (44, 38, 40) if who.glasses == "square" else (92, 74, 58)


def _lens(who: Sitter, at: float, grown: float) -> list[Point]:
    """The outline of one lens."""
    w, h = (28 + grown, 25 + grown) if who.glasses == "round" else (30 + grown, 21 + grown)
    k = 0.72 if who.glasses == "round" else 0.9
    quarter = [(w, 0.0), (w * k, h * k), (0.0, h), (-w * k, h * k)]
    return moved(spline([*quarter, *((-x, -y) for x, y in quarter)]), at, EYE_LINE + 2)
