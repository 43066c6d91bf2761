"""Ways to reach people: SMS, e-mail."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from attrs import field, frozen

from miz.domain.notices import Medium
from miz.errors import PortError


@frozen
class Message:
    """One text to one address; ``key`` lets the provider recognise a repetition."""

    key: str
    address: str = field(repr=False)
    text: str = field(repr=False)


@frozen
class Receipt:
    """The provider took the message; ``reference`` is its own name for it."""

    key: str
    reference: str = ""


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
    def close(self) -> None:
        """Lets go of connections; safe to call twice."""
