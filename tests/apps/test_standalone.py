"""A gate with a machine of its own: it asks, decides alone, tells afterwards (B6, G3, G6, G7)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from miz.domain.admissions import RefusalReason
from miz.domain.passes import Pass
from miz.domain.visits import VisitState
from miz.errors import InvalidValue
from miz.ports.gatelink import Delivery, Numbered
from tests.apps.partition import Outpost, Partition, open_partition


@pytest.fixture
def partition() -> Iterator[Partition]:
    """A server without gates yet."""
    with open_partition() as opened:
        yield opened


@pytest.fixture
def north(partition: Partition) -> Outpost:
    """Its first gate with a machine."""
    return partition.post("شمالی")


def slip(partition: Partition, gate: Outpost, number: int = 0) -> Pass:
    """The slip of an admitted visitor, for that gate."""
    office = partition.office
    visit = office.admitted(office.person(number))
    return office.core.reception.hand_slip(actor=office.actor, visit=visit.id, gate=gate.gate.id)


def refuse(partition: Partition, pass_: Pass) -> None:
    """The visitor is turned away at the desk."""
    partition.core.reception.refuse(
        actor=partition.office.actor, visit=pass_.visit, reason=RefusalReason.SECURITY
    )


def state(partition: Partition, pass_: Pass) -> VisitState:
    """How the server sees the visit."""
    return partition.core.storage.read(lambda uow: uow.visits.get(pass_.visit)).state


def test_while_the_line_holds_the_server_decides(partition: Partition, north: Outpost) -> None:
    """A slip that the gate never heard of opens; the passage is the server's at once (C3-07)."""
    pass_ = slip(partition, north)

    assert north.walk(pass_.code)
    assert north.duties.exchange()
    assert VisitState.INSIDE is state(partition, pass_)
    assert 1 == partition.office.deliver()


def test_a_gate_that_nobody_answers_decides_by_its_copy(
    partition: Partition, north: Outpost
) -> None:
    """A known slip opens once, a refused and an unknown one never (G6, B6)."""
    good, refused = slip(partition, north), slip(partition, north, 1)
    refuse(partition, refused)
    north.mend()
    north.cut()
    late = slip(partition, north, 2)

    assert north.walk(good.code)
    partition.office.later(seconds=3)
    assert "already_inside" == north.read(good.code)
    assert "pass_revoked" == north.read(refused.code)
    assert "unknown_code" == north.read(late.code)
    assert north.walk(good.code, north.exit)


def test_news_reach_the_server_once_at_the_gates_time(partition: Partition, north: Outpost) -> None:
    """Entry and exit are recorded when they were, and the host is told that it is late (G7)."""
    pass_ = slip(partition, north)
    north.mend()
    north.cut()
    came = partition.office.clock.now()
    assert north.walk(pass_.code)
    partition.office.later(minutes=20)
    north.mend()
    north.duties.exchange()
    visit = partition.core.storage.read(lambda uow: uow.visits.get(pass_.visit))
    partition.office.deliver()

    assert VisitState.INSIDE is visit.state
    assert visit.entry is not None
    assert came == visit.entry.at
    assert 1 == len(partition.office.sent)
    assert "دیر رسید" in partition.office.sent[0]
    assert () == partition.core.gatelink.clashes(actor=partition.office.actor, since=came)


def test_a_slip_enters_alone_at_its_own_gate_only(partition: Partition, north: Outpost) -> None:
    """Two gates that hear nothing of each other never let the same slip in twice (G3, B6)."""
    south = partition.post("جنوبی")
    pass_ = slip(partition, north)
    for gate in (north, south):
        gate.mend()
        gate.cut()

    assert "other_gate" == south.read(pass_.code)
    assert north.walk(pass_.code)
    assert not south.walk(pass_.code)


def test_online_a_slip_enters_at_one_of_two_gates(partition: Partition, north: Outpost) -> None:
    """Whichever is first; the other asks and is told (G3)."""
    south = partition.post("جنوبی")
    pass_ = slip(partition, north)

    assert south.walk(pass_.code)
    south.duties.exchange()
    assert not north.walk(pass_.code)
    assert "already_inside" == north.read(pass_.code)


def test_a_copy_that_is_too_old_lets_nobody_in(partition: Partition, north: Outpost) -> None:
    """After its limit visitors are denied; whoever is inside goes out (06-availability)."""
    inside, waiting = slip(partition, north), slip(partition, north, 1)
    office = partition.office
    north.mend()
    assert north.walk(inside.code)
    north.cut()
    node = north.duties.node
    office.clock.advance(node.max_age - timedelta(minutes=1))
    before = north.read(waiting.code)
    office.later(minutes=2)

    assert "pass_expired" == before
    assert north.walk(inside.code, north.exit)


def test_who_was_let_in_against_the_server_is_named(partition: Partition, north: Outpost) -> None:
    """A slip revoked during the cut opens alone, and is a clash afterwards (B6)."""
    pass_ = slip(partition, north)
    office = partition.office
    north.mend()
    north.cut()
    refuse(partition, pass_)
    assert north.walk(pass_.code)
    north.mend()
    clashes = partition.core.gatelink.clashes(actor=office.actor, since=office.clock.now())

    assert [("pass_revoked", True, pass_.visit)] == [
        (one.clash.reason, one.clash.entered, one.clash.visit) for one in clashes
    ]
    assert VisitState.REFUSED is state(partition, pass_)
    seen = partition.core.gatelink.see(actor=office.actor, clash=clashes[0].clash.id)
    assert office.actor.name == seen.seen_by


