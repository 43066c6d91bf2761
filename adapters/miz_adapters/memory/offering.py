"""What the office offers and when: decrees, categories and editions in memory."""

from collections.abc import Sequence
from typing import Any, ClassVar

from miz.domain.categories import Category
from miz.domain.decrees import Decree, DecreeState, Reach
from miz.domain.editions import Edition
from miz.domain.ids import CategoryId, DecreeId, EditionId, ServiceId, SiteId
from miz.ports import casework as port
from miz_adapters.conflicts import CATEGORY_KEY, EDITION_NUMBER
from miz_adapters.memory.records import Records, Rule


class MemoryDecrees(Records[DecreeId, Decree], port.Decrees):
    """Decrees."""

    def of(self, site: SiteId) -> Sequence[Decree]:
        found = self._all(by=lambda d: (d.issued_at, d.id), newest=True)
        return [decree for decree in found if decree.site == site]

    def binding(self, site: SiteId, province: str) -> Sequence[Decree]:
        found = self._all(by=lambda d: (d.issued_at, d.id))
        return [
            decree
            for decree in found
            if decree.state is DecreeState.IN_FORCE and _binds(decree, site, province)
        ]


def _binds(decree: Decree, site: SiteId, province: str) -> bool:
    if decree.reach is Reach.SITE:
        return decree.site == site
    return decree.reach is Reach.ORGANISATION or decree.province == province != ""


class MemoryCategories(Records[CategoryId, Category], port.Categories):
    """Categories."""

    rules: ClassVar[tuple[Rule[Any], ...]] = ((CATEGORY_KEY, lambda c: (c.site, c.key)),)

    def of(self, site: SiteId) -> Sequence[Category]:
        return [category for category in self._all(by=lambda c: c.id) if category.site == site]

    def by_key(self, site: SiteId, key: str) -> Category | None:
        return self._owner(CATEGORY_KEY, (site, key))


class MemoryEditions(Records[EditionId, Edition], port.Editions):
    """Editions."""

    rules: ClassVar[tuple[Rule[Any], ...]] = ((EDITION_NUMBER, lambda e: (e.service, e.number)),)

    def of(self, service: ServiceId) -> Sequence[Edition]:
        found = self._all(by=lambda e: e.number)
        return [edition for edition in found if edition.service == service]
