"""Ways to reach people: SMS, e-mail."""

from abc import abstractmethod
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from attrs import field, frozen

from miz.domain.notices import Medium
from miz.errors import PortError


@frozen
class Message:
    """One text to one address; ``key`` lets the provider recognise a repetition.

    ``subject`` is for media that have one; an SMS leaves it out.
    """

    key: str
    address: str = field(repr=False)
    text: str = field(repr=False)
    subject: str = field(default="", repr=False)


@frozen
class Receipt:
    """The provider took the message; ``reference`` is its own name for it."""

    key: str
    reference: str = ""


class Fate(StrEnum):
    """What became of a message that a provider took.

    A promotional line does not reach people who opted out: that is ``blocked``, and trying again
    does not help (directive 3.7).
    """

    PENDING = "pending"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    BLOCKED = "blocked_by_recipient"
    UNKNOWN = "unknown"


RECIPIENT_BLOCKED = "recipient.blocked"
"""The code of a Refused that says at once that the recipient opted out."""


NOT_TRIED = "message.not_tried"
"""The code of an Unavailable for a message that was not begun: it keeps its number of attempts.

The first message of a batch never has it, so that no batch ends without an attempt.
"""


class Channel(Protocol):
    """One provider. Used by one worker thread at a time."""

    @property
    @abstractmethod
    def medium(self) -> Medium:
        """What it sends."""

    @abstractmethod
    def send(self, batch: Sequence[Message]) -> Sequence[Receipt | PortError]:
        """One answer for each message, in order.

        Unavailable means try again; any other PortError means never. Timeout: 10 s a batch.
        """

    @abstractmethod
    def delivery(self, references: Sequence[str]) -> Sequence[Fate]:
        """What became of messages sent earlier, one answer for each reference, in order.

        ``unknown`` is final: the provider does not tell, or has forgotten. Raises Unavailable.
        """

    @abstractmethod
    def close(self) -> None:
        """Lets go of connections; safe to call twice."""
