import io
from datetime import date

import httpx
import pytest
import zxingcpp
from PIL import Image

from miz import open_core
from miz.domain.persian import ascii_digits
from miz.domain.requests import Request
from miz.domain.values import Text
from miz_adapters.memory import ManualClock
from miz_apps.web.actions.action import Door
from miz_apps.web.kiosk.routes import PAGES
from miz_apps.web.server import make_app
from tests.apps.citizens import HOME, Citizen, House, values, words
from tests.apps.web import OPTIONS, PAGE, open_web, served
from tests.desk_office import LICENCE, equip
from tests.office import CONFIG, TestParts

pytest_plugins = ["tests.apps.kiosks"]


# -- what it shows ---------------------------------------------------------------------------


def test_four_tiles_stand_at_the_start_and_nobody_signs_in(hall: House) -> None:
    """Services, following a request, complaints, where to go: by touch alone (MIS-12)."""
    html = hall.kiosk().sees()
    tiles = html.split('<ul class="tiles">')[1].split("</ul>")[0]

    assert ["/kiosk/services", "/kiosk/track", "/kiosk/complaints", "/kiosk/help"] == values(
        tiles, "href"
    )


def test_a_service_says_the_same_at_the_kiosk_and_in_the_portal(hall: House) -> None:
    """One record: what stands on a phone stands on the wall (SVC-01 to SVC-09, MIS-12)."""
    told = [
        LICENCE.description.fa,
        *(one.title.fa for one in LICENCE.steps),
        *(one.title.fa for one in LICENCE.documents),
        *(one.title.fa for one in LICENCE.laws),
        *(text.fa for one in LICENCE.questions for text in (one.question, one.answer)),
        *(one.title.fa for one in LICENCE.fees),
        LICENCE.complaint.fa,
        "الهام نوری",
    ]
    kiosk, phone = hall.kiosk().reads("/services/201"), hall.phone().reads("/services/201")
    lacking = [one for one in told if one not in kiosk or one not in phone]

    assert [] == lacking


def test_the_official_form_says_the_same_at_the_kiosk_and_in_the_portal(hall: House) -> None:
    """Word for word, but for the button that prints it at home (directive 3.4, SVC-01)."""
    kiosk = hall.kiosk().reads("/services/201/sheet")
    printed = hall.phone().reads("/services/201/sheet").replace(" چاپ ", " ", 1)

    assert kiosk == printed


def test_services_are_found_by_words_in_either_letters(hall: House) -> None:
    """The portal's search serves the kiosk too (SVC-01)."""
    found = hall.kiosk().sees("/services?q=رسيدگي")

    assert "/kiosk/services/301" in found
    assert "/kiosk/services/201" not in found


def test_no_link_leads_out_of_the_kiosk(hall: House, case: Request) -> None:
    """Followed from the start, every address stays below /kiosk; nobody uploads or prints."""
    kiosk = hall.kiosk()
    kiosk.opens(hall.desk, case)
    waiting, seen, outside = ["/kiosk", "/kiosk/case"], set[str](), list[str]()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        html = kiosk.sees(path.removeprefix("/kiosk"))
        addresses = values(html, "href") + values(html, "action") + values(html, "src")
        inside = [one for one in addresses if one.startswith("/kiosk")]
        outside += [one for one in addresses if not one.startswith(("/kiosk", "/static/", "#"))]
        forms = set(values(html, "action"))
        waiting += [one for one in inside if one not in {*seen, *waiting, *forms, *png(inside)}]
        for never in ('type="file"', "target=", "data-print", "formaction", "sign-in"):
            assert never not in html, (path, never)
    print(f"kiosk: {len(seen)} pages followed, {len(outside)} links out of it")

    assert [] == outside
    assert {"/kiosk/services/201/sheet", "/kiosk/complaints?service=201"} <= seen


def png(addresses: list[str]) -> list[str]:
    """Those that are pictures."""
    return [one for one in addresses if one.endswith(".png")]


