"""Logs as JSON lines without personal data (threat 24)."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import Processor

SECRET = frozenset(
    {
        "address", "authorization", "birth_date", "code", "content", "cookie", "csrf", "family",
        "given", "key", "mobile", "name", "national_id", "passport", "password", "query", "token",
        "typed",
    }
)  # fmt: skip
NUMBER = re.compile(r"[0-9۰-۹٠-٩](?:[\s\-._/\u200c\u200e\u200f]?[0-9۰-۹٠-٩]){8,}")
"""Nine digits and more, in any script and grouping: national numbers, mobiles, slips."""
HIDDEN = "[number]"
CHATTY = ("alembic", "fontTools")
SHOWN_AS_IS = frozenset({"timestamp", "request"})
Event = MutableMapping[str, Any]


def hide(text: str) -> str:
    """The text without anything that could be a person's number."""
    return NUMBER.sub(HIDDEN, text)


def redact(logger: object, method: str, event: Event) -> Event:
    """Removes secrets by name, and numbers wherever they stand, tracebacks included."""
    for name, value in event.items():
        if name in SECRET:
            event[name] = "[hidden]"
        elif name not in SHOWN_AS_IS:
            event[name] = _clean(value)
    return event


def configure(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Sends the logs of miz, its libraries and gunicorn to one stream as JSON lines."""
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*before, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                redact,
                structlog.processors.JSONRenderer(serializer=_json),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for library in CHATTY:
        logging.getLogger(library).setLevel(logging.WARNING)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, bool | float) or value is None:
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**8 else HIDDEN
    if isinstance(value, dict):
        return {name: "[hidden]" if name in SECRET else _clean(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(one) for one in value]
    return hide(str(value))


def _json(event: Event, **_: Any) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()
