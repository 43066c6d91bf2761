"""Random works on a storage: what `StorageComparison` lets two storages do.

Identities, codes, keys and instants come from small sets, so that works collide.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from attrs import evolve, frozen
from hypothesis import strategies as st

from miz.domain.access import GrantState
from miz.domain.bookings import BookingState
from miz.domain.complaints import ComplaintState
from miz.domain.decrees import DecreeState, Reach
from miz.domain.ids import HostId, LaneId, SiteId, UnitId, UserId
from miz.domain.notices import NoticeState
from miz.domain.passes import CardState, PassState
from miz.domain.promises import PromiseKind, PromiseState
from miz.domain.requests import RequestState
from miz.domain.values import Mobile, NationalId, Passport
from miz.domain.visits import VisitState
from miz.ports.storage import UnitOfWork
from miz_contracts.storage.samples import NOON, OTHER_SITE, SITE, Samples, national_id

T = TypeVar("T")
FEW = ("1", "2", "3")
SITES = (SITE, OTHER_SITE)
PROVINCES = ("", "فارس")
LANES = tuple(LaneId(f"lane-{n}") for n in FEW[:2])
OFFICER, UNIT = HostId("1"), UnitId("1")
INSTANTS = tuple(NOON + timedelta(seconds=n) for n in range(3))
DAYS = tuple(NOON.date() + timedelta(days=n) for n in range(3))
NUMBERS: Mapping[str, NationalId] = {one: national_id(int(one)) for one in FEW}
MOBILES: Mapping[str, Mobile] = {one: Mobile(f"+98912000000{one}") for one in FEW}
NAMES = ("علی رضایی", "رضا علیزاده", "آی رضا")
_GRANTS = (*GrantState, GrantState.ISSUED, GrantState.ISSUED)
_HERE = (VisitState.ARRIVED, VisitState.ADMITTED, VisitState.INSIDE)
_VISITS = (*_HERE, *(state for state in VisitState if state is not VisitState.REFUSED))


class Lot:
    """One record's values as they fall."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self.make = Samples()
        self.site: SiteId = self.of((SITE, *SITES))

    def of(self, choices: Iterable[T]) -> T:
        """One of them."""
        return self._draw(st.sampled_from(tuple(choices)))

    def one(self) -> Any:
        """One of the few identities or codes."""
        return self.of(FEW)

    def maybe(self) -> Any:
        """One of them, or None."""
        return self.of((None, *FEW))

    def at(self) -> Any:
        """One of the instants."""
        return self.of(INSTANTS)


def _identity(lot: Lot) -> Any:
    given, family = lot.of(NAMES).split()
    foreigner = lot.of((True, False))
    identity = lot.make.foreigner() if foreigner else lot.make.iranian()
    name = evolve(identity.name, given=given, family=family)
    if foreigner:
        return evolve(identity, name=name, passport=Passport("IRQ", f"A000{lot.one()}"))
    return evolve(identity, name=name, national_id=NUMBERS[lot.one()])


def _request(lot: Lot) -> Any:
    letter = lot.maybe()
    return lot.make.request(
        code=lot.one(),
        result=None if letter is None else lot.make.result(code=letter),
        person=lot.one(),
        officer=lot.maybe(),
        unit=lot.maybe(),
        state=lot.of(RequestState),
        opened_at=lot.at(),
        due_at=lot.of((None, *INSTANTS)),
        at_desk=lot.of((True, False)),
        site=lot.site,
    )


