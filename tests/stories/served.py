"""`miz serve` on SQLite as a process of its own, with a worker that can be killed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGKILL

import httpx
from attrs import frozen

from miz import Actor, Core, Permission, Role, open_core
from miz.domain.admissions import IdentificationMethod
from miz.domain.ids import HostId, ServiceId
from miz.domain.people import Identity, PersonKind
from miz.domain.places import LaneFlow
from miz.domain.values import Mobile, PersonName, Text
from tests.office import national_id
from tests.stories.demo import end_group, free_port

CONFIG = """
[miz]
data = "{data}"
[channels.sms]
provider = "file"
[lanes]
[web]
bind = "127.0.0.1:{port}"
https = false
"""
PATIENCE = 30.0


@frozen
class Bench:
    """An office on disk, ready to be served."""

    folder: Path
    port: int
    key: str
    lane_in: str
    lane_out: str
    slips: Sequence[str]

    @property
    def config(self) -> Path:
        """Its miz.toml."""
        return self.folder / "miz.toml"

    def core(self) -> Core:
        """The same data, opened here; only while no server runs."""
        return open_core(self.config)


def furnish(folder: Path, *, slips: int) -> Bench:
    """A site with a lane in and out, a device key, a host, and visitors who hold slips."""
    port = free_port()
    text = CONFIG.format(port=port, data=folder / "data")
    (folder / "miz.toml").write_text(text, encoding="utf-8")
    with open_core(folder / "miz.toml") as core:
        site = core.places.found(organisation=Text("سازمان"), name=Text("مرکز"))
        actor = Actor.system(site.id, *Permission)
        gate = core.places.add_gate(actor=actor, name=Text("درب"))
        lanes = [
            core.places.add_lane(actor=actor, gate=gate.id, name=Text(flow.value), flow=flow)
            for flow in (LaneFlow.IN, LaneFlow.OUT)
        ]
        device = core.staff.hire(actor=actor, login="gate", name="gate", roles=[Role.GATE])
        key = core.doors.issue_key(actor=actor, user=device.id).token
        codes = _slips(core, actor, slips)
    return Bench(folder, port, key, lanes[0].id, lanes[1].id, codes)


def _slips(core: Core, actor: Actor, count: int) -> list[str]:
    unit = core.catalogue.add_unit(actor=actor, name=Text("مالی"))
    host = core.catalogue.add_host(
        actor=actor,
        unit=unit.id,
        name=PersonName.parse("الهام", "نوری"),
        mobile=Mobile.parse("09121112233"),
    )
    service = core.catalogue.add_service(
        actor=actor, code="1", title=Text("خدمت"), category="information", minutes=1440
    )
    return [_slip(core, actor, n, host=host.id, service=service.id) for n in range(count)]


def _slip(core: Core, actor: Actor, number: int, *, host: HostId, service: ServiceId) -> str:
    identity = Identity(
        PersonKind.IRANIAN, PersonName.parse("مریم", "کاظمی"), national_id=national_id(number)
    )
    visit = core.reception.arrive(
        actor=actor,
        person=core.files.register(actor=actor, identity=identity).id,
        host=host,
        service=service,
        identified_by=IdentificationMethod.NATIONAL_CARD,
    )
    core.reception.admit(actor=actor, visit=visit.id)
    return core.reception.hand_slip(actor=actor, visit=visit.id).code


@frozen
class Server:
    """A running server."""

    process: "subprocess.Popen[bytes]"
    base: str

    def worker(self) -> int | None:
        """The process that owns the database now, or None between two of them."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = children.read_text().split()
        return int(found[-1]) if found else None

    def kill_worker(self) -> bool:
        """kill -9, as a power cut or the kernel would; says whether somebody was there."""
        worker = self.worker()
        if worker is None:
            return False
        with suppress(ProcessLookupError):
            os.kill(worker, SIGKILL)
            return True
        return False

    def wait(self, path: str = "/healthz") -> None:
        """Returns when it answers."""
        end = time.monotonic() + PATIENCE
        with httpx.Client(transport=httpx.HTTPTransport(retries=6), timeout=5) as client:
            while time.monotonic() < end:
                with suppress(httpx.HTTPError):
                    if client.get(f"{self.base}{path}").status_code == 200:
                        return
        raise AssertionError("the server does not answer")


@contextmanager
def serving(bench: Bench) -> Iterator[Server]:
    """The server, until the block ends."""
    log = (bench.folder / "server.log").open("ab")
    command = [sys.executable, "-m", "miz_apps.cli", "--config", str(bench.config), "serve"]
    process = subprocess.Popen(
        command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
    )
    server = Server(process, f"http://127.0.0.1:{bench.port}")
    try:
        server.wait()
        yield server
    finally:
        end_group(process)
        log.close()
