"""Drawn papers for the demo's requests: a card, and a written page with a seal."""

import io
import random
from functools import cache

from PIL import Image, ImageDraw

from miz.usecases.intake import Taken
from miz_apps.demo.portraits import portrait

INK, PAPER, SEAL, TINT = "#39424e", "#fbfaf5", "#7a3b8f", "#dfe8ee"
CARD_SIZE, PAGE_SIZE = (640, 404), (620, 877)
NAMES = {
    "card": "کارت ملی",
    "deed": "اجاره‌نامه",
    "licence": "مجوز پیشین",
    "decision": "رأی",
    "originals": "مدارک پرونده",
    "receipt": "رسید واریز",
    "paper": "اصل مدرک",
}
"""What people call the files, by what the service asks for."""
PAGES = 6
"""How many different pages are drawn."""


def paper(need: str, number: int, *, original: bool = False) -> Taken:
    """A document for what a service asks for."""
    content = card() if need == "card" else page(number % PAGES)
    return Taken(content, f"{NAMES.get(need, 'مدرک')}.jpg", need, original)


@cache
def card() -> bytes:
    """A card with a face and lines, of nobody."""
    drawn = Image.new("RGB", CARD_SIZE, TINT)
    face = Image.open(io.BytesIO(portrait(7, veiled=True))).resize((150, 188))
    drawn.paste(face, (40, 110))
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 0, CARD_SIZE[0], 64), fill="#3f7f6c")
    for row, width in enumerate((220, 170, 250, 140, 190)):
        y = 120 + 44 * row
        pen.rounded_rectangle((590 - width, y, 590, y + 14), 7, fill=INK)
    return _saved(drawn)


@cache
def page(number: int) -> bytes:
    """A written page; another number is another page."""
    lot = random.Random(number)
    drawn = Image.new("RGB", PAGE_SIZE, PAPER)
    pen = ImageDraw.Draw(drawn)
    pen.rounded_rectangle((210, 60, 410, 82), 8, fill=INK)
    for row in range(18):
        y, width = 150 + 32 * row, lot.randrange(300, 500)
        pen.rounded_rectangle((560 - width, y, 560, y + 9), 4, fill="#8b929b")
    pen.ellipse((90, 740, 200, 850), outline=SEAL, width=6)
    pen.ellipse((108, 758, 182, 832), outline=SEAL, width=2)
    pen.line((380, 800, 420, 770, 450, 815, 520, 780), fill="#24407a", width=4, joint="curve")
    return _saved(drawn)


def _saved(drawn: Image.Image) -> bytes:
    file = io.BytesIO()
    drawn.save(file, "JPEG", quality=80)
    return file.getvalue()
