"""What the inputs of a board mean: each watch turns the levels of one contact into news."""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import Protocol

from attrs import define, field

from miz.ports.gates import Movement, Sensed
from miz_adapters.boards.wiring import Change, Contact, Wiring


class Watch(Protocol):
    """One contact with one meaning."""

    @property
    @abstractmethod
    def contact(self) -> Contact:
        """The contact that is looked at."""

    @abstractmethod
    def look(self, *, high: bool, at: float) -> Sensed | None:
        """What this look is news of."""


@define
class Passages:
    """A contact that closes for each person; ``judge`` says whether he was let in."""

    contact: Contact
    judge: Callable[[Contact, float], Sensed]

    def look(self, *, high: bool, at: float) -> Sensed | None:
        change = self.contact.sample(high=high, at=at)
        return self.judge(self.contact, change.since) if change and change.active else None


@define
class Alarm:
    """A contact whose both ends are news, as of a fire panel."""

    contact: Contact
    begins: Movement
    ends: Movement

    def look(self, *, high: bool, at: float) -> Sensed | None:
        change = self.contact.sample(high=high, at=at)
        return Sensed(self.begins if change.active else self.ends) if change else None


@define
class Button:
    """A contact that somebody presses."""

    contact: Contact
    means: Movement

    def look(self, *, high: bool, at: float) -> Sensed | None:
        change = self.contact.sample(high=high, at=at)
        return Sensed(self.means) if change and change.active else None


@define
class Door:
    """A door's contact: news once it has stood open for ``patience`` seconds, and when it shuts."""

    contact: Contact
    patience: float
    _open_since: float | None = field(default=None, init=False)
    _told: bool = field(default=False, init=False)

    def look(self, *, high: bool, at: float) -> Sensed | None:
        change = self.contact.sample(high=high, at=at)
        if change is not None:
            return self._moved(change)
        since = self._open_since
        if since is None or self._told or at - since < self.patience:
            return None
        self._told = True
        return Sensed(Movement.DOOR_OPEN)

    def _moved(self, change: Change) -> Sensed | None:
        told, self._told = self._told, False
        self._open_since = change.since if change.active else None
        return Sensed(Movement.DOOR_SHUT) if told and not change.active else None


def watches(wiring: Wiring, judge: Callable[[Contact, float], Sensed]) -> list[Watch]:
    """One for each meaning that is wired; passages come last, after what may explain them."""
    return [*_alarms(wiring), *_passages(wiring, judge)]


def _alarms(wiring: Wiring) -> Iterator[Watch]:
    """They rest until they speak: a fire that burns at the start is news."""
    if wiring.fire is not None:
        yield Alarm(
            Contact(wiring.fire, wiring.debounce, active=False),
            Movement.FIRE_ON,
            Movement.FIRE_OFF,
        )
    if wiring.tamper is not None:
        yield Alarm(
            Contact(wiring.tamper, wiring.debounce, active=False),
            Movement.TAMPER_ON,
            Movement.TAMPER_OFF,
        )
    if wiring.door is not None:
        yield Door(Contact(wiring.door, wiring.debounce, active=False), wiring.door_patience)
    if wiring.exit_button is not None:
        yield Button(Contact(wiring.exit_button, wiring.debounce), Movement.EXIT_ASKED)


def _passages(wiring: Wiring, judge: Callable[[Contact, float], Sensed]) -> Iterator[Watch]:
    for input_ in dict.fromkeys(wiring.passages.values()):
        yield Passages(Contact(input_, wiring.debounce), judge)
