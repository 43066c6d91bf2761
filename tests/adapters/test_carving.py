"""Whoever steals the disk reads no number and no face (threat 23)."""

import random
import struct
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from miz.domain.notices import Notice
from miz.domain.people import DocumentKind, Person
from miz.domain.values import Mobile, NationalId
from miz.ports.storage import UnitOfWork
from miz_adapters.files import FileDocuments
from miz_adapters.sql import SqlStorage
from miz_adapters.vault import AesVault
from miz_contracts.storage import Samples
from miz_contracts.storage.samples import NOON, SITE, national_id

CANARIES = 1000
KEPT = 24
"""Bytes of a photo's middle that are looked for."""
SHORT = 5
CHANCE = 4


def forms(digits: str) -> Iterator[bytes]:
    """A number as text and as numbers are packed: UTF-8, UTF-16, BCD, binary, Persian digits."""
    yield digits.encode()
    yield digits.encode("utf-16-le")
    yield digits.encode("utf-16-be")
    yield digits.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")).encode()
    yield digits[::-1].encode()
    yield bytes.fromhex(digits if len(digits) % 2 == 0 else "0" + digits)
    value = int(digits)
    yield from (value.to_bytes(6, "big"), value.to_bytes(6, "little"))
    yield from (struct.pack(">q", value), struct.pack("<q", value), struct.pack("<d", value))


def carve(folder: Path, wanted: dict[bytes, str]) -> set[str]:
    """The canaries of which any form stands in any file, byte for byte.

    Five bytes of ciphertext are some number by chance, in one run of twenty; so the forms of five
    bytes count only where several canaries are found in them.
    """
    starts: dict[bytes, list[bytes]] = {}
    for form in wanted:
        starts.setdefault(form[:SHORT], []).append(form)
    found = {
        form
        for path in folder.rglob("*")
        if path.is_file()
        for form in _carved(path.read_bytes(), starts)
    }
    short = {form for form in found if len(form) == SHORT}
    return {wanted[form] for form in (found if len(short) > CHANCE else found - short)}


def _carved(content: bytes, starts: dict[bytes, list[bytes]]) -> Iterator[bytes]:
    for at in range(len(content) - SHORT + 1):
        for form in starts.get(content[at : at + SHORT], ()):
            if content.startswith(form, at):
                yield form


@pytest.fixture(scope="module")
def canaries() -> tuple[list[NationalId], list[Mobile], list[bytes]]:
    """Numbers and photos that stand nowhere by chance."""
    rng = random.Random(23)
    numbers = rng.sample(range(100_000_000, 999_999_999), CANARIES)
    mobiles = rng.sample(range(100_000_000, 999_999_999), CANARIES)
    return (
        [national_id(number) for number in numbers],
        [Mobile(f"+989{number}") for number in mobiles],
        [rng.randbytes(300) for _ in range(CANARIES)],
    )


def wanted(
    numbers: list[NationalId], mobiles: list[Mobile], photos: list[bytes]
) -> dict[bytes, str]:
    """Every form of every canary, and what it is a form of."""
    sought = {form: f"national {n.digits}" for n in numbers for form in forms(n.digits)}
    for mobile in mobiles:
        bare = mobile.number.removeprefix("+98")
        for digits in (bare, f"0{bare}"):
            sought |= dict.fromkeys(forms(digits), f"mobile {digits}")
    return sought | {photo[100 : 100 + KEPT]: f"photo {n}" for n, photo in enumerate(photos)}


def fill(folder: Path, canaries: tuple[list[NationalId], list[Mobile], list[bytes]]) -> SqlStorage:
    """A site with a thousand persons, their photos, visits, passes, notices and edits."""
    vault, make = AesVault.fresh(), Samples()
    storage = SqlStorage.create(f"sqlite:///{folder}/miz.db", vault=vault)
    documents = FileDocuments(folder / "documents", vault=vault)
    for number, mobile, photo in zip(*canaries, strict=True):
        digest = documents.put(photo)
        first = make.person(make.iranian(national_id=number, mobile=mobile))
        host, notice = make.host(mobile=mobile), make.notice(address=mobile.number)
        told = evolve(notice, params={"visitor": number.digits})
        card = make.card(code=f"{number.digits}00")
        pass_ = make.pass_(code=f"{number.digits}{mobile.number[3:]}")
        read = make.denial(code=number.digits)
        person = first.attach(DocumentKind.FACE, digest, at=NOON)
        edited = evolve(person.identity, mobile=make.mobile(), father=number.digits)
        changed = person.edit(edited, by="user-1", at=NOON)

        records = {"hosts": host, "cards": card, "passes": pass_, "accesses": read}
        storage.submit(partial(_keep, records=records, notice=told, edits=(person, changed)))
    storage.write(lambda _: None)
    return storage


def _keep(
    uow: UnitOfWork, *, records: dict[str, Any], notice: Notice, edits: tuple[Person, Person]
) -> None:
    for name, record in records.items():
        getattr(uow, name).save(record)
    uow.notices.queue(notice)
    kept = uow.people.save(edits[0])
    uow.people.save(evolve(edits[1], version=kept.version))


@pytest.mark.timeout(300)
def test_nothing_can_be_carved(
    tmp_path: Path, canaries: tuple[list[NationalId], list[Mobile], list[bytes]]
) -> None:
    """A thousand canaries in database, write-ahead log, backup and pictures: none is found."""
    storage = fill(tmp_path, canaries)
    assert CANARIES == len(storage.read(lambda uow: uow.people.search(SITE, "ع", limit=9999)))
    storage.backup(tmp_path / "backup.db")
    names = {path.name for path in tmp_path.iterdir()}
    found = carve(tmp_path, wanted(*canaries))
    storage.close()

    assert {"miz.db", "miz.db-wal", "backup.db", "documents"} <= names
    assert set() == found
    assert set() == carve(tmp_path, wanted(*canaries))


def test_a_planted_canary_is_found(
    tmp_path: Path, canaries: tuple[list[NationalId], list[Mobile], list[bytes]]
) -> None:
    """In every form, so that finding none means something."""
    numbers, mobiles, photos = canaries
    sought = wanted(*canaries)
    for place, form in enumerate(forms(numbers[7].digits)):
        if len(form) > SHORT:
            folder = tmp_path / str(place)
            folder.mkdir()
            (folder / "file").write_bytes(b"\0" * 4000 + form + b"\0" * 1000)

            assert {f"national {numbers[7].digits}"} == carve(folder, sought)
    (tmp_path / "photo").write_bytes(photos[3])
    (tmp_path / "mobile").write_bytes(b"tel:0" + mobiles[5].number[3:].encode())
    (tmp_path / "packed").write_bytes(b"".join(bytes.fromhex(n.digits) for n in numbers[:50]))
    found = carve(tmp_path, sought)

    assert {"photo 3", f"mobile 0{mobiles[5].number[3:]}"} <= found
    assert {f"national {number.digits}" for number in numbers[:50]} <= found
