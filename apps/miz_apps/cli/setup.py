"""Commands that set up: init, upgrade."""

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from miz import Actor, Permission, Role
from miz.bootstrap import upgrade
from miz.config import FILE_NAME
from miz.domain.values import Text, parse_login
from miz.errors import ConfigError
from miz.usecases.staff import SHORTEST_PASSWORD, check_password
from miz_apps.cli.opening import opened

Commands = Any
TEMPLATE = """\
# miz: who fills each place. `miz plugins` lists the providers, `miz check` tests this file.
[miz]
data = "miz-data"        # keys, database and pictures; back up keys and database apart
# plugins = ["acme"]     # installed third-party plugins that may take part

[storage]
provider = "sqlite"      # or "postgresql" with url = { env = "MIZ_DATABASE" }

[documents]
provider = "files"

[channels.sms]
provider = "console"     # shows notices here until a provider is named

# One section a lane; the identities of lanes stand on the administration page.
# [lanes.0192f0…]
# provider = "serial"
# reader = "/dev/ttyUSB0"
# board = "/dev/ttyUSB1"

[web]
# bind = "127.0.0.1:8000"
# hosts = ["miz.example.ir"]        # names under which browsers know it
# trusted_proxies = ["127.0.0.1"]   # the TLS proxy in front
# embed = ["https://www.example.ir"]        # sites that may show the portal in a frame
# public_url = "https://miz.example.ir"     # where the codes on a kiosk lead citizens
"""


def add(commands: Commands) -> None:
    """Adds the commands."""
    init = commands.add_parser(
        "init",
        help="set up an office: configuration, site, first administrator",
        description="Writes miz.toml if there is none, makes the database, the keys, one site "
        "and one administrator. Nothing is overwritten.",
    )
    init.add_argument("--organisation", required=True, help="its name in Persian")
    init.add_argument("--organisation-en", default="", help="its name in English")
    init.add_argument("--site", default="ساختمان مرکزی", help="the site's name")
    init.add_argument("--admin", default="admin", metavar="LOGIN", help="sign-in name")
    init.add_argument(
        "--password-file", type=Path, metavar="FILE", help="first line is the password (else asked)"
    )
    init.set_defaults(run=_init)
    upgrade = commands.add_parser(
        "upgrade",
        help="bring the database to this version of miz",
        description="Applies what the new version changed in the database. Stop miz and copy its "
        "data folder first.",
    )
    upgrade.set_defaults(run=_upgrade)


def _init(chosen: argparse.Namespace) -> int:
    login = parse_login(chosen.admin)
    password = check_password(_password(chosen.password_file), login=login)
    organisation = Text.parse(chosen.organisation, chosen.organisation_en)
    name = Text.parse(chosen.site)
    target = chosen.config or Path(FILE_NAME)
    if not target.exists():
        target.write_text(TEMPLATE, encoding="utf-8")
        print(f"wrote {target}")
    chosen.config = target
    _upgrade(chosen)
    with opened(chosen) as core:
        if core.storage.read(lambda uow: uow.sites.all()):
            raise ConfigError("An office is set up here already; add users on the admin page.")
        site = core.places.found(
            organisation=organisation,
            name=name,
        )
        setter = Actor.system(site.id, Permission.MANAGE_STAFF, name="init")
        core.staff.hire(
            actor=setter,
            login=login,
            name=login,
            roles=[Role.ADMIN],
            password=password,
        )
    print(f"The office is ready. Run `miz serve` and sign in as {chosen.admin}.")
    return 0


def _password(file: Path | None) -> str:
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").splitlines()[0]
        except (OSError, IndexError) as error:
            raise ConfigError(f"{file} has no password in its first line.") from error
    if not sys.stdin.isatty():
        raise ConfigError("Name a --password-file, or run this where it can ask.")
    return getpass.getpass(f"Password for the administrator ({SHORTEST_PASSWORD} or more): ")


def _upgrade(chosen: argparse.Namespace) -> int:
    for line in upgrade(chosen.config):
        print(line)
    return 0
