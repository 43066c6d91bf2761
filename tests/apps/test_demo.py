"""The demo's office shows the whole service desk, on whatever day it is started."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from attrs import frozen

from miz import IN_MEMORY, Actor, Core, open_core
from miz.domain.catalogue import Service
from miz.domain.categories import SHIPPED
from miz.domain.complaints import ComplaintKind, ComplaintState
from miz.domain.decrees import DecreeState
from miz.domain.promises import MoveReason, Promise, PromiseKind, PromiseState
from miz.domain.requests import Origin, Request, RequestState
from miz.domain.surveys import SCALE, Axis
from miz.usecases.publishing import Offer
from miz.usecases.tracking import Proof, factor_of
from miz_adapters.memory import ManualClock
from miz_apps.cli.demo import Demo, welcome
from miz_apps.demo.known import KNOWN
from miz_apps.demo.office import PASSWORD, everybody
from miz_apps.demo.seed import seed
from miz_apps.web.options import WebOptions
from tests.office import TestParts

STARTS = {
    "within office hours": datetime(2026, 11, 24, 7, 30, tzinfo=UTC),
    "on a Friday night": datetime(2026, 12, 4, 20, 0, tzinfo=UTC),
    "after the new year's holidays": datetime(2027, 4, 3, 5, 0, tzinfo=UTC),
}
FAR, HOUR = timedelta(days=150), timedelta(hours=1)


@frozen
class Shown:
    """A core with the demo in it."""

    core: Core
    now: datetime
    actor: Actor

    @property
    def today(self) -> date:
        """The day at the office."""
        site = self.core.places.front(site=self.actor.site)
        assert site is not None
        return self.now.astimezone(site.zone).date()

    def offers(self) -> Sequence[Offer]:
        """What the portal lists."""
        return self.core.publishing.offers(actor=self.actor)

    def requests(self) -> Sequence[Request]:
        """All that were ever filed."""
        site, since, until = self.actor.site, self.now - FAR, self.now + FAR
        return self.core.storage.read(lambda uow: uow.requests.opened(site, since, until))

    def promises(self) -> Sequence[Promise]:
        """The ledger."""
        site, since, until = self.actor.site, self.now - FAR, self.now + FAR
        return self.core.storage.read(lambda uow: uow.promises.promised(site, since, until))


@pytest.fixture(scope="module", params=list(STARTS))
def shown(request: pytest.FixtureRequest) -> Iterator[Shown]:
    """The demo as it was filled at that instant."""
    now = STARTS[request.param]
    config = {**IN_MEMORY, "clock": {"provider": "manual"}}
    with open_core(config, plugins=[TestParts(ManualClock(now))]) as core:
        seed(core, now=now)
        site = core.places.front(site=None)
        assert site is not None
        yield Shown(core, now, everybody(site.id))


def test_twelve_services_stand_over_the_four_categories(shown: Shown) -> None:
    """Each category has three services, and each says all that a portal must (SVC-01 to SVC-09)."""
    offers = shown.offers()

    assert {key: 3 for key, _, _ in SHIPPED} == Counter(one.category.key for one in offers)
    for offer in offers:
        told = offer.information
        assert told.steps
        assert told.questions
        assert told.complaint.fa
        assert any(law.number and law.day for law in told.laws), offer.service.code
        assert None not in {offer.responsible, offer.deputy}
        assert offer.responsible != offer.deputy
        assert all((told.sheet.official_code, told.sheet.process, told.sheet.recipients))
        assert all(text.en for text in (offer.service.title, told.description, told.complaint))


def test_several_forms_ask_by_condition(shown: Shown) -> None:
    """Online forms of the demo have questions that depend on an answer (EDK-05)."""
    forms = [one.information.form for one in shown.offers() if one.category.flow.takes_request]
    conditional = [form for form in forms if any(field.when for field in form.fields)]

    assert 4 <= len(conditional)


def test_a_request_stands_in_every_state(shown: Shown) -> None:
    """Filed, worked on, waiting, answered, closed, withdrawn; at the desk and online (MIS-06)."""
    requests = shown.requests()
    states = Counter(one.state for one in requests)

    assert set(RequestState) == set(states)
    assert min(states.values()) >= 3
    assert {Origin.DESK, Origin.ONLINE} == {one.origin for one in requests}
    assert {False, True} == {bool(one.steps) for one in requests if one.state is RequestState.OPEN}
    done = {RequestState.ANSWERED, RequestState.CLOSED}
    assert all(one.result is not None for one in requests if one.state in done)


def test_people_wait_at_the_desk_now(shown: Shown) -> None:
    """Some wait for a result, one of them may have it already (C2-08)."""
    waiting = shown.core.intake.waiting(actor=shown.actor)

    assert {False, True} == {one.request.result is not None for one in waiting}
    assert all(timedelta() < shown.now - one.request.opened_at < 2 * HOUR for one in waiting)


def test_promises_were_kept_broken_and_announced_anew(shown: Shown) -> None:
    """The ledger has every end, and moves for a pause and for a decree (MIS-01, B4)."""
    promises = shown.promises()
    decrees = shown.core.hours.decrees(actor=shown.actor)

    answers = {one.state for one in promises if one.kind is PromiseKind.ANSWER}
    assert set(PromiseState) == answers
    assert {MoveReason.PAUSE, MoveReason.DECREE} <= {one.reason for one in promises}
    assert any(one.kind is PromiseKind.VISIT and one.at > shown.now for one in promises)
    assert {DecreeState.IN_FORCE, DecreeState.DRAFT} == {one.state for one in decrees}


def test_opinions_are_there_and_differ(shown: Shown) -> None:
    """The survey has answers over the whole scale, for every axis, with comments (EDK-14)."""
    reports, first, last = shown.core.reports, shown.today - FAR, shown.today
    opinions = reports.opinions(actor=shown.actor, first=first, last=last)
    score = reports.survey(actor=shown.actor, first=first, last=last)

    assert 20 <= len(opinions)
    assert set(SCALE) == {given for one in opinions for given in one.scores.values()}
    assert set(Axis) == set(score.axes)
    assert any(one.comment for one in opinions)
    assert score.total is not None
    assert 40 < score.total < 90


def test_complaints_are_open_and_answered(shown: Shown) -> None:
    """Complaints of several kinds, some of them answered, one before the head (SVC-08)."""
    site = shown.actor.site
    found = shown.core.storage.read(lambda uow: uow.complaints.in_state(site, *ComplaintState))

    assert set(ComplaintState) == {one.state for one in found}
    assert set(ComplaintKind) == {one.kind for one in found}
    assert all(one.answer for one in found if one.state is ComplaintState.ANSWERED)


def test_the_past_is_past(shown: Shown) -> None:
    """Nothing happened after now, and nobody is told again what is long over (C3-08)."""
    waiting = shown.core.storage.read(lambda uow: uow.notices.due(shown.now + FAR, limit=10))
    moments = [
        moment
        for one in shown.requests()
        for moment in (
            one.opened_at,
            *(done.at for done in one.steps),
            *(said.at for said in one.thread),
            *([one.result.at] if one.result else []),
            *([one.closed_at] if one.closed_at else []),
        )
    ]

    assert [] == list(waiting)
    assert max(moments) <= shown.now
    assert all(one.opened_at <= done.at for one in shown.requests() for done in one.steps)


def test_an_officer_has_work_and_a_manager_sees_it_all(shown: Shown) -> None:
    """The new sign-ins lead to an inbox that is not empty (EDK-07)."""
    sizes = {}
    for login in ("officer", "manager"):
        signed = shown.core.doors.sign_in(login=login, password=PASSWORD, origin="test")
        user = signed.user
        sizes[login] = len(shown.core.casework.inbox(actor=user.actor("test")))

    assert 0 < sizes["officer"] < sizes["manager"]


def test_visits_for_requests_came_through_the_gate(shown: Shown) -> None:
    """Who was summoned or had booked was let in with the slip of the request (C2-06, MIS-08)."""
    entered: dict[Service, int] = {}
    for one in shown.requests():
        visits = shown.core.storage.read(
            lambda uow, request=one.id: uow.visits.of_request(request)  # type: ignore[misc]
        )
        service = shown.core.storage.read(
            lambda uow, wanted=one.service: uow.services.get(wanted)  # type: ignore[misc]
        )
        entered[service] = entered.get(service, 0) + sum(one.entry is not None for one in visits)

    assert {"documents_with_entry"} == {one.category for one, count in entered.items() if count}


def test_the_start_says_where_to_go(shown: Shown, capsys: pytest.CaptureFixture[str]) -> None:
    """Address, sign-ins, and codes that a newcomer can follow and verify at once (EDK-09)."""
    welcome(Demo(Path("demo-data"), 8000, None), shown.core)
    said = capsys.readouterr().out
    code = said.partition("request: code ")[2].partition(",")[0]
    letter = said.partition("letter: ")[2].partition("\n")[0]
    tracking = shown.core.tracking
    followed = tracking.open(actor=shown.actor, proof=Proof(code, factor_of(KNOWN)))

    assert "http://127.0.0.1:8000/portal " in said
    assert all(f"  {login} " in said for login in ("guard", "operator", "officer", "manager"))
    assert RequestState.WAITING is followed.request.state
    assert tracking.verify(actor=shown.actor, code=letter).name.startswith(KNOWN.name.given)


def test_passwords_and_codes_are_said_on_loopback_only() -> None:
    """What the start prints opens nothing from elsewhere: the demo binds this machine alone."""
    demo = Demo(Path("demo-data"), 8000, None)

    assert WebOptions.of(demo.config()).on_loopback
    assert demo.base.startswith("http://127.0.0.1:")
