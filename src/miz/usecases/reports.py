"""What the desk's work comes to: on time or late, how often people came, what they think."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from attrs import frozen

from miz.domain.comings import comings
from miz.domain.editions import in_force
from miz.domain.ids import DeskId, ServiceId
from miz.domain.promises import Promise, PromiseKind, PromiseState
from miz.domain.requests import Origin, Request
from miz.domain.staff import Actor, Permission
from miz.domain.surveys import Opinion, Score, anonymous, score
from miz.domain.values import Text
from miz.errors import InvalidValue
from miz.ports.clocks import Clock
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.scope import mine

LONGEST = timedelta(days=400)


@frozen
class Line:
    """One service in a period.

    ``late`` are answers after their time, and standing ones whose time is over; ``visits`` is
    the mean number of times somebody came for a request (see `miz.domain.comings`),
    ``promised_visits`` what the sheet says (B9);
    ``avoided`` are requests of services that need no visit, filed online (EDK-04).
    """

    service: ServiceId
    title: Text
    requests: int
    online: int
    on_time: int
    late: int
    moved: int
    visits: float
    promised_visits: int
    avoided: int

    @property
    def share(self) -> float | None:
        """The part that was on time; None where nothing fell due."""
        counted = self.on_time + self.late
        return self.on_time / counted if counted else None


@frozen
class Reports:
    """Reports over a period of days at the actor's site. Thread-safe; only reads."""

    storage: Storage
    clock: Clock

    def services(self, *, actor: Actor, first: date, last: date) -> tuple[Line, ...]:
        """Each service that had a request or a promise in the period, by code (MIS-01, MIS-03)."""
        actor.must(Permission.READ_REPORTS)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> tuple[Line, ...]:
            since, until = _period(uow, actor, first=first, last=last)
            requests = uow.requests.opened(actor.site, since, until)
            promises = [
                one
                for one in uow.promises.promised(actor.site, since, until)
                if one.kind is PromiseKind.ANSWER
            ]
            touched = {one.service for one in requests} | {one.service for one in promises}
            services = (one for one in uow.services.of(actor.site) if one.id in touched)
            return tuple(
                _line(
                    uow,
                    one.id,
                    requests=[request for request in requests if request.service == one.id],
                    promises=[promise for promise in promises if promise.service == one.id],
                    at=at,
                )
                for one in services
            )

        return self.storage.read(work)

    def overdue(self, *, actor: Actor, before: date) -> int:
        """How many answers were due before that day and are still owed (MIS-01)."""
        actor.must(Permission.READ_REPORTS)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> int:
            since, _ = _period(uow, actor, first=before, last=before)
            return sum(
                one.at < since and one.late(uow.requests.get(one.request), at=at)
                for one in uow.promises.standing(actor.site)
                if one.kind is PromiseKind.ANSWER
            )

        return self.storage.read(work)

    def survey(
        self,
        *,
        actor: Actor,
        first: date,
        last: date,
        service: ServiceId | None = None,
        desk: DeskId | None = None,
    ) -> Score:
        """What people think, for the office, a service or a desk (EDK-14)."""
        return score(self.opinions(actor=actor, first=first, last=last, service=service, desk=desk))

    def opinions(
        self,
        *,
        actor: Actor,
        first: date,
        last: date,
        service: ServiceId | None = None,
        desk: DeskId | None = None,
    ) -> tuple[Opinion, ...]:
        """The opinions behind a score, with what people wrote where it hides who (EDK-14)."""
        actor.must(Permission.READ_REPORTS)

        def work(uow: UnitOfWork) -> tuple[Opinion, ...]:
            if service is not None:
                mine(actor, uow.services, service)
            if desk is not None:
                mine(actor, uow.desks, desk)
            return anonymous(
                one
                for one in uow.opinions.between(actor.site, first, last)
                if service in {None, one.service} and desk in {None, one.desk}
            )

        return self.storage.read(work)


def _period(uow: UnitOfWork, actor: Actor, *, first: date, last: date) -> tuple[datetime, datetime]:
    if not timedelta(0) <= last - first <= LONGEST:
        raise InvalidValue(
            "Choose a period of at most 400 days, its first day first.",
            code="period.length",
            field="last",
        )
    zone = uow.sites.get(actor.site).zone
    start, end = (datetime.combine(day, datetime.min.time(), zone) for day in (first, last))
    return start, end + timedelta(days=1)


def _line(
    uow: UnitOfWork,
    service: ServiceId,
    *,
    requests: Sequence[Request],
    promises: Sequence[Promise],
    at: datetime,
) -> Line:
    found = uow.services.get(service)
    states = _states(uow, promises, at)
    zone = uow.sites.get(found.site).zone
    visits = [len(comings(uow.visits.of_request(one.id), [one], zone)) for one in requests]
    today = at.astimezone(zone).date()
    edition = in_force(uow.editions.of(service), today)
    online = [request for request in requests if request.origin is Origin.ONLINE]
    return Line(
        service=service,
        title=found.title,
        requests=len(requests),
        online=len(online),
        on_time=states[PromiseState.KEPT],
        late=states[PromiseState.BROKEN],
        moved=states[PromiseState.MOVED],
        visits=sum(visits) / len(visits) if visits else 0.0,
        promised_visits=edition.information.sheet.visits if edition else 0,
        avoided=sum(uow.editions.get(one.edition).information.online for one in online),
    )


def _states(
    uow: UnitOfWork, promises: Iterable[Promise], at: datetime
) -> Mapping[PromiseState, int]:  # fmt: skip
    """How many of each; overdue ones are broken, but where the clock stands for the citizen."""
    counts = dict.fromkeys(PromiseState, 0)
    for promise in promises:
        late = promise.late(uow.requests.get(promise.request), at=at)
        counts[PromiseState.BROKEN if late else promise.state] += 1
    return counts
