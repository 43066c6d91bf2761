import re
from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest
from attrs import define, field
from PIL import Image
from tests.apps.web import PASSWORD, Caller, WebOffice, open_web
from tests.office import CARD, NATIONAL_IDS

from miz.domain.catalogue import Category
from miz.domain.ids import VisitId
from miz.domain.places import Direction
from miz.domain.staff import Role
from miz.domain.values import Text
from miz.ports.gates import RigView, Walk

PAGE = {"Accept": "text/html"}
FRAGMENT = {**PAGE, "X-Miz-Fragment": "1"}
PERSON = {
    "kind": "iranian",
    "given": "مریم",
    "family": "کاظمی",
    "national_id": NATIONAL_IDS[0],
    "mobile": "09123456789",
    "birth_year": "1366",
    "birth_month": "2",
    "birth_day": "31",
}


@pytest.fixture
def web() -> Iterator[WebOffice]:
    """An office of its own for each test."""
    with open_web() as opened:
        yield opened


@define
class Desk:
    """A guard's browser at the desk; it remembers the last answer."""

    caller: Caller
    last: httpx.Response = field(init=False)

    def post(self, path: str, **fields: str) -> str:
        """Posts a form as the page's script does; the verdict's title."""
        self.last = self.caller.post(path, data=fields, headers=FRAGMENT)
        return self.title

    def look_up(self, typed: str, *, visit: str = "", mode: str = "in") -> str:
        """Scans or types into the command field."""
        return self.post("/desk/look-up", typed=typed, keyed="", visit=visit, mode=mode)

    @property
    def title(self) -> str:
        """The verdict on screen, in English."""
        found = re.search(r'id="verdict-title">(.*?)</h1>', self.last.text)
        return found[1] if found else self.last.text

    @property
    def visit(self) -> str:
        """The visit on screen."""
        found = re.search(r'data-visit="([^"]*)"', self.last.text)
        return found[1] if found else ""

    def hidden(self, name: str) -> str:
        """A hidden field of the forms on screen."""
        found = re.search(rf'name="{name}" value="([^"]+)"', self.last.text)
        assert found is not None, self.last.text
        return found[1]


@pytest.fixture
def desk(web: WebOffice) -> Desk:
    """A guard who reads English."""
    caller = web.caller(Role.GUARD)
    caller.cookies.set("miz-lang", "en")
    return Desk(caller)


def admitted(desk: Desk) -> str:
    """A new visitor with a slip; the visit."""
    desk.look_up(NATIONAL_IDS[0])
    desk.post("/desk/register", **PERSON)
    person = desk.hidden("person")
    desk.post("/desk/visits", person=person, method="national_card", purpose="x")
    desk.post(f"/desk/visits/{desk.visit}/admit")
    return desk.visit


def browser(web: WebOffice) -> Caller:
    """A browser in which nobody is signed in."""
    caller = web.caller(headers=PAGE)
    caller.headers["X-CSRF-Token"] = ""
    del caller.headers["X-CSRF-Token"]
    return caller


def token(html: str) -> str:
    """The token in a page's form."""
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found is not None
    return found[1]


# -- doors -----------------------------------------------------------------------------------


def test_a_page_leads_to_sign_in_and_back(web: WebOffice) -> None:
    """Who asks for the desk gets there by way of the door."""
    caller = browser(web)
    sent = caller.get("/desk")
    form = {
        "csrf": token(caller.get(sent.headers["Location"]).text),
        "login": "guard", "password": PASSWORD, "next": "/desk",
    }  # fmt: skip
    entered = caller.post("/sign-in", data=form)

    assert (303, "/sign-in?next=/desk") == (sent.status_code, sent.headers["Location"])
    assert (303, "/desk") == (entered.status_code, entered.headers["Location"])
    assert "HttpOnly" in entered.headers["Set-Cookie"]
    assert 200 == caller.get("/desk").status_code


def test_a_wrong_password_is_said_on_the_page(web: WebOffice) -> None:
    """The name stays in the field, the password does not (V6.3)."""
    caller = browser(web)
    csrf = token(caller.get("/sign-in").text)
    form = {"csrf": csrf, "login": "guard", "password": "not-this-one"}
    answer = caller.post("/sign-in", data=form)

    assert 200 == answer.status_code
    assert 'value="guard"' in answer.text
    assert "not-this-one" not in answer.text
    assert 401 == caller.get("/api/v1/site").status_code


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_the_way_back_never_leads_elsewhere(web: WebOffice, elsewhere: str) -> None:
    """No open redirect behind the sign-in."""
    caller = browser(web)
    csrf = token(caller.get("/sign-in").text)
    form = {"csrf": csrf, "login": "guard", "password": PASSWORD, "next": elsewhere}

    assert "/" == caller.post("/sign-in", data=form).headers["Location"]


