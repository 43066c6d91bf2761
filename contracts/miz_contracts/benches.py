"""The bench file: one lane under test, without a line of code.

    [device]                 # what the report says of it
    vendor = "Acme"
    model = "T-100"
    serial = "0042"
    firmware = "2.1"

    [lane]                   # as a lane of miz.toml
    provider = "serial"
    reader = "/dev/ttyUSB0"
    board = "/dev/ttyUSB1"

    [rig]                    # whose hand is at the device
    kind = "operator"        # or "emulator" with far_end = "module:name", or "jig" with make = …

    [rules]
    reader = "text"          # or "card", or "plain" for a reader of another kind

    [[waivers]]
    rule = "BARRIER-006"
    reason = "The stop input of this model is not wired."
    expires = 2027-03-01

``[miz] plugins`` lists the vendor's plugin, as in ``miz.toml``.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import field, frozen

from miz.config import Config, parse, settings
from miz.errors import ConfigError
from miz.loading import load_plugins
from miz.plugin import CLOCK, LANE, Parts
from miz.ports.clocks import Clock
from miz.ports.gates import DeviceInfo, LaneDevices
from miz_contracts.conformance.waivers import Waiver, read_waivers

Ask = Callable[[str], str]
LANE_NAME = "bench"
TABLES = ("miz", "device", "lane", "rig", "rules", "waivers")
READERS = ("text", "card", "plain")


@frozen
class Device:
    """The table ``[device]``: what stands on the plate of what is tested."""

    vendor: str
    model: str
    serial: str
    firmware: str


@frozen
class Rules:
    """The table ``[rules]``: which contract a reader is to keep."""

    reader: str = "text"


@frozen
class Bench:
    """A bench file, read: opens the lane under test, and its rig."""

    device: DeviceInfo
    config: Config
    rig: Mapping[str, Any]
    reader: str
    waivers: Sequence[Waiver]
    ask: Ask = field(repr=False)

    @property
    def rig_name(self) -> str:
        """What the bench file calls its emulator or jig."""
        return str(self.rig.get("far_end") or self.rig.get("make") or "")

    @contextmanager
    def opener(self, clock: Clock) -> Iterator[Callable[..., LaneDevices]]:
        """A function that opens the lane, with some settings written over; closes all in the end.

        Only then are the devices of the lane built, by the provider that miz would take.
        """
        opened: list[LaneDevices] = []
        with TemporaryDirectory(prefix="miz-bench-") as data:
            parts = Parts(Path(data))
            parts.put(CLOCK, clock)
            _, registry = load_plugins(self.config)
            section = self.config.lanes[LANE_NAME]
            provider = registry.find(LANE, section.provider)

            def open_lane(**over: Any) -> LaneDevices:
                raw = {**section.raw, **over}
                chosen = settings(provider.settings, raw, place="[lane]")
                opened.append(provider.build(chosen, parts))
                return opened[-1]

            try:
                yield open_lane
            finally:
                for devices in opened:
                    devices.close()


def read_bench(path: Path, *, attended: bool, terminal: Ask) -> Bench:
    """The bench in a file; a ConfigError says what to write instead."""
    raw = _tables(path)
    device = settings(Device, raw["device"], place="[device]")
    rules = settings(Rules, raw.get("rules", {}), place="[rules]")
    if rules.reader not in READERS:
        raise ConfigError(f"[rules] reader is one of {', '.join(READERS)}.", code="bench.reader")
    rig = raw["rig"]
    if not isinstance(rig, dict) or rig.get("kind") not in {"emulator", "operator", "jig"}:
        raise ConfigError("[rig] kind is emulator, operator or jig.", code="bench.rig")
    if rig["kind"] == "operator" and not attended:
        raise ConfigError(
            "This bench asks a person at the device; add --miz-attended and stay there.",
            code="bench.unattended",
        )
    return Bench(
        device=DeviceInfo(device.vendor, device.model, device.serial, device.firmware),
        config=parse({"miz": raw.get("miz", {}), "lanes": {LANE_NAME: raw["lane"]}}),
        rig=rig,
        reader=rules.reader,
        waivers=read_waivers(raw.get("waivers", []), place=f"{path.name} [[waivers]]"),
        ask=terminal,
    )


def _tables(path: Path) -> Mapping[str, Any]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.", code="bench.file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no TOML: {error}.", code="bench.file") from error
    lacking = [name for name in ("device", "lane", "rig") if name not in raw]
    unknown = [name for name in raw if name not in TABLES]
    if lacking or unknown:
        raise ConfigError(
            f"{path} needs [device], [lane] and [rig], and may have [miz], [rules] and "
            f"[[waivers]]; look at {', '.join(lacking + unknown)}.",
            code="bench.file",
        )
    return raw
