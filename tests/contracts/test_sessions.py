"""Recorded bytes of devices, played to our adapters (recorded by tests/adapters/recording.py)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.errors import InvalidValue, PortError
from miz_contracts.sessions import Line, Mark, Session, SessionPlayer
from tests.adapters.recording import (
    BOARD_SCENES,
    FOLDER,
    READER_SCENES,
    BoardDoing,
    ReaderDoing,
    record_reader,
)

Told = list[tuple[str, list[str], list[str]]]
READER, BOARD = FOLDER / "serial-reader.session", FOLDER / "relay-board.session"


def played(file: Path, make: Callable[[str], Any], part: str) -> tuple[Told, list[bytes]]:
    """What an adapter says to a session, scene by scene, and what it sent that nobody knows."""
    player = SessionPlayer(Session.read(file))
    doing = make(player.url)
    try:
        told = player.play(doing.perform, doing.hear)
    finally:
        getattr(doing, part).close()
        player.close()
    return told, player.unexpected


@pytest.mark.parametrize(
    ("file", "make", "part", "scenes"),
    [(READER, ReaderDoing, "reader", READER_SCENES), (BOARD, BoardDoing, "board", BOARD_SCENES)],
    ids=["serial reader", "relay board"],
)
def test_an_adapter_says_what_it_said(
    file: Path, make: Callable[[str], Any], *, part: str, scenes: tuple[str, ...]
) -> None:
    """The bytes of a device are enough to try its adapter, without the device (ARC-09)."""
    told, unexpected = played(file, make, part)

    assert [*scenes] == [done for done, _, _ in told]
    assert [before for _, before, _ in told] == [now for _, _, now in told]
    assert any(before for _, before, _ in told)
    assert [] == unexpected


def test_another_answer_is_seen() -> None:
    """An adapter that holds codes for numbers says something else than was recorded."""

    class Numeric(ReaderDoing):
        def hear(self) -> str | None:
            found = super().hear()
            return found and str(int(found))

    told, _ = played(READER, Numeric, "reader")

    assert [(["049937"], ["49937"])] == [(before, now) for _, before, now in told if before != now]


def test_a_question_that_was_never_asked_is_seen() -> None:
    """An adapter with another way of asking gets no answer, and the player names the bytes."""

    class Curious(BoardDoing):
        def perform(self, what: str) -> None:
            self.board._line.write(b"usb reset\r")

    with pytest.raises(PortError):
        played(BOARD, Curious, "board")


def test_a_session_is_recorded_as_it_is_written_down() -> None:
    """What is kept with the suite is what the recorder gives today, times aside."""
    fresh, kept = Session.parse(record_reader()), Session.read(READER)
    whole = [
        {mark: "".join(one.told for one in session.lines if one.mark is mark) for mark in Mark}
        for session in (fresh, kept)
    ]

    assert whole[0] == whole[1]
    assert "emulator" in kept.source.lower() or "simulator" in kept.source


hexes = st.binary(min_size=1, max_size=20).map(bytes.hex)
words = st.from_regex(r"[a-z]{1,8}( [a-z0-9]{1,8}){0,2}", fullmatch=True)


@given(
    lines=st.lists(
        st.one_of(
            st.builds(Line, st.just(0.5), st.sampled_from([Mark.TO_DEVICE, Mark.TO_HOST]), hexes),
            st.builds(Line, st.just(0.5), st.sampled_from([Mark.DONE, Mark.SAID]), words),
        ),
        max_size=20,
    )
)
def test_a_session_is_read_as_it_was_written(lines: list[Line]) -> None:
    """The text holds everything."""
    session = Session("a device", "a recorder", lines)

    assert session == Session.parse(str(session))


@pytest.mark.parametrize(
    "line", ["", "0.1", "0.1 ?", "0.1 ? x", "x ! start", "0.1 > zz", "0.1 < 123", "nonsense"]
)
def test_a_line_that_is_none_is_named(line: str) -> None:
    """A session that was edited by hand says where it broke."""
    with pytest.raises(InvalidValue):
        Session.parse(f"miz session 1\n{line}\n" if line else "miz session 2\n")
