"""Commands that look: check, plugins, verify."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from miz import Core
from miz.bootstrap import read_config
from miz.config import ANY_LANE, FILE_NAME, settings
from miz.errors import ConfigError
from miz.loading import installed, is_first_party, load_plugins
from miz.plugin import LANE
from miz_apps.cli.opening import opened
from miz_apps.web.options import WebOptions

Commands = Any  # argparse keeps the type of its sub-parsers to itself


def add(commands: Commands) -> None:
    """Adds the commands."""
    check = commands.add_parser(
        "check",
        help="say whether the configuration works, part by part",
        description="Reads miz.toml, opens every part it names and says how each one is. "
        "On SQLite, stop the server first: one process owns the file.",
    )
    check.set_defaults(run=_check)
    plugins = commands.add_parser(
        "plugins",
        help="list plugins and what they provide",
        description="Lists installed plugins, whether they take part, and the providers they "
        "bring. A third-party plugin takes part when [miz] plugins lists its name.",
    )
    plugins.set_defaults(run=_plugins)
    verify = commands.add_parser(
        "verify",
        help="prove that nobody changed the journal",
        description="Recomputes every chain of the journal and compares its heads. Keep the "
        "heads that --heads prints somewhere else: they prove later that no tail was cut off.",
    )
    verify.add_argument("--heads", action="store_true", help="print the ends of all chains")
    verify.set_defaults(run=_verify)


def _check(chosen: argparse.Namespace) -> int:
    _must_be_set_up(chosen)
    WebOptions.of(read_config(chosen.config))
    with opened(chosen) as core:
        print(f"configuration: {core.config.source}")
        worst = 0
        for name, good, line in core.health():
            print(f"{'ok  ' if good else 'FAIL'} {name}: {line}")
            worst = worst or (0 if good else 1)
        for good, line in _lanes(core):
            print(f"{'ok  ' if good else 'FAIL'} {line}")
            worst = worst or (0 if good else 1)
        found = core.storage.read(lambda uow: uow.sites.all())
        sites = [site.name.fa for site in found if site.training_of is None]
        print(f"sites: {', '.join(sites) or 'none yet; run `miz init`'}")
    return worst


def _lanes(core: Core) -> Iterator[tuple[bool, str]]:
    """Whether each lane of the file is known, and its settings are right; no line is opened."""
    known = core.storage.read(
        lambda uow: {lane.id for site in uow.sites.all() for lane in uow.lanes.of(site.id)}
    )
    for name, section in core.config.lanes.items():
        if name != ANY_LANE and name not in known:
            yield False, f"{section.place}: there is no such lane; copy it from the admin page"
            continue
        provider = core.registry.find(LANE, section.provider)
        settings(provider.settings, section.raw, place=section.place)
        yield True, f"{section.place}: {section.provider}"


def _plugins(chosen: argparse.Namespace) -> int:
    config = read_config(chosen.config)
    manager, registry = load_plugins(config, plugins_dir=chosen.plugins_dir)
    names = {entry.name for entry in installed()}
    for name, _ in manager.list_name_plugin():
        if name not in names:
            print(f"from {chosen.plugins_dir}: {name} takes part")
    print("installed:")
    for entry in installed():
        active = is_first_party(entry) or entry.name in config.general.plugins
        print(f"  {entry.name:<14} {'takes part' if active else 'not listed in [miz] plugins'}")
    print("providers:")
    for provider in sorted(registry, key=lambda p: (p.slot.name, p.name)):
        print(f"  {provider.slot.name:<10} {provider.name:<12} {provider.summary}")
    return 0


def _must_be_set_up(chosen: argparse.Namespace) -> None:
    if chosen.config is None and not Path(FILE_NAME).exists():
        raise ConfigError(
            f"There is no {FILE_NAME} here; run `miz init` to make one, or name one by --config.",
            code="config.none",
        )


def _verify(chosen: argparse.Namespace) -> int:
    _must_be_set_up(chosen)
    with opened(chosen) as core:
        flaws = list(core.audit.check())
        for flaw in flaws:
            print(f"{flaw.chain} place {flaw.place} entry {flaw.number or '-'}: {flaw.problem}")
        heads = core.audit.heads()
        for head in heads if chosen.heads else ():
            print(f"{head.chain} {head.place} {head.digest}")
        entries = sum(head.place for head in heads)
        print(f"{entries} entries in {len(heads)} chains, {len(flaws)} flaws")
    return 1 if flaws else 0
