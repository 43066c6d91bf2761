"""How services are done, as data: four categories to begin with, and any others."""

from typing import Self

from miz.core import Core
from miz.domain.categories import Category, Flow
from miz.domain.staff import Actor
from miz_apps.web.actions.action import Answer, Command, Nothing
from miz_apps.web.actions.fields import Identity
from miz_apps.web.actions.places import TextView, Words


class OfCategory(Command, frozen=True, kw_only=True):
    """One category, by its key."""

    key: Identity


class ShapeCategory(OfCategory, frozen=True, kw_only=True):
    """Title and flow.

    ``takes_request``: a case is opened; ``gives_entry``: a pass may exist;
    ``needs_coordination``: before a pass somebody of the unit agrees; ``at_once``: opened, done
    and closed on one screen.
    """

    title: Words
    takes_request: bool = False
    gives_entry: bool = False
    needs_coordination: bool = False
    at_once: bool = False

    def flow(self) -> Flow:
        """The flow as the domain has it."""
        return Flow(
            takes_request=self.takes_request,
            gives_entry=self.gives_entry,
            needs_coordination=self.needs_coordination,
            at_once=self.at_once,
        )


class CategoryView(Answer, frozen=True, kw_only=True):
    """A category with its flow."""

    key: str
    title: TextView
    takes_request: bool
    gives_entry: bool
    needs_coordination: bool
    at_once: bool
    active: bool

    @classmethod
    def of(cls, category: Category) -> Self:
        """The category by its key."""
        return cls(
            key=category.key,
            title=TextView.of(category.title),
            takes_request=category.flow.takes_request,
            gives_entry=category.flow.gives_entry,
            needs_coordination=category.flow.needs_coordination,
            at_once=category.flow.at_once,
            active=category.active,
        )


class CategoryList(Answer, frozen=True, kw_only=True):
    """Categories, oldest first."""

    categories: list[CategoryView]


def categories(core: Core, actor: Actor, command: Nothing) -> CategoryList:
    """The categories in use."""
    found = core.categories.list(actor=actor)
    return CategoryList(categories=[CategoryView.of(one) for one in found])


def define(core: Core, actor: Actor, command: ShapeCategory) -> CategoryView:
    """Defines a further category."""
    title = command.title.text("title")
    made = core.categories.define(
        actor=actor, key=command.key, title=title, flow=command.flow()
    )  # fmt: skip
    return CategoryView.of(made)


def change(core: Core, actor: Actor, command: ShapeCategory) -> CategoryView:
    """Gives a category another title or flow, at once."""
    title = command.title.text("title")
    changed = core.categories.change(actor=actor, key=command.key, title=title, flow=command.flow())
    return CategoryView.of(changed)


def retire(core: Core, actor: Actor, command: OfCategory) -> CategoryView:
    """Lets no new service have a category."""
    return CategoryView.of(core.categories.retire(actor=actor, key=command.key))
