"""What became of messages: who was not reached is told otherwise (EDK-13, directive 3.7)."""

from miz.domain.notices import Notice, NoticeState
from miz.ports.storage import UnitOfWork

LOST = frozenset({NoticeState.BLOCKED, NoticeState.UNDELIVERED, NoticeState.FAILED})
OPEN = frozenset({NoticeState.QUEUED, NoticeState.LEASED})
SILENT = frozenset({NoticeState.STALE, NoticeState.PRACTISED})
"""Not sent at all, which says nothing of the recipient."""


def unreached(uow: UnitOfWork, recipient: str, *, about: str = "") -> NoticeState | None:
    """Why the last message to somebody did not arrive; None where it did, or nobody knows yet.

    ``about`` is the record whose messages alone count.
    """
    for notice in uow.notices.of_recipient(recipient):
        told = not about or notice.key.startswith(f"{about}/")
        if told and _decided(notice):
            return notice.state if notice.state in LOST else None
    return None


def _decided(notice: Notice) -> bool:
    """Whether its fate is known; the provider is still asked about one that was sent lately."""
    if notice.state in OPEN | SILENT:
        return False
    return notice.state is not NoticeState.SENT or notice.follow_at is None
