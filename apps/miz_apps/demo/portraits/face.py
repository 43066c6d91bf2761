"""The face itself: skin, light, eyes, brows, nose and mouth."""

from miz_apps.demo.portraits.easel import (
    Colour,
    Easel,
    Point,
    darker,
    flipped,
    mirrored,
    mixed,
    moved,
    spline,
)
from miz_apps.demo.portraits.sitter import Sitter

EYE_LINE = 273.0
_WHITE: Colour = (250, 247, 242)
_LID: Colour = (40, 26, 24)


def outline(who: Sitter) -> list[Point]:
    """The edge of the face, from the crown round to the chin."""
    b, j = who.breadth, who.breadth * who.jaw
    chin = 390 + who.chin
    half = [
        (0.0, 146.0), (50 * b, 155.0), (81 * b, 198.0), (87 * b, 258.0), (82 * j, 312.0),
        (64 * j, chin - 34), (34 * j, chin - 7), (0.0, chin),
    ]  # fmt: skip
    return spline(mirrored(half))


def draw_neck(easel: Easel, who: Sitter) -> None:
    """Neck and throat, in the shadow of the chin."""
    thick = 44.0 if who.veiled else 52.0
    neck = mirrored(
        [
            (0.0, 330.0),
            (thick, 335.0),
            (thick, 410.0),
            (thick + 8, 440.0),
            (90.0, 462.0),
            (0.0, 520.0),
        ]
    )
    easel.smooth(neck, darker(who.shade, 0.12) if who.veiled else who.skin)
    below = spline(mirrored([(0.0, 330.0), (70.0, 345.0), (64.0, 392.0), (0.0, 424.0)]))
    shade = darker(who.shade, 0.16) if who.veiled else who.shade
    easel.within(spline(neck), [below], shade)
    easel.within(spline(neck), [moved(below, 6, -12)], darker(shade, 0.1), opacity=0.6)


def draw_ears(easel: Easel, who: Sitter) -> None:
    """Both ears, the one away from the light darker."""
    at = 88 * who.breadth
    ear = [(0.0, 254.0), (10.0, 250.0), (15.0, 264.0), (11.0, 288.0), (4.0, 304.0), (-4.0, 300.0)]
    for side, colour in ((flipped(moved(ear, at, 0)), who.skin), (moved(ear, at, 0), who.shade)):
        easel.smooth(side, colour)
    inner = moved([(3.0, 262.0), (9.0, 266.0), (6.0, 282.0), (2.0, 292.0)], at, 0)
    easel.stroke(inner, 3, who.line, opacity=0.5)
    easel.stroke(flipped(inner), 3, who.line, opacity=0.45)


def draw_skin(easel: Easel, who: Sitter, edge: list[Point]) -> None:
    """The face lit from the left, with warm cheeks."""
    easel.fill(edge, who.skin)
    easel.shade(edge, (-17, -5), who.shade, opacity=0.55)
    warm = mixed(who.skin, (224, 82, 72), 0.5)
    for side in (-1, 1):
        easel.glow((side * 52 * who.breadth, 316.0), (40, 30), warm, opacity=0.32, outline=edge)
    easel.glow((-18.0, 212.0), (70, 50), who.shine, opacity=0.4, outline=edge)


def draw_features(easel: Easel, who: Sitter) -> None:
    """Everything that looks at you."""
    for side in (-1, 1):
        _draw_eye(easel, who, side)
        _draw_brow(easel, who, side)
    _draw_nose(easel, who)
    _draw_mouth(easel, who)
    if who.age > 0.4:
        _draw_years(easel, who)


def _draw_eye(easel: Easel, who: Sitter, side: int) -> None:
    """White, iris, light in the pupil, and the lids."""
    at, up = 36 * who.breadth + who.eyes_apart, who.eyes_open

    def put(points: list[Point]) -> list[Point]:
        """From the eye's own measure into the face."""
        return [(side * (at + x), EYE_LINE + y * up) for x, y in points]

    easel.glow((side * at, EYE_LINE - 4), (34, 24), who.shade, opacity=0.6)
    ball = spline(put([(-16, 2), (-9, -6), (1, -9.5), (11, -6), (17, 0), (9, 6.5), (-4, 7.5)]))
    easel.fill(ball, _WHITE)
    _draw_iris(easel, who, (side * at, EYE_LINE - 1), ball=ball)
    easel.stroke(
        put([(-17, 3), (-9, -6.5), (1, -10), (11, -6.5), (19, -0.5)]),
        5.2,
        _LID,
        opacity=1,
        peak=0.62,
    )
    easel.stroke(put([(-11, 6), (-2, 8.4), (8, 7.2), (15, 2)]), 1.8, who.line, opacity=0.55)
    easel.stroke(put([(-15, -9), (-4, -16), (8, -15), (19, -7)]), 2.4, who.line, opacity=0.5)
    if who.veiled:
        easel.stroke(put([(8, -8), (17, -4), (23, -7)]), 3.6, _LID)


def _draw_iris(easel: Easel, who: Sitter, middle: Point, *, ball: list[Point]) -> None:
    """Coloured disc behind the lids, lit from the left."""
    x, y = middle
    easel.within(ball, [_disc(middle, 9.2)], darker(who.eye, 0.45))
    easel.within(ball, [_disc((x, y + 1.0), 7.6)], who.eye)
    easel.within(ball, [_disc(middle, 4.2)], (18, 14, 14))
    easel.within(ball, [_band(ball)], darker(who.shade, 0.2), opacity=0.4)
    easel.spot((x - 3, y - 3.4), (2.2, 2.2), (255, 255, 255), opacity=0.95)


