"""A vendor's own run: options, waivers, verdict and report (see tests/contracts/toys.py)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.toys import run_toy

WAIVER = 'waivers = (Waiver("{}", reason="{}", expires=date({})),)'
REASON = "The firmware repeats a card by itself."


def report_in(folder: Path) -> dict[str, object]:
    """What conformance.json says."""
    told: dict[str, object] = json.loads((folder / "out/conformance.json").read_text("utf-8"))
    return told


def test_a_good_device_conforms_and_says_so(tmp_path: Path) -> None:
    """A vendor subclasses, gives one fixture, and has a report; the device names itself."""
    run = run_toy(tmp_path, "--miz-report", "out")
    told = report_in(tmp_path)
    rules = {one["rule"]: one for one in told["rules"]}  # type: ignore[attr-defined]

    assert (0, True) == (run.code, "verdict: conforms" in run.said), run.said
    assert {"vendor": "Toys & <Sons>", "model": "T-1", "serial": "0007", "firmware": "1.0"} == told[
        "device"
    ]
    assert "kept" == rules["READER-001"]["outcome"]
    assert "not applicable" == rules["READER-020"]["outcome"]
    assert ["the device does not declare CUES"] == rules["READER-020"]["details"]


def test_a_broken_rule_is_found_and_told(tmp_path: Path) -> None:
    """The report says what was seen and what to look at; the run is red."""
    run = run_toy(tmp_path, "--miz-report", "out", faults="repeat=0.0")
    page = (tmp_path / "out/conformance.html").read_text("utf-8")
    told = report_in(tmp_path)

    assert (1, "does not conform") == (run.code, told["verdict"])
    assert "Measure the two seconds from the last time the card was heard." in page


def test_a_waived_rule_is_told_with_its_reason(tmp_path: Path) -> None:
    """The run is green, and the buyer reads the reason and its last day."""
    body = WAIVER.format("READER-010", REASON, "2999, 1, 1")
    run = run_toy(tmp_path, "--miz-report", "out", faults="repeat=0.0", body=body)
    page = (tmp_path / "out/conformance.html").read_text("utf-8")

    assert 0 == run.code, run.said
    assert "conforms with waivers" == report_in(tmp_path)["verdict"]
    assert REASON in page
    assert "2999-01-01" in page


@pytest.mark.parametrize(
    ("rule", "expires", "faults", "says"),
    [
        ("READER-010", "2020, 1, 1", "repeat=0.0", "expired on 2020-01-01"),
        ("READER-010", "2999, 1, 1", "", "READER-010 has a waiver, but it is kept"),
        ("READER-020", "2999, 1, 1", "", "READER-020 has a waiver, but it is not applicable"),
        ("READER-999", "2999, 1, 1", "", "READER-999, which is no rule of this run"),
    ],
)
def test_a_waiver_that_does_not_hold_fails(
    tmp_path: Path, rule: str, expires: str, *, faults: str, says: str
) -> None:
    """Also in a plain run, without any option."""
    run = run_toy(tmp_path, faults=faults, body=WAIVER.format(rule, REASON, expires))

    assert 0 != run.code
    assert says in run.said


@pytest.mark.parametrize("way", ["-k one_read", "--deselect test_toy.py::TestToy"])
def test_what_was_not_tried_is_incomplete(tmp_path: Path, way: str) -> None:
    """Leaving rules out on the command line makes no conforming device."""
    run_toy(tmp_path, "--miz-report", "out", *way.split(" "))

    assert "incomplete" == report_in(tmp_path)["verdict"]


def test_a_skipped_rule_is_not_run(tmp_path: Path) -> None:
    """A mark on the class skips rules; the report is incomplete and says why."""
    body = 'pytestmark = pytest.mark.skip(reason="no time")'
    run_toy(tmp_path, "--miz-report", "out", body=body)
    told = report_in(tmp_path)

    assert "incomplete" == told["verdict"]
    assert "no time" in json.dumps(told)


def test_a_rig_that_fails_proves_nothing(tmp_path: Path) -> None:
    """A rig that cannot be set up says nothing about the device."""
    run = run_toy(tmp_path, "--miz-report", "out", faults="nonsense=1")

    assert (1, "incomplete") == (run.code, report_in(tmp_path)["verdict"])


def test_an_overridden_rule_stops_the_run(tmp_path: Path) -> None:
    """A weaker test of the same name is refused before anything runs."""
    run = run_toy(tmp_path, body="def test_a_card_is_one_read(self, rig): pass")

    assert 0 != run.code
    assert "needs a waiver with a reason" in run.said


def test_everything_on_the_page_is_escaped(tmp_path: Path) -> None:
    """What a device or a waiver says is text on the page, never markup; nothing is loaded."""
    reason = "<script>alert(1)</script> & so on"
    body = WAIVER.format("READER-010", reason, "2999, 1, 1")
    run_toy(tmp_path, "--miz-report", "out", faults="repeat=0.0", body=body)
    page = (tmp_path / "out/conformance.html").read_text("utf-8")

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on" in page
    assert "Toys &amp; &lt;Sons&gt;" in page
    assert "<script" not in page
    assert not any(word in page for word in ("src=", "href=", "url(", "@import"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fa", ['lang="fa" dir="rtl"', "سازگار است", "هر کارت یک بار خوانده می‌شود"]),
        ("en", ['lang="en" dir="ltr"', "Conforms", "A card is one read"]),
    ],
)
def test_the_page_speaks_the_buyers_language(
    tmp_path: Path, language: str, words: list[str]
) -> None:
    """Persian unless English is asked for, from right to left."""
    extra = [] if language == "fa" else ["--miz-language", language]
    run_toy(tmp_path, "--miz-report", "out", *extra)
    page = (tmp_path / "out/conformance.html").read_text("utf-8")

    assert [] == [word for word in words if word not in page]


def test_the_plugin_slows_nobody(tmp_path: Path) -> None:
    """A run without contracts imports one small module of ours, and nothing of miz."""
    (tmp_path / "test_other.py").write_text(
        "import sys\n"
        "def test_other():\n"
        "    ours = [n for n in sys.modules if n.split('.')[0] in ('miz', 'miz_contracts')]\n"
        "    assert ['miz_contracts', 'miz_contracts.plugin'] == sorted(ours)\n",
        encoding="utf-8",
    )
    words = ["-p", "miz_contracts.plugin", "-p", "no:cacheprovider", "-c", "/dev/null", "-q"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "--rootdir", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stdout
