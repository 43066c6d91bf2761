from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from miz.domain.values import (
    Language,
    Mobile,
    NationalId,
    Passport,
    PersonName,
    Text,
    free_text,
    name_text,
    normal_login,
    number_within,
    parse_birth_date,
    parse_login,
)
from miz.errors import InvalidValue
from tests.domain.numbers import (
    DIGITS,
    TODAY,
    changed,
    digit_texts,
    fits,
    in_script,
    scripts,
    separators,
    swapped,
    valid_numbers,
)


class TestNationalId:
    @given(digit_texts(10))
    def test_agrees_with_an_oracle(self, number: str) -> None:
        """A number is taken exactly when an independent rule takes it (CAP-22)."""

        assert fits(number) == NationalId.is_valid(number)

    @given(digit_texts(9))
    def test_has_one_check_digit(self, nine: str) -> None:
        """Nine digits that are not all equal admit exactly one check digit (CAP-22)."""
        assume(len(set(nine)) > 1)

        assert 1 == sum(NationalId.is_valid(nine + digit) for digit in DIGITS)

    @given(valid_numbers)
    def test_every_slip_of_one_digit_is_noticed(self, number: str) -> None:
        """One wrong digit is refused; the rule is blind only where the check digit is 1."""
        slips = [
            changed(number, place, digit)
            for place in range(10)
            for digit in DIGITS
            if digit != number[place]
        ]
        missed = [slip for slip in slips if NationalId.is_valid(slip)]

        assert all(slip[-1] == number[-1] == "1" for slip in missed)

    @given(valid_numbers)
    def test_exchanged_neighbours_are_noticed(self, number: str) -> None:
        """Two exchanged digits are refused; the rule is blind only where 1 is the check digit."""
        slips = [swapped(number, place) for place in range(9)]
        missed = [slip for slip in slips if slip != number and NationalId.is_valid(slip)]

        assert all("1" in {slip[-1], number[-1]} for slip in missed)

    @pytest.mark.parametrize(
        ("number", "fine"),
        [
            ("0499370899", True),
            ("0790419904", True),
            ("0499370989", False),
            ("0790419940", False),
            ("0000000051", True),
            ("0000000061", True),
        ],
    )
    def test_numbers_worked_out_by_hand(self, number: str, fine: bool) -> None:
        """The last two differ in one digit and both fit: the blind spot of the rule."""

        assert fine == NationalId.is_valid(number)

    @given(valid_numbers, scripts, separators)
    def test_reads_every_script(self, number: str, script: str, separator: str) -> None:
        """Persian and Arabic digits and separators mean the same number."""
        written = separator.join(in_script(number, script))

        assert number == NationalId.parse(written).digits

    @pytest.mark.parametrize("digit", DIGITS)
    def test_ten_equal_digits_are_nobody(self, digit: str) -> None:
        """Ten equal digits pass the sum and are refused for all that."""

        assert not NationalId.is_valid(digit * 10)

    @pytest.mark.parametrize(
        "text", ["", "123", "049937089", "04993708990", "٠٤٩٩x70899", "४" * 10]
    )
    def test_other_forms_are_told_apart(self, text: str) -> None:
        """A wrong length or a foreign digit has its own code, so that the hint fits."""
        with pytest.raises(InvalidValue) as caught:
            NationalId.parse(text)

        assert ("national_id.form", "national_id") == (caught.value.code, caught.value.field)

    def test_a_wrong_check_digit_has_its_own_code(self) -> None:
        """The desk is told to compare with the card."""
        with pytest.raises(InvalidValue) as caught:
            NationalId.parse("0499370898")

        assert "national_id.check" == caught.value.code

    def test_does_not_show_itself(self) -> None:
        """A log line tells no more than the last three digits (I9 of the logs)."""

        assert "NationalId('*******899')" == repr(NationalId.parse("0499370899"))


class TestMobile:
    @given(
        digit_texts(9),
        st.sampled_from(["0", "", "+98", "0098", "98"]),
        st.tuples(scripts, separators),
    )
    def test_every_written_form(self, rest: str, prefix: str, hand: tuple[str, str]) -> None:
        """All usual ways to write a mobile number are one number (CAP-10)."""
        script, separator = hand
        written = separator.join(in_script(f"{prefix}9{rest}", script))

        assert f"+989{rest}" == Mobile.parse(written).number

    @given(digit_texts(9))
    def test_is_dialled_locally(self, rest: str) -> None:
        """People dial 09 and nine digits, and that is the same number."""
        mobile = Mobile.parse(f"09{rest}")

        assert f"09{rest}" == mobile.local
        assert mobile == Mobile.parse(mobile.local)

    @given(st.text(alphabet=st.characters(categories=["Nd"]), min_size=9, max_size=9))
    def test_is_ascii_or_nothing(self, rest: str) -> None:
        """Digits of other scripts, which no provider dials, are never kept."""
        try:
            number = Mobile.parse(f"09{rest}").number
        except InvalidValue:
            return

        assert number.isascii()

    @pytest.mark.parametrize(
        "text", ["", "0912345678", "091234567890", "02188776655", "+979123456789", "09123456७89"]
    )
    def test_other_numbers_are_refused(self, text: str) -> None:
        """Short, long, land-line and foreign numbers name the field."""
        with pytest.raises(InvalidValue) as caught:
            Mobile.parse(text)

        assert ("mobile.form", "mobile") == (caught.value.code, caught.value.field)

    def test_does_not_show_itself(self) -> None:
        """A log line tells no more than the last four digits."""

        assert "Mobile('*********6789')" == repr(Mobile.parse("09123456789"))


