"""The desk's addresses: what each key and form does, and what is shown after it."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from miz.domain.ids import PersonId, RequestId, VisitId
from miz.domain.people import Person, PersonKind
from miz.domain.persian import ascii_digits
from miz.domain.places import Direction
from miz.domain.values import NationalId, Passport
from miz.domain.visits import Visit
from miz.errors import Conflict, InvalidValue, WrongState
from miz.usecases.standing import Standing
from miz_apps.web.actions import files, reception
from miz_apps.web.pages.calls import Call, Outcome
from miz_apps.web.pages.desk_main import NEXT, card_of, main_of, option, visit_form
from miz_apps.web.pages.desk_side import side_of
from miz_apps.web.pages.forms import identity_values
from miz_apps.web.pages.names import nationalities
from miz_apps.web.rendering.advice import advice, advice_at
from miz_apps.web.rendering.contexts.desk import (
    Action,
    DeskMain,
    DeskPage,
    Exits,
    HostList,
    Option,
    RegisterForm,
    Step,
)
from miz_apps.web.rendering.sayings import Phrase, Situation, Verdict


def page(call: Call) -> Outcome:
    """The whole desk, ready for the next person."""
    desks = call.core.places.desks(actor=call.actor)
    name = desks[0].name.in_(call.language) if desks else call.actor.name
    return DeskPage(name, DeskMain(), side_of(call))


def side(call: Call) -> Outcome:
    """Who is expected, what the gates did, how things are."""
    return side_of(call)


def next_person(call: Call) -> Outcome:
    """An empty desk."""
    return DeskMain()


def person(call: Call) -> Outcome:
    """A person who was chosen."""
    return show(call, call.places["person"])


def photo(call: Call) -> Outcome:
    """A picture from the camera."""
    call.do(files.attach, person=call.places["person"], kind="face", content=call.picture)
    return show(call, call.places["person"])


def hosts(call: Call) -> Outcome:
    """Hosts by three letters of the name."""
    asked = call.query.get("q", "")[:80]
    found = call.core.catalogue.find_hosts(actor=call.actor, fragment=asked)
    return HostList(tuple(option(call, host) for host in found), asked)


def new_file(call: Call) -> Outcome:
    """The form for somebody who was not found: Iranians are known by their number (CAP-20)."""
    form = RegisterForm(
        PersonKind.FOREIGN, call.values(), nationalities=nationalities(call.language)
    )
    return DeskMain(Verdict(Situation.REGISTER), register=form)


def register(call: Call) -> Outcome:
    """A new file, then its first visit."""
    try:
        made = call.do(files.register, **identity_values(call))
    except InvalidValue as error:
        return register_again(call, error)
    except Conflict:
        known = _known(call)
        if known is None:
            raise
        return show(call, known.id)
    return show(call, made.id)


def _known(call: Call) -> Person | None:
    """Who has the document already: a foreigner's second visit goes on with his file (CAP-16)."""
    if call.text("kind") == PersonKind.FOREIGN:
        passport = Passport.parse(call.text("nationality"), call.text("passport"))
        return call.core.lookup.holder(actor=call.actor, passport=passport)
    number = NationalId.parse(call.text("national_id"))
    return call.core.lookup.holder(actor=call.actor, national_id=number)


def register_again(call: Call, error: InvalidValue) -> DeskMain:
    """The form once more, with the sentence at the field."""
    text = advice_at(error, call.language, written=call.text(error.field or ""))
    kind = PersonKind.FOREIGN if call.text("kind") == PersonKind.FOREIGN else PersonKind.IRANIAN
    form = RegisterForm(
        kind, call.values(), {error.field or "": text}, nationalities(call.language)
    )
    note = Phrase.NOTE.say(text=text)
    return DeskMain(Verdict(Situation.REGISTER, (note,)), register=form)


def begin(call: Call) -> Outcome:
    """The visit begins; an expected one goes on."""
    who = call.text("person")
    try:
        _must_be_chosen(call)
        visit = call.do(
            reception.arrive,
            person=who,
            host=call.text("host"),
            service=call.text("service"),
            purpose=call.text("purpose"),
            identified_by=call.text("method"),
        )
    except InvalidValue as error:
        now = standing(call, who)
        errors = {error.field or "": advice(error, call.language)}
        shown = evolve(main_of(call, now), visit_form=visit_form(call, now.person, errors))
        return evolve(shown, verdict=Verdict(Situation.NEW_VISIT))
    return show(call, visit.person)


def go_in(call: Call) -> Outcome:
    """The person goes in for a request: a visit that knows it (C3-01, J3.2)."""
    request = RequestId(call.places["request"])
    found = call.core.casework.open(actor=call.actor, request=request)
    call.do(reception.arrive, person=found.person.id, request=request)
    return show(call, found.person.id)


