import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stories.demo import free_port

PASSWORD = "a sentence that opens the door"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder with a password in a file."""
    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    return tmp_path


def miz(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """One run of the command in the folder."""
    return subprocess.run(
        [sys.executable, "-m", "miz_apps.cli", *words],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def init(folder: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    """Sets an office up."""
    words = ["--organisation", "سازمان", "--password-file", "password", *more]
    return miz(folder, "init", *words)


def test_an_office_is_set_up_checked_and_verified(folder: Path) -> None:
    """From an empty folder to a checked office; keys and data are their owner's only."""
    set_up, checked, verified = init(folder), miz(folder, "check"), miz(folder, "verify")

    assert (0, 0, 0) == (set_up.returncode, checked.returncode, verified.returncode)
    assert "ok   storage: sqlite miz.db" in checked.stdout
    assert "0 flaws" in verified.stdout
    assert 0o600 == (folder / "miz-data" / "miz.keys").stat().st_mode & 0o777
    assert 0o700 == (folder / "miz-data").stat().st_mode & 0o777


def test_a_second_set_up_overwrites_nothing(folder: Path) -> None:
    """An office that is there stays as it is."""
    init(folder)
    again = init(folder)

    assert 1 == again.returncode
    assert "set up here already" in again.stderr


def test_a_weak_password_sets_nothing_up(folder: Path) -> None:
    """After a refused password the same command can be run again (ASVS V6.2.1)."""
    (folder / "password").write_text("short\n", encoding="utf-8")
    refused = init(folder)
    (folder / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")

    assert "15 characters or more" in refused.stderr
    assert 0 == init(folder).returncode


def test_looking_makes_nothing(tmp_path: Path) -> None:
    """`miz check` in an empty folder says what to do and leaves no trace."""
    said = miz(tmp_path, "check")

    assert (1, []) == (said.returncode, list(tmp_path.iterdir()))
    assert "run `miz init`" in said.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[storag]\n", "did you mean 'storage'?"),
        ('[storage]\nprovider = "sqlit"\n', "Did you mean 'sqlite'?"),
        ('[storage]\nprovider = "sqlite"\npth = "x"\n', "did you mean 'path'?"),
        ('[storage]\nprovider = "sqlite"\npath = 7\n', "must be Path, not int"),
        ("[storage]\n", 'lacks provider = "…"'),
        ("[miz\n", "is no TOML"),
        ('[miz]\nplugins = ["acme"]\n', "which is not installed"),
        ('[storage]\nprovider = "postgresql"\nurl = "x"\n', '{ env = "NAME" }'),
    ],
)
def test_a_broken_configuration_is_explained(folder: Path, text: str, words: str) -> None:
    """One line names the key, its place and the next step; no traceback."""
    (folder / "miz.toml").write_text(text, encoding="utf-8")
    said = miz(folder, "check")

    assert 1 == said.returncode
    assert words in said.stderr
    assert "Traceback" not in said.stderr


def test_work_beside_an_embedded_database_is_explained(folder: Path) -> None:
    """On SQLite one process does everything, and the command says so."""
    init(folder)
    said = miz(folder, "work")

    assert (1, True) == (said.returncode, "one process does everything" in said.stderr)


def test_a_folder_that_is_no_demo_is_not_touched(folder: Path) -> None:
    """`miz demo --fresh` deletes demos only."""
    said = miz(folder, "demo", "--data", ".", "--fresh")

    assert 1 == said.returncode
    assert (folder / "password").exists()
    assert "holds something that is no demo" in said.stderr


def test_upgrade_says_where_it_stands(folder: Path) -> None:
    """A database of this version stays as it is."""
    init(folder)

    assert "storage:" in miz(folder, "upgrade").stdout


def test_a_lane_that_nobody_knows_is_told(folder: Path) -> None:
    """A mistyped lane would be kept by nobody, in silence."""
    init(folder)
    with (folder / "miz.toml").open("a", encoding="utf-8") as file:
        file.write('[lanes.xyz]\nprovider = "serial"\nreader = "/dev/a"\nboard = "/dev/b"\n')
    said = miz(folder, "check")

    assert 1 == said.returncode
    assert "FAIL [lanes.xyz]: there is no such lane" in said.stdout


@pytest.mark.parametrize("bind", ["banana", "127.0.0.1:99999", "127.0.0.1"])
def test_an_address_that_is_none_is_explained(folder: Path, bind: str) -> None:
    """The check looks at the web's settings as well."""
    (folder / "miz.toml").write_text(f'[web]\nbind = "{bind}"\n', encoding="utf-8")

    assert "is no address and port" in miz(folder, "check").stderr


def test_serving_nothing_is_explained(folder: Path) -> None:
    """Without an office the server says what to do first."""
    bind = f"127.0.0.1:{free_port()}"
    (folder / "miz.toml").write_text(f'[web]\nbind = "{bind}"\n', encoding="utf-8")
    said = miz(folder, "serve")

    assert 0 != said.returncode
    assert "run `miz init` first" in said.stdout + said.stderr


def test_a_plugin_folder_is_named_and_must_exist(folder: Path) -> None:
    """`miz plugins` shows one-file plugins; a mistyped folder is an error."""
    (folder / "mine").mkdir()
    (folder / "mine" / "quiet.py").write_text('"""Nothing."""\n', encoding="utf-8")

    assert "quiet takes part" in miz(folder, "--plugins-dir", "mine", "plugins").stdout
    assert "is no folder of plugins" in miz(folder, "--plugins-dir", "yours", "plugins").stderr
