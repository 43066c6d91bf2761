"""Every use case asks the actor first, and reaches the actor's own site only.

The methods are found by looking at the core, so that a new one without a row here is red.
"""

from collections.abc import Iterator, Mapping
from typing import get_type_hints

import pytest
from attrs import evolve

from miz import Permission, Role
from miz.domain.ids import (
    AccessId,
    CardId,
    ChallengeId,
    ClashId,
    ComplaintId,
    DecreeId,
    DeskId,
    GateId,
    HostId,
    LaneId,
    PersonId,
    RequestId,
    ServiceId,
    SessionId,
    UnitId,
    UserId,
    VisitId,
    ZoneId,
)
from miz.domain.values import Text
from miz.domain.visits import Visit
from miz.errors import NotAllowed, NotFound
from tests.desk_office import Desk, equip_again
from tests.office import Office, furnish_again, open_office
from tests.usecases.permissions import (
    BY_CITIZEN,
    BY_PROOF,
    EITHER,
    NEEDS,
    NEEDS_TWO,
    NOBODY_ASKS,
    OPEN,
)
from tests.usecases.things import Things, bare, method, takes, use_cases

with open_office() as _office:
    ALL = {name: takes(call, "actor") for name, call in use_cases(_office.core)}
ASKING = sorted(name for name, asks in ALL.items() if asks)


@pytest.fixture
def things(desk: Desk) -> Things:
    """An office with a record of each kind."""
    return Things.of(desk)


def test_no_method_is_forgotten() -> None:
    """Whatever a use case offers has a row: what it needs, or why it needs nothing."""
    rows = {*NEEDS, *NEEDS_TWO, *EITHER, *OPEN, *BY_PROOF}

    assert rows == set(ASKING)
    assert {*NOBODY_ASKS, *BY_CITIZEN} == {name for name, asks in ALL.items() if not asks}


def test_every_method_has_one_row() -> None:
    """A method in two tables would be tested by the weaker one."""
    tables: tuple[Mapping[str, object], ...] = (
        NEEDS, NEEDS_TWO, EITHER, OPEN, BY_PROOF, NOBODY_ASKS, BY_CITIZEN,
    )  # fmt: skip

    assert len(ALL) == sum(len(table) for table in tables)


@pytest.mark.parametrize("name", sorted({*NEEDS, *NEEDS_TWO, *EITHER}))
def test_nobody_without_permissions_may(things: Things, name: str) -> None:
    """A method refuses an actor without permissions before anything else (ASVS V8.3.1)."""

    assert things.refuses(name, frozenset())


@pytest.mark.parametrize("name", sorted(OPEN))
def test_what_is_open_is_open(things: Things, name: str) -> None:
    """What everybody may is listed with its reason, and is true."""

    assert not things.refuses(name, frozenset())


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_one_permission_is_needed_and_enough(things: Things, name: str) -> None:
    """Each method needs its own permission; all others together do not help (ASVS V8.2.1)."""
    others = frozenset(Permission) - {NEEDS[name]}

    assert things.refuses(name, others)
    assert not things.refuses(name, frozenset({NEEDS[name]}))


@pytest.mark.parametrize("name", sorted(NEEDS_TWO))
def test_two_permissions_are_needed(things: Things, name: str) -> None:
    """The desk's lists are for those who both receive and watch."""
    for permission in NEEDS_TWO[name]:
        assert things.refuses(name, frozenset(Permission) - {permission})

    assert not things.refuses(name, frozenset(NEEDS_TWO[name]))


@pytest.mark.parametrize("name", sorted(EITHER))
def test_either_permission_is_enough(things: Things, name: str) -> None:
    """Faces are for the wall and for readers of files; requests for desk and unit (CAP-19)."""

    assert things.refuses(name, frozenset(Permission) - EITHER[name])
    assert [False, False] == [things.refuses(name, frozenset({one})) for one in EITHER[name]]


def test_every_permission_is_asked_for_somewhere() -> None:
    """A permission that nothing asks for would be a promise without a lock."""
    faces_ask = {Permission.SEE_NUMBERS}

    assert faces_ask == set(Permission) - set(NEEDS.values())


RECORDS = {
    AccessId, CardId, ChallengeId, ClashId, ComplaintId, DecreeId, DeskId, GateId, HostId, LaneId,
    PersonId, RequestId, ServiceId, SessionId, UnitId, UserId, VisitId, Visit, ZoneId,
}  # fmt: skip


def strangers() -> Iterator[tuple[str, str]]:
    """Every parameter of every method that names a record."""
    with open_office() as office:
        for name in ASKING:
            hints = get_type_hints(method(office.core, name))
            yield from (
                (name, p) for p, hint in hints.items() if p != "return" and bare(hint) in RECORDS
            )


STRANGERS = list(strangers())


@pytest.mark.parametrize(("name", "parameter"), STRANGERS)
def test_a_record_of_another_site_does_not_exist(things: Things, name: str, parameter: str) -> None:
    """Whatever record of another site is named, it is not found there (ASVS V8.4.1, threat 8)."""
    foreign = Things.of(equip_again(things.desk), 1).record(name, parameter)
    given = things.arguments(name) | {parameter: foreign}
    before = things.office.core.storage.read(lambda uow: uow.journal.last())
    with pytest.raises(NotFound):
        method(things.office.core, name)(actor=things.office.actor, **given)

    assert before == things.office.core.storage.read(lambda uow: uow.journal.last())


@pytest.mark.parametrize(
    "name", sorted(name for name, need in NEEDS.items() if need is Permission.OPERATE_GATE)
)
def test_a_gate_speaks_for_itself_only(things: Things, name: str) -> None:
    """A key that was taken from one gate's machine is good for no other gate (threat 16)."""
    office = things.office
    south = office.core.places.add_gate(actor=office.actor, name=Text("گیت جنوبی"))
    before = office.core.storage.read(lambda uow: uow.journal.last())
    with pytest.raises(NotFound):
        method(office.core, name)(
            actor=evolve(office.actor, gate=south.id), **things.arguments(name)
        )

    assert before == office.core.storage.read(lambda uow: uow.journal.last())


def test_the_search_for_strangers_finds_them() -> None:
    """The rows above are not empty by a change of style."""

    assert len(STRANGERS) > 60
    assert {
        ("gatehouse.present", "lane"),
        ("gatehouse.let_out", "visit"),
        ("casework.open", "request"),
        ("reports.survey", "desk"),
    } <= set(STRANGERS)


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
