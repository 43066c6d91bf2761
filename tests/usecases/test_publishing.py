from datetime import date

import pytest
from attrs import evolve

from miz.domain.calendar import OfficeTime
from miz.domain.editions import DocumentNeed, Information, Step
from miz.domain.values import Text
from miz.errors import InvalidValue, NotFound
from miz.usecases.publishing import Offer
from tests.desk_office import LICENCE, Desk, equip_again

QUICKER = evolve(LICENCE, duration=OfficeTime(days=1))


def offer(desk: Desk) -> Offer:
    """The licence as everybody sees it."""
    return desk.core.publishing.offer(actor=desk.public, service=desk.licence.id)


def found(desk: Desk, words: str) -> list[str]:
    """The codes of services that the words find."""
    offers = desk.core.publishing.published(actor=desk.public, words=words)
    return [one.service.code for one in offers]


def test_desk_kiosk_and_portal_read_one_record(desk: Desk) -> None:
    """The same offer for whoever asks, by identity, by code, or from the list (SVC-01)."""
    publish_plain(desk)
    ways = [
        offer(desk),
        desk.core.publishing.by_code(actor=desk.operator, code="201"),
        *desk.core.publishing.published(actor=desk.officer, words="پروانهٔ کسب"),
    ]

    assert [offer(desk)] * 3 == ways
    assert (desk.licence, LICENCE) == (ways[0].service, ways[0].information)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("steps", ["check", "issue"]),
        ("documents", ["card", "lease", "photo"]),
        ("laws", [("۱۲", date(2003, 3, 15), "https://law.example")]),
        ("questions", [("چند روز؟", "دو روز کاری")]),
        ("duration", OfficeTime(days=2)),
        ("fees", [(1_500_000, "IR0612", "بند ۵ قانون بودجه")]),
        ("complaint", "از همین صفحه یا به رئیس اداره"),
        ("responsible", ("الهام نوری", "مالی")),
    ],
)
def test_a_service_shows_its_eight_rows(desk: Desk, row: str, expected: object) -> None:
    """Whatever was published is shown, in its order (SVC-02 to SVC-09, C1-04)."""
    seen = offer(desk)
    told = seen.information
    assert seen.responsible is not None
    assert seen.unit is not None
    shown = {
        "steps": [one.key for one in told.steps],
        "documents": [one.key for one in told.documents],
        "laws": [(one.number, one.day, one.link) for one in told.laws],
        "questions": [(one.question.fa, one.answer.fa) for one in told.questions],
        "duration": told.duration,
        "fees": [(one.rials, one.account, one.basis) for one in told.fees],
        "complaint": told.complaint.fa,
        "responsible": (seen.responsible.name.full, seen.unit.name.fa),
    }

    assert expected == shown[row]


@pytest.mark.parametrize(
    "words", ["پروانه كسب", "کسب پروانهٔ", "۲۰۱", "201", "licen", "اصناف پروانه"]
)
def test_a_service_is_found_by_its_words(desk: Desk, words: str) -> None:
    """From either keyboard, in any order, by code, title or description (EDK-01, J2 step 1)."""
    publish_plain(desk)

    assert ["201"] == found(desk, words)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("می‌خواهم پروانه بگیرم", ["201"]),
        ("پروانه نان", ["201"]),
        ("پروانه برای جلسه رسیدگی", ["301", "201"]),
        ("پروانه کسب", ["201"]),
        ("hearing licence stamp", ["201", "301", "401"]),
    ],
)
def test_a_sentence_finds_what_holds_any_of_its_words(
    desk: Desk, words: str, codes: list[str]
) -> None:
    """Where no service holds all of them, the one that holds more comes first (SVC-01, J2)."""
    publish_plain(desk)

    assert codes == found(desk, words)


def publish_plain(desk: Desk) -> None:
    """The other services say nothing of trades."""
    for service in (desk.hearing, desk.stamp):
        desk.core.publishing.publish(
            actor=desk.actor,
            service=service.id,
            information=Information(),
            valid_from=date(2026, 1, 3),
        )


@pytest.mark.parametrize(("words", "count"), [("", 3), ("  ", 3), ("نانوایی", 0), ("به نا", 0)])
def test_a_word_that_is_nowhere_finds_nothing(desk: Desk, words: str, count: int) -> None:
    """Without words all that is published is shown; short words alone find nothing (SVC-01)."""

    assert count == len(found(desk, words))


