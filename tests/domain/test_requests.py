from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.correspondence import Contact
from miz.domain.ids import DeskId
from miz.domain.notices import Medium
from miz.domain.request_events import RequestFiled
from miz.domain.requests import (
    MOST_MESSAGES,
    MOST_PAPERS,
    Done,
    Origin,
    Pause,
    Request,
    RequestState,
)
from miz.errors import WrongState
from tests.domain.request_steps import (
    AT,
    BLANK,
    HOST,
    PERSON,
    REQUEST,
    SECRET,
    SERVICE,
    SITE,
    UNIT,
    carriage,
    message,
    paper,
    result,
)

LATER = AT + timedelta(minutes=90)
WAITING = BLANK.pause(at=AT)
ANSWERED = BLANK.answer(result())
AWAY = BLANK.carry(carriage())


def test_one_filed_at_the_desk_names_it() -> None:
    """Where a request was taken is told; from home there is no desk (C2-01, EDK-05)."""
    desk = evolve(BLANK, origin=Origin.DESK, desk=DeskId("desk")).file()

    assert RequestFiled(
        site=SITE, at=AT, request=REQUEST, person=PERSON, service=SERVICE, channel="desk",
        desk=DeskId("desk"),
    ) == desk.events[-1]  # fmt: skip


def test_it_lies_with_one_person_or_a_unit() -> None:
    """Where a request lies now is on it; the one before is in the journal (EDK-07)."""
    routed = BLANK.route(HOST, UNIT, at=AT)
    passed_on = routed.route(None, UNIT, at=AT)

    assert (HOST, UNIT) == (routed.officer, routed.unit)
    assert (None, UNIT) == (passed_on.officer, passed_on.unit)


@pytest.mark.parametrize(
    ("announced", "expected"),
    [
        ({}, (AT, AT)),
        ({"due": LATER}, (LATER, AT)),
        ({"visit": LATER}, (AT, LATER)),
        ({"due": LATER, "visit": LATER}, (LATER, LATER)),
    ],
)
def test_a_new_time_replaces_only_its_own(
    announced: dict[str, datetime], expected: tuple[datetime, datetime]
) -> None:
    """An answer and a visit are announced apart (C2-06, C2-09)."""
    promised = evolve(BLANK, due_at=AT, visit_at=AT).promise(**announced)

    assert expected == (promised.due_at, promised.visit_at)
    assert () == promised.events


def test_nobody_needs_to_come_any_more() -> None:
    """A cancelled visit leaves the answer's time as it is (C2-06)."""
    promised = BLANK.promise(due=LATER, visit=LATER)

    assert (LATER, None) == (promised.unvisited().due_at, promised.unvisited().visit_at)


def test_a_step_is_done_once() -> None:
    """Each step has one time and one name; doing it again is refused at the field (EDK-10)."""
    done = BLANK.finish("check", at=AT, by="کارشناس").finish("sign", at=LATER, by="مدیر")

    assert (Done("check", AT, "کارشناس"), Done("sign", LATER, "مدیر")) == done.steps
    with pytest.raises(WrongState) as caught:
        done.finish("check", at=LATER, by="مدیر")

    assert ("request.step_done", "step") == (caught.value.code, caught.value.field)


def test_papers_have_a_limit() -> None:
    """Forty documents are taken, one more is refused with what to do instead (EDK-06)."""
    request = BLANK
    for number in range(MOST_PAPERS):
        request = request.add_paper(paper(number=number))

    assert MOST_PAPERS == len(request.papers)
    with pytest.raises(WrongState, match="into one PDF") as caught:
        request.add_paper(paper())

    assert "request.papers" == caught.value.code


def test_a_thread_has_a_limit() -> None:
    """A thread of two hundred turns is full; no robot fills the store (EDK-08)."""
    almost = evolve(BLANK, thread=(message(),) * (MOST_MESSAGES - 1))
    full = almost.say(message())

    assert MOST_MESSAGES == len(full.thread)
    with pytest.raises(WrongState) as caught:
        full.say(message())

    assert "request.thread" == caught.value.code


@given(st.lists(st.booleans(), max_size=12))
def test_internal_notes_are_never_visible(internal: list[bool]) -> None:
    """The citizen reads the thread in its order, without a single note (J2.7)."""
    request = BLANK
    for number, inside in enumerate(internal):
        request = request.say(message(AT + timedelta(minutes=number), internal=inside))

    assert len(internal) == len(request.thread)
    assert tuple(one for one in request.thread if not one.internal) == request.visible
    assert internal.count(False) == len(request.visible)


