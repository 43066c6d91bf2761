"""What the desk says about whoever stands there: one situation, one next step."""

from collections.abc import Callable, Mapping

from attrs import evolve

from miz.domain.admissions import IdentificationMethod, OverrideGrounds, RefusalReason
from miz.domain.catalogue import Host
from miz.domain.people import DocumentKind, Person, PersonKind
from miz.domain.staff import Permission
from miz.domain.visits import Visit, VisitState
from miz.usecases.standing import Standing
from miz_apps.web.pages.calls import Call
from miz_apps.web.pages.names import faces, photo_of, picture_url
from miz_apps.web.rendering import codes
from miz_apps.web.rendering.contexts.desk import (
    Action,
    AnswerForm,
    Candidate,
    DeskMain,
    IdentifyForm,
    Mood,
    Option,
    PersonCard,
    SlipPicture,
    Step,
    Tag,
    VisitForm,
)
from miz_apps.web.rendering.dates import Dates
from miz_apps.web.rendering.languages import translations
from miz_apps.web.rendering.sayings import Detail, Phrase, Situation, Verdict
from miz_apps.web.rendering.words import word_of

OFFERED = 8
NEXT = Action(Step.NEXT)


def main_of(call: Call, now: Standing, *, printed: bool = False) -> DeskMain:
    """The main column for a person and the visit that is open, if any."""
    visit = now.visit
    if visit is None or not visit.is_open:
        shown = _closed(call, now, visit) if visit else _new_visit(call, now)
    else:
        shown = MAINS[visit.state](call, now, visit)
    if printed and now.slip is not None:
        address = f"/api/v1/visits/{now.slip.visit}/slip.png?v={now.slip.id}"
        shown = evolve(shown, slip=SlipPicture(address))
    return evolve(shown, person=card_of(call, now))


def card_of(call: Call, now: Standing) -> PersonCard:
    """Who stands there."""
    person, identity, visit = now.person, now.person.identity, now.visit
    today = call.core.clock.now().astimezone(now.site.zone).date()
    fresh, former = faces(person, now.site.zone, today)
    earlier = now.earlier
    return PersonCard(
        id=person.id,
        name=person.name.full,
        kind=identity.kind,
        national_id=identity.national_id.digits if identity.national_id else None,
        passport=identity.passport.number if identity.passport else None,
        mobile=identity.mobile.number if identity.mobile else None,
        numbers=call.actor.may(Permission.SEE_NUMBERS),
        father=identity.father,
        birth_date=identity.birth_date,
        photo=fresh,
        earlier=picture_url(person, former) if former else None,
        earlier_at=former.taken_at if former else None,
        purpose=visit.purpose if visit else "",
        visits=len(earlier),
        last_visit=earlier[0] if earlier else None,
        pass_code=now.slip.code if now.slip else None,
        card_number=now.card or None,
        tags=(*_tags(call, person, fresh=fresh is not None), *_fate(call, now)),
        may_open_file=call.actor.may(Permission.READ_FILES),
    )


def candidate(person: Person) -> Candidate:
    """One of several persons."""
    identity = person.identity
    return Candidate(
        id=person.id,
        name=person.name.full,
        kind=identity.kind,
        national_id=identity.national_id.digits if identity.national_id else None,
        mobile=identity.mobile.number if identity.mobile else None,
        photo=photo_of(person),
    )


def visit_form(call: Call, person: Person, errors: Mapping[str, str] | None = None) -> VisitForm:
    """What the visit is for, refilled after an error."""
    services = call.core.catalogue.services(actor=call.actor)
    hosts = call.core.catalogue.find_hosts(actor=call.actor, fragment="", limit=OFFERED)
    asked = call.text("host_name")
    chosen = Option(call.text("host"), asked) if asked else None
    method = call.text("method")
    return VisitForm(
        person=person.id,
        methods=methods(person),
        services=tuple(Option(one.id, one.title.in_(call.language), one.code) for one in services),
        hosts=tuple(option(call, one) for one in hosts),
        service=call.text("service"),
        host=chosen,
        purpose=call.text("purpose"),
        method=IdentificationMethod(method) if method else methods(person)[0],
        errors=errors or {},
    )


