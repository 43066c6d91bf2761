"""The office's time: its calendar, and what a new decree would do to promises (B5)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Self

from attrs import evolve, frozen

from miz.domain.decrees import Decree, DecreeKind, DecreeState, Reach, Spans
from miz.domain.ids import DecreeId, ServiceId
from miz.domain.places import Site
from miz.domain.request_events import DecreeChanged
from miz.domain.staff import Actor, Permission
from miz.domain.values import Text, free_text, name_text
from miz.errors import InvalidValue, NotFound
from miz.ports.clocks import Clock
from miz.ports.holidays import Holiday, Holidays
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.moving import Moved, Moving
from miz.usecases.postponing import Postponed, Postponing
from miz.usecases.promising import Promising
from miz.usecases.recording import note
from miz.usecases.scope import mine

LONGEST_LOOK = timedelta(days=100)


@frozen
class Day:
    """One day of the calendar, as people look at it."""

    day: date
    spans: Spans
    holiday: Holiday | None


@frozen
class Preview:
    """What a decree would move: promises and complaints with their time before and after it.

    ``services`` are the titles of the services that were promised, at whatever site.
    """

    decree: Decree
    moved: tuple[Moved, ...]
    postponed: tuple[Postponed, ...]
    services: Mapping[ServiceId, Text]

    @classmethod
    def of(
        cls,
        uow: UnitOfWork,
        decree: Decree,
        *,
        moved: Iterable[Moved],
        postponed: Iterable[Postponed],
    ) -> Self:
        """The decree with what it moves, named."""
        found, later = tuple(moved), tuple(postponed)
        about = {one.complaint.service for one in later}
        wanted = {one.promise.service for one in found} | {one for one in about if one}
        return cls(decree, found, later, {one: uow.services.get(one).title for one in wanted})


@frozen
class OfficeHours:
    """The calendar of the site, as data. Thread-safe; every change is in the journal."""

    storage: Storage
    holidays: Holidays
    promising: Promising
    clock: Clock
    ids: Ids

    def days(self, *, actor: Actor, first: date, last: date) -> tuple[Day, ...]:
        """When the office is open from the first to the last day; at most 100 days."""
        count = (last - first).days + 1
        if not 0 < count <= LONGEST_LOOK.days:
            raise InvalidValue("Look at 1 to 100 days.", code="calendar.days", field="last")
        off = self.holidays.between(first, last)

        def work(uow: UnitOfWork) -> tuple[Day, ...]:
            calendar = self.promising.calendar(uow, uow.sites.get(actor.site))
            days = (first + timedelta(days=number) for number in range(count))
            return tuple(Day(day, calendar.spans(day), off.get(day)) for day in days)

        return self.storage.read(work)

    def decrees(self, *, actor: Actor) -> tuple[Decree, ...]:
        """What the site issued, newest first."""
        actor.must(Permission.MANAGE_CALENDAR)
        return tuple(self.storage.read(lambda uow: uow.decrees.of(actor.site)))

    def draft(self, *, actor: Actor, decree: Decree) -> Decree:
        """Writes a decree down; it changes nothing until it is switched on.

        Identity, site, time and state of the given one are replaced; one for the province is
        for the site's own.
        """
        actor.must(Permission.MANAGE_CALENDAR)
        _must_end(decree)
        fresh = evolve(
            decree,
            id=DecreeId(self.ids.new()),
            site=actor.site,
            issued_at=self.clock.now(),
            title=name_text(decree.title, field="title"),
            reference=free_text(decree.reference, field="reference", limit=80),
        )

        def work(uow: UnitOfWork) -> Decree:
            here = uow.sites.get(actor.site).province
            if fresh.reach is Reach.PROVINCE and not here:
                raise InvalidValue(
                    "This site has no province; set it with the names of the organisation.",
                    code="decree.province",
                    field="reach",
                )
            written = evolve(fresh, province=here if fresh.reach is Reach.PROVINCE else "")
            return self._kept(uow, actor, written)

        return self.storage.write(work)

    def preview(self, *, actor: Actor, decree: DecreeId) -> Preview:
        """Whose time would change if the decree were switched on, or a binding one withdrawn."""
        actor.must(Permission.MANAGE_CALENDAR)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Preview:
            found = mine(actor, uow.decrees, decree)
            return self._affected(uow, found, self._sites(uow, found), at=at)

        return self.storage.read(work)

    def switch_on(self, *, actor: Actor, decree: DecreeId) -> Preview:
        """The decree binds from now on: every promise it moves is announced anew, once (B4)."""
        actor.must(Permission.MANAGE_CALENDAR)
        return self._apply(actor, decree, binding=True)

    def withdraw(self, *, actor: Actor, decree: DecreeId) -> Preview:
        """The decree binds nobody any more; a draft is simply put away."""
        actor.must(Permission.MANAGE_CALENDAR)
        return self._apply(actor, decree, binding=False)

    def holidays_of(self, *, first: date, last: date) -> Mapping[date, Holiday]:
        """Public holidays, estimated ones marked."""
        return self.holidays.between(first, last)

    def _apply(self, actor: Actor, decree: DecreeId, *, binding: bool) -> Preview:
        at = self.clock.now()

        def work(uow: UnitOfWork) -> Preview:
            found = mine(actor, uow.decrees, decree)
            put_away = not binding and found.state is DecreeState.DRAFT
            sites = [] if put_away else self._sites(uow, found)
            foreseen = self._affected(uow, found, sites, at=at)
            changed = found.switch_on() if binding else found.withdraw()
            kept = self._kept(uow, actor, changed)
            for one in foreseen.moved:
                self._moving.announce(uow, actor, one, why=kept.title, at=at)
            for late in foreseen.postponed:
                self._postponing.announce(uow, actor, late, why=kept.title, at=at)
            return evolve(foreseen, decree=kept)

        return self.storage.write(work)

    def _affected(
        self, uow: UnitOfWork, decree: Decree, sites: Iterable[Site], *, at: datetime
    ) -> Preview:
        here = tuple(sites)
        return Preview.of(
            uow,
            decree,
            moved=(one for site in here for one in self._moving.affected(uow, site, decree, at=at)),
            postponed=(
                one for site in here for one in self._postponing.affected(uow, site, decree, at=at)
            ),
        )

    @property
    def _moving(self) -> Moving:
        return Moving(self.promising)

    @property
    def _postponing(self) -> Postponing:
        return Postponing(self.promising)

    def _sites(self, uow: UnitOfWork, decree: Decree) -> list[Site]:
        """The sites that the decree binds."""
        found = [
            site for site in uow.sites.all() if site.training_of is None and _binds(decree, site)
        ]
        if not found:
            raise NotFound("This decree binds no site.", code="record.not_found")
        return found

    def _kept(self, uow: UnitOfWork, actor: Actor, decree: Decree) -> Decree:
        event = DecreeChanged(
            site=decree.site, at=self.clock.now(), decree=decree.id, state=decree.state.value
        )
        note(uow, actor, [event])
        return uow.decrees.save(decree)


def _must_end(decree: Decree) -> None:
    """A closure without an end leaves no office time, so nothing could be promised any more."""
    if decree.kind is DecreeKind.CLOSED and decree.last is None:
        raise InvalidValue(
            "A closure needs its last day; without one nothing could be promised any more.",
            code="decree.endless",
            field="last",
        )


def _binds(decree: Decree, site: Site) -> bool:
    return (
        decree.reach is Reach.ORGANISATION
        or site.id == decree.site
        or (decree.reach is Reach.PROVINCE and site.province == decree.province)
    )
