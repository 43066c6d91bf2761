"""The table: everything that can be done over HTTP, one row each.

`/openapi.json`, the routes, the role matrix of the tests and the forms of the desk are made from
these rows. A row without a declared need keeps the app from starting (threat 9).
"""

from collections.abc import Callable, Mapping
from typing import Any

from miz.domain.staff import Permission as May
from miz_apps.web.actions import (
    audit,
    calendar,
    cards,
    casework,
    catalogue,
    categories,
    complaints,
    doors,
    files,
    gatehouse,
    gatelink,
    lookup,
    monitor,
    places,
    printing,
    public,
    publishing,
    reception,
    reports,
    requests,
    services,
    staff,
)
from miz_apps.web.actions.action import Action, Body, Door, Needs, Perform

PREFIX = "/api/v1"
SESSION = frozenset({"session", "user"})
READER = frozenset({"language"})


def _row(line: str, needs: Needs | May, perform: Perform, **more: Any) -> Action:
    """A row from ``METHOD /path``; name and summary are the function's own."""
    method, path = line.split()
    context = perform.__module__.rpartition(".")[2]
    return Action(
        name=f"{context}.{perform.__name__}",
        method=method,
        path=PREFIX + path,
        needs=(needs,) if isinstance(needs, May) else needs,
        perform=perform,
        summary=(perform.__doc__ or "").strip().split("\n")[0],
        **more,
    )


MADE: Mapping[str, Any] = {"status": 201}
EMPTY: Mapping[str, Any] = {"status": 204}
BARE: Mapping[str, Any] = {"body": Body.NONE}
PICTURE: Mapping[str, Any] = {"body": Body.PICTURE}
UPLOAD: Mapping[str, Any] = {"body": Body.UPLOAD}
WORKERS: Needs = (May.SERVE, May.RECEIVE)
KEYED: Mapping[str, Any] = {"headers": {"key": "Idempotency-Key"}}
RESUMED: Mapping[str, Any] = {"headers": {"last_event_id": "Last-Event-ID"}, "listed": False}

