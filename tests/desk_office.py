"""A furnished service desk in the small office: services of every kind, officers, a citizen."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from attrs import define, evolve
from PIL import Image

from miz import Actor, Core, Role
from miz.domain.calendar import OfficeTime
from miz.domain.catalogue import Host, Service
from miz.domain.correspondence import Contact
from miz.domain.editions import DocumentNeed, Fee, Information, Law, Question, Step
from miz.domain.forms import Condition, Field, FieldKind, Form
from miz.domain.ids import DraftId, HostId, RequestId, ServiceId
from miz.domain.notices import Medium
from miz.domain.people import Person
from miz.domain.persian import ascii_digits
from miz.domain.requests import Request
from miz.domain.staff import User
from miz.domain.values import Language, Mobile, NationalId, PersonName, Text
from miz.ports.storage import Storage
from miz.usecases.catalogue import Charge
from miz.usecases.citizens import Citizen
from miz.usecases.intake import Case, Taken
from miz.usecases.tracking import Proof, factor_of
from miz_adapters.channels import MemoryChannel
from tests.office import (
    NATIONAL_IDS,
    Office,
    furnish_again,
    identity,
    national_id,
    open_office,
)

CITIZEN_ID = NationalId.parse(NATIONAL_IDS[3])
CITIZEN_MOBILE = Mobile.parse("09351112233")
FORM = Form(
    (
        Field("why", Text("چرا", "Why")),
        Field("partner", Text("شریک دارید؟", "A partner?"), FieldKind.YES_NO),
        Field(
            "partner_id",
            Text("کد ملی شریک", "Partner's number"),
            FieldKind.NATIONAL_ID,
            when=Condition("partner", ("yes",)),
        ),
        Field("copies", Text("تعداد", "Copies"), FieldKind.NUMBER, least=1, most=5),
    )
)
ANSWERS = {"why": "سفر", "partner": "no", "copies": "۲"}
OWN = {"own_given": "زهرا", "own_family": "امینی", "own_birth_date": "1990-01-01"}
LICENCE = Information(
    description=Text("پروانهٔ کسب برای اصناف", "A trade licence"),
    steps=(
        Step("check", Text("بررسی مدارک", "Checking")),
        Step("issue", Text("صدور پروانه", "Issuing")),
    ),
    documents=(
        DocumentNeed("card", Text("کارت ملی", "National card")),
        DocumentNeed("lease", Text("اجاره‌نامه", "Lease"), original=True),
        DocumentNeed("photo", Text("عکس", "Photo"), required=False),
    ),
    laws=(Law(Text("قانون نظام صنفی"), "۱۲", date(2003, 3, 15), "ماده ۳", "https://law.example"),),
    questions=(Question(Text("چند روز؟"), Text("دو روز کاری")),),
    fees=(Fee(Text("کارمزد"), 1_500_000, "IR0612", "بند ۵ قانون بودجه", online=True),),
    duration=OfficeTime(days=2),
    visit=OfficeTime(minutes=30),
    complaint=Text("از همین صفحه یا به رئیس اداره", "Here or to the head"),
    form=FORM,
)


def picture(colour: str = "white") -> bytes:
    """A small picture; another colour is another document."""
    file = BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return file.getvalue()


CARD_SCAN = Taken(picture("gray"), "card.png", "card")
LEASE_SCAN = Taken(picture("navy"), "lease.png", "lease", original=True)


@define
class Desk:
    """The office with what its service desk needs.

    ``officer`` is the person in charge of every service, ``colleague`` his deputy and of the same
    unit, ``stranger`` of another unit; ``head`` reads reports; ``operator`` sits at the desk, and
    ``public`` is anybody on the web.
    """

    office: Office
    licence: Service
    hearing: Service
    stamp: Service
    officer: Actor
    colleague: Actor
    stranger: Actor
    head: Actor
    operator: Actor
    public: Actor
    deputy: Host
    outsider: Host

    @property
    def core(self) -> Core:
        """The core under test."""
        return self.office.core

    @property
    def actor(self) -> Actor:
        """Somebody who may everything."""
        return self.office.actor

    @property
    def now(self) -> datetime:
        """The instant that the clock shows."""
        return self.office.clock.now()

    def local(self, day: date, at: str) -> datetime:
        """That hour at the office, as in 13:50."""
        return datetime.combine(day, time.fromisoformat(at), self.office.site.zone)

    def go(self, day: date, at: str) -> datetime:
        """Moves the clock on to that hour at the office."""
        return self.office.clock.advance(self.local(day, at) - self.now)

    def somebody(self, number: int) -> Person:
        """One of many registered persons, each with a mobile of his own."""
        return self.core.files.register(
            actor=self.operator,
            identity=evolve(
                identity(),
                national_id=national_id(number),
                mobile=Mobile.parse(f"0936{number:07d}"),
            ),
        )

    def case(self, person: Person, service: Service | None = None, **changes: Any) -> Case:
        """What the desk fills in for a person; the licence unless another service is named."""
        wanted = service or self.licence
        fresh = self.core.intake.fresh(actor=self.operator)
        return evolve(Case(fresh, person.id, wanted.id, "درخواست پروانه"), **changes)

    def taken(
        self, person: Person | None = None, service: Service | None = None, **changes: Any
    ) -> Request:
        """A request taken at the desk."""
        case = self.case(person or self.office.person(), service, **changes)
        return self.core.intake.file(actor=self.operator, case=case)

    def sign_in(
        self, number: NationalId = CITIZEN_ID, mobile: Mobile = CITIZEN_MOBILE
    ) -> Citizen:  # fmt: skip
        """A citizen who typed the code of the message."""
        challenge = self.core.citizens.ask(
            actor=self.public, national_id=number, mobile=mobile, language=Language.FA
        )
        self.office.deliver()
        code = one_time_code(self.office.sent[-1])
        entrance = self.core.citizens.enter(actor=self.public, challenge=challenge, code=code)
        return self.core.citizens.citizen(token=entrance.token, origin="web")[0]

    def drafted(
        self, citizen: Citizen, service: Service | None = None, **answers: str
    ) -> DraftId:  # fmt: skip
        """A draft that may be filed, the citizen's own words in it."""
        sheet = self.core.portal.begin(citizen=citizen, service=(service or self.licence).id)
        draft = sheet.draft.id
        self.core.portal.fill(citizen=citizen, draft=draft, answers={**ANSWERS, **OWN, **answers})
        for paper in (CARD_SCAN, LEASE_SCAN):
            self.core.portal.add(citizen=citizen, draft=draft, paper=paper)
        return draft

    def sent_off(
        self, citizen: Citizen, draft: DraftId, contact: Contact | None = None
    ) -> Request:  # fmt: skip
        """The draft, filed."""
        return self.core.portal.file(
            citizen=citizen, draft=draft, subject="پروانه", contact=contact or Contact()
        )

    def filed(self, citizen: Citizen | None = None, contact: Contact | None = None) -> Request:
        """A request that a citizen filed online."""
        who = citizen or self.sign_in()
        return self.sent_off(who, self.drafted(who), contact)

    def proof(self, request: Request) -> Proof:
        """What the citizen of a request shows."""
        person = self.core.storage.read(lambda uow: uow.people.get(request.person))
        return Proof(request.code, factor_of(person.identity))

    def stored(self, request: Request | RequestId) -> Request:
        """The request as the storage has it."""
        identity = request.id if isinstance(request, Request) else request
        return self.core.storage.read(lambda uow: uow.requests.get(identity))

    def journal(self, *kinds: str) -> list[Mapping[str, Any]]:
        """The facts of the journal's entries of these kinds, oldest first."""
        entries = self.core.storage.read(lambda uow: uow.journal.after(0, limit=100_000))
        return [s.entry.facts for s in entries if s.entry.kind in kinds]

    def told(self, medium: Medium = Medium.SMS) -> list[str]:
        """What was sent by now, after one round of the worker."""
        self.office.deliver()
        return [message.text for message in self.channel(medium).sent]

    def channel(self, medium: Medium = Medium.SMS) -> MemoryChannel:
        """The provider, whose answers a test may script."""
        found = self.core.channels[medium]
        assert isinstance(found, MemoryChannel)
        return found

    def user(self, login: str, *roles: Role, host: HostId | None = None) -> Actor:
        """Somebody who signed in."""
        return hired(self.office, login, *roles, host=host).actor("desk")


