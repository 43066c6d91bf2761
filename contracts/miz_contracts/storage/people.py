"""Rules of persons' files."""

from datetime import timedelta

import pytest
from attrs import evolve

from miz.domain.people import DocumentKind, Person
from miz.domain.values import Mobile, Passport
from miz.ports.storage import Storage
from miz_contracts.storage.checks import comes_back, ids, refusal, save
from miz_contracts.storage.samples import NOON, OTHER_SITE, SITE, Samples, national_id


class PeopleRules:
    """One file per human, found by number, passport, mobile and name (MIS-04)."""

    def test_a_file_comes_back_as_it_was(self, storage: Storage, make: Samples) -> None:
        """Identity, pictures and the history of edits survive in order (CAP-10, CAP-12)."""
        person = make.person().attach(DocumentKind.FACE, "ab" * 32, at=NOON)
        person = person.attach(DocumentKind.ID_CARD, "cd" * 32, at=NOON + timedelta(seconds=1))
        edited = make.iranian("علی", "محمدی", father="", birth_date=None, mobile=None)
        person = person.edit(edited, by="user-1", at=NOON)

        comes_back(storage, "people", person, make.person(make.foreigner()))

    def test_a_file_is_found_by_its_numbers(self, storage: Storage, make: Samples) -> None:
        """National number and passport find the one file of the site, and no other site's."""
        iranian, foreigner = make.person(), make.person(make.foreigner())
        for person in (iranian, foreigner):
            save(storage, "people", person)
        number, passport = iranian.identity.national_id, foreigner.identity.passport
        assert number is not None
        assert passport is not None

        found = storage.read(
            lambda uow: (
                uow.people.by_national_id(SITE, number),
                uow.people.by_national_id(OTHER_SITE, number),
                uow.people.by_national_id(SITE, national_id(987654321)),
                uow.people.by_passport(SITE, passport),
                uow.people.by_passport(SITE, Passport("AFG", passport.number)),
            )
        )

        first, other, unknown, foreign, wrong_state = found
        assert first is not None
        assert foreign is not None
        assert [iranian.id, foreigner.id] == [first.id, foreign.id]
        assert (None, None, None) == (other, unknown, wrong_state)

    def test_an_old_number_finds_nothing_after_an_edit(
        self, storage: Storage, make: Samples
    ) -> None:
        """What a file is found by changes with the file."""
        person = save(storage, "people", make.person())
        old, corrected = person.identity.national_id, make.iranian()
        save(storage, "people", person.edit(corrected, by="user-1", at=NOON))
        found = storage.read(
            lambda uow: (
                uow.people.by_national_id(SITE, old),
                uow.people.by_national_id(SITE, corrected.national_id),  # type: ignore[arg-type]
            )
        )

        assert found[0] is None
        assert found[1] is not None

    @pytest.mark.parametrize("field", ["national_id", "passport"])
    def test_numbers_are_unique_within_a_site(
        self, storage: Storage, make: Samples, field: str
    ) -> None:
        """A second file with the number is refused and names the field; elsewhere it is not."""
        identity = make.iranian() if field == "national_id" else make.foreigner()
        save(storage, "people", make.person(identity))
        save(storage, "people", make.person(identity, site=OTHER_SITE))
        conflict = refusal(storage, "people", make.person(identity))

        assert (f"person.{field}_taken", field) == (conflict.code, conflict.field)

    def test_an_edit_may_not_take_anothers_number(self, storage: Storage, make: Samples) -> None:
        """Uniqueness holds on updates as on new files."""
        first, second = make.person(), save(storage, "people", make.person())
        save(storage, "people", first)
        stolen = second.edit(first.identity, by="user-1", at=NOON)

        assert "person.national_id_taken" == refusal(storage, "people", stolen).code

    def test_files_of_one_mobile_come_newest_first(self, storage: Storage, make: Samples) -> None:
        """A family may share a telephone."""
        mobile = Mobile("+989121112233")
        files = [
            make.person(make.iranian(mobile=mobile), registered_at=NOON + timedelta(days=days))
            for days in (1, 3, 2)
        ]
        for person in (
            *files,
            make.person(),
            make.person(make.iranian(mobile=mobile), site=OTHER_SITE),
        ):
            save(storage, "people", person)
        found = storage.read(lambda uow: uow.people.by_mobile(SITE, mobile, limit=2))

        assert [files[1].id, files[2].id] == ids(found)

    def test_every_word_of_a_fragment_must_be_held(self, storage: Storage, make: Samples) -> None:
        """Fragments of any length, in any order and spelling, and no pattern of a database."""
        for given, family in (
            ("علی", "رضایی"),
            ("علیرضا", "کاظمی"),
            ("زهرا", "رضایی‌فر"),
            ("O'Neil", '100%_"x"'),
            ("Müller", "İlker"),
        ):
            save(storage, "people", make.person(make.iranian(given, family)))
        save(storage, "people", make.person(make.iranian("علی", "رضایی"), site=OTHER_SITE))
        expected = {
            "رضا": ["زهرا", "علی", "علیرضا"],
            "رضايي علي": ["علی"],
            "ی": ["زهرا", "علی", "علیرضا"],
            "عل ر": ["علی", "علیرضا"],
            "رضایی فر": ["زهرا"],
            "o'neil": ["O'Neil"],
            "%": ["O'Neil"],
            '_"X': ["O'Neil"],
            "MÜLL": ["Müller"],
            "هیچ کس": [],
            "\0\0\0": [],
        }
        found = {
            fragment: [
                p.name.given
                for p in storage.read(lambda uow, f=fragment: uow.people.search(SITE, f))  # type: ignore[misc]
            ]
            for fragment in expected
        }

        assert expected == found

    def test_a_renamed_person_is_found_by_the_new_name_only(
        self, storage: Storage, make: Samples
    ) -> None:
        """A word index follows the file."""
        person: Person = save(storage, "people", make.person(make.iranian("علی", "رضایی")))
        name = evolve(person.identity, name=evolve(person.name, family="محمدی"))
        save(storage, "people", person.edit(name, by="user-1", at=NOON))
        counts = [
            len(storage.read(lambda uow, f=fragment: uow.people.search(SITE, f)))  # type: ignore[misc]
            for fragment in ("رضایی", "محمدی", "علی")
        ]

        assert [0, 1, 1] == counts

    def test_search_keeps_to_its_limit(self, storage: Storage, make: Samples) -> None:
        """No more than asked for, the first by folded name."""
        for given in ("پروین", "بهار", "آذر"):
            save(storage, "people", make.person(make.iranian(given, "کریمی")))
        found = storage.read(lambda uow: uow.people.search(SITE, "کریمی", limit=2))

        assert ["آذر", "بهار"] == [person.name.given for person in found]
