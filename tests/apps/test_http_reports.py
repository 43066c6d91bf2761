"""Reports and complaints: in figures over the API, on pages for the head of a unit."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from miz.domain.bookings import Booking
from miz.domain.catalogue import Service
from miz.domain.complaints import ComplaintKind
from miz.domain.ids import BookingId
from miz.domain.requests import Outcome
from miz.domain.staff import Actor, Permission, Role
from miz_apps.web.rendering.dates import jalali_month
from tests.apps.bureau import LICENCE, filed, licence, opinion, reader, words
from tests.apps.web import WebOffice, made

MONTH = "first=2026-01-01&last=2026-01-31"
ASKED = {
    "first_year": "1404", "first_month": "10", "first_day": "1",
    "last_year": "1404", "last_month": "11", "last_day": "30",
}  # fmt: skip


def answered(web: WebOffice, service: Service, number: int, **later: float) -> None:
    """Somebody's request that is answered after a while; sessions are over then."""
    request = filed(web, service, number)
    web.office.later(**later)
    web.office.core.casework.answer(
        actor=web.office.actor, request=request.id, outcome=Outcome.GRANTED, text="بفرمایید"
    )


def lines(web: WebOffice, period: str = MONTH) -> list[Any]:
    """The services of a period."""
    found = web.caller(Role.MANAGER).get(f"/api/v1/reports/services?{period}")
    return list(made(found)["services"])


def test_services_are_on_time_or_late(web: WebOffice) -> None:
    """One answer in a day, one after nine, and one still open whose time is over (MIS-01)."""
    service = licence(web)
    answered(web, service, 0, days=1)
    answered(web, service, 1, days=9)
    filed(web, service, 2)
    web.office.later(days=9)
    (line,) = lines(web)
    page = words(reader(web, Role.MANAGER).get("/reports", params=ASKED).text)

    assert ("Licence", 3, 0, 1, 2) == (
        line["title"]["en"],
        line["requests"],
        line["online"],
        line["on_time"],
        line["late"],
    )
    assert 1 / 3 == pytest.approx(line["share"])
    assert "Licence 3 0 0% 1 2 33 33% 0 1.0 of 1 promised 0" in page
    assert [] == lines(web, "first=2025-01-01&last=2025-01-31")


def test_visits_are_held_against_the_promised_ones(web: WebOffice) -> None:
    """Two visits for one request, where the sheet promises one, is wandering (MIS-03, B9)."""
    core, actor, service = web.office.core, web.office.actor, licence(web)
    request = filed(web, service)
    for _ in range(2):
        visit = core.reception.arrive(
            actor=actor, person=request.person, host=web.office.host.id, request=request.id
        )
        core.storage.write(
            lambda uow, one=visit.id: uow.visits.save(_over(uow.visits.get(one)))  # type: ignore[misc]
        )
    (line,) = lines(web)
    page = reader(web, Role.MANAGER).get("/reports", params=ASKED).text

    assert (2.0, 1) == (line["visits"], line["promised_visits"])
    assert re.search(r'<span class="tag busy">2.0</span> <small>of 1 promised', page)


def _over(visit: Any) -> Any:
    """The visit as if it were over, so that the person may come again."""
    return evolve(visit, state=type(visit.state).LEFT)


def test_an_online_service_avoids_visits(web: WebOffice) -> None:
    """Counted where nobody needs to come and the citizen filed online (EDK-04)."""
    service = licence(web, evolve(LICENCE, online=True))
    request = filed(web, service)
    online = type(request.origin).ONLINE
    web.office.core.storage.write(
        lambda uow: uow.requests.save(evolve(uow.requests.get(request.id), origin=online))
    )
    (line,) = lines(web)

    assert (1, 1) == (line["online"], line["avoided"])


