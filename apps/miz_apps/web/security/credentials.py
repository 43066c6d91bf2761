"""What a request carries to say who asks, and the cookie that a browser is given."""

import hmac
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

from attrs import field, frozen
from falcon.asgi import Request, Response

from miz_apps.web.errors import Forged
from miz_apps.web.options import WebOptions

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BEARER = "Bearer "
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When a cookie that is taken back ended."""
OWN = frozenset({"same-origin", "none"})


@frozen
class Credentials:
    """A secret and how it came; ``csrf`` is the token beside a cookie."""

    token: str | None = field(repr=False)
    by_cookie: bool
    csrf: str = field(repr=False)
    unsafe: bool
    own: bool
    address: str

    def must_be_own(self) -> None:
        """Refuses what another site's page sent."""
        if not self.own:
            raise Forged("This came from another site; open miz itself and try again there.")

    def must_match(self, csrf: str) -> None:
        """Refuses a change by cookie without the session's token (threat 15)."""
        if not (self.unsafe and self.by_cookie):
            return
        self.must_be_own()
        if not hmac.compare_digest(self.csrf.encode(), csrf.encode()):
            raise Forged("The page is out of date; reload it and try again.", code="csrf.token")


def credentials_of(req: Request, options: WebOptions, *, csrf: str = "") -> Credentials:
    """Takes a device's key from the header, else a browser's session from its cookie."""
    written, cookie = req.get_header("Authorization") or "", None
    token = written[len(BEARER) :].strip() if written.startswith(BEARER) else None
    if token is None:
        cookie = next(iter(req.get_cookie_values(cookie_name(options)) or ()), None)
    return Credentials(
        token=token or cookie,
        by_cookie=token is None,
        csrf=req.get_header("X-CSRF-Token") or csrf,
        unsafe=req.method not in SAFE,
        own=is_own(req),
        address=address_of(req, options),
    )


def is_own(req: Request) -> bool:
    """Whether the request is from our own pages, or from no page at all.

    Browsers say it in Sec-Fetch-Site, older ones in Origin; programs send neither.
    """
    site = req.get_header("Sec-Fetch-Site")
    if site is not None:
        return site in OWN
    origin = req.get_header("Origin")
    return origin is None or origin.partition("://")[2] == req.get_header("Host")


def address_of(req: Request, options: WebOptions) -> str:
    """The client's address; X-Forwarded-For counts only as far as proxies are trusted."""
    client = req.scope.get("client") or ("",)
    address = str(client[0])
    told = [hop.strip() for hop in (req.get_header("X-Forwarded-For") or "").split(",")]
    while told and options.trusted_proxies and _trusted(address, options):
        hop = told.pop()
        if not _is_address(hop):
            break
        address = hop
    return address


def cookie_name(options: WebOptions) -> str:
    """``__Host-`` binds the cookie to this host over TLS; plain loopback cannot have it."""
    return "__Host-miz" if options.https else "miz"


def set_cookie(resp: Response, options: WebOptions, token: str, *, name: str | None = None) -> None:
    """Gives the browser its session or takes it back; no script and no other site can use it."""
    resp.set_cookie(
        name or cookie_name(options),
        token,
        path="/",
        secure=options.https,
        http_only=True,
        same_site="Strict",
        expires=None if token else LONG_AGO,
    )


def _trusted(address: str, options: WebOptions) -> bool:
    if not _is_address(address):
        return False
    return any(ip_address(address) in ip_network(one) for one in options.trusted_proxies)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
