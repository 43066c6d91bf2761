"""SMS through any provider that speaks HTTP, by a description of it."""

import ssl
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import define, field, frozen

from miz.domain.notices import Medium
from miz.domain.texting import Segments
from miz.errors import ConfigError, PortError, Refused, Unavailable
from miz.ports.channels import NOT_TRIED, Channel, Fate, Message, Receipt
from miz_adapters.channels.http_answer import DeliveryQuery
from miz_adapters.channels.http_line import Fault, HttpLine, Reply
from miz_adapters.channels.http_provider import HttpProvider
from miz_adapters.channels.http_request import Call, Request
from miz_adapters.channels.http_verdict import Judge


@frozen
class Patience:
    """Seconds to connect, to wait for an answer, and for a batch in all.

    A request leaves only while there is time for its answer, so that one which must not be
    repeated is not lost to our own haste; the time of the system's resolver comes on top.
    """

    connect: float = 3.0
    answer: float = 5.0
    batch: float = 10.0


@define
class HttpSms(Channel):
    """One request a message, as ``provider`` describes it; ``clock`` gives monotonic seconds."""

    provider: HttpProvider
    patience: Patience = Patience()
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    _line: HttpLine = field(init=False, repr=False)
    _query_line: HttpLine = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        send, query = self.provider.send, self.provider.delivery
        self._line = self._line_for(send, keep=self.provider.repeatable)
        self._query_line = self._line_for(query.request if query else send, keep=True)

    @property
    def medium(self) -> Medium:
        return Medium.SMS

    def send(self, batch: Sequence[Message]) -> Sequence[Receipt | PortError]:
        end = self.clock() + self.patience.batch
        answers = [self._one(message, end) for message in batch[:1]]
        return answers + [self._one(message, end, late=NOT_TRIED) for message in batch[1:]]

    def delivery(self, references: Sequence[str]) -> Sequence[Fate]:
        query = self.provider.delivery
        if query is None:
            return [Fate.UNKNOWN for _ in references]
        end = self.clock() + self.patience.batch
        return [self._fate(query, reference, end) for reference in references]

    def close(self) -> None:
        self._line.close()
        self._query_line.close()

    def _line_for(self, request: Request, *, keep: bool) -> HttpLine:
        context = _trusting(self.provider.ca_file) if request.origin.secure else None
        return HttpLine(request.origin, context, keep=keep)

    def _one(self, message: Message, end: float, *, late: str | None = None) -> Receipt | PortError:
        try:
            call = self._call(message)
        except ValueError:
            return Refused("The message cannot be written as an SMS; look at its address and text.")
        reply = self._asked(self._line, call, end)
        if reply is None:
            told = "There was no time left for this message; it waits."
            return Unavailable(told, code=late)
        if isinstance(reply, Fault):
            return Judge(self.provider).fallen(reply)
        return Judge(self.provider).judged(reply, message)

    def _call(self, message: Message) -> Call:
        provider = self.provider
        return provider.send.call(
            {
                **provider.secrets,
                "to": provider.numbers.written(message.address),
                "text": message.text,
                "parts": Segments.of(message.text).parts,
                "key": provider.keys.written(message.key),
                "sender": provider.sender,
            }
        )

    def _asked(self, line: HttpLine, call: Call, end: float) -> Reply | Fault | None:
        """The answer; None where no time was left to wait for one, so that nothing was asked."""
        if end - self.clock() < self.patience.answer:
            return None
        fault = line.open(within=self.patience.connect)
        if fault is not None:
            return fault
        if end - self.clock() < self.patience.answer:
            return None
        return line.ask(call, within=self.patience.answer)

    def _fate(self, query: DeliveryQuery, reference: str, end: float) -> Fate:
        if not reference:
            return Fate.UNKNOWN
        values = {**self.provider.secrets, "sender": self.provider.sender, "reference": reference}
        try:
            call = query.request.call(values)
        except ValueError:
            return Fate.UNKNOWN
        reply = self._asked(self._query_line, call, end)
        return Fate.PENDING if reply is None else Judge(self.provider).fate(query, reply)


def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    """A context that verifies names and certificates, by the system's authorities or by these."""
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise ConfigError(
            f"{ca_file} holds no certificates that can be read; name a PEM file.",
            code="config.value",
            field="ca_file",
        ) from error