def test_what_people_think_by_axis_item_and_filter(web: WebOffice) -> None:
    """Points from 0 to 100, reversed items turned; narrowed by service; comments unnamed."""
    service = licence(web)
    opinion(web, service, comment="خوب بود", i16=5, i9=3, i14=1)
    opinion(web, web.office.service, comment="بد بود", i16=1)
    manager = web.caller(Role.MANAGER)
    whole = made(manager.get(f"/api/v1/reports/survey?{MONTH}"))
    one = made(manager.get(f"/api/v1/reports/survey?{MONTH}&service={service.id}"))
    pages = reader(web, Role.MANAGER)
    page = words(pages.get("/reports", params={**ASKED, "service": service.id}).text)

    assert (2, 50.0, 1, 100.0) == (
        whole["opinions"],
        whole["axes"]["whole"],
        one["opinions"],
        one["axes"]["whole"],
    )
    assert {14: 100.0, 9: 50.0, 1: None} == {
        item["number"]: item["points"] for item in one["items"] if item["number"] in {14, 9, 1}
    }
    assert "1 opinion" in page
    assert "9. The number of visits was reasonable. 50 50" in page
    assert "خوب بود" not in page


def test_words_are_shown_where_they_hide_who_wrote_them(web: WebOffice) -> None:
    """From five opinions of a service on, without day or desk (EDK-14)."""
    service, manager = licence(web), web.caller(Role.MANAGER)
    for number in range(4):
        opinion(web, service, comment=f"نظر {number}", i16=5)
    opinion(web, web.office.service, comment="بد بود", i16=1)
    path = f"/api/v1/reports/comments?{MONTH}"
    few = made(manager.get(path))["comments"]
    opinion(web, service, i16=5)
    enough = made(manager.get(path))["comments"]
    page = words(reader(web, Role.MANAGER).get("/reports", params=ASKED).text)

    assert [] == few
    assert [{"service": service.id, "text": f"نظر {number}"} for number in range(4)] == enough
    assert "نظر 3 Licence Words are shown" in page


def test_survey_and_figures_stand_side_by_side(web: WebOffice) -> None:
    """What people say of visits and time, and what we measured (B9)."""
    service = licence(web)
    answered(web, service, 0, days=1)
    opinion(web, service, i9=2, i10=2)
    page = words(reader(web, Role.MANAGER).get("/reports", params=ASKED).text)

    assert "Measured: 1.0 visits per request" in page
    assert "Measured: 100% in time" in page


def test_a_report_begins_with_this_jalali_month(web: WebOffice) -> None:
    """Offices count by it; other periods are asked for in three fields each."""
    page = reader(web, Role.MANAGER, "fa").get("/reports").text
    asked = reader(web, Role.MANAGER).get("/reports", params=ASKED).text

    assert (date(2025, 12, 22), date(2026, 1, 20)) == jalali_month(date(2026, 1, 3))
    assert "۱۴۰۴/۱۰/۰۱" in words(page)
    assert "۱۴۰۴/۱۰/۳۰" in words(page)
    assert "from 2025-12-22 to 2026-02-19" in words(asked)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"last_year": "1410"}, "Choose a period of at most 400 days"),
        ({"last_year": "1403"}, "Choose a period of at most 400 days"),
        ({"first_month": "13"}, "Write year, month and day"),
        ({"first_year": "1", "last_year": "1"}, "This year cannot be right"),
    ],
)
def test_an_odd_period_is_told_and_this_month_is_shown(
    web: WebOffice, changes: dict[str, str], told: str
) -> None:
    """The page stays usable, whatever its address says."""
    page = words(reader(web, Role.MANAGER).get("/reports", params={**ASKED, **changes}).text)

    assert told in page
    assert "Services from 2025-12-22 to 2026-01-20" in page


def test_strange_filters_are_left_out(web: WebOffice) -> None:
    """A service that never was narrows nothing, and breaks nothing."""
    opinion(web, licence(web), i16=5)
    params = {**ASKED, "service": "<x>", "desk": "no-such"}
    answer = reader(web, Role.MANAGER).get("/reports", params=params)

    assert 200 == answer.status_code
    assert "1 opinion" in words(answer.text)


