"""How the databases answer: hot questions use an index, on ten rows as on ten million."""

import gc
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from miz.domain.complaints import ComplaintState
from miz.domain.requests import RequestState
from miz.domain.visits import VisitState
from miz_adapters.sql import (
    access,
    casework,
    catalogue,
    citizens,
    gatelink,
    journal,
    names,
    notices,
    offering,
    passes,
    people,
    places,
    schema,
    sequences,
    staff,
    visits,
)
from miz_adapters.sql.statements import Statement

NUMBERS = {
    *("after", "at", "before", "day_before", "most", "old_place", "old_version", "since", "until"),
}
UNDONE = (RequestState.OPEN, RequestState.WAITING)
HOT = {
    "zones.get in a write": places.SqlZones._find_locked,
    "lanes.get": places.SqlLanes._find_one,
    "gates.get": places.SqlGates._find_one,
    "visits.get": visits.SqlVisits._find_one,
    "visits.get in a write": visits.SqlVisits._find_locked,
    "visits.current": visits.SqlVisits._current,
    "visits.current, expected": visits.SqlVisits._expected,
    "visits.of_person": visits.SqlVisits._of_person,
    "visits.in_state": visits._in_state((VisitState.INSIDE,)),
    "visits.count": visits._count((VisitState.INSIDE,)),
    "visits.entered_since": visits.SqlVisits._entered,
    "visits.count_in": visits.SqlVisits._in_zone,
    "visits.lingering": visits.SqlVisits._lingering,
    "accesses.by_key": access.SqlAccesses._by_key,
    "accesses.repeated": access.SqlAccesses._repeated,
    "accesses.pending": access.SqlAccesses._pending,
    "accesses.pending_at": access.SqlAccesses._pending_at,
    "accesses.pending_in": access.SqlAccesses._pending_in,
    "accesses.escorts": access.SqlAccesses._escorts,
    "accesses.between": access.SqlAccesses._between,
    "accesses.latest": access.SqlAccesses._latest,
    "accesses.latest of a lane": access.SqlAccesses._latest_at,
    "accesses.of_visit": access.SqlAccesses._of_visit,
    "accesses.of_person": access.SqlAccesses._of_person,
    "accesses.save": access.SqlAccesses._update,
    "cards.by_code": passes.SqlCards._by_code,
    "passes.by_code": passes.SqlPasses._live,
    "passes.by_code, newest": passes.SqlPasses._newest,
    "passes.of_visit": passes.SqlPasses._of_visit,
    "people.get": people.SqlPeople._find_one,
    "people.by_national_id": people.SqlPeople._by_national_id,
    "people.by_passport": people.SqlPeople._by_passport,
    "people.by_mobile": people.SqlPeople._by_mobile,
    "people.search": names.in_order(1),
    "hosts.by_card": catalogue.SqlHosts._by_card,
    "hosts.search": catalogue.SqlHosts._search,
    "journal.after": journal.AFTER,
    "journal.append": journal.HEAD,
    "journal.last": journal.LAST,
    "notices.due": notices.SqlNotices._due_now,
    "notices.of_recipient": notices.SqlNotices._of_recipient,
    "users.by_login": staff.SqlUsers._by_login,
    "sessions.by_digest": staff.SqlSessions._by_digest,
    "sessions.close_all": staff.SqlSessions._close_all,
}
DESK = {
    "visits.of_request": visits.SqlVisits._of_request,
    "notices.followed": notices.SqlNotices._followed,
    "decrees.of": offering.SqlDecrees._of_site,
    "decrees.binding": offering.SqlDecrees._in_force,
    "categories.of": offering.SqlCategories._of_site,
    "categories.by_key": offering.SqlCategories._by_key,
    "editions.of": offering.SqlEditions._of_service,
    "requests.get": casework.SqlRequests._find_one,
    "requests.get in a write": casework.SqlRequests._locked,
    "requests.by_code": casework.SqlRequests._by_code,
    "requests.by_letter": casework.SqlRequests._by_letter,
    "requests.of_person": casework.SqlRequests._of_person,
    "requests.inbox": casework._inbox((RequestState.OPEN,), ""),
    "requests.inbox of an officer": casework._inbox((RequestState.OPEN,), "officer"),
    "requests.inbox of a unit": casework._inbox((RequestState.OPEN,), "unit"),
    "requests.inbox in two states": casework._inbox(UNDONE, "officer"),
    "requests.at_desk": casework.SqlRequests._waiting,
    "requests.opened": casework.SqlRequests._opened,
    "promises.of_request": casework.SqlPromises._of_request,
    "promises.standing": casework.SqlPromises._standing,
    "promises.promised": casework.SqlPromises._promised,
    "bookings.of_request": casework.SqlBookings._of_request,
    "bookings.taken": casework.SqlBookings._taken,
    "bookings.expected": casework.SqlBookings._expected,
    "nodes.of": gatelink.SqlNodes._of_site,
    "clashes.by_access": gatelink.SqlClashes._by_access,
    "clashes.of": gatelink.SqlClashes._of_site,
    "complaints.by_code": casework.SqlComplaints._by_code,
    "complaints.of_request": casework.SqlComplaints._of_request,
    "complaints.in_state": casework._complaints((ComplaintState.OPEN,)),
    "opinions.between": casework.SqlOpinions._between,
    "sequences.next": sequences.SqlSequences._next,
    "drafts.of_citizen": citizens.SqlDrafts._of_citizen,
    "drafts.forget": citizens.SqlDrafts._old,
    "challenges.sent": citizens._sent(),
    "challenges.sent at a site": citizens._sent("site"),
    "challenges.sent to a mobile": citizens._sent("mobile_index"),
    "challenges.sent for a number": citizens._sent("national_id_index"),
    "challenges.forget": citizens.SqlChallenges._old,
    "citizen_sessions.by_digest": citizens.SqlCitizenSessions._by_digest,
    "citizen_sessions.forget": citizens.SqlCitizenSessions._old,
}
HOT |= DESK
SORTED = {"visits.overdue", "people.by_mobile", "categories.of", "requests.inbox in two states"}
"""These sort a few rows that an index found."""
SERVED = {
    "visits.current, expected": "visits_expected",
    "visits.entered_since": "visits_entry",
    "visits.of_request": "visits_request",
    "accesses.pending": "accesses_pending",
    "accesses.pending_in": "accesses_zone",
    "visits.count_in": "visits_zone",
    "hosts.by_card": "hosts_card",
    "passes.by_code": "passes_live_code",
    "notices.due": "notices_waiting",
    "notices.followed": "notices_followed",
    "sessions.close_all": "sessions_open",
    "decrees.binding": "decrees_binding",
    "requests.at_desk": "requests_at_desk",
    "promises.standing": "promises_waiting",
    "bookings.of_request": "bookings_request",
    "bookings.taken": "bookings_seat",
    "bookings.expected": "bookings_time",
    "complaints.of_request": "complaints_request",
}
"""Questions for which a partial index is there, and its name."""


