"""Short words for what the rules do over and over."""

from typing import Any

import pytest

from miz.errors import Conflict
from miz.ports.storage import Storage


def save(storage: Storage, repository: str, record: Any) -> Any:
    """Saves a record in its own unit of work and returns what came back."""
    return storage.write(lambda uow: getattr(uow, repository).save(record))


def find(storage: Storage, repository: str, identity: str) -> Any:
    """The stored record, or None."""
    return storage.read(lambda uow: getattr(uow, repository).find(identity))


def refusal(storage: Storage, repository: str, record: Any) -> Conflict:
    """The conflict that saving the record must raise; nothing of it may be kept."""
    before = find(storage, repository, record.id)
    with pytest.raises(Conflict) as caught:
        save(storage, repository, record)

    assert before == find(storage, repository, record.id)
    return caught.value


def ids(records: Any) -> list[str]:
    """The identities, in order."""
    return [record.id for record in records]