def test_the_desk_sees_whom_it_expects_per_half_hour(web: WebOffice) -> None:
    """Booked visits of a day, counted (EDK-03)."""
    service, zone = licence(web), web.office.site.zone
    for number, minute in enumerate((0, 20, 30)):
        request = filed(web, service, number)
        start = datetime(2026, 1, 4, 8, minute, tzinfo=zone)
        seat = Booking(
            BookingId(web.office.core.ids.new()), service.site, service.id, request.person,
            request.id, start, start + timedelta(minutes=20), seat=0,
        )  # fmt: skip
        web.office.core.storage.write(lambda uow, one=seat: uow.bookings.save(one))  # type: ignore[misc]
    guard = web.caller(Role.GUARD)
    tomorrow = made(guard.get("/api/v1/reports/arrivals?day=2026-01-04"))
    today = made(guard.get("/api/v1/reports/arrivals"))

    assert [2, 1] == [one["count"] for one in tomorrow["arrivals"]]
    assert ["2026-01-04T08:00:00+03:30", "2026-01-04T08:30:00+03:30"] == [
        one["at"] for one in tomorrow["arrivals"]
    ]
    assert ("2026-01-03", []) == (today["day"], today["arrivals"])


def complain(web: WebOffice, text: str, **more: Any) -> Any:
    """Somebody complains, without a name."""
    public = Actor("citizen", web.office.site.id, frozenset())
    return web.office.core.complaints.make(
        actor=public, kind=ComplaintKind.COMPLAINT, text=text, **more
    )


def test_complaints_are_answered_once(web: WebOffice) -> None:
    """Due first over the API; their codes are their writers' alone (SVC-08, right 10)."""
    made_ = complain(web, "سه بار آمدم", service=licence(web).id)
    manager = web.caller(Role.MANAGER)
    found = made(manager.get("/api/v1/complaints"))["complaints"]
    path = f"/api/v1/complaints/{made_.id}/answer"
    answer = made(manager.post(path, json={"text": "پوزش می‌خواهیم"}))
    again = manager.post(path, json={"text": "باز هم"})

    assert [("سه بار آمدم", "open")] == [(one["text"], one["state"]) for one in found]
    assert made_.code not in manager.get("/api/v1/complaints").text
    assert ("answered", "Manager") == (answer["state"], answer["answered_by"])
    assert (409, "complaint.wrong_state") == (again.status_code, again.json()["code"])
    assert [] == made(manager.get("/api/v1/complaints"))["complaints"]


def test_the_page_marks_what_passed_its_time(web: WebOffice) -> None:
    """Escalated first; an empty answer keeps its form open; a good one takes it away."""
    late = complain(web, "دیر شد", service=licence(web).id)
    web.office.later(days=30)
    web.office.core.complaints.escalate_overdue(
        actor=Actor.system(web.office.site.id, Permission.DELIVER)
    )
    complain(web, "تازه")
    manager = reader(web, Role.MANAGER)
    page = manager.get("/complaints").text
    empty = manager.post("/complaints", data={"complaint": late.id, "text": " "}).text
    done = words(manager.post("/complaints", data={"complaint": late.id, "text": "بله"}).text)
    twice = words(manager.post("/complaints", data={"complaint": late.id, "text": "بله"}).text)

    assert page.index("دیر شد") < page.index("تازه")
    assert "With the head of the office Was due" in words(page)
    assert "Complaint · Licence" in words(page)
    assert 1 == empty.count('<details class="more" open>')
    assert "Fill this in." in words(empty)
    assert "The answer is given." in done
    assert "دیر شد" not in done
    assert "This complaint is answered already." in twice


def test_each_role_finds_its_pages(web: WebOffice) -> None:
    """The start page and the way on top lead where the role may go, and nowhere else (V8)."""

    def ways(role: Role) -> set[str]:
        html = reader(web, role).get("/").text
        wanted = ("/inbox", "/complaints", "/reports", "/admin/calendar", "/admin")
        return {one for one in wanted if f'href="{one}"' in html}

    assert 1 == words(reader(web, Role.OFFICER).get("/").text).count("Requests of your unit")
    assert {"/inbox"} == ways(Role.OFFICER)
    assert {"/inbox", "/complaints", "/reports", "/admin/calendar"} == ways(Role.MANAGER)
    assert {"/admin", "/admin/calendar"} == ways(Role.ADMIN)
    assert set() == ways(Role.GUARD)
