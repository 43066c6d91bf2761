"""The unit works on requests: inbox, one page a request, steps, results (EDK-07, MIS-07)."""

from datetime import date

import pytest
from attrs import evolve

from miz import Role
from miz.domain.calendar import OfficeTime
from miz.domain.requests import Outcome, Request, RequestState
from miz.errors import InvalidValue, MizError, NotAllowed, NotFound, Unavailable, WrongState
from miz.usecases.catalogue import Charge
from miz.usecases.intake import Taken
from tests.desk_office import CARD_SCAN, LICENCE, Desk, picture, publish
from tests.usecases.things import Things, method

ACTS = {
    *("casework.open", "casework.finish", "casework.ask", "casework.resume", "casework.write"),
    *("casework.answer", "casework.reassign", "casework.receive", "casework.paper"),
    *("bookings.next_visit", "bookings.announce", "letters.forward", "letters.follow"),
}
"""What an officer does with one request."""
LETTER = Taken(picture("green"), "licence.png")


def answer(desk: Desk, request: Request, *papers: Taken) -> Request:
    """The officer answers."""
    return desk.core.casework.answer(
        actor=desk.officer,
        request=request.id,
        outcome=Outcome.GRANTED,
        text="صادر شد",
        papers=papers,
    )


@pytest.mark.parametrize("name", sorted(ACTS))
def test_a_request_of_another_unit_does_not_exist(desk: Desk, name: str) -> None:
    """For an officer whose own it is not, nor his unit's: neither to read nor to touch (EDK-07)."""
    things = Things.of(desk)
    before = desk.core.storage.read(lambda uow: uow.journal.last())
    with pytest.raises(NotFound) as caught:
        method(desk.core, name)(actor=desk.stranger, **things.arguments(name))

    assert "record.not_found" == caught.value.code
    assert before == desk.core.storage.read(lambda uow: uow.journal.last())


@pytest.mark.parametrize("name", sorted(ACTS))
@pytest.mark.parametrize("who", ["officer", "colleague", "head"])
def test_officer_unit_and_head_may_work_on_it(desk: Desk, name: str, who: str) -> None:
    """Whoever it lies with, his unit, and the head who reads reports (EDK-07)."""
    things = Things.of(desk)
    try:
        method(desk.core, name)(actor=getattr(desk, who), **things.arguments(name))
    except MizError as error:
        code = error.code
    else:
        code = ""

    expected = {
        "casework.resume": "request.wrong_state",
        "casework.receive": "request.paper",
        "casework.paper": "document.not_found",
        "letters.follow": "request.not_forwarded",
    }
    assert expected.get(name, "") == code


def test_somebody_who_is_no_employee_is_told_so(desk: Desk) -> None:
    """An officer whom nobody made one of a unit sees nothing, and reads what to do (EDK-07)."""
    request, nobody = desk.taken(), desk.user("nobody", Role.OFFICER)
    with pytest.raises(NotAllowed, match="no employee"):
        desk.core.casework.inbox(actor=nobody)
    with pytest.raises(NotAllowed, match="no employee"):
        desk.core.casework.open(actor=nobody, request=request.id)


def test_the_inbox_has_what_is_due_first_on_top(desk: Desk) -> None:
    """One's own undone requests, waiting ones too; answered ones are gone (EDK-07)."""
    late = desk.taken()
    publish(desk.office, desk.hearing.id, evolve(LICENCE, duration=OfficeTime(days=1)))
    first = desk.taken(desk.office.person(1), desk.hearing)
    second = desk.taken(desk.office.person(2), desk.hearing)
    desk.core.casework.ask(actor=desk.officer, request=first.id, text="کارت")
    done = desk.taken(desk.office.person(3))
    answer(desk, done)

    rows = desk.core.casework.inbox(actor=desk.officer)

    assert [first.id, second.id, late.id] == [row.request.id for row in rows]
    assert [("301", "الهام نوری")] * 2 == [
        (row.service.code, row.officer.name.full if row.officer else "") for row in rows[:2]
    ]
    assert [late.id] == [
        row.request.id
        for row in desk.core.casework.inbox(actor=desk.officer)
        if row.person.id == late.person
    ]


def test_the_inbox_is_one_s_own_or_the_unit_s(desk: Desk) -> None:
    """A colleague sees the unit's when he asks for it; another unit's never (EDK-07)."""
    request = desk.taken()
    seen = {
        name: [
            [row.request.id for row in desk.core.casework.inbox(actor=actor, everybody=everybody)]
            for everybody in (False, True)
        ]
        for name, actor in {
            "officer": desk.officer,
            "colleague": desk.colleague,
            "stranger": desk.stranger,
            "head": desk.head,
        }.items()
    }

    assert {
        "officer": [[request.id], [request.id]],
        "colleague": [[], [request.id]],
        "stranger": [[], []],
        "head": [[request.id], [request.id]],
    } == seen


def test_the_list_of_answers_is_the_desk_s_or_the_unit_s(desk: Desk) -> None:
    """An officer sees those of his unit, the desk all that wait to be handed over (MIS-07)."""
    ours = desk.taken()
    desk.core.catalogue.put_in_charge(
        actor=desk.actor, service=desk.hearing.id, charge=Charge(responsible=desk.outsider.id)
    )
    theirs = desk.taken(desk.office.person(1), desk.hearing)
    for request, actor in ((ours, desk.officer), (theirs, desk.stranger)):
        desk.core.casework.answer(
            actor=actor, request=request.id, outcome=Outcome.GRANTED, text="شد"
        )
    seen = [
        {row.request.id for row in desk.core.casework.answered(actor=actor)}
        for actor in (desk.operator, desk.head, desk.officer, desk.colleague, desk.stranger)
    ]

    assert [{ours.id, theirs.id}] * 2 == seen[:2]
    assert [{ours.id}, {ours.id}, {theirs.id}] == seen[2:]


