"""The machine's own clock, randomness, passwords and keys."""

from pathlib import Path

from attrs import frozen

from miz import hookimpl
from miz.config import Secret
from miz.plugin import (
    CLOCK,
    DATES,
    IDS,
    PASSWORDS,
    SIGNER,
    VAULT,
    NoSettings,
    Parts,
    Registry,
)
from miz.ports.clocks import Clock
from miz.ports.dates import DateWords
from miz.ports.ids import Ids
from miz.ports.passwords import Passwords
from miz.ports.signing import Signer
from miz.ports.vaults import Vault


@frozen
class KeyFile:
    """Where the keys are; the file is made when it is missing, unless ``create`` is false."""

    path: Path = Path("miz.keys")
    create: bool = True


@frozen
class Keys:
    """The keys themselves, from a secret store: ``keys = { env = "MIZ_KEYS" }``."""

    keys: Secret


@frozen
class Steady:
    """Where the time is noted, for the next start."""

    path: Path = Path("clock.json")


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers these providers."""
    registry.provide(
        CLOCK, "system", settings=NoSettings, build=_clock, summary="the machine's clock"
    )
    registry.provide(
        CLOCK, "steady", settings=Steady, build=_steady, summary="a gate's: follows its server"
    )
    registry.provide(
        IDS, "random", settings=NoSettings, build=_ids, summary="time-ordered random identities"
    )
    registry.provide(
        DATES, "persian", settings=NoSettings, build=_dates, summary="Jalali and Gregorian words"
    )
    registry.provide(
        SIGNER, "ed25519", settings=NoSettings, build=_signer, summary="Ed25519, from the vault"
    )
    registry.provide(
        PASSWORDS, "argon2", settings=NoSettings, build=_passwords, summary="argon2id hashing"
    )
    registry.provide(
        VAULT, "keyfile", settings=KeyFile, build=_keyfile, summary="AES-256-GCM, keys in a file"
    )
    registry.provide(
        VAULT, "keys", settings=Keys, build=_keys, summary="AES-256-GCM, keys from a secret"
    )
    registry.provide(
        VAULT,
        "memory",
        settings=NoSettings,
        build=_fresh,
        summary="fresh keys, forgotten at the end",
    )


def _clock(_: NoSettings, __: Parts) -> Clock:
    from miz_adapters.system import SystemClock

    return SystemClock()


def _steady(settings: Steady, parts: Parts) -> Clock:
    from miz_adapters.steady import SteadyClock

    return SteadyClock(parts.folder() / settings.path)


def _dates(_: NoSettings, __: Parts) -> DateWords:
    from miz_adapters.dates import PersianDates

    return PersianDates()


def _ids(_: NoSettings, __: Parts) -> Ids:
    from miz_adapters.system import RandomIds

    return RandomIds()


def _passwords(_: NoSettings, __: Parts) -> Passwords:
    from miz_adapters.passwords import Argon2Passwords

    return Argon2Passwords()


def _keyfile(settings: KeyFile, parts: Parts) -> Vault:
    from miz_adapters.vault import AesVault

    return AesVault.load(parts.folder() / settings.path, create=settings.create)


def _fresh(_: NoSettings, __: Parts) -> Vault:
    from miz_adapters.vault import AesVault

    return AesVault.fresh()


def _keys(settings: Keys, _: Parts) -> Vault:
    from miz_adapters.vault import AesVault

    return AesVault.parse(settings.keys)


def _signer(_: NoSettings, parts: Parts) -> Signer:
    from miz_adapters.signing import Ed25519Signer

    return Ed25519Signer.of(parts[VAULT].badge_key)