def test_nothing_at_the_kiosk_signs_in_or_takes_a_file() -> None:
    """Its addresses are open to everybody or to who has a case open; none has a body of files."""

    assert {Door.PUBLIC, Door.CASE} == {one.needs for one in PAGES}
    assert [] == [one.path for one in PAGES if one.upload or "sign" in one.path]
    assert {"POST /kiosk/track", "POST /kiosk/reset", "POST /kiosk/language"} < {
        f"{one.method} {one.path}" for one in PAGES
    }


def test_help_tells_where_the_desk_is_and_when_it_is_open(hall: House) -> None:
    """Desks, units with their place, and the hours of the next days, a holiday included."""
    hall.desk.go(date(2026, 11, 25), "09:00")  # a Wednesday; Thursday and Friday are off
    actor = hall.desk.actor
    hall.desk.core.places.add_desk(actor=actor, name=Text("میز همکف", "Ground floor"))
    read = hall.kiosk().reads("/help")

    assert "میز همکف" in read
    assert "مالی طبقهٔ ۳" in read
    assert "چهارشنبه ۴ آذر ۱۴۰۵ (امروز) ۰۷:۰۰ تا ۱۴:۰۰" in read
    assert "پنجشنبه ۵ آذر ۱۴۰۵ بسته" in read


# -- following a request ---------------------------------------------------------------------


def test_a_request_is_read_at_the_kiosk(hall: House, case: Request) -> None:
    """Code and second factor open it: state, steps with times, the thread, the time promised."""
    kiosk = hall.kiosk()
    kiosk.opens(hall.desk, case)
    html = kiosk.sees("/case")
    read = words(html)

    assert "کارت ملی را بیاورید" in read
    assert "بررسی مدارک" in read
    assert "منتظر شما" in read
    assert "متقاضی" not in read
    # Only the way out, the language and the scanner's form: nothing is written at a kiosk.
    assert {"/kiosk/reset", "/kiosk/language", "/kiosk/track"} == set(values(html, "action"))


def test_a_scanned_receipt_leaves_only_the_second_factor_to_type(
    hall: House, case: Request
) -> None:
    """The code alone is no failed try, and tells nothing of the request (threat 1)."""
    kiosk = hall.kiosk()
    persian = "".join("۰۱۲۳۴۵۶۷۸۹"[int(one)] for one in case.code)
    for typed in (case.code, persian, *[case.code] * 5):
        answer = kiosk.post("/track", code=typed)
        assert answer.status_code == 200
    html = answer.text

    assert f'value="{case.code}"' in html
    assert "autofocus" in html.split('name="digits"')[1].split(">")[0]
    assert "alert deny" not in html
    assert "پروانه" not in words(html)


def test_what_is_no_tracking_code_is_said(hall: House) -> None:
    """A visitor's slip held to the kiosk opens nothing; the page says what it reads."""
    answer = hall.kiosk().post("/track", code="12345678901234567890")

    assert "شانزده رقم" in words(answer.text)


def test_wrong_tries_at_a_kiosk_count_with_those_in_the_portal(hall: House, case: Request) -> None:
    """One budget for an address and a code, whichever face they came by (threat 1)."""
    kiosk, phone = hall.kiosk(), hall.phone()
    told = [
        words(one.post("/track", code=case.code, digits="0000").text)
        for one in (kiosk, phone, kiosk, phone, kiosk)
    ]
    right = kiosk.post("/track", code=case.code, digits=hall.desk.proof(case).digits)

    assert [False] * 4 + [True] == ["دوباره تلاش کنید" in one or "زیاد" in one for one in told]
    assert 200 == right.status_code


# -- taking it home --------------------------------------------------------------------------


def read(picture: httpx.Response) -> str:
    """What a phone's camera reads."""
    assert picture.headers["Content-Type"] == "image/png"
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    return str(found[0].text)


def test_a_phone_takes_the_page_home(hall: House, case: Request) -> None:
    """The codes lead to the portal's pages, the law's to its text: read by a real decoder."""
    kiosk = hall.kiosk()
    kiosk.opens(hall.desk, case)
    service, followed = kiosk.sees("/services/201"), kiosk.sees("/case")

    assert f"{HOME}/portal/services/201" == read(kiosk.get("/services/201/code.png"))
    assert f"{HOME}/portal/track" == read(kiosk.get("/track/code.png"))
    assert "https://law.example" == read(kiosk.get("/services/201/laws/1/code.png"))
    assert {"/kiosk/services/201/code.png", "/kiosk/services/201/laws/1/code.png"} <= set(
        values(service, "src")
    )
    assert "/kiosk/track/code.png" in values(followed, "src")
    assert "https://law.example" in words(service)


