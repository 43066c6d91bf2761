"""Nobody enters a zone twice by one pass, unless a guard says why (features 54)."""

import pytest

from miz.domain.access import Mark, Reason
from miz.domain.admissions import PardonGrounds
from miz.domain.visits import VisitState
from miz.domain.zones import PassbackMode
from miz.errors import WrongState
from tests.office import Office
from tests.usecases.floor import Floor


def test_a_zone_refuses_a_second_entry(office: Office) -> None:
    """Hard, as zones are unless told otherwise (features 54)."""
    floor = Floor.of(office)
    slip = floor.inside()
    floor.walk(floor.read(slip.code))

    assert Reason.PASSBACK is floor.read(slip.code).access.reason


def test_soft_grants_and_marks(office: Office) -> None:
    """A second entry is no second entry: the visit stays, the host hears nothing (I1)."""
    floor = Floor.of(office)
    floor.rule(PassbackMode.SOFT)
    slip = floor.inside()
    again = floor.read(slip.code, office.lane_in)
    visit = floor.walk(again)

    assert Mark.PASSBACK is again.access.mark
    assert VisitState.INSIDE is visit.state
    assert visit.entry is not None
    assert visit.entry.access != again.access.id
    assert (1, 1) == tuple(
        floor.kinds().count(kind) for kind in ("VisitorEntered", "VisitorEnteredAgain")
    )
    office.deliver()
    assert 1 == len(office.sent)


def test_soft_lets_out_who_came_in_unseen(office: Office) -> None:
    """The visit ends without an entry, marked; nobody is told of a stay (features 51)."""
    floor = Floor.of(office)
    floor.rule(PassbackMode.SOFT)
    slip = office.slip()
    verdict = floor.read(slip.code, office.lane_out)
    visit = floor.walk(verdict)

    assert (Mark.PASSBACK, VisitState.LEFT) == (verdict.access.mark, visit.state)
    assert visit.entry is None
    office.deliver()
    assert [] == office.sent
    assert Reason.PASS_USED is floor.read(slip.code, office.lane_in).access.reason


def test_timed_refuses_for_a_while(office: Office) -> None:
    """For so long after he was seen last, then as soft does."""
    floor = Floor.of(office)
    floor.rule(PassbackMode.TIMED, 5)
    slip = floor.inside()
    early = floor.read(slip.code, office.lane_in)
    office.later(minutes=5)
    late = floor.read(slip.code, office.lane_in)

    assert Reason.PASSBACK is early.access.reason
    assert (True, Mark.PASSBACK) == (late.opens, late.access.mark)


def test_a_pardon_is_for_one_passage(office: Office) -> None:
    """By a guard, with a reason, in the journal; a grant nobody uses does not use it up."""
    floor = Floor.of(office)
    slip = floor.inside()
    refused = floor.read(slip.code, office.lane_in)
    gatehouse, actor = office.core.gatehouse, office.actor
    gatehouse.pardon(actor=actor, visit=slip.visit, grounds=PardonGrounds.LEFT_UNSEEN)
    unused = floor.read(slip.code, office.lane_in)
    gatehouse.timed_out(actor=actor, access=unused.access.id)
    used = floor.read(slip.code, office.lane_in)
    floor.walk(used)

    assert Reason.ALREADY_INSIDE is refused.access.reason
    assert [Mark.PARDONED] * 2 == [unused.access.mark, used.access.mark]
    assert Reason.ALREADY_INSIDE is floor.read(slip.code, office.lane_in).access.reason
    assert "VisitorPardoned" in floor.kinds()


def test_nobody_is_kept_in_a_zone(office: Office) -> None:
    """Who followed somebody in may go out, and the site's exit is open from any zone."""
    floor = Floor.of(office)
    followed, known = floor.inside(), floor.inside(1)
    unseen = floor.read(followed.code, floor.out)
    floor.walk(unseen)
    floor.walk(floor.read(known.code))
    gone = floor.walk(floor.read(known.code, office.lane_out))

    assert (True, Mark.PASSBACK) == (unseen.opens, unseen.access.mark)
    assert (VisitState.LEFT, None) == (gone.state, gone.zone)


def test_what_is_over_is_not_pardoned(office: Office) -> None:
    """A visit that ended, or did not begin, has nothing to pardon."""
    visit = office.arrived()
    with pytest.raises(WrongState):
        office.core.gatehouse.pardon(
            actor=office.actor, visit=visit.id, grounds=PardonGrounds.DEVICE_FAULT
        )
