"""gunicorn with its own asgi worker, started from Python: one worker, which owns the core."""

import logging
import sys
from collections.abc import Callable
from typing import Any

from attrs import field, frozen
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from miz.errors import MizError
from miz_apps import logs
from miz_apps.web.options import WebOptions
from miz_apps.web.server import App

GRACE = 10
"""Seconds in which requests end; streams are told to at once."""

log = logging.getLogger("miz.web")


@frozen
class Served:
    """What the worker serves, and what lets go of it again."""

    app: App
    close: Callable[[], None] = field(default=lambda: None)


def serve(prepare: Callable[[], Served], options: WebOptions) -> None:
    """Serves until a signal says stop; then the process ends.

    ``prepare`` runs in the worker, after the fork: there it opens the core (a database or a
    thread that crosses a fork is broken), makes the app and starts whatever lives beside it.
    """
    logs.configure()
    _Application(prepare, options).run()


class JsonLogger(Logger):  # type: ignore[misc]
    """What gunicorn says goes the way of all logs: one stream, JSON, nothing personal."""

    def setup(self, cfg: Any) -> None:
        """Takes gunicorn's own handlers away again."""
        super().setup(cfg)
        self.error_log.handlers[:] = []
        self.error_log.propagate = True


class _Application(BaseApplication):  # type: ignore[misc]
    """Hands gunicorn its settings, and the app when its worker asks."""

    def __init__(self, prepare: Callable[[], Served], options: WebOptions) -> None:
        self._prepare = prepare
        self._options = options
        self._served: Served | None = None
        super().__init__()

    def load_config(self) -> None:
        """Everything that differs from gunicorn's defaults."""
        chosen: dict[str, Any] = {
            "bind": self._options.bind,
            "workers": 1,
            "worker_class": "asgi",
            "asgi_loop": "uvloop",
            "asgi_lifespan": "on",
            "control_socket_disable": True,
            "graceful_timeout": GRACE,
            "timeout": 120,
            "keepalive": 15,
            "limit_request_fields": 64,
            "forwarded_allow_ips": "",
            "proc_name": "miz",
            "logger_class": JsonLogger,
            "loglevel": "warning",
            "post_worker_init": self._began,
            "worker_exit": self._left,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> App:
        """The app; called in the worker."""
        try:
            self._served = self._prepare()
        except MizError as error:
            log.error("%s", error)  # noqa: TRY400 - the sentence is for a person, not the stack
            sys.exit(3)  # gunicorn's own code for a worker that cannot start: it gives up
        return self._served.app

    def _began(self, worker: Any) -> None:
        """Called by gunicorn when the worker is ready: streams end as soon as it is to stop."""
        if self._served is not None:
            self._served.app.lobby.feed.goes_on = lambda: worker.alive
            log.info("serving", extra={"bind": self._options.bind})

    def _left(self, server: object, worker: object) -> None:
        """Called by gunicorn when the worker ends, however it ends."""
        served, self._served = self._served, None
        if served is not None:
            served.close()