def option(call: Call, host: Host) -> Option:
    """A host to choose."""
    return Option(host.id, host.name.full, host.room)


def methods(person: Person) -> tuple[IdentificationMethod, ...]:
    """How the identity may be checked, the usual way first."""
    foreign = person.identity.kind is PersonKind.FOREIGN
    usual = IdentificationMethod.PASSPORT if foreign else IdentificationMethod.NATIONAL_CARD
    others = [IdentificationMethod.KNOWN_FACE, IdentificationMethod.OTHER_DOCUMENT]
    return (usual, *others)


def _new_visit(call: Call, now: Standing) -> DeskMain:
    return DeskMain(Verdict(Situation.NEW_VISIT), visit_form=visit_form(call, now.person))


def _expected(call: Call, now: Standing, visit: Visit) -> DeskMain:
    details = [*_with(now)]
    if visit.expected_at is not None:
        details.append(Phrase.EXPECTED_AT.say(time=visit.expected_at))
    arrive = Action(Step.ARRIVE, "/desk/visits", {"person": now.person.id})
    return DeskMain(
        Verdict(Situation.EXPECTED, tuple(details)),
        visit=visit.id,
        actions=(arrive,),
        answer=_answer_form(now, visit) if visit.agreement is None else None,
        refuse=True,
    )


def _arrived(call: Call, now: Standing, visit: Visit) -> DeskMain:
    check, said = visit.identification, visit.agreement
    shown = DeskMain(visit=visit.id, refuse=True)
    if said is not None and not said.agreed:
        verdict = Verdict(Situation.DECLINED, (Phrase.DECLINED.say(by=said.by, time=said.at),))
        return evolve(
            shown, verdict=verdict, actions=(_refuse(visit, RefusalReason.HOST_DECLINED),)
        )
    if visit.unanswered:
        verdict = Verdict(Situation.AGREE, (*_with(now), *_since(visit), *_call(call, now)))
        asked = evolve(shown, verdict=verdict, answer=_answer_form(now, visit))
        return _overridable(call, asked)
    if check is None or not check.matched:
        situation = Situation.IDENTIFY if check is None else Situation.NOT_PROVEN
        form = IdentifyForm(visit.id, methods(now.person), methods(now.person)[0])
        return evolve(shown, verdict=Verdict(situation), identify=form)
    if now.barred:
        done = evolve(shown, verdict=Verdict(Situation.DESK_ONLY), actions=(NEXT,))
        return _overridable(call, done)
    details = list(_with(now))
    if visit.override is not None:
        why = visit.override
        details.append(Phrase.OVERRIDDEN.say(by=why.by, grounds=why.grounds))
    if said is not None:
        details.append(Phrase.AGREED.say(by=said.by, time=said.at))
    admit = Action(Step.ADMIT, f"/desk/visits/{visit.id}/admit")
    return evolve(shown, verdict=Verdict(Situation.READY, tuple(details)), actions=(admit,))


def _overridable(call: Call, shown: DeskMain) -> DeskMain:
    """The same, with the way in for whoever may open it by name (MIS-08, C2-01)."""
    allowed = call.actor.may(Permission.OVERRIDE_ENTRY)
    return evolve(shown, overrides=tuple(OverrideGrounds) if allowed else ())


def _admitted(call: Call, now: Standing, visit: Visit) -> DeskMain:
    details = []
    if visit.window is not None:
        details.append(Phrase.VALID_UNTIL.say(time=visit.window.until))
    if now.card:
        details.append(Phrase.CARD_GIVEN.say(card=now.card))
    else:
        details += [Phrase.SLIP_PRINTED.say(), Phrase.SCAN_CARD.say()]
    details += _unreached(now)
    return DeskMain(
        Verdict(Situation.ADMITTED, tuple(details)),
        visit=visit.id,
        actions=(NEXT, Action(Step.REPRINT, f"/desk/visits/{visit.id}/slip")),
        refuse=True,
        finished=True,
    )


