"""Numbers for tests, right and wrong, in every script."""

from datetime import date

from hypothesis import strategies as st

PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ARABIC = "٠١٢٣٤٥٦٧٨٩"
SCRIPTS = ("0123456789", PERSIAN, ARABIC)
SEPARATORS = ("", " ", "-", ".", "/", "_", "\u200c", "\u200e", "\u200f")
DIGITS = "0123456789"
TODAY = date(2026, 1, 3)


def in_script(digits: str, script: str) -> str:
    """The same number in another script."""
    return digits.translate(str.maketrans(DIGITS, script))


def digit_texts(length: int) -> st.SearchStrategy[str]:
    """Texts of so many ASCII digits."""
    return st.text(DIGITS, min_size=length, max_size=length)


scripts = st.sampled_from(SCRIPTS)
separators = st.sampled_from(SEPARATORS)


def fits(number: str) -> bool:
    """An oracle of its own: all ten digits weighted 10 to 1, and one exception.

    The weighted sum is divisible by 11, or leaves 2 where the check digit is 1.
    """
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(number)) % 11
    return len(set(number)) > 1 and (rest == 0 or (rest == 2 and number[-1] == "1"))


def completed(nine: str) -> list[str]:
    """The numbers with these nine digits whose check digit fits."""
    return [nine + digit for digit in DIGITS if fits(nine + digit)]


def swapped(number: str, place: int) -> str:
    """The number with two neighbours exchanged."""
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def changed(number: str, place: int, digit: str) -> str:
    """The number with another digit in one place."""
    return number[:place] + digit + number[place + 1 :]


valid_numbers = digit_texts(9).map(completed).filter(bool).map(lambda found: found[0])
