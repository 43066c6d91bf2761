"""Requests at the desk and in the inbox, in a real browser over a furnished office."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from attrs import evolve, frozen
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from miz.domain.requests import Outcome, RequestState
from miz.domain.staff import Role
from miz.domain.values import Language
from miz.errors import Refused
from miz.ports.channels import RECIPIENT_BLOCKED
from miz_apps.web.pages.calls import LANGUAGE_COOKIE
from tests.apps.web import FRAGMENT, PAGE, PASSWORD, WebOffice, open_web
from tests.desk_office import Desk, equip
from tests.office import NATIONAL_IDS, identity

pytest_plugins = ["tests.apps.browser"]


@frozen
class Front:
    """The furnished office, where it is served, and a browser."""

    web: WebOffice
    desk: Desk
    browser: Browser

    def open(self, role: Role, path: str) -> Page:
        """A screen of a user with that role."""
        page = self.browser.new_context(base_url=self.web.url).new_page()
        page.goto("/sign-in")
        page.fill("[name=login]", role.value)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{self.web.url}/")
        page.goto(path)
        return page

    def at_desk(self) -> Page:
        """The desk with the registered person looked up."""
        page = self.open(Role.GUARD, "/desk")
        page.fill("#typed", NATIONAL_IDS[0])
        page.press("#typed", "Enter")
        expect(page.locator("#person")).to_be_visible()
        return page


@pytest.fixture
def front(chromium: Browser) -> Iterator[Front]:
    """Nobody has come yet."""
    with open_web() as web:
        yield Front(web, equip(web.office), chromium)


def test_f3_takes_a_request_with_papers(front: Front) -> None:
    """Service and subject; a paper, a refused one, the receipt (MIS-06, C2-01, C2-03)."""
    front.desk.office.person()
    page = front.at_desk()
    page.keyboard.press("F3")
    page.get_by_role("button", name="ثبت درخواست").click()
    expect(page.locator("#service-note")).to_be_visible()
    page.select_option("#f-service", front.desk.licence.id)
    page.fill("#f-subject", "پروانهٔ نانوایی")
    page.check("[name=at_desk]")
    page.get_by_role("button", name="ثبت درخواست").click()
    expect(page.locator(".receipt-facts")).to_be_visible()
    scan, drawing = BytesIO(), b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    Image.new("RGB", (300, 200), "teal").save(scan, "JPEG")
    paper = page.locator("[data-paper]").first
    paper.set_input_files({"name": "x.svg", "mimeType": "image/svg+xml", "buffer": drawing})
    expect(page.locator("#main .wrong")).to_be_visible()
    paper.set_input_files({"name": "1.jpg", "mimeType": "image/jpeg", "buffer": scan.getvalue()})
    expect(page.locator("#main a[href*='/papers/']")).to_have_count(1)
    expect(page.locator("#queue")).to_contain_text("مریم کاظمی")
    [line] = front.desk.core.intake.waiting(actor=front.desk.operator)

    assert ("پروانهٔ نانوایی", ["card"]) == (
        line.request.subject,
        [one.need for one in line.request.papers],
    )


def test_what_the_unit_answers_is_handed_over_at_the_desk(front: Front) -> None:
    """Inbox, step, answer; the desk's list says ready at once, and empties (MIS-07, C2-08)."""
    request = front.desk.taken(at_desk=True)
    desk = front.open(Role.GUARD, "/desk")
    officer = front.open(Role.OFFICER, "/inbox")
    officer.keyboard.press("Enter")
    officer.wait_for_url(f"**/requests/{request.id}")
    officer.keyboard.press("F2")
    expect(officer.locator("#steps-title ~ ol .dot.allow")).to_have_count(1)
    officer.fill("#a-text", "پروانه صادر شد.")
    officer.get_by_role("button", name="دادن پاسخ").click()
    expect(officer.locator("#result-title")).to_be_visible()
    ready = desk.locator("#queue .tag.good")
    expect(ready).to_be_visible()
    ready.click()
    expect(desk.locator(".verdict.allow")).to_be_visible()
    desk.get_by_role("button", name="تحویل شد").click()
    expect(desk.locator("#queue .row")).to_have_count(0)

    assert RequestState.CLOSED is front.desk.stored(request).state


