"""The office's calendar and its decrees: drafted, previewed, switched on, withdrawn (B5)."""

import re
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from miz.domain.complaints import ComplaintKind
from miz.domain.staff import Role
from miz.domain.values import Text
from miz.plugin import HOLIDAYS
from miz.ports.holidays import Holiday
from miz_apps.web.actions.calendar import Weekday
from tests.apps.bureau import filed, licence, reader, words
from tests.apps.web import WebOffice, made
from tests.office import FewHolidays

SNOW = {
    "title": "تعطیلی برف", "kind": "closed", "first": "2026-01-05", "last": "2026-01-05",
    "reference": "123",
}  # fmt: skip
"""A Monday on which answers of two working days would be due."""
FORM = {
    "title": "Snow", "kind": "closed", "reach": "site", "reference": "۱۲۳/ص",
    "first_year": "۱۴۰۴", "first_month": "۱۰", "first_day": "۱۵",
    "last_year": "1404", "last_month": "10", "last_day": "15", "minutes": "", "closes": "",
    **{f"{day}-{end}": "" for day in Weekday for end in ("start", "until", "break", "resume")},
}  # fmt: skip
UNENDED = {"last_year": "", "last_month": "", "last_day": ""}
WEEK = {
    "monday-start": "8", "monday-until": "۱۶:۳۰", "monday-break": "12:00", "monday-resume": "13",
    "tuesday-start": "08:00", "tuesday-until": "12:00",
}  # fmt: skip


def days(web: WebOffice, first: str, last: str) -> list[Any]:
    """The calendar between two days."""
    found = web.caller(Role.GUARD).get(f"/api/v1/calendar?first={first}&last={last}")
    return list(made(found)["days"])


def test_everybody_reads_when_the_office_is_open(web: WebOffice) -> None:
    """Hours day by day, with the names of holidays, estimated ones marked (features 87)."""
    holidays = web.office.core.parts[HOLIDAYS]
    assert isinstance(holidays, FewHolidays)
    holidays.days[date(2026, 1, 4)] = Holiday(Text("عید", "A feast"), estimated=True)
    week = days(web, "2026-01-03", "2026-01-09")
    usual = [{"start": "07:00", "until": "14:00"}]

    assert [usual, [], usual, usual, usual, [], []] == [one["hours"] for one in week]
    assert {"name": {"fa": "عید", "en": "A feast"}, "estimated": True} == week[1]["holiday"]


def test_a_closure_is_drafted_previewed_and_switched_on(web: WebOffice) -> None:
    """Who is moved is told before and after, by service and last digits, and once (B4, B5)."""
    manager = web.caller(Role.MANAGER)
    request = filed(web, licence(web))
    decree = made(manager.post("/api/v1/decrees", json=SNOW))
    path = f"/api/v1/decrees/{decree['id']}"
    preview = made(manager.get(f"{path}/preview"))
    closed_before = days(web, "2026-01-05", "2026-01-05")[0]["hours"]
    done = made(manager.post(f"{path}/switch-on"))
    again = manager.post(f"{path}/switch-on")
    web.office.deliver()

    assert ("draft", "in_force") == (decree["state"], done["decree"]["state"])
    assert closed_before
    assert [] == days(web, "2026-01-05", "2026-01-05")[0]["hours"]
    assert preview["moved"] == done["moved"]
    assert (1, request.code[-4:], "answer") == (
        preview["count"],
        preview["moved"][0]["digits"],
        preview["moved"][0]["kind"],
    )
    assert ("2026-01-05T10:30:00Z", "2026-01-06T10:30:00Z") == (
        preview["moved"][0]["before"],
        preview["moved"][0]["after"],
    )
    assert (409, "decree.state") == (again.status_code, again.json()["code"])
    assert 2 == len(web.office.sent)


def test_a_complaint_that_moves_is_listed_on_the_page_and_in_the_api(web: WebOffice) -> None:
    """By its kind, its service and the last digits of its code (SVC-08, B5)."""
    manager = reader(web, Role.MANAGER)
    core, actor = web.office.core, web.office.actor
    made_ = [
        core.complaints.make(actor=actor, kind=ComplaintKind.REPORT, text="x", service=service)
        for service in (licence(web).id, None)
    ]
    to = manager.post("/admin/calendar", data=FORM).headers["Location"]
    page = words(manager.get(to).text)
    preview = made(manager.get(f"/api/v1/decrees/{to.rpartition('/')[2]}/preview"))

    assert (2, []) == (preview["count"], preview["moved"])
    assert {one.code[-4:] for one in made_} == {one["digits"] for one in preview["postponed"]}
    assert [True, True] == [one.code[-4:] in page for one in made_]
    assert "The office as a whole" in page


