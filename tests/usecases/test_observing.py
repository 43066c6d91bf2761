"""What lanes see unasked, and what miz makes of it (features 55, 63)."""

from datetime import timedelta
from typing import Any

import pytest

from miz.domain.access import GrantState, Reason
from miz.domain.places import Direction
from miz.domain.visits import VisitState
from miz.ports.gates import Movement
from tests.office import Office

IN, OUT = Direction.IN, Direction.OUT


def see(office: Office, movement: Movement, direction: Direction | None = None) -> None:
    """The lane's devices saw it just now."""
    office.core.gatehouse.observed(
        actor=office.actor, lane=office.lane.id, movement=movement, direction=direction
    )


def told(office: Office) -> list[tuple[str, Any]]:
    """The newest events of lanes, each with what is special of it."""
    entries = office.core.storage.read(lambda uow: uow.journal.after(0, limit=10_000))
    special = ("cause", "signal", "access")
    return [
        (s.entry.kind, next((s.entry.facts[one] for one in special if one in s.entry.facts), None))
        for s in entries
        if s.entry.kind.startswith(("Passage", "Egress", "Lane"))
    ]


def read(office: Office, code: str) -> Any:
    """Something is held to the reader."""
    office.later(seconds=3)
    return office.core.gatehouse.present(actor=office.actor, lane=office.lane.id, code=code)


def test_who_turns_back_has_not_entered(office: Office) -> None:
    """The grant ends as reversed, the pass stays usable, and it may be told twice."""
    slip = office.slip()
    verdict = read(office, slip.code)
    see(office, Movement.REVERSED, OUT)
    see(office, Movement.REVERSED, IN)
    see(office, Movement.REVERSED, IN)
    kept = office.core.storage.read(lambda uow: uow.accesses.get(verdict.access.id))
    visit = office.core.storage.read(lambda uow: uow.visits.get(slip.visit))

    assert (GrantState.REVERSED, VisitState.ADMITTED) == (kept.grant, visit.state)
    assert [("PassageReversed", verdict.access.id)] == told(office)
    assert read(office, slip.code).opens


def test_a_passage_after_turning_back_is_forced(office: Office) -> None:
    """A late report of a grant that was reversed moves nobody."""
    verdict = read(office, office.slip().code)
    see(office, Movement.REVERSED)
    visit = office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)

    assert VisitState.ADMITTED is visit.state
    assert ["PassageReversed", "PassageForced"] == [kind for kind, _ in told(office)]


@pytest.mark.parametrize("movement", [Movement.PASSED, Movement.FORCED])
@pytest.mark.parametrize(
    ("seconds", "direction", "kind"),
    [
        (0.0, IN, "PassageTailgated"),
        (29.0, None, "PassageTailgated"),
        (29.0, IN, "PassageTailgated"),
        (30.1, IN, "PassageForced"),
        (1.0, OUT, "PassageForced"),
    ],
)
def test_a_second_passage_on_one_grant(
    office: Office, movement: Movement, *, seconds: float, direction: Direction | None, kind: str
) -> None:
    """Within the window it is behind the visitor; later, or the other way, it is forced."""
    verdict = read(office, office.slip().code)
    office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)
    office.later(seconds=seconds)
    see(office, movement, direction)

    behind = verdict.access.id if kind == "PassageTailgated" else None
    assert [(kind, behind)] == told(office)


def test_behind_a_late_passage_counts_as_right_after(office: Office) -> None:
    """Three seconds more, where the visitor took his whole window."""
    verdict = read(office, office.slip().code)
    office.later(seconds=29)
    office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)
    office.later(seconds=2.5)
    see(office, Movement.FORCED, IN)
    office.later(seconds=1)
    see(office, Movement.FORCED, IN)

    assert ["PassageTailgated", "PassageForced"] == [kind for kind, _ in told(office)]


def test_a_passage_without_a_grant_is_forced(office: Office) -> None:
    """Also after a denial, and after a grant that nobody used."""
    read(office, "1234")
    see(office, Movement.FORCED)
    verdict = read(office, office.slip().code)
    office.core.gatehouse.timed_out(actor=office.actor, access=verdict.access.id)
    see(office, Movement.FORCED, IN)

    assert ["PassageForced", "PassageTimedOut", "PassageForced"] == [k for k, _ in told(office)]


