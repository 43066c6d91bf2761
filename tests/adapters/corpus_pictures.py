"""The pictures of the corpus, and what only claims to be one."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import Image, PngImagePlugin

from miz_contracts.papers import paper
from tests.adapters.corpus import MARKER, SCRIPT, Row, accepted, refused

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


def picture(mode: str = "RGB", form: str = "JPEG", **options: object) -> bytes:
    """A small picture in which there is something to see."""
    file, side = BytesIO(), 64
    grey = Image.linear_gradient("L").resize((side, side))
    grey.convert(mode).save(file, form, **options)
    return file.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    """One JPEG segment."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def with_segment(marker: int, body: bytes) -> bytes:
    """A JPEG with one more segment."""
    plain = picture()
    return plain[:2] + segment(marker, body) + plain[2:]


def chunk(kind: bytes, body: bytes) -> bytes:
    """One PNG chunk."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunk(kind: bytes, body: bytes) -> bytes:
    """A PNG with one more chunk before its pixels."""
    plain = picture(form="PNG")
    at = plain.index(b"IDAT") - 4
    return plain[:at] + chunk(kind, body) + plain[at:]


def bomb(side: int) -> bytes:
    """A valid PNG of one colour that grows thousandfold when decoded."""
    packer = zlib.compressobj(9)
    line = bytes(1 + side // 8)
    body = b"".join(packer.compress(line) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return PNG_MAGIC + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def zipped(*names: str, before: bytes = b"") -> bytes:
    """An archive of scripts, perhaps behind something."""
    file = BytesIO(before)
    file.seek(0, io.SEEK_END)
    with zipfile.ZipFile(file, "a") as archive:
        for name in names or ("shell.php",):
            archive.writestr(name, SCRIPT)
    return file.getvalue()


def exif(*, turned: bool = False) -> bytes:
    """A JPEG that tells where it was taken, with a thumbnail."""
    facts = Image.Exif()
    facts[0x010E] = MARKER.decode()
    facts[0x0112] = 6 if turned else 1
    facts.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 21.0), 29: MARKER.decode()})
    return picture(exif=facts)


def with_texts() -> bytes:
    """A PNG that carries words, plain and packed."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", MARKER.decode())
    words.add_text("Packed", MARKER.decode(), zip=True)
    words.add_itxt("XML:com.adobe.xmp", MARKER.decode())
    return picture(form="PNG", pnginfo=words)


def moving() -> bytes:
    """A PNG of two frames."""
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    file = BytesIO()
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])
    return file.getvalue()


def oversize_jpeg() -> bytes:
    """A small JPEG whose header promises 65 500 × 65 500 pixels."""
    plain = bytearray(picture())
    at = plain.index(b"\xff\xc0")
    plain[at + 5 : at + 9] = struct.pack(">HH", 65500, 65500)
    return bytes(plain)


def cut(form: str) -> Callable[[], bytes]:
    """Two thirds of a larger picture."""

    def make() -> bytes:
        file = BytesIO()
        Image.effect_noise((400, 300), 64).save(file, form)
        return file.getvalue()[: len(file.getvalue()) * 2 // 3]

    return make


CLEAN = {
    "a JPEG": picture,
    "a grey JPEG": lambda: picture("L"),
    "a CMYK JPEG": lambda: picture("CMYK"),
    "a progressive JPEG": lambda: picture(progressive=True),
    "a JPEG that lies on its side": lambda: exif(turned=True),
    "a PNG": lambda: picture(form="PNG"),
    "a PNG with transparency": lambda: picture("LA", "PNG"),
    "a PNG with a palette": lambda: picture("P", "PNG"),
    "a PNG in black and white": lambda: picture("1", "PNG"),
}
CARRIERS = {
    "a JPEG that is an archive too": lambda: zipped(before=picture()),
    "a PNG that is an archive too": lambda: zipped(before=picture(form="PNG")),
    "a JPEG with a script behind it": lambda: picture() + SCRIPT,
    "a PNG with a script behind it": lambda: picture(form="PNG") + SCRIPT,
    "a JPEG with a PDF behind it": lambda: picture() + paper(catalog=b"/X (" + MARKER + b")"),
    "a JPEG with a PDF in its comment": lambda: with_segment(0xFE, b"%PDF-1.4\n" + MARKER),
    "a JPEG with a web page in its comment": lambda: with_segment(0xFE, SCRIPT),
    "a JPEG with EXIF and GPS": exif,
    "a JPEG with XMP": lambda: with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + MARKER),
    "a JPEG with a profile": lambda: picture(icc_profile=MARKER * 20),
    "a JPEG with IPTC": lambda: with_segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04" + MARKER),
    "a JPEG with an unknown segment": lambda: with_segment(0xEF, MARKER),
    "a PNG with texts": with_texts,
    "a PNG with a profile": lambda: picture(form="PNG", icc_profile=MARKER * 20),
    "a PNG with EXIF": lambda: with_chunk(b"eXIf", b"MM\0\x2a\0\0\0\x08\0\0" + MARKER),
    "a PNG with a private chunk": lambda: with_chunk(b"prVt", MARKER),
}
DAMAGED = {
    "two thirds of a JPEG": cut("JPEG"),
    "two thirds of a PNG": cut("PNG"),
    "a PNG whose pixels are noise": lambda: with_chunk(b"IDAT", MARKER),
    "a PNG without pixels": lambda: PNG_MAGIC + picture(form="PNG")[8:33] + chunk(b"IEND", b""),
}
EMPTY_SHELLS = {
    "the first bytes of a JPEG": lambda: b"\xff\xd8\xff\xe0",
    "the first bytes of a PNG": lambda: PNG_MAGIC,
    "a script behind the first bytes of a JPEG": lambda: b"\xff\xd8\xff" + SCRIPT,
    "a PNG with a bomb of words": lambda: with_chunk(
        b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200 * 2**20), 9)
    ),
}
BOMBS = {
    "60 000 × 60 000 pixels in a small PNG": lambda: bomb(60_000),
    "65 500 × 65 500 pixels in a small JPEG": oversize_jpeg,
}
NAMES = [
    ("shell.php.jpg", "shell.php.jpg"),
    ("scan.pdf.exe", "scan.pdf.jpg"),
    ("../../etc/passwd", "passwd.jpg"),
    ("C:\\Users\\x\\کارت ملی.PNG", "کارت ملی.jpg"),
    ("gpj\u202eexe.png", "gpjexe.jpg"),
    ("", "file.jpg"),
]

ROWS = [
    *accepted(CLEAN, sent="scan.png", kept="scan.jpg"),
    *accepted(CARRIERS, sent="scan.jpeg", kept="scan.jpg"),
    *(Row(f"a JPEG called {sent!a}", picture, sent=sent, kept=kept) for sent, kept in NAMES),
    *refused("is a damaged picture", DAMAGED, sent="scan.jpg"),
    *refused("is no picture behind its first bytes", EMPTY_SHELLS, sent="scan.jpg"),
    *refused("has too many pixels", BOMBS, sent="scan.png"),
    Row("a PNG that moves", moving, "moves"),
    Row("a JPEG of 9 MB", lambda: picture() + bytes(9 * 2**20), "has too many bytes for a picture"),
]
