"""What citizens are told of their requests, by their choice (EDK-12, EDK-13, MIS-07)."""

from collections.abc import Callable
from datetime import date

import pytest
from attrs import evolve

from miz.domain.correspondence import Contact
from miz.domain.notices import Medium
from miz.domain.requests import Outcome, Request
from miz.domain.values import Language, Mobile
from miz.errors import InvalidValue
from miz.ports.channels import Message
from tests.desk_office import CARD_SCAN, CITIZEN_MOBILE, Desk
from tests.usecases.decrees import MONDAY, switched_on

Deed = Callable[[Desk, Request], object]


def answer(desk: Desk, request: Request) -> object:
    """The office answers."""
    return desk.core.casework.answer(
        actor=desk.officer, request=request.id, outcome=Outcome.GRANTED, text="شد"
    )


def finish(desk: Desk, request: Request) -> object:
    """A step is done."""
    return desk.core.casework.finish(actor=desk.officer, request=request.id, step="check")


def ask(desk: Desk, request: Request) -> object:
    """Something is asked for."""
    return desk.core.casework.ask(actor=desk.officer, request=request.id, text="عکس بیاورید")


def ask_and_get(desk: Desk, request: Request) -> object:
    """It is asked for and comes."""
    ask(desk, request)
    return desk.core.tracking.add(actor=desk.public, proof=desk.proof(request), paper=CARD_SCAN)


def write(desk: Desk, request: Request) -> object:
    """The officer writes."""
    return desk.core.casework.write(actor=desk.officer, request=request.id, text="سلام")


def announce(desk: Desk, request: Request) -> object:
    """A visit is announced."""
    return desk.core.bookings.announce(actor=desk.officer, request=request.id)


def move(desk: Desk, _: Request) -> object:
    """A decree moves the answer."""
    return switched_on(desk)


STEPS: dict[str, tuple[Deed, list[str]]] = {
    "filed": (lambda *_: None, []),
    "step": (finish, ["درخواست «پروانهٔ کسب»: مرحلهٔ «بررسی مدارک» انجام شد."]),
    "paused": (ask, ["درخواست «پروانهٔ کسب» منتظر شماست: عکس بیاورید"]),
    "resumed": (
        ask_and_get,
        [
            "درخواست «پروانهٔ کسب» منتظر شماست: عکس بیاورید",
            "درخواست «پروانهٔ کسب» ادامه یافت. پاسخ تا دوشنبه ۱۵ دی ۱۴۰۴، ساعت ۱۴:۰۰.",
        ],
    ),
    "message": (write, ["کارشناس دربارهٔ درخواست «پروانهٔ کسب» برای شما نوشت."]),
    "visit": (
        announce,
        ["برای «پروانهٔ کسب» شنبه ۱۳ دی ۱۴۰۴، ساعت ۱۰:۰۰ به میز خدمت بیایید."],
    ),
    "moved": (
        move,
        [
            (
                "مهلت پاسخ «پروانهٔ کسب» تغییر کرد: سه‌شنبه ۱۶ دی ۱۴۰۴، ساعت ۱۴:۰۰. "
                "علت: تغییر ساعت کار اداره (تعطیلی برف)."
            )
        ],
    ),
    "answered": (answer, ["پاسخ درخواست «پروانهٔ کسب» آماده است."]),
}
ENGLISH = {
    "step": "Licence: the step Checking is done.",
    "message": "The officer wrote to you about Licence.",
    "visit": "For Licence please come to the service desk: Saturday 3 January 2026 at 10:00.",
    "moved": (
        "The answer to Licence is now due by Tuesday 6 January 2026 at 14:00: "
        "the office hours changed (تعطیلی برف)."
    ),
    "answered": "The answer to Licence is ready.",
}
EMAIL = Contact(Medium.EMAIL, "zahra@example.org")


def sent(desk: Desk, medium: Medium = Medium.SMS) -> list[Message]:
    """What went out, several rounds of the worker later."""
    for _ in range(3):
        desk.office.deliver()
    return desk.channel(medium).sent


def first_lines(messages: list[Message]) -> list[str]:
    """What happened, without office and code."""
    return [message.text.split("\n")[0] for message in messages]


@pytest.mark.parametrize("step", sorted(STEPS))
def test_each_step_is_told_once(desk: Desk, step: str) -> None:
    """In words of that step, with the code to follow it by (EDK-12, EDK-10)."""
    deed, expected = STEPS[step]
    request = desk.taken()
    deed(desk, request)
    filed, *told = sent(desk)

    assert "درخواست «پروانهٔ کسب» ثبت شد." in filed.text
    assert expected == first_lines(told)
    assert all(message.text.endswith(filed.text.split("\n")[1]) for message in told)


@pytest.mark.parametrize("step", sorted(ENGLISH))
def test_each_step_is_told_in_the_citizen_s_language(desk: Desk, step: str) -> None:
    """Titles and dates too (EDK-12)."""
    deed, _ = STEPS[step]
    request = desk.taken(contact=Contact(language=Language.EN))
    deed(desk, request)

    assert [ENGLISH[step]] == first_lines(sent(desk)[1:])
    assert "Office, tracking code 0000 0000" in sent(desk)[1].text


