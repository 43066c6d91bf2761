"""Rules of decrees, categories and editions: what the office offers, and when."""

from typing import Any

from attrs import evolve

from miz.domain.decrees import DecreeKind, DecreeState, Reach
from miz.domain.editions import Information
from miz.domain.ids import ServiceId
from miz.domain.values import Text
from miz.ports.storage import Storage
from miz_contracts.storage.checks import comes_back, ids, keep, refusal, save
from miz_contracts.storage.fresh import MOMENT, NOON, OTHER_SITE, SITE
from miz_contracts.storage.samples import Samples

SERVICE, OTHER_SERVICE = ServiceId("service-1"), ServiceId("service-2")
HERE, THERE = "فارس", "گیلان"


class OfferingRules:
    """Decrees bind whom they reach; a category has its key, an edition its number."""

    def test_what_is_offered_comes_back_as_it_was(self, storage: Storage, make: Samples) -> None:
        """Weeks, flows and every section of the form, and those that are empty (SVC-01)."""
        bare: dict[str, Any] = {
            "last": None,
            "week": {},
            "minutes": 0,
            "closes": None,
            "reference": "",
        }
        closed = make.decree(kind=DecreeKind.CLOSED, reach=Reach.PROVINCE, province=HERE, **bare)
        full = make.category()
        plain = make.category(flow=evolve(full.flow, at_once=False), title=Text("۱"), active=False)

        comes_back(storage, "decrees", make.decree(), closed)
        comes_back(storage, "categories", full, plain)
        comes_back(storage, "editions", make.edition(), make.edition(information=Information()))

    def test_decrees_of_a_site_come_newest_first(self, storage: Storage, make: Samples) -> None:
        """In every state; at the same instant by identity; other sites' stay out (3.8)."""
        old = make.decree()
        draft = make.decree(state=DecreeState.DRAFT, issued_at=NOON + MOMENT)
        gone = make.decree(state=DecreeState.WITHDRAWN, issued_at=NOON + MOMENT)
        keep(storage, "decrees", draft, old, gone, make.decree(site=OTHER_SITE))
        found = storage.read(lambda uow: ids(uow.decrees.of(SITE)))

        assert [gone.id, draft.id, old.id] == found

    def test_decrees_bind_whom_they_reach(self, storage: Storage, make: Samples) -> None:
        """A site's own, any for its province, any for all; issued first first (directive 3.8)."""
        near = make.decree(reach=Reach.PROVINCE, province=HERE, site=OTHER_SITE)
        own = make.decree(issued_at=NOON + MOMENT)
        everybody = make.decree(reach=Reach.ORGANISATION, site=OTHER_SITE)
        far = make.decree(reach=Reach.PROVINCE, province=THERE)
        # A decree for a site alone stays there, whatever province it names.
        theirs = make.decree(site=OTHER_SITE, province=HERE)
        keep(storage, "decrees", own, theirs, far, everybody, near)
        asked = ((SITE, HERE), (SITE, ""), (OTHER_SITE, THERE), (OTHER_SITE, ""))
        found = storage.read(lambda uow: [ids(uow.decrees.binding(*where)) for where in asked])

        assert [
            [near.id, everybody.id, own.id],
            [everybody.id, own.id],
            [everybody.id, far.id, theirs.id],
            [everybody.id, theirs.id],
        ] == found

    def test_an_empty_province_is_none(self, storage: Storage, make: Samples) -> None:
        """A decree for a province that nobody named binds no site, not even those without one."""
        save(storage, "decrees", make.decree(reach=Reach.PROVINCE, province="", site=OTHER_SITE))
        found = storage.read(
            lambda uow: [ids(uow.decrees.binding(SITE, province)) for province in ("", HERE)]
        )

        assert [[], []] == found

    def test_only_what_is_in_force_binds(self, storage: Storage, make: Samples) -> None:
        """A draft binds when it is switched on, and no more when it is withdrawn (I9)."""

        def binding() -> list[str]:
            return storage.read(lambda uow: ids(uow.decrees.binding(SITE, HERE)))

        draft = save(storage, "decrees", make.decree(state=DecreeState.DRAFT))
        for reach in Reach:
            gone = make.decree(reach=reach, province=HERE, state=DecreeState.WITHDRAWN)
            planned = make.decree(reach=reach, province=HERE, state=DecreeState.DRAFT)
            keep(storage, "decrees", gone, planned)
        assert [] == binding()

        in_force = save(storage, "decrees", draft.switch_on())
        assert [draft.id] == binding()

        save(storage, "decrees", in_force.withdraw())
        assert [] == binding()

    def test_category_keys_are_unique_within_a_site(self, storage: Storage, make: Samples) -> None:
        """On new ones and on changes; at another site the key is free."""
        save(storage, "categories", make.category(key="documents"))
        save(storage, "categories", make.category(key="documents", site=OTHER_SITE))
        second = save(storage, "categories", make.category(key="one_step"))
        for record in (make.category(key="documents"), evolve(second, key="documents")):
            conflict = refusal(storage, "categories", record)

            assert ("category.key_taken", "key") == (conflict.code, conflict.field)

    def test_categories_are_listed_and_found_by_key(self, storage: Storage, make: Samples) -> None:
        """Oldest first, so that the order of the first four stays; of one site."""
        first, second = make.category(key="z"), make.category(key="a")
        elsewhere = make.category(key="a", site=OTHER_SITE)
        keep(storage, "categories", second, elsewhere, first)
        listed, *found = storage.read(
            lambda uow: (
                ids(uow.categories.of(SITE)),
                uow.categories.by_key(SITE, "a"),
                uow.categories.by_key(OTHER_SITE, "a"),
                uow.categories.by_key(OTHER_SITE, "z"),
            )
        )

        assert [first.id, second.id] == listed
        assert [evolve(second, version=1), evolve(elsewhere, version=1), None] == found

    def test_edition_numbers_are_unique_within_a_service(
        self, storage: Storage, make: Samples
    ) -> None:
        """Two who publish at once: the second one looks again (SVC-01)."""
        save(storage, "editions", make.edition(number=1))
        save(storage, "editions", make.edition(number=1, service=OTHER_SERVICE))
        conflict = refusal(storage, "editions", make.edition(number=1))

        assert "edition.number_taken" == conflict.code

    def test_editions_come_by_number(self, storage: Storage, make: Samples) -> None:
        """Nine before ten, and only the service's own."""
        tenth, ninth = make.edition(number=10), make.edition(number=9)
        keep(storage, "editions", tenth, ninth, make.edition(number=1, service=OTHER_SERVICE))
        found = storage.read(lambda uow: [edition.number for edition in uow.editions.of(SERVICE)])

        assert [9, 10] == found
