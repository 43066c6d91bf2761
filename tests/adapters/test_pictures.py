"""Uploads become clean pictures, or a refusal that helps (threats 10 and 11)."""

import contextlib
import time
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from miz.errors import PoorSample
from miz.ports.pictures import Kind
from miz_adapters.pictures import PillowPictures
from tests.adapters.corpus_pictures import bomb

MARKER = b"<?php system('marker-6c1f'); ?>"
PICTURES = PillowPictures()


def picture(
    size: tuple[int, int] = (64, 48),
    *,
    mode: str = "RGB",
    form: str = "JPEG",
    colour: str = "teal",
    **options: object,
) -> bytes:
    """An encoded picture of one colour."""
    file = BytesIO()
    Image.new(mode, size, colour).save(file, form, **options)
    return file.getvalue()


def with_zip_tail() -> bytes:
    """A picture that is also an archive."""
    file = BytesIO(picture())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("shell.php", MARKER)
    return file.getvalue()


def with_text_chunk() -> bytes:
    """A PNG that carries words."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", MARKER.decode())
    words.add_itxt("XML:com.adobe.xmp", MARKER.decode())
    return picture(form="PNG", pnginfo=words)


def with_exif() -> bytes:
    """A photo that tells where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = MARKER.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 21.0), 29: "marker-6c1f"})
    return picture(exif=exif)


def with_comment_and_profile() -> bytes:
    """A JPEG with a comment and a colour profile that are something else."""
    return picture(comment=MARKER, icc_profile=MARKER * 10)


POLYGLOTS: dict[str, Callable[[], bytes]] = {
    "zip tail": with_zip_tail,
    "php tail of a JPEG": lambda: picture() + MARKER,
    "php tail of a PNG": lambda: picture(form="PNG") + MARKER,
    "PNG text": with_text_chunk,
    "EXIF and GPS": with_exif,
    "JPEG comment and profile": with_comment_and_profile,
}

STRANGERS = {
    "nothing": b"",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "GIF": picture(form="GIF"),
    "WebP": picture(form="WEBP"),
    "TIFF": picture(form="TIFF"),
    "PDF": picture(form="PDF"),
    "HTML": b"<!doctype html><script>alert(1)</script>",
    "only the first bytes of a JPEG": b"\xff\xd8\xff\xe0",
    "only the first bytes of a PNG": b"\x89PNG\r\n\x1a\n",
}


def refusal(data: bytes, kind: Kind = "photo") -> str:
    """The code of the refusal that must come."""
    with pytest.raises(PoorSample) as caught:
        PICTURES.clean(data, kind=kind)
    return caught.value.code


