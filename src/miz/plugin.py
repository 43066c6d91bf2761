"""What a plugin author uses: the hook marker, the slots, and the registry of providers.

A provider is a name for a way to fill a slot. It is built only when ``miz.toml`` names it.
"""

import difflib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import pluggy
from attrs import define, field, frozen, has

from miz.errors import ConfigError
from miz.ports.antivirus import Antivirus
from miz.ports.automation import OfficeAutomation
from miz.ports.channels import Channel
from miz.ports.clocks import Clock
from miz.ports.dates import DateWords
from miz.ports.documents import Documents
from miz.ports.gatelink import Uplink
from miz.ports.gates import LaneDevices
from miz.ports.holidays import Holidays
from miz.ports.ids import Ids
from miz.ports.papers import Papers
from miz.ports.passwords import Passwords
from miz.ports.pictures import Pictures
from miz.ports.printing import Press
from miz.ports.signing import Signer
from miz.ports.storage import Storage
from miz.ports.vaults import Vault

PROJECT = "miz"
hookimpl = pluggy.HookimplMarker(PROJECT)
P = TypeVar("P")
S = TypeVar("S")


@frozen
class Slot(Generic[P]):
    """A place for one part of miz, with the section of ``miz.toml`` that fills it."""

    name: str
    default: str


CLOCK: Slot[Clock] = Slot("clock", "system")
IDS: Slot[Ids] = Slot("ids", "random")
VAULT: Slot[Vault] = Slot("vault", "keyfile")
PASSWORDS: Slot[Passwords] = Slot("passwords", "argon2")
PICTURES: Slot[Pictures] = Slot("pictures", "pillow")
PAPERS: Slot[Papers] = Slot("papers", "pikepdf")
ANTIVIRUS: Slot[Antivirus] = Slot("antivirus", "none")
PRESS: Slot[Press] = Slot("press", "pillow")
HOLIDAYS: Slot[Holidays] = Slot("holidays", "iran")
DATES: Slot[DateWords] = Slot("dates", "persian")
AUTOMATION: Slot[OfficeAutomation] = Slot("automation", "folder")
DOCUMENTS: Slot[Documents] = Slot("documents", "files")
STORAGE: Slot[Storage] = Slot("storage", "sqlite")
SIGNER: Slot[Signer] = Slot("signer", "ed25519")
UPLINK: Slot[Uplink] = Slot("uplink", "http")
CHANNEL: Slot[Channel] = Slot("channel", "console")
LANE: Slot[LaneDevices] = Slot("lane", "simulated")
SLOTS: tuple[Slot[Any], ...] = (
    CLOCK, IDS, VAULT, PASSWORDS, PICTURES, PAPERS, ANTIVIRUS, PRESS, HOLIDAYS, DATES,
    SIGNER, AUTOMATION, DOCUMENTS, STORAGE, CHANNEL, LANE, UPLINK,
)  # fmt: skip


@define
class Parts:
    """The parts built so far, for a provider that needs another one (a storage its vault)."""

    data: Path
    _built: dict[str, Any] = field(factory=dict)

    def __getitem__(self, slot: Slot[P]) -> P:
        try:
            return cast("P", self._built[slot.name])
        except KeyError as error:
            raise ConfigError(f"The part {slot.name} is not built yet at this point.") from error

    def folder(self) -> Path:
        """The data folder, made for its owner alone when it is missing."""
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ConfigError(
                f"[miz] data: {self.data} cannot be made ({error.strerror}); name another folder.",
                code="config.data",
            ) from error
        return self.data

    def put(self, slot: Slot[P], part: P) -> P:
        """Remembers a built part."""
        self._built[slot.name] = part
        return part


@frozen
class Provider(Generic[P, S]):
    """One way to fill a slot."""

    slot: Slot[P]
    name: str
    settings: type[S]
    build: Callable[[S, Parts], P]
    summary: str
    upgrade: Callable[[S, Parts], str] | None = None


@frozen
class NoSettings:
    """For a provider that needs none."""


@define
class Registry:
    """All providers that plugins brought."""

    _providers: dict[tuple[str, str], Provider[Any, Any]] = field(factory=dict)

    def provide(
        self,
        slot: Slot[P],
        name: str,
        *,
        settings: type[S],
        build: Callable[[S, Parts], P],
        summary: str,
        upgrade: Callable[[S, Parts], str] | None = None,
    ) -> None:
        """Offers a way to fill the slot; ``settings`` is an attrs class, checked from TOML.

        ``upgrade`` brings stored data to this version, for `miz upgrade`, and says which it is.
        """
        if (slot.name, name) in self._providers:
            raise ConfigError(
                f"Two plugins provide {slot.name} {name!r}; remove one.", code="plugin.twice"
            )
        if not has(settings):
            raise ConfigError(
                f"The settings of {slot.name} {name!r} are no attrs class.", code="plugin.settings"
            )
        self._providers[slot.name, name] = Provider(slot, name, settings, build, summary, upgrade)

    def find(self, slot: Slot[P], name: str) -> Provider[P, Any]:
        """The provider of that name, or a ConfigError with the nearest name."""
        found = self._providers.get((slot.name, name))
        if found is None:
            raise ConfigError(
                f"No plugin provides {slot.name} {name!r}. {self._hint(slot, name)}",
                code="plugin.unknown",
            )
        return found

    def __iter__(self) -> Iterator[Provider[Any, Any]]:
        return iter(self._providers.values())

    def _hint(self, slot: Slot[Any], name: str) -> str:
        names = [known for where, known in self._providers if where == slot.name]
        near = difflib.get_close_matches(name, names, n=1)
        if near:
            return f"Did you mean {near[0]!r}?"
        return f"Known: {', '.join(sorted(names)) or 'none; is the plugin installed and listed?'}"
