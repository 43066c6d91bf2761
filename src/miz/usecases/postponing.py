"""Complaints whose time a decree makes later, as it does with promises (SVC-08, B4)."""

from datetime import datetime

from attrs import frozen

from miz.domain.complaints import ANSWER_WITHIN, Complaint, ComplaintState
from miz.domain.decrees import Decree
from miz.domain.places import Site
from miz.domain.staff import Actor
from miz.domain.templates import COMPLAINT_MOVED
from miz.ports.storage import UnitOfWork
from miz.usecases.promising import Promising
from miz.usecases.recording import keep

EVERY = 100_000
"""More complaints than an office has open."""


@frozen
class Postponed:
    """A complaint with the time until which it will be answered; ``digits`` end its code."""

    complaint: Complaint
    site: Site
    at: datetime
    digits: str


@frozen
class Postponing:
    """Moves what complaints were promised; who follows one sees its new time."""

    promising: Promising

    def affected(
        self, uow: UnitOfWork, site: Site, decree: Decree, *, at: datetime
    ) -> list[Postponed]:
        """Whose answer the decree would make later; what is over already stays a breach."""
        planned = self.promising.calendar(uow, site).planned_by(decree)
        if planned is None:
            return []
        found = []
        for one in uow.complaints.in_state(site.id, ComplaintState.OPEN, limit=EVERY):
            later = planned.due(one.opened_at, ANSWER_WITHIN)
            if at <= one.due_at < later:
                code = one.code or (uow.requests.get(one.request).code if one.request else "")
                found.append(Postponed(one, site, later, code[-4:]))
        return found

    def announce(
        self, uow: UnitOfWork, actor: Actor, moved: Postponed, *, why: str, at: datetime
    ) -> None:
        """Moves the time, and tells who complained about a request; others read it by code."""
        later = keep(uow, actor, moved.complaint.postpone(moved.at, at=at))
        if later.request is None:
            return
        request = uow.requests.get(later.request)
        key = f"complaint/{later.id}/{later.due_at.isoformat()}"
        self.promising.telling.citizen(
            uow,
            request,
            COMPLAINT_MOVED.key,
            key=key,
            at=at,
            when=later.due_at,
            params={"why": why},
        )
