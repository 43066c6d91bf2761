"""Codes that people carry on paper and cards, and readers send."""

import re
from typing import Self

from attrs import frozen

from miz.domain.values import ascii_decimal, compact
from miz.errors import InvalidValue

CODE_DIGITS = 20
TRACKING_DIGITS = 16
_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Twice a digit, with the digits of the result added."""


@frozen
class PassCode:
    """The number on a slip: 19 random decimal digits and a Luhn check digit (ISO/IEC 7812).

    Decimal, because a keyboard-wedge scanner under a Persian layout loses letters.
    """

    digits: str

    @classmethod
    def issue(cls, random_digits: str) -> Self:
        """A code from 19 random digits."""
        if len(random_digits) != CODE_DIGITS - 1 or not ascii_decimal(random_digits):
            raise InvalidValue("A pass code is made from 19 random digits.", code="code.form")
        return cls(random_digits + str(check_digit(random_digits)))

    @classmethod
    def find(cls, text: str) -> Self | None:
        """The code in a scanned text, or None when the text is no pass code."""
        digits = compact(text)
        well_formed = len(digits) == CODE_DIGITS and ascii_decimal(digits)
        if not well_formed or int(digits[-1]) != check_digit(digits[:-1]):
            return None
        return cls(digits)

    def __repr__(self) -> str:
        return f"PassCode('…{self.digits[-4:]}')"


@frozen
class TrackingCode:
    """The one code of a request: 15 random decimal digits and a Luhn check digit (EDK-09).

    It serves for tracking, invitation, slip, complaint and survey, so that a citizen keeps one
    number. Decimal, as a pass code is, and for telephones.
    """

    digits: str

    @classmethod
    def issue(cls, random_digits: str) -> Self:
        """A code from 15 random digits."""
        if len(random_digits) != TRACKING_DIGITS - 1 or not ascii_decimal(random_digits):
            raise InvalidValue("A tracking code is made from 15 random digits.", code="code.form")
        return cls(random_digits + str(check_digit(random_digits)))

    @classmethod
    def find(cls, text: str) -> Self | None:
        """The code in a typed or scanned text, or None when the text is none."""
        digits = compact(text)
        well_formed = len(digits) == TRACKING_DIGITS and ascii_decimal(digits)
        if not well_formed or int(digits[-1]) != check_digit(digits[:-1]):
            return None
        return cls(digits)

    @property
    def grouped(self) -> str:
        """The code in fours, as people read and say it."""
        return " ".join(self.digits[at : at + 4] for at in range(0, TRACKING_DIGITS, 4))

    def __repr__(self) -> str:
        return f"TrackingCode('…{self.digits[-4:]}')"


def check_digit(payload: str) -> int:
    """The Luhn digit (ISO/IEC 7812) of decimal digits: it finds slips of the hand, not forgers."""
    every_second = payload[::-2].translate(_DOUBLED)
    total = sum(map(int, every_second + payload[-2::-2]))
    return -total % 10


def card_code(text: str) -> str:
    """What a card reader sends for one card: 4 to 32 hexadecimal or decimal characters."""
    code = compact(text).upper()
    if not re.fullmatch(r"[0-9A-F]{4,32}", code):
        raise InvalidValue(
            "A card number has 4 to 32 digits or letters A to F; read the card again.",
            code="card.form",
            field="card",
        )
    return code