def test_a_look_is_journalled_before_anything_is_shown(desk: Desk) -> None:
    """Who looked at which request; where that cannot be kept, nothing is shown (G9, threat 7)."""
    request = desk.taken()
    file = desk.core.casework.open(actor=desk.officer, request=request.id)
    entries = desk.core.storage.read(lambda uow: uow.journal.after(0, limit=10_000))
    looks = [s.entry for s in entries if s.entry.kind == "RequestRead"]
    storage = desk.core.storage
    storage.faulty.lost(1)  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        desk.core.casework.open(actor=desk.officer, request=request.id)

    assert [(request.id, desk.officer.id)] == [(one.facts["request"], one.actor) for one in looks]
    assert (request.id, "check", desk.office.host) == (
        file.request.id,
        file.next_step,
        file.officer,
    )


def test_steps_are_finished_one_after_the_other(desk: Desk) -> None:
    """With time and name; the next one is shown until none is left (EDK-10, SVC-02)."""
    request = desk.taken()
    following = [desk.core.casework.open(actor=desk.officer, request=request.id).next_step]
    for step in ("check", "issue"):
        desk.office.later(minutes=10)
        desk.core.casework.finish(actor=desk.officer, request=request.id, step=step)
        file = desk.core.casework.open(actor=desk.officer, request=request.id)
        following.append(file.next_step)

    assert ["check", "issue", None] == following
    assert [("check", "officer.1"), ("issue", "officer.1")] == [
        (one.step, one.by) for one in file.request.steps
    ]
    assert 600 == (file.request.steps[1].at - file.request.steps[0].at).total_seconds()


def test_a_step_is_known_and_done_once(desk: Desk) -> None:
    """A step of no such service, and one that is done already, are refused (EDK-10)."""
    request = desk.taken()
    desk.core.casework.finish(actor=desk.officer, request=request.id, step="check")
    before = len(desk.told())
    with pytest.raises(InvalidValue) as unknown:
        desk.core.casework.finish(actor=desk.officer, request=request.id, step="fly")
    with pytest.raises(WrongState) as twice:
        desk.core.casework.finish(actor=desk.officer, request=request.id, step="check")

    assert ("request.step", "request.step_done") == (unknown.value.code, twice.value.code)
    assert before == len(desk.told())


def test_steps_are_those_of_the_request_s_edition(desk: Desk) -> None:
    """What was published later changes nothing for a request that runs (SVC-02)."""
    request = desk.taken()
    information = desk.core.publishing.offer(actor=desk.public, service=desk.licence.id).information
    desk.core.publishing.publish(
        actor=desk.actor,
        service=desk.licence.id,
        information=evolve(information, steps=()),
        valid_from=date(2026, 1, 3),
    )

    assert desk.core.casework.finish(actor=desk.officer, request=request.id, step="issue").steps


def test_a_result_has_its_letters_and_a_code(desk: Desk) -> None:
    """Outcome, words, who, when, papers; the code verifies the letter (MIS-07, features 48)."""
    answered = answer(desk, desk.taken(), LETTER)
    result = answered.result

    assert result is not None
    assert (RequestState.ANSWERED, Outcome.GRANTED, "صادر شد", desk.now, "officer.1") == (
        answered.state,
        result.outcome,
        result.text,
        result.at,
        result.by,
    )
    assert (20, 1) == (len(result.code), len(result.papers))
    content, *_ = desk.core.casework.paper(
        actor=desk.operator, request=answered.id, digest=result.papers[0].digest
    )
    assert content


def test_a_request_is_answered_once(desk: Desk) -> None:
    """What the citizen was told stays (MIS-07)."""
    request = desk.taken()
    answer(desk, request)
    with pytest.raises(WrongState) as caught:
        answer(desk, request)

    assert "request.wrong_state" == caught.value.code
    assert 1 == len([text for text in desk.told() if "آماده است" in text])


def test_somebody_else_takes_a_request_over(desk: Desk) -> None:
    """Also of another unit; it is then in his inbox and no longer in the other's (EDK-07)."""
    request = desk.taken()
    desk.core.casework.reassign(actor=desk.officer, request=request.id, officer=desk.outsider.id)
    inboxes = [
        [row.request.id for row in desk.core.casework.inbox(actor=actor, everybody=True)]
        for actor in (desk.officer, desk.stranger)
    ]

    assert [[], [request.id]] == inboxes
    with pytest.raises(NotFound):
        desk.core.casework.open(actor=desk.officer, request=request.id)


def test_nobody_takes_over_while_he_is_away(desk: Desk) -> None:
    """The officer chooses another (EDK-07)."""
    request = desk.taken()
    desk.core.catalogue.send_away(actor=desk.actor, host=desk.outsider.id, until=date(2026, 1, 3))
    with pytest.raises(InvalidValue) as caught:
        desk.core.casework.reassign(
            actor=desk.officer, request=request.id, officer=desk.outsider.id
        )

    assert ("host.away", "officer") == (caught.value.code, caught.value.field)


def test_only_papers_that_a_request_names_are_read(desk: Desk) -> None:
    """Another request's document does not exist under this one (threat 8)."""
    other = desk.taken(papers=[CARD_SCAN])
    request = desk.taken(desk.office.person(1))
    with pytest.raises(NotFound) as caught:
        desk.core.casework.paper(
            actor=desk.officer, request=request.id, digest=other.papers[0].digest
        )

    assert "document.not_found" == caught.value.code
