"""How one case of a rule is judged, waivers and weight included."""

from collections.abc import Sequence
from datetime import date

from attrs import define, field, frozen

from miz_contracts.conformance.results import Case, Outcome
from miz_contracts.conformance.waivers import Waiver
from miz_contracts.gates.rules import Level


@frozen
class Judgement:
    """What a run shows for a case: failed, or expected to fail, and why; else it stays."""

    fails: str = ""
    excuses: str = ""


@define
class RuleBook:
    """All cases of one rule in one run, judged as they come."""

    level: Level
    waiver: Waiver | None
    today: date
    tolerant: bool
    cases: list[Case] = field(factory=list)

    def judge(self, case: Case, *, last: bool) -> Judgement:
        """Keeps the case; ``last`` says that no other case of this rule follows."""
        waiver = self.waiver
        if waiver is None:
            return self._judge_plainly(case)
        if waiver.is_over(self.today):
            return self._fail(
                case,
                f"The waiver of {waiver.rule} expired on {waiver.expires}; mend the device, or "
                "renew the waiver if its reason still holds.",
            )
        if case.outcome in {Outcome.BROKEN, Outcome.NOT_RUN}:
            self.cases.append(Case(Outcome.WAIVED, case.detail, case.seconds))
            return Judgement(excuses=waiver.reason)
        if last and Outcome.WAIVED not in {one.outcome for one in self.cases}:
            return self._fail(
                case,
                f"{waiver.rule} has a waiver, but it is {case.outcome}; delete the waiver.",
            )
        self.cases.append(case)
        return Judgement()

    def _judge_plainly(self, case: Case) -> Judgement:
        self.cases.append(case)
        if case.outcome is Outcome.BROKEN and self.level is Level.SHOULD and self.tolerant:
            return Judgement(excuses="a device should keep this, but need not")
        return Judgement()

    def _fail(self, case: Case, why: str) -> Judgement:
        told = f"{why} ({case.detail})" if case.detail else why
        self.cases.append(Case(Outcome.BROKEN, told, case.seconds))
        return Judgement(fails=why)


def unknown(waivers: Sequence[Waiver], numbers: Sequence[str]) -> list[str]:
    """The rules that waivers name although there is no such rule."""
    return sorted({one.rule for one in waivers} - set(numbers))
