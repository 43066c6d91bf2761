"""Citizens who sign in to the portal: one-time codes and what follows from them (threats 2, 3)."""

import hmac
from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from miz.domain.ids import ChallengeId, CitizenSessionId, SiteId
from miz.domain.values import Mobile, NationalId
from miz.errors import InvalidValue, WrongState

CODE_DIGITS = 6
CODE_LIVES = timedelta(seconds=120)
TRIES = 5
IDLE_LIMIT = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=4)


@frozen
class Challenge:
    """A one-time code that was sent; only a keyed digest of it is kept, for this challenge."""

    id: ChallengeId
    site: SiteId
    national_id: NationalId
    mobile: Mobile
    digest: str = field(repr=False)
    sent_at: datetime
    tries: int = 0
    used_at: datetime | None = None
    version: int = 0

    def open_to(self, at: datetime) -> None:
        """Raises WrongState when no code can be right any more."""
        if self.used_at is not None or self.tries >= TRIES or at - self.sent_at >= CODE_LIVES:
            raise WrongState("This code has run out; ask for a new one.", code="challenge.over")

    def answer(self, digest: str, *, at: datetime) -> "Challenge":
        """One try: used when it is right, else with one try fewer; compare `used_at`."""
        self.open_to(at)
        right = hmac.compare_digest(self.digest, digest)
        return evolve(self, tries=self.tries + 1, used_at=at if right else None)


@frozen
class CitizenSession:
    """A citizen's browser; it knows whose number was proven, not which file that is."""

    id: CitizenSessionId
    site: SiteId
    national_id: NationalId
    mobile: Mobile
    token_digest: str
    csrf: str = field(repr=False)
    created_at: datetime
    seen_at: datetime
    closed_at: datetime | None = None
    version: int = 0

    def alive(self, at: datetime) -> bool:
        """Whether it may still be used (ASVS V7.3.1, V7.3.2)."""
        fresh = at - self.seen_at < IDLE_LIMIT and at - self.created_at < ABSOLUTE_LIMIT
        return self.closed_at is None and fresh

    def close(self, at: datetime) -> "CitizenSession":
        """Signed out."""
        return evolve(self, closed_at=self.closed_at or at)


def wrong_code() -> InvalidValue:
    """What a citizen is told who typed another code."""
    return InvalidValue(
        "This is not the code that was sent; look at the newest message.",
        code="challenge.wrong",
        field="code",
    )
