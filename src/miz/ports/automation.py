"""The organisation's own letter system, which numbers letters and moves them inside (C2-04, Q6)."""

from abc import abstractmethod
from typing import Protocol

from attrs import field, frozen


@frozen
class Attachment:
    """One file of a letter, cleaned already."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@frozen
class Letter:
    """An incoming letter; ``key`` lets the system recognise a repetition.

    ``tracking`` is the citizen's code in sixteen digits, ``sender`` his name.
    """

    key: str
    tracking: str
    subject: str
    text: str = field(repr=False)
    sender: str = field(repr=False)
    unit: str = ""
    attachments: tuple[Attachment, ...] = ()


@frozen
class Progress:
    """How far a letter came: its number there, and the answer once there is one."""

    number: str = ""
    answer: str = ""
    answered: bool = False


class OfficeAutomation(Protocol):
    """One letter system. Used by one worker thread at a time; each call takes 30 s at most."""

    @abstractmethod
    def send(self, letter: Letter) -> str:
        """Hands the letter over and says under which reference it can be followed.

        A letter with the same key is the same letter: it gets the same reference and is not
        handed over twice. Raises Unavailable to be asked again, any other PortError for never.
        """

    @abstractmethod
    def follow(self, reference: str) -> Progress:
        """How far that letter came; an unknown reference raises NotFound."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of connections; safe to call twice."""
