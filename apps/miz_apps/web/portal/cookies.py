"""What the portal keeps in a browser: a session, what is opened, and the token of its forms.

The portal may stand in a frame of the organisation's own site. Its cookies are then apart for
that site (CHIPS), and every form still carries a token (threat 15).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import datetime, timedelta

from falcon.asgi import Request, Response

from miz.domain.values import Language
from miz.errors import PortError
from miz.ports.vaults import Vault
from miz.usecases.tracking import Proof
from miz_apps.web.options import WebOptions
from miz_apps.web.pages.calls import LANGUAGE_COOKIE
from miz_apps.web.pages.responding import YEAR
from miz_apps.web.rendering.contexts.frame import Face
from miz_apps.web.security.credentials import LONG_AGO, cookie_name

CASE_LIVES = timedelta(minutes=30)
KIOSK_LIVES = timedelta(minutes=10)
"""A kiosk closes a case itself when nobody touches it; this is for one that lost its script."""
CONTEXT = "portal/case"
COMPLAINT_CONTEXT = "portal/complaint"
SESSION = "citizen"
CASE = "case"
COMPLAINT = "complaint"
DOOR = "portal-door"


AT_KIOSK = {CASE: "kiosk-case", COMPLAINT: "kiosk-complaint", DOOR: "kiosk-door"}
"""A kiosk has cookies of its own: what is opened there is not open in the portal."""


def name_of(options: WebOptions, what: str, *, touch: bool = False) -> str:
    """The cookie's whole name, for the portal or for a kiosk."""
    return f"{cookie_name(options)}-{AT_KIOSK[what] if touch else what}"


def read_cookies(req: Request, options: WebOptions, *, face: Face) -> dict[str, str]:
    """What the browser keeps, by what it is; empty where it keeps nothing."""
    kept = dict.fromkeys((SESSION, CASE, COMPLAINT, DOOR), "")
    for what in AT_KIOSK if face.touch else kept:
        values = req.get_cookie_values(name_of(options, what, touch=face.touch))
        kept[what] = next(iter(values or ()), "")
    return kept


def write_cookie(resp: Response, options: WebOptions, *, face: Face, what: str, value: str) -> None:
    """Sets a cookie, or takes it back when the value is empty."""
    framed = may_be_framed(options, face)
    resp.set_cookie(
        name_of(options, what, touch=face.touch),
        value,
        path="/",
        secure=options.https,
        http_only=True,
        same_site="None" if framed else "Strict",
        partitioned=framed,
        expires=None if value else LONG_AGO,
    )


def write_language(resp: Response, options: WebOptions, *, face: Face, language: Language) -> None:
    """Remembers the language; a kiosk forgets it with its browser, anybody else after a year."""
    framed = may_be_framed(options, face)
    resp.set_cookie(
        LANGUAGE_COOKIE,
        language.value,
        path="/",
        max_age=None if face.touch else YEAR,
        secure=options.https,
        http_only=True,
        same_site="None" if framed else "Lax",
        partitioned=framed,
    )


def may_be_framed(options: WebOptions, face: Face) -> bool:
    """Whether another site may show these pages: the portal's, where `embed` names one."""
    return bool(options.embed) and not face.touch


def sealed_proof(vault: Vault, proof: Proof, *, at: datetime, lives: timedelta = CASE_LIVES) -> str:
    """What the browser keeps of an opened case: nothing it could read or make itself."""
    return _sealed(vault, f"{proof.code} {proof.digits}", CONTEXT, until=at + lives)


def sealed_complaint(
    vault: Vault, code: str, *, at: datetime, lives: timedelta = CASE_LIVES
) -> str:
    """What the browser keeps of a complaint, so that its page can be looked at again."""
    return _sealed(vault, code, COMPLAINT_CONTEXT, until=at + lives)


def opened_proof(vault: Vault, text: str, *, at: datetime) -> Proof | None:
    """The proof in a cookie, unless it is old or not ours."""
    kept = _opened(vault, text, CONTEXT, at=at).split(" ")
    return Proof(*kept) if len(kept) == 2 else None


def opened_complaint(vault: Vault, text: str, *, at: datetime) -> str:
    """The code in a cookie; empty when it is old or not ours."""
    return _opened(vault, text, COMPLAINT_CONTEXT, at=at)


def _sealed(vault: Vault, words: str, context: str, *, until: datetime) -> str:
    plain = f"{int(until.timestamp())} {words}".encode()
    return urlsafe_b64encode(vault.seal(plain, context=context)).decode()


def _opened(vault: Vault, text: str, context: str, *, at: datetime) -> str:
    try:
        plain = vault.open(urlsafe_b64decode(text.encode()), context=context).decode()
        until, _, words = plain.partition(" ")
        return words if at.timestamp() < int(until) else ""
    except (Error, PortError, ValueError):
        return ""