def test_an_answer_that_was_lost_admits_once(partition: Partition, north: Outpost) -> None:
    """The server granted, the gate decided again alone: one access, one entry (G3, G7)."""
    pass_ = slip(partition, north)
    north.mend()
    north.wire.deaf = True
    assert north.walk(pass_.code)
    north.wire.deaf = False
    north.mend()
    accesses = partition.core.storage.read(lambda uow: uow.accesses.of_visit(pass_.visit))

    assert ["passed"] == [access.grant.value for access in accesses]
    assert VisitState.INSIDE is state(partition, pass_)


def test_a_delivery_whose_answer_was_lost_counts_once(partition: Partition, north: Outpost) -> None:
    """At least once on the line, once in the records (G7)."""
    pass_ = slip(partition, north)
    north.mend()
    north.cut()
    assert north.walk(pass_.code)
    north.wire.cut, north.wire.deaf = False, True
    assert not north.duties.exchange()
    assert not north.duties.exchange()
    north.wire.deaf = False
    north.mend()
    partition.office.deliver()

    assert 1 == len(partition.office.sent)
    accesses = partition.core.storage.read(lambda uow: uow.accesses.of_visit(pass_.visit))
    assert 1 == len(accesses)


def test_a_visit_that_ended_only_for_want_of_news_is_inside(
    partition: Partition, north: Outpost
) -> None:
    """The server ended an admitted visit by the clock; the entry before that still counts."""
    pass_ = slip(partition, north)
    office = partition.office
    north.mend()
    north.cut()
    assert north.walk(pass_.code)
    office.later(hours=3)
    partition.core.reception.expire_overdue(actor=office.actor)
    assert VisitState.EXPIRED is state(partition, pass_)
    north.mend()

    assert VisitState.INSIDE is state(partition, pass_)


def test_a_gate_tells_of_its_own_lanes_only(partition: Partition, north: Outpost) -> None:
    """A stolen gate cannot say what happened at another (threat: foreign entries)."""
    south = partition.post("جنوبی")
    pass_ = slip(partition, south)
    for gate in (north, south):
        gate.mend()
    south.cut()
    assert south.walk(pass_.code)
    stolen = south.core.storage.read(lambda uow: uow.journal.after(0, limit=100))
    before = partition.core.storage.read(lambda uow: uow.journal.last())
    forged = Delivery("other", 0, tuple(Numbered(one.number, one.entry) for one in stolen))
    with pytest.raises(InvalidValue):
        partition.core.gatelink.take(actor=north.actor, gate=north.gate.id, delivery=forged)

    assert before == partition.core.storage.read(lambda uow: uow.journal.last())


class TestSignedSlips:
    """A slip that the gate verifies by itself, printed while it was cut off (B6, B17)."""

    @pytest.fixture
    def partition(self) -> Iterator[Partition]:
        """An office that signs its slips."""
        with open_partition(slips={"form": "signed"}) as opened:
            yield opened

    def test_a_slip_that_it_never_heard_of_enters_once(
        self, partition: Partition, north: Outpost
    ) -> None:
        """And the server knows afterwards whose it was."""
        north.cut()
        pass_ = slip(partition, north)
        assert north.walk(pass_.code)
        partition.office.later(seconds=3)
        assert "already_inside" == north.read(pass_.code)
        north.mend()
        north.duties.exchange()
        partition.office.later(seconds=3)

        assert VisitState.INSIDE is state(partition, pass_)
        assert 1 == partition.office.deliver()
        north.cut()
        assert north.walk(pass_.code, north.exit)
        north.mend()
        assert VisitState.LEFT is state(partition, pass_)

    def test_one_for_another_gate_or_time_opens_nothing(
        self, partition: Partition, north: Outpost
    ) -> None:
        """Signed for the south, forged, or over: unknown here, or expired."""
        south = partition.post("جنوبی")
        for gate in (north, south):
            gate.cut()
        pass_, other = slip(partition, north), slip(partition, south, 1)
        forged = pass_.code[:20] + ("1" if pass_.code[20] == "0" else "0") + pass_.code[21:]
        partition.office.later(hours=4)

        assert "unknown_code" == north.read(other.code)
        assert "pass_expired" == north.read(pass_.code)
        assert "malformed" == north.read(forged)

    def test_its_keys_survive_a_restart(self, partition: Partition, north: Outpost) -> None:
        """A gate that starts while the server is away goes on verifying (G6)."""
        north.cut()
        pass_ = slip(partition, north)

        assert north.again().walk(pass_.code)

    def test_an_old_slip_and_its_reprint_are_one_visit(
        self, partition: Partition, north: Outpost
    ) -> None:
        """Whoever finds the slip that was replaced does not follow the visitor in (G3)."""
        north.cut()
        old = slip(partition, north)
        fresh = partition.core.reception.hand_slip(
            actor=partition.office.actor, visit=old.visit, gate=north.gate.id
        )

        assert old.code != fresh.code
        assert north.walk(fresh.code)
        partition.office.later(seconds=3)
        assert "already_inside" == north.read(old.code)
