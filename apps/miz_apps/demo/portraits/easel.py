"""Smooth shapes on a picture that is drawn large and scaled down (supersampling)."""

import math
from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO

from attrs import define, evolve
from PIL import Image, ImageChops, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]
Shape = Sequence[Point]
_Frame = tuple[tuple[int, int], tuple[int, int]]
"""Corner and size of a part of the large picture."""

WIDTH, HEIGHT = 480, 600
SCALE = 3
_STEPS = 5
_ZOOM = SCALE * 1.2
"""Dots of the large picture a unit of the drawing."""

_PIVOT, _PIVOT_AT = 420.0, 446.0
"""Heads tilt about the neck: where it is in the drawing, and how far down the picture."""


def _weights(t: float) -> tuple[float, float, float, float]:
    """Catmull-Rom: a curve through its points, not near them."""
    return (
        0.5 * (-t + 2 * t**2 - t**3),
        0.5 * (2 - 5 * t**2 + 3 * t**3),
        0.5 * (t + 4 * t**2 - 3 * t**3),
        0.5 * (t**3 - t**2),
    )


_BASIS = [_weights(step / _STEPS) for step in range(_STEPS)]


def spline(points: Shape, *, closed: bool = True) -> list[Point]:
    """A smooth line through the points; a point given twice becomes a corner."""
    if closed:
        ring = [points[-1], *points, points[0], points[1]]
    else:
        ring = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in zip(
        ring, ring[1:], ring[2:], ring[3:], strict=False
    ):
        for a, b, c, d in _BASIS:
            curve.append((a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy))
    return curve if closed else [*curve, points[-1]]


def mirrored(half: Shape) -> list[Point]:
    """A whole outline from its right half, given from the middle above to the middle below."""
    return [*half, *((-x, y) for x, y in reversed(half[1:-1]))]


def flipped(shape: Shape) -> list[Point]:
    """The same on the other side of the face."""
    return [(-x, y) for x, y in shape]


def moved(shape: Shape, dx: float, dy: float) -> list[Point]:
    """The same elsewhere."""
    return [(x + dx, y + dy) for x, y in shape]


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """``share`` of the other colour in the one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def darker(colour: Colour, share: float) -> Colour:
    """Towards a warm black."""
    return mixed(colour, (26, 14, 16), share)


def lighter(colour: Colour, share: float) -> Colour:
    """Towards white."""
    return mixed(colour, (255, 252, 246), share)


@cache
def _glow(width: int, height: int) -> Image.Image:
    """A soft spot, opaque in the middle and gone at its edge."""
    return Image.radial_gradient("L").point(_fading).resize((width, height))


def _fading(distance: float) -> float:
    """Pillow's gradient is 181 at the middle of an edge."""
    left: float = max(0.0, 1 - (distance / 181) ** 2) ** 1.5
    return 255 * left


@cache
def _fall() -> Image.Image:
    """From black above to white below."""
    return Image.linear_gradient("L").resize((WIDTH, HEIGHT))


def easel(above: Colour, below: Colour, centre: Colour) -> "Easel":
    """A backdrop as a photographer hangs it: darker below, light behind the head."""
    image = Image.composite(
        Image.new("RGB", (WIDTH, HEIGHT), below), Image.new("RGB", (WIDTH, HEIGHT), above), _fall()
    )
    image.paste(centre, (-80, -110), _glow(640, 720).point(lambda level: level * 0.85))
    return Easel(image.resize((WIDTH * SCALE, HEIGHT * SCALE), Image.Resampling.NEAREST))


