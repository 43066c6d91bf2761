"""Slips whose number a gate verifies by itself, where the office asks for them (B17, ADR 14)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from attrs import evolve

from miz.domain.access import Reason
from miz.domain.admissions import IdentificationMethod
from miz.domain.codes import PassCode
from miz.domain.ids import GateId, VisitId
from miz.domain.passes import Pass, PassState
from miz.domain.persian import persian_digits
from miz.domain.slipkeys import MasterKey, gate_group
from miz.domain.tokens import SlipClaims, SlipToken, TokenFault, TokenReader
from miz.domain.values import Text
from miz.domain.visits import VisitState
from miz.errors import ConfigError, NotFound
from miz.ports.storage import UnitOfWork
from miz.usecases.lookup import FoundBy
from tests.desk_office import equip
from tests.office import Office, furnish_again, open_office
from tests.usecases.steps import passes_of, stored


@pytest.fixture
def signing() -> Iterator[Office]:
    """An office whose slips are signed."""
    with open_office(slips={"form": "signed"}) as opened:
        yield opened


def gate(office: Office, gate: GateId, *, generation: int = 0) -> TokenReader:
    """What a gate of the office verifies with while the server is away."""
    master = MasterKey(office.core.vault.slip_key, generation)
    group = gate_group(office.site.id, gate)
    return TokenReader(master.held(group, zone=office.site.zone, at=office.clock.now()))


def handed(office: Office, visit: VisitId, gate: GateId | None = None) -> Pass:
    """A slip for a visit, for a named gate."""
    return office.core.reception.hand_slip(actor=office.actor, visit=visit, gate=gate)


def retire(office: Office, gate: GateId) -> None:
    """The gate is not used any more."""

    def work(uow: UnitOfWork) -> None:
        uow.gates.save(evolve(uow.gates.get(gate), active=False))

    office.core.storage.write(work)


def reason(office: Office, code: str) -> Reason:
    """What the gate says to a code while the server is there."""
    lane = office.lane_in.id
    return office.core.gatehouse.present(actor=office.actor, lane=lane, code=code).access.reason


def test_a_signed_slip_needs_no_server(signing: Office) -> None:
    """Its digits and the gate's keys are enough to know the visit's window (B17)."""
    slip = signing.slip()
    claims = gate(signing, signing.lane_in.gate).verify(slip.code, at=signing.clock.now())

    assert SlipToken(slip.code) == SlipToken.find(slip.code)
    assert isinstance(claims, SlipClaims)
    assert claims.window.start <= slip.window.start < slip.window.until <= claims.window.until


def test_a_signed_slip_opens_with_the_server_too(signing: Office) -> None:
    """In and out, by its digits, as any other slip does (C1-08, C1-10)."""
    slip = signing.slip()
    inside = signing.enter(slip)
    signing.later(minutes=5)
    left = signing.enter(slip, signing.lane_out)

    assert (VisitState.INSIDE, VisitState.LEFT) == (inside.state, left.state)


@pytest.mark.parametrize("separator", ["", " ", "-"])
def test_a_signed_slip_is_read_as_scanners_type(signing: Office, separator: str) -> None:
    """In Persian digits and in fours at the gate, and in the desk's command field (C2-07)."""
    slip = signing.slip()
    written = separator.join(slip.code[at : at + 4] for at in range(0, 40, 4))
    found = signing.core.lookup.find(actor=signing.actor, typed=persian_digits(written))

    assert FoundBy.PASS is found.by
    assert found.visit is not None
    assert slip.visit == found.visit.id
    assert Reason.GRANTED is reason(signing, persian_digits(written))


def test_a_forged_slip_is_unknown_with_the_server(signing: Office) -> None:
    """Right serial and window, another tag: no pass has these digits (threat 4)."""
    slip = signing.slip()
    payload = f"{int(slip.code[:-1]) ^ 1:039d}"
    forged = next(payload + check for check in "0123456789" if SlipToken.find(payload + check))

    assert Reason.UNKNOWN_CODE is reason(signing, forged)


def test_printing_again_replaces(signing: Office) -> None:
    """Another number, and the first one opens nothing where the server says so (ADR 6)."""
    first = signing.slip()
    visit = stored(signing, first)
    second = handed(signing, visit.id)

    assert first.code != second.code
    assert [PassState.LIVE, PassState.REVOKED] == passes_of(signing, visit)
    assert Reason.PASS_REVOKED is reason(signing, first.code)


