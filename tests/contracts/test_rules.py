"""The rules of the gates: numbered, explained, and not to be weakened."""

from collections.abc import Callable
from itertools import groupby

import pytest

from miz.ports.gates import Capability
from miz_contracts.gates import (
    BarrierContract,
    CardReaderContract,
    ReaderContract,
    SensorContract,
    TextReaderContract,
)
from miz_contracts.gates.rules import Contract, Level, Sealed, Terms, named, rule

CONTRACTS = [TextReaderContract, CardReaderContract, BarrierContract, SensorContract]
RULES: dict[str, Callable[..., None]] = {
    number: test for contract in CONTRACTS for number, test in contract.rules().items()
}
A_RULE = "test_a_card_is_one_read"


def test_rules_are_numbered_without_gaps() -> None:
    """Reports and waivers name rules by number, so every rule has its own (ARC-09)."""
    for family, numbers in groupby(sorted(RULES), key=lambda number: number.partition("-")[0]):
        found = list(numbers)

        assert [f"{family}-{n:03}" for n in range(1, len(found) + 1)] == found


def test_a_number_and_its_terms_stand_at_the_test() -> None:
    """A rule carries what a report needs of it; a contract alone has none."""
    plain = rule("X-1", level="should", needs=Capability.CUES)(lambda: None)

    assert {} == Contract.numbers()
    assert "X-1" == plain.rule  # type: ignore[attr-defined]
    assert Terms("X-1", Level.SHOULD, Capability.CUES, Capability.NONE) == plain.terms  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", sorted(RULES))
def test_a_rule_says_why_and_where_to_look(number: str) -> None:
    """Whoever reads of a failure is told why the rule exists and what to look at."""
    why, _, look = (RULES[number].__doc__ or "").partition("\n\n")

    assert why.startswith(f"{number}: ")
    assert look.strip()


@pytest.mark.parametrize(
    ("terms", "has", "why"),
    [
        ({}, Capability.NONE, None),
        ({"needs": Capability.CUES}, Capability.CUES | Capability.HOLDS_OPEN, None),
        ({"needs": Capability.CUES}, Capability.HOLDS_OPEN, "does not declare CUES"),
        ({"unless": Capability.CUES}, Capability.HOLDS_OPEN, None),
        ({"unless": Capability.CUES}, Capability.CUES, "declares CUES"),
    ],
)
def test_a_device_is_asked_for_what_it_declares(
    terms: dict[str, Capability], has: Capability, why: str | None
) -> None:
    """The device declares; a rule for something else is not asked, and says why not."""
    found: Terms = rule("X-1", **terms)(lambda: None).terms  # type: ignore[arg-type,attr-defined]
    told = found.why_not(has)

    assert (told is None) is (why is None)
    assert why is None or why in str(told)


def test_capabilities_are_named_one_by_one() -> None:
    """A report writes names, not numbers."""

    assert "HOLDS_OPEN, CUES" == named(Capability.CUES | Capability.HOLDS_OPEN)
    assert not named(Capability.NONE)


def test_a_rule_without_its_capability_has_a_sibling() -> None:
    """What a device does not declare it must refuse or leave alone (Q1)."""
    siblings = {test.terms.unless for test in RULES.values()}  # type: ignore[attr-defined]

    assert {
        Capability.HOLDS_OPEN,
        Capability.CUES,
        Capability.FIRE_INPUT,
        Capability.CONFIRMS_PASSAGE,
    } <= siblings


def test_a_rule_cannot_be_overridden() -> None:
    """A vendor cannot pass by replacing a rule with a weaker test, or with nothing."""
    with pytest.raises(TypeError, match="waiver"):
        Sealed("TestMine", (ReaderContract,), {A_RULE: None})


def test_a_rule_cannot_be_hidden_by_another_class() -> None:
    """A class in front of the contract replaces no rule either."""
    easy = type("Easy", (), {A_RULE: print})
    with pytest.raises(TypeError, match="waiver"):
        Sealed("TestMine", (easy, ReaderContract), {})


def test_a_rule_cannot_be_taken_away_later() -> None:
    """Neither setting nor deleting a rule on a finished class works."""
    mine = Sealed("TestMine", (ReaderContract,), {})
    with pytest.raises(TypeError, match="waiver"):
        setattr(mine, A_RULE, None)
    with pytest.raises(TypeError, match="waiver"):
        delattr(ReaderContract, A_RULE)

    assert "READER-001" in mine.numbers()  # type: ignore[attr-defined]


def test_the_part_is_the_contracts_word() -> None:
    """Capabilities are asked of the part that the rules are about, of no other."""
    with pytest.raises(TypeError, match="part"):
        Sealed("TestMine", (ReaderContract,), {}, part="barrier")
    with pytest.raises(TypeError, match="part"):
        Sealed("TestMine", (ReaderContract,), {"part": "barrier"})
