"""The promise ledger: every time that was announced to somebody, and what became of it (I4).

A promise is never changed: a new time is a new promise that replaces the old one, so that what
was said stays on record (B4, C2-06, C2-09, MIS-01).
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import evolve, field, frozen

from miz.domain.calendar import OfficeCalendar, OfficeTime
from miz.domain.events import Event
from miz.domain.ids import HostId, PromiseId, RequestId, ServiceId, SiteId
from miz.domain.request_events import PromiseEnded, PromiseMade
from miz.domain.requests import Pause, Request
from miz.errors import WrongState


class PromiseKind(StrEnum):
    """An answer until then, or a visit at that time."""

    ANSWER = "answer"
    VISIT = "visit"


class PromiseState(StrEnum):
    """``moved`` was replaced by another time, ``dropped`` is no longer needed."""

    STANDING = "standing"
    KEPT = "kept"
    BROKEN = "broken"
    MOVED = "moved"
    DROPPED = "dropped"


class MoveReason(StrEnum):
    """Why another time was announced."""

    PAUSE = "pause"
    DECREE = "decree"
    OFFICE = "office"
    CITIZEN = "citizen"


@frozen
class Promise:
    """One announced time; ``since`` and ``duration`` are what it was computed from."""

    id: PromiseId
    site: SiteId
    request: RequestId
    service: ServiceId
    kind: PromiseKind
    at: datetime
    since: datetime
    made_at: datetime
    made_by: str
    duration: OfficeTime | None = None
    officer: HostId | None = None
    state: PromiseState = PromiseState.STANDING
    replaces: PromiseId | None = None
    reason: MoveReason | None = None
    closed_at: datetime | None = None
    version: int = 0
    events: tuple[Event, ...] = field(default=(), eq=False)

    def announce(self) -> "Promise":
        """The promise with its event, to be kept."""
        event = PromiseMade(
            site=self.site,
            at=self.made_at,
            request=self.request,
            promise=self.id,
            promised=self.kind.value,
            until=self.at.isoformat(),
            reason=self.reason.value if self.reason else None,
        )
        return evolve(self, events=(event,))

    def settle(self, *, at: datetime, done: datetime | None = None) -> "Promise":
        """What was promised happened; in time when not after the instant.

        ``done`` is when the office had done its part, where that was earlier: a citizen who comes
        five minutes late for what lies ready breaks nothing.
        """
        in_time = (done or at) <= self.at
        return self.settled_as(PromiseState.KEPT if in_time else PromiseState.BROKEN, at=at)

    def settled_as(self, state: PromiseState, *, at: datetime) -> "Promise":
        """It ended so."""
        if self.state is not PromiseState.STANDING:
            raise WrongState(
                f"This promise is {self.state} already; look the request up again.",
                code="promise.settled",
            )
        event = PromiseEnded(
            site=self.site, at=at, request=self.request, promise=self.id, end=state.value
        )
        return self._with(event, state=state, closed_at=at)

    def overdue(self, at: datetime) -> bool:
        """Whether its time is over while it still stands."""
        return self.state is PromiseState.STANDING and at > self.at

    def late(self, request: Request, *, at: datetime) -> bool:
        """Whether it is broken though it stands; not while the office waits for the citizen."""
        return self.overdue(request.waiting_since or at)

    def due_by(self, calendar: OfficeCalendar, pauses: Iterable[Pause]) -> datetime:
        """When the answer is due by a calendar: its duration, and every pause that ended."""
        if self.duration is None:
            return self.at
        due = calendar.due(self.since, self.duration)
        for pause in pauses:
            if pause.until is not None and self.since <= pause.since <= due:
                stood = calendar.between(pause.since, pause.until)
                due = calendar.after(due, stood) if stood else due
        return due

    def _with(self, event: Event, **changes: Any) -> "Promise":
        return evolve(self, events=(*self.events, event), **changes)
