"""Photographs of identity cards as citizens bring them: 60 kB of JPEG, each another one."""

import random
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (800, 504)
"""A card (ISO/IEC 7810 ID-1) as a messenger scales it down."""
BYTES = 60_000
GRAIN = 8
"""How rough the sensor is: with it the usual qualities reach `BYTES`."""


def photographs(count: int) -> list[bytes]:
    """So many photographs."""
    return [photograph(number) for number in range(count)]


def photograph(number: int) -> bytes:
    """One of them, always the same for its number; at most `BYTES` and hardly less."""
    lot = random.Random(number)
    picture = Image.effect_noise(SIZE, GRAIN).point(lambda level: min(255, level + 90))
    shown = picture.convert("RGB")
    pen = ImageDraw.Draw(shown)
    for line in range(40, SIZE[1] - 40, 24):
        pen.text((24, line), f"{lot.getrandbits(200):x}", fill=(20, 20, 60))
    pen.rectangle((600, 40, 760, 240), fill=(lot.randrange(256), 120, 90))
    return next(small for quality in range(70, 20, -2) if (small := _jpeg(shown, quality)))


def _jpeg(picture: Image.Image, quality: int) -> bytes | None:
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue() if file.tell() <= BYTES else None
