"""The life of a request, step by step (EDK-05, EDK-10, MIS-07)."""

from datetime import datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from miz.domain.events import Event
from miz.domain.requests import NEXT, Pause, RequestState
from miz.errors import WrongState
from tests.domain.request_steps import AT, BLANK, EVERY, STEPS, UNDONE, S, carriage

MINUTE = timedelta(minutes=1)
IN_THE_HOUSE, ON_ITS_WAY = BLANK, evolve(BLANK, carriages=(carriage(),))


class RequestLife(RuleBasedStateMachine):
    """Any step at any time: what is allowed happens and is told, the rest changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.request = BLANK
        self.state = RequestState.OPEN
        self.told: list[Event] = []
        self.done: list[str] = []
        self.pauses: list[Pause] = []
        self.now: datetime = AT

    @rule()
    def start_again(self) -> None:
        """Another request."""
        self.request, self.state, self.now = BLANK, RequestState.OPEN, AT
        self.told, self.done, self.pauses = [], [], []

    @rule(name=st.sampled_from(sorted(STEPS)))
    def take(self, name: str) -> None:
        """One step a minute later, as the table says."""
        step = STEPS[name]
        self.now += MINUTE
        if self.state not in step.states or not self.possible(name):
            before = self.request
            with pytest.raises(WrongState):
                step.take(self.request, self.now)
            assert before == self.request
            return
        self.request = step.take(self.request, self.now)
        self.told.append(step.expects(AT if name == "file" else self.now))
        self.state = step.target or self.state
        self.done.append(name)
        self.wait(name)

    def possible(self, name: str) -> bool:
        """What is done once, and paper that is in one place at a time."""
        once = {"finish", "survey"}
        away = self.done.count("carry") - self.done.count("receive")
        return (
            not (name in once and name in self.done)
            and not (name == "carry" and away)
            and not (name == "receive" and not away)
        )

    def wait(self, name: str) -> None:
        """The pauses as they ought to be."""
        if name == "pause":
            self.pauses.append(Pause(self.now))
        elif self.pauses and self.state is not S.WAITING and self.pauses[-1].until is None:
            self.pauses[-1] = Pause(self.pauses[-1].since, self.now)

    @invariant()
    def stands_where_the_table_says(self) -> None:
        """State and events are those of the steps that were allowed."""
        assert self.state is self.request.state
        assert tuple(self.told) == self.request.events
        assert (self.state in UNDONE) is self.request.undone

    @invariant()
    def a_pause_ends_with_the_waiting(self) -> None:
        """Only a waiting request has a pause without an end, and only one (J2.6)."""
        assert tuple(self.pauses) == self.request.pauses
        running = [one for one in self.request.pauses if one.until is None]
        assert len(running) == (self.state is S.WAITING)

    @invariant()
    def an_answer_is_there_when_it_was_given(self) -> None:
        """A result stays; only what is over has an end (MIS-07)."""
        assert (self.request.result is not None) is (self.state in {S.ANSWERED, S.CLOSED})
        over = self.state in {S.CLOSED, S.WITHDRAWN}
        assert over is (self.request.closed_at is not None)

    @invariant()
    def notes_stay_inside(self) -> None:
        """The citizen sees every word but the internal ones (J2.7)."""
        assert not any(one.internal for one in self.request.visible)
        assert self.done.count("say") == len(self.request.visible)
        assert self.done.count("note") == len(self.request.thread) - len(self.request.visible)


TestRequestLife = RequestLife.TestCase
TestRequestLife.__doc__ = "Only the steps of the table succeed; others raise and change nothing."


@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("name", sorted(STEPS))
def test_every_step_from_every_state(name: str, state: RequestState) -> None:
    """The whole table once: a step succeeds from its states and raises from all others."""
    step = STEPS[name]
    request = evolve(ON_ITS_WAY if name == "receive" else IN_THE_HOUSE, state=state)
    if state in step.states:
        after = step.take(request, AT)

        assert (step.target or state) is after.state
        assert (step.expects(AT),) == after.events
        return
    with pytest.raises(WrongState) as caught:
        step.take(request, AT)

    assert caught.value.code in {"request.wrong_state", "request.closed", "request.undone"}


def test_what_may_follow() -> None:
    """Two ends; an answer is closed by handing it over and by nothing else."""

    assert EVERY == set(NEXT)
    assert {S.CLOSED, S.WITHDRAWN} == {state for state, following in NEXT.items() if not following}
    assert {S.CLOSED} == NEXT[S.ANSWERED]
