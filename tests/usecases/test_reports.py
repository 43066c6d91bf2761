"""What the desk's work comes to, equal to counts by hand (MIS-01, MIS-03, EDK-04)."""

from datetime import date, timedelta

import pytest
from attrs import evolve

from miz.domain.admissions import IdentificationMethod
from miz.domain.editions import Sheet
from miz.domain.requests import Outcome, Request
from miz.errors import InvalidValue
from miz.usecases.reports import Line
from tests.desk_office import LICENCE, Desk, equip_again, publish
from tests.usecases.decrees import MONDAY, switched_on

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)


def lines(desk: Desk, first: date = FIRST, last: date = LAST) -> dict[str, Line]:
    """The report, by the services' Persian titles."""
    found = desk.core.reports.services(actor=desk.head, first=first, last=last)
    return {line.title.fa: line for line in found}


def licence(desk: Desk) -> Line:
    """The line of the licence."""
    return lines(desk)["پروانهٔ کسب"]


def answer(desk: Desk, request: Request) -> None:
    """The office answers."""
    desk.core.casework.answer(
        actor=desk.officer, request=request.id, outcome=Outcome.GRANTED, text="شد"
    )


def visit(desk: Desk, request: Request) -> None:
    """The citizen comes for the request, and goes again."""
    visit = desk.core.reception.arrive(
        actor=desk.operator,
        person=request.person,
        request=request.id,
        identified_by=IdentificationMethod.NATIONAL_CARD,
    )
    desk.office.later(days=1, minutes=1)
    desk.core.reception.expire_overdue(actor=desk.actor)
    assert desk.core.lookup.visit(actor=desk.operator, visit=visit.id).closed_at is not None


def test_answers_are_on_time_or_late(desk: Desk) -> None:
    """Answered in time, answered late, overdue and unanswered, not due yet (MIS-01)."""
    requests = [desk.taken(desk.office.person(number)) for number in range(3)]
    answer(desk, requests[0])
    desk.go(MONDAY, "14:00")
    desk.office.later(seconds=1)
    answer(desk, requests[1])
    desk.taken(desk.office.person(3))
    line = licence(desk)

    assert (4, 1, 2, 1 / 3) == (line.requests, line.on_time, line.late, line.share)


def test_a_service_without_anything_due_has_no_share(desk: Desk) -> None:
    """Nothing is not perfect (MIS-01)."""
    desk.taken()

    assert (0, 0, None) == (licence(desk).on_time, licence(desk).late, licence(desk).share)


def test_waiting_for_the_citizen_is_not_late(desk: Desk) -> None:
    """The clock stands, however long he takes (MIS-01, J2 step 6)."""
    request = desk.taken()
    desk.core.casework.ask(actor=desk.officer, request=request.id, text="عکس")
    desk.office.later(days=20)

    assert (1, 0) == (licence(desk).requests, licence(desk).late)


def test_promises_that_moved_are_counted(desk: Desk) -> None:
    """By a decree or a pause; what was kept then is on time (MIS-01, B4)."""
    request = desk.taken()
    switched_on(desk)
    desk.go(date(2026, 1, 6), "13:00")
    answer(desk, request)

    assert (1, 1, 0) == (licence(desk).moved, licence(desk).on_time, licence(desk).late)


def test_each_service_has_its_line_by_code(desk: Desk) -> None:
    """Those that had a request or a promise in the period, and no other (MIS-01)."""
    desk.taken(service=desk.hearing)
    desk.taken(desk.office.person(1))

    assert ["پروانهٔ کسب", "جلسهٔ رسیدگی"] == list(lines(desk))
    assert {} == lines(desk, date(2025, 1, 1), date(2025, 12, 31))


def test_a_period_has_both_its_days(desk: Desk) -> None:
    """From midnight to midnight at the office (MIS-01)."""
    desk.go(date(2026, 1, 10), "23:59")
    desk.taken()

    assert 1 == lines(desk, date(2026, 1, 10), date(2026, 1, 10))["پروانهٔ کسب"].requests
    assert {} == lines(desk, date(2026, 1, 11), date(2026, 1, 11))
    assert {} == lines(desk, date(2026, 1, 9), date(2026, 1, 9))


@pytest.mark.parametrize("last", [FIRST - timedelta(days=1), FIRST + timedelta(days=401)])
def test_a_period_has_a_length(desk: Desk, last: date) -> None:
    """Neither backwards nor a decade (MIS-01)."""
    with pytest.raises(InvalidValue) as caught:
        lines(desk, FIRST, last)

    assert ("period.length", "last") == (caught.value.code, caught.value.field)


def test_what_was_overdue_before_a_period_is_counted(desk: Desk) -> None:
    """An open request whose time was over before is no part of the lines, and not lost (MIS-01)."""
    desk.taken()
    request = desk.taken(desk.office.person(1))
    desk.core.casework.ask(actor=desk.officer, request=request.id, text="سند")
    desk.office.later(days=30)
    today = desk.now.date()

    assert 1 == desk.core.reports.overdue(actor=desk.head, before=today)
    assert 0 == desk.core.reports.overdue(actor=desk.head, before=FIRST)


def test_visits_for_a_request_are_counted(desk: Desk) -> None:
    """Two for one, its filing for the other; the sheet promised one (MIS-03, B9)."""
    sheet = evolve(LICENCE, sheet=Sheet(visits=1))
    publish(desk.office, desk.licence.id, sheet)
    wanderer = desk.taken()
    desk.taken(desk.office.person(1))
    visit(desk, wanderer)
    visit(desk, wanderer)

    assert (1.5, 1) == (licence(desk).visits, licence(desk).promised_visits)
    file = desk.core.casework.open(actor=desk.officer, request=wanderer.id)
    assert 2 == len(file.visits)


def test_a_visit_for_nothing_is_no_visit_of_a_request(desk: Desk) -> None:
    """The same person at the desk for something else is not counted (MIS-03)."""
    request = desk.taken()
    person = desk.core.storage.read(lambda uow: uow.people.get(request.person))
    desk.office.arrived(person)

    assert 1.0 == licence(desk).visits


def test_visits_that_were_avoided_are_counted(desk: Desk) -> None:
    """Filed online, of a service that needs no visit (EDK-04)."""
    publish(desk.office, desk.licence.id, evolve(LICENCE, online=True))
    desk.filed()
    desk.taken()

    assert (2, 1, 1) == (
        licence(desk).requests,
        licence(desk).online,
        licence(desk).avoided,
    )


def test_what_was_filed_before_it_went_online_avoided_no_visit(desk: Desk) -> None:
    """Each request counts by the edition it was filed under, and none by a future one (EDK-04)."""
    desk.filed()
    desk.core.publishing.publish(
        actor=desk.actor,
        service=desk.licence.id,
        information=evolve(LICENCE, online=True, sheet=Sheet(visits=0)),
        valid_from=date(2026, 2, 1),
    )

    assert (1, 0) == (licence(desk).online, licence(desk).avoided)


def test_what_needs_a_visit_avoided_none(desk: Desk) -> None:
    """However it was filed (EDK-04)."""
    desk.filed()

    assert (1, 0) == (licence(desk).online, licence(desk).avoided)


def test_another_site_is_not_counted(desk: Desk) -> None:
    """Its requests stand in its own report (ASVS V8.4.1)."""
    other = equip_again(desk)
    other.taken()

    assert {} == lines(desk)
    assert 1 == licence(other).requests