@pytest.mark.parametrize(
    "ended",
    [WAITING.resume(at=LATER), WAITING.answer(result(LATER)), WAITING.withdraw(at=LATER)],
)
def test_a_pause_ends_however_it_ends(ended: Request) -> None:
    """Going on, an answer and a withdrawal all stop the waiting at their instant (J2.6)."""

    assert (Pause(AT, LATER),) == ended.pauses


def test_a_second_pause_leaves_the_first_alone() -> None:
    """Every wait is kept with its own times (J2.6)."""
    twice = WAITING.resume(at=LATER).pause(at=LATER)
    much_later = LATER + timedelta(days=1)

    assert (Pause(AT, LATER), Pause(LATER)) == twice.pauses
    assert (Pause(AT, LATER), Pause(LATER, much_later)) == twice.resume(at=much_later).pauses


def test_paper_is_in_one_place() -> None:
    """Both liaisons sign: nothing is sent twice before it arrives (C2-05)."""
    home = AWAY.receive(at=LATER, by="رابط")

    assert (evolve(carriage(), received_at=LATER, received_by="رابط"),) == home.carriages
    assert 2 == len(home.carry(carriage(LATER)).carriages)
    assert 1 == len(AWAY.carriages)


@pytest.mark.parametrize(
    "step",
    [
        lambda: AWAY.carry(carriage()),
        lambda: BLANK.receive(at=LATER, by="رابط"),
        lambda: AWAY.receive(at=LATER, by="رابط").receive(at=LATER, by="رابط"),
    ],
)
def test_paper_that_is_elsewhere_is_not_signed_for(step: Callable[[], Request]) -> None:
    """What is on its way cannot be sent, what is not cannot arrive (C2-05)."""
    with pytest.raises(WrongState) as caught:
        step()

    assert "request.paper" == caught.value.code


def test_the_letter_system_gives_a_reference() -> None:
    """Its number is kept on the request (C2-04)."""

    assert "140/5" == BLANK.forward("140/5", at=AT).reference


@pytest.mark.parametrize(
    ("ended", "closed_at"),
    [
        (evolve(ANSWERED, at_desk=True).hand_over(at=LATER), LATER),
        (evolve(BLANK, at_desk=True).withdraw(at=LATER), LATER),
    ],
)
def test_nobody_waits_at_the_desk_for_what_is_over(ended: Request, closed_at: datetime) -> None:
    """The waiting list forgets who has the result, or wants it no more (C2-08)."""

    assert (False, closed_at) == (ended.at_desk, ended.closed_at)


def test_who_waits_at_the_desk_waits_on_while_it_is_answered() -> None:
    """The result is there but not yet handed over (C2-08)."""

    assert evolve(BLANK, at_desk=True).answer(result()).at_desk


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (BLANK, "request.undone"),
        (WAITING, "request.undone"),
        (ANSWERED.survey(at=AT), "request.surveyed"),
        (evolve(BLANK, surveyed=True), "request.surveyed"),
    ],
)
def test_one_opinion_after_the_answer(request_: Request, code: str) -> None:
    """An opinion is asked for when there is something to have one about, once (EDK-14, J2.10)."""
    with pytest.raises(WrongState) as caught:
        request_.survey(at=LATER)

    assert code == caught.value.code


def test_an_opinion_is_not_on_the_request() -> None:
    """Only that there was one is kept: toward the officer it is anonymous (J2.10)."""
    before, after = ANSWERED, ANSWERED.survey(at=LATER)

    assert evolve(before, surveyed=True) == after


def test_nobody_shows_a_request_by_accident() -> None:
    """Code, subject, letter, answers and words are in no log line (G8)."""
    contact = Contact(Medium.EMAIL, SECRET)
    full = evolve(
        BLANK, subject=SECRET, letter=SECRET, answers={"q": SECRET}, contact=contact,
        thread=(message(),), result=result(), papers=(evolve(paper(), name=SECRET),),
    )  # fmt: skip

    assert SECRET not in repr(full)
    assert BLANK.code not in repr(full)


def test_a_new_request_is_open_and_told_by_message() -> None:
    """Without a word about it the citizen is told in Persian by SMS (EDK-12)."""

    assert RequestState.OPEN is BLANK.state
    assert Medium.SMS is BLANK.contact.medium
    assert BLANK.undone


def test_who_withdraws_need_not_come_any_more() -> None:
    """The announced visit goes with the request (EDK-10, I4)."""
    assert evolve(BLANK, visit_at=LATER).withdraw(at=LATER).visit_at is None
