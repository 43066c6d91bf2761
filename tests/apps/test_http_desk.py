import re
from io import BytesIO

import httpx
import pytest
from attrs import define, field
from PIL import Image

from miz.domain.admissions import OverrideGrounds
from miz.domain.ids import VisitId
from miz.domain.staff import Role
from miz.domain.values import Mobile, PersonName, Text
from miz.usecases.catalogue import Charge
from tests.apps.web import FORM, FRAGMENT, PAGE, PASSWORD, Caller, WebOffice
from tests.office import CARD, NATIONAL_IDS


@define
class Desk:
    """A guard's browser at the desk; it remembers the last answer."""

    caller: Caller
    last: httpx.Response = field(init=False)

    def post(self, path: str, **fields: str) -> str:
        """Posts a form as the page's script does; the verdict's title."""
        self.last = self.caller.post(path, data=fields, headers=FRAGMENT)
        return self.title

    def look_up(self, typed: str, *, visit: str = "", begun: str = "", mode: str = "in") -> str:
        """Scans or types into the command field."""
        return self.post(
            "/desk/look-up", typed=typed, keyed="", visit=visit, begun=begun, mode=mode
        )

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
    desk.post("/desk/register", **FORM)
    person = desk.hidden("person")
    desk.post("/desk/visits", person=person, method="national_card", purpose="x")
    desk.post(f"/desk/visits/{desk.visit}/admit")
    return desk.visit


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


def test_a_card_goes_to_the_visitor_on_screen_and_comes_back(web: WebOffice, desk: Desk) -> None:
    """Scan after admission: handed over. Scan on the way out: exit, then back in the box (Q2)."""
    visit = admitted(desk)
    steps = [desk.look_up(CARD, visit=visit)]
    gate, lane = web.device(), web.office.lane_in.id
    read = gate.post(f"/api/v1/lanes/{lane}/reads", json={"code": CARD}).json()
    gate.post(f"/api/v1/accesses/{read['access']['id']}/passage")
    steps.append(desk.look_up(CARD))
    steps.append(desk.look_up(CARD, mode="out"))
    leaving = {"lane": web.office.lane_out.id, "card": desk.hidden("card")}
    steps.append(desk.post(f"/desk/visits/{visit}/leave", **leaving))
    steps.append(desk.post("/desk/cards/take-back", card=desk.hidden("card")))
    steps.append(desk.look_up(CARD))

    assert [
        "Admitted; may pass the gate",
        "Is inside",
        "Which lane does the visitor leave by?",
        "Has left",
        "Card 0001 is back",
        "Card 0001 is free",
    ] == steps


def test_the_guard_says_by_which_lane_a_visitor_leaves(web: WebOffice, desk: Desk) -> None:
    """With several ways out nothing is recorded until one is named, and that one is (G9)."""
    office = web.office
    visit = office.enter(office.slip())
    leave = f"/desk/visits/{visit.id}/leave"
    steps = [desk.post(leave)]
    offered = re.findall(r'name="lane" value="([^"]+)"', desk.last.text)
    inside = office.core.storage.read(lambda uow: uow.visits.get(visit.id)).exit
    steps.append(desk.post(leave, lane=office.lane.id))
    gone = office.core.storage.read(lambda uow: uow.visits.get(visit.id)).exit

    assert ["Which lane does the visitor leave by?", "Has left"] == steps
    assert [office.lane_out.id, office.lane.id] == offered
    assert inside is None
    assert gone is not None
    assert office.lane.id == gone.lane


def test_the_only_way_out_is_not_asked_for(web: WebOffice, desk: Desk) -> None:
    """A site with one exit records it at once, as the key promises (ui.md)."""
    office = web.office
    visit = office.enter(office.slip())
    office.core.places.switch_lane(actor=office.actor, lane=office.lane.id, active=False)

    assert "Has left" == desk.post(f"/desk/visits/{visit.id}/leave")


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


def test_an_old_slip_is_never_green(web: WebOffice, desk: Desk) -> None:
    """The slip in hand is judged, not its holder's newer visit (C1-08, threat 26)."""
    office = web.office
    old = office.slip()
    new = office.core.reception.hand_slip(actor=office.actor, visit=old.visit)
    titles = [desk.look_up(old.code)]
    told = desk.last.text
    titles.append(desk.look_up(new.code))

    assert ["This slip is no longer valid", "Admitted; may pass the gate"] == titles
    assert 'data-tone="deny"' in told
    assert "print again with F9" in told
    assert f"/desk/visits/{old.visit}/slip" in told


def test_the_slip_of_an_earlier_visit_is_not_the_newer_visit_s(web: WebOffice, desk: Desk) -> None:
    """It leads to its holder and opens nothing, whatever is open for him now (CAP-16, C1-08)."""
    office = web.office
    used = office.slip()
    visit = office.enter(used)
    desk.post(f"/desk/visits/{visit.id}/leave", lane=office.lane.id)
    steps = [desk.look_up(used.code)]
    offered = desk.hidden("person")
    office.admitted(office.core.storage.read(lambda uow: uow.people.get(visit.person)))
    steps.append(desk.look_up(used.code))

    assert ["This slip is no longer valid"] * 2 == steps
    assert visit.person == offered
    assert 'data-tone="deny"' in desk.last.text


def test_a_card_that_is_out_does_not_change_the_visitor(web: WebOffice, desk: Desk) -> None:
    """With somebody admitted on screen, another's card is refused with its own reason (C1-07)."""
    office = web.office
    other = office.admitted(office.person(1))
    office.core.reception.hand_card(actor=office.actor, visit=other.id, card=CARD)
    visit = admitted(desk)
    title = desk.look_up(CARD, visit=visit)

    assert "Admitted; may pass the gate" != title
    assert "This card is with another visitor; take another." in desk.last.text


def test_a_free_card_does_not_end_what_was_begun(web: WebOffice, desk: Desk) -> None:
    """Before admission the page keeps its form and its visitor, with one sentence (C1-07)."""
    visit = web.office.arrived(web.office.person())
    for shown in ({"visit": visit.id}, {"begun": "1"}):
        desk.look_up(CARD, **shown)

        assert 409 == desk.last.status_code
        assert desk.last.text.lstrip().startswith('<div id="trouble"')
        assert "Admit the visitor first, then scan the card." in desk.last.text


def test_a_card_on_its_way_out_counts_while_another_was_just_admitted(
    web: WebOffice, desk: Desk
) -> None:
    """In the mode of exits a card is its holder's, not for the visitor on screen (G9)."""
    office = web.office
    other = office.admitted(office.person(1))
    held = office.core.reception.hand_card(actor=office.actor, visit=other.id, card=CARD)
    office.enter(held)
    visit = admitted(desk)

    assert "Which lane does the visitor leave by?" == desk.look_up(CARD, visit=visit, mode="out")


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
