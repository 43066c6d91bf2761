"""The door without code: a bench file, an emulator, a jig, or a person who reads prompts."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from miz.domain.places import Direction
from miz.errors import ConfigError
from miz.ports.gates import LaneDevices
from miz_adapters.serial import SerialReader
from miz_adapters.serial.numato import numato_board
from miz_adapters.simulator.far_ends import SerialFarEnd
from miz_adapters.simulator.gate import WIRING
from miz_apps.cli import main
from miz_contracts.benches import read_bench
from miz_contracts.rigs import BenchClock, EmulatorRig, OperatorRig, WaitingClock, open_rig
from miz_contracts.rigs.choosing import named

HOUSE = Path(__file__).parents[2]
BENCH = HOUSE / "contracts/examples/benches/serial-emulated.toml"
DEVICE = '[device]\nvendor = "Acme"\nmodel = "T"\nserial = "1"\nfirmware = "2"\n'
LANE = '[lane]\nprovider = "serial"\nreader = "{reader}"\nboard = "{board}"\nfire = 2\nstop = 2\n'
EMULATOR = '[rig]\nkind = "emulator"\nfar_end = "miz_adapters.simulator.far_ends:SerialFarEnd"\n'
OPERATOR = '[rig]\nkind = "operator"\n'


def unasked(prompt: str) -> str:
    """Nobody is there to be asked."""
    raise AssertionError(prompt)


def bench_file(folder: Path, *parts: str) -> Path:
    """A bench file of these parts."""
    file = folder / "bench.toml"
    file.write_text("".join(parts), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ([], r"\[device\], \[lane\]"),
        ([DEVICE, LANE, EMULATOR, "[extra]\n"], "extra"),
        (["[device"], "no TOML"),
        (['[device]\nvendor = "A"\n', LANE, EMULATOR], "model"),
        ([DEVICE, LANE, '[rig]\nkind = "robot"\n'], "emulator, operator or jig"),
        ([DEVICE, LANE, OPERATOR], "--miz-attended"),
        ([DEVICE, LANE, EMULATOR, '[rules]\nreader = "braille"\n'], "text, card, plain"),
        ([DEVICE, '[lane]\nreader = "x"\n', EMULATOR], "provider"),
        ([DEVICE, LANE, EMULATOR, '[[waivers]]\nrule = "READER-001"\n'], "reason"),
    ],
)
def test_a_wrong_bench_file_says_what_to_write(tmp_path: Path, parts: list[str], says: str) -> None:
    """Whoever has a device and no code is told the key and its place."""
    with pytest.raises(ConfigError, match=says):
        read_bench(bench_file(tmp_path, *parts), attended=False, terminal=unasked)


def test_a_bench_file_that_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both doors say so."""
    with pytest.raises(ConfigError, match="cannot be read"):
        read_bench(tmp_path / "none.toml", attended=False, terminal=unasked)

    assert 1 == main(["conform", str(tmp_path / "none.toml")])
    assert "none.toml" in capsys.readouterr().err


@pytest.mark.parametrize("name", [None, "nowhere:Far", "json:Far", "json", ":"])
def test_a_rig_that_is_not_found_is_named(name: str | None) -> None:
    """A mistake in the bench file is no stack of Python's."""
    with pytest.raises(ConfigError, match="rig"):
        named(name, key="far_end")


def test_the_bench_of_our_own_lane_conforms(tmp_path: Path) -> None:
    """`miz conform` with one file: every rule for a lane, and a report to send (ARC-09)."""
    report = tmp_path / "report"
    code = main(["conform", str(BENCH), "--report", str(report)])
    told = json.loads((report / "conformance.json").read_text("utf-8"))

    assert (0, "conforms", 0) == (code, told["verdict"], told["counts"]["not run"])
    assert {"kind": "emulator", "name": "miz_adapters.simulator.far_ends:SerialFarEnd"} == told[
        "rig"
    ]
    assert {"READER", "BARRIER", "SENSOR"} == {one["rule"].split("-")[0] for one in told["rules"]}


def test_a_bench_that_does_not_conform_fails(tmp_path: Path) -> None:
    """The exit code tells a script what the page tells a person."""
    waiver = (
        '[[waivers]]\nrule = "BARRIER-001"\nreason = "No reason at all."\nexpires = 2999-01-01\n'
    )
    file = bench_file(tmp_path, DEVICE, LANE, EMULATOR, waiver)
    report = tmp_path / "report"
    code = main(["conform", str(file), "--report", str(report), "--only", "locked_at"])
    told = json.loads((report / "conformance.json").read_text("utf-8"))

    assert (1, "does not conform") == (code, told["verdict"])


class Jig(EmulatorRig):
    """A vendor's jig: it stands for its device, and says so by what it takes."""

    def __init__(
        self, open_lane: Callable[..., LaneDevices], clock: WaitingClock, *, port: str
    ) -> None:
        assert isinstance(clock, WaitingClock)
        assert "here" == port
        own = BenchClock()
        super().__init__(SerialFarEnd(clock=own.monotonic), open_lane, own)


def test_a_jig_of_the_vendors_is_a_rig(tmp_path: Path) -> None:
    """Named in the bench file, with settings of its own, on the real clock."""
    rig = '[rig]\nkind = "jig"\nmake = "tests.contracts.test_bench:Jig"\nport = "here"\n'
    bench = read_bench(bench_file(tmp_path, DEVICE, LANE, rig), attended=False, terminal=unasked)
    with open_rig(bench) as jig:
        jig.barrier.release(Direction.IN, within=5.0)

        assert 1 == jig.releases


