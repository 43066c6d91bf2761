"""The parts of the service desk by their names in `miz.toml`."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from miz import IN_MEMORY, open_core
from miz.errors import ConfigError, Unavailable
from miz.plugin import ANTIVIRUS, AUTOMATION, HOLIDAYS, PAPERS
from miz_adapters.antivirus import ClamdAntivirus, NoAntivirus
from miz_adapters.holidays import IranHolidays
from miz_adapters.letters import FolderAutomation
from miz_adapters.papers.guard import PikepdfPapers
from miz_contracts.automation import LETTER


def test_every_office_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a word in the file; and nothing is left on the disk by an office in memory."""
    monkeypatch.chdir(tmp_path)
    with open_core(IN_MEMORY) as core:
        parts = core.parts

        assert isinstance(parts[PAPERS], PikepdfPapers)
        assert isinstance(parts[ANTIVIRUS], NoAntivirus)
        assert isinstance(parts[HOLIDAYS], IranHolidays)
        assert isinstance(parts[AUTOMATION], FolderAutomation)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, Path("/run/clamav/clamd.ctl")),
        ({"socket": "/tmp/clamd"}, Path("/tmp/clamd")),
        ({"host": "scanner"}, ("scanner", 3310)),
        ({"host": "127.0.0.1", "port": 9}, ("127.0.0.1", 9)),
    ],
)
def test_a_scanner_is_named_by_socket_or_host(
    settings: dict[str, Any], address: Path | tuple[str, int]
) -> None:
    """The office opens also while the scanner is away; an upload then waits."""
    section = {"provider": "clamd", **settings}
    with open_core({**IN_MEMORY, "antivirus": section}) as core:
        assert ClamdAntivirus(address) == core.parts[ANTIVIRUS]


def test_a_scanner_that_is_away_is_told(tmp_path: Path) -> None:
    """By the part, when it is asked."""
    section = {"provider": "clamd", "socket": str(tmp_path / "none")}
    with (
        open_core({**IN_MEMORY, "antivirus": section}) as core,
        pytest.raises(Unavailable, match="scanner"),
    ):
        core.parts[ANTIVIRUS].scan(b"x")


def test_an_office_may_have_no_holidays() -> None:
    """It then writes its closed days itself (directive 3.8)."""
    with open_core({**IN_MEMORY, "holidays": {"provider": "none"}}) as core:
        assert {} == core.parts[HOLIDAYS].between(date(2025, 3, 21), date(2025, 3, 24))


@pytest.mark.parametrize("where", ["letters", "drop/letters", "/"])
def test_letters_lie_below_the_data_folder_or_anywhere(tmp_path: Path, where: str) -> None:
    """A path from the root is for a letter system that may not look into the data folder."""
    path = str(tmp_path / "elsewhere") if where == "/" else where
    given = {"miz": {"data": str(tmp_path / "data")}, "automation": {"provider": "folder"}}
    given["automation"]["path"] = path
    with open_core({**IN_MEMORY, **given}) as core:
        reference = core.parts[AUTOMATION].send(LETTER)

    assert (tmp_path / "data" / path / "out" / reference / "letter.json").exists()


@pytest.mark.parametrize("section", ["papers", "antivirus", "holidays", "automation"])
def test_a_misspelt_provider_is_named(section: str) -> None:
    """With the nearest name or all of them."""
    with pytest.raises(ConfigError, match=f"No plugin provides {section} 'pikepfd'"):
        open_core({**IN_MEMORY, section: {"provider": "pikepfd"}})
