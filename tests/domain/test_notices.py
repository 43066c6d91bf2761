from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.ids import NoticeId, SiteId
from miz.domain.notices import (
    FOLLOW,
    GIVE_UP_AFTER,
    RETRY_EVERY,
    STALE_AFTER,
    TAKEN,
    Notice,
    NoticeState,
)
from miz.domain.templates import HOST_ENTRY, HOST_EXIT, NoticeTemplate
from miz.domain.values import Language, Text
from miz.errors import InvalidValue

AT = datetime(2026, 1, 3, 6, 0, tzinfo=UTC)
HOLD = timedelta(seconds=60)
PARAMS = {"visitor": "مریم کاظمی", "time": "10:12", "gate": "گیت 2", "minutes": "20"}
NOTICE = Notice(
    id=NoticeId("n"), site=SiteId("s"), key="k", template="t", recipient="h",
    address="+989121112233", params=PARAMS, created_at=AT, next_at=AT, expires_at=AT + STALE_AFTER,
)  # fmt: skip


def tried(times: int) -> Notice:
    """A notice whose provider was away so many times."""
    notice = NOTICE
    for _ in range(times):
        notice = notice.lease("w", at=AT, hold=HOLD).retry("away", at=AT)
    return notice


def test_a_lease_is_for_one_worker_for_a_while() -> None:
    """Another worker may take it when the lease runs out."""
    leased = NOTICE.lease("w1", at=AT, hold=HOLD)

    assert (NoticeState.LEASED, "w1", AT + HOLD, 1) == (
        leased.state,
        leased.leased_by,
        leased.lease_until,
        leased.attempts,
    )


def test_the_second_attempt_is_at_once() -> None:
    """A provider that hiccups delays nothing."""
    again = tried(1)

    assert (NoticeState.QUEUED, AT, "away") == (again.state, again.next_at, again.error)


@pytest.mark.parametrize("times", [2, 3, GIVE_UP_AFTER - 1])
def test_later_attempts_are_five_minutes_apart(times: int) -> None:
    """A provider that is away is not hammered."""

    assert AT + RETRY_EVERY == tried(times).next_at


def test_it_is_given_up_after_48_attempts() -> None:
    """Four hours of trying are enough; the failure is kept with its reason."""
    failed = tried(GIVE_UP_AFTER)

    assert (NoticeState.FAILED, "away", None) == (failed.state, failed.error, failed.lease_until)


def test_a_lease_that_ran_out_is_no_attempt() -> None:
    """A hundred workers that died with it say nothing of the provider (I5, G1)."""
    notice = NOTICE
    for _ in range(100):
        notice = notice.lease("w", at=AT, hold=HOLD)
    again = notice.retry("away", at=AT)

    assert (1, NoticeState.QUEUED) == (again.attempts, again.state)


def test_a_turn_that_did_not_come_is_no_attempt() -> None:
    """Behind a message that broke the line it waits, however often, and is due at once (I5)."""
    notice = NOTICE
    for _ in range(100):
        notice = notice.lease("w", at=AT, hold=HOLD).wait(at=AT)

    assert (0, NoticeState.QUEUED, AT, None) == (
        notice.attempts,
        notice.state,
        notice.next_at,
        notice.lease_until,
    )


def test_the_ends_let_go_of_the_lease() -> None:
    """Sent, failed and stale notices are nobody's any more."""
    leased = NOTICE.lease("w", at=AT, hold=HOLD)
    sent = leased.sent("ref", at=AT)

    assert (NoticeState.SENT, "ref", AT) == (sent.state, sent.reference, sent.sent_at)
    assert NoticeState.FAILED is leased.fail("no").state
    assert NoticeState.STALE is leased.spoil().state
    assert {None} == {n.lease_until for n in (sent, leased.fail("no"), leased.spoil())}


def test_it_is_asked_what_became_of_it() -> None:
    """Half a minute after sending, where the provider gave a reference to ask by (C3-08)."""

    assert AT + timedelta(seconds=30) == NOTICE.sent("ref", at=AT).follow_at
    assert NOTICE.sent("", at=AT).follow_at is None


