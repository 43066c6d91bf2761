import importlib.util
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest

from miz import open_core
from miz.config import Secret
from miz.domain.people import Identity, PersonKind
from miz.domain.values import Passport, PersonName
from miz.errors import BadAnswer, Refused, Unavailable
from miz.ports.channels import Message, Receipt
from miz_adapters.memory import ManualClock
from miz_apps.work import Worker
from tests.desk_office import equip
from tests.office import CONFIG, TestParts, furnish

EXAMPLES = Path(__file__).resolve().parents[2] / "contracts" / "examples"


def test_the_one_file_examples_take_part(tmp_path: Path) -> None:
    """A folder of plugins: one listens and writes, one may forbid; the health page names them."""
    clock = ManualClock()
    config = {**CONFIG, "miz": {"data": str(tmp_path)}}
    folder = EXAMPLES / "one-file"
    with open_core(config, plugins_dir=folder, plugins=[TestParts(clock)]) as core:
        office = furnish(core, clock)
        visit = office.enter(office.slip())
        Worker(core, "w1").turn()
        lines = (tmp_path / "passages.csv").read_text(encoding="utf-8").splitlines()
        health = {name: line for name, good, line in core.health() if good}

    assert [visit.id] == [line.split(",")[2] for line in lines]
    assert "1 lines written to passages.csv" == health["passage log"]


def test_an_office_routes_by_a_rule_of_its_own(tmp_path: Path) -> None:
    """One file sends requests of foreigners to the deputy; miz decides on the rest (EDK-07)."""
    clock = ManualClock()
    config = {**CONFIG, "miz": {"data": str(tmp_path)}}
    folder = EXAMPLES / "one-file"
    with open_core(config, plugins_dir=folder, plugins=[TestParts(clock)]) as core:
        desk = equip(furnish(core, clock))
        passport = Passport.parse("AFG", "P0123456")
        name = PersonName.parse("Farid", "Ahmadi")
        identity = Identity(PersonKind.FOREIGN, name, passport=passport)
        stranger = core.files.register(actor=desk.operator, identity=identity)
        officers = [desk.taken(stranger).officer, desk.taken().officer]

    assert [desk.deputy.id, desk.office.host.id] == officers


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """acme-sms as pip installs it, in a folder of its own."""
    target = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(target), str(EXAMPLES / "acme-sms")], check=True)
    return target


def miz(installed: Path, folder: Path, *words: str) -> str:
    """What the command prints beside the installed plugin."""
    done = subprocess.run(
        [sys.executable, "-m", "miz_apps.cli", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed), "ACME_TOKEN": "t"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_an_installed_plugin_waits_to_be_listed(installed: Path, tmp_path: Path) -> None:
    """What is merely installed does not take part (threat 25)."""
    said = miz(installed, tmp_path, "plugins")

    assert "acme-sms       not listed in [miz] plugins" in said
    assert "SMS by Acme" not in said


def test_a_listed_plugin_provides(installed: Path, tmp_path: Path) -> None:
    """The same door as our own: listed, it offers its channel, and the check opens it."""
    (tmp_path / "miz.toml").write_text(
        '[miz]\nplugins = ["acme-sms"]\n[channels.sms]\nprovider = "acme"\n'
        'url = "http://127.0.0.1:9/send"\ntoken = { env = "ACME_TOKEN" }\n',
        encoding="utf-8",
    )

    assert "SMS by Acme" in miz(installed, tmp_path, "plugins")
    assert "ok   storage" in miz(installed, tmp_path, "check")


class Gateway(BaseHTTPRequestHandler):
    """A gateway that answers as the message says."""

    seen: ClassVar[list[Any]] = []

    def do_POST(self) -> None:
        """Keeps the message, answers with the status in its text."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((body, self.headers["Authorization"]))
        status = int(body["text"])
        answer = b'{"id": 7}' if status == 200 else b"nonsense"
        self.send_response(200 if status == 299 else status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def gateway() -> Iterator[str]:
    """The gateway's address."""
    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/send"
        server.shutdown()


def _acme() -> ModuleType:
    spec = importlib.util.spec_from_file_location("acme_sms", EXAMPLES / "acme-sms/acme_sms.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_example_channel_keeps_the_port(gateway: str) -> None:
    """One answer a message, in order: taken, wait, never, nonsense; the token travels."""
    acme = _acme()
    channel = acme.AcmeSms(acme.Settings(gateway, Secret("t")))
    batch = [
        Message(f"k{status}", "+989121112233", status) for status in ("200", "503", "400", "299")
    ]
    answers = channel.send(batch)

    assert Receipt("k200", "7") == answers[0]
    assert [Unavailable, Refused, BadAnswer] == [type(answer) for answer in answers[1:]]
    assert "Bearer t" == Gateway.seen[0][1]


def test_an_absent_gateway_is_unavailable() -> None:
    """A refused connection keeps the message for later."""
    acme = _acme()
    channel = acme.AcmeSms(acme.Settings("http://127.0.0.1:9/send", Secret("t")))

    assert isinstance(channel.send([Message("k", "+989121112233", "200")])[0], Unavailable)
