"""Time and chance from the machine."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from miz_adapters.memory import ManualClock, SequentialIds
from miz_adapters.system import RandomIds, SystemClock


def test_the_clock_is_in_utc() -> None:
    """Aware, and the machine's own."""
    now = SystemClock().now()

    assert UTC is now.tzinfo
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
    assert SystemClock().monotonic() <= time.monotonic()


def test_a_test_moves_its_own_clock() -> None:
    """By spans and by seconds; deadlines follow."""
    clock = ManualClock()
    start = clock.now()
    clock.advance(timedelta(minutes=1))
    clock.advance(0.5)

    assert timedelta(minutes=1, seconds=0.5) == clock.now() - start
    assert 60.5 == clock.monotonic()


def test_identities_are_of_version_seven() -> None:
    """Thirty-two hexadecimal characters with the time in front (RFC 9562, 5.7)."""
    identity = uuid.UUID(RandomIds().new())
    stamp = (identity.int >> 80) / 1000

    assert 7 == identity.version
    assert uuid.RFC_4122 == identity.variant
    assert abs(stamp - time.time()) < 60


def test_identities_rise_even_when_the_clock_falls(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that "oldest first" is the order of their making (RFC 9562, 6.2)."""
    ids = RandomIds()
    made = [ids.new() for _ in range(1000)]
    monkeypatch.setattr(time, "time_ns", lambda: 10**18)
    made += [ids.new() for _ in range(1000)]

    assert sorted(set(made)) == made


def test_identities_of_many_threads_differ() -> None:
    """None is made twice."""
    ids = RandomIds()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ids.new(), range(4000)))

    assert 4000 == len(set(made))


def test_numbers_and_secrets_are_long_enough() -> None:
    """Zeros in front count; a secret has 256 bits and is safe in a URL."""
    ids = RandomIds()
    digits = {ids.digits(19) for _ in range(200)}

    assert 200 == len(digits)
    assert {19} == {len(number) for number in digits}
    assert any(number.startswith("0") for number in digits)
    assert 43 == len(ids.secret())
    assert ids.secret().replace("-", "").replace("_", "").isalnum()


def test_counted_identities_repeat() -> None:
    """Two runs of one test get the same; nothing comes twice within one."""
    one, other = SequentialIds(), SequentialIds()
    drawn = [(ids.new(), ids.digits(19), ids.secret()) for ids in (one, other)]

    assert drawn[0] == drawn[1]
    assert one.new() < one.new()
    assert 19 == len(one.digits(19))
