"""How often somebody came: visits, and requests that the desk took (MIS-03)."""

from miz.domain.comings import comings
from tests.desk_office import Desk


def came(desk: Desk) -> int:
    """How often the desk reads that the person was here before."""
    person = desk.office.core.lookup.find(actor=desk.operator, typed="مریم").people[0]
    return len(desk.core.lookup.standing(actor=desk.operator, person=person.id).earlier)


def test_a_request_taken_at_the_desk_is_a_visit(desk: Desk) -> None:
    """Who handed one in was here; two on one day are one coming (MIS-03)."""
    person = desk.office.person()
    before = came(desk)
    desk.taken(person)
    desk.taken(person)
    once = came(desk)
    desk.office.later(days=1)
    desk.taken(person)

    assert (0, 1, 2) == (before, once, came(desk))


def test_what_is_going_on_is_no_earlier_visit(desk: Desk) -> None:
    """The request of somebody who goes in for it now belongs to this coming (MIS-03)."""
    request = desk.taken(desk.office.person(), desk.hearing)
    desk.core.reception.arrive(actor=desk.operator, person=request.person, request=request.id)
    now = came(desk)
    file = desk.core.casework.open(actor=desk.officer, request=request.id)

    assert 0 == now
    assert 1 == len(comings(file.visits, [file.request], desk.office.site.zone))


def test_filing_online_brings_nobody(desk: Desk) -> None:
    """Nobody came for a request that was filed from home (MIS-03, EDK-04)."""
    request = desk.filed()

    assert () == comings([], [request], desk.office.site.zone)
