"""Files that come over HTTP: too large ones, many at once, and what a refusal says."""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve, field, frozen

import miz.usecases.uploads
import miz_adapters.antivirus
import miz_adapters.papers.guard
import miz_adapters.pictures
from miz import hookimpl
from miz.domain.staff import Role
from miz.domain.values import Language
from miz.errors import MizError, PoorSample, Unavailable
from miz.plugin import PAPERS, NoSettings, Registry
from miz.ports.papers import CleanPaper, Papers
from miz_apps.web.rendering.advice import BY_CODE, advice
from miz_apps.web.running import UPLOADS
from tests.apps.portal import Front, open_front
from tests.apps.web import OPTIONS

MEGABYTE = 2**20
BIG = 30 * MEGABYTE
SENDERS = 60
BOUNDARY = "miz-boundary"
MULTIPART = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Accept": "text/html"}
RAISED = (
    miz.usecases.uploads, miz_adapters.antivirus, miz_adapters.papers.guard, miz_adapters.pictures,
)  # fmt: skip
TOO_LARGE = "این فایل از ۱۰ مگابایت بزرگ‌تر است"


@define
class Reader(Papers):
    """Reads nothing until the test lets it, and counts who waits for it."""

    free: threading.Event = field(factory=threading.Event)
    refusal: tuple[type[MizError], str] | None = None

    @hookimpl
    def miz_register(self, registry: Registry) -> None:
        """Offers itself."""
        registry.provide(
            PAPERS, "waiting", settings=NoSettings, build=lambda *_: self, summary="for tests"
        )

    def clean(self, data: bytes) -> CleanPaper:
        """The same bytes, when the test says so."""
        self.free.wait(30)
        if self.refusal is not None:
            kind, code = self.refusal
            raise kind("no", code=code)  # a new one: an error keeps what its frames hold
        return CleanPaper(data, 1)


@pytest.fixture
def reader() -> Reader:
    """The reader of the desk's PDF files."""
    return Reader()


@pytest.fixture
def front(reader: Reader) -> Iterator[Front]:
    """A service desk that is served with as many threads as an office's."""
    options = evolve(OPTIONS, threads=32)
    with open_front(options, plugins=[reader], papers={"provider": "waiting"}) as opened:
        try:
            yield opened
        finally:
            reader.free.set()


@frozen
class Told:
    """An answer."""

    status: int
    headers: Message
    text: str


def form_of(token: str, size: int, *, start: bytes = b"%PDF-") -> Iterator[bytes]:
    """A form with a file, a part at a time: its sender holds none of it."""

    def part(name: str) -> bytes:
        return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'.encode()

    yield part("csrf") + b"\r\n\r\n" + token.encode() + b"\r\n" + part("do") + b"\r\n\r\ncard\r\n"
    yield part("file-card") + b'; filename="a.pdf"\r\n\r\n' + start
    left = size - len(start)
    while left > 0:
        yield b"x" * min(left, 65536)
        left -= 65536
    yield f"\r\n--{BOUNDARY}--\r\n".encode()


@frozen
class Place:
    """Where the citizen sends files: a page of the portal, with what its browser keeps."""

    host: str
    path: str
    cookies: str
    token: str

    @classmethod
    def of(cls, front: Front) -> "Place":
        """The documents of a draft."""
        visitor, path = front.citizen(), f"/portal/drafts/{front.drafted()}/papers"
        host = front.web.url.removeprefix("http://")
        return cls(host, path, visitor.cookies, visitor.token(path))

    def send(self, size: int, *, told: bool = True) -> Told:
        """A file of that size; its length is told beforehand, as browsers do, or not."""
        headers = {**MULTIPART, "Cookie": self.cookies}
        if told:
            headers["Content-Length"] = str(sum(map(len, form_of(self.token, size))))
        with closing(HTTPConnection(self.host, timeout=60)) as line:
            # A refusal may come while the rest is still being sent.
            with suppress(ConnectionError):
                line.request(
                    "POST", self.path, form_of(self.token, size), headers, encode_chunked=not told
                )
            answer = line.getresponse()
            return Told(answer.status, answer.headers, answer.read().decode())


class Peak:
    """The most memory that this process, in which the server runs, has taken since it was made."""

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")
        self._before = self._read("VmRSS")

    @property
    def growth(self) -> int:
        """Bytes more than at the start."""
        return self._read("VmHWM") - self._before

    @staticmethod
    def _read(name: str) -> int:
        found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
        assert found
        return int(found[1]) * 1024


