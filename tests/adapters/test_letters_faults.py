"""Letters through crashes and full disks: whole or not there, once each."""

import errno
import itertools
import os
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from miz.errors import Unavailable
from miz_adapters.letters import FolderAutomation
from miz_contracts.automation import LETTER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where letters go."""
    return tmp_path / "letters"


@pytest.fixture
def automation(folder: Path) -> FolderAutomation:
    """The adapter."""
    return FolderAutomation(folder)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below the folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def names(folder: Path) -> set[str]:
    """What lies in it."""
    return {path.name for path in folder.iterdir()}


STEPS: list[tuple[Any, str]] = [
    (os, "fsync"), (Path, "open"), (Path, "replace"), (Path, "rename"), (Path, "mkdir"),
    (Path, "chmod"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("target", "call"), STEPS, ids=lambda step: getattr(step, "__name__", step)
)
def test_a_crash_at_any_step_leaves_one_whole_letter_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, target: Any, call: str
) -> None:
    """Power goes at a step; another process sends again: one letter, whole, the same (G1)."""
    expected = tmp_path / "expected"
    reference = FolderAutomation(expected).send(LETTER)
    died = True
    number = 0
    while died:
        number += 1
        folder = tmp_path / str(number)
        with monkeypatch.context() as fault:
            died = dies(fault, target, call=call, number=number, folder=folder)
        if whole := [path for path in folder.glob("out/*") if not path.name.startswith(".")]:
            assert [tree(expected / "out" / reference)] == [tree(path) for path in whole]

        assert reference == FolderAutomation(folder).send(LETTER)
        assert tree(expected) == tree(folder)
    assert number > 1


def dies(fault: pytest.MonkeyPatch, target: Any, *, call: str, number: int, folder: Path) -> bool:
    """Sends a letter in a process that ends at the call of that number, if there are so many."""
    real, calls = getattr(target, call), itertools.count(1)

    def dying(*args: Any, **keywords: Any) -> Any:
        if next(calls) == number:
            raise KeyboardInterrupt
        return real(*args, **keywords)

    fault.setattr(target, call, dying)
    try:
        FolderAutomation(folder).send(LETTER)
    except KeyboardInterrupt:
        return True
    return False


def test_a_crash_between_mark_and_name_does_not_lose_the_letter(
    automation: FolderAutomation, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does it give it twice when it was taken before the repetition."""
    with monkeypatch.context() as fault:
        fault.setattr(Path, "rename", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            automation.send(LETTER)
    reference = automation.send(LETTER)

    assert {reference} == names(folder / "out")


def test_a_letter_whose_mark_was_lost_is_left_as_it_lies(
    automation: FolderAutomation, folder: Path
) -> None:
    """After a restore of an older backup."""
    reference = automation.send(LETTER)
    (folder / "sent" / reference).unlink()
    before = tree(folder / "out")

    assert reference == automation.send(evolve(LETTER, text="دیگر"))
    assert before == tree(folder / "out")


@pytest.mark.parametrize("call", ["fsync", "replace", "rename"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_a_full_disk_makes_the_letter_wait(
    automation: FolderAutomation, folder: Path, *, monkeypatch: pytest.MonkeyPatch, call: str,
    number: int,
) -> None:  # fmt: skip
    """Unavailable, nothing to be seen outside, and the next try works (G1)."""

    def full(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as fault:
        target: Any = os if call == "fsync" else Path
        fault.setattr(target, call, full)
        with pytest.raises(Unavailable, match="free or mount the disk") as caught:
            automation.send(LETTER)

    assert "letter.unavailable" == caught.value.code
    assert [] == [path for path in folder.glob("out/*") if not path.name.startswith(".")]
    assert automation.send(LETTER) in names(folder / "out")
