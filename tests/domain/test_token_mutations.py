"""A million changed slips open nothing (B17, row 16 of security/07).

``MIZ_MUTATIONS`` is how many are tried of all kinds together.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from miz.domain.codes import check_digit
from miz.domain.slipkeys import MasterKey
from miz.domain.tokens import SlipClaims, TokenFault
from miz.domain.values import compact
from tests.domain.slips import ELSEWHERE, MASTER, NOON, later, minted, reader, window

MUTATIONS = int(os.environ.get("MIZ_MUTATIONS", "1000000"))
CHANCE = Random(20260418)
VALID = [
    minted(window(later(-CHANCE.randrange(60))), serial=CHANCE.randrange(1 << 40), zones=zones)
    for zones in range(50)
]
KNOWN = frozenset(VALID)
FOREIGN = [
    minted(group=ELSEWHERE),
    minted(master=MasterKey(bytes(32))),
    minted(master=MasterKey(MASTER.master, 1)),
    minted(window(NOON - timedelta(days=1))),
    minted(window(NOON + timedelta(days=1))),
]
"""Slips with a right tag under a key that does not count here or now."""

NOISE = "0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩abcXYZ²①\u200c\u200e\x00\r\n \t-+."


def mended(payload: str) -> str:
    """With the check digit that fits, so that only the tag stands between it and the gate."""
    return payload + str(check_digit(payload))


def one() -> str:
    """Some valid slip."""
    return CHANCE.choice(VALID)


def flipped() -> str:
    """One to eight of its 128 bits."""
    number = int(one()[:-1])
    for _ in range(CHANCE.randint(1, 8)):
        number ^= 1 << CHANCE.randrange(128)
    return mended(f"{number:039d}")


def recounted() -> str:
    """Other digits in one to three places, and the check digit mended."""
    digits = list(one()[:-1])
    for place in CHANCE.sample(range(39), CHANCE.randint(1, 3)):
        digits[place] = CHANCE.choice("0123456789")
    return mended("".join(digits))


def swapped() -> str:
    """Two digits exchanged; the check digit is mended or left."""
    digits = list(one())
    first, second = CHANCE.sample(range(39), 2)
    digits[first], digits[second] = digits[second], digits[first]
    return CHANCE.choice(("".join(digits), mended("".join(digits[:-1]))))


def cut() -> str:
    """Digits missing or repeated at an end or inside."""
    digits, place, length = one(), CHANCE.randrange(40), CHANCE.randint(1, 12)
    shorter = digits[:place] + digits[place + length :]
    longer = digits[:place] + digits[place : place + length] * 2 + digits[place + length :]
    return CHANCE.choice((shorter, longer))


def spliced() -> str:
    """The claims of one with the tag of another, or the digits of two, cut anywhere."""
    first, second = CHANCE.sample(VALID, 2)
    bits, place = CHANCE.randint(1, 127), CHANCE.randint(1, 38)
    low = (1 << bits) - 1
    joined = int(first[:-1]) & ~low | int(second[:-1]) & low
    return mended(CHANCE.choice((f"{joined:039d}", first[:place] + second[place:39])))


def foreign() -> str:
    """Signed by another key, or the tag of such a slip under the claims of ours."""
    other = CHANCE.choice(FOREIGN)
    low = (1 << 48) - 1
    return CHANCE.choice((other, mended(f"{int(one()[:-1]) & ~low | int(other[:-1]) & low:039d}")))


def soiled() -> str:
    """Characters that are no digits, or digits of another script, put in or over."""
    digits = list(one())
    for _ in range(CHANCE.randint(1, 4)):
        place, char = CHANCE.randrange(len(digits)), CHANCE.choice(NOISE)
        digits[place : place + CHANCE.randint(0, 1)] = char
    return "".join(digits)


KINDS: tuple[Callable[[], str], ...] = (
    flipped, recounted, swapped, cut, spliced, foreign, soiled,
)  # fmt: skip


def test_valid_slips_open() -> None:
    """Those that the mutants are made of: otherwise nothing below would mean anything."""
    gate = reader()

    assert all(gate.verify(digits, at=NOON) for digits in VALID)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_mutant_opens(
    kind: Callable[[], str], record_property: Callable[[str, object], None]
) -> None:
    """Whatever was changed: nothing opens, nothing raises, and no tag fits (threat 4)."""
    gate, wanted = reader(), -(-MUTATIONS // len(KINDS))
    tally: Counter[TokenFault] = Counter()
    accepted: list[str] = []
    while tally.total() + len(accepted) < wanted:
        mutant = kind()
        if compact(mutant) in KNOWN:
            continue  # it came out as a valid slip after all
        verdict = gate.verify(mutant, at=NOON)
        if isinstance(verdict, SlipClaims):
            accepted.append(mutant)
        else:
            tally[verdict] += 1
    for fault, count in tally.items():
        record_property(fault.value, count)

    assert [] == accepted
    assert kind is foreign or not tally[TokenFault.NOT_YET] + tally[TokenFault.EXPIRED]
    usual = TokenFault.MALFORMED if kind in {cut, soiled} else TokenFault.FORGED
    assert tally[usual] > wanted // 10
