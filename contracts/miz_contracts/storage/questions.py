"""Everything that the port can be asked about the few identities of `works`."""

from datetime import timedelta
from typing import Any

from miz.domain.complaints import ComplaintState
from miz.domain.ids import PersonId, RequestId, ServiceId, SiteId, VisitId, ZoneId
from miz.domain.passes import CardState
from miz.domain.requests import RequestState
from miz.domain.visits import VisitState
from miz.ports.storage import UnitOfWork
from miz_contracts.storage.works import (
    DAYS,
    FEW,
    INSTANTS,
    LANES,
    MOBILES,
    NUMBERS,
    OFFICER,
    PROVINCES,
    SITES,
    UNIT,
)

PERIOD = (INSTANTS[0], INSTANTS[2])
"""Of the three instants the first is in it, and the last is not."""


def answers(uow: UnitOfWork) -> dict[str, Any]:
    """All of them; two storages that did the same works give the same."""
    found: dict[str, Any] = {
        "entries": [(s.place, s.entry, s.digest) for s in uow.journal.after(0)],
        "heads": list(uow.journal.heads()),
        "due": [list(uow.notices.due(at)) for at in INSTANTS],
        "followed": list(uow.notices.followed(INSTANTS[1])),
        "told": list(uow.notices.of_recipient("host-1")),
        "sent": uow.challenges.sent(INSTANTS[1]),
    }
    for one in FEW:
        found[f"who {one}"] = _about(uow, one)
        found[f"case {one}"] = _of_case(uow, one)
        found[f"citizen {one}"] = _of_citizen(uow, one)
    for site in SITES:
        found[f"site {site}"] = _of_site(uow, site)
        found[f"desk {site}"] = _of_desk(uow, site)
    return found


def _about(uow: UnitOfWork, one: str) -> list[Any]:
    person, visit = PersonId(one), VisitId(one)
    return [
        uow.visits.current(person),
        list(uow.visits.of_person(person)),
        list(uow.visits.of_request(RequestId(one))),
        uow.passes.by_code(one),
        list(uow.passes.of_visit(visit)),
        uow.cards.by_code(one),
        uow.accesses.by_key(one),
        uow.accesses.pending(visit),
        list(uow.accesses.pending_in(ZoneId(one))),
        uow.visits.count_in(ZoneId(one)),
        uow.hosts.by_card(one),
        list(uow.accesses.of_visit(visit)),
        list(uow.accesses.of_person(person)),
        [list(uow.accesses.escorts(lane, since=at)) for lane in LANES for at in INSTANTS],
        [uow.accesses.repeated(lane, one, since=at) for lane in LANES for at in INSTANTS],
        uow.people.find(person),
        uow.users.by_login(one),
        uow.sessions.by_digest(one),
    ]


def _of_case(uow: UnitOfWork, one: str) -> list[Any]:
    request, service = RequestId(one), ServiceId(one)
    return [
        uow.requests.by_code(one),
        uow.requests.by_letter(one),
        list(uow.requests.of_person(PersonId(one))),
        list(uow.promises.of_request(request)),
        uow.bookings.of_request(request),
        list(uow.bookings.taken(service, *PERIOD)),
        uow.complaints.by_code(one),
        uow.clashes.by_access(one),
        list(uow.complaints.of_request(request)),
        list(uow.editions.of(service)),
    ]


def _of_citizen(uow: UnitOfWork, one: str) -> list[Any]:
    number, mobile = NUMBERS[one], MOBILES[one]
    return [
        [list(uow.drafts.of_citizen(site, number)) for site in SITES],
        uow.challenges.sent(INSTANTS[1], number=number),
        uow.challenges.sent(INSTANTS[1], mobile=mobile),
        uow.challenges.sent(INSTANTS[0], number=number, mobile=mobile, site=SITES[0]),
        uow.citizen_sessions.by_digest(one),
    ]


def _of_site(uow: UnitOfWork, site: SiteId) -> list[Any]:
    return [
        [list(uow.visits.in_state(site, state)) for state in VisitState],
        [uow.visits.count(site, state) for state in VisitState],
        [uow.visits.entered_since(site, at) for at in INSTANTS],
        [list(uow.visits.overdue(site, at + timedelta(days=1))) for at in INSTANTS],
        [list(uow.visits.lingering(site, at + timedelta(days=1))) for at in INSTANTS],
        list(uow.accesses.between(site, *PERIOD)),
        list(uow.cards.of(site)),
        list(uow.cards.of(site, CardState.OUT, CardState.LOST)),
        list(uow.accesses.latest(site)),
        [list(uow.accesses.latest(site, lane=lane, limit=2)) for lane in LANES],
        [list(uow.accesses.pending_at(lane)) for lane in LANES],
        [list(uow.people.search(site, text)) for text in ("رضا", "علی", "ی", "زاده رضا")],
        uow.notices.count(site),
        list(uow.users.of(site)),
        list(uow.services.of(site)),
        list(uow.nodes.of(site)),
        [list(uow.clashes.of(site, at)) for at in INSTANTS],
    ]


def _of_desk(uow: UnitOfWork, site: SiteId) -> list[Any]:
    return [
        list(uow.decrees.of(site)),
        [list(uow.decrees.binding(site, province)) for province in PROVINCES],
        list(uow.categories.of(site)),
        [uow.categories.by_key(site, key) for key in FEW],
        list(uow.requests.inbox(site, *RequestState)),
        list(uow.requests.inbox(site, *RequestState, officer=OFFICER)),
        list(uow.requests.inbox(site, RequestState.OPEN, unit=UNIT, limit=2)),
        list(uow.requests.at_desk(site)),
        list(uow.requests.opened(site, *PERIOD)),
        list(uow.promises.standing(site)),
        list(uow.promises.promised(site, *PERIOD)),
        list(uow.bookings.expected(site, *PERIOD)),
        list(uow.complaints.in_state(site, *ComplaintState)),
        list(uow.opinions.between(site, DAYS[0], DAYS[1])),
        uow.challenges.sent(INSTANTS[1], site=site),
    ]
