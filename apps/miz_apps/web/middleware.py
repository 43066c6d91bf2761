"""Around every request: a number for the log, the Host check, headers and one line of log."""

import logging
import os
import time
from typing import Any

from falcon.asgi import Request, Response

from miz_apps.web.errors import WrongHost
from miz_apps.web.options import WebOptions
from miz_apps.web.security.headers import framable, framed, security_headers

log = logging.getLogger("miz.web.requests")
QUIET = frozenset({"/healthz"})


class Porter:
    """Sees every request first and every answer last."""

    def __init__(self, options: WebOptions) -> None:
        self._options = options
        self._hosts = options.known_hosts
        headers = security_headers(options)
        self._headers = list(headers.items())
        self._framed = list(framed(headers, options).items())

    async def process_request(self, req: Request, resp: Response) -> None:
        """Numbers the request and refuses one that means another host (DNS rebinding)."""
        req.context.number = os.urandom(8).hex()
        req.context.began = time.perf_counter()
        if _host(req.get_header("Host") or "") not in self._hosts:
            raise WrongHost("This site has another name; ask an administrator for the address.")

    async def process_response(self, req: Request, resp: Response, *_: object) -> None:
        """Adds what every answer carries, and writes the log line."""
        for name, value in self._framed if framable(req) else self._headers:
            if resp.get_header(name) is None:
                resp.set_header(name, value)
        if resp.get_header("cache-control") is None:
            resp.set_header("cache-control", "no-store")
        resp.set_header("x-request-id", req.context.number)
        if self._options.log_requests and req.path not in QUIET:
            self._log(req, resp)

    def _log(self, req: Request, resp: Response) -> None:
        seen: dict[str, Any] = {
            "request": req.context.number,
            "method": req.method,
            "route": req.uri_template or "none",
            "status": resp.status_code,
            "ms": round((time.perf_counter() - req.context.began) * 1000, 1),
        }
        log.info("answered", extra=seen)


def _host(header: str) -> str:
    """The name without its port, in lower case."""
    name, colon, port = header.lower().rpartition(":")
    return name if colon and port.isdigit() else header.lower()
