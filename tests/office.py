"""A small office in memory, with a clock that tests move: the floor use cases stand on."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from attrs import define, field

from miz import Actor, Core, Permission, hookimpl, open_core
from miz.domain.admissions import IdentificationMethod
from miz.domain.catalogue import Host, Service
from miz.domain.notices import Medium
from miz.domain.passes import GuestCard, Pass
from miz.domain.people import Identity, Person, PersonKind
from miz.domain.places import Lane, LaneFlow, Site
from miz.domain.values import Mobile, NationalId, PersonName, Text
from miz.domain.visits import Visit
from miz.errors import PoorSample
from miz.plugin import (
    AUTOMATION,
    CLOCK,
    HOLIDAYS,
    IDS,
    PAPERS,
    PASSWORDS,
    STORAGE,
    VAULT,
    NoSettings,
    Registry,
)
from miz.ports.automation import Letter, OfficeAutomation, Progress
from miz.ports.holidays import Holiday, Holidays
from miz.ports.papers import CleanPaper, Papers
from miz.ports.passwords import Passwords
from miz.ports.storage import Storage
from miz_adapters.channels import MemoryChannel
from miz_adapters.memory import ManualClock, PlainVault, SequentialIds

CONFIG = {
    "clock": {"provider": "manual"},
    "ids": {"provider": "sequential"},
    "passwords": {"provider": "plain"},
    "vault": {"provider": "plain"},
    "storage": {"provider": "memory"},
    "documents": {"provider": "memory"},
    "channels": {"sms": {"provider": "memory"}, "email": {"provider": "memory", "medium": "email"}},
    "papers": {"provider": "trusting"},
    "antivirus": {"provider": "none"},
    "holidays": {"provider": "few"},
    "automation": {"provider": "drawer"},
}
NATIONAL_IDS = ("0499370899", "0790419904", "0084575948", "0963695398", "0684159414")
CARD = "04A1B2C3"


class PlainPasswords(Passwords):
    """Reversed text: quick, and still not the password itself."""

    def hash(self, password: str) -> str:
        """The text, backwards."""
        return password[::-1]

    def verify(self, hashed: str | None, password: str) -> bool:
        """Whether it fits."""
        return hashed == password[::-1]


class TrustingPapers(Papers):
    """Takes whatever begins like a PDF, as one page; the real one has its own tests."""

    def clean(self, data: bytes) -> CleanPaper:
        """The same bytes."""
        if not data.startswith(b"%PDF-"):
            raise PoorSample("This is no PDF.", code="paper.not_a_pdf")
        return CleanPaper(data, 1)


@define
class FewHolidays(Holidays):
    """The days that a test marks."""

    days: dict[date, Holiday] = field(factory=dict)

    def between(self, first: date, last: date) -> Mapping[date, Holiday]:
        """Those of the period."""
        return {day: one for day, one in self.days.items() if first <= day <= last}


@define
class Drawer(OfficeAutomation):
    """A letter system that keeps letters by key and numbers them."""

    letters: dict[str, Letter] = field(factory=dict)
    answers: dict[str, str] = field(factory=dict)

    def send(self, letter: Letter) -> str:
        """Its place in the drawer."""
        self.letters.setdefault(letter.key, letter)
        return f"drawer-{list(self.letters).index(letter.key) + 1}"

    def follow(self, reference: str) -> Progress:
        """Numbered at once; answered when the test says so."""
        answer = self.answers.get(reference, "")
        return Progress(reference.removeprefix("drawer-"), answer, bool(answer))

    def close(self) -> None:
        """Nothing is held."""


class TestParts:
    """A plugin that brings the parts a test can steer, and the storage it gives if any."""

    __test__ = False

    def __init__(self, clock: ManualClock, storage: Storage | None = None) -> None:
        self.clock = clock
        self.storage = storage
        self.holidays = FewHolidays()
        self.drawer = Drawer()

    @hookimpl
    def miz_register(self, registry: Registry) -> None:
        """Offers them under names of their own."""

        def provide(slot: object, name: str, part: object) -> None:
            registry.provide(
                slot,  # type: ignore[arg-type]
                name,
                settings=NoSettings,
                build=lambda *_: part,
                summary="for tests",
            )

        provide(CLOCK, "manual", self.clock)
        provide(IDS, "sequential", SequentialIds())
        provide(PASSWORDS, "plain", PlainPasswords())
        provide(VAULT, "plain", PlainVault())
        provide(PAPERS, "trusting", TrustingPapers())
        provide(HOLIDAYS, "few", self.holidays)
        provide(AUTOMATION, "drawer", self.drawer)
        if self.storage is not None:
            provide(STORAGE, "given", self.storage)


@define
class Office:
    """One site, one gate with lanes in, out and both, a host with a mobile, one card."""

    core: Core
    clock: ManualClock
    site: Site
    actor: Actor
    lane_in: Lane
    lane_out: Lane
    lane: Lane
    host: Host
    service: Service
    card: GuestCard

    @property
    def sent(self) -> list[str]:
        """The texts of notices that were sent."""
        channel = self.core.channels[Medium.SMS]
        assert isinstance(channel, MemoryChannel)
        return [message.text for message in channel.sent]

    def later(self, **span: float) -> None:
        """Moves the clock on."""
        self.clock.advance(timedelta(**span))

    def person(self, number: int = 0, name: str = "مریم") -> Person:
        """A registered person."""
        return self.core.files.register(actor=self.actor, identity=identity(number, name))

    def arrived(self, person: Person | None = None) -> Visit:
        """An identified visitor at the desk."""
        return self.core.reception.arrive(
            actor=self.actor,
            person=(person or self.person()).id,
            host=self.host.id,
            service=self.service.id,
            identified_by=IdentificationMethod.NATIONAL_CARD,
        )

    def admitted(self, person: Person | None = None) -> Visit:
        """A visitor who may pass the gate."""
        return self.core.reception.admit(actor=self.actor, visit=self.arrived(person).id)

    def slip(self, person: Person | None = None) -> Pass:
        """The slip of an admitted visitor."""
        visit = self.admitted(person)
        return self.core.reception.hand_slip(actor=self.actor, visit=visit.id)

    def enter(self, pass_: Pass, lane: Lane | None = None) -> Visit:
        """Presents the pass at the lane in, or another, and walks through."""
        where = lane or self.lane_in
        verdict = self.core.gatehouse.present(actor=self.actor, lane=where.id, code=pass_.code)
        return self.core.gatehouse.passed(actor=self.actor, access=verdict.access.id)

    def until(self, true: Callable[[], bool], *, seconds: float = 5) -> bool:
        """Waits until it is true, woken by each commit; False when the time is over."""
        moved = threading.Event()
        end = time.monotonic() + seconds
        unwatch = self.core.storage.watch(moved.set)
        try:
            while not true() and time.monotonic() < end:
                moved.wait(0.02)
                moved.clear()
        finally:
            unwatch()
        return true()

    def deliver(self) -> int:
        """One round of the worker."""
        return self.core.notify.deliver(actor=self.actor, worker="w1")


def national_id(number: int) -> NationalId:
    """One of many invented numbers, always the same one."""
    nine = f"{100_000_000 + number}"
    return next(
        NationalId.parse(f"{nine}{check}")
        for check in range(10)
        if NationalId.is_valid(f"{nine}{check}")
    )


def identity(number: int = 0, given: str = "مریم", family: str = "کاظمی") -> Identity:
    """An invented Iranian."""
    return Identity(
        PersonKind.IRANIAN,
        PersonName.parse(given, family),
        national_id=NationalId.parse(NATIONAL_IDS[number]),
        mobile=Mobile.parse("09123456789"),
    )


@contextmanager
def open_office(
    *, storage: Storage | None = None, plugins: Sequence[object] = (), **config: Any
) -> Iterator[Office]:
    """An office that ends with the block; ``config`` replaces sections."""
    clock = ManualClock()
    given = {"storage": {"provider": "given"}} if storage else {}
    parts = TestParts(clock, storage)
    with open_core({**CONFIG, **given, **config}, plugins=[parts, *plugins]) as core:
        yield furnish(core, clock)


def furnish_again(office: Office) -> Office:
    """A second site in the same core, with a card of its own."""
    return furnish(office.core, office.clock, card="04D4E5F6")


def furnish(core: Core, clock: ManualClock, *, card: str = CARD) -> Office:
    """Sets the office up."""
    site = core.places.found(organisation=Text("سازمان", "Office"), name=Text("مرکز", "Centre"))
    actor = Actor.system(site.id, *Permission, name="tester")
    gate = core.places.add_gate(actor=actor, name=Text("گیت ۲", "Gate 2"))

    def lane(flow: LaneFlow) -> Lane:
        return core.places.add_lane(actor=actor, gate=gate.id, name=Text(flow.value), flow=flow)

    unit = core.catalogue.add_unit(actor=actor, name=Text("مالی", "Finance"), place="طبقهٔ ۳")
    return Office(
        core=core,
        clock=clock,
        site=site,
        actor=actor,
        lane_in=lane(LaneFlow.IN),
        lane_out=lane(LaneFlow.OUT),
        lane=lane(LaneFlow.BOTH),
        host=core.catalogue.add_host(
            actor=actor,
            unit=unit.id,
            name=PersonName.parse("الهام", "نوری"),
            mobile=Mobile.parse("09121112233"),
        ),
        service=core.catalogue.add_service(
            actor=actor, code="101", title=Text("پرداخت"), category="information"
        ),
        card=core.cards.add(actor=actor, number="0001", code=card),
    )
