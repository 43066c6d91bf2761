import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from miz import IN_MEMORY, open_core
from miz.domain.access import Facts
from miz.domain.ids import SiteId

HOUSE = Path(__file__).resolve().parent.parent
TEXT = (HOUSE / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def test_exactly_two_lines_set_up() -> None:
    """One line runs the main job, one passes all tests, and there is no third."""

    assert ["python3 apps demo\n", "python3 apps test\n"] == blocks("sh")


def test_the_library_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The example prints what its comments say, and leaves nothing behind."""
    code = blocks("python")[0]
    exec(compile(code, "README.md", "exec"), {"__name__": "example"})
    said = [line.split("#")[1].strip() for line in code.splitlines() if "print(" in line]

    assert said == capsys.readouterr().out.splitlines()


def test_the_plugin_example_is_the_one_in_the_examples(tmp_path: Path) -> None:
    """The plugin in the README is taken from a folder and may forbid at lunch."""
    (tmp_path / "lunch_break.py").write_text(blocks("python")[1], encoding="utf-8")
    noon, ten = (datetime(2026, 1, 3, hour, tzinfo=UTC) for hour in (9, 6))
    for folder in (tmp_path, HOUSE / "contracts/examples/one-file"):
        with open_core(IN_MEMORY, plugins_dir=folder) as core:
            (rule,) = core.gatehouse.rules()

            assert "lunch break" == rule(Facts(at=noon, site=SiteId("s")))
            assert rule(Facts(at=ten, site=SiteId("s"))) is None


def test_every_folder_it_names_is_there() -> None:
    """The README leads nowhere that does not exist."""
    links = re.findall(r"\]\(([^)#:]+)\)", TEXT)

    assert [] == [link for link in links if not (HOUSE / link).exists()]