@pytest.mark.parametrize("kind", ["photo", "scan", "logo"])
@pytest.mark.parametrize("name", POLYGLOTS)
def test_nothing_but_pixels_survives(name: str, kind: Kind) -> None:
    """A picture with something else in it comes out without it (threat 10, ASVS V14.2.8)."""
    cleaned = PICTURES.clean(POLYGLOTS[name](), kind=kind)

    assert b"marker-6c1f" not in cleaned.data
    assert b"PK\x03\x04" not in cleaned.data
    with Image.open(BytesIO(cleaned.data)) as again:
        left = set(again.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert set() == left
        assert {} == dict(again.getexif())
        assert (cleaned.width, cleaned.height) == again.size


@pytest.mark.parametrize("name", STRANGERS)
def test_other_formats_are_refused_by_content(name: str) -> None:
    """Whatever is not JPEG or PNG inside is refused, with what to do next (threat 10)."""

    assert "picture.not_an_image" == refusal(STRANGERS[name])


def test_a_bomb_is_refused_before_it_is_decoded(
    record_property: Callable[[str, object], None],
) -> None:
    """60 000 × 60 000 pixels in a small file are refused from the header alone (threat 11)."""
    data = bomb(60_000)
    began = time.perf_counter()
    refused = refusal(data)
    record_property("seconds_to_refuse", time.perf_counter() - began)

    assert "picture.too_many_pixels" == refused
    assert len(data) < 1_000_000


def test_a_large_but_honest_picture_is_taken() -> None:
    """A 12-megapixel phone photo is within the cap and comes out at 640 px (threat 11)."""
    cleaned = PICTURES.clean(picture((4000, 3000)), kind="photo")

    assert (640, 480) == (cleaned.width, cleaned.height)


def test_too_many_bytes_are_refused_unread() -> None:
    """A file above the byte cap is refused whatever it contains (threat 11)."""

    assert "picture.too_large" == refusal(picture() + bytes(8 * 2**20))


def test_a_moving_picture_is_refused() -> None:
    """An animated PNG has no one picture to keep (threat 11)."""
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    file = BytesIO()
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])

    assert "picture.animated" == refusal(file.getvalue())


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_half_a_picture_is_refused(form: str) -> None:
    """An upload that broke off is refused rather than shown half grey (EDK-07)."""
    whole = picture((400, 300), form=form)

    assert "picture.damaged" == refusal(whole[: len(whole) * 2 // 3])


def test_a_sideways_photo_is_set_upright() -> None:
    """A phone's orientation is applied before its EXIF is dropped (CAP-12)."""
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the scene is on the right
    lying = Image.new("RGB", (300, 200), "white")
    lying.paste("red", (0, 0, 150, 200))
    file = BytesIO()
    lying.save(file, "JPEG", exif=exif, quality=95)

    cleaned = PICTURES.clean(file.getvalue(), kind="photo")

    assert (200, 300) == (cleaned.width, cleaned.height)
    with Image.open(BytesIO(cleaned.data)) as upright:
        top, bottom = upright.getpixel((100, 40)), upright.getpixel((100, 260))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[1] < 60
    assert bottom[1] > 200


@pytest.mark.parametrize(
    ("kind", "media_type", "side"),
    [("photo", "image/jpeg", 640), ("scan", "image/jpeg", 1600), ("logo", "image/png", 512)],
)
def test_each_kind_has_its_size_and_format(kind: Kind, media_type: str, side: int) -> None:
    """A photo, a scan and a logo come out as their port promises (CAP-12, CAP-18)."""
    cleaned = PICTURES.clean(picture((2400, 1200), form="PNG"), kind=kind)

    assert (media_type, side, side // 2) == (cleaned.media_type, cleaned.width, cleaned.height)


def test_a_small_picture_is_not_blown_up() -> None:
    """Sizes are ceilings; a small picture keeps its own (CAP-12)."""
    cleaned = PICTURES.clean(picture((40, 30)), kind="photo")

    assert (40, 30) == (cleaned.width, cleaned.height)


@pytest.mark.parametrize(("kind", "expected"), [("logo", (0, 128, 128, 0)), ("photo", (255,) * 3)])
def test_transparency_is_kept_or_goes_on_white(kind: Kind, expected: tuple[int, ...]) -> None:
    """A logo stays transparent; where that is impossible it lies on white (CAP-18)."""
    data = picture(mode="RGBA", form="PNG", colour="#00808000")

    with Image.open(BytesIO(PICTURES.clean(data, kind=kind).data)) as seen:
        assert expected == seen.getpixel((5, 5))


@pytest.mark.parametrize(
    ("mode", "form"),
    [("1", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("I;16", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG")],
)
@pytest.mark.parametrize("kind", ["photo", "logo"])
def test_every_colour_mode_is_understood(mode: str, form: str, kind: Kind) -> None:
    """Grey, palette, 16-bit and print colours are pictures too (CAP-12)."""
    source = Image.new("L", (20, 20), 255).convert(mode if mode != "I;16" else "L")
    if mode == "I;16":
        source = Image.new("I;16", (20, 20), 65535)
    file = BytesIO()
    source.save(file, form)

    with Image.open(BytesIO(PICTURES.clean(file.getvalue(), kind=kind).data)) as seen:
        assert 250 < seen.convert("L").getpixel((10, 10))  # type: ignore[operator]


@given(st.binary(max_size=40), st.integers(0, 600), st.sampled_from(["JPEG", "PNG"]))
def test_a_damaged_picture_never_escapes_the_port(noise: bytes, at: int, form: str) -> None:
    """Whatever the bytes, the answer is a clean picture or PoorSample (threat 10)."""
    whole = picture(form=form)
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    with contextlib.suppress(PoorSample):
        cleaned = PICTURES.clean(damaged, kind="photo")

        assert "image/jpeg" == cleaned.media_type