def test_a_script_is_told_that_the_session_is_over(web: WebOffice) -> None:
    """A fragment is never the sign-in page in the middle of another."""

    assert 401 == browser(web).get("/desk/side", headers=FRAGMENT).status_code


def test_the_language_is_chosen_once_and_kept(web: WebOffice) -> None:
    """Persian first; the switch is a form, its cookie holds for a year, ``?lang`` for a page."""
    caller = web.caller(Role.GUARD, headers=PAGE)
    first = caller.get("/")
    switched = caller.post("/language", data={"language": "en", "next": "/help"})
    cookie = switched.headers["Set-Cookie"]

    assert '<html lang="fa" dir="rtl"' in first.text
    assert (303, "/help") == (switched.status_code, switched.headers["Location"])
    assert "miz-lang=en; HttpOnly; Max-Age=31536000; Path=/; SameSite=Lax" == cookie
    assert '<html lang="en" dir="ltr"' in caller.get("/").text
    assert '<html lang="fa"' in caller.get("/?lang=fa").text


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/admin", 403)])
def test_an_error_has_a_page(web: WebOffice, path: str, status: int) -> None:
    """In words, with the number for the administrator, within the frame."""
    answer = web.caller(Role.GUARD, headers=PAGE).get(path)

    assert status == answer.status_code
    assert "text/html; charset=utf-8" == answer.headers["Content-Type"]
    assert answer.headers["X-Request-Id"] in answer.text


def test_files_are_kept_for_a_year_and_known_again(web: WebOffice) -> None:
    """A version in the address, an ETag, and no way out of the folder (V3.2.1)."""
    caller = browser(web)
    style = re.search(r"/static/\w+/miz\.css", caller.get("/sign-in").text)
    assert style is not None
    got = caller.get(style[0])
    known = caller.get(style[0], headers={"If-None-Match": got.headers["ETag"]})
    folder = style[0].rpartition("/")[0]
    ways = ("../server.py", "..%2fserver.py", "%2e%2e/%2e%2e/server.py", "js", "miz.css/")

    assert "text/css; charset=utf-8" == got.headers["Content-Type"]
    assert "public, max-age=31536000, immutable" == got.headers["Cache-Control"]
    assert (304, b"") == (known.status_code, known.content)
    assert {404} == {caller.get(f"{folder}/{way}").status_code for way in ways}


def test_the_font_comes_from_this_machine(web: WebOffice) -> None:
    """A subset of 60 kB at most, made once (no foreign host is asked)."""
    font = browser(web).get("/static/font/plex-400.woff2")

    assert b"wOF2" == font.content[:4]
    assert len(font.content) < 60_000
    assert 404 == browser(web).get("/static/font/other.woff2").status_code


# -- desk ------------------------------------------------------------------------------------


def test_a_walk_in_is_registered_and_admitted_at_the_desk(desk: Desk) -> None:
    """National number, form, purpose, identity, slip: one verdict after each step (ui.md)."""
    steps = [desk.look_up(NATIONAL_IDS[0])]
    steps.append(desk.post("/desk/register", **{**PERSON, "mobile": "12"}))
    wrong = desk.last.text
    steps.append(desk.post("/desk/register", **PERSON))
    steps.append(desk.post("/desk/visits", person=desk.hidden("person"), purpose="x", method=""))
    checked = {"method": "national_card", "matched": "1"}
    steps.append(desk.post(f"/desk/visits/{desk.visit}/identify", **checked))
    steps.append(desk.post(f"/desk/visits/{desk.visit}/admit"))
    picture = re.search(r'src="(/api/v1/visits/[^"]+slip.png[^"]*)"', desk.last.text)

    assert [
        "Has no file yet",
        "Has no file yet",
        "What is the visit for?",
        "Check the identity",
        "May be admitted",
        "Admitted; may pass the gate",
    ] == steps
    assert "09 and nine more digits" in wrong
    assert 'value="مریم"' in wrong
    assert picture is not None
    assert "image/png" == desk.caller.get(picture[1]).headers["Content-Type"]


