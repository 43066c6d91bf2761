import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from attrs import define, field
from PIL import Image

from miz import Actor, Permission, Role
from miz.domain.ids import LaneId, VisitId
from miz.domain.places import Lane
from miz.domain.promises import Promise, PromiseKind, PromiseState
from miz.domain.requests import Request
from miz.domain.visits import Visit
from miz.ports.clocks import Clock
from miz.ports.gates import LaneDevices
from miz_adapters.serial import SerialReader
from miz_adapters.simulator import SimulatedGate
from miz_adapters.simulator.reader import CUES
from miz_apps.gate import GateNode
from tests.apps.web import FORM, made
from tests.desk_office import picture
from tests.office import NATIONAL_IDS
from tests.stories.front import Front, open_front, persian
from tests.stories.pages import Browser

WEDNESDAY, SATURDAY = date(2026, 1, 7), date(2026, 1, 10)
CHECKED = "national_card"
NAME = "مریم کاظمی"
UNIT_SAID = "خانم رضایی، مالی"


@define
class Entry:
    """The operator at the desk, the visitor at the simulated gate, and what came of it so far."""

    front: Front
    clerk: Browser
    walker: Browser
    person: str = field(default="")
    request: str = field(default="")
    visit: str = field(default="")

    @property
    def case(self) -> Request:
        """The request as it stands."""
        return self.front.desk.stored(self.request)  # type: ignore[arg-type]

    def seen(self) -> Visit:
        """The visit as it stands."""
        wanted = VisitId(self.visit)
        return self.front.desk.core.storage.read(lambda uow: uow.visits.get(wanted))

    def ask(self, path: str, **body: Any) -> Any:
        """The API, as a desk of another maker would use it."""
        token = self.clerk.field_of(r'<meta name="csrf" content="([^"]+)"')
        headers = {"X-CSRF-Token": token}
        return self.clerk.client.post(f"/api/v1{path}", json=body or None, headers=headers)

    def present(self, lane: Lane, code: str) -> str:
        """Holds a code to the lane's reader, which sees it once in a while only."""
        self.front.web.office.later(seconds=10)
        return self._at(lane, "present", code=code)

    def walk(self, lane: Lane) -> str:
        """Walks into the turnstile."""
        return self._at(lane, "walk", through="1")

    def told(self, words: str) -> list[str]:
        """What the host was told, by the words in it."""
        self.front.web.office.deliver()
        sent = self.front.desk.channel().sent
        mobile = self.front.desk.office.host.mobile
        assert mobile is not None
        return [one.text for one in sent if one.address == mobile.number and words in one.text]

    def _at(self, lane: Lane, deed: str, **fields: str) -> str:
        self.front.see(self.walker, "walker", "/simulator")
        fields["csrf"] = self.walker.forms[0].fields["csrf"]
        path = f"/simulator/lanes/{lane.id}/{deed}"
        self.walker.last = self.walker.client.post(path, data=fields)
        return self.walker.text


@contextmanager
def kept_lanes(front: Front, rigs: dict[Any, Any]) -> Iterator[None]:
    """Both lanes with simulated devices on ptys and the real keeper of each."""
    office = front.web.office
    lanes = (office.lane_in, office.lane_out)
    rigs.update({lane.id: SimulatedGate() for lane in lanes})
    node = GateNode(
        lanes,
        lambda lane: _devices(rigs[lane.id], office.clock),
        gatehouse=office.core.gatehouse,
        actor=Actor.system(office.site.id, Permission.OPERATE_GATE, name="gate"),
        clock=office.clock,
    )
    node.start()
    try:
        yield
    finally:
        node.stop()


def _devices(gate: SimulatedGate, clock: Clock) -> LaneDevices:
    """All but what the reader forgets goes by the machine's time, as contacts bounce by it."""
    board = gate.open_board()
    reader = SerialReader(gate.reader.url, cues=CUES, clock=lambda: ticks(clock))
    return LaneDevices(reader, board.barrier, board.sensor, gate)


def ticks(clock: Clock) -> float:
    """The machine's time, put forward with the office's clock."""
    return time.monotonic() + clock.monotonic()


@pytest.fixture
def entry() -> Iterator[Entry]:
    """Wednesday noon at the desk."""
    rigs: dict[LaneId, SimulatedGate] = {LaneId(""): SimulatedGate()}
    with open_front(simulated=rigs) as front:
        rigs.pop(LaneId("")).close()
        front.go(WEDNESDAY, "12:30")
        with kept_lanes(front, rigs):
            clerk = front.staff("clerk", Role.OPERATOR, language="fa")
            clerk.go("/desk")
            yield Entry(front, clerk, front.staff("walker", Role.SIMULATOR))


def is_registered(entry: Entry) -> None:
    """Step 1: a first-time visitor, by the pages of the desk."""
    who = entry.clerk
    who.send("/desk/look-up", typed=NATIONAL_IDS[0])
    who.send("/desk/register", **FORM)
    entry.person = who.form("/desk/visits").fields["person"]
    who.go(f"/desk/people/{entry.person}/request")


