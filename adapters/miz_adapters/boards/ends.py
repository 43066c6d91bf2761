"""The two ends of a relay board: the lane's barrier and its sensor."""

from abc import abstractmethod
from typing import Protocol

from miz.domain.places import Direction
from miz.errors import NotSupported
from miz.ports.gates import Barrier, Capability, DeviceInfo, Position, Sensed, Sensor
from miz_adapters.boards.wiring import Wiring


class Board(Protocol):
    """What both ends ask of their board."""

    wiring: Wiring
    info: DeviceInfo

    @property
    @abstractmethod
    def confirms(self) -> bool:
        """Whether it acknowledges commands."""

    @abstractmethod
    def release(self, direction: Direction, *, within: float) -> None:
        """As `Barrier.release`."""

    @abstractmethod
    def lock(self) -> None:
        """As `Barrier.lock`."""

    @abstractmethod
    def position(self) -> Position:
        """As `Barrier.position`."""

    @abstractmethod
    def wait(self, timeout: float) -> Sensed | None:
        """As `Sensor.wait`."""

    @abstractmethod
    def close(self) -> None:
        """Closes both ends."""


class RelayBarrier(Barrier):
    """The relays of a board, as the lane's barrier."""

    def __init__(self, board: Board) -> None:
        self._board = board

    @property
    def info(self) -> DeviceInfo:
        return self._board.info

    @property
    def capabilities(self) -> Capability:
        return Capability.CONFIRMS_UNLOCK if self._board.confirms else Capability.NONE

    def release(self, direction: Direction, *, within: float) -> None:
        self._board.release(direction, within=within)

    def lock(self) -> None:
        self._board.lock()

    def hold_open(self, open_: bool) -> None:
        raise NotSupported(
            "This board gives pulses only; use the turnstile's own switch to hold it open.",
            code="gate.no_hold_open",
        )

    def position(self) -> Position:
        return self._board.position()

    def close(self) -> None:
        self._board.close()


class PassageSensor(Sensor):
    """The inputs of a board, as the lane's sensor."""

    def __init__(self, board: Board) -> None:
        self._board = board

    @property
    def info(self) -> DeviceInfo:
        return self._board.info

    @property
    def capabilities(self) -> Capability:
        wiring, found = self._board.wiring, Capability.NONE
        for wired, ability in (
            (wiring.passages, Capability.CONFIRMS_PASSAGE),
            (wiring.tells_direction, Capability.TELLS_DIRECTION),
            (wiring.fire, Capability.FIRE_INPUT),
            (wiring.exit_button, Capability.EXIT_INPUT),
            (wiring.door, Capability.DOOR_INPUT),
            (wiring.tamper, Capability.TAMPER_INPUT),
        ):
            found |= ability if wired else Capability.NONE
        return found

    def wait(self, timeout: float) -> Sensed | None:
        return self._board.wait(timeout)

    def close(self) -> None:
        self._board.close()
