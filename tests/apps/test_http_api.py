from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from miz.domain.staff import Role
from miz.domain.values import Language
from miz.domain.visits import VisitState
from miz_apps.web.actions.printing import slip_of
from miz_apps.web.server import all_routes
from tests.apps.web import PERSON, Caller, WebOffice, made, picture
from tests.office import CARD, NATIONAL_IDS, furnish_again


def arrived(guard: Caller, **more: Any) -> Any:
    """A registered visitor at the desk, identified."""
    person = made(guard.post("/api/v1/people", json=PERSON))
    body = {"person": person["id"], "identified_by": "national_card", **more}
    return made(guard.post("/api/v1/arrivals", json=body))


def test_a_visitor_s_way_from_the_desk_through_the_gate_and_out(
    web: WebOffice, guard: Caller
) -> None:
    """Register, admit, hand a slip, pass in and out: the whole way over the API (C1, C3)."""
    gate, lane_in, lane_out = web.device(), web.office.lane_in.id, web.office.lane_out.id
    visit = arrived(guard, host=web.office.host.id)["id"]
    made(guard.post(f"/api/v1/visits/{visit}/admit"))
    slip = made(guard.post(f"/api/v1/visits/{visit}/slip"))

    def read(lane: str, key: str) -> Any:
        body, headers = {"code": slip["code"]}, {"Idempotency-Key": key}
        return made(gate.post(f"/api/v1/lanes/{lane}/reads", json=body, headers=headers))

    first, again = read(lane_in, "read-0001"), read(lane_in, "read-0001")
    inside = made(gate.post(f"/api/v1/accesses/{first['access']['id']}/passage"))
    wall = made(guard.get("/api/v1/monitor/inside"))["people"]
    last = read(lane_out, "read-0002")
    made(gate.post(f"/api/v1/accesses/{last['access']['id']}/passage", json={"confirmed": True}))

    assert (True, False) == (first["opens"], again["opens"])
    assert first["access"]["id"] == again["access"]["id"]
    assert "inside" == inside["state"]
    assert ["مریم کاظمی"] == [one["name"] for one in wall]
    assert "left" == made(guard.get(f"/api/v1/visits/{visit}"))["state"]


def test_a_guest_card_goes_out_and_comes_back(web: WebOffice, guard: Caller) -> None:
    """The card's code is never told again (C1-07)."""
    visit = arrived(guard)["id"]
    made(guard.post(f"/api/v1/visits/{visit}/admit"))
    handed = made(guard.post(f"/api/v1/visits/{visit}/card", json={"card": CARD}))
    back = made(guard.post("/api/v1/cards/take-back", json={"card": CARD}))

    assert ("card", None) == (handed["form"], handed["code"])
    assert "free" == back["state"]


def test_the_slip_is_a_picture_for_the_printer(guard: Caller) -> None:
    """72 mm at 203 dpi, and gone with the slip (CAP-18)."""
    visit = arrived(guard)["id"]
    none = guard.get(f"/api/v1/visits/{visit}/slip.png")
    made(guard.post(f"/api/v1/visits/{visit}/admit"))
    made(guard.post(f"/api/v1/visits/{visit}/slip"))
    drawn = guard.get(f"/api/v1/visits/{visit}/slip.png")

    assert 404 == none.status_code
    assert "image/png" == drawn.headers["Content-Type"]
    assert 576 == Image.open(BytesIO(drawn.content)).width


def test_a_picture_comes_as_it_is_or_in_a_form(web: WebOffice, guard: Caller) -> None:
    """Both ways end as a clean picture in the file; a page can do nothing with it (threat 10)."""
    person = made(guard.post("/api/v1/people", json=PERSON))["id"]
    place = f"/api/v1/people/{person}/pictures"
    raw = guard.post(
        f"{place}?kind=face", content=picture(), headers={"Content-Type": "image/jpeg"}
    )
    form = guard.post(f"{place}?kind=id_card", files={"content": ("card.jpg", picture())})
    digest = made(form)["pictures"][0]["digest"]
    shown = guard.get(f"{place}/{digest}")

    assert 201 == raw.status_code
    assert ["face", "id_card"] == [one["kind"] for one in made(form)["pictures"]]
    assert "image/jpeg" == shown.headers["Content-Type"]
    assert "sandbox" in shown.headers["Content-Security-Policy"]


