"""The pages' font: IBM Plex Sans Arabic (OFL) from its package, cut down once on this machine."""

import os
import tempfile
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from io import BytesIO
from pathlib import Path

PACKAGE, DISTRIBUTION = "fontpkg_ibm_plex_sans_arabic", "fontpkg-ibm-plex-sans-arabic"
FACES = {400: "Regular", 600: "SemiBold"}
KEPT = (
    (0x0020, 0x007E), (0x00A0, 0x00FF), (0x0600, 0x06FF), (0x200B, 0x200F), (0x2010, 0x2027),
    (0x2030, 0x203A), (0x2066, 0x2069), (0x2190, 0x2193), (0x2212, 0x2212), (0xFDFC, 0xFDFC),
)  # fmt: skip
"""Latin, Persian, joiners and isolates, punctuation, arrows, the rial sign."""


def web_font(weight: int, folder: Path) -> bytes:
    """A WOFF2 of one weight, about 46 kB; made within a second, then kept in ``folder``."""
    kept = folder / f"plex-{_version()}-{weight}.woff2"
    if not kept.is_file():
        _keep(kept, _cut(weight))
    return _read(kept)


@cache
def _read(kept: Path) -> bytes:
    return kept.read_bytes()


def _keep(place: Path, data: bytes) -> None:
    """Whole or not at all: another process may be making the same file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(temporary).replace(place)


def _version() -> str:
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown"


def _cut(weight: int) -> bytes:
    from fontTools import subset  # type: ignore[import-untyped]

    options = subset.Options(flavor="woff2", hinting=False)
    options.drop_tables += ["meta"]  # fontTools cannot cut it, and browsers never read it
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # the licence stays inside the file
    options.notdef_outline = True
    source = files(PACKAGE) / "files" / f"IBMPlexSansArabic-{FACES[weight]}.ttf"
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for low, high in KEPT for code in range(low, high + 1)])
    cutter.subset(font)
    target = BytesIO()
    subset.save_font(font, target, options)
    font.close()
    return target.getvalue()