def test_a_preview_names_nobody(web: WebOffice) -> None:
    """Neither name, number nor whole code is in the answer or on the page (I7)."""
    manager = reader(web, Role.MANAGER)
    request = filed(web, licence(web))
    to = manager.post("/admin/calendar", data=FORM).headers["Location"]
    page = manager.get(to).text
    api = manager.get(f"/api/v1/decrees/{to.rpartition('/')[2]}/preview").text

    for told in (page, api):
        assert request.code[-4:] in told
        assert [] == [one for one in (request.code, "کاظمی", "0499370899") if one in told]


def test_who_may_open_a_request_finds_its_person(web: WebOffice) -> None:
    """From the preview to the case, where the look is journalled; not for others (B5)."""
    head, admin = reader(web, Role.MANAGER), reader(web, Role.ADMIN)
    request = filed(web, licence(web))
    to = head.post("/admin/calendar", data=FORM).headers["Location"]
    link = f'href="/requests/{request.id}"'

    assert [True, False] == [link in one.get(to).text for one in (head, admin)]
    assert "کاظمی" in head.get(f"/requests/{request.id}").text


def test_a_week_is_written_with_its_breaks(web: WebOffice) -> None:
    """Clocks as people type them, in either digits; days without hours are closed."""
    admin = reader(web, Role.ADMIN)
    typed = {**FORM, "kind": "hours", **WEEK, **UNENDED}
    to = admin.post("/admin/calendar", data=typed).headers["Location"]
    seen = words(admin.get(to).text)
    done = words(admin.post(to, data={"do": "switch_on"}).text)
    week = days(web, "2026-01-03", "2026-01-09")
    broken = [{"start": "08:00", "until": "12:00"}, {"start": "13:00", "until": "16:30"}]

    assert "Monday 08:00 to 12:00 · 13:00 to 16:30" in seen
    assert "and on" in seen
    assert "The decree is in force" in done
    assert [broken, [{"start": "08:00", "until": "12:00"}], []] == [
        one["hours"] for one in week[2:5]
    ]


WRONG: tuple[tuple[dict[str, str], str, str], ...] = (
    ({"title": ""}, "title", "Fill this in."),
    ({"first_day": "32"}, "first_year", "Write year, month and day"),
    ({"first_year": "", "first_month": "", "first_day": ""}, "first_year", "Fill this in."),
    ({"last_day": "14"}, "last_year", "The last day comes before the first"),
    ({"kind": "late"}, "minutes", "Write by how many minutes"),
    ({"kind": "late", "minutes": "soon"}, "minutes", "This cannot be right here"),
    ({"kind": "early"}, "closes", "Write when the day ends."),
    ({"kind": "early", "closes": "noon"}, "closes", "Write hour and minute, as in 07:30."),
    ({"kind": "early", "closes": "24:00"}, "closes", "Write hour and minute, as in 07:30."),
    ({"kind": "hours"}, "", "Write at least one day with its hours."),
    ({"kind": "hours", **WEEK, "monday-resume": ""}, "monday-start", "the break needs both"),
    ({"kind": "open", **WEEK, "monday-until": "7"}, "monday-start", "swap the two times"),
    ({"kind": "open", **WEEK, "monday-resume": "11"}, "monday-start", "swap the two times"),
)


@pytest.mark.parametrize(
    "row", WRONG, ids=lambda row: " ".join(f"{k}={v}" for k, v in row[0].items())[:40]
)
def test_a_draft_that_cannot_be_says_why_at_its_field(
    web: WebOffice, row: tuple[dict[str, str], str, str]
) -> None:
    """What was typed stays, the sentence is at the field, and no decree is written."""
    changes, field, told = row
    page = reader(web, Role.ADMIN).post("/admin/calendar", data={**FORM, **changes}).text
    tags = re.findall(r"<input[^>]*aria-invalid[^>]*>", page)
    invalid = [re.findall(r' name="([^"]+)"', tag)[0] for tag in tags]

    assert told in words(page)
    assert [field] * bool(field) == invalid
    assert 'value="۱۲۳/ص"' in page
    assert () == web.office.core.hours.decrees(actor=web.office.actor)


def test_a_decree_for_a_province_needs_one(web: WebOffice) -> None:
    """The choice is not offered where the site has none, and refused when it is sent (3.8)."""
    admin = reader(web, Role.ADMIN)
    page = admin.get("/admin/calendar").text
    sent = admin.post("/admin/calendar", data={**FORM, "reach": "province"}).text

    assert re.search(r'name="reach" value="province" disabled', page)
    assert "This site has no province yet" in words(sent)


