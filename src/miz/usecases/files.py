"""A person's file: opened, read, corrected, added to; every look is in the journal."""

from datetime import datetime

from attrs import frozen

from miz.domain.access import Access
from miz.domain.ids import PersonId
from miz.domain.journal import Entry
from miz.domain.people import DocumentKind, Identity, LookPurpose, Person, PersonKind
from miz.domain.staff import Actor, Permission
from miz.domain.visits import Visit
from miz.errors import Conflict, NotFound
from miz.ports.clocks import Clock
from miz.ports.documents import Documents
from miz.ports.ids import Ids
from miz.ports.pictures import Kind, Pictures
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.recording import keep
from miz.usecases.scope import mine


@frozen
class PersonFile:
    """All that is known of a person, newest first (CAP-08, CAP-13)."""

    person: Person
    visits: tuple[Visit, ...]
    accesses: tuple[Access, ...]

    @property
    def missing(self) -> tuple[DocumentKind, ...]:
        """The pictures that a complete file has and this one lacks (C1-05)."""
        iranian = self.person.identity.kind is PersonKind.IRANIAN
        paper = DocumentKind.ID_CARD if iranian else DocumentKind.PASSPORT
        wanted = (DocumentKind.FACE, paper)
        return tuple(kind for kind in wanted if self.person.latest(kind) is None)


@frozen
class Files:
    """The files of all persons. Thread-safe."""

    storage: Storage
    documents: Documents
    pictures: Pictures
    clock: Clock
    ids: Ids

    def register(self, *, actor: Actor, identity: Identity) -> Person:
        """Opens a file; a person who has one already is a Conflict (MIS-04)."""
        actor.must(Permission.RECEIVE)
        person_id, at = PersonId(self.ids.new()), self.clock.now()

        def work(uow: UnitOfWork) -> Person:
            if _holder(uow, actor, identity) is not None:
                raise Conflict(
                    "This person has a file already; look the number up and continue there.",
                    code="person.exists",
                )
            person = Person.register(person_id, actor.site, identity, at=at)
            return keep(uow, actor, person)

        return self.storage.write(work)

    def correct(self, *, actor: Actor, person: PersonId, identity: Identity) -> Person:
        """Changes the identity; what it was before is kept (CAP-10)."""
        actor.must(Permission.EDIT_FILES)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Person:
            found = mine(actor, uow.people, person)
            holder = _holder(uow, actor, identity)
            if holder is not None and holder.id != found.id:
                raise Conflict(
                    "Another file has this number; check both before changing.",
                    code="person.exists",
                )
            edited = found.edit(identity, by=actor.name or actor.id, at=at)
            return found if edited is found else keep(uow, actor, edited)

        return self.storage.write(work)

    def attach(
        self, *, actor: Actor, person: PersonId, kind: DocumentKind, content: bytes
    ) -> Person:
        """Adds a picture: cleaned, stored, then named in the file (CAP-12)."""
        actor.must(Permission.RECEIVE)
        shape: Kind = "photo" if kind is DocumentKind.FACE else "scan"
        self.storage.read(lambda uow: mine(actor, uow.people, person))
        digest = self.documents.put(self.pictures.clean(content, kind=shape).data)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Person:
            found = mine(actor, uow.people, person)
            return keep(uow, actor, found.attach(kind, digest, at=at))

        return self.storage.write(work)

    def open(
        self, *, actor: Actor, person: PersonId, purpose: LookPurpose = LookPurpose.RECEPTION
    ) -> PersonFile:
        """The whole file; the look is journalled first, or nothing is shown (G9)."""
        actor.must(Permission.READ_FILES)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> PersonFile:
            found = mine(actor, uow.people, person)
            uow.journal.append([_look(actor, found, at=at, purpose=purpose)])
            return PersonFile(
                found,
                tuple(uow.visits.of_person(found.id)),
                tuple(uow.accesses.of_person(found.id)),
            )

        return self.storage.write(work)

    def search(self, *, actor: Actor, fragment: str, limit: int = 20) -> tuple[Person, ...]:
        """Persons whose name holds every word of the fragment."""
        actor.must(Permission.READ_FILES)
        return tuple(
            self.storage.read(lambda uow: uow.people.search(actor.site, fragment, limit=limit))
        )

    def picture(self, *, actor: Actor, person: PersonId, digest: str) -> bytes:
        """A picture of the file; the wall sees faces only."""
        if not actor.may(Permission.READ_FILES):
            actor.must(Permission.WATCH)
        found = self.storage.read(lambda uow: mine(actor, uow.people, person))
        document = next((d for d in found.documents if d.digest == digest), None)
        hidden = document is not None and document.kind is not DocumentKind.FACE
        if document is None or (hidden and not actor.may(Permission.READ_FILES)):
            raise NotFound("This file has no such picture.", code="document.not_found")
        return self.documents.open(digest)


def _holder(uow: UnitOfWork, actor: Actor, identity: Identity) -> Person | None:
    if identity.national_id is not None:
        found = uow.people.by_national_id(actor.site, identity.national_id)
        if found is not None:
            return found
    if identity.passport is not None:
        return uow.people.by_passport(actor.site, identity.passport)
    return None


def _look(actor: Actor, person: Person, *, at: datetime, purpose: LookPurpose) -> Entry:
    facts = {"person": person.id, "purpose": purpose.value}
    return Entry(person.site, "people", "FileRead", at, actor.id, actor.origin, facts)
