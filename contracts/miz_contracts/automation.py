"""The rules of `miz.ports.automation.OfficeAutomation`.

    class TestMine(AutomationContract):
        @pytest.fixture
        def automation(self, system):
            return MyAutomation(system.address)

Where a test can act as the letter system, override ``number`` and ``reply``; where the system can
be made to fail, override ``away``.
"""

from collections.abc import Callable

import pytest
from attrs import evolve

from miz.errors import NotFound, PortError, Unavailable
from miz.ports.automation import Attachment, Letter, OfficeAutomation, Progress

LETTER = Letter(
    key="request-1/letter",
    tracking="1404123456789012",
    subject="درخواست پروانه",
    text="متن نامه\nسطر دوم",
    sender="مریم کاظمی",
    unit="مالی",
    attachments=(
        Attachment("نقشه.pdf", "application/pdf", b"%PDF-1.7 plan"),
        Attachment("نقشه.pdf", "application/pdf", b"%PDF-1.7 another plan of that name"),
        Attachment("../../etc/passwd", "image/jpeg", b"\xff\xd8\xff"),
        Attachment("", "text/x-unknown", b""),
    ),
)
ODD = ["", "\0", "..", "a/b\\c", "\ud800", "x" * 5000, "\N{PILE OF POO}", "\u202e", '"]}\n']


class AutomationContract:
    """A letter is handed over once and can be followed."""

    @pytest.fixture
    def automation(self) -> OfficeAutomation:
        """A letter system that works and has no letters of ours."""
        raise NotImplementedError

    @pytest.fixture
    def number(self) -> Callable[[str, str], None] | None:
        """Gives the letter of a reference a number, as the letter system does."""
        return None

    @pytest.fixture
    def reply(self) -> Callable[[str, str, str], None] | None:
        """Answers the letter of a reference: its number, then the text."""
        return None

    @pytest.fixture
    def away(self) -> Callable[[], None] | None:
        """Makes the letter system unreachable; None where it never is."""
        return None

    def test_a_letter_can_be_followed(self, automation: OfficeAutomation) -> None:
        """By its reference, from the moment it was handed over (Q6)."""
        progress = automation.follow(automation.send(LETTER))

        assert ("", False) == (progress.answer, progress.answered)

    def test_the_same_key_is_the_same_letter(self, automation: OfficeAutomation) -> None:
        """Whoever repeats after a lost answer gets the reference again (G5)."""
        references = {automation.send(LETTER) for _ in range(3)}

        assert 1 == len(references)
        assert references != {automation.send(evolve(LETTER, key="request-2/letter"))}

    @pytest.mark.parametrize("reference", ["", "..", "../../etc/passwd", "0" * 32, "\0", "\ud800"])
    def test_an_unknown_reference_is_not_found(
        self, automation: OfficeAutomation, reference: str
    ) -> None:
        """Before the first letter and after it, whatever its form (ASVS V5.3.2)."""
        with pytest.raises(NotFound):
            automation.follow(reference)
        automation.send(LETTER)
        with pytest.raises(NotFound):
            automation.follow(reference)

    @pytest.mark.parametrize("text", ODD, ids=ascii)
    def test_odd_texts_do_not_break_it(self, automation: OfficeAutomation, text: str) -> None:
        """Taken or refused with a PortError; the letter after it is not lost."""
        odd = evolve(LETTER, key=f"odd {text}", subject=text, text=text, sender=text, unit=text)
        try:
            automation.follow(automation.send(odd))
        except PortError as error:
            assert error.message

        assert not automation.follow(automation.send(LETTER)).answered

    def test_a_number_comes_before_the_answer(
        self, automation: OfficeAutomation, number: Callable[[str, str], None] | None
    ) -> None:
        """The citizen is told it at once (C2-04)."""
        reference = automation.send(LETTER)
        if number is not None:
            number(reference, "۱۲۳/الف")

            assert Progress(number="۱۲۳/الف") == automation.follow(reference)

    def test_the_answer_arrives(
        self, automation: OfficeAutomation, reply: Callable[[str, str, str], None] | None
    ) -> None:
        """As it was written, and it stays; other letters have none."""
        reference = automation.send(LETTER)
        other = automation.send(evolve(LETTER, key="request-2/letter"))
        if reply is not None:
            reply(reference, "۱۲۳", "موافقت شد.\nبا احترام")
            wanted = Progress("۱۲۳", "موافقت شد.\nبا احترام", answered=True)

            assert [wanted, wanted] == [automation.follow(reference) for _ in range(2)]
        assert not automation.follow(other).answered

    def test_a_system_that_is_away_is_unavailable(
        self, automation: OfficeAutomation, away: Callable[[], None] | None
    ) -> None:
        """The letter is then sent later."""
        if away is None:
            return
        away()
        with pytest.raises(Unavailable):
            automation.send(LETTER)

    def test_it_may_be_closed_twice(self, automation: OfficeAutomation) -> None:
        """Letting go of nothing is silent."""
        automation.close()
        automation.close()
