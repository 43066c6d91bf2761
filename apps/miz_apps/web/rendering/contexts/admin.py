"""What an administrator sets up, one view for each sub-page below /admin.

Forms post to the page's own address with ``do`` naming the deed; ``values`` and ``errors`` are
by field name and refill the form that failed, ``notice`` says what was done.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from attrs import field, frozen

from miz.domain.passes import CardState
from miz.domain.places import LaneFlow
from miz.domain.staff import Lesson, Role
from miz.domain.values import Language, Text
from miz_apps.web.rendering.contexts.desk import Option
from miz_apps.web.rendering.contexts.frame import View
from miz_apps.web.rendering.languages import msgid, translations

ENTRY = msgid("Entry")
DESK_ONLY = msgid("Desk only")


@frozen
class AdminView(View):
    """What all sub-pages have; ``failed`` names the deed whose form is shown again, open."""

    notice: str = field(default="", kw_only=True)
    failed: str = field(default="", kw_only=True)
    values: Mapping[str, str] = field(factory=dict, kw_only=True)
    errors: Mapping[str, str] = field(factory=dict, kw_only=True)


@frozen
class OrganisationPage(AdminView):
    """Names, province and logo.

    ``do=rename``: organisation_fa, organisation_en, site_fa, site_en, province ·
    ``do=logo``: picture.
    """

    template: ClassVar[str] = "admin/organisation.html"
    organisation: Text
    site: Text
    province: str = ""


@frozen
class LaneRow:
    """A lane of a gate."""

    id: str
    name: str
    flow: LaneFlow
    seconds: int
    confirms: bool
    active: bool = True


@frozen
class GateRow:
    """An entrance with its lanes."""

    id: str
    name: str
    lanes: tuple[LaneRow, ...] = ()


@frozen
class PlacesPage(AdminView):
    """Gates, lanes and desks.

    ``do=gate``: name_fa, name_en · ``do=lane``: gate, name_fa, name_en, flow, seconds,
    confirms · ``do=switch``: lane, active (1 or 0) · ``do=desk``: name_fa, name_en.
    """

    template: ClassVar[str] = "admin/places.html"
    gates: tuple[GateRow, ...] = ()
    desks: tuple[Option, ...] = ()

    @property
    def choices(self) -> tuple[Option, ...]:
        """The gates, to choose from."""
        return tuple(Option(gate.id, gate.name) for gate in self.gates)


@frozen
class HostRow:
    """An employee who receives visitors; ``mobile`` is ASCII or None."""

    id: str
    name: str
    unit: str
    room: str = ""
    mobile: str | None = None
    language: Language = Language.FA
    active: bool = True
    away_until: date | None = None


@frozen
class HostsPage(AdminView):
    """Units and hosts.

    ``do=unit``: name_fa, name_en, place · ``do=host``: unit, given, family, room, mobile,
    language · ``do=retire``: host · ``do=away``: host, until_year, until_month, until_day (all
    empty: back).
    """

    template: ClassVar[str] = "admin/hosts.html"
    units: tuple[Option, ...] = ()
    hosts: tuple[HostRow, ...] = ()
    languages: tuple[Language, ...] = tuple(Language)


@frozen
class ServiceRow:
    """A service of the office."""

    id: str
    code: str
    title: str
    category: str
    gives_pass: bool
    needs_agreement: bool
    minutes: int
    active: bool = True
    edition: int = 0

    @property
    def url(self) -> str:
        """Its page."""
        return f"/admin/services/{self.id}"


@frozen
class CategoryRow:
    """A category with its flow."""

    key: str
    title: Text
    takes_request: bool = False
    gives_entry: bool = False
    needs_coordination: bool = False
    at_once: bool = False
    active: bool = True


@frozen
class ServicesPage(AdminView):
    """Services and categories.

    ``do=service``: code, title_fa, title_en, category, gives_pass, needs_agreement, minutes ·
    ``do=define``, ``do=change``: key, title_fa, title_en, takes_request, gives_entry,
    needs_coordination, at_once · ``do=retire``: key.
    """

    template: ClassVar[str] = "admin/services.html"
    services: tuple[ServiceRow, ...] = ()
    categories: tuple[CategoryRow, ...] = ()

    def choices(self, language: Language) -> tuple[Option, ...]:
        """The categories in use, each with whether its visitors go inside."""
        gettext = translations(language).gettext
        return tuple(
            Option(
                one.key,
                one.title.in_(language),
                gettext(ENTRY if one.gives_entry else DESK_ONLY),
            )
            for one in self.categories
            if one.active
        )


@frozen
class CardRow:
    """A guest card of the pool; ``holder`` is the visitor who has it."""

    id: str
    number: str
    state: CardState
    holder: str = ""


@frozen
class CardsPage(AdminView):
    """``do=card``: number, code · ``do=mark``: card, state (free, lost, blocked)."""

    template: ClassVar[str] = "admin/cards.html"
    cards: tuple[CardRow, ...] = ()

    @property
    def counts(self) -> Mapping[CardState, int]:
        """How many cards are in each state."""
        return {state: sum(card.state is state for card in self.cards) for state in CardState}


@frozen
class UserRow:
    """Somebody who signs in; ``self_`` is the administrator himself.

    ``lessons`` is how many are done in training, None for who has none to do; ``trained_at`` when
    the last was (MIS-02).
    """

    id: str
    login: str
    name: str
    roles: frozenset[Role]
    active: bool = True
    self_: bool = False
    host: str = ""
    host_name: str = ""
    trained_at: datetime | None = None
    lessons: int | None = None


@frozen
class UsersPage(AdminView):
    """Users and their roles.

    ``do=hire``: login, name, password, language, roles (repeated) · ``do=roles``: user, roles
    (repeated) · ``do=password``: user, password · ``do=employ``: user, host · ``do=disable``:
    user.
    """

    template: ClassVar[str] = "admin/users.html"
    users: tuple[UserRow, ...] = ()
    hosts: tuple[Option, ...] = ()
    roles: tuple[Role, ...] = tuple(Role)
    languages: tuple[Language, ...] = tuple(Language)

    @property
    def lessons(self) -> int:
        """How many there are to learn."""
        return len(Lesson)
