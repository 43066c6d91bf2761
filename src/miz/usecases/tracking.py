"""Following a request by its code, without signing in (EDK-09 to EDK-11, threat 1).

The code alone tells where a request stands and nothing else. Everything about it needs a second
factor as well: the last four digits of the mobile in the file, or of the document where the file
has no mobile. A wrong code and a right one with
a wrong factor are answered alike.
"""

import hmac
from collections.abc import Callable, Sequence

from attrs import evolve, field, frozen

from miz.domain.bookings import Booking
from miz.domain.catalogue import Service
from miz.domain.codes import PassCode, TrackingCode
from miz.domain.complaints import ANSWER_WITHIN, Complaint, ComplaintKind
from miz.domain.correspondence import Author, Contact, Message, message_text
from miz.domain.ids import ComplaintId, OpinionId
from miz.domain.notices import Medium
from miz.domain.people import Identity
from miz.domain.persian import ascii_digits
from miz.domain.requests import Request, RequestState, Result
from miz.domain.staff import Actor
from miz.domain.surveys import Opinion
from miz.errors import InvalidValue, NotFound, WrongState
from miz.ports.clocks import Clock
from miz.ports.documents import Documents
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.casefiles import CaseFile, case_file, paper_of, shown
from miz.usecases.filing import reached
from miz.usecases.intake import Taken, kept_paper
from miz.usecases.promising import Promising
from miz.usecases.recording import keep
from miz.usecases.uploads import Uploads

FACTOR_DIGITS = 4


@frozen
class Proof:
    """What a citizen shows: the code, and the last four digits of his mobile."""

    code: str = field(repr=False)
    digits: str = field(repr=False)


@frozen
class Followed:
    """The request as its citizen may see it: nothing internal is in it."""

    file: CaseFile
    complaints: Sequence[Complaint]
    booking: Booking | None

    @property
    def request(self) -> Request:
        """The request without its internal notes."""
        return self.file.request


@frozen
class Verified:
    """A letter that was issued: its result, the service, and whom it is for, half told."""

    result: Result
    service: Service
    name: str


