"""One row of the table: what a request may ask for, who may ask, and what is answered."""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, get_type_hints

import msgspec
from attrs import field, frozen

from miz.core import Core
from miz.domain.staff import Actor, Permission
from miz.errors import ConfigError

PLACE = re.compile(r"\{(\w+)\}")


class Door(Enum):
    """Who may ask where no single permission decides.

    A citizen signed in with a one-time code; a case is opened by its code and a second factor.
    """

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    CITIZEN = "citizen"
    CASE = "case"


Needs = Door | tuple[Permission, ...]
"""A door, or permissions of which the actor must have one."""


class Body(Enum):
    """What the request carries."""

    NONE = "none"
    JSON = "json"
    PICTURE = "picture"
    UPLOAD = "upload"


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody asks for; unknown fields are refused."""


class Nothing(Command, frozen=True, kw_only=True):
    """For an action that needs no more than who asks."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What is answered, without anything the actor may not see."""


@frozen
class Png:
    """A picture as answer."""

    data: bytes


@frozen
class File:
    """A document as answer, under a name."""

    data: bytes = field(repr=False)
    media_type: str
    name: str


@frozen
class Toml:
    """A TOML file as answer, under a name."""

    text: str = field(repr=False)
    name: str


Perform = Callable[[Core, Actor, Any], Any]


@frozen(eq=False)
class Action:
    """A thing that can be done: a plain function with its command, its answer and its guard.

    Fields of the command named in ``path`` come from there, those in ``headers`` from the header
    named, those in ``given`` from the session; the rest from the body, or from the query of a GET.
    """

    name: str
    method: str
    path: str
    needs: Needs
    perform: Perform
    summary: str
    status: int = 200
    body: Body = field()
    headers: Mapping[str, str] = field(factory=dict)
    given: frozenset[str] = frozenset()
    listed: bool = True

    @body.default
    def _body(self) -> Body:
        return Body.NONE if self.method in {"GET", "DELETE"} else Body.JSON

    def __attrs_post_init__(self) -> None:
        must_declare(self.needs, place=f"{self.method} {self.path}")
        unknown = {*self.places, *self.headers, *self.given} - set(self.command.__struct_fields__)
        if unknown:
            raise ConfigError(f"The action {self.name} has no field {', '.join(sorted(unknown))}.")

    @property
    def context(self) -> str:
        """The context it belongs to, as in ``reception``."""
        return self.name.partition(".")[0]

    @property
    def command(self) -> type[Command]:
        """The class of its command."""
        found: type[Command] = get_type_hints(self.perform)["command"]
        return found

    @property
    def answer(self) -> Any:
        """The type of its answer; None for an empty one."""
        return get_type_hints(self.perform)["return"]

    @property
    def places(self) -> tuple[str, ...]:
        """The fields that stand in its path."""
        return tuple(PLACE.findall(self.path))

    @property
    def outside(self) -> frozenset[str]:
        """The fields that do not come from the body."""
        return frozenset({*self.places, *self.headers, *self.given})


def must_declare(needs: object, *, place: str) -> None:
    """Refuses a route that does not say who may use it (threat 9)."""
    if isinstance(needs, Door):
        return
    if isinstance(needs, tuple) and needs and all(isinstance(one, Permission) for one in needs):
        return
    raise ConfigError(
        f"The route {place} declares no permission; name one, or Door.PUBLIC or Door.SIGNED_IN.",
        code="route.undeclared",
    )


def may(needs: Needs, actor: Actor) -> bool:
    """Whether an actor who is signed in satisfies what a route needs."""
    if isinstance(needs, Door):
        return needs in {Door.PUBLIC, Door.SIGNED_IN}
    return any(actor.may(permission) for permission in needs)
