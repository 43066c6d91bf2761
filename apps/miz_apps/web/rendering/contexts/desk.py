"""The desk: one page whose main column is swapped after every step."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from attrs import field, frozen

from miz.domain.admissions import IdentificationMethod, OverrideGrounds, RefusalReason
from miz.domain.people import PersonKind
from miz_apps.web.rendering.contexts.frame import View
from miz_apps.web.rendering.contexts.side import DeskSide
from miz_apps.web.rendering.contexts.steps import Action, Step
from miz_apps.web.rendering.sayings import Situation, Verdict

__all__ = [
    "Action", "AnswerForm", "Candidate", "DeskMain", "DeskPage", "Exits",
    "HostList", "IdentifyForm", "Mood", "Option",
    "PersonCard", "RegisterForm", "SlipPicture", "Step", "Tag", "VisitForm",
]  # fmt: skip


class Mood(StrEnum):
    """The colour of a tag; the text says the same."""

    PLAIN = "plain"
    GOOD = "good"
    BUSY = "busy"
    BAD = "bad"


@frozen
class Tag:
    """A short fact about a person, with an icon's name."""

    text: str
    icon: str = "tag"
    mood: Mood = Mood.PLAIN


@frozen
class PersonCard:
    """Who stands there. Numbers are ASCII; ``numbers`` says whether they may be read in full.

    ``photo`` is today's picture or None, ``earlier`` the one before it; both are addresses.
    """

    id: str
    name: str
    kind: PersonKind
    national_id: str | None = None
    passport: str | None = None
    mobile: str | None = None
    numbers: bool = True
    father: str = ""
    birth_date: date | None = None
    photo: str | None = None
    earlier: str | None = None
    earlier_at: datetime | None = None
    purpose: str = ""
    visits: int = 0
    last_visit: datetime | None = None
    pass_code: str | None = None
    card_number: str | None = None
    tags: tuple[Tag, ...] = ()
    may_open_file: bool = True

    @property
    def photo_to(self) -> str:
        """Where the camera posts a picture."""
        return f"/desk/people/{self.id}/photo"

    @property
    def file(self) -> str:
        """The person's file."""
        return f"/people/{self.id}"


@frozen
class Candidate:
    """One of several persons found; the national number is shown masked."""

    id: str
    name: str
    kind: PersonKind
    national_id: str | None = None
    mobile: str | None = None
    photo: str | None = None
    last_visit: datetime | None = None

    @property
    def choose(self) -> str:
        """The fragment of this person."""
        return f"/desk/people/{self.id}"


@frozen
class Option:
    """A choice: its identity and what it is called; ``note`` is small print."""

    id: str
    name: str
    note: str = ""


@frozen
class HostList(View):
    """The answer to /desk/hosts?q=…: options of the host field (id ``hosts``)."""

    template: ClassVar[str] = "fragments/hosts.html"
    hosts: tuple[Option, ...] = ()
    asked: str = ""


@frozen
class VisitForm:
    """What the visit is for. Posts ``person, service, host, purpose, method`` to /desk/visits.

    ``hosts`` are offered before anybody searches; ``method`` is the identity check to record.
    """

    person: str
    methods: tuple[IdentificationMethod, ...]
    services: tuple[Option, ...] = ()
    hosts: tuple[Option, ...] = ()
    service: str = ""
    host: Option | None = None
    purpose: str = ""
    method: IdentificationMethod | None = None
    errors: Mapping[str, str] = field(factory=dict)

    @property
    def offered(self) -> HostList:
        """The hosts before anybody searches."""
        return HostList(self.hosts)


@frozen
class IdentifyForm:
    """Posts ``method`` and ``matched`` (1 or 0) to /desk/visits/{visit}/identify."""

    visit: str
    methods: tuple[IdentificationMethod, ...]
    method: IdentificationMethod


@frozen
class AnswerForm:
    """The host's answer by phone (F4): ``agreed`` (1 or 0) and ``by`` to …/{visit}/answer."""

    visit: str
    host: str = ""
    mobile: str = ""
    error: str = ""


@frozen
class Exits:
    """The lanes that people leave by. Posts ``lane`` and ``card`` to /desk/visits/{visit}/leave.

    ``card`` is the code of a guest card that was scanned, to be taken back then.
    """

    visit: str
    lanes: tuple[Option, ...]
    card: str = ""


@frozen
class RegisterForm:
    """A new file.

    Posts to /desk/register: ``kind, national_id, passport, nationality, given, family, father,
    birth_year, birth_month, birth_day, mobile``.
    ``values`` and ``errors`` are by those names; an error is a sentence in the page's language.
    """

    kind: PersonKind = PersonKind.IRANIAN
    values: Mapping[str, str] = field(factory=dict)
    errors: Mapping[str, str] = field(factory=dict)
    nationalities: tuple[Option, ...] = ()


@frozen
class SlipPicture:
    """The slip to be printed: the address of its PNG; ``now`` opens the printer at once."""

    picture: str
    now: bool = True


@frozen
class DeskMain(View):
    """The main column (id ``main``). ``visit`` is the open visit on screen, or empty.

    ``finished`` lets the page clear itself after 20 s. ``refuse`` offers F8. ``overrides`` are
    the grounds on which an entry may be allowed by name, for who may do so.
    """

    template: ClassVar[str] = "fragments/desk_main.html"
    verdict: Verdict = Verdict(Situation.IDLE)
    echo: str = ""
    visit: str = ""
    person: PersonCard | None = None
    candidates: tuple[Candidate, ...] = ()
    visit_form: VisitForm | None = None
    identify: IdentifyForm | None = None
    answer: AnswerForm | None = None
    register: RegisterForm | None = None
    exits: Exits | None = None
    actions: tuple[Action, ...] = ()
    refuse: bool = False
    refusals: tuple[RefusalReason, ...] = tuple(RefusalReason)
    overrides: tuple[OverrideGrounds, ...] = ()
    slip: SlipPicture | None = None
    finished: bool = False


@frozen
class DeskPage(View):
    """The whole desk."""

    template: ClassVar[str] = "desk.html"
    desk: str
    main: DeskMain
    side: DeskSide
