"""What citizens are told of their requests: queued with what happened, by their choice (EDK-12)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import frozen

from miz.domain.codes import TrackingCode
from miz.domain.ids import NoticeId
from miz.domain.notices import Medium, Notice
from miz.domain.requests import Request
from miz.ports.dates import DateWords
from miz.ports.ids import Ids
from miz.ports.storage import UnitOfWork

TRUE_FOR = timedelta(days=3)
"""How long news of a request is worth sending."""


@frozen
class Telling:
    """Words for citizens, inside the unit of work of what they tell."""

    ids: Ids
    dates: DateWords

    def citizen(
        self,
        uow: UnitOfWork,
        request: Request,
        template: str,
        *,
        key: str,
        at: datetime,
        when: datetime | None = None,
        params: Mapping[str, str] | None = None,
    ) -> None:
        """One notice to who filed the request; none when nothing is wanted.

        ``key`` names what happened, so that it is told once; ``when`` is a time to announce.
        """
        contact = request.contact
        address = contact.address or self._number(uow, request)
        if contact.medium is None or not address:
            return
        site, language = uow.sites.get(request.site), contact.language
        words = {
            "code": TrackingCode(request.code).grouped,
            "service": uow.services.get(request.service).title.in_(language),
            "office": site.organisation.in_(language),
            "when": self.dates.moment(when, site.zone, language) if when else "",
            **(params or {}),
        }
        notice = Notice(
            id=NoticeId(self.ids.new()),
            site=request.site,
            key=f"{request.id}/{key}/{template}",
            template=template,
            recipient=request.person,
            address=address,
            params=words,
            created_at=at,
            next_at=at,
            expires_at=at + TRUE_FOR,
            medium=contact.medium,
            language=language,
        )
        uow.notices.queue(notice)

    def _number(self, uow: UnitOfWork, request: Request) -> str:
        """The mobile of the file, where the request names no address of its own."""
        if request.contact.medium is not Medium.SMS:
            return ""
        mobile = uow.people.get(request.person).identity.mobile
        return mobile.number if mobile else ""
