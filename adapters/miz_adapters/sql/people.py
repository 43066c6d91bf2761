"""Persons as rows: names in the clear for searching, everything else about them sealed."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from miz.domain.ids import PersonId, SiteId
from miz.domain.people import (
    DocumentKind,
    Identity,
    Person,
    PersonDocument,
    PersonKind,
    Revision,
)
from miz.domain.persian import fold
from miz.domain.values import Mobile, NationalId, Passport, PersonName
from miz.ports import repositories as port
from miz_adapters.sql import names
from miz_adapters.sql.lines import Row
from miz_adapters.sql.records import Records, instant, limited, micros, where_equal
from miz_adapters.sql.statements import Statement
from miz_adapters.sql.tables import PEOPLE


def _by(column: str) -> Statement:
    return Statement(where_equal(PEOPLE, "site", column), "site", column)


class SqlPeople(Records[PersonId, Person], port.People):
    """Persons."""

    table = PEOPLE
    _by_national_id = _by("national_id_index")
    _by_passport = _by("passport_index")
    _by_mobile = Statement(
        limited(
            where_equal(PEOPLE, "site", "mobile_index").order_by(
                PEOPLE.c.registered_at.desc(), PEOPLE.c.id.desc()
            )
        ),
        *("site", "mobile_index", "most"),
    )

    def by_national_id(self, site: SiteId, number: NationalId) -> Person | None:
        return self._one(self._by_national_id, site, self._index("national_id", number.digits))

    def by_passport(self, site: SiteId, passport: Passport) -> Person | None:
        return self._one(self._by_passport, site, self._index("passport", passport.key))

    def by_mobile(self, site: SiteId, mobile: Mobile, *, limit: int = 10) -> Sequence[Person]:
        return self._many(self._by_mobile, site, self._index("mobile", mobile.number), limit)

    def search(self, site: SiteId, fragment: str, *, limit: int = 10) -> Sequence[Person]:
        words = fold(fragment).split()[: names.MOST_WORDS]
        patterns = [names.pattern(word) for word in words]
        match = names.match(words) if self._line.dialect == "sqlite" else ""
        if match and self._line.fetch(names.COUNT, match)[0][0] <= names.RARE:
            rare = names.in_index(len(words))
            return self._many(rare, match, site, *patterns, limit)
        return self._many(names.in_order(len(words)), site, *patterns, limit)

    def _pack(self, aggregate: Person) -> tuple[Any, ...]:
        person, who = aggregate, aggregate.identity
        identity = person.id
        number = who.national_id.digits if who.national_id else None
        passport = who.passport.key if who.passport else None
        born = who.birth_date.isoformat() if who.birth_date else None
        mobile = who.mobile.number if who.mobile else None
        return (
            identity,
            person.site,
            who.kind.value,
            who.name.given,
            who.name.family,
            who.name.folded,
            self._seal(identity, "national_id", number),
            self._index("national_id", number),
            self._seal(identity, "passport", passport),
            self._index("passport", passport),
            self._seal(identity, "father", who.father or None),
            self._seal(identity, "birth_date", born),
            self._seal(identity, "mobile", mobile),
            self._index("mobile", mobile),
            micros(person.registered_at),
            _documents_text(person.documents),
            self._seal(identity, "revisions", _revisions_text(person.revisions)),
        )

    def _unpack(self, row: Row) -> Person:
        identity, site, kind, given, family, _, *sealed = row
        number, _, passport, _, father, born, mobile, _, *rest = sealed
        registered_at, documents, revisions, version = rest
        who = Identity(
            kind=PersonKind(kind),
            name=PersonName(given, family),
            national_id=_made(NationalId, self._open(identity, "national_id", number)),
            passport=_made(_passport, self._open(identity, "passport", passport)),
            father=self._open(identity, "father", father) or "",
            birth_date=_made(date.fromisoformat, self._open(identity, "birth_date", born)),
            mobile=_made(Mobile, self._open(identity, "mobile", mobile)),
        )
        return Person(
            identity,
            site,
            who,
            instant(registered_at),
            _documents(documents),
            _revisions(self._open(identity, "revisions", revisions)),
            version,
        )

    def _index(self, name: str, value: str | None) -> str | None:
        return None if value is None else self._vault.index(value, context=name)


def _made(make: Any, text: str | None) -> Any:
    return None if text is None else make(text)


def _passport(key: str) -> Passport:
    return Passport(key[:3], key[3:])


def _documents_text(documents: Sequence[PersonDocument]) -> str:
    return json.dumps([[d.kind.value, d.digest, micros(d.taken_at)] for d in documents])


def _documents(text: str) -> tuple[PersonDocument, ...]:
    return tuple(
        PersonDocument(DocumentKind(kind), digest, instant(taken_at))
        for kind, digest, taken_at in json.loads(text)
    )


def _revisions_text(revisions: Sequence[Revision]) -> str | None:
    if not revisions:
        return None
    return json.dumps([[micros(r.at), r.by, r.field, r.before, r.after] for r in revisions])


def _revisions(text: str | None) -> tuple[Revision, ...]:
    if text is None:
        return ()
    return tuple(Revision(instant(at), *rest) for at, *rest in json.loads(text))
