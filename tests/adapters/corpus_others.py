"""What is neither picture nor paper, whatever it is called; and what is too little or too much."""

import gzip
import struct

from miz_contracts.papers import paper
from tests.adapters.corpus import SCRIPT, Row, refused
from tests.adapters.corpus_pictures import picture, zipped

SVG = b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"

OTHER_TYPES = {
    "an SVG with a script": lambda: SVG,
    "an SVG with a head": lambda: b'<?xml version="1.0"?>' + SVG,
    "a GIF": lambda: picture("P", "GIF"),
    "a GIF that is a script too": lambda: b"GIF89a/*" + bytes(8) + b"*/=1;alert(1)//",
    "a WebP": lambda: picture(form="WEBP"),
    "a TIFF": lambda: picture(form="TIFF"),
    "a BMP": lambda: picture(form="BMP"),
    "an icon": lambda: picture(form="ICO"),
    "a JPEG 2000": lambda: picture(form="JPEG2000"),
    "a HEIC": lambda: struct.pack(">I", 24) + b"ftypheic" + bytes(100),
    "a web page": lambda: b"<!doctype html>" + SCRIPT,
    "a web page behind a mark": lambda: b"\xef\xbb\xbf<html>" + SCRIPT,
    "an archive": zipped,
    "a Word document": lambda: zipped("[Content_Types].xml", "word/document.xml"),
    "an old Word document": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "an RTF document": lambda: b"{\\rtf1 " + SCRIPT + b"}",
    "a packed PDF": lambda: gzip.compress(paper(), mtime=0),
    "a program of Windows": lambda: b"MZ" + bytes(100),
    "a program of Linux": lambda: b"\x7fELF" + bytes(100),
    "a shell script": lambda: b"#!/bin/sh\nrm -rf /\n",
    "a PHP script": lambda: SCRIPT,
    "a PostScript file": lambda: b"%!PS-Adobe-3.0\nshowpage\n",
    "a PDF behind a byte": lambda: b"\n" + paper(),
    "a PDF behind a GIF": lambda: b"GIF89a" + paper(),
    "a PDF behind a mark": lambda: b"\xef\xbb\xbf" + paper(),
    "a JPEG behind a byte": lambda: b"\0" + picture(),
    "a text": "سلام".encode,
    "one byte": lambda: b"%",
    "the first byte of a JPEG": lambda: b"\xff",
    "zeros": lambda: bytes(100_000),
}

ROWS = [
    *refused("is of another type", OTHER_TYPES, sent="scan.pdf"),
    Row("nothing", bytes, "is empty"),
    Row("a JPEG of 30 MB", lambda: picture() + bytes(30 * 2**20), "has too many bytes"),
    Row("a PDF of 30 MB", lambda: paper() + bytes(30 * 2**20), "has too many bytes"),
    Row("an archive of 30 MB", lambda: zipped() + bytes(30 * 2**20), "has too many bytes"),
    Row(
        "a PDF of one byte too many",
        lambda: paper() + bytes(10 * 2**20 + 1 - len(paper())),
        "has too many bytes",
    ),
]
