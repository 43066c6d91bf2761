"""Plugins: found, admitted and loaded, before any part is built."""

import importlib.util
import logging
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import pluggy

from miz import hookspecs
from miz.config import Config
from miz.errors import ConfigError
from miz.plugin import PROJECT, Registry

FIRST_PARTY = "miz-plugins"
log = logging.getLogger("miz.hooks")


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


def _trace(hook_name: str, _: object, kwargs: Mapping[str, Any]) -> None:
    log.info("hook %s(%s)", hook_name, ", ".join(kwargs))


def _ignore(*_: object) -> None:
    """pluggy wants a function for after the call as well."""