def one_time_code(text: str) -> str:
    """The code in a message."""
    found = re.search(r"\d{6}", ascii_digits(text))
    assert found is not None
    return found.group()


def hired(office: Office, login: str, *roles: Role, host: HostId | None = None) -> User:
    """A user with these roles, who is that employee."""
    return office.core.staff.hire(
        actor=office.actor, login=login, name=login, roles=roles, host=host
    )


def publish(office: Office, service: ServiceId, information: Information) -> None:
    """The service's information, from today on."""
    office.core.publishing.publish(
        actor=office.actor,
        service=service,
        information=information,
        valid_from=office.clock.now().astimezone(office.site.zone).date(),
    )


@contextmanager
def open_desk(
    *, storage: Storage | None = None, plugins: tuple[object, ...] = ()
) -> Iterator[Desk]:
    """A service desk that ends with the block."""
    with open_office(storage=storage, plugins=plugins) as office:
        yield equip(office)


def equip_again(desk: Desk) -> Desk:
    """The same at a second site of the core."""
    return equip(furnish_again(desk.office), suffix="2")


def equip(office: Office, *, suffix: str = "1") -> Desk:
    """Hires people, adds services and says all about them."""
    catalogue, actor = office.core.catalogue, office.actor
    deputy = catalogue.add_host(
        actor=actor, unit=office.host.unit, name=PersonName.parse("سارا", "رضایی")
    )
    other = catalogue.add_unit(actor=actor, name=Text("حقوقی", "Legal"))
    outsider = catalogue.add_host(actor=actor, unit=other.id, name=PersonName.parse("رضا", "امینی"))
    charge = Charge(responsible=office.host.id, deputy=deputy.id)

    def service(code: str, title: Text, category: str, *, seats: int = 0) -> Service:
        added = catalogue.add_service(
            actor=actor, code=code, title=title, category=category, charge=charge, seats=seats
        )
        publish(office, added.id, LICENCE)
        return added

    def user(login: str, *roles: Role, host: Host | None = None) -> Actor:
        found = hired(office, f"{login}.{suffix}", *roles, host=host.id if host else None)
        return found.actor("desk")

    return Desk(
        office=office,
        licence=service("201", Text("پروانهٔ کسب", "Licence"), "documents", seats=2),
        hearing=service("301", Text("جلسهٔ رسیدگی", "Hearing"), "documents_with_entry", seats=1),
        stamp=service("401", Text("مهر و امضا", "Stamp"), "one_step"),
        officer=user("officer", Role.OFFICER, host=office.host),
        colleague=user("colleague", Role.OFFICER, host=deputy),
        stranger=user("stranger", Role.OFFICER, host=outsider),
        head=user("head", Role.MANAGER),
        operator=user("operator", Role.OPERATOR),
        public=Actor("public", office.site.id, frozenset(), "web"),
        deputy=deputy,
        outsider=outsider,
    )
