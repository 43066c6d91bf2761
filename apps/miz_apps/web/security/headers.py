"""What every answer tells the browser (ASVS V3.4)."""

from collections.abc import Mapping

from falcon.asgi import Request

from miz_apps.web.options import WebOptions

ALONE = "frame-ancestors 'none'"
POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' blob:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "media-src 'self' blob:; "
    "form-action 'self'; "
    "base-uri 'none'; "
    f"{ALONE}"
)
PICTURE_POLICY = f"default-src 'none'; sandbox; {ALONE}"
"""For uploads that we serve: nothing in them may run, wherever they are opened (threat 10)."""


def security_headers(options: WebOptions) -> Mapping[str, str]:
    """The headers of every answer, in lower case."""
    headers = {
        "content-security-policy": POLICY,
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(self), microphone=(), geolocation=(), usb=(), payment=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    if options.https:
        headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return headers


def framed(headers: Mapping[str, str], options: WebOptions) -> Mapping[str, str]:
    """The same for a page that the sites in ``embed`` may show in a frame (EDK-01).

    X-Frame-Options knows no list of sites, so it is left out; every browser since 2018 keeps
    frame-ancestors instead.
    """
    kept = {name: value for name, value in headers.items() if name != "x-frame-options"}
    return kept | {"content-security-policy": within(headers["content-security-policy"], options)}


def within(policy: str, options: WebOptions) -> str:
    """A policy whose document may stand in a frame of ours or of a site in ``embed``."""
    return policy.replace(ALONE, " ".join(("frame-ancestors 'self'", *options.embed)))


def let_frame(req: Request) -> None:
    """Lets the answer stand in a frame; without this call no answer may, errors included."""
    req.context.framable = True


def framable(req: Request) -> bool:
    """Whether the answer may stand in a frame."""
    return getattr(req.context, "framable", False)
