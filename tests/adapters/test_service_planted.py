"""The contracts of papers, scanner, holidays and letters find faults that were planted."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from _pytest.outcomes import Failed
from attrs import evolve

from miz.domain.values import Text
from miz.errors import NotFound, PoorSample, Unavailable
from miz.ports.antivirus import Antivirus, Scan
from miz.ports.automation import Letter, OfficeAutomation, Progress
from miz.ports.holidays import Holiday, Holidays
from miz.ports.papers import CleanPaper, Papers
from miz_adapters.antivirus import NoAntivirus
from miz_adapters.holidays import IranHolidays
from miz_adapters.letters import FolderAutomation
from miz_contracts.antivirus import EICAR, AntivirusContract
from miz_contracts.automation import AutomationContract
from miz_contracts.holidays import HolidaysContract
from miz_contracts.papers import HARMFUL, PapersContract


def fails(contract: object, rule: str, **given: object) -> None:
    """Runs one rule of a contract by itself; it must find the fault."""
    with pytest.raises((AssertionError, Failed)):
        getattr(contract, rule)(**given)


class Copies(Papers):
    """Looks for nothing and keeps everything."""

    def clean(self, data: bytes) -> CleanPaper:
        """As it came."""
        return CleanPaper(data, 1)


class Confuses(Papers):
    """Refuses everything for the same cause."""

    def clean(self, data: bytes) -> CleanPaper:
        """Never."""
        raise PoorSample("no", code="paper.damaged")


class Breaks(Papers):
    """Lets the error of its library out."""

    def clean(self, data: bytes) -> CleanPaper:
        """Not even a PortError."""
        raise ValueError("xref not found")


class Stamps(Papers):
    """Writes something else each time."""

    def __init__(self) -> None:
        self.count = 0

    def clean(self, data: bytes) -> CleanPaper:
        """With a number at the end."""
        self.count += 1
        return CleanPaper(data + b"%d" % self.count, 2)


@pytest.mark.parametrize("name", [name for name in HARMFUL if name not in {"nothing", "no pages"}])
def test_papers_that_keep_everything_are_found(name: str) -> None:
    """A dangerous file that is not refused."""
    fails(PapersContract(), "test_what_is_dangerous_is_refused", papers=Copies(), name=name)


@pytest.mark.parametrize(
    ("rule", "papers", "more"),
    [
        ("test_what_is_no_page_is_not_kept", Copies(), {"name": "an author and a title"}),
        ("test_what_is_no_page_is_not_kept", Copies(), {"name": "XMP"}),
        ("test_pages_are_kept", Copies(), {"name": "as many pages as are taken"}),
        ("test_what_is_dangerous_is_refused", Confuses(), {"name": "a password"}),
        ("test_the_same_paper_comes_out_the_same", Stamps(), {}),
    ],
)
def test_faults_of_papers_are_found(rule: str, papers: Papers, more: Mapping[str, str]) -> None:
    """One fault, one rule."""
    fails(PapersContract(), rule, papers=papers, **more)


def test_an_error_that_escapes_is_found() -> None:
    """It comes out as it is, and the rule is red."""
    with pytest.raises(ValueError, match="xref"):
        PapersContract().test_noise_does_not_escape(papers=Breaks())


class Blind(Antivirus):
    """Says that it looked, and did not."""

    def scan(self, data: bytes) -> Scan:
        """Clean, whatever it is."""
        return Scan(scanned=True)

    def health(self) -> str:
        """Two lines."""
        return "fine\nreally"


class Afraid(Antivirus):
    """Finds something everywhere."""

    def scan(self, data: bytes) -> Scan:
        """Bad, whatever it is."""
        return Scan(scanned=True, found="x")

    def health(self) -> str:
        """Nothing at all."""
        return ""


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        ("test_what_is_bad_is_found", {"antivirus": Blind(), "scanning": True}),
        ("test_what_is_bad_is_found", {"antivirus": NoAntivirus(), "scanning": True}),
        (
            "test_nothing_is_found_in_clean_data",
            {"antivirus": Afraid(), "scanning": True, "data": b"a"},
        ),
        (
            "test_nothing_is_found_in_clean_data",
            {"antivirus": Blind(), "scanning": False, "data": b"a"},
        ),
        ("test_threads_do_not_disturb_each_other", {"antivirus": Afraid(), "scanning": True}),
        ("test_health_is_one_line", {"antivirus": Blind()}),
        ("test_health_is_one_line", {"antivirus": Afraid()}),
        ("test_a_scanner_that_is_away_is_unavailable", {"away": Blind()}),
    ],
)
def test_faults_of_scanners_are_found(rule: str, given: dict[str, Any]) -> None:
    """A scanner that does not look, or looks wrongly, or never says that it is away."""
    fails(AntivirusContract(), rule, **given)


def test_the_test_file_is_the_one_that_scanners_know() -> None:
    """68 characters by eicar.org."""
    assert 68 == len(EICAR)


class Shifted(Holidays):
    """Iran's holidays, changed by a fault."""

    def __init__(self, fault: Callable[[dict[date, Holiday]], dict[date, Holiday]]) -> None:
        self.fault = fault

    def between(self, first: date, last: date) -> Mapping[date, Holiday]:
        """With the fault."""
        return self.fault(dict(IranHolidays().between(first, last)))


