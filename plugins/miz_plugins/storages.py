"""Where records and pictures are kept."""

from pathlib import Path

from attrs import frozen

from miz import hookimpl
from miz.config import Secret
from miz.plugin import DOCUMENTS, STORAGE, VAULT, NoSettings, Parts, Registry
from miz.ports.documents import Documents
from miz.ports.storage import Storage


@frozen
class Sqlite:
    """One file beside the keys; made when missing."""

    path: Path = Path("miz.db")


@frozen
class Postgresql:
    """A server; ``url`` is a secret, since it holds the password."""

    url: Secret


@frozen
class Folder:
    """A folder below the data folder."""

    path: Path = Path("documents")


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers these providers."""
    registry.provide(
        STORAGE,
        "sqlite",
        settings=Sqlite,
        build=_sqlite,
        summary="one file, one process",
        upgrade=_upgrade_sqlite,
    )
    registry.provide(
        STORAGE,
        "postgresql",
        settings=Postgresql,
        build=_postgresql,
        summary="a server, several processes",
        upgrade=_upgrade_postgresql,
    )
    registry.provide(
        STORAGE, "memory", settings=NoSettings, build=_memory, summary="forgotten at the end"
    )
    registry.provide(
        DOCUMENTS,
        "files",
        settings=Folder,
        build=_files,
        summary="a sealed, content-addressed folder",
    )
    registry.provide(
        DOCUMENTS, "memory", settings=NoSettings, build=_shelf, summary="forgotten at the end"
    )


def _sqlite(settings: Sqlite, parts: Parts) -> Storage:
    from miz_adapters.sql import SqlStorage

    path = _path(settings, parts)
    url = f"sqlite:///{path}"
    if path.exists():
        return SqlStorage(url, vault=parts[VAULT])
    return SqlStorage.create(url, vault=parts[VAULT])


def _upgrade_sqlite(settings: Sqlite, parts: Parts) -> str:
    from miz_adapters.sql import SqlStorage

    return SqlStorage.upgrade(f"sqlite:///{_path(settings, parts)}")


def _path(settings: Sqlite, parts: Parts) -> Path:
    return (parts.folder() / settings.path).absolute()


def _postgresql(settings: Postgresql, parts: Parts) -> Storage:
    from miz_adapters.sql import SqlStorage

    return SqlStorage(settings.url, vault=parts[VAULT])


def _upgrade_postgresql(settings: Postgresql, _: Parts) -> str:
    from miz_adapters.sql import SqlStorage

    return SqlStorage.upgrade(settings.url)


def _memory(_: NoSettings, parts: Parts) -> Storage:
    from miz_adapters.memory import MemoryStorage

    return MemoryStorage(vault=parts[VAULT])


def _files(settings: Folder, parts: Parts) -> Documents:
    from miz_adapters.files import FileDocuments

    return FileDocuments(parts.folder() / settings.path, vault=parts[VAULT])


def _shelf(_: NoSettings, __: Parts) -> Documents:
    from miz_adapters.memory import MemoryDocuments

    return MemoryDocuments()
