"""The categories of a site: shipped as four, changed and added to as data (C1 to C4)."""

import re
from collections.abc import Callable, Sequence

from attrs import evolve, frozen

from miz.domain.categories import SHIPPED, Category, Flow
from miz.domain.ids import CategoryId, SiteId
from miz.domain.staff import Actor, Permission
from miz.domain.values import Text
from miz.errors import InvalidValue, NotFound
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.usecases.recording import keep_setting

KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")


@frozen
class Categories:
    """How services are done, as data. Thread-safe."""

    storage: Storage
    clock: Clock
    ids: Ids

    def list(self, *, actor: Actor) -> tuple[Category, ...]:
        """The site's categories in use, oldest first."""
        found = self.storage.read(lambda uow: uow.categories.of(actor.site))
        return tuple(category for category in found if category.active)

    def every(self, *, actor: Actor) -> tuple[Category, ...]:
        """The same with those that were retired, for who manages them."""
        actor.must(Permission.MANAGE_CATALOGUE)
        return tuple(self.storage.read(lambda uow: uow.categories.of(actor.site)))

    def define(self, *, actor: Actor, key: str, title: Text, flow: Flow) -> Category:
        """A further category; it needs no code, only what its flow is to be."""
        actor.must(Permission.MANAGE_CATALOGUE)
        if not KEY.fullmatch(key):
            raise InvalidValue(
                "A key has 2 to 40 small Latin letters, digits and _, a letter first.",
                code="category.key",
                field="key",
            )
        category = Category(CategoryId(self.ids.new()), actor.site, key, title, flow)
        return self._kept(actor, lambda _: category)

    def change(self, *, actor: Actor, key: str, title: Text, flow: Flow) -> Category:
        """Another title or flow, at once; visits and requests that are open keep their own."""
        actor.must(Permission.MANAGE_CATALOGUE)
        return self._kept(
            actor, lambda uow: evolve(_named(uow, actor, key), title=title, flow=flow)
        )

    def retire(self, *, actor: Actor, key: str) -> Category:
        """No new service may have it."""
        actor.must(Permission.MANAGE_CATALOGUE)
        return self._kept(actor, lambda uow: evolve(_named(uow, actor, key), active=False))

    def _kept(self, actor: Actor, step: Callable[[UnitOfWork], Category]) -> Category:
        return self.storage.write(
            lambda uow: keep_setting(uow, actor, step(uow), at=self.clock.now())
        )


def shipped(site: SiteId, ids: Ids) -> Sequence[Category]:
    """What a new site begins with."""
    return [Category(CategoryId(ids.new()), site, *row) for row in SHIPPED]


def _named(uow: UnitOfWork, actor: Actor, key: str) -> Category:
    found = uow.categories.by_key(actor.site, key)
    if found is None:
        raise NotFound(f"There is no category {key!r} here.", code="record.not_found")
    return found
