"""Everything that is told of one service, with the official form «شناسنامه خدمت»."""

from datetime import date
from typing import Self

from miz.domain.editions import Audience, Beginning, Level, LifeEvent, Nature, Sheet
from miz.usecases.publishing import Offer
from miz_apps.web.actions.action import Answer
from miz_apps.web.actions.places import TextView
from miz_apps.web.actions.public_services import (
    Duration,
    PublishedAccess,
    PublishedDocument,
    PublishedFee,
    PublishedField,
    PublishedLaw,
    PublishedLink,
    PublishedOfficer,
    PublishedQuestion,
    PublishedService,
    PublishedStep,
)


class PublishedSheet(Answer, frozen=True, kw_only=True):
    """The sections of the official form that stand nowhere else (directive 3.4)."""

    official_code: str
    agency: str
    parent_agency: str
    process: str
    audience: Audience
    recipients: str
    nature: Nature
    level: Level
    life_events: list[LifeEvent]
    beginning: Beginning
    people_served: str
    frequency: str
    visits: int
    access: list[PublishedAccess]
    systems: list[PublishedLink]
    agencies: list[PublishedLink]
    processes: list[str]
    diagram: str
    filled_by: str
    phone: str
    email: str
    unit: str

    @classmethod
    def of(cls, sheet: Sheet) -> Self:
        """The form's own fields."""
        return cls(
            official_code=sheet.official_code,
            agency=sheet.agency,
            parent_agency=sheet.parent_agency,
            process=sheet.process,
            audience=sheet.audience,
            recipients=sheet.recipients,
            nature=sheet.nature,
            level=sheet.level,
            life_events=list(sheet.life_events),
            beginning=sheet.beginning,
            people_served=sheet.people_served,
            frequency=sheet.frequency,
            visits=sheet.visits,
            access=[PublishedAccess.of(one) for one in sheet.access],
            systems=[PublishedLink.of(one) for one in sheet.systems],
            agencies=[PublishedLink.of(one) for one in sheet.agencies],
            processes=list(sheet.processes),
            diagram=sheet.diagram,
            filled_by=sheet.filled_by,
            phone=sheet.phone,
            email=sheet.email,
            unit=sheet.unit,
        )


class PublishedInformation(Answer, frozen=True, kw_only=True):
    """A service with all that desk, kiosk and portal tell of it (SVC-01).

    ``duration`` is how long an answer takes, ``visit`` how long a visit does; before the first
    edition, ``valid_from`` is empty and so is most of the rest.
    """

    service: PublishedService
    valid_from: date | None
    steps: list[PublishedStep]
    documents: list[PublishedDocument]
    laws: list[PublishedLaw]
    questions: list[PublishedQuestion]
    fees: list[PublishedFee]
    duration: Duration
    visit: Duration
    complaint: TextView
    officer: PublishedOfficer
    form: list[PublishedField]
    sheet: PublishedSheet

    @classmethod
    def of(cls, offer: Offer) -> Self:
        """What the edition in force says."""
        told = offer.information
        return cls(
            service=PublishedService.of(offer),
            valid_from=offer.edition.valid_from if offer.edition else None,
            steps=[
                PublishedStep(
                    key=one.key,
                    title=TextView.of(one.title),
                    note=TextView.of(one.note),
                    duration=Duration.of(one.duration) if one.duration else None,
                )
                for one in told.steps
            ],
            documents=[PublishedDocument.of(one) for one in told.documents],
            laws=[PublishedLaw.of(one) for one in told.laws],
            questions=[
                PublishedQuestion(
                    question=TextView.of(one.question), answer=TextView.of(one.answer)
                )
                for one in told.questions
            ],
            fees=[PublishedFee.of(one) for one in told.fees],
            duration=Duration.of(told.duration),
            visit=Duration.of(told.visit),
            complaint=TextView.of(told.complaint),
            officer=PublishedOfficer.of(offer),
            form=[PublishedField.of(one) for one in told.form.fields],
            sheet=PublishedSheet.of(told.sheet),
        )
