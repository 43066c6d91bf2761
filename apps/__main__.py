"""The doorstep: `python3 apps demo` or `python3 apps test`, with nothing but Python on the machine.

It makes a private environment in this checkout, says each step in one line and hands over.
Standard library only, in words that Python 3.6 still reads: an old Python gets advice, not a
SyntaxError.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
PINNED = ("--require-hashes", "--no-deps", "--no-build-isolation", "-r")
OURS = ("--no-deps", "--no-build-isolation", "-r")
USAGE = """\
python3 apps demo                try miz here, with demo data and a simulated gate
python3 apps test [pytest args]  check the house and run every test; with arguments, tests only
python3 apps COMMAND ...         any other command of miz; `python3 apps --help` lists them"""
INSTALL_FAILED = """\
Installing failed; the lines above say where. The first run needs a package index, later runs do
not. Without a connection, point pip at a mirror (PIP_INDEX_URL) or at a folder of wheels
(PIP_NO_INDEX=1 with PIP_FIND_LINKS), then run the same line again."""


def main(*words: str) -> None:
    """Prepare what the first word needs, then become that program."""
    if not words:
        sys.exit(USAGE)
    check_python()
    if words[0] == "test":
        # The door holds tox alone, so that what runs at a desk stays free of test tools.
        door, only = HOUSE / ".tox" / "door", ("-e", "tests", "--") if words[1:] else ()
        furnish(door, "tox.txt")
        become(door, "tox", "run", "-c", str(HOUSE / "tox.ini"), *only, *words[1:])
    furnish(HOUSE / ".venv", "run.txt", "workspace.txt")
    become(HOUSE / ".venv", "miz", *words)


def check_python() -> None:
    """Stop with the next step where this Python cannot make a private environment."""
    if sys.version_info < (3, 11):
        found = "{}.{}".format(*sys.version_info)
        sys.exit(f"miz needs Python 3.11 or newer, and this is {found}; try: python3.11 apps demo")
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        advice = "as root, apt-get install python3-venv; then run the same line again."
        sys.exit(f"This Python lacks its venv module, which Debian packs apart: {advice}")


def furnish(room: Path, pins: str, workspace: str = "") -> None:
    """Make the environment `room` hold what is pinned, and our own packages, unless it does."""
    stamp, recipe = room / "furnished", fingerprint(room, pins, workspace)
    if stamp.is_file() and stamp.read_text() == recipe:
        return
    say(f"making a private environment in {room.relative_to(HOUSE)}")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(room)]):
        sys.exit(f"Making it failed. Is {HOUSE} writable, and is there room on its disk?")
    say("installing what constraints/ pins (once, about a minute)")
    if not pip(room, *PINNED, f"constraints/{pins}"):
        sys.exit(INSTALL_FAILED)
    if workspace:
        quicken(room)
        say("installing miz itself from this folder")
        if not pip(room, *OURS, workspace):
            sys.exit(INSTALL_FAILED)
    stamp.write_text(recipe)


def quicken(room: Path) -> None:
    """Compile the fast HTTP parser where that is possible; gunicorn also parses in Python."""
    if shutil.which("cc") and Path(sysconfig.get_path("include"), "Python.h").is_file():
        say("compiling the fast HTTP parser")
        if not pip(room, *PINNED, "constraints/fast.txt"):
            say("that failed and does no harm: gunicorn parses in Python instead")


def fingerprint(room: Path, pins: str, workspace: str) -> str:
    """Return a digest of all that decides what stands in `room`, this Python and place included."""
    files = [HOUSE / "constraints" / pins]
    if workspace:
        files += [HOUSE / "constraints" / "fast.txt", HOUSE / workspace]
        files += sorted([HOUSE / "pyproject.toml", *HOUSE.glob("*/pyproject.toml")])
    parts = [sys.version, str(room), *(file.read_text("utf-8") for file in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def pip(room: Path, *words: str) -> bool:
    """Install quietly into `room` and tell whether that went well."""
    python = str(room / "bin" / "python")
    return not subprocess.call([python, "-I", "-m", "pip", "-qq", "install", *words], cwd=HOUSE)


def say(step: str) -> None:
    """Tell the person at the terminal what is happening now."""
    print(f"miz: {step}", flush=True)


def become(room: Path, program: str, *words: str) -> None:
    """Replace this process by a program of `room`, so that signals and exit codes are its own."""
    path = str(room / "bin" / program)
    os.execv(path, [path, *words])


if __name__ == "__main__":
    main(*sys.argv[1:])
