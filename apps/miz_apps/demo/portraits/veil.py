"""Headscarves as they are worn in Iran: maghnae, tied scarf, loose shawl and chador."""

from random import Random

from miz_apps.demo.portraits.cloth import draw_body, shoulders
from miz_apps.demo.portraits.easel import (
    Colour,
    Easel,
    Point,
    brushed,
    darker,
    flipped,
    lighter,
    mirrored,
    moved,
    spline,
)
from miz_apps.demo.portraits.sitter import Sitter

_HOOD = [(0.0, 112.0), (62.0, 122.0), (106.0, 172.0), (114.0, 250.0), (108.0, 330.0)]
"""Right half of cloth that lies close to the head."""

_PETAL: list[Point] = [(0.0, 0.0), (2.6, 3.2), (0.0, 6.8), (-2.6, 3.2)]
_BLOSSOM: list[Point] = [
    (x * cosine - y * sine, x * sine + y * cosine)
    for cosine, sine in ((1, 0), (0, 1), (-1, 0), (0, -1))
    for x, y in _PETAL
]
"""Four petals in one stroke."""


def opening(who: Sitter) -> list[Point]:
    """The part of a face that a closed veil leaves free."""
    b, chin = who.breadth, 388 + who.chin
    half = [
        (0.0, 178.0), (44 * b, 184.0), (72 * b, 214.0), (79 * b, 266.0), (76 * b * who.jaw, 318.0),
        (58 * b * who.jaw, chin - 26), (30 * b, chin - 4), (0.0, chin),
    ]  # fmt: skip
    return spline(mirrored(half))


def draw_behind(easel: Easel, who: Sitter) -> None:
    """Everything of the veil that lies behind the face."""
    if who.veil == "chador":
        _draw_chador(easel, who)
    elif who.veil == "maghnae":
        _draw_hood(
            easel,
            who,
            fall=[(112.0, 400.0), (150.0, 470.0), (176.0, 560.0), (170.0, 650.0)],
        )
    else:
        _draw_hood(
            easel,
            who,
            fall=[(104.0, 390.0), (120.0, 460.0), (110.0, 540.0), (0.0, 560.0)],
        )


def draw_manteau(easel: Easel, who: Sitter) -> None:
    """The coat under the veil."""
    colour = darker(who.accent, 0.35) if who.veil != "chador" else who.outer
    draw_body(easel, shoulders(0.93), colour)


def _draw_hood(easel: Easel, who: Sitter, fall: list[Point]) -> None:
    """Cloth round the head, falling over the chest."""
    colour = who.outer
    edge = spline(mirrored([*_HOOD, *fall, (0.0, 650.0)] if fall[-1][0] else [*_HOOD, *fall]))
    easel.fill(edge, colour)
    if who.patterned and who.veil != "maghnae":
        _draw_pattern(easel, who, [spot for spot in edge if spot[1] < 360])
    easel.shade(edge, (-24, -4), darker(colour, 0.4), opacity=0.5)
    easel.glow((-56.0, 168.0), (56, 56), lighter(colour, 0.5), opacity=0.4, outline=edge)


def _draw_pattern(easel: Easel, who: Sitter, edge: list[Point]) -> None:
    """A print of small blossoms on one piece of the cloth."""
    chance = Random(who.brow)
    left, right = min(x for x, _ in edge), max(x for x, _ in edge)
    top, bottom = min(y for _, y in edge), max(y for _, y in edge)
    middles = [
        (
            column * 30 + 15 * (row % 2) + chance.uniform(-3, 3),
            118 + row * 36 + chance.uniform(-3, 3),
        )
        for row in range(12)
        for column in range(-5, 6)
    ]
    blossoms = [moved(_BLOSSOM, x, y) for x, y in middles if left < x < right and top < y < bottom]
    if blossoms:
        easel.within(edge, blossoms, lighter(who.accent, 0.45), opacity=0.75)


def _draw_chador(easel: Easel, who: Sitter) -> None:
    """The black drape over a closed scarf."""
    half = [
        (0.0, 98.0), (70.0, 108.0), (120.0, 164.0), (132.0, 260.0), (134.0, 350.0), (172.0, 446.0),
        (216.0, 540.0), (232.0, 650.0), (0.0, 650.0),
    ]  # fmt: skip
    edge = spline(mirrored(half))
    easel.fill(edge, who.outer)
    easel.glow((-70.0, 160.0), (66, 80), lighter(who.outer, 0.4), opacity=0.5, outline=edge)
    scarf = mirrored([
        (0.0, 134.0), (54.0, 142.0), (90.0, 186.0), (97.0, 260.0), (92.0, 336.0), (86.0, 410.0),
        (56.0, 520.0), (26.0, 650.0), (0.0, 650.0),
    ])  # fmt: skip
    inner = spline(scarf)
    easel.fill(moved(inner, 5, 2), darker(who.outer, 0.55))
    easel.fill(inner, darker(who.inner, 0.25))
    if who.patterned:
        _draw_pattern(easel, who, inner)
    easel.shade(inner, (-14, 0), darker(who.inner, 0.6), opacity=0.5)
    folds = [
        brushed(
            spline(
                [(side * x, 340.0), (side * (x + 12), 430.0), (side * low, 620.0)], closed=False
            ),
            6,
            0.4,
        )
        for side in (-1, 1)
        for x, low in ((104.0, 130.0), (120.0, 176.0))
    ]
    easel.within(edge, folds, lighter(who.outer, 0.22), opacity=0.5)


