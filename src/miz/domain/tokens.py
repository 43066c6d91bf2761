"""Token S: a slip's number that a gate can verify without the server (B17, C1-08).

Forty decimal digits: sixteen bytes, the most significant bit first, written as a number of 39
digits, and a Luhn digit.

    version 4 | generation of the key 4 | serial 40 | not before 16 | duration 8 | zones 8 | tag 48

The serial is the number of the visit, 36 bits, and which print of its slip this is, 4 bits: a
gate that never heard of either takes a slip and its reprint for one visit.

Times are counted in ticks of ten minutes: "not before" from `EPOCH`, modulo 65536 (455 days; the
instant nearest to now is meant, and the day's key is another one when it comes round), the
duration 1 to 145. The tag is the first 48 bits of HMAC-SHA256 over the gate group and the ten
bytes before it. 48 bits suffice: a guess takes a scan at a gate.
"""

import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from attrs import frozen

from miz.domain.admissions import Window
from miz.domain.codes import PassCode, check_digit
from miz.domain.slipkeys import LONGEST, DayKeys, MasterKey, day_of
from miz.domain.values import ascii_decimal, compact
from miz.errors import InvalidValue

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
TICK = timedelta(minutes=10)
TOKEN_DIGITS = 40
VISIT_DIGITS = 10
"""Random decimal digits that a visit's number is made of: 10^10 fits 36 bits."""
PRINTS = 1 << 4

_VERSION = 1
_ROUND = 1 << 16
_CLAIMS, _TAG = 10, 6
_LONGEST_TEXT = 4 * TOKEN_DIGITS
"""Characters; more than separators explain is no token, and costs no time."""


class TokenFault(StrEnum):
    """Why a token opens nothing. A fault is false, so that ``if reader.verify(…)`` denies."""

    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    FORGED = "forged"
    OTHER_GROUP = "other_group"
    NOT_YET = "not_yet"
    EXPIRED = "expired"

    def __bool__(self) -> bool:
        return False


@frozen
class SlipClaims:
    """What a slip's token says; its window is at most ten minutes wider at each end than asked.

    ``zones`` numbers a profile of zones, 0 for none in particular.
    """

    serial: int
    window: Window
    zones: int = 0
    generation: int = 0

    @property
    def visit(self) -> int:
        """The visit's number, the same on each of its slips."""
        return self.serial // PRINTS


@frozen
class SlipToken:
    """The digits of a token S; nothing is known yet of who wrote them."""

    digits: str

    @classmethod
    def find(cls, text: str) -> Self | None:
        """The token in a scanned text, or None when the text is none. Raises nothing."""
        digits = compact(text) if len(text) <= _LONGEST_TEXT else ""
        well_formed = len(digits) == TOKEN_DIGITS and ascii_decimal(digits)
        if not well_formed or int(digits[-1]) != check_digit(digits[:-1]):
            return None
        number = int(digits[:-1])
        return cls(digits) if number >> 124 == _VERSION else None

    @property
    def packed(self) -> bytes:
        """The sixteen bytes."""
        return int(self.digits[:-1]).to_bytes(_CLAIMS + _TAG, "big")

    @property
    def serial(self) -> int:
        """Its serial, whoever wrote it."""
        return int.from_bytes(self.packed[:_CLAIMS], "big") >> 32 & (1 << 40) - 1

    def __repr__(self) -> str:
        return f"SlipToken('…{self.digits[-4:]}')"


