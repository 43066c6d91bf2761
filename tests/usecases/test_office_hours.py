"""The office's calendar as data: decrees drafted, switched on, withdrawn (directive 3.8, B5)."""

from datetime import date, time

import pytest
from attrs import evolve

from miz.domain.decrees import Decree, DecreeKind, DecreeState, Reach, Span
from miz.domain.places import Site
from miz.domain.values import Text
from miz.errors import InvalidValue, NotFound, WrongState
from miz.plugin import HOLIDAYS
from miz.ports.holidays import Holiday
from tests.desk_office import Desk, equip_again
from tests.office import FewHolidays
from tests.usecases.decrees import MONDAY, drafted, preview, switched_on

USUAL = (Span(time(7), time(14)),)
SHORT = (Span(time(8), time(12)),)


def hours(desk: Desk, day: date = MONDAY) -> tuple[Span, ...]:
    """When the office is open on that day, as anybody may read."""
    return desk.core.hours.days(actor=desk.public, first=day, last=day)[0].spans


def test_the_usual_week_holds_without_a_decree(desk: Desk) -> None:
    """Saturday to Wednesday from seven to two (directive 3.8)."""
    week = desk.core.hours.days(actor=desk.public, first=date(2026, 1, 3), last=date(2026, 1, 9))

    assert [*[USUAL] * 5, (), ()] == [day.spans for day in week]


def test_a_holiday_is_closed_and_named(desk: Desk) -> None:
    """An estimated lunar one is marked as such (directive 3.8)."""
    found = desk.core.parts[HOLIDAYS]
    assert isinstance(found, FewHolidays)
    found.days[MONDAY] = Holiday(Text("عید"), estimated=True)
    (day,) = desk.core.hours.days(actor=desk.public, first=MONDAY, last=MONDAY)

    assert ((), found.days[MONDAY]) == (day.spans, day.holiday)
    assert found.days == desk.core.hours.holidays_of(first=MONDAY, last=MONDAY)


@pytest.mark.parametrize("last", [date(2026, 1, 4), date(2026, 4, 15)])
def test_a_calendar_is_looked_at_by_a_hundred_days(desk: Desk, last: date) -> None:
    """Neither backwards nor years at once."""
    with pytest.raises(InvalidValue) as caught:
        desk.core.hours.days(actor=desk.public, first=MONDAY, last=last)

    assert ("calendar.days", "last") == (caught.value.code, caught.value.field)
    assert 100 == len(desk.core.hours.days(actor=desk.public, first=MONDAY, last=date(2026, 4, 14)))


def test_a_draft_changes_nothing(desk: Desk) -> None:
    """It is listed, with who it is for and when it was written, and binds nobody (B5)."""
    decree = drafted(desk, reference="۱۲۳/ص")

    assert (desk.office.site.id, desk.now, DecreeState.DRAFT, "۱۲۳/ص") == (
        decree.site,
        decree.issued_at,
        decree.state,
        decree.reference,
    )
    assert (decree,) == desk.core.hours.decrees(actor=desk.head)
    assert USUAL == hours(desk)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ()),
        ({"kind": DecreeKind.HOURS, "week": {0: SHORT}}, SHORT),
        ({"kind": DecreeKind.OPEN, "week": {0: SHORT}}, SHORT),
        ({"kind": DecreeKind.LATE, "minutes": 90}, (Span(time(8, 30), time(14)),)),
        ({"kind": DecreeKind.EARLY, "closes": time(10)}, (Span(time(7), time(10)),)),
    ],
)
def test_a_decree_binds_once_it_is_switched_on(
    desk: Desk, changes: dict[str, object], expected: tuple[Span, ...]
) -> None:
    """On its days and on no other; the journal has both steps (directive 3.8)."""
    switched_on(desk, **changes)

    assert expected == hours(desk)
    assert USUAL == hours(desk, date(2026, 1, 6))
    assert ["draft", "in_force"] == [facts["state"] for facts in desk.journal("DecreeChanged")]


def test_switching_on_again_is_impossible(desk: Desk) -> None:
    """Neither twice nor after it was withdrawn; nothing moves a second time (B5)."""
    decree = switched_on(desk).decree
    with pytest.raises(WrongState) as twice:
        desk.core.hours.switch_on(actor=desk.head, decree=decree.id)
    desk.core.hours.withdraw(actor=desk.head, decree=decree.id)
    with pytest.raises(WrongState) as again:
        desk.core.hours.switch_on(actor=desk.head, decree=decree.id)
    with pytest.raises(WrongState):
        desk.core.hours.withdraw(actor=desk.head, decree=decree.id)

    assert ("decree.state", "decree.state") == (twice.value.code, again.value.code)


