"""Deviations that somebody stands for: which rule, why, and until when."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import field, frozen

from miz.errors import ConfigError

SHORTEST_REASON = 10


@frozen
class Waiver:
    """A rule that a device need not keep until a day, for a reason that a buyer can judge.

    A waiver for a rule that the device keeps is an error, and so is one whose day has passed.
    """

    rule: str
    reason: str = field(kw_only=True)
    expires: date = field(kw_only=True)

    @reason.validator
    def _says_why(self, _: object, value: str) -> None:
        if len(value.strip()) < SHORTEST_REASON:
            raise ConfigError(
                f"The waiver of {self.rule} needs a reason that a buyer can judge.",
                code="bench.waiver",
                field="reason",
            )

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return today > self.expires


def read_waivers(raw: object, *, place: str) -> Sequence[Waiver]:
    """The tables ``[[waivers]]`` of a bench file."""
    if not isinstance(raw, list):
        raise ConfigError(f"{place} must be tables, as in [[waivers]].", code="bench.waiver")
    return [_read(table, place=f"{place} {number}") for number, table in enumerate(raw, 1)]


def _read(table: Mapping[str, Any], *, place: str) -> Waiver:
    wanted = {"rule": str, "reason": str, "expires": date}
    for key, kind in wanted.items():
        if not isinstance(table.get(key), kind):
            raise ConfigError(
                f"{place} needs rule, reason and expires (a day, as in 2027-03-01); "
                f"{key} is missing or wrong.",
                code="bench.waiver",
                field=key,
            )
    unknown = table.keys() - wanted.keys()
    if unknown:
        raise ConfigError(f"{place} does not know {sorted(unknown)}.", code="bench.waiver")
    return Waiver(table["rule"], reason=table["reason"], expires=table["expires"])
