"""Whoever steals the disk reads no number, no face and no word of a case (threat 23)."""

import json
import random
import struct
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from miz.domain.correspondence import Author, Contact, Message
from miz.domain.notices import Medium, Notice
from miz.domain.people import DocumentKind, Person
from miz.domain.values import Mobile, NationalId
from miz.ports.storage import UnitOfWork
from miz.ports.vaults import Vault
from miz_adapters.files import FileDocuments
from miz_adapters.memory import PlainVault
from miz_adapters.sql import SqlStorage
from miz_adapters.vault import AesVault
from miz_contracts.storage import Samples
from miz_contracts.storage.samples import NOON, SITE, minutes, national_id

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


CASES = 30
LETTERS = "ابپتجچحخدذرزژسشصضطظعغفقکگلمنوهی"


class Hidden:
    """Words and numbers that stand nowhere by chance, each remembered under its field."""

    def __init__(self) -> None:
        self._rng = random.Random(42)
        self.sought: dict[bytes, str] = {}

    def word(self, field: str) -> str:
        """A Persian word, as nobody would write it."""
        return self._spelled("".join(self._rng.choices(LETTERS, k=12)), field)

    def code(self, field: str, length: int = 16) -> str:
        """A code of digits."""
        return self._spelled("".join(self._rng.choices("0123456789", k=length)), field)

    def number(self, field: str) -> NationalId:
        """A national number."""
        number = national_id(self._rng.randrange(100_000_000, 999_999_999))
        self.sought |= dict.fromkeys(forms(number.digits), field)
        return number

    def mobile(self, field: str) -> Mobile:
        """A mobile."""
        bare = str(self._rng.randrange(9_100_000_000, 9_999_999_999))
        for digits in (bare, f"0{bare}"):
            self.sought |= dict.fromkeys(forms(digits), field)
        return Mobile(f"+98{bare}")

    def _spelled(self, text: str, field: str) -> str:
        escaped = json.dumps(text)[1:-1].encode()
        codings = [text.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be")]
        self.sought |= dict.fromkeys((*codings, escaped, text[::-1].encode()), field)
        return text


def case(make: Samples, hidden: Hidden) -> dict[str, Any]:
    """One record of each kind that is about a person, with a canary in each field that is."""
    word, mobile = hidden.word, hidden.mobile
    said = (Message(Author.CITIZEN, word("request thread"), NOON),)
    note = Message(Author.OFFICER, word("request note"), NOON, internal=True)
    request = make.thick_request(
        code=hidden.code("request code"),
        subject=word("request subject"),
        letter=word("request letter"),
        answers={"text": word("request answers"), "id": hidden.number("request number").digits},
        thread=(*said, note),
        papers=(make.paper(name=word("request paper")),),
        contact=Contact(Medium.SMS, mobile("request contact").number),
        result=make.result(text=word("result text"), code=hidden.code("result code", 20)),
    )
    draft = make.draft(
        national_id=hidden.number("draft number"),
        mobile=mobile("draft mobile"),
        answers={"text": word("draft answers")},
        papers=(make.paper(name=word("draft paper")),),
    )
    session = make.citizen_session(
        national_id=hidden.number("session number"),
        mobile=mobile("session mobile"),
        csrf=hidden.code("session secret", 24),
    )
    return {
        "requests": request,
        "complaints": make.complaint(
            text=word("complaint text"),
            answer=word("complaint answer"),
            code=hidden.code("complaint code"),
        ),
        "opinions": make.opinion(comment=word("opinion comment")),
        "drafts": draft,
        "challenges": make.challenge(
            national_id=hidden.number("challenge number"), mobile=mobile("challenge mobile")
        ),
        "citizen_sessions": session,
    }


def work_through(folder: Path, vault: Vault, hidden: Hidden) -> SqlStorage:
    """Cases that are kept, kept again with other words, and in part deleted."""
    make, storage = Samples(), SqlStorage.create(f"sqlite:///{folder}/miz.db", vault=vault)
    for _ in range(CASES):
        first, second = case(make, hidden), case(make, hidden)
        for kind, record in first.items():
            kept = storage.write(lambda uow, k=kind, r=record: getattr(uow, k).save(r))  # type: ignore[misc]
            changed = evolve(second[kind], id=kept.id, version=kept.version)
            storage.write(lambda uow, k=kind, r=changed: getattr(uow, k).save(r))  # type: ignore[misc]
    storage.backup(folder / "backup.db")
    for kind in ("drafts", "challenges", "citizen_sessions"):
        storage.write(lambda uow, k=kind: getattr(uow, k).forget(NOON + minutes(1)))  # type: ignore[misc]
    return storage


def test_no_word_of_a_case_can_be_carved(tmp_path: Path) -> None:
    """Neither of what is kept nor of what was changed or deleted, in database, log or backup."""
    hidden = Hidden()
    storage = work_through(tmp_path, AesVault.fresh(), hidden)
    names = {path.name for path in tmp_path.iterdir()}
    found = carve(tmp_path, hidden.sought)
    storage.close()

    assert {"miz.db", "miz.db-wal", "backup.db"} <= names
    assert set() == found
    assert set() == carve(tmp_path, hidden.sought)


@pytest.mark.parametrize("place", ["miz.db-wal", "backup.db"])
def test_a_case_that_is_not_sealed_is_found(tmp_path: Path, place: str) -> None:
    """Under a vault that seals nothing every field's canary is carved, log and backup alike."""
    hidden, folder = Hidden(), tmp_path / "database"
    folder.mkdir()
    storage = work_through(folder, PlainVault(), hidden)
    (tmp_path / "stolen").mkdir()
    (tmp_path / "stolen" / place).write_bytes((folder / place).read_bytes())
    storage.close()

    assert set(hidden.sought.values()) == carve(tmp_path / "stolen", hidden.sought)
