"""PDF files written anew: what of a page stays, and what the child process cannot do."""

import time
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from PIL import Image

from miz.errors import PoorSample
from miz.ports.papers import Papers
from miz_adapters.papers import guard
from miz_adapters.papers.guard import PikepdfPapers
from miz_contracts.papers import PapersContract, paper, stream
from tests.adapters.corpus import MARKER
from tests.adapters.corpus_papers import WORDS_OF_ITS_OWN, annotated, saved, scanned
from tests.adapters.corpus_pictures import exif, picture, segment

PAPERS = PikepdfPapers(seconds=20.0)
"""With time to spare on a busy machine."""


class TestPikepdfPapers(PapersContract):
    """A child process for each."""

    @pytest.fixture
    def papers(self) -> Papers:
        """With time to spare on a busy machine."""
        return PAPERS


def cleaned(data: bytes) -> pikepdf.Pdf:
    """The clean paper, opened."""
    return pikepdf.open(BytesIO(PAPERS.clean(data).data))


def refusal(data: bytes, papers: Papers = PAPERS) -> PoorSample:
    """The refusal that must come."""
    with pytest.raises(PoorSample) as caught:
        papers.clean(data)
    return caught.value


class TestPages:
    def test_nothing_but_pages_is_left(self) -> None:
        """A catalog of pages and an identity made of the content; no author, no program."""
        given = paper(b"<< /Producer (x) >>", catalog=b"/Lang (fa)", trailer=b"/Info 5 0 R")
        with cleaned(given) as pdf:
            root, trailer, page = set(pdf.Root.keys()), set(pdf.trailer.keys()), pdf.pages[0].obj

            assert {"/Type", "/Pages"} == root
            assert "/Info" not in trailer
            assert {"/Type", "/Parent", "/MediaBox", "/Contents", "/Resources"} == set(page.keys())

    def test_a_page_keeps_its_form(self) -> None:
        """Size, cut, turn and scale, also when it inherited them."""
        page = b"/Rotate 90 /UserUnit 2 /CropBox [10 10 90 90]"
        with cleaned(paper(page=page)) as pdf:
            kept = pdf.pages[0].obj

            assert [90, 2] == [kept.Rotate, kept.UserUnit]
            assert [10, 10, 90, 90] == list(kept.CropBox)
            assert b"(a page) Tj" in kept.Contents.read_bytes()

    def test_what_a_parent_says_is_not_lost(self) -> None:
        """Paper size and turn may stand once for all pages (ISO 32000-1 7.7.3.4)."""

        def turn(pdf: pikepdf.Pdf) -> None:
            pdf.Root.Pages.Rotate = 180

        with cleaned(saved(turn)) as pdf:
            assert 180 == pdf.pages[0].obj.Rotate

    def test_a_hidden_layer_stays_hidden(self) -> None:
        """What the author did not show, a clerk does not see; its description is gone."""
        layer = b"<< /Type /OCG /Name (x) /Usage << /CreatorInfo << /Creator (%b) >> >> >>" % MARKER
        with cleaned(
            paper(
                layer,
                shown=b"/Contents 3 0 R /Resources << /Font << /F1 4 0 R >> "
                b"/Properties << /L 5 0 R >> >>",
                catalog=b"/OCProperties << /OCGs [5 0 R] /D << /OFF [5 0 R] /Creator (x) >> >>",
            )
        ) as pdf:
            used = pdf.pages[0].obj.Resources.Properties.L

            assert [used] == list(pdf.Root.OCProperties.D.OFF)
            assert {"/OFF"} == set(pdf.Root.OCProperties.D.keys())
            assert {"/Type", "/Name"} == set(used.keys())

    def test_links_and_notes_are_gone(self) -> None:
        """A link leads nowhere any more; a note that draws nothing is not kept."""
        with cleaned(annotated(note=b"/Subtype /Link /A << /S /URI /URI (x) >>")) as pdf:
            assert "/Annots" not in pdf.pages[0].obj

    @pytest.mark.parametrize(
        "note",
        [
            b"/Subtype /Widget /FT /Tx /V ()",
            b"/Subtype /Widget /FT /Btn /V /Off",
            b"/Subtype /Widget /FT /Btn",
            b"/Subtype /Widget /FT /Sig /V << >>",
            b"/Subtype /Widget /FT /Tx /V (x) /F 2",
            b"/Subtype /Widget /FT /Tx /V (x) /AP << /N 5 0 R >>",
        ],
    )
    def test_a_form_that_loses_nothing_is_taken(self, note: bytes) -> None:
        """Empty fields, boxes that are not ticked, and what is drawn already."""
        assert 1 == PAPERS.clean(annotated(WORDS_OF_ITS_OWN, note=note)).pages

    def test_a_signature_that_is_not_seen_is_no_loss_of_words(self) -> None:
        """Its kind may be inherited as well; the page is the same without it."""
        given = annotated(
            b"<< /FT /Sig /V << /Type /Sig >> >>", note=b"/Subtype /Widget /Parent 5 0 R"
        )

        assert 1 == PAPERS.clean(given).pages

    def test_a_value_that_is_only_inherited_counts(self) -> None:
        """A field may be split into a name with a value and a place on the page."""
        given = annotated(b"<< /FT /Tx /V (x) >>", note=b"/Subtype /Widget /Parent 5 0 R")

        assert "a form" in refusal(given).message


