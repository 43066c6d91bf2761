"""What a sensor promises of the contacts that are wired to it: fire, exit button, door, tamper."""

from miz.domain.places import Direction
from miz.ports.gates import Capability, Movement, Sensed
from miz_contracts.gates.rigs import ContactRig, SensorRig
from miz_contracts.gates.rules import Contract, able, rule, soon

IN, OUT = Direction.IN, Direction.OUT
SEEN_WITHIN = 3.0


def switched(rig: SensorRig, contact: Capability) -> list[Movement]:
    """What the sensor tells when a contact closes and opens again."""
    hand, told = able(rig, ContactRig), []
    for on in (True, False):
        hand.switch(contact, on)
        told.append(rig.sensor.wait(SEEN_WITHIN))
    return [one.movement for one in told if one is not None]


class InputRules(Contract, part="sensor"):
    """Rules for inputs; `SensorContract` has them."""

    @rule("SENSOR-009", needs=Capability.FIRE_INPUT)
    def test_fire_is_observed_both_ways(self, rig: SensorRig) -> None:
        """What opens in a fire is wired by hand; the record says when it began and ended.

        Nothing? A fire contact is normally closed: look at active_low or its like.
        """
        rig.fire(on=True)
        began = rig.sensor.wait(SEEN_WITHIN)
        rig.fire(on=False)
        ended = rig.sensor.wait(SEEN_WITHIN)

        assert [Sensed(Movement.FIRE_ON), Sensed(Movement.FIRE_OFF)] == [began, ended]

    @rule("SENSOR-017", needs=Capability.FIRE_INPUT)
    def test_a_fire_that_ends_plays_no_release_again(self, rig: SensorRig) -> None:
        """Everybody leaves by a fire's opening; afterwards the lane is as shut as any other.

        Free, or released again? A grant that a fire fell into is over.
        """
        rig.barrier.release(IN, within=rig.window)
        soon(lambda: rig.is_free(IN), expected=True)
        rig.fire(on=True)
        rig.sensor.wait(SEEN_WITHIN)
        rig.advance(rig.window + 0.1)
        rig.fire(on=False)
        rig.sensor.wait(SEEN_WITHIN)
        rig.sensor.wait(0.3)  # whoever plays an old release again needs a moment for it
        soon(lambda: rig.is_free(IN) or rig.is_free(OUT), expected=False)

        assert 1 == rig.releases

    @rule("SENSOR-018", unless=Capability.FIRE_INPUT)
    def test_without_an_input_a_fire_is_not_told(self, rig: SensorRig) -> None:
        """Nobody relies on news of a fire from a lane that has no contact for it.

        Told? Then the contact is wired: declare FIRE_INPUT.
        """
        rig.fire(on=True)
        told = rig.sensor.wait(0.3)
        rig.fire(on=False)

        assert [None, None] == [told, rig.sensor.wait(0.3)]

    @rule("SENSOR-019", needs=Capability.EXIT_INPUT)
    def test_the_exit_button_is_told(self, rig: SensorRig) -> None:
        """Who presses the button beside the door asks to leave; miz decides and opens.

        Nothing? Look at the contact's rest position. Twice? It bounces.
        """
        assert [Movement.EXIT_ASKED] == switched(rig, Capability.EXIT_INPUT)

    @rule("SENSOR-020", needs=Capability.DOOR_INPUT)
    def test_an_open_door_is_told_and_its_end(self, rig: SensorRig) -> None:
        """A door that a chair holds open is no door; the guard hears of it.

        Nothing? The contact says when the door is shut: look at its rest position.
        """
        assert [Movement.DOOR_OPEN, Movement.DOOR_SHUT] == switched(rig, Capability.DOOR_INPUT)

    @rule("SENSOR-021", needs=Capability.TAMPER_INPUT)
    def test_tampering_is_told_and_its_end(self, rig: SensorRig) -> None:
        """Who opens the case can open the gate.

        Nothing? The tamper contact is often left unwired in the case.
        """
        both = [Movement.TAMPER_ON, Movement.TAMPER_OFF]

        assert both == switched(rig, Capability.TAMPER_INPUT)
