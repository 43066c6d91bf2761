"""Scanners on a serial line: the contract, faults that it must find, and frames of any bytes."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.errors import Refused, Unavailable
from miz_adapters.serial import SerialReader
from miz_adapters.serial.framing import LineParser, masked
from miz_adapters.serial.line import SerialLine
from miz_adapters.simulator import SimulatedReader
from miz_adapters.simulator.rigs import SimulatedReaderRig
from miz_contracts.gates import TextReaderContract

CODE = "12345678901234567897"
FRAMINGS = ["\r", "\n", "\r\n", "\x02\x03"]


class TestSerialReader(TextReaderContract):
    """The reader that we ship keeps every rule."""

    @pytest.fixture
    def rig(self) -> Iterator[SimulatedReaderRig]:
        """A scanner on a pseudo-terminal."""
        rig = SimulatedReaderRig()
        yield rig
        rig.close()


# Frames of any bytes


@given(chunks=st.lists(st.tuples(st.binary(max_size=200), st.floats(0, 1)), max_size=20))
def test_any_bytes_are_codes_or_nothing(chunks: list[tuple[bytes, float]]) -> None:
    """Whatever a line delivers, no exception escapes and no code is too long or unprintable."""
    parser, at = LineParser(limit=32), 0.0
    for data, pause in chunks:
        at += pause
        for found in parser.feed(data, at=at):
            assert 0 < len(found.code) <= 32
            assert found.code.isascii()
            assert found.code.isprintable()
        assert len(parser._held) <= 64


@given(
    codes=st.lists(st.from_regex(r"[0-9A-F]{4,32}", fullmatch=True), max_size=8),
    framing=st.sampled_from(FRAMINGS),
    cuts=st.lists(st.integers(1, 7), min_size=1, max_size=50),
)
def test_clean_frames_are_read_however_they_are_cut(
    codes: list[str], framing: str, cuts: list[int]
) -> None:
    """The pieces in which a line delivers its bytes change nothing."""
    before, after = ("\x02", "\x03") if framing == "\x02\x03" else ("", framing)
    data = "".join(f"{before}{code}{after}" for code in codes).encode()
    parser, found, place = LineParser(), [], 0
    while place < len(data):
        size = cuts[place % len(cuts)]
        found += [one.code for one in parser.feed(data[place : place + size], at=0.0)]
        place += size

    assert codes == found


@given(noise=st.binary(max_size=300))
def test_a_frame_after_a_pause_is_read_whatever_came_before(noise: bytes) -> None:
    """Noise never costs more than the frame that it hit."""
    parser = LineParser()
    parser.feed(noise, at=0.0)

    assert [CODE] == [one.code for one in parser.feed(f"{CODE}\r".encode(), at=1.0)]


@given(data=st.binary(max_size=100))
def test_the_trace_shows_no_code(data: bytes) -> None:
    """A hex dump for fault-finding has no printable byte in it (G-log)."""
    shown = [part for part in masked(data).split() if part != "··"]

    assert not any(32 <= int(part, 16) < 127 for part in shown)
    assert len(data) == len(masked(data).split())


# The line


@pytest.fixture
def scanner() -> Iterator[SimulatedReader]:
    """A scanner on a pseudo-terminal."""
    device = SimulatedReader()
    yield device
    device.close()


def test_half_a_code_survives_a_busy_lane(scanner: SimulatedReader) -> None:
    """While the lane serves one visitor the next card's bytes wait; that time is no gap."""
    now = [100.0]
    reader = SerialReader(scanner.url, clock=lambda: now[0])
    reader.read(0)
    scanner.noise(b"11111111\r\n2222")
    first = reader.read(1)
    now[0] += 10
    scanner.noise(b"2222\r\n")
    second = reader.read(1)
    reader.close()

    assert ["11111111", "22222222"] == [one.code for one in (first, second) if one]


def test_the_trace_is_masked(scanner: SimulatedReader) -> None:
    """Tracing tells framing and noise, never a code that opens a gate."""
    lines: list[str] = []
    reader = SerialReader(scanner.url, trace=lines.append)
    reader.read(0)
    scanner.noise(b"\xff\x02" + CODE.encode() + b"\x03")
    reader.read(1)
    reader.close()

    assert ["ff", "02", *["··"] * 20, "03"] == " ".join(lines).split()


def test_a_second_process_cannot_open_the_port(scanner: SimulatedReader) -> None:
    """Exclusive means exclusive between programs too."""
    reader = SerialReader(scanner.url)
    reader.read(0)
    program = (
        "from miz_adapters.serial import SerialReader\n"
        "from miz.errors import Unavailable\n"
        f"try: SerialReader({scanner.url!r}).read(0)\n"
        "except Unavailable as error: print(error.code)\n"
    )
    second = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    reader.close()

    assert ("line.away\n", 0) == (second.stdout, second.returncode), second.stderr


def test_a_wrong_url_is_refused() -> None:
    """A mistake in the settings is not a cable to be looked at."""
    reader = SerialReader("nonsense://here")

    with pytest.raises(Refused, match="no port"):
        reader.read(0)


def test_a_terminal_server_will_do() -> None:
    """A reader behind a network line is read and lost as one on a cable."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        reader = SerialReader(f"socket://127.0.0.1:{server.getsockname()[1]}")
        reader.read(0)
        connection, _ = server.accept()
        with connection:
            connection.sendall(f"{CODE}\r\n".encode())
            found = reader.read(1)
        with pytest.raises(Unavailable):
            reader.read(1)
    reader.close()

    assert found is not None
    assert CODE == found.code


def test_pauses_between_tries_grow_to_five_seconds() -> None:
    """A missing device costs little; one that is back is found within 5 s."""
    now, tried = [0.0], []
    line = SerialLine("/nonexistent/tty", clock=lambda: now[0])
    for step in range(300):
        now[0] = step / 10
        with pytest.raises(Unavailable) as caught:
            line.connect()
        if "does not open" in caught.value.message:
            tried.append(step)
    pauses = [after - before for before, after in pairwise(tried)]

    planned = [2, 4, 8, 16, 32, 50, 50, 50]
    assert all(0 <= pause - plan <= 1 for pause, plan in zip(pauses, planned, strict=False))
    assert len(planned) <= len(pauses)


def test_closing_ends_a_read_in_another_thread(scanner: SimulatedReader) -> None:
    """A lane that waits for a card must not hold up the end of the program."""
    reader = SerialReader(scanner.url)
    reader.read(0)
    seen: list[str | None] = []

    def wait() -> None:
        try:
            reader.read(30)
        except Unavailable as error:
            seen.append(error.code)

    lane = Thread(target=wait)
    lane.start()
    reader.close()
    lane.join(10)  # far less than the 30 s that the read would take

    assert ["line.closed"] == seen
