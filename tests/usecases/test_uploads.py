"""What becomes of a file that somebody sends (threats 10 to 12)."""

import pytest
from attrs import define, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from miz.errors import PoorSample, Unavailable
from miz.ports.antivirus import Antivirus, Scan
from miz.ports.papers import CleanPaper, Papers
from miz.ports.pictures import CleanPicture, Kind, Pictures
from miz.usecases.uploads import MOST_BYTES, MOST_NAME, Upload, Uploads, file_name

JPEG = b"\xff\xd8\xff a face"
PNG = b"\x89PNG\r\n\x1a\n a plan"
PDF = b"%PDF-1.7 a letter"


@define
class Bench:
    """Parts that note the order of what is asked of them; ``found`` and ``away`` are the scanner's.

    What is asked is noted as the part and the bytes that it was given.
    """

    found: str = ""
    away: bool = False
    asked: list[tuple[str, bytes]] = field(factory=list)


@frozen
class BenchPictures(Pictures):
    """Draws everything anew."""

    bench: Bench

    def clean(self, data: bytes, *, kind: Kind) -> CleanPicture:
        """Always the same picture."""
        self.bench.asked.append((kind, data))
        return CleanPicture(b"clean picture", "image/jpeg", 10, 10)


@frozen
class BenchPapers(Papers):
    """Writes everything anew."""

    bench: Bench

    def clean(self, data: bytes) -> CleanPaper:
        """Always the same paper."""
        self.bench.asked.append(("paper", data))
        return CleanPaper(b"clean paper", 3)


@frozen
class BenchAntivirus(Antivirus):
    """Finds what the bench says."""

    bench: Bench

    def scan(self, data: bytes) -> Scan:
        """The finding of the bench."""
        self.bench.asked.append(("scanner", data))
        if self.bench.away:
            raise Unavailable("away")
        return Scan(scanned=True, found=self.bench.found)

    def health(self) -> str:
        """Well."""
        return "well"


def uploads(bench: Bench) -> Uploads:
    """The use case on the bench."""
    return Uploads(BenchPictures(bench), BenchPapers(bench), BenchAntivirus(bench))


def refusal(content: bytes, bench: Bench | None = None) -> str:
    """The code of the refusal that must come."""
    with pytest.raises(PoorSample) as caught:
        uploads(bench or Bench()).accept(content=content, name="a.pdf")
    return caught.value.code


@pytest.mark.parametrize("content", [JPEG, PNG])
def test_a_picture_is_scanned_and_drawn_anew(content: bytes) -> None:
    """First the bytes as they came, then cleaned for reading; one page (CAP-12)."""
    bench = Bench()
    upload = uploads(bench).accept(content=content, name="کارت.PNG")

    assert Upload(b"clean picture", "image/jpeg", 1, "کارت.jpg") == upload
    assert [("scanner", content), ("scan", content)] == bench.asked


def test_a_paper_is_scanned_and_written_anew() -> None:
    """First the bytes as they came, then the clean ones are kept, with their pages."""
    bench = Bench()
    upload = uploads(bench).accept(content=PDF, name="letter.pdf")

    assert Upload(b"clean paper", "application/pdf", 3, "letter.pdf") == upload
    assert [("scanner", PDF), ("paper", PDF)] == bench.asked


@pytest.mark.parametrize("name", ["a.pdf", "a.exe", "a.php.jpg", "", "a.svg"])
def test_the_name_decides_nothing(name: str) -> None:
    """A picture is a picture whatever it is called (ASVS V5.2.2)."""
    upload = uploads(Bench()).accept(content=JPEG, name=name)

    assert "image/jpeg" == upload.media_type
    assert upload.name.endswith(".jpg")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "upload.empty"),
        (JPEG + bytes(MOST_BYTES), "upload.too_large"),
        (bytes(MOST_BYTES + 1), "upload.too_large"),
        (bytes(MOST_BYTES), "upload.type"),
        (b"GIF89a", "upload.type"),
        (b"<svg/>", "upload.type"),
        (b" %PDF-1.7", "upload.type"),
        (b"%PDF", "upload.type"),
        (JPEG[:2], "upload.type"),
    ],
    ids=lambda value: ascii(value[:10]),
)
def test_what_is_not_taken_is_not_even_scanned(content: bytes, code: str) -> None:
    """The cheapest question first; each cause has its own code."""
    bench = Bench()

    assert code == refusal(content, bench)
    assert [] == bench.asked


def test_ten_megabytes_are_taken() -> None:
    """The limit itself is allowed."""
    content = PDF + bytes(MOST_BYTES - len(PDF))

    assert 3 == uploads(Bench()).accept(content=content, name="a.pdf").pages


@pytest.mark.parametrize("content", [JPEG, PNG, PDF])
def test_what_is_infected_is_not_cleaned_but_refused(content: bytes) -> None:
    """Its sender is told, and what the scanner calls it (threat 10)."""
    bench = Bench(found="Eicar\x1b[31m-Test")
    with pytest.raises(PoorSample, match=r"'Eicar\[31m-Test'") as caught:
        uploads(bench).accept(content=content, name="a.pdf")

    assert "upload.infected" == caught.value.code
    assert [("scanner", content)] == bench.asked


def test_nothing_is_kept_unseen() -> None:
    """While the scanner is away uploads wait (G1)."""
    bench = Bench(away=True)
    with pytest.raises(Unavailable):
        uploads(bench).accept(content=PDF, name="a.pdf")

    assert [("scanner", PDF)] == bench.asked


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("letter.pdf", "letter.pdf"),
        ("LETTER.PDF", "LETTER.pdf"),
        ("نامه\u200cها.docx", "نامه\u200cها.pdf"),
        ("نامه ۱.۲", "نامه ۱.۲.pdf"),
        ("كتاب علي.pdf", "کتاب علی.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\scan.jpg", "scan.pdf"),
        ("shell.php.jpg", "shell.php.pdf"),
        ("letter.pdf.exe", "letter.pdf"),
        ("letter\u202efdp.exe", "letterfdp.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie_ b.pdf"),
        ("a\0b\x1b.pdf", "ab.pdf"),
        ('a<b>"c"|d?e*f.pdf', "a_b__c__d_e_f.pdf"),
        ("scan.pdf:stream", "scan.pdf_stream.pdf"),
        (".htaccess", "file.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("folder/", "file.pdf"),
        ("\ud800", "file.pdf"),
        (" \u200c ", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 76 + ".pdf"),
    ],
)
def test_the_name_is_made_fit_to_be_shown(name: str, shown: str) -> None:
    """The last part of the path, nothing that is not seen, the suffix of the true type."""
    assert shown == file_name(name, ".pdf")


@given(st.text(st.characters(), max_size=120))
def test_no_name_breaks_out(name: str) -> None:
    """Whatever somebody calls his file (ASVS V5.3.2)."""
    shown = file_name(name, ".jpg")

    assert len(shown) <= MOST_NAME
    assert shown.endswith(".jpg")
    assert not shown.startswith((".", " "))
    assert not set('/\\<>:"|?*\r\n\0') & set(shown)
    assert shown.replace("\u200c", "").isprintable()
    assert shown == file_name(shown, ".jpg")
    shown.encode()
