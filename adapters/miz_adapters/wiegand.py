"""Wiegand frames of 26 and 34 bits: parity, facility, number, and one code for all who read them.

A frame is an even parity bit over its first half, facility and number, and an odd parity bit over
its second half: 1+8+16+1 bits (H10301) or 1+16+16+1.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

from attrs import field, frozen

from miz.ports.gates import Presented

FACILITY_BITS: Mapping[int, int] = MappingProxyType({26: 8, 34: 16})
"""The formats that are known, and how many bits of each are the facility."""

NUMBER_BITS = 16


@frozen
class Card:
    """What a card says: a number means nothing without its facility and its format."""

    bits: int
    facility: int = field(repr=False)
    number: int = field(repr=False)

    @classmethod
    def of_frame(cls, frame: str) -> Self | None:
        """The card of a frame written in zeros and ones; None with a wrong length or parity."""
        half = len(frame) // 2
        if len(frame) not in FACILITY_BITS or set(frame) - {"0", "1"}:
            return None
        if frame[:half].count("1") % 2 != 0 or frame[half:].count("1") % 2 != 1:
            return None
        return cls.of_data(int(frame[1:-1], 2), len(frame))

    @classmethod
    def of_data(cls, data: int, bits: int) -> Self | None:
        """The card of what stands between the parity bits, where the sender checked them."""
        return cls.of_numbers(data >> NUMBER_BITS, data & (1 << NUMBER_BITS) - 1, bits=bits)

    @classmethod
    def of_numbers(cls, facility: int, number: int, *, bits: int) -> Self | None:
        """The card with these numbers; None where they do not fit into so many bits."""
        size = FACILITY_BITS.get(bits, 0)
        fits = 0 <= facility < 1 << size and 0 <= number < 1 << NUMBER_BITS
        return cls(bits, facility, number) if fits else None

    @property
    def frame(self) -> str:
        """The frame with its parity, in zeros and ones."""
        data = f"{self.facility << NUMBER_BITS | self.number:0{self.bits - 2}b}"
        first, second = data[: len(data) // 2], data[len(data) // 2 :]
        return f"{first.count('1') % 2}{first}{second}{1 - second.count('1') % 2}"

    @property
    def code(self) -> str:
        """The code that miz knows the card by, as in B26F018C37848: bits, facility, card.

        Hexadecimal characters only, as every card code; an odd number of them and three letters
        in fixed places, so that no dump of a card's bytes and no printed number is taken for it.
        """
        places = {26: 3, 34: 5}[self.bits]
        return f"B{self.bits}F{self.facility:0{places}}C{self.number:05}"

    @property
    def presented(self) -> Presented:
        """The read: ``raw`` is the frame, right-aligned in whole bytes."""
        raw = int(self.frame, 2).to_bytes((self.bits + 7) // 8, "big")
        return Presented(self.code, raw, self.bits)
