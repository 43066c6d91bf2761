from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from attrs import evolve

from miz import open_core
from miz.domain.persian import ascii_digits
from miz.domain.requests import Outcome
from miz.domain.values import Text
from miz_adapters.memory import ManualClock
from miz_apps.web.server import make_app
from tests.apps.citizens import Citizen, House, values, words
from tests.apps.web import OPTIONS, open_web, served
from tests.desk_office import LICENCE, equip, publish
from tests.office import CONFIG, NATIONAL_IDS, TestParts, furnish_again

API = "/api/v1/public"
BUDGETED = evolve(OPTIONS, tracking_address="3 per minute")


@pytest.fixture
def house() -> Iterator[House]:
    """An office with a service desk."""
    with open_web(BUDGETED) as web:
        yield House(web, equip(web.office))


def ask(house: House, path: str, **query: str) -> Any:
    """What a program without any key is answered."""
    answer = house.web.caller().get(API + path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def track(house: House, code: str, digits: str, **more: Any) -> httpx.Response:
    """A try to follow a request."""
    return house.web.caller().post(f"{API}/tracking", json={"code": code, "digits": digits}, **more)


# -- services --------------------------------------------------------------------------------


def test_anybody_lists_the_services(house: House) -> None:
    """Codes, titles in both languages, and what can be asked for online (EDK-01, SVC-01)."""
    listed = {one["code"]: one for one in ask(house, "/services")["services"]}

    assert {"201", "301", "401"} == set(listed)
    assert {"fa": "پروانهٔ کسب", "en": "Licence"} == listed["201"]["title"]
    assert [True, True, False] == [listed[one]["fileable"] for one in sorted(listed)]


def test_services_are_found_by_words_as_in_the_portal(house: House) -> None:
    """Arabic letters and digits of either keyboard find them (SVC-01)."""
    found = [
        [one["code"] for one in ask(house, "/services", q=words)["services"]]
        for words in ("رسيدگي", "۲۰۱", "licence 401", "هیچ")
    ]

    assert [["301"], ["201"], ["401"], []] == found


def test_a_service_is_told_whole_and_structured(house: House) -> None:
    """Everything that desk, kiosk and portal tell, as data (SVC-02 to SVC-09, EDK-05)."""
    told = ask(house, "/services/201")

    assert "201" == told["service"]["code"]
    assert [one.key for one in LICENCE.steps] == [one["key"] for one in told["steps"]]
    assert [(one.key, one.original, one.required) for one in LICENCE.documents] == [
        (one["key"], one["original"], one["required"]) for one in told["documents"]
    ]
    assert {
        "title": {"fa": "قانون نظام صنفی", "en": ""}, "number": "۱۲", "day": "2003-03-15",
        "article": "ماده ۳", "link": "https://law.example",
    } == told["laws"][0]  # fmt: skip
    assert "چند روز؟" == told["questions"][0]["question"]["fa"]
    assert (1_500_000, "IR0612") == (told["fees"][0]["rials"], told["fees"][0]["account"])
    assert {"days": 2, "minutes": 0} == told["duration"]
    assert LICENCE.complaint.fa == told["complaint"]["fa"]
    assert ("الهام نوری", "مالی") == (told["officer"]["name"], told["officer"]["unit"]["fa"])
    assert "G2C" == told["sheet"]["audience"]
    asked = {one["key"]: one for one in told["form"]}
    assert [one.key for one in LICENCE.form.fields] == list(asked)
    assert ("partner", ["yes"]) == (asked["partner_id"]["when"], asked["partner_id"]["among"])


@pytest.mark.parametrize("root", ["/portal", "/kiosk"])
def test_a_service_before_its_first_edition_is_shown_nowhere(house: House, root: str) -> None:
    """No price, no duration and no list of documents is made up for it (SVC-01, SVC-06)."""
    citizen = Citizen(house.web.caller(), root)
    shelf = "" if root == "/portal" else "/services"
    answers = [citizen.get(f"/services/101{more}") for more in ("", "/sheet")]

    assert "پرداخت" not in citizen.reads(shelf)
    assert [404, 404] == [one.status_code for one in answers]
    assert 'value="101"' not in citizen.sees("/complaints")


def test_nobody_is_told_to_bring_documents_that_are_not_named(house: House) -> None:
    """Of a service of the desk: where it is done, and what to bring if it is anything (SVC-03)."""
    pages = [house.phone().reads("/services/401")]
    publish(house.web.office, house.desk.stamp.id, evolve(LICENCE, documents=()))
    pages.append(house.phone().reads("/services/401"))

    assert [True, True] == ["در میز خدمت انجام می‌شود" in page for page in pages]
    assert [True, False] == ["مدارک زیر" in page for page in pages]


@pytest.mark.parametrize("code", ["101", "999"])
def test_a_service_that_is_not_offered_is_not_found(house: House, code: str) -> None:
    """An unknown code, and one of which nothing is published, are told plainly, as a problem."""
    answer = house.web.caller().get(f"{API}/services/{code}")

    assert (404, "application/problem+json") == (
        answer.status_code, answer.headers["Content-Type"],
    )  # fmt: skip


@pytest.mark.parametrize("root", ["/portal", "/kiosk"])
def test_who_finds_nothing_is_told_where_to_go_on(house: House, root: str) -> None:
    """To all services, or with a complaint; and how to search (SVC-01, SVC-08)."""
    shelf = root if root == "/portal" else "/kiosk/services"
    html = Citizen(house.web.caller(), root).sees(f"{shelf.removeprefix(root)}?q=هیچ")

    assert {shelf, f"{root}/complaints"} <= set(values(html.split("<main")[1], "href"))
    assert "در یکی دو واژه" in words(html)


# -- complaints ------------------------------------------------------------------------------


@pytest.mark.parametrize("root", ["/portal", "/kiosk"])
def test_a_complaint_is_sent_once_however_often_its_page_is_loaded(house: House, root: str) -> None:
    """The form leads to a page with the code, which may be loaded again (SVC-08)."""
    citizen = Citizen(house.web.caller(), root)
    sent = citizen.post("/complaints", kind="complaint", service="201", text="دیر شد")
    pages = [citizen.reads(sent.headers["Location"].removeprefix(root)) for _ in range(2)]
    found = house.desk.core.complaints.list(actor=house.desk.head)
    code = found[0].code

    assert (303, 1) == (sent.status_code, len(found))
    assert [True, True] == [code in ascii_digits(one).replace(" ", "") for one in pages]
    assert code not in sent.headers["Location"]


def test_the_page_of_a_complaint_is_open_for_half_an_hour(house: House) -> None:
    """And for nobody who did not send or open it: without it, the forms are there (SVC-08)."""
    phone, stranger = house.phone(), house.phone()
    phone.leads("/complaints", kind="complaint", text="دیر شد")
    house.web.office.later(minutes=31)
    shut = [one.get("/complaints/made") for one in (phone, stranger)]

    assert [(303, "/portal/complaints")] * 2 == [
        (one.status_code, one.headers["Location"]) for one in shut
    ]


@pytest.mark.parametrize("root", ["/portal", "/kiosk"])
def test_an_answer_stands_below_what_was_written(house: House, root: str) -> None:
    """Who complained of several things knows what is answered (SVC-08)."""
    citizen, complaints = Citizen(house.web.caller(), root), house.desk.core.complaints
    before = citizen.leads("/complaints", kind="complaint", text="صف طولانی است")
    made = complaints.list(actor=house.desk.head)[0]
    complaints.reply(actor=house.desk.head, complaint=made.id, text="صندلی گذاشتیم")
    after = citizen.leads("/complaints/follow", code=made.code)

    assert "صف طولانی است" in before
    assert "شما صف طولانی است سازمان صندلی گذاشتیم" in after


def test_a_case_shows_its_complaints_in_the_citizen_s_words(house: House) -> None:
    """With the answer of the office beside each (SVC-08, J2 step 11)."""
    desk, phone = house.desk, house.phone()
    request = desk.taken()
    phone.opens(desk, request)
    page = phone.leads("/case/complaints", kind="complaint", text="دیر شد")

    assert "شما دیر شد" in page


# -- following -------------------------------------------------------------------------------


def test_a_request_is_followed_with_both_factors(house: House) -> None:
    """State, steps with times, due time, the visible thread, the result (EDK-10, EDK-11)."""
    desk = house.desk
    taken = desk.taken()
    casework, officer, proof = desk.core.casework, desk.officer, desk.proof(taken)
    casework.finish(actor=officer, request=taken.id, step="check")
    casework.write(actor=officer, request=taken.id, text="فقط برای ما", internal=True)
    desk.core.tracking.write(actor=desk.public, proof=proof, text="آوردم")
    casework.ask(actor=officer, request=taken.id, text="کارت ملی را بیاورید")
    spaced = " ".join(taken.code[at : at + 4] for at in range(0, 16, 4))
    waiting = track(house, spaced, proof.digits).json()
    casework.resume(actor=officer, request=taken.id)
    casework.finish(actor=officer, request=taken.id, step="issue")
    casework.answer(actor=officer, request=taken.id, outcome=Outcome.GRANTED, text="صادر شد")
    answered = track(house, taken.code, proof.digits).json()

    assert ("201", "waiting") == (waiting["service"], waiting["state"])
    assert [("check", False), ("issue", True)] == [(s["key"], s["now"]) for s in waiting["steps"]]
    assert waiting["steps"][0]["at"].endswith("Z")
    assert waiting["due_at"].endswith("Z")
    assert [(True, "آوردم"), (False, "کارت ملی را بیاورید")] == [
        (one["by_citizen"], one["text"]) for one in waiting["thread"]
    ]
    assert waiting["result"] is None
    assert ("answered", None) == (answered["state"], answered["due_at"])
    assert all(one["at"] and not one["now"] for one in answered["steps"])
    assert ("granted", "صادر شد", 20) == (
        answered["result"]["outcome"], answered["result"]["text"], len(answered["result"]["code"]),
    )  # fmt: skip


def test_nothing_of_the_person_is_told(house: House) -> None:
    """Who holds both factors knows himself; name, numbers and mobile stay here (threat 24)."""
    taken = house.desk.taken()
    proof = house.desk.proof(taken)
    text = track(house, proof.code, proof.digits).text

    for secret in ("کاظمی", "مریم", NATIONAL_IDS[0], "9123456789", proof.code, taken.person):
        assert secret not in text


def test_a_wrong_code_and_a_wrong_factor_are_answered_alike(house: House) -> None:
    """Nobody learns which codes live: status, problem and length are the same (threat 1)."""
    proof = house.desk.proof(house.desk.taken())
    live = track(house, proof.code, "0000")
    dead = track(house, "0000000000000000", proof.digits)
    told = [
        {name: one.json()[name] for name in ("status", "code", "detail")} for one in (live, dead)
    ]

    assert told[0] == told[1]
    assert "tracking.unknown" == told[0]["code"]
    assert len(live.content) == len(dead.content)


def test_wrong_tries_spend_the_budget_of_the_address(house: House) -> None:
    """After them even the right code waits, and it is said how long (threat 1)."""
    proof = house.desk.proof(house.desk.taken())
    wrong = [track(house, f"{n:016d}", "0000").status_code for n in (18, 26, 34)]
    right = track(house, proof.code, proof.digits)

    assert [404] * 3 == wrong
    assert 429 == right.status_code
    assert 1 <= int(right.headers["Retry-After"]) <= 60
    assert "request.too_many" == right.json()["code"]


def test_wrong_tries_spend_the_budget_of_the_code_from_whatever_address() -> None:
    """A code that many addresses guess at is closed for all of them (threat 1)."""
    with open_web(evolve(BUDGETED, trusted_proxies=("127.0.0.0/8",))) as web:
        house = House(web, equip(web.office))
        proof = house.desk.proof(house.desk.taken())
        statuses = [
            track(
                house, proof.code, digits, headers={"X-Forwarded-For": f"10.0.0.{number}"}
            ).status_code
            for number, digits in enumerate(("0000", "1111", "2222", proof.digits))
        ]

    assert [404, 404, 404, 429] == statuses


def test_the_portal_and_the_api_count_together(house: House) -> None:
    """Whoever guesses cannot change the face to go on (threat 1)."""
    phone, proof = house.phone(), house.desk.proof(house.desk.taken())
    for _ in range(3):
        phone.post("/track", code=proof.code, digits="0000")

    assert 429 == track(house, proof.code, proof.digits).status_code


def test_a_right_try_costs_nothing(house: House) -> None:
    """A site that asks for many citizens is not stopped by their right codes."""
    proof = house.desk.proof(house.desk.taken())
    statuses = {track(house, proof.code, proof.digits).status_code for _ in range(6)}

    assert {200} == statuses


@pytest.mark.parametrize(
    "body",
    [{}, {"code": "1"}, {"code": "1", "digits": ""}, {"code": "1", "digits": "12345"},
     {"code": "1", "digits": "1234", "more": "x"}],
)  # fmt: skip
def test_a_body_that_does_not_fit_is_a_problem(house: House, body: dict[str, str]) -> None:
    """Before anything is looked up (V4.1.1)."""
    answer = house.web.caller().post(f"{API}/tracking", json=body)

    assert (400, "request.invalid") == (answer.status_code, answer.json()["code"])


def test_a_page_of_another_site_cannot_send_the_body_of_a_form(house: House) -> None:
    """Only JSON is read, which a browser does not send elsewhere unasked (threat 15)."""
    form = {"code": "0000000000000018", "digits": "0000"}

    assert 415 == house.web.caller().post(f"{API}/tracking", data=form).status_code


# -- the office, and the description ---------------------------------------------------------


def test_the_office_is_the_first_one_as_in_the_portal(house: House) -> None:
    """A second site's services and requests are not told at this door."""
    second = furnish_again(house.web.office)
    second.core.catalogue.add_service(
        actor=second.actor, code="999", title=Text("جای دیگر"), category="information"
    )

    assert "999" not in [one["code"] for one in ask(house, "/services")["services"]]


def test_without_an_office_it_says_so() -> None:
    """Before a site is founded there is a problem, not a fault."""
    core = open_core(CONFIG, plugins=[TestParts(ManualClock())])
    with core, served(make_app(core, options=OPTIONS)) as url:
        answer = httpx.get(f"{url}{API}/services")

    assert (404, "site.none") == (answer.status_code, answer.json()["code"])


def test_the_description_names_the_public_door(house: House) -> None:
    """/openapi.json says that it needs no key, and every answer that it gives (EDK-01)."""
    paths = house.web.caller().get("/openapi.json").json()["paths"]
    public = {path: item for path, item in paths.items() if path.startswith(API)}
    follow = public[f"{API}/tracking"]["post"]

    assert {f"{API}/services", f"{API}/services/{{code}}", f"{API}/tracking"} == set(public)
    assert [[]] * 3 == [one["security"] for item in public.values() for one in item.values()]
    assert {"200", "400", "404", "415", "429"} <= set(follow["responses"])
    assert ["q"] == [one["name"] for one in public[f"{API}/services"]["get"]["parameters"]]
