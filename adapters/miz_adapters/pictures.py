"""Uploads decoded and drawn anew with Pillow (threats 10 and 11).

Nothing of the upload is copied: pixels go into an empty picture and are encoded again, so
tails, chunks, EXIF, ICC and thumbnails have no way through.
"""

import os
from io import BytesIO

from attrs import frozen
from PIL import Image, ImageFile, ImageOps, JpegImagePlugin, PngImagePlugin

from miz.errors import PoorSample
from miz.ports.pictures import CleanPicture, Kind, Pictures

_BY_CONTENT: dict[bytes, type[ImageFile.ImageFile]] = {
    b"\xff\xd8\xff": JpegImagePlugin.JpegImageFile,
    b"\x89PNG\r\n\x1a\n": PngImagePlugin.PngImageFile,
}
"""Decoders by first bytes; opened by name, Pillow's other formats are never consulted."""


@frozen
class _Target:
    """What becomes of a kind of picture; ``side`` is the longest in pixels."""

    format: str
    media_type: str
    side: int
    modes: tuple[str, ...]
    options: dict[str, int | bool]


_JPEG = ("JPEG", "image/jpeg")
# Fitted Huffman tables ("optimize") make a photograph 2 % smaller and take twice the time.
_TARGETS: dict[Kind, _Target] = {
    "photo": _Target(*_JPEG, 640, ("RGB", "L"), {"quality": 85}),
    "scan": _Target(*_JPEG, 1600, ("RGB", "L"), {"quality": 85}),
    "logo": _Target("PNG", "image/png", 512, ("RGB", "L", "RGBA"), {"optimize": True}),
}


@frozen
class PillowPictures(Pictures):
    """JPEG and PNG in, one clean JPEG or PNG out; holds no state, so any thread may use it."""

    most_bytes: int = 8 * 2**20
    most_pixels: int = 20_000_000

    def clean(self, data: bytes, *, kind: Kind) -> CleanPicture:
        """See the port; a refusal costs microseconds because it comes before any decoding."""
        if len(data) > self.most_bytes:
            raise _too_large(self.most_bytes)
        opened = _open(data)
        self._refuse_oversize(opened)
        return _encode(_decode(opened, _TARGETS[kind]), _TARGETS[kind])

    def _refuse_oversize(self, opened: ImageFile.ImageFile) -> None:
        """Believe the header before memory is taken: a bomb is small until it is decoded."""
        if opened.width * opened.height > self.most_pixels:
            most = self.most_pixels // 1_000_000
            raise PoorSample(
                f"This picture has more than {most} million pixels; make it smaller first.",
                code="picture.too_many_pixels",
            )
        if getattr(opened, "is_animated", False):
            raise PoorSample(
                "This picture moves; save one frame of it as JPEG or PNG.",
                code="picture.animated",
            )


def _too_large(most: int) -> PoorSample:
    """More bytes than are read at all."""
    return PoorSample(
        f"This file is larger than {most // 2**20} MB; choose a smaller picture.",
        code="picture.too_large",
    )


def _open(data: bytes) -> ImageFile.ImageFile:
    """Read the header of a JPEG or PNG, going by content, never by name or declared type.

    The decoder's class is called itself because `Image.open` would only warn of a bomb, and
    turning warnings into errors is not safe among threads.
    """
    for magic, decoder in _BY_CONTENT.items():
        if data.startswith(magic):
            try:
                return decoder(BytesIO(data))
            except Exception as error:  # a decoder fed by strangers may raise anything
                raise _not_an_image() from error
    raise _not_an_image()


def _not_an_image() -> PoorSample:
    """Neither of the two formats that are taken."""
    return PoorSample(
        "This file is not a JPEG or PNG picture; take a photo or save it as one of these.",
        code="picture.not_an_image",
    )


def _decode(opened: ImageFile.ImageFile, target: _Target) -> Image.Image:
    """The pixels, upright and in size."""
    try:
        # A JPEG can be decoded at a half, quarter or eighth: a large photo takes far less memory.
        opened.draft(None, (2 * target.side, 2 * target.side))
        opened.load()
        upright = _in_modes(opened, target.modes)
        ImageOps.exif_transpose(upright, in_place=True)
        upright.thumbnail((target.side, target.side), Image.Resampling.LANCZOS)
    except Exception as error:  # a decoder fed by strangers may raise anything
        raise PoorSample(
            "This picture is damaged or incomplete; send it again.",
            code="picture.damaged",
        ) from error
    return upright


def _in_modes(opened: Image.Image, modes: tuple[str, ...]) -> Image.Image:
    """Grey stays grey; transparency stays where the target can keep it, else goes on white."""
    if opened.mode.startswith("I"):
        opened = opened.point(lambda level: level / 256).convert("L")
    if opened.has_transparency_data:
        clear = opened.convert("RGBA")
        return clear if "RGBA" in modes else _on_white(clear)
    return opened if opened.mode in modes else opened.convert("RGB")


def _on_white(clear: Image.Image) -> Image.Image:
    """A JPEG has no transparency."""
    white = Image.new("RGBA", clear.size, "white")
    white.alpha_composite(clear)
    return white.convert("RGB")


def _encode(upright: Image.Image, target: _Target) -> CleanPicture:
    """A new picture from raw pixels only, in memory.

    Pillow lets other threads run while it encodes into a file of the system, not into a BytesIO:
    there a large scan would hold up the whole process, gates included.
    """
    bare = Image.new(upright.mode, upright.size, None)  # None: every pixel is pasted over
    bare.paste(upright)
    with os.fdopen(os.memfd_create("picture"), "w+b") as file:
        bare.save(file, target.format, **target.options)
        file.seek(0)
        return CleanPicture(file.read(), target.media_type, bare.width, bare.height)
