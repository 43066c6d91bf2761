"""J2 from the search to the escalation, as use cases: one citizen, one code, one case."""

from datetime import date

import pytest

from miz.domain.complaints import ComplaintKind, ComplaintState
from miz.domain.correspondence import Contact
from miz.domain.promises import PromiseKind, PromiseState
from miz.domain.requests import Outcome, Request, RequestState
from miz.errors import InvalidForm, WrongState
from miz.usecases.citizens import Citizen
from miz.usecases.intake import Taken
from miz.usecases.tracking import Proof
from tests.desk_office import ANSWERS, CARD_SCAN, LEASE_SCAN, OWN, Desk, picture
from tests.usecases.decrees import drafted, preview

SATURDAY, WEDNESDAY = date(2026, 1, 3), date(2026, 1, 7)


def searched(desk: Desk) -> Citizen:
    """Steps 1 and 2: finds the service and signs in."""
    offers = desk.core.publishing.published(actor=desk.public, words="پروانه كسب")

    assert desk.licence in [one.service for one in offers]
    return desk.sign_in()


def filed(desk: Desk, citizen: Citizen) -> Request:
    """Steps 3 and 4: fills, leaves, comes back, is told all that is wrong, and files twice."""
    portal = desk.core.portal
    draft = portal.begin(citizen=citizen, service=desk.licence.id).draft.id
    portal.fill(citizen=citizen, draft=draft, answers={"partner": "yes", "copies": "9"})
    desk.office.later(hours=1)
    with pytest.raises(InvalidForm) as caught:
        portal.file(citizen=citizen, draft=draft, subject="پروانه", contact=Contact())
    portal.fill(citizen=citizen, draft=draft, answers={**ANSWERS, **OWN})
    for paper in (CARD_SCAN, LEASE_SCAN):
        portal.add(citizen=citizen, draft=draft, paper=paper)
    twice = [desk.sent_off(citizen, draft) for _ in range(2)]

    assert {"why", "partner_id", "copies", "paper-card", "paper-lease"} <= set(
        caught.value.problems
    )
    assert twice[0].id == twice[1].id
    return twice[0]


def paused(desk: Desk, request: Request, proof: Proof) -> None:
    """Steps 5 to 7: the officer asks, three office hours pass, the citizen brings it."""
    assert [request.id] == [row.request.id for row in desk.core.casework.inbox(actor=desk.officer)]
    desk.core.casework.ask(actor=desk.officer, request=request.id, text="عکس")
    desk.core.casework.write(actor=desk.officer, request=request.id, text="محرمانه", internal=True)
    desk.go(SATURDAY, "13:30")
    photo = Taken(picture("red"), "photo.png", "photo")
    going = desk.core.tracking.add(actor=desk.public, proof=proof, paper=photo)
    followed = desk.core.tracking.open(actor=desk.public, proof=proof)

    assert desk.local(date(2026, 1, 6), "10:00") == going.due_at
    assert ["عکس"] == [one.text for one in followed.request.thread]
    assert "check" == followed.file.next_step


def visited(desk: Desk, request: Request, proof: Proof) -> None:
    """Step 8: offered slots, one is booked; a decree closes its day, the preview tells it."""
    free = desk.core.bookings.free(actor=desk.public, proof=proof)
    desk.core.bookings.book(actor=desk.public, proof=proof, start=free[date(2026, 1, 5)][0].start)
    decree = drafted(desk)
    foreseen = {one.promise.kind: one.at for one in preview(desk, decree).moved}
    desk.core.hours.switch_on(actor=desk.head, decree=decree.id)
    stored = desk.stored(request)

    assert {
        PromiseKind.ANSWER: desk.local(WEDNESDAY, "10:00"),
        PromiseKind.VISIT: desk.local(date(2026, 1, 6), "07:00"),
    } == foreseen
    assert (foreseen[PromiseKind.ANSWER], foreseen[PromiseKind.VISIT]) == (
        stored.due_at,
        stored.visit_at,
    )


def answered(desk: Desk, request: Request, proof: Proof) -> None:
    """Steps 9 and 10: the result in time, fetched by code, verified; the survey once."""
    for step in ("check", "issue"):
        desk.core.casework.finish(actor=desk.officer, request=request.id, step=step)
    desk.go(date(2026, 1, 6), "06:30")
    desk.core.casework.answer(
        actor=desk.officer, request=request.id, outcome=Outcome.REFUSED, text="متراژ کافی نیست"
    )
    result = desk.core.tracking.open(actor=desk.public, proof=proof).request.result
    assert result is not None
    verified = desk.core.tracking.verify(actor=desk.public, code=result.code)
    desk.core.tracking.judge(actor=desk.public, proof=proof, scores={"1": 4, "10": 5, "14": 1})
    with pytest.raises(WrongState):
        desk.core.tracking.judge(actor=desk.public, proof=proof, scores={"1": 1})
    report = desk.core.reports.survey(actor=desk.head, first=SATURDAY, last=WEDNESDAY)

    assert (result, "زهرا ا…") == (verified.result, verified.name)
    assert (1, (75 + 100 + 100) / 3) == (report.opinions, report.total)


def objected(desk: Desk, request: Request, proof: Proof) -> None:
    """Step 11: an objection with its own clock, which goes up when its time is over."""
    objection = desk.core.tracking.complain(
        actor=desk.public, proof=proof, kind=ComplaintKind.OBJECTION, text="متراژ کافی است"
    )
    desk.office.clock.advance(objection.due_at - desk.now)
    before = desk.core.complaints.escalate_overdue(actor=desk.actor)
    desk.office.later(seconds=1)

    assert (0, 1) == (before, desk.core.complaints.escalate_overdue(actor=desk.actor))
    (complaint,) = desk.core.tracking.open(actor=desk.public, proof=proof).complaints
    assert (ComplaintState.ESCALATED, request.id) == (complaint.state, complaint.request)


def test_a_citizen_files_follows_and_objects(desk: Desk) -> None:
    """The whole of J2 under one code; the ledger has every time that was told (J2, I4, I8)."""
    citizen = searched(desk)
    request = filed(desk, citizen)
    proof = desk.proof(request)
    for part in (paused, visited, answered, objected):
        part(desk, request, proof)
    stored = desk.stored(request)
    promises = desk.core.casework.open(actor=desk.officer, request=request.id).promises

    assert (RequestState.ANSWERED, request.code, True) == (
        stored.state,
        stored.code,
        stored.surveyed,
    )
    assert [
        (PromiseKind.ANSWER, PromiseState.MOVED),
        (PromiseKind.ANSWER, PromiseState.MOVED),
        (PromiseKind.VISIT, PromiseState.MOVED),
        (PromiseKind.VISIT, PromiseState.STANDING),
        (PromiseKind.ANSWER, PromiseState.KEPT),
    ] == [(one.kind, one.state) for one in promises]
    assert [] == list(desk.core.audit.check())
    assert 1 == len({facts["request"] for facts in desk.journal("RequestFiled")})