def test_a_further_edition_holds_from_its_day(desk: Desk) -> None:
    """Until then the earlier one is told; nobody has to publish at midnight (SVC-01)."""
    desk.core.publishing.publish(
        actor=desk.actor,
        service=desk.licence.id,
        information=QUICKER,
        valid_from=date(2026, 1, 5),
    )
    days = [offer(desk).information.duration.days]
    desk.go(date(2026, 1, 4), "23:59")
    days.append(offer(desk).information.duration.days)
    desk.office.later(minutes=1)

    assert [2, 2, 1] == [*days, offer(desk).information.duration.days]


def test_earlier_editions_stay_as_they_are(desk: Desk) -> None:
    """Numbered, with who published them; a request keeps the edition it was filed under."""
    request = desk.taken()
    desk.core.publishing.publish(
        actor=desk.actor,
        service=desk.licence.id,
        information=QUICKER,
        valid_from=date(2026, 1, 3),
    )
    editions = desk.core.publishing.editions(actor=desk.public, service=desk.licence.id)
    file = desk.core.casework.open(actor=desk.officer, request=request.id)

    assert [(1, LICENCE, "tester"), (2, QUICKER, "tester")] == [
        (one.number, one.information, one.published_by) for one in editions
    ]
    assert (1, QUICKER) == (file.edition.number, file.offer.information)


def test_what_people_were_told_is_not_rewritten(desk: Desk) -> None:
    """A further edition cannot begin in the past (SVC-01)."""
    with pytest.raises(InvalidValue) as caught:
        desk.core.publishing.publish(
            actor=desk.actor,
            service=desk.licence.id,
            information=QUICKER,
            valid_from=date(2026, 1, 2),
        )

    assert ("edition.past", "valid_from") == (caught.value.code, caught.value.field)


@pytest.mark.parametrize("twice", ["steps", "documents"])
def test_keys_are_given_once(twice: str) -> None:
    """Two steps or documents under one key could not be told apart (SVC-02, SVC-03)."""
    rows: dict[str, tuple[object, object]] = {
        "steps": (Step("a", Text("ا")), Step("a", Text("ب"))),
        "documents": (DocumentNeed("a", Text("ا")), DocumentNeed("a", Text("ب"))),
    }
    with pytest.raises(InvalidValue) as caught:
        Information(**{twice: rows[twice]})  # type: ignore[arg-type]

    assert ("information.key", twice) == (caught.value.code, caught.value.field)


def test_nothing_is_said_before_the_first_edition(desk: Desk) -> None:
    """The desk has the service in its list; the public finds it nowhere (SVC-01)."""
    publishing, service = desk.core.publishing, desk.office.service
    plain = publishing.offer(actor=desk.operator, service=service.id)
    with pytest.raises(NotFound):
        publishing.by_code(actor=desk.public, code=service.code)
    listed = publishing.offers(actor=desk.operator), publishing.published(actor=desk.public)

    assert (None, Information()) == (plain.edition, plain.information)
    assert [True, False] == [service in [one.service for one in offers] for offers in listed]


def test_the_public_finds_a_service_from_the_first_edition_s_day(desk: Desk) -> None:
    """One that holds from tomorrow promises nothing today (SVC-01)."""
    code, tomorrow = desk.office.service.code, date(2026, 1, 4)
    desk.core.publishing.publish(
        actor=desk.actor,
        service=desk.office.service.id,
        information=QUICKER,
        valid_from=tomorrow,
    )
    before = found(desk, code)
    desk.go(tomorrow, "00:00")

    assert ([], [code]) == (before, found(desk, code))


def test_an_edition_is_of_the_own_site(desk: Desk) -> None:
    """Services of another site are neither shown nor published (ASVS V8.4.1)."""
    other = equip_again(desk)

    assert desk.licence in [one.service for one in desk.core.publishing.offers(actor=desk.public)]
    assert other.licence not in [
        one.service for one in desk.core.publishing.offers(actor=desk.public)
    ]
    with pytest.raises(NotFound):
        desk.core.publishing.offer(actor=desk.public, service=other.licence.id)
    assert desk.licence == desk.core.publishing.by_code(actor=desk.public, code="201").service


@pytest.mark.parametrize("online", [True, False])
def test_an_offer_says_whether_nobody_need_come(desk: Desk, online: bool) -> None:
    """Before a visit is offered (EDK-04)."""
    desk.core.publishing.publish(
        actor=desk.actor,
        service=desk.licence.id,
        information=evolve(LICENCE, online=online),
        valid_from=date(2026, 1, 3),
    )

    assert online is offer(desk).information.online
