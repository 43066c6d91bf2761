"""Opening a core: configuration, plugins, parts, use cases; plain construction, no container."""

import importlib.util
import logging
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from importlib.metadata import EntryPoint, entry_points
from itertools import chain
from pathlib import Path
from typing import Any

import pluggy
from attrs import frozen

from miz import hookspecs
from miz.config import FILE_NAME, Config, Section, load, parse, settings
from miz.core import Core
from miz.domain.access import Rule
from miz.domain.notices import BUILT_IN, Medium, NoticeTemplate
from miz.errors import ConfigError
from miz.plugin import (
    CHANNEL,
    CLOCK,
    DOCUMENTS,
    IDS,
    PASSWORDS,
    PICTURES,
    PRESS,
    PROJECT,
    STORAGE,
    VAULT,
    Parts,
    Registry,
    Slot,
)
from miz.ports.channels import Channel
from miz.usecases.audit import Audit
from miz.usecases.catalogue import Catalogue
from miz.usecases.categories import Categories
from miz.usecases.doors import Doors
from miz.usecases.files import Files
from miz.usecases.gatehouse import Gatehouse
from miz.usecases.lookup import Lookup
from miz.usecases.monitor import Monitor
from miz.usecases.notify import Notices, Notify
from miz.usecases.passes import CardPool
from miz.usecases.places import Places
from miz.usecases.reception import Reception
from miz.usecases.simulation import Simulation
from miz.usecases.staff import Staff

FIRST_PARTY = "miz-plugins"
log = logging.getLogger("miz.hooks")


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
        for slot in (CLOCK, IDS, VAULT, PASSWORDS, PICTURES, PRESS, DOCUMENTS, STORAGE):
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


def load_plugins(
    config: Config, *, plugins_dir: Path | None = None, plugins: Iterable[object] = ()
) -> tuple[pluggy.PluginManager, Registry]:
    """Every plugin that may take part, and what they provide.

    Installed plugins come by the entry point group ``miz``: ours always, others when ``[miz]
    plugins`` lists them (threat 25).
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    if os.environ.get("MIZ_TRACE_HOOKS"):
        manager.add_hookcall_monitoring(_trace, _ignore)
    for entry in installed():
        if is_first_party(entry) or entry.name in config.general.plugins:
            manager.register(entry.load(), name=entry.name)
    if plugins_dir is not None and not plugins_dir.is_dir():
        raise ConfigError(f"{plugins_dir} is no folder of plugins; name one.", code="plugin.folder")
    for path in sorted(plugins_dir.glob("*.py")) if plugins_dir else ():
        manager.register(_module(path), name=path.stem)
    for plugin in plugins:
        manager.register(plugin)
    _check(manager, config)
    registry = Registry()
    manager.hook.miz_register(registry=registry)
    return manager, registry


def installed() -> Sequence[EntryPoint]:
    """Every installed plugin, whether it may take part or not."""
    return sorted(entry_points(group=PROJECT), key=lambda entry: entry.name)


def is_first_party(entry: EntryPoint) -> bool:
    """Whether the plugin is one of ours, which need no listing."""
    return entry.dist is not None and entry.dist.name == FIRST_PARTY


def _check(manager: pluggy.PluginManager, config: Config) -> None:
    for name in config.general.plugins:
        if not manager.has_plugin(name):
            raise ConfigError(
                f"[miz] plugins names {name!r}, which is not installed; install it or remove it.",
                code="plugin.missing",
            )
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise ConfigError(f"A plugin has an unknown hook: {error}", code="plugin.hook") from error


def _module(path: Path) -> object:
    spec = importlib.util.spec_from_file_location(f"miz_local_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ConfigError(f"{path} is no Python module.", code="plugin.file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ConfigError(
            f"The plugin {path} failed: {type(error).__name__}: {error}", code="plugin.failed"
        ) from error
    return module


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
    channels = _channels(wiring)
    return Core(
        config=wiring.config,
        plugins=wiring.manager,
        registry=wiring.registry,
        parts=parts,
        storage=storage,
        documents=documents,
        vault=parts[VAULT],
        clock=clock,
        ids=ids,
        press=parts[PRESS],
        channels=channels,
        places=Places(storage, documents, parts[PICTURES], clock, ids),
        catalogue=Catalogue(storage, clock, ids),
        categories=Categories(storage, clock, ids),
        cards=CardPool(storage, clock, ids),
        reception=Reception(storage, clock, ids),
        lookup=Lookup(storage),
        files=Files(storage, documents, parts[PICTURES], clock, ids),
        gatehouse=Gatehouse(storage, clock, ids, Notices(ids), lambda: rules),
        monitor=Monitor(storage, clock),
        notify=Notify(storage, clock, channels, lambda: templates),
        staff=Staff(storage, parts[PASSWORDS], clock, ids),
        doors=Doors(storage, parts[PASSWORDS], clock, ids),
        audit=Audit(storage, parts[VAULT]),
        simulation=Simulation(storage),
    )


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


def _trace(hook_name: str, _: object, kwargs: Mapping[str, Any]) -> None:
    log.info("hook %s(%s)", hook_name, ", ".join(kwargs))


def _ignore(*_: object) -> None:
    """pluggy wants a function for after the call as well."""
