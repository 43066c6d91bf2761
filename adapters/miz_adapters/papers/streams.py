"""The streams of a PDF: not larger than they should be, and with nothing behind the picture."""

import re
import struct
import zlib
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, StreamDecodeLevel

MOST_DECODED = 128 * 2**20
"""Bytes; an A4 page in colour at 600 dpi has 104 MB."""
MOST_PIXELS = 150_000_000
"""An A4 page at 1200 dpi has 139 million."""
_PLAIN = {"/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"}
_FAX = {"/CCITTFaxDecode", "/JBIG2Decode"}
"""Black and white codings; they have no room for words."""
_STEP = 2**20
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""Segments that say how large the picture is."""
_JFIF, _ADOBE = (0xE0, 16), (0xEE, 14)
"""The two application segments that decoders need, each with its length without a thumbnail."""
_JPX_BOXES = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}


def tidy(pdf: Pdf, thing: Object) -> None:
    """Rewrites a stream where something hides in it; raises ValueError where it is a bomb."""
    if not isinstance(thing, Stream):
        return
    _refuse_oversize(int(thing.get("/Width", 0)), int(thing.get("/Height", 0)))
    names = _filters(thing)
    if names and not _PLAIN.issuperset(names[:-1]):
        raise ValueError("an unknown filter")
    match names:
        case []:
            return
        case ["/FlateDecode"]:
            _cut(thing)
        case [*_, last] if last in _PLAIN:
            thing.write(thing.read_bytes(StreamDecodeLevel.specialized))
        case [*before, "/DCTDecode"]:
            bare = b"".join(_bare_jpeg(_uncovered(pdf, thing, len(before))))
            thing.write(bare, filter=Name.DCTDecode, decode_parms=_parms(thing))
        case [*before, "/JPXDecode"]:
            bare = b"".join(_bare_jpx(_uncovered(pdf, thing, len(before))))
            thing.write(bare, filter=Name.JPXDecode, decode_parms=_parms(thing))
        case [*_, last] if last not in _FAX:
            raise ValueError("an unknown filter")


def _refuse_oversize(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise ValueError("a picture of too many pixels")


def _filters(thing: Stream) -> list[str]:
    given = thing.get("/Filter")
    if given is None:
        return []
    return [str(name) for name in (given if isinstance(given, Array) else [given])]


def _parms(thing: Stream) -> Dictionary | None:
    """How the last filter is set."""
    given = thing.get("/DecodeParms")
    if isinstance(given, Array):
        given = given[-1] if len(given) else None
    return given if isinstance(given, Dictionary) else None


def _cut(thing: Stream) -> None:
    """Inflates in small steps, for the size alone, and drops what stands behind the end."""
    raw = thing.read_raw_bytes()
    unpacker, size, left = zlib.decompressobj(), 0, raw
    while left and not unpacker.eof:
        size += len(unpacker.decompress(left, _STEP))
        if size > MOST_DECODED:
            raise ValueError("a stream that is a bomb")
        left = unpacker.unconsumed_tail
    if unpacker.unused_data:
        kept = raw[: len(raw) - len(unpacker.unused_data)]
        thing.write(kept, filter=Name.FlateDecode, decode_parms=_parms(thing))


def _uncovered(pdf: Pdf, thing: Stream, covers: int) -> bytes:
    """The coded picture, which may be packed once more as a whole."""
    raw = thing.read_raw_bytes()
    if not covers:
        return raw
    outer = Stream(pdf, raw, Filter=Array(list(thing.Filter)[:covers]))
    return outer.read_bytes(StreamDecodeLevel.specialized)


def _bare_jpeg(data: bytes) -> Iterator[bytes]:
    """A JPEG without comments, EXIF, profiles and thumbnails (ITU-T T.81 annex B)."""
    if not data.startswith(b"\xff\xd8"):
        raise ValueError("no JPEG")
    yield data[:2]
    at = 2
    while found := _NEXT_MARKER.search(data, at):
        at = found.start()
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xD9:
            break
        end = at + 2 + length
        if marker in _FRAMES:
            _refuse_oversize(*struct.unpack_from(">HH", data, at + 5))
        if not 0xE0 <= marker <= 0xFE or (marker, length) in {_JFIF, _ADOBE}:
            yield data[at:end]
        at = end
        if marker == 0xDA:
            found = _NEXT_MARKER.search(data, at)
            end = found.start() if found else len(data)
            yield data[at:end]
            at = end
    yield b"\xff\xd9"


def _bare_jpx(data: bytes) -> Iterator[bytes]:
    """A JPEG 2000 without boxes of words (ISO 15444-1 annex I); a bare code stream stays."""
    at = 0
    while at < len(data) and not data.startswith(b"\xff\x4f"):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        end = at + length if length else len(data)
        if end < at + 8:
            raise ValueError("no JPEG 2000")
        if kind in _JPX_BOXES:
            yield data[at:end]
        at = end
    if at == 0:
        yield data