def test_without_a_public_address_there_is_no_code(hall: House) -> None:
    """An office that has not said where its portal is shows no code that leads nowhere."""
    with open_web() as web:
        equip(web.office)
        kiosk = Citizen(web.caller(), "/kiosk")
        html = kiosk.sees("/services/201")
        answer = kiosk.get("/services/201/code.png")

    assert "/kiosk/services/201/code.png" not in html
    assert 404 == answer.status_code


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "99999999999999999999"])
def test_a_law_that_is_not_there_has_no_code(hall: House, number: str) -> None:
    """The number stands in an address, so anything may be written there."""

    assert 404 == hall.kiosk().get(f"/services/201/laws/{number}/code.png").status_code


# -- complaints ------------------------------------------------------------------------------


def test_a_complaint_is_made_and_its_answer_read_at_the_kiosk(hall: House) -> None:
    """About the service one came from, without a name, by a code of its own (SVC-08)."""
    kiosk, desk = hall.kiosk(), hall.desk
    form = kiosk.sees("/complaints?service=201")
    made = kiosk.leads("/complaints", kind="suggestion", service="201", text="صندلی بگذارید")
    kept = desk.core.complaints.list(actor=desk.head)[0]
    desk.core.complaints.reply(actor=desk.head, complaint=kept.id, text="گذاشتیم")
    followed = kiosk.leads("/complaints/follow", code=kept.code)

    assert '<input type="hidden" name="service" value="201">' in form
    assert desk.licence.id == kept.service
    assert kept.code in ascii_digits(made).replace(" ", "")
    assert "گذاشتیم" in followed


def test_the_answer_to_a_complaint_is_asked_for_on_a_page_of_its_own(hall: House) -> None:
    """One thing a page: the form that writes and the one that reads are apart, errors too."""
    kiosk = hall.kiosk()
    writing, reading = kiosk.sees("/complaints"), kiosk.sees("/complaints/follow")
    wrong = kiosk.post("/complaints/follow", code="1").text

    assert ["/kiosk/complaints"] == own_forms(writing)
    assert ["/kiosk/complaints/follow"] == own_forms(reading) == own_forms(wrong)
    assert 'aria-invalid="true"' in wrong


def own_forms(html: str) -> list[str]:
    """Where the forms of the page itself go, those of its frame aside."""
    return values(html.split("<main")[1].split("</main>", maxsplit=1)[0], "action")


# -- trouble ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/nothing", "/services/999", "/case/papers/x", "/sign-in"])
def test_trouble_stays_within_the_kiosk(hall: House, path: str) -> None:
    """What is not there is said in the kiosk's own frame, which clears itself as well."""
    answer = hall.kiosk().get(path)
    links = [one for one in values(answer.text, "href") if not one.startswith(("/static/", "#"))]

    assert 404 == answer.status_code
    assert 'id="idle"' in answer.text
    assert [] == [one for one in links if not one.startswith("/kiosk")]


def test_the_language_switch_leads_nowhere_else(hall: House) -> None:
    """A forged way back ends at the start of the kiosk (open redirect)."""
    kiosk = hall.kiosk()
    led = {
        kiosk.post("/language", language="en", next=one).headers["Location"]
        for one in ("https://evil.example", "//evil.example", "/portal", "/kiosks", "/\\evil")
    }

    assert {"/kiosk"} == led
    assert (
        "/kiosk/help"
        == kiosk.post("/language", language="en", next="/kiosk/help").headers["Location"]
    )
    assert 'lang="en"' in kiosk.sees()


def test_an_empty_office_is_said_plainly() -> None:
    """Before a site is founded there is a sentence, not a fault."""
    core = open_core(CONFIG, plugins=[TestParts(ManualClock())])
    with core, served(make_app(core, options=OPTIONS)) as url:
        answer = httpx.get(f"{url}/kiosk", headers=PAGE)

    assert 404 == answer.status_code
    assert "هنوز" in answer.text
