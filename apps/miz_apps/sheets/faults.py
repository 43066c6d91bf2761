"""What is wrong with a sheet, and where."""

from collections.abc import Iterable

from attrs import frozen

from miz.errors import InvalidValue

SHOWN = 20
"""How many faults are told at once; the rest shows after the first are mended."""


@frozen
class Fault:
    """One thing that is wrong.

    ``place`` is a path of keys as in ``steps[2].title``, rows counted from 1; ``code`` is stable;
    ``hint`` is what may stand there instead, in no language.
    """

    place: str
    code: str
    message: str
    hint: str = ""


class SheetFaults(InvalidValue):
    """A sheet cannot be used; ``faults`` are in the order of its fields, at least one."""

    default_code = "information.invalid"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)[:SHOWN]
        told = (f"{one.place}: {one.message}".removeprefix(": ") for one in self.faults)
        super().__init__(" ".join(told), field=self.faults[0].place or None)
