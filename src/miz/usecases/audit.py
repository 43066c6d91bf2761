"""Reading the journal and proving that nobody changed it (G8)."""

from collections.abc import Iterator
from itertools import chain, takewhile

from attrs import frozen

from miz.domain.journal import Flaw, Head, Sealed, verify
from miz.domain.staff import Actor, Permission
from miz.ports.storage import Storage
from miz.ports.vaults import Vault

BATCH = 1000


@frozen
class Audit:
    """What an auditor does. Thread-safe; only reads."""

    storage: Storage
    vault: Vault

    def flaws(self, *, actor: Actor) -> tuple[Flaw, ...]:
        """Every place at which the journal does not fit; empty is good."""
        actor.must(Permission.READ_JOURNAL)
        return tuple(self.check())

    def check(self) -> Iterator[Flaw]:
        """The same for `miz verify`, which runs as whoever owns the database and not as a user."""
        heads, last = self.storage.read(lambda uow: (uow.journal.heads(), uow.journal.last()))
        # What is written meanwhile belongs to the next check: these heads know nothing of it.
        entries = takewhile(lambda s: s.number <= last, chain.from_iterable(self._batches()))
        yield from verify(self.vault.journal_key, entries, heads)

    def heads(self) -> tuple[Head, ...]:
        """The ends of all chains, to be kept elsewhere as an anchor."""
        return tuple(self.storage.read(lambda uow: uow.journal.heads()))

    def _batches(self) -> Iterator[tuple[Sealed, ...]]:
        number = 0
        while batch := self._after(number):
            yield batch
            number = batch[-1].number

    def _after(self, number: int) -> tuple[Sealed, ...]:
        return tuple(self.storage.read(lambda uow: uow.journal.after(number, limit=BATCH)))
