"""What a plugin author meets: the registry, one-file plugins, and errors that say what to do."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field, frozen

from miz import Core, hookimpl, open_core
from miz.config import Config, General
from miz.domain.access import Facts, Reason, Rule
from miz.errors import ConfigError, Unavailable
from miz.loading import load_plugins
from miz.plugin import CLOCK, STORAGE, NoSettings, Parts, Registry
from miz_adapters.memory import ManualClock
from tests.office import CONFIG, TestParts, furnish

GATE_PLUGIN = '''
"""Closes the gates at lunch."""

from miz import hookimpl


@hookimpl
def miz_access_rules():
    """One rule."""
    return [lambda facts: "lunch break"]
'''


def provider(registry: Registry, name: str, settings: type[Any] = NoSettings) -> None:
    """An invented clock."""
    registry.provide(
        CLOCK, name, settings=settings, build=lambda *_: ManualClock(), summary="for tests"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of one-file plugins; what was loaded from it is forgotten."""
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("miz_local_")]:
        del sys.modules[name]


def opened(*plugins: object, folder: Path | None = None, **config: object) -> Core:
    """A core in memory with plugins."""
    clock = ManualClock()
    return open_core({**CONFIG, **config}, plugins=[TestParts(clock), *plugins], plugins_dir=folder)


class TestOneFile:
    def test_is_enough_for_a_plugin(self, folder: Path) -> None:
        """A file in a folder can close the gates, and only close them."""
        (folder / "lunch.py").write_text(GATE_PLUGIN, "utf-8")
        with opened(folder=folder) as core:
            clock = core.clock
            assert isinstance(clock, ManualClock)
            office = furnish(core, clock)
            verdict = core.gatehouse.present(
                actor=office.actor, lane=office.lane_in.id, code=office.slip().code
            )

            assert core.plugins.has_plugin("lunch")
        assert (Reason.FORBIDDEN_BY_RULE, "lunch break") == (
            verdict.access.reason,
            verdict.access.detail,
        )

    def test_that_fails_names_itself(self, folder: Path) -> None:
        """Which file, which error: the office does not start without its rules."""
        (folder / "broken.py").write_text("1 / 0", "utf-8")
        with pytest.raises(ConfigError, match=r"broken\.py failed: ZeroDivisionError") as caught:
            opened(folder=folder)

        assert "plugin.failed" == caught.value.code

    def test_that_is_no_python_names_itself(self, folder: Path) -> None:
        """A syntax error is told the same way."""
        (folder / "broken.py").write_text("def (", "utf-8")
        with pytest.raises(ConfigError, match=r"broken\.py failed: SyntaxError"):
            opened(folder=folder)

    def test_with_a_misspelt_hook_is_refused(self, folder: Path) -> None:
        """A rule that would silently never be asked is worse than none."""
        misspelt = GATE_PLUGIN.replace("miz_access_rules", "miz_acess_rules")
        (folder / "lunch.py").write_text(misspelt, "utf-8")
        with pytest.raises(ConfigError, match="miz_acess_rules") as caught:
            opened(folder=folder)

        assert "plugin.hook" == caught.value.code

    def test_other_files_are_left_alone(self, folder: Path) -> None:
        """Notes in the folder are no plugins."""
        (folder / "README.md").write_text("# notes", "utf-8")
        with opened(folder=folder) as core:
            assert not core.plugins.has_plugin("README")


@frozen
class Dist:
    """An invented distribution."""

    name: str


@define
class Entry:
    """An invented entry point; ``loads`` counts how often its code ran."""

    name: str
    dist: Dist
    plugin: object = field(factory=type("Plugin", (), {}))
    loads: int = 0

    def load(self) -> object:
        """Runs the plugin's code."""
        self.loads += 1
        return self.plugin


