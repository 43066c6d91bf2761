"""Who may go inside: coordination, overrides, and the invariant behind them (MIS-08, C3, I3)."""

import pytest

from miz.domain.admissions import IdentificationMethod, OverrideGrounds
from miz.domain.catalogue import Service
from miz.domain.passes import PassState
from miz.domain.requests import Request
from miz.domain.visits import Visit, VisitState
from miz.errors import NotAllowed, NotFound, WrongState
from tests.desk_office import CARD_SCAN, Desk, equip_again
from tests.office import CARD

CHECKED = IdentificationMethod.NATIONAL_CARD


def arrived(desk: Desk, service: Service, request: Request | None = None) -> Visit:
    """An identified visitor."""
    person = request.person if request else desk.office.person().id
    return desk.core.reception.arrive(
        actor=desk.operator,
        person=person,
        service=service.id,
        request=request.id if request else None,
        identified_by=CHECKED,
    )


def refusal(desk: Desk, visit: Visit) -> str:
    """Why the visitor is not admitted; no pass is there either."""
    with pytest.raises(WrongState) as caught:
        desk.core.reception.admit(actor=desk.operator, visit=visit.id)
    with pytest.raises(WrongState):
        desk.core.reception.hand_slip(actor=desk.operator, visit=visit.id)
    with pytest.raises(WrongState):
        desk.core.reception.hand_card(actor=desk.operator, visit=visit.id, card=CARD)

    assert [] == passes(desk, visit)
    return caught.value.code


def passes(desk: Desk, visit: Visit) -> list[PassState]:
    """What was handed out."""
    found = desk.core.storage.read(lambda uow: uow.passes.of_visit(visit.id))
    return [one.state for one in found]


def override(desk: Desk, visit: Visit) -> Visit:
    """Security lets the visitor in, by name."""
    return desk.core.reception.override(
        actor=desk.actor, visit=visit.id, grounds=OverrideGrounds.OFFICIAL_GUEST
    )


class TestCategoryThree:
    def test_goes_from_papers_to_the_passage(self, desk: Desk) -> None:
        """Papers, identity, agreement, slip, entry, exit, host told (C3-01, C3-06, C3-08)."""
        request = desk.taken(service=desk.hearing, papers=[CARD_SCAN])
        visit = arrived(desk, desk.hearing, request=request)
        desk.core.reception.answer(actor=desk.operator, visit=visit.id, agreed=True, by="نوری")
        desk.core.reception.admit(actor=desk.operator, visit=visit.id)
        slip = desk.core.reception.hand_slip(actor=desk.operator, visit=visit.id)
        inside = desk.office.enter(slip)
        desk.told()
        desk.office.later(minutes=30)
        left = desk.office.enter(slip, desk.office.lane_out)
        told = [text for text in desk.told() if "گیت ۲" in text]

        assert (VisitState.INSIDE, VisitState.LEFT) == (inside.state, left.state)
        assert inside.entry is not None
        assert left.exit is not None
        assert 1800 == (left.exit.at - inside.entry.at).total_seconds()
        assert (desk.office.host.id, request.id) == (left.host, left.request)
        assert ["وارد شد", "خارج شد"] == [
            word for text in told for word in ("وارد شد", "خارج شد") if word in text
        ]

    def test_may_take_a_guest_card(self, desk: Desk) -> None:
        """The other thing to hold to the reader (C3-03, C3-05)."""
        visit = arrived(desk, desk.hearing)
        desk.core.reception.answer(actor=desk.operator, visit=visit.id, agreed=True, by="نوری")
        desk.core.reception.admit(actor=desk.operator, visit=visit.id)
        card = desk.core.reception.hand_card(actor=desk.operator, visit=visit.id, card=CARD)

        assert desk.office.enter(card).entry is not None

    def test_waits_for_the_unit(self, desk: Desk) -> None:
        """No pass before somebody inside agreed, by name and time (MIS-08, C3-02)."""
        visit = arrived(desk, desk.hearing)

        assert "visit.not_agreed" == refusal(desk, visit)
        agreed = desk.core.reception.answer(
            actor=desk.operator, visit=visit.id, agreed=True, by="خانم رضایی"
        )
        assert agreed.agreement is not None
        assert (True, "خانم رضایی", desk.now) == (
            agreed.agreement.agreed,
            agreed.agreement.by,
            agreed.agreement.at,
        )
        assert desk.core.reception.admit(actor=desk.operator, visit=visit.id).window is not None

    def test_stays_out_when_the_unit_declines(self, desk: Desk) -> None:
        """An override does not make a refusal an agreement (MIS-08)."""
        visit = arrived(desk, desk.hearing)
        desk.core.reception.answer(actor=desk.operator, visit=visit.id, agreed=False, by="نوری")
        override(desk, visit)

        assert "visit.declined" == refusal(desk, visit)

    def test_is_identified_first(self, desk: Desk) -> None:
        """Coordination does not stand in for the check (C3-02)."""
        visit = desk.core.reception.arrive(
            actor=desk.operator, person=desk.office.person().id, service=desk.hearing.id
        )
        desk.core.reception.answer(actor=desk.operator, visit=visit.id, agreed=True, by="نوری")

        assert "visit.not_identified" == refusal(desk, visit)

    def test_whom_the_visitor_met_is_found(self, desk: Desk) -> None:
        """The officer of the request is the host where nobody else is named (C3-07)."""
        request = desk.taken(service=desk.hearing)
        visit = arrived(desk, desk.hearing, request=request)
        file = desk.core.files.open(actor=desk.operator, person=request.person)

        assert [(visit.id, desk.office.host.id, desk.office.host.unit)] == [
            (one.id, one.host, one.unit) for one in file.visits
        ]


