import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.codes import PassCode, TrackingCode, card_code
from miz.errors import InvalidValue
from tests.domain.numbers import (
    DIGITS,
    PERSIAN,
    changed,
    digit_texts,
    in_script,
    scripts,
    separators,
    swapped,
)


class TestPassCode:
    @given(digit_texts(19), scripts, separators)
    def test_comes_back_from_any_scanner(self, payload: str, script: str, separator: str) -> None:
        """A code survives a Persian keyboard layout and separators (C1-08)."""
        code = PassCode.issue(payload)

        assert code == PassCode.find(separator.join(in_script(code.digits, script)))

    @given(digit_texts(19))
    def test_no_single_digit_may_be_wrong(self, payload: str) -> None:
        """Luhn notices every error of one digit (ISO/IEC 7812)."""
        digits = PassCode.issue(payload).digits
        slips = (
            changed(digits, place, digit)
            for place in range(20)
            for digit in DIGITS
            if digit != digits[place]
        )

        assert [] == [slip for slip in slips if PassCode.find(slip) is not None]

    @given(digit_texts(19))
    def test_neighbours_may_not_be_exchanged(self, payload: str) -> None:
        """Luhn notices exchanged neighbours but for 0 and 9, as is known of it."""
        digits = PassCode.issue(payload).digits
        places = [place for place in range(19) if digits[place] != digits[place + 1]]
        missed = [place for place in places if PassCode.find(swapped(digits, place)) is not None]

        assert all({"0", "9"} == {digits[place], digits[place + 1]} for place in missed)

    @pytest.mark.parametrize(
        ("payload", "check"), [("0" * 19, "0"), ("1" * 19, "1"), ("1234567890123456789", "4")]
    )
    def test_check_digits_worked_out_by_hand(self, payload: str, check: str) -> None:
        """From the right, every second digit doubled and its digits added."""

        assert payload + check == PassCode.issue(payload).digits

    @given(st.text())
    def test_any_text_is_a_code_or_nothing(self, text: str) -> None:
        """What a scanner sends never raises; a code is 20 ASCII digits (row 17)."""
        code = PassCode.find(text)

        assert code is None or re.fullmatch("[0-9]{20}", code.digits)

    @pytest.mark.parametrize("payload", ["", "1" * 18, "1" * 20, "x" * 19, PERSIAN + "1" * 9])
    def test_is_made_of_19_digits(self, payload: str) -> None:
        """A source of randomness that gives anything else is stopped before it prints."""
        with pytest.raises(InvalidValue, match="19 random digits"):
            PassCode.issue(payload)

    def test_does_not_show_itself(self) -> None:
        """A log line tells no more than the last four digits."""

        assert "PassCode('…1111')" == repr(PassCode.issue("1" * 19))


class TestCardCode:
    @pytest.mark.parametrize(
        ("text", "code"),
        [("04a1b2c3", "04A1B2C3"), ("۰۴ A1-b2", "04A1B2"), ("0123", "0123"), ("f" * 32, "F" * 32)],
    )
    def test_is_one_form(self, text: str, code: str) -> None:
        """Readers differ in case and separators; the card is one (C1-07)."""

        assert code == card_code(text)

    @given(st.text())
    def test_any_text_is_a_code_or_refused(self, text: str) -> None:
        """What a reader sends is 4 to 32 hexadecimal characters or refused with a hint."""
        try:
            code = card_code(text)
        except InvalidValue:
            return

        assert re.fullmatch("[0-9A-F]{4,32}", code)

    @pytest.mark.parametrize("text", ["", "123", "1" * 33, "04A1G2", "سلام"])
    def test_other_texts_are_refused(self, text: str) -> None:
        """Too short, too long and no hexadecimal."""
        with pytest.raises(InvalidValue) as caught:
            card_code(text)

        assert ("card.form", "card") == (caught.value.code, caught.value.field)


class TestTrackingCode:
    @given(digit_texts(15), scripts, separators)
    def test_comes_back_as_people_write_it(self, payload: str, script: str, separator: str) -> None:
        """In fours, in any script, with any separator (EDK-09)."""
        code = TrackingCode.issue(payload)
        written = in_script(code.grouped, script).replace(" ", separator)

        assert 16 == len(code.digits)
        assert code == TrackingCode.find(written)

    @given(digit_texts(15))
    def test_no_single_digit_may_be_wrong(self, payload: str) -> None:
        """A digit misheard on the telephone is told, not looked up (ISO/IEC 7812)."""
        digits = TrackingCode.issue(payload).digits
        slips = (
            changed(digits, place, digit)
            for place in range(16)
            for digit in DIGITS
            if digit != digits[place]
        )

        assert [] == [slip for slip in slips if TrackingCode.find(slip) is not None]

    def test_is_no_pass_code(self) -> None:
        """Sixteen digits and twenty never mean each other."""
        tracking, passing = TrackingCode.issue("1" * 15), PassCode.issue("1" * 19)

        assert None is TrackingCode.find(passing.digits)
        assert None is PassCode.find(tracking.digits)

    @pytest.mark.parametrize("text", ["", "1" * 14, "1" * 16, "۱" * 15, "x" * 15])
    def test_is_made_from_fifteen_digits(self, text: str) -> None:
        """Anything else is a fault of whoever makes the randomness."""
        with pytest.raises(InvalidValue):
            TrackingCode.issue(text)

    def test_hides_itself(self) -> None:
        """A log shows the end only (threat 24)."""
        code = TrackingCode.issue("123456789012345")

        assert code.digits[:12] not in repr(code)
        assert repr(code).endswith(f"…{code.digits[-4:]}')")
