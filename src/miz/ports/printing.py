"""What the desk hands a visitor on paper, and what must be able to draw it (CAP-05, CAP-18).

A press only draws; a printer's transport (spooler, TCP, serial) is another port.
"""

from abc import abstractmethod
from typing import Literal, Protocol

from attrs import Attribute, field, frozen

from miz.errors import InvalidValue

Language = Literal["fa", "en"]

WIDTH = 576
"""Dots across a slip: 72 mm printable of 80 mm paper at 203 dpi."""

DPI = 203
"""Dots per inch of the common thermal heads."""


def _decimal(slip: "Slip", attribute: "Attribute[str]", code: str) -> None:
    """Only digits survive a keyboard-wedge scanner under a Persian layout."""
    if not (code.isascii() and code.isdecimal() and 16 <= len(code) <= 40):
        raise InvalidValue(
            "A slip's code is 16 to 40 decimal digits; mint it again.",
            code="slip.code_invalid",
            field=attribute.name,
        )


@frozen
class Slip:
    """One visit on paper: bound to exactly one open visit by its code (C1-08, C3-04).

    It has no place for a national ID or a photo, and none may be put in ``rows`` (threat 26).
    ``code`` is decimal: a tracking code (16 digits), a pass (20), up to a signed token (40).
    ``rows`` are label and value; an empty value is drawn as a box to sign in (CAP-05).
    ``logo`` is a PNG or JPEG that `miz.ports.pictures.Pictures` has cleaned.
    ``practice`` says in large letters, above and below, that the paper is worth nothing (MIS-02).
    """

    organisation: str
    title: str
    code: str = field(validator=_decimal)
    rows: tuple[tuple[str, str], ...] = ()
    footer: str = ""
    logo: bytes | None = None
    language: Language = "fa"
    practice: bool = False


class Press(Protocol):
    """Draws what will be printed; callable from any thread."""

    @abstractmethod
    def slip(self, slip: Slip) -> bytes:
        """A PNG, 1 bit deep, `WIDTH` px wide, carrying the code as QR and as Code128.

        Raises PoorSample when the logo cannot be read, else PortError.
        """

    @abstractmethod
    def symbol(self, code: str) -> bytes:
        """A PNG of the code as QR alone, for a screen or a letter; its quiet zone is white."""
