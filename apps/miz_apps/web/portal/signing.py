"""Signing in with a national number and a one-time code (threats 2 and 3)."""

from miz.domain.ids import ChallengeId
from miz.domain.values import Language, Mobile, NationalId
from miz.errors import InvalidValue, MizError, WrongState
from miz_apps.web.errors import TooMany
from miz_apps.web.pages.doors import local
from miz_apps.web.portal import cookies
from miz_apps.web.portal.calls import Go, Outcome, PortalCall
from miz_apps.web.rendering.advice import advice
from miz_apps.web.rendering.contexts.filing import CodePage, CodeSignInPage
from miz_apps.web.rendering.contexts.frame import PORTAL

HOME = "/portal/mine"


def sign_in_page(call: PortalCall) -> Outcome:
    """Who are you? A number and a mobile."""
    return CodeSignInPage(next=onward(call.query.get("next", "")))


def send_code(call: PortalCall) -> Outcome:
    """Sends a code, if the budgets allow; the answer is the same whoever has a file here."""
    asked = CodeSignInPage(
        national_id=call.text("national_id"),
        mobile=call.text("mobile"),
        next=onward(call.text("next")),
    )
    try:
        number, mobile = NationalId.parse(asked.national_id), Mobile.parse(asked.mobile)
        call.lobby.attempts.ask_code(call.address)
        challenge = call.core.citizens.ask(
            actor=call.actor, national_id=number, mobile=mobile, language=call.language
        )
    except (InvalidValue, TooMany, WrongState) as error:
        return asked.with_error(error.field or "", advice(error, call.language))
    return CodePage(
        challenge=challenge, national_id=number.digits, mobile=mobile.local, next=asked.next
    )


def enter(call: PortalCall) -> Outcome:
    """The right code opens a session; after five wrong ones, or late, another is asked for."""
    asked = CodePage(
        challenge=call.text("challenge"),
        national_id=call.text("national_id"),
        mobile=call.text("mobile"),
        next=onward(call.text("next")),
    )
    try:
        entrance = call.core.citizens.enter(
            actor=call.actor, challenge=ChallengeId(asked.challenge), code=call.text("code")
        )
    except InvalidValue as error:
        return asked.with_error(advice(error, call.language))
    except MizError as error:
        again = CodeSignInPage(asked.national_id, asked.mobile, asked.next)
        return again.with_error("", advice(error, call.language))
    return Go(asked.next, cookies={cookies.SESSION: entrance.token, cookies.DOOR: ""})


def leave(call: PortalCall) -> Outcome:
    """Signs out, and closes the case and the complaint that were open."""
    call.core.citizens.leave(token=call.token)
    return Go("/portal", cookies={cookies.SESSION: "", cookies.CASE: "", cookies.COMPLAINT: ""})


def switch_language(call: PortalCall) -> Outcome:
    """Remembers the language in the browser."""
    wanted = call.text("language")
    language = Language(wanted) if wanted in tuple(Language) else Language.FA
    return Go(
        onward(call.text("next"), root=call.face.root, otherwise=call.face.root), language=language
    )


def onward(address: str, *, root: str = PORTAL.root, otherwise: str = HOME) -> str:
    """An address below the root; anything else leads elsewhere within it."""
    inside = local(address)
    return inside if inside == root or inside.startswith(f"{root}/") else otherwise
