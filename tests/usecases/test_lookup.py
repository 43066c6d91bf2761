import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miz.domain.passes import CardState
from miz.usecases.lookup import Found, FoundBy
from tests.office import CARD, NATIONAL_IDS, Office, furnish_again


def find(office: Office, typed: str, keyed: str = "") -> Found:
    """What the command field finds."""
    return office.core.lookup.find(actor=office.actor, typed=typed, keyed=keyed)


def test_a_slip_leads_to_its_visit(office: Office) -> None:
    """Scanning a slip at the desk shows the person and the visit (MIS-09)."""
    slip = office.slip()
    found = find(office, slip.code)

    assert (FoundBy.PASS, 1) == (found.by, len(found.people))
    assert found.visit is not None
    assert slip.visit == found.visit.id


def test_a_scanner_under_a_persian_layout_is_understood(office: Office) -> None:
    """The keys say what the letters on the screen do not (ui, command field)."""
    slip = office.slip()

    assert FoundBy.PASS is find(office, "ضصثقفغ", keyed=slip.code).by


def test_a_code_of_nobody_is_a_pass_of_nobody(office: Office) -> None:
    """A well-formed code that is not known is told as such, not searched as a name."""

    assert Found(FoundBy.PASS) == find(office, "0" * 20)


def test_a_card_leads_to_its_holder(office: Office) -> None:
    """A card found in a corridor tells whose it is (Q2, Q11)."""
    visit = office.admitted()
    office.core.reception.hand_card(actor=office.actor, visit=visit.id, card=CARD)
    found = find(office, "04-a1-b2-c3")

    assert (FoundBy.CARD, visit.person) == (found.by, found.people[0].id)
    assert found.card is not None
    assert CardState.OUT is found.card.state


def test_a_free_card_has_no_holder(office: Office) -> None:
    """The desk sees that it is a card of the box (Q2)."""
    found = find(office, CARD)

    assert (FoundBy.CARD, (), None) == (found.by, found.people, found.visit)


def test_a_national_number_leads_to_the_file(office: Office) -> None:
    """Persian digits too, with the visit that is open (CAP-16)."""
    person = office.person()
    visit = office.arrived(person)
    found = find(office, "۰۴۹۹۳۷۰۸۹۹")

    assert (FoundBy.NATIONAL_ID, person.id) == (found.by, found.people[0].id)
    assert found.visit is not None
    assert visit.id == found.visit.id


def test_an_unknown_national_number_begins_a_registration(office: Office) -> None:
    """The number need not be typed again (CAP-09)."""
    found = find(office, NATIONAL_IDS[1])

    assert (FoundBy.NATIONAL_ID, ()) == (found.by, found.people)
    assert found.unknown_id is not None
    assert NATIONAL_IDS[1] == found.unknown_id.digits


def test_a_wrong_check_digit_is_noticed(office: Office) -> None:
    """Ten digits that are nobody's number are told from a text that finds nobody (CAP-22)."""
    wrong = NATIONAL_IDS[1][:-1] + str((int(NATIONAL_IDS[1][-1]) + 1) % 10)

    assert Found(FoundBy.NOTHING, misread_id=True) == find(office, wrong)
    assert not find(office, wrong[:-1]).misread_id


def test_a_slip_that_was_replaced_is_stale(office: Office) -> None:
    """It leads to its holder and says that it opens nothing (C1-08, CAP-16)."""
    old = office.slip()
    new = office.core.reception.hand_slip(actor=office.actor, visit=old.visit)

    assert [True, False] == [find(office, one.code).stale for one in (old, new)]
    assert find(office, new.code).people == find(office, old.code).people


def test_a_mobile_may_belong_to_several(office: Office) -> None:
    """A family shares a number: all are shown, and no visit is chosen for the guard."""
    office.person(0)
    office.person(1)
    office.arrived(office.person(2))
    found = find(office, "0912 345 6789")

    assert (FoundBy.MOBILE, 3, None) == (found.by, len(found.people), found.visit)


def test_a_mobile_of_nobody_is_a_mobile(office: Office) -> None:
    """It is not searched as a name."""

    assert Found(FoundBy.MOBILE) == find(office, "09350000000")


@pytest.mark.parametrize("typed", ["كاظمي", "کاظمی مریم", "مر", "مريم"])
def test_a_name_is_found_by_its_words(office: Office, typed: str) -> None:
    """In any order, from either keyboard (CAP-10, J2 step 1)."""
    person = office.person()
    found = find(office, typed)

    assert (FoundBy.NAME, [person.id]) == (found.by, [p.id for p in found.people])


@pytest.mark.parametrize("typed", ["", " ", "م", "12", "؟؟؟"])
def test_too_little_finds_nothing(office: Office, typed: str) -> None:
    """One letter would list half the town."""
    office.person()

    assert Found(FoundBy.NOTHING) == find(office, typed)


def test_another_site_s_people_are_not_found(office: Office) -> None:
    """By whatever text they are asked for (ASVS V8.4.1)."""
    visit = office.admitted()
    slip = office.core.reception.hand_slip(actor=office.actor, visit=visit.id)
    other = furnish_again(office)

    assert Found(FoundBy.PASS) == find(other, slip.code)
    assert find(other, CARD).card is None
    assert () == find(other, NATIONAL_IDS[0]).people
    assert () == find(other, "09123456789").people
    assert () == find(other, "کاظمی").people


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.text())
def test_any_text_finds_something_or_nothing(office: Office, typed: str, keyed: str) -> None:
    """A paste of anything into the command field is no fault (row 17)."""

    assert find(office, typed, keyed).people == ()