def test_a_wall_sees_faces_only(web: WebOffice, guard: Caller) -> None:
    """The copy of a document is for who may read files (V8.2.2)."""
    person = made(guard.post("/api/v1/people", json=PERSON))["id"]
    place = f"/api/v1/people/{person}/pictures"
    for kind in ("face", "id_card"):
        guard.post(f"{place}?kind={kind}", files={"content": ("x.jpg", picture())})
    pictures = made(guard.post(f"/api/v1/people/{person}/open", json={}))["person"]["pictures"]
    wall = web.caller(Role.WALL)
    seen = [wall.get(f"{place}/{one['digest']}").status_code for one in pictures]

    assert [200, 404] == seen


def test_numbers_are_masked_for_who_may_not_see_them(web: WebOffice, guard: Caller) -> None:
    """An administrator sees the end of a host's mobile, a guard all of it (V8.2.3)."""
    admin = web.caller(Role.ADMIN)
    hidden = made(admin.get("/api/v1/hosts"))["hosts"][0]["mobile"]
    shown = made(guard.post("/api/v1/hosts/search", json={"fragment": "نور"}))["hosts"][0]["mobile"]

    assert "•••••••••2233" == hidden
    assert "+989121112233" == shown


def test_several_persons_are_shown_without_their_numbers(web: WebOffice, guard: Caller) -> None:
    """Full numbers need the one person they belong to: nobody lists them unrecorded (G9)."""
    for number in range(3):
        web.office.person(number)
    by_name = made(guard.post("/api/v1/lookup", json={"typed": "مریم"}))["people"]
    searched = made(guard.post("/api/v1/people/search", json={"fragment": "مریم"}))["people"]
    one = made(guard.post("/api/v1/lookup", json={"typed": NATIONAL_IDS[0]}))["people"]

    assert [3, 3] == [len(by_name), len(searched)]
    assert {True} == {each["masked"] for each in by_name + searched}
    assert {"•"} == {each["national_id"][0] for each in by_name + searched}
    assert {None} == {each["birth_date"] for each in by_name + searched}
    assert [NATIONAL_IDS[0]] == [each["national_id"] for each in one]


def test_a_name_alone_shows_no_number(web: WebOffice, guard: Caller) -> None:
    """Also where only one person is called so (G9)."""
    web.office.person()
    found = made(guard.post("/api/v1/lookup", json={"typed": "مریم"}))["people"]

    assert [True] == [each["masked"] for each in found]


def test_a_slip_is_printed_in_the_users_language(web: WebOffice, guard: Caller) -> None:
    """Every label has a key and two languages; the room and names stay what they are."""
    office = web.office
    slip = office.slip()
    found = office.core.lookup.slip(actor=office.actor, visit=slip.visit)
    fa, en = (slip_of(office.core, found, language) for language in Language)
    shown = guard.get(f"/api/v1/visits/{slip.visit}/slip.png")

    assert "image/png" == shown.headers["Content-Type"]
    assert ("fa", "en") == (fa.language, en.language)
    assert ("نام", "میزبان") == (fa.rows[0][0], fa.rows[1][0])
    assert ("Name", "Host") == (en.rows[0][0], en.rows[1][0])
    assert " تا " in fa.rows[-1][1]
    assert en.rows[-1][1].isascii()


def test_no_address_takes_a_personal_number(web: WebOffice) -> None:
    """National numbers, mobiles, passports and codes travel in bodies only (V14.2.1).

    The code of a service, and words about services, are nobody's.
    """
    described = httpx.get(f"{web.url}/openapi.json").json()
    names = {
        parameter["name"]
        for path, item in described["paths"].items()
        for operation in item.values()
        for parameter in operation["parameters"]
        if parameter["in"] in {"path", "query"} and not path.startswith("/api/v1/public/services")
    }

    assert set() == names & {"national_id", "mobile", "passport", "typed", "code", "card_code", "q"}


def test_an_error_says_what_to_do_next(guard: Caller) -> None:
    """RFC 9457: a stable type and code, a sentence, the field to blame, a number for the log."""
    answer = guard.post("/api/v1/people", json={**PERSON, "national_id": "0499370898"})
    problem = answer.json()

    assert 400 == answer.status_code
    assert "application/problem+json" == answer.headers["Content-Type"]
    assert "urn:miz:problem:national_id.check" == problem["type"]
    assert ("national_id.check", "national_id") == (problem["code"], problem["field"])
    assert "compare it with the card" in problem["detail"]
    assert problem["request"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**PERSON, "extra": 1}, None),
        ({**PERSON, "kind": "martian"}, "kind"),
        ({**PERSON, "given": 7}, "given"),
        ({"kind": "iranian", "given": "x"}, "family"),
        ([], None),
    ],
)
def test_a_body_of_the_wrong_form_is_refused(guard: Caller, body: Any, field: str | None) -> None:
    """Unknown fields, wrong types and missing ones are errors that name the field."""
    answer = guard.post("/api/v1/people", json=body)

    assert 400 == answer.status_code
    assert ("request.invalid", field) == (answer.json()["code"], answer.json()["field"])


