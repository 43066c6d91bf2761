"""What an OSDP device can do beside the contracts: outputs, inputs, cues, cards and keys."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.places import Direction
from miz.errors import InvalidValue, NotSupported
from miz.ports.gates import Capability, Cue, Movement, Sensed
from miz_adapters.osdp import DoorWiring
from miz_adapters.osdp.wiring import Contacts
from miz_contracts.gates.emulators.osdp import EmulatedDevice
from miz_contracts.gates.emulators.osdp.protocol import Command
from miz_contracts.gates.rules import soon
from tests.adapters.osdp_connect import Open, connect
from tests.adapters.osdp_lanes import HELD, WIRING

__all__ = ["connect"]  # a fixture

IN, OUT = Direction.IN, Direction.OUT


def outputs(device: EmulatedDevice) -> list[tuple[int, int, int]]:
    """Number, control code and tenths of a second of every output command so far."""
    said = [data for code, data in device.heard if code == Command.OUTPUT]
    return [(data[0], data[1], data[2] | data[3] << 8) for data in said]


# Outputs


def test_a_release_is_a_timed_output(connect: Open) -> None:
    """Control code 5 with a timer: what repeats it changes nothing, and it ends by itself."""
    device, lane, _ = connect()
    at_rest = outputs(device)
    lane.barrier.release(OUT, within=30)

    assert [(0, 1, 0), (1, 1, 0), (2, 1, 0)] == at_rest
    assert (1, 5, 5) == outputs(device)[-1]


def test_a_long_hold_is_not_cut_to_a_short_one(connect: Open) -> None:
    """libosdp 3.2.9 keeps a timer in one byte: 60 s would become 8.8 s, so 25.5 s is the most."""
    device, lane, clock = connect(HELD)
    lane.barrier.release(IN, within=60)
    first = outputs(device)[-1]
    clock.advance(25.6)

    assert ((0, 5, 255), False) == (first, device.is_on(0))


def test_closing_leaves_nothing_open(connect: Open) -> None:
    """A program that ends does not leave a lane open for the rest of a grant."""
    device, lane, _ = connect(HELD)
    lane.barrier.release(IN, within=20)
    lane.reader.close()

    assert (False, (0, 1, 0)) == (device.is_on(0), outputs(device)[-1])


def test_a_second_release_is_a_new_edge(connect: Open) -> None:
    """A turnstile counts edges: the output goes off before it goes on again."""
    device, lane, _ = connect()
    lane.barrier.release(IN, within=5)
    lane.barrier.release(IN, within=5)

    assert [(0, 5, 5), (0, 1, 0), (0, 5, 5)] == outputs(device)[-3:]


def test_a_direction_without_output_is_not_supported(connect: Open) -> None:
    """A lane for entries only has no output for exits."""
    _, lane, _ = connect(DoorWiring())
    with pytest.raises(NotSupported) as caught:
        lane.barrier.release(OUT, within=5)

    assert "gate.no_such_direction" == caught.value.code


def test_an_output_that_the_device_lacks_is_not_supported(connect: Open) -> None:
    """A wrong number in the settings is told at once, and costs no session."""
    device, lane, _ = connect(DoorWiring(outputs={IN: 3}), outputs=2)
    with pytest.raises(NotSupported) as caught:
        lane.barrier.release(IN, within=5)

    assert ("gate.no_such_output", True) == (caught.value.code, device.secure)


@pytest.mark.parametrize("pulse", [0.05, 0.0, 25.6, 60.0])
def test_a_pulse_that_cannot_be_kept_is_refused(pulse: float) -> None:
    """Below 100 ms no turnstile sees it; above 25.5 s libosdp cuts it."""
    with pytest.raises(InvalidValue, match="pulse"):
        DoorWiring(pulse=pulse)


def test_the_device_says_who_it_is(connect: Open) -> None:
    """The monitor shows which device it is."""
    _, lane, _ = connect()

    assert ("OSDP vendor", "3.2.9") == (lane.reader.info.maker[:11], lane.barrier.info.firmware)


# Inputs


def test_alarms_and_tamper_are_told(connect: Open) -> None:
    """Fire, a request to exit, a door that stands open, and the device's own housing."""
    alarms = {2: Movement.FIRE_ON, 3: Movement.EXIT_ASKED, 4: Movement.DOOR_OPEN}
    device, lane, _ = connect(DoorWiring(alarms=alarms, active_low=frozenset({4})))
    sensor = lane.sensor
    assert sensor is not None
    first = sensor.wait(1)  # input 4 rests closed and is open: the door stands open
    device.move(4, active=True)
    for number in (2, 3):
        device.move(number, active=True)
        device.move(number, active=False)
    device.tamper(on=True)
    device.tamper(on=False)
    seen = [first, *[sensor.wait(1) for _ in range(6)]]

    assert [
        Movement.DOOR_OPEN,
        Movement.DOOR_SHUT,
        Movement.FIRE_ON,
        Movement.FIRE_OFF,
        Movement.EXIT_ASKED,
        Movement.TAMPER_ON,
        Movement.TAMPER_OFF,
    ] == [one.movement for one in seen if one]