# A person at the device


@define
class Person:
    """Reads prompts and does what they say at an emulator; knows nothing of rules."""

    hands: SerialFarEnd
    clock: BenchClock
    asked: list[str] = field(factory=list)
    before: int = 0

    def answer(self, prompt: str) -> str:
        """Does what is asked, and answers."""
        self.asked.append(prompt)
        hands = self.hands
        if found := re.search(r"Hold card \d \((\w+)\)", prompt):
            hands.present(found[1])
        elif found := re.search(r"(Walk|Get) through, .*?(in|out)wards", prompt):
            hands.walk(Direction(found[2]), force=found[1] == "Get")
        elif found := re.search(r"Push the arm gently, (in|out)wards", prompt):
            return "y" if hands.is_free(Direction(found[1])) else "n"
        elif "Pull the cable" in prompt:
            hands.unplug()
        elif "Put the cable back" in prompt:
            hands.replug()
        elif "How often did it unlock" in prompt:
            return str(hands.releases - self.before)
        elif "begins." in prompt:  # waits until the turnstile is locked again
            self.clock.advance(hands.window)
            self.before = hands.releases
        elif found := re.search(r"fire panel's contact (on|off)", prompt):
            hands.fire(found[1] == "on")
        else:
            return "s"
        return ""


def attend(file: Path, person: Person, *words: str) -> tuple[int, str]:
    """Runs `miz conform` on a terminal, with the person before it; its exit code and words."""
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the child becomes the command
        command = [sys.executable, "-m", "miz_apps.cli", "conform", str(file), *words]
        lab = {key: value for key, value in os.environ.items() if key != "MIZ_NO_SKIP"}
        os.execve(sys.executable, command, {**lab, "COLUMNS": "200"})
    said, done = "", 0
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:  # the child closed its end
            break
        if not data:
            break
        said += data.decode("utf-8", "replace")
        last = said[done:].splitlines()[-1] if said[done:] else ""
        if re.search(r"^  .*(\[Enter\]|\(y/n\)|\(a number\)|n nothing\)) $", last):
            done = len(said)
            os.write(terminal, f"{person.answer(last)}\n".encode())
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), said


RULES_BY_HAND = "one_read or direction_only or one_person or pulled_cable or forced_passage or fire"


def test_a_person_can_be_the_rig(tmp_path: Path) -> None:
    """Prompts on the terminal, answers by Enter, y and n; what a hand cannot do is not run.

    The device is an emulator in this process; between it and the rules stand the real adapter
    and somebody who only reads prompts.
    """
    clock = BenchClock()
    hands = SerialFarEnd(clock=clock.monotonic)
    urls = {key: hands.settings[key] for key in ("reader", "board")}
    file = bench_file(tmp_path, DEVICE, LANE.format(**urls), OPERATOR)
    report, person = tmp_path / "report", Person(hands, clock)
    words = ("--attended", "--report", str(report), "--only", RULES_BY_HAND)
    try:
        code, said = attend(file, person, *words)
    finally:
        hands.close()
    told = json.loads((report / "conformance.json").read_text("utf-8"))
    kept = {one["rule"] for one in told["rules"] if one["outcome"] == "kept"}
    tried = {one["rule"]: one["details"] for one in told["rules"] if one["cases"]}
    broken = {one["rule"]: one["details"] for one in told["rules"] if one["outcome"] == "broken"}

    assert {} == broken, said
    assert {"READER-001", "BARRIER-003", "SENSOR-004", "SENSOR-009"} <= kept, said
    assert "a person cannot put bytes on the line" in str(tried["READER-004"])
    assert (1, "incomplete") == (code, told["verdict"])


@pytest.mark.parametrize(
    ("answers", "asks"), [(["maybe", "Y"], 2), (["y"], 1), (["", "x", "n"], 3)]
)
def test_a_slip_of_the_finger_is_asked_again(answers: list[str], asks: int) -> None:
    """Only an answer that was offered counts."""
    given = iter(["", *answers])
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return next(given)

    hands = SerialFarEnd(clock=BenchClock().monotonic)
    rig = OperatorRig(lambda: lane_of(**hands.settings), ask, WaitingClock())
    free = rig.is_free(Direction.IN)
    rig.close()
    hands.close()
    asked.pop(0)

    assert (answers[-1].lower() == "y", asks) == (free, len(asked))


def lane_of(**settings: Any) -> LaneDevices:
    """The serial lane without its plugin."""
    board = numato_board(settings["board"], wiring=WIRING)
    return LaneDevices(SerialReader(settings["reader"]), board.barrier, board.sensor)


def test_nobody_at_the_terminal_is_said(tmp_path: Path) -> None:
    """An attended bench in a script ends with a word on why, not with a hanging process."""
    hands = SerialFarEnd(clock=BenchClock().monotonic)
    settings: Mapping[str, object] = hands.settings
    lane = LANE.format(reader=settings["reader"], board=settings["board"])
    file = bench_file(tmp_path, DEVICE, lane, OPERATOR)
    words = ["conform", str(file), "--attended", "--report", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "miz_apps.cli", *words, "--only", "one_read"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    hands.close()

    assert 0 != done.returncode
    assert "Nobody answers" in done.stdout + done.stderr
