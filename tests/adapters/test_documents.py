"""The document stores keep the contract; the one on a disk survives what disks do."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from miz.errors import BadAnswer, NotFound, Unavailable
from miz.ports.documents import Documents
from miz_adapters import durable
from miz_adapters.files import FileDocuments
from miz_adapters.memory import MemoryDocuments
from miz_adapters.vault import AesVault
from miz_contracts.documents import DocumentsContract

VAULT = AesVault.fresh()
PHOTO = b"\xff\xd8 a face " * 100


class TestMemoryDocuments(DocumentsContract):
    """A dictionary."""

    @pytest.fixture
    def documents(self) -> Documents:
        """An empty one."""
        return MemoryDocuments()


class TestFileDocuments(DocumentsContract):
    """Sealed files."""

    @pytest.fixture
    def documents(self, tmp_path: Path) -> Documents:
        """In a folder that is not there yet."""
        return FileDocuments(tmp_path / "documents", vault=VAULT)


@pytest.fixture
def store(tmp_path: Path) -> FileDocuments:
    """A store on this disk."""
    return FileDocuments(tmp_path, vault=VAULT)


def files(folder: Path) -> list[Path]:
    """Every file below the folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_nothing_can_be_read_from_the_disk(store: FileDocuments, tmp_path: Path) -> None:
    """Sealed, for the owner only, and under a name that the photo does not tell (threat 23)."""
    digest = store.put(PHOTO)
    (path,) = files(tmp_path)

    assert b"a face" not in path.read_bytes()
    assert 0o600 == path.stat().st_mode & 0o777
    assert 0o700 == path.parent.stat().st_mode & 0o777
    assert digest != FileDocuments(tmp_path, vault=AesVault.fresh()).put(PHOTO)


@pytest.mark.parametrize("place", [0, 5, 20, -1])
def test_a_damaged_file_is_noticed_and_replaced(
    store: FileDocuments, tmp_path: Path, place: int
) -> None:
    """BadAnswer until the same photo is put again."""
    digest = store.put(PHOTO)
    (path,) = files(tmp_path)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)

    with pytest.raises(BadAnswer):
        store.open(digest)
    assert digest == store.put(PHOTO)
    assert PHOTO == store.open(digest)


def test_swapped_files_are_noticed(store: FileDocuments, tmp_path: Path) -> None:
    """One person's photo under another's digest does not open (threat 23)."""
    digest, other = store.put(PHOTO), store.put(b"another")
    paths = {path.parent.name + path.name: path for path in files(tmp_path)}
    paths[digest].write_bytes(paths[other].read_bytes())

    with pytest.raises(BadAnswer):
        store.open(digest)


@pytest.mark.parametrize("call", ["fsync", "replace", "write"])
def test_a_full_disk_keeps_nothing_and_breaks_nothing(
    store: FileDocuments, tmp_path: Path, *, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Unavailable, no half file, and the next put works (G1)."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as fault:
        target: Any = {"fsync": os, "replace": Path, "write": Path}[call]
        fault.setattr(target, {"write": "open"}.get(call, call), full)
        with pytest.raises(Unavailable, match="free or mount the disk"):
            store.put(PHOTO)

    assert [] == files(tmp_path)
    assert PHOTO == store.open(store.put(PHOTO))


def test_a_file_is_flushed_before_it_has_its_name(
    store: FileDocuments, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First the content, then the name, then the folder: a power cut leaves all or nothing."""
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def flushed(handle: int) -> None:
        done.append("folder" if Path(f"/proc/self/fd/{handle}").resolve().is_dir() else "file")
        fsync(handle)

    def named(path: Path, target: Path) -> Path:
        done.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", named)
    store.put(PHOTO)

    assert ["folder", "file", "name", "folder"] == done


def test_a_folder_that_is_away_is_unavailable(tmp_path: Path) -> None:
    """A file where the folder should be, or a disk that is not mounted."""
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable):
        FileDocuments(tmp_path / "file" / "documents", vault=VAULT)


def test_drafts_of_a_dead_process_are_swept(tmp_path: Path) -> None:
    """After an hour; a younger one may belong to somebody who is writing."""
    store = FileDocuments(tmp_path, vault=VAULT)
    folder = tmp_path / store.put(PHOTO)[:2]
    old, young = folder / f"{durable.DRAFT}old", folder / f"{durable.DRAFT}young"
    old.touch()
    os.utime(old, (0, 0))
    young.touch()
    FileDocuments(tmp_path, vault=VAULT)

    assert not old.exists()
    assert young.exists()


def test_faults_come_when_they_are_asked_for() -> None:
    """The store in memory fails once, at the call that a test names."""
    documents = MemoryDocuments()
    documents.faulty.nth(2)
    digest = documents.put(PHOTO)

    with pytest.raises(Unavailable):
        documents.open(digest)
    assert PHOTO == documents.open(digest)
    with pytest.raises(NotFound):
        documents.open("0" * 64)
