from io import BytesIO

import pytest
from attrs import evolve
from PIL import Image

from miz import Actor, Permission
from miz.domain.people import DocumentKind, Identity, LookPurpose, Person, PersonKind
from miz.domain.values import Passport, PersonName
from miz.errors import Conflict, NotAllowed, NotFound, PoorSample, Unavailable
from miz.usecases.files import PersonFile
from tests.office import Office, furnish_again, identity


def picture(colour: str = "teal") -> bytes:
    """A small JPEG."""
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    return file.getvalue()


def attach(
    office: Office, person: Person, kind: DocumentKind, *, content: bytes | None = None
) -> Person:
    """One more picture in the file."""
    return office.core.files.attach(
        actor=office.actor, person=person.id, kind=kind, content=content or picture()
    )


FOREIGN = Identity(
    PersonKind.FOREIGN,
    PersonName.parse("أحمد", "الكاظمي"),
    passport=Passport.parse("IRQ", "A12345"),
)


def test_one_person_has_one_file(office: Office) -> None:
    """A second registration with the same number is refused (MIS-04)."""
    office.person()
    with pytest.raises(Conflict) as caught:
        office.core.files.register(actor=office.actor, identity=identity(0, "زهرا"))

    assert "person.exists" == caught.value.code


def test_a_foreigner_is_registered_by_passport(office: Office) -> None:
    """Other fields identify a foreign visitor, once as well (CAP-20)."""
    person = office.core.files.register(actor=office.actor, identity=FOREIGN)

    assert PersonKind.FOREIGN is person.identity.kind
    with pytest.raises(Conflict):
        office.core.files.register(
            actor=office.actor, identity=evolve(FOREIGN, name=PersonName.parse("علی", "دیگر"))
        )


def test_the_same_person_may_have_a_file_at_each_site(office: Office) -> None:
    """Sites know nothing of each other (ASVS V8.4.1)."""
    first, other = office.person(), furnish_again(office)
    second = other.person()

    assert (first.identity, False) == (second.identity, first.id == second.id)


def test_a_correction_keeps_what_was_there(office: Office) -> None:
    """Old value, new value, who and when (CAP-10)."""
    person = office.person()
    office.later(hours=1)
    edited = office.core.files.correct(
        actor=office.actor, person=person.id, identity=identity(0, "مریم", "کاظمی‌نیا")
    )
    revision = edited.revisions[0]

    assert ("family", "کاظمی", "کاظمی‌نیا") == (revision.field, revision.before, revision.after)
    assert (office.actor.name, office.clock.now()) == (revision.by, revision.at)
    assert edited == office.core.storage.read(lambda uow: uow.people.get(person.id))


def test_a_correction_that_changes_nothing_writes_nothing(office: Office) -> None:
    """Saving the form again is no edit (CAP-10)."""
    person = office.person()
    again = office.core.files.correct(
        actor=office.actor, person=person.id, identity=person.identity
    )

    assert person.version == again.version


def test_a_correction_may_not_take_another_s_number(office: Office) -> None:
    """Two files with one number would be one person (MIS-04)."""
    office.person(0)
    second = office.person(1)
    with pytest.raises(Conflict, match="Another file"):
        office.core.files.correct(actor=office.actor, person=second.id, identity=identity(0))


def test_a_file_shows_what_is_missing(office: Office) -> None:
    """Face and card of an Iranian, face and passport of a foreigner (C1-05, CAP-20)."""
    person = office.person()
    foreigner = office.core.files.register(actor=office.actor, identity=FOREIGN)

    assert (DocumentKind.FACE, DocumentKind.ID_CARD) == opened(office, person).missing
    assert (DocumentKind.FACE, DocumentKind.PASSPORT) == opened(office, foreigner).missing
    attach(office, person, DocumentKind.FACE)
    assert (DocumentKind.ID_CARD,) == opened(office, person).missing
    attach(office, person, DocumentKind.ID_CARD)
    assert () == opened(office, person).missing


def opened(office: Office, person: Person) -> PersonFile:
    """The whole file."""
    return office.core.files.open(
        actor=office.actor, person=person.id, purpose=LookPurpose.SECURITY
    )


def test_a_new_photo_is_shown_and_the_old_one_stays(office: Office) -> None:
    """Pictures are added, never replaced (CAP-12)."""
    person = office.person()
    attach(office, person, DocumentKind.FACE)
    office.later(days=30)
    kept = attach(office, person, DocumentKind.FACE, content=picture("red"))
    newest = kept.latest(DocumentKind.FACE)

    assert newest is not None
    assert (2, office.clock.now()) == (len(kept.documents), newest.taken_at)


