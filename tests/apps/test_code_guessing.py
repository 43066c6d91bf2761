"""Guessing tracking codes over HTTP: how far one comes, and what the answers tell."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from attrs import evolve

from miz.domain.codes import TRACKING_DIGITS, TrackingCode
from miz.domain.requests import Request
from miz_adapters.system import RandomIds
from miz_apps.web.actions.action import Door
from miz_apps.web.actions.table import TABLE
from miz_apps.web.errors import TooMany
from miz_apps.web.security.attempts import Attempts
from tests.apps.portal import Front, open_front
from tests.apps.web import OPTIONS

BUDGET = 20
OWN = re.compile(r'(?<=[ \n])(?:value|content)="[^"]*"')
"""What a form repeats, and the token of the page."""
Answer = tuple[int, str, tuple[str, ...]]
Ends = tuple[Answer, Answer]
"""The answer to a wrong try, and the one of a spent budget."""
BEHIND_PROXY = evolve(OPTIONS, trusted_proxies=("127.0.0.1",))
CROWD = 50
AT_ONCE = 16


@pytest.fixture
def front() -> Iterator[Front]:
    """A portal behind a proxy that tells addresses, with the budgets that offices get."""
    assert f"{BUDGET} per 10 minutes" == BEHIND_PROXY.tracking_address
    with open_front(BEHIND_PROXY) as opened:
        yield opened


def unknown() -> str:
    """A code that nobody has, right in its check digit."""
    return TrackingCode.issue(RandomIds().digits(TRACKING_DIGITS - 1)).digits


def told(answer: httpx.Response) -> Answer:
    """An answer without what the browser sent itself: status, page, names of headers."""
    page = OWN.sub("", answer.text)
    return answer.status_code, page, tuple(sorted(answer.headers))


@pytest.fixture
def answers(front: Front) -> Ends:
    """The answer to a wrong try, and the one of a spent budget."""
    tries = [("203.0.113.250", unknown(), "0000")]
    wrong = guesses(front, tries)[0]
    spent = guesses(front, tries * (BUDGET + AT_ONCE))[-1]
    assert wrong != spent
    return wrong, spent


def guesses(front: Front, tries: Sequence[tuple[str, str, str]]) -> list[Answer]:
    """Tries of address, code and digits, sixteen at a time."""
    visitor = front.visitor()
    token = visitor.token()

    def run(one: tuple[str, str, str]) -> Answer:
        address, code, digits = one
        form = {"csrf": token, "code": code, "digits": digits}
        headers = {"Accept": "text/html", "X-Forwarded-For": address}
        return told(visitor.caller.post("/portal/track", data=form, headers=headers))

    with ThreadPoolExecutor(AT_ONCE) as crew:
        return list(crew.map(run, tries))


def digits_of(front: Front, request: Request, *, right: bool) -> str:
    """The second factor, or another."""
    known = front.desk.proof(request).digits
    return known if right else f"{(int(known) + 1) % 10_000:04d}"


class TestGuessing:
    def test_from_one_address_is_slowed(
        self, front: Front, answers: Ends, record_property: Any
    ) -> None:
        """Two hundred codes from one address: twenty are looked at (EDK-09, threat 1)."""
        wrong, spent = answers
        ends = Counter(guesses(front, [("198.51.100.1", unknown(), "0000")] * 200))
        record_property("tries_from_one_address", 200)
        record_property("answered_before_the_slow_down", ends[wrong])

        assert Counter({wrong: BUDGET, spent: 200 - BUDGET}) == ends

    def test_of_one_code_is_slowed_from_everywhere(
        self, front: Front, answers: Ends, record_property: Any
    ) -> None:
        """Fifty addresses at one code, ten tries each: twenty are looked at (threat 1)."""
        request = front.desk.filed()
        wrong, spent = answers
        digits = digits_of(front, request, right=False)
        tries = [(f"198.51.100.{n}", request.code, digits) for n in range(CROWD)] * 10
        ends = Counter(guesses(front, tries))
        record_property("tries_from_fifty_addresses_at_one_code", len(tries))
        record_property("answered_before_the_slow_down", ends[wrong])

        assert Counter({wrong: BUDGET, spent: len(tries) - BUDGET}) == ends

    def test_is_not_helped_by_writing_the_code_otherwise(self, front: Front, answers: Ends) -> None:
        """In fours, with dashes, in Persian digits: one code, one budget (threat 1)."""
        request = front.desk.filed()
        code, digits = request.code, digits_of(front, request, right=False)
        grouped = TrackingCode(code).grouped
        persian = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
        ways = (code, grouped, grouped.replace(" ", "-"), persian, f" {code} ")
        tries = [(f"198.51.100.{n}", ways[n % 5], digits) for n in range(CROWD)]
        wrong, spent = answers

        assert Counter({wrong: BUDGET, spent: CROWD - BUDGET}) == Counter(guesses(front, tries))

    def test_from_one_network_is_one_address(self, front: Front, answers: Ends) -> None:
        """A customer of IPv6 has milliards of addresses, and one budget (threat 1)."""
        tries = [(f"2001:db8:5:7::{n:x}", unknown(), "0000") for n in range(CROWD)]
        neighbour = guesses(front, [("2001:db8:5:8::1", unknown(), "0000")])
        wrong, spent = answers

        assert Counter({wrong: BUDGET, spent: CROWD - BUDGET}) == Counter(guesses(front, tries))
        assert [wrong] == neighbour

    def test_a_complaint_is_slowed_alike(self, front: Front, record_property: Any) -> None:
        """Complaints are followed by code alone: forty tries, twenty answers (SVC-08)."""
        visitor = front.visitor("198.51.100.77")
        token = visitor.token("/portal/complaints")

        def ask(_: int) -> str:
            answer = visitor.post("/portal/complaints/follow", token, code=unknown())
            return re.sub(r'value="[^"]*"', "", answer.text)

        ends = Counter(ask(number) for number in range(2 * BUDGET))
        record_property("complaint_codes_answered", max(ends.values()))

        assert [BUDGET, BUDGET] == sorted(ends.values())


class TestAnswers:
    def test_do_not_tell_which_codes_exist(
        self, front: Front, answers: Ends, record_property: Any
    ) -> None:
        """An unknown code and wrong digits: one status, one page, one budget (threat 1).

        Also the turn at which it is slowed, and what follows, are the same for both.
        """
        request = front.desk.filed()
        digits = digits_of(front, request, right=False)
        seen = {}
        for name, code in (("known", request.code), ("unknown", unknown())):
            tries = [(f"198.51.100.{n}", code, digits) for n in range(2 * BUDGET)]
            seen[name] = [guesses(front, [one])[0] for one in tries]
        wrong, spent = answers
        differences = sum(one != other for one, other in zip(*seen.values(), strict=True))
        record_property("answers_that_differ", differences)

        assert 0 == differences
        assert [wrong] * BUDGET + [spent] * BUDGET == seen["known"]

    def test_to_the_right_digits_are_withheld_when_the_budget_is_spent(
        self, front: Front, answers: Ends
    ) -> None:
        """Who goes on does not learn from the refusals which try was right (threat 1)."""
        request = front.desk.filed()
        wrong, right = (digits_of(front, request, right=one) for one in (False, True))
        address = "198.51.100.2"
        guesses(front, [(address, request.code, wrong)] * BUDGET)

        assert [answers[1]] == guesses(front, [(address, request.code, right)])
        assert [answers[1]] == guesses(front, [("198.51.100.3", request.code, right)])

    def test_right_tries_cost_nothing(self, front: Front) -> None:
        """A citizen may look as often as he likes (EDK-10)."""
        request = front.desk.filed()
        right = digits_of(front, request, right=True)
        tries = [("198.51.100.4", request.code, right)] * 3 * BUDGET

        assert {303} == {status for status, *_ in guesses(front, tries)}

    def test_details_need_the_second_factor(self, front: Front) -> None:
        """The code alone opens no page, no document and no picture (EDK-10, threat 1)."""
        request = front.desk.filed()
        visitor = front.visitor("198.51.100.5")
        prefilled = visitor.get(f"/portal/track?code={request.code}")
        paths = ("", "/filed", "/code.png", "/times", "/survey", f"/papers/{'0' * 64}")
        visitor.post("/portal/track", code=request.code, digits="")
        answers = [visitor.get(f"/portal/case{path}") for path in paths]

        assert {(303, "/portal/track")} == {
            (one.status_code, one.headers["location"]) for one in answers
        }
        assert all(request.subject not in one.text for one in [*answers, prefilled])


class TestTheApi:
    def test_tells_strangers_nothing_of_codes(self, front: Front) -> None:
        """No row is open to the public: known and unknown codes are answered alike (threat 1)."""
        request = front.desk.filed()
        stranger = front.web.caller()
        asked: dict[str, Callable[[str], httpx.Response]] = {
            "lookup": lambda code: stranger.post("/api/v1/lookup", json={"typed": code}),
            "open": lambda code: stranger.post(f"/api/v1/requests/{code}/open"),
            "receipt": lambda code: stranger.get(f"/api/v1/requests/{code}/receipt.png"),
        }
        for ask in asked.values():
            known, other = ask(request.code), ask(unknown())

            assert (401, "session.none") == (known.status_code, known.json()["code"])
            assert {**known.json(), "request": ""} == {**other.json(), "request": ""}
        open_rows = {row.name for row in TABLE if row.needs is Door.PUBLIC}
        assert not {name for name in open_rows if "request" in name}


def test_tries_under_way_count() -> None:
    """However slow the answers are, no more than the budget is looked at at once (threat 1)."""
    attempts = Attempts(OPTIONS)
    with ExitStack() as waiting:
        for number in range(BUDGET):
            waiting.enter_context(attempts.trying(f"198.51.100.{number}", "1"))
        with pytest.raises(TooMany), attempts.trying("198.51.100.99", "1"):
            pass
        with attempts.trying("198.51.100.99", "2"):
            pass

    with attempts.trying("198.51.100.99", "1"):
        assert not attempts._under_way.keys() - {"tracking/198.51.100.99", "tracking-code/1"}
