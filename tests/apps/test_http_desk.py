"""The desk: who comes in, and what the guard sees of it."""

import re
from io import BytesIO

import pytest
from PIL import Image

from miz.domain.admissions import OverrideGrounds
from miz.domain.staff import Role
from miz.domain.values import Mobile, PersonName, Text
from miz.usecases.catalogue import Charge
from tests.apps.guards_desk import Desk
from tests.apps.web import FORM, FRAGMENT, PAGE, PASSWORD, WebOffice
from tests.office import NATIONAL_IDS


@pytest.fixture
def desk(web: WebOffice) -> Desk:
    """A guard who reads English."""
    return Desk.of(web)


def test_a_walk_in_is_registered_and_admitted_at_the_desk(desk: Desk) -> None:
    """National number, form, purpose, identity, slip: one verdict after each step (ui.md)."""
    steps = [desk.look_up(NATIONAL_IDS[0])]
    steps.append(desk.post("/desk/register", **{**FORM, "mobile": "12"}))
    wrong = desk.last.text
    steps.append(desk.post("/desk/register", **FORM))
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
        actor=office.actor, code="7", title=Text("x"), category="documents",
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


def test_who_answered_is_named(web: WebOffice, desk: Desk) -> None:
    """Without a host and a name nobody agreed; the form comes back with why (MIS-08)."""
    office = web.office
    service = office.core.catalogue.add_service(
        actor=office.actor, code="7", title=Text("x"), category="documents_with_entry"
    )
    desk.post("/desk/visits", person=office.person().id, service=service.id,
              method="national_card")  # fmt: skip
    visit = desk.visit
    unnamed = desk.post(f"/desk/visits/{visit}/answer", agreed="1", by=" ")
    told = desk.last.text
    named = desk.post(f"/desk/visits/{visit}/answer", agreed="1", by="نوری")

    assert "Waiting for the host's answer" == unnamed.replace("&#39;", "'")
    assert "Write who answered" in told
    assert re.search(r'<dialog id="answer"[^>]* data-again', told)
    assert "May be admitted" == named


def test_the_desk_says_whom_to_call(web: WebOffice, desk: Desk) -> None:
    """Who answers for the service, where, and by which phone, without looking it up (MIS-08)."""
    office = web.office
    host = office.core.catalogue.add_host(
        actor=office.actor, unit=office.host.unit, name=PersonName.parse("سارا", "رضایی"),
        room="۳۰۲", mobile=Mobile.parse("09121112244"),
    )  # fmt: skip
    service = office.core.catalogue.add_service(
        actor=office.actor, code="7", title=Text("x"), category="documents_with_entry",
        charge=Charge(responsible=host.id),
    )  # fmt: skip
    desk.post("/desk/visits", person=office.person().id, service=service.id,
              method="national_card")  # fmt: skip

    assert "call سارا رضایی · ۳۰۲ · 0912 111 2244 and press F4" in desk.last.text


def test_a_category_without_entry_is_served_at_the_desk(web: WebOffice, desk: Desk) -> None:
    """Whatever the service says, nobody reads that its visitor may go in (C2-01, I3)."""
    office = web.office
    service = office.core.catalogue.add_service(
        actor=office.actor, code="7", title=Text("x"), category="documents"
    )
    said = desk.post("/desk/visits", person=office.person().id, service=service.id,
                     method="national_card")  # fmt: skip
    tried = desk.caller.post(
        f"/desk/visits/{desk.visit}/override", data={"grounds": "emergency"}, headers=FRAGMENT
    )

    assert "Is served at the desk" == said
    assert 'id="override"' not in desk.last.text
    assert "You may not do this" in tried.text


def test_an_entry_is_allowed_by_name(web: WebOffice) -> None:
    """Who may override lets in somebody whose service gives no pass, on grounds (MIS-08)."""
    office = web.office
    chief = office.core.staff.hire(
        actor=office.actor, login="chief", name="رضا رضایی", password=PASSWORD,
        roles=[Role.GUARD, Role.SECURITY],
    )  # fmt: skip
    caller = web.caller()
    caller.sign_in(chief.login)
    caller.cookies.set("miz-lang", "en")
    desk = Desk(caller)
    service = office.core.catalogue.add_service(
        actor=office.actor, code="7", title=Text("x"), category="documents"
    )
    desk.post("/desk/visits", person=office.person().id, service=service.id,
              method="national_card")  # fmt: skip
    offered = re.findall(r'name="grounds" value="([^"]+)"', desk.last.text)
    visit = desk.visit
    steps = [desk.post(f"/desk/visits/{visit}/override", grounds="disability")]
    told = desk.last.text
    steps.append(desk.post(f"/desk/visits/{visit}/admit"))

    assert [one.value for one in OverrideGrounds] == offered
    assert ["May be admitted", "Admitted; may pass the gate"] == steps
    assert "let in by رضا رضایی: Disability" in told


