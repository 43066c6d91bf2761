"""What a service says of itself: one record for desk, kiosk and portal, in dated editions.

The sheet follows the official form «شناسنامه خدمت», all ten sections (directive 3.4, SVC-01 to
SVC-09). A request keeps the edition it was filed under.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from attrs import field, frozen

from miz.domain.calendar import OfficeTime
from miz.domain.forms import Form
from miz.domain.ids import EditionId, ServiceId, SiteId
from miz.domain.values import Text, number_within
from miz.errors import InvalidValue

EMPTY = Text("")
RIALS = (0, 10**15)
VISITS = (0, 100)
USUAL_DAY = 7 * 60
"""Office minutes of a working day, to compare spans by."""
LONGEST = OfficeTime(minutes=100 * 60, days=200)
"""What a service may promise at most; the calendar looks a year ahead."""


@frozen
class Step:
    """One step of the work, in order (SVC-02); ``duration`` where the office promises one."""

    key: str
    title: Text
    note: Text = EMPTY
    duration: OfficeTime | None = None


@frozen
class DocumentNeed:
    """A document that the service asks for (SVC-03); ``original`` must be shown, not copied."""

    key: str
    title: Text
    required: bool = True
    original: bool = False
    note: Text = EMPTY


@frozen
class Law:
    """A law or rule the service rests on (SVC-04)."""

    title: Text
    number: str = ""
    day: date | None = None
    article: str = ""
    link: str = ""

    def __attrs_post_init__(self) -> None:
        if self.link and not self.link.startswith("https://"):
            raise InvalidValue(
                "A link to a law begins with https://.", code="law.link", field="link"
            )


@frozen
class Question:
    """A question that people often ask, and its answer (SVC-05)."""

    question: Text
    answer: Text


@frozen
class Fee:
    """What it costs, in rials, where to pay and by which right it is asked (SVC-07)."""

    title: Text
    rials: int
    account: str = ""
    basis: str = ""
    online: bool = False

    def __attrs_post_init__(self) -> None:
        number_within(self.rials, RIALS, field="rials")


class Audience(StrEnum):
    """Whom the service is for (section 4.2)."""

    CITIZENS = "G2C"
    BUSINESSES = "G2B"
    AGENCIES = "G2G"


class Nature(StrEnum):
    """Section 4.4: governance, or a task that others could do as well."""

    SOVEREIGN = "sovereign"
    ADMINISTRATIVE = "administrative"


class Level(StrEnum):
    """Section 4.5: how far it reaches."""

    NATIONAL = "national"
    REGIONAL = "regional"
    PROVINCIAL = "provincial"
    URBAN = "urban"
    RURAL = "rural"


class LifeEvent(StrEnum):
    """Section 4.6: what in a life brings people to it."""

    BIRTH = "birth"
    EDUCATION = "education"
    HEALTH = "health"
    TAXES = "taxes"
    BUSINESS = "business"
    SOCIAL_SECURITY = "social_security"
    PROPERTY = "property"
    UTILITIES = "utilities"
    INSURANCE = "insurance"
    MARRIAGE = "marriage"
    RETIREMENT = "retirement"
    CERTIFICATES = "certificates"
    DEATH = "death"
    OTHER = "other"


class Beginning(StrEnum):
    """Section 4.7: what sets it going."""

    REQUEST = "request"
    DATE = "date"
    EVENT = "event"
    AGENCY = "agency"
    OTHER = "other"


class Stage(StrEnum):
    """Section 6: the stages that may each be reached another way."""

    INFORMATION = "information"
    REQUEST = "request"
    PRODUCTION = "production"
    DELIVERY = "delivery"


@frozen
class Access:
    """How one stage is reached; ``reason`` says why in person is needed where it is."""

    stage: Stage
    ways: tuple[str, ...] = ()
    address: str = ""
    system: str = ""
    reason: str = ""


@frozen
class Link:
    """Sections 7 and 8: another system that is asked; ``agency`` is empty for one's own."""

    system: str
    fields: str = ""
    agency: str = ""
    rials: int = 0
    online: bool = True

    def __attrs_post_init__(self) -> None:
        number_within(self.rials, RIALS, field="rials")


