"""A signed slip opens its own gate in its own time, and says why it does not (B17, C1-08)."""

import hmac
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st

from miz.domain.admissions import Window
from miz.domain.codes import PassCode, TrackingCode, check_digit
from miz.domain.slipkeys import AHEAD, DayKeys, MasterKey
from miz.domain.tokens import (
    EPOCH,
    TICK,
    SlipClaims,
    SlipToken,
    TokenFault,
    TokenReader,
    slip_digits,
)
from miz.errors import InvalidValue
from tests.domain.numbers import in_script, scripts, separators
from tests.domain.slips import (
    ELSEWHERE,
    GROUP,
    MASTER,
    NOON,
    SERIAL,
    TEHRAN,
    later,
    minted,
    reader,
    window,
)

ZONES = [ZoneInfo(name) for name in ("Asia/Tehran", "Europe/Berlin", "Pacific/Chatham")]
"""Without summer time; with it; with it and quarters of an hour: days begin inside a tick."""

serials = st.integers(0, (1 << 40) - 1)


@given(
    serial=serials,
    zones=st.integers(0, 255),
    generation=st.integers(0, 15),
    script=scripts,
    separator=separators,
)
def test_a_slip_comes_back_from_any_scanner(
    *, serial: int, zones: int, generation: int, script: str, separator: str
) -> None:
    """Forty digits say serial, window and zones, in any script and with separators (C1-08)."""
    master = MasterKey(MASTER.master, generation)
    digits = minted(master=master, serial=serial, zones=zones)
    scanned = separator.join(in_script(digits, script)) + "\r\n"
    claims = reader(master=master).verify(scanned, at=NOON)

    assert 40 == len(digits)
    assert isinstance(claims, SlipClaims)
    assert (serial, zones, generation) == (claims.serial, claims.zones, claims.generation)
    assert claims.window.start <= NOON < NOON + timedelta(minutes=90) <= claims.window.until


def test_the_digits_are_laid_out_as_written_down() -> None:
    """Whoever builds a gate finds every bit where the module says it is."""
    start = (NOON - EPOCH) // TICK
    fields = ((1, 4), (0, 4), (SERIAL, 40), (start, 16), (10, 8), (7, 8))
    bits = "".join(f"{value:0{width}b}" for value, width in fields)
    signed = int(bits, 2).to_bytes(10, "big")
    key = MASTER.key(GROUP, date(2026, 4, 18))
    tag = hmac.new(key, b"miz/slip/1\0" + GROUP.encode() + b"\0" + signed, "sha256").digest()
    payload = str(int.from_bytes(signed + tag[:6], "big")).zfill(39)

    assert payload + str(check_digit(payload)) == minted(zones=7)


@pytest.mark.parametrize(
    ("minutes", "fault"),
    [(-8, TokenFault.NOT_YET), (93, TokenFault.EXPIRED), (1500, TokenFault.EXPIRED)],
)
def test_a_slip_opens_in_its_window_only(minutes: int, fault: TokenFault) -> None:
    """Ten minutes are the most that a window is widened by at each end (C1-08)."""
    at = later(minutes)

    assert fault is reader(at).verify(minted(), at=at)


@pytest.mark.parametrize("minutes", [-7, 0, 92])
def test_a_slip_opens_to_the_edges_of_its_ticks(minutes: int) -> None:
    """8:30 to 10:10 for a visit of 8:37 to 10:07."""

    assert reader().verify(minted(), at=later(minutes))


def test_whoever_is_inside_is_known_after_the_window() -> None:
    """Nobody is kept inside by a clock: the signature alone can be asked."""
    at = later(600)
    claims = reader(at).authentic(minted(), at=at)

    assert isinstance(claims, SlipClaims)
    assert SERIAL == claims.serial


def test_a_slip_opens_at_its_own_gate() -> None:
    """Two gates without the server never admit one slip twice (B17)."""
    foreign = minted(group=ELSEWHERE)

    assert TokenFault.FORGED is reader().verify(foreign, at=NOON)
    assert TokenFault.OTHER_GROUP is reader(others=(ELSEWHERE,)).verify(foreign, at=NOON)
    assert reader(group=ELSEWHERE).verify(foreign, at=NOON)


def test_other_groups_keys_open_nothing() -> None:
    """Where all keys are at hand, they only name the reason."""
    own, other = minted(), minted(group=ELSEWHERE)
    both = reader(others=(ELSEWHERE,))

    assert [True, False] == [bool(both.verify(digits, at=NOON)) for digits in (own, other)]


@pytest.mark.parametrize(
    "master", [MasterKey(bytes(32)), MasterKey(MASTER.master[::-1])], ids=["zeros", "reversed"]
)
def test_another_masters_slip_is_forged(master: MasterKey) -> None:
    """A slip of another installation, or of somebody who guesses keys (threat 4)."""

    assert TokenFault.FORGED is reader().verify(minted(master=master), at=NOON)


def test_a_stolen_generation_is_unknown() -> None:
    """After a gate was stolen, what its keys signed opens nothing (threat 4)."""
    raised = reader(master=MasterKey(MASTER.master, 1))

    assert TokenFault.UNKNOWN_KEY is raised.verify(minted(), at=NOON)


@pytest.mark.parametrize("days", [-2, -100, 3, 200, 400])
def test_a_slip_of_another_day_has_no_key_here(days: int) -> None:
    """A gate cannot tell more of a slip whose day's key it does not hold."""
    far = minted(window(NOON + timedelta(days=days)))

    assert TokenFault.UNKNOWN_KEY is reader().verify(far, at=NOON)


