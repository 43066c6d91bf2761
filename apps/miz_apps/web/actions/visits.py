"""How visits, passes and decisions are shown."""

from datetime import datetime
from typing import Self

from miz.domain.access import Access, GrantState, Mark, Reason
from miz.domain.admissions import IdentificationMethod, RefusalReason
from miz.domain.passes import Pass, PassForm
from miz.domain.places import Direction
from miz.domain.visits import Visit, VisitState
from miz_apps.web.actions.action import Answer


class VisitView(Answer, frozen=True, kw_only=True):
    """A visit; ``waiting`` names what still stands between arrival and admission."""

    id: str
    person: str
    state: VisitState
    opened_at: datetime
    host: str | None
    unit: str | None
    service: str | None
    purpose: str
    needs_agreement: bool
    expected_at: datetime | None
    arrived_at: datetime | None
    identified_by: IdentificationMethod | None
    matched: bool | None
    agreed: bool | None
    agreed_by: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    entered_at: datetime | None
    left_at: datetime | None
    refusal: RefusalReason | None
    waiting: str | None
    zone: str | None = None
    overstayed_at: datetime | None = None

    @classmethod
    def of(cls, visit: Visit) -> Self:
        """The visit as the desk needs it."""
        check, answer, window = visit.identification, visit.agreement, visit.window
        return cls(
            id=visit.id,
            person=visit.person,
            state=visit.state,
            opened_at=visit.opened_at,
            host=visit.host,
            unit=visit.unit,
            service=visit.service,
            purpose=visit.purpose,
            needs_agreement=visit.needs_agreement,
            expected_at=visit.expected_at,
            arrived_at=visit.arrived_at,
            identified_by=check.method if check else None,
            matched=check.matched if check else None,
            agreed=answer.agreed if answer else None,
            agreed_by=answer.by if answer else None,
            valid_from=window.start if window else None,
            valid_until=window.until if window else None,
            entered_at=visit.entry.at if visit.entry else None,
            left_at=visit.exit.at if visit.exit else None,
            refusal=visit.refusal,
            waiting=visit.waiting,
            zone=visit.zone,
            overstayed_at=visit.overstayed_at,
        )


class PassView(Answer, frozen=True, kw_only=True):
    """A pass just handed out; ``code`` is the slip's number, and None for a card."""

    id: str
    visit: str
    form: PassForm
    code: str | None
    valid_from: datetime
    valid_until: datetime

    @classmethod
    def of(cls, pass_: Pass) -> Self:
        """The pass; a card's code stays on the card."""
        return cls(
            id=pass_.id,
            visit=pass_.visit,
            form=pass_.form,
            code=pass_.code if pass_.form is PassForm.SLIP else None,
            valid_from=pass_.window.start,
            valid_until=pass_.window.until,
        )


class AccessView(Answer, frozen=True, kw_only=True):
    """A decision on a read, with exactly one reason; the code that was read is never shown."""

    id: str
    lane: str
    at: datetime
    allowed: bool
    reason: Reason
    detail: str
    direction: Direction | None
    visit: str | None
    person: str | None
    grant: GrantState
    deadline: datetime | None
    zone: str | None = None
    mark: Mark | None = None

    @classmethod
    def of(cls, access: Access) -> Self:
        """The decision as it is kept."""
        return cls(
            id=access.id,
            lane=access.lane,
            at=access.at,
            allowed=access.allowed,
            reason=access.reason,
            detail=access.detail,
            direction=access.direction,
            visit=access.visit,
            person=access.person,
            grant=access.grant,
            deadline=access.deadline,
            zone=access.zone,
            mark=access.mark,
        )
