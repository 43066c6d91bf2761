"""What people are told, once for each event, recipient and template (I5)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from miz.domain.ids import NoticeId, SiteId
from miz.domain.values import Language

STALE_AFTER = timedelta(minutes=30)
GIVE_UP_AFTER = 48
RETRY_EVERY = timedelta(minutes=5)
FOLLOW = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 600, 3600, 6 * 3600))
"""How long after sending the provider is asked what became of a message."""


class Medium(StrEnum):
    """How a notice travels."""

    SMS = "sms"
    EMAIL = "email"


class NoticeState(StrEnum):
    """Where a notice stands; ``stale`` means too late to be true (06-availability).

    ``sent`` is with the provider. What became of it is asked for a while: ``blocked_by_recipient``
    is not a failure of the line, and sending again does not help (directive 3.7). ``practised``
    was written in training and is sent to nobody (MIS-02).
    """

    QUEUED = "queued"
    LEASED = "leased"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    BLOCKED = "blocked_by_recipient"
    FAILED = "failed"
    STALE = "stale"
    PRACTISED = "practised"


TAKEN = frozenset(
    {NoticeState.SENT, NoticeState.DELIVERED, NoticeState.UNDELIVERED, NoticeState.BLOCKED}
)
"""The provider took it, whatever became of it then."""


@frozen
class Notice:
    """One message to one recipient, queued in the transaction of what it tells of."""

    id: NoticeId
    site: SiteId
    key: str
    template: str
    recipient: str
    address: str = field(repr=False)
    params: Mapping[str, str] = field(repr=False)
    created_at: datetime
    next_at: datetime
    expires_at: datetime
    medium: Medium = Medium.SMS
    language: Language = Language.FA
    state: NoticeState = NoticeState.QUEUED
    attempts: int = 0
    leased_by: str | None = None
    lease_until: datetime | None = None
    sent_at: datetime | None = None
    reference: str = ""
    error: str = ""
    follow_at: datetime | None = None
    version: int = 0

    def lease(self, worker: str, *, at: datetime, hold: timedelta) -> "Notice":
        """A worker takes it; another may when the lease runs out.

        A worker that died with it says nothing of the provider, so the next one does not count.
        """
        lapsed = self.state is NoticeState.LEASED
        return evolve(
            self,
            state=NoticeState.LEASED,
            leased_by=worker,
            lease_until=at + hold,
            attempts=self.attempts + (not lapsed),
        )

    def sent(self, reference: str, *, at: datetime) -> "Notice":
        """The provider took it; where it gave a reference, it is asked for its fate later."""
        return evolve(
            self,
            state=NoticeState.SENT,
            sent_at=at,
            reference=reference,
            lease_until=None,
            follow_at=at + FOLLOW[0] if reference else None,
        )

    def followed(self, *, at: datetime, found: NoticeState | None, final: bool) -> "Notice":
        """The provider was asked; ``found`` is None while nothing new is known."""
        if found is not None or final:
            return evolve(self, state=found or self.state, follow_at=None)
        since = self.sent_at or at
        later = (since + wait for wait in FOLLOW if since + wait > at)
        return evolve(self, follow_at=next(later, None))

    def retry(self, error: str, *, at: datetime) -> "Notice":
        """The provider was away: at once the first time, then every five minutes, 48 times."""
        if self.attempts >= GIVE_UP_AFTER:
            return self.fail(error)
        wait = timedelta(0) if self.attempts <= 1 else RETRY_EVERY
        return evolve(
            self, state=NoticeState.QUEUED, next_at=at + wait, error=error, lease_until=None
        )

    def wait(self, *, at: datetime) -> "Notice":
        """Its turn did not come in the time of its batch, which is no attempt."""
        return evolve(
            self,
            state=NoticeState.QUEUED,
            next_at=at,
            attempts=self.attempts - 1,
            lease_until=None,
        )

    def block(self) -> "Notice":
        """The recipient opted out of such lines; the desk is to tell him otherwise."""
        return evolve(self, state=NoticeState.BLOCKED, lease_until=None)

    def fail(self, error: str) -> "Notice":
        """It will not be tried again."""
        return evolve(self, state=NoticeState.FAILED, error=error, lease_until=None)

    def practise(self) -> "Notice":
        """It was written in training: nobody is told."""
        return evolve(self, state=NoticeState.PRACTISED, lease_until=None)

    def spoil(self) -> "Notice":
        """It is too late to tell: a stale notice is worse than none."""
        return evolve(self, state=NoticeState.STALE, lease_until=None)
