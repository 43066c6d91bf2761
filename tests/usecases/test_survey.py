"""The official survey: once a case, and nobody's (EDK-14, J2 step 10)."""

from datetime import date

import pytest
from attrs import asdict, evolve

from miz.domain.catalogue import Service
from miz.domain.ids import DeskId
from miz.domain.requests import Origin, Outcome, Request
from miz.domain.surveys import OFFICIAL, Axis, Opinion
from miz.domain.values import Text
from miz.errors import InvalidValue, NotAllowed, WrongState
from miz_adapters.system import RandomIds
from tests.desk_office import Desk, equip_again
from tests.office import NATIONAL_IDS

FIRST, LAST = date(2026, 1, 3), date(2026, 1, 31)


def done(
    desk: Desk, number: int = 0, *, service: Service | None = None, place: DeskId | None = None
) -> Request:
    """A request that has its answer, from a desk of the hall."""
    person = desk.office.person(number) if number < len(NATIONAL_IDS) else desk.somebody(number)
    request = desk.taken(person, service, desk=place)
    desk.core.casework.answer(
        actor=desk.officer, request=request.id, outcome=Outcome.GRANTED, text="شد"
    )
    return request


def judge(desk: Desk, request: Request, comment: str = "", **scores: int) -> Opinion:
    """The citizen fills the survey; items are named as in i14."""
    given = {name.removeprefix("i"): score for name, score in scores.items()}
    return fill(desk, request, given, comment=comment)


def fill(desk: Desk, request: Request, scores: dict[str, int], *, comment: str = "") -> Opinion:
    """The same with items by their number."""
    return desk.core.tracking.judge(
        actor=desk.public, proof=desk.proof(request), scores=scores, comment=comment
    )


def score(
    desk: Desk, service: Service | None = None, place: DeskId | None = None
) -> tuple[int, float | None]:
    """How many opinions, and what they come to."""
    found = desk.core.reports.survey(
        actor=desk.head,
        first=FIRST,
        last=LAST,
        service=service.id if service else None,
        desk=place,
    )
    return found.opinions, found.total


def test_the_official_sixteen_items_are_asked() -> None:
    """In six axes, two of them reversed (directive 3.5)."""

    assert (16, 6) == (len(OFFICIAL), len({item.axis for item in OFFICIAL}))
    assert [14, 15] == [item.number for item in OFFICIAL if item.reversed]


def test_a_case_is_judged_once(desk: Desk) -> None:
    """After the answer, and also after it was handed over (EDK-14)."""
    request = done(desk)
    desk.core.intake.hand_over(actor=desk.operator, request=request.id)
    judge(desk, request, i1=5)
    with pytest.raises(WrongState) as caught:
        judge(desk, request, i1=1)

    assert "request.surveyed" == caught.value.code
    assert (1, 100.0) == score(desk)


def test_nobody_judges_before_the_answer(desk: Desk) -> None:
    """The survey is offered at the end (EDK-14)."""
    with pytest.raises(WrongState) as caught:
        judge(desk, desk.taken(), i1=5)

    assert "request.undone" == caught.value.code
    assert (0, None) == score(desk)


def test_an_opinion_carries_no_case_and_no_person(desk: Desk) -> None:
    """Service, day, desk and way only; the day is no hour (EDK-14, right 7)."""
    request = done(desk)
    opinion = judge(desk, request, "خوب بود", i1=5)
    person = desk.core.storage.read(lambda uow: uow.people.get(request.person))
    told = str(asdict(opinion))

    assert {"id", "site", "service", "day", "origin", "scores", "desk", "comment", "version"} == (
        set(asdict(opinion))
    )
    assert [] == [
        secret
        for secret in (request.id, request.code, person.id, "کاظمی", "0499370899")
        if secret in told
    ]
    assert (date(2026, 1, 3), Origin.DESK) == (opinion.day, opinion.origin)


def test_no_opinion_can_be_traced_by_its_identity(desk: Desk) -> None:
    """Identities rise with time, and the journal has the minute of each survey (EDK-14)."""
    ids = RandomIds()
    tracking = evolve(desk.core.tracking, ids=ids)
    request = done(desk)
    before = ids.new()
    opinion = tracking.judge(actor=desk.public, proof=desk.proof(request), scores={"1": 5})

    assert before[:6] == ids.new()[:6]
    assert before[:6] != opinion.id[:6]
    assert [{"request"}] == [set(facts) for facts in desk.journal("RequestSurveyed")]