def _disc(middle: Point, radius: float) -> list[Point]:
    """A circle of eight points, rounded."""
    ring = [(1, 0), (0.707, 0.707), (0, 1), (-0.707, 0.707)]
    ring += [(-x, -y) for x, y in ring]
    return spline([(middle[0] + radius * x, middle[1] + radius * y) for x, y in ring])


def _band(ball: list[Point]) -> list[Point]:
    """The upper third of the eye, under the lid's shadow."""
    top = min(y for _, y in ball)
    left, right = min(x for x, _ in ball), max(x for x, _ in ball)
    return [(left, top), (right, top), (right, top + 5), (left, top + 5)]


def _draw_brow(easel: Easel, who: Sitter, side: int) -> None:
    """Thick inside, thin outside."""
    at = 36 * who.breadth + who.eyes_apart
    arch = 6.0 if who.veiled else 3.5
    points = [(-23, -22), (-10, -26 - arch * 0.5), (6, -27 - arch), (25, -20)]
    line = [(side * (at + x), EYE_LINE + y) for x, y in points]
    easel.stroke(line, who.brow, mixed(who.hair, (40, 28, 26), 0.3), opacity=0.94, peak=0.36)


def _draw_nose(easel: Easel, who: Sitter) -> None:
    """A lit bridge, a shaded side and two nostrils."""
    n, low = who.nose, 325.0
    easel.glow((-3.0, 292.0), (11, 42), who.shine, opacity=0.6)
    side = [
        (9.0, 266.0),
        (7.0, 288.0),
        (11.0 * n, 304.0),
        (18 * n, 316.0),
        (13 * n, low),
        (4.0, low),
    ]
    easel.smooth([*side, (6.0, 300.0)], who.shade, 0.6)
    easel.stroke(
        [(-17 * n, 313.0), (-15 * n, 323.0), (-6.0, low), (0.0, low + 3), (6.0, low),
         (15 * n, 323.0), (17 * n, 313.0)], 3.4, who.line, opacity=0.75,
    )  # fmt: skip
    for at in (-8 * n, 8 * n):
        easel.spot((at, low - 2), (3.4, 1.9), darker(who.line, 0.25), opacity=0.75)
    easel.glow((-3.0, 312.0), (11, 11), who.shine, opacity=0.7)


def _draw_mouth(easel: Easel, who: Sitter) -> None:
    """Closed or showing teeth, always friendly."""
    w, y, up = 27 * who.mouth, 352.0 + who.chin * 0.4, who.smile
    left, right = (-w, y - up), (w, y - up)
    upper = [left, left, (-9.0, y - 6), (0.0, y - 3.5), (9.0, y - 6), right, right]
    gap = 7.0 if who.teeth else 1.5
    inside = [(w * 0.55, y + gap * 0.5), (0.0, y + gap), (-w * 0.55, y + gap * 0.5)]
    lower = [right, right, (w * 0.55, y + 8), (0.0, y + 11 + gap * 0.6), (-w * 0.55, y + 8), left]
    easel.smooth([*lower, left, (0.0, y)], who.lips)
    easel.smooth([*upper, (w * 0.5, y), (0.0, y + 1.5), (-w * 0.5, y)], darker(who.lips, 0.14))
    if who.teeth:
        easel.smooth([left, left, (0.0, y - 0.5), right, right, *inside], _WHITE)
    easel.stroke(
        [left, (-w * 0.5, y), (0.0, y + 1), (w * 0.5, y), right], 2.6, who.line, opacity=0.9
    )
    easel.glow((-5.0, y + 7 + gap * 0.5), (9, 4), (255, 236, 226), opacity=0.4)
    easel.stroke([(-13.0, y + 17), (0.0, y + 19.5), (13.0, y + 17)], 4, who.shade, opacity=0.7)
    for side in (-1, 1):
        easel.stroke(
            [(side * (w + 1), y - up - 4), (side * (w + 4), y - up), (side * (w + 2), y - up + 4)],
            2.4, who.line, opacity=0.6,
        )  # fmt: skip


def _draw_years(easel: Easel, who: Sitter) -> None:
    """Lines that come with age."""
    depth = 0.25 + 0.4 * (who.age - 0.4)
    for side in (-1, 1):
        fold = [(side * 23.0, 320.0), (side * 35.0, 334.0), (side * 39.0, 352.0)]
        easel.stroke(fold, 3, who.line, opacity=depth)
        bag = [(side * 22.0, 287.0), (side * 36.0, 292.0), (side * 50.0, 286.0)]
        easel.stroke(bag, 2.6, who.line, opacity=depth)
        for rise in (-5.0, 2.0):
            corner = [(side * 62.0, EYE_LINE + rise * 0.5), (side * 70.0, EYE_LINE + rise)]
            easel.stroke([corner[0], corner[1], corner[1]], 1.8, who.line, opacity=depth)
    if who.age > 0.6 and not who.veiled:
        for y in (214.0, 226.0):
            easel.stroke([(-36.0, y), (0.0, y - 3), (36.0, y)], 2, who.line, opacity=depth * 0.8)