def test_the_inputs_that_are_wired_are_the_abilities() -> None:
    """What no input tells is not promised."""
    able = DoorWiring(passages={IN: 0, OUT: 0}, alarms={2: Movement.FIRE_ON}, tamper=False)
    none = DoorWiring(tamper=False)

    assert Capability.CONFIRMS_PASSAGE | Capability.FIRE_INPUT == able.capabilities
    assert Capability.NONE == none.capabilities


def test_one_input_for_both_ways_tells_no_direction(connect: Open) -> None:
    """A passage is seen, not guessed which way."""
    device, lane, _ = connect(DoorWiring(outputs={IN: 0, OUT: 1}, passages={IN: 0, OUT: 0}))
    lane.barrier.release(OUT, within=5)
    device.move(0, active=True)

    assert lane.sensor is not None
    assert Sensed(Movement.PASSED) == lane.sensor.wait(1)


@given(reports=st.lists(st.binary(max_size=10), max_size=12))
def test_any_reports_are_edges_or_nothing(reports: list[bytes]) -> None:
    """Whatever a device reports, fire begins and ends alternately and no input is invented."""
    contacts, told = Contacts(WIRING), [Movement.FIRE_OFF]
    for report in reports:
        assert {*contacts.passed(report)} <= {0, 1}
        fire = {Movement.FIRE_ON, Movement.FIRE_OFF}
        told += [one for one in contacts.alarmed(report) if one in fire]
        contacts.tampered(report)

    assert all(one is not other for one, other in pairwise(told))


def test_an_alarm_of_another_kind_is_refused() -> None:
    """A passage is no alarm."""
    with pytest.raises(InvalidValue):
        DoorWiring(alarms={0: Movement.PASSED})


# Cues


@pytest.mark.parametrize(("cue", "shown"), [(Cue.GRANTED, (2, 1)), (Cue.DENIED, (1, 3))])
def test_a_cue_lights_sounds_and_writes(connect: Open, cue: Cue, shown: tuple[int, int]) -> None:
    """Lamp, beeper and display, for two seconds."""
    device, lane, clock = connect()
    lane.reader.cue(cue, "Gate 2")
    soon(lambda: (device.lamp, device.beeps, device.text), expected=(*shown, "Gate 2"))
    clock.advance(2.1)

    assert (0, Capability.CUES) == (device.lamp, lane.reader.capabilities)


def test_a_text_that_a_display_cannot_show_is_left_out(connect: Open) -> None:
    """OSDP displays know ASCII only; the lamp speaks Persian."""
    device, lane, _ = connect()
    lane.reader.cue(Cue.DENIED, "کارت ناشناس")
    soon(lambda: device.lamp, expected=1)

    assert "" == device.text
