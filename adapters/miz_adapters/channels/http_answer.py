"""What a provider's answer says: its own name for a message, and its own status.

A spot is a dotted path into JSON, as in ``entries.0.status``, or ``re:`` and a regular expression
whose first group is looked for in a text.
"""

import json
import re
from collections.abc import Mapping
from enum import Enum, auto
from itertools import chain

from attrs import Factory, field, frozen

from miz.ports.channels import Fate
from miz_adapters.channels.http_request import Request

OWN_KEY = "{key}"
"""Instead of a spot: the provider gives no name, and asks for a message by our key."""
SHORT = 4
_REGEX = "re:"


class Outcome(Enum):
    """What the provider says to a message; ``UNKNOWN`` is a status without a meaning for us."""

    TAKEN = auto()
    AGAIN = auto()
    REFUSED = auto()
    BLOCKED = auto()
    UNKNOWN = auto()


def check_spot(name: str, spot: str) -> None:
    """Raises ValueError for a spot where nothing can ever stand."""
    if not spot.startswith(_REGEX):
        if not all(spot.split(".")):
            raise ValueError(f"{name}: write a path as in data.id, or re: and an expression")
        return
    try:
        groups = re.compile(spot.removeprefix(_REGEX)).groups
    except re.error as error:
        raise ValueError(f"{name}: {error}") from error
    if not groups:
        raise ValueError(f"{name}: put what is wanted into parentheses")


@frozen
class Answer:
    """The body of an answer, which may be anything."""

    raw: bytes = field(repr=False)
    _tree: object = field(
        init=False, repr=False, default=Factory(lambda self: _tree(self.raw), takes_self=True)
    )

    def at(self, spot: str) -> str | None:
        """The text or number there; None where there is none."""
        if spot.startswith(_REGEX):
            found = re.search(spot.removeprefix(_REGEX), self.raw.decode("utf-8", "replace"))
            return found[1] if found else None
        node = self._tree
        for step in spot.split("."):
            node = _inner(node, step)
        return _text(node)

    def found(self, spots: tuple[str, ...]) -> list[str]:
        """What stands at each of the spots that hold anything."""
        return [text for spot in spots if (text := self.at(spot)) is not None]


def _tree(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _inner(node: object, step: str) -> object:
    match node:
        case dict():
            return node.get(step)
        case list() if step.isdecimal() and int(step) < len(node):
            return node[int(step)]
    return None


def _text(node: object) -> str | None:
    match node:
        case str():
            return node
        case bool() | int() | float():
            return json.dumps(node)
    return None


@frozen
class Reading:
    """Where an answer says what, and what the provider's words for it mean.

    ``reference`` is a spot, or ``{key}`` where the provider knows messages by our keys.
    Of several spots in ``status`` all that hold anything must say taken; without any, the HTTP
    status alone decides.
    """

    reference: str = ""
    status: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.reference not in {"", OWN_KEY}:
            check_spot("reference", self.reference)
        for spot in self.status:
            check_spot("status", spot)
        words = list(chain(self.taken, self.again, self.refused, self.blocked))
        if len(words) != len(set(words)):
            raise ValueError("a status means one of taken, again, refused and blocked")
        if bool(self.status) != bool(self.taken):
            raise ValueError("status says where to look, taken what is good there; give both")

    def verdict(self, answer: Answer) -> "Verdict | None":
        """What the answer says; None where no status stands in it."""
        found = [Verdict(self._meaning(word), word) for word in answer.found(self.status)]
        bad = [verdict for verdict in found if verdict.outcome is not Outcome.TAKEN]
        return next(iter(bad or found), None)

    def _meaning(self, word: str) -> Outcome:
        meanings = {
            Outcome.TAKEN: self.taken,
            Outcome.AGAIN: self.again,
            Outcome.REFUSED: self.refused,
            Outcome.BLOCKED: self.blocked,
        }
        return next((o for o, words in meanings.items() if word in words), Outcome.UNKNOWN)


@frozen
class Verdict:
    """What a provider says to a message, and the status by which it says so."""

    outcome: Outcome
    _word: str = field(repr=False)

    def __str__(self) -> str:
        """The status, unless it is unknown and long enough to be somebody's number or a key."""
        known = self.outcome is not Outcome.UNKNOWN or len(self._word) <= SHORT
        return f"status {self._word}" if known else "an unknown status"


@frozen
class DeliveryQuery:
    """How to ask what became of a message: a request with the place ``{reference}``.

    The first spot that holds anything decides.
    A status that ``fates`` does not name counts as pending: what we do not understand is not final.
    """

    request: Request
    status: tuple[str, ...]
    fates: Mapping[str, Fate]

    def __attrs_post_init__(self) -> None:
        for spot in self.status:
            check_spot("delivery_status", spot)
        if not self.status or not self.fates:
            raise ValueError("delivery_status says where to look, fates what it means; give both")

    def fate(self, answer: Answer) -> Fate | None:
        """What the answer says; None where no status stands in it."""
        found = answer.found(self.status)
        return self.fates.get(found[0], Fate.PENDING) if found else None
