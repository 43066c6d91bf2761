"""Training: the desk with invented people, where nothing real moves (MIS-02)."""

from collections.abc import Iterator

import pytest

from miz import Actor, Permission, Role
from miz.domain.admissions import IdentificationMethod, RefusalReason
from miz.domain.ids import ServiceId
from miz.domain.notices import NoticeState
from miz.domain.people import Person
from miz.domain.staff import Lesson, Session, User
from miz.domain.visits import Visit
from miz.errors import MizError, NotAllowed, NotFound, WrongState
from miz.usecases.intake import Case
from tests.desk_office import Desk, open_desk
from tests.office import identity


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A furnished service desk."""
    with open_desk() as opened:
        yield opened


class Trainee:
    """An operator with a browser, who goes into training and back."""

    def __init__(self, desk: Desk, *roles: Role, login: str = "new.operator") -> None:
        self.core = desk.core
        desk.core.staff.hire(
            actor=desk.actor,
            login=login,
            name="مینا تازه‌کار",
            roles=roles or (Role.OPERATOR,),
            password="a long enough sentence",
        )
        opened = desk.core.doors.sign_in(
            login=login, password="a long enough sentence", origin="browser"
        )
        self._token, self.session = opened.token, opened.session

    @property
    def entered(self) -> tuple[User, Session]:
        """The user and the session as the next request finds them."""
        found = self.core.doors.enter(token=self._token)
        assert found is not None
        return found

    @property
    def actor(self) -> Actor:
        """Who acts in the next request."""
        user, session = self.entered
        return session.actor(user, "browser")

    def begin(self) -> "Trainee":
        """Into training."""
        self.core.training.begin(actor=self.actor, session=self.session.id)
        return self

    def end(self) -> None:
        """Back to work."""
        self.core.training.end(actor=self.actor, session=self.session.id)

    def register(self, number: int = 0) -> Person:
        """One of the invented people, registered."""
        invented = self.core.training.people(actor=self.actor)[number]
        return self.core.files.register(actor=self.actor, identity=invented.identity)

    def arrive(self, person: Person) -> Visit:
        """The person stands at the practice desk."""
        return self.core.reception.arrive(
            actor=self.actor,
            person=person.id,
            service=self.service("T1"),
            identified_by=IdentificationMethod.NATIONAL_CARD,
        )

    def service(self, code: str) -> ServiceId:
        """A service of the training site."""
        return self.core.publishing.by_code(actor=self.actor, code=code).service.id

    def practise_everything(self) -> None:
        """Every lesson once."""
        core, person = self.core, self.register()
        visit = core.reception.admit(actor=self.actor, visit=self.arrive(person).id)
        core.reception.hand_slip(actor=self.actor, visit=visit.id)
        other = self.arrive(self.register(1))
        core.reception.refuse(actor=self.actor, visit=other.id, reason=RefusalReason.HOST_ABSENT)
        fresh = core.intake.fresh(actor=self.actor)
        case = Case(fresh, person.id, self.service("T2"), "درخواست تمرینی")
        core.intake.file(actor=self.actor, case=case)
        ready = core.casework.answered(actor=self.actor)[0].request
        core.intake.hand_over(actor=self.actor, request=ready.id)


class TestPractising:
    """What a trainee does and where it stays (MIS-02)."""

    def test_every_lesson_is_learnt_by_doing_it_once(self, desk: Desk) -> None:
        """The administrator sees who finished, and when (MIS-02)."""
        trainee = Trainee(desk).begin()
        trainee.practise_everything()
        finished = trainee.entered[0]
        assert set(finished.lessons) == set(Lesson)
        users = {user.login: user for user in desk.core.staff.list(actor=desk.actor)}
        assert users["new.operator"].trained_at == desk.now
        assert users["operator.1"].trained_at is None

    def test_an_unfinished_trainee_is_not_called_finished(self, desk: Desk) -> None:
        """One lesson left is enough (MIS-02)."""
        trainee = Trainee(desk).begin()
        trainee.register()
        assert set(trainee.entered[0].lessons) == {Lesson.REGISTER}
        assert trainee.entered[0].trained_at is None

    def test_real_work_teaches_nothing(self, desk: Desk) -> None:
        """Only practice counts, so that the tick means what it says (MIS-02)."""
        trainee = Trainee(desk)
        desk.core.files.register(actor=trainee.actor, identity=identity())
        assert trainee.entered[0].lessons == {}

    def test_the_first_time_counts(self, desk: Desk) -> None:
        """Doing it again moves no date (MIS-02)."""
        trainee = Trainee(desk).begin()
        trainee.register()
        first = trainee.entered[0].lessons
        desk.office.later(minutes=5)
        trainee.register(1)
        assert trainee.entered[0].lessons == first

    def test_results_to_hand_over_do_not_run_out(self, desk: Desk) -> None:
        """Each time training begins there is something to hand over (MIS-02)."""
        trainee = Trainee(desk).begin()
        for _ in range(3):
            ready = desk.core.casework.answered(actor=trainee.actor)
            assert len(ready) == 2
            for row in ready:
                desk.core.intake.hand_over(actor=trainee.actor, request=row.request.id)
            trainee.end()
            trainee.begin()

    def test_the_practice_office_is_furnished_once(self, desk: Desk) -> None:
        """A second trainee finds the same site and the same two services (MIS-02)."""
        one, two = Trainee(desk).begin(), Trainee(desk, login="second").begin()
        assert one.actor.site == two.actor.site != desk.actor.site
        services = desk.core.catalogue.services(actor=two.actor)
        assert [service.code for service in services] == ["T1", "T2"]


class TestApart:
    """Nothing of it touches the real office (MIS-02)."""

    def test_people_and_requests_are_unknown_to_the_real_desk(self, desk: Desk) -> None:
        """Neither by name, nor by code, nor in the counters."""
        trainee = Trainee(desk).begin()
        person = trainee.register()
        trainee.arrive(person)
        trainee.end()
        before = desk.core.monitor.counters(actor=desk.actor)
        assert before.waiting == before.inside == 0
        with pytest.raises(NotFound):
            desk.core.files.open(actor=trainee.actor, person=person.id)
        trainee.begin()
        ready = desk.core.casework.answered(actor=trainee.actor)[0].request
        with pytest.raises(NotFound):
            desk.core.tracking.open(actor=desk.public, proof=desk.proof(ready))

    def test_a_practice_slip_opens_no_gate(self, desk: Desk) -> None:
        """The lane denies it as the pass of another site, and nobody is recorded inside."""
        trainee = Trainee(desk).begin()
        visit = desk.core.reception.admit(
            actor=trainee.actor, visit=trainee.arrive(trainee.register()).id
        )
        slip = desk.core.reception.hand_slip(actor=trainee.actor, visit=visit.id)
        verdict = desk.core.gatehouse.present(
            actor=desk.actor, lane=desk.office.lane_in.id, code=slip.code
        )
        assert not verdict.opens
        assert verdict.access.visit is None

    def test_no_lane_can_be_made_there(self, desk: Desk) -> None:
        """A trainee manages no places, and the site has none."""
        trainee = Trainee(desk, Role.OPERATOR, Role.ADMIN, Role.SIMULATOR).begin()
        assert desk.core.places.lanes(actor=trainee.actor) == ()
        allowed = trainee.actor.permissions
        assert not allowed & {Permission.MANAGE_PLACES, Permission.SIMULATE, Permission.SERVE}

    def test_a_real_card_is_no_practice_card(self, desk: Desk) -> None:
        """A guest card of the real pool, read at the trainee's desk, stays where it is."""
        trainee = Trainee(desk).begin()
        visit = desk.core.reception.admit(
            actor=trainee.actor, visit=trainee.arrive(trainee.register()).id
        )
        with pytest.raises(MizError):
            desk.core.reception.hand_card(
                actor=trainee.actor, visit=visit.id, card=desk.office.card.code
            )
        assert (
            desk.core.storage.read(lambda uow: uow.cards.get(desk.office.card.id))
            == desk.office.card
        )

    def test_its_notices_reach_nobody(self, desk: Desk) -> None:
        """They are marked as practised, never given to a channel."""
        trainee = Trainee(desk).begin()
        trainee.practise_everything()
        site = trainee.actor.site
        desk.office.deliver()
        assert desk.told() == []
        person = desk.core.storage.read(lambda uow: uow.people.search(site, "رها", limit=1))[0]
        notices = desk.core.storage.read(lambda uow: uow.notices.of_recipient(person.id))
        assert {notice.state for notice in notices} == {NoticeState.PRACTISED}

    def test_citizens_meet_the_real_office(self, desk: Desk) -> None:
        """The portal's site is not the one that is kept for practice."""
        Trainee(desk).begin()
        front = desk.core.places.front(site=None)
        assert front is not None
        assert front.id == desk.actor.site


