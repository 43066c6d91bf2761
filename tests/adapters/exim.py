"""A real mail server for one test session: Debian's exim4, with a configuration of its own."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from threading import Event

import pytest
from attrs import frozen

from miz.config import Secret
from miz_adapters.channels.smtp import Security, Server
from tests.adapters.certificates import certify
from tests.adapters.smtpd import LOOPBACK, PASSWORD, USER, read

WITHIN = 60.0
"""Seconds for a start, and for a delivery."""
CONFIGURATION = """
primary_hostname = mx.example.ir
exim_path = MIZ_EXIM
exim_user = MIZ_USER
exim_group = MIZ_GROUP
never_users =
deliver_drop_privilege
spool_directory = MIZ_FOLDER/spool
log_file_path = MIZ_FOLDER/%slog
log_selector = +smtp_connection +smtp_protocol_error +smtp_syntax_error
pid_file_path = MIZ_FOLDER/pid
local_interfaces = MIZ_ADDRESS
daemon_smtp_ports = MIZ_STARTTLS : MIZ_TLS
tls_on_connect_ports = MIZ_TLS
tls_advertise_hosts = *
tls_certificate = MIZ_CERTIFICATE
tls_privatekey = MIZ_KEY
smtputf8_advertise_hosts = *
smtp_accept_queue_per_connection = 0
message_size_limit = 20000
acl_smtp_rcpt = check

begin acl
check:
  deny    message = relaying denied
          ! authenticated = *
  deny    message = <$local_part@$domain> is unknown here
          local_parts = unknown
  defer   message = greylisted
          local_parts = later
  accept

begin routers
everybody:
  driver = accept
  transport = folder

begin transports
folder:
  driver = appendfile
  directory = MIZ_FOLDER/mail
  maildir_format
  return_path_add
  user = MIZ_USER
  group = MIZ_GROUP

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_advertise_condition = ${if def:tls_in_cipher}
  server_condition = ${if and{{eq{$auth2}{MIZ_LOGIN}}{eq{$auth3}{MIZ_PASSWORD}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_advertise_condition = ${if def:tls_in_cipher}
  server_condition = ${if and{{eq{$auth1}{MIZ_LOGIN}}{eq{$auth2}{MIZ_PASSWORD}}}}
  server_set_id = $auth1
"""


@frozen
class Exim:
    """A running server; what it delivered lies in a Maildir."""

    folder: Path
    ports: tuple[int, int]
    certificate: Path

    def server(self, security: Security = Security.STARTTLS) -> Server:
        """How to reach it."""
        return Server(
            LOOPBACK,
            security,
            port=self.ports[security is Security.TLS],
            username=USER,
            password=Secret(PASSWORD),
            ca_file=self.certificate,
        )

    def delivered(self, key: str, *, count: int = 1) -> list[EmailMessage]:
        """The letters with that Message-ID or subject in them, as soon as so many are there."""

        def found() -> list[EmailMessage]:
            return [mail for mail in self._mails() if key in {mail["Message-ID"], mail["Subject"]}]

        self.until(lambda: len(found()) >= count)
        return found()

    def connections(self) -> int:
        """How often somebody came."""
        return self.log().count("(TCP/IP connection count")

    def log(self) -> str:
        """What it noted."""
        path = self.folder / "mainlog"
        return path.read_text("utf-8", errors="replace") if path.exists() else ""

    def until(self, true: Callable[[], bool], *, runs: Callable[[], bool] = lambda: True) -> None:
        """Waits for something to become true; fails with the log when it does not."""
        pause, end = Event(), time.monotonic() + WITHIN
        while not true():
            if not runs() or time.monotonic() > end:
                said = (self.folder / "out").read_text("utf-8", errors="replace")
                pytest.fail(f"exim4 said: {said} {self.log()[-2000:]}")
            pause.wait(0.05)

    def _mails(self) -> Iterator[EmailMessage]:
        for path in (self.folder / "mail" / "new").glob("*"):
            yield read(path.read_bytes())


def program() -> str | None:
    """Where exim4 is; Debian keeps it out of the PATH of people."""
    return shutil.which("exim4") or shutil.which("exim4", path="/usr/sbin")


@contextmanager
def running() -> Iterator[Exim]:
    """A server that ends with the block; skips the test where there is none to run."""
    exim = program()
    if exim is None:
        pytest.skip("no exim4 on this machine; Debian has it in exim4-daemon-light")
    # Its own folder, because pytest's is closed to other users, and exim delivers as a lesser one.
    folder = Path(tempfile.mkdtemp(prefix="miz-exim-"))
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    certificate, key = certify(folder, LOOPBACK)
    ports = _free_ports()
    macros = {
        "EXIM": exim,
        "USER": user.pw_uid,
        "GROUP": user.pw_gid,
        "FOLDER": folder,
        "ADDRESS": LOOPBACK,
        "STARTTLS": ports[0],
        "TLS": ports[1],
        "CERTIFICATE": certificate,
        "KEY": key,
        "LOGIN": USER,
        "PASSWORD": PASSWORD,
    }
    named = "".join(f"MIZ_{name} = {value}\n" for name, value in macros.items())
    (folder / "conf").write_text(named + CONFIGURATION, encoding="utf-8")
    for path in (folder, certificate, key, folder / "conf"):
        os.chown(path, user.pw_uid, user.pw_gid)
    try:
        with _started(exim, folder, user) as process:
            found = Exim(folder, ports, certificate)
            found.until(lambda: "listening" in found.log(), runs=lambda: process.poll() is None)
            yield found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(
    exim: str, folder: Path, user: pwd.struct_passwd
) -> "Iterator[subprocess.Popen[bytes]]":
    lesser = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(
            [exim, "-C", str(folder / "conf"), "-bdf"],
            cwd=folder,
            stdout=out,
            stderr=out,
            start_new_session=True,
            **(lesser if os.geteuid() == 0 else {}),  # type: ignore[call-overload]
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(WITHIN)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # those that still deliver


def _free_ports() -> tuple[int, int]:
    """Two ports that were free a moment ago: exim cannot be told to choose."""
    with socket.socket() as first, socket.socket() as second:
        for one in (first, second):
            one.bind((LOOPBACK, 0))
        return first.getsockname()[1], second.getsockname()[1]
