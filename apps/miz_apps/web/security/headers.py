"""What every answer tells the browser (ASVS V3.4)."""

from collections.abc import Mapping

from miz_apps.web.options import WebOptions

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
    "frame-ancestors 'none'"
)
PICTURE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
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
