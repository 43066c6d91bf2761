"""Numbered rules, and what their tests have in common."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from threading import enumerate as living_threads
from typing import Any, TypeVar

import pytest

from miz.errors import Unavailable
from miz.ports.gates import Device

Rule = TypeVar("Rule", bound=Callable[..., None])
T = TypeVar("T")

CLOSE_WITHIN = 1.0
# The longest pause between two tries to open a lost line, by the port's promise.
RECONNECT_WITHIN = 5.0
# What a busy machine may need for what takes a device some milliseconds.
PATIENCE = 5.0


def rule(number: str) -> Callable[[Rule], Rule]:
    """Gives a test the number by which reports, waivers and people name it."""

    def numbered(test: Rule) -> Rule:
        test.__doc__ = f"{number}: {test.__doc__}"
        setattr(test, "rule", number)  # noqa: B010 - a function has no such attribute by type
        return test

    return numbered


class Contract:
    """A set of rules that a subclass runs and cannot weaken."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in vars(cls):
            kept = next((base for base in cls.__mro__[1:] if name in vars(base)), None)
            if kept is not None and hasattr(vars(kept)[name], "rule"):
                raise TypeError(
                    f"{cls.__name__} overrides the rule {name}; a deviation needs a waiver "
                    "with a reason, not another test."
                )

    @classmethod
    def numbers(cls) -> dict[str, str]:
        """Rule number → name of its test."""
        tests = [getattr(cls, name) for name in dir(cls) if name.startswith("test_")]
        return {test.rule: test.__name__ for test in tests if hasattr(test, "rule")}


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
