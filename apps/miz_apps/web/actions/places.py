"""The site, its gates, lanes and desks, and the logo."""

from typing import Annotated, Self

import msgspec
from msgspec import Meta

from miz.core import Core
from miz.domain.ids import GateId, LaneId, SiteId
from miz.domain.places import Desk, Gate, Lane, LaneFlow, Site
from miz.domain.staff import Actor
from miz.domain.values import Text
from miz.errors import NotFound
from miz_apps.web.actions.action import Answer, Command, Nothing, Png
from miz_apps.web.actions.fields import Identity, Line, Name


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text in Persian and, if given, in English."""

    fa: Name
    en: Line = ""

    def text(self, field: str = "name") -> Text:
        """The text, tidied."""
        return Text.parse(self.fa, self.en, field=field)


class TextView(Answer, frozen=True, kw_only=True):
    """A text in both languages; ``en`` may be empty."""

    fa: str
    en: str

    @classmethod
    def of(cls, text: Text) -> Self:
        """Both texts."""
        return cls(fa=text.fa, en=text.en)

    @property
    def text(self) -> Text:
        """The text, for a page in one language."""
        return Text(self.fa, self.en)


class Rename(Command, frozen=True, kw_only=True):
    """The names on every page and slip; without ``province`` it stays, an empty one is none."""

    organisation: Words
    name: Words
    province: Line | None = None


class SetLogo(Command, frozen=True, kw_only=True):
    """A PNG or JPEG."""

    content: bytes


class OfSite(Command, frozen=True, kw_only=True):
    """One site; ``v`` is whatever changes with the logo, so that browsers may keep it."""

    site: Identity
    v: Line = ""


class AddGate(Command, frozen=True, kw_only=True):
    """An entrance."""

    name: Words


class AddLane(Command, frozen=True, kw_only=True):
    """A lane; ``window_seconds`` is how long a grant waits for a passage."""

    gate: Identity
    name: Words
    flow: LaneFlow = LaneFlow.BOTH
    window_seconds: Annotated[int, Meta(ge=2, le=300)] = 30
    confirms: bool = True


class SwitchLane(Command, frozen=True, kw_only=True):
    """Whether the lane is open."""

    lane: Identity
    active: bool


class AddDesk(Command, frozen=True, kw_only=True):
    """A reception desk."""

    name: Words


class SiteView(Answer, frozen=True, kw_only=True):
    """A site; ``logo`` says whether it has one."""

    id: str
    organisation: TextView
    name: TextView
    timezone: str
    logo: bool

    @classmethod
    def of(cls, site: Site) -> Self:
        """The site's names."""
        return cls(
            id=site.id,
            organisation=TextView.of(site.organisation),
            name=TextView.of(site.name),
            timezone=site.timezone,
            logo=site.logo is not None,
        )


class PlaceView(Answer, frozen=True, kw_only=True):
    """A gate or a desk."""

    id: str
    name: TextView
    active: bool

    @classmethod
    def of(cls, place: Gate | Desk) -> Self:
        """The place by its name."""
        return cls(id=place.id, name=TextView.of(place.name), active=place.active)


class LaneSetting(Answer, frozen=True, kw_only=True):
    """A lane as it is set up."""

    id: str
    gate: str
    name: TextView
    flow: LaneFlow
    window_seconds: int
    confirms: bool
    active: bool
    zone: str | None = None

    @classmethod
    def of(cls, lane: Lane) -> Self:
        """The lane's settings."""
        return cls(
            id=lane.id,
            gate=lane.gate,
            name=TextView.of(lane.name),
            flow=lane.flow,
            window_seconds=int(lane.window.total_seconds()),
            confirms=lane.confirms,
            active=lane.active,
            zone=lane.zone,
        )


class PlaceList(Answer, frozen=True, kw_only=True):
    """Gates or desks."""

    places: list[PlaceView]


class LaneList(Answer, frozen=True, kw_only=True):
    """Lanes."""

    lanes: list[LaneSetting]


def site(core: Core, actor: Actor, command: Nothing) -> SiteView:
    """The actor's site."""
    return SiteView.of(core.monitor.site(actor=actor))


def rename(core: Core, actor: Actor, command: Rename) -> SiteView:
    """Changes the names on every page and slip."""
    renamed = core.places.rename(
        actor=actor,
        organisation=command.organisation.text("organisation"),
        name=command.name.text(),
        province=command.province,
    )
    return SiteView.of(renamed)


def set_logo(core: Core, actor: Actor, command: SetLogo) -> SiteView:
    """Changes the logo on monitor, slips and cards."""
    return SiteView.of(core.places.set_logo(actor=actor, content=command.content))


def logo(core: Core, actor: Actor, command: OfSite) -> Png:
    """The logo of a site; it is no secret."""
    content = core.places.logo(site=SiteId(command.site))
    if content is None:
        raise NotFound("This site has no logo yet; set one under settings.", code="logo.none")
    return Png(content)


def gates(core: Core, actor: Actor, command: Nothing) -> PlaceList:
    """The site's gates."""
    return PlaceList(places=[PlaceView.of(gate) for gate in core.places.gates(actor=actor)])


def add_gate(core: Core, actor: Actor, command: AddGate) -> PlaceView:
    """Adds an entrance."""
    return PlaceView.of(core.places.add_gate(actor=actor, name=command.name.text()))


def lanes(core: Core, actor: Actor, command: Nothing) -> LaneList:
    """The site's lanes."""
    return LaneList(lanes=[LaneSetting.of(lane) for lane in core.places.lanes(actor=actor)])


def add_lane(core: Core, actor: Actor, command: AddLane) -> LaneSetting:
    """Adds a lane to a gate."""
    lane = core.places.add_lane(
        actor=actor,
        gate=GateId(command.gate),
        name=command.name.text(),
        flow=command.flow,
        window_seconds=command.window_seconds,
        confirms=command.confirms,
    )
    return LaneSetting.of(lane)


def switch_lane(core: Core, actor: Actor, command: SwitchLane) -> LaneSetting:
    """Opens or closes a lane."""
    lane = core.places.switch_lane(actor=actor, lane=LaneId(command.lane), active=command.active)
    return LaneSetting.of(lane)


def desks(core: Core, actor: Actor, command: Nothing) -> PlaceList:
    """The site's desks."""
    return PlaceList(places=[PlaceView.of(desk) for desk in core.places.desks(actor=actor)])


def add_desk(core: Core, actor: Actor, command: AddDesk) -> PlaceView:
    """Adds a reception desk."""
    return PlaceView.of(core.places.add_desk(actor=actor, name=command.name.text()))
