"""The command demo: a whole office in the browser, on this machine only."""

import argparse
import shutil
import socket
import threading
from pathlib import Path
from typing import Any

from attrs import frozen

from miz import Core, open_core
from miz.config import Config, parse
from miz.domain.people import Person
from miz.errors import ConfigError, MizError
from miz_apps.household import Household

Commands = Any
PORTS = range(8000, 8020)
MARK = "this-is-a-miz-demo"
DRAWN_FIRST = 30
BANNER = """\

  miz demo is ready: a sample office on this machine only.

  {base}/            sign in here (Persian; English by the switch on the page)
  {base}/portal      the citizens' portal: twelve services, requests, tracking, survey

  guard       the desk: look somebody up, print a slip, hand a card
  operator    the desk: take a request, see who waits for a result
  officer     the inbox of the licensing unit: steps, questions, results
  manager     every request of the office
  simulator   the gate: hold the slip to the reader, walk through
  wall        the live monitor: who is inside, what each lane did
  security    files, cards and the journal
  admin, auditor

  The password of all of them: {password}
  Guest cards in the box: scan (type) 04A100000001 for card 0001, and so on up to 0040

  A citizen to try the portal with, invented: national number {number}, mobile {mobile}
  (the code of a sign-in is printed here, as [sms]){codes}

  Ctrl-C ends it, `--fresh` starts over, data is in {data}
"""


def add(commands: Commands) -> None:
    """Adds the command."""
    demo = commands.add_parser(
        "demo",
        help="show everything at once: a sample office, a simulated gate, in the browser",
        description="Fills a sample office (units, services, hosts, people with drawn faces, weeks "
        "of visits and requests) on first start and serves it on loopback, with the worker and a "
        "simulated gate in the same process. No hardware, no network, no configuration.",
    )
    demo.add_argument("--port", type=int, help="port (default: the first free one from 8000)")
    demo.add_argument(
        "--data", type=Path, default=Path("demo-data"), help="folder of the demo (%(default)s)"
    )
    demo.add_argument("--fresh", action="store_true", help="forget the last demo and start over")
    demo.set_defaults(run=_demo)


@frozen
class Demo:
    """What one run of the demo was asked for."""

    data: Path
    port: int
    plugins_dir: Path | None

    @property
    def base(self) -> str:
        """The address to open."""
        return f"http://127.0.0.1:{self.port}"

    def config(self) -> Config:
        """Everything embedded, and every lane simulated."""
        return parse(
            {
                "miz": {"data": str(self.data)},
                "lanes": {"*": {"provider": "simulated"}},
                "web": {
                    "bind": f"127.0.0.1:{self.port}",
                    "https": False,
                    "log_requests": False,
                },
            },
            source="the demo",
        )


def _demo(chosen: argparse.Namespace) -> int:
    from miz_apps.web.gunicorn import Served, serve
    from miz_apps.web.options import WebOptions
    from miz_apps.web.server import make_app

    _prepare_folder(chosen.data, fresh=chosen.fresh)
    demo = Demo(chosen.data, chosen.port or _free_port(), chosen.plugins_dir)
    options = WebOptions.of(demo.config())

    def prepare() -> Served:
        core = open_core(demo.config(), plugins_dir=demo.plugins_dir)
        people = _filled(core)
        household = Household(core).start()
        _draw_in_background(core, people)
        app = make_app(core, options=options, simulated=household.rigs)
        welcome(demo, core)
        return Served(app, household.stop)

    serve(prepare, options)
    return 0


def welcome(demo: Demo, core: Core) -> None:
    """Says where to go and who may sign in: on this machine only, as the demo binds loopback."""
    from miz_apps.demo.known import MOBILE, NUMBER, codes
    from miz_apps.demo.office import PASSWORD

    shown = "".join(f"\n  {line}" for line in codes(core))
    citizen = {"number": NUMBER.digits, "mobile": MOBILE.local, "codes": shown}
    print(BANNER.format(base=demo.base, password=PASSWORD, data=demo.data, **citizen), flush=True)


def _prepare_folder(data: Path, *, fresh: bool) -> None:
    mark = data / MARK
    if data.exists() and any(data.iterdir()) and not mark.exists():
        raise ConfigError(
            f"{data} holds something that is no demo; name another folder with --data.",
            code="demo.folder",
        )
    if fresh and data.exists():
        shutil.rmtree(data)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark.touch()


def _filled(core: Core) -> list[Person]:
    """Fills an empty core; the people whose portraits are still to be drawn."""
    from miz_apps.demo.seed import draw, is_empty, seed

    if not is_empty(core):
        return []
    people = seed(core, now=core.clock.now())
    for person in people[:DRAWN_FIRST]:
        draw(core, person)
    return people[DRAWN_FIRST:]


def _draw_in_background(core: Core, people: list[Person]) -> None:
    from miz_apps.demo.seed import draw

    def work() -> None:
        try:
            for person in people:
                draw(core, person)
        except MizError:
            return  # the demo was stopped meanwhile; faces are missing then, nothing else

    threading.Thread(target=work, name="portraits", daemon=True).start()


def _free_port() -> int:
    for port in PORTS:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise ConfigError(
        f"No port from {PORTS.start} to {PORTS.stop - 1} is free; name one with --port.",
        code="demo.port",
    )