def test_a_host_must_agree_where_the_service_says_so(web: WebOffice, desk: Desk) -> None:
    """F4 records the answer; a refusal by the host forbids admission (MIS-08)."""
    office = web.office
    service = office.core.catalogue.add_service(
        actor=office.actor, code="7", title=Text("x"), category=Category.DOCUMENTS,
        needs_agreement=True,
    )  # fmt: skip
    person = office.person()
    desk.look_up(NATIONAL_IDS[0])
    steps = [
        desk.post("/desk/visits", person=person.id, service=service.id, host=office.host.id,
                  method="national_card"),
        desk.post(f"/desk/visits/{desk.visit}/answer", agreed="0", by="نوری"),
        desk.post(f"/desk/visits/{desk.visit}/refuse", reason="host_declined"),
    ]  # fmt: skip

    assert ["Waiting for the host&#39;s answer", "The host declined", "Refused"] == [
        one.replace("'", "&#39;") for one in steps
    ]


def test_a_card_goes_to_the_visitor_on_screen_and_comes_back(web: WebOffice, desk: Desk) -> None:
    """Scan after admission: handed over. Scan on the way out: exit, then back in the box (Q2)."""
    visit = admitted(desk)
    steps = [desk.look_up(CARD, visit=visit)]
    gate, lane = web.device(), web.office.lane_in.id
    read = gate.post(f"/api/v1/lanes/{lane}/reads", json={"code": CARD}).json()
    gate.post(f"/api/v1/accesses/{read['access']['id']}/passage")
    steps.append(desk.look_up(CARD))
    steps.append(desk.look_up(CARD, mode="out"))
    steps.append(desk.post("/desk/cards/take-back", card=desk.hidden("card")))
    steps.append(desk.look_up(CARD))

    assert [
        "Admitted; may pass the gate",
        "Is inside",
        "Has left",
        "Card 0001 is back",
        "Card 0001 is free",
    ] == steps


def test_a_slip_is_known_as_long_as_it_counts(web: WebOffice, desk: Desk) -> None:
    """A reprint ends the slip before it; a number nobody printed is unknown (C1-08)."""
    visit = admitted(desk)
    first = web.office.core.storage.read(lambda uow: uow.passes.of_visit(VisitId(visit)))[0].code
    steps = [
        desk.look_up(first),
        desk.post(f"/desk/visits/{visit}/slip"),
        desk.look_up("00000000000000000000"),
        desk.look_up("هیچ‌کس"),
    ]

    assert [
        "Admitted; may pass the gate",
        "Admitted; may pass the gate",
        "This slip is unknown",
        "Nobody found",
    ] == steps


def test_several_persons_are_offered(web: WebOffice, desk: Desk) -> None:
    """Names are chosen from, with masked numbers (ui.md)."""
    for number in range(3):
        web.office.person(number)

    assert "3 persons found" == desk.look_up("مریم")
    assert NATIONAL_IDS[0] not in desk.last.text
    assert 3 == desk.last.text.count("data-get=")


def test_what_cannot_be_done_is_a_sentence_beside_the_verdict(desk: Desk) -> None:
    """The page stays as it was; the fragment has the place of the trouble only."""
    visit = admitted(desk)
    desk.post(f"/desk/visits/{visit}/admit")

    assert 409 == desk.last.status_code
    assert desk.last.text.lstrip().startswith('<div id="trouble"')


def test_a_photo_from_the_camera_joins_the_file(web: WebOffice, desk: Desk) -> None:
    """The raw JPEG of the canvas, sent by fetch with the token in the header (CAP-12)."""
    person, target = web.office.person(), BytesIO()
    Image.new("RGB", (600, 750), "teal").save(target, "JPEG")
    answer = desk.caller.post(
        f"/desk/people/{person.id}/photo",
        content=target.getvalue(),
        headers={**FRAGMENT, "Content-Type": "image/jpeg"},
    )

    assert 200 == answer.status_code
    assert f"/api/v1/people/{person.id}/pictures/" in answer.text


