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
            *("guidance.give", "guidance.send", "bookings.expected"),
            *("intake.fresh", "intake.file", "intake.do_at_once", "intake.attach", "intake.wait"),
            *("intake.waiting", "intake.of_person", "intake.hand_over", "intake.say"),
            *("intake.carry", "training.begin"),
        ],
        P.RECEIVE,
    ),
    **dict.fromkeys(["files.open", "files.search"], P.READ_FILES),
    "files.correct": P.EDIT_FILES,
    **dict.fromkeys(
        [
            *(
                "casework.inbox",
                "casework.colleagues",
                "casework.finish",
                "casework.ask",
                "casework.resume",
            ),
            *("casework.write", "casework.answer", "casework.reassign", "casework.receive"),
        ],
        P.SERVE,
    ),
    **dict.fromkeys(
        [
            *("hours.decrees", "hours.draft", "hours.preview", "hours.switch_on"),
            "hours.withdraw",
        ],
        P.MANAGE_CALENDAR,
    ),
    **dict.fromkeys(
        ["reports.services", "reports.survey", "reports.opinions", "reports.overdue"],
        P.READ_REPORTS,
    ),
    **dict.fromkeys(["complaints.list", "complaints.reply"], P.ANSWER_COMPLAINTS),
    **dict.fromkeys(
        [
            *("gatehouse.present", "gatehouse.passed", "gatehouse.timed_out"),
            *("gatehouse.settle", "gatehouse.link", "gatehouse.observed"),
            *("gatelink.ask", "gatelink.take", "snapshots.take"),
        ],
        P.OPERATE_GATE,
    ),
    **dict.fromkeys(
        [
            *("monitor.inside", "monitor.lanes", "monitor.passages", "monitor.counters"),
            *("monitor.events", "monitor.last", "monitor.overstaying"),
        ],
        P.WATCH,
    ),
    **dict.fromkeys(
        [
            *("places.set_logo", "places.rename", "places.add_gate", "places.add_lane"),
            *("places.switch_lane", "places.add_desk", "zones.add", "zones.change"),
            *("zones.switch", "zones.lead", "zones.rule"),
        ],
        P.MANAGE_PLACES,
    ),
    **dict.fromkeys(
        [
            *("catalogue.all_services", "catalogue.set_slots", "categories.every"),
            "publishing.look_up",
            *("catalogue.hosts", "catalogue.add_unit", "catalogue.add_host"),
            *("catalogue.retire_host", "catalogue.add_service", "catalogue.send_away"),
            *("catalogue.put_in_charge", "catalogue.switch_service"),
            *("categories.define", "categories.change", "categories.retire"),
            *("publishing.publish", "zones.allow"),
        ],
        P.MANAGE_CATALOGUE,
    ),
    **dict.fromkeys(
        ["cards.list", "cards.add", "cards.mark", "cards.holders", "zones.give_card"],
        P.MANAGE_CARDS,
    ),
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
            *("staff.disable", "staff.employ", "doors.issue_key", "doors.sign_out"),
        ],
        P.MANAGE_STAFF,
    ),
    **dict.fromkeys(
        ["audit.flaws", "gatelink.clashes", "gatelink.see", "replay.run"], P.READ_JOURNAL
    ),
    "gatehouse.pardon": P.PARDON,
    "reception.override": P.OVERRIDE_ENTRY,
    **dict.fromkeys(
        [
            *("notify.deliver", "notify.follow", "reception.expire_overdue"),
            *("citizens.forget", "complaints.escalate_overdue", "overstays.tell"),
        ],
        P.DELIVER,
    ),
}
NEEDS_TWO = {
    "monitor.waiting": {P.RECEIVE, P.WATCH},
    "monitor.expected": {P.RECEIVE, P.WATCH},
}
EITHER: dict[str, frozenset[Permission]] = {
    "files.picture": frozenset({P.READ_FILES, P.WATCH}),
    "gatelink.nodes": frozenset({P.READ_JOURNAL, P.WATCH}),
    **dict.fromkeys(["closing.cards", "closing.close_day"], frozenset({P.RECEIVE, P.MANAGE_CARDS})),
    **dict.fromkeys(
        [
            *("casework.answered", "casework.open", "casework.paper"),
            *("bookings.next_visit", "bookings.announce", "letters.forward", "letters.follow"),
        ],
        frozenset({P.SERVE, P.RECEIVE}),
    ),
}
OPEN = {
    "monitor.site": "the name and clock of the actor's own site are on every page",
    "places.gates": "whoever signs in chooses a gate by its name; no person is in it",
    "places.lanes": "the same for lanes",
    "places.desks": "the same for desks",
    "zones.list": "the same for zones",
    "catalogue.units": "what the office does is told to everybody (SVC-01)",
    "catalogue.services": "the same for services",
    "categories.list": "the same for categories",
    "publishing.offers": "the same record for desk, kiosk and portal (SVC-01)",
    "publishing.published": "the same, for the public",
    "publishing.offer": "the same",
    "publishing.by_code": "the same, for links that people can read",
    "publishing.editions": "what people were told earlier is no secret either",
    "hours.days": "when an office is open is told to everybody",
    "citizens.ask": "whoever signs in is nobody yet; budgets stand in for permissions (threat 2)",
    "citizens.enter": "the code says who it is (threat 3)",
    "tracking.state": "one word for a code that nobody can guess (threat 1)",
    "tracking.verify": "whoever holds a letter may ask whether it is true (features 48)",
    "training.end": "whoever is in training may always go back to work",
    "training.people": "the people there are invented",
    "complaints.make": "anybody, also without a name (SVC-08)",
    "complaints.follow": "the complaint's own code says who it is",
}
BY_PROOF = dict.fromkeys(
    [
        *("tracking.open", "tracking.write", "tracking.add", "tracking.choose"),
        *("tracking.withdraw", "tracking.complain", "tracking.judge", "tracking.paper"),
        *("bookings.free", "bookings.book", "bookings.cancel"),
    ],
    "the code and the digits of the mobile together (EDK-11); nothing for the code alone",
)
"""What the citizen of a request does without signing in."""
BY_CITIZEN = dict.fromkeys(
    [
        *("portal.begin", "portal.open", "portal.drafts", "portal.requests", "portal.fill"),
        *("portal.add", "portal.remove", "portal.check", "portal.file"),
    ],
    "a session that proved the mobile; what is another's does not exist (threat 8)",
)
"""What a citizen does who signed in."""
NOBODY_ASKS = {
    "places.found": "the first step of an installation, before there is anybody",
    "places.front": "names and clock of the page before anybody signed in",
    "places.logo": "no secret: it is on the page where people sign in (CAP-17)",
    "doors.sign_in": "whoever signs in is nobody yet",
    "doors.enter": "the secret says who it is",
    "monitor.watch": "tells that something happened and not what",
    "audit.check": "for the command line, which runs beside the database (miz verify)",
    "audit.heads": "the same",
    "citizens.citizen": "the secret says who it is",
    "citizens.leave": "the same",
    "hours.holidays_of": "public holidays are no secret and belong to no site",
}
