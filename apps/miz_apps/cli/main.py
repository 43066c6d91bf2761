"""Reads the command line, runs the command, turns errors into advice."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import miz
from miz.errors import ConfigError, MizError
from miz_apps.cli import checks, demo, processes, setup, vendors

DESCRIPTION = """\
miz: visitor management, service desk and gate control for public offices.

First steps
  miz demo                 see everything at once: a sample office in your browser, no hardware
  miz init                 set up a real office here: a miz.toml, a site, an administrator
  miz serve                run it
"""
EPILOG = """\
Configuration is read from miz.toml in this folder, or from --config. `miz check` says what is
wrong with it. Every command has its own --help.
Exit codes: 0 good, 1 something failed (the line on the error stream says what to do), 2 wrong
words on the command line.
"""


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command; the exit code."""
    parser = _parser()
    chosen = parser.parse_args(words)
    if chosen.run is None:
        parser.print_help()
        return 0
    try:
        return int(chosen.run(chosen) or 0)
    except ConfigError as error:
        checking = chosen.command == "check"
        return _say(error, "" if checking else "Afterwards `miz check` tells whether it is right.")
    except MizError as error:
        return _say(error, "")
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="miz",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"miz {miz.__version__}")
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="the configuration (default: ./miz.toml)"
    )
    parser.add_argument(
        "--plugins-dir", type=Path, metavar="DIR", help="a folder of one-file plugins"
    )
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for module in (demo, setup, processes, checks, vendors):
        module.add(commands)
    return parser


def _say(error: MizError, advice: str) -> int:
    print(f"miz: {error}", file=sys.stderr)
    if advice:
        print(advice, file=sys.stderr)
    return 1
