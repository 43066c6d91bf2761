"""The contract and the comparison find faults that were planted."""

from inspect import signature

import pytest
from _pytest.outcomes import Failed
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from miz.errors import MizError
from miz.ports.storage import Storage
from miz_adapters.memory import MemoryStorage, PlainVault
from miz_contracts.storage import Samples, StorageComparison, StorageContract
from miz_contracts.storage.checks import Planned
from tests.adapters import planted
from tests.adapters.planted import Plant

RULES = {
    "test_a_work_that_fails_leaves_nothing": planted.forgets_to_undo,
    "test_what_is_undone_leaves_no_trace": planted.forgets_to_undo_entries,
    "test_undoing_gives_back_what_must_be_unique": planted.forgets_to_undo,
    "test_a_visit_has_one_pending_grant": planted.forgets_uniqueness("accesses_pending"),
    "test_of_eight_at_once_one_is_granted": planted.forgets_uniqueness("accesses_pending"),
    "test_a_key_decides_once": planted.forgets_uniqueness("accesses_key"),
    "test_an_expected_visitor_may_not_arrive_twice": planted.forgets_uniqueness("visits_current"),
    "test_an_edit_may_not_take_anothers_number": planted.forgets_uniqueness("people_national_id"),
    "test_one_code_opens_for_one_live_pass": planted.forgets_uniqueness("passes_live_code"),
    "test_a_card_is_known_once": planted.forgets_uniqueness("cards_number"),
    "test_a_sign_in_name_is_unique_everywhere": planted.forgets_uniqueness("users_login"),
    "test_a_notice_is_queued_once": planted.forgets_uniqueness("notices_key"),
    "test_service_codes_are_unique_within_a_site": planted.forgets_uniqueness("services_code"),
    "test_a_record_that_is_not_there_cannot_be_changed": planted.ignores_versions,
    "test_a_conflict_ends_the_unit_of_work": planted.swallows_conflicts,
    "test_places_are_listed_by_site_oldest_first": planted.shows_other_sites,
    "test_every_word_of_a_fragment_must_be_held": planted.searches_by_spelling,
    "test_entries_are_counted_from_an_instant_on": planted.counts_late,
    "test_a_code_finds_the_live_pass_else_the_newest": planted.prefers_spent_passes,
    "test_a_repetition_is_the_newest_since": planted.repeats_for_ever,
    "test_what_is_due_comes_oldest_first": planted.lends_leased_notices,
    "test_due_notices_are_the_same_in_a_write": planted.lends_leased_notices,
}
SEARCHED = [
    planted.forgets_to_undo,
    planted.forgets_to_undo_entries,
    planted.forgets_uniqueness("accesses_pending"),
    planted.forgets_uniqueness("visits_current"),
    planted.ignores_versions,
    planted.prefers_spent_passes,
    planted.repeats_for_ever,
    planted.breaks_the_chain,
]


def run(rule: str, storage: Storage) -> None:
    """Runs one rule of the contract by itself."""
    test = getattr(StorageContract(), rule)
    given = {"storage": storage, "make": Samples(), "journal_key": PlainVault().journal_key}
    test(**{name: given[name] for name in signature(test).parameters})


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_finds_its_fault(rule: str) -> None:
    """A storage with one fault breaks the rule against it, so that a vendor can trust the rule."""
    with pytest.raises((AssertionError, Failed, MizError)):
        run(rule, planted.faulty(RULES[rule]))


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_holds_without_a_fault(rule: str) -> None:
    """The same rules pass on the storage as it is."""
    run(rule, MemoryStorage())


def test_a_read_that_writes_is_found() -> None:
    """The rule takes what to change as an argument."""
    storage = planted.faulty(planted.writes_in_reads)

    with pytest.raises(Failed):
        StorageContract().test_a_read_cannot_write(
            storage, Samples(), lambda uow, make: uow.gates.save(make.gate())
        )


@pytest.mark.parametrize("plant", [planted.breaks_the_chain])
def test_a_broken_chain_is_found(plant: Plant) -> None:
    """Heads that do not fit are flaws (G8)."""
    storage = planted.faulty(plant)

    with pytest.raises(AssertionError):
        StorageContract().test_the_chains_hold(storage, Samples(), PlainVault().journal_key)


def test_a_deaf_watch_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A watcher that hears nothing is noticed when the wait is over."""
    monkeypatch.setattr("miz_contracts.storage.journals.WAIT", 0.01)
    storage = planted.faulty(planted.tells_everybody_else)

    with pytest.raises(AssertionError):
        StorageContract().test_a_watcher_hears_of_entries(storage, Samples())


@pytest.mark.parametrize("plant", SEARCHED)
def test_the_comparison_finds_it(plant: Plant) -> None:
    """Random works find each of these without knowing what to look for."""

    class Faulty(StorageComparison):
        def make_model(self) -> Storage:
            return MemoryStorage()

        def make_tested(self) -> Storage:
            return planted.faulty(plant)

    effort = settings(
        max_examples=600,
        stateful_step_count=20,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Faulty, settings=effort)


def test_a_planned_failure_is_no_assertion() -> None:
    """What a rule plans to raise cannot be taken for the rule's own failing."""
    assert not issubclass(Planned, AssertionError)
