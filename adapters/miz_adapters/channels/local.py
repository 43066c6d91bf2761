"""Messages shown on this machine instead of sent: for demos, tests and first days."""

import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, TextIO

from attrs import define, field

from miz.domain.notices import Medium
from miz.errors import PortError, Unavailable
from miz.ports.channels import Channel, Fate, Message, Receipt

SHOWN_DIGITS = 4


def masked(address: str) -> str:
    """An address of which only the end is legible, for screens and logs."""
    return "…" + address[-SHOWN_DIGITS:]


@define
class ConsoleChannel(Channel):
    """Prints each message as one line; addresses are masked."""

    stream: TextIO
    kind: Medium = Medium.SMS

    @property
    def medium(self) -> Medium:
        return self.kind

    def send(self, batch: Sequence[Message]) -> Sequence[Receipt | PortError]:
        try:
            for message in batch:
                print(f"[{self.kind}] {masked(message.address)}: {message.text}", file=self.stream)
            self.stream.flush()
        except (OSError, ValueError) as error:
            raise Unavailable("The console is closed; messages wait.") from error
        return [Receipt(message.key, "console") for message in batch]

    def delivery(self, references: Sequence[str]) -> Sequence[Fate]:
        return [Fate.UNKNOWN for _ in references]

    def close(self) -> None:
        """The stream belongs to whoever opened it."""


@define
class FileChannel(Channel):
    """Appends each message to a file as one JSON object a line, durably, once for each key.

    Addresses and texts stand there in the clear, so the file is made readable by its owner only.
    """

    path: Path
    kind: Medium = Medium.SMS

    @property
    def medium(self) -> Medium:
        return self.kind

    def send(self, batch: Sequence[Message]) -> Sequence[Receipt | PortError]:
        try:
            known = self._keys()
            fresh = [message for message in batch if message.key not in known]
            self._append("".join(_line(message) for message in fresh))
        except OSError as error:
            raise Unavailable(f"{self.path} cannot be written: {error.strerror}.") from error
        return [Receipt(message.key, self.path.name) for message in batch]

    def delivery(self, references: Sequence[str]) -> Sequence[Fate]:
        return [Fate.UNKNOWN for _ in references]

    def close(self) -> None:
        """Nothing is held between batches."""

    def _keys(self) -> set[str]:
        if not self.path.exists():
            return set()
        with self.path.open("rb") as lines:
            return {key for key in map(_key, lines) if key}

    def _append(self, text: str) -> None:
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "rb+") as file:
            torn = file.seek(0, os.SEEK_END) and _last_byte(file) != b"\n"
            file.write(("\n" if torn else "").encode() + text.encode())
            file.flush()
            os.fsync(file.fileno())


def _line(message: Message) -> str:
    content = {"key": message.key, "to": message.address, "text": message.text}
    return json.dumps(content, ensure_ascii=False) + "\n"


def _key(line: bytes) -> str | None:
    """The key in a line; a line that a crash cut short was never acknowledged."""
    try:
        return str(json.loads(line)["key"])
    except (ValueError, KeyError, TypeError):
        return None


def _last_byte(file: BinaryIO) -> bytes:
    file.seek(-1, os.SEEK_END)
    return file.read(1)


@define
class MemoryChannel(Channel):
    """Keeps what was sent, for tests; ``answers`` plays a provider's faults in order.

    ``fates`` says what became of a reference; without one nobody knows.
    """

    kind: Medium = Medium.SMS
    sent: list[Message] = field(factory=list)
    answers: list[PortError | None] = field(factory=list)
    fates: dict[str, Fate] = field(factory=dict)
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    @property
    def medium(self) -> Medium:
        return self.kind

    def send(self, batch: Sequence[Message]) -> Sequence[Receipt | PortError]:
        with self._lock:
            return [self._one(message) for message in batch]

    def delivery(self, references: Sequence[str]) -> Sequence[Fate]:
        return [self.fates.get(reference, Fate.UNKNOWN) for reference in references]

    def close(self) -> None:
        """What was sent stays legible."""

    def _one(self, message: Message) -> Receipt | PortError:
        fault = self.answers.pop(0) if self.answers else None
        if fault is not None:
            return fault
        if message.key not in {sent.key for sent in self.sent}:
            self.sent.append(message)
        return Receipt(message.key, f"memory-{len(self.sent)}")
