"""A double click or a cut connection makes one case (J2 step 4, G1)."""

import json
import socket
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from attrs import frozen

from miz.domain.ids import PersonId
from miz.domain.people import Person
from miz.domain.staff import Role
from miz_adapters.memory import PlainVault
from miz_adapters.sql import SqlStorage
from tests.adapters.postgres import Server, server
from tests.apps.portal import Front, Visitor, open_front
from tests.apps.web import Caller

CLICKS = 6
ROUNDS = 4
NO_FAREWELL = struct.pack("ii", 1, 0)
"""The end of a connection as a cable that is pulled out leaves it: a reset."""
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One PostgreSQL for these tests."""
    with server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def front(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Front]:
    """A service desk on a database of each kind."""
    url = f"sqlite:///{tmp_path}/miz.db"
    if request.param == "postgresql":
        running: Server = request.getfixturevalue("postgres")
        url = running.database()
    with open_front(storage=SqlStorage.create(url, vault=PlainVault())) as opened:
        yield opened


@frozen
class Form:
    """What a browser or a program sends: where, as whom, and the whole body."""

    url: str
    path: str
    headers: dict[str, str]
    body: bytes

    def send(self) -> httpx.Response:
        """Sends it and waits for the answer, on a connection of its own."""
        return httpx.post(self.url + self.path, content=self.body, headers=self.headers, timeout=30)

    def cut(self, *, after: int, farewell: bool) -> None:
        """Sends so many bytes of the body, then the line is cut before any answer is read."""
        where = urlsplit(self.url)
        lines = {**self.headers, "Host": where.netloc, "Content-Length": str(len(self.body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        with socket.create_connection((where.hostname, where.port), timeout=10) as line:
            line.sendall(f"POST {self.path} HTTP/1.1\r\n{head}\r\n".encode() + self.body[:after])
            if not farewell:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_FAREWELL)


def clicked(form: Form) -> list[httpx.Response]:
    """The same form, sent six times in the same moment."""
    gate = Barrier(CLICKS)

    def run(_: int) -> httpx.Response:
        gate.wait(timeout=30)
        return form.send()

    with ThreadPoolExecutor(CLICKS) as crew:
        return list(crew.map(run, range(CLICKS)))


def cut_and_sent_again(form: Form, number: int) -> list[httpx.Response]:
    """The line is cut within or after the body, with or without a farewell; then once more."""
    after = len(form.body) if number % 2 else len(form.body) // 2
    form.cut(after=after, farewell=number >= 2)
    return [form.send()]


Ways = Callable[[Form, int], list[httpx.Response]]
WAYS: dict[str, Ways] = {
    "clicked": lambda form, _: clicked(form),
    "cut": cut_and_sent_again,
}


def sending(front: Front, visitor: Visitor) -> Form:
    """The last step of the portal, for a fresh draft of the signed-in citizen."""
    draft = front.drafted()
    path = f"/portal/drafts/{draft}/check"
    fields = {"csrf": visitor.token(path), "medium": "sms", "agree": "1"}
    headers = {"Cookie": visitor.cookies, "Content-Type": FORM, "Accept": "text/html"}
    return Form(front.web.url, path, headers, urlencode(fields).encode())


def fresh(caller: Caller) -> str:
    """An identity for a request."""
    return str(caller.post("/api/v1/requests/identities").json()["id"])


def filing(front: Front, caller: Caller, person: Person, *, at_once: bool) -> Form:
    """A request of the desk, as a program files it."""
    service = front.desk.stamp if at_once else front.desk.licence
    body: dict[str, Any] = {
        "id": fresh(caller), "person": person.id, "service": service.id, "subject": "پروانه",
    }  # fmt: skip
    body |= {"result": "مهر شد"} if at_once else {}
    path = "/api/v1/requests/at-once" if at_once else "/api/v1/requests"
    return Form(front.web.url, path, headers_of(caller), json.dumps(body).encode())


def desk_form(front: Front, caller: Caller, person: Person) -> Form:
    """The same from the desk's page."""
    fields = {
        "id": fresh(caller), "person": person.id, "service": front.desk.licence.id,
        "subject": "پروانه", "medium": "sms",
    }  # fmt: skip
    headers = {**headers_of(caller), "Content-Type": FORM, "Accept": "text/html"}
    return Form(front.web.url, "/desk/requests", headers, urlencode(fields).encode())


def headers_of(caller: Caller) -> dict[str, str]:
    """Who a signed-in caller is."""
    cookies = "; ".join(f"{one.name}={one.value}" for one in caller.cookies.jar)
    token = caller.headers["X-CSRF-Token"]
    return {"Cookie": cookies, "X-CSRF-Token": token, "Content-Type": "application/json"}


def told_of(front: Front, person: str) -> Counter[str]:
    """How often each notice is queued for somebody, by its key; waits until nobody works."""
    crew = front.web.app.lobby.crew
    assert front.desk.office.until(lambda: not crew._desk._taken)
    found = front.desk.core.storage.read(lambda uow: uow.notices.of_recipient(person, limit=1000))
    return Counter(notice.key for notice in found)


@pytest.mark.parametrize("way", WAYS)
def test_the_portal_files_one_case(front: Front, way: str, record_property: Any) -> None:
    """The last button clicked six times at once, or cut and clicked again: one case (J2)."""
    visitor = front.citizen()
    sent = 0
    for number in range(ROUNDS):
        answers = WAYS[way](sending(front, visitor), number)
        sent += len(answers) + (way == "cut")
        assert {(303, "/portal/case/filed")} == {
            (one.status_code, one.headers.get("location")) for one in answers
        }
    filed = front.desk.journal("RequestFiled")
    told = told_of(front, filed[0]["person"])
    record_property("sent", sent)
    record_property("cases", len(filed))
    record_property("notices", told.total())

    assert 1 == len(front.desk.journal("PersonRegistered"))
    assert ROUNDS == len(filed) == len(told) == told.total()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("at_once", [False, True], ids=["filed", "at_once"])
def test_the_api_files_one_case(
    front: Front, way: str, record_property: Any, *, at_once: bool
) -> None:
    """One identity six times at once, or cut and sent again: one case, one answer (C2-01, C4)."""
    caller, person = front.web.caller(Role.OPERATOR), front.desk.somebody(7)
    for number in range(ROUNDS):
        answers = WAYS[way](filing(front, caller, person, at_once=at_once), number)
        assert {201} == {one.status_code for one in answers}, [one.text for one in answers]
        assert 1 == len({one.json()["code"] for one in answers})
    _must_be_rounds(front, person.id, record_property)


@pytest.mark.parametrize("way", WAYS)
def test_the_desk_files_one_case(front: Front, way: str, record_property: Any) -> None:
    """The desk's button clicked six times at once, or cut and clicked again: one case (C2-01)."""
    caller, person = front.web.caller(Role.OPERATOR), front.desk.somebody(8)
    for number in range(ROUNDS):
        answers = WAYS[way](desk_form(front, caller, person), number)
        assert {200} == {one.status_code for one in answers}, [one.text for one in answers]
    _must_be_rounds(front, person.id, record_property)


def _must_be_rounds(front: Front, person: PersonId, record_property: Any) -> None:
    told, filed = told_of(front, person), front.desk.journal("RequestFiled")
    record_property("cases", len(filed))
    record_property("notices", told.total())

    assert ROUNDS == len(filed)
    assert {1} == set(told.values())
    assert ROUNDS == len({key.partition("/")[0] for key in told})