def test_what_exists_already_is_a_conflict(guard: Caller) -> None:
    """A second file for a person is refused (MIS-04)."""
    guard.post("/api/v1/people", json=PERSON)

    assert "person.exists" == guard.post("/api/v1/people", json=PERSON).json()["code"]


def test_records_of_another_site_do_not_exist(web: WebOffice, guard: Caller) -> None:
    """An identity from elsewhere is a 404, not a 403 (V8.4.1)."""
    other = furnish_again(web.office)
    visit = other.arrived(other.person(1))
    answers = [
        guard.get(f"/api/v1/visits/{visit.id}"),
        guard.post(f"/api/v1/visits/{visit.id}/admit"),
        guard.post(f"/api/v1/people/{visit.person}/open", json={}),
        web.caller(Role.ADMIN).post(f"/api/v1/lanes/{other.lane.id}/switch", json={"active": True}),
        web.device().post(f"/api/v1/lanes/{other.lane.id}/reads", json={"code": CARD}),
    ]

    assert [404] * 5 == [answer.status_code for answer in answers]


# -- methods ---------------------------------------------------------------------------------


def test_other_methods_are_named(guard: Caller) -> None:
    """405 with Allow, OPTIONS with the same, HEAD as GET without a body."""
    wrong = guard.delete("/api/v1/site")
    asked = guard.options("/api/v1/site")
    head, got = guard.head("/api/v1/site"), guard.get("/api/v1/site")

    assert (405, "route.method") == (wrong.status_code, wrong.json()["code"])
    assert {"GET", "HEAD", "PUT", "OPTIONS"} == set(wrong.headers["Allow"].split(", "))
    assert {"GET", "HEAD", "PUT"} <= set(asked.headers["Allow"].split(", "))
    assert (200, b"") == (head.status_code, head.content)
    assert got.headers["Content-Length"] == head.headers["Content-Length"]


def test_an_unknown_address_is_a_problem_too(guard: Caller) -> None:
    """Also where no route is, the answer is one a program can read."""
    answer = guard.get("/api/v1/nothing")

    assert (404, "route.not_found") == (answer.status_code, answer.json()["code"])


def test_a_fault_stays_inside(web: WebOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads a traceback in an answer; the number leads to the log (threat 24)."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret 0499370899")

    monkeypatch.setattr(type(web.office.core.monitor), "counters", broken)
    answer = web.caller(Role.WALL).get("/api/v1/monitor/counters")

    assert (500, "miz.error") == (answer.status_code, answer.json()["code"])
    assert "secret" not in answer.text
    assert answer.headers["X-Request-Id"] in answer.json()["detail"]


def test_reading_changes_nothing(web: WebOffice, guard: Caller) -> None:
    """GET, HEAD and OPTIONS leave every record and the journal as they were (V3.5.3).

    The one thing that a GET may write is that somebody looked: /people/{person}, asked here for
    nobody.
    """
    visit = arrived(guard)["id"]
    made(guard.post(f"/api/v1/visits/{visit}/admit"))
    made(guard.post(f"/api/v1/visits/{visit}/slip"))
    callers = [web.caller(role) for role in Role]
    before = _everything(web)
    paths = [
        route.path
        for route in all_routes(web.app.lobby)
        if route.method == "GET" and not route.path.endswith("/stream")
    ]
    for caller in callers:
        for path in paths:
            filled = path.replace("{visit}", visit).replace("{site}", web.office.site.id)
            for method in ("GET", "HEAD", "OPTIONS"):
                caller.request(method, filled)

    assert before == _everything(web)


def _everything(web: WebOffice) -> list[Any]:
    """All that is remembered, but when sessions were last used."""

    def work(uow: Any) -> list[Any]:
        site = web.office.site.id
        rooms = (uow.gates, uow.lanes, uow.desks, uow.units, uow.hosts, uow.services, uow.users)
        records = [list(room.of(site)) for room in rooms]
        visits = uow.visits.in_state(site, *VisitState)
        return [*records, visits, list(uow.cards.of(site)), list(uow.journal.after(0, limit=10**6))]

    return web.office.core.storage.read(work)
