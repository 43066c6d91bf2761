"""Machines that hand out guest cards at the desk and take them back at the gate.

A dispenser moves a card from its stack into its mouth and reads it; a collector reads a card that
somebody puts in, holds it, and swallows or gives it back. One machine may be both.
Calls come from one thread, that of the machine's desk or lane; any thread may close. Timeouts are
in seconds. A machine that went away raises Unavailable from every call until it is back.
"""

from abc import abstractmethod
from enum import Enum, Flag, StrEnum, auto
from typing import Protocol

from attrs import field, frozen

from miz.errors import PortError
from miz.ports.gates import DeviceInfo, Presented


class CardAbility(Flag):
    """What a machine can do; what it does not declare raises NotSupported."""

    NONE = 0
    DISPENSES = auto()
    COLLECTS = auto()
    TELLS_LOW = auto()


class CardTrouble(StrEnum):
    """Why a card does not move; each is mended by a person at the machine."""

    EMPTY = "empty"
    JAMMED = "jammed"
    UNREAD = "unread"
    FULL = "full"


class CardFault(PortError):
    """No card was handed out or swallowed, for ``reason``; the code is as in ``cards.empty``."""

    default_code = "cards.fault"

    def __init__(self, message: str, *, reason: CardTrouble) -> None:
        super().__init__(message, code=f"cards.{reason}")
        self.reason = reason


class CardHappening(Enum):
    """What a machine saw.

    ``taken`` is the dispensed card leaving the mouth, ``inserted`` a card put in and held,
    ``captured`` one swallowed into the box, ``returned`` one given back and taken, ``low`` a stack
    that is nearly empty, ``trouble`` and ``mended`` the machine's own state.
    """

    TAKEN = "taken"
    INSERTED = "inserted"
    CAPTURED = "captured"
    RETURNED = "returned"
    LOW = "low"
    TROUBLE = "trouble"
    MENDED = "mended"


@frozen
class CardEvent:
    """One observation, with the card's code where there is a card."""

    happening: CardHappening
    code: str = field(repr=False, default="")
    trouble: CardTrouble | None = None


class CardMachine(Protocol):
    """A dispenser, a collector, or both."""

    @property
    @abstractmethod
    def info(self) -> DeviceInfo:
        """Maker and model."""

    @property
    @abstractmethod
    def capabilities(self) -> CardAbility:
        """What it can do."""

    @abstractmethod
    def dispense(self) -> Presented:
        """Moves the next card into the mouth and says which it is, within 10 s.

        From then on somebody can take it; `wait` tells when (``taken``).
        Raises CardFault when no card came: the stack is as before. Raises Refused
        (``cards.mouth``) while a card is in the mouth, and Unavailable when the machine is away:
        then nothing moved. Any other PortError means that a card may be in the mouth: `retract`
        says so, and nothing is dispensed again before.
        """

    @abstractmethod
    def retract(self) -> bool:
        """Takes a card that nobody took out of the mouth; whether there was one."""

    @abstractmethod
    def capture(self) -> None:
        """Swallows the inserted card; Refused (``cards.none``) where none is held."""

    @abstractmethod
    def give_back(self) -> None:
        """Pushes the inserted card out; Refused (``cards.none``) where none is held."""

    @abstractmethod
    def wait(self, timeout: float) -> CardEvent | None:
        """The next observation, in order, or None after ``timeout``."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of the line within 1 s; safe to call twice. A held card stays held."""
