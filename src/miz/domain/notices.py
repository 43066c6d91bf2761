"""What people are told, once for each event, recipient and template (I5)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from miz.domain.ids import NoticeId, SiteId
from miz.domain.persian import persian_digits
from miz.domain.values import Language, Text
from miz.errors import InvalidValue

STALE_AFTER = timedelta(minutes=30)
GIVE_UP_AFTER = 48
RETRY_EVERY = timedelta(minutes=5)


class Medium(StrEnum):
    """How a notice travels."""

    SMS = "sms"
    EMAIL = "email"


class NoticeState(StrEnum):
    """Where a notice stands; ``stale`` means too late to be true (06-availability)."""

    QUEUED = "queued"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    STALE = "stale"


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
    version: int = 0

    def lease(self, worker: str, *, at: datetime, hold: timedelta) -> "Notice":
        """A worker takes it; another may when the lease runs out."""
        return evolve(
            self,
            state=NoticeState.LEASED,
            leased_by=worker,
            lease_until=at + hold,
            attempts=self.attempts + 1,
        )

    def sent(self, reference: str, *, at: datetime) -> "Notice":
        """The provider took it."""
        return evolve(
            self, state=NoticeState.SENT, sent_at=at, reference=reference, lease_until=None
        )

    def retry(self, error: str, *, at: datetime) -> "Notice":
        """The provider was away: at once the first time, then every five minutes, 48 times."""
        if self.attempts >= GIVE_UP_AFTER:
            return self.fail(error)
        wait = timedelta(0) if self.attempts <= 1 else RETRY_EVERY
        return evolve(
            self, state=NoticeState.QUEUED, next_at=at + wait, error=error, lease_until=None
        )

    def fail(self, error: str) -> "Notice":
        """It will not be tried again."""
        return evolve(self, state=NoticeState.FAILED, error=error, lease_until=None)

    def spoil(self) -> "Notice":
        """It is too late to tell: a stale notice is worse than none."""
        return evolve(self, state=NoticeState.STALE, lease_until=None)


@frozen
class NoticeTemplate:
    """A message in both languages with named places, as in ``{visitor}``."""

    key: str
    text: Text

    def render(self, params: Mapping[str, str], language: Language) -> str:
        """The message; a missing place or a malformed template is an error, not a hole."""
        try:
            text = self.text.in_(language).format_map(dict(params))
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise InvalidValue(
                f"The notice {self.key} cannot be worded: {error!r}; mend it or give the value.",
                code="notice.params",
            ) from error
        return persian_digits(text) if language is Language.FA else text


HOST_ENTRY = NoticeTemplate(
    "host.visitor_entered",
    Text(
        "{visitor} ساعت {time} از {gate} وارد شد.",
        "{visitor} came in through {gate} at {time}.",
    ),
)
HOST_EXIT = NoticeTemplate(
    "host.visitor_left",
    Text(
        "{visitor} ساعت {time} از {gate} خارج شد. مدت حضور: {minutes} دقیقه.",
        "{visitor} went out through {gate} at {time} after {minutes} minutes.",
    ),
)
BUILT_IN = (HOST_ENTRY, HOST_EXIT)