def test_no_keys_no_entry() -> None:
    """A gate that has fetched nothing yet denies (G4)."""
    empty = TokenReader(DayKeys(GROUP, "Asia/Tehran"))

    assert TokenFault.UNKNOWN_KEY is empty.verify(minted(), at=NOON)


@given(st.one_of(st.text(), st.text("0123456789۰۱۲۳٤٥²\u200c -", max_size=200)))
@example("")
@example("9" * 40)
@example("0" * 40)
@example("1" * 10_000_000)
@example("4" * 39 + "²")
def test_any_text_is_a_fault(text: str) -> None:
    """What a scanner sends never raises and never opens (row 17 of security/07)."""
    verdict = reader().verify(text, at=NOON)

    assert TokenFault.MALFORMED is verdict
    assert not verdict


@pytest.mark.parametrize("ticks", [0, 146, 255])
def test_no_key_makes_a_window_longer_than_a_day(ticks: int) -> None:
    """Even a slip with the right tag is refused when no mint can have written it."""
    number = (1 << 44 | SERIAL) << 16 | (NOON - EPOCH) // TICK
    signed = (number << 16 | ticks << 8).to_bytes(10, "big")
    key = MASTER.key(GROUP, date(2026, 4, 18))
    tag = hmac.digest(key, b"miz/slip/1\0" + GROUP.encode() + b"\0" + signed, "sha256")
    payload = f"{int.from_bytes(signed + tag[:6], 'big'):039d}"

    assert TokenFault.MALFORMED is reader().verify(payload + str(check_digit(payload)), at=NOON)


@pytest.mark.parametrize(
    ("at", "serial", "zones"),
    [
        (window(minutes=0), 1, 0),
        (window(minutes=-90), 1, 0),
        (window(minutes=1451), 1, 0),
        (window(), -1, 0),
        (window(), 1 << 40, 0),
        (window(), 1, 256),
        (window(), 1, -1),
    ],
)
def test_what_does_not_fit_is_not_minted(at: Window, serial: int, zones: int) -> None:
    """A field never runs over into its neighbour."""
    with pytest.raises(InvalidValue) as caught:
        minted(at, serial=serial, zones=zones)

    assert "token.range" == caught.value.code


@given(st.datetimes(datetime(2026, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_clock_of_sixteen_bits_comes_round(at: datetime) -> None:
    """Every 455 days the ticks repeat; the day's key does not (B17)."""
    digits, round_ = minted(window(at)), (1 << 16) * TICK

    assert reader(at).verify(digits, at=at)
    assert TokenFault.FORGED is reader(at + round_).verify(digits, at=at + round_)
    assert TokenFault.FORGED is reader(at - round_).verify(digits, at=at - round_)


midnights = st.builds(
    lambda day, minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=minute),
    st.integers(0, 1500),
    st.integers(-30, 30),
)
moments = st.one_of(
    midnights,
    st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)


@settings(max_examples=1000)
@given(
    zone=st.sampled_from(ZONES),
    wall=moments,
    minutes=st.integers(1, 1440),
    used=st.floats(0, 1),
    age=st.floats(0, 1),
)
@example(zone=TEHRAN, wall=datetime(2026, 4, 18, 23, 50, tzinfo=UTC), minutes=120, used=0.5, age=0)
@example(zone=ZONES[1], wall=datetime(2026, 3, 28, 23, 50, tzinfo=UTC), minutes=1440, used=1, age=0)
def test_no_valid_slip_is_refused_over_midnight(
    *, zone: ZoneInfo, wall: datetime, minutes: int, used: float, age: float
) -> None:
    """Begun on any day, used in its window at a gate that fetched its keys within a day (B17)."""
    start = wall.replace(tzinfo=zone).astimezone(UTC)
    span = timedelta(minutes=minutes)
    at = min(start + span * used, start + span - timedelta(microseconds=1))
    gate = reader(at - AHEAD * age, zone=zone)
    claims = gate.verify(minted(Window(start, start + span), zone=zone), at=at)

    assert isinstance(claims, SlipClaims)
    assert claims.window.start <= start < start + span <= claims.window.until
    assert claims.window.start > start - TICK
    assert claims.window.until < start + span + TICK


def test_a_gate_with_todays_key_alone_would_refuse() -> None:
    """The slip of 23:50 for two hours, five minutes after midnight: why yesterday is held."""
    start = datetime(2026, 4, 18, 23, 50, tzinfo=TEHRAN)
    at, digits = start + timedelta(minutes=15), minted(window(start, 120))
    gate = reader(at)
    today = evolve(gate.keys, keys=tuple(one for one in gate.keys.keys if one.day == at.date()))

    assert gate.verify(digits, at=at)
    assert TokenFault.UNKNOWN_KEY is TokenReader(today).verify(digits, at=at)


def test_a_slip_is_no_other_code() -> None:
    """Sixteen, twenty and forty digits never mean each other."""
    digits, plain = minted(), PassCode.issue("1" * 19).digits

    assert (None, None) == (PassCode.find(digits), TrackingCode.find(digits))
    assert None is SlipToken.find(plain)
    assert [digits, plain, None] == [slip_digits(one) for one in (digits, plain, "1" * 16)]


def test_does_not_show_itself() -> None:
    """A log line tells no more than the last four digits (threat 24)."""
    digits = minted()

    assert f"SlipToken('…{digits[-4:]}')" == repr(SlipToken.find(digits))
