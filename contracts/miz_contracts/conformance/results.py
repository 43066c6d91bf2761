"""What became of each rule, and the verdict on the device."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from miz.ports.gates import DeviceInfo
from miz_contracts.conformance.waivers import Waiver
from miz_contracts.gates.rules import Level, Terms, named


class Outcome(StrEnum):
    """What became of a rule, from good to bad: the worst of its cases stands for all."""

    NOT_APPLICABLE = "not applicable"
    KEPT = "kept"
    WAIVED = "waived"
    NOT_RUN = "not run"
    BROKEN = "broken"


GRAVITY = list(Outcome)


class Verdict(StrEnum):
    """What a buyer wants to know."""

    CONFORMS = "conforms"
    WITH_WAIVERS = "conforms with waivers"
    INCOMPLETE = "incomplete"
    DOES_NOT_CONFORM = "does not conform"


@frozen
class Case:
    """One way in which a rule was tried, and what came of it."""

    outcome: Outcome
    detail: str = ""
    seconds: float = 0.0


@frozen
class RuleResult:
    """A rule and what became of it."""

    number: str
    part: str
    level: Level
    title: str
    why: str
    look: str
    needs: str = ""
    cases: Sequence[Case] = ()
    waiver: Waiver | None = None

    @classmethod
    def of(
        cls,
        test: Callable[..., None],
        *,
        part: str,
        cases: Iterable[Case],
        waiver: Waiver | None = None,
    ) -> "RuleResult":
        """Takes title, reason and advice from the rule's test."""
        terms: Terms = test.terms  # type: ignore[attr-defined]
        _, _, doc = inspect.cleandoc(test.__doc__ or "").partition(": ")
        why, _, look = doc.partition("\n\n")
        return cls(
            number=terms.number,
            part=part,
            level=terms.level,
            title=test.__name__.removeprefix("test_").replace("_", " ").capitalize(),
            why=" ".join(why.split()),
            look=" ".join(look.split()),
            needs=named(terms.needs),
            cases=tuple(cases),
            waiver=waiver,
        )

    @property
    def outcome(self) -> Outcome:
        """The worst of its cases; a rule without any was not run."""
        worst = max((GRAVITY.index(one.outcome) for one in self.cases), default=None)
        return Outcome.NOT_RUN if worst is None else GRAVITY[worst]

    @property
    def details(self) -> Sequence[str]:
        """What its cases had to say, each once."""
        told = (one.detail for one in self.cases if one.outcome is self.outcome and one.detail)
        return list(dict.fromkeys(told)) or ([] if self.cases else ["it was not chosen"])


@frozen
class Report:
    """Everything a buyer reads.

    ``rig`` is the kind of hand at the device: emulator, operator, jig, or tests of the vendor's.
    """

    device: DeviceInfo
    at: datetime
    version: str
    rig: str
    rig_name: str = ""
    results: Sequence[RuleResult] = field(factory=tuple)

    @property
    def verdict(self) -> Verdict:
        """Only what a device must do decides; what it should do is told beside it."""
        binding = {one.outcome for one in self.results if one.level is Level.MUST}
        if Outcome.BROKEN in binding or self.faulty_waivers:
            return Verdict.DOES_NOT_CONFORM
        if Outcome.NOT_RUN in binding or not binding & {Outcome.KEPT, Outcome.WAIVED}:
            return Verdict.INCOMPLETE
        return Verdict.WITH_WAIVERS if self.having(Outcome.WAIVED) else Verdict.CONFORMS

    @property
    def good(self) -> bool:
        """Whether the device may be bought on this report."""
        return self.verdict in {Verdict.CONFORMS, Verdict.WITH_WAIVERS}

    @property
    def faulty_waivers(self) -> Sequence[RuleResult]:
        """Rules with a waiver that does not hold: expired, or for what the device does."""
        broken = {Outcome.BROKEN, Outcome.NOT_APPLICABLE, Outcome.KEPT}
        return [one for one in self.results if one.waiver and one.outcome in broken]

    def having(self, outcome: Outcome) -> Sequence[RuleResult]:
        """The rules of which this became."""
        return [one for one in self.results if one.outcome is outcome]

    def as_data(self) -> dict[str, Any]:
        """The report for programs, as JSON takes it."""
        return {
            "format": 1,
            "verdict": self.verdict.value,
            "device": {
                "vendor": self.device.maker,
                "model": self.device.model,
                "serial": self.device.serial,
                "firmware": self.device.firmware,
            },
            "date": self.at.isoformat(timespec="seconds"),
            "miz_contracts": self.version,
            "rig": {"kind": self.rig, "name": self.rig_name},
            "counts": {one.value: len(self.having(one)) for one in Outcome},
            "rules": [_rule_data(one) for one in self.results],
        }


def _rule_data(one: RuleResult) -> dict[str, Any]:
    waiver = one.waiver
    return {
        "rule": one.number,
        "part": one.part,
        "level": one.level.value,
        "needs": one.needs,
        "title": one.title,
        "why": one.why,
        "look": one.look,
        "outcome": one.outcome.value,
        "details": list(one.details),
        "cases": len(one.cases),
        "seconds": round(sum(case.seconds for case in one.cases), 3),
        "waiver": waiver and {"reason": waiver.reason, "expires": _day(waiver.expires)},
    }


def _day(day: date) -> str:
    return day.isoformat()
