"""What the portal keeps of citizens, in memory."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from miz.domain.citizens import Challenge, CitizenSession
from miz.domain.drafts import Draft
from miz.domain.ids import ChallengeId, CitizenSessionId, DraftId, SiteId
from miz.domain.values import Mobile, NationalId
from miz.ports import casework as port
from miz_adapters.conflicts import CITIZEN_DIGEST
from miz_adapters.memory.records import Records, Rule


class MemoryDrafts(Records[DraftId, Draft], port.Drafts):
    """Drafts."""

    def of_citizen(self, site: SiteId, number: NationalId) -> Sequence[Draft]:
        found = self._all(by=lambda d: (d.opened_at, d.id), newest=True)
        return [
            draft
            for draft in found
            if draft.site == site and draft.national_id == number and draft.request is None
        ]

    def forget(self, before: datetime) -> int:
        return self._remove(lambda draft: draft.opened_at < before)


class MemoryChallenges(Records[ChallengeId, Challenge], port.Challenges):
    """One-time codes."""

    def sent(
        self,
        since: datetime,
        *,
        site: SiteId | None = None,
        mobile: Mobile | None = None,
        number: NationalId | None = None,
    ) -> int:
        return sum(
            one.sent_at >= since
            and site in {None, one.site}
            and mobile in {None, one.mobile}
            and number in {None, one.national_id}
            for one in self._rows.values()
        )

    def forget(self, before: datetime) -> int:
        return self._remove(lambda challenge: challenge.sent_at < before)


class MemoryCitizenSessions(Records[CitizenSessionId, CitizenSession], port.CitizenSessions):
    """Citizens' browsers."""

    rules: ClassVar[tuple[Rule[Any], ...]] = ((CITIZEN_DIGEST, lambda s: s.token_digest),)

    def by_digest(self, token_digest: str) -> CitizenSession | None:
        return self._owner(CITIZEN_DIGEST, token_digest)

    def forget(self, before: datetime) -> int:
        return self._remove(lambda session: session.created_at < before)
