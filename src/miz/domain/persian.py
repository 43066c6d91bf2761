"""Persian text as people type it, folded so that equal words compare equal.

The same folding is used when a name is stored and when it is searched (CAP-10), so that the
Arabic and Persian keyboards, joiners, marks and digits never hide a person.
"""

import unicodedata

_LETTERS = {
    "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا",
    "آ": "ا", "ٱ": "ا", "ؤ": "و", "\u200c": " ", "\u200d": "", "\u0640": "", "\u00a0": " ",
}  # fmt: skip
_FOLD = str.maketrans(_LETTERS)
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_SHOWN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_STORED = str.maketrans({"ي": "ی", "ك": "ک", "ى": "ی", "\u0640": ""})


def ascii_digits(text: str) -> str:
    """Persian and Arabic digits become ASCII digits; everything else stays."""
    return text.translate(_DIGITS)


def persian_digits(text: str) -> str:
    """ASCII digits become Persian digits, for texts that people read."""
    return text.translate(_SHOWN)


def tidy(text: str) -> str:
    """A text as it should be stored: Persian letters, single spaces, no control characters."""
    kept = (c for c in text.translate(_STORED) if c.isspace() or unicodedata.category(c) != "Cc")
    return " ".join("".join(kept).split())


def fold(text: str) -> str:
    """A text as it should be compared: one spelling, no marks, lower case, ASCII digits."""
    composed = unicodedata.normalize("NFKC", text).translate(_FOLD).casefold()
    bare = "".join(c for c in composed if not unicodedata.combining(c))
    return " ".join(ascii_digits(bare).split())
