"""E-mail by SMTP: one connection for a batch, one answer for each message."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import TypeVar

from aiosmtplib import SMTPRecipientsRefused, SMTPResponseException
from attrs import frozen

from miz.domain.notices import Medium
from miz.errors import PortError, Refused, Unavailable
from miz.ports.channels import Channel, Fate, Message, Receipt
from miz_adapters.channels.smtp import verdicts
from miz_adapters.channels.smtp.letters import Letter, Sender
from miz_adapters.channels.smtp.servers import Server
from miz_adapters.channels.smtp.sessions import Client, session

T = TypeVar("T")


@frozen
class SmtpChannel(Channel):
    """Hands letters to a mail server, which carries them on; ``clock`` dates them.

    A batch ends within the server's ``timeout``, whatever hangs, a name server too. What was
    answered until then stays answered; the rest is Unavailable.
    When the server may have taken a message and its answer is late or lost, that is ambiguous,
    and Unavailable: it is repeated under the same Message-ID, as a notice that is lost is worse
    than one that comes twice.
    """

    server: Server
    sender: Sender
    clock: Callable[[], datetime]

    @property
    def medium(self) -> Medium:
        return Medium.EMAIL

    def send(self, batch: Sequence[Message]) -> Sequence[Receipt | PortError]:
        drafts = [self._draft(message) for message in batch]
        letters = [draft for draft in drafts if isinstance(draft, Letter)]
        answers = iter(_run(self._deliver(letters)) if letters else ())
        return [next(answers) if isinstance(draft, Letter) else draft for draft in drafts]

    def delivery(self, references: Sequence[str]) -> Sequence[Fate]:
        """Nobody tells: a letter that comes back is a letter to the sender."""
        return [Fate.UNKNOWN for _ in references]

    def health(self) -> str:
        """One line for a person, after signing in; raises Unavailable, which says what is wrong."""
        return _run(self._greet())

    def close(self) -> None:
        """Nothing is held between batches."""

    def _draft(self, message: Message) -> Letter | Refused:
        try:
            return self.sender.letter(message, at=self.clock())
        except Refused as error:
            return error

    async def _greet(self) -> str:
        async with session(self.server, until=self._deadline()):
            return f"{self.server}, {self.server.security}"

    async def _deliver(self, letters: Sequence[Letter]) -> Sequence[Receipt | PortError]:
        answers: list[Receipt | PortError] = []
        waits = verdicts.left_over(str(self.server))
        until = self._deadline()
        try:
            async with session(self.server, until=until) as client, asyncio.timeout_at(until):
                await self._hand_over(client, letters, answers=answers, until=until)
        except Unavailable as error:
            return answers + [error] * (len(letters) - len(answers))
        except verdicts.LOST as error:
            answers.append(verdicts.interrupted(error, server=str(self.server)))
        return (answers + [waits] * len(letters))[: len(letters)]

    async def _hand_over(
        self,
        client: Client,
        letters: Sequence[Letter],
        *,
        answers: list[Receipt | PortError],
        until: float,
    ) -> None:
        """Adds answers while there is time: no letter is begun that would probably be cut off."""
        time = asyncio.get_running_loop().time
        begun, slowest = time(), 0.0
        for letter in letters:
            if begun + slowest > until:
                return
            answers.append(await self._post(client, letter))
            before, begun = begun, time()
            slowest = max(slowest, begun - before)

    async def _post(self, client: Client, letter: Letter) -> Receipt | PortError:
        if letter.international and not client.supports_extension("smtputf8"):
            return Refused(
                "The mail server knows no addresses in other than Latin letters (SMTPUTF8).",
                code="recipient.smtputf8",
            )
        options = ["SMTPUTF8"] if letter.international else []
        try:
            refused, _ = await client.sendmail(
                self.sender.address, [letter.recipient], letter.content, mail_options=options
            )
        except (SMTPResponseException, SMTPRecipientsRefused) as error:
            return verdicts.judged(error)
        return verdicts.refusal(refused) or Receipt(letter.key, letter.reference)

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self.server.timeout


def _run(work: Coroutine[None, None, T]) -> T:
    """The result of the work in a loop of its own.

    Not by asyncio.run, which waits for the thread that asks a name server, however long.
    """
    loop = asyncio.SelectorEventLoop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()
