"""Finding whoever stands at the desk from one scanned or typed text (ui.md, the command field)."""

from enum import StrEnum

from attrs import evolve, frozen

from miz.domain.codes import TrackingCode, card_code
from miz.domain.ids import PersonId, VisitId
from miz.domain.passes import GuestCard, PassState
from miz.domain.people import Person
from miz.domain.requests import Request
from miz.domain.staff import Actor, Permission
from miz.domain.tokens import slip_digits
from miz.domain.values import Mobile, NationalId, Passport
from miz.domain.visits import Visit
from miz.errors import InvalidValue
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.scope import mine
from miz.usecases.standing import Printable, Standing, printable_of, standing_of

SHORTEST_NAME = 2


class FoundBy(StrEnum):
    """What the text turned out to be."""

    PASS = "pass"  # noqa: S105 - a kind of credential
    TRACKING = "tracking"
    CARD = "card"
    NATIONAL_ID = "national_id"
    MOBILE = "mobile"
    NAME = "name"
    NOTHING = "nothing"


@frozen
class Found:
    """Who was found, by what; ``unknown_id`` is a valid national number that nobody has yet.

    ``unknown_passport`` is a text that found nobody and can be a passport's number;
    ``misread_id`` says that it has the form of a national number and a wrong check digit.

    ``stale`` says that the pass in hand does not work any more, whatever its holder's visit.
    """

    by: FoundBy
    people: tuple[Person, ...] = ()
    visit: Visit | None = None
    card: GuestCard | None = None
    unknown_id: NationalId | None = None
    stale: bool = False
    request: Request | None = None
    unknown_passport: str = ""
    misread_id: bool = False

    @property
    def reads_as_passport(self) -> bool:
        """Whether the text can hardly be anything else: a letter first, digits after."""
        return bool(self.unknown_passport) and self.unknown_passport[0].isalpha()


@frozen
class Lookup:
    """The desk's command field: pass, tracking code, card, national number, mobile, then name.

    An old slip still leads to its holder, who is re-admitted without a typed number (CAP-16).
    """

    storage: Storage

    def find(self, *, actor: Actor, typed: str, keyed: str = "") -> Found:
        """Takes the text as typed and as the keys say (a scanner under a Persian layout)."""
        actor.must(Permission.RECEIVE)
        texts = [text for text in (typed, keyed) if text.strip()]

        def work(uow: UnitOfWork) -> Found:
            for step in (_by_pass, _by_tracking, _by_card, _by_national_id, _by_mobile):
                for text in texts:
                    found = step(uow, actor, text)
                    if found is not None:
                        return found
            named = _by_name(uow, actor, typed)
            return named if named.people else _guessed(named, typed, texts)

        return self.storage.read(work)

    def holder(
        self,
        *,
        actor: Actor,
        national_id: NationalId | None = None,
        passport: Passport | None = None,
    ) -> Person | None:
        """Whose file a document's number belongs to, for somebody who is registered again."""
        actor.must(Permission.RECEIVE)

        def work(uow: UnitOfWork) -> Person | None:
            if national_id is not None:
                return uow.people.by_national_id(actor.site, national_id)
            return uow.people.by_passport(actor.site, passport) if passport else None

        return self.storage.read(work)

    def visit(self, *, actor: Actor, visit: VisitId) -> Visit:
        """One visit as it stands."""
        actor.must(Permission.RECEIVE)
        return self.storage.read(lambda uow: mine(actor, uow.visits, visit))

    def standing(self, *, actor: Actor, person: PersonId, visit: VisitId | None = None) -> Standing:
        """All that the desk shows of a person: that visit, or without one what is open."""
        actor.must(Permission.RECEIVE)

        def work(uow: UnitOfWork) -> Standing:
            found = mine(actor, uow.people, person)
            named = mine(actor, uow.visits, visit) if visit else uow.visits.current(found.id)
            return standing_of(uow, found, named)

        return self.storage.read(work)

    def slip(self, *, actor: Actor, visit: VisitId) -> Printable:
        """What stands on the visit's slip; NotFound when it has none now."""
        actor.must(Permission.RECEIVE)
        return self.storage.read(lambda uow: printable_of(uow, mine(actor, uow.visits, visit)))


def _by_pass(uow: UnitOfWork, actor: Actor, text: str) -> Found | None:
    code = slip_digits(text)
    if code is None:
        return None
    pass_ = uow.passes.by_code(code)
    if pass_ is None or pass_.site != actor.site:
        return Found(FoundBy.PASS)
    visit = uow.visits.get(pass_.visit)
    current = visit if visit.is_open else uow.visits.current(visit.person)
    stale = pass_.state is not PassState.LIVE
    return Found(FoundBy.PASS, (uow.people.get(visit.person),), current, stale=stale)


def _by_tracking(uow: UnitOfWork, actor: Actor, text: str) -> Found | None:
    code = TrackingCode.find(text)
    request = uow.requests.by_code(code.digits) if code else None
    if request is None or request.site != actor.site:
        return None
    current = uow.visits.current(request.person)
    return Found(FoundBy.TRACKING, (uow.people.get(request.person),), current, request=request)


def _by_card(uow: UnitOfWork, actor: Actor, text: str) -> Found | None:
    try:
        card = uow.cards.by_code(card_code(text))
    except InvalidValue:
        return None
    if card is None or card.site != actor.site:
        return None
    visit = uow.visits.find(card.visit) if card.visit else None
    people = (uow.people.get(visit.person),) if visit else ()
    return Found(FoundBy.CARD, people, visit, card)


def _by_national_id(uow: UnitOfWork, actor: Actor, text: str) -> Found | None:
    try:
        number = NationalId.parse(text)
    except InvalidValue:
        return None
    person = uow.people.by_national_id(actor.site, number)
    if person is None:
        return Found(FoundBy.NATIONAL_ID, unknown_id=number)
    return Found(FoundBy.NATIONAL_ID, (person,), uow.visits.current(person.id))


def _by_mobile(uow: UnitOfWork, actor: Actor, text: str) -> Found | None:
    try:
        mobile = Mobile.parse(text)
    except InvalidValue:
        return None
    return _several(uow, FoundBy.MOBILE, tuple(uow.people.by_mobile(actor.site, mobile)))


def _by_name(uow: UnitOfWork, actor: Actor, text: str) -> Found:
    if len(text.strip()) < SHORTEST_NAME or not any(char.isalpha() for char in text):
        return Found(FoundBy.NOTHING)
    return _several(uow, FoundBy.NAME, tuple(uow.people.search(actor.site, text)))


def _guessed(nobody: Found, typed: str, texts: list[str]) -> Found:
    """Nobody, with what the text seems to be."""
    if any(_misread(text) for text in texts):
        return evolve(nobody, misread_id=True)
    return evolve(nobody, unknown_passport=_passport(typed))


def _misread(text: str) -> bool:
    """Whether ten digits are no national number by their check digit only (CAP-22)."""
    try:
        NationalId.parse(text)
    except InvalidValue as error:
        return error.code == "national_id.check"
    return False


def _passport(text: str) -> str:
    """What can be the number of a passport, digits alone included; else empty."""
    try:
        number = Passport.parse("XXX", text).number
    except InvalidValue:
        return ""
    return number if any(char.isdigit() for char in number) else ""


def _several(uow: UnitOfWork, by: FoundBy, people: tuple[Person, ...]) -> Found:
    visit = uow.visits.current(people[0].id) if len(people) == 1 else None
    return Found(by, people, visit)
