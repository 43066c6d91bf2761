"""Passes and guest cards as rows; their codes are sealed and found by a keyed hash."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from miz.domain.admissions import Window
from miz.domain.ids import CardId, PassId, SiteId, VisitId
from miz.domain.passes import CardState, GuestCard, Pass, PassForm, PassState
from miz.ports import repositories as port
from miz_adapters.sql.lines import Row
from miz_adapters.sql.records import Records, instant, micros, where_equal
from miz_adapters.sql.statements import Statement, word, words
from miz_adapters.sql.tables import CARDS, PASSES

_FORMS = {form.value: form for form in PassForm}
_STATES = {state.value: state for state in PassState}
_CARD_STATES = {state.value: state for state in CardState}


class SqlPasses(Records[PassId, Pass], port.Passes):
    """Passes."""

    table = PASSES
    _live = Statement(
        where_equal(PASSES, "code_index").where(PASSES.c.state == word("live")), "code_index"
    )
    _newest = Statement(
        where_equal(PASSES, "code_index")
        .order_by(PASSES.c.issued_at.desc(), PASSES.c.id.desc())
        .limit(sa.literal_column("1")),
        "code_index",
    )
    _of_visit = Statement(
        where_equal(PASSES, "visit").order_by(PASSES.c.issued_at.desc(), PASSES.c.id.desc()),
        "visit",
    )

    def by_code(self, code: str) -> Pass | None:
        found = self._vault.index(code, context="pass_code")
        return self._one(self._live, found) or self._one(self._newest, found)

    def of_visit(self, visit: VisitId) -> Sequence[Pass]:
        return self._many(self._of_visit, visit)

    def _pack(self, aggregate: Pass) -> tuple[Any, ...]:
        pass_ = aggregate
        return (
            pass_.id,
            pass_.site,
            pass_.visit,
            pass_.form.value,
            self._seal(pass_.id, "code", pass_.code),
            self._vault.index(pass_.code, context="pass_code"),
            micros(pass_.window.start),
            micros(pass_.window.until),
            micros(pass_.issued_at),
            pass_.card,
            pass_.gate,
            pass_.state.value,
        )

    def _unpack(self, row: Row) -> Pass:
        identity, site, visit, form, sealed, _, start, until, issued_at, *rest = row
        card, gate, state, version = rest
        return Pass(
            identity,
            site,
            visit,
            _FORMS[form],
            self._read(identity, "code", sealed),
            Window(instant(start), instant(until)),
            instant(issued_at),
            card,
            gate,
            _STATES[state],
            version,
        )


@cache
def _of_site(states: tuple[CardState, ...]) -> Statement:
    query = where_equal(CARDS, "site")
    if states:
        query = query.where(CARDS.c.state.in_(words(*states)))
    return Statement(query.order_by(sa.func.length(CARDS.c.number), CARDS.c.number), "site")


class SqlCards(Records[CardId, GuestCard], port.Cards):
    """Guest cards."""

    table = CARDS
    _by_code = Statement(where_equal(CARDS, "code_index"), "code_index")

    def by_code(self, code: str) -> GuestCard | None:
        return self._one(self._by_code, self._vault.index(code, context="card_code"))

    def of(self, site: SiteId, *states: CardState) -> Sequence[GuestCard]:
        return self._many(_of_site(states), site)

    def _pack(self, aggregate: GuestCard) -> tuple[Any, ...]:
        card = aggregate
        return (
            card.id,
            card.site,
            card.number,
            self._seal(card.id, "code", card.code),
            self._vault.index(card.code, context="card_code"),
            card.state.value,
            card.visit,
        )

    def _unpack(self, row: Row) -> GuestCard:
        identity, site, number, sealed, _, state, visit, version = row
        code = self._read(identity, "code", sealed)
        return GuestCard(identity, site, number, code, _CARD_STATES[state], visit, version)
