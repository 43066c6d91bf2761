"""The rules of `miz.ports.papers.Papers`.

class TestMine(PapersContract):
    @pytest.fixture
    def papers(self):
        return MyPapers()
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miz.errors import PoorSample
from miz.ports.papers import CleanPaper, Papers

MARKER = b"marker-6c1f"
MOST_BYTES = 10 * 2**20
MOST_PAGES = 200
WORDS = b"BT /F1 12 Tf 20 100 Td (a page) Tj ET"
SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """The body of a stream."""
    head = b"<< %b /Length %d >>" % (entries, len(content))
    return head + b"\nstream\n" + content + b"\nendstream"


def pdf_of(*bodies: bytes, trailer: bytes = b"") -> bytes:
    """A file of objects, numbered from 1, which is the catalog."""
    parts = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
    parts += [b"%d 0 obj\n%b\nendobj\n" % numbered for numbered in enumerate(bodies, 1)]
    *places, end = accumulate(map(len, parts))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    return b"".join(parts) + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R %b >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, trailer, end)
    )


def paper(
    *more: bytes,
    pages: int = 1,
    shown: bytes = b"/Contents 3 0 R /Resources << /Font << /F1 4 0 R >> >>",
    catalog: bytes = b"",
    page: bytes = b"",
    trailer: bytes = b"",
) -> bytes:
    """A PDF of equal pages: object 3 is their words, 4 the font, 5 and on are ``more``."""
    kids = b" ".join(b"%d 0 R" % (5 + len(more) + number) for number in range(pages))
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] " + shown + b" " + page + b" >>"
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Count %d /Kids [%b] >>" % (pages, kids),
        stream(WORDS),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
        *[leaf] * pages,
        trailer=trailer,
    )


HARMLESS: Mapping[str, bytes] = {
    "one page": paper(),
    "as many pages as are taken": paper(pages=MOST_PAGES),
    "an author and a title": paper(
        b"<< /Author (" + MARKER + b") /Title (" + MARKER + b") >>", trailer=b"/Info 5 0 R"
    ),
    "XMP": paper(
        stream(b"<x>" + MARKER + b"</x>", b"/Type /Metadata /Subtype /XML"),
        catalog=b"/Metadata 5 0 R",
    ),
    "private data of a program": paper(
        page=b"/PieceInfo << /X << /Private (" + MARKER + b") >> >>"
    ),
    "something behind the end": paper() + MARKER * 1000,
    "a link to a web page": paper(
        page=b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI "
        b"(https://example.org/" + MARKER + b") >> >>]"
    ),
}
"""Papers whose pages are kept and whose rest is not."""
HARMFUL: Mapping[str, tuple[str, bytes]] = {
    "nothing": ("paper.not_a_pdf", b""),
    "a web page": ("paper.not_a_pdf", b"<!doctype html><script>alert(1)</script>"),
    "a PDF behind something else": ("paper.not_a_pdf", b"GIF89a" + paper()),
    "too many bytes": ("paper.too_large", paper() + bytes(MOST_BYTES)),
    "too many pages": ("paper.too_many_pages", paper(pages=MOST_PAGES + 1)),
    "only the magic": ("paper.damaged", b"%PDF-1.7\n"),
    "no pages": ("paper.damaged", paper(pages=0)),
    "half a PDF": ("paper.damaged", paper(pages=20)[:1500]),
    "a password": (
        "paper.encrypted",
        paper(
            b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b> >>" % (b"00" * 32, b"00" * 32),
            trailer=b"/Encrypt 5 0 R /ID [<00> <00>]",
        ),
    ),
    "a script when it is opened": ("paper.active", paper(catalog=b"/OpenAction " + SCRIPT)),
    "a script when a page is turned": ("paper.active", paper(page=b"/AA << /O " + SCRIPT + b" >>")),
    "an embedded file": (
        "paper.active",
        paper(
            stream(b"payload", b"/Type /EmbeddedFile"),
            catalog=b"/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a) "
            b"/EF << /F 5 0 R >> >>] >> >>",
        ),
    ),
    "a command": (
        "paper.active",
        paper(
            page=b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] "
            b"/A << /S /Launch /F (cmd.exe) >> >>]"
        ),
    ),
}
"""Files that are refused, each with its code."""


class PapersContract:
    """A PDF that only shows pages, or a refusal that says why."""

    @pytest.fixture
    def papers(self) -> Papers:
        """The part under test."""
        raise NotImplementedError

    @pytest.mark.parametrize("name", HARMLESS)
    def test_pages_are_kept(self, papers: Papers, name: str) -> None:
        """As many as there were, in a PDF without a byte before it; it can be cleaned again."""
        cleaned = papers.clean(HARMLESS[name])
        pages = MOST_PAGES if name == "as many pages as are taken" else 1

        assert cleaned.data.startswith(b"%PDF-")
        assert pages == cleaned.pages
        assert pages == papers.clean(cleaned.data).pages

    @pytest.mark.parametrize("name", HARMLESS)
    def test_what_is_no_page_is_not_kept(self, papers: Papers, name: str) -> None:
        """Neither who wrote it and with what, nor what lies behind it (threat 10)."""

        assert MARKER not in papers.clean(HARMLESS[name]).data

    @pytest.mark.parametrize("name", HARMFUL)
    def test_what_is_dangerous_is_refused(self, papers: Papers, name: str) -> None:
        """With the code of its cause, so that the person can be told what to do (threat 12)."""
        code, data = HARMFUL[name]
        with pytest.raises(PoorSample) as caught:
            papers.clean(data)

        assert code == caught.value.code

    @settings(
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.differing_executors,
        ],
        max_examples=20,
    )
    @given(noise=st.binary(min_size=1, max_size=40), at=st.integers(0, 900))
    def test_noise_does_not_escape(self, papers: Papers, noise: bytes, at: int) -> None:
        """Whatever the bytes, the answer is a clean paper or PoorSample."""
        whole = paper()
        try:
            cleaned = papers.clean(whole[:at] + noise + whole[at + len(noise) :])
        except PoorSample:
            return

        assert cleaned.data.startswith(b"%PDF-")

    def test_the_same_paper_comes_out_the_same(self, papers: Papers) -> None:
        """Byte for byte, also for many at once: equal papers are kept once."""
        with ThreadPoolExecutor(4) as pool:
            cleaned = set(pool.map(papers.clean, [paper(pages=2)] * 8))

        assert 1 == len(cleaned)
        assert isinstance(cleaned.pop(), CleanPaper)
