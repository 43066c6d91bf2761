"""The desk: a visitor arrives, is identified, admitted, handed a pass, or refused."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from attrs import frozen

from miz.domain.admissions import (
    Agreement,
    Identification,
    IdentificationMethod,
    Override,
    OverrideGrounds,
    RefusalReason,
    Window,
)
from miz.domain.codes import PassCode, card_code
from miz.domain.ids import GateId, HostId, PassId, PersonId, RequestId, ServiceId, VisitId
from miz.domain.passes import GuestCard, Pass, PassForm, PassState
from miz.domain.staff import Actor, Permission
from miz.domain.tokens import VISIT_DIGITS, TokenMint
from miz.domain.values import free_text
from miz.domain.visits import Visit, VisitState
from miz.errors import Conflict, InvalidValue, WrongState
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.recording import keep
from miz.usecases.scope import mine
from miz.usecases.visiting import (
    blank,
    category_of,
    holder,
    named_gate,
    passing,
    pooled,
    revoke_all,
    signed_code,
    slip_code,
    window,
)

T = TypeVar("T")
DEFAULT_MINUTES = 90
EARLIEST = timedelta(hours=12)
PRESENT = (VisitState.ARRIVED, VisitState.ADMITTED, VisitState.INSIDE)


@frozen
class Reception:
    """What a guard or operator does at the desk. Thread-safe; each method is one transaction.

    With a ``mint`` slips carry signed numbers, without one the request's code or a random number.
    """

    storage: Storage
    clock: Clock
    ids: Ids
    mint: TokenMint | None = None

    def announce(
        self, *, actor: Actor, person: PersonId, host: HostId, when: datetime, purpose: str = ""
    ) -> Visit:
        """A visit is expected at an instant."""
        actor.must(Permission.RECEIVE)
        visit_id, at = VisitId(self.ids.new()), self.clock.now()

        def work(uow: UnitOfWork) -> Visit:
            fresh = blank(uow, actor, visit_id, person=person, at=at, host=host, purpose=purpose)
            return keep(uow, actor, fresh.expect(when=when, at=at))

        return self.storage.write(work)

    def arrive(
        self,
        *,
        actor: Actor,
        person: PersonId,
        host: HostId | None = None,
        service: ServiceId | None = None,
        purpose: str = "",
        request: RequestId | None = None,
        identified_by: IdentificationMethod | None = None,
    ) -> Visit:
        """The person stands at the desk: an expected visit begins, or a new one (CAP-16).

        With ``identified_by`` the check of identity is recorded in the same step; with
        ``request`` the visit is one for that case.
        """
        actor.must(Permission.RECEIVE)
        visit_id, at = VisitId(self.ids.new()), self.clock.now()

        def work(uow: UnitOfWork) -> Visit:
            expected = self._expected(uow, actor, person)
            fresh = blank(
                uow, actor, visit_id, person=person, at=at,
                host=host, service=service, purpose=purpose, request=request,
            )  # fmt: skip
            visit = expected.as_told(fresh) if expected else fresh
            arrived = visit.arrive(at=at)
            if identified_by is not None:
                arrived = arrived.identify(
                    Identification(identified_by, matched=True, at=at, by=actor.id)
                )
            return keep(uow, actor, arrived)

        return self.storage.write(work)

    def identify(
        self, *, actor: Actor, visit: VisitId, method: IdentificationMethod, matched: bool
    ) -> Visit:
        """The identity was checked, with this result (C1-02, C3-02)."""
        actor.must(Permission.RECEIVE)
        check = Identification(method, matched, self.clock.now(), actor.id)
        return self._change(actor, visit, lambda found: found.identify(check))

    def answer(self, *, actor: Actor, visit: VisitId, agreed: bool, by: str = "") -> Visit:
        """What somebody inside answered by phone, written down with who it was (MIS-08).

        Without a name it was the host; where the visit has none, whoever it was is named.
        """
        actor.must(Permission.RECEIVE)
        named, at = free_text(by, field="by", limit=80), self.clock.now()

        def work(uow: UnitOfWork) -> Visit:
            found = mine(actor, uow.visits, visit)
            host = uow.hosts.find(found.host) if found.host else None
            given_by = named or (host.name.full if host else "")
            if not given_by:
                raise InvalidValue("Write who answered.", code="agreement.who", field="by")
            return keep(uow, actor, found.answer(Agreement(agreed, at, given_by)))

        return self.storage.write(work)

    def override(self, *, actor: Actor, visit: VisitId, grounds: OverrideGrounds) -> Visit:
        """Lets a visitor in whom the service's rules keep out: by name, and journalled (MIS-08)."""
        actor.must(Permission.OVERRIDE_ENTRY)
        allowed = Override(grounds, self.clock.now(), actor.name or actor.id)
        return self._change(actor, visit, lambda found: found.overrule(allowed))

    def admit(self, *, actor: Actor, visit: VisitId) -> Visit:
        """The visitor may pass the gate for as long as the service needs."""
        actor.must(Permission.RECEIVE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Visit:
            found = mine(actor, uow.visits, visit)
            service = uow.services.find(found.service) if found.service else None
            barred = service is not None and not category_of(uow, service).lets_in(service)
            if barred and found.override is None:
                raise WrongState(
                    "This service is done at the desk and gives no pass; choose another service.",
                    code="service.no_pass",
                )
            window = Window.of(at, service.minutes if service else DEFAULT_MINUTES)
            zones = service.zones if service else ()
            return keep(uow, actor, found.admit(window, at=at, zones=zones))

        return self.storage.write(work)

    def hand_slip(self, *, actor: Actor, visit: VisitId, gate: GateId | None = None) -> Pass:
        """A barcode slip for an admitted visit; an earlier pass of the visit is revoked (C1-08).

        Printing again is the same: the old slip stops working. The first slip of a visit for a
        request carries the request's own code (B3); one that replaces it a number of its own.
        ``gate`` is the one that lets the visitor in while it cannot ask its server (B6); a signed
        slip (B17) is good there even if it never heard of it.
        """
        actor.must(Permission.RECEIVE)
        pass_id, at = PassId(self.ids.new()), self.clock.now()
        plain = PassCode.issue(self.ids.digits(19)).digits
        serial = int(self.ids.digits(VISIT_DIGITS)) if self.mint else 0

        def work(uow: UnitOfWork) -> Pass:
            named = named_gate(uow, actor, gate)
            found = holder(uow, actor, visit)
            signed = signed_code(uow, found, self.mint, serial=serial, gate=named)
            code = signed or slip_code(uow, found, fresh=plain)
            revoke_all(uow, actor, found.id, reason="replaced", at=at)
            fresh = Pass(
                id=pass_id, site=found.site, visit=found.id, form=PassForm.SLIP,
                code=code, window=window(found), issued_at=at,
                gate=named.id if named else None,
            )  # fmt: skip
            return keep(uow, actor, fresh.hand_out(found.person, at=at))

        return self.storage.write(work)

    def hand_card(
        self, *, actor: Actor, visit: VisitId, card: str, gate: GateId | None = None
    ) -> Pass:
        """A guest card for an admitted visit, by the code the desk's reader sees (C1-07)."""
        actor.must(Permission.RECEIVE)
        code, pass_id, at = card_code(card), PassId(self.ids.new()), self.clock.now()

        def work(uow: UnitOfWork) -> Pass:
            named = named_gate(uow, actor, gate)
            found = holder(uow, actor, visit)
            chosen = pooled(uow, actor.site, code)
            given = keep(uow, actor, chosen.give(found.id))
            revoke_all(uow, actor, found.id, reason="replaced", at=at)
            fresh = Pass(
                id=pass_id, site=found.site, visit=found.id, form=PassForm.CARD,
                code=code, window=window(found), issued_at=at, card=given.id,
                gate=named.id if named else None,
            )  # fmt: skip
            return keep(uow, actor, fresh.hand_out(found.person, at=at))

        return self.storage.write(work)

    def take_back(self, *, actor: Actor, card: str) -> GuestCard:
        """A guest card is back; it opens nothing until it is handed out again."""
        actor.must(Permission.RECEIVE)
        code, at = card_code(card), self.clock.now()

        def work(uow: UnitOfWork) -> GuestCard:
            returned = pooled(uow, actor.site, code)
            live = uow.passes.by_code(code)
            if live is not None and live.state is PassState.LIVE:
                keep(uow, actor, live.revoke("card returned", at=at))
            return keep(uow, actor, returned.take_back(at=at))

        return self.storage.write(work)

    def refuse(self, *, actor: Actor, visit: VisitId, reason: RefusalReason) -> Visit:
        """The visitor is turned away; passes already handed out stop working."""
        actor.must(Permission.RECEIVE)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Visit:
            found = mine(actor, uow.visits, visit)
            if passing(uow, found.id, at):
                raise WrongState(
                    "A lane is open for this visitor right now; wait until it closes.",
                    code="grant.pending",
                )
            refused = keep(uow, actor, found.refuse(reason, at=at))
            revoke_all(uow, actor, found.id, reason="refused", at=at)
            return refused

        return self.storage.write(work)

    def expire_overdue(self, *, actor: Actor) -> int:
        """Ends visits whose time is over and that nobody entered; says how many."""
        actor.must(Permission.DELIVER)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> int:
            found = uow.visits.overdue(actor.site, at)
            overdue = [visit for visit in found if not passing(uow, visit.id, at)]
            for visit in overdue:
                keep(uow, actor, visit.expire(at=at))
                revoke_all(uow, actor, visit.id, reason="expired", at=at)
            return len(overdue)

        return self.storage.write(work)

    def _change(self, actor: Actor, visit: VisitId, step: Callable[[Visit], Visit]) -> Visit:
        def work(uow: UnitOfWork) -> Visit:
            return keep(uow, actor, step(mine(actor, uow.visits, visit)))

        return self.storage.write(work)

    def _expected(self, uow: UnitOfWork, actor: Actor, person: PersonId) -> Visit | None:
        current = uow.visits.current(mine(actor, uow.people, person).id)
        if current is not None and current.state in PRESENT:
            raise Conflict(
                "This person has an open visit already; continue with that one.",
                code="visit.already_open",
            )
        soon = self.clock.now() + EARLIEST
        if current is None or current.expected_at is None or current.expected_at > soon:
            return None
        return current
