"""Every rule of the gates, for the lane of a bench file."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from miz_contracts.conformance.session import BENCH
from miz_contracts.gates import (
    BarrierContract,
    CardReaderContract,
    ReaderContract,
    SensorContract,
    TextReaderContract,
)
from miz_contracts.rigs import open_rig


@pytest.fixture
def rig(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The rig that the bench file names, fresh for each rule."""
    bench = request.config.stash.get(BENCH, None)
    if bench is None:
        raise pytest.UsageError("Name a bench file: --miz-bench bench.toml")
    number = getattr(request.function, "rule", "")
    title = request.function.__name__.removeprefix("test_").replace("_", " ")
    with open_rig(bench, f"{number}, {title},") as opened:
        yield opened


class TestTextReader(TextReaderContract):
    """A reader that sends lines of text."""

    reads: ClassVar[str] = "text"


class TestCardReader(CardReaderContract):
    """A reader that sends frames with a check."""

    reads: ClassVar[str] = "card"


class TestReader(ReaderContract):
    """A reader of another kind."""

    reads: ClassVar[str] = "plain"


class TestBarrier(BarrierContract):
    """The barrier."""


class TestSensor(SensorContract):
    """The sensor."""
