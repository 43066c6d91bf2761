from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.citizens import (
    ABSOLUTE_LIMIT,
    CODE_DIGITS,
    CODE_LIVES,
    IDLE_LIMIT,
    TRIES,
    Challenge,
    CitizenSession,
    wrong_code,
)
from miz.domain.ids import ChallengeId, CitizenSessionId, SiteId
from miz.domain.values import Mobile, NationalId
from miz.errors import WrongState

AT = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
WHO = (SiteId("site"), NationalId.parse("0499370899"), Mobile.parse("09121112233"))
SENT = Challenge(ChallengeId("challenge"), *WHO, digest="right", sent_at=AT)
SESSION = CitizenSession(CitizenSessionId("session"), *WHO, "digest", "token", AT, AT)
SOON = AT + timedelta(seconds=30)
INSTANT = timedelta(microseconds=1)


def tried(digests: list[str]) -> Challenge:
    """The challenge after these answers."""
    challenge = SENT
    for digest in digests:
        challenge = challenge.answer(digest, at=SOON)
    return challenge


def refused(challenge: Challenge, at: datetime) -> bool:
    """Whether even the right code is refused."""
    with pytest.raises(WrongState) as caught:
        challenge.answer("right", at=at)
    return caught.value.code == "challenge.over"


def test_six_digits_for_two_minutes_and_five_tries() -> None:
    """A code cannot be guessed in the time it lives (J2.2, threats 2)."""

    assert (6, timedelta(seconds=120), 5) == (CODE_DIGITS, CODE_LIVES, TRIES)


def test_the_right_code_is_used_once() -> None:
    """The first right answer opens; the same code a second later opens nothing (J2.2)."""
    used = SENT.answer("right", at=SOON)

    assert (SOON, 1) == (used.used_at, used.tries)
    assert refused(used, SOON)
    assert refused(used, SOON + timedelta(seconds=1))


@pytest.mark.parametrize("wrong", range(TRIES))
def test_the_right_code_within_five_tries(wrong: int) -> None:
    """Up to four slips are forgiven (J2.2)."""
    challenge = tried(["wrong"] * wrong)

    assert (None, wrong) == (challenge.used_at, challenge.tries)
    assert SOON == challenge.answer("right", at=SOON).used_at


def test_tries_run_out_at_five() -> None:
    """The sixth answer is refused even when it is right (J2.2)."""
    locked = tried(["wrong"] * TRIES)

    assert (None, TRIES) == (locked.used_at, locked.tries)
    assert refused(locked, SOON)
    with pytest.raises(WrongState):
        locked.open_to(SOON)


def test_a_code_lives_less_than_two_minutes() -> None:
    """One instant before the end it opens, at the end it does not (J2.2)."""
    last = AT + CODE_LIVES - INSTANT

    assert last == SENT.answer("right", at=last).used_at
    assert refused(SENT, AT + CODE_LIVES)
    assert refused(SENT, AT + timedelta(hours=1))


@pytest.mark.parametrize("digest", ["", "righ", "right ", "Right", "rightright"])
def test_nearly_right_is_wrong(digest: str) -> None:
    """Only the whole digest counts, and every answer costs a try."""
    answered = SENT.answer(digest, at=SOON)

    assert (None, 1) == (answered.used_at, answered.tries)


@given(st.lists(st.sampled_from(["right", "wrong"]), max_size=8))
def test_any_answers_in_any_order(digests: list[str]) -> None:
    """At most one opens, within the first five; after that nothing is even looked at (J2.2)."""
    challenge, opened = SENT, 0
    for number, digest in enumerate(digests):
        over = opened or number >= TRIES
        if over:
            assert refused(challenge, SOON)
            break
        challenge = challenge.answer(digest, at=SOON)
        opened += challenge.used_at is not None

    assert opened == ("right" in digests[:TRIES])


@pytest.mark.parametrize(
    ("session", "at", "alive"),
    [
        (SESSION, AT, True),
        (SESSION, AT + IDLE_LIMIT - INSTANT, True),
        (SESSION, AT + IDLE_LIMIT, False),
        (
            evolve(SESSION, seen_at=AT + ABSOLUTE_LIMIT - INSTANT),
            AT + ABSOLUTE_LIMIT - INSTANT,
            True,
        ),
        (evolve(SESSION, seen_at=AT + ABSOLUTE_LIMIT), AT + ABSOLUTE_LIMIT, False),
        (SESSION.close(AT), AT, False),
        (SESSION.close(SOON), AT, False),
    ],
)
def test_a_session_ends(session: CitizenSession, at: datetime, alive: bool) -> None:
    """Half an hour idle or four hours in all, or signed out (ASVS V7.3.1, V7.3.2)."""

    assert alive is session.alive(at)


def test_signing_out_twice_keeps_the_first_time() -> None:
    """The end of a session is when it ended."""

    assert AT == SESSION.close(AT).close(SOON).closed_at


def test_a_wrong_code_is_told_at_its_field() -> None:
    """The citizen reads to look at the newest message (J2.2)."""
    error = wrong_code()

    assert ("challenge.wrong", "code") == (error.code, error.field)


def test_nobody_shows_a_citizen_by_accident() -> None:
    """Numbers, digest and token are in no log line (G8)."""
    shown = repr(SENT) + repr(SESSION)

    assert not any(words in shown for words in ("0499370899", "+989121112233", "right", "token'"))
