"""What follows from an answer, or from none: a receipt, an error that says what to do, a fate."""

from attrs import frozen

from miz.errors import BadAnswer, PortError, Refused, Unavailable
from miz.ports.channels import RECIPIENT_BLOCKED, Fate, Message, Receipt
from miz_adapters.channels.http_answer import OWN_KEY, Answer, DeliveryQuery, Outcome, Verdict
from miz_adapters.channels.http_line import Fault, Reply
from miz_adapters.channels.http_provider import HttpProvider

BUSY = frozenset({408, 429})
GONE = frozenset({404, 410})
GATEWAY_TIMEOUT = 504
LONGEST = 128
SUBSCRIBER_DIGITS = 10
TELLING = 6
"""A secret shorter than this may be a part of any number by chance."""


@frozen
class Judge:
    """Reads answers as a description says.

    An error tells the server's name and a status of the description, and nothing else of what
    was asked or answered: a key may stand in an address, and a provider may echo anything.
    """

    provider: HttpProvider

    def fallen(self, fault: Fault) -> PortError:
        """What to do where no answer came: whether to repeat depends on whether that is safe."""
        said = f"{self.provider.send.origin.host} {fault.value}"
        if not fault.sent:
            return Unavailable(f"{said}; the message waits.")
        if fault is Fault.GARBLED:
            return BadAnswer(f"{said}; look at the address of the SMS provider.")
        if self.provider.repeatable:
            return Unavailable(f"{said}; the message is sent again under the same key.")
        return BadAnswer(f"{said}; the message may have been sent, so it is not repeated.")

    def judged(self, reply: Reply, message: Message) -> Receipt | PortError:
        """What an answer means: the provider's own word goes before that of HTTP."""
        answer, reading = Answer(reply.body or b""), self.provider.reading
        verdict = reading.verdict(answer)
        error = self._own_word(verdict) or self._http_word(reply)
        if error is not None:
            return error
        reference = self._reference(answer, message)
        if verdict is None and (reading.status or (reading.reference and not reference)):
            return self._unclear(reply)
        return Receipt(message.key, reference)

    def _unclear(self, reply: Reply) -> PortError:
        if not reply.body:  # a connection that breaks within the headers looks the same
            return self.fallen(Fault.BROKEN)
        host = self.provider.send.origin.host
        return BadAnswer(f"{host} answered something unknown; look at the SMS settings.")

    def _own_word(self, verdict: Verdict | None) -> PortError | None:
        if verdict is None or verdict.outcome is Outcome.TAKEN:
            return None
        said = f"{self.provider.send.origin.host} said {verdict}"
        match verdict.outcome:
            case Outcome.BLOCKED:
                return Refused(f"{said}: the recipient opted out.", code=RECIPIENT_BLOCKED)
            case Outcome.REFUSED:
                return Refused(f"{said}; look at the number, the line and the account.")
            case Outcome.AGAIN:
                return Unavailable(f"{said}; the message waits.")
        return BadAnswer(f"{said}; add it to taken, again, refused or blocked.")

    def _http_word(self, reply: Reply) -> PortError | None:
        said = f"{self.provider.send.origin.host} answered {reply.status}"
        if reply.status == GATEWAY_TIMEOUT:
            return self.fallen(Fault.SILENT)
        if reply.status >= 500 or reply.status in BUSY:
            return Unavailable(f"{said}; the message waits.")
        if reply.status >= 400:
            return Refused(f"{said}; look at the SMS settings and the account.")
        if not 200 <= reply.status < 300:
            return BadAnswer(f"{said}, which is not followed; write the final address into url.")
        if reply.body is None:
            return BadAnswer(f"{said} and too much besides; look at the address of the provider.")
        return None

    def _reference(self, answer: Answer, message: Message) -> str:
        """The provider's name for the message; nothing that tells a key or the number."""
        spot = self.provider.reading.reference
        if spot == OWN_KEY:
            return self.provider.keys.written(message.key)
        found = (answer.at(spot) if spot else None) or ""
        told = [*self.provider.secrets.values(), message.address[-SUBSCRIBER_DIGITS:]]
        tells = any(text in found for text in told if len(text) >= TELLING or text == found)
        return found if len(found) <= LONGEST and found.isprintable() and not tells else ""

    def fate(self, query: DeliveryQuery, reply: Reply | Fault) -> Fate:
        """What became of a message; raises Unavailable where the provider does not answer."""
        host = query.request.origin.host
        if isinstance(reply, Fault):
            raise Unavailable(f"{host} {reply.value}; ask again later.")
        if reply.status >= 500 or reply.status in BUSY:
            raise Unavailable(f"{host} answered {reply.status}; ask again later.")
        fate = query.fate(Answer(reply.body or b""))
        if fate is None:
            return Fate.UNKNOWN if reply.status in GONE else Fate.PENDING
        return fate