@frozen
class TokenMint:
    """Writes slips' tokens; only a server has one. Thread-safe."""

    master: MasterKey

    def mint(
        self, serial: int, window: Window, *, group: str, zone: ZoneInfo, zones: int = 0
    ) -> SlipToken:
        """A token for a window of at most 24 hours; the day's key is that of its beginning.

        The window is widened to whole ticks: a slip is never refused while its visit is valid.
        """
        start = (window.start - EPOCH) // TICK
        ticks = -((EPOCH + start * TICK - window.until) // TICK)
        whole = window.start < window.until and ticks <= LONGEST // TICK
        if not (whole and 0 <= serial < 1 << 40 and 0 <= zones < 1 << 8):
            raise InvalidValue(
                "A signed slip is valid for 24 hours at most; hand out a plain one.",
                code="token.range",
            )
        number = (_VERSION << 4 | self.master.generation) << 40 | serial
        number = (number << 16 | start % _ROUND) << 16 | ticks << 8 | zones
        claims = number.to_bytes(_CLAIMS, "big")
        key = self.master.key(group, day_of(EPOCH + start * TICK, zone))
        payload = f"{int.from_bytes(claims + _tag(key, group, claims), 'big'):039d}"
        return SlipToken(payload + str(check_digit(payload)))


@frozen
class TokenReader:
    """Verifies slips' tokens with the keys of one gate group. Thread-safe; no text makes it raise.

    ``others`` are keys of other groups, where they are at hand: they tell a slip of another gate
    from a forged one, and open nothing.
    """

    keys: DayKeys
    others: tuple[DayKeys, ...] = ()

    def verify(self, text: str, *, at: datetime) -> SlipClaims | TokenFault:
        """What a scanned text claims, if it was minted for this group and is valid now."""
        found = self.authentic(text, at=at)
        if isinstance(found, TokenFault):
            return found
        if at < found.window.start:
            return TokenFault.NOT_YET
        return found if at < found.window.until else TokenFault.EXPIRED

    def authentic(self, text: str, *, at: datetime) -> SlipClaims | TokenFault:
        """The same without asking the window: nobody is kept inside by a clock."""
        token = SlipToken.find(text)
        if token is None:
            return TokenFault.MALFORMED
        signed, tag = token.packed[:_CLAIMS], token.packed[_CLAIMS:]
        claims = _read(signed, at)
        if not timedelta() < claims.window.until - claims.window.start <= LONGEST:
            return TokenFault.MALFORMED
        if _signed(self.keys, claims, signed=signed, tag=tag):
            return claims
        if any(_signed(other, claims, signed=signed, tag=tag) for other in self.others):
            return TokenFault.OTHER_GROUP
        known = _key(self.keys, claims) is not None
        return TokenFault.FORGED if known else TokenFault.UNKNOWN_KEY


def next_serial(earlier: Iterable[SlipToken], *, fresh: int) -> int:
    """The serial of a visit's next slip; ``fresh`` numbers the visit if it has none yet."""
    last = max((one.serial for one in earlier), default=None)
    if last is None:
        return fresh * PRINTS
    return last // PRINTS * PRINTS + (last + 1) % PRINTS


def slip_digits(text: str) -> str | None:
    """The digits of a slip in a scanned text, plain or signed; None when the text has none."""
    found = PassCode.find(text) or SlipToken.find(text)
    return found.digits if found else None


def _read(signed: bytes, at: datetime) -> SlipClaims:
    """The claims in their ten bytes; their beginning is the one that lies nearest to now."""
    number = int.from_bytes(signed, "big")
    now = (at - EPOCH) // TICK
    distance = ((number >> 16) - now + _ROUND // 2) % _ROUND - _ROUND // 2
    start = EPOCH + (now + distance) * TICK
    return SlipClaims(
        serial=number >> 32 & (1 << 40) - 1,
        window=Window(start, start + (number >> 8 & 0xFF) * TICK),
        zones=number & 0xFF,
        generation=number >> 72 & 0xF,
    )


def _key(keys: DayKeys, claims: SlipClaims) -> bytes | None:
    return keys.find(claims.generation, day_of(claims.window.start, keys.zone))


def _signed(keys: DayKeys, claims: SlipClaims, *, signed: bytes, tag: bytes) -> bool:
    key = _key(keys, claims)
    return key is not None and hmac.compare_digest(tag, _tag(key, keys.group, signed))


def _tag(key: bytes, group: str, signed: bytes) -> bytes:
    return hmac.digest(key, b"miz/slip/1\0%s\0%s" % (group.encode(), signed), "sha256")[:_TAG]
