"""What the office says of its services: editions, written and read as sheets."""

from datetime import date, datetime
from typing import Annotated, Self

from msgspec import Meta

from miz.core import Core
from miz.domain.editions import Edition, Information
from miz.domain.ids import ServiceId
from miz.domain.staff import Actor
from miz.domain.values import Language
from miz_apps.sheets import read_sheet, write_sheet
from miz_apps.web.actions.action import Answer, Toml
from miz_apps.web.actions.fields import check_day
from miz_apps.web.actions.services import OfService
from miz_apps.web.rendering.dates import Dates
from miz_apps.web.rendering.languages import translations

SheetText = Annotated[
    str, Meta(min_length=1, max_length=200_000, description="A sheet as TOML; export one to see.")
]


class Publish(OfService, frozen=True, kw_only=True):
    """A sheet, and the day from which it holds."""

    sheet: SheetText
    valid_from: date

    def __post_init__(self) -> None:
        check_day(self.valid_from, field="valid_from")


class Export(OfService, frozen=True, kw_only=True):
    """An edition by its number; without one, the edition in force."""

    number: Annotated[int, Meta(ge=1)] | None = None
    language: Language = Language.FA


class EditionView(Answer, frozen=True, kw_only=True):
    """An edition without what it says."""

    id: str
    service: str
    number: int
    valid_from: date
    published_at: datetime
    published_by: str

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """The edition by its number."""
        return cls(
            id=edition.id,
            service=edition.service,
            number=edition.number,
            valid_from=edition.valid_from,
            published_at=edition.published_at,
            published_by=edition.published_by,
        )


class Editions(Answer, frozen=True, kw_only=True):
    """Editions, by number."""

    editions: list[EditionView]


def editions(core: Core, actor: Actor, command: OfService) -> Editions:
    """Every edition of a service."""
    found = core.publishing.editions(actor=actor, service=ServiceId(command.service))
    return Editions(editions=[EditionView.of(one) for one in found])


def publish(core: Core, actor: Actor, command: Publish) -> EditionView:
    """Publishes a further edition, which holds from a day on."""
    published = core.publishing.publish(
        actor=actor,
        service=ServiceId(command.service),
        information=read_sheet(command.sheet.encode()),
        valid_from=command.valid_from,
    )
    return EditionView.of(published)


def export(core: Core, actor: Actor, command: Export) -> Toml:
    """An edition as a file, to be edited and published again."""
    service = ServiceId(command.service)
    offer = core.publishing.look_up(actor=actor, service=service)
    edition = offer.edition
    if command.number is not None:
        every = core.publishing.editions(actor=actor, service=service)
        edition = next((one for one in every if one.number == command.number), None)
    _, dates = translations(command.language).gettext, Dates(command.language)
    title = offer.service.title.in_(command.language)
    if edition is None:
        head = _("%(service)s, nothing published yet") % {"service": title}
    else:
        head = _("%(service)s, edition %(number)s, from %(day)s") % {
            "service": title,
            "number": dates.digits(edition.number),
            "day": dates.day(edition.valid_from),
        }
    note = _("Texts are Persian; those whose key ends in _en are English. Dates are Gregorian.")
    said = edition.information if edition else Information()
    name = f"{offer.service.code}-{edition.number if edition else 0}.toml"
    return Toml(write_sheet(said, head, note), name)
