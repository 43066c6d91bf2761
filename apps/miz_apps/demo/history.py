"""The demo's past weeks and its day so far, lived through the real use cases."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from attrs import define, evolve, field, frozen

from miz import Core
from miz.domain.access import Access
from miz.domain.admissions import IdentificationMethod, RefusalReason
from miz.domain.ids import LaneId
from miz.domain.notices import Medium
from miz.domain.people import Identity, Person, PersonKind
from miz.domain.places import Direction, LaneFlow
from miz.domain.values import Mobile, NationalId, Passport, PersonName
from miz.domain.visits import Visit
from miz.ports.channels import Channel, Fate, Message, Receipt
from miz.ports.clocks import Clock
from miz_apps.demo.names import FAMILIES, FOREIGNERS, GIVEN_MEN, GIVEN_WOMEN, PURPOSES
from miz_apps.demo.office import Office

TIMED = (
    "places", "catalogue", "publishing", "cards", "staff", "hours", "reception", "files",
    "gatehouse", "intake", "casework", "bookings", "tracking", "portal", "complaints",
)  # fmt: skip
"""The use cases that the history lives through."""


@define
class PastClock(Clock):
    """A clock that the history sets as it goes along."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


@frozen
class Quiet(Channel):
    """Takes messages of the past without saying them again."""

    kind: Medium = Medium.SMS

    @property
    def medium(self) -> Medium:
        return self.kind

    def send(self, batch: Sequence[Message]) -> Sequence[Receipt]:
        return [Receipt(message.key, "demo") for message in batch]

    def delivery(self, references: Sequence[str]) -> Sequence[Fate]:
        """What is past was told."""
        return [Fate.DELIVERED for _ in references]

    def close(self) -> None:
        """Nothing is held."""


def back_in_time(core: Core, clock: PastClock) -> Core:
    """The same core, living in the clock's time and telling nobody."""
    past = {name: evolve(getattr(core, name), clock=clock) for name in TIMED}
    channels = {medium: Quiet(medium) for medium in Medium}
    notify = evolve(core.notify, clock=clock, channels=channels)
    return evolve(core, notify=notify, **past)


@define
class History:
    """Visits by lot; the same seed gives the same office."""

    core: Core
    office: Office
    clock: PastClock
    lot: random.Random
    _numbers: set[str] = field(factory=set, init=False)

    def register(self, at: datetime) -> Person:
        """An invented person; one in twenty is foreign."""
        self.clock.at = at
        identity = self._foreign() if self.lot.random() < 0.05 else self.iranian()
        return self.core.files.register(actor=self.office.actor, identity=identity)

    def receive(self, person: Person, at: datetime) -> Visit:
        """Arrival and identification, with a service and a host by lot."""
        self.clock.at = at
        services = [service for service in self.office.services if service.gives_pass]
        service = self.lot.choice(services)
        visit = self.core.reception.arrive(
            actor=self.office.actor,
            person=person.id,
            host=self.lot.choice(self.office.of_unit(service)).id,
            service=service.id,
            purpose=self.lot.choice(PURPOSES),
            identified_by=IdentificationMethod.NATIONAL_CARD,
        )
        if visit.needs_agreement and self.lot.random() < 0.9:
            visit = self.core.reception.answer(actor=self.office.actor, visit=visit.id, agreed=True)
        return visit

    def enter(self, visit: Visit, at: datetime) -> str | None:
        """Admission, a slip, and the passage in; the slip's code, or None when refused."""
        self.clock.at = at
        actor, reception = self.office.actor, self.core.reception
        if visit.waiting is not None or self.lot.random() < 0.04:
            reason = self.lot.choice(list(RefusalReason))
            reception.refuse(actor=actor, visit=visit.id, reason=reason)
            return None
        return self.let_in(visit, at)

    def let_in(self, visit: Visit, at: datetime) -> str:
        """Admission, a slip, and the passage in; the slip's code."""
        self.clock.at = at
        actor, reception = self.office.actor, self.core.reception
        reception.admit(actor=actor, visit=visit.id)
        code = reception.hand_slip(actor=actor, visit=visit.id).code
        self.clock.at += timedelta(minutes=1)
        self._pass(code, Direction.IN)
        return code

    def leave(self, code: str, at: datetime) -> None:
        """The passage out."""
        self.clock.at = at
        self._pass(code, Direction.OUT)

    def stray(self, code: str, at: datetime) -> Access:
        """A read that is refused."""
        self.clock.at = at
        return self._present(code, Direction.IN)

    def _pass(self, code: str, direction: Direction) -> None:
        access = self._present(code, direction)
        self.core.gatehouse.passed(actor=self.office.actor, access=access.id)
        self.core.notify.deliver(actor=self.office.actor, worker="demo")

    def tell(self) -> None:
        """Everything that is due was told, and its fate is known."""
        notify, actor = self.core.notify, self.office.actor
        while notify.deliver(actor=actor, worker="demo"):
            pass
        while notify.follow(actor=actor):
            pass

    def _present(self, code: str, direction: Direction) -> Access:
        lane = self._lane(direction)
        return self.core.gatehouse.present(actor=self.office.actor, lane=lane, code=code).access

    def _lane(self, direction: Direction) -> LaneId:
        flow = LaneFlow(direction.value)
        return self.lot.choice([lane.id for lane in self.office.lanes if lane.flow is flow])

    def iranian(self) -> Identity:
        """Somebody invented, with a number and a mobile."""
        given = GIVEN_WOMEN if self.lot.random() < 0.48 else GIVEN_MEN
        return Identity(
            PersonKind.IRANIAN,
            PersonName.parse(self.lot.choice(given), self.lot.choice(FAMILIES)),
            national_id=self._national_id(),
            father=self.lot.choice(GIVEN_MEN),
            birth_date=date(
                self.lot.randrange(1955, 2005), self.lot.randrange(1, 13), self.lot.randrange(1, 28)
            ),
            mobile=Mobile.parse(f"09{self.lot.choice('13')}{self.lot.randrange(10**8):08}"),
        )

    def _foreign(self) -> Identity:
        state, given, family = self.lot.choice(FOREIGNERS)
        number = f"{self.lot.choice('ABKN')}{self.lot.randrange(10**7):07}"
        return Identity(
            PersonKind.FOREIGN,
            PersonName.parse(given, family),
            passport=Passport.parse(state, number),
            mobile=Mobile.parse(f"0935{self.lot.randrange(10**7):07}"),
        )

    def _national_id(self) -> NationalId:
        while True:
            nine = f"{self.lot.randrange(10**6, 10**9):09}"
            for check in "0123456789":
                if NationalId.is_valid(nine + check) and nine not in self._numbers:
                    self._numbers.add(nine)
                    return NationalId.parse(nine + check)