def test_what_people_type_is_shown_as_text(web: WebOffice, desk: Desk) -> None:
    """No markup of a name, a purpose or an echo becomes markup of the page (threat 13)."""
    sly = "<img src=x onerror=alert(1)>"
    desk.look_up(sly)
    pages = [desk.last.text]
    desk.look_up(NATIONAL_IDS[0])
    desk.post("/desk/register", **{**PERSON, "given": sly, "family": sly, "father": sly})
    person = desk.hidden("person")
    desk.post("/desk/visits", person=person, purpose=sly, method="national_card")
    pages.append(desk.last.text)
    pages += [desk.caller.get(path, headers=PAGE).text for path in ("/desk", f"/people/{person}")]

    assert [] == [page for page in pages if "<img src=x" in page]
    assert "&lt;img src=x" in pages[-1]


# -- monitor, files, settings ----------------------------------------------------------------


def test_the_wall_shows_who_is_inside(web: WebOffice) -> None:
    """Name and host, a counter, and the lane's verdict (CAP-19)."""
    office = web.office
    office.enter(office.slip())
    wall = web.caller(Role.WALL, headers=PAGE)
    page, inside, lanes = (
        wall.get(path).text for path in ("/monitor", "/monitor/inside", "/monitor/lanes")
    )

    assert "مریم کاظمی" in page
    assert "الهام نوری" in inside
    assert 'class="verdict allow' in lanes
    assert f'data-last="{office.core.monitor.last(actor=office.actor)}"' in page


def test_the_wall_says_that_a_reader_is_away(web: WebOffice) -> None:
    """A lane whose devices went away is not shown as ready (N2)."""
    office, wall = web.office, web.caller(Role.WALL, headers=PAGE)
    wall.cookies.set("miz-lang", "en")
    office.core.gatehouse.link(actor=office.actor, lane=office.lane.id, up=False)
    away = wall.get("/monitor/lanes").text
    office.core.gatehouse.link(actor=office.actor, lane=office.lane.id, up=True)

    assert "Reader not connected" in away
    assert "Reader not connected" not in wall.get("/monitor/lanes").text


def test_a_file_is_opened_with_masked_numbers_and_a_record(web: WebOffice) -> None:
    """The look is journalled; the numbers need one more, which is journalled too (G9)."""
    office, person = web.office, web.office.person()
    caller = web.caller(Role.OPERATOR, headers=PAGE)
    caller.cookies.set("miz-lang", "en")
    before = len(_looks(web))
    page = caller.get(f"/people/{person.id}").text
    shown = caller.post(f"/people/{person.id}/reveal", data={}, headers=FRAGMENT).text
    identity = page.partition('id="identity"')[2].partition("</section>")[0]

    assert "049-937089-9" not in identity
    assert "049-937089-9" in shown
    assert 2 == len(_looks(web)) - before
    assert office.actor.site


def _looks(web: WebOffice) -> list[str]:
    sealed = web.office.core.storage.read(lambda uow: uow.journal.after(0, limit=10_000))
    return [one.entry.kind for one in sealed if one.entry.kind == "FileRead"]


def test_a_correction_keeps_what_was_there(web: WebOffice) -> None:
    """A wrong value comes back with a sentence, a right one is kept beside the old (CAP-10)."""
    person = web.office.person()
    caller = web.caller(Role.OPERATOR, headers=PAGE)
    wrong = caller.post(f"/people/{person.id}", data={**PERSON, "mobile": "1"})
    right = caller.post(f"/people/{person.id}", data={**PERSON, "father": "محمود"})
    page = caller.get(right.headers["Location"]).text

    assert "aria-invalid" in wrong.text
    assert 303 == right.status_code
    assert "محمود" in page


def test_an_administrator_sets_the_office_up(web: WebOffice) -> None:
    """Each form does its deed on its page, or shows itself again with the sentence (A1)."""
    caller = web.caller(Role.ADMIN, headers=PAGE)
    caller.cookies.set("miz-lang", "en")
    gate = web.office.core.places.gates(actor=web.office.actor)[0].id
    names = {"name_fa": "نو", "name_en": "New"}
    good = [
        ("/admin", {"do": "rename", "organisation_fa": "ا", "site_fa": "ب"}),
        ("/admin/places", {"do": "gate", **names}),
        ("/admin/places", {"do": "lane", "gate": gate, **names, "flow": "in", "seconds": "10"}),
        ("/admin/places", {"do": "desk", **names}),
        ("/admin/places", {"do": "switch", "lane": web.office.lane.id, "active": "0"}),
        ("/admin/hosts", {"do": "unit", **names}),
        ("/admin/hosts", {"do": "retire", "host": web.office.host.id}),
        ("/admin/services", {"do": "service", "code": "9", "title_fa": "ا", "minutes": "30",
                             "category": "documents"}),
        ("/admin/cards", {"do": "card", "number": "0002", "code": "AABBCCDD"}),
        ("/admin/cards", {"do": "mark", "card": web.office.card.id, "state": "lost"}),
        ("/admin/users", {"do": "hire", "login": "new", "name": "New", "language": "fa",
                          "password": "a long enough one", "roles": "guard"}),
    ]  # fmt: skip
    done = [("Done." in caller.post(path, data=data).text, path, data["do"]) for path, data in good]
    failed = caller.post("/admin/places", data={**good[2][1], "seconds": "1"})

    assert [] == [one for one in done if not one[0]]
    assert "aria-invalid" in failed.text
    assert "New" in caller.get("/admin/places").text