def test_it_is_asked_less_and_less_often() -> None:
    """After 30 s, 2 min, 10 min, 1 h and 6 h; then nothing more will be known (C3-08)."""
    notice, asked = NOTICE.sent("ref", at=AT), []
    while notice.follow_at is not None:
        asked.append(notice.follow_at - AT)
        notice = notice.followed(at=notice.follow_at, found=None, final=False)

    assert [30, 120, 600, 3600, 21600] == [one.total_seconds() for one in asked]
    assert (NoticeState.SENT, tuple(asked)) == (notice.state, FOLLOW)


@pytest.mark.parametrize(
    ("late", "following"),
    [(0, 30), (29, 30), (30, 120), (31, 120), (599, 600), (3600, 21600), (21600, None)],
)
def test_a_late_question_skips_those_it_missed(late: int, following: int | None) -> None:
    """A worker that was away asks once and goes on by the schedule (C3-08)."""
    sent = NOTICE.sent("ref", at=AT)
    asked = sent.followed(at=AT + timedelta(seconds=late), found=None, final=False)

    assert (AT + timedelta(seconds=following) if following else None) == asked.follow_at


@pytest.mark.parametrize("final", [True, False])
@pytest.mark.parametrize(
    "found", [NoticeState.DELIVERED, NoticeState.UNDELIVERED, NoticeState.BLOCKED]
)
def test_what_is_known_is_not_asked_again(found: NoticeState, final: bool) -> None:
    """The provider's word stands; an opted-out number is no failure of the line (directive 3.7)."""
    told = NOTICE.sent("ref", at=AT).followed(at=AT, found=found, final=final)

    assert (found, None, "ref") == (told.state, told.follow_at, told.reference)


def test_a_provider_that_knows_no_more_is_let_go() -> None:
    """With a last word and no news the notice stays sent, and nobody asks again."""
    told = NOTICE.sent("ref", at=AT).followed(at=AT, found=None, final=True)

    assert (NoticeState.SENT, None) == (told.state, told.follow_at)


def test_a_notice_without_a_time_of_sending_is_followed_from_now() -> None:
    """An old record is asked about like a fresh one."""
    told = NOTICE.followed(at=AT, found=None, final=False)

    assert AT + FOLLOW[0] == told.follow_at


def test_who_opted_out_is_not_tried_again() -> None:
    """Blocked lets go of the lease and is no failure to repeat (directive 3.7)."""
    blocked = NOTICE.lease("w", at=AT, hold=HOLD).block()

    assert (NoticeState.BLOCKED, None, "") == (blocked.state, blocked.lease_until, blocked.error)


def test_what_the_provider_took() -> None:
    """Sent and its three fates; what is queued, failed or stale it never had (C3-08)."""

    assert {NoticeState.SENT, NoticeState.DELIVERED, NoticeState.UNDELIVERED,
            NoticeState.BLOCKED} == TAKEN  # fmt: skip


def test_nobody_shows_an_address_by_accident() -> None:
    """A notice in a log line has neither address nor words."""

    assert "+98912" not in repr(NOTICE)
    assert "کاظمی" not in repr(NOTICE)


def test_the_host_reads_persian() -> None:
    """The built-in notices are Persian, digits included (C3-08, I9)."""

    assert "مریم کاظمی ساعت ۱۰:۱۲ از گیت ۲ وارد شد." == HOST_ENTRY.render(PARAMS, Language.FA)
    assert "مریم کاظمی ساعت ۱۰:۱۲ از گیت ۲ خارج شد. مدت حضور: ۲۰ دقیقه." == (
        HOST_EXIT.render(PARAMS, Language.FA)
    )


def test_the_host_may_read_english() -> None:
    """A host who reads English gets English digits."""

    assert "مریم کاظمی came in through گیت 2 at 10:12." == HOST_ENTRY.render(PARAMS, Language.EN)


@pytest.mark.parametrize(
    "words",
    ["{visitr}", "{}", "{0}", "{visitor", "}", "{visitor.wife}", "{visitor[0][1]}", "{visitor[x]}"],
)
def test_words_with_a_hole_are_an_error(words: str) -> None:
    """A misspelt or malformed template of a plugin is refused, never sent with a hole."""
    with pytest.raises(InvalidValue, match="cannot be worded"):
        NoticeTemplate("plugin.gift", Text(words)).render(PARAMS, Language.FA)


@given(st.text())
def test_a_name_is_never_a_template(name: str) -> None:
    """Braces in a visitor's name are braces."""
    template = NoticeTemplate("plugin.plain", Text("{visitor}", "{visitor}"))

    assert name == template.render({"visitor": name}, Language.EN)
