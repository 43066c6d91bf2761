"""Category 4: opened, done and closed on one screen at the desk (C4)."""

import pytest

from miz.domain.admissions import IdentificationMethod, OverrideGrounds
from miz.domain.promises import PromiseState
from miz.domain.requests import Outcome, RequestState
from miz.errors import InvalidValue, WrongState
from tests.desk_office import CARD_SCAN, Desk


def test_a_one_step_service_is_opened_done_and_closed(desk: Desk) -> None:
    """With all its data, its result and who gave it, in one go (C4-01, C4-02)."""
    case = desk.case(desk.office.person(), desk.stamp, papers=[CARD_SCAN], answers={"why": "سفر"})
    done = desk.core.intake.do_at_once(actor=desk.operator, case=case, result="مهر شد")

    assert (RequestState.CLOSED, desk.now, desk.now) == (
        done.state,
        done.opened_at,
        done.closed_at,
    )
    assert done.result is not None
    assert (Outcome.GRANTED, "مهر شد", "operator.1") == (
        done.result.outcome,
        done.result.text,
        done.result.by,
    )
    assert ({"why": "سفر"}, 1) == (done.answers, len(done.papers))


def test_it_is_in_the_person_s_file(desk: Desk) -> None:
    """With its code, so that the citizen can come back to it (C4-03, EDK-11)."""
    person = desk.office.person()
    done = desk.core.intake.do_at_once(
        actor=desk.operator, case=desk.case(person, desk.stamp), result="مهر شد"
    )

    assert (desk.stored(done),) == desk.core.intake.of_person(actor=desk.operator, person=person.id)
    followed = desk.core.tracking.open(actor=desk.public, proof=desk.proof(done))
    assert done.result == followed.request.result


def test_its_promise_is_kept_at_once(desk: Desk) -> None:
    """The ledger has it as in time (MIS-01, I4)."""
    done = desk.core.intake.do_at_once(
        actor=desk.operator, case=desk.case(desk.office.person(), desk.stamp), result="مهر شد"
    )
    promises = desk.core.casework.open(actor=desk.operator, request=done.id).promises

    assert [PromiseState.KEPT] == [one.state for one in promises]


def test_doing_it_twice_does_it_once(desk: Desk) -> None:
    """A double click gives the same case with its first result (J2 step 4)."""
    case = desk.case(desk.office.person(), desk.stamp)
    first = desk.core.intake.do_at_once(actor=desk.operator, case=case, result="مهر شد")
    second = desk.core.intake.do_at_once(actor=desk.operator, case=case, result="دوباره")

    assert first.result == second.result
    assert 1 == len(desk.journal("RequestClosed"))


def test_what_takes_longer_is_not_done_at_once(desk: Desk) -> None:
    """A category of several steps is filed instead; nothing is kept (C4-01, C2-01)."""
    with pytest.raises(WrongState) as caught:
        desk.core.intake.do_at_once(
            actor=desk.operator, case=desk.case(desk.office.person()), result="شد"
        )

    assert "service.not_at_once" == caught.value.code
    assert [] == desk.journal("RequestFiled")


def test_without_a_result_nothing_is_kept(desk: Desk) -> None:
    """The operator writes what was done (C4-02)."""
    with pytest.raises(InvalidValue) as caught:
        desk.core.intake.do_at_once(
            actor=desk.operator, case=desk.case(desk.office.person(), desk.stamp), result=" "
        )

    assert "message.empty" == caught.value.code
    assert [] == desk.journal("RequestFiled")


def test_guidance_is_logged_with_it(desk: Desk) -> None:
    """Whoever has something done at the desk is guided there too (C4-02)."""
    person = desk.office.person()
    visit = desk.core.reception.arrive(actor=desk.operator, person=person.id, service=desk.stamp.id)
    desk.core.guidance.give(actor=desk.operator, visit=visit.id, service=desk.stamp.id)
    desk.core.intake.do_at_once(
        actor=desk.operator, case=desk.case(person, desk.stamp), result="مهر شد"
    )

    assert [desk.stamp.id] == [facts["service"] for facts in desk.journal("VisitorGuided")]


@pytest.mark.parametrize("overridden", [False, True])
def test_it_gives_no_pass_without_an_override(desk: Desk, overridden: bool) -> None:
    """Done at the desk; inside goes only whom somebody lets in by name (C4-04, I3)."""
    visit = desk.core.reception.arrive(
        actor=desk.operator,
        person=desk.office.person().id,
        service=desk.stamp.id,
        identified_by=IdentificationMethod.NATIONAL_CARD,
    )
    if overridden:
        desk.core.reception.override(
            actor=desk.actor, visit=visit.id, grounds=OverrideGrounds.UNIT_ASKED
        )
        admitted = desk.core.reception.admit(actor=desk.operator, visit=visit.id)

        assert admitted.window is not None
    else:
        with pytest.raises(WrongState) as caught:
            desk.core.reception.admit(actor=desk.operator, visit=visit.id)

        assert "service.no_pass" == caught.value.code
