"""Letters handed over as folders, for an office automation that takes files in."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from miz.errors import BadAnswer, NotFound, Unavailable
from miz.ports.automation import Letter, OfficeAutomation, Progress
from miz_adapters import durable

_REFERENCE = re.compile(r"[0-9a-f]{32}")
_SHARED, _OURS, _FILE = 0o2770, 0o700, 0o640
"""Modes: the letter system is a member of the folder's group; setgid hands the group down."""
_MOST_ANSWER = 2**20
_SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


class FolderAutomation(OfficeAutomation):
    """``out/REFERENCE/`` holds ``letter.json`` and the attachments ``1.pdf``, ``2.jpg`` and so on.

    A folder in ``out`` without a dot before its name is whole. The letter system may take it away
    when it has numbered it, and answers with ``in/REFERENCE.json``: an object with ``number``,
    then also ``answer``, both texts. ``sent`` remembers what was handed over, for us alone.
    The folders are made when the first letter is sent.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: Letter) -> str:
        """First the draft, then the mark that it is sent, then its name.

        A crash between any two leaves enough to go on from, and never a second letter.
        """
        reference = _reference(letter.key)
        mark, whole = self._mark(reference), self._folder / "out" / reference
        draft = whole.with_name(durable.DRAFT + reference)
        with self._working():
            self._furnish()
            if not mark.exists():
                if not whole.exists():
                    _write(draft, letter, reference)
                durable.keep(mark, b"")
            if draft.exists():
                draft.rename(whole)
                durable.sync(whole.parent)
        return reference

    def follow(self, reference: str) -> Progress:
        with self._working():
            if not _REFERENCE.fullmatch(reference) or not self._mark(reference).exists():
                raise NotFound("No letter has this reference.", code="letter.not_found")
            path = self._folder / "in" / f"{reference}.json"
            return _progress(path) if path.exists() else Progress()

    def close(self) -> None:
        """Nothing is held between calls."""

    def _mark(self, reference: str) -> Path:
        return self._folder / "sent" / reference

    def _furnish(self) -> None:
        for parent in reversed(self._folder.parents):
            if not parent.exists():
                parent.mkdir(mode=_OURS)
        _made(self._folder, _SHARED)
        for name, mode in (("out", _SHARED), ("in", _SHARED), ("sent", _OURS)):
            _made(self._folder / name, mode)

    @contextmanager
    def _working(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Unavailable(
                f"The letters in {self._folder} cannot be reached ({error.strerror}); "
                "free or mount the disk, or correct its rights.",
                code="letter.unavailable",
            ) from error


def _reference(key: str) -> str:
    return hashlib.sha256(b"letter\0" + key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _made(folder: Path, mode: int) -> None:
    """Made with these rights whatever the umask; one that is there keeps its own."""
    if not folder.exists():
        folder.mkdir(mode=_OURS)
        folder.chmod(mode)
        durable.sync(folder.parent)


def _write(draft: Path, letter: Letter, reference: str) -> None:
    """The whole letter under the name of a draft, anew when a crash left half of one."""
    if draft.exists():
        shutil.rmtree(draft)
    _made(draft, _SHARED)
    names = []
    for number, attachment in enumerate(letter.attachments, 1):
        names.append(f"{number}{_SUFFIXES.get(attachment.media_type, '.bin')}")
        _put(draft / names[-1], attachment.data)
    _put(draft / "letter.json", _content(letter, reference, names))


def _put(path: Path, content: bytes) -> None:
    durable.keep(path, content)
    path.chmod(_FILE)


def _content(letter: Letter, reference: str, names: list[str]) -> bytes:
    facts = {
        "reference": reference,
        "tracking": letter.tracking,
        "subject": letter.subject,
        "text": letter.text,
        "sender": letter.sender,
        "unit": letter.unit,
        "attachments": [
            {"file": name, "name": attachment.name, "media_type": attachment.media_type}
            for name, attachment in zip(names, letter.attachments, strict=True)
        ],
    }
    # Half of a surrogate pair becomes its escape, which JSON allows.
    return json.dumps(facts, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")


def _progress(path: Path) -> Progress:
    """What the other side wrote; more keys than ours are its own business."""
    try:
        facts = _read(path)
        number, answer = (_text(facts.get(name)) for name in ("number", "answer"))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadAnswer(
            f"{path} is half-written or is no answer; correct or replace it.",
            code="letter.bad_answer",
        ) from error
    return Progress(number, answer, answered=bool(answer))


def _read(path: Path) -> Any:
    with path.open("rb") as file:
        written = file.read(_MOST_ANSWER + 1)
    if len(written) > _MOST_ANSWER:
        raise ValueError("too long")
    return json.loads(written.decode("utf-8-sig"))


def _text(value: object) -> str:
    """A text, or a number where somebody left the quotes out."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError("neither text nor number")
    return str(value).strip()
