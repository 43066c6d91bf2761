"""The name and the settings by which miz.toml chooses a turnstile by Acme."""

import time
from collections.abc import Callable

from attrs import frozen

from miz.plugin import CLOCK, LANE, Parts, Registry, hookimpl
from miz.ports.gates import LaneDevices


@frozen
class Settings:
    """Where the turnstile is; ``answer_within`` is how many seconds it has for an answer."""

    host: str
    port: int = 4370
    answer_within: float = 0.5


def open_lane(settings: Settings, clock: Callable[[], float] = time.monotonic) -> LaneDevices:
    """The devices of one lane; nothing is opened before it is used."""
    from acme_turnstile.devices import Barrier, Reader, Sensor  # noqa: PLC0415 - only when named
    from acme_turnstile.link import Link  # noqa: PLC0415

    link = Link(settings.host, settings.port, answer_within=settings.answer_within, clock=clock)
    return LaneDevices(Reader(link, clock=clock), Barrier(link), Sensor(link))


def _build(settings: Settings, parts: Parts) -> LaneDevices:
    return open_lane(settings, parts[CLOCK].monotonic)


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers the turnstile as a lane."""
    registry.provide(LANE, "acme", settings=Settings, build=_build, summary="turnstile by Acme")
