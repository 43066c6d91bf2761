"""What all responders of one process share."""

from collections.abc import Mapping

from attrs import field, frozen

from miz.core import Core
from miz.domain.ids import LaneId
from miz.ports.gates import Rig
from miz_apps.web.api.feeds import Feed
from miz_apps.web.links import Links
from miz_apps.web.options import WebOptions
from miz_apps.web.rendering import Renderer
from miz_apps.web.running import Crew, Room
from miz_apps.web.security.attempts import Attempts
from miz_apps.web.security.badges import Badges


@frozen
class Lobby:
    """The open core and everything that belongs to serving it."""

    core: Core
    options: WebOptions
    crew: Crew = field(repr=False)
    attempts: Attempts = field(repr=False)
    feed: Feed = field(repr=False)
    renderer: Renderer = field(repr=False)
    badges: Badges = field(repr=False)
    links: Links = field(factory=Links, repr=False)
    simulated: Mapping[LaneId, Rig] | None = None
    desk_room: Room = field(factory=Room, repr=False)
    portal_room: Room = field(factory=Room, repr=False)
