"""What passes between citizen and office in a request: papers, messages, and paper by hand."""

from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from miz.domain.notices import Medium
from miz.domain.values import Language, free_text
from miz.errors import InvalidValue

MESSAGE_LENGTH = 2000


class Author(StrEnum):
    """Who wrote."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    DESK = "desk"


@frozen
class Paper:
    """One document, kept in the document store under its digest (C2-03, EDK-06).

    ``need`` is the key of what the service asks for, empty for anything else; ``original`` says
    that the original was taken or seen.
    """

    digest: str
    name: str = field(repr=False)
    media_type: str
    pages: int
    added_at: datetime
    author: Author
    need: str = ""
    original: bool = False


@frozen
class Message:
    """One turn of the thread; an ``internal`` one is never shown to the citizen (features 30)."""

    author: Author
    text: str = field(repr=False)
    at: datetime
    by: str = ""
    internal: bool = False


@frozen
class Carriage:
    """Paper carried between two liaisons: both sign by name (C2-05)."""

    sender: str
    receiver: str
    items: str
    sent_at: datetime
    received_at: datetime | None = None
    received_by: str = ""


@frozen
class Contact:
    """How the citizen wants to be told, in which language; None for not at all (EDK-12).

    Without an address it is the mobile of the person's file.
    """

    medium: Medium | None = Medium.SMS
    address: str = field(default="", repr=False)
    language: Language = Language.FA


def message_text(text: str) -> str:
    """What somebody writes: 1 to 2,000 characters, paragraphs kept."""
    lines = "\n".join(
        free_text(line, field="text", limit=MESSAGE_LENGTH) for line in text.splitlines()
    )
    written = lines.strip()
    if not written:
        raise InvalidValue("Write something.", code="message.empty", field="text")
    if len(written) > MESSAGE_LENGTH:
        raise InvalidValue(
            f"Shorten this to {MESSAGE_LENGTH} characters.", code="text.too_long", field="text"
        )
    return written
