"""Shows every page with made-up content: `python -m miz_apps.web.rendering.preview [PORT]`.

For whoever works on templates. It serves this machine only and stores nothing.
"""

import re
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

from miz import IN_MEMORY, open_core
from miz.domain.staff import Permission
from miz.domain.values import Language
from miz.ports.printing import Slip
from miz_apps.demo.portraits import portrait
from miz_apps.web.fonts import web_font
from miz_apps.web.rendering import assets
from miz_apps.web.rendering.contexts.frame import Frame, SignedIn
from miz_apps.web.rendering.environment import Renderer
from miz_apps.web.rendering.samples import FRAGMENTS, GALLERY
from miz_apps.web.rendering.samples.admin import ORGANISATION, SITE
from miz_apps.web.rendering.samples.people import NOW

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""As strict as the real one: what breaks here would break there."""

FONTS = Path(tempfile.gettempdir()) / "miz-preview-fonts"
SHOWN_TO_NOBODY = ("sign-in", "error-404")
Found = tuple[bytes, str]
renderer = Renderer()


def frame(name: str, language: Language) -> Frame:
    """Around a sample page: somebody who may do everything, or nobody at a door."""
    signed = not name.startswith(SHOWN_TO_NOBODY)
    user = SignedIn("اکبر صفایی" if language is Language.FA else "Akbar Safaei")
    return Frame(
        organisation=ORGANISATION.in_(language),
        site=SITE.in_(language),
        now=NOW,
        zone=ZoneInfo("Asia/Tehran"),
        language=language,
        path=GALLERY[name][0] if name in GALLERY else "/",
        csrf="sample",
        user=SignedIn(user.name, frozenset(Permission)) if signed else None,
        training=name == "training",
    )


def page(name: str, language: Language) -> str:
    """A page or fragment by its name in the gallery."""
    view = GALLERY[name][1](language) if name in GALLERY else FRAGMENTS[name](language)
    return renderer.render(view, frame(name, language))


def _page(match: re.Match[str]) -> Found:
    return page(match["name"], Language(match["lang"])).encode(), "text/html; charset=utf-8"


def _static(match: re.Match[str]) -> Found:
    return assets.assets()[match["path"]]


@cache
def _font(name: str) -> Found:
    return web_font(assets.FONTS[name], FONTS), "font/woff2"


@cache
def _portrait(seed: int, veiled: bool) -> Found:
    return portrait(seed, veiled=veiled), "image/jpeg"


@cache
def _slip() -> Found:
    rows = (("نام", "مریم کاظمی"), ("میزبان", "خانم الهام نوری"), ("اعتبار", "امروز تا ۱۲:۱۵"))
    slip = Slip(
        "سازمان نمونه", "برگهٔ ورود مهمان", "04913370551288260179", rows, "هنگام خروج پویش کنید"
    )
    with open_core(IN_MEMORY) as core:
        return core.press.slip(slip), "image/png"


def _index(_: re.Match[str]) -> Found:
    lines = (
        f'<li><a href="/{lang.value}/{name}">{lang.value} {name}</a></li>'
        for name in GALLERY
        for lang in Language
    )
    return f"<!doctype html><title>miz</title><ul>{''.join(lines)}</ul>".encode(), "text/html"


ROUTES: tuple[tuple[str, Callable[[re.Match[str]], Found]], ...] = (
    (r"/", _index),
    (r"/static/font/(?P<name>[a-z0-9.-]+)", lambda match: _font(match["name"])),
    (r"/static/[0-9a-f]{12}/(?P<path>[a-z0-9./-]+)", _static),
    (r"/sample/(?P<seed>\d+)-(?P<kind>[mw])\.jpg",
     lambda match: _portrait(int(match["seed"]), match["kind"] == "w")),
    (r"/sample/slip\.png", lambda _: _slip()),
    (r"/(?P<lang>fa|en)/(?P<name>[a-z0-9-]+)", _page),
)  # fmt: skip


def answer(path: str) -> Found | None:
    """What stands at an address of the preview."""
    for shape, make in ROUTES:
        match = re.fullmatch(shape, path)
        if match:
            try:
                return make(match)
            except KeyError:
                return None
    return None


class Handler(BaseHTTPRequestHandler):
    """Answers GET with samples."""

    def do_GET(self) -> None:
        """One page, asset or picture."""
        found = answer(self.path.partition("?")[0])
        body, kind = found or (b"nothing here", "text/plain")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CSP)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""


def server(port: int = 0) -> ThreadingHTTPServer:
    """A server on the loopback address; 0 chooses a free port."""
    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def main() -> None:
    """Serve until interrupted."""
    with server(int(sys.argv[1]) if len(sys.argv) > 1 else 8099) as running:
        sys.stdout.write(f"http://127.0.0.1:{running.server_port}/\n")
        sys.stdout.flush()
        running.serve_forever()


if __name__ == "__main__":
    main()
