"""Doors and the fire input as a controller shows them, whenever it is asked."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Self

from attrs import frozen
from uhppoted.structs import StatusRecord  # type: ignore[import-untyped]

from miz.ports.gates import Movement, Sensed
from miz_adapters.boards.watches import Alarm, Door
from miz_adapters.boards.wiring import Contact, Input


@frozen
class Inputs:
    """What stands, and what is news of it."""

    doors: Mapping[int, Door]
    fire: Alarm | None

    @classmethod
    def of(cls, doors: Iterable[int], *, patience: float, fire: bool) -> Self:
        """The contacts of these doors, and the fire input where it is wired."""
        alarm = Alarm(_contact(), Movement.FIRE_ON, Movement.FIRE_OFF)
        watched = {door: Door(_contact(), patience) for door in doors}
        return cls(watched, alarm if fire else None)

    def look(self, status: StatusRecord, *, at: float) -> Iterator[Sensed]:
        """News of this status, seen at monotonic second ``at``."""
        if self.fire is not None and (sensed := self.fire.look(high=status.alarms.fire, at=at)):
            yield sensed
        for number, door in self.doors.items():
            if sensed := door.look(high=status.doors[number].open, at=at):
                yield sensed


def _contact() -> Contact:
    """A contact that the controller has debounced already."""
    return Contact(Input(0), 0.0, active=False)
