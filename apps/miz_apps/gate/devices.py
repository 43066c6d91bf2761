"""What stands at one lane."""

import logging

from attrs import frozen

from miz.ports.gates import Barrier, Capability, Reader, Sensor

LOG = logging.getLogger(__name__)


@frozen
class LaneDevices:
    """The devices of a lane; without a sensor that confirms passages they are presumed (Q1)."""

    reader: Reader
    barrier: Barrier
    sensor: Sensor | None = None

    @property
    def confirms(self) -> bool:
        """Whether a passage is seen."""
        sensor = self.sensor
        return sensor is not None and Capability.CONFIRMS_PASSAGE in sensor.capabilities

    def close(self) -> None:
        """Lets go of all of them, even where one fails."""
        for device in (self.reader, self.barrier, self.sensor):
            try:
                if device is not None:
                    device.close()
            except Exception:
                LOG.exception("A device of a lane did not close")
