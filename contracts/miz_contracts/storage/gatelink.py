"""Rules of what is kept of gates that decide alone."""

from miz.ports.storage import Storage
from miz_contracts.storage.checks import comes_back, ids, keep, refusal, save
from miz_contracts.storage.fresh import MOMENT, NOON, OTHER_SITE, SITE
from miz_contracts.storage.samples import Samples


class GateLinkRules:
    """A gate has one record; a decision of a gate clashes once (B6)."""

    def test_what_is_kept_of_gates_comes_back_as_it_was(
        self, storage: Storage, make: Samples
    ) -> None:
        """Numbers, instants and who looked into it; one that was never heard too."""
        comes_back(storage, "nodes", make.node(), make.node(snapshot_at=None, seen_at=None))
        comes_back(storage, "clashes", make.clash(), make.clash(visit=None, seen_at=None))

    def test_nodes_are_listed_by_site(self, storage: Storage, make: Samples) -> None:
        """By identity."""
        first, second = make.node(), make.node()
        keep(storage, "nodes", second, first, make.node(site=OTHER_SITE))

        assert [first.id, second.id] == storage.read(lambda uow: ids(uow.nodes.of(SITE)))

    def test_a_decision_clashes_once(self, storage: Storage, make: Samples) -> None:
        """And is found by the gate's name for it, at any site."""
        kept = save(storage, "clashes", make.clash(access="a", site=OTHER_SITE))
        conflict = refusal(storage, "clashes", make.clash(access="a"))
        found = storage.read(lambda uow: [uow.clashes.by_access(name) for name in ("a", "b")])

        assert "clash.known" == conflict.code
        assert [kept, None] == found

    def test_clashes_since_an_instant_come_newest_first(
        self, storage: Storage, make: Samples
    ) -> None:
        """That instant included; as many as asked for."""
        old, at, twin, late = (make.clash(at=NOON + MOMENT * shift) for shift in (-1, 0, 0, 1))
        keep(storage, "clashes", late, old, twin, at, make.clash(site=OTHER_SITE))
        found = storage.read(
            lambda uow: [
                ids(uow.clashes.of(SITE, NOON)),
                ids(uow.clashes.of(SITE, NOON, limit=1)),
            ]
        )

        assert [[late.id, twin.id, at.id], [late.id]] == found