def test_several_persons_are_offered(web: WebOffice, desk: Desk) -> None:
    """Names are chosen from, with masked numbers (ui.md)."""
    for number in range(3):
        web.office.person(number)

    assert "3 persons found" == desk.look_up("مریم")
    assert NATIONAL_IDS[0] not in desk.last.text
    assert 3 == desk.last.text.count("data-get=")


def test_what_cannot_be_done_is_a_sentence_beside_the_verdict(desk: Desk) -> None:
    """The page stays as it was; the fragment has the place of the trouble only."""
    visit = desk.admitted()
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
    desk.post("/desk/register", **{**FORM, "given": sly, "family": sly, "father": sly})
    person = desk.hidden("person")
    desk.post("/desk/visits", person=person, purpose=sly, method="national_card")
    pages.append(desk.last.text)
    pages += [desk.caller.get(path, headers=PAGE).text for path in ("/desk", f"/people/{person}")]

    assert [] == [page for page in pages if "<img src=x" in page]
    assert "&lt;img src=x" in pages[-1]


def test_a_host_who_was_only_typed_is_asked_for_again(desk: Desk) -> None:
    """A name that is not chosen from the list is told, not lost in silence (C3-07)."""
    desk.look_up(NATIONAL_IDS[0])
    desk.post("/desk/register", **FORM)
    person = desk.hidden("person")
    desk.post("/desk/visits", person=person, host="", host_name="zzqq", method="national_card")

    assert "What is the visit for?" == desk.title
    assert "No such host" in desk.last.text
    assert 'value="zzqq"' in desk.last.text


@pytest.mark.parametrize(("typed", "passport"), [("123456789", "123456789"), ("هیچ‌کس", "")])
def test_who_is_not_found_may_get_a_new_file(desk: Desk, typed: str, passport: str) -> None:
    """Enter opens the drawer for a foreign visitor; a number typed stands in it (CAP-20)."""
    titles = [desk.look_up(typed)]
    offered = desk.last.text
    titles.append(desk.post("/desk/new-file", passport=passport))

    assert ["Nobody found", "Has no file yet"] == titles
    assert 'action="/desk/new-file"' in offered
    assert f'name="passport" value="{passport}"' in offered
    assert 'value="foreign" checked' in desk.last.text
    assert re.search(rf'name="passport" type="text" value="{passport}"', desk.last.text)


def test_a_wrong_national_number_is_told_as_such(desk: Desk) -> None:
    """Ten digits with a wrong check digit are not a person who is missing (CAP-22)."""
    wrong = NATIONAL_IDS[0][:-1] + str((int(NATIONAL_IDS[0][-1]) + 1) % 10)

    assert "This national number is wrong" == desk.look_up(wrong)
    assert "check digit" in desk.last.text


def test_an_open_lane_is_no_entry_yet(web: WebOffice, desk: Desk) -> None:
    """The latest passages tell who walked from who may walk (I2)."""
    gate, lane, slip = web.device(), web.office.lane_in.id, web.office.slip()
    gate.post(f"/api/v1/lanes/{lane}/reads", json={"code": slip.code})
    page = desk.caller.get("/desk/side", headers=FRAGMENT).text

    assert "Waiting for the passage" in page
    assert 'class="dot wait"' in page
    assert 'class="dot allow"' not in page


def test_a_foreigner_begins_with_a_passport(desk: Desk) -> None:
    """An unknown passport number opens the drawer for a foreign visitor, filled in (CAP-20)."""
    title = desk.look_up("a 1234-5678")
    fields = {**FORM, "kind": "foreign", "national_id": "", "passport": "A12345678"}
    page = desk.last.text
    next_title = desk.post("/desk/register", **{**fields, "nationality": "IRQ"})

    assert "Has no file yet" == title
    assert 'value="A12345678"' in page
    assert "What is the visit for?" == next_title


def test_a_foreigner_returns_to_his_file(desk: Desk) -> None:
    """Registered again with the same passport, the desk goes on with the file (CAP-16, MIS-04)."""
    fields = {**FORM, "kind": "foreign", "national_id": "", "passport": "A12345678"}
    fields["nationality"] = "IRQ"
    desk.post("/desk/register", **fields)
    person = desk.hidden("person")
    desk.post("/desk/register", **{**fields, "given": "حیدر"})

    assert person == desk.hidden("person")
    assert "What is the visit for?" == desk.title
