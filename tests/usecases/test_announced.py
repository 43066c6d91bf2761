from datetime import timedelta

import pytest

from miz.domain.admissions import IdentificationMethod
from miz.domain.passes import PassState
from miz.domain.values import PersonName
from miz.domain.visits import Visit, VisitState
from miz.errors import WrongState
from tests.office import Office
from tests.usecases.steps import passes_of, refuse, service, stored


class TestAnnounced:
    def test_an_announced_visit_begins_on_arrival(self, office: Office) -> None:
        """The same visit, its host and its purpose known already (CAP-16, C3-07)."""
        visit = self.announced(office, hours=2)
        arrived = office.core.reception.arrive(actor=office.actor, person=visit.person)

        assert (visit.id, VisitState.ARRIVED) == (arrived.id, arrived.state)
        assert (office.host.id, "قرارداد") == (arrived.host, arrived.purpose)

    def test_what_the_desk_says_now_counts(self, office: Office) -> None:
        """Another host or service at the desk is not lost for an announcement (C3-07, MIS-08)."""
        asking = service(office, "301", needs_agreement=True, minutes=10)
        other = office.core.catalogue.add_host(
            actor=office.actor, unit=office.host.unit, name=PersonName.parse("رضا", "امینی")
        )
        visit = self.announced(office, hours=2)
        arrived = office.core.reception.arrive(
            actor=office.actor, person=visit.person, host=other.id, service=asking.id
        )

        assert visit.id == arrived.id
        assert (other.id, asking.id, "قرارداد", True) == (
            arrived.host,
            arrived.service,
            arrived.purpose,
            arrived.needs_agreement,
        )

    def test_an_announcement_is_no_way_round_the_service(self, office: Office) -> None:
        """A service without a pass gives none to announced visitors either (C2-01, C4-04)."""
        desk = service(office, "401", gives_pass=False)
        visit = self.announced(office, hours=1)
        arrived = office.core.reception.arrive(
            actor=office.actor,
            person=visit.person,
            service=desk.id,
            identified_by=IdentificationMethod.NATIONAL_CARD,
        )
        with pytest.raises(WrongState, match="no pass"):
            office.core.reception.admit(actor=office.actor, visit=arrived.id)

    def test_a_visit_far_ahead_waits(self, office: Office) -> None:
        """Who comes today is not the visit of next week."""
        visit = self.announced(office, hours=24 * 7)
        arrived = office.core.reception.arrive(actor=office.actor, person=visit.person)

        assert visit.id != arrived.id
        assert VisitState.EXPECTED is stored(office, visit).state

    def test_an_announcement_may_be_refused(self, office: Office) -> None:
        """The desk need not wait for somebody who must not come."""

        assert VisitState.REFUSED is refuse(office, self.announced(office, hours=2)).state

    def announced(self, office: Office, *, hours: int) -> Visit:
        """A visit that is expected in so many hours."""
        return office.core.reception.announce(
            actor=office.actor,
            person=office.person().id,
            host=office.host.id,
            when=office.clock.now() + timedelta(hours=hours),
            purpose="قرارداد",
        )


class TestOverdue:
    def test_a_visit_that_nobody_entered_ends(self, office: Office) -> None:
        """When the window is over the visit expires and its pass is revoked, once."""
        visit = office.admitted()
        office.core.reception.hand_slip(actor=office.actor, visit=visit.id)
        office.later(minutes=90)

        assert (1, 0) == (self.expire(office), self.expire(office))
        assert VisitState.EXPIRED is stored(office, visit).state
        assert [PassState.REVOKED] == passes_of(office, visit)

    def test_whoever_is_inside_stays(self, office: Office) -> None:
        """A clock ends no visit of somebody inside."""
        visit = office.enter(office.slip())
        office.later(days=3)

        assert 0 == self.expire(office)
        assert VisitState.INSIDE is stored(office, visit).state

    def test_an_announced_visitor_has_a_day(self, office: Office) -> None:
        """Who does not come within a day is not expected any more."""
        TestAnnounced().announced(office, hours=2)
        office.later(hours=25, minutes=59)

        assert 0 == self.expire(office)
        office.later(minutes=1)
        assert 1 == self.expire(office)

    def test_a_visitor_in_the_lane_is_not_expired(self, office: Office) -> None:
        """A grant in the last second ends in an entry, not in a lost passage (Q1, C1-10)."""
        slip = office.slip()
        office.later(minutes=89, seconds=59)
        verdict = office.core.gatehouse.present(
            actor=office.actor, lane=office.lane_in.id, code=slip.code
        )
        office.later(seconds=5)

        assert 0 == self.expire(office)
        visit = office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)
        assert VisitState.INSIDE is visit.state

    def test_a_grant_that_lapsed_holds_nothing_up(self, office: Office) -> None:
        """A lane that stopped does not keep a visit open for ever."""
        slip = office.slip()
        office.later(minutes=89, seconds=59)
        office.core.gatehouse.present(actor=office.actor, lane=office.lane_in.id, code=slip.code)
        office.later(seconds=31)

        assert 1 == self.expire(office)

    def expire(self, office: Office) -> int:
        """One round of the worker."""
        return office.core.reception.expire_overdue(actor=office.actor)
