"""Badges are signed by Ed25519, which a gate can check and not make (B17)."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
import zxingcpp
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from miz.domain.badges import BADGE_DIGITS, FIRST, BadgeClaims, BadgeMint, BadgeReader
from miz.domain.tokens import TokenFault
from miz.errors import ConfigError, InvalidValue
from miz_adapters.memory import PlainVault
from miz_adapters.printing.symbols import qr
from miz_adapters.signing import Ed25519Signer, Ed25519Verifier
from tests.domain.numbers import in_script, scripts
from tests.domain.slips import NOON, TEHRAN

SIGNER = Ed25519Signer.of(PlainVault().badge_key)
SITE = "site-1"
TODAY = date(2026, 4, 18)
BADGE = BadgeClaims(serial=42, first=TODAY, days=365, zones=3, key_id=1)
MINT = BadgeMint(SIGNER.sign, SITE)
GATE = BadgeReader({1: Ed25519Verifier(SIGNER.public).verify}, SITE, TEHRAN)
DIGITS = MINT.mint(BADGE)

badges = st.builds(
    BadgeClaims,
    serial=st.integers(0, (1 << 48) - 1),
    first=st.dates(FIRST, TODAY),
    days=st.integers(365, (1 << 16) - 1),
    zones=st.integers(0, 255),
    key_id=st.just(1),
)


def test_signatures_are_those_of_the_standard() -> None:
    """RFC 8032, 7.1, test 2."""
    signer = Ed25519Signer.of(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )

    assert "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c" == signer.public.hex()
    assert (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    ) == signer.sign(b"\x72").hex()
    assert signer.verify(b"\x72", signer.sign(b"\x72"))


@given(badges, scripts)
def test_a_badge_comes_back(claims: BadgeClaims, script: str) -> None:
    """184 digits say serial, days and zones, in any script, with the public key alone (B17)."""
    digits = MINT.mint(claims)

    assert BADGE_DIGITS == len(digits)
    assert claims == GATE.verify(in_script(digits, script) + "\r\n", at=NOON)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (TODAY - timedelta(days=1), TokenFault.NOT_YET),
        (TODAY, BADGE),
        (BADGE.last, BADGE),
        (BADGE.last + timedelta(days=1), TokenFault.EXPIRED),
    ],
)
def test_a_badge_opens_on_its_local_days(day: date, found: object) -> None:
    """The last minute of the last day, by the clock on the wall."""
    at = datetime(day.year, day.month, day.day, 23, 59, tzinfo=TEHRAN)

    assert found == GATE.verify(DIGITS, at=at.astimezone(UTC))


def test_a_badge_of_another_site_or_key_opens_nothing() -> None:
    """Each site's badges are its own, and so are each key's (threat 4)."""
    other = Ed25519Signer.of(bytes(32))
    foreign = [
        BadgeMint(SIGNER.sign, "site-2").mint(BADGE),
        BadgeMint(other.sign, SITE).mint(BADGE),
    ]

    assert [TokenFault.FORGED] * 2 == [GATE.verify(digits, at=NOON) for digits in foreign]
    unknown = MINT.mint(evolve(BADGE, key_id=2))
    assert TokenFault.UNKNOWN_KEY is GATE.verify(unknown, at=NOON)


def test_what_a_gate_holds_cannot_sign() -> None:
    """A stolen gate has the public key, whose bytes are no seed of the badges (B17)."""
    forger = BadgeMint(Ed25519Signer.of(SIGNER.public).sign, SITE)

    assert not hasattr(Ed25519Verifier(SIGNER.public), "sign")
    assert TokenFault.FORGED is GATE.verify(forger.mint(BADGE), at=NOON)


def test_every_flipped_bit_is_noticed() -> None:
    """All 608, in claims and signature."""
    number = int(DIGITS)
    verdicts = {GATE.verify(f"{number ^ 1 << bit:0184d}", at=NOON) for bit in range(608)}

    assert {TokenFault.MALFORMED, TokenFault.UNKNOWN_KEY, TokenFault.FORGED} == verdicts


def test_claims_are_not_spliced() -> None:
    """The longer validity of one badge does not fit under the signature of another."""
    low = (1 << 512) - 1
    longer = int(MINT.mint(evolve(BADGE, days=3650)))
    joined = f"{longer & ~low | int(DIGITS) & low:0184d}"

    assert TokenFault.FORGED is GATE.verify(joined, at=NOON)


@given(st.one_of(st.text(), st.text("0123456789", min_size=184, max_size=184)))
@example("9" * 184)
@example("0" * 184)
@example("1" * 10_000)
def test_any_text_is_a_fault(text: str) -> None:
    """What a camera sees never raises and never opens."""

    assert not GATE.verify(text, at=NOON)


def test_random_signatures_never_raise() -> None:
    """Points that are not on the curve are answered like any other forgery."""
    chance = Random(7)
    claims = int(DIGITS) >> 512 << 512
    verdicts = {
        GATE.verify(f"{claims | chance.getrandbits(512):0184d}", at=NOON) for _ in range(500)
    }

    assert {TokenFault.FORGED} == verdicts


@pytest.mark.parametrize(
    "change",
    [
        {"serial": 1 << 48}, {"serial": -1}, {"days": 0}, {"days": 1 << 16},
        {"first": date(2025, 12, 31)}, {"zones": 256}, {"key_id": 16},
    ],
    ids=str,
)  # fmt: skip
def test_what_does_not_fit_is_not_minted(change: dict[str, Any]) -> None:
    """A field never runs over into its neighbour."""
    with pytest.raises(InvalidValue) as caught:
        MINT.mint(evolve(BADGE, **change))

    assert "token.range" == caught.value.code


def test_a_badge_fits_a_small_code() -> None:
    """A QR of version 5 at level M has 37 modules a side; it reads back (integrations 8)."""
    drawn = zxingcpp.create_barcode(DIGITS, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    bare = Image.fromarray(drawn.to_image(scale=1, add_quiet_zones=False))
    found = zxingcpp.read_barcode(qr(DIGITS, aim=1))

    assert (37, 37) == bare.size
    assert found is not None
    assert DIGITS == found.text


@pytest.mark.parametrize("make", [Ed25519Verifier, Ed25519Signer.of])
def test_a_key_of_another_length_is_refused(make: Any) -> None:
    """A truncated key is a mistake of the configuration, told when it is loaded."""
    with pytest.raises(ConfigError) as caught:
        make(b"short")

    assert "signing.key" == caught.value.code
    assert "short" not in str(caught.value)