def draw_fringe(easel: Easel, who: Sitter) -> None:
    """Hair that a scarf or shawl shows above the forehead, parted in the middle or aside."""
    part = -20.0 if who.veil == "shawl" else 0.0
    b = who.breadth
    far = [
        (50 * b, 136.0), (88 * b, 186.0), (92 * b, 262.0), (84 * b, 262.0), (74 * b, 222.0),
        (44 * b, 190.0),
    ]  # fmt: skip
    crown = [(part, 137.0), (part, 137.0)]
    right = [*crown, *far, (part + 6, 166.0)]
    left = [*crown, *flipped(far), (part - 6, 166.0)]
    for lock in (left, right):
        easel.smooth(lock, who.hair)
    for side in (-1, 1):
        for rise in (0.0, 9.0):
            strand = [
                (part + side * 10, 158.0),
                (side * 50 * b, 172.0 + rise),
                (side * 80 * b, 218.0 + rise),
            ]
            easel.stroke(strand, 2.6, lighter(who.hair, 0.2), opacity=0.7)


def draw_front(easel: Easel, who: Sitter) -> None:
    """The cloth under the chin, and the folds."""
    closed = who.veil in ("maghnae", "chador")
    colour = darker(who.inner, 0.25) if who.veil == "chador" else who.outer
    if not closed:
        _draw_rim(easel, who)
    if who.veil == "scarf":
        _draw_knot(easel, who)
    elif who.veil == "shawl":
        _draw_wrap(easel, who)
    else:
        _draw_folds(easel, colour)


def _draw_rim(easel: Easel, who: Sitter) -> None:
    """The edge of the scarf round the hair."""
    rim = [(94.0, 330.0), (98.0, 262.0), (90.0, 188.0), (54.0, 144.0), (0.0, 134.0)]
    line = [*rim, *flipped(rim[-2::-1])]
    easel.stroke(moved(line, 0, 4), 10, darker(who.outer, 0.5), opacity=0.55)
    easel.stroke(line, 11, lighter(who.outer, 0.12))


def _draw_knot(easel: Easel, who: Sitter) -> None:
    """Two ends meet under the chin."""
    under = [(0, 396), (84, 350), (112, 340), (116, 420), (74, 500), (0, 520)]
    easel.smooth(mirrored([(float(x), float(y)) for x, y in under]), darker(who.outer, 0.3))
    for side, shade in ((1, 0.16), (-1, 0.0)):
        wing = [
            (110, 322),
            (84, 346),
            (44, 392),
            (0, 408),
            (-6, 432),
            (40, 446),
            (100, 430),
            (116, 380),
        ]
        tail = [(-10, 424), (16, 424), (34, 500), (44, 566), (8, 572), (-2, 500)]
        for shape in (wing, tail):
            piece = [(side * float(x), float(y)) for x, y in shape]
            easel.smooth(moved(piece, 0, 4), darker(who.outer, 0.5), 0.35)
            _draw_piece(easel, who, piece, colour=darker(who.outer, shade))
        for start in (340.0, 362.0):
            fold = [(side * 96.0, start), (side * 60.0, start + 52), (side * 14.0, 424.0)]
            easel.stroke(fold, 3, darker(who.outer, 0.4), opacity=0.5)
    easel.smooth(
        mirrored([(0.0, 408.0), (15.0, 412.0), (17.0, 428.0), (0.0, 440.0)]),
        lighter(who.outer, 0.1),
    )


def _draw_piece(easel: Easel, who: Sitter, points: list[Point], *, colour: Colour) -> None:
    """A part of the same cloth, with the same print."""
    edge = spline(points)
    easel.fill(edge, colour)
    if who.patterned:
        _draw_pattern(easel, who, edge)


def _draw_wrap(easel: Easel, who: Sitter) -> None:
    """One end thrown over the shoulder."""
    under = [(112, 320), (86, 344), (46, 386), (0, 400), (-46, 386), (-86, 344), (-112, 320),
             (-122, 420), (-90, 500), (0, 540), (90, 500), (122, 420)]  # fmt: skip
    _draw_piece(
        easel, who, [(float(x), float(y)) for x, y in under], colour=darker(who.outer, 0.16)
    )
    over = [(112, 316), (90, 350), (40, 406), (-40, 446), (-130, 476), (-168, 520), (-120, 560),
            (-10, 530), (84, 470), (124, 390)]  # fmt: skip
    piece = [(float(x), float(y)) for x, y in over]
    easel.smooth(moved(piece, -2, 7), darker(who.outer, 0.5), 0.45)
    _draw_piece(easel, who, piece, colour=who.outer)
    for drop in (0.0, 24.0, 50.0):
        fold = [(104.0, 366 + drop * 0.8), (40.0, 432 + drop), (-120.0, 500 + drop * 0.7)]
        easel.stroke(fold, 3.4, darker(who.outer, 0.4), opacity=0.5)
        easel.stroke(moved(fold, -2, -5), 2.6, lighter(who.outer, 0.3), opacity=0.4)


def _draw_folds(easel: Easel, colour: Colour) -> None:
    """Soft folds falling from the chin."""
    for side in (-1, 1):
        for x, low in ((14.0, 30.0), (40.0, 66.0), (64.0, 104.0)):
            fold = [(side * x, 412.0 - x * 0.4), (side * (x + 4), 470.0), (side * low, 600.0)]
            easel.stroke(fold, 4, darker(colour, 0.45), opacity=0.45)
            easel.stroke(moved(fold, -4, 0), 2.6, lighter(colour, 0.25), opacity=0.4)
    easel.stroke([(-60.0, 384.0), (0.0, 414.0), (60.0, 384.0)], 7, darker(colour, 0.5), opacity=0.5)
