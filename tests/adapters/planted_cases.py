"""One fault each in what a storage keeps of the service desk."""

from collections.abc import Callable, Iterable
from typing import Any

from attrs import evolve

from miz.domain.bookings import BookingState
from miz.domain.decrees import DecreeState, Reach
from miz.domain.promises import PromiseState
from miz.errors import InvalidValue
from miz_adapters.memory import MemoryStorage
from miz_contracts.storage.fresh import MOMENT
from tests.adapters.planted import Plant


def loses(kind: str, /, **changes: Any) -> Plant:
    """These fields are not kept as they were."""

    def plant(storage: MemoryStorage) -> None:
        records: Any = getattr(storage._unit, kind)
        save = records.save
        records.save = lambda record: save(evolve(record, **changes))

    return plant


def answers(kind: str, method: str, instead: Callable[..., Any]) -> Plant:
    """A method answers otherwise; ``instead`` gets the records, the right method and its values."""

    def plant(storage: MemoryStorage) -> None:
        records: Any = getattr(storage._unit, kind)
        right = getattr(records, method)
        setattr(records, method, lambda *values, **more: instead(records, right, *values, **more))

    return plant


def reverses(kind: str, method: str) -> Plant:
    """A list comes in the opposite order."""
    return answers(kind, method, lambda _, right, *values, **more: right(*values, **more)[::-1])


def orders(kind: str, method: str, by: Callable[[Any], Any]) -> Plant:
    """A list comes in another order."""
    return answers(
        kind, method, lambda _, right, *values, **more: sorted(right(*values, **more), key=by)
    )


def ignores(kind: str, method: str, name: str) -> Plant:
    """One of the values asked with is not looked at."""
    return answers(
        *(kind, method),
        lambda _, right, *values, **more: right(
            *values, **{key: value for key, value in more.items() if key != name}
        ),
    )


def includes_the_end(kind: str, method: str) -> Plant:
    """The last instant of a period is in it."""
    return answers(
        kind, method, lambda _, right, where, since, until: right(where, since, until + MOMENT)
    )


def binds_drafts(storage: MemoryStorage) -> None:
    """A decree binds before it is switched on."""
    decrees: Any = storage._unit.decrees

    def binding(site: str, province: str) -> list[Any]:
        found = decrees._all(by=lambda d: (d.issued_at, d.id))
        bound = [d for d in found if d.site == site or d.reach is Reach.ORGANISATION]
        return [d for d in bound if d.state is not DecreeState.WITHDRAWN]

    decrees.binding = binding


def _near(_: Any, right: Any, *where: str) -> list[Any]:
    site, _province = where
    return [d for d in right(*where) if d.site == site or d.reach is Reach.ORGANISATION]


binds_only_its_own = answers("decrees", "binding", _near)
"""A decree for a province binds only the site that issued it."""


def _nowhere(records: Any, right: Any, *where: str) -> list[Any]:
    own = [d for d in records._rows.values() if d.reach is Reach.PROVINCE and not d.province]
    _site, province = where
    return [*right(*where), *(own if not province else ())]


binds_nowhere = answers("decrees", "binding", _nowhere)
"""A decree for no province binds every site without one."""
ignores_units = ignores("requests", "inbox", "unit")
"""A unit sees everybody's requests."""
finds_by_any_code = answers(
    "requests", "by_letter", lambda records, right, code: right(code) or records.by_code(code)
)
"""A tracking code verifies a letter."""


def keeps_words(storage: MemoryStorage) -> None:
    """A state comes back as the text that it equals."""
    promises: Any = storage._unit.promises
    save = promises.save
    promises.save = lambda promise: save(evolve(promise, state=promise.state.value))


def keeps_people_waiting(storage: MemoryStorage) -> None:
    """Whoever waited at the desk once waits for ever."""
    requests: Any = storage._unit.requests
    save = requests.save

    def saved(request: Any) -> Any:
        before = requests.find(request.id)
        return save(evolve(request, at_desk=request.at_desk or bool(before and before.at_desk)))

    requests.save = saved


def _no_past(_: Any, right: Any, request: str) -> list[Any]:
    return [p for p in right(request) if p.state is not PromiseState.MOVED]


