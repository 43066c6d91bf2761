"""Every use case asks the actor first, and reaches the actor's own site only.

The methods are found by looking at the core, so that a new one without a row here is red.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any, get_args, get_type_hints

import pytest
from attrs import evolve, fields, frozen
from PIL import Image

from miz import Actor, Core, Permission, Role
from miz.domain.admissions import IdentificationMethod, OverrideGrounds, RefusalReason
from miz.domain.categories import Flow
from miz.domain.ids import (
    AccessId,
    CardId,
    GateId,
    HostId,
    LaneId,
    PassId,
    PersonId,
    ServiceId,
    SessionId,
    UnitId,
    UserId,
    VisitId,
)
from miz.domain.passes import CardState
from miz.domain.people import DocumentKind, LookPurpose
from miz.domain.values import PersonName, Text
from miz.errors import MizError, NotAllowed, NotFound
from miz.usecases.catalogue import Charge
from tests.office import CARD, Office, furnish_again, identity, open_office
from tests.usecases.permissions import EITHER, NEEDS, NEEDS_TWO, NOBODY_ASKS, OPEN


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


def takes_actor(call: Callable[..., Any]) -> bool:
    """Whether it acts for somebody."""
    return "actor" in inspect.signature(call).parameters


with open_office() as _office:
    ALL = {name: takes_actor(call) for name, call in use_cases(_office.core)}
ASKING = sorted(name for name, takes in ALL.items() if takes)


def picture() -> bytes:
    """A small picture."""
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()


PICTURE = picture()


@frozen
class Things:
    """A record of each kind at one site, and plain values, by the name or type of a parameter."""

    office: Office
    by_type: Mapping[Any, Any]

    @classmethod
    def of(cls, office: Office, number: int = 0) -> "Things":
        """What the office has."""
        core, actor = office.core, office.actor
        user = core.staff.hire(actor=actor, login=f"guard.{number}", name="ن", roles=[Role.GUARD])
        visit = office.arrived()
        verdict = core.gatehouse.present(actor=actor, lane=office.lane_in.id, code="1234")
        return cls(
            office,
            {
                AccessId: verdict.access.id,
                CardId: office.card.id,
                GateId: office.lane.gate,
                HostId: office.host.id,
                LaneId: office.lane_out.id,
                PassId: office.slip(office.person(2)).id,
                PersonId: office.person(1).id,
                ServiceId: office.service.id,
                SessionId: core.doors.issue_key(actor=actor, user=user.id).session.id,
                UnitId: office.host.unit,
                UserId: user.id,
                VisitId: visit.id,
                type(visit): visit,
            },
        )

    def arguments(self, call: Callable[..., Any]) -> dict[str, Any]:
        """A fitting value for each parameter but the actor."""
        hints = get_type_hints(call)
        names = [name for name in inspect.signature(call).parameters if name != "actor"]
        return {name: self.value(name, hints[name]) for name in names}

    def value(self, name: str, hint: Any) -> Any:
        """By type where it is a record's, else by name."""
        record = self.by_type.get(bare(hint))
        return PLAIN[name] if record is None else record


PLAIN: dict[str, Any] = {
    "after": 0,
    "at": None,
    "agreed": True,
    "active": False,
    "by": "",
    "card": CARD,
    "category": "one_step",
    "code": "05A1B2C3",
    "confirmed": True,
    "confirms": True,
    "content": PICTURE,
    "detail": "",
    "digest": "0" * 64,
    "direction": None,
    "fragment": "نور",
    "gives_pass": True,
    "charge": Charge(),
    "flow": "both",
    "grounds": OverrideGrounds.EMERGENCY,
    "request": None,
    "seats": 0,
    "slot_minutes": 30,
    "until": None,
    "province": "",
    "identified_by": None,
    "identity": identity(3),
    "key": None,
    "keyed": "",
    "kind": DocumentKind.FACE,
    "language": "fa",
    "limit": 5,
    "login": "somebody",
    "matched": True,
    "method": IdentificationMethod.OTHER_DOCUMENT,
    "minutes": 90,
    "mobile": None,
    "national_id": None,
    "needs_agreement": False,
    "number": "0099",
    "organisation": Text("س"),
    "passport": None,
    "password": None,
    "place": "",
    "purpose": LookPurpose.INQUIRY,
    "reason": RefusalReason.SECURITY,
    "roles": [Role.GUARD],
    "room": "",
    "state": CardState.LOST,
    "title": Text("ع"),
    "typed": "کاظمی",
    "up": True,
    "window_seconds": 30,
    "worker": "w",
    "name": Text("ن"),
}
SPECIAL: dict[str, dict[str, Any]] = {
    "staff.hire": {"name": "نگهبان"},
    "categories.define": {"key": "fifth", "flow": Flow()},
    "categories.change": {"key": "one_step", "flow": Flow()},
    "categories.retire": {"key": "one_step"},
    "catalogue.add_host": {"name": PersonName("رضا", "امینی")},
    "staff.reset_password": {"password": "سه گاو زرد در باران"},
}


def bare(hint: Any) -> Any:
    """The type without its None."""
    inner = [argument for argument in get_args(hint) if argument is not type(None)]
    return inner[0] if len(inner) == 1 and type(None) in get_args(hint) else hint


