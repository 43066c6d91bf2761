"""The monitor and the gate simulator."""

from collections.abc import Callable

from miz.domain.access import GrantState, Reason
from miz.domain.passes import PassForm
from miz.domain.places import Direction, LaneFlow
from miz.domain.values import Language, Text
from miz.domain.visits import VisitState
from miz_apps.web.rendering.contexts.frame import View
from miz_apps.web.rendering.contexts.gates import ClashRow, EnrolPage, GatesPage, NodeRow
from miz_apps.web.rendering.contexts.simulator import (
    Bench,
    Holding,
    Lamp,
    SimLane,
    SimLine,
    SimulatorPage,
)
from miz_apps.web.rendering.contexts.wall import (
    InsideTile,
    LanePanel,
    WallInside,
    WallLanes,
    WallPage,
)
from miz_apps.web.rendering.samples import people as who
from miz_apps.web.rendering.samples.people import ago

NORTH, SOUTH = Text("درب شمالی", "North door"), Text("درب جنوبی", "South door")
ONE, TWO = Text("گذرگاه ۱", "Lane 1"), Text("گذرگاه ۲", "Lane 2")


def lanes(language: Language) -> WallLanes:
    """One that opened, one that stayed shut, one that lost its reader."""
    allowed = LanePanel(
        "l1", ONE.in_(language), NORTH.in_(language), Reason.GRANTED, ago(0), Direction.IN,
        GrantState.ISSUED, who.MARYAM.name(language), who.MARYAM.whom(language),
        who.MARYAM.photo, who.MARYAM.photo,
    )  # fmt: skip
    denied = LanePanel(
        "l2", TWO.in_(language), NORTH.in_(language), Reason.PASS_EXPIRED, ago(0.4),
        Direction.IN, person=who.JAVAD.name(language), fresh=True,
    )  # fmt: skip
    away = LanePanel("l3", ONE.in_(language), SOUTH.in_(language), up=False)
    ready = LanePanel("l4", TWO.in_(language), SOUTH.in_(language))
    return WallLanes((allowed, denied, away, ready))


def inside(language: Language) -> WallInside:
    """A busy house."""
    crowd = (*who.EVERYBODY, *reversed(who.EVERYBODY[:-1]))
    tiles = tuple(
        InsideTile(one.name(language), one.kind, ago(3 * number + 1), one.whom(language),
                   one.photo, late=number == 9)
        for number, one in enumerate(crowd[:23])
    )  # fmt: skip
    return WallInside(tiles, more=24, inside=47, entered_today=186, waiting=3, alarms=1)


def wall(language: Language) -> WallPage:
    """The monitor."""
    return WallPage(lanes(language), inside(language), last=1204)


def quiet(language: Language) -> WallPage:
    """The monitor of a small house in the morning: two lanes, six persons."""
    crowd, gates = inside(language), lanes(language)
    return WallPage(
        WallLanes(gates.lanes[:2]), WallInside(crowd.tiles[:6], inside=6, entered_today=6)
    )


def bench(language: Language) -> Bench:
    """A newcomer's table."""
    held = ((who.MARYAM, PassForm.SLIP, "0179", VisitState.ADMITTED),
            (who.REZA, PassForm.CARD, "B2C3", VisitState.ADMITTED),
            (who.JOHN, PassForm.SLIP, "4410", VisitState.INSIDE))  # fmt: skip
    holdings = tuple(
        Holding(f"p{number}", one.name(language), form, ending, state, photo=one.photo)
        for number, (one, form, ending, state) in enumerate(held)
    )
    north, south = NORTH.in_(language), SOUTH.in_(language)
    opened = SimLane(
        "l1", ONE.in_(language), north, LaneFlow.BOTH, Lamp.OPEN, Reason.GRANTED, Direction.IN,
        who.MARYAM.name(language), waiting=True, until=ago(-0.5),
    )  # fmt: skip
    shut = SimLane(
        "l2", TWO.in_(language), south, LaneFlow.IN, Lamp.SHUT, Reason.CARD_LOST, Direction.IN
    )
    log = (
        SimLine(ago(0.1), north, Reason.GRANTED, GrantState.ISSUED, who.MARYAM.name(language)),
        SimLine(ago(0.6), south, Reason.CARD_LOST),
        SimLine(ago(2), north, Reason.GRANTED, GrantState.PASSED, who.JOHN.name(language)),
        SimLine(ago(4), north, Reason.GRANTED, GrantState.TIMED_OUT, who.REZA.name(language)),
    )
    return Bench(holdings, (opened, shut), log, chosen="p0")


def unplugged(language: Language) -> Bench:
    """Nothing to hold, nothing connected."""
    off = SimLane(
        "l1", ONE.in_(language), NORTH.in_(language), LaneFlow.OUT, Lamp.OFF, plugged=False
    )
    idle = SimLane("l2", TWO.in_(language), NORTH.in_(language), LaneFlow.BOTH)
    return Bench(lanes=(off, idle), typed="12")


def apart(language: Language) -> GatesPage:
    """One gate that answers, one that is cut off, and whom it let in meanwhile."""
    where = f"{SOUTH.in_(language)} · {ONE.in_(language)}"
    return GatesPage(
        nodes=(
            NodeRow(NORTH.in_(language), ago(0)),
            NodeRow(SOUTH.in_(language), ago(70), answers=False),
        ),
        clashes=(
            ClashRow(
                "c1", ago(40), where, who.MARYAM.name(language), "p1", Reason.PASS_REVOKED,
                entered=True,
            ),
            ClashRow(
                "c2", ago(600), where, "", "", Reason.PASS_USED, entered=False,
                seen_by=who.HOST.in_(language), seen_at=ago(500),
            ),
        ),
    )  # fmt: skip


PAGES = {
    "gates": ("/gates", apart),
    "enrol": (
        "/admin/gates/g1",
        lambda language: EnrolPage(gate=NORTH.in_(language), text="[uplink]\n", key="aB3-dE5"),
    ),
    "wall": ("/monitor", wall),
    "wall-quiet": ("/monitor", quiet),
    "wall-empty": ("/monitor", lambda _: WallPage(WallLanes(), WallInside())),
    "simulator": ("/simulator", lambda language: SimulatorPage(bench(language))),
    "simulator-empty": ("/simulator", lambda language: SimulatorPage(unplugged(language))),
}
FRAGMENTS: dict[str, Callable[[Language], View]] = {
    "lanes": lanes,
    "inside": inside,
    "bench": bench,
}
