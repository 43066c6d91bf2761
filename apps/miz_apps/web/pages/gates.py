"""Gates with machines of their own: who answers, and who came in against us (B6)."""

from datetime import timedelta

from miz.domain.access import Reason
from miz.domain.ids import ClashId
from miz_apps.web.pages.calls import Call, Outcome, Redirect
from miz_apps.web.rendering.contexts.gates import ClashRow, GatesPage, NodeRow

SILENT_AFTER = timedelta(seconds=10)
"""A node that works is heard every second; after this long its gate decides alone."""
SHOWN_FOR = timedelta(days=30)


def page(call: Call) -> Outcome:
    """Machines first, then the conflict report, newest first."""
    return GatesPage(_nodes(call), _clashes(call))


def see(call: Call) -> Outcome:
    """Somebody looked into one of them."""
    call.core.gatelink.see(actor=call.actor, clash=ClashId(call.text("clash")))
    return Redirect("/gates")


def _nodes(call: Call) -> tuple[NodeRow, ...]:
    names, now = _gates(call), call.core.clock.now()
    return tuple(
        NodeRow(
            name=names.get(node.id, ""),
            seen_at=node.seen_at,
            answers=node.seen_at is not None and now - node.seen_at < SILENT_AFTER,
        )
        for node in call.core.gatelink.nodes(actor=call.actor)
    )


def _clashes(call: Call) -> tuple[ClashRow, ...]:
    gates = _gates(call)
    lanes = {
        one.id: one.name.in_(call.language) for one in call.core.places.lanes(actor=call.actor)
    }
    since = call.core.clock.now() - SHOWN_FOR
    return tuple(
        ClashRow(
            id=clash.id,
            at=clash.at,
            where=f"{gates.get(clash.gate, '')} · {lanes.get(clash.lane, '')}",
            who=person.name.full if person else "",
            person=person.id if person else "",
            reason=Reason(clash.reason),
            entered=clash.entered,
            seen_by=clash.seen_by,
            seen_at=clash.seen_at,
        )
        for clash, person in (
            (one.clash, one.person)
            for one in call.core.gatelink.clashes(actor=call.actor, since=since)
        )
    )


def _gates(call: Call) -> dict[str, str]:
    return {one.id: one.name.in_(call.language) for one in call.core.places.gates(actor=call.actor)}
