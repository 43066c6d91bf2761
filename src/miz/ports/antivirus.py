"""A scanner that every upload passes before it is kept (threat 10)."""

from abc import abstractmethod
from typing import Protocol

from attrs import frozen


@frozen
class Scan:
    """What the scanner says: ``found`` names what is wrong; ``scanned`` is False without one."""

    scanned: bool
    found: str = ""


class Antivirus(Protocol):
    """Looks at one upload; callable from any thread."""

    @abstractmethod
    def scan(self, data: bytes) -> Scan:
        """The finding, within 10 s.

        Raises Unavailable when the scanner is away or did not look at everything: then the
        upload is refused for now, never kept unseen.
        """

    @abstractmethod
    def health(self) -> str:
        """One line for a person, as in the scanner's version; raises Unavailable."""
