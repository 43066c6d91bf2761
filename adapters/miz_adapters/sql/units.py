"""All repositories on one connection."""

from miz.ports.storage import UnitOfWork
from miz.ports.vaults import Vault
from miz_adapters.sql import proofs
from miz_adapters.sql.access import SqlAccesses
from miz_adapters.sql.casework import (
    SqlBookings,
    SqlComplaints,
    SqlOpinions,
    SqlPromises,
    SqlRequests,
)
from miz_adapters.sql.catalogue import SqlHosts, SqlServices, SqlUnits
from miz_adapters.sql.citizens import SqlChallenges, SqlCitizenSessions, SqlDrafts
from miz_adapters.sql.gatelink import SqlClashes, SqlNodes
from miz_adapters.sql.journal import SqlJournal
from miz_adapters.sql.lines import Line
from miz_adapters.sql.notices import SqlNotices
from miz_adapters.sql.offering import SqlCategories, SqlDecrees, SqlEditions
from miz_adapters.sql.passes import SqlCards, SqlPasses
from miz_adapters.sql.people import SqlPeople
from miz_adapters.sql.places import SqlDesks, SqlGates, SqlLanes, SqlSites, SqlZones
from miz_adapters.sql.sequences import SqlSequences
from miz_adapters.sql.staff import SqlSessions, SqlUsers
from miz_adapters.sql.visits import SqlVisits


class SqlUnit(UnitOfWork):
    """All repositories on one connection; made once a connection, used for many works."""

    journal: SqlJournal

    def __init__(self, line: Line, vault: Vault) -> None:  # noqa: PLR0915 - a line a repository
        self._line, self._vault = line, vault
        self.sites = SqlSites(line, vault)
        self.gates = SqlGates(line, vault)
        self.lanes = SqlLanes(line, vault)
        self.zones = SqlZones(line, vault)
        self.desks = SqlDesks(line, vault)
        self.units = SqlUnits(line, vault)
        self.hosts = SqlHosts(line, vault)
        self.services = SqlServices(line, vault)
        self.people = SqlPeople(line, vault)
        self.visits = SqlVisits(line, vault)
        self.passes = SqlPasses(line, vault)
        self.cards = SqlCards(line, vault)
        self.accesses = SqlAccesses(line, vault)
        self.journal = SqlJournal(line, vault)
        self.notices = SqlNotices(line, vault)
        self.users = SqlUsers(line, vault)
        self.sessions = SqlSessions(line, vault)
        self.decrees = SqlDecrees(line, vault)
        self.categories = SqlCategories(line, vault)
        self.editions = SqlEditions(line, vault)
        self.requests = SqlRequests(line, vault)
        self.promises = SqlPromises(line, vault)
        self.bookings = SqlBookings(line, vault)
        self.complaints = SqlComplaints(line, vault)
        self.opinions = SqlOpinions(line, vault)
        self.drafts = SqlDrafts(line, vault)
        self.challenges = SqlChallenges(line, vault)
        self.citizen_sessions = SqlCitizenSessions(line, vault)
        self.sequences = SqlSequences(line)
        self.nodes = SqlNodes(line, vault)
        self.clashes = SqlClashes(line, vault)

    def proven(self) -> bool:
        """Whether the database holds a proof of its key; raises ConfigError for another key."""
        return proofs.left(self._line, self._vault)

    def prove(self) -> None:
        """Leaves the proof in a new database."""
        if not self.proven():
            proofs.leave(self._line, self._vault)
