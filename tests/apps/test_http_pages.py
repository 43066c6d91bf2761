import re
from io import BytesIO

import httpx
import pytest
from PIL import Image

from miz.domain.staff import Role
from miz.domain.values import Text
from tests.apps.web import FORM, FRAGMENT, PAGE, PASSWORD, Caller, WebOffice
from tests.office import CARD, NATIONAL_IDS


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
    wrong = caller.post(f"/people/{person.id}", data={**FORM, "mobile": "1"})
    right = caller.post(f"/people/{person.id}", data={**FORM, "father": "محمود"})
    page = caller.get(right.headers["Location"]).text

    assert "aria-invalid" in wrong.text
    assert 303 == right.status_code
    assert "محمود" in page


def test_the_correction_shows_no_number_and_keeps_it(web: WebOffice) -> None:
    """The file's page has no number in clear, and an empty field is no correction (G9, CAP-10)."""
    person = web.office.person()
    caller = web.caller(Role.OPERATOR, headers=PAGE)
    page = caller.get(f"/people/{person.id}").text
    kept = {**FORM, "national_id": "", "mobile": "", "father": "محمود"}
    done = caller.post(f"/people/{person.id}", data=kept)
    found = web.office.core.files.open(actor=web.office.actor, person=person.id).person.identity

    assert 303 == done.status_code
    assert NATIONAL_IDS[0] not in page
    assert person.identity.mobile is not None
    assert person.identity.mobile.local not in page
    assert "••••••0899" in page
    assert "محمود" == found.father
    assert (person.identity.national_id, person.identity.mobile) == (
        found.national_id,
        found.mobile,
    )


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


def test_the_province_of_the_site_is_set(web: WebOffice) -> None:
    """Decrees of a province need it; emptied, it is gone, and other forms leave it (3.8)."""
    caller, names = web.caller(Role.ADMIN, headers=PAGE), {"organisation_fa": "ا", "site_fa": "ب"}
    provinces = []
    for more in ({"province": "گیلان"}, {}, {"province": ""}):
        caller.post("/admin", data={"do": "rename", **names, **more})
        provinces.append(web.office.core.monitor.site(actor=web.office.actor).province)

    assert ["گیلان", "گیلان", ""] == provinces


def test_numbers_are_typed_in_either_digits(web: WebOffice) -> None:
    """As they are shown in the fields of a Persian page; texts keep theirs (I9, ui.md)."""
    data = {"do": "service", "code": "۹", "title_fa": "طرح ۱۰", "minutes": "۳۰",
            "category": "information"}  # fmt: skip
    web.caller(Role.ADMIN, headers=PAGE).post("/admin/services", data=data)
    every = web.office.core.catalogue.services(actor=web.office.actor)

    assert [("طرح ۱۰", 30)] == [
        (one.title.fa, one.minutes) for one in every if one.title.fa.startswith("طرح")
    ]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"do": "card", "number": "0001", "code": "AABBCCDD"}, "This is taken already"),
        ({"do": "card", "number": "0002", "code": CARD}, "This card is in the pool already"),
        ({"do": "card", "number": "", "code": "AABBCCDD"}, "Fill this in."),
        ({"do": "service", "code": "10-21"}, "This is taken already"),
        ({"do": "service", "code": "9", "minutes": "soon"}, "This cannot be right here"),
        ({"do": "service", "code": "9", "gives_pass": "1"}, "This category gives no entry"),
        ({"do": "hire", "login": "twin"}, "This sign-in name is taken"),
        ({"do": "gate", "name_fa": "", "name_en": ""}, "Fill this in."),
    ],
)
def test_a_setting_that_cannot_be_says_why_at_its_field(
    web: WebOffice, fields: dict[str, str], told: str
) -> None:
    """What is taken, empty or odd is told where it was written (A1)."""
    office, caller = web.office, web.caller(Role.ADMIN, headers=PAGE)
    caller.cookies.set("miz-lang", "en")
    office.core.catalogue.add_service(
        actor=office.actor, code="10-21", title=Text("x"), category="documents"
    )
    office.core.staff.hire(actor=office.actor, login="twin", name="x", roles=[Role.GUARD])
    rooms = {"card": "cards", "service": "services", "hire": "users", "gate": "places"}
    whole = {"title_fa": "ا", "minutes": "30", "category": "documents", "name": "x", **fields}
    page = caller.post(f"/admin/{rooms[fields['do']]}", data=whole).text
    wrong = re.findall(r'<p class="wrong"[^>]*>.*?</svg>(.*?)</p>', page, re.DOTALL)

    assert [told] == [text[: len(told)] for text in wrong]


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
