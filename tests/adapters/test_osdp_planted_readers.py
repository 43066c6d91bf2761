"""OSDP readers with planted faults: each must break the rule that is named for it."""

from functools import partial
from typing import Any

import pytest
from attrs import evolve, frozen

from miz.errors import Unavailable
from miz.ports.gates import Cue, Presented
from miz_adapters.osdp import lane as parts
from miz_adapters.osdp.lane import OsdpReader
from miz_contracts.gates import ReaderContract
from tests.adapters.osdp_faulty import breaks

# ruff: noqa: D102 - the class of a planted fault says what its methods do wrong


@frozen
class Shown(Presented):
    """A read that shows its code."""

    def __repr__(self) -> str:
        return f"Shown({self.code})"


class Twice(OsdpReader):
    """Reads each card twice."""

    def _next(self) -> Presented | None:
        kept = self._waiting[0] if self._waiting else None
        found = super()._next()
        if found is not None and not hasattr(self, "again"):
            self.again = kept
            self._seen.clear()
            self._waiting.append(found)
        return found


class Dozing(OsdpReader):
    """Reads no card soon after another one."""

    def _next(self) -> Presented | None:
        fresh = bool(self._seen)
        found = super()._next()
        return None if fresh else found


class Repeating(OsdpReader):
    """Reads a card that lies on the reader again and again."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{**more, "repeat": 0.0})


class Unforgiving(OsdpReader):
    """Reads a card once in a day."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{**more, "repeat": 86_400.0})


class Numeric(OsdpReader):
    """Takes a code for a number."""

    def _next(self) -> Presented | None:
        found = super()._next()
        return found and evolve(found, code=str(int(found.code)))


class Dawdling(OsdpReader):
    """Waits for a card for as long as it likes."""

    def read(self, timeout: float) -> Presented | None:
        return super().read(timeout + 1.0 if timeout else 0.0)


class Blind(OsdpReader):
    """Takes a lost reader for one without cards."""

    def read(self, timeout: float) -> Presented | None:
        try:
            return super().read(timeout)
        except Unavailable:
            self._bus._stopping.wait(0.05)
            return None


class Broken(OsdpReader):
    """Reads nothing any more once it was away."""

    gone = False

    def read(self, timeout: float) -> Presented | None:
        try:
            return None if self.gone else super().read(timeout)
        except Unavailable:
            self.gone = True
            raise


class Hoarding(OsdpReader):
    """Reads what came before a loss once somebody holds a card again."""

    def _next(self) -> Presented | None:
        found = super()._next()
        return found and evolve(found, code="222222" if hasattr(self, "lost") else found.code)

    def ended(self) -> None:
        self.lost = True


class Dark(OsdpReader):
    """Shows nothing."""

    def cue(self, cue: Cue, text: str = "") -> None:
        pass


class Clinging(OsdpReader):
    """Does not let go."""

    def close(self) -> None:
        pass


class Loud(OsdpReader):
    """Shows codes where a read is printed."""

    def _next(self) -> Presented | None:
        found = super()._next()
        return found and Shown(found.code, found.raw, found.bits)


READERS: list[tuple[str, type[OsdpReader], dict[str, object]]] = [
    ("READER-001", Twice, {}),
    ("READER-004", Dozing, {}),
    ("READER-010", Repeating, {}),
    ("READER-011", Unforgiving, {}),
    ("READER-012", Numeric, {}),
    ("READER-014", Dawdling, {}),
    ("READER-015", Blind, {}),
    ("READER-016", Broken, {}),
    ("READER-017", Hoarding, {}),
    ("READER-018", Broken, {}),
    ("READER-019", Blind, {}),
    ("READER-020", Dark, {"cue": Cue.DENIED}),
    ("READER-021", Clinging, {}),
    ("READER-022", Loud, {}),
]


@pytest.mark.parametrize(("number", "faulty", "more"), READERS)
def test_the_contract_finds_a_faulty_reader(
    monkeypatch: pytest.MonkeyPatch,
    *,
    number: str,
    faulty: type[OsdpReader],
    more: dict[str, object],
) -> None:
    """The same for readers (MIS-10)."""
    monkeypatch.setattr(parts, "OsdpReader", faulty)
    rule = getattr(ReaderContract(), ReaderContract.numbers()[number])
    breaks(monkeypatch, partial(rule, **more))
