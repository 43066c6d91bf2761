"""Zones, rules of the gates, cards of escorts, closing and replay over the API."""

from miz.domain.staff import Role
from tests.apps.web import WebOffice, made
from tests.office import CARD

API = "/api/v1"
SATURDAY = {"saturday": [{"start": "07:00", "until": "14:00"}]}


def test_a_zone_is_set_up_over_the_api(web: WebOffice) -> None:
    """Limits, the lane that leads there, who may go, and a switch (features 53, 57, 58)."""
    admin, office = web.caller(Role.ADMIN), web.office
    body = {"name": {"fa": "خزانه", "en": "Vault"}, "capacity": 3, "escort": True}
    zone = made(admin.post(f"{API}/zones", json={**body, "week": SATURDAY}))
    limits = {"public": True, "passback": "timed", "passback_minutes": 5}
    changed = made(admin.put(f"{API}/zones/{zone['id']}", json=limits))
    lane = made(admin.put(f"{API}/lanes/{office.lane.id}/zone", json={"zone": zone["id"]}))
    path = f"{API}/services/{office.service.id}/zones"
    service = made(admin.put(path, json={"zones": [zone["id"]]}))
    off = made(admin.post(f"{API}/zones/{zone['id']}/switch", json={"active": False}))

    assert (3, True, SATURDAY, "hard") == tuple(
        zone[name] for name in ("capacity", "escort", "week", "passback")
    )
    assert (None, False, None, "timed") == tuple(
        changed[name] for name in ("capacity", "escort", "week", "passback")
    )
    assert (zone["id"], [zone["id"]]) == (lane["zone"], service["zones"])
    assert [off] == made(web.caller(Role.GUARD).get(f"{API}/zones"))["zones"]


def test_limits_that_make_no_sense_are_refused(web: WebOffice) -> None:
    """With a word of what to do (ASVS V2.2)."""
    admin = web.caller(Role.ADMIN)
    timed = {"name": {"fa": "خزانه"}, "passback": "timed"}
    overlap = [{"start": "07:00", "until": "12:00"}, {"start": "11:00", "until": "14:00"}]
    week = {"name": {"fa": "خزانه"}, "week": {"saturday": overlap}}
    codes = [admin.post(f"{API}/zones", json=body).json()["code"] for body in (timed, week)]

    assert ["number.range", "calendar.overlap"] == codes


def test_the_rules_of_the_gates(web: WebOffice) -> None:
    """Read by everybody at work, set by an administrator (features 54, 56)."""
    admin = web.caller(Role.ADMIN)
    before = made(admin.get(f"{API}/site/rules"))
    wanted = {"passback": "soft", "passback_minutes": 0, "grace_minutes": 30, "cards_lost": True}
    after = made(admin.put(f"{API}/site/rules", json=wanted))

    assert ("hard", 15, False) == tuple(
        before[name] for name in ("passback", "grace_minutes", "cards_lost")
    )
    assert wanted == after == made(web.caller(Role.GUARD).get(f"{API}/site/rules"))


def test_a_guard_pardons_and_sees_where_the_visitor_is(web: WebOffice) -> None:
    """The visit says it, and the next read is granted and marked (features 54)."""
    office, guard, gate = web.office, web.caller(Role.GUARD), web.caller(Role.GATE)
    slip = office.slip()
    office.enter(slip)
    office.later(seconds=3)
    path = f"{API}/lanes/{office.lane_in.id}/reads"
    refused = made(gate.post(path, json={"code": slip.code}))
    pardoned = made(
        guard.post(f"{API}/visits/{slip.visit}/pardon", json={"grounds": "left_unseen"})
    )
    office.later(seconds=3)
    granted = made(gate.post(path, json={"code": slip.code}))

    assert "already_inside" == refused["access"]["reason"]
    assert (None, None) == (pardoned["zone"], pardoned["overstayed_at"])
    assert (True, "pardoned") == (granted["opens"], granted["access"]["mark"])


def test_what_lanes_see_is_told_over_the_api(web: WebOffice) -> None:
    """A gate behind a network reports as one beside the database does (features 55, 63)."""
    office, gate = web.office, web.caller(Role.GATE)
    path = f"{API}/lanes/{office.lane_in.id}"
    seen = gate.post(f"{path}/observations", json={"movement": "fire_on"})
    read = made(gate.post(f"{path}/reads", json={"code": office.slip().code}))
    lanes = made(web.caller(Role.WALL).get(f"{API}/monitor/lanes"))["lanes"]

    assert [office.lane_in.id] == [one["lane"] for one in lanes if one["emergency"]]
    assert 204 == seen.status_code
    assert "emergency" == read["access"]["reason"]
    assert 204 == gate.post(f"{path}/forced").status_code


def test_the_day_is_closed_over_the_api(web: WebOffice) -> None:
    """Names for the guard, none for the administrator (B17, threat model)."""
    office, guard, admin = web.office, web.caller(Role.GUARD), web.caller(Role.ADMIN)
    visit = office.admitted(office.person(1))
    office.core.reception.hand_card(actor=office.actor, visit=visit.id, card=CARD)
    closed = made(guard.post(f"{API}/cards/close-day"))
    morning = made(admin.get(f"{API}/cards/report"))

    assert (0, []) == (closed["free"], closed["held"])
    assert [("0001", "blocked", "مریم کاظمی")] == [
        (one["card"]["number"], one["card"]["state"], one["holder"]) for one in closed["missing"]
    ]
    assert [("0001", "")] == [(one["card"]["number"], one["holder"]) for one in morning["missing"]]


def test_a_host_gets_a_card(web: WebOffice) -> None:
    """It is never shown again; taken back it is anybody's (features 57)."""
    security, host = web.caller(Role.SECURITY), web.office.host
    given = security.put(f"{API}/hosts/{host.id}/card", json={"card": "04C1C2C3"})
    taken = security.put(f"{API}/hosts/{host.id}/card", json={"card": None})

    assert host.id == made(given)["id"] == made(taken)["id"]
    assert "04C1C2C3" not in given.text


def test_a_draft_is_tried_on_a_day(web: WebOffice) -> None:
    """For who may read the journal; nothing is changed by it (B15)."""
    office, security = web.office, web.caller(Role.SECURITY)
    slip = office.slip()
    office.enter(slip)
    office.later(seconds=3)
    office.core.gatehouse.present(actor=office.actor, lane=office.lane_in.id, code=slip.code)
    day = office.clock.now().date().isoformat()
    draft = {"day": day, "rules": {"passback": "soft"}}
    found = made(security.post(f"{API}/audit/replays", json=draft))
    unknown = security.post(f"{API}/audit/replays", json={"day": day, "zones": {"none": {}}})

    assert (2, []) == (found["reads"], found["unsure"])
    assert [("already_inside", "granted")] == [
        (one["before"], one["after"]) for one in found["changes"]
    ]
    assert 404 == unknown.status_code


def test_who_overstays_is_on_the_monitor(web: WebOffice) -> None:
    """By name, the longest first, until he leaves (features 56)."""
    office, wall = web.office, web.caller(Role.WALL)
    visit = office.enter(office.slip())
    before = made(wall.get(f"{API}/monitor/overstaying"))["people"]
    office.later(minutes=105)
    office.core.overstays.tell(actor=office.actor)
    told = made(web.caller(Role.WALL).get(f"{API}/monitor/overstaying"))["people"]

    assert ([], [visit.id]) == (before, [one["visit"] for one in told])
