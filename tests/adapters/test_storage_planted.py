"""The contract and the comparison find faults that were planted."""

import pytest
from _pytest.outcomes import Failed
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from miz.domain.editions import Information
from miz.errors import MizError
from miz.ports.storage import Storage
from miz_adapters.memory import MemoryStorage, PlainVault
from miz_contracts.storage import Samples, StorageComparison, StorageContract
from miz_contracts.storage.bookings import BookingRules
from miz_contracts.storage.checks import Planned
from miz_contracts.storage.citizens import CitizenRules
from miz_contracts.storage.complaints import ComplaintRules, OpinionRules
from miz_contracts.storage.gatelink import GateLinkRules
from miz_contracts.storage.offerings import OfferingRules
from miz_contracts.storage.promises import PromiseRules
from miz_contracts.storage.requests import RequestRules
from miz_contracts.storage.samples import NOON
from miz_contracts.storage.sequences import SequenceRules
from tests.adapters import planted
from tests.adapters import planted_cases as cases
from tests.adapters.planted import Plant, run

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
    "test_a_card_is_one_hosts": planted.forgets_uniqueness("hosts_card"),
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
CASES = {
    "test_visits_of_a_request_come_oldest_first": cases.reverses("visits", "of_request"),
    "test_what_is_followed_comes_by_its_time": cases.orders(
        "notices", "followed", lambda notice: notice.created_at
    ),
    "test_what_cannot_be_stored_ends_the_unit_of_work": cases.goes_on_after_refusing,
    "test_places_and_catalogue_come_back_as_they_were": cases.loses("hosts", away_until=None),
    "test_users_and_sessions_come_back_as_they_were": cases.loses("users", host=None),
    "test_what_is_offered_comes_back_as_it_was": cases.loses("editions", information=Information()),
    "test_decrees_of_a_site_come_newest_first": cases.reverses("decrees", "of"),
    "test_decrees_bind_whom_they_reach": cases.binds_only_its_own,
    "test_an_empty_province_is_none": cases.binds_nowhere,
    "test_only_what_is_in_force_binds": cases.binds_drafts,
    "test_category_keys_are_unique_within_a_site": planted.forgets_uniqueness("categories_key"),
    "test_categories_are_listed_and_found_by_key": cases.orders(
        "categories", "of", lambda category: category.key
    ),
    "test_edition_numbers_are_unique_within_a_service": planted.forgets_uniqueness(
        "editions_number"
    ),
    "test_editions_come_by_number": cases.orders("editions", "of", lambda e: str(e.number)),
    "test_a_request_comes_back_as_it_was": cases.loses("requests", answers={}),
    "test_a_tracking_code_is_unique_for_ever": planted.forgets_uniqueness("requests_code"),
    "test_a_letter_has_a_code_of_its_own": planted.forgets_uniqueness("requests_letter"),
    "test_a_request_is_found_by_either_code": cases.finds_by_any_code,
    "test_requests_of_a_person_come_newest_first": cases.reverses("requests", "of_person"),
    "test_the_inbox_lists_what_is_due_first": cases.orders(
        "requests", "inbox", lambda request: (request.due_at is not None, request.id)
    ),
    "test_an_inbox_is_an_officers_or_a_units": cases.ignores_units,
    "test_the_longest_wait_at_the_desk_comes_first": cases.reverses("requests", "at_desk"),
    "test_opened_requests_are_found_to_the_microsecond": cases.includes_the_end(
        "requests", "opened"
    ),
    "test_lists_follow_what_a_request_becomes": cases.keeps_people_waiting,
    "test_a_promise_comes_back_as_it_was": cases.keeps_words,
    "test_one_promise_of_a_kind_stands": planted.forgets_uniqueness("promises_standing"),
    "test_of_eight_at_once_one_stands": planted.forgets_uniqueness("promises_standing"),
    "test_a_promise_is_moved_in_one_work": cases.forgets_what_was_said,
    "test_promises_of_a_request_come_oldest_first": cases.orders(
        "promises", "of_request", lambda promise: promise.at
    ),
    "test_standing_promises_come_next_first": cases.orders(
        "promises", "standing", lambda promise: promise.id
    ),
    "test_what_was_promised_for_a_period": cases.includes_the_end("promises", "promised"),
    "test_a_booking_comes_back_as_it_was": cases.loses("bookings", until=NOON),
    "test_a_seat_is_booked_once": planted.forgets_uniqueness("bookings_seat"),
    "test_of_eight_at_once_one_gets_the_seat": planted.forgets_uniqueness("bookings_seat"),
    "test_a_request_has_one_booking": planted.forgets_uniqueness("bookings_request"),
    "test_only_a_booking_that_counts_is_a_requests": cases.counts_ended_bookings,
    "test_taken_seats_of_a_service": cases.keeps_seats,
    "test_expected_visitors_of_a_site": cases.includes_the_end("bookings", "expected"),
    "test_what_is_kept_of_gates_comes_back_as_it_was": cases.loses("clashes", entered=False),
    "test_nodes_are_listed_by_site": cases.reverses("nodes", "of"),
    "test_a_decision_clashes_once": planted.forgets_uniqueness("clashes_access"),
    "test_clashes_since_an_instant_come_newest_first": cases.reverses("clashes", "of"),
    "test_a_complaint_comes_back_as_it_was": cases.loses("complaints", visit=None),
    "test_a_complaints_code_is_unique_where_there_is_one": planted.forgets_uniqueness(
        "complaints_code"
    ),
    "test_a_complaint_is_found_by_its_code": cases.finds_the_codeless,
    "test_complaints_about_a_request_come_oldest_first": cases.reverses("complaints", "of_request"),
    "test_complaints_are_listed_by_what_is_due": cases.orders(
        "complaints", "in_state", lambda complaint: complaint.opened_at
    ),
    "test_an_opinion_comes_back_as_it_was": cases.loses("opinions", comment=""),
    "test_opinions_of_a_period_come_by_day": cases.misses_the_last_day,
    "test_what_is_kept_of_citizens_comes_back_as_it_was": cases.loses("challenges", tries=0),
    "test_drafts_of_a_citizen_come_newest_first": cases.shows_filed_drafts,
    "test_sent_codes_are_counted": cases.counts_every_site,
    "test_codes_are_counted_from_an_instant_on": cases.counts_late,
    "test_a_citizens_session_is_found_by_its_digest": planted.forgets_uniqueness(
        "citizen_sessions_digest"
    ),
    "test_what_is_old_is_forgotten": cases.forgets_too_much,
    "test_what_is_forgotten_is_found_nowhere": cases.forgets_halfway,
    "test_a_failed_work_forgets_nothing": cases.forgets_for_good,
    "test_numbers_count_from_one": cases.shares_numbers,
    "test_a_failed_work_gives_its_numbers_back": cases.leaves_gaps,
    "test_of_eight_at_once_each_gets_its_own": cases.gives_twice,
    "test_failures_beside_it_leave_no_gap": cases.leaves_gaps,
}
PLANTED = RULES | CASES
FAMILIES = [
    OfferingRules,
    RequestRules,
    PromiseRules,
    BookingRules,
    ComplaintRules,
    OpinionRules,
    CitizenRules,
    SequenceRules,
    GateLinkRules,
]
SEARCHED = [
    planted.forgets_to_undo,
    planted.forgets_to_undo_entries,
    planted.forgets_uniqueness("accesses_pending"),
    planted.forgets_uniqueness("visits_current"),
    planted.ignores_versions,
    planted.prefers_spent_passes,
    planted.repeats_for_ever,
    planted.breaks_the_chain,
    planted.forgets_uniqueness("requests_code"),
    cases.binds_drafts,
    cases.ignores_units,
    cases.includes_the_end("promises", "promised"),
    cases.counts_ended_bookings,
    cases.shows_filed_drafts,
    cases.counts_late,
]


@pytest.mark.parametrize("rule", PLANTED)
def test_each_rule_finds_its_fault(rule: str) -> None:
    """A storage with one fault breaks the rule against it, so that a vendor can trust the rule."""
    with pytest.raises((AssertionError, Failed, MizError)):
        run(rule, planted.faulty(PLANTED[rule]))


@pytest.mark.parametrize("rule", PLANTED)
def test_each_rule_holds_without_a_fault(rule: str) -> None:
    """The same rules pass on the storage as it is."""
    run(rule, MemoryStorage())


@pytest.mark.parametrize("family", FAMILIES)
def test_each_rule_of_the_service_desk_has_its_fault(family: type) -> None:
    """A rule that nobody saw failing may be one that cannot."""
    rules = {name for name in vars(family) if name.startswith("test_")}

    assert set() == rules - PLANTED.keys()


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