def test_the_score_equals_a_hand_count(desk: Desk) -> None:
    """5, 3 and a reversed 1 and 2; what nobody answered is left out (J2 step 10)."""
    judge(desk, done(desk), i1=5, i14=1)
    judge(desk, done(desk, 1), i1=3, i14=2, i4=2)
    found = desk.core.reports.survey(actor=desk.head, first=FIRST, last=LAST)

    assert 2 == found.opinions
    assert {1: 75.0, 4: 25.0, 14: 87.5} == found.items
    assert {Axis.TRANSPARENCY: 75.0, Axis.RESPONSE: 25.0, Axis.ORDER: 87.5} == found.axes
    assert (100 + 50 + 25 + 100 + 75) / 5 == found.total


def test_results_are_by_service_desk_and_period(desk: Desk) -> None:
    """Each counted by hand (EDK-14)."""
    place = desk.core.places.add_desk(actor=desk.actor, name=Text("میز ۱")).id
    judge(desk, done(desk, place=place), i16=5)
    judge(desk, done(desk, 1), i16=3)
    judge(desk, done(desk, 2, service=desk.hearing, place=place), i16=1)
    desk.go(date(2026, 1, 4), "00:00")
    judge(desk, done(desk, 3), i16=4)

    assert (4, 56.25) == score(desk)
    assert (3, 75.0) == score(desk, desk.licence)
    assert (1, 0.0) == score(desk, desk.hearing)
    assert (2, 50.0) == score(desk, place=place)
    assert (1, 100.0) == score(desk, desk.licence, place)
    days = [
        desk.core.reports.survey(actor=desk.head, first=day, last=day).opinions
        for day in (date(2026, 1, 3), date(2026, 1, 4), date(2026, 1, 5))
    ]
    assert [3, 1, 0] == days


def test_the_head_reads_what_people_wrote(desk: Desk) -> None:
    """In an order that says nothing of who came first; the officer does not read it (EDK-14)."""
    judge(desk, done(desk), "  عالی\n\nبود ", i1=5)
    for number in range(1, 5):
        judge(desk, done(desk, number), i1=3)

    assert ["عالی\n\nبود"] == said(desk)
    with pytest.raises(NotAllowed):
        desk.core.reports.opinions(actor=desk.officer, first=FIRST, last=LAST)


def said(desk: Desk, service: Service | None = None, place: DeskId | None = None) -> list[str]:
    """What the head reads of those days."""
    found = desk.core.reports.opinions(
        actor=desk.head,
        first=FIRST,
        last=LAST,
        service=service.id if service else None,
        desk=place,
    )
    return [one.comment for one in found if one.comment]


def test_few_opinions_keep_their_words_to_themselves(desk: Desk) -> None:
    """Below five of a service their writer is known; the points count all the same (EDK-14)."""
    place = desk.core.places.add_desk(actor=desk.actor, name=Text("میز ۱")).id
    judge(desk, done(desk, 0, place=place), "دیر بود", i16=1)
    for number in range(1, 4):
        judge(desk, done(desk, number), i16=1)
    judge(desk, done(desk, 4, service=desk.hearing), "تنها", i16=1)
    before = said(desk)
    judge(desk, done(desk, 5), i16=1)

    assert [] == before
    assert ["دیر بود"] == said(desk) == said(desk, desk.licence)
    assert [] == said(desk, desk.hearing)
    assert [] == said(desk, place=place)
    assert (6, 0.0) == score(desk)


@pytest.mark.parametrize(
    ("scores", "code"),
    [
        ({}, "survey.empty"),
        ({"17": 5}, "survey.empty"),
        ({"1": 0}, "survey.scale"),
        ({"1": 6}, "survey.scale"),
    ],
)
def test_a_wrong_answer_leaves_the_survey_open(
    desk: Desk, scores: dict[str, int], code: str
) -> None:
    """It is told, and the right one can follow (EDK-14)."""
    request = done(desk)
    with pytest.raises(InvalidValue) as caught:
        fill(desk, request, scores)

    assert (code, "scores") == (caught.value.code, caught.value.field)
    assert judge(desk, request, i1=5).scores


def test_another_site_s_opinions_are_not_counted(desk: Desk) -> None:
    """Neither in the total nor by any of its desks (ASVS V8.4.1)."""
    other = equip_again(desk)
    judge(other, done(other), i1=1)
    judge(desk, done(desk), i1=5)

    assert ((1, 100.0), (1, 0.0)) == (score(desk), score(other))
    assert DeskId("none") not in {
        one.desk for one in desk.core.reports.opinions(actor=desk.head, first=FIRST, last=LAST)
    }