def files(entry: Entry) -> None:
    """Step 2: request and papers are taken; the receipt's code is the one that is followed."""
    who, hearing = entry.clerk, entry.front.desk.hearing
    who.send("/desk/requests", service=hearing.id, subject="اعتراض به رأی", letter="به شرح پیوست")
    entry.request = who.field_of(r'action="/desk/requests/([0-9a-f]+)/receipt"')
    for need, original in (("card", 0), ("lease", 1)):
        query = f"need={need}&name={need}.png&original={original}"
        who.last = who.client.post(
            f"/desk/requests/{entry.request}/papers?{query}",
            content=picture("gray"),
            headers={"Content-Type": "image/png", "X-CSRF-Token": who.forms[0].fields["csrf"]},
        )
    receipt = who.client.get(f"/api/v1/requests/{entry.request}/receipt.png")
    symbols = zxingcpp.read_barcodes(Image.open(BytesIO(receipt.content)).convert("L"))

    assert [("card", False), ("lease", True)] == [
        (one.need, one.original) for one in entry.case.papers
    ]
    assert entry.case.code in {one.text for one in symbols}
    assert 1 == len(entry.front.sms("ثبت شد"))


def is_kept_out(entry: Entry) -> None:
    """Step 2: nobody agreed yet: no admission, no pass, a shut gate, and the reason on screen."""
    who, front = entry.clerk, entry.front
    who.go("/desk")
    visit = made(entry.ask("/arrivals", person=entry.person, request=entry.request,
                           identified_by=CHECKED))  # fmt: skip
    entry.visit = visit["id"]
    refused = [
        entry.ask(f"/visits/{entry.visit}/{step}").json()["code"] for step in ("admit", "slip")
    ]
    shut = entry.present(front.web.office.lane_in, entry.case.code)
    screen = who.go(f"/desk/people/{entry.person}")

    assert ["visit.not_agreed", "visit.no_pass_yet"] == refused
    assert "Stays shut" in shut
    assert persian("Waiting for the host's answer") in screen
    assert entry.seen().entry is None


def is_let_in(entry: Entry) -> None:
    """Steps 2 to 4: the unit's answer is kept, the pass is the code, a passage makes the entry."""
    who, front = entry.clerk, entry.front
    who.send("/answer", button="1", by=UNIT_SAID)
    who.send("/admit")
    slip = front.desk.core.storage.read(lambda uow: uow.passes.of_visit(entry.seen().id))[0]
    front.go(WEDNESDAY, "12:40")
    opened = entry.present(front.web.office.lane_in, slip.code)
    waiting = (entry.seen().state.value, entry.told("وارد شد"))
    entry.walk(front.web.office.lane_in)
    again = entry.present(front.web.office.lane_in, slip.code)
    answer = entry.seen().agreement

    assert entry.case.code == slip.code
    assert answer is not None
    assert (True, UNIT_SAID) == (answer.agreed, answer.by)
    assert "Entry allowed" in opened
    assert ("admitted", []) == waiting
    assert "inside" == entry.seen().state.value
    assert "Stays shut" in again
    assert [f"{NAME} ساعت ۱۲:۴۰ از گیت ۲ وارد شد."] == entry.told("وارد شد")


def leaves(entry: Entry) -> None:
    """Step 6: the way out, and the host hears of it once, with how long it took."""
    office = entry.front.web.office
    entry.front.go(WEDNESDAY, "13:27")
    entry.present(office.lane_out, entry.case.code)
    entry.walk(office.lane_out)
    seen = entry.seen()

    assert ("left", office.host.id, entry.request) == (seen.state.value, seen.host, seen.request)
    assert [f"{NAME} ساعت ۱۳:۲۷ از گیت ۲ خارج شد. مدت حضور: ۴۷ دقیقه."] == entry.told("خارج شد")
    assert 2 == len(entry.told(NAME))


def comes_again(entry: Entry) -> None:
    """Step 7: no result before closing: Saturday's first slot is told and stays promised."""
    front = entry.front
    front.go(WEDNESDAY, "13:50")
    front.see(entry.clerk, "clerk", "/desk")
    made(entry.ask(f"/requests/{entry.request}/visit"))
    shown = entry.clerk.go(f"/desk/requests/{entry.request}")
    promised = front.desk.local(SATURDAY, "07:00")

    assert promised == entry.case.visit_at
    assert "07:00" in shown
    assert 1 == len(front.sms("شنبه ۲۰ دی ۱۴۰۴، ساعت ۰۷:۰۰ به میز خدمت بیایید"))
    assert [(promised, PromiseState.STANDING)] == [
        (one.at, one.state) for one in ledger(entry) if one.kind is PromiseKind.VISIT
    ]


def ledger(entry: Entry) -> list[Promise]:
    """All that was promised."""
    request = entry.case.id
    return list(entry.front.desk.core.storage.read(lambda uow: uow.promises.of_request(request)))


def test_documents_are_taken_and_their_bearer_enters(entry: Entry) -> None:
    """All of J3: request, coordination, gate, host told twice, next visit (J3, C3, MIS-08)."""
    for part in (is_registered, files, is_kept_out, is_let_in, leaves, comes_again):
        part(entry)

    assert [] == list(entry.front.desk.core.audit.check())
