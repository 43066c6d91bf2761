"""The protocol, with any bytes."""

from acme_turnstile.protocol import Answer, Cutter, Event, parse
from hypothesis import given
from hypothesis import strategies as st


@given(line=st.binary(max_size=300))
def test_any_line_is_something_or_nothing(line: bytes) -> None:
    """Whatever the device says, reading it raises nothing."""
    assert parse(line) is None or isinstance(parse(line), Answer | Event)


@given(
    words=st.lists(st.from_regex(rb"[0-9A-Z ]{1,20}", fullmatch=True), max_size=10),
    cuts=st.lists(st.integers(1, 9), min_size=1, max_size=30),
)
def test_lines_are_found_however_they_are_cut(words: list[bytes], cuts: list[int]) -> None:
    """The pieces in which a network delivers its bytes change nothing."""
    data, cutter, found, place = b"".join(one + b"\n" for one in words), Cutter(), [], 0
    while place < len(data):
        size = cuts[place % len(cuts)]
        found += cutter.feed(data[place : place + size])
        place += size

    assert words == found


def test_an_endless_line_is_skipped() -> None:
    """Noise never fills the memory, and the line after it is read."""
    cutter = Cutter()
    for _ in range(100):
        assert [] == cutter.feed(b"7" * 1000)

    assert [b"* ALIVE"] == cutter.feed(b"\n* ALIVE\n")
