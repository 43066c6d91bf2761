"""A record of each kind and a fitting value for each parameter, to call any use case with."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args, get_type_hints

from attrs import evolve, fields, frozen

from miz import Actor, Core, Permission, Role
from miz.domain.admissions import (
    IdentificationMethod,
    OverrideGrounds,
    PardonGrounds,
    RefusalReason,
)
from miz.domain.categories import Flow
from miz.domain.complaints import ComplaintKind
from miz.domain.correspondence import Contact
from miz.domain.decrees import Decree
from miz.domain.editions import Information
from miz.domain.ids import (
    AccessId,
    CardId,
    ChallengeId,
    ClashId,
    ComplaintId,
    DecreeId,
    DeskId,
    DraftId,
    GateId,
    HostId,
    LaneId,
    PassId,
    PersonId,
    RequestId,
    ServiceId,
    SessionId,
    SiteId,
    UnitId,
    UserId,
    VisitId,
    ZoneId,
)
from miz.domain.nodes import Clash
from miz.domain.passes import CardState
from miz.domain.people import DocumentKind, LookPurpose
from miz.domain.requests import Outcome
from miz.domain.values import PersonName, Text
from miz.domain.visits import Visit
from miz.domain.zones import HouseRules
from miz.errors import MizError, NotAllowed
from miz.ports.gatelink import Delivery, Question
from miz.ports.gates import Movement
from miz.usecases.catalogue import Charge
from miz.usecases.citizens import Citizen
from miz.usecases.intake import Case, Taken
from miz.usecases.replaying import Draft
from miz.usecases.tracking import Proof
from miz.usecases.zones import Limits
from tests.desk_office import ANSWERS, CITIZEN_ID, CITIZEN_MOBILE, Desk, picture
from tests.office import CARD, Office, identity
from tests.usecases.decrees import SNOW


def use_cases(core: Core) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public method of every use case, by name."""
    for part in (attribute.name for attribute in fields(Core)):
        case = getattr(core, part)
        if type(case).__module__.startswith("miz.usecases."):
            for name, method in inspect.getmembers(type(case), inspect.isfunction):
                if not name.startswith("_"):
                    yield f"{part}.{name}", getattr(case, method.__name__)


def method(core: Core, name: str) -> Callable[..., Any]:
    """One of them."""
    return dict(use_cases(core))[name]


def takes(call: Callable[..., Any], parameter: str) -> bool:
    """Whether it is called with that."""
    return parameter in inspect.signature(call).parameters


def bare(hint: Any) -> Any:
    """The type without its None."""
    inner = [argument for argument in get_args(hint) if argument is not type(None)]
    return inner[0] if len(inner) == 1 and type(None) in get_args(hint) else hint


@frozen
class Things:
    """A record of each kind at one site, and plain values, by the name or type of a parameter.

    ``employee`` is the user who is the office's host; whoever asks in his name sees his requests.
    """

    desk: Desk
    employee: UserId
    by_type: Mapping[Any, Any]

    @property
    def office(self) -> Office:
        """The office that has them."""
        return self.desk.office

    @classmethod
    def of(cls, desk: Desk, number: int = 0) -> "Things":
        """What the office has."""
        office, core, actor = desk.office, desk.core, desk.actor
        user = core.staff.hire(actor=actor, login=f"guard.{number}", name="ن", roles=[Role.GUARD])
        visit = office.arrived()
        verdict = core.gatehouse.present(actor=actor, lane=office.lane_in.id, code="1234")
        request = desk.taken(office.person(1))
        draft = core.hours.draft(actor=actor, decree=SNOW)
        citizen = Citizen(office.site.id, CITIZEN_ID, CITIZEN_MOBILE)
        proof = desk.proof(request)
        complaint = core.tracking.complain(
            actor=desk.public, proof=proof, kind=ComplaintKind.COMPLAINT, text="دیر شد"
        )
        return cls(
            desk,
            UserId(desk.officer.id),
            {
                AccessId: verdict.access.id,
                CardId: office.card.id,
                ClashId: _clash(core, site=office.site.id, number=number),
                Delivery: Delivery("journal", 0),
                Case: desk.case(office.person(4)),
                ChallengeId: core.citizens.ask(
                    actor=desk.public,
                    national_id=CITIZEN_ID,
                    mobile=CITIZEN_MOBILE,
                    language=office.host.language,
                ),
                Citizen: citizen,
                ComplaintId: complaint.id,
                Decree: SNOW,
                DecreeId: draft.id,
                DeskId: core.places.add_desk(actor=actor, name=Text("میز ۱")).id,
                DraftId: desk.drafted(citizen),
                GateId: office.lane.gate,
                HostId: office.host.id,
                LaneId: office.lane_out.id,
                PassId: office.slip(office.person(2)).id,
                PersonId: office.person(3).id,
                Proof: proof,
                Question: Question(office.lane_out.id, "1234", f"key-{number}"),
                RequestId: request.id,
                ServiceId: desk.licence.id,
                SessionId: core.doors.issue_key(actor=actor, user=user.id).session.id,
                SiteId: office.site.id,
                UnitId: office.host.unit,
                UserId: user.id,
                VisitId: visit.id,
                Visit: visit,
                ZoneId: core.zones.add(actor=actor, name=Text("خزانه"), limits=Limits()).id,
            },
        )

    def arguments(self, name: str) -> dict[str, Any]:
        """What a method may be called with, but for who calls."""
        call = method(self.desk.core, name)
        hints = get_type_hints(call)
        names = [one for one in inspect.signature(call).parameters if one != "actor"]
        found = {one: self._value(one, hints[one]) for one in names} | SPECIAL.get(name, {})
        at = self.office.clock.now() + timedelta(hours=1)
        return found | {one: at for one in ("when", "start") if one in found}

    def record(self, name: str, parameter: str) -> Any:
        """What a parameter that names a record may be given."""
        return self._value(parameter, get_type_hints(method(self.desk.core, name))[parameter])

    def _value(self, name: str, hint: Any) -> Any:
        """By type where it is a record's, else by name."""
        record = self.by_type.get(bare(hint))
        return PLAIN[name] if record is None else record

    def refuses(self, name: str, permissions: frozenset[Permission]) -> bool:
        """Whether an employee with these permissions is sent away."""
        actor = evolve(
            Actor.system(self.office.site.id, *permissions, name="somebody"), id=self.employee
        )
        try:
            method(self.desk.core, name)(actor=actor, **self.arguments(name))
        except NotAllowed:
            return True
        except MizError:
            return False
        return False


