"""Words for what a service says of itself: durations, and the official form's fields."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Protocol

from attrs import frozen

from miz.domain.editions import Link
from miz.domain.places import Site
from miz.domain.values import Language, Text
from miz.usecases.publishing import Offer
from miz_apps.web.rendering.contexts.offers import SheetRow, SheetSection
from miz_apps.web.rendering.dates import Dates
from miz_apps.web.rendering.durations import office_time
from miz_apps.web.rendering.languages import translations
from miz_apps.web.rendering.words import word_of


class Reader(Protocol):
    """In which language something is told, and by which office: a call of the portal is one."""

    @property
    def language(self) -> Language:
        """The page's language."""

    @property
    def site(self) -> Site:
        """The office."""


@frozen
class StaffReader:
    """Somebody of the office who looks at what the portal will show."""

    language: Language
    site: Site


def text_in(text: Text, call: Reader) -> str:
    """The text in the page's language."""
    return text.in_(call.language)


def fact_sheet(call: Reader, offer: Offer) -> tuple[SheetSection, ...]:
    """The ten sections with the numbers that the form has (directive 3.4)."""
    _, digits = translations(call.language).gettext, Dates(call.language).digits
    told, sheet = offer.information, offer.information.sheet

    def row(number: str, label: str, *values: str) -> SheetRow:
        return SheetRow(number, label, tuple(one for one in values if one))

    return (
        SheetSection(
            _("The service"),
            (
                row("1", _("Title of the service"), offer.service.title.in_(call.language)),
                row("2", _("Service number"), digits(sheet.official_code or offer.service.code)),
                row("3", _("Agency"), sheet.agency or call.site.organisation.in_(call.language)),
                row("3", _("Parent agency"), sheet.parent_agency),
                row("3", _("Title of the process"), sheet.process),
            ),
        ),
        SheetSection(
            _("Description"),
            (
                row("4-1", _("What it is"), told.description.in_(call.language)),
                row("4-2", _("Kind of service"), sheet.audience.value),
                row("4-3", _("Who receives it"), sheet.recipients),
                row("4-4", _("Nature"), _(word_of(sheet.nature))),
                row("4-5", _("Level"), _(word_of(sheet.level))),
                row("4-6", _("Life event"), *_words(_, sheet.life_events)),
                row("4-7", _("How it begins"), _(word_of(sheet.beginning))),
                row("4-8", _("Documents"), *(text_in(one.title, call) for one in told.documents)),
                row("4-9", _("Laws and rules"), *_laws(call, offer)),
            ),
        ),
        SheetSection(
            _("Figures"),
            (
                row("5-1", _("People served"), sheet.people_served),
                row("5-2", _("Mean duration"), office_time(call.language, told.duration)),
                row("5-3", _("How often"), sheet.frequency),
                row("5-4", _("Visits in person"), digits(sheet.visits)),
                row("5-5", _("Fees"), *_fees(call, offer)),
            ),
        ),
        SheetSection(
            _("How to reach it"),
            tuple(
                row("6", _(word_of(one.stage)), *one.ways, one.address, one.system, one.reason)
                for one in sheet.access
            ),
        ),
        SheetSection(_("Own systems"), tuple(_link(row, "7", one) for one in sheet.systems)),
        SheetSection(_("Other agencies"), tuple(_link(row, "8", one) for one in sheet.agencies)),
        SheetSection(
            _("Processes and contact"),
            (
                row("9", _("Processes"), *sheet.processes),
                row("10", _("Diagram"), sheet.diagram),
                row("10", _("Filled in by"), sheet.filled_by),
                row("10", _("Telephone"), sheet.phone),
                row("10", _("E-mail"), sheet.email),
                row("10", _("Unit"), sheet.unit),
            ),
        ),
    )


def _words(gettext: Callable[[str], str], values: Iterable[StrEnum]) -> list[str]:
    return [gettext(word_of(one)) for one in values]


def _laws(call: Reader, offer: Offer) -> list[str]:
    return [
        " · ".join(part for part in (text_in(one.title, call), one.number, one.article) if part)
        for one in offer.information.laws
    ]


def _fees(call: Reader, offer: Offer) -> list[str]:
    gettext, digits = translations(call.language).gettext, Dates(call.language).digits
    told = []
    for one in offer.information.fees:
        amount = gettext("%(rials)s rials") % {"rials": digits(f"{one.rials:,}")}
        parts = (f"{text_in(one.title, call)}: {amount}", digits(one.account))
        told.append(" · ".join(part for part in parts if part))
    return told


def _link(row: Callable[..., SheetRow], number: str, link: Link) -> SheetRow:
    return row(number, link.system, link.agency, link.fields)
