"""What the portal keeps in a browser: a session, an opened case, and the token of its forms.

The portal may stand in a frame of the organisation's own site. Its cookies are then apart for
that site (CHIPS), and every form still carries a token (threat 15).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import datetime, timedelta

from falcon.asgi import Request, Response

from miz.errors import PortError
from miz.ports.vaults import Vault
from miz.usecases.tracking import Proof
from miz_apps.web.options import WebOptions
from miz_apps.web.security.credentials import LONG_AGO, cookie_name

CASE_LIVES = timedelta(minutes=30)
CONTEXT = "portal/case"
SESSION = "citizen"
CASE = "case"
DOOR = "portal-door"


def name_of(options: WebOptions, what: str) -> str:
    """The cookie's whole name."""
    return f"{cookie_name(options)}-{what}"


def read_cookie(req: Request, options: WebOptions, what: str) -> str:
    """The cookie's value, or empty."""
    return next(iter(req.get_cookie_values(name_of(options, what)) or ()), "")


def write_cookie(resp: Response, options: WebOptions, *, what: str, value: str) -> None:
    """Sets a cookie, or takes it back when the value is empty."""
    framed = bool(options.embed)
    resp.set_cookie(
        name_of(options, what),
        value,
        path="/",
        secure=options.https,
        http_only=True,
        same_site="None" if framed else "Strict",
        partitioned=framed,
        expires=None if value else LONG_AGO,
    )


def sealed_proof(vault: Vault, proof: Proof, *, at: datetime) -> str:
    """What the browser keeps of an opened case: nothing it could read or make itself."""
    until = int((at + CASE_LIVES).timestamp())
    plain = f"{until} {proof.code} {proof.digits}".encode()
    return urlsafe_b64encode(vault.seal(plain, context=CONTEXT)).decode()


def opened_proof(vault: Vault, text: str, *, at: datetime) -> Proof | None:
    """The proof in a cookie, unless it is old or not ours."""
    if not text:
        return None
    try:
        plain = vault.open(urlsafe_b64decode(text.encode()), context=CONTEXT).decode()
        until, code, digits = plain.split(" ")
    except (Error, PortError, ValueError):
        return None
    return Proof(code, digits) if at.timestamp() < int(until) else None
