"""A message as a letter: headers that nobody can add to, and a text that any server carries.

Written out here instead of by Python's EmailMessage, for two faults of it in Pythons we run on:
it decodes an encoded word in a subject and writes the line end that it hides (CVE-2024-6923), and
it loses spaces where it folds a long Persian one (CPython gh-92081, gh-144156).
"""

import base64
import hashlib
import re
import unicodedata
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from attrs import field, frozen

from miz.errors import InvalidValue, Refused
from miz.ports.channels import Message
from miz_adapters.channels.smtp.addresses import is_address

MOST_LETTERS = 200
"""Of a subject or a name."""
_BREAKS = {"Cc", "Cs", "Zl", "Zp"}
"""Control characters, halves of characters, ends of lines and paragraphs (Unicode categories)."""
_LEGIBLE = re.compile(r"(?!.*=\?)[ -~]{0,60}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ]{1,60}")
_LINE_END = re.compile(r"\r\n|\r|\n")


@frozen
class Letter:
    """What travels: ``content`` in wire form, and ``international`` when only SMTPUTF8 carries it.

    ``reference`` is its Message-ID: the same each time, and in every server's log.
    """

    key: str
    recipient: str = field(repr=False)
    content: bytes = field(repr=False)
    reference: str
    international: bool


@frozen
class Sender:
    """Who writes: an address in Latin letters and a name in any, as in «سازمان نمونه».

    Raises InvalidValue for an address that is none.
    """

    address: str
    name: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.address.isascii() or not is_address(self.address):
            raise InvalidValue(
                "sender: write an address in Latin letters, as in desk@example.ir; "
                "an international domain as xn--….",
                code="mail.settings",
                field="sender",
            )

    def letter(self, message: Message, *, at: datetime) -> Letter:
        """The letter with this sender; raises Refused when the message's address is none.

        A message without a subject has the sender's name there.
        """
        if not is_address(message.address):
            raise Refused(
                "That is no e-mail address; correct it where it was entered.",
                code="recipient.address",
            )
        reference = message_id(message.key, domain=self.address.rpartition("@")[2])
        headers = {
            "From": self._mailbox(),
            "To": message.address,
            "Subject": _words(message.subject, of="Subject") or _words(self.name, of="Subject"),
            "Date": format_datetime(at),
            "Message-ID": reference,
            "Auto-Submitted": "auto-generated",  # no absence notes in return (RFC 3834)
            "MIME-Version": "1.0",
            "Content-Type": 'text/plain; charset="utf-8"',
            "Content-Transfer-Encoding": "base64",
            "Content-Language": language(message.text),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        content = head.encode() + b"\r\n" + _body(message.text)
        return Letter(message.key, message.address, content, reference, not head.isascii())

    def _mailbox(self) -> str:
        name = one_line(self.name)
        if not name:
            return self.address
        written = name if _PLAIN_NAME.fullmatch(name) else _encoded(name, of="From")
        return f"{written}\r\n <{self.address}>"


def message_id(key: str, *, domain: str) -> str:
    """The name of the letter for that key: the same each time, and telling nothing of the key."""
    digest = hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
    return f"<{digest[:32]}@{domain}>"


def one_line(text: str) -> str:
    """A text for one header: a single line of at most 200 characters."""
    spaced = "".join(" " if unicodedata.category(c) in _BREAKS else c for c in text)
    line = " ".join(spaced.split())
    return line if len(line) <= MOST_LETTERS else f"{line[: MOST_LETTERS - 1]}…"


def language(text: str) -> str:
    """The language that most letters belong to: a Persian name does not make a text Persian."""
    letters = [c for c in text if c.isalpha()]
    persian = sum("\u0600" <= c <= "\u06ff" for c in letters)
    return "fa" if 2 * persian > len(letters) else "en"


def _words(text: str, *, of: str) -> str:
    """The text as the value of a header; what a reader might take for an encoded word is one."""
    line = one_line(text)
    return line if _LEGIBLE.fullmatch(line) else _encoded(line, of=of)


def _encoded(line: str, *, of: str) -> str:
    """Encoded words, folded (RFC 2047): Latin letters, and no line end but those of the folds."""
    return Header(line, "utf-8", header_name=of).encode(linesep="\r\n")


def _body(text: str) -> bytes:
    """Base64, which needs no 8BITMIME, and hides dots, long lines and odd line ends."""
    lines = _LINE_END.sub("\r\n", text) + "\r\n"
    whole = lines.encode(errors="replace")  # half a character is in no encoding
    return base64.encodebytes(whole).replace(b"\n", b"\r\n")
