"""A gate's machine and its server over real HTTP (B6, G6, G7)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from miz import Actor, Permission, open_core
from miz.domain.ids import GateId
from miz.domain.passes import Pass
from miz.domain.staff import Role
from miz.domain.values import Text
from miz.domain.visits import VisitState
from miz.errors import BadAnswer, Refused, Unavailable
from miz.ports.gatelink import Question
from miz.usecases.replica import Replica
from miz_adapters.signing import Ed25519Signer, Ed25519Verifier
from miz_adapters.uplink import HttpUplink
from miz_apps.gate.standalone import Standalone
from tests.apps.web import WebOffice, open_web
from tests.office import CONFIG, TestParts


@pytest.fixture
def web() -> Iterator[WebOffice]:
    """An office that signs its slips, behind a real server."""
    with open_web(slips={"form": "signed"}) as opened:
        yield opened


@pytest.fixture
def gate(web: WebOffice) -> GateId:
    """Its gate."""
    return web.office.lane.gate


Link = Callable[..., HttpUplink]


@pytest.fixture
def link(web: WebOffice, gate: GateId) -> Iterator[Link]:
    """Makes lines of the gate, with a device's key; all are closed in the end."""
    office, opened = web.office, []
    machine = office.core.staff.hire(
        actor=office.actor, login="machine", name="گیت", roles=[Role.GATE], gate=gate
    )
    key = office.core.doors.issue_key(actor=office.actor, user=machine.id)
    proof = Ed25519Verifier(office.core.signer.public)

    def make(**changes: Any) -> HttpUplink:
        given = {"server": web.url, "gate": gate, "key": key.token, "verifier": proof}
        opened.append(HttpUplink(**{**given, "within": 5.0, **changes}))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def slip(web: WebOffice, number: int = 0) -> Pass:
    """The slip of an admitted visitor."""
    return web.office.slip(web.office.person(number))


def test_a_visitor_enters_through_a_gate_of_its_own(
    web: WebOffice, gate: GateId, link: Link
) -> None:
    """Asked, opened, walked and told, then alone, then told again: all over HTTP (C3-07, G7)."""
    office = web.office
    uplink = link()
    actor = Actor.system(office.site.id, Permission.OPERATE_GATE, name="gate")
    with open_core(CONFIG, plugins=[TestParts(office.clock)]) as core:
        replica = Replica(core.storage, core.clock, core.ids, gate)
        duties = Standalone(core.gatehouse, replica, uplink, actor=actor, ids=office.core.ids)
        assert duties.exchange()
        first = slip(web)
        asked = duties.present(actor=actor, lane=office.lane_in.id, code=first.code)
        assert asked.opens
        duties.passed(actor=actor, access=asked.access.id)
        assert duties.exchange()
        web_away = link(key="nobody")
        alone = Standalone(core.gatehouse, replica, web_away, actor=actor, ids=office.core.ids)
        assert not alone.exchange()
        second = slip(web, 1)
        verdict = alone.present(actor=actor, lane=office.lane_in.id, code=second.code)
        assert verdict.opens
        alone.passed(actor=actor, access=verdict.access.id)
        again = Standalone(core.gatehouse, replica, link(), actor=actor, ids=office.core.ids)
        assert again.exchange()
        assert again.exchange()
    states = [
        office.core.storage.read(lambda uow, one=one: uow.visits.get(one.visit)).state  # type: ignore[misc]
        for one in (first, second)
    ]

    assert [VisitState.INSIDE, VisitState.INSIDE] == states
    assert 2 == office.deliver()


def test_a_snapshot_of_somebody_else_is_refused(link: Link) -> None:
    """Whoever stands between cannot let visitors in: the signature is the server's (threat 4)."""
    stranger = Ed25519Verifier(Ed25519Signer.of(b"7" * 32).public)

    with pytest.raises(BadAnswer, match="signed"):
        link(verifier=stranger).snapshot(None)


def test_a_refusal_says_why(web: WebOffice, link: Link) -> None:
    """Whoever looks at the gate's log reads the server's own word for it."""
    south = web.office.core.places.add_gate(actor=web.office.actor, name=Text("گیت جنوبی"))

    with pytest.raises(Refused, match=r"404, record\.not_found"):
        link(gate=south.id).snapshot(None)
    with pytest.raises(Refused, match=r"401, [a-z_.]+"):
        link(key="nobody").snapshot(None)


def test_a_snapshot_names_nobody(web: WebOffice, gate: GateId) -> None:
    """No name, number, mobile or purpose of a visitor or host leaves the server (threat 26)."""
    pass_ = slip(web)
    answer = web.device().get(f"/api/v1/gates/{gate}/snapshot").text

    assert pass_.code in answer
    for word in ("مریم", "کاظمی", "0499370899", "09123456789", "9123456789", "الهام", "نوری"):
        assert word not in answer


def test_only_what_changed_is_fetched(web: WebOffice, link: Link) -> None:
    """A second look brings the one visit that moved, and a setting brings everything."""
    uplink = link()
    slip(web)
    first = uplink.snapshot(None)
    slip(web, 1)
    second = uplink.snapshot(first.number)
    places = web.office.core.places
    places.add_gate(actor=web.office.actor, name=Text("تازه"))
    third = uplink.snapshot(second.number)

    assert [None, first.number, None] == [first.since, second.since, third.since]
    assert [1, 1, 2] == [len(one.visits) for one in (first, second, third)]


def test_who_is_no_gate_fetches_nothing(web: WebOffice, link: Link) -> None:
    """A wrong key, and a server that is not there, are told apart."""
    with pytest.raises(Refused):
        link(key="wrong").snapshot(None)
    nowhere = link(server="http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        nowhere.ask(Question(web.office.lane_in.id, "12345678", "key-12345"))
