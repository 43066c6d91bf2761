"""A gate's clock goes on through jumps, restarts and reboots (06-availability, clock jumps)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import define

from miz_adapters.steady import Machine, SteadyClock

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@define
class Board:
    """A machine whose clock a test sets."""

    wall: float = NOON.timestamp()
    up: float = 1000.0
    boot: str = "boot-1"

    def machine(self) -> Machine:
        """What the clock sees of it."""
        return Machine(lambda: self.wall, lambda: self.up, lambda: self.boot)

    def pass_(self, seconds: float) -> None:
        """Time goes by."""
        self.wall += seconds
        self.up += seconds

    def reboot(self, seconds: float = 60) -> None:
        """The machine was off for a while."""
        self.wall += seconds
        self.up, self.boot = 5.0, self.boot + "x"


@pytest.fixture
def board() -> Board:
    """A machine at noon."""
    return Board()


def made(tmp_path: Path, board: Board) -> SteadyClock:
    """The clock of a process that starts."""
    return SteadyClock(tmp_path / "clock.json", machine=board.machine())


@pytest.mark.parametrize("jump", [-7200, 7200, 86400, -86400])
def test_a_jump_of_the_machines_clock_moves_nothing(
    tmp_path: Path, board: Board, jump: int
) -> None:
    """Two hours forth or back, or a day: seconds are counted on, here and after a restart."""
    clock = made(tmp_path, board)
    clock.now()
    board.wall += jump
    board.pass_(30)

    assert NOON + timedelta(seconds=30) == clock.now()
    assert NOON + timedelta(seconds=30) == made(tmp_path, board).now()


def test_it_follows_its_server_and_never_goes_back(tmp_path: Path, board: Board) -> None:
    """A server that is ahead is followed at once; one that is behind is waited for."""
    clock = made(tmp_path, board)
    clock.now()
    clock.follow(NOON + timedelta(minutes=5))
    ahead = clock.now()
    clock.follow(NOON)
    waits = clock.now()
    board.pass_(400)

    assert NOON + timedelta(minutes=5) == ahead == waits
    assert NOON + timedelta(seconds=400) == clock.now()


def test_after_a_reboot_the_machine_is_believed(tmp_path: Path, board: Board) -> None:
    """Its battery kept the time while it was off."""
    made(tmp_path, board).now()
    board.reboot(120)
    clock = made(tmp_path, board)

    assert NOON + timedelta(seconds=120) == clock.now()
    assert not clock.doubtful


def test_a_machine_that_lost_its_time_is_doubted(tmp_path: Path, board: Board) -> None:
    """It is no earlier than it was, and doubtful until the server has been heard."""
    made(tmp_path, board).now()
    board.reboot(-3600)
    clock = made(tmp_path, board)
    doubted = (clock.doubtful, made(tmp_path, board).doubtful, clock.now() >= NOON)
    clock.follow(NOON + timedelta(hours=1))

    assert (True, True, True) == doubted
    assert not clock.doubtful
    assert not made(tmp_path, board).doubtful


@pytest.mark.parametrize("text", ["", "{", "[]", '{"boot": "boot-1"}', '{"base": 1, "at": 2}'])
def test_a_damaged_note_is_no_note(tmp_path: Path, board: Board, text: str) -> None:
    """The clock begins anew from the machine's."""
    (tmp_path / "clock.json").write_text(text)

    assert NOON == made(tmp_path, board).now()


def test_a_full_disk_does_not_stop_it(tmp_path: Path, board: Board) -> None:
    """A note that cannot be written is left out."""
    clock = SteadyClock(tmp_path / "gone" / "clock.json", machine=board.machine())
    board.pass_(20)

    assert NOON + timedelta(seconds=20) == clock.now()
