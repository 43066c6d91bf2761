"""A request for a service: one case, whether it began at the desk or online (MIS-06, EDK-05)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import evolve, field, frozen

from miz.domain import request_events as told
from miz.domain.correspondence import Carriage, Contact, Message, Paper
from miz.domain.events import Event
from miz.domain.forms import Answers
from miz.domain.ids import (
    DeskId,
    EditionId,
    HostId,
    PersonId,
    RequestId,
    ServiceId,
    SiteId,
    UnitId,
)
from miz.errors import WrongState

MOST_PAPERS = 40
MOST_MESSAGES = 200


class RequestState(StrEnum):
    """Where a request stands; ``waiting`` is with the citizen, and the clock stands."""

    OPEN = "open"
    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


NEXT: dict[RequestState, frozenset[RequestState]] = {
    RequestState.OPEN: frozenset(
        {RequestState.WAITING, RequestState.ANSWERED, RequestState.WITHDRAWN}
    ),
    RequestState.WAITING: frozenset(
        {RequestState.OPEN, RequestState.ANSWERED, RequestState.WITHDRAWN}
    ),
    RequestState.ANSWERED: frozenset({RequestState.CLOSED}),
    RequestState.CLOSED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
}
UNDONE = frozenset({RequestState.OPEN, RequestState.WAITING})
OVER = frozenset({RequestState.CLOSED, RequestState.WITHDRAWN})


class Origin(StrEnum):
    """Where it was filed."""

    DESK = "desk"
    ONLINE = "online"


class Outcome(StrEnum):
    """What the office answered."""

    GRANTED = "granted"
    REFUSED = "refused"


@frozen
class Result:
    """What the office answered, with its letters.

    ``code`` has twenty digits, opens nothing, and lets anybody verify the letter (features 48).
    """

    outcome: Outcome
    text: str = field(repr=False)
    at: datetime
    by: str
    code: str
    papers: tuple[Paper, ...] = ()


@frozen
class Done:
    """A step that was finished."""

    step: str
    at: datetime
    by: str


@frozen
class Pause:
    """A time in which the office waited for the citizen."""

    since: datetime
    until: datetime | None = None


@frozen
class Request:
    """One case. ``code`` is its tracking code in sixteen digits, sealed at rest.

    ``at_desk`` says that the citizen waits for the result at the desk (C2-08); ``number`` is that
    of the incoming letter (EDK-02); ``reference`` is where the letter system has it.
    """

    id: RequestId
    site: SiteId
    code: str = field(repr=False)
    person: PersonId
    service: ServiceId
    edition: EditionId
    origin: Origin
    opened_at: datetime
    opened_by: str
    subject: str = field(repr=False)
    number: str = ""
    desk: DeskId | None = None
    unit: UnitId | None = None
    officer: HostId | None = None
    state: RequestState = RequestState.OPEN
    due_at: datetime | None = None
    visit_at: datetime | None = None
    at_desk: bool = False
    contact: Contact = field(default=Contact())
    letter: str = field(default="", repr=False)
    answers: Answers = field(factory=dict, repr=False)
    papers: tuple[Paper, ...] = ()
    steps: tuple[Done, ...] = ()
    thread: tuple[Message, ...] = ()
    carriages: tuple[Carriage, ...] = ()
    pauses: tuple[Pause, ...] = ()
    result: Result | None = None
    closed_at: datetime | None = None
    reference: str = ""
    surveyed: bool = False
    version: int = 0
    events: tuple[Event, ...] = field(default=(), eq=False)

    def file(self) -> "Request":
        """The request is taken."""
        event = told.RequestFiled(
            person=self.person,
            service=self.service,
            channel=self.origin.value,
            desk=self.desk,
            **self._facts(self.opened_at),
        )
        return self._with(event)

    def route(
        self, officer: HostId | None, unit: UnitId | None, *, at: datetime, deputy: bool = False
    ) -> "Request":
        """It lies with this employee, or with the unit as a whole (EDK-07)."""
        self._must_be(*UNDONE)
        event = told.RequestRouted(officer=officer, unit=unit, deputy=deputy, **self._facts(at))
        return self._with(event, officer=officer, unit=unit)

    def promise(self, *, due: datetime | None = None, visit: datetime | None = None) -> "Request":
        """The times that are announced now; the ledger keeps the earlier ones."""
        return evolve(self, due_at=due or self.due_at, visit_at=visit or self.visit_at)

    def unvisited(self) -> "Request":
        """Nobody needs to come any more."""
        return evolve(self, visit_at=None)

    @property
    def waiting_since(self) -> datetime | None:
        """Since when the office waits for the citizen, if it does."""
        last = self.pauses[-1] if self.pauses else None
        return last.since if last is not None and last.until is None else None

    def finish(self, step: str, *, at: datetime, by: str) -> "Request":
        """A step of the work is done; each is done once."""
        self._must_be(*UNDONE)
        if any(done.step == step for done in self.steps):
            raise WrongState("This step is done already.", code="request.step_done", field="step")
        event = told.RequestStepped(step=step, **self._facts(at))
        return self._with(event, steps=(*self.steps, Done(step, at, by)))

    def add_paper(self, paper: Paper) -> "Request":
        """One more document (C2-03)."""
        self._must_be(*UNDONE)
        if len(self.papers) >= MOST_PAPERS:
            raise WrongState(
                f"A request holds {MOST_PAPERS} documents at most; put pages into one PDF.",
                code="request.papers",
            )
        event = told.RequestDocumented(
            digest=paper.digest, need=paper.need, **self._facts(paper.added_at)
        )
        return self._with(event, papers=(*self.papers, paper))

    def say(self, message: Message) -> "Request":
        """A question, an answer, or a note that stays inside (EDK-08)."""
        if self.state in OVER:
            raise WrongState(
                "This request is closed; file a new one or a complaint.", code="request.closed"
            )
        if len(self.thread) >= MOST_MESSAGES:
            raise WrongState("This thread is full; come to the desk.", code="request.thread")
        event = told.RequestDiscussed(
            author=message.author.value, internal=message.internal, **self._facts(message.at)
        )
        return self._with(event, thread=(*self.thread, message))

    def pause(self, *, at: datetime) -> "Request":
        """The citizen must do something first; the clock stands."""
        event = told.RequestPaused(**self._facts(at))
        return self._to(RequestState.WAITING, event, pauses=(*self.pauses, Pause(at)))

    def resume(self, *, at: datetime) -> "Request":
        """The citizen did it; the clock goes on."""
        self._must_be(RequestState.WAITING)
        event = told.RequestResumed(**self._facts(at))
        return self._to(RequestState.OPEN, event, pauses=self._ended(at))

    def carry(self, carriage: Carriage) -> "Request":
        """The paper goes from one hand to another; the second signature is still to come."""
        self._must_be(*UNDONE, RequestState.ANSWERED)
        if any(one.received_at is None for one in self.carriages):
            raise WrongState(
                "The paper is on its way already; record its receipt first.", code="request.paper"
            )
        event = told.RequestCarried(received=False, **self._facts(carriage.sent_at))
        return self._with(event, carriages=(*self.carriages, carriage))

    def receive(self, *, at: datetime, by: str) -> "Request":
        """The paper arrived, signed for by name (C2-05)."""
        if not self.carriages or self.carriages[-1].received_at is not None:
            raise WrongState("No paper of this request is on its way.", code="request.paper")
        arrived = evolve(self.carriages[-1], received_at=at, received_by=by)
        event = told.RequestCarried(received=True, **self._facts(at))
        return self._with(event, carriages=(*self.carriages[:-1], arrived))

    def forward(self, reference: str, *, at: datetime) -> "Request":
        """The letter system took it under that reference (C2-04)."""
        self._must_be(*UNDONE)
        event = told.RequestForwarded(reference=reference, **self._facts(at))
        return self._with(event, reference=reference)

    def answer(self, result: Result) -> "Request":
        """The result is there; the citizen is told and may fetch it (MIS-07)."""
        event = told.RequestAnswered(outcome=result.outcome.value, **self._facts(result.at))
        return self._to(RequestState.ANSWERED, event, result=result, pauses=self._ended(result.at))

    def hand_over(self, *, at: datetime) -> "Request":
        """The citizen has the result; nothing follows but opinion and complaint."""
        event = told.RequestClosed(**self._facts(at))
        return self._to(RequestState.CLOSED, event, closed_at=at, at_desk=False)

    def withdraw(self, *, at: datetime) -> "Request":
        """The citizen no longer wants it."""
        event = told.RequestClosed(**self._facts(at))
        return self._to(
            RequestState.WITHDRAWN,
            event,
            closed_at=at,
            visit_at=None,
            at_desk=False,
            pauses=self._ended(at),
        )

    def survey(self, *, at: datetime) -> "Request":
        """The citizen gave an opinion, once (EDK-14)."""
        if self.surveyed:
            raise WrongState("Thank you, we have your opinion already.", code="request.surveyed")
        if self.state in UNDONE:
            raise WrongState("Tell us once you have the answer.", code="request.undone")
        return self._with(told.RequestSurveyed(**self._facts(at)), surveyed=True)

    @property
    def undone(self) -> bool:
        """Whether the office still owes an answer."""
        return self.state in UNDONE

    @property
    def visible(self) -> tuple[Message, ...]:
        """The thread as the citizen may see it."""
        return tuple(one for one in self.thread if not one.internal)

    def _ended(self, at: datetime) -> tuple[Pause, ...]:
        return tuple(evolve(one, until=one.until or at) for one in self.pauses)

    def _facts(self, at: datetime) -> Mapping[str, Any]:
        return {"site": self.site, "at": at, "request": self.id}

    def _to(self, state: RequestState, event: Event, **changes: Any) -> "Request":
        if state not in NEXT[self.state]:
            raise WrongState(
                f"A request that is {self.state} cannot become {state}; look it up again.",
                code="request.wrong_state",
            )
        return self._with(event, state=state, **changes)

    def _must_be(self, *states: RequestState) -> None:
        if self.state not in states:
            raise WrongState(
                f"This is not possible for a request that is {self.state}.",
                code="request.wrong_state",
            )

    def _with(self, event: Event, **changes: Any) -> "Request":
        return evolve(self, events=(*self.events, event), **changes)