@pytest.fixture(scope="module")
def connections(
    tmp_path_factory: pytest.TempPathFactory, postgres: object
) -> Iterator[dict[str, sa.Connection]]:
    """One migrated database of each kind."""
    file = tmp_path_factory.mktemp("plans") / "miz.db"
    urls = {"sqlite": f"sqlite:///{file}", "postgresql": postgres.database()}  # type: ignore[attr-defined]
    for url in urls.values():
        schema.upgrade(schema.parse(url))
    with (
        schema.engine(schema.parse(urls["sqlite"])) as sqlite,
        schema.engine(schema.parse(urls["postgresql"])) as postgresql,
        sqlite.connect() as first,
        postgresql.connect() as second,
    ):
        # An empty table is read whole whatever indexes there are; here it is about the others.
        second.exec_driver_sql("SET enable_seqscan = off")
        yield {"sqlite": first, "postgresql": second}


def plan(connection: sa.Connection, statement: Statement) -> str:
    """What the database would do, in its own words."""
    values = tuple(_sample(name, str(statement._build)) for name in statement._names)
    if connection.dialect.name == "sqlite":
        sql, arrange = statement.sqlite
        arranged = arrange(values) if arrange else values
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", arranged)
        return "\n".join(row[3] for row in rows)
    encoded, arrange = statement.postgresql
    arranged = arrange(values) if arrange else values
    with connection.begin_nested():
        rows = connection.exec_driver_sql(f"EXPLAIN {encoded.decode()}", arranged)
    return "\n".join(row[0] for row in rows)


def _sample(name: str, text: str) -> str | int | None:
    """A value of the parameter's kind; what is only stored may as well be missing."""
    if text.startswith("INSERT") or name.startswith("new_"):
        return None
    return 1 if name in NUMBERS else "x"


def whole_tables(found: str) -> list[str]:
    """The lines that say that a table is read whole."""
    return [
        line
        for line in found.splitlines()
        if "Seq Scan" in line or (line.startswith("SCAN") and "USING" not in line)
    ]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.parametrize("name", HOT)
def test_hot_questions_use_an_index(
    connections: dict[str, sa.Connection], name: str, database: str
) -> None:
    """None reads a table whole (performance goal 6)."""
    found = plan(connections[database], HOT[name])

    assert [] == whole_tables(found), found


@pytest.mark.parametrize("name", sorted(HOT.keys() - SORTED))
def test_hot_lists_are_not_sorted(connections: dict[str, sa.Connection], name: str) -> None:
    """Their order is that of an index, so that the newest twenty of ten million cost twenty."""
    found = plan(connections["sqlite"], HOT[name])

    assert "TEMP B-TREE" not in found, found


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.parametrize("name", SERVED)
def test_partial_indexes_serve_what_they_are_for(
    connections: dict[str, sa.Connection], name: str, database: str
) -> None:
    """What is open is found among the open, however long the past grows (performance goal 6)."""
    found = plan(connections[database], HOT[name])

    assert SERVED[name] in found, found


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_question_without_an_index_is_noticed(
    connections: dict[str, sa.Connection], database: str
) -> None:
    """The words looked for are the ones that the databases use."""
    statement = Statement(sa.text("SELECT id FROM visits WHERE purpose = 'x'"))

    assert [] != whole_tables(plan(connections[database], statement))


def test_every_statement_compiles_and_runs_on_both(connections: dict[str, sa.Connection]) -> None:
    """Neither database stumbles over a statement that is used once a year."""
    statements = [found for found in gc.get_objects() if isinstance(found, Statement)]
    for statement in statements:
        plan(connections["sqlite"], statement)
        if "match" not in statement._names:  # the word index is SQLite's
            plan(connections["postgresql"], statement)

    assert len(statements) > len(HOT)


def test_rare_names_are_found_by_their_pieces(connections: dict[str, sa.Connection]) -> None:
    """The word index of SQLite is asked, not every name."""
    found = plan(connections["sqlite"], names.in_index(1))

    assert "people_names VIRTUAL TABLE INDEX" in found
    assert [] == [line for line in whole_tables(found) if "people_names" not in line]
