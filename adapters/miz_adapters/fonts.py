"""IBM Plex Sans Arabic (OFL), from its PyPI package: for the press and for the web pages.

The binary is never committed; the web subset is made on the machine that serves it.
"""

import os
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from miz.errors import ConfigError

PACKAGE = "fontpkg_ibm_plex_sans_arabic"
DISTRIBUTION = "fontpkg-ibm-plex-sans-arabic"
WEIGHTS = {
    300: "Light",
    400: "Regular",
    500: "Medium",
    600: "SemiBold",
    700: "Bold",
}
"""CSS weights and the file of each."""

_RANGES: Sequence[tuple[int, int]] = (
    (0x0020, 0x007E),  # Latin, ASCII digits and punctuation
    (0x00A0, 0x00FF),  # Latin-1: guillemets, middle dot, visitors' names from abroad
    (0x0600, 0x06FF),  # Arabic, Persian letters, both digit sets, hamza above, kasra
    (0x200B, 0x200F),  # joiners and direction marks
    (0x2010, 0x2027),  # dashes, quotes, bullet, ellipsis
    (0x2030, 0x203A),  # per mille, single guillemets
    (0x2066, 0x2069),  # direction isolates
    (0x2190, 0x2193),  # arrows
    (0x2212, 0x2212),  # minus
    (0xFDFC, 0xFDFC),  # rial sign
)


def font_path(weight: int = 400) -> Path:
    """The TTF of a CSS weight (one of `WEIGHTS`); raises ConfigError when it is not there."""
    if weight not in WEIGHTS:
        known = ", ".join(map(str, WEIGHTS))
        raise ConfigError(f"There is no font of weight {weight}; use one of {known}.")
    try:
        found = files(PACKAGE) / "files" / f"IBMPlexSansArabic-{WEIGHTS[weight]}.ttf"
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"The font is missing; install {DISTRIBUTION} into this environment.",
            code="font.missing",
        ) from error
    return Path(str(found))


def web_font(weight: int = 400, *, directory: Path | None = None) -> bytes:
    """A WOFF2 of what Persian and English pages need, about 35 kB for one weight.

    Making it takes half a second, so it is kept in ``directory`` (under the font's version)
    when one is given, and in memory in any case.
    """
    if directory is None:
        return _subset(weight)
    kept = directory / f"plex-{_font_version()}-{weight}.woff2"
    if not kept.is_file():
        _keep(kept, _subset(weight))
    return kept.read_bytes()


def _keep(place: Path, data: bytes) -> None:
    """Put the file there whole or not at all: another process may be reading or writing it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(temporary).replace(place)


def _font_version() -> str:
    """The version of the font's package, so that an update makes a new subset."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown"


@cache
def _subset(weight: int) -> bytes:
    """Cut the font down with fontTools (MIT), keeping shaping and kerning."""
    # Imported here: pages ask for it once, the press never.
    from fontTools import subset  # type: ignore[import-untyped]

    options = subset.Options(flavor="woff2", hinting=False)
    options.drop_tables += ["meta"]  # fontTools cannot cut it, and pages never read it
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # the licence stays inside the file
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for low, high in _RANGES for code in range(low, high + 1)])
    target = BytesIO()
    with subset.load_font(str(font_path(weight)), options) as font:
        cutter.subset(font)
        subset.save_font(font, target, options)
    return target.getvalue()
