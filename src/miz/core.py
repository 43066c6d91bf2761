"""The open core: every use case, wired to its parts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from threading import Event
from typing import Any, Self

import pluggy
from attrs import field, frozen

from miz.config import Config, settings
from miz.domain.ids import LaneId
from miz.domain.notices import Medium
from miz.errors import ConfigError
from miz.plugin import ANTIVIRUS, AUTOMATION, LANE, UPLINK, Parts, Registry
from miz.ports.channels import Channel
from miz.ports.clocks import Clock
from miz.ports.documents import Documents
from miz.ports.gatelink import Uplink
from miz.ports.gates import LaneDevices
from miz.ports.ids import Ids
from miz.ports.printing import Press
from miz.ports.signing import Signer
from miz.ports.storage import Storage
from miz.ports.vaults import Vault
from miz.usecases.audit import Audit
from miz.usecases.bookings import Bookings
from miz.usecases.casework import Casework
from miz.usecases.catalogue import Catalogue
from miz.usecases.categories import Categories
from miz.usecases.citizens import Citizens
from miz.usecases.closing import Closing
from miz.usecases.complaints import Complaints
from miz.usecases.doors import Doors
from miz.usecases.files import Files
from miz.usecases.gatehouse import Gatehouse
from miz.usecases.gatelink import GateLink
from miz.usecases.guidance import Guidance
from miz.usecases.intake import Intake
from miz.usecases.letters import Letters
from miz.usecases.lookup import Lookup
from miz.usecases.monitor import Monitor
from miz.usecases.notify import Notify
from miz.usecases.officetime import OfficeHours
from miz.usecases.overstays import Overstays
from miz.usecases.passes import CardPool
from miz.usecases.places import Places
from miz.usecases.portal import Portal
from miz.usecases.publishing import Publishing
from miz.usecases.reception import Reception
from miz.usecases.replaying import Replay
from miz.usecases.reports import Reports
from miz.usecases.simulation import Simulation
from miz.usecases.snapshots import Snapshots
from miz.usecases.staff import Staff
from miz.usecases.tracking import Tracking
from miz.usecases.training import Training
from miz.usecases.zones import Zones


@frozen
class Core:
    """What faces and integrators hold. Thread-safe; close it, or use it in a ``with``."""

    config: Config
    plugins: pluggy.PluginManager = field(repr=False)
    registry: Registry = field(repr=False)
    parts: Parts = field(repr=False)
    storage: Storage = field(repr=False)
    documents: Documents = field(repr=False)
    vault: Vault = field(repr=False)
    signer: Signer = field(repr=False)
    clock: Clock = field(repr=False)
    ids: Ids = field(repr=False)
    press: Press = field(repr=False)
    channels: Mapping[Medium, Channel] = field(repr=False)
    places: Places = field(repr=False)
    zones: Zones = field(repr=False)
    catalogue: Catalogue = field(repr=False)
    categories: Categories = field(repr=False)
    cards: CardPool = field(repr=False)
    reception: Reception = field(repr=False)
    lookup: Lookup = field(repr=False)
    files: Files = field(repr=False)
    publishing: Publishing = field(repr=False)
    guidance: Guidance = field(repr=False)
    hours: OfficeHours = field(repr=False)
    intake: Intake = field(repr=False)
    casework: Casework = field(repr=False)
    bookings: Bookings = field(repr=False)
    tracking: Tracking = field(repr=False)
    citizens: Citizens = field(repr=False)
    portal: Portal = field(repr=False)
    letters: Letters = field(repr=False)
    complaints: Complaints = field(repr=False)
    reports: Reports = field(repr=False)
    gatehouse: Gatehouse = field(repr=False)
    gatelink: GateLink = field(repr=False)
    snapshots: Snapshots = field(repr=False)
    overstays: Overstays = field(repr=False)
    closing: Closing = field(repr=False)
    replay: Replay = field(repr=False)
    monitor: Monitor = field(repr=False)
    notify: Notify = field(repr=False)
    staff: Staff = field(repr=False)
    doors: Doors = field(repr=False)
    training: Training = field(repr=False)
    audit: Audit = field(repr=False)
    simulation: Simulation = field(repr=False)
    _closed: Event = field(factory=Event, init=False, repr=False, eq=False)

    def devices(self, lane: LaneId) -> LaneDevices:
        """Opens the devices that the configuration names for a lane."""
        section = self.config.lane(lane)
        if section is None:
            raise ConfigError(
                f"[lanes.{lane}] is missing; name the lane's devices there.", code="config.lane"
            )
        provider = self.registry.find(LANE, section.provider)
        chosen = settings(provider.settings, section.raw, place=section.place)
        return provider.build(chosen, self.parts)

    def uplink(self) -> Uplink:
        """Opens the line to the server, for a gate's machine."""
        section = self.config.remote
        if section is None:
            raise ConfigError(
                "[uplink] is missing; name the gate's server there.", code="config.uplink"
            )
        provider = self.registry.find(UPLINK, section.provider)
        chosen = settings(provider.settings, section.raw, place=section.place)
        return provider.build(chosen, self.parts)

    def health(self) -> Iterator[tuple[str, bool, str]]:
        """Name, whether it works, and one line, for each part that can tell."""
        yield _asked("storage", lambda: ("storage", self.storage.health()))
        yield _asked("antivirus", lambda: ("antivirus", self.parts[ANTIVIRUS].health()))
        for implementation in self.plugins.hook.miz_health.get_hookimpls():
            yield _asked(implementation.plugin_name, implementation.function)

    def close(self) -> None:
        """Stops plugins, then lets go of every part, even where one fails; safe to call twice."""
        if self._closed.is_set():
            return
        self._closed.set()
        with ExitStack() as last:
            last.callback(self.storage.close)
            last.callback(self.parts[AUTOMATION].close)
            for channel in self.channels.values():
                last.callback(channel.close)
            # pluggy calls the last registered first, at the start too; so ours go backwards.
            for stop in reversed(self.plugins.hook.miz_stop.get_hookimpls()):
                last.callback(stop.function, *(self for _ in stop.argnames))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _asked(name: str, check: Callable[..., Any]) -> tuple[str, bool, str]:
    try:
        told = check()
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything to be shown as failing
        return name, False, str(error) or type(error).__name__
    return (told[0], True, told[1]) if told else (name, True, "")
