"""Small values; what ``parse`` makes is in the right form."""

import re
from datetime import date
from enum import StrEnum
from typing import Self

from attrs import frozen

from miz.domain.persian import ascii_digits, fold, tidy
from miz.errors import InvalidValue

NAME_LENGTH = 80
_SEPARATORS = re.compile(r"[\s\-./_\u200c\u200e\u200f]")
_MOBILE = re.compile(r"(?:\+98|0098|98|0)?(9[0-9]{9})")
_PASSPORT = re.compile(r"[A-Z0-9]{5,15}")
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
LONGEST_EMAIL = 254
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,39}")


class Language(StrEnum):
    """A language that every text of miz exists in."""

    FA = "fa"
    EN = "en"


def compact(text: str) -> str:
    """A number or code without the separators people put in, its digits ASCII."""
    return _SEPARATORS.sub("", ascii_digits(text))


def ascii_decimal(text: str) -> bool:
    """Whether these are ASCII digits only."""
    return text.isascii() and text.isdecimal()


@frozen
class Text:
    """A text in both languages; ``en`` falls back to ``fa``."""

    fa: str
    en: str = ""

    @classmethod
    def parse(cls, fa: str, en: str = "", *, field: str = "name") -> Self:
        """Both texts tidied; the Persian one must not be empty."""
        english = name_text(en, field=f"{field}_en") if en.strip() else ""
        return cls(name_text(fa, field=field), english)

    def in_(self, language: Language) -> str:
        """The text in that language."""
        return self.en or self.fa if language is Language.EN else self.fa


def name_text(text: str, *, field: str) -> str:
    """A name of 1 to 80 characters, tidied."""
    name = tidy(text)
    if not name or len(name) > NAME_LENGTH:
        raise InvalidValue(
            f"Write a {field} of 1 to {NAME_LENGTH} characters.", code="name.length", field=field
        )
    return name


def free_text(text: str, *, field: str, limit: int = 500) -> str:
    """An optional remark, tidied, no longer than ``limit`` characters."""
    note = tidy(text)
    if len(note) > limit:
        raise InvalidValue(
            f"Shorten {field} to {limit} characters.", code="text.too_long", field=field
        )
    return note


def number_within(number: int, limits: tuple[int, int], *, field: str) -> int:
    """A number between two limits, both included."""
    low, high = limits
    if not low <= number <= high:
        raise InvalidValue(
            f"Write a number from {low} to {high}.", code="number.range", field=field
        )
    return number


@frozen
class NationalId:
    """An Iranian national number: ten digits kept as text, the last one a check digit.

    Rule: the sum of the first nine digits weighted 10 to 2, modulo 11, is the check digit when
    below 2, else 11 minus it; ten equal digits are refused (CAP-22).
    """

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Accepts Persian or Arabic digits and separators; leading zeros may not be missing."""
        digits = compact(text)
        if len(digits) != 10 or not ascii_decimal(digits):
            raise InvalidValue(
                "A national number has ten digits; write all of them, zeros included.",
                code="national_id.form",
                field="national_id",
            )
        if not _national_check(digits):
            raise InvalidValue(
                "The national number's check digit does not fit; compare it with the card.",
                code="national_id.check",
                field="national_id",
            )
        return cls(digits)

    @classmethod
    def is_valid(cls, text: str) -> bool:
        """Whether the text can be a national number."""
        try:
            cls.parse(text)
        except InvalidValue:
            return False
        return True

    def __repr__(self) -> str:
        return f"NationalId('*******{self.digits[-3:]}')"


def _national_check(digits: str) -> bool:
    if len(set(digits)) == 1:
        return False
    rest = sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return int(digits[9]) == (rest if rest < 2 else 11 - rest)


@frozen
class Mobile:
    """An Iranian mobile number in its international form, ``+989`` and nine digits."""

    number: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Accepts 0912…, 912…, +98912… and 0098912…, with any digits and separators."""
        found = _MOBILE.fullmatch(compact(text))
        if found is None:
            raise InvalidValue(
                "Write the mobile number as 09 and nine more digits.",
                code="mobile.form",
                field="mobile",
            )
        return cls(f"+98{found[1]}")

    @property
    def local(self) -> str:
        """The number as people dial it: 09 and nine digits."""
        return "0" + self.number[3:]

    def __repr__(self) -> str:
        return f"Mobile('*********{self.number[-4:]}')"


@frozen
class Passport:
    """A passport: the state that issued it (ISO 3166 alpha-3, ICAO 9303) and its number."""

    state: str
    number: str

    @classmethod
    def parse(cls, state: str, number: str) -> Self:
        """Letters are raised to capitals; separators vanish."""
        country, written = compact(state).upper(), compact(number).upper()
        if not re.fullmatch(r"[A-Z]{3}", country):
            raise InvalidValue(
                "Choose the state that issued the passport (three letters, as in IRQ).",
                code="passport.state",
                field="nationality",
            )
        if not _PASSPORT.fullmatch(written):
            raise InvalidValue(
                "A passport number has 5 to 15 Latin letters and digits.",
                code="passport.number",
                field="passport",
            )
        return cls(country, written)

    @property
    def key(self) -> str:
        """One text that identifies the document."""
        return f"{self.state}{self.number}"

    def __repr__(self) -> str:
        return f"Passport('{self.state}', '***{self.number[-2:]}')"


@frozen
class PersonName:
    """A person's name as written on the document, and how it is searched."""

    given: str
    family: str

    @classmethod
    def parse(cls, given: str, family: str) -> Self:
        """Both parts are needed; letters are brought to their Persian form."""
        return cls(name_text(given, field="given"), name_text(family, field="family"))

    @property
    def full(self) -> str:
        """Given name, then family name."""
        return f"{self.given} {self.family}"

    @property
    def folded(self) -> str:
        """The searchable form (see `miz.domain.persian.fold`)."""
        return fold(self.full)


def parse_email(text: str) -> str:
    """An e-mail address as RFC 5321 lets most people have one: one @, a dot in the domain.

    Whether it exists is for the first message to find out.
    """
    address = tidy(text).replace("\u200e", "").replace("\u200f", "")
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise InvalidValue(
            "Write the e-mail address as in name@example.org.", code="email.form", field="email"
        )
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"


def parse_birth_date(text: str, *, today: date) -> date:
    """A Gregorian ISO date, not in the future and within 130 years; faces convert Jalali."""
    try:
        born = date.fromisoformat(ascii_digits(text).strip())
    except ValueError as error:
        raise InvalidValue(
            "Write the birth date as year, month and day.", code="date.form", field="birth_date"
        ) from error
    if not 0 <= (today - born).days <= 130 * 366:
        raise InvalidValue(
            "The birth date cannot be right; look at the document again.",
            code="date.range",
            field="birth_date",
        )
    return born


def normal_login(text: str) -> str:
    """A sign-in name as it is compared; any text is accepted and may simply not exist."""
    return ascii_digits(text).strip().lower()[:NAME_LENGTH]


def parse_login(text: str) -> str:
    """A sign-in name: a letter, then 1 to 39 letters, digits, dots, dashes."""
    login = normal_login(text)
    if not _LOGIN.fullmatch(login):
        raise InvalidValue(
            "A sign-in name starts with a Latin letter and has 2 to 40 letters, digits or dots.",
            code="login.form",
            field="login",
        )
    return login
