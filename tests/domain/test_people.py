from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from miz.domain.events import DocumentAttached, PersonEdited, PersonRegistered
from miz.domain.ids import PersonId, SiteId
from miz.domain.people import DocumentKind, Identity, Person, PersonKind, Revision
from miz.domain.values import Mobile, NationalId, Passport, PersonName
from miz.errors import InvalidValue

AT = datetime(2026, 1, 3, 6, 0, tzinfo=UTC)
LATER = AT + timedelta(days=30)
SITE, PERSON = SiteId("site"), PersonId("person")
NAME = PersonName("مریم", "کاظمی")
IRANIAN = Identity(PersonKind.IRANIAN, NAME, national_id=NationalId.parse("0499370899"))
FOREIGN = Identity(PersonKind.FOREIGN, NAME, passport=Passport.parse("IRQ", "A1234567"))


@pytest.fixture
def person() -> Person:
    """A fresh file."""
    return Person.register(PERSON, SITE, IRANIAN, at=AT)


@pytest.mark.parametrize(
    ("kind", "field", "code"),
    [
        (PersonKind.IRANIAN, "national_id", "person.national_id_missing"),
        (PersonKind.FOREIGN, "passport", "person.passport_missing"),
    ],
)
def test_each_kind_needs_its_own_number(kind: PersonKind, field: str, code: str) -> None:
    """Iranian and foreign visitors are told apart and identified differently (CAP-20)."""
    with pytest.raises(InvalidValue) as caught:
        Identity(kind, NAME)

    assert (code, field) == (caught.value.code, caught.value.field)


def test_a_foreigner_needs_no_national_number() -> None:
    """The other kind's number is not asked for (CAP-20, Q3)."""

    assert FOREIGN.national_id is None
    assert IRANIAN.passport is None


def test_registering_is_told(person: Person) -> None:
    """A new file tells of itself with identities only (CAP-10)."""

    assert (PersonRegistered(site=SITE, at=AT, person=PERSON),) == person.events
    assert NAME == person.name


def test_an_edit_keeps_what_was_there(person: Person) -> None:
    """Every old value stays with who and when, in the order of the fields (CAP-10)."""
    mobile = Mobile.parse("09123456789")
    new = evolve(IRANIAN, name=PersonName("مریم", "کاظمی‌نیا"), mobile=mobile)
    edited = person.edit(new, by="operator", at=LATER)

    assert (
        Revision(LATER, "operator", "family", "کاظمی", "کاظمی‌نیا"),
        Revision(LATER, "operator", "mobile", "", "+989123456789"),
    ) == edited.revisions
    assert new == edited.identity
    assert (
        PersonEdited(site=SITE, at=LATER, person=PERSON, fields=("family", "mobile"))
        == (edited.events[-1])
    )


def test_a_second_edit_adds_to_the_history(person: Person) -> None:
    """No edit forgets an earlier one."""
    once = person.edit(evolve(IRANIAN, father="علی"), by="a", at=AT)
    twice = once.edit(IRANIAN, by="b", at=LATER)

    assert [("", "علی"), ("علی", "")] == [(r.before, r.after) for r in twice.revisions]


def test_an_edit_that_changes_nothing_is_none(person: Person) -> None:
    """Saving the same form again leaves no trace."""

    assert person is person.edit(evolve(IRANIAN), by="operator", at=LATER)


def test_a_change_of_kind_is_an_edit(person: Person) -> None:
    """Kind, number and birth date are compared as well."""
    new = evolve(FOREIGN, birth_date=date(1990, 5, 1))
    edited = person.edit(new, by="operator", at=LATER)

    assert {"kind", "national_id", "passport", "birth_date"} == {
        revision.field for revision in edited.revisions
    }


def test_the_newest_picture_counts_and_older_ones_remain(person: Person) -> None:
    """A new photo is shown; the old one stays in the file (CAP-12, C1-05)."""
    kept = person.attach(DocumentKind.FACE, "d1", at=AT)
    kept = kept.attach(DocumentKind.ID_CARD, "d2", at=AT).attach(DocumentKind.FACE, "d3", at=LATER)
    newest = kept.latest(DocumentKind.FACE)

    assert newest is not None
    assert ("d3", LATER) == (newest.digest, newest.taken_at)
    assert ["d1", "d2", "d3"] == [document.digest for document in kept.documents]
    assert (
        DocumentAttached(site=SITE, at=LATER, person=PERSON, document="face", digest="d3")
        == (kept.events[-1])
    )


def test_a_missing_picture_is_none(person: Person) -> None:
    """The desk sees what is missing instead of an empty frame (C1-05)."""

    assert person.latest(DocumentKind.PASSPORT) is None


def test_nobody_shows_a_number_by_accident(person: Person) -> None:
    """A file in a log line tells no whole number."""
    shown = repr(person)

    assert "0499370899" not in shown