@frozen
class Tracking:
    """What a citizen does with a code. Thread-safe; ``actor`` says from which site and where."""

    storage: Storage
    documents: Documents
    uploads: Uploads
    promising: Promising
    clock: Clock
    ids: Ids

    def state(self, *, actor: Actor, code: str) -> RequestState:
        """Where the request stands, for the code alone."""

        def work(uow: UnitOfWork) -> RequestState:
            return _by_code(uow, actor, code).state

        return self.storage.read(work)

    def open(self, *, actor: Actor, proof: Proof) -> Followed:
        """Steps with their times, the thread, the times promised, the result (EDK-10, EDK-11)."""

        def work(uow: UnitOfWork) -> Followed:
            found = proven(uow, actor, proof)
            today = self.clock.now().astimezone(uow.sites.get(found.site).zone).date()
            file = case_file(uow, shown(found), today)
            return Followed(
                file, uow.complaints.of_request(found.id), uow.bookings.of_request(found.id)
            )

        return self.storage.read(work)

    def verify(self, *, actor: Actor, code: str) -> Verified:
        """What was issued under a letter's code, for anybody who holds the letter."""
        digits = PassCode.find(code)

        def work(uow: UnitOfWork) -> Verified:
            found = uow.requests.by_letter(digits.digits) if digits else None
            if found is None or found.site != actor.site or found.result is None:
                raise NotFound(
                    "Nothing was issued under this code; do not trust the letter.",
                    code="letter.unknown",
                )
            name = uow.people.get(found.person).name
            service = uow.services.get(found.service)
            return Verified(found.result, service, f"{name.given} {name.family[:1]}…")

        return self.storage.read(work)

    def write(self, *, actor: Actor, proof: Proof, text: str) -> Request:
        """A question to the officer, or an answer, which ends the pause for it (EDK-08)."""
        message = Message(Author.CITIZEN, message_text(text), self.clock.now())

        def work(uow: UnitOfWork) -> Request:
            found = proven(uow, actor, proof)
            return shown(self.promising.hear(uow, actor, found, message=message))

        return self.storage.write(work)

    def add(self, *, actor: Actor, proof: Proof, paper: Taken) -> Request:
        """A document that was asked for; it ends the pause that waited for it (features 37)."""
        self.storage.read(lambda uow: proven(uow, actor, proof))
        at = self.clock.now()
        kept = kept_paper(self.uploads, self.documents, paper, author=Author.CITIZEN, at=at)

        def work(uow: UnitOfWork) -> Request:
            found = proven(uow, actor, proof)
            return shown(self.promising.take_paper(uow, actor, found, paper=kept, at=at))

        return self.storage.write(work)

    def choose(self, *, actor: Actor, proof: Proof, medium: Medium | None, address: str) -> Request:
        """SMS, e-mail or nothing from now on (EDK-12); an SMS goes to the file's own mobile."""
        chosen = reached(Contact(medium, address))

        def work(_: UnitOfWork, found: Request) -> Request:
            return evolve(found, contact=evolve(chosen, language=found.contact.language))

        return self._change(actor, proof, work)

    def withdraw(self, *, actor: Actor, proof: Proof) -> Request:
        """The citizen no longer wants it; nothing is owed any more."""
        at = self.clock.now()

        def work(uow: UnitOfWork, found: Request) -> Request:
            withdrawn = found.withdraw(at=at)
            self.promising.drop(uow, actor, found, at=at)
            return withdrawn

        return self._change(actor, proof, work)

    def complain(self, *, actor: Actor, proof: Proof, kind: ComplaintKind, text: str) -> Complaint:
        """A complaint or objection about the request, with its own clock (SVC-08, J2)."""
        complaint_id, written, at = (
            ComplaintId(self.ids.new()),
            message_text(text),
            self.clock.now(),
        )

        def work(uow: UnitOfWork) -> Complaint:
            found = proven(uow, actor, proof)
            if kind is ComplaintKind.OBJECTION and found.result is None:
                raise WrongState(
                    "There is no answer to object to yet; make a complaint instead.",
                    code="complaint.no_answer",
                    field="kind",
                )
            calendar = self.promising.calendar(uow, uow.sites.get(found.site))
            complaint = Complaint(
                id=complaint_id,
                site=found.site,
                kind=kind,
                text=written,
                opened_at=at,
                due_at=calendar.due(at, ANSWER_WITHIN),
                request=found.id,
                service=found.service,
            )
            return keep(uow, actor, complaint.open())

        return self.storage.write(work)

    def judge(
        self, *, actor: Actor, proof: Proof, scores: dict[str, int], comment: str = ""
    ) -> Opinion:
        """The survey, once a case; the opinion is kept apart from the case (EDK-14).

        Its identity is drawn by lot: others rise with time, and would lead to the minute.
        """
        opinion_id, at = OpinionId(self.ids.digits(32)), self.clock.now()
        said = message_text(comment) if comment.strip() else ""

        def work(uow: UnitOfWork) -> Opinion:
            found = proven(uow, actor, proof)
            opinion = Opinion(
                id=opinion_id,
                site=found.site,
                service=found.service,
                day=at.astimezone(uow.sites.get(found.site).zone).date(),
                origin=found.origin,
                scores=scores,
                desk=found.desk,
                comment=said,
            )
            keep(uow, actor, found.survey(at=at))
            return uow.opinions.save(opinion)

        return self.storage.write(work)

    def paper(self, *, actor: Actor, proof: Proof, digest: str) -> tuple[bytes, str, str]:
        """A document of the request: its content, media type and name."""
        found = self.storage.read(lambda uow: proven(uow, actor, proof))
        return paper_of(self.documents, found, digest)

    def _change(
        self, actor: Actor, proof: Proof, step: Callable[[UnitOfWork, Request], Request]
    ) -> Request:
        def work(uow: UnitOfWork) -> Request:
            return shown(keep(uow, actor, step(uow, proven(uow, actor, proof))))

        return self.storage.write(work)


def factor_of(identity: Identity) -> str:
    """What the second factor is: the mobile's last digits, else those of the document."""
    if identity.mobile is not None:
        number = identity.mobile.number
    elif identity.national_id is not None:
        number = identity.national_id.digits
    else:
        number = identity.passport.number if identity.passport else ""
    return number[-FACTOR_DIGITS:]


def _by_code(uow: UnitOfWork, actor: Actor, code: str) -> Request:
    read = TrackingCode.find(code)
    if read is None:
        raise InvalidValue(
            "A tracking code has sixteen digits; compare it with the receipt.",
            code="code.form",
            field="code",
        )
    found = uow.requests.by_code(read.digits)
    if found is None or found.site != actor.site:
        raise _unknown()
    return found


def proven(uow: UnitOfWork, actor: Actor, proof: Proof) -> Request:
    """The request, if both factors fit; which of them did not is not told."""
    found = _by_code(uow, actor, proof.code)
    known = factor_of(uow.people.get(found.person).identity)
    given = ascii_digits(proof.digits).strip().upper()
    if not known or not hmac.compare_digest(known.encode(), given.encode()):
        raise _unknown()
    return found


def _unknown() -> NotFound:
    return NotFound(
        "No request has this code with these digits; compare both with the receipt.",
        code="tracking.unknown",
    )
