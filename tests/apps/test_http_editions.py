"""Editions: exported, brought as a file, written in a form, looked at, published."""

import re
from datetime import date
from typing import Any

from attrs import evolve

from miz.domain.editions import Information, Step
from miz.domain.staff import Role
from miz.domain.values import Text
from miz_apps.sheets import read_sheet, write_sheet
from tests.apps.bureau import LICENCE, TODAY, fields, licence, reader, words
from tests.apps.web import Caller, WebOffice, made

SAID = ("Checking", "National card", "1,500,000 rials", "The law", "How long?", "Copies")
FAULT = re.compile(
    r'<bdi class="code" dir="ltr">([^<]+)</bdi><small>[^<]+</small>'
    r'(?:<bdi class="maybe" dir="ltr">([^<]+)</bdi>)?'
)
"""Where something is wrong, and what may stand there."""


def editions(web: WebOffice, service: str) -> list[tuple[int, date, Information]]:
    """Every edition of a service."""
    found = web.office.core.publishing.editions(
        actor=web.office.actor,
        service=service,  # type: ignore[arg-type]
    )
    return [(one.number, one.valid_from, one.information) for one in found]


def post_parts(caller: Caller, path: str, given: dict[str, str]) -> Any:
    """A form that is sent as parts."""
    return caller.post(path, files={name: (None, text) for name, text in given.items()})


def test_an_edition_goes_out_as_a_file_and_comes_back_equal(web: WebOffice) -> None:
    """Export, import, export: the same information each time (SVC-01)."""
    admin, service = web.caller(Role.ADMIN), licence(web)
    path = f"/api/v1/services/{service.id}"
    sheet = admin.get(f"{path}/edition.toml")
    head = sheet.text.splitlines()[0]
    published = made(
        admin.post(f"{path}/editions", json={"sheet": sheet.text, "valid_from": "2026-01-05"})
    )
    again = admin.get(f"{path}/edition.toml?number=2")
    listed = made(admin.get(f"{path}/editions"))["editions"]

    assert "application/toml" == sheet.headers["Content-Type"]
    assert "filename*=UTF-8''10-22-1.toml" in sheet.headers["Content-Disposition"]
    assert ("#", "پروانه", "۱۴۰۴/۱۰/۱۳") == (head[0], head[2:8], head[-10:])
    assert [(1, LICENCE), (2, LICENCE)] == [(n, said) for n, _, said in editions(web, service.id)]
    assert (2, "2026-01-05", "Admin") == (
        published["number"],
        published["valid_from"],
        published["published_by"],
    )
    assert LICENCE == read_sheet(again.content)
    assert [1, 2] == [one["number"] for one in listed]


def test_a_service_without_an_edition_exports_an_empty_sheet(web: WebOffice) -> None:
    """It shows everything that may be said; a number that never was is an empty one too."""
    admin, service = reader(web, Role.ADMIN), web.office.service
    sheet = admin.get(f"/admin/services/{service.id}/edition.toml")
    other = admin.get(f"/admin/services/{service.id}/edition.toml?number=7")

    assert Information() == read_sheet(sheet.content) == read_sheet(other.content)
    assert "no-store" == sheet.headers["Cache-Control"]
    assert "visits = 0" in sheet.text


def test_a_sheet_that_cannot_be_published_says_where(web: WebOffice) -> None:
    """Over the API: the key and its place, and nothing is published."""
    admin, service = web.caller(Role.ADMIN), licence(web)
    bodies = (
        ("steps = 1", "2026-01-05"), ("a", "2026-01-05"), ("online = true", "2026-01-02"),
        ("online = true", "9999-12-31"), ("", "2026-01-05"),
    )  # fmt: skip
    told = [
        admin.post(
            f"/api/v1/services/{service.id}/editions", json={"sheet": sheet, "valid_from": day}
        ).json()
        for sheet, day in bodies
    ]

    assert [
        ("information.invalid", "steps"),
        ("information.invalid", None),
        ("edition.past", "valid_from"),
        ("day.range", "valid_from"),
        ("request.invalid", "sheet"),
    ] == [(one["code"], one["field"]) for one in told]
    assert 1 == len(editions(web, service.id))


def test_a_file_is_looked_at_before_it_is_published(web: WebOffice) -> None:
    """Uploaded, checked, shown as citizens will see it, published from a day on."""
    admin, service = reader(web, Role.ADMIN), licence(web)
    path, said = f"/admin/services/{service.id}", evolve(LICENCE, online=True)
    file = ("sheet.toml", write_sheet(said).encode(), "application/toml")
    seen = admin.post(path, data={"do": "file"}, files={"sheet": file}).text
    before = len(editions(web, service.id))
    given = {**fields(seen), "do": "publish", "from_year": "1404", "from_month": "10"}
    past = post_parts(admin, f"{path}/edition", {**given, "from_day": "12"})
    done = post_parts(admin, f"{path}/edition", {**given, "from_day": "20"})
    shown = words(admin.get(done.headers["Location"]).text)

    assert "This is how citizens will see it." in words(seen)
    assert "Entirely online, nobody needs to come" in words(seen)
    assert [] == [text for text in SAID if text not in words(seen)]
    assert "Request it now" not in seen
    assert 1 == before
    assert "An edition begins today or later." in past.text
    assert 303 == done.status_code
    assert "The edition is published." in shown
    assert (2, date(2026, 1, 10), said) == editions(web, service.id)[-1]


