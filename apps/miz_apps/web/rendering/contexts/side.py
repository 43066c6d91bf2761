"""The desk's side: who is expected, what the gates did, which requests must not be forgotten."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from attrs import frozen

from miz.domain.access import GrantState, Reason
from miz.domain.people import PersonKind
from miz.domain.places import Direction
from miz.domain.requests import RequestState
from miz.domain.staff import Lesson
from miz_apps.web.rendering.contexts.frame import View


@frozen
class RequestLine:
    """A request in a list of the desk."""

    id: str
    title: str
    who: str
    state: RequestState
    at: datetime
    waits: bool = False


@frozen
class DeskQueue(View):
    """Who waits at the desk for a result, and which results are ready (id ``queue``)."""

    template: ClassVar[str] = "fragments/desk_queue.html"
    waiting: tuple[RequestLine, ...] = ()
    ready: tuple[RequestLine, ...] = ()


class Health(StrEnum):
    """How a service behind the desk is."""

    UP = "up"
    BUSY = "busy"
    DOWN = "down"


@frozen
class HealthTag:
    """A service behind the desk, as in «Gate connected»; a word or two, in the page's language."""

    text: str
    health: Health = Health.UP


@frozen
class ExpectedRow:
    """Somebody announced for today, or waiting at the desk since ``at``."""

    person: str
    name: str
    kind: PersonKind
    at: datetime
    whom: str = ""
    photo: str | None = None
    waiting: bool = False


@frozen
class PassageRow:
    """One decision of a gate; ``who`` is a name, or a card number, or empty for an unknown."""

    at: datetime
    gate: str
    reason: Reason
    grant: GrantState = GrantState.NONE
    direction: Direction | None = None
    who: str = ""

    @property
    def allowed(self) -> bool:
        """Whether the gate opened."""
        return self.reason is Reason.GRANTED

    @property
    def unwalked(self) -> bool:
        """Whether the gate opened and nobody has walked, or not yet."""
        return self.grant in {GrantState.ISSUED, GrantState.TIMED_OUT}

    @property
    def mark(self) -> tuple[str, str]:
        """The colour and the icon: only somebody who walked is an entry or an exit."""
        if not self.allowed:
            return "deny", "octagon"
        if self.unwalked:
            waits = self.grant is GrantState.ISSUED
            return ("wait", "hourglass") if waits else ("plain", "x-mark")
        if self.direction is Direction.OUT:
            return "plain", "arrow-left-start-on-rectangle"
        return "allow", "arrow-left-end-on-rectangle"


@frozen
class Practice:
    """How far a trainee is: lessons done, the next one, and numbers to practise with."""

    done: int
    all_: int
    next: Lesson | None = None
    hint: str = ""
    numbers: tuple[str, ...] = ()


@frozen
class DeskSide(View):
    """The side column (id ``side``) and the header's counters (id ``counters``).

    ``practice`` is there for who is in training.
    """

    template: ClassVar[str] = "fragments/desk_side.html"
    inside: int
    waiting: int
    health: tuple[HealthTag, ...] = ()
    expected: tuple[ExpectedRow, ...] = ()
    passages: tuple[PassageRow, ...] = ()
    queue: DeskQueue = DeskQueue()
    practice: Practice | None = None
