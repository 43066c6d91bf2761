"""Categories, the page of each service, leaves and employees: as pages and over the API."""

from datetime import date

from miz.domain.staff import Role
from tests.apps.bureau import licence, reader, words
from tests.apps.web import PASSWORD, WebOffice, made


def test_a_fifth_category_is_defined_changed_and_retired(web: WebOffice) -> None:
    """Without a line of code: what its flow is to be, at once (features 27)."""
    admin = web.caller(Role.ADMIN)
    body = {"key": "home", "title": {"fa": "در منزل", "en": "At home"}, "takes_request": True}
    defined = made(admin.post("/api/v1/categories", json=body))
    body = {"title": {"fa": "در منزل"}, "takes_request": True, "gives_entry": True}
    changed = made(admin.put("/api/v1/categories/home", json=body))
    service = {"code": "9", "title": {"fa": "ویزیت"}, "category": "home"}
    made(admin.post("/api/v1/services", json=service))
    known = made(admin.get("/api/v1/categories"))["categories"]
    retired = made(admin.post("/api/v1/categories/home/retire"))
    refused = admin.post("/api/v1/services", json={**service, "code": "10"})

    assert (True, False) == (defined["takes_request"], defined["gives_entry"])
    assert ("", True) == (changed["title"]["en"], changed["gives_entry"])
    assert "home" == known[-1]["key"]
    assert 5 == len(known)
    assert not retired["active"]
    assert "category.unknown" == refused.json()["code"]


def test_a_flow_that_cannot_be_is_told_on_the_page(web: WebOffice) -> None:
    """The category's own form opens again with what was ticked (C1 to C4)."""
    admin = reader(web, Role.ADMIN)
    given = {"do": "change", "key": "documents", "title_fa": "مدارک", "needs_coordination": "1"}
    again = admin.post("/admin/services", data=given).text
    done = admin.post("/admin/services", data={**given, "gives_entry": "1"}).text
    known = {one.key: one for one in web.office.core.categories.list(actor=web.office.actor)}

    assert "Coordination comes before an entry; tick entry as well." in again
    assert 'name="needs_coordination" value="1" checked' in again
    assert "Done." in done
    assert (True, False) == (
        known["documents"].flow.needs_coordination,
        known["documents"].flow.takes_request,
    )


def test_a_service_has_people_seats_and_a_switch(web: WebOffice) -> None:
    """Who answers, who stands in, how many come at a time, and whether at all (SVC-09, EDK-03)."""
    admin, service, host = web.caller(Role.ADMIN), licence(web), web.office.host
    path = f"/api/v1/services/{service.id}"
    charged = made(admin.put(f"{path}/charge", json={"responsible": host.id}))
    seated = made(admin.put(f"{path}/slots", json={"slot_minutes": 20, "seats": 3}))
    off = made(admin.post(f"{path}/switch", json={"active": False}))
    offered = made(admin.get("/api/v1/services"))["services"]
    every = made(admin.get("/api/v1/services/every"))["services"]

    assert (host.id, host.unit, None) == (
        charged["responsible"],
        charged["unit"],
        charged["deputy"],
    )
    assert (20, 3) == (seated["slot_minutes"], seated["seats"])
    assert not off["active"]
    assert service.id not in [one["id"] for one in offered]
    assert off in every


def test_the_page_of_a_service_does_the_same(web: WebOffice) -> None:
    """Each form does its deed, or shows itself again with the sentence at its field."""
    admin, service = reader(web, Role.ADMIN), licence(web)
    path = f"/admin/services/{service.id}"
    forms = (
        {"do": "charge", "responsible": web.office.host.id, "deputy": "", "unit": ""},
        {"do": "slots", "slot_minutes": "20", "seats": "3"},
        {"do": "switch", "active": "0"},
    )
    done = ["Done." in admin.post(path, data=one).text for one in forms]
    again = admin.post(path, data={"do": "slots", "slot_minutes": "soon", "seats": "3"}).text
    shown = words(admin.get(path).text)
    found = web.office.core.publishing.look_up(actor=web.office.actor, service=service.id)

    assert [True] * 3 == done
    assert "This cannot be right here" in again
    assert "Offer the service again" in shown
    assert (web.office.host, 20, 3, False) == (
        found.responsible,
        found.service.slot_minutes,
        found.service.seats,
        found.service.active,
    )


def test_an_employee_goes_on_leave_and_comes_back(web: WebOffice) -> None:
    """A last day in three fields; the deputy answers until then (EDK-07, features 35)."""
    admin, host = reader(web, Role.ADMIN, "fa"), web.office.host

    def given(year: str, month: str, day: str) -> dict[str, str]:
        fields_ = {"until_year": year, "until_month": month, "until_day": day}
        return {"do": "away", "host": host.id, **fields_}

    wrong = admin.post("/admin/hosts", data=given("۱۴۰۴", "۱۳", "۱")).text
    gone = admin.post("/admin/hosts", data=given("۱۴۰۴", "۱۰", "۲۰")).text
    until = web.office.core.catalogue.hosts(actor=web.office.actor)[0].away_until
    back = admin.post("/admin/hosts", data={"do": "away", "host": host.id}).text
    api = web.caller(Role.ADMIN)
    away = made(api.post(f"/api/v1/hosts/{host.id}/leave", json={"until": "2026-01-09"}))
    here = made(api.post(f"/api/v1/hosts/{host.id}/leave", json={}))

    assert 'value="۱۴۰۴"' in wrong
    assert "aria-invalid" in wrong
    assert "۱۴۰۴/۱۰/۲۰" in words(gone)
    assert date(2026, 1, 10) == until
    assert "۱۴۰۴/۱۰/۲۰" not in words(back)
    assert ("2026-01-09", None) == (away["away_until"], here["away_until"])


def test_a_user_is_an_employee_from_then_on(web: WebOffice) -> None:
    """An officer sees the inbox of his unit once an administrator says who he is (EDK-07)."""
    admin, officer, host = reader(web, Role.ADMIN), web.caller(), web.office.host
    user = web.office.core.staff.hire(
        actor=web.office.actor, login="new", name="ن", roles=[Role.OFFICER], password=PASSWORD
    )
    officer.sign_in("new")
    before = officer.get("/api/v1/requests/inbox").status_code
    form = {"do": "employ", "user": user.id, "host": host.id}
    page = admin.post("/admin/users", data=form).text
    after = officer.get("/api/v1/requests/inbox").status_code
    body: dict[str, str | None] = {"host": None}
    nobody = made(web.caller(Role.ADMIN).put(f"/api/v1/users/{user.id}/host", json=body))

    assert (403, 200) == (before, after)
    assert host.name.full in words(page)
    assert nobody["host"] is None


def test_a_unit_s_name_stands_beside_its_employee(web: WebOffice) -> None:
    """Two of one name are told apart where somebody is put in charge."""
    service = licence(web)
    page = words(reader(web, Role.ADMIN).get(f"/admin/services/{service.id}").text)

    assert f"{web.office.host.name.full} · Finance" in page