def test_f3_asks_what_the_service_asks(front: Front) -> None:
    """The questions of the chosen service, with their conditions; none must be answered (C2-01)."""
    desk = front.desk
    person = desk.office.person()
    page = front.at_desk()
    page.keyboard.press("F3")
    expect(page.locator("#f-service")).to_be_focused()
    expect(page.locator("#questions")).to_be_hidden()
    page.fill("#f-subject", "پروانه")
    page.select_option("#f-service", desk.licence.id)
    expect(page.locator("#f-a-copies")).to_be_visible()
    expect(page.locator("#f-a-partner_id")).to_be_hidden()
    page.locator("[name=a-partner][value=yes]").check(force=True)
    expect(page.locator("#f-a-partner_id")).to_be_visible()
    page.fill("#f-a-copies", "دو")
    page.get_by_role("button", name="ثبت درخواست").click()
    expect(page.locator("#f-a-copies-note")).to_be_visible()
    expect(page.locator("#f-subject")).to_have_value("پروانه")
    page.fill("#f-a-copies", "۲")
    page.get_by_role("button", name="ثبت درخواست").click()
    expect(page.locator(".receipt-facts")).to_be_visible()
    [request] = desk.core.intake.of_person(actor=desk.operator, person=person.id)

    assert {"partner": "yes", "copies": "2"} == request.answers


def test_whoever_has_no_mobile_is_not_promised_a_message(front: Front) -> None:
    """No SMS is chosen beforehand where the file has no number to send it to (EDK-12)."""
    front.desk.core.files.register(
        actor=front.desk.office.actor, identity=evolve(identity(), mobile=None)
    )
    page = front.at_desk()
    page.keyboard.press("F3")

    expect(page.locator("[name=medium][value=none]")).to_be_checked()