Kinds = Mapping[str, Callable[[Lot], Any]]
VISITING: Kinds = {
    "visits": lambda lot: evolve(
        lot.make.visit(
            lot.of(_VISITS),
            person=lot.one(),
            site=lot.site,
            opened_at=lot.at(),
            request=lot.maybe(),
        ),
        zone=lot.maybe(),
    ),
    "passes": lambda lot: lot.make.pass_(
        code=lot.one(), state=lot.of(PassState), visit=lot.one(), issued_at=lot.at()
    ),
    "cards": lambda lot: lot.make.card(
        code=lot.one(), number=lot.one(), site=lot.site, state=lot.of(CardState)
    ),
    "accesses": lambda lot: lot.make.grant(
        code=lot.one(),
        key=lot.maybe(),
        visit=lot.one(),
        person=lot.one(),
        lane=lot.of(LANES),
        grant=lot.of(_GRANTS),
        site=lot.site,
        at=lot.at(),
        zone=lot.maybe(),
        host=lot.maybe(),
    ),
    "hosts": lambda lot: lot.make.host(card=lot.maybe(), site=lot.site),
    "people": lambda lot: lot.make.person(_identity(lot), site=lot.site, registered_at=lot.at()),
    "notices": lambda lot: lot.make.notice(
        key=lot.one(),
        state=lot.of(NoticeState),
        site=lot.site,
        next_at=lot.at(),
        follow_at=lot.of((None, *INSTANTS)),
    ),
    "users": lambda lot: lot.make.user(login=lot.one(), site=lot.site),
    "sessions": lambda lot: lot.make.session(token_digest=lot.one(), user=lot.one()),
    "services": lambda lot: lot.make.service(code=lot.one(), site=lot.site),
    "nodes": lambda lot: lot.make.node(site=lot.site),
    "clashes": lambda lot: lot.make.clash(access=lot.one(), site=lot.site, at=lot.at()),
}
CASEWORK: Kinds = {
    "decrees": lambda lot: lot.make.decree(
        site=lot.site,
        reach=lot.of(Reach),
        province=lot.of(PROVINCES),
        state=lot.of(DecreeState),
        issued_at=lot.at(),
    ),
    "categories": lambda lot: lot.make.category(site=lot.site, key=lot.one()),
    "editions": lambda lot: lot.make.edition(service=lot.one(), number=int(lot.one())),
    "requests": _request,
    "promises": lambda lot: lot.make.promise(
        site=lot.site,
        request=lot.one(),
        kind=lot.of(PromiseKind),
        state=lot.of(PromiseState),
        at=lot.at(),
        made_at=lot.at(),
    ),
    "bookings": lambda lot: lot.make.booking(
        site=lot.site,
        service=lot.one(),
        request=lot.one(),
        start=lot.at(),
        seat=int(lot.one()),
        state=lot.of((*BookingState, BookingState.BOOKED)),
    ),
    "complaints": lambda lot: lot.make.complaint(
        site=lot.site,
        code=lot.of(("", *FEW)),
        request=lot.maybe(),
        state=lot.of(ComplaintState),
        opened_at=lot.at(),
        due_at=lot.at(),
    ),
    "opinions": lambda lot: lot.make.opinion(site=lot.site, day=lot.of(DAYS)),
    "drafts": lambda lot: lot.make.draft(
        site=lot.site, national_id=NUMBERS[lot.one()], opened_at=lot.at(), request=lot.maybe()
    ),
    "challenges": lambda lot: lot.make.challenge(
        site=lot.site,
        national_id=NUMBERS[lot.one()],
        mobile=MOBILES[lot.one()],
        sent_at=lot.at(),
    ),
    "citizen_sessions": lambda lot: lot.make.citizen_session(
        site=lot.site, token_digest=lot.one(), created_at=lot.at()
    ),
}
KINDS: Kinds = {**VISITING, **CASEWORK}
# Most faults that matter are about what opens gates.
_DRAWN = (*sorted(KINDS), *("accesses", "passes", "visits") * 5)


@frozen
class Save:
    """One save of a record, whose version may be off."""

    repository: str
    record: Any
    drift: int = 0

    def __call__(self, uow: UnitOfWork) -> Any:
        """Saves it under the stored version, or one beside it."""
        repository = getattr(uow, self.repository)
        before = repository.find(self.record.id)
        version = (before.version if before else 0) + self.drift
        return repository.save(evolve(self.record, version=max(version, 0)))


@frozen
class Call:
    """One call of another method that writes."""

    name: str
    what: Callable[[UnitOfWork], Any]

    def __call__(self, uow: UnitOfWork) -> Any:
        """Calls it."""
        return self.what(uow)


Step = Save | Call


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """A save, mostly, or another writing call."""
    lot = Lot(draw)
    if draw(st.integers(0, 4)):
        kind = lot.of(_DRAWN)
        record = evolve(KINDS[kind](lot), id=lot.one())
        return Save(kind, record, lot.of((0, 0, 0, 1, -1)))
    return lot.of(_calls(lot, lot.one(), lot.at()))


def _calls(lot: Lot, one: Any, at: Any) -> list[Step]:
    entry = lot.make.entry(lot.of(("visits", "access")), site=lot.site)
    notice, user, site = lot.make.notice(key=one, id=lot.one()), UserId(one), lot.site
    return [
        Call("append", lambda uow: uow.journal.append([entry, entry])),
        Call("queue", lambda uow: uow.notices.queue(notice)),
        Call("close_all", lambda uow: uow.sessions.close_all(user, at=at)),
        Call("next", lambda uow: uow.sequences.next(site, one)),
        Call("forget drafts", lambda uow: uow.drafts.forget(at)),
        Call("forget challenges", lambda uow: uow.challenges.forget(at)),
        Call("forget sessions", lambda uow: uow.citizen_sessions.forget(at)),
    ]