def test_a_withdrawn_decree_binds_no_more(desk: Desk) -> None:
    """The record stays (B5)."""
    decree = switched_on(desk).decree
    desk.core.hours.withdraw(actor=desk.head, decree=decree.id)

    assert USUAL == hours(desk)
    assert [DecreeState.WITHDRAWN] == [
        one.state for one in desk.core.hours.decrees(actor=desk.head)
    ]


def test_of_two_decrees_the_later_wins(desk: Desk) -> None:
    """A closed province, and a site that opens for two hours after all (directive 3.8)."""
    switched_on(desk)
    desk.office.later(minutes=1)
    switched_on(desk, kind=DecreeKind.OPEN, week={0: SHORT}, title="باز است")

    assert SHORT == hours(desk)


@pytest.mark.parametrize(
    ("reach", "expected"),
    [
        (Reach.SITE, [(), USUAL, USUAL]),
        (Reach.PROVINCE, [(), (), USUAL]),
        (Reach.ORGANISATION, [(), (), ()]),
    ],
)
def test_a_decree_reaches_site_province_or_all(
    desk: Desk, reach: Reach, expected: list[tuple[Span, ...]]
) -> None:
    """Its own site, those of the same province, or everybody (directive 3.8)."""
    found = desk.core.places.found

    def site(province: str) -> Desk:
        return _at(desk, found(organisation=Text("س"), name=Text("م"), province=province))

    desks = [site("تهران"), site("تهران"), site("گیلان")]
    switched_on(desks[0], reach=reach)

    assert expected == [hours(one) for one in desks]


def _at(desk: Desk, site: Site) -> Desk:
    """The same people, acting at another site."""
    public, head = (evolve(one, site=site.id) for one in (desk.public, desk.head))
    return evolve(desk, public=public, head=head)


def test_a_site_without_a_province_issues_none_for_it(desk: Desk) -> None:
    """Else it would bind every other site without one (directive 3.8)."""
    with pytest.raises(InvalidValue) as caught:
        drafted(desk, reach=Reach.PROVINCE, province="تهران")

    assert ("decree.province", "reach") == (caught.value.code, caught.value.field)
    assert () == desk.core.hours.decrees(actor=desk.head)


def test_a_closure_without_an_end_is_refused(desk: Desk) -> None:
    """It would leave no office time to promise (B5); hours without one are usual."""
    with pytest.raises(InvalidValue) as caught:
        drafted(desk, last=None)

    assert ("decree.endless", "last") == (caught.value.code, caught.value.field)
    assert drafted(desk, last=None, kind=DecreeKind.HOURS, week={0: SHORT}).last is None


def test_a_province_is_the_site_s_own(desk: Desk) -> None:
    """Nobody closes the offices of another province (directive 3.8)."""
    site = desk.core.places.found(organisation=Text("س"), name=Text("م"), province="گیلان")
    decree = drafted(_at(desk, site), reach=Reach.PROVINCE, province="تهران")

    assert ("گیلان", "") == (decree.province, drafted(desk, province="تهران").province)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"reference": "x" * 81}, "reference"),
    ],
)
def test_a_decree_has_a_title(desk: Desk, changes: dict[str, object], field: str) -> None:
    """By which people find it again; what is wrong is told at its field."""
    with pytest.raises(InvalidValue) as caught:
        drafted(desk, **changes)

    assert field == caught.value.field


def test_a_decree_of_another_site_does_not_exist(desk: Desk) -> None:
    """It is neither listed, previewed nor switched (ASVS V8.4.1)."""
    decree = drafted(equip_again(desk))
    for step in (
        desk.core.hours.preview,
        desk.core.hours.switch_on,
        desk.core.hours.withdraw,
    ):
        with pytest.raises(NotFound):
            step(actor=desk.head, decree=decree.id)

    assert () == desk.core.hours.decrees(actor=desk.head)


def test_a_preview_writes_nothing(desk: Desk) -> None:
    """However often somebody looks (B5)."""
    decree: Decree = drafted(desk)
    before = desk.core.storage.read(lambda uow: uow.journal.last())
    assert preview(desk, decree) == preview(desk, decree)

    assert before == desk.core.storage.read(lambda uow: uow.journal.last())
