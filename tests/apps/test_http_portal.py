"""The steps of filing over HTTP, as a browser without scripts takes them (EDK-05, EDK-06)."""

from collections.abc import Iterator, Mapping

import httpx
import pytest
from attrs import define, evolve, field

from miz.domain.drafts import Draft
from miz.domain.values import Language
from miz.usecases.citizens import Citizen
from miz_apps.web.rendering.advice import BY_CODE
from miz_apps.web.rendering.languages import translations
from tests.apps.citizens import values, words
from tests.apps.portal import Front, Visitor, open_front
from tests.apps.web import PAGE
from tests.desk_office import (
    ANSWERS,
    CITIZEN_ID,
    CITIZEN_MOBILE,
    LICENCE,
    OWN,
    picture,
    publish,
)

Files = Mapping[str, tuple[str, bytes]]


@define
class Filing:
    """A citizen at the documents of a request that is not sent yet."""

    front: Front
    visitor: Visitor
    path: str
    _who: Citizen = field(init=False)

    @classmethod
    def begun(cls, front: Front) -> "Filing":
        """All questions are answered, no document is there."""
        core, desk = front.desk.core, front.desk
        who = Citizen(desk.office.site.id, CITIZEN_ID, CITIZEN_MOBILE, "127.0.0.1")
        draft = core.portal.begin(citizen=who, service=desk.licence.id).draft.id
        core.portal.fill(citizen=who, draft=draft, answers={**ANSWERS, **OWN})
        filing = cls(front, front.citizen(), f"/portal/drafts/{draft}")
        filing._who = who
        return filing

    @property
    def draft(self) -> Draft:
        """What is kept."""
        return self.front.desk.core.portal.drafts(citizen=self._who)[0]

    def send(self, files: Files, *, button: str = "") -> httpx.Response:
        """The page of the documents, sent with these files chosen."""
        form = {"csrf": self.visitor.token(f"{self.path}/papers")}
        parts = {f"file-{need}": ("", b"") for need in ("card", "lease", "photo")}
        chosen = {f"file-{need}": (name, content) for need, (name, content) in files.items()}
        return self.visitor.caller.post_alone(
            f"{self.path}/papers",
            data={**form, **({"do": button} if button else {})},
            files={**parts, **chosen},
            headers=PAGE,
        )


@pytest.fixture
def front() -> Iterator[Front]:
    """A service desk that is served."""
    with open_front() as opened:
        yield opened


@pytest.fixture
def filing(front: Front) -> Filing:
    """Somebody whose documents are still to come."""
    return Filing.begun(front)


def advised(code: str) -> str:
    """What a citizen reads of an error."""
    return translations(Language.FA).gettext(BY_CODE[code])


CARD, LEASE = ("card.png", picture("gray")), ("lease.png", picture("navy"))


def test_going_on_uploads_what_was_chosen(filing: Filing) -> None:
    """No button beside a file needs to be pressed first, and no script (EDK-06)."""
    answer = filing.send({"card": CARD, "lease": LEASE})

    assert (303, f"{filing.path}/check") == (answer.status_code, answer.headers["Location"])
    assert ["card", "lease"] == [one.need for one in filing.draft.papers]


def test_nothing_is_gone_on_from_while_a_file_is_refused(filing: Filing) -> None:
    """What is good is kept, the refusal stands at its document (EDK-06)."""
    answer = filing.send({"card": CARD, "lease": ("x.png", b"GIF89a")})
    text = words(answer.text)

    assert 200 == answer.status_code
    assert ["card"] == [one.need for one in filing.draft.papers]
    assert advised("upload.type") in text.split("اجاره‌نامه")[1]


def test_the_button_of_a_document_stays_and_keeps_every_choice(filing: Filing) -> None:
    """Whichever it is, nothing that was chosen is dropped (EDK-06)."""
    answer = filing.send({"lease": LEASE}, button="card")

    assert (303, f"{filing.path}/papers") == (answer.status_code, answer.headers["Location"])
    assert ["lease"] == [one.need for one in filing.draft.papers]


def test_the_button_of_a_document_asks_for_a_file(filing: Filing) -> None:
    """Going on without any is allowed: the next page says what is missing (EDK-06)."""
    asked, gone = filing.send({}, button="lease"), filing.send({})

    assert 200 == asked.status_code
    assert advised("upload.none") in words(asked.text).split("اجاره‌نامه")[1]
    assert (303, f"{filing.path}/check") == (gone.status_code, gone.headers["Location"])


def test_a_document_is_taken_away_again(filing: Filing) -> None:
    """By a form of its own beside the one that uploads (EDK-06)."""
    filing.send({"card": CARD})
    page = filing.visitor.get(f"{filing.path}/papers").text
    digest = filing.draft.papers[0].digest
    filing.visitor.post(f"{filing.path}/papers/remove", digest=digest)

    assert f'form="remove" name="digest" value="{digest}"' in page
    assert () == filing.draft.papers


