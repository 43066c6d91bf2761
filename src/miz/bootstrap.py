"""Opening a core: configuration, plugins, parts, use cases; plain construction, no container."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

import pluggy
from attrs import frozen

from miz.config import FILE_NAME, Config, Section, load, parse, settings
from miz.core import Core
from miz.domain.access import Rule
from miz.domain.catalogue import Service
from miz.domain.ids import HostId
from miz.domain.notices import Medium
from miz.domain.people import Person
from miz.domain.slipkeys import MasterKey
from miz.domain.templates import BUILT_IN, NoticeTemplate
from miz.domain.tokens import TokenMint
from miz.loading import load_plugins
from miz.plugin import (
    ANTIVIRUS,
    AUTOMATION,
    CHANNEL,
    CLOCK,
    DATES,
    DOCUMENTS,
    HOLIDAYS,
    IDS,
    PAPERS,
    PASSWORDS,
    PICTURES,
    PRESS,
    SIGNER,
    STORAGE,
    VAULT,
    Parts,
    Registry,
    Slot,
)
from miz.ports.channels import Channel
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
from miz.usecases.filing import Registrar
from miz.usecases.gatehouse import Gatehouse
from miz.usecases.gatelink import GateLink
from miz.usecases.guidance import Guidance
from miz.usecases.intake import Intake
from miz.usecases.letters import Letters
from miz.usecases.lookup import Lookup
from miz.usecases.monitor import Monitor
from miz.usecases.notify import Notices, Notify
from miz.usecases.officetime import OfficeHours
from miz.usecases.overstays import Overstays
from miz.usecases.passes import CardPool
from miz.usecases.places import Places
from miz.usecases.portal import Portal
from miz.usecases.practice import Practice
from miz.usecases.promising import Promising
from miz.usecases.publishing import Publishing
from miz.usecases.reception import Reception
from miz.usecases.replaying import Replay
from miz.usecases.reports import Reports
from miz.usecases.routing import Router
from miz.usecases.simulation import Simulation
from miz.usecases.snapshots import Snapshots
from miz.usecases.staff import Staff
from miz.usecases.telling import Telling
from miz.usecases.tracking import Tracking
from miz.usecases.training import Training
from miz.usecases.uploads import Uploads
from miz.usecases.zones import Zones

log = logging.getLogger("miz.hooks")
BUILT: tuple[Slot[Any], ...] = (
    CLOCK, IDS, VAULT, SIGNER, PASSWORDS, PICTURES, PAPERS, ANTIVIRUS, PRESS, HOLIDAYS, DATES,
    AUTOMATION, DOCUMENTS, STORAGE,
)  # fmt: skip
"""The parts that every core has, in the order in which they may need each other."""


def open_core(
    config: Path | Mapping[str, Any] | Config | None = None,
    *,
    plugins_dir: Path | None = None,
    plugins: Iterable[object] = (),
) -> Core:
    """A core, ready for work.

    ``config`` is the path of a ``miz.toml``, the same as a mapping, or None for ``miz.toml`` here
    if there is one and the defaults if not. ``plugins_dir`` holds one-file plugins; ``plugins``
    are plugin objects or modules. Raises ConfigError, and PortError when a part is away.
    """
    chosen = read_config(config)
    manager, registry = load_plugins(chosen, plugins_dir=plugins_dir, plugins=plugins)
    parts = Parts(chosen.general.data)
    with ExitStack() as undo:
        for slot in BUILT:
            section = chosen.section(slot.name, slot.default)
            parts.put(slot, _built(slot, section, registry=registry, parts=parts))
        undo.callback(parts[STORAGE].close)
        core = _wired(_Wiring(chosen, manager, registry, parts))
        undo.pop_all()
        undo.callback(core.close)
        manager.hook.miz_start(core=core)
        undo.pop_all()
    return core


def upgrade(config: Path | Mapping[str, Any] | Config | None = None) -> Iterable[str]:
    """Brings the data of every part that can to this version of miz; a line for each."""
    chosen = read_config(config)
    _, registry = load_plugins(chosen)
    parts = Parts(chosen.general.data)
    upgradable: tuple[Slot[Any], ...] = (DOCUMENTS, STORAGE)
    for slot in upgradable:
        section = chosen.section(slot.name, slot.default)
        provider = registry.find(slot, section.provider)
        if provider.upgrade is not None:
            filled = settings(provider.settings, section.raw, place=section.place)
            yield f"{slot.name}: {provider.upgrade(filled, parts)}"


def read_config(config: Path | Mapping[str, Any] | Config | None) -> Config:
    """The configuration, wherever it comes from."""
    if isinstance(config, Config):
        return config
    if isinstance(config, Mapping):
        return parse(config)
    if config is not None:
        return load(config)
    here = Path(FILE_NAME)
    return load(here) if here.exists() else Config()


def _built(slot: Slot[Any], section: Section, *, registry: Registry, parts: Parts) -> Any:
    provider = registry.find(slot, section.provider)
    return provider.build(settings(provider.settings, section.raw, place=section.place), parts)


@frozen
class _Wiring:
    config: Config
    manager: pluggy.PluginManager
    registry: Registry
    parts: Parts


def _wired(wiring: _Wiring) -> Core:
    parts = wiring.parts
    storage, clock, ids, documents = parts[STORAGE], parts[CLOCK], parts[IDS], parts[DOCUMENTS]
    rules, templates = _rules(wiring.manager), _templates(wiring.manager)
    channels, router = _channels(wiring), _router(wiring.manager)
    uploads = Uploads(parts[PICTURES], parts[PAPERS], parts[ANTIVIRUS])
    telling, notices = Telling(ids, parts[DATES]), Notices(ids)
    promising = Promising(parts[HOLIDAYS], telling, ids)
    registrar = Registrar(promising, telling)
    places = Places(storage, documents, parts[PICTURES], clock, ids)
    catalogue, publishing = Catalogue(storage, clock, ids), Publishing(storage, clock, ids)
    files = Files(storage, documents, parts[PICTURES], clock, ids)
    intake = Intake(storage, documents, uploads, registrar, promising, router, clock, ids)
    casework = Casework(storage, documents, uploads, promising, telling, clock, ids)
    mint = _mint(wiring)
    gatehouse = Gatehouse(storage, clock, ids, Notices(ids), lambda: rules)
    practice = Practice(storage, places, catalogue, publishing, files, intake, casework, clock)
    return Core(
        config=wiring.config,
        plugins=wiring.manager,
        registry=wiring.registry,
        parts=parts,
        storage=storage,
        documents=documents,
        vault=parts[VAULT],
        signer=parts[SIGNER],
        clock=clock,
        ids=ids,
        press=parts[PRESS],
        channels=channels,
        places=places,
        zones=Zones(storage, clock, ids),
        catalogue=catalogue,
        categories=Categories(storage, clock, ids),
        publishing=publishing,
        guidance=Guidance(storage, clock, ids),
        hours=OfficeHours(storage, parts[HOLIDAYS], promising, clock, ids),
        cards=CardPool(storage, clock, ids),
        reception=Reception(storage, clock, ids, mint),
        lookup=Lookup(storage),
        files=files,
        intake=intake,
        casework=casework,
        bookings=Bookings(storage, promising, telling, clock, ids),
        tracking=Tracking(storage, documents, uploads, promising, clock, ids),
        citizens=Citizens(storage, parts[VAULT], clock, ids),
        portal=Portal(storage, documents, uploads, registrar, router, clock, ids),
        letters=Letters(storage, documents, parts[AUTOMATION], clock),
        complaints=Complaints(storage, promising, telling, clock, ids),
        reports=Reports(storage, clock),
        gatehouse=gatehouse,
        gatelink=GateLink(storage, gatehouse, clock, ids),
        snapshots=Snapshots(storage, clock, mint.master if mint else None),
        overstays=Overstays(storage, clock, notices),
        closing=Closing(storage, clock),
        replay=Replay(storage, lambda: rules),
        monitor=Monitor(storage, clock),
        notify=Notify(storage, clock, channels, lambda: templates),
        staff=Staff(storage, parts[PASSWORDS], clock, ids),
        doors=Doors(storage, parts[PASSWORDS], clock, ids),
        training=Training(storage, practice, clock, ids),
        audit=Audit(storage, parts[VAULT]),
        simulation=Simulation(storage),
    )


def _mint(wiring: _Wiring) -> TokenMint | None:
    """What signs slips, where the configuration asks for signed ones."""
    slips = wiring.config.slips
    if slips.form != "signed":
        return None
    return TokenMint(MasterKey(wiring.parts[VAULT].slip_key, slips.generation))


def _router(manager: pluggy.PluginManager) -> Router:
    """The organisation's own rule; one that fails names nobody, and ours decides."""

    def route(service: Service, person: Person) -> HostId | None:
        try:
            named: HostId | None = manager.hook.miz_route_request(service=service, person=person)
        except Exception:
            log.exception("the plugin's routing failed; the person in charge gets the request")
            return None
        return named

    return route


def _channels(wiring: _Wiring) -> Mapping[Medium, Channel]:
    written = wiring.config.channels or {CHANNEL.default: Section("[channels]", CHANNEL.default)}
    built = [
        _built(CHANNEL, section, registry=wiring.registry, parts=wiring.parts)
        for section in written.values()
    ]
    return {channel.medium: channel for channel in built}


def _rules(manager: pluggy.PluginManager) -> Sequence[Rule]:
    return tuple(chain.from_iterable(manager.hook.miz_access_rules()))


def _templates(manager: pluggy.PluginManager) -> Mapping[str, NoticeTemplate]:
    brought = chain.from_iterable(manager.hook.miz_notice_templates())
    return {template.key: template for template in chain(BUILT_IN, brought)}
