"""Proof that nobody changed the journal, and whether every part works."""

from miz.core import Core
from miz.domain.staff import Actor
from miz_apps.web.actions.action import Answer, Nothing


class FlawView(Answer, frozen=True, kw_only=True):
    """A place at which the journal does not fit."""

    chain: str
    place: int
    number: int | None
    problem: str


class HeadView(Answer, frozen=True, kw_only=True):
    """The end of a chain, to be kept elsewhere as an anchor."""

    chain: str
    place: int
    digest: str


class Verification(Answer, frozen=True, kw_only=True):
    """The result; no flaws is good."""

    sound: bool
    flaws: list[FlawView]
    heads: list[HeadView]


class PartHealth(Answer, frozen=True, kw_only=True):
    """One part."""

    name: str
    works: bool
    detail: str


class Health(Answer, frozen=True, kw_only=True):
    """Whether every part works."""

    works: bool
    parts: list[PartHealth]


def verify(core: Core, actor: Actor, command: Nothing) -> Verification:
    """Checks the whole journal."""
    flaws = core.audit.flaws(actor=actor)
    heads = core.audit.heads()
    return Verification(
        sound=not flaws,
        flaws=[
            FlawView(chain=one.chain, place=one.place, number=one.number, problem=one.problem)
            for one in flaws
        ],
        heads=[HeadView(chain=one.chain, place=one.place, digest=one.digest) for one in heads],
    )


def health(core: Core, actor: Actor, command: Nothing) -> Health:
    """Asks every part whether it works."""
    parts = [
        PartHealth(name=name, works=works, detail=detail) for name, works, detail in core.health()
    ]
    return Health(works=all(part.works for part in parts), parts=parts)