class TestDoors:
    """Who goes in and out of training (MIS-02)."""

    def test_whoever_receives_nobody_has_nothing_to_practise(self, desk: Desk) -> None:
        """Training is for the desk."""
        with pytest.raises(NotAllowed):
            Trainee(desk, Role.OFFICER).begin()

    def test_twice_in_or_out_is_told(self, desk: Desk) -> None:
        """Each with the state that is wrong."""
        trainee = Trainee(desk)
        with pytest.raises(WrongState):
            trainee.end()
        trainee.begin()
        with pytest.raises(WrongState):
            trainee.begin()

    def test_nobody_switches_somebody_elses_session(self, desk: Desk) -> None:
        """A colleague's session stays at work, and a device's key is no browser."""
        one, two = Trainee(desk), Trainee(desk, login="second")
        with pytest.raises(NotFound):
            desk.core.training.begin(actor=one.actor, session=two.session.id)
        assert two.entered[1].training is None
        user = one.entered[0]
        key = desk.core.doors.issue_key(actor=desk.actor, user=user.id)
        with pytest.raises(NotFound):
            desk.core.training.begin(actor=one.actor, session=key.session.id)

    def test_a_trainee_can_sign_out(self, desk: Desk) -> None:
        """The session belongs to the real site and ends from within training all the same."""
        trainee = Trainee(desk).begin()
        desk.core.doors.sign_out(actor=trainee.actor, session=trainee.session.id)
        with pytest.raises(AssertionError):
            _ = trainee.entered

    def test_going_in_and_out_is_in_the_real_journal(self, desk: Desk) -> None:
        """The auditor of the real site sees who practised and when."""
        Trainee(desk).begin().end()
        changes = [facts["change"] for facts in desk.journal("StaffChanged")]
        assert changes[-2:] == ["training begun", "training ended"]