def test_a_slip_is_good_at_one_gate(signing: Office) -> None:
    """At the one that was named; online it opens the others as well (B17)."""
    north = signing.lane_in.gate
    south = signing.core.places.add_gate(actor=signing.actor, name=Text("گیت جنوبی"))
    slip = handed(signing, signing.admitted().id, south.id)
    now = signing.clock.now()

    assert gate(signing, south.id).verify(slip.code, at=now)
    assert TokenFault.FORGED is gate(signing, north).verify(slip.code, at=now)
    assert Reason.GRANTED is reason(signing, slip.code)


def test_a_gate_of_another_site_is_not_named(signing: Office) -> None:
    """Every query is cut by site (ASVS V8.4.1)."""
    other = furnish_again(signing)
    visit = signing.admitted()
    with pytest.raises(NotFound):
        handed(signing, visit.id, other.lane_in.gate)

    assert [] == passes_of(signing, visit)


def test_a_slip_names_a_gate_in_use(signing: Office) -> None:
    """Of several the oldest that is in use."""
    south = signing.core.places.add_gate(actor=signing.actor, name=Text("گیت جنوبی"))
    retire(signing, signing.lane_in.gate)
    slip = handed(signing, signing.admitted().id)

    assert gate(signing, south.id).verify(slip.code, at=signing.clock.now())


def test_a_site_without_a_gate_hands_out_plain_slips(signing: Office) -> None:
    """As where staff practise: no gate could verify a signed one (MIS-02)."""
    retire(signing, signing.lane_in.gate)
    slip = handed(signing, signing.admitted().id)

    assert PassCode(slip.code) == PassCode.find(slip.code)


def test_an_evenings_slip_opens_after_midnight(signing: Office) -> None:
    """A gate that was cut off before midnight knows the slip of the evening (B17)."""
    evening = signing.clock.advance(timedelta(hours=14, minutes=20))
    slip = signing.slip()
    cut_off = gate(signing, signing.lane_in.gate)
    night = signing.clock.advance(timedelta(minutes=80))
    clock = [at.astimezone(signing.site.zone).strftime("%d %H:%M") for at in (evening, night)]

    assert ["03 23:50", "04 01:10"] == clock
    assert cut_off.verify(slip.code, at=night)


def test_a_raised_generation_leaves_slips_to_the_server() -> None:
    """After a gate was stolen, older slips are known online only (threat 4)."""
    with open_office(slips={"form": "signed", "generation": 1}) as office:
        slip, now = office.slip(), office.clock.now()

        assert gate(office, office.lane_in.gate, generation=1).verify(slip.code, at=now)
        stale = gate(office, office.lane_in.gate).verify(slip.code, at=now)
        assert TokenFault.UNKNOWN_KEY is stale
        assert Reason.GRANTED is reason(office, slip.code)


def test_a_requests_slip_is_signed_too(signing: Office) -> None:
    """Its code still tracks and is on the receipt; the gate needs the slip's own (ADR 9, 14)."""
    desk = equip(signing)
    request = desk.taken(service=desk.hearing)
    visit = desk.core.reception.arrive(
        actor=desk.operator,
        person=request.person,
        request=request.id,
        identified_by=IdentificationMethod.NATIONAL_CARD,
    )
    desk.core.reception.answer(actor=desk.operator, visit=visit.id, agreed=True)
    desk.core.reception.admit(actor=desk.operator, visit=visit.id)
    slip = handed(signing, visit.id)
    tracked = desk.core.lookup.find(actor=desk.operator, typed=request.code)

    assert gate(signing, signing.lane_in.gate).verify(slip.code, at=signing.clock.now())
    assert Reason.UNKNOWN_CODE is reason(signing, request.code)
    assert (FoundBy.TRACKING, request.id) == (tracked.by, tracked.request and tracked.request.id)


def test_slips_are_plain_unless_asked(office: Office) -> None:
    """Without the setting a slip has twenty digits, as before (C1-08)."""
    slip = office.slip()

    assert PassCode(slip.code) == PassCode.find(slip.code)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"form": "sealed"}, '"handle" or "signed"'),
        ({"generation": 16}, "0 to 15"),
        ({"generation": -1}, "0 to 15"),
        ({"shape": "signed"}, "shape"),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, object], named: str) -> None:
    """A mistake in [slips] stops the start instead of printing other slips."""
    with pytest.raises(ConfigError, match=named) as caught, open_office(slips=settings):
        pass

    assert "[slips]" in str(caught.value)
