"""Pages of gates with machines of their own: enrolled, listed, and clashes looked into (B6)."""

import html
import re
import tomllib

from miz.config import parse
from miz.domain.ids import ClashId, LaneId
from miz.domain.nodes import Clash
from miz.domain.staff import Role
from miz.domain.values import Text
from tests.apps.web import PAGE, WebOffice


def between(page: str, after: str) -> str:
    """The text of the first code block after a heading."""
    found = re.search(rf"{after}.*?<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert found is not None
    return html.unescape(found.group(1))


def test_a_gate_is_enrolled_with_two_files(web: WebOffice) -> None:
    """The key opens the gate's snapshot, the file is one that miz reads, and both name it (B6)."""
    office, admin = web.office, web.caller(Role.ADMIN, headers=PAGE)
    place = f"/admin/gates/{office.lane.gate}"
    before = admin.get(place).text
    made = admin.post(place).text
    key, text = between(made, "gate.key</bdi>"), between(made, "gate.toml</bdi>")
    config = parse(tomllib.loads(text.replace('"gate.key"', '"/dev/null"')))
    answer = web.caller(headers={"Authorization": f"Bearer {key}"}).get(
        f"/api/v1/gates/{office.lane.gate}/snapshot"
    )

    assert key not in before
    assert config.remote is not None
    assert office.core.signer.public.hex() == config.remote.raw["signed_by"]
    assert {office.lane_in.id, office.lane_out.id, office.lane.id} <= set(config.lanes)
    assert 200 == answer.status_code


def test_the_key_is_that_gate_s_alone(web: WebOffice) -> None:
    """What is taken from one gate's machine neither asks nor tells for another (threat 16)."""
    office, admin = web.office, web.caller(Role.ADMIN, headers=PAGE)
    south = office.core.places.add_gate(actor=office.actor, name=Text("گیت جنوبی"))
    key = between(admin.post(f"/admin/gates/{south.id}").text, "gate.key</bdi>")
    thief = web.caller(headers={"Authorization": f"Bearer {key}"})
    north, lane = f"/api/v1/gates/{office.lane.gate}", office.lane_in.id
    told = {"journal": "j", "after": 0, "entries": []}
    answers = [
        thief.get(f"{north}/snapshot"),
        thief.post(f"{north}/journal", json=told),
        thief.post(
            f"{north}/reads",
            json={"lane": lane, "code": "1234"},
            headers={"Idempotency-Key": "key-number-one"},
        ),
        thief.post(
            f"/api/v1/lanes/{lane}/reads",
            json={"code": "1234"},
            headers={"Idempotency-Key": "key-number-two"},
        ),
    ]

    assert [404] * 4 == [answer.status_code for answer in answers]
    assert 200 == thief.get(f"/api/v1/gates/{south.id}/snapshot").status_code


def test_a_disabled_machine_gets_a_new_key(web: WebOffice) -> None:
    """Whose machine was stolen enrols its gate again, under another sign-in name (threat 16)."""
    office, admin = web.office, web.caller(Role.ADMIN, headers=PAGE)
    place = f"/admin/gates/{office.lane.gate}"
    stolen = between(admin.post(place).text, "gate.key</bdi>")
    machine = next(one for one in office.core.staff.list(actor=office.actor) if one.gate)
    office.core.staff.disable(actor=office.actor, user=machine.id)
    fresh = between(admin.post(place).text, "gate.key</bdi>")
    statuses = [
        web.caller(headers={"Authorization": f"Bearer {key}"})
        .get(f"/api/v1/gates/{office.lane.gate}/snapshot")
        .status_code
        for key in (stolen, fresh)
    ]

    assert [401, 200] == statuses


def test_a_second_key_is_for_the_same_device(web: WebOffice) -> None:
    """Enrolling again makes no second user, so that one disabling ends both (threat 16)."""
    admin = web.caller(Role.ADMIN, headers=PAGE)
    for _ in range(2):
        assert 200 == admin.post(f"/admin/gates/{web.office.lane.gate}").status_code
    logins = [user.login for user in web.office.core.staff.list(actor=web.office.actor)]

    assert 1 == sum(login.startswith("gate.") for login in logins)
    assert 404 == admin.get("/admin/gates/nowhere").status_code


def test_security_looks_into_clashes(web: WebOffice) -> None:
    """Who came in against the server is named, and whoever looked into it is too (B6)."""
    office = web.office
    person, now = office.person(), office.clock.now()
    clash = Clash(
        *(ClashId("clash-1"), office.site.id, office.lane.gate, LaneId(office.lane_in.id)),
        *("access-1", "pass_revoked", now, now),
        person=person.id,
        entered=True,
    )
    office.core.storage.write(lambda uow: uow.clashes.save(clash))
    security = web.caller(Role.SECURITY, headers=PAGE, follow_redirects=True)
    auditor = web.caller(Role.AUDITOR, headers=PAGE)
    shown, masked = security.get("/gates?lang=en").text, auditor.get("/gates?lang=en").text
    seen = security.post("/gates?lang=en", data={"clash": "clash-1"})

    assert person.name.full in shown
    assert person.name.full not in masked
    assert "Went in" in masked
    assert 200 == seen.status_code
    kept = office.core.storage.read(lambda uow: uow.clashes.get(ClashId("clash-1")))
    assert web.users[Role.SECURITY].name == kept.seen_by
    assert 403 == web.caller(Role.OPERATOR, headers=PAGE).get("/gates").status_code
