"""The desk takes requests and papers, and hands results over (MIS-06, MIS-07, C2 to C4)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from attrs import evolve, field, frozen

from miz.domain.bookings import BookingState
from miz.domain.codes import PassCode
from miz.domain.correspondence import Author, Carriage, Contact, Message, Paper, message_text
from miz.domain.forms import Answers
from miz.domain.ids import DeskId, HostId, PersonId, RequestId, ServiceId
from miz.domain.people import Person
from miz.domain.promises import PromiseKind
from miz.domain.requests import OVER, Origin, Outcome, Request, Result
from miz.domain.staff import Actor, Permission
from miz.domain.values import free_text
from miz.errors import WrongState
from miz.ports.clocks import Clock
from miz.ports.documents import Documents
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.filing import Filing, Registrar
from miz.usecases.promising import Promising
from miz.usecases.publishing import active_service
from miz.usecases.recording import keep
from miz.usecases.routing import Router
from miz.usecases.scope import mine
from miz.usecases.uploads import Uploads
from miz.usecases.visiting import category_of


@frozen
class Taken:
    """One document as the desk takes it: what it is, how many pages, original or copy (C2-03)."""

    content: bytes = field(repr=False)
    name: str = ""
    need: str = ""
    original: bool = False


@frozen
class Case:
    """What the desk fills in; ``id`` is a fresh identity that makes a repetition harmless."""

    id: RequestId
    person: PersonId
    service: ServiceId
    subject: str
    letter: str = ""
    answers: Answers = field(factory=dict)
    papers: Sequence[Taken] = ()
    contact: Contact = field(default=Contact())
    desk: DeskId | None = None
    at_desk: bool = False


@frozen
class Waiting:
    """Somebody who waits at the desk for a result (C2-08)."""

    request: Request
    person: Person


@frozen
class Intake:
    """What the desk does with requests. Thread-safe; each method is one transaction."""

    storage: Storage
    documents: Documents
    uploads: Uploads
    registrar: Registrar
    promising: Promising
    router: Router
    clock: Clock
    ids: Ids

    def fresh(self, *, actor: Actor) -> RequestId:
        """An identity for a form, so that sending it twice files one request."""
        actor.must(Permission.RECEIVE)
        return RequestId(self.ids.new())

    def file(self, *, actor: Actor, case: Case) -> Request:
        """Takes a request with what the citizen brought; what is missing is asked for later.

        The tracking code, the due time and the officer are on the answer; the notice goes out.
        """
        actor.must(Permission.RECEIVE)
        filing, at = self._filing(actor, case), self.clock.now()
        return self.storage.write(lambda uow: self.registrar.file(uow, actor, filing, at=at))

    def do_at_once(self, *, actor: Actor, case: Case, result: str) -> Request:
        """Opens, does and closes a request on one screen (C4-01); the file keeps it (C4-03)."""
        actor.must(Permission.RECEIVE)
        filing, at = self._filing(actor, case), self.clock.now()
        letter = PassCode.issue(self.ids.digits(19)).digits

        def work(uow: UnitOfWork) -> Request:
            service = active_service(uow, actor, case.service)
            if not category_of(uow, service).flow.at_once:
                raise WrongState(
                    "This service takes more than one step; file a request instead.",
                    code="service.not_at_once",
                    field="service",
                )
            filed = self.registrar.file(uow, actor, filing, at=at)
            if not filed.undone:
                return filed
            by, text = actor.name or actor.id, message_text(result)
            answer = Result(Outcome.GRANTED, text, at, by, letter)
            self.promising.settle(uow, actor, filed, kind=PromiseKind.ANSWER, at=at)
            return keep(uow, actor, filed.answer(answer).hand_over(at=at))

        return self.storage.write(work)

    def attach(self, *, actor: Actor, request: RequestId, paper: Taken) -> Request:
        """One more document that the citizen brought; as online, it ends a pause for it."""
        actor.must(Permission.RECEIVE)
        at = self.clock.now()
        kept = self._kept(paper, Author.DESK, at)

        def work(uow: UnitOfWork) -> Request:
            found = mine(actor, uow.requests, request)
            return self.promising.take_paper(uow, actor, found, paper=kept, at=at)

        return self.storage.write(work)

    def wait(self, *, actor: Actor, request: RequestId, at_desk: bool) -> Request:
        """The citizen waits at the desk for the result, or no longer (C2-08)."""
        actor.must(Permission.RECEIVE)

        def step(found: Request) -> Request:
            if at_desk and found.state in OVER:
                raise WrongState(
                    "This request is closed; nobody waits for it.", code="request.closed"
                )
            return evolve(found, at_desk=at_desk)

        return self._change(actor, request, step)

    def waiting(self, *, actor: Actor) -> tuple[Waiting, ...]:
        """Who waits at the desk, the longest wait first."""
        actor.must(Permission.RECEIVE)

        def work(uow: UnitOfWork) -> tuple[Waiting, ...]:
            found = uow.requests.at_desk(actor.site)
            return tuple(Waiting(one, uow.people.get(one.person)) for one in found)

        return self.storage.read(work)

    def of_person(self, *, actor: Actor, person: PersonId) -> tuple[Request, ...]:
        """A person's requests, newest first."""
        actor.must(Permission.RECEIVE)

        def work(uow: UnitOfWork) -> tuple[Request, ...]:
            return tuple(uow.requests.of_person(mine(actor, uow.people, person).id))

        return self.storage.read(work)

    def hand_over(self, *, actor: Actor, request: RequestId) -> Request:
        """The citizen has the result in hand; the case is closed (MIS-07)."""
        actor.must(Permission.RECEIVE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Request:
            found = mine(actor, uow.requests, request)
            ready = found.result.at if found.result else at
            self.promising.settle(uow, actor, found, kind=PromiseKind.VISIT, at=at, done=ready)
            booking = uow.bookings.of_request(found.id)
            if booking is not None:
                uow.bookings.save(booking.end(BookingState.HONOURED))
            return keep(uow, actor, found.hand_over(at=at))

        return self.storage.write(work)

    def say(self, *, actor: Actor, request: RequestId, text: str) -> Request:
        """The desk writes to the officer what the citizen said."""
        actor.must(Permission.RECEIVE)
        message = Message(
            Author.DESK, message_text(text), self.clock.now(), actor.name, internal=True
        )
        return self._change(actor, request, lambda found: found.say(message))

    def carry(self, *, actor: Actor, request: RequestId, receiver: str, items: str) -> Request:
        """Paper leaves the desk with a liaison (C2-05); the receiver signs by name later."""
        actor.must(Permission.RECEIVE)
        carriage = Carriage(
            sender=actor.name or actor.id,
            receiver=free_text(receiver, field="receiver", limit=80),
            items=free_text(items, field="items", limit=200),
            sent_at=self.clock.now(),
        )
        return self._change(actor, request, lambda found: found.carry(carriage))

    def _filing(self, actor: Actor, case: Case) -> Filing:
        """Everything that is slow happens before the transaction: cleaning, keeping, routing."""
        at = self.clock.now()
        named = self._named(actor, case)
        return Filing(
            id=case.id,
            random=self.ids.digits(15),
            person=case.person,
            service=case.service,
            origin=Origin.DESK,
            subject=case.subject,
            letter=message_text(case.letter) if case.letter.strip() else "",
            answers=case.answers,
            papers=[self._kept(one, Author.DESK, at) for one in case.papers],
            contact=case.contact,
            desk=case.desk,
            at_desk=case.at_desk,
            named=named,
            checked=False,
        )

    def _named(self, actor: Actor, case: Case) -> HostId | None:
        service, person = self.storage.read(
            lambda uow: (
                mine(actor, uow.services, case.service),
                mine(actor, uow.people, case.person),
            )
        )
        return self.router(service, person)

    def _kept(self, taken: Taken, author: Author, at: datetime) -> Paper:
        return kept_paper(self.uploads, self.documents, taken, author=author, at=at)

    def _change(
        self, actor: Actor, request: RequestId, step: Callable[[Request], Request]
    ) -> Request:
        return self.storage.write(
            lambda uow: keep(uow, actor, step(mine(actor, uow.requests, request)))
        )


def kept_paper(
    uploads: Uploads, documents: Documents, taken: Taken, *, author: Author, at: datetime
) -> Paper:
    """The document cleaned and kept, and how a request names it."""
    clean = uploads.accept(content=taken.content, name=taken.name)
    return Paper(
        digest=documents.put(clean.data),
        name=clean.name,
        media_type=clean.media_type,
        pages=clean.pages,
        added_at=at,
        author=author,
        need=taken.need,
        original=taken.original,
    )
