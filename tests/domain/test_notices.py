from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.ids import NoticeId, SiteId
from miz.domain.notices import GIVE_UP_AFTER, RETRY_EVERY, STALE_AFTER, Notice, NoticeState
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


def test_the_ends_let_go_of_the_lease() -> None:
    """Sent, failed and stale notices are nobody's any more."""
    leased = NOTICE.lease("w", at=AT, hold=HOLD)
    sent = leased.sent("ref", at=AT)

    assert (NoticeState.SENT, "ref", AT) == (sent.state, sent.reference, sent.sent_at)
    assert NoticeState.FAILED is leased.fail("no").state
    assert NoticeState.STALE is leased.spoil().state
    assert {None} == {n.lease_until for n in (sent, leased.fail("no"), leased.spoil())}


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
