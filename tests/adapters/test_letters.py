"""Letters as folders: whole or not there, once each, whatever happens in between."""

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

from miz.errors import BadAnswer, NotFound, Unavailable
from miz.ports.automation import OfficeAutomation, Progress
from miz_adapters.letters import FolderAutomation
from miz_contracts.automation import LETTER, AutomationContract


def answered(folder: Path, reference: str, **facts: object) -> Path:
    """What the letter system drops."""
    path = folder / "in" / f"{reference}.json"
    path.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    return path


class TestFolderAutomation(AutomationContract):
    """A file drop."""

    @pytest.fixture
    def automation(self, tmp_path: Path) -> OfficeAutomation:
        """In a folder that is not there yet."""
        return FolderAutomation(tmp_path / "data" / "letters")

    @pytest.fixture
    def number(self, tmp_path: Path) -> Callable[[str, str], None]:
        """Drops an answer without a text."""

        def drop(reference: str, number: str) -> None:
            answered(tmp_path / "data" / "letters", reference, number=number)

        return drop

    @pytest.fixture
    def reply(self, tmp_path: Path) -> Callable[[str, str, str], None]:
        """Drops an answer."""

        def drop(reference: str, number: str, text: str) -> None:
            answered(tmp_path / "data" / "letters", reference, number=number, answer=text)

        return drop

    @pytest.fixture
    def away(self, tmp_path: Path) -> Callable[[], None]:
        """A file where the folder should be."""
        return (tmp_path / "data").touch


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


def test_nothing_is_made_before_the_first_letter(
    automation: FolderAutomation, tmp_path: Path
) -> None:
    """An office without a letter system has no folders of one."""
    with pytest.raises(NotFound):
        automation.follow("0" * 32)

    assert [] == list(tmp_path.iterdir())


def test_a_letter_is_a_folder(automation: FolderAutomation, folder: Path) -> None:
    """Its facts in Persian that a person can read, its attachments under names that cannot harm."""
    reference = automation.send(LETTER)
    whole = folder / "out" / reference
    written = (whole / "letter.json").read_text("utf-8")
    facts = json.loads(written)

    assert {"1.pdf", "2.pdf", "3.jpg", "4.bin", "letter.json"} == names(whole)
    assert [a.data for a in LETTER.attachments] == [
        (whole / one["file"]).read_bytes() for one in facts["attachments"]
    ]
    assert [a.name for a in LETTER.attachments] == [one["name"] for one in facts["attachments"]]
    assert "درخواست پروانه" in written
    assert (reference, LETTER.tracking, LETTER.text, LETTER.sender, LETTER.unit) == tuple(
        facts[key] for key in ("reference", "tracking", "text", "sender", "unit")
    )


def test_the_reference_is_told_by_the_key_alone(tmp_path: Path) -> None:
    """After a restart, on another machine, with other words (G5)."""
    first = FolderAutomation(tmp_path / "a").send(LETTER)
    second = FolderAutomation(tmp_path / "b").send(evolve(LETTER, text="دیگر"))

    assert first == second
    assert 32 == len(first)


def test_a_letter_that_was_taken_away_is_not_written_again(
    automation: FolderAutomation, folder: Path
) -> None:
    """The letter system may empty ``out``; a repetition finds the mark and writes nothing."""
    reference = automation.send(LETTER)
    shutil.rmtree(folder / "out" / reference)
    before = tree(folder)

    assert reference == automation.send(LETTER)
    assert before == tree(folder)
    assert Progress() == automation.follow(reference)


def test_only_owner_and_group_may_look(automation: FolderAutomation, folder: Path) -> None:
    """Letters hold names and papers; the marks are ours alone. The umask has no say."""
    before = os.umask(0)
    try:
        reference = automation.send(LETTER)
    finally:
        os.umask(before)
    modes = {
        str(path.relative_to(folder.parent)): stat.S_IMODE(path.stat().st_mode)
        for path in (folder, *folder.rglob("*"))
    }

    assert all(mode & 0o007 == 0 for mode in modes.values())
    assert 0o2770 == modes["letters"] == modes["letters/in"] == modes[f"letters/out/{reference}"]
    assert 0o640 == modes[f"letters/out/{reference}/letter.json"]
    assert 0o700 == modes["letters/sent"]


def test_folders_above_are_made_for_the_owner(tmp_path: Path) -> None:
    """The data folder may not exist yet; a folder that is there keeps its rights."""
    FolderAutomation(tmp_path / "data" / "deep" / "letters").send(LETTER)
    ready = tmp_path / "ready"
    ready.mkdir()
    ready.chmod(0o755)
    FolderAutomation(ready).send(LETTER)

    assert [0o700, 0o700, 0o755] == [
        stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("data", "data/deep", "ready")
    ]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Progress()),
        ({"number": 12}, Progress("12")),
        ({"number": None, "answer": None}, Progress()),
        ({"number": " ۱۲ ", "answer": "  "}, Progress("۱۲")),
        ({"answer": "بله", "date": "1404/01/01"}, Progress("", "بله", answered=True)),
    ],
)
def test_an_answer_is_read_with_patience(
    automation: FolderAutomation, folder: Path, *, facts: dict[str, object], expected: Progress
) -> None:
    """Somebody else's program writes it."""
    reference = automation.send(LETTER)
    answered(folder, reference, **facts)

    assert expected == automation.follow(reference)


def test_an_answer_from_windows_is_read(automation: FolderAutomation, folder: Path) -> None:
    """With the mark at its beginning that some programs write."""
    reference = automation.send(LETTER)
    path = answered(folder, reference, number="۱۲")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert Progress("۱۲") == automation.follow(reference)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"number": "12", "ans',
        '{"number": "۱۲"}'.encode()[:13],
        b"[1]",
        b"null",
        b'"text"',
        b'{"number": ["12"]}',
        b'{"answer": true}',
        b'{"number": "1"}' + b" " * 2**20 + b'"',
        b"[" * 100_000,
        b"\xff\xfe{\0}\0",
    ],
    ids=lambda content: ascii(content[:20]),
)
def test_a_bad_answer_names_its_file(
    automation: FolderAutomation, folder: Path, content: bytes
) -> None:
    """Half-written or malformed: an administrator is to look at it, the worker goes on."""
    reference = automation.send(LETTER)
    (folder / "in" / f"{reference}.json").write_bytes(content)
    with pytest.raises(BadAnswer, match=rf"{reference}\.json") as caught:
        automation.follow(reference)

    assert "letter.bad_answer" == caught.value.code


def test_an_answer_that_cannot_be_read_is_unavailable(
    automation: FolderAutomation, folder: Path
) -> None:
    """A folder in its place; rights are played the same way."""
    reference = automation.send(LETTER)
    (folder / "in" / f"{reference}.json").mkdir()
    with pytest.raises(Unavailable, match="correct its rights"):
        automation.follow(reference)
