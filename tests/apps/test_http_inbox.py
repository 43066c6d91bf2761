"""The officer's inbox and the page of one request over real HTTP (EDK-07, EDK-08, MIS-07)."""

import re
from collections.abc import Iterator

import pytest
from attrs import evolve, frozen

from miz.domain.correspondence import Author, Message
from miz.domain.forms import Field, FieldKind
from miz.domain.requests import Outcome, Request
from miz.domain.staff import Role
from miz.domain.values import Language, Text
from miz_apps.web.rendering.answers import answer_of
from tests.apps.bureau import reader, words
from tests.apps.web import WebOffice, open_web
from tests.desk_office import Desk, equip


@frozen
class Front:
    """The furnished office, and where it is served."""

    web: WebOffice
    desk: Desk

    def page(self, role: Role, path: str) -> str:
        """A page in English."""
        return words(reader(self.web, role).get(path).text)


@pytest.fixture
def front() -> Iterator[Front]:
    """Nobody has come yet."""
    with open_web() as web:
        yield Front(web, equip(web.office))


def answered(desk: Desk, request: Request) -> None:
    """The unit's result."""
    desk.core.casework.answer(
        actor=desk.officer, request=request.id, outcome=Outcome.GRANTED, text="صادر شد."
    )


def replied(desk: Desk, request: Request) -> None:
    """The citizen wrote, a minute later."""
    desk.office.later(minutes=1)
    said = Message(Author.CITIZEN, "فرستادم", desk.now)
    desk.core.storage.write(
        lambda uow: uow.requests.save(evolve(desk.stored(request), thread=(said,)))
    )


def test_the_inbox_marks_who_has_replied(front: Front) -> None:
    """Until the officer writes or does something himself (EDK-08)."""
    desk = front.desk
    request = desk.taken()
    before = front.page(Role.OFFICER, "/inbox")
    replied(desk, request)
    marked = front.page(Role.OFFICER, "/inbox")
    desk.office.later(minutes=1)
    desk.core.casework.write(actor=desk.officer, request=request.id, text="رسید.")
    after = front.page(Role.OFFICER, "/inbox")

    assert [False, True, False] == ["has replied" in page for page in (before, marked, after)]


def test_answered_requests_have_a_tab(front: Front) -> None:
    """An officer finds what he answered and nobody has fetched yet (EDK-07, MIS-07)."""
    desk = front.desk
    answered(desk, desk.taken(desk.office.person()))

    assert "Licence" not in front.page(Role.OFFICER, "/inbox")
    assert "Licence" in front.page(Role.OFFICER, "/inbox?of=answered")


def test_a_head_of_unit_has_one_tab_for_all(front: Front) -> None:
    """Where mine is everybody's, the page says so once (EDK-07)."""
    front.desk.taken()
    head = reader(front.web, Role.MANAGER).get("/inbox").text
    tabs = re.findall(r'<nav class="tabs" aria-label="Whose.*?</nav>', head, re.DOTALL)

    assert ["All requests Answered"] == [words(one) for one in tabs]
    assert "Licence" in words(head)


def test_a_document_is_asked_for_by_the_service_s_list(front: Front) -> None:
    """In the citizen's own language, with words or without (EDK-08)."""
    desk = front.desk
    request = desk.taken()
    officer = reader(front.web, Role.OFFICER)
    url = f"/requests/{request.id}"
    empty = officer.post(f"{url}/ask", data={"text": "", "need": ""}).text
    wrong = officer.post(f"{url}/ask", data={"text": "x", "need": "visa"}).text
    officer.post(f"{url}/ask", data={"text": "خوانا", "need": "lease"})
    asked = desk.stored(request).thread

    assert "Write something first." in words(empty)
    assert "asks for no such document" in words(wrong)
    assert ["اجاره‌نامه\nخوانا"] == [one.text for one in asked]


def test_an_announced_time_is_said_and_not_offered_again(front: Front) -> None:
    """The button is there until it is announced, then what was announced (C2-09)."""
    desk = front.desk
    request = desk.taken()
    officer = reader(front.web, Role.OFFICER)
    url = f"/requests/{request.id}"
    before = officer.get(url).text
    officer.post(f"{url}/visit", data={"proposed": "1"})
    after = officer.get(url).text

    assert [True, False] == ['name="proposed"' in page for page in (before, after)]
    assert "Announced: " in words(after)


def test_undone_steps_are_named_before_and_after_the_answer(front: Front) -> None:
    """Nobody takes them for done, and nobody waits for them (EDK-10)."""
    desk = front.desk
    request = desk.taken()
    before = front.page(Role.OFFICER, f"/requests/{request.id}")
    answered(desk, request)
    after = front.page(Role.OFFICER, f"/requests/{request.id}")

    assert "Not done yet: Checking, Issuing." in before
    assert 2 == after.count("not done")
    assert "to come" not in after


def test_the_first_page_says_what_is_overdue(front: Front) -> None:
    """For the officer his requests, for the head the complaints as well (MIS-01, SVC-08)."""
    desk = front.desk
    desk.taken()
    calm = front.page(Role.OFFICER, "/")
    desk.office.later(days=20)

    assert "1 overdue" not in calm
    assert "1 overdue" in front.page(Role.OFFICER, "/")


@pytest.mark.parametrize(
    ("kind", "answer", "shown"),
    [
        (FieldKind.POSTAL_CODE, "1234567890", "۱۲۳۴۵۶۷۸۹۰"),
        (FieldKind.NATIONAL_ID, "0499370899", "۰۴۹-۹۳۷۰۸۹-۹"),
        (FieldKind.MOBILE, "+989123456789", "۰۹۱۲ ۳۴۵ ۶۷۸۹"),
        (FieldKind.TEXT, "B12", "B12"),
    ],
)
def test_numbers_are_read_as_everywhere(kind: FieldKind, answer: str, shown: str) -> None:
    """In Persian digits and grouped on a Persian page; words stay as they are (ui.md)."""
    asked = Field("x", Text("پرسش"), kind)

    assert shown == answer_of(asked, {"x": answer}, Language.FA)
