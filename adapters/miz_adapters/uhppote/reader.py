"""The card readers of a controller."""

from abc import abstractmethod
from typing import Protocol

from miz.ports.gates import Capability, Cue, DeviceInfo, Presented, Reader


class Controller(Protocol):
    """What the reader asks of its controller; as in the port."""

    info: DeviceInfo

    @abstractmethod
    def read(self, timeout: float) -> Presented | None:
        """The next card."""

    @abstractmethod
    def close(self) -> None:
        """Closes all ends."""


class ControllerReader(Reader):
    """The card readers at the lane's doors; their lamps are the controller's."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller

    @property
    def info(self) -> DeviceInfo:
        return self._controller.info

    @property
    def capabilities(self) -> Capability:
        return Capability.NONE

    def read(self, timeout: float) -> Presented | None:
        return self._controller.read(timeout)

    def cue(self, cue: Cue, text: str = "") -> None:
        """A controller lights its readers by itself."""

    def close(self) -> None:
        self._controller.close()
