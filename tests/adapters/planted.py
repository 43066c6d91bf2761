"""Storages with one fault each, to prove that the contract and the comparison can fail."""

from collections.abc import Callable
from inspect import signature
from typing import Any

from attrs import evolve

from miz.domain.persian import fold
from miz.ports.storage import Storage
from miz.ports.vaults import Vault
from miz_adapters.conflicts import RULES
from miz_adapters.memory import MemoryStorage, PlainVault
from miz_contracts.storage import Samples, StorageContract

Plant = Callable[[MemoryStorage], None]


def faulty(plant: Plant, *, vault: Vault | None = None) -> MemoryStorage:
    """A storage in memory with the fault."""
    storage = MemoryStorage(vault=vault)
    plant(storage)
    return storage


def forgets_to_undo(storage: MemoryStorage) -> None:
    """What a failed work did stays."""
    ledger: Any = storage._ledger
    ledger.revert = ledger.end


def forgets_to_undo_entries(storage: MemoryStorage) -> None:
    """Entries of a failed work stay in the journal."""
    journal: Any = storage._unit.journal
    journal._cut = lambda *_: None


def forgets_uniqueness(name: str) -> Plant:
    """One rule of uniqueness is not kept."""

    def plant(storage: MemoryStorage) -> None:
        for records in vars(storage._unit).values():
            rules = getattr(records, "rules", ())
            kept = tuple(rule for rule in rules if rule[0] is not RULES[name])
            if kept != rules:
                records.rules = kept

    return plant


def ignores_versions(storage: MemoryStorage) -> None:
    """The last writer wins."""
    for records in vars(storage._unit).values():
        save = getattr(records, "save", None)
        if save is not None:
            records.save = _blindly(records, save)


def _blindly(records: Any, save: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def saved(record: Any) -> Any:
        before = records.find(record.id)
        return save(evolve(record, version=before.version if before else 0))

    return saved


def swallows_conflicts(storage: MemoryStorage) -> None:
    """A work that swallows a conflict is kept half."""
    ledger: Any = storage._ledger
    ledger.check = lambda: None


def writes_in_reads(storage: MemoryStorage) -> None:
    """A read may write."""
    ledger: Any = storage._ledger
    ledger.must_write = lambda: None


def shows_other_sites(storage: MemoryStorage) -> None:
    """Lists know no site."""
    gates: Any = storage._unit.gates
    gates.of = lambda _: gates._all(by=lambda record: record.id)


def searches_by_spelling(storage: MemoryStorage) -> None:
    """Names are found only as they were typed, one word at a time."""
    people: Any = storage._unit.people

    def search(site: str, fragment: str, *, limit: int = 10) -> list[Any]:
        found = people._all(by=lambda p: (p.name.folded, p.id))
        return [p for p in found if p.site == site and fold(fragment) in p.name.full][:limit]

    people.search = search


def counts_late(storage: MemoryStorage) -> None:
    """An entry at the very instant is not counted."""
    visits: Any = storage._unit.visits
    count = visits.entered_since
    visits.entered_since = lambda site, since: count(site, since.replace(microsecond=999_999))


def prefers_spent_passes(storage: MemoryStorage) -> None:
    """A code finds the newest pass, live or not."""
    passes: Any = storage._unit.passes
    passes.by_code = lambda code: max(
        (p for p in passes._rows.values() if p.code == code),
        key=lambda p: (p.issued_at, p.id),
        default=None,
    )


def repeats_for_ever(storage: MemoryStorage) -> None:
    """A repetition has no end."""
    accesses: Any = storage._unit.accesses
    found = accesses.repeated
    accesses.repeated = lambda lane, code, *, since: found(
        lane, code, since=since.replace(year=1990)
    )


def breaks_the_chain(storage: MemoryStorage) -> None:
    """Every entry is chained to nothing."""
    journal: Any = storage._unit.journal
    append = journal._append

    def appended(entry: Any) -> None:
        append(entry)
        journal._heads = {
            chain: evolve(head, digest="0" * 64) for chain, head in journal._heads.items()
        }

    journal._append = appended


def lends_leased_notices(storage: MemoryStorage) -> None:
    """A leased notice is due again at once."""
    notices: Any = storage._unit.notices
    due = notices.due
    notices.due = lambda at, *, limit=50: due(at.replace(year=2099), limit=limit)


def tells_everybody_else(storage: MemoryStorage) -> None:
    """Watchers are told of nothing."""
    listeners: Any = storage._listeners
    listeners.tell = lambda: None


def run(rule: str, storage: Storage) -> None:
    """Runs one rule of the contract by itself."""
    test = getattr(StorageContract(), rule)
    given = {"storage": storage, "make": Samples(), "journal_key": PlainVault().journal_key}
    test(**{name: given[name] for name in signature(test).parameters})
