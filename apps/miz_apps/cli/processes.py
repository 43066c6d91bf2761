"""Commands that stay: serve, gate, work."""

import argparse
import signal
import socket
import threading
from typing import TYPE_CHECKING, Any

from attrs import evolve

from miz.bootstrap import open_core, read_config
from miz.errors import ConfigError
from miz_apps import logs
from miz_apps.cli.opening import household, is_embedded, opened, standing_alone
from miz_apps.gate.posts import Post
from miz_apps.household import Household

if TYPE_CHECKING:
    from miz_apps.web.options import WebOptions

Commands = Any
APART = "On an embedded database one process does everything; `miz serve` includes this."


def add(commands: Commands) -> None:
    """Adds the commands."""
    serve = commands.add_parser(
        "serve",
        help="run the desk, the monitor, the administration and the API",
        description="Runs the web application. On SQLite the worker and the lanes run in the "
        "same process; on PostgreSQL start `miz work` and `miz gate` beside it.",
    )
    serve.add_argument("--bind", help="address and port (default: [web] bind or 127.0.0.1:8000)")
    serve.set_defaults(run=_serve)
    gate = commands.add_parser(
        "gate",
        help="keep the lanes that miz.toml names",
        description="Keeps lanes. With [uplink] in miz.toml it is a gate's own machine: it has a "
        "journal of its own and goes on deciding while its server is away. " + APART,
    )
    gate.set_defaults(run=_gate)
    work = commands.add_parser(
        "work",
        help="deliver notices and end overdue visits",
        description="Does background work; several may run. " + APART,
    )
    work.set_defaults(run=_work)


def _serve(chosen: argparse.Namespace) -> int:
    from miz_apps.web.gunicorn import Served, serve
    from miz_apps.web.options import WebOptions
    from miz_apps.web.server import make_app

    config = read_config(chosen.config)
    options = WebOptions.of(config)
    if chosen.bind:
        options = evolve(options, bind=chosen.bind)

    _must_be_free(options)

    def prepare() -> Served:
        home = household(config, chosen.plugins_dir)
        if not home.core.storage.read(lambda uow: uow.sites.all()):
            home.stop()
            raise ConfigError("No office is set up here yet; run `miz init` first.")
        home.start()
        app = make_app(home.core, options=options, simulated=home.rigs or None)
        return Served(app, home.stop)

    serve(prepare, options)
    return 0


def _must_be_free(options: "WebOptions") -> None:
    host, _, port = options.bind.rpartition(":")
    if options.bind.startswith("unix:"):
        return
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as error:
            raise ConfigError(
                f"{options.bind} cannot be listened on ({error.strerror}); choose another by "
                "[web] bind or --bind.",
                code="config.bind",
            ) from error


def _gate(chosen: argparse.Namespace) -> int:
    config = read_config(chosen.config)
    if config.remote is None:
        return _stay(chosen, works=False, keeps_lanes=True)
    logs.configure()
    over = told_to_end()
    with Post(open_core(standing_alone(config), plugins_dir=chosen.plugins_dir), stopping=over):
        over.wait()
    return 0


def _work(chosen: argparse.Namespace) -> int:
    return _stay(chosen, works=True, keeps_lanes=False)


def _stay(chosen: argparse.Namespace, *, works: bool, keeps_lanes: bool) -> int:
    if is_embedded(read_config(chosen.config)):
        raise ConfigError(APART, code="process.embedded")
    logs.configure()
    core = opened(chosen)
    with Household(core, works=works, keeps_lanes=keeps_lanes):
        wait_for_end()
    return 0


def wait_for_end() -> None:
    """Returns on SIGTERM or SIGINT."""
    told_to_end().wait()


def told_to_end() -> threading.Event:
    """Set on SIGTERM or SIGINT."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    return over
