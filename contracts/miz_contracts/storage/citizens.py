"""Rules of what the portal keeps of citizens: drafts, one-time codes and sessions."""

from typing import Any

from attrs import evolve

from miz.domain.ids import RequestId
from miz.domain.values import Mobile
from miz.ports.storage import Storage
from miz_contracts.storage.checks import comes_back, fails, find, ids, keep, refusal, save
from miz_contracts.storage.fresh import MOMENT, NOON, OTHER_SITE, SITE, minutes, national_id
from miz_contracts.storage.samples import Samples

NUMBER, MOBILE = national_id(12_345_678), Mobile("+989351112233")
AGES = {"drafts": "opened_at", "challenges": "sent_at", "citizen_sessions": "created_at"}
"""What is forgotten, by which of its instants."""


def aged(make: Samples, kind: str, **values: Any) -> list[Any]:
    """One of the kind from a moment before noon, one from noon, one from a moment after."""
    build = getattr(make, kind.removesuffix("s"))
    return [build(**{AGES[kind]: NOON + MOMENT * shift}, **values) for shift in (-1, 0, 1)]


class CitizenRules:
    """Drafts are found by number, codes are counted, and all of it is forgotten in time."""

    def test_what_is_kept_of_citizens_comes_back_as_it_was(
        self, storage: Storage, make: Samples
    ) -> None:
        """Numbers with leading zeros, answers, ends and tries (threats 2, 3)."""
        filed = make.draft(national_id=NUMBER, answers={}, papers=(), request=RequestId("r"))
        used = make.challenge(national_id=NUMBER, tries=0, used_at=NOON + MOMENT)
        closed = make.citizen_session(national_id=NUMBER, closed_at=NOON + MOMENT)

        comes_back(storage, "drafts", make.draft(), filed)
        comes_back(storage, "challenges", make.challenge(), used)
        comes_back(storage, "citizen_sessions", make.citizen_session(), closed)

    def test_drafts_of_a_citizen_come_newest_first(self, storage: Storage, make: Samples) -> None:
        """Those that are not filed, at one site; at the same instant by identity (32)."""
        old, first, twin = (
            make.draft(national_id=NUMBER, opened_at=NOON + MOMENT * shift) for shift in (0, 1, 1)
        )
        filed = make.draft(national_id=NUMBER, request=RequestId("request-1"))
        elsewhere = make.draft(national_id=NUMBER, site=OTHER_SITE)
        keep(storage, "drafts", twin, old, first, filed, elsewhere, make.draft())

        def found() -> list[str]:
            return storage.read(lambda uow: ids(uow.drafts.of_citizen(SITE, NUMBER)))

        assert [twin.id, first.id, old.id] == found()

        save(storage, "drafts", evolve(first, version=1).become(RequestId("request-2")))
        assert [twin.id, old.id] == found()

    def test_sent_codes_are_counted(self, storage: Storage, make: Samples) -> None:
        """In all, at a site, to a mobile, for a number, and for several at once (threat 3)."""
        both = {"mobile": MOBILE, "national_id": NUMBER}
        for values in (both, {"mobile": MOBILE}, {"national_id": NUMBER}, {}):
            save(storage, "challenges", make.challenge(**values))
        save(storage, "challenges", make.challenge(site=OTHER_SITE, **both))
        asked: list[dict[str, Any]] = [
            {},
            {"site": SITE},
            {"mobile": MOBILE},
            {"number": NUMBER},
            {"mobile": MOBILE, "number": NUMBER},
            {"site": SITE, "mobile": MOBILE},
            {"site": OTHER_SITE, "number": NUMBER},
            {"number": national_id(1)},
        ]
        found = storage.read(lambda uow: [uow.challenges.sent(NOON, **one) for one in asked])

        assert [5, 4, 3, 3, 2, 2, 1, 0] == found

    def test_codes_are_counted_from_an_instant_on(self, storage: Storage, make: Samples) -> None:
        """Those at the instant count, used or not, those before do not (threat 3)."""
        before, at, after = aged(make, "challenges", mobile=MOBILE)
        keep(storage, "challenges", before, evolve(at, used_at=NOON + minutes(1)), after)
        found = storage.read(
            lambda uow: [
                count
                for shift in (-1, 0, 1, 2)
                for count in (
                    uow.challenges.sent(NOON + MOMENT * shift),
                    uow.challenges.sent(NOON + MOMENT * shift, mobile=MOBILE),
                )
            ]
        )

        assert [3, 3, 2, 2, 1, 1, 0, 0] == found

    def test_a_citizens_session_is_found_by_its_digest(
        self, storage: Storage, make: Samples
    ) -> None:
        """An unknown one is None; a second with the same digest is refused, closed or not."""
        closed = make.citizen_session(closed_at=NOON, site=OTHER_SITE)
        session = save(storage, "citizen_sessions", closed)
        twin = make.citizen_session(token_digest=session.token_digest)
        found = storage.read(
            lambda uow: [
                uow.citizen_sessions.by_digest(digest)
                for digest in (session.token_digest, "0" * 64)
            ]
        )

        assert [session, None] == found
        assert "session.taken" == refusal(storage, "citizen_sessions", twin).code

    def test_what_is_old_is_forgotten(self, storage: Storage, make: Samples) -> None:
        """What began before the instant, at every site; it says how many (threat 23)."""
        for kind in AGES:
            before, at, after = aged(make, kind)
            keep(storage, kind, before, at, after, *aged(make, kind, site=OTHER_SITE)[:1])
            counts = [
                storage.write(lambda uow, k=kind: getattr(uow, k).forget(NOON))  # type: ignore[misc]
                for _ in range(2)
            ]

            assert [2, 0] == counts
            assert find(storage, kind, before.id) is None
            kept = [find(storage, kind, record.id) for record in (at, after)]
            assert [evolve(at, version=1), evolve(after, version=1)] == kept

    def test_what_is_forgotten_is_found_nowhere(self, storage: Storage, make: Samples) -> None:
        """Neither by number nor by digest nor in counts; its identity and digest are free again."""
        draft, filed = make.draft(national_id=NUMBER), make.draft(request=RequestId("request-1"))
        challenge, session = make.challenge(), make.citizen_session()
        keep(storage, "drafts", draft, filed)
        keep(storage, "challenges", challenge)
        keep(storage, "citizen_sessions", session)
        forgotten = storage.write(
            lambda uow: [getattr(uow, kind).forget(NOON + MOMENT) for kind in AGES]
        )
        found = storage.read(
            lambda uow: (
                list(uow.drafts.of_citizen(SITE, NUMBER)),
                uow.challenges.sent(NOON),
                uow.citizen_sessions.by_digest(session.token_digest),
            )
        )

        assert [2, 1, 1] == forgotten
        assert ([], 0, None) == found
        assert 1 == save(storage, "drafts", draft).version
        again = make.citizen_session(token_digest=session.token_digest)
        assert 1 == save(storage, "citizen_sessions", again).version

    def test_a_failed_work_forgets_nothing(self, storage: Storage, make: Samples) -> None:
        """What it deleted is back, with all by which it is found."""
        draft, challenge = make.draft(national_id=NUMBER), make.challenge(mobile=MOBILE)
        session = make.citizen_session()
        kept = [
            save(storage, kind, record)
            for kind, record in zip(AGES, (draft, challenge, session), strict=True)
        ]
        fails(storage, lambda uow: [getattr(uow, k).forget(NOON + minutes(1)) for k in AGES])
        found = storage.read(
            lambda uow: [
                *uow.drafts.of_citizen(SITE, NUMBER),
                uow.challenges.find(challenge.id),
                uow.citizen_sessions.by_digest(session.token_digest),
            ]
        )

        assert kept == found
        assert 1 == storage.read(lambda uow: uow.challenges.sent(NOON, mobile=MOBILE))
        twin = make.citizen_session(token_digest=session.token_digest)
        assert "session.taken" == refusal(storage, "citizen_sessions", twin).code
