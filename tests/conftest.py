"""What holds for every test: how hard Hypothesis tries, and that CI does not skip."""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

# A slow machine is not a fault of the code: no deadline for one example in either profile.
settings.register_profile("dev", deadline=None, max_examples=50)
# In CI the same commit gets the same examples, so that a red run can be repeated.
settings.register_profile("ci", deadline=None, max_examples=200, derandomize=True, print_blob=True)
settings.load_profile("ci" if "CI" in os.environ else "dev")


class NoSkips:
    """Turns skips into failures for .ci/run, which installs all that a test may lack."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Fail the skipped test; an expected failure and a rule that is not about it stay."""
        report = yield
        if report.skipped and not hasattr(report, "wasxfail") and not unasked(report.longrepr):
            report.outcome, report.longrepr = "failed", told(report.longrepr)
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(
        self,
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Fail the module that skips itself while it is imported."""
        report = yield
        if report.skipped:
            report.outcome, report.longrepr = "failed", told(report.longrepr)
        return report


def unasked(skip: object) -> bool:
    """Tell whether a contract's rule was not about this device: nothing is lacking then."""
    return isinstance(skip, tuple) and str(skip[2]).startswith("Skipped: not applicable: ")


def told(skip: object) -> str:
    """Say to a reader of the CI log why a skip is red, and what the test lacked."""
    reason = skip[2] if isinstance(skip, tuple) else skip
    return f"MIZ_NO_SKIP forbids skips; .ci/run is to install what this test lacks: {reason}"


def pytest_configure(config: pytest.Config) -> None:
    """Forbid skips where MIZ_NO_SKIP=1, for tests outside this folder as well."""
    if os.environ.get("MIZ_NO_SKIP") == "1":
        config.pluginmanager.register(NoSkips(), "miz-no-skips")
