"""A million tracking codes from the machine's own chance: none twice, nothing to tell by."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import sqrt
from statistics import fmean
from typing import Any

import pytest

from miz.domain.codes import TRACKING_DIGITS, TrackingCode
from miz_adapters.system import RandomIds
from tests.desk_office import equip
from tests.office import open_office

MANY = 1_000_000
FAR = 6.0
"""Standard deviations that chance alone passes once in half a milliard tests."""
PREFIX = 4


@pytest.fixture(scope="module")
def codes() -> Sequence[str]:
    """As filing makes them: fifteen digits by lot, and the check digit."""
    ids = RandomIds()
    return [TrackingCode.issue(ids.digits(TRACKING_DIGITS - 1)).digits for _ in range(MANY)]


def excess(counts: Sequence[int]) -> float:
    """How far counts lie from even ones: chi-square as a normal deviate (Wilson and Hilferty)."""
    even_count, free = sum(counts) / len(counts), len(counts) - 1
    chi = sum((count - even_count) ** 2 / even_count for count in counts)
    spread = 2 / (9 * free)
    return float((chi / free) ** (1 / 3) - (1 - spread)) / sqrt(spread)


def correlation(pairs: Iterable[tuple[float, float]], count: int) -> float:
    """Pearson's coefficient, in the standard deviations that chance gives it."""
    xs, ys = zip(*pairs, strict=True)
    return fmean(a * b for a, b in zip(even(xs), even(ys), strict=True)) * sqrt(count)


def even(values: Sequence[float]) -> list[float]:
    """The values around nought, in standard deviations."""
    mean = fmean(values)
    spread = sqrt(fmean((value - mean) ** 2 for value in values))
    return [(value - mean) / spread for value in values]


def test_a_million_codes_are_a_million(codes: Sequence[str], record_property: Any) -> None:
    """None comes twice, and each has sixteen digits with the right check digit (EDK-09)."""
    clashes = MANY - len(set(codes))
    wrong = sum(TrackingCode.find(code) != TrackingCode(code) for code in codes)
    record_property("codes", MANY)
    record_property("clashes", clashes)

    assert (0, 0) == (clashes, wrong)


def test_one_wrong_digit_is_noticed(codes: Sequence[str]) -> None:
    """Any digit typed wrongly makes it no code, before anybody is asked (EDK-09)."""
    for code in codes[:2000]:
        for place in range(TRACKING_DIGITS):
            other = str((int(code[place]) + 1 + place % 9) % 10)
            assert TrackingCode.find(code[:place] + other + code[place + 1 :]) is None


def test_digits_and_prefixes_are_even(codes: Sequence[str], record_property: Any) -> None:
    """Every place holds every digit alike, and so do the first four together (EDK-09)."""
    places = [Counter(column) for column in zip(*codes, strict=True)]
    worst = max(abs(excess([found[d] for d in "0123456789"])) for found in places)
    prefixes = Counter(code[:PREFIX] for code in codes)
    spread = abs(excess([prefixes[f"{n:04d}"] for n in range(10**PREFIX)]))
    record_property("digits_deviation", round(worst, 2))
    record_property("prefix_deviation", round(spread, 2))

    assert worst < FAR
    assert spread < FAR


def test_a_code_tells_nothing_of_the_next(codes: Sequence[str], record_property: Any) -> None:
    """Neither order nor neighbour shows in a code: nobody counts on from his own (EDK-09)."""
    values = [float(code) for code in codes]
    order = correlation(enumerate(values), MANY)
    neighbour = correlation(pairwise(values), MANY - 1)
    shared = sum(one[:PREFIX] == after[:PREFIX] for one, after in pairwise(codes))
    expected = (MANY - 1) / 10**PREFIX
    record_property("order_correlation", round(order, 2))
    record_property("neighbour_correlation", round(neighbour, 2))
    record_property("neighbours_that_share_four_digits", shared)

    assert abs(order) < FAR
    assert abs(neighbour) < FAR
    assert abs(shared - expected) < FAR * sqrt(expected)


def test_what_is_filed_gets_such_codes() -> None:
    """Desk and portal draw their codes by this lot: rising identities, codes that do not."""
    with open_office(ids={"provider": "random"}) as office:
        desk = equip(office)
        filed = [desk.filed(), *(desk.taken(desk.somebody(number)) for number in range(60))]
        found = [request.code for request in filed]

    assert sorted(request.id for request in filed) == [request.id for request in filed]
    assert all(TrackingCode.find(code) == TrackingCode(code) for code in found)
    assert len(found) == len(set(found)) == len({code[:8] for code in found})
    assert sorted(found) != found
