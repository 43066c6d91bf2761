"""Moments at which two things happen at once, or later than they should."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from attrs import evolve

from miz.domain.admissions import IdentificationMethod, RefusalReason
from miz.domain.notices import Medium, NoticeState
from miz.domain.passes import CardState, PassState
from miz.domain.staff import Role
from miz.domain.visits import VisitState
from miz.errors import PortError, WrongState
from miz.ports.channels import Channel, Fate, Message, Receipt
from miz.usecases.notify import Notify
from tests.office import CARD, Office


def test_nobody_is_refused_while_a_lane_is_open_for_him(office: Office) -> None:
    """The passage of a grant must find its visit admitted (G1, I2)."""
    slip = office.slip()
    office.core.gatehouse.present(actor=office.actor, lane=office.lane_in.id, code=slip.code)
    with pytest.raises(WrongState, match="lane is open"):
        office.core.reception.refuse(
            actor=office.actor, visit=slip.visit, reason=RefusalReason.SECURITY
        )


def test_a_passage_is_kept_with_its_own_time(office: Office) -> None:
    """What a lane could tell only later is recorded when it was (C1-10, J3 out of order)."""
    slip = office.slip()
    verdict = office.core.gatehouse.present(
        actor=office.actor, lane=office.lane_in.id, code=slip.code
    )
    office.later(seconds=5)
    walked = office.clock.now()
    office.later(minutes=10)
    visit = office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id, at=walked)

    assert visit.entry is not None
    assert walked == visit.entry.at


@pytest.mark.parametrize("minutes", [-60, 60])
def test_a_passage_is_neither_before_its_grant_nor_in_the_future(
    office: Office, minutes: int
) -> None:
    """A lane with a wrong clock cannot rewrite the order of things (threat 22)."""
    verdict = office.core.gatehouse.present(
        actor=office.actor, lane=office.lane_in.id, code=office.slip().code
    )
    office.later(seconds=5)
    told = office.clock.now() + timedelta(minutes=minutes)
    visit = office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id, at=told)

    assert visit.entry is not None
    assert verdict.access.at <= visit.entry.at <= office.clock.now()


def test_a_passage_after_its_grant_ended_is_forced_not_lost(office: Office) -> None:
    """Whoever passes when the grant is over is told as a passage without one (MIS-10)."""
    slip = office.slip()
    verdict = office.core.gatehouse.present(
        actor=office.actor, lane=office.lane_in.id, code=slip.code
    )
    office.core.gatehouse.timed_out(actor=office.actor, access=verdict.access.id)
    visit = office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)
    kinds = [
        sealed.entry.kind
        for sealed in office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    ]

    assert VisitState.ADMITTED is visit.state
    assert "PassageForced" == kinds[-1]


def test_another_host_has_not_agreed(office: Office) -> None:
    """An agreement is the host's who gave it (MIS-08)."""
    other = office.core.catalogue.add_host(
        actor=office.actor, unit=office.host.unit, name=evolve(office.host.name, given="رضا")
    )
    person = office.person()
    announced = office.core.reception.announce(
        actor=office.actor, person=person.id, host=office.host.id, when=office.clock.now()
    )
    office.core.reception.answer(actor=office.actor, visit=announced.id, agreed=True)
    arrived = office.core.reception.arrive(
        actor=office.actor,
        person=person.id,
        host=other.id,
        identified_by=IdentificationMethod.NATIONAL_CARD,
    )

    assert (other.id, None) == (arrived.host, arrived.agreement)


def test_an_arrival_does_not_last_for_ever(office: Office) -> None:
    """A day after arrival the visit ends; last week's identity check admits nobody (C1-02)."""
    visit = office.arrived()
    office.later(hours=23)
    assert 0 == office.core.reception.expire_overdue(actor=office.actor)
    office.later(hours=1)
    assert 1 == office.core.reception.expire_overdue(actor=office.actor)
    with pytest.raises(WrongState):
        office.core.reception.admit(actor=office.actor, visit=visit.id)


def test_the_desk_does_not_free_a_blocked_card(office: Office) -> None:
    """What security blocked, a guard cannot put back into the pool (Q2)."""
    office.core.cards.mark(actor=office.actor, card=office.card.id, state=CardState.BLOCKED)
    with pytest.raises(WrongState, match="tell security"):
        office.core.reception.take_back(actor=office.actor, card=CARD)


def test_an_exit_does_not_rewrite_a_revoked_pass(office: Office) -> None:
    """A replaced slip stays revoked in the record after the visit is over (threat 26)."""
    old = office.slip()
    new = office.core.reception.hand_slip(actor=office.actor, visit=old.visit)
    visit = office.enter(new)
    office.core.gatehouse.let_out(actor=office.actor, visit=visit.id, lane=office.lane_out.id)
    states = office.core.storage.read(
        lambda uow: [uow.passes.get(pass_.id).state for pass_ in (old, new)]
    )

    assert [PassState.REVOKED, PassState.SPENT] == states


class Broken(Channel):
    """A channel whose driver has a fault."""

    def __init__(self, *answers: Receipt) -> None:
        self.answers = answers
        self.sent = 0

    @property
    def medium(self) -> Medium:
        """SMS."""
        return Medium.SMS

    def send(self, batch: Sequence[Message]) -> Sequence[Receipt | PortError]:
        """Sends, then falls over, or answers too little."""
        self.sent += 1
        if not self.answers:
            raise ZeroDivisionError
        return self.answers[1:]

    def delivery(self, references: Sequence[str]) -> Sequence[Fate]:
        """Nobody asks."""
        return [Fate.UNKNOWN for _ in references]

    def close(self) -> None:
        """Nothing is held."""


@pytest.mark.parametrize("channel", [Broken(), Broken(Receipt("k"))])
def test_a_faulty_channel_does_not_send_again_and_again(office: Office, channel: Broken) -> None:
    """What may have been sent is not repeated blindly (integrations 0, I5)."""
    office.enter(office.slip())
    notify: Notify = evolve(office.core.notify, channels={Medium.SMS: channel})
    for _ in range(3):
        notify.deliver(actor=office.actor, worker="w1")
        office.later(minutes=6)
    (notice,) = office.core.storage.read(lambda uow: uow.notices.of_recipient(office.host.id))

    assert (1, NoticeState.FAILED) == (channel.sent, notice.state)


def test_the_last_administrator_cannot_demote_himself(office: Office) -> None:
    """Somebody must be left who can give roles."""
    admin = office.core.staff.hire(
        actor=office.actor, login="boss", name="boss", roles=[Role.ADMIN]
    )
    with pytest.raises(WrongState, match="another administrator"):
        office.core.staff.assign(actor=admin.actor(""), user=admin.id, roles=[Role.GUARD])