class TestInstalled:
    @pytest.fixture
    def acme(self, monkeypatch: pytest.MonkeyPatch) -> Entry:
        """An installed plugin of a stranger, beside one of ours."""
        acme, ours = Entry("acme", Dist("acme-gates")), Entry("ours", Dist("miz-plugins"))

        def entries(*, group: str) -> Iterable[Entry]:
            return {"miz": [ours, acme]}.get(group, [])

        monkeypatch.setattr("miz.loading.entry_points", entries)
        return acme

    def test_but_not_listed_does_not_even_load(self, acme: Entry) -> None:
        """Installing a package lets no code of it run (threat 25)."""
        manager, _ = load_plugins(Config())

        assert (0, False) == (acme.loads, manager.has_plugin("acme"))
        assert manager.has_plugin("ours")

    def test_and_listed_takes_part(self, acme: Entry) -> None:
        """By the name of its entry point."""
        manager, _ = load_plugins(Config(General(plugins=("acme",))))

        assert (1, acme.plugin) == (acme.loads, manager.get_plugin("acme"))

    @pytest.mark.parametrize("name", ["acm", "acme-gates", "acmee"])
    def test_another_name_does_not_let_it_in(self, acme: Entry, name: str) -> None:
        """A listed plugin that is not installed is an error that names it."""
        with pytest.raises(ConfigError, match=repr(name)) as caught:
            load_plugins(Config(General(plugins=(name,))))

        assert ("plugin.missing", 0) == (caught.value.code, acme.loads)

    def test_without_a_distribution_is_a_stranger(
        self, acme: Entry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever cannot say where it comes from must be listed."""
        nameless = EntryPoint("nameless", "nowhere:plugin", "miz")
        monkeypatch.setattr("miz.loading.entry_points", lambda *, group: [nameless])  # noqa: ARG005
        manager, _ = load_plugins(Config())

        assert not manager.has_plugin("nameless")
        assert 0 == acme.loads


class TestRegistry:
    def test_finds_by_slot_and_name(self) -> None:
        """One name may be used in several slots."""
        registry = Registry()
        provider(registry, "memory")

        assert "memory" == registry.find(CLOCK, "memory").name
        with pytest.raises(ConfigError, match="No plugin provides storage 'memory'"):
            registry.find(STORAGE, "memory")

    @pytest.mark.parametrize(
        ("name", "hint"),
        [("sistem", "Did you mean 'system'?"), ("qqq", "Known: atomic, system")],
    )
    def test_an_unknown_name_gets_a_hint(self, name: str, hint: str) -> None:
        """The nearest name, or all of them."""
        registry = Registry()
        provider(registry, "system")
        provider(registry, "atomic")
        with pytest.raises(ConfigError) as caught:
            registry.find(CLOCK, name)

        assert hint in caught.value.message
        assert "plugin.unknown" == caught.value.code

    def test_an_empty_slot_asks_whether_the_plugin_is_there(self) -> None:
        """The likeliest cause is said."""
        with pytest.raises(ConfigError, match="installed and listed"):
            Registry().find(CLOCK, "system")

    def test_two_providers_of_one_name_are_refused(self) -> None:
        """Nobody is to guess which one is meant."""
        registry = Registry()
        provider(registry, "system")
        with pytest.raises(ConfigError, match="Two plugins provide clock 'system'") as caught:
            provider(registry, "system")

        assert "plugin.twice" == caught.value.code

    def test_settings_are_an_attrs_class(self) -> None:
        """Told to the author when the plugin loads, not to the office when it is used."""
        with pytest.raises(ConfigError, match="no attrs class"):
            provider(Registry(), "system", settings=dict)

    def test_lists_what_is_there(self) -> None:
        """For `miz plugins` and the documentation."""
        registry = Registry()
        provider(registry, "system")

        assert ["system"] == [one.name for one in registry]


def test_a_part_that_is_not_built_yet_is_named() -> None:
    """A provider that needs another part too early is told so."""
    with pytest.raises(ConfigError, match="storage is not built yet"):
        Parts(Path())[STORAGE]


@define
class Witness:
    """A plugin that remembers what it heard."""

    name: str
    heard: list[str]
    rules: list[Rule] = field(factory=list)

    @hookimpl
    def miz_register(self, registry: Registry) -> None:
        """Brings nothing."""
        self.heard.append(f"{self.name} register {len(list(registry)) > 0}")

    @hookimpl
    def miz_start(self, core: Core) -> None:
        """The core works already."""
        self.heard.append(f"{self.name} start {core.storage.health()[:6]}")

    @hookimpl
    def miz_access_rules(self) -> Sequence[Rule]:
        """Its rules."""
        self.heard.append(f"{self.name} rules")
        return self.rules

    @hookimpl
    def miz_stop(self, core: Core) -> None:
        """The core still works."""
        self.heard.append(f"{self.name} stop {core.storage.health()[:6]}")


class TestHooks:
    def test_come_in_the_order_of_a_life(self) -> None:
        """Register, rules, start; at the end stop, in the reverse order of start."""
        heard: list[str] = []
        with opened(Witness("a", heard), Witness("b", heard)):
            started = [line for line in heard if "start" in line]
        stopped = [line for line in heard if "stop" in line]

        assert ["register", "rules", "start", "stop"] == list(
            dict.fromkeys(line.split()[1] for line in heard)
        )
        assert {"a start memory", "b start memory"} == set(started)
        assert [line.replace("start", "stop") for line in reversed(started)] == stopped

    def test_the_storage_is_closed_after_the_plugins(self) -> None:
        """A plugin may still write its last words."""
        core = opened(Witness("a", []))
        core.close()
        with pytest.raises(Unavailable):
            core.storage.health()

    def test_rules_of_several_plugins_are_all_asked(self) -> None:
        """Any of them may forbid, none may allow."""
        asked: list[str] = []

        def rule(name: str) -> Rule:
            def ask(_: Facts) -> str | None:
                asked.append(name)
                return None

            return ask

        plugins = [Witness(name, [], [rule(name)]) for name in "ab"]
        with opened(*plugins) as core:
            clock = core.clock
            assert isinstance(clock, ManualClock)
            office = furnish(core, clock)
            office.enter(office.slip())

        assert {"a", "b"} == set(asked)

    def test_a_plugin_may_be_ill(self) -> None:
        """Health shows what each plugin says, and whatever it raises as failing."""

        class Well:
            """A plugin that is well."""

            @hookimpl
            def miz_health(self) -> tuple[str, str]:
                """Fine."""
                return "camera", "two of two"

        class Ill:
            """A plugin that is not."""

            @hookimpl
            def miz_health(self) -> tuple[str, str]:
                """Away."""
                raise OSError("no such camera")

        with opened(Well(), Ill()) as core:
            health = list(core.health())

        assert ("camera", True, "two of two") in health
        assert ["no such camera"] == [line for _, well, line in health if not well]
        assert health[0][:2] == ("storage", True)
