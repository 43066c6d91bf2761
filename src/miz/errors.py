"""What can go wrong, for callers of every layer.

Each error carries a stable ``code`` that faces translate, a ``field`` where one input is to
blame, and a message that says what to do next.
A refused visitor is not an error: that is a `miz.domain.access.Decision`.
"""

from collections.abc import Mapping
from typing import ClassVar


class MizError(Exception):
    """Anything miz raises on purpose."""

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "miz.error"

    def __init__(self, message: str, *, code: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.field = field

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"


class DomainError(MizError):
    """The request itself cannot be done."""


class InvalidValue(DomainError):
    """A value has the wrong form; ``field`` names it."""

    status = 400
    default_code = "value.invalid"


class InvalidForm(InvalidValue):
    """Several values have the wrong form; ``problems`` has one InvalidValue for each field."""

    default_code = "form.answers"

    def __init__(self, problems: Mapping[str, InvalidValue]) -> None:
        first = next(iter(problems))
        super().__init__(f"Mend the fields {', '.join(problems)}.", field=first)
        self.problems = problems


class NotAllowed(DomainError):
    """The actor lacks the permission."""

    status = 403
    default_code = "access.not_allowed"


class NotFound(DomainError):
    """Nothing with that identity is stored at this site."""

    status = 404
    default_code = "record.not_found"


class Conflict(DomainError):
    """The record changed meanwhile, or another one already has what must be unique."""

    status = 409
    default_code = "record.conflict"


class WrongState(DomainError):
    """The record is in a state from which this step does not exist."""

    status = 409
    default_code = "record.wrong_state"


class PortError(MizError):
    """Something behind a port failed; adapters raise nothing else."""

    status = 502
    default_code = "port.failed"


class Unavailable(PortError):
    """The thing behind the port is away for now; trying again later is right."""

    status = 503
    default_code = "port.unavailable"


class PoorSample(PortError):
    """A picture or scan is not good enough to use; the person can try again."""

    status = 422
    default_code = "sample.poor"


class Refused(PortError):
    """The thing behind the port understood and said no; trying again will not help."""

    default_code = "port.refused"


class BadAnswer(PortError):
    """The thing behind the port answered something that its protocol does not know."""

    default_code = "port.bad_answer"


class NotSupported(PortError):
    """The device or service does not have this ability (see its capabilities)."""

    default_code = "port.not_supported"


class ConfigError(MizError):
    """The configuration cannot be used; the message names the key and its place."""

    default_code = "config.invalid"
