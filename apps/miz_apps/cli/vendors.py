"""Commands for makers of gates: plugin new, conform."""

import argparse
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from miz.errors import ConfigError
from miz_apps.scaffold import KINDS, render, vendor

Commands = Any
RENDERED = """\
{count} files are in {folder}. It works as it is, against its own emulator:

  cd {folder}
  pip install --no-deps --no-build-isolation -e .
  pytest
  miz conform bench.toml --report out

README.md there says what to change for your device, and in which order."""


def add(commands: Commands) -> None:
    """Adds the commands."""
    plugin = commands.add_parser(
        "plugin",
        help="make a plugin for a device of your own",
        description="For vendors: `miz plugin new acme --kind gate` renders a distribution with "
        "an adapter, an emulator and the tests that prove it.",
    )
    plugin.set_defaults(run=lambda _: plugin.print_help())
    ways = plugin.add_subparsers(title="what to do", metavar="WHAT", dest="what")
    new = ways.add_parser("new", help="render a distribution that works as it is")
    new.add_argument("name", help="whose device it is, in small letters: acme")
    new.add_argument("--kind", choices=sorted(KINDS), required=True, help="what it is")
    new.add_argument(
        "--into", type=Path, metavar="DIR", help="the folder (default: its name, here)"
    )
    new.set_defaults(run=_new)
    conform = commands.add_parser(
        "conform",
        help="try every rule for gates on the lane of a bench file",
        description="Runs the contracts of miz-contracts on the lane, the device and the rig that "
        "a bench file names, and writes conformance.html and conformance.json. The exit code is 0 "
        "when the device conforms.",
    )
    conform.add_argument("bench", type=Path, metavar="BENCH.TOML", help="the bench file")
    conform.add_argument(
        "--report", type=Path, default=Path("conformance"), metavar="DIR", help="%(default)s"
    )
    conform.add_argument(
        "--attended", action="store_true", help="a person stands at the device and answers"
    )
    conform.add_argument(
        "--language", choices=("fa", "en"), default="fa", help="of the page (%(default)s)"
    )
    conform.add_argument(
        "--only", default="", metavar="WORDS", help="only rules whose names have these words"
    )
    conform.set_defaults(run=_conform)


def _new(chosen: argparse.Namespace) -> int:
    one = vendor(chosen.name, chosen.kind)
    folder = chosen.into or Path(one.distribution)
    written = render(one, folder)
    print(RENDERED.format(count=len(written), folder=folder))
    return 0


def _conform(chosen: argparse.Namespace) -> int:
    if find_spec("miz_contracts") is None:
        raise ConfigError("The rules are in miz-contracts; install it.", code="conform.missing")
    if not chosen.bench.is_file():
        raise ConfigError(f"There is no bench file {chosen.bench}.", code="conform.bench")
    words = [
        *("--pyargs", "miz_contracts.bench", "-p", "miz_contracts.plugin", "-q"),
        *("--miz-bench", str(chosen.bench), "--miz-report", str(chosen.report)),
        *("--miz-language", chosen.language),
        # The folder's own settings of pytest, if any, have no say in a conformance run.
        *("-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(Path.cwd())),
    ]
    words += ["--miz-attended"] if chosen.attended else []
    words += ["-k", chosen.only] if chosen.only else []
    return subprocess.run([sys.executable, "-m", "pytest", *words], check=False).returncode