@pytest.mark.parametrize("told", [True, False], ids=["length_told", "in_chunks"])
def test_thirty_megabytes_are_refused_early(
    front: Front, record_property: Any, *, told: bool
) -> None:
    """The reason is told in Persian with the size; the memory does not grow with the file."""
    place, peak = Place.of(front), Peak()
    answer = place.send(BIG, told=told)
    record_property("memory_mb", round(peak.growth / MEGABYTE, 1))

    assert 413 == answer.status
    assert TOO_LARGE in answer.text
    assert peak.growth < (4 if told else 32) * MEGABYTE


def test_a_program_is_told_the_same(front: Front) -> None:
    """The API refuses thirty megabytes under the code of the reason (threat 27)."""
    caller, request = front.web.caller(Role.OPERATOR), front.desk.taken()
    answer = caller.post_alone(
        f"/api/v1/requests/{request.id}/papers",
        content=b"%PDF-" + bytes(BIG),
        headers={"Content-Type": "application/pdf"},
    )

    assert (413, "upload.too_large") == (answer.status_code, answer.json()["code"])


def test_many_files_at_once_take_turns(front: Front, reader: Reader, record_property: Any) -> None:
    """Sixty citizens send ten megabytes in the same moment: memory holds eight (threat 27)."""
    place, peak = Place.of(front), Peak()
    reader.refusal, size = (PoorSample, "paper.damaged"), 10 * MEGABYTE - 1
    reader.free.set()
    with ThreadPoolExecutor(SENDERS) as crew:
        ends = Counter(one.status for one in crew.map(place.send, [size] * SENDERS))
    record_property("senders", SENDERS)
    record_property("answered", ends[200])
    record_property("memory_mb", round(peak.growth / MEGABYTE))

    assert {200, 503} >= set(ends)
    assert ends[200] >= UPLOADS
    assert peak.growth < UPLOADS * 3 * size


def test_who_finds_no_place_is_told_so(front: Front, reader: Reader) -> None:
    """While eight files are read the ninth is answered soon, and pages as ever (threat 27, G1)."""
    place, room = Place.of(front), front.web.app.lobby.portal_room
    room._patience = 0.2
    with ThreadPoolExecutor(UPLOADS) as crew:
        held = [crew.submit(place.send, 1000) for _ in range(UPLOADS)]
        assert front.desk.office.until(room._places.locked)
        late = place.send(1000)
        page = front.visitor().get("/portal")
        reader.free.set()
        ends = {one.result().status for one in held}

    assert (503, "1") == (late.status, late.headers["Retry-After"])
    assert advice(Unavailable("", code="request.busy"), Language.FA) in late.text
    assert 200 == page.status_code
    assert {303, 409} >= ends
    assert not room._places.locked()


@pytest.mark.parametrize("code", ["paper.unavailable", "antivirus.unavailable", "paper.active"])
def test_the_reason_stands_where_the_file_was_chosen(
    front: Front, reader: Reader, code: str
) -> None:
    """Refused or only away: the page of the documents says what to do next (EDK-06)."""
    kind = Unavailable if code.endswith("unavailable") else PoorSample
    reader.refusal = (kind, code)
    reader.free.set()
    answer = Place.of(front).send(1000)

    assert 200 == answer.status
    assert advice(kind("", code=code), Language.FA) in answer.text


def test_every_refusal_has_its_own_advice() -> None:
    """No code of an upload falls back to a sentence for any error (EDK-06)."""
    source = "".join(Path(str(module.__file__)).read_text() for module in RAISED)
    codes = set(re.findall(r'"((?:upload|paper|picture|antivirus)\.[a-z_]+)"', source))

    assert {"upload.infected", "paper.unavailable", "antivirus.unavailable"} <= codes
    assert not codes - BY_CODE.keys()


def test_the_health_page_tells_of_the_scanner(front: Front) -> None:
    """Whether uploads are scanned is seen before somebody asks (threat 10)."""
    told = front.web.caller(Role.ADMIN).get("/api/v1/health").json()["parts"]

    assert [(True, "no scanner: uploads are cleaned, but not scanned")] == [
        (one["works"], one["detail"]) for one in told if one["name"] == "antivirus"
    ]
