"""Device keys that were just checked: a gate that reads ten times a second asks once."""

from threading import Lock

from attrs import define, field

from miz.domain.staff import Session, SessionKind, User
from miz.ports.clocks import Clock
from miz.usecases.doors import digest_of

SECONDS = 1.0
"""How long a revoked key may still work (threat 16)."""
MOST = 1024


@define
class Badges:
    """Remembers keys, never browsers' sessions, for a second, by their digest. Thread-safe."""

    _clock: Clock
    _known: dict[str, tuple[float, User, Session]] = field(factory=dict, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def known(self, token: str) -> tuple[User, Session] | None:
        """The user and session that the key was just found to belong to."""
        found = self._known.get(digest_of(token))
        if found is None or self._clock.monotonic() >= found[0]:
            return None
        return found[1:] if found[2].alive(self._clock.now()) else None

    def remember(self, token: str, user: User, session: Session) -> None:
        """Keeps a key that was found good."""
        if session.kind is not SessionKind.KEY:
            return
        with self._lock:
            if len(self._known) >= MOST:
                self._known.clear()
            until = self._clock.monotonic() + SECONDS
            self._known[digest_of(token)] = (until, user, session)