@define
class Easel:
    """Draws shapes whose x counts from the middle and whose y from the top, in final pixels."""

    image: Image.Image
    tilt: float = 0.0

    def tilted(self, degrees: float) -> "Easel":
        """The same picture, for a head that leans."""
        return evolve(self, tilt=math.radians(degrees))

    def fill(self, shape: Iterable[Point], colour: Colour, opacity: float = 1.0) -> None:
        """A filled outline."""
        pen = ImageDraw.Draw(self.image, "RGBA")
        pen.polygon(self._place(shape), fill=(*colour, round(255 * opacity)))

    def smooth(self, points: Shape, colour: Colour, opacity: float = 1.0) -> None:
        """A filled outline, rounded through its points."""
        self.fill(spline(points), colour, opacity)

    def spot(self, middle: Point, radii: Point, colour: Colour, *, opacity: float = 1.0) -> None:
        """An ellipse."""
        x, y = self._place([middle])[0]
        rx, ry = radii[0] * _ZOOM, radii[1] * _ZOOM
        pen = ImageDraw.Draw(self.image, "RGBA")
        pen.ellipse((x - rx, y - ry, x + rx, y + ry), fill=(*colour, round(255 * opacity)))

    def glow(
        self,
        middle: Point,
        radii: Point,
        colour: Colour,
        *,
        opacity: float,
        outline: Sequence[Point] | None = None,
    ) -> None:
        """An ellipse that fades out, if need be only within an outline."""
        x, y = self._place([middle])[0]
        rx, ry = round(radii[0] * _ZOOM), round(radii[1] * _ZOOM)
        left, top = round(x) - rx, round(y) - ry
        mask = _glow(2 * rx, 2 * ry).point(lambda level: level * opacity)
        if outline is not None:
            mask = ImageChops.multiply(mask, self._mask(outline, ((left, top), mask.size)))
        self.image.paste(colour, (left, top), mask)

    def stroke(
        self,
        points: Shape,
        width: float,
        colour: Colour,
        *,
        opacity: float = 1.0,
        peak: float = 0.5,
    ) -> None:
        """A brush line, thin at its ends and widest at ``peak`` of its length."""
        self.fill(brushed(spline(points, closed=False), width, peak), colour, opacity)

    def within(
        self,
        outline: Sequence[Point],
        shapes: Iterable[Iterable[Point]],
        colour: Colour,
        *,
        opacity: float = 1.0,
        outside: bool = False,
    ) -> None:
        """Fill shapes, but only where they lie in the outline (or what they leave of it)."""
        inks = [self._place(shape) for shape in shapes]
        frame = _frame([self._place(outline)] if outside else inks)
        self._stencil(outline, inks, frame=frame, paint=(colour, opacity, outside))

    def shade(
        self, outline: Sequence[Point], away: Point, colour: Colour, *, opacity: float
    ) -> None:
        """Darken the edge that lies away from the light, on the right half, as wide as ``away``."""
        ink = self._place(moved(outline, *away))
        (left, top), (width, height) = _frame([self._place(outline)])
        middle = max(left, min(WIDTH // 2 * SCALE, left + width - 1))
        frame = ((middle, top), (left + width - middle, height))
        self._stencil(outline, [ink], frame=frame, paint=(colour, opacity, True))

    def _stencil(
        self,
        outline: Iterable[Point],
        inks: Iterable[Shape],
        *,
        frame: _Frame,
        paint: tuple[Colour, float, bool],
    ) -> None:
        """Paint where both the outline and the inks are (or, outside, where the inks are not)."""
        colour, opacity, outside = paint
        corner, size = frame
        ink = Image.new("L", size, 255 if outside else 0)
        pen = ImageDraw.Draw(ink)
        for spots in inks:
            pen.polygon(_shifted(spots, *corner), fill=0 if outside else 255)
        mask = self._mask(outline, frame, round(255 * opacity))
        self.image.paste(colour, corner, ImageChops.multiply(ink, mask))

    def _mask(self, outline: Iterable[Point], frame: _Frame, level: int = 255) -> Image.Image:
        """The outline as a stencil for a part of the picture."""
        corner, size = frame
        mask = Image.new("L", size, 0)
        spots = _shifted(self._place(outline), *corner)
        ImageDraw.Draw(mask).polygon(spots, fill=level)
        return mask

    def jpeg(self) -> bytes:
        """The finished picture."""
        file = BytesIO()
        self.image.reduce(SCALE).save(file, "JPEG", quality=88)
        return file.getvalue()

    def _place(self, shape: Iterable[Point]) -> list[Point]:
        """Into dots of the large picture, turned about the neck."""
        sine, cosine = math.sin(self.tilt) * _ZOOM, math.cos(self.tilt) * _ZOOM
        x0, y0 = WIDTH / 2 * SCALE, _PIVOT_AT * SCALE
        return [
            (x0 + x * cosine - (y - _PIVOT) * sine, y0 + x * sine + (y - _PIVOT) * cosine)
            for x, y in shape
        ]


def _frame(shapes: Sequence[Shape]) -> _Frame:
    """Corner and size of the part of the large picture that holds the shapes."""
    spots = [spot for shape in shapes for spot in shape]
    left, top = (max(0, math.floor(min(spot[axis] for spot in spots))) for axis in (0, 1))
    right, bottom = (math.ceil(max(spot[axis] for spot in spots)) + 1 for axis in (0, 1))
    size = (min(right, WIDTH * SCALE) - left, min(bottom, HEIGHT * SCALE) - top)
    return (left, top), (max(1, size[0]), max(1, size[1]))


def _shifted(spots: Iterable[Point], left: int, top: int) -> list[Point]:
    """Dots counted from the corner of a part of the picture."""
    return [(x - left, y - top) for x, y in spots]


def brushed(line: Shape, width: float, peak: float) -> list[Point]:
    """The outline of a line whose width swells and fades."""
    left: list[Point] = []
    right: list[Point] = []
    last = len(line) - 1
    for number, (x, y) in enumerate(line):
        (ax, ay), (bx, by) = line[max(0, number - 1)], line[min(last, number + 1)]
        length = math.hypot(bx - ax, by - ay) or 1.0
        along = number / last
        swell = along / peak if along < peak else (1 - along) / (1 - peak)
        half = width / 2 * math.sin(swell * math.pi / 2) ** 0.7
        nx, ny = (ay - by) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return [*left, *reversed(right)]
