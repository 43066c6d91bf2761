from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import field, frozen

from miz.config import ANY_LANE, Config, General, Secret, load, parse, settings
from miz.errors import ConfigError


@frozen
class Modem:
    """Settings of an invented provider."""

    port: str
    key: Secret
    path: Path = Path("modem.log")
    speed: int = 9600
    pause: float = 0.5
    loud: bool = False
    tags: tuple[str, ...] = ()
    proxy: str | None = None
    words: Mapping[str, str] = field(factory=dict)
    pins: Mapping[str, Secret] = field(factory=dict)
    level: int = field(default=1)

    @level.validator
    def _within(self, _: object, level: int) -> None:
        if level > 3:
            raise ValueError("level goes up to 3")


GOOD: dict[str, Any] = {"port": "ttyS0", "key": {"env": "MODEM_KEY"}}


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret in the environment."""
    monkeypatch.setenv("MODEM_KEY", "s3cret")


def modem(**changes: object) -> Modem:
    """Settings with changes."""
    return settings(Modem, {**GOOD, **changes}, place="[modem]")


def refusal(raw: Any) -> ConfigError:
    """The error that must come for a whole file."""
    with pytest.raises(ConfigError) as caught:
        parse(raw)
    return caught.value


class TestFile:
    def test_without_a_file_there_are_defaults(self) -> None:
        """A first start needs no configuration."""
        config = Config()

        assert General(Path("miz-data"), ()) == config.general
        assert ("sqlite", {}) == (
            config.section("storage", "sqlite").provider,
            config.section("storage", "sqlite").raw,
        )

    def test_a_whole_file(self, tmp_path: Path) -> None:
        """Sections keep their settings as written until their provider reads them."""
        path = tmp_path / "miz.toml"
        path.write_text(
            """
            [miz]
            data = "/var/lib/miz"
            plugins = ["acme"]
            [storage]
            provider = "postgresql"
            url = { env = "MIZ_URL" }
            [channels.sms]
            provider = "modem"
            port = "ttyS0"
            [lanes.l1]
            provider = "serial"
            [web]
            port = 8080
            """,
            "utf-8",
        )
        config = load(path)

        assert (Path("/var/lib/miz"), ("acme",)) == (config.general.data, config.general.plugins)
        assert {"url": {"env": "MIZ_URL"}} == config.section("storage", "sqlite").raw
        assert ("[channels.sms]", "modem", {"port": "ttyS0"}) == (
            config.channels["sms"].place,
            config.channels["sms"].provider,
            config.channels["sms"].raw,
        )
        assert ({"port": 8080}, str(path)) == (config.web, config.source)

    def test_secrets_are_not_shown(self) -> None:
        """A configuration in a log line has no settings in it."""
        config = parse({"storage": {"provider": "postgresql", "url": "plain"}})

        assert "plain" not in repr(config)

    @pytest.mark.parametrize("content", [b"[miz", b"\xff\xfe", b"a = 1\na = 2"])
    def test_what_is_no_toml_is_named(self, tmp_path: Path, content: bytes) -> None:
        """With the file and the place in it."""
        path = tmp_path / "miz.toml"
        path.write_bytes(content)
        with pytest.raises(ConfigError, match=r"miz\.toml is no TOML") as caught:
            load(path)

        assert "config.syntax" == caught.value.code

    def test_a_file_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        """A missing file that was asked for is an error, not the defaults."""
        with pytest.raises(ConfigError, match=r"other\.toml cannot be read: No such file"):
            load(tmp_path / "other.toml")


class TestLanes:
    def test_a_lane_has_its_own_section(self) -> None:
        """Or the one for any lane."""
        config = parse(
            {"lanes": {"l1": {"provider": "serial"}, ANY_LANE: {"provider": "simulated"}}}
        )
        own, other = config.lane("l1"), config.lane("l2")

        assert own is not None
        assert other is not None
        assert ("serial", "simulated") == (own.provider, other.provider)

    def test_without_a_file_every_lane_is_simulated(self) -> None:
        """A first start can be walked through."""
        section = Config().lane("anything")

        assert section is not None
        assert "simulated" == section.provider

    def test_a_file_without_the_lane_has_none(self) -> None:
        """A lane that was forgotten is not simulated in an office."""

        assert parse({"lanes": {"l1": {"provider": "serial"}}}).lane("l2") is None


class TestMistakes:
    @pytest.mark.parametrize(
        ("raw", "words"),
        [
            ({"strage": {}}, ["settings", "'strage'", "did you mean 'storage'?"]),
            ({"miz": {"plugin": []}}, ["[miz]", "'plugin'", "did you mean 'plugins'?"]),
            ({"miz": {"qwerty": 1}}, ["[miz]", "'qwerty'", "known: data, plugins"]),
            ({"storage": {}}, ["[storage]", 'provider = "…"']),
            ({"storage": {"provider": 7}}, ["[storage]", 'provider = "…"']),
            ({"channels": {"sms": {}}}, ["channels.sms", 'provider = "…"']),
            ({"storage": "sqlite"}, ["[storage] must be a table"]),
            ({"lanes": []}, ["[lanes] must be a table"]),
            ({"lanes": {"l1": "serial"}}, ["[lanes.l1] must be a table"]),
            ({"web": 8080}, ["[web] must be a table"]),
            ({"miz": {"data": 7}}, ["[miz] data must be", "not int"]),
        ],
    )
    def test_name_the_key_and_its_place(self, raw: Any, words: list[str]) -> None:
        """Nothing is guessed and nothing is passed over."""
        error = refusal(raw)

        assert [] == [word for word in words if word not in error.message]
        assert error.code.startswith("config.")

    @pytest.mark.parametrize("plugins", ["acme", ["acme", 7], {"acme": True}, 7])
    def test_a_list_of_plugins_is_a_list(self, plugins: Any) -> None:
        """A text would let in every plugin whose name is a part of it (threat 25)."""

        assert (
            "[miz] plugins must be a list of str" in refusal({"miz": {"plugins": plugins}}).message
        )


class TestSettings:
    def test_defaults_and_types(self) -> None:
        """Paths are made of texts and floats of whole numbers; nothing else is converted."""
        made = modem(path="/dev/null", pause=2, tags=["a", "b"], proxy="p")

        assert (Path("/dev/null"), 2.0, ("a", "b"), "p") == (
            made.path,
            made.pause,
            made.tags,
            made.proxy,
        )
        assert isinstance(made.pause, float)
        assert (9600, False, None) == (made.speed, made.loud, modem().proxy)

    def test_a_table_of_texts(self) -> None:
        """For settings whose names are the office's own, as the fields of a form."""

        assert {"به": "{to}", "from": ""} == modem(words={"به": "{to}", "from": ""}).words

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"speed": "9600"}, "[modem] speed must be int, not str"),
            ({"speed": True}, "[modem] speed must be int, not bool"),
            ({"speed": 9600.0}, "[modem] speed must be int, not float"),
            ({"pause": "1"}, "[modem] pause must be float, not str"),
            ({"pause": True}, "[modem] pause must be float, not bool"),
            ({"loud": 1}, "[modem] loud must be bool, not int"),
            ({"port": 5}, "[modem] port must be str, not int"),
            ({"path": 5}, "[modem] path must be Path, not int"),
            ({"proxy": 5}, "[modem] proxy must be str, not int"),
            ({"tags": "a"}, "[modem] tags must be a list of str"),
            ({"words": "a"}, "[modem] words must be a table"),
            ({"words": {"a": 1}}, "[modem] words.a must be str, not int"),
            ({"words": {"a": {"b": "c"}}}, "[modem] words.a must be str, not dict"),
            ({"level": 4}, "[modem]: level goes up to 3"),
            ({"prot": "x"}, "did you mean 'port'?"),
        ],
    )
    def test_wrong_types_are_named(self, changes: dict[str, object], words: str) -> None:
        """With the place, the key, what it must be and what it is."""
        with pytest.raises(ConfigError) as caught:
            modem(**changes)

        assert words in caught.value.message

    def test_what_is_needed_and_missing_is_named(self) -> None:
        """Before anything is built."""
        with pytest.raises(ConfigError, match=r"\[modem\] lacks 'port'; add it") as caught:
            settings(Modem, {"key": {"env": "MODEM_KEY"}}, place="[modem]")

        assert "config.missing" == caught.value.code


