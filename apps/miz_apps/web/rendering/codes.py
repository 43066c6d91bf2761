"""Numbers that people compare: grouped, left to right, masked for whoever may not see them."""

from collections.abc import Callable

from markupsafe import Markup, escape

from miz_apps.web.rendering.dates import Dates

HIDDEN = "•"
_SHAPE = Markup('<bdi class="code" dir="ltr"{label}>{shown}</bdi>')
_LABEL = Markup(' role="img" aria-label="{}"')


def national_id(digits: str) -> str:
    """Ten digits as the card prints them: 001-234567-9."""
    return f"{digits[:3]}-{digits[3:9]}-{digits[9:]}"


def mobile(number: str) -> str:
    """A mobile number as people say it: 0912 345 6789."""
    local = "0" + number[-10:]
    return f"{local[:4]} {local[4:7]} {local[7:]}"


def fours(text: str) -> str:
    """Groups of four, for slips and cards."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def plain(text: str) -> str:
    """As it is."""
    return text


GROUPS: dict[str, Callable[[str], str]] = {
    "national_id": national_id,
    "mobile": mobile,
    "slip": fours,
    "card": plain,
    "passport": plain,
}


def mask(kind: str, text: str) -> str:
    """The number with only its end (and a mobile's beginning) to be seen, never most of it."""
    local = "0" + text[-10:] if kind == "mobile" else text
    start, end = (4 if kind == "mobile" else 0), min(4, len(local) // 2)
    hidden = max(len(local) - start - end, 0)
    return local[:start] + HIDDEN * hidden + local[start + hidden :]


def code(dates: Dates, text: str, kind: str, *, masked: bool = False) -> Markup:
    """The number as markup: isolated, and spoken digit by digit."""
    shown = GROUPS[kind](mask(kind, text) if masked else text)
    if not any(char.isalpha() for char in shown):  # ۰۴B۱ would mix two scripts in one word
        shown = dates.digits(shown)
    spoken = " ".join(char for char in shown if char.isalnum() or char == HIDDEN)
    return _SHAPE.format(label=_LABEL.format(escape(spoken)), shown=escape(shown))
