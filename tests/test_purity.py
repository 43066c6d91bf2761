"""Each room of the house imports only what its row in CONTRIBUTING.md allows."""

import ast
import sys
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

import pytest
from attrs import frozen

HOUSE = Path(__file__).resolve().parent.parent


@frozen
class Room:
    """A folder, the third parties and packages it may import, and modules it may not for all that.

    The standard library and the room's own package are always allowed.
    """

    folder: str
    may: AbstractSet[str]
    but_not: AbstractSet[str] = frozenset()

    def strangers(self, source: str) -> set[str]:
        """Return the dotted names that `source` imports although this room may not."""
        return {name for name in imported(source) if not self.welcomes(name)}

    def welcomes(self, name: str) -> bool:
        """Tell whether the dotted `name` may be imported here."""
        if any(f"{name}.".startswith(f"{module}.") for module in self.but_not):
            return False
        top = name.partition(".")[0]
        return top in sys.stdlib_module_names or top in self.may or top == Path(self.folder).name


CORE = Room("src/miz", may={"attr", "attrs", "pluggy"})
ADAPTERS = Room(
    "adapters/miz_adapters",
    may={
        *{"attrs", "miz"},
        *{"alembic", "psycopg", "sqlalchemy"},
        *{"fontpkg", "PIL", "persiantools", "zxingcpp"},
        *{"argon2", "cryptography"},
        *{"aiosmtplib", "serial", "urllib3"},
        "msgspec",  # keeps aggregates as JSON
        *{"holidays", "pikepdf"},
        *{"insightface", "numpy", "onnx", "onnxruntime"},
        *{"nbis", "osdp_sys"},
    },
    but_not={"miz.plugin"},
)
PLUGINS = Room("plugins/miz_plugins", may={"attrs", "miz", "miz_adapters"})
APPS = Room(
    "apps/miz_apps",
    may={
        *{"attrs", "miz"},
        *{"falcon", "gunicorn", "limits", "msgspec", "uvloop"},
        *{"babel", "brotli", "fontTools", "fontpkg", "heroicons", "jinja2", "markupsafe"},
        *{"persiantools", "structlog", "tomli_w"},
        "PIL",  # draws the demo's portraits
    },
)
CONTRACTS = Room("contracts/miz_contracts", may={"attrs", "hypothesis", "miz", "pytest"})
DOORSTEP = Room("apps/__main__.py", may=frozenset())
ROOMS = [CORE, ADAPTERS, PLUGINS, APPS, CONTRACTS, DOORSTEP]


def imported(source: str) -> Iterator[str]:
    """Yield the dotted name of all that `source` imports, `from a import b` as a.b."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules(folder: Path) -> list[Path]:
    """Return the Python files in `folder`, or `folder` itself if it is one."""
    return sorted(folder.rglob("*.py")) or [folder]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.folder)
def test_a_room_imports_only_what_its_row_allows(room: Room) -> None:
    """Every module of a room keeps to the room's row, so that a newcomer can trust the map."""
    strangers = {
        str(path.relative_to(HOUSE)): found
        for path in modules(HOUSE / room.folder)
        if (found := room.strangers(path.read_text("utf-8")))
    }

    assert {} == strangers


@pytest.mark.parametrize(
    ("room", "line", "stranger"),
    [
        (CORE, "import sqlalchemy as sa", "sqlalchemy"),
        (CORE, "def build():\n    from miz_adapters.sql import Sql", "miz_adapters.sql.Sql"),
        (ADAPTERS, "from miz import plugin", "miz.plugin"),
        (ADAPTERS, "from miz.plugin import hookimpl", "miz.plugin.hookimpl"),
        (ADAPTERS, "import falcon.asgi", "falcon.asgi"),
        (PLUGINS, "import serial", "serial"),
        (APPS, "from miz_plugins import console", "miz_plugins.console"),
        (CONTRACTS, "import miz_adapters", "miz_adapters"),
        (DOORSTEP, "import attrs", "attrs"),
    ],
)
def test_a_stranger_is_found(room: Room, line: str, stranger: str) -> None:
    """A planted import that breaks the row is named, wherever in the module it stands."""

    assert {stranger} == room.strangers(line)


@pytest.mark.parametrize(
    ("room", "line"),
    [
        (CORE, "from attrs import frozen; import tomllib; from miz.domain import visits"),
        (ADAPTERS, "from miz.ports.storage import Storage; import sqlalchemy"),
        (PLUGINS, "from miz.plugin import hookimpl; import miz_adapters.sql"),
    ],
)
def test_a_guest_is_welcome(room: Room, line: str) -> None:
    """What the row allows passes, and so does a module whose name only begins like a banned one."""

    assert set() == room.strangers(line)
    assert ADAPTERS.welcomes("miz.plugins_seen")
