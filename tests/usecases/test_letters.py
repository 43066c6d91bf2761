"""Requests on their way through the organisation's letter system (C2-04, Q6)."""

import pytest
from attrs import evolve

from miz.errors import Unavailable, WrongState
from miz.plugin import AUTOMATION
from miz.ports.automation import Letter, OfficeAutomation, Progress
from tests.desk_office import CARD_SCAN, LEASE_SCAN, Desk
from tests.office import Drawer


def drawer(desk: Desk) -> Drawer:
    """The letter system."""
    found = desk.core.parts[AUTOMATION]
    assert isinstance(found, Drawer)
    return found


def test_a_request_is_handed_to_the_letter_system(desk: Desk) -> None:
    """With its code, words, answers, unit and papers; the reference is kept (C2-04)."""
    request = desk.taken(
        letter="لطفاً بررسی کنید", answers={"why": "سفر"}, papers=[CARD_SCAN, LEASE_SCAN]
    )
    forwarded = desk.core.letters.forward(actor=desk.operator, request=request.id)
    (letter,) = drawer(desk).letters.values()

    assert ("drawer-1", "drawer-1") == (forwarded.reference, desk.stored(request).reference)
    assert (request.code, "درخواست پروانه", "مریم کاظمی", "مالی") == (
        letter.tracking,
        letter.subject,
        letter.sender,
        letter.unit,
    )
    assert "لطفاً بررسی کنید\n\nچرا: سفر" == letter.text
    assert ["card.jpg", "lease.jpg"] == [one.name for one in letter.attachments]
    assert all(one.data for one in letter.attachments)
    assert ["drawer-1"] == [facts["reference"] for facts in desk.journal("RequestForwarded")]


def test_handing_it_over_again_is_the_same_letter(desk: Desk) -> None:
    """One letter, one reference, one entry in the journal (C2-04)."""
    request = desk.taken()
    for _ in range(3):
        desk.core.letters.forward(actor=desk.officer, request=request.id)

    assert 1 == len(drawer(desk).letters)
    assert 1 == len(desk.journal("RequestForwarded"))


def test_two_requests_are_two_letters(desk: Desk) -> None:
    """Each with a reference of its own (C2-04)."""
    references = [
        desk.core.letters.forward(
            actor=desk.operator, request=desk.taken(desk.office.person(number)).id
        ).reference
        for number in range(2)
    ]

    assert ["drawer-1", "drawer-2"] == references


def test_its_number_and_answer_are_followed(desk: Desk) -> None:
    """What the letter system has decided so far (C2-04, MIS-07)."""
    request = desk.taken()
    desk.core.letters.forward(actor=desk.operator, request=request.id)
    before = desk.core.letters.follow(actor=desk.officer, request=request.id)
    drawer(desk).answers["drawer-1"] = "موافقت شد"
    after = desk.core.letters.follow(actor=desk.officer, request=request.id)

    assert [Progress("1"), Progress("1", "موافقت شد", answered=True)] == [before, after]


def test_what_was_not_handed_over_has_no_progress(desk: Desk) -> None:
    """The reader is told why (C2-04)."""
    with pytest.raises(WrongState) as caught:
        desk.core.letters.follow(actor=desk.officer, request=desk.taken().id)

    assert "request.not_forwarded" == caught.value.code


class Away(OfficeAutomation):
    """A letter system that is away."""

    def send(self, letter: Letter) -> str:
        """Raises."""
        raise Unavailable("The letter system is away.")

    def follow(self, reference: str) -> Progress:
        """Raises."""
        raise Unavailable("The letter system is away.")

    def close(self) -> None:
        """Nothing is held."""


def test_a_letter_system_that_is_away_changes_nothing(desk: Desk) -> None:
    """The request is there still, and is handed over when the system is back (C2-04, C1-06)."""
    request = desk.taken()
    away = evolve(desk.core.letters, automation=Away())
    with pytest.raises(Unavailable):
        away.forward(actor=desk.operator, request=request.id)

    assert ("", []) == (desk.stored(request).reference, desk.journal("RequestForwarded"))
    assert (
        "drawer-1" == desk.core.letters.forward(actor=desk.operator, request=request.id).reference
    )


def test_an_answer_that_is_lost_is_handed_over_once(desk: Desk) -> None:
    """The letter went and the storage failed: asked again it is the same letter (C2-04)."""
    request = desk.taken()
    storage = desk.core.storage
    storage.faulty.nth(2)  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        desk.core.letters.forward(actor=desk.operator, request=request.id)
    again = desk.core.letters.forward(actor=desk.operator, request=request.id)

    assert ("drawer-1", 1) == (again.reference, len(drawer(desk).letters))
