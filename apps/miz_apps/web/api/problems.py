"""Errors for programs: RFC 9457 problem details with miz's stable code."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

import falcon
import msgspec
from falcon.asgi import Request, Response

from miz.errors import MizError, NotSupported, Unavailable
from miz_apps.web.errors import RequestError

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("miz.web")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong: ``code`` is stable, ``detail`` says what to do next, ``field`` is to blame.

    ``request`` finds the request in the log.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None
    request: str


class Fault(MizError):
    """Something that nobody foresaw; what it was stands in the log only."""

    default_code = "miz.error"


def problem_of(error: MizError, request: str) -> Problem:
    """The problem that an error becomes."""
    return Problem(
        type=f"urn:miz:problem:{error.code}",
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        detail=error.message,
        code=error.code,
        field=error.field,
        request=request,
    )


def write(resp: Response, error: MizError, request: str) -> None:
    """Answers with a problem."""
    resp.status = error.status
    resp.content_type = MEDIA_TYPE
    resp.data = msgspec.json.encode(problem_of(error, request))
    for name, value in headers_of(error).items():
        resp.set_header(name, value)


def headers_of(error: MizError) -> Mapping[str, str]:
    """What goes out beside the problem."""
    if isinstance(error, RequestError):
        return error.headers
    return {"Retry-After": "2"} if isinstance(error, Unavailable) else {}


def understood(error: Exception, req: Request, request: str) -> MizError:
    """Any exception as an error with words; what nobody foresaw is logged and kept inside."""
    seen = {"request": request, "route": req.uri_template}
    if isinstance(error, MizError):
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, NotSupported):
            log.warning("failed", extra={**seen, "error": error.code})
        return error
    if isinstance(error, falcon.HTTPError):
        return _from_falcon(error)
    log.error("fault", extra=seen, exc_info=error)
    return Fault(
        f"Something went wrong in miz; try again, and tell an administrator the number {request}."
    )


class HttpFault(RequestError):
    """What Falcon itself refuses."""

    def __init__(self, error: falcon.HTTPError) -> None:
        self.__dict__["status"] = error.status_code
        phrase = HTTPStatus(error.status_code).phrase
        super().__init__(WORDS.get(error.status_code, f"{phrase}."), code=_code(error))
        self._headers = dict(error.headers or {})

    @property
    def headers(self) -> Mapping[str, str]:
        """Falcon's own, as Allow."""
        return self._headers


WORDS = {
    400: "The request is not well formed; compare it with /openapi.json.",
    404: "There is nothing at this address; compare it with /openapi.json.",
    405: "This address does not know the method; the header Allow names those it knows.",
}
CODES = {404: "route.not_found", 405: "route.method"}


def _code(error: falcon.HTTPError) -> str:
    return CODES.get(error.status_code, "request.invalid")


def _from_falcon(error: falcon.HTTPError) -> MizError:
    return HttpFault(error)
