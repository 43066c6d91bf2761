"""Every page's address, and who may see it."""

from collections.abc import Iterator
from typing import Any

from miz.domain.staff import Permission
from miz_apps.web.actions.action import Door, Needs
from miz_apps.web.actions.monitor import stream
from miz_apps.web.actions.table import row_of
from miz_apps.web.api.streams import Manner, stream_responder
from miz_apps.web.lobby import Lobby
from miz_apps.web.pages import (
    admin,
    assets,
    desk,
    desk_guide,
    desk_lookup,
    desk_requests,
    doors,
    inbox,
    people,
    simulator,
    slips,
    training,
    wall,
)
from miz_apps.web.pages.calls import Handler
from miz_apps.web.pages.office_routes import OFFICE
from miz_apps.web.pages.responding import Page, responder_of

RECEIVE: Needs = (Permission.RECEIVE,)
READ: Needs = (Permission.READ_FILES,)
EDIT: Needs = (Permission.EDIT_FILES,)
NUMBERS: Needs = (Permission.SEE_NUMBERS,)
WATCH: Needs = (Permission.WATCH,)
SIMULATE: Needs = (Permission.SIMULATE,)
SERVE: Needs = (Permission.SERVE,)


def _page(line: str, needs: Needs, handler: Handler, **more: bool) -> Page:
    method, path = line.split()
    return Page(method, path, needs, handler, **more)


DOORS = (
    _page("GET /", Door.SIGNED_IN, doors.home),
    _page("GET /sign-in", Door.PUBLIC, doors.sign_in_page),
    _page("POST /sign-in", Door.PUBLIC, doors.sign_in),
    _page("POST /sign-out", Door.SIGNED_IN, doors.sign_out),
    _page("POST /language", Door.PUBLIC, doors.switch_language),
    _page("GET /help", Door.SIGNED_IN, doors.keys),
    _page("GET /training", RECEIVE, training.page),
    _page("POST /training/begin", RECEIVE, training.begin),
    _page("POST /training/end", RECEIVE, training.end),
)
DESK = (
    _page("GET /desk", RECEIVE, desk.page),
    _page("GET /desk/side", RECEIVE, desk.side, passive=True),
    _page("GET /desk/next", RECEIVE, desk.next_person),
    _page("GET /desk/hosts", RECEIVE, desk.hosts),
    _page("POST /desk/look-up", RECEIVE, desk_lookup.look_up),
    _page("POST /desk/new-file", RECEIVE, desk.new_file),
    _page("POST /desk/register", RECEIVE, desk.register),
    _page("GET /desk/people/{person}", RECEIVE, desk.person),
    _page("POST /desk/people/{person}/photo", RECEIVE, desk.photo, picture=True),
    _page("POST /desk/visits", RECEIVE, desk.begin),
    _page("POST /desk/visits/{visit}/identify", RECEIVE, desk.identify),
    _page("POST /desk/visits/{visit}/answer", RECEIVE, desk.answer),
    _page("POST /desk/visits/{visit}/override", RECEIVE, desk.override),
    _page("POST /desk/visits/{visit}/admit", RECEIVE, desk.admit),
    _page("GET /desk/visits/{visit}/slip", RECEIVE, slips.slip),
    _page("POST /desk/visits/{visit}/slip", RECEIVE, desk.reprint),
    _page("POST /desk/visits/{visit}/refuse", RECEIVE, desk.refuse),
    _page("POST /desk/visits/{visit}/leave", RECEIVE, desk.leave),
    _page("GET /desk/people/{person}/request", RECEIVE, desk_requests.form),
    _page("POST /desk/requests", RECEIVE, desk_requests.file),
    _page("GET /desk/requests/{request}", RECEIVE, desk_requests.show),
    _page("POST /desk/requests/{request}/papers", RECEIVE, desk_requests.attach, paper=True),
    _page("POST /desk/requests/{request}/wait", RECEIVE, desk_requests.wait),
    _page("POST /desk/requests/{request}/hand-over", RECEIVE, desk_requests.hand_over),
    _page("POST /desk/requests/{request}/receipt", RECEIVE, desk_requests.receipt),
    _page("GET /desk/visits/{visit}/guide", RECEIVE, desk_guide.show),
    _page("POST /desk/visits/{visit}/guide", RECEIVE, desk_guide.give),
    _page("POST /desk/requests/{request}/visit", RECEIVE, desk.go_in),
    _page("POST /desk/cards/take-back", RECEIVE, desk.take_back),
)
WALL = (
    _page("GET /monitor", WATCH, wall.wall),
    _page("GET /monitor/lanes", WATCH, wall.lanes, passive=True),
    _page("GET /monitor/inside", WATCH, wall.inside, passive=True),
)
PEOPLE = (
    _page("GET /people", READ, people.search),
    _page("POST /people", READ, people.search),
    _page("GET /people/{person}", READ, people.open_file),
    _page("POST /people/{person}", EDIT, people.correct),
    _page("POST /people/{person}/reveal", NUMBERS, people.reveal),
    _page("POST /people/{person}/documents", RECEIVE, people.attach),
)
CASES = (
    _page("GET /inbox", SERVE, inbox.inbox),
    _page("GET /requests/{request}", SERVE, inbox.show),
    _page("POST /requests/{request}/steps", SERVE, inbox.finish),
    _page("POST /requests/{request}/ask", SERVE, inbox.ask),
    _page("POST /requests/{request}/resume", SERVE, inbox.resume),
    _page("POST /requests/{request}/messages", SERVE, inbox.write),
    _page("POST /requests/{request}/answer", SERVE, inbox.answer),
    _page("POST /requests/{request}/visit", SERVE, inbox.announce),
    _page("POST /requests/{request}/officer", SERVE, inbox.reassign),
    _page("POST /requests/{request}/receive", SERVE, inbox.receive),
    _page("POST /requests/{request}/forward", SERVE, inbox.forward),
)
SIMULATOR = (
    _page("GET /simulator", SIMULATE, simulator.page),
    _page("GET /simulator/bench", SIMULATE, simulator.fragment, passive=True),
    _page("POST /simulator/lanes/{lane}/present", SIMULATE, simulator.present),
    _page("POST /simulator/lanes/{lane}/walk", SIMULATE, simulator.walk),
    _page("POST /simulator/lanes/{lane}/link", SIMULATE, simulator.link),
)


def pages(lobby: Lobby) -> Iterator[Page]:
    """All pages; the simulator exists only where lanes are simulated."""
    yield from (*DOORS, *DESK, *WALL, *PEOPLE, *CASES, *OFFICE)
    if lobby.simulated:
        yield from SIMULATOR
    for path, room in admin.ROOMS.items():
        yield Page("GET", path, room.needs, admin.shown(room))
        yield Page("POST", path, room.needs, admin.done(room))


def page_responders(lobby: Lobby) -> Iterator[tuple[Page, Any]]:
    """Every page with what answers, then streams and files."""
    for page in pages(lobby):
        yield page, responder_of(lobby, page)
    listening = stream_responder(lobby, row_of(stream), Manner.PAGE)
    for path, needs, respond in (
        ("/monitor/stream", WATCH, listening),
        ("/static/font/{name}", Door.PUBLIC, assets.font_responder(lobby)),
        ("/static/{version}/{name:path}", Door.PUBLIC, assets.asset),
    ):
        yield Page("GET", path, needs, doors.keys), respond
