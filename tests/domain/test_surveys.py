from collections import Counter
from datetime import date
from statistics import fmean
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.ids import OpinionId, ServiceId, SiteId
from miz.domain.requests import Origin
from miz.domain.surveys import OFFICIAL, Axis, Opinion, Score, anonymous, score
from miz.domain.values import Language
from miz.errors import InvalidValue


def opinion(scores: dict[int, int], **more: Any) -> Opinion:
    """An opinion with scores by item."""
    named = {str(number): given for number, given in scores.items()}
    return Opinion(
        OpinionId("o"),
        SiteId("site"),
        ServiceId("s"),
        date(2026, 7, 1),
        Origin.ONLINE,
        named,
        **more,
    )


def all_items(given: int) -> dict[int, int]:
    """The same score for every item."""
    return dict.fromkeys(range(1, 17), given)


DELIGHTED = {**all_items(5), 14: 1, 15: 1}
"""Agreeing with everything good, and with neither of the two complaints."""


def test_the_official_survey() -> None:
    """Sixteen items in six axes, 14 and 15 reversed, all in both languages (EDK-14)."""

    assert list(range(1, 17)) == [item.number for item in OFFICIAL]
    assert {14, 15} == {item.number for item in OFFICIAL if item.reversed}
    assert all(item.text.fa != item.text.in_(Language.EN) for item in OFFICIAL)
    assert {
        Axis.TRANSPARENCY: 3, Axis.RESPONSE: 4, Axis.MASTERY: 1, Axis.TIME: 3, Axis.ORDER: 4,
        Axis.WHOLE: 1,
    } == Counter(item.axis for item in OFFICIAL)  # fmt: skip


@pytest.mark.parametrize(
    ("number", "points"),
    [
        (1, {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}),
        (14, {1: 100, 2: 75, 3: 50, 4: 25, 5: 0}),
        (15, {1: 100, 2: 75, 3: 50, 4: 25, 5: 0}),
        (16, {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}),
    ],
)
def test_points_from_0_to_100(number: int, points: dict[int, int]) -> None:
    """More is better for the office; agreeing with a reversed item is worse (J2.10)."""
    item = OFFICIAL[number - 1]

    assert points == {given: item.points(given) for given in points}


@pytest.mark.parametrize(
    ("scores", "total"), [(DELIGHTED, 100), (all_items(5), 87.5), (all_items(3), 50)]
)
def test_one_opinion_by_hand(scores: dict[int, int], total: float) -> None:
    """Full agreement with all sixteen loses the two reversed ones: 14 of 16 (J2.10)."""

    assert total == score([opinion(scores)]).total


def test_several_opinions_by_hand() -> None:
    """Reversed and missing items count as they do on paper (J2.10).

    Item 1: 100 and 50; item 2: 75; item 14: 25 (4 reversed) and 100 (1 reversed). The axis of
    transparency has 100, 50 and 75, that of order 25 and 100; all five together make 350.
    """
    found = score([opinion({1: 5, 2: 4, 14: 4}), opinion({1: 3, 14: 1})])

    assert Score(
        opinions=2,
        items={1: 75.0, 2: 75.0, 14: 62.5},
        axes={Axis.TRANSPARENCY: 75.0, Axis.ORDER: 62.5},
        total=70.0,
    ) == found  # fmt: skip


def test_no_opinions_are_no_score() -> None:
    """Nobody answered is not zero points."""

    assert Score(opinions=0, items={}, axes={}, total=None) == score([])


@pytest.mark.parametrize("scores", [{}, {0: 3}, {17: 3}, {1: 3, 99: 3}])
def test_a_survey_has_at_least_one_known_item(scores: dict[int, int]) -> None:
    """An empty sheet is no opinion, and nothing else can be scored (EDK-14)."""
    with pytest.raises(InvalidValue) as caught:
        opinion(scores)

    assert ("survey.empty", "scores") == (caught.value.code, caught.value.field)


@pytest.mark.parametrize("given", [0, 6, -1])
def test_scores_are_from_one_to_five(given: int) -> None:
    """One item off the scale spoils the sheet."""
    with pytest.raises(InvalidValue) as caught:
        opinion({1: 5, 2: given})

    assert ("survey.scale", "scores") == (caught.value.code, caught.value.field)


sheets = st.dictionaries(st.integers(1, 16), st.integers(1, 5), min_size=1).map(opinion)


@given(st.lists(sheets, min_size=1, max_size=6))
def test_the_score_equals_a_second_calculation(opinions: list[Opinion]) -> None:
    """Every mean is that of the points given, whatever was left out (EDK-14, J2.10)."""
    points = [
        (int(number), (5 - given if number in {"14", "15"} else given - 1) * 25)
        for one in opinions
        for number, given in one.scores.items()
    ]
    found = score(iter(opinions))
    axis = {item.number: item.axis for item in OFFICIAL}

    assert len(opinions) == found.opinions
    assert fmean(point for _, point in points) == pytest.approx(found.total)
    assert {number for number, _ in points} == set(found.items)
    for number, mean in found.items.items():
        assert fmean(point for one, point in points if one == number) == pytest.approx(mean)
    for name, mean in found.axes.items():
        assert fmean(point for one, point in points if axis[one] is name) == pytest.approx(mean)
    assert {axis[number] for number, _ in points} == set(found.axes)


@given(st.lists(sheets, max_size=9))
def test_words_are_kept_from_five_opinions_on(opinions: list[Opinion]) -> None:
    """No score is lost with them (EDK-14)."""
    said = [evolve(one, comment="نظر") for one in opinions]
    shown = anonymous(said)

    assert (len(said) >= 5) is any(one.comment for one in shown)
    assert score(said) == score(shown)


def test_a_comment_is_in_no_log() -> None:
    """What somebody wrote is not shown by accident (G8)."""

    assert "ناراضی" not in repr(opinion({1: 1}, comment="ناراضی"))
