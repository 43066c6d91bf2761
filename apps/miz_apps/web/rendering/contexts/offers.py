"""The citizens' pages: finding a service and reading all that is told of it (SVC-01 to SVC-09)."""

from datetime import date
from typing import ClassVar

from attrs import frozen

from miz_apps.web.rendering.contexts.frame import View


@frozen
class Named:
    """A thing with a name: a step, a document and its ``file``, a choice."""

    name: str
    note: str = ""
    key: str = ""
    required: bool = False
    original: bool = False
    file: str = ""


@frozen
class Officer:
    """Who answers for a service, where, and how to reach the unit (SVC-09)."""

    name: str
    unit: str = ""
    room: str = ""
    place: str = ""
    phone: str = ""


@frozen
class ServiceLine:
    """A service in a list; ``fileable`` ones can be asked for online."""

    code: str
    title: str
    note: str = ""
    online: bool = False
    fileable: bool = True

    @property
    def path(self) -> str:
        """Its page, below the face that shows it."""
        return f"/services/{self.code}"


@frozen
class ServicesPage(View):
    """The list, narrowed by ``words``."""

    template: ClassVar[str] = "portal/services.html"
    words: str = ""
    services: tuple[ServiceLine, ...] = ()


@frozen
class LawRow:
    """A law (SVC-04)."""

    title: str
    number: str = ""
    day: date | None = None
    article: str = ""
    link: str = ""


@frozen
class FeeRow:
    """A fee in rials (SVC-07)."""

    title: str
    rials: int
    account: str = ""
    basis: str = ""
    online: bool = False


@frozen
class Answered:
    """A frequent question (SVC-05)."""

    question: str
    answer: str


@frozen
class ServicePage(View):
    """All that is told of a service (SVC-02 to SVC-09); ``phone`` is its address for a phone."""

    template: ClassVar[str] = "portal/service.html"
    line: ServiceLine
    category: str = ""
    description: str = ""
    steps: tuple[Named, ...] = ()
    documents: tuple[Named, ...] = ()
    laws: tuple[LawRow, ...] = ()
    questions: tuple[Answered, ...] = ()
    fees: tuple[FeeRow, ...] = ()
    duration: str = ""
    complaint: str = ""
    officer: Officer | None = None
    valid_from: date | None = None
    needs_visit: bool = False
    phone: str = ""


@frozen
class SheetRow:
    """One field of the official form."""

    number: str
    label: str
    values: tuple[str, ...] = ()


@frozen
class SheetSection:
    """One section of the official form."""

    title: str
    rows: tuple[SheetRow, ...] = ()


@frozen
class SheetPage(View):
    """The form «شناسنامه خدمت» (directive 3.4)."""

    template: ClassVar[str] = "portal/sheet.html"
    line: ServiceLine
    sections: tuple[SheetSection, ...] = ()