def _must_be_chosen(call: Call) -> None:
    """A host is chosen from the list; a name that is only typed would be lost in silence."""
    if call.text("host_name").strip() and not call.text("host"):
        raise InvalidValue(
            "No such host; choose one from the list.", code="host.unknown", field="host"
        )


def identify(call: Call) -> Outcome:
    """The identity was checked."""
    return step(call, reception.identify, method=call.text("method"), matched=call.text("matched"))


def answer(call: Call) -> Outcome:
    """The host said something, or somebody in his place, who is named."""
    try:
        return step(call, reception.answer, agreed=call.text("agreed"), by=call.text("by"))
    except InvalidValue as error:
        visit = visit_of(call, call.places["visit"])
        shown = show(call, visit.person, visit.id)
        told = advice_at(error, call.language, written=call.text(error.field or ""))
        asked = evolve(shown.answer, error=told) if shown.answer else None
        return evolve(shown, answer=asked)


def override(call: Call) -> Outcome:
    """Somebody with the right lets the visitor in against the rules of the service (MIS-08)."""
    visit = visit_of(call, call.places["visit"])
    call.do(reception.override, visit=visit.id, grounds=call.text("grounds"))
    return show(call, visit.person, visit.id)


def admit(call: Call) -> Outcome:
    """Admitted, and the slip is printed."""
    visit = call.places["visit"]
    who = call.do(reception.admit, visit=visit).person
    call.do(reception.hand_slip, visit=visit)
    return show(call, who, printed=True)


def reprint(call: Call) -> Outcome:
    """A new slip; the old one stops working."""
    visit = visit_of(call, call.places["visit"])
    call.do(reception.hand_slip, visit=visit.id)
    return show(call, visit.person, printed=True)


def refuse(call: Call) -> Outcome:
    """The visitor is turned away."""
    return step(call, reception.refuse, reason=call.text("reason"))


def leave(call: Call) -> Outcome:
    """A guard saw the visitor leave, by the only way out or by the lane that he names."""
    visit = visit_of(call, call.places["visit"])
    return let_out(call, visit, card=call.text("card"))


def take_back(call: Call) -> Outcome:
    """A guest card is in the box again."""
    card = call.do(reception.take_back, card=call.text("card"))
    verdict = Verdict(Situation.CARD_BACK, facts={"card": card.number})
    return DeskMain(verdict, actions=(NEXT,), finished=True)


def let_out(call: Call, visit: Visit, *, card: str = "") -> DeskMain:
    """Records the exit; where people leave by several lanes the guard says by which (G9).

    A guest card that was scanned is offered to be taken back once the visit is over.
    """
    ways = exits(call)
    lane = call.text("lane") or (ways[0].id if len(ways) == 1 else "")
    if not ways:
        raise WrongState("Choose a lane that people leave by.", code="lane.no_exit")
    if not lane:
        now = standing(call, visit.person, visit.id)
        verdict, choice = Verdict(Situation.WHICH_EXIT), Exits(visit.id, ways, card)
        return DeskMain(verdict, visit=visit.id, person=card_of(call, now), exits=choice)
    call.do(reception.let_out, visit=visit.id, lane=lane)
    shown = show(call, visit.person, visit.id)
    return offer_back(shown, card) if card else shown


def exits(call: Call) -> tuple[Option, ...]:
    """The lanes that people leave by now, each with its gate."""
    gates = {
        one.id: one.name.in_(call.language) for one in call.core.places.gates(actor=call.actor)
    }
    return tuple(
        Option(one.id, gates[one.gate], one.name.in_(call.language))
        for one in call.core.places.lanes(actor=call.actor)
        if one.active and one.serves(Direction.OUT)
    )


def offer_back(shown: DeskMain, card: str) -> DeskMain:
    """The same with a first button that puts the guest card into the box."""
    back = Action(Step.TAKE_BACK, "/desk/cards/take-back", {"card": card})
    return evolve(shown, actions=(back, *shown.actions))


def step(call: Call, perform: Callable[..., Any], **values: str) -> DeskMain:
    """Does one step of a visit and shows it as it stands then."""
    done = call.do(perform, visit=call.places["visit"], **values)
    return show(call, done.person, done.id)


def show(call: Call, who: str, visit: str | None = None, *, printed: bool = False) -> DeskMain:
    """A person with that visit, or with what is open."""
    return main_of(call, standing(call, who, visit), printed=printed)


def standing(call: Call, who: str, visit: str | None = None) -> Standing:
    """All that the desk shows of a person."""
    named = VisitId(visit) if visit else None
    return call.core.lookup.standing(actor=call.actor, person=PersonId(who), visit=named)


def visit_of(call: Call, visit: str) -> Visit:
    """A visit as it stands now."""
    return call.core.lookup.visit(actor=call.actor, visit=VisitId(visit))


def clean(text: str) -> str:
    """What was typed, for the echo."""
    return ascii_digits(text).strip()[:40]