TABLE: tuple[Action, ...] = (
    # Doors
    _row("POST /sessions", Door.PUBLIC, doors.sign_in, **MADE),
    _row("GET /sessions/current", Door.SIGNED_IN, doors.me, given=SESSION),
    _row("DELETE /sessions/current", Door.SIGNED_IN, doors.sign_out, given=SESSION, **EMPTY),
    # For everybody: the organisation's own site may show services and requests itself
    _row("GET /public/services", Door.PUBLIC, public.services),
    _row("GET /public/services/{code}", Door.PUBLIC, public.service),
    _row("POST /public/tracking", Door.PUBLIC, public.follow),
    # Files
    _row("POST /people", May.RECEIVE, files.register, **MADE),
    _row("PUT /people/{person}", May.EDIT_FILES, files.correct),
    _row("POST /people/search", May.READ_FILES, files.search),
    _row("POST /people/{person}/open", May.READ_FILES, files.open_file),
    _row("POST /people/{person}/pictures", May.RECEIVE, files.attach, **MADE, **PICTURE),
    _row(
        "GET /people/{person}/pictures/{digest}",
        (May.READ_FILES, May.WATCH),
        files.picture,
    ),
    # Lookup and reception
    _row("POST /lookup", May.RECEIVE, lookup.find),
    _row("POST /visits", May.RECEIVE, reception.announce, **MADE),
    _row("POST /arrivals", May.RECEIVE, reception.arrive, **MADE),
    _row("GET /visits/{visit}", May.RECEIVE, reception.show),
    _row("POST /visits/{visit}/identify", May.RECEIVE, reception.identify),
    _row("POST /visits/{visit}/guidance", May.RECEIVE, reception.guide),
    _row("POST /visits/{visit}/answer", May.RECEIVE, reception.answer),
    _row("POST /visits/{visit}/admit", May.RECEIVE, reception.admit, **BARE),
    _row("POST /visits/{visit}/slip", May.RECEIVE, reception.hand_slip, **MADE, **BARE),
    _row("GET /visits/{visit}/slip.png", May.RECEIVE, printing.slip_picture, given=READER),
    _row("POST /visits/{visit}/card", May.RECEIVE, reception.hand_card, **MADE),
    _row("POST /visits/{visit}/refuse", May.RECEIVE, reception.refuse),
    _row("POST /visits/{visit}/let-out", May.RECEIVE, reception.let_out),
    _row("POST /visits/{visit}/override", May.OVERRIDE_ENTRY, reception.override),
    # Requests at the desk
    _row("POST /requests/identities", May.RECEIVE, requests.fresh, **MADE, **BARE),
    _row("POST /requests", May.RECEIVE, requests.file, **MADE),
    _row("POST /requests/at-once", May.RECEIVE, requests.do_at_once, **MADE),
    _row("GET /requests/waiting", May.RECEIVE, requests.waiting),
    _row("POST /requests/{request}/papers", May.RECEIVE, requests.attach, **MADE, **UPLOAD),
    _row("POST /requests/{request}/wait", May.RECEIVE, requests.wait),
    _row("POST /requests/{request}/hand-over", May.RECEIVE, requests.hand_over, **BARE),
    _row("POST /requests/{request}/carriages", May.RECEIVE, requests.carry, **MADE),
    _row(
        "GET /requests/{request}/receipt.png", May.RECEIVE, printing.receipt_picture, given=READER
    ),
    # Requests in a unit
    _row("GET /requests/inbox", May.SERVE, casework.inbox),
    _row("GET /requests/answered", WORKERS, casework.answered),
    _row("POST /requests/{request}/open", WORKERS, casework.open_case, **BARE),
    _row("GET /requests/{request}/papers/{digest}", WORKERS, casework.paper),
    _row("POST /requests/{request}/steps", May.SERVE, casework.finish),
    _row("POST /requests/{request}/ask", May.SERVE, casework.ask),
    _row("POST /requests/{request}/resume", May.SERVE, casework.resume, **BARE),
    _row("POST /requests/{request}/messages", May.SERVE, casework.write, **MADE),
    _row("POST /requests/{request}/answer", May.SERVE, casework.answer),
    _row("POST /requests/{request}/visit", WORKERS, casework.announce),
    _row("POST /requests/{request}/officer", May.SERVE, casework.reassign),
    _row("POST /requests/{request}/receive", May.SERVE, casework.receive, **BARE),
    _row("POST /requests/{request}/forward", WORKERS, casework.forward, **BARE),
    # Cards
    _row("POST /cards/take-back", May.RECEIVE, reception.take_back),
    _row("GET /cards", May.MANAGE_CARDS, cards.cards),
    _row("POST /cards", May.MANAGE_CARDS, cards.add, **MADE),
    _row("POST /cards/{card}/mark", May.MANAGE_CARDS, cards.mark),
    # Gatehouse
    _row("POST /lanes/{lane}/reads", May.OPERATE_GATE, gatehouse.present, **KEYED),
    _row("POST /accesses/{access}/passage", May.OPERATE_GATE, gatehouse.passed),
    _row(
        "POST /accesses/{access}/timeout",
        May.OPERATE_GATE,
        gatehouse.timed_out,
        **EMPTY,
        **BARE,
    ),
    _row("GET /gates/{gate}/snapshot", May.OPERATE_GATE, gatelink.snapshot),
    _row("POST /gates/{gate}/reads", May.OPERATE_GATE, gatelink.ask, **KEYED),
    _row("POST /gates/{gate}/journal", May.OPERATE_GATE, gatelink.take),
    _row("GET /nodes", (May.WATCH, May.READ_JOURNAL), gatelink.nodes),
    _row("GET /clashes", May.READ_JOURNAL, gatelink.clashes),
    _row("POST /clashes/{clash}/seen", May.READ_JOURNAL, gatelink.see, **BARE),
    _row("POST /lanes/{lane}/settle", May.OPERATE_GATE, gatehouse.settle, **BARE),
    _row("POST /lanes/{lane}/link", May.OPERATE_GATE, gatehouse.link, **EMPTY),
    _row("POST /lanes/{lane}/forced", May.OPERATE_GATE, gatehouse.forced, **EMPTY, **BARE),
    _row("POST /lanes/{lane}/observations", May.OPERATE_GATE, gatehouse.observed, **EMPTY),
    # Monitor
    _row("GET /monitor/inside", May.WATCH, monitor.inside),
    _row("GET /monitor/waiting", May.RECEIVE, monitor.waiting),
    _row("GET /monitor/expected", May.RECEIVE, monitor.expected),
    _row("GET /monitor/lanes", May.WATCH, monitor.lanes),
    _row("GET /monitor/passages", May.WATCH, monitor.passages),
    _row("GET /monitor/counters", May.WATCH, monitor.counters),
    _row("GET /monitor/events", May.WATCH, monitor.events),
    _row("GET /monitor/stream", May.WATCH, monitor.stream, **RESUMED),
    # Places
    _row("GET /site", Door.SIGNED_IN, places.site),
    _row("PUT /site", May.MANAGE_PLACES, places.rename),
    _row("PUT /site/logo", May.MANAGE_PLACES, places.set_logo, **PICTURE),
    _row("GET /sites/{site}/logo", Door.PUBLIC, places.logo),
    _row("GET /gates", Door.SIGNED_IN, places.gates),
    _row("POST /gates", May.MANAGE_PLACES, places.add_gate, **MADE),
    _row("GET /lanes", Door.SIGNED_IN, places.lanes),
    _row("POST /lanes", May.MANAGE_PLACES, places.add_lane, **MADE),
    _row("POST /lanes/{lane}/switch", May.MANAGE_PLACES, places.switch_lane),
    _row("GET /desks", Door.SIGNED_IN, places.desks),
    _row("POST /desks", May.MANAGE_PLACES, places.add_desk, **MADE),
    # Catalogue
    _row("GET /units", Door.SIGNED_IN, catalogue.units),
    _row("POST /units", May.MANAGE_CATALOGUE, catalogue.add_unit, **MADE),
    _row("GET /hosts", May.MANAGE_CATALOGUE, catalogue.hosts),
    _row("POST /hosts", May.MANAGE_CATALOGUE, catalogue.add_host, **MADE),
    _row("POST /hosts/search", May.RECEIVE, catalogue.find_hosts),
    _row("POST /hosts/{host}/retire", May.MANAGE_CATALOGUE, catalogue.retire_host, **BARE),
    _row("POST /hosts/{host}/leave", May.MANAGE_CATALOGUE, catalogue.send_away),
    _row("GET /services", Door.SIGNED_IN, catalogue.services),
    _row("POST /services", May.MANAGE_CATALOGUE, catalogue.add_service, **MADE),
    _row("GET /services/every", May.MANAGE_CATALOGUE, services.every),
    _row("PUT /services/{service}/charge", May.MANAGE_CATALOGUE, services.put_in_charge),
    _row("PUT /services/{service}/slots", May.MANAGE_CATALOGUE, services.set_slots),
    _row("POST /services/{service}/switch", May.MANAGE_CATALOGUE, services.switch),
    _row("GET /services/{service}/editions", Door.SIGNED_IN, publishing.editions),
    _row("POST /services/{service}/editions", May.MANAGE_CATALOGUE, publishing.publish, **MADE),
    _row(
        "GET /services/{service}/edition.toml",
        May.MANAGE_CATALOGUE,
        publishing.export,
        given=READER,
    ),
    _row("GET /categories", Door.SIGNED_IN, categories.categories),
    _row("POST /categories", May.MANAGE_CATALOGUE, categories.define, **MADE),
    _row("PUT /categories/{key}", May.MANAGE_CATALOGUE, categories.change),
    _row("POST /categories/{key}/retire", May.MANAGE_CATALOGUE, categories.retire, **BARE),
    # Calendar
    _row("GET /calendar", Door.SIGNED_IN, calendar.days),
    _row("GET /decrees", May.MANAGE_CALENDAR, calendar.decrees),
    _row("POST /decrees", May.MANAGE_CALENDAR, calendar.draft, **MADE),
    _row("GET /decrees/{decree}/preview", May.MANAGE_CALENDAR, calendar.preview),
    _row("POST /decrees/{decree}/switch-on", May.MANAGE_CALENDAR, calendar.switch_on, **BARE),
    _row("POST /decrees/{decree}/withdraw", May.MANAGE_CALENDAR, calendar.withdraw, **BARE),
    # Reports and complaints
    _row("GET /reports/services", May.READ_REPORTS, reports.services),
    _row("GET /reports/survey", May.READ_REPORTS, reports.survey),
    _row("GET /reports/comments", May.READ_REPORTS, reports.comments),
    _row("GET /reports/arrivals", May.RECEIVE, reports.arrivals),
    _row("GET /complaints", May.ANSWER_COMPLAINTS, complaints.unanswered),
    _row("POST /complaints/{complaint}/answer", May.ANSWER_COMPLAINTS, complaints.reply),
    # Staff
    _row("GET /users", May.MANAGE_STAFF, staff.users),
    _row("POST /users", May.MANAGE_STAFF, staff.hire, **MADE),
    _row("PUT /users/{user}/roles", May.MANAGE_STAFF, staff.assign),
    _row("PUT /users/{user}/host", May.MANAGE_STAFF, staff.employ),
    _row("PUT /users/{user}/password", May.MANAGE_STAFF, staff.reset_password),
    _row("POST /users/{user}/disable", May.MANAGE_STAFF, staff.disable, **BARE),
    _row("POST /users/{user}/keys", May.MANAGE_STAFF, staff.issue_key, **MADE, **BARE),
    # Audit and health
    _row("GET /audit/verification", May.READ_JOURNAL, audit.verify),
    _row("GET /health", Door.SIGNED_IN, audit.health),
)
_ROWS: Mapping[Callable[..., Any], Action] = {row.perform: row for row in TABLE}


def row_of(perform: Callable[..., Any]) -> Action:
    """The row of a function, for a page that renders the same action."""
    return _ROWS[perform]
