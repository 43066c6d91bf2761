"""Cards, slips and keys that OSDP readers report, as codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.ports.gates import Presented
from miz_adapters.osdp.cards import Keypad, read_of
from miz_adapters.wiegand import Card
from miz_contracts.gates.emulators.osdp import EmulatedTurnstile
from miz_contracts.gates.emulators.osdp.turnstile import KEY
from miz_contracts.gates.rules import soon
from miz_contracts.rigs.clocks import BenchClock
from tests.adapters.osdp_connect import Open, connect
from tests.adapters.osdp_lanes import shipped

__all__ = ["connect"]  # a fixture
SLIP = "1234567890123456789012345678901234567897"


# Cards and keys


@given(data=st.binary(max_size=64), bits=st.integers(-5, 600))
def test_any_read_is_a_code_or_nothing(data: bytes, bits: int) -> None:
    """No crash, no code that is not of hexadecimal or decimal digits, bits kept."""
    found = read_of(data, bits)
    if found is not None:
        assert set(found.code) <= set("0123456789ABCDEF")
        assert found.bits in {bits, None}
        assert len(found.raw) == len(data)


@pytest.mark.parametrize("bits", [26, 34])
def test_a_wiegand_card_has_the_code_that_other_readers_give_it(bits: int) -> None:
    """A card that was registered at the desk is the same card at an OSDP gate."""
    turnstile = EmulatedTurnstile()
    lane = shipped(turnstile.device.url, KEY, BenchClock().monotonic)
    soon(lambda: lane.reader.read(0.0), expected=None)
    turnstile.present_bits(48879, bits)
    found = lane.reader.read(1)
    lane.close()
    turnstile.close()
    card = Card.of_numbers(0, 48879, bits=bits)

    assert card is not None
    assert card.presented == found


def test_padding_is_no_part_of_a_card() -> None:
    """26 bits are three bytes and two bits; whatever fills the fourth changes no card."""
    clean = Presented("01020340", bytes.fromhex("01020340"), 26)

    assert clean == read_of(bytes.fromhex("0102037f"), 26)
    assert clean != read_of(bytes.fromhex("01020340"), 32)


def test_leading_zeros_of_a_card_are_kept(connect: Open) -> None:
    """0007 and 07 are two cards."""
    device, lane, _ = connect()
    device.present(bytes.fromhex("0007"))
    device.present(bytes.fromhex("07"))
    found = [lane.reader.read(1), lane.reader.read(1)]

    assert [("0007", 16), ("07", 8)] == [(one.code, one.bits) for one in found if one]


def test_the_same_number_in_another_format_is_another_card(connect: Open) -> None:
    """A 26-bit and a 32-bit card in quick succession are two people."""
    device, lane, _ = connect()
    device.present(bytes.fromhex("01020340"), 26)
    device.present(bytes.fromhex("01020340"), 32)
    found = [lane.reader.read(1), lane.reader.read(1)]

    assert [26, 32] == [one.bits for one in found if one]


def test_a_slip_with_40_digits_is_read_as_text(connect: Open) -> None:
    """A reader of bar codes reports the digits themselves; the frame is longer than 64 bytes."""
    device, lane, _ = connect()
    device.present(SLIP.encode(), wiegand=False)
    found = lane.reader.read(1)

    assert found is not None
    assert (SLIP, None) == (found.code, found.bits)


def test_keys_are_a_code_when_hash_ends_them(connect: Open) -> None:
    """Typed digits are read where the settings allow it; * begins again."""
    device, lane, _ = connect(keypad=True)
    device.type_keys(b"99\x7f12")
    device.type_keys(b"34\r")

    found = lane.reader.read(1)
    assert found is not None
    assert "1234" == found.code


def test_keys_are_nothing_unless_wanted(connect: Open) -> None:
    """Guessing codes on a keypad must be allowed by the office first."""
    device, lane, _ = connect()
    device.type_keys(b"1234\r")

    assert lane.reader.read(0.3) is None


@given(presses=st.lists(st.tuples(st.binary(max_size=20), st.floats(0, 20)), max_size=20))
def test_any_keys_are_digits_or_nothing(presses: list[tuple[bytes, float]]) -> None:
    """Whatever a keypad sends, a code has digits only and never too many."""
    keypad, at = Keypad(longest=8), 0.0
    for keys, pause in presses:
        at += pause
        for found in keypad.press(keys, at=at):
            assert found.code.isdigit()
            assert len(found.code) <= 8


def test_a_pause_forgets_what_was_typed() -> None:
    """The next person does not finish the last one's code."""
    keypad = Keypad()
    keypad.press(b"12", at=0.0)

    assert ["34"] == [one.code for one in keypad.press(b"34\r", at=11.0)]
