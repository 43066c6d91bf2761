"""What became of messages, and providers that fail (EDK-12, C3-08, directive 3.7)."""

from collections.abc import Sequence

import pytest
from attrs import define, evolve, field

from miz.domain.notices import FOLLOW, Medium, Notice, NoticeState
from miz.errors import NotAllowed, PortError, Refused, Unavailable
from miz.ports.channels import RECIPIENT_BLOCKED, Channel, Fate, Message, Receipt
from tests.desk_office import Desk

REFERENCE = "memory-1"


@define
class Planted(Channel):
    """A provider with faults: what it answers, and what it says of the fate of messages."""

    answer: Receipt | PortError | Exception | None = None
    fates: list[Fate | Exception] = field(factory=list)
    asked: list[Sequence[str]] = field(factory=list)
    batches: int = 0
    nameless: bool = False

    @property
    def medium(self) -> Medium:
        """SMS."""
        return Medium.SMS

    def send(self, batch: Sequence[Message]) -> Sequence[Receipt | PortError]:
        """The planted answer to each message, or a receipt; an exception is raised."""
        self.batches += 1
        if isinstance(self.answer, PortError):
            return [self.answer for _ in batch]
        if isinstance(self.answer, Exception):
            raise self.answer
        return [
            Receipt(message.key, "" if self.nameless else f"r{number}")
            for number, message in enumerate(batch)
        ]

    def delivery(self, references: Sequence[str]) -> Sequence[Fate]:
        """The next planted fate; without any left it is pending."""
        self.asked.append(references)
        fate = self.fates.pop(0) if self.fates else Fate.PENDING
        if isinstance(fate, Exception):
            raise fate
        return [fate for _ in references]

    def close(self) -> None:
        """Nothing is held."""


def notices(desk: Desk) -> list[Notice]:
    """Every notice of the citizen, oldest first."""
    people = desk.core.storage.read(lambda uow: uow.people.search(desk.office.site.id, "کاظمی"))
    found = desk.core.storage.read(lambda uow: uow.notices.of_recipient(people[0].id))
    return list(reversed(found))


def state(desk: Desk) -> NoticeState:
    """Where the citizen's first notice stands."""
    return notices(desk)[0].state


def follow(desk: Desk) -> int:
    """One round of asking."""
    return desk.core.notify.follow(actor=desk.actor)


def planted(desk: Desk, channel: Channel) -> Desk:
    """The same desk with that provider."""
    notify = evolve(desk.core.notify, channels={Medium.SMS: channel})
    return evolve(desk, office=evolve(desk.office, core=evolve(desk.core, notify=notify)))


@pytest.mark.parametrize(
    ("fate", "expected"),
    [
        (Fate.DELIVERED, NoticeState.DELIVERED),
        (Fate.UNDELIVERED, NoticeState.UNDELIVERED),
        (Fate.BLOCKED, NoticeState.BLOCKED),
        (Fate.UNKNOWN, NoticeState.SENT),
    ],
)
def test_the_provider_is_asked_what_became_of_a_message(
    desk: Desk, fate: Fate, expected: NoticeState
) -> None:
    """Half a minute after it took it; a final word ends the asking (C3-08, EDK-12)."""
    desk.taken()
    desk.office.deliver()
    desk.channel().fates[REFERENCE] = fate
    asked = [follow(desk)]
    desk.office.later(seconds=30)
    asked.append(follow(desk))
    desk.office.later(days=1)

    assert [0, 1, 0] == [*asked, follow(desk)]
    assert (expected, 1) == (state(desk), len(desk.told()))


def test_a_provider_without_news_is_asked_for_a_while(desk: Desk) -> None:
    """After 30 s, 2 min, 10 min, 1 h and 6 h, and then no more (directive 3.7)."""
    provider = Planted()
    desk = planted(desk, provider)
    desk.taken()
    desk.office.deliver()
    sent_at, asked = desk.now, []
    for _ in range(8 * 60 * 2):
        if follow(desk):
            asked.append(desk.now - sent_at)
        desk.office.later(seconds=30)

    assert list(FOLLOW) == asked
    assert (NoticeState.SENT, [["r0"]] * 5) == (state(desk), provider.asked)


