"""Which permission each use case asks for; a new method without a row makes a test red."""

from miz import Permission

P = Permission
NEEDS: dict[str, Permission] = {
    **dict.fromkeys(
        [
            *("reception.announce", "reception.arrive", "reception.identify", "reception.answer"),
            *("reception.admit", "reception.hand_slip", "reception.hand_card"),
            *("reception.take_back", "reception.refuse", "lookup.find", "files.register"),
            *("lookup.holder", "lookup.visit", "lookup.standing", "lookup.slip"),
            *("files.attach", "gatehouse.let_out", "catalogue.find_hosts"),
        ],
        P.RECEIVE,
    ),
    **dict.fromkeys(["files.open", "files.search"], P.READ_FILES),
    "files.correct": P.EDIT_FILES,
    **dict.fromkeys(
        [
            *("gatehouse.present", "gatehouse.passed", "gatehouse.timed_out"),
            *("gatehouse.settle", "gatehouse.link", "gatehouse.forced"),
        ],
        P.OPERATE_GATE,
    ),
    **dict.fromkeys(
        [
            *("monitor.inside", "monitor.lanes", "monitor.passages", "monitor.counters"),
            *("monitor.events", "monitor.last"),
        ],
        P.WATCH,
    ),
    **dict.fromkeys(
        [
            *("places.set_logo", "places.rename", "places.add_gate", "places.add_lane"),
            *("places.switch_lane", "places.add_desk"),
        ],
        P.MANAGE_PLACES,
    ),
    **dict.fromkeys(
        [
            *("catalogue.hosts", "catalogue.add_unit", "catalogue.add_host"),
            *("catalogue.retire_host", "catalogue.add_service", "catalogue.send_away"),
            *("catalogue.put_in_charge", "catalogue.switch_service"),
            *("categories.define", "categories.change", "categories.retire"),
        ],
        P.MANAGE_CATALOGUE,
    ),
    **dict.fromkeys(["cards.list", "cards.add", "cards.mark", "cards.holders"], P.MANAGE_CARDS),
    **dict.fromkeys(
        [
            *("simulation.held", "simulation.code", "simulation.lane"),
            *("simulation.newest", "simulation.awaits"),
        ],
        P.SIMULATE,
    ),
    **dict.fromkeys(
        [
            *("staff.list", "staff.hire", "staff.assign", "staff.reset_password"),
            *("staff.disable", "doors.issue_key", "doors.sign_out"),
        ],
        P.MANAGE_STAFF,
    ),
    "audit.flaws": P.READ_JOURNAL,
    "reception.override": P.OVERRIDE_ENTRY,
    **dict.fromkeys(["notify.deliver", "reception.expire_overdue"], P.DELIVER),
}
NEEDS_TWO = {
    "monitor.waiting": {P.RECEIVE, P.WATCH},
    "monitor.expected": {P.RECEIVE, P.WATCH},
}
EITHER = {"files.picture": {P.READ_FILES, P.WATCH}}
OPEN = {
    "monitor.site": "the name and clock of the actor's own site are on every page",
    "places.gates": "whoever signs in chooses a gate by its name; no person is in it",
    "places.lanes": "the same for lanes",
    "places.desks": "the same for desks",
    "catalogue.units": "what the office does is told to everybody (SVC-01)",
    "catalogue.services": "the same for services",
    "categories.list": "the same for categories",
}
NOBODY_ASKS = {
    "places.found": "the first step of an installation, before there is anybody",
    "places.front": "names and clock of the page before anybody signed in",
    "places.logo": "no secret: it is on the page where people sign in (CAP-17)",
    "doors.sign_in": "whoever signs in is nobody yet",
    "doors.enter": "the secret says who it is",
    "monitor.watch": "tells that something happened and not what",
    "audit.check": "for the command line, which runs beside the database (miz verify)",
    "audit.heads": "the same",
}
