"""The corpus of uploads: what is refused and why, and what is left in what is kept."""

import json
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from miz.errors import PoorSample
from miz.usecases.uploads import Upload, Uploads
from miz_adapters.antivirus import ClamdAntivirus, NoAntivirus
from miz_adapters.papers.guard import PikepdfPapers
from miz_adapters.pictures import PillowPictures
from miz_contracts.antivirus import EICAR
from tests.adapters import corpus_active, corpus_others, corpus_papers, corpus_pictures
from tests.adapters.clamd import Daemon
from tests.adapters.corpus import CAUSES, MARKER, Row
from tests.adapters.corpus_active import INFECTED
from tests.adapters.corpus_papers import FORMS, SHOWN

HOUSE = Path(__file__).resolve().parents[2]
ROWS = [*corpus_others.ROWS, *corpus_pictures.ROWS, *corpus_papers.ROWS, *corpus_active.ROWS]
NAMED = {row.name: row for row in ROWS}
PAPERS = PikepdfPapers(seconds=20.0)
"""With time to spare on a busy machine: no file of the corpus is refused for the clock alone."""
UPLOADS = Uploads(PillowPictures(), PAPERS, NoAntivirus())
TYPES = {".jpg": "image/jpeg", ".pdf": "application/pdf"}


def refusal(uploads: Uploads, row: Row) -> str:
    """The code of the refusal that must come."""
    with pytest.raises(PoorSample) as caught:
        uploads.accept(content=row.make(), name=row.sent)
    return caught.value.code


def laid_open(upload: Upload) -> bytes:
    """All bytes of an upload, those of a PDF unpacked."""
    if upload.media_type != "application/pdf":
        return upload.data
    out = BytesIO()
    with pikepdf.open(BytesIO(upload.data)) as pdf:
        pdf.save(
            out,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.specialized,
        )
    return upload.data + out.getvalue()


@pytest.mark.parametrize("name", [row.name for row in ROWS if row.cause])
def test_what_is_not_to_be_kept_is_refused(name: str) -> None:
    """With the code of its cause (threats 10 to 12)."""
    row = NAMED[name]

    assert row.code == refusal(UPLOADS, row)


@pytest.mark.parametrize("name", [row.name for row in ROWS if not row.cause])
def test_what_is_kept_is_clean(name: str) -> None:
    """Its true type, its pages, a name that fits, and nothing that was planted (threat 10)."""
    row = NAMED[name]
    upload = UPLOADS.accept(content=row.make(), name=row.sent)
    left = laid_open(upload)

    assert (row.kept, row.pages) == (upload.name, upload.pages)
    assert TYPES[Path(row.kept).suffix] == upload.media_type
    assert MARKER not in left
    assert b"PK\x03\x04" not in left
    assert b"<?php" not in left


@pytest.mark.parametrize("row", corpus_active.SCANNED, ids=lambda row: row.name)
def test_what_is_infected_is_refused(clamd: Daemon, row: Row) -> None:
    """By a real scanner, which sees the bytes as they came (threat 10)."""
    uploads = Uploads(PillowPictures(), PAPERS, ClamdAntivirus(clamd.socket))

    assert row.code == refusal(uploads, row)


@pytest.mark.parametrize("name", INFECTED)
def test_without_a_scanner_it_is_cleaned_or_refused(name: str) -> None:
    """The test file does not come through either way."""
    content = INFECTED[name]()
    if "attached" in name:
        assert "paper.active" == refusal(UPLOADS, Row(name, lambda: content))
    else:
        assert EICAR in content
        assert EICAR not in laid_open(UPLOADS.accept(content=content, name="a.pdf"))


@pytest.mark.parametrize("name", FORMS)
def test_what_was_written_into_a_form_stays(name: str) -> None:
    """As part of the page: cleaning must not change what a citizen declared."""
    upload = UPLOADS.accept(content=FORMS[name](), name="form.pdf")

    assert SHOWN in laid_open(upload)


def test_a_photo_within_a_pdf_is_the_same_photo() -> None:
    """Only what is not seen of it is gone; its pixels are not coded again."""
    before = corpus_pictures.exif()
    upload = UPLOADS.accept(content=corpus_papers.scanned(before), name="scan.pdf")
    with pikepdf.open(BytesIO(upload.data)) as pdf:
        after: bytes = pdf.pages[0].obj.Resources.XObject.Im0.read_raw_bytes()

    with Image.open(BytesIO(before)) as old, Image.open(BytesIO(after)) as new:
        assert old.tobytes() == new.tobytes()
        assert {} == dict(new.getexif())


def test_the_corpus_holds_every_cause() -> None:
    """Sixty files and more; no cause without a file, no code for two causes."""
    causes = {row.cause for row in (*ROWS, *corpus_active.SCANNED) if row.cause}

    assert len(ROWS) == len(NAMED) >= 60
    assert causes == set(CAUSES)
    assert len(CAUSES) == len(set(CAUSES.values()))


def test_the_markers_were_there() -> None:
    """A file that carries nothing would prove nothing."""
    carriers: dict[str, Callable[[], bytes]] = {
        **corpus_pictures.CARRIERS,
        **corpus_papers.CARRIERS,
    }
    packed = {name for name, make in carriers.items() if MARKER not in make()}

    assert packed == {
        "a PNG with a profile",
        "a packed PDF with an author",
        "a PDF with a packed photo that knows where",
    }


def test_the_whole_corpus_is_quick_and_small(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """One process for all files; the memory of a child has a ceiling (threat 11)."""
    for number, row in enumerate(ROWS):
        (tmp_path / f"{number:03} {row.name.replace('/', '_')}").write_bytes(row.make())
    done = subprocess.run(
        [sys.executable, "-m", "tests.adapters.corpus_walk", str(tmp_path)],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=True,
    )
    facts = json.loads(done.stdout)
    for name, fact in facts.items():
        record_property(f"corpus_{name}", fact)
    print(facts)

    assert len(ROWS) == facts["files"]
    assert facts["child_mb"] <= 256