def test_a_file_with_faults_names_each_key_and_its_place(web: WebOffice) -> None:
    """With what may stand there instead; no file at all is told as well."""
    admin, service = reader(web, Role.ADMIN), licence(web)
    text = 'descripton = "x"\n[[steps]]\nkey = "a"\n[sheet]\nlevel = "county"\n'
    file = ("sheet.toml", text.encode(), "application/toml")
    page = admin.post(
        f"/admin/services/{service.id}", data={"do": "file"}, files={"sheet": file}
    ).text
    none = admin.post(f"/admin/services/{service.id}", data={"do": "file"}).text

    assert [
        ("descripton", "description"),
        ("steps[1].title", ""),
        ("sheet.level", "national, regional, provincial, urban, rural"),
    ] == [(place, hint) for place, hint in FAULT.findall(page)]
    assert "Choose a file first." in words(none)
    assert 1 == len(editions(web, service.id))


def test_the_form_writes_the_same_as_a_file(web: WebOffice) -> None:
    """Filled with what is in force; sent as it is, it says the same; form and sheet stay."""
    admin, service = reader(web, Role.ADMIN, "fa"), licence(web)
    path = f"/admin/services/{service.id}/edition"
    filled = fields(admin.get(path).text)
    seen = post_parts(admin, path, {**filled, "do": "look"}).text
    given = {
        **fields(seen), "do": "publish",
        "from_year": "1404", "from_month": "10", "from_day": "13",
    }  # fmt: skip
    done = post_parts(admin, path, given)

    assert ("۱۳۸۱", "۱۲", "۲۴") == tuple(
        filled[f"laws-1-day_{part}"] for part in ("year", "month", "day")
    )
    assert 303 == done.status_code
    assert [(1, TODAY, LICENCE), (2, TODAY, LICENCE)] == editions(web, service.id)


def test_what_is_typed_becomes_a_new_edition(web: WebOffice) -> None:
    """Rows are added, moved and dropped without a script; new ones get keys of their own."""
    admin, service = reader(web, Role.ADMIN), licence(web)
    path = f"/admin/services/{service.id}/edition"
    one = fields(admin.get(path).text)
    more = post_parts(admin, path, {**one, "do": "more:steps"}).text
    typed = {**fields(more), "steps-3-title": "تحویل", "fees-1-rials": "۲٬۰۰۰٬۰۰۰", "online": "1"}
    moved = post_parts(admin, path, {**typed, "do": "up:steps:3"}).text
    dropped = post_parts(admin, path, {**fields(moved), "do": "drop:laws:1"}).text
    seen = post_parts(admin, path, {**fields(dropped), "do": "look"}).text
    said = read_sheet(fields(seen)["sheet"].encode())
    back = fields(post_parts(admin, path, {**fields(seen), "do": "edit"}).text)
    steps = (LICENCE.steps[0], Step("s1", Text("تحویل")), LICENCE.steps[1])
    fee = evolve(LICENCE.fees[0], rials=2_000_000)

    assert evolve(LICENCE, steps=steps, fees=(fee,), laws=(), online=True) == said
    assert "تحویل" == back["steps-2-title"]
    assert 1 == len(editions(web, service.id))


def test_a_form_with_faults_keeps_what_was_typed(web: WebOffice) -> None:
    """Each sentence stands at its field, in the row where it belongs."""
    admin, service = reader(web, Role.ADMIN), licence(web)
    path = f"/admin/services/{service.id}/edition"
    wrong = {
        "do": "look", "duration_days": "soon", "steps-1-title": "", "steps-1-note": "x",
        "fees-1-rials": "1,5 tuman", "laws-1-day_month": "13",
    }  # fmt: skip
    page = post_parts(admin, path, {**fields(admin.get(path).text), **wrong}).text
    at = re.findall(r'class="wrong" id="([\w-]+)-note"', page)
    shown = fields(page)

    assert ["duration_days", "steps-1-title", "fees-1-rials", "laws-1-day"] == at
    assert "4 fields need a look." in words(page)
    assert ("soon", "1,5 tuman", "13") == (
        shown["duration_days"],
        shown["fees-1-rials"],
        shown["laws-1-day_month"],
    )


def test_steps_that_outlast_the_answer_are_told_before_publishing(web: WebOffice) -> None:
    """Also at the end of the form is a button that looks at it (SVC-02, SVC-06)."""
    admin, service = reader(web, Role.ADMIN), licence(web)
    page = admin.get(f"/admin/services/{service.id}/edition").text
    long = {**fields(page), "steps-1-duration_days": "3", "do": "look"}
    looked = words(post_parts(admin, f"/admin/services/{service.id}/edition", long).text)
    usual = words(
        post_parts(
            admin, f"/admin/services/{service.id}/edition", {**fields(page), "do": "look"}
        ).text
    )

    assert 2 == page.count('name="do" value="look"')
    assert "The steps come to 3 working days, more than the answer is promised in" in looked
    assert "The steps come to" not in usual


def test_a_newer_edition_that_begins_later_is_told(web: WebOffice) -> None:
    """Whoever writes another one before it sees that the later one will not come."""
    admin, service = reader(web, Role.ADMIN), licence(web)
    core, actor = web.office.core, web.office.actor
    core.publishing.publish(
        actor=actor, service=service.id, information=LICENCE, valid_from=date(2026, 2, 1)
    )
    path = f"/admin/services/{service.id}"
    seen = post_parts(
        admin, f"{path}/edition", {**fields(admin.get(f"{path}/edition").text), "do": "look"}
    )
    listed = words(admin.get(path).text)

    assert "An edition that begins on 2026-02-01 is published already." in words(seen.text)
    assert "Begins later" in listed
    assert "In force" in listed
