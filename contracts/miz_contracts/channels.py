"""The rules of `miz.ports.channels.Channel`.

    class TestMine(ChannelContract):
        @pytest.fixture
        def channel(self, provider):
            return MyChannel(provider.address)

        @pytest.fixture
        def address(self):
            return "+989120000000"

Where the provider can be made to fail, override ``away`` with something that does so; the rule
about it is otherwise that a channel need not fail.
"""

from collections.abc import Callable

import pytest

from miz.domain.notices import Medium
from miz.errors import MizError, PortError, Unavailable
from miz.ports.channels import Channel, Fate, Message, Receipt


class ChannelContract:
    """One answer for each message, in order, and no exception but a PortError."""

    @pytest.fixture
    def channel(self) -> Channel:
        """A channel to a provider that works."""
        raise NotImplementedError

    @pytest.fixture
    def address(self) -> str:
        """An address that the provider takes."""
        raise NotImplementedError

    @pytest.fixture
    def away(self) -> Callable[[], None] | None:
        """Makes the provider unreachable; None where it never is."""
        return None

    def test_it_says_what_it_sends(self, channel: Channel) -> None:
        """SMS or e-mail."""
        assert channel.medium in Medium

    @pytest.mark.parametrize("count", [0, 1, 3])
    def test_each_message_gets_its_answer(self, channel: Channel, address: str, count: int) -> None:
        """In the order of the messages, each with its own key (I5)."""
        batch = [Message(f"key-{n}", address, f"سلام {n}") for n in range(count)]
        answers = channel.send(batch)

        assert [message.key for message in batch] == [
            answer.key for answer in answers if isinstance(answer, Receipt)
        ]

    def test_a_repetition_is_taken_too(self, channel: Channel, address: str) -> None:
        """The key tells the provider; whoever repeats after a lost answer is not refused (G5)."""
        message = Message("key-1", address, "سلام")
        answers = [*channel.send([message]), *channel.send([message])]

        assert ["key-1", "key-1"] == [a.key for a in answers if isinstance(a, Receipt)]

    def test_odd_texts_do_not_break_it(self, channel: Channel, address: str) -> None:
        """Taken or refused, but answered; the message after them is not lost."""
        texts = ["", "\n\r.\r\n", "\0", "x" * 5000, "\N{PILE OF POO}", "سلام"]
        batch = [Message(f"key-{n}", address, text) for n, text in enumerate(texts)]
        answers = channel.send(batch)

        assert len(batch) == len(answers)
        assert all(isinstance(answer, (Receipt, PortError)) for answer in answers)
        assert isinstance(answers[-1], Receipt)

    def test_a_provider_that_is_away_is_unavailable(
        self, channel: Channel, address: str, away: Callable[[], None] | None
    ) -> None:
        """As an answer or as an exception, and nothing else: it is then tried again."""
        if away is not None:
            away()
        answers: list[Receipt | MizError] = []
        try:
            answers.extend(channel.send([Message("key-1", address, "سلام")]))
        except Unavailable as error:
            answers.append(error)

        wanted = Receipt if away is None else Unavailable
        assert [wanted] == [type(answer) for answer in answers]

    def test_each_reference_gets_its_fate(self, channel: Channel, address: str) -> None:
        """In order; a reference that the provider never gave is unknown."""
        sent = channel.send([Message("key-1", address, "سلام")])
        known = [answer.reference for answer in sent if isinstance(answer, Receipt)]
        fates = channel.delivery([*known, "never given"])

        assert [] == channel.delivery([])
        assert len(known) + 1 == len(fates)
        assert all(fate in Fate for fate in fates)
        assert Fate.UNKNOWN is fates[-1]

    def test_it_may_be_closed_twice(self, channel: Channel) -> None:
        """Letting go of nothing is silent."""
        channel.close()
        channel.close()