@pytest.mark.parametrize("step", sorted(STEPS))
def test_who_wants_e_mail_gets_e_mail(desk: Desk, step: str) -> None:
    """With a subject of code and office, and no SMS beside it (EDK-12)."""
    deed, expected = STEPS[step]
    request = desk.taken(contact=EMAIL)
    deed(desk, request)
    mails = sent(desk, Medium.EMAIL)

    assert expected == first_lines(mails[1:])
    assert {"zahra@example.org"} == {mail.address for mail in mails}
    assert all(mail.subject.startswith("درخواست ۰۰۰۰ ") for mail in mails)
    assert [] == sent(desk)


@pytest.mark.parametrize("step", sorted(STEPS))
def test_who_wants_nothing_gets_nothing(desk: Desk, step: str) -> None:
    """The code page has it all (EDK-12)."""
    request = desk.taken(contact=Contact(None))
    STEPS[step][0](desk, request)

    assert ([], []) == (sent(desk), sent(desk, Medium.EMAIL))


def test_a_wish_holds_from_when_it_is_made(desk: Desk) -> None:
    """What was queued goes out as it was; what follows goes the other way (EDK-12)."""
    request = desk.taken()
    desk.core.tracking.choose(
        actor=desk.public,
        proof=desk.proof(request),
        medium=Medium.EMAIL,
        address="zahra@example.org",
    )
    answer(desk, request)

    assert [1, 1] == [len(sent(desk)), len(sent(desk, Medium.EMAIL))]


def test_what_stays_inside_is_not_told(desk: Desk) -> None:
    """Internal notes, papers on their way, another officer (J2 step 7)."""
    request = desk.taken()
    desk.core.casework.write(actor=desk.officer, request=request.id, text="راز", internal=True)
    desk.core.intake.carry(actor=desk.operator, request=request.id, receiver="رابط", items="پوشه")
    desk.core.casework.receive(actor=desk.officer, request=request.id)
    desk.core.casework.reassign(actor=desk.officer, request=request.id, officer=desk.deputy.id)

    assert 1 == len(sent(desk))


def test_without_a_mobile_nothing_is_sent_and_nothing_fails(desk: Desk) -> None:
    """The receipt has the code (EDK-12)."""
    person = desk.office.person()
    desk.core.files.correct(
        actor=desk.actor, person=person.id, identity=evolve(person.identity, mobile=None)
    )
    answer(desk, desk.taken(person))

    assert [] == sent(desk)


def test_a_visitor_with_a_process_is_told_too(desk: Desk) -> None:
    """Whoever comes in person hears of his request as whoever files online (EDK-13)."""
    visitor = desk.office.person()
    desk.office.arrived(visitor)
    finish(desk, desk.taken(visitor))

    assert [visitor.identity.mobile.number] * 2 == [  # type: ignore[union-attr]
        message.address for message in sent(desk)
    ]


def test_news_that_is_too_old_is_not_sent(desk: Desk) -> None:
    """After three days without a line the page is the better place (06-availability)."""
    desk.taken()
    desk.office.later(days=3)

    assert [] == sent(desk)


def test_a_new_time_is_told_with_the_day_of_the_office(desk: Desk) -> None:
    """Jalali, in Tehran, whatever the machine's own zone (I9)."""
    desk.go(MONDAY, "13:59")
    request = desk.taken()

    assert desk.local(date(2026, 1, 7), "14:00") == request.due_at
    assert "چهارشنبه ۱۷ دی ۱۴۰۴، ساعت ۱۴:۰۰" in sent(desk)[0].text


class TestAddresses:
    def test_an_sms_goes_to_the_file_s_own_mobile_only(self, desk: Desk) -> None:
        """A citizen cannot have the office write to anybody else (threat 2, EDK-12)."""
        desk.filed(contact=Contact(Medium.SMS, "+989129999999"))

        assert {CITIZEN_MOBILE.number} == {message.address for message in sent(desk)}

    def test_the_desk_may_write_down_another_mobile(self, desk: Desk) -> None:
        """A son's, for a father who has none; in its normal form (EDK-12)."""
        desk.taken(contact=Contact(Medium.SMS, "0912 999 9999"))

        assert ["+989129999999"] == [message.address for message in sent(desk)]

    def test_an_e_mail_goes_where_the_citizen_says(self, desk: Desk) -> None:
        """In its normal form (EDK-12)."""
        desk.filed(contact=Contact(Medium.EMAIL, " zahra@Example.ORG "))

        assert ["zahra@example.org"] == [one.address for one in sent(desk, Medium.EMAIL)]

    @pytest.mark.parametrize(
        ("contact", "field"),
        [(Contact(Medium.EMAIL, "zahra"), "email"), (Contact(Medium.SMS, "12"), "mobile")],
    )
    def test_a_wrong_address_is_told(self, desk: Desk, contact: Contact, field: str) -> None:
        """When it is typed, and not by a message that never comes (EDK-12)."""
        with pytest.raises(InvalidValue) as caught:
            desk.taken(contact=contact)

        assert field == caught.value.field
        assert [] == desk.journal("RequestFiled")

    def test_a_changed_mobile_is_the_one_that_is_used(self, desk: Desk) -> None:
        """What the file says when something happens (EDK-12, CAP-10)."""
        request = desk.taken()
        person = desk.core.storage.read(lambda uow: uow.people.get(request.person))
        changed = evolve(person.identity, mobile=Mobile.parse("09120000001"))
        desk.core.files.correct(actor=desk.actor, person=person.id, identity=changed)
        answer(desk, request)

        assert ["+989123456789", "+989120000001"] == [one.address for one in sent(desk)]
