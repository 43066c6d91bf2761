"""The rules of `miz.ports.storage.Storage`, for whoever writes another one.

    class TestMine(StorageContract):
        @pytest.fixture
        def storage(self, tmp_path):
            storage = MyStorage(tmp_path)
            yield storage
            storage.close()

Override ``journal_key`` with the key that the storage chains its journal with. A storage that
outlives its process takes `DurableStorageContract` and the fixture ``reopen`` as well.
`StorageComparison` then searches for differences between
the storage and a model by random operations.
"""

from collections.abc import Iterator

import pytest

from miz.ports.storage import Storage

pytest.register_assert_rewrite(
    *(
        f"miz_contracts.storage.{name}"
        for name in (
            *("accesses", "bookings", "checks", "citizens", "comparison", "complaints"),
            "gatelink",
            *("journals", "notices", "offerings", "passes", "people", "places", "promises"),
            *("questions", "requests", "sequences", "staff", "units", "visits", "works"),
        )
    )
)

from miz_contracts.storage.accesses import AccessRules  # noqa: E402 - after the line above
from miz_contracts.storage.bookings import BookingRules  # noqa: E402
from miz_contracts.storage.citizens import CitizenRules  # noqa: E402
from miz_contracts.storage.comparison import StorageComparison  # noqa: E402
from miz_contracts.storage.complaints import ComplaintRules, OpinionRules  # noqa: E402
from miz_contracts.storage.gatelink import GateLinkRules  # noqa: E402
from miz_contracts.storage.journals import JournalRules  # noqa: E402
from miz_contracts.storage.notices import NoticeRules  # noqa: E402
from miz_contracts.storage.offerings import OfferingRules  # noqa: E402
from miz_contracts.storage.passes import PassRules  # noqa: E402
from miz_contracts.storage.people import PeopleRules  # noqa: E402
from miz_contracts.storage.places import PlaceRules  # noqa: E402
from miz_contracts.storage.promises import PromiseRules  # noqa: E402
from miz_contracts.storage.requests import RequestRules  # noqa: E402
from miz_contracts.storage.samples import Samples  # noqa: E402
from miz_contracts.storage.sequences import SequenceRules  # noqa: E402
from miz_contracts.storage.staff import StaffRules  # noqa: E402
from miz_contracts.storage.units import DurabilityRules, UnitRules  # noqa: E402
from miz_contracts.storage.visits import VisitRules  # noqa: E402

__all__ = ["DurableStorageContract", "Samples", "StorageComparison", "StorageContract"]


class StorageContract(
    UnitRules,
    PlaceRules,
    PeopleRules,
    VisitRules,
    PassRules,
    AccessRules,
    JournalRules,
    NoticeRules,
    StaffRules,
    OfferingRules,
    RequestRules,
    PromiseRules,
    BookingRules,
    ComplaintRules,
    OpinionRules,
    CitizenRules,
    SequenceRules,
    GateLinkRules,
):
    """Every rule of the port."""

    @pytest.fixture
    def storage(self) -> Iterator[Storage]:
        """An empty storage, closed afterwards."""
        raise NotImplementedError

    @pytest.fixture
    def journal_key(self) -> bytes:
        """The key of the storage's journal."""
        raise NotImplementedError

    @pytest.fixture
    def make(self) -> Samples:
        """Made-up records."""
        return Samples()


class DurableStorageContract(StorageContract, DurabilityRules):
    """Every rule, for a storage that outlives its process."""
