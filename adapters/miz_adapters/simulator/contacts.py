"""Contacts of a turnstile that is not there: they move only as fast as somebody looks."""

from collections import deque

from attrs import define, field

# The real arm takes longer; a look every 20 ms must see it, also on a machine that stutters.
LOOKS = 6
MOVES_FOR = 0.1
FORGOTTEN_AFTER = 3.0


@define
class Phase:
    """A level that stays for so long and so many looks, whichever is more."""

    active: bool
    asked_for: float
    looks: int = LOOKS
    since: float | None = None

    def over(self, now: float) -> bool:
        """One look at the contact; whether it was the last in this phase."""
        self.since = now if self.since is None else self.since
        self.looks -= 1
        return self.looks <= 0 and now - self.since >= MOVES_FOR


@define
class MovingContact:
    """One passage contact: rests, closes for each person, rests again."""

    _phases: deque[Phase] = field(factory=deque, init=False)

    def move(self, now: float) -> None:
        """Somebody goes through."""
        self._phases.extend([Phase(active=True, asked_for=now), Phase(active=False, asked_for=now)])

    def look(self, now: float) -> bool:
        """Whether it is closed; a movement that nobody looked at is over after 3 s."""
        while self._phases and self._missed(self._phases[0], now):
            self._phases.popleft()
        if not self._phases:
            return False
        phase = self._phases[0]
        if phase.over(now):
            self._phases.popleft()
        return phase.active

    def _missed(self, phase: Phase, now: float) -> bool:
        return phase.since is None and now - phase.asked_for > FORGOTTEN_AFTER * len(self._phases)
