"""Sign-in and out, the start page, the language switch, keys."""

import math

from miz.domain.requests import RequestState
from miz.domain.staff import Permission
from miz.domain.values import Language
from miz.errors import NotAllowed
from miz_apps.web.actions import complaints, doors, monitor
from miz_apps.web.errors import TooMany
from miz_apps.web.pages.calls import Call, Outcome, Redirect
from miz_apps.web.rendering.contexts.doors import HomePage, KeysPage, SignInPage


def home(call: Call) -> Outcome:
    """A tile for every place the user may go; the desk itself for who works there only."""
    late, unanswered = _late(call), _unanswered(call)
    if not call.actor.may(Permission.WATCH):
        return HomePage(late=late, complaints=unanswered)
    counters = call.do(monitor.counters)
    return HomePage(counters.inside, counters.waiting, late=late, complaints=unanswered)


def _late(call: Call) -> int:
    """How many requests of the user's own are overdue."""
    if not call.actor.may(Permission.SERVE):
        return 0
    now = call.core.clock.now()
    try:
        rows = call.core.casework.inbox(actor=call.actor)
    except NotAllowed:
        return 0
    return sum(
        one.request.state is RequestState.OPEN
        and one.request.due_at is not None
        and one.request.due_at < now
        for one in rows
    )


def _unanswered(call: Call) -> int:
    """How many complaints wait for an answer."""
    if not call.actor.may(Permission.ANSWER_COMPLAINTS):
        return 0
    return len(call.do(complaints.unanswered).complaints)


def keys(call: Call) -> Outcome:
    """The keys of the desk."""
    return KeysPage()


def sign_in_page(call: Call) -> Outcome:
    """The form; who is signed in already goes on."""
    onward = local(call.query.get("next", "/"))
    if call.guest is not None:
        return Redirect(onward)
    return SignInPage(next=onward, ended=onward != "/")


def sign_in(call: Call) -> Outcome:
    """A new session, and on to where the visitor came from."""
    login, onward = call.text("login"), local(call.text("next"))
    password = (call.fields.get("password") or [""])[0]
    if not login or not password:
        return SignInPage(login=login, next=onward, wrong=True)
    try:
        call.lobby.attempts.count(call.credentials.address, login)
        entrance = call.do(doors.sign_in, login=login, password=password)
    except TooMany as error:
        return SignInPage(login=login, next=onward, seconds=math.ceil(error.retry_after))
    except NotAllowed:
        return SignInPage(login=login, next=onward, wrong=True)
    call.lobby.attempts.forgive(login)
    return Redirect(onward, token=entrance.token)


def sign_out(call: Call) -> Outcome:
    """The session ends."""
    call.do(doors.sign_out)
    return Redirect("/sign-in", token="")


def switch_language(call: Call) -> Outcome:
    """Remembers the language in the browser."""
    wanted = call.text("language")
    language = Language(wanted) if wanted in tuple(Language) else Language.FA
    return Redirect(local(call.text("next")), language=language)


def local(address: str) -> str:
    """An address on this site; anything else leads to the start (open redirect)."""
    plain = address.isprintable() and not {"\\", "\t"} & set(address)
    inside = address.startswith("/") and not address.startswith("//")
    return address if plain and inside else "/"
