"""Places, catalogue and staff in memory."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar

from attrs import evolve

from miz.domain.catalogue import Host, Service, Unit
from miz.domain.ids import (
    DeskId,
    GateId,
    HostId,
    LaneId,
    ServiceId,
    SessionId,
    SiteId,
    UnitId,
    UserId,
    ZoneId,
)
from miz.domain.persian import fold
from miz.domain.places import Desk, Gate, Lane, Site
from miz.domain.staff import Session, User
from miz.domain.zones import Zone
from miz.ports import repositories as port
from miz_adapters.conflicts import HOST_CARD, SERVICE_CODE, SESSION_DIGEST, USER_LOGIN
from miz_adapters.memory.records import Aggregate, Records, Rule


class Sited(Aggregate, Protocol):
    """A record of a site."""

    @property
    def site(self) -> SiteId:
        """Its site."""


I = TypeVar("I")  # noqa: E741 - the identity type of a repository
S = TypeVar("S", bound=Sited)


class SitedRecords(Records[I, S]):
    """Records that are listed by site."""

    def of(self, site: SiteId) -> Sequence[S]:
        return [record for record in self._all(by=lambda r: r.id) if record.site == site]


class MemorySites(Records[SiteId, Site], port.Sites):
    """Sites."""

    def all(self) -> Sequence[Site]:
        return self._all(by=lambda site: site.id)


class MemoryGates(SitedRecords[GateId, Gate], port.Gates):
    """Gates."""


class MemoryLanes(SitedRecords[LaneId, Lane], port.Lanes):
    """Lanes."""


class MemoryZones(SitedRecords[ZoneId, Zone], port.Zones):
    """Zones."""


class MemoryDesks(SitedRecords[DeskId, Desk], port.Desks):
    """Desks."""


class MemoryUnits(SitedRecords[UnitId, Unit], port.Units):
    """Units."""


class MemoryHosts(SitedRecords[HostId, Host], port.Hosts):
    """Hosts."""

    rules: ClassVar[tuple[Rule[Any], ...]] = ((HOST_CARD, lambda host: host.card),)

    def by_card(self, code: str) -> Host | None:
        return self._owner(HOST_CARD, code)

    def search(self, site: SiteId, fragment: str, *, limit: int = 10) -> Sequence[Host]:
        folded = fold(fragment)
        found = [
            host
            for host in self._all(by=lambda h: (h.folded, h.id))
            if host.site == site and host.active and folded in host.folded
        ]
        return found[:limit]


class MemoryServices(Records[ServiceId, Service], port.Services):
    """Services."""

    rules: ClassVar[tuple[Rule[Any], ...]] = ((SERVICE_CODE, lambda s: (s.site, s.code)),)

    def of(self, site: SiteId) -> Sequence[Service]:
        return [service for service in self._all(by=lambda s: s.code) if service.site == site]


class MemoryUsers(Records[UserId, User], port.Users):
    """Users."""

    rules: ClassVar[tuple[Rule[Any], ...]] = ((USER_LOGIN, lambda user: user.login),)

    def by_login(self, login: str) -> User | None:
        return self._owner(USER_LOGIN, login)

    def of(self, site: SiteId) -> Sequence[User]:
        return [user for user in self._all(by=lambda u: u.login) if user.site == site]


class MemorySessions(Records[SessionId, Session], port.Sessions):
    """Sessions."""

    rules: ClassVar[tuple[Rule[Any], ...]] = ((SESSION_DIGEST, lambda s: s.token_digest),)

    def by_digest(self, token_digest: str) -> Session | None:
        return self._owner(SESSION_DIGEST, token_digest)

    def close_all(self, user: UserId, *, at: datetime) -> int:
        self._ledger.must_write()
        open_ = [s for s in self._rows.values() if s.user == user and s.closed_at is None]
        for session in open_:
            self.save(evolve(session, closed_at=at))
        return len(open_)
