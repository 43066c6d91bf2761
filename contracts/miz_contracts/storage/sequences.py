"""Rules of numbers that people read."""

from miz.domain.ids import SiteId
from miz.ports.storage import Storage, UnitOfWork
from miz_contracts.storage.checks import PLANNED, Planned, fails, race
from miz_contracts.storage.fresh import OTHER_SITE, SITE

LETTERS, OTHERS = "letters/1404", "letters/1405"
RACERS = 8


def given(storage: Storage, site: SiteId = SITE, name: str = LETTERS) -> int:
    """The next number, in a work of its own."""
    return storage.write(lambda uow: uow.sequences.next(site, name))


class SequenceRules:
    """Numbers follow each other without a gap, each given once (EDK-02)."""

    def test_numbers_count_from_one(self, storage: Storage) -> None:
        """For each site and name by itself; a work may take several."""
        several = storage.write(lambda uow: [uow.sequences.next(SITE, LETTERS) for _ in range(3)])
        others = [given(storage, OTHER_SITE), given(storage, name=OTHERS)]

        assert ([1, 2, 3], [1, 1], 4) == (several, others, given(storage))

    def test_a_failed_work_gives_its_numbers_back(self, storage: Storage) -> None:
        """The first one and later ones: what was never kept leaves no gap (EDK-02)."""

        def takes_two(uow: UnitOfWork) -> None:
            for _ in range(2):
                uow.sequences.next(SITE, LETTERS)

        fails(storage, takes_two)
        first = given(storage)
        fails(storage, takes_two)

        assert (1, 2) == (first, given(storage))

    def test_of_eight_at_once_each_gets_its_own(self, storage: Storage) -> None:
        """Two each, one after the other, and none twice (EDK-02)."""

        def takes_two(uow: UnitOfWork) -> tuple[int, int]:
            return uow.sequences.next(SITE, LETTERS), uow.sequences.next(SITE, LETTERS)

        taken = race(storage, [takes_two] * RACERS)
        pairs = [(first, first + 1) for first in range(1, 2 * RACERS, 2)]

        assert pairs == sorted(taken)

    def test_failures_beside_it_leave_no_gap(self, storage: Storage) -> None:
        """Eight at once, of which every second fails: the others share one to four (EDK-02)."""

        def takes(uow: UnitOfWork) -> int:
            return uow.sequences.next(SITE, LETTERS)

        def takes_in_vain(uow: UnitOfWork) -> int:
            takes(uow)
            raise Planned

        taken = race(storage, [takes, takes_in_vain] * (RACERS // 2))

        assert [1, 2, 3, 4] == sorted(number for number in taken if number != PLANNED)
        assert 5 == given(storage)
