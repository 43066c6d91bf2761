"""The states of a visit and what may follow each."""

from enum import StrEnum


class VisitState(StrEnum):
    """Where a visit stands; `NEXT` says what may follow.

    A visitor who came in unseen leaves from ``admitted``, where the gate lets him.
    """

    EXPECTED = "expected"
    ARRIVED = "arrived"
    ADMITTED = "admitted"
    INSIDE = "inside"
    LEFT = "left"
    REFUSED = "refused"
    EXPIRED = "expired"


NEXT: dict[VisitState, frozenset[VisitState]] = {
    VisitState.EXPECTED: frozenset({VisitState.ARRIVED, VisitState.REFUSED, VisitState.EXPIRED}),
    VisitState.ARRIVED: frozenset({VisitState.ADMITTED, VisitState.REFUSED, VisitState.EXPIRED}),
    VisitState.ADMITTED: frozenset(
        {VisitState.INSIDE, VisitState.LEFT, VisitState.REFUSED, VisitState.EXPIRED}
    ),
    VisitState.INSIDE: frozenset({VisitState.LEFT}),
    VisitState.LEFT: frozenset(),
    VisitState.REFUSED: frozenset(),
    VisitState.EXPIRED: frozenset(),
}
OPEN = frozenset(state for state, following in NEXT.items() if following)