def test_escape_leads_one_step_back_from_the_guide(front: Front) -> None:
    """From a service to the list, from the list to the person, who stays on screen (MIS-05)."""
    desk, core = front.desk, front.desk.core
    core.reception.arrive(actor=desk.operator, person=desk.office.person().id)
    page = front.at_desk()
    page.keyboard.press("F7")
    page.get_by_role("button", name="پروانهٔ کسب").click()
    expect(page.locator("#guide-title")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#main .candidates")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#person")).to_be_visible()


def test_the_only_service_is_guided_to_at_once(front: Front) -> None:
    """Where there is one thing to choose, nobody chooses (MIS-05)."""
    desk, core = front.desk, front.desk.core
    first, *others = core.catalogue.services(actor=desk.operator)
    for one in others:
        core.catalogue.switch_service(actor=desk.office.actor, service=one.id, active=False)
    core.reception.arrive(actor=desk.operator, person=desk.office.person().id)
    page = front.at_desk()
    page.keyboard.press("F7")

    expect(page.locator("#guide-title")).to_contain_text(first.title.fa)


def test_a_message_that_did_not_arrive_is_told_at_the_desk(front: Front) -> None:
    """Blocked by who should read it: said beside the citizen, his request and the host (EDK-13)."""
    desk = front.desk
    request = desk.taken(desk.office.person())
    blocked = Refused("opted out", code=RECIPIENT_BLOCKED)
    desk.channel().answers = [blocked]
    desk.told()
    slip = desk.office.slip(desk.core.storage.read(lambda uow: uow.people.get(request.person)))
    desk.office.enter(slip)
    desk.channel().answers = [blocked]
    desk.told()
    page = front.at_desk()
    expect(page.locator("#person .tag.bad")).to_contain_text("آخرین پیام نرسید")
    expect(page.locator(".verdict")).to_contain_text("پیام به میزبان نمی‌رسد")
    page.keyboard.press("F3")
    page.locator(f"[data-get='/desk/requests/{request.id}']").click()

    expect(page.locator(".verdict")).to_contain_text("آخرین پیام نرسید")


def test_a_ready_result_is_not_lost_behind_older_ones(front: Front) -> None:
    """Whoever comes for his result finds it in the list, however many wait (MIS-07)."""
    desk = front.desk
    for number in range(10):
        request = desk.taken(desk.somebody(number))
        desk.core.casework.answer(
            actor=desk.officer, request=request.id, outcome=Outcome.GRANTED, text="صادر شد."
        )
        desk.office.later(minutes=1)
    page = front.open(Role.GUARD, "/desk")

    expect(page.locator(f"#queue [data-get='/desk/requests/{request.id}']")).to_be_attached()


def test_the_next_step_is_never_below_the_keys(front: Front) -> None:
    """On a small screen the button of a long form stays in sight (ui.md)."""
    front.desk.office.person()
    page = front.at_desk()
    page.set_viewport_size({"width": 1366, "height": 768})
    seen = []
    page.keyboard.press("F3")
    page.select_option(".intake #f-service", front.desk.licence.id)
    expect(page.locator("#f-a-copies")).to_be_visible()
    seen.append(page.locator("#main [data-primary]").bounding_box())
    page.fill("#f-subject", "پروانه")
    page.get_by_role("button", name="ثبت درخواست").click()
    expect(page.locator(".receipt-facts")).to_be_visible()
    seen.append(page.locator("#main [data-primary]").bounding_box())
    keys = page.locator(".legend").bounding_box()

    assert keys is not None
    assert [True, True] == [
        box is not None and box["y"] + box["height"] <= keys["y"] + 1 for box in seen
    ]


def test_f7_guides_and_keeps_that_it_did(front: Front) -> None:
    """Steps, documents and cost on one screen; guided is kept, or sent (MIS-05, C1-03, C1-04)."""
    desk, core = front.desk, front.desk.core
    core.reception.arrive(actor=desk.operator, person=desk.office.person().id)
    page = front.at_desk()
    page.keyboard.press("F7")
    page.get_by_role("button", name="پروانهٔ کسب").click()
    expect(page.locator("#main article")).to_contain_text("بررسی مدارک")
    expect(page.locator("#main article")).to_contain_text("اجاره‌نامه")
    page.get_by_role("button", name="ارسال با پیامک").click()
    expect(page.locator(".verdict.allow")).to_be_visible()
    desk.office.deliver()

    assert "بررسی مدارک" in desk.office.sent[-1]


def test_a_request_with_entry_goes_on_as_a_visit(front: Front) -> None:
    """From the request to a visit that waits for the unit's word (C3-01, MIS-08, J3.2)."""
    request = front.desk.taken(service=front.desk.hearing)
    page = front.at_desk()
    page.keyboard.press("F3")
    page.locator(f"[data-get='/desk/requests/{request.id}']").click()
    page.get_by_role("button", name="برای آن وارد می‌شود").click()
    expect(page.locator("#person")).to_be_visible()
    [visit] = front.desk.core.storage.read(lambda uow: uow.visits.of_request(request.id))

    assert (True, front.desk.hearing.id) == (visit.needs_agreement, visit.service)


def test_who_is_no_employee_is_told_whom_to_ask(front: Front) -> None:
    """An officer without a unit sees a sentence, not an error (EDK-07)."""
    front.desk.core.staff.employ(
        actor=front.desk.actor, user=front.web.users[Role.OFFICER].id, host=None
    )
    page = front.open(Role.OFFICER, "/inbox")
    expect(page.locator("main")).to_contain_text("از مدیر سامانه بخواهید")


def test_the_citizen_is_written_to_in_his_own_language(front: Front) -> None:
    """A clerk who reads English still sends Persian to an Iranian (EDK-12)."""
    person = front.desk.office.person()
    clerk = front.web.caller(Role.GUARD)
    clerk.cookies.set(LANGUAGE_COOKIE, "en")
    fields = {
        "csrf": clerk.headers["X-CSRF-Token"],
        "id": front.desk.core.intake.fresh(actor=front.desk.operator),
        "person": person.id,
        "service": front.desk.licence.id,
        "subject": "پروانه",
    }
    answer = clerk.post("/desk/requests", data=fields, headers=FRAGMENT)
    [request] = front.desk.core.intake.of_person(actor=front.desk.operator, person=person.id)

    assert (200, Language.FA) == (answer.status_code, request.contact.language)


def test_a_clock_that_stands_is_not_late(front: Front) -> None:
    """While the office waits for the citizen, no inbox blames the officer (MIS-01, J2.6)."""
    request = front.desk.taken()
    front.desk.core.casework.ask(
        actor=front.desk.officer, request=request.id, text="سند را بیاورید."
    )
    front.desk.office.clock.advance(timedelta(days=30))
    officer = front.web.caller(Role.OFFICER)
    page = officer.get("/inbox", headers=PAGE).text

    assert ("پروانهٔ کسب" in page, "گذشته از مهلت" in page) == (True, False)
