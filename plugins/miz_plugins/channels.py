"""Channels for first days: what would be sent is shown on the console or kept in a file."""

import sys
from pathlib import Path

from attrs import frozen

from miz import hookimpl
from miz.domain.notices import Medium
from miz.plugin import CHANNEL, Parts, Registry
from miz.ports.channels import Channel


@frozen
class Console:
    """``medium`` says for which notices it stands in."""

    medium: str = "sms"


@frozen
class File:
    """A file of JSON lines; addresses are legible in it."""

    path: Path = Path("notices.jsonl")
    medium: str = "sms"


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers these providers."""
    registry.provide(
        CHANNEL, "console", settings=Console, build=_console, summary="prints, addresses masked"
    )
    registry.provide(
        CHANNEL, "file", settings=File, build=_file, summary="appends JSON lines to a file"
    )
    registry.provide(CHANNEL, "memory", settings=Console, build=_memory, summary="for tests")


def _console(settings: Console, _: Parts) -> Channel:
    from miz_adapters.channels import ConsoleChannel

    return ConsoleChannel(sys.stdout, Medium(settings.medium))


def _file(settings: File, parts: Parts) -> Channel:
    from miz_adapters.channels import FileChannel

    return FileChannel(parts.folder() / settings.path, Medium(settings.medium))


def _memory(settings: Console, _: Parts) -> Channel:
    from miz_adapters.channels import MemoryChannel

    return MemoryChannel(Medium(settings.medium))
