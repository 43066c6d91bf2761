"""What is told of a service, structured, for programs (SVC-01 to SVC-09, EDK-01)."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from miz.domain.calendar import OfficeTime
from miz.domain.editions import (
    Access,
    DocumentNeed,
    Fee,
    Law,
    Link,
    Stage,
)
from miz.domain.forms import Field, FieldKind
from miz.usecases.publishing import Offer
from miz_apps.web.actions.action import Answer
from miz_apps.web.actions.places import TextView


def fileable(offer: Offer) -> bool:
    """Whether it can be asked for online, in the portal."""
    flow = offer.category.flow
    return flow.takes_request and not flow.at_once and offer.edition is not None


class Duration(Answer, frozen=True, kw_only=True):
    """Working days and minutes of office time."""

    days: int
    minutes: int

    @classmethod
    def of(cls, time: OfficeTime) -> Self:
        """Both parts."""
        return cls(days=time.days, minutes=time.minutes)


class PublishedService(Answer, frozen=True, kw_only=True):
    """A service in a list; ``online`` says that nobody needs to come for it."""

    code: str
    title: TextView
    description: TextView
    category: TextView
    online: bool
    fileable: bool

    @classmethod
    def of(cls, offer: Offer) -> Self:
        """The service by its code."""
        return cls(
            code=offer.service.code,
            title=TextView.of(offer.service.title),
            description=TextView.of(offer.information.description),
            category=TextView.of(offer.category.title),
            online=offer.information.online,
            fileable=fileable(offer),
        )


class PublicServices(Answer, frozen=True, kw_only=True):
    """Services by code."""

    services: list[PublishedService]

    @classmethod
    def of(cls, offers: Iterable[Offer]) -> Self:
        """All of them."""
        return cls(services=[PublishedService.of(one) for one in offers])


class PublishedStep(Answer, frozen=True, kw_only=True):
    """A step of the work; ``duration`` where the office promises one (SVC-02)."""

    key: str
    title: TextView
    note: TextView
    duration: Duration | None


class PublishedDocument(Answer, frozen=True, kw_only=True):
    """A document that is asked for; ``original`` ones are shown and not copied (SVC-03)."""

    key: str
    title: TextView
    note: TextView
    required: bool
    original: bool

    @classmethod
    def of(cls, need: DocumentNeed) -> Self:
        """The document under its key."""
        return cls(
            key=need.key,
            title=TextView.of(need.title),
            note=TextView.of(need.note),
            required=need.required,
            original=need.original,
        )


class PublishedLaw(Answer, frozen=True, kw_only=True):
    """A law that it rests on (SVC-04)."""

    title: TextView
    number: str
    day: date | None
    article: str
    link: str

    @classmethod
    def of(cls, law: Law) -> Self:
        """The law with the address of its text."""
        return cls(
            title=TextView.of(law.title),
            number=law.number,
            day=law.day,
            article=law.article,
            link=law.link,
        )


class PublishedQuestion(Answer, frozen=True, kw_only=True):
    """A frequent question (SVC-05)."""

    question: TextView
    answer: TextView


class PublishedFee(Answer, frozen=True, kw_only=True):
    """A fee in rials (SVC-07)."""

    title: TextView
    rials: int
    account: str
    basis: str
    online: bool

    @classmethod
    def of(cls, fee: Fee) -> Self:
        """The fee, where it is paid, and by which right."""
        return cls(
            title=TextView.of(fee.title),
            rials=fee.rials,
            account=fee.account,
            basis=fee.basis,
            online=fee.online,
        )


class PublishedChoice(Answer, frozen=True, kw_only=True):
    """One of the answers to choose from."""

    value: str
    label: TextView


class PublishedField(Answer, frozen=True, kw_only=True):
    """A question of its form; asked only when ``when`` has one of ``among`` (EDK-05)."""

    key: str
    kind: FieldKind
    label: TextView
    help: TextView
    required: bool
    choices: list[PublishedChoice]
    when: str | None
    among: list[str]

    @classmethod
    def of(cls, field: Field) -> Self:
        """The question as the portal asks it."""
        return cls(
            key=field.key,
            kind=field.kind,
            label=TextView.of(field.label),
            help=TextView.of(field.help),
            required=field.required,
            choices=[
                PublishedChoice(value=one.value, label=TextView.of(one.label))
                for one in field.choices
            ],
            when=field.when.field if field.when else None,
            among=list(field.when.answers) if field.when else [],
        )


class PublishedOfficer(Answer, frozen=True, kw_only=True):
    """Who answers for it, where, and how to reach the unit (SVC-09)."""

    name: str
    unit: TextView | None
    room: str
    place: str
    phone: str

    @classmethod
    def of(cls, offer: Offer) -> Self:
        """The responsible person and the unit, as far as they are named."""
        host, unit = offer.responsible, offer.unit
        return cls(
            name=host.name.full if host else "",
            unit=TextView.of(unit.name) if unit else None,
            room=host.room if host else "",
            place=unit.place if unit else "",
            phone=offer.information.sheet.phone,
        )


class PublishedAccess(Answer, frozen=True, kw_only=True):
    """How one stage is reached (section 6)."""

    stage: Stage
    ways: list[str]
    address: str
    system: str
    reason: str

    @classmethod
    def of(cls, access: Access) -> Self:
        """The stage with its ways."""
        return cls(
            stage=access.stage,
            ways=list(access.ways),
            address=access.address,
            system=access.system,
            reason=access.reason,
        )


class PublishedLink(Answer, frozen=True, kw_only=True):
    """Another system that is asked (sections 7 and 8)."""

    system: str
    fields: str
    agency: str
    rials: int
    online: bool

    @classmethod
    def of(cls, link: Link) -> Self:
        """The system by its name."""
        return cls(
            system=link.system,
            fields=link.fields,
            agency=link.agency,
            rials=link.rials,
            online=link.online,
        )
