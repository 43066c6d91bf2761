"""A lane of OSDP devices by configuration: settings, secrets, and a visitor who walks in."""

from pathlib import Path
from typing import Any

import pytest

from miz import open_core
from miz.config import settings
from miz.domain.ids import LaneId
from miz.domain.places import Direction
from miz.errors import ConfigError
from miz.ports.gates import Movement
from miz_adapters.memory import ManualClock
from miz_apps.gate import Mode
from miz_apps.household import Household
from miz_contracts.gates.emulators.osdp import EmulatedTurnstile
from miz_contracts.gates.emulators.osdp.secure import DEFAULT_KEY
from miz_contracts.gates.emulators.osdp.turnstile import KEY
from miz_plugins.osdp import OsdpDevices
from tests.office import CONFIG, TestParts, furnish

LANE = LaneId("00000000000000000000000000000008")
WIRED = {"output_out": 1, "stop": 2, "input_in": 0, "input_out": 1, "fire": 2, "door": 4}


@pytest.fixture
def secret(tmp_path: Path) -> dict[str, str]:
    """The key in a file, as a site keeps it."""
    (tmp_path / "key").write_text(f"{KEY.hex(' ')}\n", "utf-8")
    return {"file": str(tmp_path / "key")}


def test_a_visitor_walks_in_through_an_osdp_gate(secret: dict[str, str]) -> None:
    """``[lanes.ID] provider = "osdp"`` reads a slip, opens one way and sees the entry (C1-09)."""
    turnstile, clock = EmulatedTurnstile(), ManualClock()
    lane = {"provider": "osdp", "port": turnstile.device.url, "key": secret, **WIRED}
    config = {**CONFIG, "clock": {"provider": "system"}, "lanes": {LANE: lane}}
    with open_core(config, plugins=[TestParts(clock)]) as core:
        office = furnish(core, clock)
        with Household(core, works=False) as house:
            assert office.until(lambda: [Mode.IDLE] == [one.mode for one in house.lanes])
            turnstile.present(office.slip().code)
            assert office.until(lambda: turnstile.is_free(Direction.IN))
            assert not turnstile.is_free(Direction.OUT)
            turnstile.walk(Direction.IN)

            assert office.until(lambda: 1 == core.monitor.counters(actor=office.actor).inside)
    turnstile.close()

    assert 1 == turnstile.releases


def read(secret: object, **more: Any) -> OsdpDevices:
    """The settings of a lane, as they are read from a table."""
    table = {"port": "/dev/ttyUSB0", "key": secret, **more}
    return settings(OsdpDevices, table, place="[lanes.l1]")


def test_settings_wire_what_they_name(secret: dict[str, str]) -> None:
    """Numbers of outputs and inputs; what is not named is not wired."""
    wiring = read(secret, pulse=0, active_low=[4], **WIRED).wiring()
    plain = read(secret).wiring()

    assert {4: Movement.DOOR_OPEN, 2: Movement.FIRE_ON} == wiring.alarms
    assert (None, frozenset({4}), 2) == (wiring.pulse, wiring.active_low, wiring.stop)
    assert ({Direction.IN: 0}, {}, {}) == (plain.outputs, plain.passages, plain.alarms)


def test_a_board_beside_the_reader_has_its_own_key(
    secret: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two devices on one line, each with its key; a missing one is told before the start."""
    monkeypatch.setenv("BOARD_KEY", KEY[::-1].hex())
    both = read(secret, board=5, board_key={"env": "BOARD_KEY"})
    with pytest.raises(ConfigError, match="32 hexadecimal digits"):
        read(secret, board=5)

    assert {0: KEY, 5: KEY[::-1]} == both.keys()


@pytest.mark.parametrize(
    ("key", "message"),
    [(DEFAULT_KEY.hex(), "known to everybody"), ("12345", "hexadecimal"), ("", "0")],
)
def test_a_key_that_protects_nothing_is_told_before_the_start(
    tmp_path: Path, key: str, message: str
) -> None:
    """`miz check` says so, and does not repeat the key."""
    (tmp_path / "key").write_text(key, "utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        read({"file": str(tmp_path / "key")})

    assert not key or key not in str(caught.value)


def test_a_key_in_the_open_is_refused() -> None:
    """A secret stands in the environment or in a file, never in the configuration."""
    with pytest.raises(ConfigError, match="is a secret"):
        read(KEY.hex())


def test_a_pulse_that_cannot_be_kept_is_told_before_the_start(secret: dict[str, str]) -> None:
    """Half a minute is more than an OSDP timer can be trusted with."""
    with pytest.raises(ConfigError, match="A pulse is"):
        read(secret, pulse=30.0)
