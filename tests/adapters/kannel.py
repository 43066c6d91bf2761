"""A Kannel gateway and an SMS centre for one test: started here, thrown away afterwards."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from urllib.parse import unquote_to_bytes

import pytest
from attrs import frozen

PASSWORD = "kannel-s3cret"
START_WITHIN = 30.0
"""Seconds for each program to say that it is ready."""
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
_CENTRE = Path("/usr/lib/kannel/test/fakesmsc")
_GOT = re.compile(
    rb"Got message \d+: <(?P<sender>\S+) (?P<to>\S+)"
    rb" (?:udh (?P<udh>\S+) )?(?:data|ucs-2) (?P<data>\S*)>"
)
_CONFIGURATION = """
group = core
admin-port = {admin}
admin-password = {password}
smsbox-port = {box}
log-file = {folder}/bearerbox.log
log-level = 0
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = centre
port = {centre}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {box}
sendsms-port = {http}
sendsms-interface = 127.0.0.1
log-file = {folder}/smsbox.log
log-level = 0

group = sendsms-user
username = miz
password = {password}
concatenation = true
max-messages = 20

group = sms-service
keyword = default
text = no
max-messages = 0
"""


@frozen
class Part:
    """One message as the centre got it: UCS-2, with a header where it is one of several."""

    sender: str
    to: str
    header: bytes
    data: bytes


def joined(parts: Sequence[Part]) -> str:
    """What a phone shows. Kannel may cut an emoji in half; it becomes whole again here."""
    return b"".join(part.data for part in parts).decode("utf-16-be")


@frozen
class Kannel:
    """A gateway that listens for HTTP on ``port``."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Where messages are handed in."""
        return f"http://127.0.0.1:{self.port}/cgi-bin/sendsms"

    def arrived(self, count: int) -> list[Part]:
        """What the centre got, once there are so many parts."""
        log = self.folder / "fakesmsc.log"
        until(lambda: len(_GOT.findall(log.read_bytes())) >= count, log)
        return [_part(found) for found in _GOT.finditer(log.read_bytes())]


def _part(found: re.Match[bytes]) -> Part:
    data = unquote_to_bytes(found["data"].replace(b"+", b"%20"))
    header = unquote_to_bytes(found["udh"] or b"")
    return Part(found["sender"].decode(), found["to"].decode(), header, data)


@contextmanager
def kannel(folder: Path) -> Iterator[Kannel]:
    """A gateway that ends with the block; skips the test where Kannel is missing."""
    bearerbox, smsbox = (shutil.which(name, path=_PATH) for name in ("bearerbox", "smsbox"))
    if bearerbox is None or smsbox is None or not _CENTRE.exists():
        pytest.skip("no Kannel on this machine: install the packages kannel and kannel-extras")
    admin, box, centre, http = free_ports(4)
    configuration = folder / "kannel.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            admin=admin, box=box, centre=centre, http=http, folder=folder, password=PASSWORD
        )
    )
    with ExitStack() as stack:
        stack.enter_context(running(folder, bearerbox, str(configuration)))
        until(lambda: answers(box) and answers(centre), folder / "bearerbox.out")
        words = ["-H", "127.0.0.1", "-r", str(centre), "-m", "0", "1 2 text unused"]
        stack.enter_context(running(folder, str(_CENTRE), *words))
        log = folder / "bearerbox.log"
        # The first connection was the question whether anybody listens.
        until(lambda: log.read_bytes().count(b"Fakesmsc client connected") > 1, log)
        stack.enter_context(running(folder, smsbox, str(configuration)))
        until(lambda: answers(http), folder / "smsbox.out")
        yield Kannel(folder, http)


@contextmanager
def running(folder: Path, program: str, *words: str) -> Iterator[None]:
    """A program until the block ends; what it prints goes into a file."""
    name = Path(program).name
    with (folder / f"{name}.{'log' if name == _CENTRE.name else 'out'}").open("wb") as out:
        process = subprocess.Popen([program, *words], cwd=folder, stdout=out, stderr=out)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(START_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses at this moment."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
    except OSError:
        return False
    return True


def until(ready: Callable[[], bool], log: Path) -> None:
    """Waits for a condition; tells what the program printed when it does not come true."""
    pause, deadline = Event(), time.monotonic() + START_WITHIN
    while not ready():
        if time.monotonic() > deadline:
            pytest.fail(f"Kannel does not go on: {log.read_text(errors='replace')[-2000:]}")
        pause.wait(0.02)
