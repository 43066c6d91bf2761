from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.calendar import OfficeTime
from miz.domain.editions import DocumentNeed, Edition, Information, Law, Sheet, Step, in_force
from miz.domain.ids import EditionId, ServiceId, SiteId
from miz.domain.values import Text
from miz.errors import InvalidValue

AT = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
TODAY = date(2026, 7, 1)
TITLE = Text("عنوان")


def edition(number: int, valid_from: date) -> Edition:
    """An edition that holds from a day on."""
    return Edition(
        EditionId(f"e{number}"),
        SiteId("site"),
        ServiceId("service"),
        number,
        valid_from,
        AT,
        "ناشر",
    )


OLD = edition(1, TODAY - timedelta(days=30))
NOW = edition(2, TODAY)
NEXT = edition(3, TODAY + timedelta(days=10))


@pytest.mark.parametrize(
    ("offset", "expected"),
    [(-31, None), (-30, OLD), (-1, OLD), (0, NOW), (9, NOW), (10, NEXT), (5000, NEXT)],
)
def test_an_edition_holds_from_its_day(offset: int, expected: Edition | None) -> None:
    """What is published today for later shows from that day on, in whatever order kept (SVC-01)."""
    day = TODAY + timedelta(days=offset)

    assert {expected} == {in_force(order, day) for order in permutations((OLD, NOW, NEXT))}


def test_the_last_published_wins() -> None:
    """A correction that begins earlier than what it corrects holds from its own day (SVC-01)."""
    correction = edition(4, TODAY - timedelta(days=1))

    assert correction == in_force((OLD, NOW, correction), TODAY)
    assert correction == in_force((NEXT, correction), NEXT.valid_from)


@given(st.lists(st.integers(-5, 5), max_size=6), st.integers(-6, 6))
def test_in_force_is_the_highest_of_those_begun(begins: list[int], offset: int) -> None:
    """One edition holds as soon as one has begun; none speaks before its day."""
    editions = [edition(n, TODAY + timedelta(days=begin)) for n, begin in enumerate(begins, 1)]
    day = TODAY + timedelta(days=offset)
    begun = [one for one in editions if one.valid_from <= day]

    assert (begun[-1] if begun else None) == in_force(editions, day)


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"steps": (Step("check", TITLE), Step("check", TITLE))}, "steps"),
        ({"steps": (Step("", TITLE),)}, "steps"),
        ({"documents": (DocumentNeed("deed", TITLE), DocumentNeed("deed", TITLE))}, "documents"),
        ({"documents": (DocumentNeed("", TITLE),)}, "documents"),
    ],
)
def test_steps_and_documents_have_keys_of_their_own(parts: dict[str, Any], field: str) -> None:
    """A step done or a document added names one of them and no other (SVC-02, SVC-03)."""
    with pytest.raises(InvalidValue) as caught:
        Information(**parts)

    assert ("information.key", field) == (caught.value.code, caught.value.field)


def test_a_document_is_found_by_its_key() -> None:
    """The form asks for exactly these; the same key may name a step (SVC-03)."""
    deed = DocumentNeed("deed", TITLE, original=True)
    information = Information(documents=(DocumentNeed("card", TITLE), deed), steps=(
        Step("deed", TITLE),
    ))  # fmt: skip

    assert deed == information.need("deed")
    assert information.need("photo") is None


@pytest.mark.parametrize(
    ("link", "fine"),
    [
        ("", True),
        ("https://dotic.ir/1", True),
        ("http://dotic.ir/1", False),
        ("javascript:alert(1)", False),
        ("//dotic.ir", False),
        (" https://dotic.ir", False),
    ],
)
def test_a_law_is_linked_safely(link: str, fine: bool) -> None:
    """What officers type becomes a link on a public page: https only (SVC-04)."""
    if fine:
        assert link == Law(TITLE, link=link).link
        return
    with pytest.raises(InvalidValue) as caught:
        Law(TITLE, link=link)

    assert ("law.link", "link") == (caught.value.code, caught.value.field)


def test_a_service_that_says_nothing_promises_three_days() -> None:
    """There is always a duration to promise by, and a visit to plan with (SVC-06, C2-06)."""
    blank = Information()

    assert (OfficeTime(days=3), OfficeTime(minutes=30)) == (blank.duration, blank.visit)
    assert not blank.online
    assert Sheet() == blank.sheet


@pytest.mark.parametrize(
    ("spans", "beyond"),
    [
        ([], None),
        ([None], None),
        ([OfficeTime(days=1), None, OfficeTime(days=1)], None),
        ([OfficeTime(days=1), OfficeTime(days=1, minutes=1)], OfficeTime(days=2, minutes=1)),
        ([OfficeTime(minutes=15 * 60)], OfficeTime(minutes=15 * 60)),
    ],
)
def test_steps_are_held_against_the_promised_answer(
    spans: list[OfficeTime | None], beyond: OfficeTime | None
) -> None:
    """What they come to where that is more than two working days (SVC-02, SVC-06)."""
    steps = tuple(Step(f"s{n}", Text("x"), duration=one) for n, one in enumerate(spans))

    assert beyond == Information(steps=steps, duration=OfficeTime(days=2)).steps_beyond
