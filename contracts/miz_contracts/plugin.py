"""The suite inside pytest: four options, and nothing else until one of them or a contract is used.

Every pytest run on a machine with this distribution imports this module, so it imports nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

RULES = "miz_contracts.gates.rules"


def pytest_addoption(parser: "pytest.Parser") -> None:
    """Offers the options of a bench."""
    group = parser.getgroup("miz", "conformance of gates and readers with miz")
    group.addoption(
        "--miz-bench",
        metavar="FILE",
        help="the bench file: lane, device, rig and waivers, for `--pyargs miz_contracts.bench`",
    )
    group.addoption(
        "--miz-report",
        metavar="DIR",
        help="write conformance.json and conformance.html into this folder",
    )
    group.addoption(
        "--miz-attended", action="store_true", help="a person stands at the device and answers"
    )
    group.addoption(
        "--miz-language",
        choices=("fa", "en"),
        default="fa",
        help="the language of conformance.html (%(default)s)",
    )


def pytest_configure(config: "pytest.Config") -> None:
    """Shows assertions of rules as those of any test, and reads the bench file, if any."""
    import pytest  # noqa: PLC0415 - see the module's docstring

    pytest.register_assert_rewrite("miz_contracts.gates", "miz_contracts.bench")
    if config.getoption("--miz-bench") or config.getoption("--miz-report"):
        _join(config)


def pytest_collection_modifyitems(config: "pytest.Config") -> None:
    """Joins in where a contract was collected, because it may have waivers."""
    import sys  # noqa: PLC0415

    if RULES in sys.modules:
        _join(config)


def _join(config: "pytest.Config") -> None:
    from miz_contracts.conformance.session import NAME, Conformance  # noqa: PLC0415

    if not config.pluginmanager.has_plugin(NAME):
        config.pluginmanager.register(Conformance.of(config), NAME)
