"""The unit works on requests: inbox, one page a request, steps, questions, results (EDK-07)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from attrs import frozen

from miz.domain.catalogue import Host
from miz.domain.codes import PassCode
from miz.domain.correspondence import Author, Message, message_text
from miz.domain.ids import HostId, RequestId, SiteId
from miz.domain.journal import Entry
from miz.domain.promises import PromiseKind
from miz.domain.requests import UNDONE, Outcome, Request, RequestState, Result
from miz.domain.staff import Actor, Permission
from miz.domain.templates import (
    REQUEST_ANSWERED,
    REQUEST_MESSAGE,
    REQUEST_PAUSED,
    REQUEST_STEP,
)
from miz.errors import InvalidValue
from miz.ports.clocks import Clock
from miz.ports.documents import Documents
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.casefiles import (
    CaseFile,
    Row,
    case_file,
    employee,
    paper_of,
    row_of,
    seen,
)
from miz.usecases.intake import Taken, kept_paper
from miz.usecases.promising import Promising
from miz.usecases.recording import keep
from miz.usecases.scope import mine
from miz.usecases.telling import Telling
from miz.usecases.uploads import Uploads


@frozen
class Casework:
    """What the employees of a unit do. Thread-safe; each method is one transaction.

    Somebody who is an employee sees what lies with him or with his unit; a head of unit, who
    reads reports, sees every request of the site.
    """

    storage: Storage
    documents: Documents
    uploads: Uploads
    promising: Promising
    telling: Telling
    clock: Clock
    ids: Ids

    def inbox(self, *, actor: Actor, everybody: bool = False, limit: int = 100) -> tuple[Row, ...]:
        """Undone requests, due first: one's own, or the whole unit's."""
        actor.must(Permission.SERVE)

        def work(uow: UnitOfWork) -> tuple[Row, ...]:
            me = employee(uow, actor)
            if me is None:
                found = uow.requests.inbox(actor.site, *UNDONE, limit=limit)
            elif everybody:
                found = uow.requests.inbox(actor.site, *UNDONE, unit=me.unit, limit=limit)
            else:
                found = uow.requests.inbox(actor.site, *UNDONE, officer=me.id, limit=limit)
            return tuple(row_of(uow, one) for one in found)

        return self.storage.read(work)

    def answered(self, *, actor: Actor, limit: int = 50) -> tuple[Row, ...]:
        """Requests whose result is ready and not yet handed over; the desk's inbox (MIS-07).

        Without the desk's permission an employee sees those of his unit.
        """
        if not actor.may(Permission.SERVE):
            actor.must(Permission.RECEIVE)

        def work(uow: UnitOfWork) -> tuple[Row, ...]:
            me = None if actor.may(Permission.RECEIVE) else employee(uow, actor)
            unit = me.unit if me else None
            found = uow.requests.inbox(actor.site, RequestState.ANSWERED, unit=unit, limit=limit)
            return tuple(row_of(uow, one) for one in found)

        return self.storage.read(work)

    def open(self, *, actor: Actor, request: RequestId) -> CaseFile:
        """The whole request; the look is journalled first, or nothing is shown (G9)."""
        if not actor.may(Permission.SERVE):
            actor.must(Permission.RECEIVE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> CaseFile:
            found = seen(uow, actor, request)
            uow.journal.append([_look(actor, found, at=at)])
            return case_file(uow, found, self._today(uow, actor.site))

        return self.storage.write(work)

    def finish(self, *, actor: Actor, request: RequestId, step: str) -> Request:
        """A step is done; the citizen hears of it (EDK-10, EDK-12)."""
        at = self.clock.now()

        def work(uow: UnitOfWork, found: Request) -> Request:
            edition = uow.editions.get(found.edition)
            named = {one.key: one.title for one in edition.information.steps}
            if step not in named:
                raise InvalidValue(
                    "This service has no such step; choose one of its list.",
                    code="request.step",
                    field="step",
                )
            finished = keep(uow, actor, found.finish(step, at=at, by=actor.name or actor.id))
            title = named[step].in_(found.contact.language)
            params = {"step": title}
            self.telling.citizen(
                uow, finished, REQUEST_STEP.key, key=f"step/{step}", at=at, params=params
            )
            return finished

        return self._change(actor, request, work)

    def ask(
        self, *, actor: Actor, request: RequestId, text: str = "", need: str = ""
    ) -> Request:  # fmt: skip
        """Asks the citizen for something; the clock stands until it comes (features 37).

        ``need`` is the key of a document that the service asks for; words may be added.
        """
        at = self.clock.now()

        def work(uow: UnitOfWork, found: Request) -> Request:
            named = _paper_title(uow, found, need) if need else ""
            written = message_text("\n".join(part for part in (named, text) if part.strip()))
            message = Message(Author.OFFICER, written, at, actor.name)
            paused = keep(uow, actor, found.say(message).pause(at=at))
            self.telling.citizen(
                uow,
                paused,
                REQUEST_PAUSED.key,
                key=f"pause/{len(paused.pauses)}",
                at=at,
                params={"text": written},
            )
            return paused

        return self._change(actor, request, work)

    def resume(self, *, actor: Actor, request: RequestId) -> Request:
        """Goes on although nothing came; the due time moves by the pause."""

        def work(uow: UnitOfWork, found: Request) -> Request:
            return self.promising.resume(uow, actor, found, at=self.clock.now())

        return self._change(actor, request, work)

    def write(
        self, *, actor: Actor, request: RequestId, text: str, internal: bool = False
    ) -> Request:
        """An answer to the citizen, or a note that stays inside (EDK-08)."""
        at = self.clock.now()
        message = Message(Author.OFFICER, message_text(text), at, actor.name, internal=internal)

        def work(uow: UnitOfWork, found: Request) -> Request:
            said = keep(uow, actor, found.say(message))
            if not internal:
                key = f"message/{len(said.thread)}"
                self.telling.citizen(uow, said, REQUEST_MESSAGE.key, key=key, at=at)
            return said

        return self._change(actor, request, work)

    def answer(
        self,
        *,
        actor: Actor,
        request: RequestId,
        outcome: Outcome,
        text: str,
        papers: Sequence[Taken] = (),
    ) -> Request:
        """The result, with its letters; the promise is kept or broken now (MIS-01, MIS-07)."""
        actor.must(Permission.SERVE)
        at, written = self.clock.now(), message_text(text)
        kept = tuple(
            kept_paper(self.uploads, self.documents, one, author=Author.OFFICER, at=at)
            for one in papers
        )
        code = PassCode.issue(self.ids.digits(19)).digits
        result = Result(outcome, written, at, actor.name or actor.id, code, kept)

        def work(uow: UnitOfWork, found: Request) -> Request:
            self.promising.settle(uow, actor, found, kind=PromiseKind.ANSWER, at=at)
            answered = keep(uow, actor, found.answer(result))
            self.telling.citizen(uow, answered, REQUEST_ANSWERED.key, key="answered", at=at)
            return answered

        return self._change(actor, request, work)

    def reassign(self, *, actor: Actor, request: RequestId, officer: HostId) -> Request:
        """Somebody else of the office takes it over."""
        at = self.clock.now()

        def work(uow: UnitOfWork, found: Request) -> Request:
            host = mine(actor, uow.hosts, officer)
            if not host.here(self._today(uow, actor.site)):
                raise InvalidValue(
                    "This employee is away; choose another.", code="host.away", field="officer"
                )
            return keep(uow, actor, found.route(host.id, host.unit, at=at))

        return self._change(actor, request, work)

    def colleagues(self, *, actor: Actor) -> tuple[Host, ...]:
        """Employees of the site who may take a request over, by name."""
        actor.must(Permission.SERVE)
        found = self.storage.read(lambda uow: uow.hosts.of(actor.site))
        return tuple(sorted((one for one in found if one.active), key=lambda one: one.folded))

    def receive(self, *, actor: Actor, request: RequestId) -> Request:
        """The paper arrived; the employee signs with his name (C2-05)."""
        at = self.clock.now()

        def work(uow: UnitOfWork, found: Request) -> Request:
            return keep(uow, actor, found.receive(at=at, by=actor.name or actor.id))

        return self._change(actor, request, work)

    def paper(self, *, actor: Actor, request: RequestId, digest: str) -> tuple[bytes, str, str]:
        """One document of the request: its content, media type and name (threat 8)."""
        if not actor.may(Permission.SERVE):
            actor.must(Permission.RECEIVE)
        found = self.storage.read(lambda uow: seen(uow, actor, request))
        return paper_of(self.documents, found, digest)

    def _change(
        self,
        actor: Actor,
        request: RequestId,
        step: Callable[[UnitOfWork, Request], Request],
    ) -> Request:
        actor.must(Permission.SERVE)
        return self.storage.write(lambda uow: step(uow, seen(uow, actor, request)))

    def _today(self, uow: UnitOfWork, site: SiteId) -> date:
        return self.clock.now().astimezone(uow.sites.get(site).zone).date()


def _paper_title(uow: UnitOfWork, request: Request, key: str) -> str:
    """What the citizen's language calls the document."""
    need = uow.editions.get(request.edition).information.need(key)
    if need is None:
        raise InvalidValue(
            "This service asks for no such document; choose one of its list.",
            code="request.need",
            field="need",
        )
    return need.title.in_(request.contact.language)


def _look(actor: Actor, request: Request, *, at: datetime) -> Entry:
    facts = {"request": request.id}
    return Entry(request.site, "requests", "RequestRead", at, actor.id, actor.origin, facts)
