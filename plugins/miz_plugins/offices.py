"""What an office has around it: public holidays, and a letter system that takes files."""

from pathlib import Path

from attrs import frozen

from miz import hookimpl
from miz.plugin import AUTOMATION, HOLIDAYS, NoSettings, Parts, Registry
from miz.ports.automation import OfficeAutomation
from miz.ports.holidays import Holidays


@frozen
class Letters:
    """A folder below the data folder, or anywhere the letter system may reach."""

    path: Path = Path("letters")


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers these providers."""
    registry.provide(
        HOLIDAYS, "iran", settings=NoSettings, build=_iran, summary="Iran's public holidays"
    )
    registry.provide(HOLIDAYS, "none", settings=NoSettings, build=_none, summary="no holidays")
    registry.provide(
        AUTOMATION, "folder", settings=Letters, build=_folder, summary="letters as folders"
    )


def _iran(_: NoSettings, __: Parts) -> Holidays:
    from miz_adapters.holidays import IranHolidays

    return IranHolidays()


def _none(_: NoSettings, __: Parts) -> Holidays:
    from miz_adapters.holidays import NoHolidays

    return NoHolidays()


def _folder(settings: Letters, parts: Parts) -> OfficeAutomation:
    from miz_adapters.letters import FolderAutomation

    # The folder is made with the first letter: an office without letters leaves none behind.
    return FolderAutomation(parts.data / settings.path)
