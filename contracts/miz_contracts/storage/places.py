"""Rules of sites, gates, lanes, desks, units, hosts and services."""

from typing import Any

from miz.domain.values import Language
from miz.domain.zones import HouseRules, Passback, PassbackMode
from miz.ports.storage import Storage, UnitOfWork
from miz_contracts.storage.checks import comes_back, refusal, save
from miz_contracts.storage.samples import OTHER_SITE, SITE, Samples


class PlaceRules:
    """What is configured: places and the catalogue."""

    def test_places_and_catalogue_come_back_as_they_were(
        self, storage: Storage, make: Samples
    ) -> None:
        """Every field survives, spans with their microseconds and empty ones too."""
        gone: dict[str, Any] = {"mobile": None, "active": False, "away_until": None, "card": None}
        nobody = {"unit": None, "responsible": None, "deputy": None, "seats": 0, "zones": ()}
        quiet: dict[str, Any] = {"zone": None, "fire_at": None, "exit_asked_at": None}
        soft = HouseRules(Passback(PassbackMode.SOFT))
        samples: dict[str, list[Any]] = {
            "sites": [
                make.site(province="", training_of=OTHER_SITE),
                make.site(logo="ab" * 32, timezone="Asia/Kabul", rules=soft),
            ],
            "gates": [make.gate(), make.gate(active=False)],
            "lanes": [make.lane(), make.lane(confirms=True, active=False, **quiet)],
            "zones": [make.zone(), make.zone(week=None, capacity=None, active=False)],
            "desks": [make.desk()],
            "units": [make.unit(), make.unit(active=False, place="")],
            "hosts": [make.host(), make.host(language=Language.EN), make.host(**gone)],
            "services": [make.service(), make.service(gives_pass=False, active=False, **nobody)],
        }
        for name, records in samples.items():
            comes_back(storage, name, *records)

    def test_places_are_listed_by_site_oldest_first(self, storage: Storage, make: Samples) -> None:
        """The order is that of identities, and other sites' records stay out (threat 8)."""
        for name in ("gates", "lanes", "zones", "desks", "units", "hosts"):
            build = getattr(make, name.removesuffix("s"))
            first, second = build(), build()
            for record in (second, first, build(site=OTHER_SITE)):
                save(storage, name, record)
            listed = storage.read(lambda uow, n=name: getattr(uow, n).of(SITE))  # type: ignore[misc]

            assert [first.id, second.id] == [record.id for record in listed]

    def test_all_sites_are_listed_oldest_first(self, storage: Storage, make: Samples) -> None:
        """Sites have no site above them."""
        first, second = make.site(), make.site()
        for site in (second, first):
            save(storage, "sites", site)
        listed = storage.read(lambda uow: uow.sites.all())

        assert [first.id, second.id] == [site.id for site in listed]

    def test_hosts_are_found_by_a_fragment(self, storage: Storage, make: Samples) -> None:
        """Arabic and Persian spellings are one; retired hosts and other sites stay out (CAP-10)."""
        karimi, akbari = make.host("سارا", "کریمی"), make.host("آرش", "اکبری")
        retired = make.host("رضا", "کریمی", active=False)
        for host in (karimi, akbari, retired, make.host("علی", "کریمی", site=OTHER_SITE)):
            save(storage, "hosts", host)

        def found(uow: UnitOfWork) -> list[str]:
            fragments = ("كريمي", "ری", "%", "_", "نیست", "\\")
            return [
                ",".join(host.name.family for host in uow.hosts.search(SITE, fragment))
                for fragment in fragments
            ]

        assert ["کریمی", "اکبری,کریمی", "", "", "", ""] == storage.read(found)

    def test_host_search_keeps_to_its_limit(self, storage: Storage, make: Samples) -> None:
        """No more than asked for, the first by name."""
        for given in ("پ", "ب", "الف"):
            save(storage, "hosts", make.host(given, "کریمی"))
        found = storage.read(lambda uow: uow.hosts.search(SITE, "کریمی", limit=2))

        assert ["الف", "ب"] == [host.name.given for host in found]

    def test_a_card_is_one_hosts(self, storage: Storage, make: Samples) -> None:
        """A host is found by it at any site; a second one with it is refused (features 57)."""
        host = save(storage, "hosts", make.host(card="04C1", site=OTHER_SITE))
        for _ in range(2):
            save(storage, "hosts", make.host(card=None))
        found = storage.read(lambda uow: (uow.hosts.by_card("04C1"), uow.hosts.by_card("04C2")))

        assert (host, None) == found
        assert "card.code_taken" == refusal(storage, "hosts", make.host(card="04C1")).code

    def test_service_codes_are_unique_within_a_site(self, storage: Storage, make: Samples) -> None:
        """A second service with a code is refused, at another site it is not (ASVS V2.3.4)."""
        save(storage, "services", make.service(code="A"))
        save(storage, "services", make.service(code="A", site=OTHER_SITE))

        assert "service.code_taken" == refusal(storage, "services", make.service(code="A")).code

    def test_services_are_listed_by_code(self, storage: Storage, make: Samples) -> None:
        """Codes compare by code point, on every database alike."""
        for code in ("b", "a", "B", "۱", "1"):
            save(storage, "services", make.service(code=code))
        listed = storage.read(lambda uow: uow.services.of(SITE))

        assert ["1", "B", "a", "b", "۱"] == [service.code for service in listed]