def test_what_is_kept_is_not_what_was_uploaded(office: Office) -> None:
    """Pictures are drawn anew before they are stored (threat 10)."""
    upload = picture() + b"<?php"
    kept = attach(office, office.person(), DocumentKind.FACE, content=upload)
    content = office.core.documents.open(kept.documents[0].digest)

    assert b"<?php" not in content
    assert content.startswith(b"\xff\xd8\xff")


def test_what_is_no_picture_is_refused(office: Office) -> None:
    """The file stays as it was."""
    person = office.person()
    with pytest.raises(PoorSample):
        attach(office, person, DocumentKind.FACE, content=b"%PDF-1.7")

    assert () == opened(office, person).person.documents


def test_a_store_that_is_away_names_nothing(office: Office) -> None:
    """A record never names a picture that is not durable (C1-06)."""
    person = office.person()
    office.core.documents.faulty.nth(1)  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        attach(office, person, DocumentKind.FACE)

    assert () == opened(office, person).person.documents


def test_the_whole_file_has_visits_and_reads(office: Office) -> None:
    """Newest first (CAP-08, CAP-13)."""
    person = office.person()
    first = office.enter(office.slip(person))
    office.later(minutes=5)
    office.core.gatehouse.let_out(actor=office.actor, visit=first.id, lane=office.lane_out.id)
    office.later(minutes=5)
    second = office.arrived(person)
    file = opened(office, person)

    assert [second.id, first.id] == [visit.id for visit in file.visits]
    assert ["out", "in"] == [access.direction for access in file.accesses]


def test_a_look_is_in_the_journal(office: Office) -> None:
    """Who looked at whose file, why and from where (G9)."""
    person = office.person()
    opened(office, person)
    entries = office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    looks = [sealed.entry for sealed in entries if sealed.entry.kind == "FileRead"]

    assert [(office.actor.id, person.id, "security")] == [
        (look.actor, look.facts["person"], look.facts["purpose"]) for look in looks
    ]


def test_a_look_that_cannot_be_noted_shows_nothing(office: Office) -> None:
    """No journal, no file (G9)."""
    person = office.person()
    office.core.storage.faulty.step(2)  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        opened(office, person)


def test_searching_by_words(office: Office) -> None:
    """Every word must be there; the list ends at its limit (CAP-10)."""
    office.person(0, "مریم")
    office.person(1, "زهرا")
    found = office.core.files.search(actor=office.actor, fragment="كاظمي زهرا")

    assert ["زهرا"] == [person.name.given for person in found]
    assert 1 == len(office.core.files.search(actor=office.actor, fragment="کاظمی", limit=1))


class TestPicture:
    @pytest.fixture
    def person(self, office: Office) -> Person:
        """A complete file."""
        attach(office, office.person(), DocumentKind.FACE)
        person = office.core.storage.read(lambda uow: uow.people.search(office.site.id, "کاظمی")[0])
        return attach(office, person, DocumentKind.ID_CARD, content=picture("red"))

    def test_a_reader_of_files_sees_all(self, office: Office, person: Person) -> None:
        """Face and card (CAP-13)."""
        for document in person.documents:
            assert self.seen(office, (person, document.digest), Permission.READ_FILES)

    def test_the_wall_sees_faces_only(self, office: Office, person: Person) -> None:
        """The photo of who passes, and no copy of a card (CAP-19, threat model)."""
        face, card = person.documents

        assert self.seen(office, (person, face.digest), Permission.WATCH)
        with pytest.raises(NotFound):
            self.seen(office, (person, card.digest), Permission.WATCH)

    def test_others_see_nothing(self, office: Office, person: Person) -> None:
        """Neither permission, no picture."""
        with pytest.raises(NotAllowed):
            self.seen(office, (person, person.documents[0].digest), Permission.DELIVER)

    def test_a_picture_of_another_file_is_not_shown(self, office: Office, person: Person) -> None:
        """A digest opens only in the file that names it."""
        with pytest.raises(NotFound):
            self.seen(office, (office.person(1), person.documents[0].digest), Permission.READ_FILES)

    def seen(self, office: Office, document: tuple[Person, str], by: Permission) -> bytes:
        """The picture as somebody with one permission sees it."""
        person, digest = document
        actor = Actor.system(office.site.id, by)
        return office.core.files.picture(actor=actor, person=person.id, digest=digest)