@frozen
class Sheet:
    """The sections of the official form that are not shown anywhere else.

    What the portal shows anyway (documents, laws, fees, duration) stands in the edition, and the
    form takes it from there, so that nothing is written twice.
    """

    official_code: str = ""
    agency: str = ""
    parent_agency: str = ""
    process: str = ""
    audience: Audience = Audience.CITIZENS
    recipients: str = ""
    nature: Nature = Nature.SOVEREIGN
    level: Level = Level.NATIONAL
    life_events: tuple[LifeEvent, ...] = ()
    beginning: Beginning = Beginning.REQUEST
    people_served: str = ""
    frequency: str = ""
    visits: int = 0
    access: tuple[Access, ...] = ()
    systems: tuple[Link, ...] = ()
    agencies: tuple[Link, ...] = ()
    processes: tuple[str, ...] = ()
    diagram: str = ""
    filled_by: str = ""
    phone: str = ""
    email: str = ""
    unit: str = ""

    def __attrs_post_init__(self) -> None:
        number_within(self.visits, VISITS, field="visits")


@frozen
class Information:
    """All that is told of a service, and what its request asks for.

    ``duration`` is how long an answer takes, ``visit`` how many office minutes a visit needs;
    ``online`` says that nobody needs to come (EDK-04).
    """

    description: Text = EMPTY
    steps: tuple[Step, ...] = ()
    documents: tuple[DocumentNeed, ...] = ()
    laws: tuple[Law, ...] = ()
    questions: tuple[Question, ...] = ()
    fees: tuple[Fee, ...] = ()
    duration: OfficeTime = field(default=OfficeTime(days=3))
    visit: OfficeTime = field(default=OfficeTime(minutes=30))
    complaint: Text = EMPTY
    online: bool = False
    form: Form = field(default=Form())
    sheet: Sheet = field(default=Sheet())

    def __attrs_post_init__(self) -> None:
        _unique("step", (one.key for one in self.steps))
        _unique("document", (one.key for one in self.documents))
        _bounded(self.duration, "duration")
        _bounded(self.visit, "visit")

    @property
    def steps_beyond(self) -> OfficeTime | None:
        """What the steps come to where that is more than the answer may take."""
        said = [one.duration for one in self.steps if one.duration is not None]
        if not said:
            return None
        whole = OfficeTime(sum(one.minutes for one in said), sum(one.days for one in said))
        return whole if _minutes(whole) > _minutes(self.duration) else None

    def need(self, key: str) -> DocumentNeed | None:
        """The document asked for under that key."""
        return next((one for one in self.documents if one.key == key), None)


def _unique(what: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if not key or key in seen:
            raise InvalidValue(
                f"Every {what} needs a key of its own; {key!r} is empty or there twice.",
                code="information.key",
                field=f"{what}s",
            )
        seen.add(key)


def _minutes(time: OfficeTime) -> int:
    return time.days * USUAL_DAY + time.minutes


def _bounded(time: OfficeTime, field: str) -> None:
    if time.days > LONGEST.days or time.minutes > LONGEST.minutes:
        raise InvalidValue(
            f"Promise at most {LONGEST.days} working days or {LONGEST.minutes} office minutes.",
            code="duration.long",
            field=field,
        )


@frozen
class Edition:
    """The information of a service as it holds from a day on; numbers rise from 1."""

    id: EditionId
    site: SiteId
    service: ServiceId
    number: int
    valid_from: date
    published_at: datetime
    published_by: str
    information: Information = field(default=Information())
    version: int = 0


def in_force(editions: Iterable[Edition], day: date) -> Edition | None:
    """The edition that holds on that day: of those begun, the one with the highest number."""
    begun = (edition for edition in editions if edition.valid_from <= day)
    return max(begun, key=lambda edition: edition.number, default=None)