class TestPassport:
    def test_is_raised_to_capitals(self) -> None:
        """Letters are raised and separators vanish, so that one passport is one key (CAP-20)."""

        assert Passport("IRQ", "A1234567") == Passport.parse(" irq ", "a-123 4567")
        assert "IRQA1234567" == Passport.parse("IRQ", "A1234567").key

    @pytest.mark.parametrize(
        ("state", "number", "field"),
        [
            ("IR", "A1234567", "nationality"),
            ("ایر", "A1234567", "nationality"),
            ("IRQ", "A123", "passport"),
            ("IRQ", "A" * 16, "passport"),
            ("IRQ", "الف۱۲۳۴۵", "passport"),
        ],
    )
    def test_other_forms_name_their_field(self, state: str, number: str, field: str) -> None:
        """The desk sees which of both fields to mend."""
        with pytest.raises(InvalidValue) as caught:
            Passport.parse(state, number)

        assert field == caught.value.field

    def test_does_not_show_itself(self) -> None:
        """A log line tells the state and two characters."""

        assert "Passport('IRQ', '***67')" == repr(Passport.parse("IRQ", "A1234567"))


class TestNames:
    def test_letters_become_persian(self) -> None:
        """Arabic ye and kaf are stored as Persian ones, spaces once (CAP-10)."""

        assert PersonName("علی", "کاظمی نیک") == PersonName.parse(" علي ", "كاظمي   نيك")

    def test_is_searched_folded(self) -> None:
        """Both keyboards find the same name."""

        assert PersonName.parse("علي", "كريمي").folded == PersonName.parse("علی", "کریمی").folded
        assert "علی کریمی" == PersonName.parse("علی", "کریمی").full

    @pytest.mark.parametrize("text", ["", "   ", "\u0000", "ن" * 81])
    def test_a_name_has_1_to_80_letters(self, text: str) -> None:
        """Nothing and too much are refused with the field's name."""
        with pytest.raises(InvalidValue) as caught:
            name_text(text, field="family")

        assert ("name.length", "family") == (caught.value.code, caught.value.field)

    @given(st.text(max_size=200))
    def test_whatever_is_typed_is_a_name_or_refused(self, text: str) -> None:
        """A stored name has 1 to 80 characters and is its own tidy form."""
        try:
            name = name_text(text, field="given")
        except InvalidValue:
            return

        assert 1 <= len(name) <= 80
        assert name == name_text(name, field="given")

    def test_a_remark_may_be_empty_but_not_long(self) -> None:
        """An optional remark is tidied; a long one is refused, not cut."""

        assert "" == free_text("  ", field="purpose")
        assert "الف ب" == free_text("الف\n\nب", field="purpose", limit=5)
        with pytest.raises(InvalidValue, match="purpose to 4"):
            free_text("12345", field="purpose", limit=4)

    def test_a_text_has_two_languages(self) -> None:
        """The Persian text stands in where there is no English one."""
        both, one = Text.parse("گیت ۲", "Gate 2"), Text.parse("گیت ۲")

        assert ("گیت ۲", "Gate 2") == (both.in_(Language.FA), both.in_(Language.EN))
        assert "گیت ۲" == one.in_(Language.EN)
        with pytest.raises(InvalidValue):
            Text.parse("", "Gate 2")
        with pytest.raises(InvalidValue, match="name_en"):
            Text.parse("گیت ۲", "G" * 81)

    @pytest.mark.parametrize(("number", "fine"), [(1, False), (2, True), (9, True), (10, False)])
    def test_a_number_within_limits(self, number: int, fine: bool) -> None:
        """Both limits belong to the range."""
        if fine:
            assert number == number_within(number, (2, 9), field="minutes")
            return
        with pytest.raises(InvalidValue, match="from 2 to 9"):
            number_within(number, (2, 9), field="minutes")


class TestBirthDate:
    @given(st.dates(TODAY - timedelta(days=130 * 365), TODAY), scripts)
    def test_a_living_person_has_one(self, born: date, script: str) -> None:
        """Any day of the last 130 years is taken, in any digits."""

        assert born == parse_birth_date(in_script(born.isoformat(), script), today=TODAY)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("2026-01-04", "date.range"),
            ("1890-01-01", "date.range"),
            ("1990-02-30", "date.form"),
            ("yesterday", "date.form"),
            ("", "date.form"),
        ],
    )
    def test_other_days_are_refused(self, text: str, code: str) -> None:
        """Tomorrow, the day of a great-grandfather and no day at all."""
        with pytest.raises(InvalidValue) as caught:
            parse_birth_date(text, today=TODAY)

        assert (code, "birth_date") == (caught.value.code, caught.value.field)


class TestLogin:
    @pytest.mark.parametrize(
        ("text", "login"), [("Guard.1", "guard.1"), (" desk-۲ ", "desk-2"), ("ab", "ab")]
    )
    def test_is_compared_in_one_form(self, text: str, login: str) -> None:
        """Capitals, spaces around and Persian digits make no other person."""

        assert login == parse_login(text) == normal_login(text)

    @pytest.mark.parametrize("text", ["", "a", "1guard", "نگهبان", "a" * 41, "a b", "a@b"])
    def test_other_names_are_refused(self, text: str) -> None:
        """A sign-in name can be typed on any keyboard and written in any log."""
        with pytest.raises(InvalidValue) as caught:
            parse_login(text)

        assert ("login.form", "login") == (caught.value.code, caught.value.field)

    @given(st.text())
    def test_any_text_may_be_asked_for(self, text: str) -> None:
        """Signing in with nonsense is no fault, only nobody."""

        assert len(normal_login(text)) <= 80
