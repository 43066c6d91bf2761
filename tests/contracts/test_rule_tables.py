"""The tables of contracts/RULES.md are what the code says."""

import re
from pathlib import Path

from miz_contracts.conformance import RuleResult
from miz_contracts.gates import (
    BarrierContract,
    CardReaderContract,
    SensorContract,
    TextReaderContract,
)
from miz_contracts.gates.rules import Terms, named

HOUSE = Path(__file__).parents[2]
TEXT = (HOUSE / "contracts/RULES.md").read_text(encoding="utf-8")
CONTRACTS = [TextReaderContract, CardReaderContract, BarrierContract, SensorContract]
RULES = {number: test for one in CONTRACTS for number, test in one.rules().items()}


def test_every_rule_is_listed_with_its_terms() -> None:
    """A vendor reads beforehand what will be asked of him."""
    told = {}
    for number, test in RULES.items():
        terms: Terms = test.terms  # type: ignore[attr-defined]
        needs = named(terms.needs) or (f"without {named(terms.unless)}" if terms.unless else "")
        title = RuleResult.of(test, part="", cases=()).title
        told[number] = (terms.level.value, needs, title)
    rows = re.findall(r"^\| (\w+-\d+) \| (\w+) \| (.*?) ?\| (.*) \|$", TEXT, re.MULTILINE)

    assert told == {number: (level, needs, title) for number, level, needs, title in rows}


def test_every_fault_has_a_rule_that_exists() -> None:
    """Each named fault of a gate leads to rules of a contract, or of a lane in tests/apps."""
    rows = re.findall(r"^\| ([^|]+) \| ((?:\w+-\d+(?:, )?)+) \|$", TEXT, re.MULTILINE)
    named_rules = {number for _, rules in rows for number in rules.split(", ")}
    docs = "".join(path.read_text("utf-8") for path in (HOUSE / "tests/apps").glob("test_lane*.py"))
    lanes = {f"LANE-{number}" for number in re.findall(r'"""LANE-(\d+): ', docs)}

    assert 36 == len(rows)
    assert set() == named_rules - set(RULES) - lanes
    assert lanes == {number for number in named_rules if number.startswith("LANE")}
