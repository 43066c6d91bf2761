"""The command field: whatever was scanned or typed, one verdict (ui.md)."""

from attrs import evolve

from miz.domain.passes import CardState, GuestCard
from miz.domain.people import PersonKind
from miz.domain.visits import Visit, VisitState
from miz.errors import WrongState
from miz.usecases.lookup import Found, FoundBy
from miz_apps.web.actions import reception
from miz_apps.web.pages import desk, desk_requests
from miz_apps.web.pages.calls import Call, Outcome
from miz_apps.web.pages.desk_main import NEXT, candidate
from miz_apps.web.pages.names import nationalities
from miz_apps.web.rendering.contexts.desk import Action, DeskMain, RegisterForm, Step
from miz_apps.web.rendering.contexts.intake import DeskRequest
from miz_apps.web.rendering.sayings import Phrase, Situation, Verdict

OUT = "out"
BEFORE = frozenset({VisitState.EXPECTED, VisitState.ARRIVED})


def look_up(call: Call) -> Outcome:
    """Finds who it is; a free card goes to the visitor on screen, an exit is recorded at once."""
    typed = call.text("typed")
    found = call.core.lookup.find(actor=call.actor, typed=typed, keyed=call.text("keyed"))
    if found.by is FoundBy.CARD and found.card is not None:
        shown: DeskMain | DeskRequest = _card(call, found, found.card)
    else:
        shown = _person(call, found)
    return evolve(shown, echo=desk.clean(typed)) if isinstance(shown, DeskMain) else shown


def _person(call: Call, found: Found) -> DeskMain | DeskRequest:
    if found.request is not None and found.visit is None:
        return desk_requests.shown(call, found.request.id)
    if len(found.people) > 1:
        verdict = Verdict(Situation.SEVERAL, facts={"count": len(found.people)})
        return DeskMain(verdict, candidates=tuple(candidate(one) for one in found.people))
    if not found.people:
        return _nobody(call, found)
    visit = found.visit
    if visit is not None and not found.stale and _leaves(call, visit):
        return desk.let_out(call, visit)
    shown = desk.show(call, found.people[0].id, visit.id if visit else None)
    if found.stale or (found.by is FoundBy.PASS and visit is None):
        return evolve(shown, verdict=_spent(visit))
    return shown


def _spent(visit: Visit | None) -> Verdict:
    """The slip in hand opens nothing; its holder may have a newer pass (C1-08)."""
    newer = visit is not None and visit.state is VisitState.ADMITTED
    step = Phrase.NEWER_PASS if newer else Phrase.GO_ON
    return Verdict(Situation.SPENT_PASS, (step.say(),))


def _nobody(call: Call, found: Found) -> DeskMain:
    if found.by is FoundBy.PASS:
        return DeskMain(Verdict(Situation.UNKNOWN_PASS), actions=(NEXT,))
    if found.reads_as_passport:
        return DeskMain(
            Verdict(Situation.REGISTER), register=_foreign(call, found.unknown_passport)
        )
    if found.unknown_id is None:
        return _not_found(call, found)
    form = RegisterForm(
        values={"national_id": found.unknown_id.digits},
        nationalities=nationalities(call.language),
    )
    return DeskMain(Verdict(Situation.REGISTER), register=form)


def _not_found(call: Call, found: Found) -> DeskMain:
    """Nobody: a wrong number is told as such; for any other text a new file is offered."""
    if found.misread_id:
        return DeskMain(Verdict(Situation.WRONG_ID), actions=(NEXT,))
    passport = found.unknown_passport
    if not passport and found.by is FoundBy.NOTHING:
        return DeskMain(Verdict(Situation.NOBODY), actions=(NEXT,))
    fresh = Action(Step.NEW_FILE, "/desk/new-file", {"passport": passport})
    return DeskMain(Verdict(Situation.NOBODY), actions=(fresh,))


def _foreign(call: Call, passport: str) -> RegisterForm:
    """A first visit with a passport (CAP-20)."""
    return RegisterForm(
        PersonKind.FOREIGN, {"passport": passport}, nationalities=nationalities(call.language)
    )


def _card(call: Call, found: Found, card: GuestCard) -> DeskMain:
    waiting, leaves = _on_screen(call), found.visit is not None and _leaves(call, found.visit)
    if waiting is not None and waiting.state is VisitState.ADMITTED and not leaves:
        if found.visit is None or found.visit.id != waiting.id:
            call.do(reception.hand_card, visit=waiting.id, card=card.code)
            return desk.show(call, waiting.person)
    elif card.state is CardState.FREE and _too_early(call, waiting):
        raise WrongState(
            "Admit the visitor first, then scan the card.", code="card.too_early", field="typed"
        )
    if card.state is CardState.FREE:
        return DeskMain(Verdict(Situation.CARD_FREE, facts={"card": card.number}), actions=(NEXT,))
    if card.state is not CardState.OUT or found.visit is None:
        return DeskMain(
            Verdict(Situation.CARD_OUT_OF_USE, facts={"card": card.number}), actions=(NEXT,)
        )
    if leaves:
        return desk.let_out(call, found.visit, card=card.code)
    shown = desk.show(call, found.visit.person, found.visit.id)
    return shown if found.visit.is_open else desk.offer_back(shown, card.code)


def _on_screen(call: Call) -> Visit | None:
    """Who stands at the desk; once admitted he is handed a card, and one not free is refused."""
    shown = call.text("visit")
    return desk.visit_of(call, shown) if shown else None


def _too_early(call: Call, visit: Visit | None) -> bool:
    """Whether somebody on screen would be lost by a card: a form begun, or not yet admitted."""
    return bool(call.text("begun")) or (visit is not None and visit.state in BEFORE)


def _leaves(call: Call, visit: Visit) -> bool:
    return visit.state is VisitState.INSIDE and call.text("mode") == OUT
