from collections.abc import Iterator

import pytest
from attrs import define, field

from miz.domain.places import Direction
from miz.domain.staff import Role
from miz.ports.gates import RigView, Walk
from tests.apps.web import WebOffice, open_web

PAGE = {"Accept": "text/html"}
FRAGMENT = {**PAGE, "X-Miz-Fragment": "1"}


@pytest.fixture
def web() -> Iterator[WebOffice]:
    """An office of its own for each test."""
    with open_web() as opened:
        yield opened


@define
class DrawnLane:
    """A lane that reads and lets pass at once, as the gate's thread would."""

    web: WebOffice = field(init=False)
    link: bool = True

    def present(self, code: str) -> None:
        """Decides at once."""
        office = self.web.office
        office.core.gatehouse.present(actor=office.actor, lane=office.lane.id, code=code)

    def walk(self, direction: Direction, *, force: bool = False) -> Walk:
        """Passes at once."""
        office = self.web.office
        pending = office.core.storage.read(lambda uow: uow.accesses.pending_at(office.lane.id))
        office.core.gatehouse.passed(actor=office.actor, access=pending[0].id)
        return Walk.PASSED

    def unplug(self) -> None:
        """Tells that the line is away."""
        self._told(up=False)

    def replug(self) -> None:
        """Tells that the line is back."""
        self._told(up=True)

    def view(self) -> RigView:
        """How it looks."""
        office = self.web.office
        pending = office.core.storage.read(lambda uow: uow.accesses.pending_at(office.lane.id))
        released = tuple(grant.direction for grant in pending if grant.direction)
        return RigView(self.link, None, released, burning=False, last_code="")

    def _told(self, *, up: bool) -> None:
        self.link = up
        office = self.web.office
        office.core.gatehouse.link(actor=office.actor, lane=office.lane.id, up=up)


def test_a_newcomer_walks_through_a_drawn_gate() -> None:
    """Present, see the verdict, walk, see the log; pull the cable and put it back (J5)."""
    rig = DrawnLane()
    rigs: dict[str, DrawnLane] = {"": rig}
    with open_web(simulated=rigs) as web:
        rig.web = web
        lane = web.office.lane.id
        rigs[lane] = rigs.pop("")
        slip = web.office.slip()
        caller = web.caller(Role.SIMULATOR, headers=FRAGMENT)
        caller.cookies.set("miz-lang", "en")
        base = f"/simulator/lanes/{lane}"
        said = [
            caller.get("/simulator").text,
            caller.post(f"{base}/present", data={"pass": slip.id, "code": ""}).text,
            caller.post(f"{base}/walk", data={"through": "1"}).text,
            caller.post(f"{base}/link", data={"up": "0"}).text,
            caller.post(f"{base}/link", data={"up": "1"}).text,
            caller.post(f"{base}/present", data={"pass": "", "code": "99999999"}).text,
        ]

    assert slip.code[-4:] in said[0]
    assert "Entry allowed" in said[1]
    assert "Walk through" in said[1]
    assert "Passed" in said[2]
    assert "Reader not connected" in said[3]
    assert "Reader not connected" not in said[4]
    assert "Stays shut" in said[5]
    assert slip.code not in "".join(said)


def test_without_drawn_lanes_there_is_no_simulator(web: WebOffice) -> None:
    """A real house has no page that moves gates."""
    caller = web.caller(Role.SIMULATOR, headers=PAGE)

    assert 404 == caller.get("/simulator").status_code