@pytest.mark.parametrize("fault", [Unavailable("away"), RuntimeError("broken"), ValueError()])
def test_a_provider_that_cannot_tell_is_asked_again(desk: Desk, fault: Exception) -> None:
    """Whatever goes wrong, the message is not sent twice and its fate is found later (I5)."""
    provider = Planted(fates=[fault, Fate.DELIVERED])
    desk = planted(desk, provider)
    desk.taken()
    desk.office.deliver()
    desk.office.later(seconds=30)
    states = [follow(desk) and state(desk)]
    desk.office.later(minutes=2)
    states.append(follow(desk) and state(desk))

    assert [NoticeState.SENT, NoticeState.DELIVERED] == states
    assert (0, 1) == (desk.office.deliver(), provider.batches)


def test_a_recipient_who_opted_out_is_no_failure(desk: Desk) -> None:
    """The desk sees it and tells him otherwise; nobody tries again (directive 3.7)."""
    provider = Planted(Refused("opted out", code=RECIPIENT_BLOCKED))
    desk = planted(desk, provider)
    desk.taken()
    desk.office.deliver()
    desk.office.later(hours=1)

    assert (NoticeState.BLOCKED, 0, 0, 1) == (
        state(desk),
        desk.office.deliver(),
        follow(desk),
        provider.batches,
    )


def test_a_refusal_is_not_mistaken_for_an_opt_out(desk: Desk) -> None:
    """Other codes are failures of the line (directive 3.7)."""
    desk = planted(desk, Planted(Refused("no credit", code="sms.credit")))
    desk.taken()
    desk.office.deliver()

    assert (NoticeState.FAILED, "sms.credit") == (state(desk), notices(desk)[0].error)


def test_a_failing_channel_stops_no_case(desk: Desk) -> None:
    """Filing, steps and answers go on; what waits goes out when the line is back (EDK-12)."""
    desk.channel().answers = [Unavailable("away") for _ in range(4)]
    request = desk.taken()
    for _ in range(2):
        desk.office.deliver()
    desk.core.casework.finish(actor=desk.officer, request=request.id, step="check")
    for _ in range(2):
        desk.office.deliver()
    before = len(desk.channel().sent)
    desk.office.later(minutes=5)
    desk.office.deliver()

    assert (0, 2) == (before, len(desk.channel().sent))
    assert [NoticeState.SENT] * 2 == [notice.state for notice in notices(desk)]


def test_a_provider_that_raises_is_not_tried_twice(desk: Desk) -> None:
    """Whether something was sent is unknown; two messages would be worse than none (I5)."""
    provider = Planted(RuntimeError("broken"))
    desk = planted(desk, provider)
    desk.taken()
    desk.office.deliver()
    desk.office.later(hours=1)

    assert (NoticeState.FAILED, 0, 1) == (state(desk), desk.office.deliver(), provider.batches)


def test_a_message_without_a_reference_is_not_asked_for(desk: Desk) -> None:
    """A provider that gives none cannot be asked (C3-08)."""
    desk = planted(desk, Planted(nameless=True))
    desk.taken()
    desk.office.deliver()
    desk.office.later(hours=1)

    assert (NoticeState.SENT, 0) == (state(desk), follow(desk))


def test_without_its_channel_nothing_more_is_known(desk: Desk) -> None:
    """A provider that was taken away is not waited for (EDK-12)."""
    desk.taken()
    desk.office.deliver()
    notify = evolve(desk.core.notify, channels={})
    desk.office.later(seconds=30)

    assert (1, 0) == (notify.follow(actor=desk.actor), notify.follow(actor=desk.actor))
    assert NoticeState.SENT is state(desk)


def test_a_round_asks_about_so_many(desk: Desk) -> None:
    """The rest in the next round (C3-08)."""
    for number in range(5):
        desk.taken(desk.office.person(number))
    desk.office.deliver()
    desk.office.later(seconds=30)
    rounds = [desk.core.notify.follow(actor=desk.actor, limit=2) for _ in range(4)]

    assert [2, 2, 1, 0] == rounds


def test_a_fate_is_learnt_in_the_same_way_for_hosts(desk: Desk) -> None:
    """The host's notice of an entry has a delivery state too (C3-08)."""
    desk.office.enter(desk.office.slip())
    desk.office.deliver()
    desk.channel().fates[REFERENCE] = Fate.DELIVERED
    desk.office.later(seconds=30)
    follow(desk)
    host = desk.office.host.id
    found = desk.core.storage.read(lambda uow: uow.notices.of_recipient(host))

    assert [NoticeState.DELIVERED] == [notice.state for notice in found]


def test_asking_is_for_workers(desk: Desk) -> None:
    """Nobody at a desk asks providers (ASVS V8.3.1)."""
    with pytest.raises(NotAllowed):
        desk.core.notify.follow(actor=desk.operator)