def _inside(call: Call, now: Standing, visit: Visit) -> DeskMain:
    gate = now.gate.name.in_(call.language) if now.gate else ""
    entered = visit.entry.at if visit.entry else visit.opened_at
    leave = Action(Step.LEAVE, f"/desk/visits/{visit.id}/leave")
    told = (Phrase.ENTERED.say(time=entered, gate=gate), *_unreached(now))
    verdict = Verdict(Situation.INSIDE, told)
    return DeskMain(verdict, visit=visit.id, actions=(leave,))


def _closed(call: Call, now: Standing, visit: Visit) -> DeskMain:
    if visit.state is VisitState.LEFT:
        gate = now.gate.name.in_(call.language) if now.gate else ""
        left = visit.exit.at if visit.exit else visit.opened_at
        verdict = Verdict(Situation.LEFT, (Phrase.LEFT.say(time=left, gate=gate),))
    elif visit.state is VisitState.REFUSED and visit.refusal is not None:
        verdict = Verdict(Situation.REFUSED, (Phrase.NOTE.say(text=visit.refusal),))
    else:
        verdict = Verdict(Situation.EXPIRED)
    return DeskMain(verdict, actions=(NEXT,), finished=True)


MAINS: Mapping[VisitState, Callable[[Call, Standing, Visit], DeskMain]] = {
    VisitState.EXPECTED: _expected,
    VisitState.ARRIVED: _arrived,
    VisitState.ADMITTED: _admitted,
    VisitState.INSIDE: _inside,
}


def _answer_form(now: Standing, visit: Visit) -> AnswerForm:
    host = now.host
    mobile = host.mobile.number if host and host.mobile else ""
    return AnswerForm(visit.id, host.name.full if host else "", mobile)


def _refuse(visit: Visit, reason: RefusalReason) -> Action:
    return Action(Step.REFUSE_NOW, f"/desk/visits/{visit.id}/refuse", {"reason": reason.value})


def _with(now: Standing) -> tuple[Detail, ...]:
    named = (Phrase.WITH.say(host=now.host.name.full),) if now.host else ()
    return (*named, *_unreached(now))


def _unreached(now: Standing) -> tuple[Detail, ...]:
    """The host is told of entries by the desk where messages do not arrive (EDK-13)."""
    return (Phrase.HOST_UNREACHED.say(why=now.host_fate),) if now.host_fate else ()


def _call(call: Call, now: Standing) -> tuple[Detail, ...]:
    """Whom to ask, where, and by which phone (MIS-08)."""
    whom = now.host or now.responsible
    dates = Dates(call.language)
    mobile = codes.mobile(whom.mobile.number) if whom and whom.mobile else ""
    place = (whom.room if whom else "") or (now.unit.place if now.unit else "")
    name = whom.name.full if whom else now.unit.name.in_(call.language) if now.unit else ""
    known = [one for one in (name, dates.digits(place), dates.digits(now.phone or mobile)) if one]
    return (Phrase.CALL.say(whom=" · ".join(known)),) if known else ()


def _since(visit: Visit) -> tuple[Detail, ...]:
    return (Phrase.ARRIVED.say(time=visit.arrived_at),) if visit.arrived_at else ()


def _fate(call: Call, now: Standing) -> tuple[Tag, ...]:
    """Who does not get messages is told by word of mouth (EDK-13)."""
    if now.person_fate is None:
        return ()
    gettext = translations(call.language).gettext
    why = gettext(word_of(now.person_fate))
    text = gettext("The last message did not arrive (%(why)s)") % {"why": why}
    return (Tag(text, "exclamation-triangle", Mood.BAD),)


def _tags(call: Call, person: Person, *, fresh: bool) -> tuple[Tag, ...]:
    iranian = person.identity.kind is PersonKind.IRANIAN
    wanted = (DocumentKind.FACE, DocumentKind.ID_CARD if iranian else DocumentKind.PASSPORT)
    gettext = translations(call.language).gettext
    missing = [kind for kind in wanted if person.latest(kind) is None]
    return tuple(
        Tag(
            gettext("Missing: %(document)s") % {"document": gettext(word_of(kind))},
            "document-minus",
            Mood.BUSY,
        )
        for kind in missing
    )
