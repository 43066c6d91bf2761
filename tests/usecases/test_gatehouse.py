from datetime import timedelta

import pytest
from attrs import evolve

from miz import Actor
from miz.domain.access import Facts, GrantState, Reason, Rule
from miz.domain.admissions import PardonGrounds, RefusalReason
from miz.domain.passes import CardState, PassState
from miz.domain.places import Direction
from miz.domain.visits import VisitState
from miz.errors import Conflict, NotAllowed, NotFound, Unavailable, WrongState
from miz.usecases.gatehouse import Gatehouse, Verdict
from tests.office import CARD, Office, furnish_again


def present(office: Office, code: str, *, lane: object = None, key: str | None = None) -> Verdict:
    """Presents a code at the lane in."""
    where = lane or office.lane_in
    return office.core.gatehouse.present(
        actor=office.actor,
        lane=where.id,  # type: ignore[attr-defined]
        code=code,
        key=key,
    )


def test_an_entry_is_a_passage_not_a_granted_read(office: Office) -> None:
    """A granted read leaves the visit admitted; only the passage makes it inside (Q1, C1-09)."""
    slip = office.slip()
    verdict = present(office, slip.code)

    assert verdict.opens
    before = office.core.storage.read(lambda uow: uow.visits.get(slip.visit))
    assert VisitState.ADMITTED is before.state

    visit = office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)

    assert VisitState.INSIDE is visit.state
    assert visit.entry is not None
    assert (office.lane_in.id, Direction.IN, True) == (
        visit.entry.lane,
        visit.entry.direction,
        visit.entry.confirmed,
    )


def test_without_a_sensor_the_passage_is_presumed(office: Office) -> None:
    """A barrier without a passage sensor yields a presumed entry (Q1)."""
    verdict = present(office, office.slip().code)
    visit = office.core.gatehouse.passed(
        actor=office.actor, access=verdict.access.id, confirmed=False
    )

    assert visit.entry is not None
    assert not visit.entry.confirmed
    kept = office.core.storage.read(lambda uow: uow.accesses.get(verdict.access.id))
    assert GrantState.PRESUMED is kept.grant


def test_granted_but_not_entered_leaves_the_pass_usable(office: Office) -> None:
    """No rotation within the window: nothing entered, and the pass opens again (J1 step 8)."""
    slip = office.slip()
    first = present(office, slip.code)
    office.core.gatehouse.timed_out(actor=office.actor, access=first.access.id)
    office.later(seconds=40)
    second = present(office, slip.code)

    assert second.opens
    assert first.access.id != second.access.id


def test_a_grant_that_nobody_closed_lapses_by_its_deadline(office: Office) -> None:
    """After a crash of a lane the visitor is not locked out (G3)."""
    slip = office.slip()
    first = present(office, slip.code)
    office.later(seconds=31)
    second = present(office, slip.code, lane=office.lane)

    assert second.opens
    kept = office.core.storage.read(lambda uow: uow.accesses.get(first.access.id))
    assert GrantState.TIMED_OUT is kept.grant


def test_settle_closes_what_a_stopped_lane_left(office: Office) -> None:
    """A lane that died gives nothing away twice: a guard says whether the visitor is in (G3)."""
    slip = office.slip()
    present(office, slip.code)
    settled = [
        office.core.gatehouse.settle(actor=office.actor, lane=office.lane_in.id) for _ in range(2)
    ]
    office.later(seconds=3)
    asked = present(office, slip.code)
    office.core.gatehouse.pardon(
        actor=office.actor, visit=slip.visit, grounds=PardonGrounds.DEVICE_FAULT
    )
    office.later(seconds=3)
    pardoned = present(office, slip.code)
    visit = office.core.gatehouse.passed(actor=office.actor, access=pardoned.access.id)

    assert [1, 0] == settled
    assert Reason.FATE_UNKNOWN is asked.access.reason
    assert pardoned.opens
    assert (None, None) == (visit.unclear_at, visit.pardoned_at)


def test_one_grant_at_a_time(office: Office) -> None:
    """While a passage is awaited at one lane, the same slip opens no other (G3)."""
    slip = office.slip()
    present(office, slip.code)
    elsewhere = present(office, slip.code, lane=office.lane)

    assert Reason.GRANT_PENDING is elsewhere.access.reason


def test_the_same_read_within_two_seconds_is_one_event(office: Office) -> None:
    """A scanner that repeats itself opens once (integrations, duplicate-read window)."""
    slip = office.slip()
    first = present(office, slip.code)
    office.later(seconds=1.9)
    again = present(office, slip.code)

    assert (first.access.id, False) == (again.access.id, again.opens)


