"""Whatever fails behind a gate, it stays shut (row 14, G2, G4)."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from attrs import evolve, has

import miz.usecases.facts
import miz.usecases.gatehouse
from miz.domain.access import Facts, GrantState, Reason
from miz.domain.visits import Visit, VisitState
from miz.errors import MizError, NotFound, Unavailable
from miz.usecases.gatehouse import Verdict
from tests.office import Office


def present(office: Office, code: str) -> Verdict:
    """Presents a code at the lane in."""
    return office.core.gatehouse.present(actor=office.actor, lane=office.lane_in.id, code=code)


def entries(office: Office) -> int:
    """How long the journal is."""
    return office.core.storage.read(lambda uow: uow.journal.last())


class Brittle:
    """Facts of which one look fails; what is inside is as brittle."""

    def __init__(self, inside: object, look: Callable[[], None]) -> None:
        self._inside = inside
        self._look = look

    def __getattr__(self, name: str) -> Any:
        self._look()
        value = getattr(self._inside, name)
        return Brittle(value, self._look) if has(type(value)) else value


def failing_at(site: int) -> Callable[[], None]:
    """Raises at one look."""
    looks = count(1)

    def look() -> None:
        if next(looks) == site:
            raise ZeroDivisionError

    return look


@pytest.mark.parametrize("step", range(1, 12))
@pytest.mark.parametrize("error", [Unavailable, NotFound])
def test_a_storage_that_fails_at_any_step_opens_nothing(
    office: Office, step: int, error: type[MizError]
) -> None:
    """Whichever call of a repository fails: no grant, and no half of a record (G2)."""
    slip, before = office.slip(), entries(office)
    office.core.storage.faulty.step(step, lambda: error("asked for"))  # type: ignore[attr-defined]
    try:
        verdict = present(office, slip.code)
    except error:
        assert before == entries(office)
    else:
        spared = office.core.storage.faulty.counts_steps  # type: ignore[attr-defined]
        office.core.storage.faulty.calm()  # type: ignore[attr-defined]
        assert verdict.opens is spared
        assert before + 1 == entries(office)


def test_a_fault_in_the_facts_is_kept_as_a_fault(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever look at the facts fails, the read is kept with its reason and nothing opens."""
    slip, gathered = office.slip(), miz.usecases.facts.facts_of
    reasons: list[Reason] = []
    site = 0
    while not reasons or reasons[-1] is not Reason.GRANTED:
        site += 1
        look = failing_at(site)
        monkeypatch.setattr(
            miz.usecases.gatehouse,
            "facts_of",
            lambda *given, look=look: Brittle(gathered(*given), look),
        )
        verdict = present(office, slip.code)
        kept = office.core.storage.read(lambda uow, v=verdict: uow.accesses.get(v.access.id))  # type: ignore[misc]
        assert verdict.access.reason is kept.reason
        reasons.append(kept.reason)
        office.later(seconds=3)

    assert {Reason.FAULT} == set(reasons[:-1])
    assert len(reasons) > 20


@pytest.mark.parametrize("said", [True, False, 0, 1.5, b"bytes", object(), ["no"], {"no": 1}])
def test_a_rule_that_answers_nonsense_denies(office: Office, said: Any) -> None:
    """The denial is kept like any other; no answer opens and none stops the lane (MIS-10)."""

    def rule(_: Facts) -> Any:
        return said

    gatehouse = evolve(office.core.gatehouse, rules=lambda: [rule])
    verdict = gatehouse.present(actor=office.actor, lane=office.lane_in.id, code=office.slip().code)

    assert not verdict.opens
    assert verdict.access.reason in {Reason.FAULT, Reason.FORBIDDEN_BY_RULE}
    assert verdict.access == office.core.storage.read(
        lambda uow: uow.accesses.get(verdict.access.id)
    )


def test_rules_that_cannot_be_listed_deny(office: Office) -> None:
    """A plugin that fails before it gives its rules is a fault of the decision."""

    def rules() -> Any:
        raise RuntimeError

    gatehouse = evolve(office.core.gatehouse, rules=rules)
    verdict = gatehouse.present(actor=office.actor, lane=office.lane_in.id, code=office.slip().code)

    assert (Reason.FAULT, "RuntimeError") == (verdict.access.reason, verdict.access.detail)


class TestByHand:
    def test_an_exit_by_hand_is_no_read(self, office: Office) -> None:
        """Noise at the lane a moment later gets a decision of its own (I2, MIS-11)."""
        visit = self.let_out(office, office.enter(office.slip()))
        noise = office.core.gatehouse.present(actor=office.actor, lane=office.lane_out.id, code="")

        assert VisitState.LEFT is visit.state
        assert (Reason.MALFORMED, True) == (noise.access.reason, noise.fresh)

    def test_a_lane_that_stopped_keeps_nobody_inside(self, office: Office) -> None:
        """A grant that lapsed and was never closed does not forbid an exit by hand (G3)."""
        slip = office.slip()
        visit = office.enter(slip)
        office.later(seconds=3)
        open_ = office.core.gatehouse.present(
            actor=office.actor, lane=office.lane_out.id, code=slip.code
        )
        office.later(seconds=31)

        assert VisitState.LEFT is self.let_out(office, visit).state
        kept = office.core.storage.read(lambda uow: uow.accesses.get(open_.access.id))
        assert GrantState.TIMED_OUT is kept.grant

    def let_out(self, office: Office, visit: Visit) -> Visit:
        """A guard saw the visitor leave."""
        return office.core.gatehouse.let_out(
            actor=office.actor, visit=visit.id, lane=office.lane_out.id
        )
