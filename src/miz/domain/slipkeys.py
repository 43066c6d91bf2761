"""The keys of signed slips: one for each gate group and local day, derived from one master.

Only the server knows the master. A gate holds the keys of its own group for a few days, so that
a stolen gate can forge for itself alone, and not for long (B17, threat 4).
"""

import hmac
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import field, frozen

from miz.domain.ids import GateId, SiteId
from miz.errors import InvalidValue

LONGEST = timedelta(hours=24, minutes=10)
"""How long a signed slip may be valid: a pass of a whole day, widened to ticks of ten minutes."""

AHEAD = timedelta(hours=24)
"""How far ahead keys are handed out: a gate cut off before midnight opens after it."""

GENERATIONS = 16
_BLOCK = b"\x01"


@frozen
class DayKey:
    """The key of one local day; ``generation`` is the key id that tokens carry, 0 to 15."""

    generation: int
    day: date
    key: bytes = field(repr=False)


@frozen
class DayKeys:
    """What one gate group verifies with; ``timezone`` says where its days begin.

    Plain values, to be sent in a snapshot over a channel that is encrypted and authenticated.
    """

    group: str
    timezone: str
    keys: tuple[DayKey, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone by which the days are cut."""
        return ZoneInfo(self.timezone)

    def find(self, generation: int, day: date) -> bytes | None:
        """The key of that day, or None: then nothing of it can be verified."""
        return next((k.key for k in self.keys if (k.generation, k.day) == (generation, day)), None)


@frozen
class MasterKey:
    """Derives the keys of days; ``generation`` is raised when a gate was stolen with its keys.

    A raised generation makes tokens of the one before unknown at gates; online their slips are
    still found by their digits.
    """

    master: bytes = field(repr=False)
    generation: int = field(default=0)

    @generation.validator
    def _within(self, _: object, generation: int) -> None:
        if not 0 <= generation < GENERATIONS:
            raise InvalidValue(
                f"A generation of keys is 0 to {GENERATIONS - 1}.",
                code="slips.generation",
                field="generation",
            )

    def key(self, group: str, day: date) -> bytes:
        """The 32 bytes that sign the group's slips whose validity begins on that local day."""
        info = b"miz/slip/1\0%s\0%c%s" % (group.encode(), self.generation, day.isoformat().encode())
        return hkdf(self.master, info=info)

    def held(self, group: str, *, zone: ZoneInfo, at: datetime) -> DayKeys:
        """What a gate of the group must hold at an instant, and some time after it.

        Every local day on which a slip that is valid now, or within `AHEAD`, can have begun.
        Counted in instants and not in days, since a local day has 23 to 25 hours.
        """
        instant = at.astimezone(UTC)  # arithmetic within one zone would be of its clocks' hands
        first, last = day_of(instant - LONGEST, zone), day_of(instant + AHEAD, zone)
        days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
        keys = tuple(DayKey(self.generation, day, self.key(group, day)) for day in days)
        return DayKeys(group, zone.key, keys)


def gate_group(site: SiteId, gate: GateId) -> str:
    """The group of a slip that is valid at one named gate when the server is away."""
    return f"{site}/{gate}"


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The local day of an instant."""
    return at.astimezone(zone).date()


def hkdf(master: bytes, *, info: bytes, salt: bytes = b"") -> bytes:
    """HKDF-SHA256 (RFC 5869) of one block, 32 bytes, in the standard library alone."""
    pseudorandom = hmac.digest(salt or bytes(32), master, "sha256")
    return hmac.digest(pseudorandom, info + _BLOCK, "sha256")