def _clash(core: Core, *, site: SiteId, number: int) -> ClashId:
    """Somebody whom a gate let in alone."""
    now, name = core.clock.now(), f"access-{number}"
    clash = Clash(
        *(ClashId(core.ids.new()), site, GateId("gate-1"), LaneId("lane-1"), name),
        *("pass_revoked", now, now),
    )
    return core.storage.write(lambda uow: uow.clashes.save(clash)).id


PICTURE = picture()
PLAIN: dict[str, Any] = {
    "after": 0,
    "at": None,
    "at_desk": True,
    "address": "",
    "agreed": True,
    "active": False,
    "answers": ANSWERS,
    "before": date(2026, 1, 4),
    "by": "نوری",
    "card": CARD,
    "category": "one_step",
    "code": "05A1B2C3",
    "comment": "",
    "confirmed": True,
    "confirms": True,
    "contact": Contact(),
    "content": PICTURE,
    "day": date(2026, 1, 4),
    "days": 5,
    "detail": "",
    "digest": "0" * 64,
    "direction": None,
    "draft": Draft(),
    "everybody": False,
    "first": date(2026, 1, 3),
    "fragment": "نور",
    "gives_pass": False,
    "charge": Charge(),
    "flow": "both",
    "grounds": OverrideGrounds.EMERGENCY,
    "information": Information(),
    "internal": False,
    "items": "یک پرونده",
    "last": date(2026, 1, 5),
    "medium": None,
    "outcome": Outcome.GRANTED,
    "paper": Taken(PICTURE, "a.png", "photo"),
    "papers": (),
    "receiver": "رابط",
    "since": None,
    "result": "انجام شد",
    "scores": {"1": 5},
    "seats": 0,
    "slot_minutes": 30,
    "start": None,
    "step": "check",
    "subject": "درخواست",
    "text": "متن",
    "token": "nobody",
    "until": None,
    "valid_from": date(2026, 1, 5),
    "when": None,
    "words": "",
    "zones": (),
    "province": "",
    "identified_by": None,
    "identity": identity(3),
    "key": None,
    "keyed": "",
    "kind": DocumentKind.FACE,
    "language": "fa",
    "limit": 5,
    "limits": Limits(),
    "login": "somebody",
    "matched": True,
    "need": "lease",
    "method": IdentificationMethod.OTHER_DOCUMENT,
    "minutes": 90,
    "mobile": CITIZEN_MOBILE,
    "movement": Movement.FORCED,
    "national_id": CITIZEN_ID,
    "needs_agreement": False,
    "number": "0099",
    "organisation": Text("س"),
    "passport": None,
    "password": None,
    "place": "",
    "purpose": LookPurpose.INQUIRY,
    "reason": RefusalReason.SECURITY,
    "roles": [Role.GUARD],
    "rules": HouseRules(),
    "room": "",
    "state": CardState.LOST,
    "title": Text("ع"),
    "typed": "کاظمی",
    "up": True,
    "window_seconds": 30,
    "worker": "w",
    "name": Text("ن"),
}
COMPLAINT = {"kind": ComplaintKind.COMPLAINT}
SPECIAL: dict[str, dict[str, Any]] = {
    "zones.give_card": {"card": "04C1C2C3"},
    "gatehouse.pardon": {"grounds": PardonGrounds.LEFT_UNSEEN},
    "staff.hire": {"name": "نگهبان"},
    "categories.define": {"key": "fifth", "flow": Flow()},
    "categories.change": {"key": "one_step", "flow": Flow()},
    "categories.retire": {"key": "one_step"},
    "catalogue.add_host": {"name": PersonName("رضا", "امینی")},
    "complaints.make": COMPLAINT,
    "tracking.complain": COMPLAINT,
    # A request brings its own service and officer, and must be the person's.
    "reception.arrive": {"request": None},
    "gatelink.clashes": {"since": datetime(2026, 1, 1, tzinfo=UTC)},
    "staff.reset_password": {"password": "سه گاو زرد در باران"},
}
