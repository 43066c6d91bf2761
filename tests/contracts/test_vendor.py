"""The vendor's sample: rendered by the command, faulty in ways that the rules find."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from acme_turnstile.devices import Barrier, Sensor
from acme_turnstile.emulator import Emulator
from acme_turnstile.link import Link
from acme_turnstile.plugin import Settings, open_lane
from acme_turnstile.protocol import Answer, Event

from miz.domain.places import Direction
from miz.errors import ConfigError, Unavailable
from miz.ports.gates import LaneDevices, Movement, Sensed
from miz_apps.cli import main
from miz_apps.scaffold import render, vendor
from miz_contracts.gates import BarrierContract, SensorContract
from miz_contracts.rigs import BenchClock, EmulatorRig

# ruff: noqa: D102 - the class of a planted fault says what its methods do wrong

SAMPLE = Path(__file__).parents[2] / "contracts/examples/acme-turnstile"
LEFT_BY_PYTHON = {"__pycache__", ".hypothesis", ".pytest_cache", "conformance", "out"}


def files(folder: Path) -> dict[str, str]:
    """What a distribution consists of, by its place."""
    found = {one.relative_to(folder): one for one in folder.rglob("*") if one.is_file()}
    return {
        str(place): file.read_text("utf-8")
        for place, file in found.items()
        if not LEFT_BY_PYTHON & {*place.parts}
    }


def test_the_sample_is_what_the_command_renders(tmp_path: Path) -> None:
    """Whoever reads the sample reads what he will get, and the other way round (ARC-09)."""
    folder = tmp_path / "acme-turnstile"

    assert 0 == main(["plugin", "new", "acme", "--kind", "gate", "--into", str(folder)])
    assert files(SAMPLE) == files(folder)


def test_another_vendor_finds_no_trace_of_acme(tmp_path: Path) -> None:
    """Every name is the vendor's own, in files and in their places."""
    render(vendor("north-gates", "gate"), tmp_path / "new")
    told = files(tmp_path / "new")

    assert "north_gates_turnstile/link.py" in told
    assert "North Gates" in told["README.md"]
    assert [] == [name for name, text in told.items() if "acme" in (name + text).lower()]
    assert [] == [name for name, text in told.items() if re.search("@[A-Z]+@", text)]


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with something in it stays as it is."""
    (tmp_path / "mine.txt").touch()

    assert 1 == main(["plugin", "new", "acme", "--kind", "gate", "--into", str(tmp_path)])
    assert ["mine.txt"] == [one.name for one in tmp_path.iterdir()]
    assert "--into" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "Acme", "9to5", "a b", "../acme", "acme_", "a" * 41, "آکمه"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    """A distribution, a package and an entry point are called after it."""
    with pytest.raises(ConfigError, match="small letters"):
        vendor(name, "gate")


# Faults in the sample; each must break the rule that is named for it.


class Credulous(Link):
    """Takes any answer for the one it waits for."""

    def _take(self, said: Answer | Event | None) -> None:
        if isinstance(said, Answer):
            waiting = [number for number, answer in self._answers.items() if answer is None]
            said = Answer(waiting[-1], True, said.words) if waiting else None
        super()._take(said)


class Relaxed(Link):
    """Does not ask for what it is not sure of."""

    def ask(self, *words: str) -> tuple[str, ...]:
        return () if words[0] == "HOLD" else super().ask(*words)


class Optimistic(Link):
    """Takes everything that happens for a passage, and every contact for a passage too."""

    def _take(self, said: Answer | Event | None) -> None:
        if isinstance(said, Event) and said.name not in {"ALIVE", "CARD", "PASSED"}:
            said = Event("PASSED", ("IN",))
        super()._take(said)


class Repeating(Link):
    """Plays what was released before a fire again when it is over."""

    released: tuple[str, ...] = ()

    def ask(self, *words: str) -> tuple[str, ...]:
        self.released = words if words[0] == "OPEN" else self.released
        return super().ask(*words)

    def next_event(self, timeout: float) -> Event | None:
        event = super().next_event(timeout)
        if event == Event("FIRE", ("OFF",)) and self.released:
            self.ask(*self.released)
        return event


FAULTS: list[tuple[str, type[Link]]] = [
    ("BARRIER-010", Relaxed),
    ("BARRIER-018", Credulous),
    ("SENSOR-016", Optimistic),
    ("SENSOR-017", Repeating),
    ("SENSOR-019", Optimistic),
    ("SENSOR-020", Optimistic),
    ("SENSOR-021", Optimistic),
]


@pytest.fixture
def rig_of() -> Iterator[Callable[[type[Link]], EmulatorRig]]:
    """Sets up the emulator with a link that has a fault."""
    rigs: list[EmulatorRig] = []

    def make(link: type[Link]) -> EmulatorRig:
        clock = BenchClock()

        def lane(**settings: Any) -> LaneDevices:
            good = open_lane(Settings(**settings), clock.monotonic)
            faulty = link(**settings, clock=clock.monotonic)
            return LaneDevices(good.reader, Barrier(faulty), Sensor(faulty))

        class Rig(EmulatorRig):
            """A rig whose reader is left out, as the emulator serves one connection."""

            def quiet(self) -> None:
                self.barrier.position()

        rigs.append(Rig(Emulator(clock=clock.monotonic), lane, clock))
        return rigs[-1]

    yield make
    for rig in rigs:
        rig.close()


@pytest.mark.parametrize(("number", "link"), FAULTS)
def test_the_contract_finds_a_faulty_turnstile(
    rig_of: Callable[[type[Link]], EmulatorRig],
    monkeypatch: pytest.MonkeyPatch,
    *,
    number: str,
    link: type[Link],
) -> None:
    """A rule that no fault breaks would promise a vendor's customer nothing (MIS-10)."""
    monkeypatch.setattr("miz_contracts.gates.rules.PATIENCE", 0.5)
    monkeypatch.setattr("miz_contracts.gates.sensors.SEEN_WITHIN", 0.5)
    contract = BarrierContract if number.startswith("BARRIER") else SensorContract
    broken = getattr(contract(), contract.numbers()[number])

    with pytest.raises((AssertionError, pytest.fail.Exception)):
        broken(rig_of(link))


@pytest.mark.parametrize("number", [number for number, _ in FAULTS])
def test_without_the_fault_the_rule_is_kept(
    rig_of: Callable[[type[Link]], EmulatorRig], number: str
) -> None:
    """So that it was the fault that was found."""
    contract = BarrierContract if number.startswith("BARRIER") else SensorContract
    getattr(contract(), contract.numbers()[number])(rig_of(Link))


def test_a_silent_turnstile_is_taken_for_gone(
    rig_of: Callable[[type[Link]], EmulatorRig], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cable pulled behind a switch closes no connection; silence tells."""
    monkeypatch.setattr("acme_turnstile.link.SILENT_FOR", 0.2)
    rig = rig_of(Link)
    rig.mute(on=True)
    with pytest.raises(Unavailable):
        rig.sensor.wait(5.0)  # type: ignore[union-attr]


def test_events_without_a_word_in_miz_are_left_out(
    rig_of: Callable[[type[Link]], EmulatorRig],
) -> None:
    """A device may say more than miz asks."""
    rig = rig_of(Link)
    rig.far_end._tell("HUMIDITY", "40")  # type: ignore[attr-defined]
    rig.walk(Direction.IN, force=True)

    assert Sensed(Movement.FORCED, Direction.IN) == rig.sensor.wait(2.0)  # type: ignore[union-attr]
