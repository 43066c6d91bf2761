"""The guide for vendors, walked in a fresh environment, word by word."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
GUIDE = (HOUSE / "docs" / "vendors.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^## (\d)\. .*?^```sh\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
# What a fresh environment must not see of ours.
OURS = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTEST_ADDOPTS")
Property = Callable[[str, object], None]


def walk(commands: str, folder: Path) -> str:
    """What a shell says to the commands of one step; a failing one ends the walk."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=folder,
        env={key: value for key, value in os.environ.items() if key not in OURS},
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


def test_the_guide_has_its_steps() -> None:
    """Three steps have commands; the others need a device."""

    assert ["1", "2", "3"] == [number for number, _ in STEPS]


@pytest.mark.timeout(1200)
def test_the_guide_leads_to_a_green_report(tmp_path: Path, record_property: Property) -> None:
    """From nothing to a report by the written steps only, with wheels as they are sold (ARC-09).

    Third parties come from constraints/ by hash; where from is the machine's own pip setting.
    """
    (tmp_path / "miz").symlink_to(HOUSE)
    took = {}
    for number, commands in STEPS:
        began = time.monotonic()
        walk(commands, tmp_path)
        took[number] = round(time.monotonic() - began, 1)
        record_property(f"seconds of step {number}", took[number])
    told = json.loads((tmp_path / "report/conformance.json").read_text("utf-8"))
    versions = walk("env/bin/python -m pip list --format=freeze", tmp_path)
    print(f"seconds by step: {took}")

    assert ("conforms", 0) == (told["verdict"], told["counts"]["broken"])
    assert {"vendor": "Acme", "model": "T-100", "serial": "0001", "firmware": "2.4"} == told[
        "device"
    ]
    assert "acme-turnstile==0.1.0" in versions.splitlines()


def test_the_samples_wheel_holds_its_package_only(tmp_path: Path) -> None:
    """What is sold is the package and its licence; tests and the bench stay in the source."""
    source = HOUSE / "contracts/examples/acme-turnstile"
    walk(
        f"{sys.executable} -m pip wheel -qq --no-deps --no-build-isolation -w . {source}", tmp_path
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = walk(f"{sys.executable} -m zipfile -l {wheel}", tmp_path)

    assert "acme_turnstile/link.py" in names
    assert "LICENSE" in names
    assert not {"bench.toml", "tests/"} & set(re.findall(r"bench\.toml|tests/", names))
