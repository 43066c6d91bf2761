"""Sample persons and instants. The numbers are valid in form and belong to nobody known."""

from datetime import UTC, datetime, timedelta

from attrs import frozen

from miz.domain.people import PersonKind
from miz.domain.values import Language, Text

NOW = datetime(2026, 11, 23, 6, 51, 4, tzinfo=UTC)
"""Monday 2 Azar 1405, 10:21 in Tehran."""


def ago(minutes: float) -> datetime:
    """An instant before now."""
    return NOW - timedelta(minutes=minutes)


@frozen
class Sample:
    """A person with a portrait; ``seed`` None has no photo."""

    text: Text
    unit: Text
    seed: int | None = None
    veiled: bool = False
    kind: PersonKind = PersonKind.IRANIAN

    def name(self, language: Language) -> str:
        """The name in a language."""
        return self.text.in_(language)

    def whom(self, language: Language) -> str:
        """The unit in a language."""
        return self.unit.in_(language)

    @property
    def photo(self) -> str | None:
        """The portrait's address in the preview."""
        if self.seed is None:
            return None
        return f"/sample/{self.seed}-{'w' if self.veiled else 'm'}.jpg"


FINANCE = Text("واحد مالی", "Finance")
REGISTRY = Text("دبیرخانه", "Registry")
LEGAL = Text("حقوقی", "Legal")
ABROAD = Text("روابط بین‌الملل", "International relations")
TECH = Text("فناوری اطلاعات", "Information technology")
PUBLIC = Text("روابط عمومی", "Public relations")

MARYAM = Sample(Text("مریم کاظمی", "Maryam Kazemi"), FINANCE, 1, veiled=True)
REZA = Sample(Text("رضا شریفی", "Reza Sharifi"), FINANCE, 2)
SARA = Sample(Text("سارا ملکی", "Sara Maleki"), REGISTRY, 3, veiled=True)
ANNA = Sample(Text("Anna Petrova"), ABROAD, None, kind=PersonKind.FOREIGN)
HOSEIN = Sample(Text("حسین باقری", "Hossein Bagheri"), LEGAL, 5)
NEDA = Sample(Text("ندا رستمی", "Neda Rostami"), PUBLIC, 6, veiled=True)
KARIM = Sample(Text("کریم اکبری", "Karim Akbari"), TECH, 7)
ALI = Sample(Text("علی موسوی", "Ali Mousavi"), TECH, 8)
LEILA = Sample(Text("لیلا حیدری", "Leila Heydari"), REGISTRY, 9, veiled=True)
JOHN = Sample(Text("John Smith"), ABROAD, 10, kind=PersonKind.FOREIGN)
AMIR = Sample(Text("امیر دلاوری", "Amir Delavari"), LEGAL, 11)
MAHSA = Sample(Text("مهسا امیدی", "Mahsa Omidi"), PUBLIC, 12, veiled=True)
ZAHRA = Sample(Text("زهرا نیک‌فر", "Zahra Nikfar"), REGISTRY, None, veiled=True)
JAVAD = Sample(Text("جواد صالحی", "Javad Salehi"), FINANCE, 14)
EVERYBODY = (
    MARYAM, REZA, SARA, HOSEIN, NEDA, KARIM, ALI, LEILA, JOHN, AMIR, MAHSA, ZAHRA, JAVAD, ANNA,
)  # fmt: skip
HOST = Text("خانم الهام نوری", "Ms Elham Nouri")
