"""Made-up records for the rules: every one fresh, all from one counter, so that runs repeat."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from attrs import evolve

from miz.domain.access import Access, GrantState, Mark, Reason
from miz.domain.admissions import (
    Identification,
    IdentificationMethod,
    Passage,
    Window,
)
from miz.domain.catalogue import Host, Service, Unit
from miz.domain.decrees import Span
from miz.domain.ids import (
    AccessId,
    CardId,
    DeskId,
    GateId,
    HostId,
    LaneId,
    NoticeId,
    PassId,
    PersonId,
    ServiceId,
    SessionId,
    SiteId,
    UnitId,
    UserId,
    VisitId,
    ZoneId,
)
from miz.domain.journal import Entry
from miz.domain.notices import Notice
from miz.domain.passes import GuestCard, Pass, PassForm
from miz.domain.people import Identity, Person, PersonKind
from miz.domain.places import Desk, Direction, Gate, Lane, LaneFlow, Site
from miz.domain.staff import Role, Session, User
from miz.domain.values import Passport, PersonName, Text
from miz.domain.visits import Visit, VisitState
from miz.domain.zones import HouseRules, Passback, PassbackMode, Zone
from miz_contracts.storage.case_samples import CaseSamples
from miz_contracts.storage.fresh import NOON, OTHER_SITE, SITE, minutes, national_id
from miz_contracts.storage.gate_samples import GateSamples
from miz_contracts.storage.offer_samples import OfferSamples

__all__ = ["NOON", "OTHER_SITE", "SITE", "Samples", "minutes", "national_id"]


class Samples(OfferSamples, CaseSamples, GateSamples):
    """Fresh records of every kind; keyword arguments replace what is made up."""

    def site(self, **values: Any) -> Site:
        """A site."""
        site = Site(
            *(SiteId(self.id()), Text("سازمان", "Office"), Text("ساختمان مرکزی")),
            province="فارس",
            rules=HouseRules(Passback(PassbackMode.TIMED, 5), grace_minutes=30, cards_lost=True),
        )
        return evolve(site, **values)

    def gate(self, **values: Any) -> Gate:
        """A gate."""
        return evolve(Gate(GateId(self.id()), SITE, Text("در شمالی", "North")), **values)

    def lane(self, **values: Any) -> Lane:
        """A lane."""
        lane = Lane(
            LaneId(self.id()),
            SITE,
            GateId(self.id()),
            Text("گذر یک", "Lane 1"),
            LaneFlow.IN,
            timedelta(seconds=12, milliseconds=500),
            confirms=False,
            zone=ZoneId("zone-1"),
            fire_at=NOON,
            exit_asked_at=NOON - minutes(1),
        )
        return evolve(lane, **values)

    def zone(self, **values: Any) -> Zone:
        """A zone with everything that one can have."""
        zone = Zone(
            *(ZoneId(self.id()), SITE, Text("خزانه", "Vault")),
            public=True,
            capacity=3,
            passback=Passback(PassbackMode.TIMED, 5),
            escort=True,
            week={5: (Span(time(7), time(12)), Span(time(13), time(14)))},
        )
        return evolve(zone, **values)

    def desk(self, **values: Any) -> Desk:
        """A desk."""
        return evolve(Desk(DeskId(self.id()), SITE, Text("پیشخوان")), **values)

    def unit(self, **values: Any) -> Unit:
        """A unit."""
        return evolve(Unit(UnitId(self.id()), SITE, Text("بایگانی"), "طبقهٔ ۲"), **values)

    def host(self, given: str = "سارا", family: str = "کریمی", **values: Any) -> Host:
        """A host with a mobile, just on leave."""
        name, mobile = PersonName(given, family), self.mobile()
        unit, leave = UnitId("unit-1"), date(2026, 1, 9)
        host = Host(HostId(self.id()), SITE, unit, name, "۲۰۱", mobile, away_until=leave)
        host = evolve(host, card=f"04C1{self.number():08X}")
        return evolve(host, **values)

    def service(self, **values: Any) -> Service:
        """A service."""
        number = self.number()
        service = Service(
            ServiceId(self.id()),
            SITE,
            f"S{number:04d}",
            Text("دریافت مدرک", "Documents"),
            "documents",
            needs_agreement=True,
            minutes=45,
            unit=UnitId("unit-1"),
            responsible=HostId("host-1"),
            deputy=HostId("host-2"),
            slot_minutes=20,
            seats=3,
            zones=(ZoneId("zone-1"), ZoneId("zone-2")),
        )
        return evolve(service, **values)

    def iranian(self, given: str = "علی", family: str = "رضایی", **values: Any) -> Identity:
        """An Iranian's identity, with every field."""
        identity = Identity(
            PersonKind.IRANIAN,
            PersonName(given, family),
            national_id=national_id(self.number()),
            father="حسن",
            birth_date=date(1990, 2, 28),
            mobile=self.mobile(),
        )
        return evolve(identity, **values)

    def foreigner(self, **values: Any) -> Identity:
        """A foreigner's identity."""
        passport = Passport("IRQ", f"A{self.number():07d}")
        name = PersonName("Zayd", "al-Amin")
        return evolve(Identity(PersonKind.FOREIGN, name, passport=passport), **values)

    def person(self, identity: Identity | None = None, **values: Any) -> Person:
        """A person's file."""
        person = Person(PersonId(self.id()), SITE, identity or self.iranian(), NOON)
        return evolve(person, **values)

    def visit(self, state: VisitState = VisitState.ARRIVED, **values: Any) -> Visit:
        """A visit that went the whole way to that state."""
        fresh = Visit(
            VisitId(self.id()),
            SITE,
            PersonId(self.id()),
            VisitState.EXPECTED,
            NOON,
            purpose="دیدار",
        )
        return evolve(self._moved(evolve(fresh, **values), state), events=())

    def _moved(self, visit: Visit, state: VisitState) -> Visit:
        at = visit.opened_at
        if state is VisitState.EXPECTED:
            return visit.expect(when=at + minutes(60), at=at)
        visit = visit.arrive(at=at)
        if state is VisitState.ARRIVED:
            return visit
        check = Identification(IdentificationMethod.NATIONAL_CARD, matched=True, at=at, by="guard")
        visit = visit.identify(check).admit(Window.of(at, 90), at=at)
        if state is VisitState.EXPIRED:
            return visit.expire(at=at + minutes(91))
        if state is VisitState.ADMITTED:
            return visit
        visit = visit.enter(self.passage(Direction.IN, at + minutes(5)))
        return (
            visit.leave(self.passage(Direction.OUT, at + minutes(35)))
            if (state is VisitState.LEFT)
            else visit
        )

    def passage(self, direction: Direction, at: datetime) -> Passage:
        """A confirmed passage."""
        return Passage(AccessId(self.id()), LaneId("lane-1"), direction, at, confirmed=True)

    def pass_(self, **values: Any) -> Pass:
        """A slip."""
        pass_ = Pass(
            PassId(self.id()),
            SITE,
            VisitId(self.id()),
            PassForm.SLIP,
            f"{self.number():020d}",
            Window.of(NOON, 90),
            NOON,
        )
        return evolve(pass_, **values)

    def card(self, **values: Any) -> GuestCard:
        """A guest card in the box."""
        number = self.number()
        return evolve(
            GuestCard(CardId(self.id()), SITE, str(number), f"04A1{number:08X}"), **values
        )

    def denial(self, **values: Any) -> Access:
        """A decision against a read that nobody knows."""
        access = Access(
            AccessId(self.id()),
            SITE,
            LaneId("lane-1"),
            NOON,
            f"{self.number():020d}",
            Reason.UNKNOWN_CODE,
            detail="a word",
        )
        return evolve(access, **values)

    def grant(self, **values: Any) -> Access:
        """A decision that opened a lane and waits for the passage."""
        granted = evolve(
            self.denial(),
            reason=Reason.GRANTED,
            direction=Direction.IN,
            visit=VisitId(self.id()),
            person=PersonId(self.id()),
            pass_=PassId(self.id()),
            grant=GrantState.ISSUED,
            deadline=NOON + timedelta(seconds=30),
            zone=ZoneId("zone-1"),
            host=HostId("host-1"),
            mark=Mark.PASSBACK,
        )
        return evolve(granted, **values)

    def notice(self, **values: Any) -> Notice:
        """A notice to a host."""
        notice = Notice(
            id=NoticeId(self.id()),
            site=SITE,
            key=f"key-{self.number()}",
            template="host.visitor_entered",
            recipient="host-1",
            address=self.mobile().number,
            params={"visitor": "علی رضایی", "time": "12:00"},
            created_at=NOON,
            next_at=NOON,
            expires_at=NOON + minutes(30),
        )
        return evolve(notice, **values)

    def user(self, **values: Any) -> User:
        """A guard."""
        login = f"guard{self.number()}"
        roles = frozenset({Role.GUARD, Role.OPERATOR})
        user = User(
            *(UserId(self.id()), SITE, login, "نگهبان", roles, "$argon2id$made-up"),
            host=HostId("host-1"),
            gate=GateId("gate-1"),
        )
        return evolve(user, **values)

    def session(self, **values: Any) -> Session:
        """A browser that is signed in."""
        session = Session(
            SessionId(self.id()),
            SITE,
            UserId("user-1"),
            f"{self.number():064x}",
            "csrf",
            NOON,
            NOON,
            NOON + timedelta(hours=12),
        )
        return evolve(session, **values)

    def entry(
        self, stream: str = "visits", facts: Mapping[str, Any] | None = None, **values: Any
    ) -> Entry:
        """Something for the journal."""
        given = facts if facts is not None else {"visit": self.id(), "نام": ["الف", 1, None]}
        entry = Entry(SITE, stream, "VisitorArrived", NOON, "guard-1", "desk-1", given)
        return evolve(entry, **values)