def test_a_new_logo_has_a_new_address(web: WebOffice) -> None:
    """Browsers keep the old one under the old address only (CAP-17)."""
    caller, target = web.caller(Role.ADMIN, headers=PAGE), BytesIO()
    Image.new("RGB", (200, 200), "navy").save(target, "PNG")
    answer = caller.post(
        "/admin", data={"do": "logo"}, files={"picture": ("logo.png", target.getvalue())}
    )
    address = re.search(r"/api/v1/sites/[^\"]+/logo\?v=\w+", answer.text)

    assert address is not None
    assert "image/png" == httpx.get(web.url + address[0]).headers["Content-Type"]


# -- simulator -------------------------------------------------------------------------------


@define
class DrawnLane:
    """A lane that reads and lets pass at once, as the gate's thread would."""

    web: WebOffice = field(init=False)
    link: bool = True

    def present(self, code: str) -> None:
        """Decides at once."""
        office = self.web.office
        office.core.gatehouse.present(actor=office.actor, lane=office.lane.id, code=code)

    def walk(self, direction: Direction, *, force: bool = False) -> Walk:
        """Passes at once."""
        office = self.web.office
        pending = office.core.storage.read(lambda uow: uow.accesses.pending_at(office.lane.id))
        office.core.gatehouse.passed(actor=office.actor, access=pending[0].id)
        return Walk.PASSED

    def unplug(self) -> None:
        """Tells that the line is away."""
        self._told(up=False)

    def replug(self) -> None:
        """Tells that the line is back."""
        self._told(up=True)

    def view(self) -> RigView:
        """How it looks."""
        return RigView(self.link, None, (), burning=False, last_code="")

    def _told(self, *, up: bool) -> None:
        self.link = up
        office = self.web.office
        office.core.gatehouse.link(actor=office.actor, lane=office.lane.id, up=up)


def test_a_newcomer_walks_through_a_drawn_gate() -> None:
    """Present, see the verdict, walk, see the log; pull the cable and put it back (J5)."""
    rig = DrawnLane()
    rigs: dict[str, DrawnLane] = {"": rig}
    with open_web(simulated=rigs) as web:
        rig.web = web
        lane = web.office.lane.id
        rigs[lane] = rigs.pop("")
        slip = web.office.slip()
        caller = web.caller(Role.SIMULATOR, headers=FRAGMENT)
        caller.cookies.set("miz-lang", "en")
        base = f"/simulator/lanes/{lane}"
        said = [
            caller.get("/simulator").text,
            caller.post(f"{base}/present", data={"pass": slip.id, "code": ""}).text,
            caller.post(f"{base}/walk", data={"through": "1"}).text,
            caller.post(f"{base}/link", data={"up": "0"}).text,
            caller.post(f"{base}/link", data={"up": "1"}).text,
            caller.post(f"{base}/present", data={"pass": "", "code": "99999999"}).text,
        ]

    assert slip.code[-4:] in said[0]
    assert "Entry allowed" in said[1]
    assert "Walk through" in said[1]
    assert "Passed" in said[2]
    assert "Reader not connected" in said[3]
    assert "Reader not connected" not in said[4]
    assert "Stays shut" in said[5]
    assert slip.code not in "".join(said)


def test_without_drawn_lanes_there_is_no_simulator(web: WebOffice) -> None:
    """A real house has no page that moves gates."""
    caller = web.caller(Role.SIMULATOR, headers=PAGE)

    assert 404 == caller.get("/simulator").status_code
