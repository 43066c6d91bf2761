"""``miz.toml``: read, checked against what providers declare, and never guessed.

Unknown keys are errors that name the key, its place and the nearest known one.
A secret is written as ``{ env = "NAME" }`` or ``{ file = "path" }``.
"""

import difflib
import os
import tomllib
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, Union

from attrs import NOTHING, field, fields, frozen, resolve_types

from miz.domain.slipkeys import GENERATIONS
from miz.errors import ConfigError

S = TypeVar("S")
FILE_NAME = "miz.toml"
ANY_LANE = "*"
IN_MEMORY: Mapping[str, Any] = {
    "vault": {"provider": "memory"},
    "storage": {"provider": "memory"},
    "documents": {"provider": "memory"},
}
"""A configuration that leaves nothing behind: for first steps and for tests."""


class Secret(str):
    """A text that does not show itself in tracebacks and logs."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret('…')"


@frozen
class General:
    """The section ``[miz]``: where data lives and which installed plugins may take part."""

    data: Path = Path("miz-data")
    plugins: tuple[str, ...] = ()


@frozen
class Slips:
    """The section ``[slips]``: what number stands on a slip (docs/decisions/0014).

    ``handle``: the request's code or twenty digits, looked up on the server. ``signed``: forty
    digits that the slip's own gate verifies while the server is away; ``generation`` is raised
    when a gate was stolen with its keys.
    """

    form: str = field(default="handle")
    generation: int = field(default=0)

    @form.validator
    def _is_known(self, _: object, form: str) -> None:
        if form not in {"handle", "signed"}:
            raise ValueError('form is "handle" or "signed"')

    @generation.validator
    def _within(self, _: object, generation: int) -> None:
        if not 0 <= generation < GENERATIONS:
            raise ValueError(f"generation is 0 to {GENERATIONS - 1}")


@frozen
class Section:
    """A part of the file: which provider fills a slot, and its settings as written."""

    place: str
    provider: str
    raw: Mapping[str, Any] = field(factory=dict, repr=False)


@frozen
class Config:
    """The whole file, with the sections still as written."""

    general: General = General()
    sections: Mapping[str, Section] = field(factory=dict)
    channels: Mapping[str, Section] = field(factory=dict)
    lanes: Mapping[str, Section] = field(factory=lambda: {ANY_LANE: Section("lanes", "simulated")})
    web: Mapping[str, Any] = field(factory=dict)
    slips: Slips = Slips()
    source: str = "defaults"

    def section(self, slot: str, default: str) -> Section:
        """What the file says of a slot, or the default provider without settings."""
        return self.sections.get(slot, Section(f"[{slot}]", default))

    @property
    def remote(self) -> Section | None:
        """Where a gate's machine finds its server; None for everything else."""
        return self.sections.get("uplink")

    def lane(self, lane: str) -> Section | None:
        """The devices of a lane: its own section, else ``[lanes."*"]``."""
        return self.lanes.get(lane) or self.lanes.get(ANY_LANE)


SINGLE = (
    *("clock", "ids", "vault", "passwords", "pictures", "papers", "antivirus", "press"),
    *("holidays", "dates", "automation", "documents", "storage", "signer", "uplink"),
)
SEVERAL = ("channels", "lanes")
TOP = ("miz", "web", "slips", *SINGLE, *SEVERAL)


