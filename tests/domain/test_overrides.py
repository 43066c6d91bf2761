"""Entries that the rules forbid, allowed by name, and visits that follow a request."""

from datetime import UTC, datetime

import pytest
from attrs import evolve

from miz.domain.admissions import (
    Agreement,
    Identification,
    IdentificationMethod,
    Override,
    OverrideGrounds,
    Window,
)
from miz.domain.events import EntryOverridden
from miz.domain.ids import HostId, PersonId, RequestId, SiteId, VisitId
from miz.domain.visits import Visit, VisitState
from miz.errors import WrongState

AT = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
WINDOW = Window.of(AT, 90)
SITE, VISIT, PERSON = SiteId("site"), VisitId("visit"), PersonId("person")
ASKING = Visit(VISIT, SITE, PERSON, VisitState.ARRIVED, AT, needs_agreement=True)
OVERRIDE = Override(OverrideGrounds.EMERGENCY, AT, "رئیس")
CARD = Identification(IdentificationMethod.NATIONAL_CARD, matched=True, at=AT, by="نگهبان")
REQUEST, OTHER = RequestId("request"), RequestId("other")
V = VisitState


@pytest.mark.parametrize("grounds", OverrideGrounds)
def test_an_override_names_who_and_why(grounds: OverrideGrounds) -> None:
    """It is kept on the visit and told as an event that can be counted (MIS-08, C4-04)."""
    visit = ASKING.overrule(Override(grounds, AT, "رئیس"))

    assert Override(grounds, AT, "رئیس") == visit.override
    assert EntryOverridden(
        site=SITE, at=AT, visit=VISIT, person=PERSON, by="رئیس", grounds=grounds.value
    ) == visit.events[-1]  # fmt: skip


@pytest.mark.parametrize("state", VisitState)
def test_only_what_is_not_yet_admitted_is_overruled(state: VisitState) -> None:
    """Before admission, or not at all: nothing is put right afterwards (I3)."""
    visit = evolve(ASKING, state=state)
    if state in {V.EXPECTED, V.ARRIVED}:
        assert state is visit.overrule(OVERRIDE).state
        return
    with pytest.raises(WrongState) as caught:
        visit.overrule(OVERRIDE)

    assert "visit.wrong_state" == caught.value.code


@pytest.mark.parametrize(
    ("visit", "unanswered"),
    [
        (ASKING, True),
        (evolve(ASKING, needs_agreement=False), False),
        (ASKING.overrule(OVERRIDE), False),
        (ASKING.answer(Agreement(agreed=True, at=AT, by="میزبان")), False),
        (ASKING.answer(Agreement(agreed=False, at=AT, by="میزبان")), False),
    ],
)
def test_an_override_stands_in_for_the_answer(visit: Visit, unanswered: bool) -> None:
    """Nobody inside needs to be waited for any more (MIS-08)."""

    assert unanswered is visit.unanswered
    assert ("agreement" if unanswered else "identification") == visit.waiting


def test_an_override_does_not_replace_the_identity() -> None:
    """Who enters is known in any case (C1-02)."""
    visit = ASKING.overrule(OVERRIDE)
    with pytest.raises(WrongState) as caught:
        visit.admit(WINDOW, at=AT)

    assert "visit.not_identified" == caught.value.code
    assert V.ADMITTED is visit.identify(CARD).admit(WINDOW, at=AT).state


def test_an_override_does_not_outvote_the_host() -> None:
    """Who was asked and declined has the last word (MIS-08)."""
    declined = ASKING.answer(Agreement(agreed=False, at=AT, by="میزبان"))
    with pytest.raises(WrongState) as caught:
        declined.overrule(OVERRIDE).identify(CARD).admit(WINDOW, at=AT)

    assert "visit.declined" == caught.value.code


@pytest.mark.parametrize(
    ("announced", "said", "expected"),
    [
        (None, None, None),
        (REQUEST, None, REQUEST),
        (None, REQUEST, REQUEST),
        (REQUEST, OTHER, OTHER),
    ],
)
def test_a_visit_keeps_its_request(
    announced: RequestId | None, said: RequestId | None, expected: RequestId | None
) -> None:
    """An invitation carries the request's code; what the desk says now counts (J2.8)."""
    visit = evolve(ASKING, request=announced)

    assert expected == visit.as_told(evolve(ASKING, request=said)).request


@pytest.mark.parametrize(
    ("told", "kept"),
    [(None, True), (HostId("host"), True), (HostId("another"), False)],
)
def test_another_host_has_not_agreed(told: HostId | None, kept: bool) -> None:
    """An agreement is of one person; the override is of none and stays (MIS-08)."""
    agreed = evolve(ASKING, host=HostId("host")).answer(Agreement(agreed=True, at=AT, by="میزبان"))
    visit = agreed.overrule(OVERRIDE).as_told(evolve(ASKING, host=told))

    assert kept is (visit.agreement is not None)
    assert OVERRIDE == visit.override
