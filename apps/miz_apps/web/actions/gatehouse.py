"""The gate: reads, passages and the state of a lane's devices."""

from miz.core import Core
from miz.domain.ids import AccessId, LaneId
from miz.domain.places import Direction
from miz.domain.staff import Actor
from miz.ports.gates import Movement
from miz_apps.web.actions.action import Answer, Command
from miz_apps.web.actions.fields import Code, Identity, Key, Line
from miz_apps.web.actions.visits import AccessView, VisitView


class OfLane(Command, frozen=True, kw_only=True):
    """One lane."""

    lane: Identity


class Present(OfLane, frozen=True, kw_only=True):
    """A code that a reader saw; ``key`` makes a repeated request the same read."""

    code: Code
    key: Key | None = None


class OfAccess(Command, frozen=True, kw_only=True):
    """One decision."""

    access: Identity


class Passed(OfAccess, frozen=True, kw_only=True):
    """A passage; ``confirmed`` is false where no sensor saw it."""

    direction: Direction | None = None
    confirmed: bool = True


class Link(OfLane, frozen=True, kw_only=True):
    """A lane's devices came up or went away."""

    up: bool
    detail: Line = ""


class Observed(OfLane, frozen=True, kw_only=True):
    """What a lane's devices saw unasked."""

    movement: Movement
    direction: Direction | None = None


class VerdictView(Answer, frozen=True, kw_only=True):
    """The decision; ``opens`` says whether the barrier is to be released now."""

    access: AccessView
    fresh: bool
    opens: bool


class Settled(Answer, frozen=True, kw_only=True):
    """How many grants were closed."""

    closed: int


def present(core: Core, actor: Actor, command: Present) -> VerdictView:
    """Decides on a read and keeps the decision."""
    verdict = core.gatehouse.present(
        actor=actor, lane=LaneId(command.lane), code=command.code, key=command.key
    )
    return VerdictView(
        access=AccessView.of(verdict.access), fresh=verdict.fresh, opens=verdict.opens
    )


def passed(core: Core, actor: Actor, command: Passed) -> VisitView:
    """Records the passage of a grant."""
    visit = core.gatehouse.passed(
        actor=actor,
        access=AccessId(command.access),
        direction=command.direction,
        confirmed=command.confirmed,
    )
    return VisitView.of(visit)


def timed_out(core: Core, actor: Actor, command: OfAccess) -> None:
    """Records that nobody passed."""
    core.gatehouse.timed_out(actor=actor, access=AccessId(command.access))


def settle(core: Core, actor: Actor, command: OfLane) -> Settled:
    """Closes grants that a stopped lane left behind."""
    return Settled(closed=core.gatehouse.settle(actor=actor, lane=LaneId(command.lane)))


def link(core: Core, actor: Actor, command: Link) -> None:
    """Records the state of a lane's devices."""
    core.gatehouse.link(
        actor=actor, lane=LaneId(command.lane), up=command.up, detail=command.detail
    )


def forced(core: Core, actor: Actor, command: OfLane) -> None:
    """Records a passage without a grant."""
    core.gatehouse.observed(actor=actor, lane=LaneId(command.lane), movement=Movement.FORCED)


def observed(core: Core, actor: Actor, command: Observed) -> None:
    """Records what a lane's devices saw unasked: a fire, somebody turning back, a door held."""
    core.gatehouse.observed(
        actor=actor,
        lane=LaneId(command.lane),
        movement=command.movement,
        direction=command.direction,
    )
