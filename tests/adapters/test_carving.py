"""Whoever steals the disk reads no number and no face (threat 23)."""

import random
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from miz.domain.people import DocumentKind
from miz.domain.values import Mobile, NationalId
from miz_adapters.files import FileDocuments
from miz_adapters.sql import SqlStorage
from miz_adapters.vault import AesVault
from miz_contracts.storage import Samples
from miz_contracts.storage.samples import NOON, national_id

CANARIES = 1000
KEPT = 24
"""Bytes of a photo's middle that are looked for."""


def forms(digits: str) -> Iterator[bytes]:
    """A number as text and as numbers are packed: UTF-8, UTF-16, BCD, binary, Persian digits."""
    yield digits.encode()
    yield digits.encode("utf-16-le")
    yield digits.encode("utf-16-be")
    yield digits.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")).encode()
    yield digits[::-1].encode()
    yield bytes.fromhex(digits if len(digits) % 2 == 0 else "0" + digits)
    value = int(digits)
    for order in "<>":
        yield struct.pack(f"{order}q", value)
    yield from (value.to_bytes(5, order) for order in ("little", "big"))  # type: ignore[arg-type]


def carve(folder: Path, wanted: dict[bytes, str]) -> set[str]:
    """The canaries of which any form stands in any file, byte for byte."""
    lengths = sorted({len(form) for form in wanted})
    found: set[str] = set()
    for path in (path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        for length in lengths:
            windows = {content[at : at + length] for at in range(len(content) - length + 1)}
            found |= {wanted[form] for form in windows & wanted.keys()}
    return found


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
            sought |= {form: f"mobile {digits}" for form in forms(digits)}
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

        def work(uow, records=(host, card, pass_, read), told=told, pair=(person, changed)):  # type: ignore[no-untyped-def]
            for repository, record in zip(
                (uow.hosts, uow.cards, uow.passes, uow.accesses), records, strict=True
            ):
                repository.save(record)
            uow.notices.queue(told)
            kept = uow.people.save(pair[0])
            uow.people.save(evolve(pair[1], version=kept.version))

        storage.submit(work)
    storage.write(lambda _: None)
    return storage


@pytest.mark.timeout(300)
def test_nothing_can_be_carved(
    tmp_path: Path, canaries: tuple[list[NationalId], list[Mobile], list[bytes]]
) -> None:
    """A thousand canaries in database, write-ahead log, backup and pictures: none is found."""
    storage = fill(tmp_path, canaries)
    assert CANARIES == len(
        storage.read(lambda uow: uow.people.search(canaries_site(), "ع", limit=9999))
    )
    storage.backup(tmp_path / "backup.db")
    names = {path.name for path in tmp_path.iterdir()}
    found = carve(tmp_path, wanted(*canaries))
    storage.close()

    assert {"miz.db", "miz.db-wal", "backup.db", "documents"} <= names
    assert set() == found
    assert set() == carve(tmp_path, wanted(*canaries))


def canaries_site() -> str:
    """The site of the made-up records."""
    return Samples().person().site


def test_a_planted_canary_is_found(
    tmp_path: Path, canaries: tuple[list[NationalId], list[Mobile], list[bytes]]
) -> None:
    """In every form, so that finding none means something."""
    numbers, mobiles, photos = canaries
    for place, form in enumerate(forms(numbers[7].digits)):
        folder = tmp_path / str(place)
        folder.mkdir()
        (folder / "file").write_bytes(b"\0" * 4000 + form + b"\0" * 1000)

        assert {f"national {numbers[7].digits}"} == carve(folder, wanted(*canaries))
    (tmp_path / "photo").write_bytes(photos[3])
    (tmp_path / "mobile").write_bytes(b"tel:0" + mobiles[5].number[3:].encode())

    assert {"photo 3"} <= carve(tmp_path, wanted(*canaries))
    assert any(name.startswith("mobile") for name in carve(tmp_path, wanted(*canaries)))
