"""A trainee over real HTTP: in, marked on every page and print, and back (MIS-02)."""

from io import BytesIO

import httpx
from PIL import Image

from miz.domain.staff import Role
from miz_apps.work import Worker
from tests.apps.bureau import reader, words
from tests.apps.test_http_streams import listen
from tests.apps.test_work import Listener
from tests.apps.web import FORM, PAGE, Caller, WebOffice, made, open_web

BANNER = '<aside class="practice"'


def practising(web: WebOffice, role: Role = Role.OPERATOR) -> Caller:
    """Somebody who began the training in a browser."""
    caller = web.caller(role, headers=PAGE, follow_redirects=True)
    began = caller.post("/training/begin")
    assert began.status_code == 200, began.text
    return caller


def registered(caller: Caller) -> str:
    """A made-up person, registered and admitted at the desk: the identity of the visit."""
    person = made(caller.post("/api/v1/people", json={**BODY}))
    visit = made(
        caller.post(
            "/api/v1/arrivals", json={"person": person["id"], "identified_by": "national_card"}
        )
    )
    made(caller.post(f"/api/v1/visits/{visit['id']}/admit"))
    made(caller.post(f"/api/v1/visits/{visit['id']}/slip"))
    return str(visit["id"])


BODY = {
    "kind": "iranian",
    "given": "ترانه",
    "family": "فرضی",
    "national_id": FORM["national_id"],
    "mobile": "09000000002",
}


def drawn(answer: httpx.Response) -> Image.Image:
    """The picture of an answer."""
    assert answer.status_code == 200, answer.text
    return Image.open(BytesIO(answer.content))


def test_the_practice_desk_says_how_far_one_is(web: WebOffice) -> None:
    """Lessons done, the next one, and invented numbers to type, beside the desk (MIS-02)."""
    caller = practising(web)
    caller.cookies.set("miz-lang", "en")
    before = words(caller.get("/desk").text)
    registered(caller)
    after = words(caller.get("/desk/side").text)
    real = words(reader(web, Role.GUARD).get("/desk").text)

    assert "0 of 6 lessons done Register a visitor" in before
    assert "Invented numbers to type:" in before
    assert "3 of 6 lessons done Refuse a visitor" in after
    assert "lessons done" not in real


def test_every_page_says_that_it_is_practice(web: WebOffice) -> None:
    """The desk, the monitor and the files carry the band, until the training ends (MIS-02)."""
    caller = practising(web)
    shown = [caller.get(path).text for path in ("/training", "/desk", "/monitor", "/people", "/")]
    ended = caller.post("/training/end")

    assert all(BANNER in page for page in shown)
    assert BANNER not in ended.text
    assert BANNER not in caller.get("/desk").text


def test_a_practice_slip_is_longer_by_its_two_bands(web: WebOffice) -> None:
    """«آزمایشی» stands above and below, white on black (MIS-02)."""
    real = web.caller(Role.OPERATOR, headers=PAGE)
    honest = drawn(real.get(f"/api/v1/visits/{registered(real)}/slip.png"))
    trainee = practising(web)
    marked = drawn(trainee.get(f"/api/v1/visits/{registered(trainee)}/slip.png"))

    assert marked.height > honest.height
    top = marked.convert("L").crop((40, 24, 536, 60)).histogram()
    assert sum(top[:128]) > sum(top[128:])
    assert sum(top[128:]) > 0


def test_a_trainee_never_hears_the_real_house(web: WebOffice) -> None:
    """The stream of somebody in training is that of the practice site (MIS-02)."""
    caller = practising(web, Role.GUARD)
    web.office.enter(web.office.slip())
    registered(caller)
    heard = listen(caller, 4, path="/monitor/stream", **{"Last-Event-ID": "0"})
    journal = web.office.core.storage.read(lambda uow: uow.journal.after(0, limit=1000))
    sites = {str(sealed.number): sealed.entry.site for sealed in journal}

    assert {f"{web.office.site.id}-training"} == {sites[event["id"]] for event in heard}


def test_the_administrator_sees_who_has_learnt_what(web: WebOffice) -> None:
    """On the users' page and over the API (MIS-02)."""
    registered(practising(web))
    admin = web.caller(Role.ADMIN, headers=PAGE)
    page = admin.get("/admin/users?lang=en").text
    users = {one["login"]: one for one in made(admin.get("/api/v1/users"))["users"]}

    assert "3 of 6 lessons" in page
    assert set(users["operator"]["lessons"]) == {"register", "admit", "slip"}
    assert users["operator"]["trained_at"] is None
    assert users["guard"]["lessons"] == {}


def test_an_administrator_in_training_is_an_operator(web: WebOffice) -> None:
    """No page but the desk's is open to a trainee, whatever his roles are (ASVS V8.2.1)."""
    caller = web.caller(Role.OFFICER, headers=PAGE)
    assert caller.post("/training/begin").status_code == 403

    trainee = practising(web)
    assert trainee.get("/admin").status_code == 403
    assert trainee.post("/sign-out").status_code == 200
    assert "/sign-in" in str(trainee.get("/desk").url)


def test_plugins_are_told_nothing_of_practice() -> None:
    """A plugin that moves something real would move it for nobody (MIS-02)."""
    listener = Listener()
    with open_web(plugins=[listener]) as web:
        worker = Worker(web.office.core, "w1")
        worker.turn()
        registered(practising(web))
        worker.turn()
        practised = {event.kind for event in listener.told}
        web.office.person(1)
        worker.turn()

    assert "PersonRegistered" not in practised
    assert "PersonRegistered" in {event.kind for event in listener.told}
