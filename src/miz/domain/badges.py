"""Token L: a badge's number, signed so that a stolen gate cannot make one (B17).

184 decimal digits: twelve bytes of claims and the 64 bytes of an Ed25519 signature, the most
significant bit first; in a QR of version 5 (level M) for badges and cameras.

    version 4 | key id 4 | serial 48 | first day 16 | days 16 | zones 8 | signature 512

The first day counts from `FIRST`; the days are local ones. What is signed begins with the scope,
the site or organisation that the badge is for, which the digits do not show.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import field, frozen

from miz.domain.slipkeys import day_of
from miz.domain.tokens import TokenFault
from miz.domain.values import ascii_decimal, compact
from miz.errors import InvalidValue

FIRST = date(2026, 1, 1)
BADGE_DIGITS = 184

_VERSION = 2
_CLAIMS, _SIGNATURE = 12, 64
_LONGEST_TEXT = 4 * BADGE_DIGITS

Sign = Callable[[bytes], bytes]
"""`miz.ports.signing.Signer.sign`."""

Verify = Callable[[bytes, bytes], bool]
"""`miz.ports.signing.Verifier.verify`: message, then signature."""


@frozen
class BadgeClaims:
    """What a badge says: valid on so many local days from the first one; ``zones`` a profile."""

    serial: int
    first: date
    days: int
    zones: int = 0
    key_id: int = 0

    @property
    def last(self) -> date:
        """The last day on which it opens."""
        return self.first + timedelta(days=self.days - 1)


@frozen
class BadgeMint:
    """Writes badges' tokens with the private key; only a server has one."""

    sign: Sign = field(repr=False)
    scope: str

    def mint(self, claims: BadgeClaims) -> str:
        """The 184 digits."""
        packed = _packed(claims)
        token = packed + self.sign(_message(self.scope, packed))
        return f"{int.from_bytes(token, 'big'):0{BADGE_DIGITS}d}"


@frozen
class BadgeReader:
    """Verifies badges with public keys by their id; no text makes it raise."""

    keys: Mapping[int, Verify] = field(repr=False)
    scope: str
    zone: ZoneInfo

    def verify(self, text: str, *, at: datetime) -> BadgeClaims | TokenFault:
        """What a scanned text claims, if it was signed for this scope and is valid today."""
        token = _token(text)
        claims = _read(token)
        if claims is None:
            return TokenFault.MALFORMED
        key = self.keys.get(claims.key_id)
        if key is None:
            return TokenFault.UNKNOWN_KEY
        if not key(_message(self.scope, token[:_CLAIMS]), token[_CLAIMS:]):
            return TokenFault.FORGED
        today = day_of(at, self.zone)
        if today < claims.first:
            return TokenFault.NOT_YET
        return claims if today <= claims.last else TokenFault.EXPIRED


def _message(scope: str, packed: bytes) -> bytes:
    return b"miz/badge/1\0%s\0%s" % (scope.encode(), packed)


def _packed(claims: BadgeClaims) -> bytes:
    first = (claims.first - FIRST).days
    parts = ((_VERSION, 4), (claims.key_id, 4), (claims.serial, 48), (first, 16))
    number = 0
    for value, bits in (*parts, (claims.days, 16), (claims.zones, 8)):
        if not 0 <= value < 1 << bits:
            raise InvalidValue("A badge's number has no room for this.", code="token.range")
        number = number << bits | value
    if not claims.days:
        raise InvalidValue("A badge is valid for one day at least.", code="token.range")
    return number.to_bytes(_CLAIMS, "big")


def _token(text: str) -> bytes:
    """The 76 bytes in a text, or none."""
    digits = compact(text) if len(text) <= _LONGEST_TEXT else ""
    if len(digits) != BADGE_DIGITS or not ascii_decimal(digits):
        return b""
    number, size = int(digits), _CLAIMS + _SIGNATURE
    return number.to_bytes(size, "big") if number >> 8 * size == 0 else b""


def _read(token: bytes) -> BadgeClaims | None:
    number = int.from_bytes(token[:_CLAIMS], "big")
    if number >> 92 != _VERSION:
        return None
    return BadgeClaims(
        serial=number >> 40 & (1 << 48) - 1,
        first=FIRST + timedelta(days=number >> 24 & 0xFFFF),
        days=number >> 8 & 0xFFFF,
        zones=number & 0xFF,
        key_id=number >> 88 & 0xF,
    )
