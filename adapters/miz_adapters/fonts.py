"""IBM Plex Sans Arabic (OFL), from its PyPI package; the binary is never committed."""

from importlib.resources import files
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