def one_too_many(days: dict[date, Holiday]) -> dict[date, Holiday]:
    """A day that nobody asked for."""
    return {**days, date(2020, 1, 1): Holiday(Text("تعطیل"))}


def last_is_left_out(days: dict[date, Holiday]) -> dict[date, Holiday]:
    """The last holiday of the span is missing."""
    return dict(list(days.items())[:-1])


def nameless(days: dict[date, Holiday]) -> dict[date, Holiday]:
    """Nobody learns why."""
    return {day: Holiday(Text(" ")) for day in days}


def with_fridays(days: dict[date, Holiday]) -> dict[date, Holiday]:
    """The weekly day off as well."""
    fridays = [date(2025, 1, 3) + timedelta(weeks=week) for week in range(52)]
    return {**days, **{day: Holiday(Text("جمعه")) for day in fridays}}


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("test_only_what_was_asked_for", one_too_many),
        ("test_both_ends_are_included", last_is_left_out),
        ("test_every_holiday_has_a_name", nameless),
        ("test_weekly_days_off_are_no_holidays", with_fridays),
    ],
)
def test_faults_of_holidays_are_found(
    rule: str, fault: Callable[[dict[date, Holiday]], dict[date, Holiday]]
) -> None:
    """One fault, one rule."""
    fails(HolidaysContract(), rule, holidays=Shifted(fault))


class Forgetful(FolderAutomation):
    """Takes every letter for a new one."""

    count = 0

    def send(self, letter: Letter) -> str:
        """Under another key each time."""
        self.count += 1
        return super().send(evolve(letter, key=f"{letter.key}/{self.count}"))


class Credulous(FolderAutomation):
    """Knows every reference."""

    def follow(self, reference: str) -> Progress:
        """Not yet answered, for sure."""
        try:
            return super().follow(reference)
        except NotFound:
            return Progress()


class Hasty(FolderAutomation):
    """Calls a letter answered as soon as it has a number, and hides its being away."""

    def follow(self, reference: str) -> Progress:
        """Too early."""
        return evolve(super().follow(reference), answered=True)

    def send(self, letter: Letter) -> str:
        """Even when it cannot."""
        try:
            return super().send(letter)
        except Unavailable:
            return "0" * 32


@pytest.mark.parametrize(
    ("rule", "faulty", "more"),
    [
        ("test_the_same_key_is_the_same_letter", Forgetful, {}),
        ("test_an_unknown_reference_is_not_found", Credulous, {"reference": "0" * 32}),
        ("test_a_letter_can_be_followed", Hasty, {}),
        ("test_the_answer_arrives", Hasty, {"reply": None}),
        ("test_odd_texts_do_not_break_it", Hasty, {"text": "x"}),
    ],
)
def test_faults_of_letter_systems_are_found(
    tmp_path: Path, rule: str, *, faulty: type[FolderAutomation], more: dict[str, Any]
) -> None:
    """One fault, one rule."""
    automation: OfficeAutomation = faulty(tmp_path / "letters")
    fails(AutomationContract(), rule, automation=automation, **more)


def test_a_letter_system_that_hides_its_absence_is_found(tmp_path: Path) -> None:
    """A letter that nobody has would count as sent."""
    fails(
        AutomationContract(),
        "test_a_system_that_is_away_is_unavailable",
        automation=Hasty(tmp_path / "file" / "letters"),
        away=(tmp_path / "file").touch,
    )
