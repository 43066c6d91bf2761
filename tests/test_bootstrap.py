from pathlib import Path

import pytest

from miz import Core, hookimpl, open_core
from miz.bootstrap import read_config
from miz.config import Config
from miz.domain.ids import LaneId
from miz.domain.notices import Medium
from miz.errors import ConfigError, Unavailable
from miz_adapters.channels import ConsoleChannel, FileChannel
from miz_adapters.memory import ManualClock, MemoryDocuments, MemoryStorage
from tests.office import CONFIG, TestParts

MEMORY = {"storage": {"provider": "memory"}, "documents": {"provider": "memory"}}


def opened(**config: object) -> Core:
    """A core in memory."""
    return open_core({**CONFIG, **config}, plugins=[TestParts(ManualClock())])


class TestConfiguration:
    def test_may_be_a_mapping_a_path_or_ready(self, tmp_path: Path) -> None:
        """Whoever embeds miz chooses."""
        path = tmp_path / "miz.toml"
        path.write_text('[storage]\nprovider = "memory"\n', "utf-8")
        ready = Config()

        assert "memory" == read_config(path).section("storage", "sqlite").provider
        assert "memory" == read_config(MEMORY).section("storage", "sqlite").provider
        assert ready is read_config(ready)

    def test_is_taken_from_here_or_left_at_the_defaults(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without a word, miz.toml of this folder counts, and nothing if there is none."""
        monkeypatch.chdir(tmp_path)

        assert "defaults" == read_config(None).source
        (tmp_path / "miz.toml").write_text('[storage]\nprovider = "memory"\n', "utf-8")
        assert "miz.toml" == read_config(None).source

    def test_an_unknown_provider_is_named_with_a_hint(self) -> None:
        """Before anything else is built."""
        with pytest.raises(ConfigError, match=r"storage 'memry'\. Did you mean 'memory'") as caught:
            opened(storage={"provider": "memry"})

        assert "plugin.unknown" == caught.value.code

    def test_an_unknown_setting_is_named_with_its_place(self) -> None:
        """Settings are checked by the provider that was chosen."""
        with pytest.raises(ConfigError, match=r"\[storage\] has an unknown key 'path'"):
            opened(storage={"provider": "memory", "path": "x"})

    def test_a_list_of_plugins_that_is_none_is_refused(self) -> None:
        """A text is not taken letter by letter (threat 25)."""
        with pytest.raises(ConfigError, match="list"):
            opened(miz={"plugins": "acme"})


class TestCore:
    def test_are_what_the_file_names(self) -> None:
        """And reach the use cases."""
        with opened() as core:
            assert isinstance(core.storage, MemoryStorage)
            assert isinstance(core.documents, MemoryDocuments)
            assert isinstance(core.clock, ManualClock)
            assert core.reception.storage is core.storage
            assert core.audit.vault is core.vault

    def test_channels_are_found_by_what_they_send(self, tmp_path: Path) -> None:
        """One provider for SMS and one for e-mail (EDK-12)."""
        with opened(
            miz={"data": str(tmp_path)},
            channels={
                "phone": {"provider": "console"},
                "post": {"provider": "file", "medium": "email"},
            },
        ) as core:
            assert isinstance(core.channels[Medium.SMS], ConsoleChannel)
            assert isinstance(core.channels[Medium.EMAIL], FileChannel)

    def test_without_channels_the_console_speaks(self) -> None:
        """A first day needs no provider (C3-08)."""
        without = {name: section for name, section in CONFIG.items() if name != "channels"}
        with open_core(without, plugins=[TestParts(ManualClock())]) as core:
            assert [Medium.SMS] == list(core.channels)
            assert isinstance(core.channels[Medium.SMS], ConsoleChannel)

    def test_health_begins_with_the_storage(self) -> None:
        """What works and what does not, in one line each."""
        with opened() as core:
            name, well, line = next(iter(core.health()))

            assert ("storage", True) == (name, well)
            assert line
            core.storage.close()
            assert not next(iter(core.health()))[1]

    def test_a_lane_without_devices_is_named(self) -> None:
        """The administrator reads which section to write."""
        with (
            opened(lanes={"l1": {"provider": "simulated"}}) as core,
            pytest.raises(ConfigError, match=r"\[lanes\.l2\] is missing"),
        ):
            core.devices(LaneId("l2"))

    def test_a_lane_with_unknown_devices_is_named(self) -> None:
        """With a hint, when the lane starts."""
        with (
            opened(lanes={"*": {"provider": "simulatd"}}) as core,
            pytest.raises(ConfigError, match="Did you mean 'simulated'"),
        ):
            core.devices(LaneId("l2"))

    def test_a_core_may_be_closed_twice(self) -> None:
        """Whoever is last turns off the light."""
        core = opened()
        core.close()
        core.close()

    def test_plugins_stop_once(self) -> None:
        """However often the core is closed, and also where one plugin fails at it."""
        stopped: list[str] = []

        class Good:
            """A plugin that counts."""

            @hookimpl
            def miz_stop(self) -> None:
                """Counts."""
                stopped.append("good")

        class Bad:
            """A plugin that fails at the end."""

            @hookimpl
            def miz_stop(self) -> None:
                """Fails."""
                raise OSError("no such camera")

        parts = TestParts(ManualClock())
        core = open_core(CONFIG, plugins=[parts, Good(), Bad(), Good()])
        with pytest.raises(OSError, match="camera"):
            core.close()
        core.close()

        assert ["good", "good"] == stopped
        with pytest.raises(Unavailable):
            core.storage.health()

    def test_a_start_that_fails_leaves_nothing_open(self) -> None:
        """A plugin that cannot start lets go of the storage as well."""
        opened: list[Core] = []

        class Bad:
            """A plugin that fails at the start."""

            @hookimpl
            def miz_start(self, core: Core) -> None:
                """Fails."""
                opened.append(core)
                raise OSError("no such camera")

        with pytest.raises(OSError, match="camera"):
            open_core(CONFIG, plugins=[TestParts(ManualClock()), Bad()])
        with pytest.raises(Unavailable):
            opened[0].storage.health()

    def test_a_core_does_not_show_its_parts(self) -> None:
        """A core in a log line has neither keys nor data."""
        with opened() as core:
            assert "vault=" not in repr(core)


def test_hooks_can_be_traced(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A plugin author sees which hook is called with what, and no values."""
    monkeypatch.setenv("MIZ_TRACE_HOOKS", "1")
    with caplog.at_level("INFO", logger="miz.hooks"), opened():
        pass

    assert "hook miz_register(registry)" in caplog.messages
    assert "hook miz_start(core)" in caplog.messages