def test_the_same_idempotency_key_is_one_decision(office: Office) -> None:
    """A repeated request is answered with the first decision and opens nothing again."""
    slip = office.slip()
    first = present(office, slip.code, key="k1")
    office.later(seconds=60)
    again = present(office, slip.code, key="k1")

    assert (first.access.id, False) == (again.access.id, again.opens)


def test_a_key_of_another_read_is_refused(office: Office) -> None:
    """An idempotency key is not a way to borrow another decision."""
    present(office, office.slip().code, key="k1")
    with pytest.raises(Conflict, match="new one"):
        present(office, "12345678", key="k1")


def test_anti_passback(office: Office) -> None:
    """Nobody enters twice without leaving (I1)."""
    slip = office.slip()
    office.enter(slip)
    office.later(seconds=10)

    assert Reason.ALREADY_INSIDE is present(office, slip.code).access.reason


def test_an_exit_without_an_entry_is_refused(office: Office) -> None:
    """The way out is for those inside (C1-10)."""
    slip = office.slip()

    assert Reason.NOT_INSIDE is present(office, slip.code, lane=office.lane_out).access.reason


def test_the_exit_ends_the_visit_and_the_slip(office: Office) -> None:
    """After the exit the slip opens nothing any more (C1-10)."""
    slip = office.slip()
    office.enter(slip)
    office.later(minutes=20)
    verdict = present(office, slip.code, lane=office.lane)
    visit = office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)
    office.later(minutes=1)

    assert (Direction.OUT, VisitState.LEFT) == (verdict.access.direction, visit.state)
    assert Reason.PASS_USED is present(office, slip.code).access.reason


def test_nobody_is_kept_inside_by_the_clock(office: Office) -> None:
    """The window is asked on the way in only; out is always open to those inside."""
    slip = office.slip()
    office.enter(slip)
    office.later(hours=5)

    assert present(office, slip.code, lane=office.lane_out).opens


def test_a_pass_works_in_its_window_only(office: Office) -> None:
    """An expired slip gets its own reason."""
    slip = office.slip()
    office.later(minutes=90)

    assert Reason.PASS_EXPIRED is present(office, slip.code).access.reason


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", Reason.MALFORMED),
        ("hello there", Reason.MALFORMED),
        ("\x00\xff" * 40, Reason.MALFORMED),
        ("سلام", Reason.MALFORMED),
        ("04FFFFFF", Reason.UNKNOWN_CODE),
        ("12345678901234567897", Reason.UNKNOWN_CODE),
    ],
)
def test_what_is_not_known_does_not_open(office: Office, code: str, reason: Reason) -> None:
    """Unknown, malformed and noisy reads are refused with their reason and kept (MIS-11)."""
    verdict = present(office, code)

    assert (reason, False) == (verdict.access.reason, verdict.opens)
    assert verdict.access == office.core.storage.read(
        lambda uow: uow.accesses.get(verdict.access.id)
    )


def test_a_free_card_is_not_assigned(office: Office) -> None:
    """A card from the pool that nobody holds is refused with a reason of its own (Q2, C3-05)."""
    assert Reason.CARD_NOT_ASSIGNED is present(office, CARD).access.reason


@pytest.mark.parametrize(
    ("state", "reason"),
    [(CardState.LOST, Reason.CARD_LOST), (CardState.BLOCKED, Reason.CARD_BLOCKED)],
)
def test_a_lost_or_blocked_card_is_refused(
    office: Office, state: CardState, reason: Reason
) -> None:
    """Marking a card takes effect at the next read (Q2)."""
    visit = office.admitted()
    office.core.reception.hand_card(actor=office.actor, visit=visit.id, card=CARD)
    office.core.cards.mark(actor=office.actor, card=office.card.id, state=state)

    assert reason is present(office, CARD).access.reason


def test_a_guest_card_opens_like_a_slip(office: Office) -> None:
    """A card that was handed out serves its visit, in Persian digits too (C1-07, C1-09)."""
    visit = office.admitted()
    office.core.reception.hand_card(actor=office.actor, visit=visit.id, card=CARD)

    assert present(office, "۰۴a1b2c3").opens


def test_a_reprinted_slip_replaces_the_old_one(office: Office) -> None:
    """Reprinting revokes the earlier token (threat 26)."""
    slip = office.slip()
    again = office.core.reception.hand_slip(actor=office.actor, visit=slip.visit)

    assert Reason.PASS_REVOKED is present(office, slip.code).access.reason
    assert present(office, again.code).opens


