"""Watches a run of pytest for rules: judges them by their waivers and writes the report."""

import json
import sys
from collections.abc import Generator, Mapping
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import define, field

from miz.errors import MizError
from miz.ports.gates import DeviceInfo
from miz_contracts.benches import Bench, read_bench
from miz_contracts.conformance.results import Case, Outcome, Report, RuleResult
from miz_contracts.conformance.verdicts import RuleBook, unknown
from miz_contracts.conformance.waivers import Waiver
from miz_contracts.gates.rules import NOT_APPLICABLE, Contract

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

NAME = "miz-conformance"
BENCH: pytest.StashKey[Bench] = pytest.StashKey()
LONGEST_DETAIL = 300
Key = tuple[type[Contract], str]


def rule_of(item: pytest.Item) -> Key | None:
    """The contract and the number of a rule, if the item is one."""
    cls = getattr(item, "cls", None)
    number = getattr(getattr(item, "function", None), "rule", None)
    if cls is None or number is None or not issubclass(cls, Contract):
        return None
    return cls, number


@define(eq=False)
class Conformance:
    """One run of contracts."""

    bench: Bench | None
    folder: Path | None
    language: str
    today: date
    _contracts: dict[type[Contract], None] = field(factory=dict, init=False)
    _books: dict[Key, RuleBook] = field(factory=dict, init=False)
    _last: dict[Key, str] = field(factory=dict, init=False)
    _device: DeviceInfo = field(default=DeviceInfo("", ""), init=False)

    @classmethod
    def of(cls, config: pytest.Config) -> "Conformance":
        """The run that the options ask for; a usage error where the bench file is wrong."""
        named, folder = config.getoption("--miz-bench"), config.getoption("--miz-report")
        bench = None
        if named:
            try:
                attended = bool(config.getoption("--miz-attended"))
                bench = read_bench(Path(named), attended=attended, terminal=Terminal(config).ask)
            except MizError as error:
                raise pytest.UsageError(str(error)) from error
            config.stash[BENCH] = bench
        language = config.getoption("--miz-language")
        return cls(bench, Path(folder) if folder else None, language, datetime.now(UTC).date())

    # What pytest tells

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Of a bench's reader contracts, keeps the one that the bench file names."""
        if self.bench is not None:
            reads = self.bench.reader
            kinds = {one: getattr(getattr(one, "cls", None), "reads", reads) for one in items}
            items[:] = [one for one, kind in kinds.items() if kind == reads]
            left = [one for one, kind in kinds.items() if kind != reads]
            config.hook.pytest_deselected(items=left)
        self._contracts.update({key[0]: None for one in items if (key := rule_of(one))})

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Opens a book for each rule; a waiver for a rule that does not exist is refused."""
        for item in session.items:
            key = rule_of(item)
            if key is not None:
                self._contracts[key[0]] = None
                self._last[key] = item.nodeid
        for contract in self._contracts:
            self._check(self._waivers(contract), contract)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judges a rule's case when it is over."""
        report = yield
        key = rule_of(item)
        if key is None or (call.when != "call" and report.passed) or call.when == "teardown":
            return report
        self._meet(item, key[0])
        judged = self._book(key).judge(_case(report, call), last=self._last.get(key) == item.nodeid)
        if judged.excuses:
            report.outcome, report.wasxfail = "skipped", judged.excuses
        elif judged.fails and report.failed:
            report.sections.append(("waiver", judged.fails))
        elif judged.fails:
            report.outcome, report.longrepr = "failed", judged.fails
        return report

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Writes the report; a bench that does not conform fails the run."""
        if not self._contracts or session.config.getoption("collectonly"):
            return
        report = self.report()
        if self.folder is not None:
            self._write(report, self.folder)
        if self.bench is not None and not report.good and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: "TerminalReporter") -> None:
        """Says the verdict, and where the report is."""
        if not self._contracts or (self.folder is None and self.bench is None):
            return
        report = self.report()
        terminalreporter.section("conformance")
        terminalreporter.line(f"verdict: {report.verdict}")
        counts = {one: len(report.having(one)) for one in Outcome}
        terminalreporter.line(", ".join(f"{n} {one}" for one, n in counts.items() if n))
        if self.folder is not None:
            terminalreporter.line(f"report: {self.folder / 'conformance.html'}")

    # The report

    def report(self) -> Report:
        """What the run shows so far."""
        tests = {n: (t, c.part) for c in self._contracts for n, t in c.rules().items()}
        results = []
        for number, (test, part) in sorted(tests.items()):
            books = [book for (_, of), book in self._books.items() if of == number]
            cases = [case for book in books for case in book.cases]
            waiver = next((book.waiver for book in books if book.waiver), None)
            results.append(RuleResult.of(test, part=part, cases=cases, waiver=waiver))
        device = self.bench.device if self.bench else self._device
        return Report(
            device=device,
            at=datetime.now(UTC),
            version=_version(),
            rig=self.bench.rig["kind"] if self.bench else "tests",
            rig_name=self.bench.rig_name if self.bench else "",
            results=results,
        )

    def _write(self, report: Report, folder: Path) -> None:
        from miz_contracts.conformance.page import page  # noqa: PLC0415 - for reports only

        folder.mkdir(parents=True, exist_ok=True)
        data = json.dumps(report.as_data(), ensure_ascii=False, indent=2)
        (folder / "conformance.json").write_text(data + "\n", encoding="utf-8")
        (folder / "conformance.html").write_text(page(report, self.language), encoding="utf-8")

    def _waivers(self, contract: type[Contract]) -> Mapping[str, Waiver]:
        waivers = self.bench.waivers if self.bench else contract.waivers
        return {one.rule: one for one in waivers}

    def _check(self, waivers: Mapping[str, Waiver], contract: type[Contract]) -> None:
        several = self._contracts if self.bench else [contract]
        known = [number for one in several for number in one.numbers()]
        strangers = unknown([*waivers.values()], known)
        if strangers:
            raise pytest.UsageError(
                f"A waiver names {', '.join(strangers)}, which is no rule of this run."
            )

    def _book(self, key: Key) -> RuleBook:
        if key not in self._books:
            contract, number = key
            terms = contract.rules()[number].terms  # type: ignore[attr-defined]
            waiver = self._waivers(contract).get(number)
            tolerant = self.bench is not None or self.folder is not None
            self._books[key] = RuleBook(terms.level, waiver, self.today, tolerant)
        return self._books[key]

    def _meet(self, item: pytest.Item, contract: type[Contract]) -> None:
        """Remembers what the device says of itself; the fullest word counts."""
        rig = getattr(item, "funcargs", {}).get("rig")
        info: Any = getattr(getattr(rig, contract.part, None), "info", None)
        if isinstance(info, DeviceInfo) and len("".join(_words(info))) > len(
            "".join(_words(self._device))
        ):
            self._device = info


def _words(info: DeviceInfo) -> tuple[str, ...]:
    return info.maker, info.model, info.serial, info.firmware


def _case(report: pytest.TestReport, call: pytest.CallInfo[None]) -> Case:
    seconds = report.duration
    if report.skipped:
        told = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        kind, _, why = str(told).removeprefix("Skipped: ").partition(": ")
        unasked = kind == NOT_APPLICABLE
        outcome = Outcome.NOT_APPLICABLE if unasked else Outcome.NOT_RUN
        return Case(outcome, why or str(told), seconds)
    if not report.failed:
        return Case(Outcome.KEPT, "", seconds)
    error = call.excinfo.exconly() if call.excinfo else ""
    detail = " ".join(error.split())[:LONGEST_DETAIL]
    if call.when == "setup":
        return Case(Outcome.NOT_RUN, f"the rig could not be set up: {detail}", seconds)
    return Case(Outcome.BROKEN, detail, seconds)


def _version() -> str:
    try:
        return metadata.version("miz-contracts")
    except metadata.PackageNotFoundError:
        return "not installed"


@define
class Terminal:
    """Asks the person at the device, around pytest's capture."""

    config: pytest.Config

    def ask(self, prompt: str) -> str:
        """What was answered; the end of the input is an error of the bench."""
        capture = self.config.pluginmanager.getplugin("capturemanager")
        if capture is not None:
            capture.suspend(in_=True)
        try:
            sys.stdout.write(f"\n  {prompt} ")
            sys.stdout.flush()
            answer = sys.stdin.readline()
        finally:
            if capture is not None:
                capture.resume()
        if not answer:
            raise pytest.UsageError("Nobody answers; run this on a terminal.")
        return answer.strip()
