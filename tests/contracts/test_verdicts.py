"""Waivers and weights: what a case of a rule counts for."""

from datetime import UTC, date, datetime

import pytest

from miz.errors import ConfigError
from miz.ports.gates import DeviceInfo
from miz_contracts.conformance import Outcome, Report, RuleResult, Verdict, Waiver
from miz_contracts.conformance.results import Case
from miz_contracts.conformance.verdicts import Judgement, RuleBook, unknown
from miz_contracts.conformance.waivers import read_waivers
from miz_contracts.gates.rules import Level

TODAY = date(2026, 11, 24)
HOLDS = Waiver("READER-010", reason="The firmware has its own pause.", expires=TODAY)
OVER = Waiver("READER-010", reason="The firmware has its own pause.", expires=date(2026, 11, 23))
KEPT, BROKEN = Case(Outcome.KEPT), Case(Outcome.BROKEN, "two reads")
UNTRIED, UNASKED = Case(Outcome.NOT_RUN), Case(Outcome.NOT_APPLICABLE)


def book(
    waiver: Waiver | None = None, level: Level = Level.MUST, *, tolerant: bool = True
) -> RuleBook:
    """A rule without cases yet."""
    return RuleBook(level, waiver, TODAY, tolerant)


@pytest.mark.parametrize("case", [BROKEN, UNTRIED])
def test_a_waiver_excuses_what_is_not_kept(case: Case) -> None:
    """Until its day has passed, that day included, and with its reason."""
    rule = book(HOLDS)

    assert Judgement(excuses=HOLDS.reason) == rule.judge(case, last=True)
    assert [Outcome.WAIVED] == [one.outcome for one in rule.cases]


@pytest.mark.parametrize("case", [KEPT, UNASKED])
def test_a_waiver_without_need_fails(case: Case) -> None:
    """A waiver for what the device does, or is not asked, hides the next regression (strict)."""
    judged = book(HOLDS).judge(case, last=True)

    assert "delete the waiver" in judged.fails


def test_a_waiver_is_needed_if_one_case_is() -> None:
    """A rule with several cases may break in one of them only."""
    rule = book(HOLDS)
    rule.judge(BROKEN, last=False)

    assert Judgement() == rule.judge(KEPT, last=True)


@pytest.mark.parametrize("case", [KEPT, BROKEN, UNTRIED, UNASKED])
def test_an_expired_waiver_is_a_failure_by_itself(case: Case) -> None:
    """Nobody has to remember: the run goes red on the day after."""
    rule = book(OVER)
    judged = rule.judge(case, last=True)

    assert "expired on 2026-11-23" in judged.fails
    assert [Outcome.BROKEN] == [one.outcome for one in rule.cases]


def test_what_a_device_should_do_is_told_and_not_held_against_it() -> None:
    """In a conformance run; a vendor's plain tests stay red."""
    relaxed, plain = book(level=Level.SHOULD), book(level=Level.SHOULD, tolerant=False)

    assert relaxed.judge(BROKEN, last=True).excuses
    assert Judgement() == plain.judge(BROKEN, last=True)
    assert Judgement() == book().judge(BROKEN, last=True)


def result(*cases: Case, level: Level = Level.MUST, waiver: Waiver | None = None) -> RuleResult:
    """A rule's result."""
    texts = {"number": "READER-010", "part": "reader", "title": "T", "why": "W", "look": "L"}
    return RuleResult(**texts, level=level, cases=cases, waiver=waiver)


WAIVED = Case(Outcome.WAIVED)


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ([result(KEPT), result(UNASKED)], Verdict.CONFORMS),
        ([result(KEPT), result(BROKEN, level=Level.SHOULD)], Verdict.CONFORMS),
        ([result(KEPT), result(UNTRIED, level=Level.SHOULD)], Verdict.CONFORMS),
        ([result(KEPT), result(WAIVED, KEPT, waiver=HOLDS)], Verdict.WITH_WAIVERS),
        ([result(KEPT), result(UNTRIED)], Verdict.INCOMPLETE),
        ([result(KEPT), result()], Verdict.INCOMPLETE),
        ([result(UNASKED)], Verdict.INCOMPLETE),
        ([], Verdict.INCOMPLETE),
        ([result(KEPT), result(KEPT, BROKEN)], Verdict.DOES_NOT_CONFORM),
        ([result(UNTRIED), result(BROKEN)], Verdict.DOES_NOT_CONFORM),
        (
            [result(KEPT), result(BROKEN, level=Level.SHOULD, waiver=OVER)],
            Verdict.DOES_NOT_CONFORM,
        ),
    ],
)
def test_the_verdict_is_the_gravest_word(results: list[RuleResult], verdict: Verdict) -> None:
    """Broken before untried before waived; a bench without a kept rule proves nothing."""
    at = datetime(2026, 11, 24, tzinfo=UTC)
    report = Report(DeviceInfo("A", "B"), at, version="1", rig="emulator", results=results)

    assert verdict is report.verdict
    assert report.good is (verdict in {Verdict.CONFORMS, Verdict.WITH_WAIVERS})


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"rule": "READER-010", "reason": "It is so, really."},
        {"rule": "READER-010", "expires": TODAY},
        {"rule": "READER-010", "reason": "It is so, really.", "expires": "2027-01-01"},
        {"rule": "READER-010", "reason": "so", "expires": TODAY},
        {"rule": "READER-010", "reason": "It is so, really.", "expires": TODAY, "by": "me"},
    ],
)
def test_a_waiver_says_which_why_and_until_when(table: dict[str, object]) -> None:
    """A waiver without an end or a reason is none."""
    with pytest.raises(ConfigError):
        read_waivers([table], place="[[waivers]]")


def test_a_whole_waiver_is_read() -> None:
    """The tables of a bench file become waivers; a rule that does not exist is found."""
    table = {"rule": "READER-010", "reason": HOLDS.reason, "expires": TODAY}
    read = read_waivers([table], place="[[waivers]]")

    assert [HOLDS] == [*read]
    assert ["READER-010"] == unknown(read, ["READER-001"])
    with pytest.raises(ConfigError):
        read_waivers({"rule": "READER-010"}, place="[[waivers]]")