@pytest.mark.parametrize(
    ("account", "online", "told"),
    [
        ("IR0612", True, "اینترنتی یا در بانک به شمارهٔ حساب IR۰۶۱۲ ، یا در میز خدمت"),
        ("IR0612", False, "در بانک به شمارهٔ حساب IR۰۶۱۲ ، یا در میز خدمت"),
        ("", True, "اینترنتی یا در میز خدمت"),
        ("", False, "در میز خدمت"),
    ],
)
def test_fees_say_how_and_when_they_are_paid(
    front: Front, *, account: str, online: bool, told: str
) -> None:
    """Before the request is begun, before it is sent, and after that (SVC-07)."""
    fee = evolve(LICENCE.fees[0], account=account, online=online)
    publish(front.web.office, front.desk.licence.id, evolve(LICENCE, fees=(fee,)))
    filing = Filing.begun(front)
    pages = [filing.visitor.get(path).text for path in
             ("/portal/services/201", f"{filing.path}/check")]  # fmt: skip
    filing.send({"card": CARD, "lease": LEASE})
    filing.visitor.post(f"{filing.path}/check", medium="sms", agree="1")
    pages.append(filing.visitor.get("/portal/case/filed").text)

    for page in map(words, pages):
        assert "۱٬۵۰۰٬۰۰۰ ریال" in page or "۱,۵۰۰,۰۰۰ ریال" in page
        assert f"{told} " in page
        assert "پیش از گرفتن نتیجه بپردازید" in page


def test_what_is_free_asks_for_no_payment(front: Front) -> None:
    """Nothing about paying stands at a request that costs nothing (SVC-07)."""
    publish(front.web.office, front.desk.licence.id, evolve(LICENCE, fees=()))
    filing = Filing.begun(front)
    filing.send({"card": CARD, "lease": LEASE})
    filing.visitor.post(f"{filing.path}/check", medium="sms", agree="1")
    page = words(filing.visitor.get("/portal/case/filed").text)

    assert "درخواست شما ارسال شد" in page
    assert "بپردازید" not in page


def test_documents_are_named_by_what_they_are(filing: Filing) -> None:
    """With the file as it was called, not as it is kept: deed.png is no deed.jpg (EDK-06)."""
    filing.send({"card": ("deed.png", picture("gray")), "lease": LEASE})
    chosen = words(filing.visitor.get(f"{filing.path}/papers").text)
    filing.visitor.post(f"{filing.path}/check", medium="sms", agree="1")
    filed, case = (words(filing.visitor.get(f"/portal/case{path}").text) for path in ("/filed", ""))

    assert "deed ۱ صفحه" in chosen
    assert "کارت ملی · اجاره‌نامه" in filed
    assert "کارت ملی deed · ۱ صفحه" in case
    assert [] == [page for page in (chosen, filed, case) if ".jpg" in page]


def test_a_code_that_ran_out_is_asked_for_again_without_typing(front: Front) -> None:
    """Both numbers stand in the form that comes, and go with the button for another (EDK-05)."""
    visitor, numbers = front.visitor(), {"national_id": CITIZEN_ID.digits, "mobile": "09351112233"}
    asked = visitor.post("/portal/sign-in", next="/portal/track", **numbers)
    challenge = values(asked.text.split('name="challenge"')[1], "value")[0]
    front.desk.office.later(minutes=3)
    late = visitor.post("/portal/code", challenge=challenge, code="123456", **numbers)
    again = visitor.post("/portal/sign-in", **numbers)

    assert advised("challenge.over") in words(late.text)
    assert set(numbers.values()) <= set(values(late.text, "value"))
    assert 'action="/portal/sign-in"' in asked.text
    form = asked.text.split('action="/portal/sign-in"')[1]
    assert set(numbers.values()) <= set(values(form, "value"))
    assert 'action="/portal/code"' in again.text


def test_steps_that_are_done_have_a_check_mark(filing: Filing) -> None:
    """And are named so to who does not see it; the rest are numbered (EDK-05, UI)."""
    page = filing.visitor.get(f"{filing.path}/check").text
    stages = page.split('<ol class="stages"')[1].split("</ol>")[0]

    assert 3 == stages.count('class="done"') == stages.count("(انجام شد)")
    assert "۴" in words(f"<main>{stages.split('aria-current')[1]}</main>")


def test_a_case_that_waits_says_for_whom(front: Front) -> None:
    """The citizen is «you» on his own pages, and the unit is called one (EDK-10)."""
    request, visitor = front.desk.filed(), front.citizen()
    front.desk.core.casework.ask(actor=front.desk.officer, request=request.id, text="چند متر؟")
    listed = words(visitor.get("/portal/mine").text)
    visitor.post("/portal/mine", request=request.id)
    case = words(visitor.get("/portal/case").text)

    assert [True, True] == ["منتظر شما" in page for page in (listed, case)]
    assert [False, False] == ["متقاضی" in page for page in (listed, case)]
    assert "اکنون · واحد مالی" in case
