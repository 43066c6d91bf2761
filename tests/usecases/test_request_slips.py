"""One code for tracking, invitation and slip (B3, J3, C2-07), and the desk that scans it."""

import pytest

from miz.domain.access import Reason
from miz.domain.admissions import IdentificationMethod
from miz.domain.passes import Pass, PassState
from miz.domain.persian import persian_digits
from miz.domain.requests import Request
from miz.domain.visits import Visit
from miz.usecases.lookup import Found, FoundBy
from tests.desk_office import Desk, equip_again


def admitted(desk: Desk, request: Request) -> Visit:
    """The request's citizen, who may pass the gate."""
    visit = desk.core.reception.arrive(
        actor=desk.operator,
        person=request.person,
        request=request.id,
        identified_by=IdentificationMethod.NATIONAL_CARD,
    )
    desk.core.reception.answer(actor=desk.operator, visit=visit.id, agreed=True)
    return desk.core.reception.admit(actor=desk.operator, visit=visit.id)


def slip(desk: Desk, visit: Visit) -> Pass:
    """A slip for the visit."""
    return desk.core.reception.hand_slip(actor=desk.operator, visit=visit.id)


def reason(desk: Desk, code: str) -> Reason:
    """What the gate says to a code."""
    return desk.core.gatehouse.present(
        actor=desk.actor, lane=desk.office.lane_in.id, code=code
    ).access.reason


def passes(desk: Desk, visit: Visit) -> list[tuple[str, PassState]]:
    """The visit's passes, oldest first."""
    found = desk.core.storage.read(lambda uow: uow.passes.of_visit(visit.id))
    return [(one.code, one.state) for one in reversed(found)]


def find(desk: Desk, typed: str) -> Found:
    """What the command field finds."""
    return desk.core.lookup.find(actor=desk.operator, typed=typed)


def test_the_first_slip_carries_the_tracking_code(desk: Desk) -> None:
    """The citizen keeps one number; it opens the gate from the desk on (B3, MIS-09)."""
    request = desk.taken(service=desk.hearing)
    before = reason(desk, request.code)
    visit = admitted(desk, request)
    desk.office.later(seconds=3)
    admitted_only = reason(desk, request.code)
    desk.office.later(seconds=3)
    first = slip(desk, visit)

    assert request.code == first.code
    assert [Reason.UNKNOWN_CODE] * 2 == [before, admitted_only]
    assert desk.office.enter(first).entry is not None


def test_the_second_slip_has_another_number(desk: Desk) -> None:
    """And the first one opens nothing any more (B3, C1-08, threat 26)."""
    request = desk.taken(service=desk.hearing)
    visit = admitted(desk, request)
    slip(desk, visit)
    desk.office.later(minutes=1)
    second = slip(desk, visit)
    desk.office.later(minutes=1)
    third = slip(desk, visit)

    assert request.code not in {second.code, third.code}
    assert [
        (request.code, PassState.REVOKED),
        (second.code, PassState.REVOKED),
        (third.code, PassState.LIVE),
    ] == passes(desk, visit)
    assert Reason.PASS_REVOKED is reason(desk, request.code)
    assert Reason.GRANTED is reason(desk, third.code)


def test_the_next_visit_for_the_request_has_its_code_again(desk: Desk) -> None:
    """A citizen who comes twice for one request keeps his number (B3, MIS-03)."""
    request = desk.taken(service=desk.hearing)
    first = slip(desk, admitted(desk, request))
    desk.office.enter(first)
    desk.office.later(minutes=20)
    desk.office.enter(first, desk.office.lane_out)
    desk.office.later(minutes=20)
    second = slip(desk, admitted(desk, request))
    file = desk.core.casework.open(actor=desk.officer, request=request.id)

    assert request.code == second.code
    assert desk.office.enter(second).entry is not None
    assert 2 == len(file.visits)


def test_a_visit_without_a_request_has_a_number_of_its_own(desk: Desk) -> None:
    """Twenty digits, as before (C1-08)."""

    assert 20 == len(desk.office.slip().code)


@pytest.mark.parametrize("typed", ["{code}", "{grouped}", "{persian}", " {code} "])
def test_the_desk_finds_the_request_by_its_code(desk: Desk, typed: str) -> None:
    """As scanned, as read aloud, as typed: person, request and the visit that is open (C2-07)."""
    request = desk.taken(service=desk.hearing)
    visit = admitted(desk, request)
    grouped = " ".join(request.code[at : at + 4] for at in range(0, 16, 4))
    found = find(
        desk,
        typed.format(code=request.code, grouped=grouped, persian=persian_digits(request.code)),
    )

    assert (FoundBy.TRACKING, [request.person]) == (found.by, [one.id for one in found.people])
    assert found.request is not None
    assert found.visit is not None
    assert (request.id, visit.id) == (found.request.id, found.visit.id)


def test_a_code_of_another_site_finds_nobody(desk: Desk) -> None:
    """Nor does it open a gate there (ASVS V8.4.1)."""
    other = equip_again(desk)
    request = other.taken(service=other.hearing)
    slip(other, admitted(other, request))

    assert () == find(desk, request.code).people
    assert find(desk, request.code).request is None
    assert Reason.OTHER_SITE is reason(desk, request.code)


def test_a_code_of_nobody_is_searched_on(desk: Desk) -> None:
    """Sixteen digits can be a card's number too (Q2)."""
    desk.core.cards.add(actor=desk.actor, number="0042", code="0000000000000000")
    found = find(desk, "0000000000000000")

    assert FoundBy.CARD is found.by
    assert found.card is not None
    assert "0042" == found.card.number


def test_the_slip_shows_no_number_of_the_person(desk: Desk) -> None:
    """What is printed is the code, the name, the host and the unit (threat 26, C3-04)."""
    request = desk.taken(service=desk.hearing)
    visit = admitted(desk, request)
    slip(desk, visit)
    printed = desk.core.lookup.slip(actor=desk.operator, visit=visit.id)

    assert (request.code, desk.office.host) == (printed.pass_.code, printed.host)
    assert printed.unit is not None
    assert "مالی" == printed.unit.name.fa
