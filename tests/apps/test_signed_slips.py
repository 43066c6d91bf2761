"""A signed slip from the desk to the printer, and from the paper to the gate (B17)."""

from collections.abc import Iterator
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from miz.domain.persian import persian_digits
from miz.domain.slipkeys import MasterKey, gate_group
from miz.domain.staff import Role
from miz.domain.tokens import SlipClaims, TokenReader
from tests.apps.web import WebOffice, made, open_web

BOTH = {zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128}


@pytest.fixture
def signing() -> Iterator[WebOffice]:
    """An office that hands out signed slips."""
    with open_web(slips={"form": "signed"}) as web:
        yield web


def test_the_printed_slip_opens_the_gate(signing: WebOffice) -> None:
    """What both symbols of the paper say is verified without the server, and opens with it."""
    office, guard = signing.office, signing.caller(Role.GUARD)
    visit = office.admitted()
    made(guard.post(f"/api/v1/visits/{visit.id}/slip"))
    paper = Image.open(BytesIO(guard.get(f"/api/v1/visits/{visit.id}/slip.png").content))
    seen = {one.format: one.text for one in zxingcpp.read_barcodes(paper.convert("L"))}
    code = seen[zxingcpp.BarcodeFormat.Code128]
    group = gate_group(office.site.id, office.lane_in.gate)
    held = MasterKey(office.core.vault.slip_key).held(
        group, zone=office.site.zone, at=office.clock.now()
    )

    assert dict.fromkeys(BOTH, code) == seen
    assert isinstance(TokenReader(held).verify(code, at=office.clock.now()), SlipClaims)
    read = made(
        signing.device().post(
            f"/api/v1/lanes/{office.lane_in.id}/reads",
            json={"code": persian_digits(code)},
            headers={"Idempotency-Key": "read-0001"},
        )
    )
    assert read["opens"]


def test_the_desk_finds_the_visitor_by_a_signed_slip(signing: WebOffice) -> None:
    """As scanned in fours under a Persian layout (C2-07)."""
    guard, slip = signing.caller(Role.GUARD), signing.office.slip()
    fours = " ".join(slip.code[at : at + 4] for at in range(0, 40, 4))
    found = made(guard.post("/api/v1/lookup", json={"typed": persian_digits(fours)}))

    assert "pass" == found["by"]
    assert [
        signing.office.core.lookup.visit(actor=signing.office.actor, visit=slip.visit).person
    ] == [one["id"] for one in found["people"]]