def arguments(things: Things, name: str) -> dict[str, Any]:
    """What a method may be called with."""
    found = things.arguments(method(things.office.core, name)) | SPECIAL.get(name, {})
    if "when" in found:
        found["when"] = things.office.clock.now() + timedelta(hours=1)
    return found


PLAIN["when"] = None


def refused(things: Things, name: str, permissions: frozenset[Permission]) -> bool:
    """Whether somebody with these permissions is sent away."""
    actor = Actor.system(things.office.site.id, *permissions, name="stranger")
    try:
        method(things.office.core, name)(actor=actor, **arguments(things, name))
    except NotAllowed:
        return True
    except MizError:
        return False
    return False


@pytest.fixture
def things(office: Office) -> Things:
    """An office with a record of each kind."""
    return Things.of(office)


def test_no_method_is_forgotten() -> None:
    """Whatever a use case offers has a row: what it needs, or why it needs nothing."""
    rows = {*NEEDS, *NEEDS_TWO, *EITHER, *OPEN}

    assert set(ASKING) == rows
    assert {name for name, takes in ALL.items() if not takes} == set(NOBODY_ASKS)


@pytest.mark.parametrize("name", sorted(set(ASKING) - set(OPEN)))
def test_nobody_without_permissions_may(things: Things, name: str) -> None:
    """A method refuses an actor without permissions before anything else (ASVS V8.3.1)."""

    assert refused(things, name, frozenset())


@pytest.mark.parametrize("name", sorted(OPEN))
def test_what_is_open_is_open(things: Things, name: str) -> None:
    """What everybody may is listed with its reason, and is true."""

    assert not refused(things, name, frozenset())


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_one_permission_is_needed_and_enough(things: Things, name: str) -> None:
    """Each method needs its own permission; all others together do not help (ASVS V8.2.1)."""
    others = frozenset(Permission) - {NEEDS[name]}

    assert refused(things, name, others)
    assert not refused(things, name, frozenset({NEEDS[name]}))


@pytest.mark.parametrize("name", sorted(NEEDS_TWO))
def test_two_permissions_are_needed(things: Things, name: str) -> None:
    """The desk's lists are for those who both receive and watch."""
    for permission in NEEDS_TWO[name]:
        assert refused(things, name, frozenset(Permission) - {permission})

    assert not refused(things, name, frozenset(NEEDS_TWO[name]))


@pytest.mark.parametrize("name", sorted(EITHER))
def test_either_permission_is_enough(things: Things, name: str) -> None:
    """Faces are for the wall and for readers of files (CAP-19)."""

    assert refused(things, name, frozenset(Permission) - EITHER[name])
    assert [False, False] == [refused(things, name, frozenset({one})) for one in EITHER[name]]


def test_every_permission_is_asked_for_somewhere() -> None:
    """A permission that nothing asks for would be a promise without a lock."""
    faces_ask = {Permission.SEE_NUMBERS}

    assert set(Permission) - set(NEEDS.values()) == faces_ask


RECORDS = {
    AccessId, CardId, GateId, HostId, LaneId, PersonId, ServiceId, SessionId, UnitId, UserId,
    VisitId,
}  # fmt: skip


def strangers() -> Iterator[tuple[str, str]]:
    """Every parameter of every method that names a record."""
    with open_office() as office:
        kinds = {*RECORDS, type(office.arrived())}
        for name in ASKING:
            hints = get_type_hints(method(office.core, name))
            yield from (
                (name, p) for p, hint in hints.items() if p != "return" and bare(hint) in kinds
            )


STRANGERS = list(strangers())


@pytest.mark.parametrize(("name", "parameter"), STRANGERS)
def test_a_record_of_another_site_does_not_exist(things: Things, name: str, parameter: str) -> None:
    """Whatever record of another site is named, it is not found there (ASVS V8.4.1)."""
    call = method(things.office.core, name)
    foreign = Things.of(furnish_again(things.office), 1).arguments(call)[parameter]
    given = arguments(things, name) | {parameter: foreign}
    before = things.office.core.storage.read(lambda uow: uow.journal.last())
    with pytest.raises(NotFound):
        call(actor=things.office.actor, **given)

    assert before == things.office.core.storage.read(lambda uow: uow.journal.last())


def test_the_search_for_strangers_finds_them() -> None:
    """The rows above are not empty by a change of style."""

    assert len(STRANGERS) > 25
    assert {("gatehouse.present", "lane"), ("gatehouse.let_out", "visit")} <= set(STRANGERS)


def test_a_repeated_read_tells_another_site_nothing(office: Office) -> None:
    """Neither within two seconds nor by the idempotency key (ASVS V8.4.1)."""
    slip = office.slip()
    office.core.gatehouse.present(
        actor=office.actor, lane=office.lane_in.id, code=slip.code, key="k1"
    )
    other = furnish_again(office)
    with pytest.raises(NotFound):
        other.core.gatehouse.present(
            actor=other.actor, lane=office.lane_in.id, code=slip.code, key="k1"
        )


def test_what_is_disabled_may_nothing(office: Office) -> None:
    """An actor made of a disabled user is refused like anybody without permissions."""
    user = office.core.staff.hire(
        actor=office.actor, login="guard.9", name="ن", roles=list(Role)
    ).disable()
    with pytest.raises(NotAllowed):
        office.core.monitor.inside(actor=user.actor("desk"))
    with pytest.raises(NotAllowed):
        office.core.cards.list(actor=evolve(office.actor, permissions=frozenset()))