class TestSecrets:
    def test_come_from_the_environment(self) -> None:
        """And do not show themselves."""
        made = modem()

        assert "s3cret" == made.key
        assert "s3cret" not in repr(made)

    def test_come_in_a_table(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each from its own place, and one that is wrong is named without what was written."""
        monkeypatch.setenv("MODEM_PIN", "4711")
        made = modem(pins={"card": {"env": "MODEM_PIN"}})
        with pytest.raises(ConfigError) as caught:
            modem(pins={"card": "4711"})

        assert ("4711", False) == (made.pins["card"], "4711" in repr(made))
        assert caught.value.message.startswith("[modem] pins.card is a secret")
        assert "4711" not in caught.value.message

    def test_come_from_a_file(self, tmp_path: Path) -> None:
        """As service managers and containers bring them; the last newline is not a part."""
        path = tmp_path / "key"
        path.write_text("from file\n", "utf-8")

        assert "from file" == modem(key={"file": str(path)}).key

    def test_a_missing_variable_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The administrator reads which one to set."""
        monkeypatch.delenv("MODEM_KEY")
        with pytest.raises(ConfigError, match=r"\[modem\] key: set the variable MODEM_KEY"):
            modem()

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        """With the reason of the system."""
        with pytest.raises(ConfigError, match=r"\[modem\] key: .*nowhere cannot be read: No such"):
            modem(key={"file": str(tmp_path / "nowhere")})

    def test_a_file_of_bytes_is_named(self, tmp_path: Path) -> None:
        """A key in another form is no text."""
        path = tmp_path / "key"
        path.write_bytes(b"\xff\xfe\x00")
        with pytest.raises(ConfigError, match="no UTF-8 text"):
            modem(key={"file": str(path)})

    @pytest.mark.parametrize(
        "raw",
        ["s3cret", 7, {}, {"env": 1}, {"env": "A", "file": "b"}, {"environment": "A"}, ["env"]],
    )
    def test_are_never_written_in_the_clear(self, raw: object) -> None:
        """A secret in miz.toml is refused, and the error does not repeat it."""
        with pytest.raises(ConfigError) as caught:
            modem(key=raw)

        assert "config.secret" == caught.value.code
        assert "s3cret" not in caught.value.message