@pytest.mark.parametrize("name", ["licence", "stamp"])
def test_what_is_done_at_the_desk_gives_no_pass(desk: Desk, name: str) -> None:
    """Categories 2 and 4, whatever the unit says (C2-01, C4-04, I3)."""
    visit = arrived(desk, getattr(desk, name))
    desk.core.reception.answer(actor=desk.operator, visit=visit.id, agreed=True, by="نوری")

    assert "service.no_pass" == refusal(desk, visit)


@pytest.mark.parametrize("name", ["licence", "hearing", "stamp"])
def test_an_override_lets_in_by_name(desk: Desk, name: str) -> None:
    """Without pass or agreement otherwise; the journal has who and on what grounds (MIS-08)."""
    visit = arrived(desk, getattr(desk, name))
    allowed = override(desk, visit)
    desk.core.reception.admit(actor=desk.operator, visit=visit.id)
    desk.core.reception.hand_slip(actor=desk.operator, visit=visit.id)

    assert [PassState.LIVE] == passes(desk, visit)
    assert allowed.override is not None
    assert (OverrideGrounds.OFFICIAL_GUEST, "tester", desk.now) == (
        allowed.override.grounds,
        allowed.override.by,
        allowed.override.at,
    )
    assert [(visit.id, "tester", "official_guest")] == [
        (facts["visit"], facts["by"], facts["grounds"]) for facts in desk.journal("EntryOverridden")
    ]


def test_the_desk_overrides_nothing(desk: Desk) -> None:
    """It is for security; a refused try leaves nothing (MIS-08, ASVS V8.2.1)."""
    visit = arrived(desk, desk.licence)
    with pytest.raises(NotAllowed):
        desk.core.reception.override(
            actor=desk.operator, visit=visit.id, grounds=OverrideGrounds.EMERGENCY
        )

    assert "service.no_pass" == refusal(desk, visit)
    assert [] == desk.journal("EntryOverridden")


def test_an_override_is_of_its_visit(desk: Desk) -> None:
    """The next visit of the same person needs its own (I3)."""
    first = arrived(desk, desk.licence)
    override(desk, first)
    desk.office.later(days=2)
    desk.core.reception.expire_overdue(actor=desk.actor)
    person = desk.core.storage.read(lambda uow: uow.people.get(first.person))
    second = desk.core.reception.arrive(
        actor=desk.operator, person=person.id, service=desk.licence.id, identified_by=CHECKED
    )

    assert "service.no_pass" == refusal(desk, second)


def test_a_visit_for_a_request_has_the_request_s_service(desk: Desk) -> None:
    """Whatever the desk says, a documents service does not turn into another (C2-01, I3)."""
    request = desk.taken()
    visit = arrived(desk, desk.office.service, request=request)

    assert desk.licence.id == visit.service
    assert "service.no_pass" == refusal(desk, visit)


def test_a_visit_is_for_one_s_own_request(desk: Desk) -> None:
    """Neither another person's nor one of another site (threat 8, ASVS V8.4.1)."""
    request, foreign = desk.taken(), equip_again(desk).taken()
    with pytest.raises(WrongState) as caught:
        desk.core.reception.arrive(
            actor=desk.operator, person=desk.office.person(1).id, request=request.id
        )
    with pytest.raises(NotFound):
        desk.core.reception.arrive(actor=desk.operator, person=request.person, request=foreign.id)

    assert "request.other_person" == caught.value.code