def test_a_refused_visitor_has_no_working_pass(office: Office) -> None:
    """Turning a visitor away takes the pass's power at once."""
    slip = office.slip()
    office.core.reception.refuse(
        actor=office.actor, visit=slip.visit, reason=RefusalReason.SECURITY
    )

    assert Reason.PASS_REVOKED is present(office, slip.code).access.reason
    kept = office.core.storage.read(lambda uow: uow.passes.get(slip.id))
    assert PassState.REVOKED is kept.state


def test_a_pass_of_another_site_is_refused(office: Office) -> None:
    """A slip of one site opens no gate of another, and tells nothing of its holder there."""
    slip = office.slip()
    other = furnish_again(office)
    verdict = other.core.gatehouse.present(actor=other.actor, lane=other.lane_in.id, code=slip.code)

    assert Reason.OTHER_SITE is verdict.access.reason
    assert (None, None) == (verdict.access.visit, verdict.access.person)


def test_a_lane_of_another_site_does_not_exist(office: Office) -> None:
    """Actors reach their own site only (ASVS V8.4.1)."""
    other = furnish_again(office)
    with pytest.raises(NotFound):
        office.core.gatehouse.present(actor=office.actor, lane=other.lane_in.id, code="1234")


def test_a_closed_lane_lets_nobody_pass(office: Office) -> None:
    """A lane that was switched off refuses with its own reason."""
    slip = office.slip()
    office.core.places.switch_lane(actor=office.actor, lane=office.lane_in.id, active=False)

    assert Reason.LANE_CLOSED is present(office, slip.code).access.reason


def test_a_plugin_may_forbid(office: Office) -> None:
    """A rule's words are kept with the denial; no rule can allow."""
    gatehouse = _with_rule(office, lambda _: "lunch break")
    verdict = gatehouse.present(actor=office.actor, lane=office.lane_in.id, code=office.slip().code)

    assert (Reason.FORBIDDEN_BY_RULE, "lunch break") == (
        verdict.access.reason,
        verdict.access.detail,
    )


def test_a_faulty_rule_denies(office: Office) -> None:
    """An exception in a plugin never opens a gate (G4, ASVS V16.5.3)."""

    def broken(facts: Facts) -> str | None:
        raise ZeroDivisionError

    gatehouse = _with_rule(office, broken)
    verdict = gatehouse.present(actor=office.actor, lane=office.lane_in.id, code=office.slip().code)

    assert (Reason.FAULT, False) == (verdict.access.reason, verdict.opens)


def test_a_storage_that_is_away_opens_nothing(office: Office) -> None:
    """No decision without its record (G2): the caller sees Unavailable, the visit stays."""
    slip = office.slip()
    office.core.storage.faulty.nth(1)  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        present(office, slip.code)
    visit = office.core.storage.read(lambda uow: uow.visits.get(slip.visit))

    assert VisitState.ADMITTED is visit.state


def test_recording_a_passage_twice_changes_nothing(office: Office) -> None:
    """An event that is delivered twice is one entry and one notice (J3 step 4)."""
    verdict = present(office, office.slip().code)
    once = office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)
    twice = office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)
    office.deliver()

    assert once == twice
    assert 1 == len(office.sent)


def test_a_passage_in_the_other_direction_is_not_this_grant(office: Office) -> None:
    """Somebody who slips out through an opened arm does not enter the visitor."""
    verdict = present(office, office.slip().code)
    with pytest.raises(WrongState, match="other direction"):
        office.core.gatehouse.passed(
            actor=office.actor, access=verdict.access.id, direction=Direction.OUT
        )


def test_a_denial_cannot_become_a_passage(office: Office) -> None:
    """Only a grant leads to an entry (I2)."""
    verdict = present(office, "04FFFFFF")
    with pytest.raises(WrongState, match="denial"):
        office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)


def test_the_guard_lets_out_by_hand(office: Office) -> None:
    """An exit without a reader is presumed and has a decision of its own (I2)."""
    visit = office.enter(office.slip())
    left = office.core.gatehouse.let_out(
        actor=office.actor, visit=visit.id, lane=office.lane_out.id
    )

    assert left.exit is not None
    assert (VisitState.LEFT, False) == (left.state, left.exit.confirmed)


def test_the_gate_needs_its_permission(office: Office) -> None:
    """A use case asks the actor first (ASVS V8.3.1)."""
    with pytest.raises(NotAllowed):
        office.core.gatehouse.present(
            actor=Actor.system(office.site.id), lane=office.lane_in.id, code="1234"
        )


def test_the_grant_lasts_as_long_as_the_lane_says(office: Office) -> None:
    """A lane's window is its passage timeout (default 30 s)."""
    access = present(office, office.slip().code).access

    assert access.deadline == access.at + timedelta(seconds=30)


def _with_rule(office: Office, rule: Rule) -> Gatehouse:
    return evolve(office.core.gatehouse, rules=lambda: [rule])