@pytest.mark.parametrize(
    "changes", [{}, {"kind": "early", "closes": "10"}, {"kind": "late", "minutes": "30"}]
)
def test_a_day_without_an_end_is_that_day(web: WebOffice, changes: dict[str, str]) -> None:
    """A closure, an early or a late day with an empty last day is for its first alone (B5)."""
    admin = reader(web, Role.ADMIN)
    to = admin.post("/admin/calendar", data={**FORM, **changes, **UNENDED}).headers["Location"]
    seen = admin.get(to)
    (decree,) = web.office.core.hours.decrees(actor=web.office.actor)

    assert (200, decree.first) == (seen.status_code, decree.last)


def test_a_draft_is_put_away_from_the_list(web: WebOffice) -> None:
    """Even one that was written before and leaves no office time: its page says so (B5)."""
    admin, office = reader(web, Role.ADMIN), web.office
    to = admin.post("/admin/calendar", data=FORM).headers["Location"]
    (decree,) = office.core.hours.decrees(actor=office.actor)
    office.core.storage.write(lambda uow: uow.decrees.save(evolve(decree, last=None)))
    filed(web, licence(web))
    seen, listed = admin.get(to), admin.get("/admin/calendar").text
    back = admin.post(to, data={"do": "withdraw", "back": "1"}).headers["Location"]
    after = words(admin.get(back).text)

    assert 200 == seen.status_code
    assert "no office time within a year" in words(seen.text)
    assert "Put the draft away" in words(seen.text)
    assert f'action="{to}"' in listed
    assert "Snow" in after
    assert "Draft Put the draft away" not in after


def test_a_decree_whose_days_passed_is_over(web: WebOffice) -> None:
    """A day that is past is not shown as in force (B5)."""
    admin = reader(web, Role.ADMIN)
    to = admin.post("/admin/calendar", data=FORM).headers["Location"]
    admin.post(to, data={"do": "switch_on"})
    before = words(admin.get(to).text)
    web.office.later(days=7)
    admin = reader(web, Role.ADMIN)

    assert "closed In force" in before
    assert "closed over" in words(admin.get(to).text)


def test_a_decree_is_withdrawn(web: WebOffice) -> None:
    """A binding one frees its days; a withdrawn one is only looked at (3.8)."""
    admin = reader(web, Role.ADMIN)
    to = admin.post("/admin/calendar", data=FORM).headers["Location"]
    admin.post(to, data={"do": "switch_on"})
    listed = words(admin.get("/admin/calendar").text)
    done = words(admin.post(to, data={"do": "withdraw"}).text)
    later = admin.get(to).text
    twice = words(admin.post(to, data={"do": "withdraw"}).text)

    assert "Mon 5 Jan" not in listed
    assert "Monday 5 Jan Office closed Snow" in listed
    assert "The decree is withdrawn." in done
    assert 'value="withdraw"' not in later
    assert "This decree was switched on or withdrawn meanwhile" in twice
    assert days(web, "2026-01-05", "2026-01-05")[0]["hours"]


@pytest.mark.parametrize(
    ("start", "first"),
    [
        ("", "شنبه ۱۳ دی"),
        ("2026-02-11", "شنبه ۱۸ بهمن"),
        ("soon", "شنبه ۱۳ دی"),
        ("0001-01-01", "شنبه ۱۳ دی"),
        ("9999-12-31", "شنبه ۱۳ دی"),
    ],
)
def test_the_calendar_shows_five_weeks_in_jalali(
    web: WebOffice, start: str, first: str
) -> None:  # fmt: skip
    """From the Saturday of today or of the day that was asked for."""
    page = reader(web, Role.MANAGER, "fa").get(f"/admin/calendar?from={start}").text
    cells = re.findall(r'<li class="day.*?</li>', page, re.DOTALL)

    assert 35 == len(cells)
    assert words(cells[0]).startswith(first)


def test_an_unknown_deed_or_decree_is_not_there(web: WebOffice) -> None:
    """Neither leads to a fault."""
    admin = reader(web, Role.ADMIN)
    to = admin.post("/admin/calendar", data=FORM).headers["Location"]

    assert 404 == admin.post(to, data={"do": "burn"}).status_code
    assert 404 == admin.get("/admin/calendar/nothing").status_code
    assert 404 == admin.post("/admin/calendar/nothing", data={"do": "switch_on"}).status_code