def load(path: Path) -> Config:
    """The configuration in a file."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read: {error.strerror}.", code="config.unreadable"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no TOML: {error}.", code="config.syntax") from error
    return parse(raw, source=str(path))


def parse(raw: Mapping[str, Any], *, source: str = "settings") -> Config:
    """The configuration in a mapping, as TOML gives it."""
    _known(raw, TOP, place=source)
    return Config(
        general=settings(General, raw.get("miz", {}), place="[miz]"),
        sections={name: _section(name, raw[name]) for name in SINGLE if name in raw},
        channels=_several("channels", raw.get("channels", {})),
        lanes=_several("lanes", raw.get("lanes", {})),
        web=_table(raw.get("web", {}), place="[web]"),
        slips=settings(Slips, raw.get("slips", {}), place="[slips]"),
        source=source,
    )


def settings(cls: type[S], raw: Any, *, place: str) -> S:
    """An attrs settings class from a table; types are checked, not converted (but Path).

    A field may be a number, text, truth value, Path, Secret, list of one of these, or a table
    of names to one of them, as in ``Mapping[str, Secret]``; any of them or None.
    """
    table = _table(raw, place=place)
    declared = {attribute.name: attribute for attribute in fields(resolve_types(cls))}  # type: ignore[type-var, arg-type]
    _known(table, tuple(declared), place=place)
    for name, attribute in declared.items():
        if name not in table and attribute.default is NOTHING:
            raise ConfigError(f"{place} lacks {name!r}; add it.", code="config.missing")
    values = {
        name: _value(raw_value, declared[name].type, place=f"{place} {name}")
        for name, raw_value in table.items()
    }
    try:
        return cls(**values)
    except (ValueError, TypeError) as error:
        raise ConfigError(f"{place}: {error}.", code="config.value") from error


def _section(name: str, raw: Any) -> Section:
    place = f"[{name}]"
    table = dict(_table(raw, place=place))
    provider = table.pop("provider", None)
    if not isinstance(provider, str):
        raise ConfigError(f'{place} lacks provider = "…"; name one.', code="config.missing")
    return Section(place, provider, table)


def _several(group: str, raw: Any) -> Mapping[str, Section]:
    table = _table(raw, place=f"[{group}]")
    return {name: _section(f"{group}.{name}", inner) for name, inner in table.items()}


def _table(raw: Any, *, place: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise ConfigError(f"{place} must be a table.", code="config.type")
    return raw


def _known(table: Mapping[str, Any], names: tuple[str, ...], *, place: str) -> None:
    for key in table:
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names) or 'none'}"
            raise ConfigError(f"{place} has an unknown key {key!r}; {hint}", code="config.key")


def _value(raw: Any, declared: Any, *, place: str) -> Any:
    wanted = _plain(declared)
    if wanted is Secret:
        return _secret(raw, place=place)
    if wanted is Path and isinstance(raw, str):
        return Path(raw)
    if wanted is float and isinstance(raw, int) and not isinstance(raw, bool):
        return float(raw)
    if typing.get_origin(wanted) is tuple:
        return _tuple(raw, typing.get_args(wanted)[0], place=place)
    if typing.get_origin(wanted) is Mapping:
        of = typing.get_args(wanted)[1]
        table = _table(raw, place=place)
        return {name: _value(inner, of, place=f"{place}.{name}") for name, inner in table.items()}
    if isinstance(wanted, type) and (not isinstance(raw, wanted) or _sly(raw, wanted)):
        raise ConfigError(
            f"{place} must be {wanted.__name__}, not {type(raw).__name__}.", code="config.type"
        )
    return raw


def _tuple(raw: Any, of: type, *, place: str) -> tuple[Any, ...]:
    if not isinstance(raw, list | tuple) or not all(isinstance(item, of) for item in raw):
        raise ConfigError(f"{place} must be a list of {of.__name__}.", code="config.type")
    return tuple(raw)


def _sly(raw: Any, wanted: type) -> bool:
    return isinstance(raw, bool) and wanted is not bool


def _plain(declared: Any) -> Any:
    """The type without its None."""
    if typing.get_origin(declared) in {Union, types.UnionType}:
        inner = [arg for arg in typing.get_args(declared) if arg is not type(None)]
        return inner[0] if len(inner) == 1 else object
    return declared


def _secret(raw: Any, *, place: str) -> Secret:
    match raw:
        case {"env": str(name), **rest} if not rest:
            text = os.environ.get(name)
            if text is None:
                raise ConfigError(f"{place}: set the variable {name}.", code="config.secret")
            return Secret(text)
        case {"file": str(name), **rest} if not rest:
            try:
                return Secret(Path(name).read_text(encoding="utf-8").strip())
            except (OSError, UnicodeDecodeError) as error:
                why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
                raise ConfigError(
                    f"{place}: {name} cannot be read: {why}.", code="config.secret"
                ) from error
    raise ConfigError(
        f'{place} is a secret: write {{ env = "NAME" }} or {{ file = "path" }}.',
        code="config.secret",
    )
