"""Nobody enters at lunch: a one-file plugin, started with ``--plugins-dir`` naming its folder."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from miz import hookimpl
from miz.domain.access import Facts, Rule

LUNCH = range(12, 13)


def no_lunch_visits(facts: Facts) -> str | None:
    """A rule may only forbid; None means no objection."""
    local = facts.at.astimezone(ZoneInfo("Asia/Tehran"))
    return "lunch break" if local.hour in LUNCH else None


@hookimpl
def miz_access_rules() -> Sequence[Rule]:
    """Offers the rule."""
    return [no_lunch_visits]
