"""Opening the core that the command line names."""

import argparse
from pathlib import Path

from attrs import evolve

from miz import Core, open_core
from miz.config import Config, Section
from miz_apps.household import Household

EMBEDDED = frozenset({"sqlite", "memory"})


def opened(chosen: argparse.Namespace) -> Core:
    """The core of ``--config`` and ``--plugins-dir``."""
    return open_core(chosen.config, plugins_dir=chosen.plugins_dir)


def is_embedded(config: Config) -> bool:
    """Whether one process owns the database, so that worker and lanes must live with it."""
    return config.section("storage", "sqlite").provider in EMBEDDED


def household(config: Config, plugins_dir: Path | None) -> Household:
    """A web process: alone on a server database, with everything on an embedded one."""
    together = is_embedded(config)
    core = open_core(config, plugins_dir=plugins_dir)
    return Household(core, works=together, keeps_lanes=together)


def standing_alone(config: Config) -> Config:
    """The configuration of a gate's machine: its clock follows the server unless told otherwise."""
    steady = {"clock": Section("[clock]", "steady")}
    return evolve(config, sections={**steady, **config.sections})
