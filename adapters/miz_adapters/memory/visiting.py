"""People, visits, what they carry and what gates decided, in memory."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from miz.domain.access import Access
from miz.domain.ids import (
    AccessId,
    CardId,
    LaneId,
    PassId,
    PersonId,
    RequestId,
    SiteId,
    VisitId,
    ZoneId,
)
from miz.domain.passes import CardState, GuestCard, Pass, PassState
from miz.domain.people import Person
from miz.domain.persian import fold
from miz.domain.values import Mobile, NationalId, Passport
from miz.domain.visits import Visit, VisitState
from miz.ports import repositories as port
from miz_adapters.conflicts import (
    ACCESS_KEY,
    ACCESS_PENDING,
    CARD_CODE,
    CARD_NUMBER,
    PASS_CODE,
    PERSON_NATIONAL_ID,
    PERSON_PASSPORT,
    VISIT_CURRENT,
)
from miz_adapters.memory.records import Records, Rule

HERE = frozenset({VisitState.ARRIVED, VisitState.ADMITTED, VisitState.INSIDE})
LATE_AFTER = timedelta(days=1)


def _national_id(person: Person) -> tuple[str, str] | None:
    number = person.identity.national_id
    return (person.site, number.digits) if number else None


def _passport(person: Person) -> tuple[str, str] | None:
    passport = person.identity.passport
    return (person.site, passport.key) if passport else None


class MemoryPeople(Records[PersonId, Person], port.People):
    """Persons."""

    rules: ClassVar[tuple[Rule[Any], ...]] = (
        (PERSON_NATIONAL_ID, _national_id),
        (PERSON_PASSPORT, _passport),
    )

    def by_national_id(self, site: SiteId, number: NationalId) -> Person | None:
        return self._owner(PERSON_NATIONAL_ID, (site, number.digits))

    def by_passport(self, site: SiteId, passport: Passport) -> Person | None:
        return self._owner(PERSON_PASSPORT, (site, passport.key))

    def by_mobile(self, site: SiteId, mobile: Mobile, *, limit: int = 10) -> Sequence[Person]:
        found = self._all(by=lambda p: (p.registered_at, p.id), newest=True)
        return [p for p in found if p.site == site and p.identity.mobile == mobile][:limit]

    def search(self, site: SiteId, fragment: str, *, limit: int = 10) -> Sequence[Person]:
        words = fold(fragment).split()
        found = [
            person
            for person in self._all(by=lambda p: (p.name.folded, p.id))
            if person.site == site and all(word in person.name.folded for word in words)
        ]
        return found[:limit]


class MemoryVisits(Records[VisitId, Visit], port.Visits):
    """Visits."""

    rules: ClassVar[tuple[Rule[Any], ...]] = (
        (VISIT_CURRENT, lambda v: (v.person, v.site) if v.state in HERE else None),
    )

    def current(self, person: PersonId) -> Visit | None:
        own = [visit for visit in self._rows.values() if visit.person == person]
        here = [visit for visit in own if visit.state in HERE]
        if here:
            return max(here, key=lambda v: (v.opened_at, v.id))
        expected = [visit for visit in own if visit.state is VisitState.EXPECTED]
        return min(expected, key=lambda v: (v.expected_at or v.opened_at, v.id), default=None)

    def of_person(self, person: PersonId, *, limit: int = 50) -> Sequence[Visit]:
        found = self._all(by=lambda v: (v.opened_at, v.id), newest=True)
        return [visit for visit in found if visit.person == person][:limit]

    def of_request(self, request: RequestId) -> Sequence[Visit]:
        found = self._all(by=lambda v: (v.opened_at, v.id))
        return [visit for visit in found if visit.request == request]

    def in_state(self, site: SiteId, *states: VisitState, limit: int = 500) -> Sequence[Visit]:
        found = self._all(by=lambda v: (v.opened_at, v.id))
        return [visit for visit in found if visit.site == site and visit.state in states][:limit]

    def count(self, site: SiteId, *states: VisitState) -> int:
        return sum(v.site == site and v.state in states for v in self._rows.values())

    def entered_since(self, site: SiteId, since: datetime) -> int:
        return sum(
            visit.site == site and visit.entry is not None and visit.entry.at >= since
            for visit in self._rows.values()
        )

    def count_in(self, zone: ZoneId) -> int:
        return sum(visit.zone == zone for visit in self._rows.values())

    def lingering(self, site: SiteId, before: datetime, *, limit: int = 100) -> Sequence[Visit]:
        inside = self.in_state(site, VisitState.INSIDE, limit=len(self._rows))
        untold = [visit for visit in inside if visit.window and visit.overstayed_at is None]
        return [v for v in untold if v.window and v.window.until <= before][:limit]

    def overdue(self, site: SiteId, at: datetime, *, limit: int = 100) -> Sequence[Visit]:
        found = self._all(by=lambda v: (v.opened_at, v.id))
        return [visit for visit in found if visit.site == site and _overdue(visit, at)][:limit]


def _overdue(visit: Visit, at: datetime) -> bool:
    if visit.state is VisitState.ADMITTED:
        return visit.window is not None and visit.window.until <= at
    waits_since = {
        VisitState.EXPECTED: visit.expected_at,
        VisitState.ARRIVED: visit.arrived_at,
    }.get(visit.state)
    return waits_since is not None and waits_since <= at - LATE_AFTER


class MemoryPasses(Records[PassId, Pass], port.Passes):
    """Passes."""

    rules: ClassVar[tuple[Rule[Any], ...]] = (
        (PASS_CODE, lambda p: p.code if p.state is PassState.LIVE else None),
    )

    def by_code(self, code: str) -> Pass | None:
        live = self._owner(PASS_CODE, code)
        if live is not None:
            return live
        same = [pass_ for pass_ in self._rows.values() if pass_.code == code]
        return max(same, key=lambda p: (p.issued_at, p.id), default=None)

    def of_visit(self, visit: VisitId) -> Sequence[Pass]:
        found = self._all(by=lambda p: (p.issued_at, p.id), newest=True)
        return [pass_ for pass_ in found if pass_.visit == visit]


class MemoryCards(Records[CardId, GuestCard], port.Cards):
    """Guest cards."""

    rules: ClassVar[tuple[Rule[Any], ...]] = (
        (CARD_CODE, lambda card: card.code),
        (CARD_NUMBER, lambda card: (card.site, card.number)),
    )

    def by_code(self, code: str) -> GuestCard | None:
        return self._owner(CARD_CODE, code)

    def of(self, site: SiteId, *states: CardState) -> Sequence[GuestCard]:
        found = self._all(by=lambda card: (len(card.number), card.number))
        wanted = states or tuple(CardState)
        return [card for card in found if card.site == site and card.state in wanted]


class MemoryAccesses(Records[AccessId, Access], port.Accesses):
    """Decisions on reads."""

    rules: ClassVar[tuple[Rule[Any], ...]] = (
        (ACCESS_KEY, lambda access: access.key),
        (ACCESS_PENDING, lambda access: access.visit if access.pending else None),
    )

    def by_key(self, key: str) -> Access | None:
        return self._owner(ACCESS_KEY, key)

    def repeated(self, lane: LaneId, code: str, *, since: datetime) -> Access | None:
        same = (a for a in self._rows.values() if a.lane == lane and a.code == code)
        recent = (access for access in same if access.at >= since)
        return max(recent, key=lambda a: (a.at, a.id), default=None)

    def pending(self, visit: VisitId) -> Access | None:
        return self._owner(ACCESS_PENDING, visit)

    def pending_at(self, lane: LaneId) -> Sequence[Access]:
        found = self._all(by=lambda a: (a.at, a.id))
        return [access for access in found if access.lane == lane and access.pending]

    def pending_in(self, zone: ZoneId) -> Sequence[Access]:
        found = self._all(by=lambda a: (a.at, a.id))
        return [access for access in found if access.zone == zone and access.pending]

    def escorts(self, lane: LaneId, *, since: datetime) -> Sequence[Access]:
        at_lane = [a for a in self._newest() if a.lane == lane and a.at >= since]
        return [access for access in at_lane if access.host is not None]

    def between(self, site: SiteId, since: datetime, until: datetime) -> Sequence[Access]:
        found = self._all(by=lambda a: (a.at, a.id))
        return [a for a in found if a.site == site and since <= a.at < until]

    def latest(
        self, site: SiteId, *, lane: LaneId | None = None, limit: int = 20
    ) -> Sequence[Access]:
        found = [a for a in self._newest() if a.site == site and lane in {None, a.lane}]
        return found[:limit]

    def of_visit(self, visit: VisitId, *, limit: int = 50) -> Sequence[Access]:
        return [access for access in self._newest() if access.visit == visit][:limit]

    def of_person(self, person: PersonId, *, limit: int = 50) -> Sequence[Access]:
        return [access for access in self._newest() if access.person == person][:limit]

    def _newest(self) -> list[Access]:
        return self._all(by=lambda a: (a.at, a.id), newest=True)
