"""What the browser loads: stylesheet and modules from this folder, the font from its package."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FONTS = {"plex-400.woff2": 400, "plex-600.woff2": 600}
"""Served at /static/font/NAME: the weight to ask of `miz_apps.web.fonts.web_font`."""


@cache
def assets() -> dict[str, tuple[bytes, str]]:
    """Every file by its path below /static/VERSION/, with its content type."""
    root = files("miz_apps.web") / "static"
    return {
        path: (file.read_bytes(), TYPES[path[path.rindex(".") :]]) for path, file in _walk(root)
    }


@cache
def version() -> str:
    """A name for exactly these files, so that a browser may keep them for a year."""
    digest = hashlib.sha256()
    for path, (content, _) in sorted(assets().items()):
        digest.update(path.encode() + b"\0" + content)
    return digest.hexdigest()[:12]


def _walk(folder: Traversable, above: str = "") -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _walk(entry, f"{above}{entry.name}/")
        elif entry.name[entry.name.rfind(".") :] in TYPES:
            found.append((above + entry.name, entry))
    return found
