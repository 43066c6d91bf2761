"""A person as the rig: does what a prompt says, and answers what he sees.

Enter means done, y and n answer a question, s means that it cannot be done on this bench: then
the rule is not run.
"""

from collections.abc import Callable, Sequence

from miz.domain.places import Direction
from miz.ports.gates import Barrier, Capability, Cue, LaneDevices, Reader, Sensor
from miz_contracts.gates.rules import cannot
from miz_contracts.rigs.clocks import SteppedClock
from miz_contracts.rigs.emulated import settle

SKIP = "s"
LAMPS = {"g": Cue.GRANTED, "d": Cue.DENIED, "w": Cue.WAIT, "n": None}
ON = {True: "on", False: "off"}
CONTACTS = {
    Capability.EXIT_INPUT: ("Press the exit button and hold it", "Let the exit button go"),
    Capability.DOOR_INPUT: ("Hold the door open", "Shut the door"),
    Capability.TAMPER_INPUT: ("Open the case", "Close the case"),
}


class OperatorRig:
    """A lane whose hand is whoever reads ``ask``'s prompts.

    ``cards`` are the codes of two slips or cards that lie ready, ``title`` is the rule's.
    """

    def __init__(
        self,
        open_lane: Callable[[], LaneDevices],
        ask: Callable[[str], str],
        clock: SteppedClock,
        *,
        cards: Sequence[str] = ("12345678901234567897", "04A1B2C3"),
        window: float = 5.0,
        title: str = "A rule",
    ) -> None:
        self.cards = tuple(cards)
        self.window = window
        self._open = open_lane
        self._ask = ask
        self._clock = clock
        self._undo: dict[str, Callable[[], None]] = {}
        self._do(f"{title} begins. The lane is plugged in, locked, and nobody is in it.")
        self._lane = open_lane()
        settle(self._lane, clock)

    @property
    def reader(self) -> Reader:
        """The reader under test."""
        return self._lane.reader

    @property
    def barrier(self) -> Barrier:
        """The barrier under test."""
        return self._lane.barrier

    @property
    def sensor(self) -> Sensor | None:
        """The sensor under test, if the lane has one."""
        return self._lane.sensor

    @property
    def releases(self) -> int:
        """How often the person heard it unlock."""
        return int(self._answer("How often did it unlock since this rule began? (a number)", {}))

    def open(self) -> Reader:
        """One more reader on the same port."""
        return self._open().reader

    def open_barrier(self) -> Barrier:
        """One more barrier on the same port."""
        return self._open().barrier

    def open_sensor(self) -> Sensor | None:
        """One more sensor on the same port."""
        return self._open().sensor

    def present(self, card: str) -> None:
        """Asks to hold up a card."""
        self._do(f"Hold card {self._number(card)} ({card}) to the reader and take it away.")

    def dwell(self, card: str, seconds: float) -> None:
        """Asks to leave a card on the reader."""
        self._do(
            f"Leave card {self._number(card)} ({card}) on the reader for {seconds:g} seconds, "
            "then take it away."
        )

    def send(self, data: bytes) -> None:
        """Bytes on a line are no work for hands."""
        cannot("a person cannot put bytes on the line; use an emulator or a jig")

    def shown(self) -> Cue | None:
        """Asks for the lamp."""
        question = "What does the reader show? (g granted, d denied, w wait, n nothing)"
        return LAMPS[self._answer(question, LAMPS)]

    def is_free(self, direction: Direction) -> bool:
        """Asks to push the arm."""
        question = f"Push the arm gently, {direction}wards: does it give way? (y/n)"
        return self._answer(question, {"y", "n"}) == "y"

    def walk(self, direction: Direction, *, force: bool = False) -> None:
        """Asks to walk through."""
        how = "Get through, over or under it if need be" if force else "Walk through"
        self._do(f"{how}, {direction}wards.")

    def turn_back(self, direction: Direction) -> None:
        """Asks to turn back half-way."""
        self._do(f"Begin to walk through, {direction}wards, and turn back half-way.")

    def fire(self, on: bool) -> None:
        """Asks for the fire contact."""
        self._do(f"Switch the fire panel's contact {ON[on]}.")
        self._remember("fire", on, lambda: self.fire(on=False))

    def switch(self, contact: Capability, on: bool) -> None:
        """Asks for a contact beside the lane."""
        self._do(f"{CONTACTS[contact][0 if on else 1]}.")
        self._remember(str(contact), on, lambda: self.switch(contact, on=False))

    def mute(self, on: bool) -> None:
        """Asks for the wire on which the device answers."""
        self._do("Part the wire on which the device answers." if on else "Join that wire again.")
        self._remember("mute", on, lambda: self.mute(on=False))

    def unplug(self) -> None:
        """Asks for the cable."""
        self._do("Pull the cable.")
        self._remember("cable", done=True, undo=self.replug)

    def replug(self) -> None:
        """Asks for the cable."""
        self._do("Put the cable back.")
        self._remember("cable", done=False, undo=self.replug)

    def advance(self, seconds: float) -> None:
        """Waits."""
        self._clock.advance(seconds)

    def close(self) -> None:
        """Lets go, and asks to undo what the rule left behind, for the next one."""
        self._lane.close()
        for undo in tuple(self._undo.values()):
            undo()

    def _remember(self, what: str, done: bool, undo: Callable[[], None]) -> None:
        if done:
            self._undo[what] = undo
        else:
            self._undo.pop(what, None)

    def _number(self, card: str) -> int:
        return self.cards.index(card) + 1

    def _do(self, what: str) -> None:
        self._answer(f"{what} [Enter]", {""})

    def _answer(self, question: str, allowed: "dict[str, Cue | None] | set[str]") -> str:
        """One of the allowed answers, or a number where none is named; s ends the rule."""
        while True:
            answer = self._ask(question).lower()
            if answer == SKIP:
                cannot(f"the operator could not: {question}")
            if answer in allowed or (not allowed and answer.isdecimal()):
                return answer
