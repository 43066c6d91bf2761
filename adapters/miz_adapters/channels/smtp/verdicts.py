"""What an answer of a mail server, or none, means for a message.

Only the message's own faults end it. What the office's settings are to blame for (login,
certificate, sender) waits until somebody mends it, and so does whatever passes by itself.
Messages name codes alone: a server's words often repeat the recipient's address.
"""

import ssl
from collections.abc import Mapping

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponse,
    SMTPResponseException,
    SMTPSenderRefused,
)

from miz.errors import PortError, Refused, Unavailable
from miz.ports.channels import NOT_TRIED

LOST = (SMTPException, OSError)
"""Whatever ends a session: timeouts and failures of TLS are OSError too."""
TOO_LARGE = 552
SIGN_IN_FIRST = {530, 534, 535, 538}
"""Answers that ask for a login or for encryption (RFC 4954), whatever the message is."""


def away(error: BaseException, *, server: str) -> Unavailable:
    """Why there is no session."""
    inner = error if isinstance(error, ssl.SSLError) else error.__cause__
    if isinstance(error, SMTPAuthenticationError) and error.code >= 500:
        return Unavailable(
            f"{server} refuses the login ({error.code}); correct username and password.",
            code="mail.login",
        )
    if isinstance(inner, ssl.SSLCertVerificationError):
        return Unavailable(
            f"The certificate of {server} is not trusted ({inner.verify_message}); "
            "correct host, or name its authority in ca_file.",
            code="mail.certificate",
        )
    if isinstance(inner, ssl.SSLError):
        return Unavailable(
            f"{server} does not speak TLS as expected ({inner.reason}); see security and port.",
            code="mail.unencrypted",
        )
    why = error.code if isinstance(error, SMTPResponseException) else type(inner or error).__name__
    return Unavailable(f"{server} is away ({why}); look at host and port.", code="mail.away")


def interrupted(error: BaseException, *, server: str) -> Unavailable:
    """Why a batch ended early. Of the message in flight nobody knows whether it was taken."""
    if isinstance(error, TimeoutError):
        return Unavailable(f"{server} is too slow; the message is repeated.", code="mail.slow")
    return Unavailable(
        f"The line to {server} broke ({type(error).__name__}); the message is repeated.",
        code="mail.away",
    )


def left_over(server: str) -> Unavailable:
    """For a message that was not begun, as the time of its batch would not have sufficed."""
    return Unavailable(f"{server} is too slow; the message waits for its turn.", code=NOT_TRIED)


def refusal(refused: Mapping[str, SMTPResponse]) -> PortError | None:
    """What a success hides.

    The library speaks of one as soon as a single recipient of several is taken, and gives those
    that were refused beside it.
    """
    for response in refused.values():
        return _of_recipient(response.code)
    return None


def judged(error: SMTPException) -> PortError:
    """What a refusal means for its message; the next one may go well.

    Raises the error again when the server said neither yes nor no, and cannot be understood.
    """
    match error:
        case SMTPRecipientsRefused():
            code, meaning = error.recipients[0].code, _of_recipient
        case SMTPSenderRefused():
            code, meaning = error.code, _of_sender
        case SMTPDataError():
            code, meaning = error.code, _of_content
        case _:
            raise error
    if not 400 <= code < 600:
        raise error
    return meaning(code)


def _of_recipient(code: int) -> PortError:
    return _later(code) or Refused(
        f"The mail server does not take this recipient ({code}); correct the address.",
        code="recipient.refused",
    )


def _of_sender(code: int) -> PortError:
    if code == TOO_LARGE:  # the size is announced here already (RFC 1870)
        return _of_content(code)
    return _later(code) or Unavailable(
        f"The mail server does not take the sender ({code}); correct sender or username.",
        code="mail.sender",
    )


def _of_content(code: int) -> PortError:
    if code == TOO_LARGE:
        return Refused(
            f"The message is too large for the mail server ({code}); shorten it.",
            code="message.too_large",
        )
    return _later(code) or Refused(
        f"The mail server refuses the text ({code}); ask its administrator why.",
        code="message.refused",
    )


def _later(code: int) -> Unavailable | None:
    """Busy, greylisting, a full disk; or a login that is missing, which is not its fault."""
    if code in SIGN_IN_FIRST:
        return Unavailable(
            f"The mail server wants a login ({code}); give username and password.",
            code="mail.login",
        )
    if code < 500:
        return Unavailable(f"The mail server says not now ({code}).", code="mail.later")
    return None
