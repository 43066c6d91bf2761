from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.calendar import OfficeTime
from miz.domain.ids import PromiseId, RequestId, ServiceId, SiteId
from miz.domain.promises import MoveReason, Promise, PromiseKind, PromiseState
from miz.domain.request_events import PromiseEnded, PromiseMade
from miz.errors import WrongState

NOW = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
DUE = datetime(2026, 7, 4, 10, 30, tzinfo=UTC)
SITE, REQUEST, PROMISE = SiteId("site"), RequestId("request"), PromiseId("promise")
P = PromiseState
STANDING = Promise(
    PROMISE, SITE, REQUEST, ServiceId("service"), PromiseKind.ANSWER, DUE, NOW, NOW, "میز",
    OfficeTime(days=1),
)  # fmt: skip
INSTANT = timedelta(microseconds=1)


def test_an_announced_promise_is_told_once() -> None:
    """The ledger's entry says what was promised and until when (I4)."""
    expected = PromiseMade(
        site=SITE, at=NOW, request=REQUEST, promise=PROMISE, promised="answer",
        until="2026-07-04T10:30:00+00:00",
    )  # fmt: skip

    assert (expected,) == STANDING.announce().events
    assert (expected,) == STANDING.announce().announce().events


def test_a_new_promise_says_what_it_replaces() -> None:
    """Why another time was announced is told with it (B4)."""
    moved = evolve(STANDING, replaces=PromiseId("old"), reason=MoveReason.DECREE).announce()
    event = moved.events[0]

    assert isinstance(event, PromiseMade)
    assert ("decree", "old") == (event.reason, moved.replaces)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOW, P.KEPT),
        (DUE - INSTANT, P.KEPT),
        (DUE, P.KEPT),  # the instant itself is in time
        (DUE + INSTANT, P.BROKEN),
        (DUE + timedelta(days=30), P.BROKEN),
    ],
)
def test_kept_until_the_instant_itself(at: datetime, expected: PromiseState) -> None:
    """In time means not after what was announced (MIS-01)."""
    settled = STANDING.settle(at=at)

    assert (expected, at) == (settled.state, settled.closed_at)
    assert (
        PromiseEnded(site=SITE, at=at, request=REQUEST, promise=PROMISE, end=expected.value),
    ) == settled.events


@pytest.mark.parametrize("end", [P.KEPT, P.BROKEN, P.MOVED, P.DROPPED])
def test_it_ends_once(end: PromiseState) -> None:
    """Moved, dropped, kept or broken: what ended is not rewritten, and its time stays (I4)."""
    ended = STANDING.settled_as(end, at=NOW)

    assert (end, DUE, NOW) == (ended.state, ended.at, ended.closed_at)
    with pytest.raises(WrongState, match=f"{end} already") as caught:
        ended.settle(at=NOW)

    assert "promise.settled" == caught.value.code
    with pytest.raises(WrongState):
        ended.settled_as(P.MOVED, at=NOW)


@pytest.mark.parametrize(
    ("promise", "at", "overdue"),
    [
        (STANDING, DUE - INSTANT, False),
        (STANDING, DUE, False),
        (STANDING, DUE + INSTANT, True),
        (STANDING.settled_as(P.MOVED, at=NOW), DUE + INSTANT, False),
        (STANDING.settle(at=DUE + INSTANT), DUE + INSTANT, False),
    ],
)
def test_only_what_stands_is_overdue(promise: Promise, at: datetime, overdue: bool) -> None:
    """The list of late answers has those that are still owed (MIS-01)."""

    assert overdue is promise.overdue(at)


@given(st.timedeltas(timedelta(days=-2), timedelta(days=2)))
def test_overdue_is_what_would_be_broken(distance: timedelta) -> None:
    """A promise is overdue exactly while settling it would break it."""
    at = DUE + distance

    assert STANDING.overdue(at) is (STANDING.settle(at=at).state is P.BROKEN)
