"""The rig that a bench file names."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from miz.errors import ConfigError
from miz_contracts.benches import Bench
from miz_contracts.rigs.clocks import BenchClock, WaitingClock
from miz_contracts.rigs.emulated import EmulatorRig
from miz_contracts.rigs.operators import OperatorRig

GROUP = "miz.rigs"


@contextmanager
def open_rig(bench: Bench, title: str = "A rule") -> Iterator[Any]:
    """A fresh rig for the rule of that title, put away afterwards."""
    options = {key: value for key, value in bench.rig.items() if key != "kind"}
    kind = bench.rig["kind"]
    clock = BenchClock() if kind == "emulator" else WaitingClock()
    with bench.opener(clock) as open_lane:
        if isinstance(clock, BenchClock):
            make = named(options.pop("far_end", None), key="far_end")
            rig: Any = EmulatorRig(make(clock=clock.monotonic, **options), open_lane, clock)
        elif kind == "operator":
            rig = OperatorRig(open_lane, bench.ask, clock, title=title, **_operator(options))
        else:
            rig = named(options.pop("make", None), key="make")(open_lane, clock, **options)
        try:
            yield rig
        finally:
            rig.close()


def named(name: object, *, key: str) -> Any:
    """What ``module:name`` names, or an entry point of the group miz.rigs."""
    if not isinstance(name, str):
        raise ConfigError(f'[rig] needs {key} = "module:name".', code="bench.rig")
    for entry in entry_points(group=GROUP, name=name):
        return entry.load()
    module, _, attribute = name.partition(":")
    try:
        return getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise ConfigError(
            f"[rig] {key} = {name!r} cannot be found ({error}); write module:name, or the name "
            f"of an entry point in {GROUP}.",
            code="bench.rig",
        ) from error


def _operator(options: Mapping[str, Any]) -> Mapping[str, Any]:
    unknown = options.keys() - {"cards", "window"}
    if unknown:
        raise ConfigError(
            f"[rig] of an operator takes cards and window, not {', '.join(sorted(unknown))}.",
            code="bench.rig",
        )
    return options
