"""Numbered rules, and what their tests have in common."""

import inspect
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from threading import Event
from threading import enumerate as living_threads
from typing import Any, ClassVar, NoReturn, TypeVar, cast

import pytest
from attrs import frozen

from miz.errors import Unavailable
from miz.ports.gates import Capability, Device

Rule = TypeVar("Rule", bound=Callable[..., None])
T = TypeVar("T")

CLOSE_WITHIN = 1.0
# The longest pause between two tries to open a lost line, by the port's promise.
RECONNECT_WITHIN = 5.0
# What a busy machine may need for what takes a device some milliseconds.
PATIENCE = 5.0
# How a skipped rule begins; reports and our CI tell the two apart by it.
NOT_APPLICABLE = "not applicable"
NOT_RUN = "not run"


class Level(StrEnum):
    """Whether a gate may be bought without it."""

    MUST = "must"
    SHOULD = "should"


@frozen
class Terms:
    """What stands beside a rule: its number, its weight, and which devices it is for.

    A rule with ``needs`` is for devices that declare the capability, one with ``unless`` for
    those that do not.
    """

    number: str
    level: Level
    needs: Capability
    unless: Capability

    def why_not(self, has: Capability) -> str | None:
        """Why a device with these capabilities is not asked, if it is not."""
        if self.needs not in has:
            return f"the device does not declare {named(self.needs & ~has)}"
        if self.unless and self.unless in has:
            return f"the device declares {named(self.unless)}"
        return None


def rule(
    number: str,
    *,
    level: str = "must",
    needs: Capability = Capability.NONE,
    unless: Capability = Capability.NONE,
) -> Callable[[Rule], Rule]:
    """Gives a test the number by which reports, waivers and people name it, and its terms."""
    terms = Terms(number, Level(level), needs, unless)

    def numbered(test: Rule) -> Rule:
        test.__doc__ = f"{number}: {test.__doc__}"
        setattr(test, "rule", number)  # noqa: B010 - a function has no such attribute by type
        setattr(test, "terms", terms)  # noqa: B010 - the same
        return test

    return numbered


def named(capability: Capability) -> str:
    """The names of capabilities, as a report writes them."""
    return ", ".join(one.name or "" for one in Capability if one in capability and one.value)


class Sealed(type):
    """The type of contracts: a rule can be neither replaced nor taken away afterwards."""

    def __setattr__(cls, name: str, value: object) -> None:
        cls._refuse(name)
        super().__setattr__(name, value)

    def __delattr__(cls, name: str) -> None:
        cls._refuse(name)
        super().__delattr__(name)

    def _refuse(cls, name: str) -> None:
        if hasattr(inspect.getattr_static(cls, name, None), "rule"):
            raise TypeError(_refusal(cls.__name__, name))


class Contract(metaclass=Sealed):
    """A set of rules that a subclass runs and cannot weaken.

    ``part`` names the part of the lane that a rig offers and the rules are about.
    ``waivers`` may be set by a subclass (see `miz_contracts.conformance.waivers`).
    """

    waivers: ClassVar[tuple[Any, ...]] = ()
    part: ClassVar[str] = ""

    def __init_subclass__(cls, *, part: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "part" in vars(cls) or (part and cls.part):
            raise TypeError(f"{cls.__name__} cannot choose its part; the contract did.")
        if part:
            cls.part = part
        for base in cls.__mro__:
            for name, kept in vars(base).items():
                if hasattr(kept, "rule") and inspect.getattr_static(cls, name) is not kept:
                    raise TypeError(_refusal(cls.__name__, name))

    @pytest.fixture(autouse=True)
    def _only_where_it_applies(self, request: pytest.FixtureRequest, rig: Any) -> None:
        """A rule for a capability that the device does not declare is not asked."""
        terms = getattr(request.function, "terms", None)
        device: Device | None = getattr(rig, self.part)
        if device is None:
            not_applicable(f"the lane has no {self.part}")
        why = terms.why_not(device.capabilities) if terms else None
        if why:
            not_applicable(why)

    @classmethod
    def numbers(cls) -> dict[str, str]:
        """Rule number → name of its test."""
        return {number: test.__name__ for number, test in cls.rules().items()}

    @classmethod
    def rules(cls) -> dict[str, Callable[..., None]]:
        """Rule number → its test, in the order of their numbers."""
        tests = [getattr(cls, name) for name in dir(cls) if name.startswith("test_")]
        found = {test.rule: test for test in tests if hasattr(test, "rule")}
        return dict(sorted(found.items()))


def _refusal(contract: str, name: str) -> str:
    return (
        f"{contract} overrides the rule {name}; a deviation needs a waiver with a reason, "
        "not another test."
    )


def not_applicable(why: str) -> NoReturn:
    """Ends a rule that is not about this device."""
    pytest.skip(f"{NOT_APPLICABLE}: {why}")


def cannot(what: str) -> NoReturn:
    """Ends a rule that this rig cannot play; the report is incomplete without it."""
    pytest.skip(f"{NOT_RUN}: {what}")


def can(rig: object, kind: Callable[..., object]) -> bool:
    """Whether a rig's hand can do all that this kind of rig does."""
    # isinstance() would not see what an EmulatorRig takes from its emulator.
    return all(hasattr(rig, name) for name in kind.__abstractmethods__)  # type: ignore[attr-defined]


def able(rig: Any, kind: Callable[..., T]) -> T:
    """The rig, if its hand can do what this kind of rig does; else the rule is not run."""
    if not can(rig, kind):
        cannot(f"this rig is no {getattr(kind, '__name__', kind)}")
    return cast("T", rig)


def soon(call: Callable[[], T], *, expected: T) -> None:
    """Asks until the answer is the expected one, for at most 5 s; Unavailable is no answer."""
    until = time.monotonic() + PATIENCE
    pause = Event()
    while True:
        try:
            answer: T | Unavailable = call()
        except Unavailable as error:
            answer = error
        if answer == expected or time.monotonic() > until:
            break
        pause.wait(0.01)

    assert expected == answer


def away(call: Callable[[], object]) -> None:
    """Says that a call raises Unavailable, at the latest when the loss was noticed."""
    until = time.monotonic() + PATIENCE
    with pytest.raises(Unavailable):
        while time.monotonic() < until:
            call()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Says that what happens inside takes no longer."""
    began = time.monotonic()
    yield
    took = time.monotonic() - began

    assert took <= seconds, f"took {took:.2f} s of {seconds:.2f} s"


@contextmanager
def no_thread_left() -> Iterator[None]:
    """Says that every thread started inside has ended."""
    before = set(living_threads())
    yield
    none: list[str] = []
    soon(lambda: [one.name for one in living_threads() if one not in before], expected=none)


def closes_cleanly(device: Device) -> None:
    """Closes twice, each time within a second."""
    for _ in range(2):
        with within(CLOSE_WITHIN):
            device.close()
