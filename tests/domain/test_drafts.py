from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from miz.domain.correspondence import Author, Paper
from miz.domain.drafts import LIVES, MOST_PAPERS, Draft
from miz.domain.ids import DraftId, EditionId, RequestId, ServiceId, SiteId
from miz.domain.values import Mobile, NationalId
from miz.errors import WrongState

AT = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
DRAFT = Draft(
    DraftId("draft"), SiteId("site"), ServiceId("service"), EditionId("edition"),
    NationalId.parse("0499370899"), Mobile.parse("09121112233"), AT,
)  # fmt: skip
FILED = DRAFT.become(RequestId("request"))


def paper(digest: str, need: str = "deed") -> Paper:
    """A document that was uploaded."""
    return Paper(digest, "سند.pdf", "application/pdf", 1, AT, Author.CITIZEN, need)


def test_anything_is_kept_while_it_is_typed() -> None:
    """Right or wrong, the last state is what the citizen comes back to (J2.3)."""
    answers = {"national_id": "not yet"}
    filled = DRAFT.fill({"old": "answer"}).fill(answers)
    answers["national_id"] = "changed outside"

    assert {"national_id": "not yet"} == filled.answers


@pytest.mark.parametrize(
    ("age", "over"),
    [
        (timedelta(0), False),
        (LIVES - timedelta(microseconds=1), False),
        (LIVES, True),
        (LIVES + timedelta(days=1), True),
    ],
)
def test_a_draft_lives_seven_days(age: timedelta, over: bool) -> None:
    """A link to resume ends with the seventh day, to the instant (J2.3)."""

    assert timedelta(days=7) == LIVES
    assert over is DRAFT.over(AT + age)


def test_documents_come_and_go() -> None:
    """Another one for the same need is kept beside it; one is taken out by itself (EDK-06)."""
    three = DRAFT.add(paper("a")).add(paper("b")).add(paper("c", "card"))

    assert (paper("a"), paper("c", "card")) == three.remove("b").papers
    assert three == three.remove("unknown")


def test_twenty_documents_at_first() -> None:
    """The twenty-first is refused with what to do instead (EDK-06)."""
    almost = evolve(DRAFT, papers=tuple(paper(str(number)) for number in range(MOST_PAPERS - 1)))
    full = almost.add(paper("last"))

    assert MOST_PAPERS == len(full.papers)
    with pytest.raises(WrongState, match="into one PDF") as caught:
        full.add(paper("more"))

    assert "request.papers" == caught.value.code


@pytest.mark.parametrize(
    "step",
    [
        lambda: FILED.become(RequestId("another")),
        lambda: FILED.become(RequestId("request")),
        lambda: FILED.fill({}),
        lambda: FILED.add(paper("a")),
        lambda: FILED.remove("a"),
    ],
)
def test_it_is_filed_once(step: Callable[[], Draft]) -> None:
    """A double click makes one case, and what was filed is not typed over (J2.4)."""
    with pytest.raises(WrongState) as caught:
        step()

    assert "draft.filed" == caught.value.code
    assert "request" == FILED.request


def test_nobody_shows_a_draft_by_accident() -> None:
    """Neither numbers nor answers are in a log line (G8)."""
    shown = repr(DRAFT.fill({"q": "محرمانه"}))

    assert not any(words in shown for words in ("0499370899", "+989121112233", "محرمانه"))
