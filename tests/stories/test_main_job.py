import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import zxingcpp
from PIL import Image

from tests.stories.demo import Caller, Demo, running_demo

NATIONAL_ID = "0499370899"
IDENTITY_FIELDS = {"given", "family", "national_id", "passport", "father", "birth_date", "mobile"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for the whole story."""
    with running_demo(tmp_path_factory.mktemp("story") / "demo") as running:
        yield running


class Walker:
    """The visitor at the simulated gate, whose readers and relays hang on ptys."""

    def __init__(self, demo: Demo) -> None:
        self.caller = demo.sign_in("simulator")
        lanes = self.caller.ask("GET", "/lanes")["lanes"]
        self.way_in = next(lane["id"] for lane in lanes if lane["flow"] == "in")
        self.way_out = next(lane["id"] for lane in lanes if lane["flow"] == "out")

    def present(self, lane: str, code: str) -> None:
        """Holds a code to the lane's reader."""
        self._post(lane, "present", code=code)

    def walk(self, lane: str) -> None:
        """Walks through the lane."""
        self._post(lane, "walk", through="1")

    def _post(self, lane: str, what: str, **form: str) -> None:
        answer = self.caller.post(f"/simulator/lanes/{lane}/{what}", data=form)
        assert answer.status_code == 200, answer.text


class Wall:
    """The monitor's event stream, read in a thread; remembers when each event came."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.seen: list[tuple[float, dict[str, Any]]] = []
        self.open = threading.Event()
        self.moved = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()
        assert self.open.wait(timeout=10)

    def wait_for(self, kind: str, visit: str, *, seconds: float = 10) -> float:
        """When the event arrived."""
        with self.moved:
            assert self.moved.wait_for(lambda: self._when(kind, visit) is not None, seconds), (
                f"no {kind} came: {self.seen}"
            )
        when = self._when(kind, visit)
        assert when is not None
        return when

    def _when(self, kind: str, visit: str) -> float | None:
        for at, event in self.seen:
            if kind == event.get("kind") and visit == event.get("facts", {}).get("visit"):
                return at
        return None

    def _read(self) -> None:
        # When the test ends it closes the connection under the reader's hands.
        with suppress(httpx.HTTPError, httpx.StreamError, OSError):
            self._follow()

    def _follow(self) -> None:
        with self.caller.stream("GET", "/api/v1/monitor/stream", timeout=60) as answer:
            self.open.set()
            for line in answer.iter_lines():
                if line.startswith("data:"):
                    with self.moved:
                        self.seen.append((time.monotonic(), json.loads(line[5:])))
                        self.moved.notify_all()


def test_from_walk_in_to_exit_and_back(demo: Demo, record_property: Any) -> None:
    """First walk-in, slip, in, host told, out, host told; next time without a typed number.

    J3 without the face; C1-08…10, C3-04…08, CAP-10, CAP-12, CAP-16, CAP-18, CAP-19, MIS-09.
    """
    guard, walker, wall = demo.sign_in("guard"), Walker(demo), Wall(demo.sign_in("wall"))
    service = _service(guard, gives_pass=True, needs_agreement=False)
    host = guard.ask("POST", "/hosts/search", fragment="ی")["hosts"][0]
    person = _register(guard)

    visit = _arrive(guard, person, host["id"], service["id"])
    assert "arrived" == visit["state"]
    guard.ask("POST", f"/visits/{visit['id']}/admit")
    slip = guard.ask("POST", f"/visits/{visit['id']}/slip", expect=201)
    _read_back(guard, visit["id"], slip["code"])

    walker.present(walker.way_in, slip["code"])
    wall.wait_for("AccessDecided", visit["id"])
    assert "admitted" == guard.ask("GET", f"/visits/{visit['id']}")["state"]
    walked = time.monotonic()
    walker.walk(walker.way_in)
    record_property("wall_after_seconds", wall.wait_for("VisitorEntered", visit["id"]) - walked)
    demo.wait_for(lambda line: "[sms]" in line and "مریم آزمون" in line and "وارد شد" in line)
    inside = guard.ask("GET", f"/visits/{visit['id']}")
    assert ("inside", True) == (inside["state"], inside["entered_at"] is not None)

    walker.present(walker.way_out, slip["code"])
    wall.wait_for("AccessDecided", visit["id"])
    walker.walk(walker.way_out)
    wall.wait_for("VisitorLeft", visit["id"])
    demo.wait_for(lambda line: "[sms]" in line and "مریم آزمون" in line and "خارج شد" in line)
    left = guard.ask("GET", f"/visits/{visit['id']}")
    assert ("left", True) == (left["state"], left["left_at"] > left["entered_at"])

    file = guard.ask("POST", f"/people/{person}/open", purpose="story")
    passages = [a for a in file["accesses"] if a["visit"] == visit["id"]]
    assert [("out", "passed"), ("in", "passed")] == [
        (access["direction"], access["grant"]) for access in passages
    ]
    assert [walker.way_out, walker.way_in] == [access["lane"] for access in passages]

    _returns(guard, slip["code"], person, host["id"], service["id"])
    told = [line for line in demo.lines if "[sms]" in line and "مریم آزمون" in line]
    assert 2 == len(told)


def _register(guard: Caller) -> str:
    person = guard.ask(
        "POST",
        "/people",
        expect=201,
        kind="iranian",
        given="مريم",
        family="آزمون",
        national_id="۰۴۹۹۳۷۰۸۹۹",
        mobile="۰۹۱۲۳۴۵۶۷۸۹",
    )
    photo = io.BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(photo, "JPEG")
    answer = guard.post(
        f"/api/v1/people/{person['id']}/pictures?kind=face",
        content=photo.getvalue(),
        headers={"Content-Type": "image/jpeg"},
    )
    assert answer.status_code == 201, answer.text
    return str(person["id"])


def _arrive(guard: Caller, person: str, host: str, service: str) -> Any:
    return guard.ask(
        "POST",
        "/arrivals",
        expect=201,
        person=person,
        host=host,
        service=service,
        identified_by="national_card",
    )


def _returns(guard: Caller, old_slip: str, person: str, host: str, service: str) -> None:
    """The old slip leads to the file; nothing of the identity is typed again (CAP-16)."""
    sent: list[dict[str, Any]] = []
    guard.event_hooks = {"request": [lambda request: sent.append(_body(request))]}
    found = guard.ask("POST", "/lookup", typed=old_slip)
    assert [person] == [one["id"] for one in found["people"]]
    visit = _arrive(guard, person, host, service)
    guard.ask("POST", f"/visits/{visit['id']}/admit")
    guard.ask("POST", f"/visits/{visit['id']}/slip", expect=201)

    assert all(not IDENTITY_FIELDS & body.keys() for body in sent)
    assert all("آزمون" not in str(body) and NATIONAL_ID not in str(body) for body in sent)


def _body(request: Any) -> dict[str, Any]:
    return dict(json.loads(request.content)) if request.content else {}


def _service(guard: Caller, **wanted: bool) -> Any:
    for service in guard.ask("GET", "/services")["services"]:
        if all(service[name] is value for name, value in wanted.items()):
            return service
    raise AssertionError(f"the demo has no service with {wanted}")


def _read_back(guard: Caller, visit: str, code: str) -> None:
    """Both symbols on the printed slip hold the code (C1-08)."""
    picture = guard.get(f"/api/v1/visits/{visit}/slip.png")
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)).convert("L"))

    assert {("QRCode", code), ("Code128", code)} == {
        (symbol.format.name.replace("_", ""), symbol.text) for symbol in read
    }


def test_the_demo_keeps_its_data(tmp_path: Path) -> None:
    """A second start finds the office of the first one."""
    with running_demo(tmp_path / "demo") as first:
        before = first.sign_in("wall").ask("GET", "/monitor/counters")
    with running_demo(tmp_path / "demo") as second:
        after = second.sign_in("wall").ask("GET", "/monitor/counters")

    assert before["inside"] == after["inside"] > 0