forgets_what_was_said = answers("promises", "of_request", _no_past)
"""A promise that was moved is no longer on record."""


def _any_booking(records: Any, _: Any, request: str) -> Any:
    same = (b for b in records._rows.values() if b.request == request)
    return max(same, key=lambda b: b.id, default=None)


counts_ended_bookings = answers("bookings", "of_request", _any_booking)
"""A request's booking is its newest, cancelled or not."""


def _with_ended(records: Any, _: Any, *asked: Any) -> list[Any]:
    service, since, until = asked
    found = records._all(by=lambda b: (b.start, b.seat))
    taken = [b for b in found if b.service == service and since <= b.start < until]
    return [b for b in taken if b.state is not BookingState.MOVED]


keeps_seats = answers("bookings", "taken", _with_ended)
"""The seat of a cancelled booking stays taken."""


def _codeless(records: Any, right: Any, code: str) -> Any:
    return right(code) or next((c for c in records._rows.values() if c.code == code), None)


finds_the_codeless = answers("complaints", "by_code", _codeless)
"""No code finds a complaint that has none."""
misses_the_last_day = answers(
    "opinions",
    "between",
    lambda _, right, site, first, last: [o for o in right(site, first, last) if o.day < last],
)
"""The last day is not in the period."""


def shows_filed_drafts(storage: MemoryStorage) -> None:
    """A draft that became a request is still to be filed."""
    drafts: Any = storage._unit.drafts

    def of_citizen(site: str, number: Any) -> list[Any]:
        found = drafts._all(by=lambda d: (d.opened_at, d.id), newest=True)
        return [d for d in found if d.site == site and d.national_id == number]

    drafts.of_citizen = of_citizen


counts_every_site = ignores("challenges", "sent", "site")
"""Codes are counted at all sites together."""
counts_late = answers(
    "challenges", "sent", lambda _, right, since, **more: right(since + MOMENT, **more)
)
"""A code that was sent at the very instant is not counted."""


def forgets_too_much(storage: MemoryStorage) -> None:
    """What began at the very instant is deleted, too."""
    for kind in ("drafts", "challenges", "citizen_sessions"):
        answers(kind, "forget", lambda _, right, before: right(before + MOMENT))(storage)


def forgets_halfway(storage: MemoryStorage) -> None:
    """What was deleted is still found by what must be unique."""
    sessions: Any = storage._unit.citizen_sessions

    def forget(before: Any) -> int:
        gone = [s.id for s in sessions._rows.values() if s.created_at < before]
        for identity in gone:
            del sessions._rows[identity]
        return len(gone)

    sessions.forget = forget


def forgets_for_good(storage: MemoryStorage) -> None:
    """What a failed work deleted stays deleted."""
    drafts: Any = storage._unit.drafts

    def forget(before: Any) -> int:
        gone = [draft for draft in drafts._rows.values() if draft.opened_at < before]
        for draft in gone:
            drafts._put(draft, None)
        return len(gone)

    drafts.forget = forget


def leaves_gaps(storage: MemoryStorage) -> None:
    """The numbers of failed works are gone."""
    _count(storage, lambda site, name: (site, name))


def shares_numbers(storage: MemoryStorage) -> None:
    """Two sites count together."""
    _count(storage, lambda _, name: name)


def _count(storage: MemoryStorage, key: Callable[[str, str], Any]) -> None:
    sequences: Any = storage._unit.sequences
    taken: dict[Any, int] = {}

    def following(site: str, name: str) -> int:
        taken[key(site, name)] = taken.get(key(site, name), 0) + 1
        return taken[key(site, name)]

    sequences.next = following


gives_twice = answers("sequences", "next", lambda _, right, *values: (right(*values) + 1) // 2)
"""Every number is given to two."""


def goes_on_after_refusing(storage: MemoryStorage) -> None:
    """A text that cannot be stored is refused, and the rest of the work is kept."""
    requests: Any = storage._unit.requests
    save = requests.save

    def saved(request: Any) -> Any:
        if not _storable((request.subject,)):
            raise InvalidValue("This cannot be stored.")
        return save(request)

    requests.save = saved


def _storable(texts: Iterable[str]) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for text in texts for letter in text)
