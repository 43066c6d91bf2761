"""What the office offers and when: decrees, categories and editions as rows."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from miz.domain.categories import Category
from miz.domain.decrees import Decree, Reach
from miz.domain.editions import Edition
from miz.domain.ids import CategoryId, DecreeId, EditionId, ServiceId, SiteId
from miz.ports import casework as port
from miz_adapters.sql.case_tables import CATEGORIES, DECREES, EDITIONS
from miz_adapters.sql.contents import Contents
from miz_adapters.sql.records import columns_of, micros, where_equal
from miz_adapters.sql.statements import Statement, word

_C = DECREES.c


def _binding() -> Statement:
    site = sa.bindparam("site", type_=_C.site.type)
    province = sa.bindparam("province", type_=_C.province.type)
    own = sa.and_(_C.reach == word(Reach.SITE.value), _C.site == site)
    near = sa.and_(
        _C.reach == word(Reach.PROVINCE.value),
        _C.province == province,
        _C.province != sa.literal_column("''"),
    )
    query = sa.select(*columns_of(DECREES)).where(
        _C.state == word("in_force"),
        sa.or_(own, near, _C.reach == word(Reach.ORGANISATION.value)),
    )
    return Statement(query.order_by(_C.issued_at, _C.id), "site", "province")


class SqlDecrees(Contents[DecreeId, Decree], port.Decrees):
    """Decrees."""

    table = DECREES
    shape = Decree
    _of_site = Statement(
        where_equal(DECREES, "site").order_by(_C.issued_at.desc(), _C.id.desc()), "site"
    )
    _in_force = _binding()

    def of(self, site: SiteId) -> Sequence[Decree]:
        return self._many(self._of_site, site)

    def binding(self, site: SiteId, province: str) -> Sequence[Decree]:
        return self._many(self._in_force, site, province)

    def _keys(self, aggregate: Decree) -> tuple[Any, ...]:
        decree = aggregate
        words = (decree.site, decree.state.value, decree.reach.value, decree.province)
        return (*words, micros(decree.issued_at))


class SqlCategories(Contents[CategoryId, Category], port.Categories):
    """Categories."""

    table = CATEGORIES
    shape = Category
    _of_site = Statement(where_equal(CATEGORIES, "site").order_by(CATEGORIES.c.id), "site")
    _by_key = Statement(where_equal(CATEGORIES, "site", "key"), "site", "key")

    def of(self, site: SiteId) -> Sequence[Category]:
        return self._many(self._of_site, site)

    def by_key(self, site: SiteId, key: str) -> Category | None:
        return self._one(self._by_key, site, key)

    def _keys(self, aggregate: Category) -> tuple[Any, ...]:
        return (aggregate.site, aggregate.key)


class SqlEditions(Contents[EditionId, Edition], port.Editions):
    """Editions."""

    table = EDITIONS
    shape = Edition
    _of_service = Statement(
        where_equal(EDITIONS, "service").order_by(EDITIONS.c.number), "service"
    )  # fmt: skip

    def of(self, service: ServiceId) -> Sequence[Edition]:
        return self._many(self._of_service, service)

    def _keys(self, aggregate: Edition) -> tuple[Any, ...]:
        return (aggregate.site, aggregate.service, aggregate.number)
