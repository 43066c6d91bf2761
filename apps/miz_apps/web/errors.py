"""What can be wrong with a request itself, beside what the core refuses."""

from collections.abc import Mapping
from typing import ClassVar

from miz.errors import MizError


class RequestError(MizError):
    """The request cannot be served as it is; ``headers`` go out with the answer."""

    status: ClassVar[int] = 400
    default_code: ClassVar[str] = "request.invalid"

    @property
    def headers(self) -> Mapping[str, str]:
        """More headers of the answer."""
        return {}


class WrongHost(RequestError):
    """The request names a host that this site does not have."""

    default_code = "request.host"


class SignInFirst(RequestError):
    """Nobody is signed in, or the session is over."""

    status = 401
    default_code = "session.none"

    @property
    def headers(self) -> Mapping[str, str]:
        """How to sign in (RFC 9110, 11.6.1)."""
        return {"WWW-Authenticate": "Bearer"}


class Forged(RequestError):
    """A change that did not come from one of our own pages (threat 15)."""

    status = 403
    default_code = "request.forged"


class TooLarge(RequestError):
    """The body is larger than the route takes."""

    status = 413
    default_code = "request.too_large"


class TooSlow(RequestError):
    """The body did not come in time."""

    status = 408
    default_code = "request.too_slow"


class WrongType(RequestError):
    """The body's type is not one that the route reads."""

    status = 415
    default_code = "request.type"


class TooMany(RequestError):
    """The budget of attempts is spent."""

    status = 429
    default_code = "request.too_many"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after

    @property
    def headers(self) -> Mapping[str, str]:
        """Seconds until the next attempt may work."""
        return {"Retry-After": str(self.retry_after)}


class Busy(RequestError):
    """Every worker is occupied and enough requests wait already."""

    status = 503
    default_code = "request.busy"

    @property
    def headers(self) -> Mapping[str, str]:
        """Soon."""
        return {"Retry-After": "1"}