CODINGS: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "progressive": {"progressive": True},
    "with restarts": {"restart_marker_blocks": 1},
    "full colour": {"subsampling": 0, "quality": 95},
}


class TestPicturesWithin:
    @pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
    @pytest.mark.parametrize("coding", CODINGS)
    def test_a_photo_keeps_its_pixels(self, mode: str, coding: str) -> None:
        """Segments of words are cut out, those that decoders need stay (ITU-T T.81)."""
        plain = picture(mode, **CODINGS[coding])
        words = segment(0xE1, b"Exif\0\0" + MARKER) + segment(0xFE, MARKER) + segment(0xE2, MARKER)
        coded = plain[:2] + words + plain[2:] + MARKER
        with cleaned(scanned(coded)) as pdf:
            kept = pdf.pages[0].obj.Resources.XObject.Im0.read_raw_bytes()

        assert MARKER not in kept
        with Image.open(BytesIO(coded)) as before, Image.open(BytesIO(kept)) as after:
            assert before.tobytes() == after.tobytes()

    @pytest.mark.parametrize("bare", [False, True])
    def test_a_jpeg_2000_keeps_its_pixels(self, bare: bool) -> None:
        """Boxes of words are cut out; a bare code stream stays as it is."""
        whole = picture(form="JPEG2000")
        coded = whole[whole.index(b"\xff\x4f\xff\x51") :] if bare else whole
        boxed = coded if bare else coded + (8 + len(MARKER)).to_bytes(4, "big") + b"xml " + MARKER
        with cleaned(scanned(boxed, b"/Filter /JPXDecode")) as pdf:
            kept = pdf.pages[0].obj.Resources.XObject.Im0.read_raw_bytes()

        assert MARKER not in kept
        with Image.open(BytesIO(coded)) as before, Image.open(BytesIO(kept)) as after:
            assert before.tobytes() == after.tobytes()

    def test_a_photo_that_lies_about_its_size_is_refused(self) -> None:
        """Its own head counts as well as what the PDF says of it (threat 11)."""
        coded = bytearray(picture("L"))
        at = coded.index(b"\xff\xc0")
        coded[at + 5 : at + 9] = b"\xff\xdc\xff\xdc"

        assert "paper.damaged" == refusal(scanned(bytes(coded))).code


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (paper(catalog=b"/OpenAction << /S /JavaScript /JS (x) >>"), "a script"),
        (annotated(note=b"/Subtype /Link /A << /S /Launch /F (x) >>"), "starts a program"),
        (annotated(note=b"/Subtype /Screen"), "a film"),
        (paper(stream(b"", b"/Type /EmbeddedFile")), "another file"),
    ],
)
def test_a_refusal_says_what_was_found(given: bytes, what: str) -> None:
    """So that the person can take it out, or print the paper."""
    refused = refusal(given)

    assert what in refused.message
    assert "print it into a new PDF" in refused.message


def test_a_revision_without_a_mark_of_its_end_is_not_lost() -> None:
    """The tail is cut only where nothing more of the PDF follows."""
    whole = paper().rstrip()

    assert whole == guard._without_tail(whole + b"PK\x03\x04")
    assert whole[:-5] == guard._without_tail(whole[:-5])
    assert (two := whole + b"x\nstartxref\n9\n") == guard._without_tail(two)


def test_a_paper_costs_little(record_property: Callable[[str, object], None]) -> None:
    """Milliseconds for one page, a scan of 8 pages and the fullest paper, for the record."""
    noise = BytesIO()
    Image.effect_noise((1240, 1754), 32).save(noise, "JPEG", quality=70)
    frames = [Image.effect_noise((1240, 1754), 32) for _ in range(8)]
    scan = BytesIO()
    frames[0].save(scan, "PDF", save_all=True, append_images=frames[1:])
    for name, given in {
        "one_page": paper(),
        "photo": scanned(exif()),
        "scan_of_8_pages": scan.getvalue(),
        "pages_200": paper(pages=200),
    }.items():
        began = time.perf_counter()
        PAPERS.clean(given)
        record_property(f"paper_{name}_ms", round((time.perf_counter() - began) * 1000))
        record_property(f"paper_{name}_kb", len(given) // 1024)
