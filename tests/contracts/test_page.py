"""The report in a browser: readable on a desk and on a phone, and for everybody."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from miz.ports.gates import DeviceInfo
from miz_contracts.conformance import Outcome, Report, RuleResult, Waiver
from miz_contracts.conformance.page import page
from miz_contracts.conformance.results import Case
from miz_contracts.conformance.titles import PERSIAN_TITLES
from miz_contracts.gates import (
    BarrierContract,
    CardReaderContract,
    SensorContract,
    TextReaderContract,
)
from tests.apps.chromium import FLAGS, chromium_path
from tests.apps.inspecting import Inspection

pytest_plugins = ["tests.apps.axe"]
SIZES = [(1366, 768), (390, 844)]
CONTRACTS = [TextReaderContract, BarrierContract, SensorContract]
LONG = "far_" * 30


def whole_report() -> Report:
    """A report with every outcome and every kind of text, in every part."""
    tests = [(test, one.part) for one in CONTRACTS for test in [*one.rules().values()][:6]]
    outcomes = list(Outcome)
    waiver = Waiver("READER-001", reason="تا نسخهٔ ۲٫۵ میان‌افزار", expires=date(2027, 3, 1))
    results = []
    for number, (test, part) in enumerate(tests):
        outcome = outcomes[number % len(outcomes)]
        waived = waiver if outcome is Outcome.WAIVED else None
        results.append(RuleResult.of(test, part=part, cases=[Case(outcome, LONG)], waiver=waived))
    device = DeviceInfo("شرکت نمونه", f"T-100 {LONG}", "0042", "2.1")
    at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    return Report(device, at, version="0.1.0", rig="operator", results=results)


@pytest.fixture(params=["fa", "en"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The page on disk, as a buyer opens it."""
    file = tmp_path / "conformance.html"
    file.write_text(page(whole_report(), request.param), encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser that needs no office."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS])
        yield browser
        browser.close()


@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
def test_the_report_fits_and_everybody_can_read_it(
    chromium: Browser, address: str, checked: Inspection, *, size: tuple[int, int]
) -> None:
    """No sideways scrolling, no flaw that axe finds, nothing loaded (ACC-01)."""
    width, height = size
    context = chromium.new_context(viewport={"width": width, "height": height})
    tab = context.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(address)
    checked(tab, f"{address} {width}")
    wide = tab.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert [address] == asked
    assert wide <= width


def test_every_rule_has_a_persian_title() -> None:
    """A Persian buyer reads what each rule promises."""
    numbers = {n for one in (*CONTRACTS, CardReaderContract) for n in one.numbers()}

    assert numbers == set(PERSIAN_TITLES)
