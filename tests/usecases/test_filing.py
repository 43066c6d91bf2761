"""Filing itself, for whichever face hands a request over (SVC-03, EDK-05)."""

import pytest

from miz.domain.correspondence import Author, Paper
from miz.domain.ids import RequestId
from miz.domain.requests import Origin, Request
from miz.errors import InvalidForm
from miz.usecases.filing import Filing
from tests.desk_office import ANSWERS, Desk


def file(desk: Desk, *needs: str, answers: dict[str, str], checked: bool) -> Request:
    """Files as a face of an integrator would, in a unit of work of its own."""
    person = desk.office.person()
    filing = Filing(
        id=RequestId("r1"),
        random="000000000000042",
        person=person.id,
        service=desk.licence.id,
        origin=Origin.ONLINE,
        subject="پروانه",
        answers=answers,
        papers=[Paper("d", "a", "image/jpeg", 1, desk.now, Author.CITIZEN, need) for need in needs],
        checked=checked,
    )
    return desk.core.storage.write(
        lambda uow: desk.core.intake.registrar.file(uow, desk.actor, filing, at=desk.now)
    )


@pytest.mark.parametrize(
    ("needs", "missing"),
    [
        ((), ["paper-card", "paper-lease"]),
        (("card",), ["paper-lease"]),
        (("x", "lease"), ["paper-card"]),
    ],
)
def test_a_checked_request_has_its_documents(
    desk: Desk, needs: tuple[str, ...], missing: list[str]
) -> None:
    """Those that the service requires, whoever files; else nothing is kept (SVC-03)."""
    with pytest.raises(InvalidForm) as caught:
        file(desk, *needs, answers=ANSWERS, checked=True)

    assert missing == list(caught.value.problems)
    assert [] == desk.journal("RequestFiled", "PromiseMade")


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [({}, ["why", "partner", "copies"]), ({**ANSWERS, "copies": "many"}, ["copies"])],
)
def test_a_checked_request_has_right_answers(
    desk: Desk, answers: dict[str, str], wrong: list[str]
) -> None:
    """All that is wrong is told, and nothing is kept (EDK-05)."""
    with pytest.raises(InvalidForm) as caught:
        file(desk, "card", "lease", answers=answers, checked=True)

    assert wrong == list(caught.value.problems)
    assert [] == desk.journal("RequestFiled")


def test_a_right_request_is_filed(desk: Desk) -> None:
    """With answers, papers and the code of its digits (EDK-05, EDK-09)."""
    request = file(desk, "card", "lease", answers=ANSWERS, checked=True)

    assert ("2", 2, "000000000000042") == (
        request.answers["copies"],
        len(request.papers),
        request.code[:15],
    )


def test_the_desk_files_what_there_is(desk: Desk) -> None:
    """Unchecked: what is missing is asked for later (C2-01)."""
    request = file(desk, answers={"why": "سفر"}, checked=False)

    assert ({"why": "سفر"}, ()) == (request.answers, request.papers)