def test_the_button_inside_lets_out_nobody_in_particular(office: Office) -> None:
    """One egress for one press, outwards, within the window; no visitor's exit (features 51)."""
    slip = office.slip()
    office.enter(slip)
    for span, direction in ((1, IN), (2, OUT), (1, OUT)):
        if direction is OUT and span == 2:
            see(office, Movement.EXIT_ASKED)
        office.later(seconds=span)
        see(office, Movement.FORCED, direction)
    see(office, Movement.EXIT_ASKED)
    office.later(seconds=31)
    see(office, Movement.FORCED, OUT)
    visit = office.core.storage.read(lambda uow: uow.visits.get(slip.visit))

    assert VisitState.INSIDE is visit.state
    assert [
        ("PassageForced", None),
        ("LaneSignalled", "button"),
        ("EgressSeen", "button"),
        ("PassageForced", None),
        ("LaneSignalled", "button"),
        ("PassageForced", None),
    ] == told(office)


class TestFire:
    def test_a_fire_ends_what_is_pending_and_decides_nothing(self, office: Office) -> None:
        """Whoever walks then is counted nowhere, in whatever direction (features 63)."""
        slip = office.slip()
        verdict = read(office, slip.code)
        see(office, Movement.FIRE_ON)
        see(office, Movement.FIRE_ON)
        visit = office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)
        see(office, Movement.PASSED, OUT)
        refused = read(office, slip.code)

        assert VisitState.ADMITTED is visit.state
        assert (Reason.EMERGENCY, False) == (refused.access.reason, refused.opens)
        assert [
            ("PassageTimedOut", verdict.access.id),
            ("LaneSignalled", "fire"),
            ("EgressSeen", "fire"),
            ("EgressSeen", "fire"),
        ] == told(office)

    def test_after_the_fire_a_pass_is_read_anew(self, office: Office) -> None:
        """No grant is replayed; a new read gets a new decision, and one entry."""
        slip = office.slip()
        old = read(office, slip.code)
        see(office, Movement.FIRE_ON)
        see(office, Movement.FIRE_OFF)
        late = office.core.gatehouse.passed(actor=office.actor, access=old.access.id)
        new = read(office, slip.code)
        entered = office.core.gatehouse.passed(actor=office.actor, access=new.access.id)

        assert VisitState.ADMITTED is late.state
        assert (True, VisitState.INSIDE) == (new.opens, entered.state)

    def test_a_fire_at_one_lane_is_not_at_the_others(self, office: Office) -> None:
        """Each lane has a contact of its own."""
        see(office, Movement.FIRE_ON)
        slip = office.slip()
        verdict = office.core.gatehouse.present(
            actor=office.actor, lane=office.lane_in.id, code=slip.code
        )

        assert verdict.opens

    def test_a_lane_that_starts_again_asks_its_contact_anew(self, office: Office) -> None:
        """A fire that ended while the lane was off does not close it for ever."""
        see(office, Movement.FIRE_ON)
        office.core.gatehouse.settle(actor=office.actor, lane=office.lane.id)

        assert read(office, office.slip().code).opens


CONTACTS = {
    Movement.DOOR_OPEN: ("door", True),
    Movement.DOOR_SHUT: ("door", False),
    Movement.TAMPER_ON: ("tamper", True),
    Movement.TAMPER_OFF: ("tamper", False),
    Movement.EXIT_ASKED: ("button", True),
    Movement.FIRE_ON: ("fire", True),
}


@pytest.mark.parametrize("movement", CONTACTS)
def test_contacts_are_journalled(office: Office, movement: Movement) -> None:
    """With the instant at which the lane saw them, never in the future (features 55)."""
    at, (signal, on) = office.clock.now() - timedelta(minutes=3), CONTACTS[movement]
    ahead = office.clock.now() + timedelta(hours=1)
    gatehouse, actor, lane = office.core.gatehouse, office.actor, office.lane.id
    gatehouse.observed(actor=actor, lane=lane, movement=movement, at=at)
    gatehouse.observed(actor=actor, lane=lane, movement=Movement.FORCED, at=ahead)
    entries = office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))[-2:]

    assert {"lane": lane, "signal": signal, "on": on} == dict(entries[0].entry.facts)
    assert [at, office.clock.now()] == [sealed.entry.at for sealed in entries]
