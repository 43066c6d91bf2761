"""A gate's line to its server over HTTPS: a device key, a deadline, and a signature to prove."""

import re
import ssl
from base64 import b64decode
from binascii import Error as Malformed
from pathlib import Path
from threading import Lock, local
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from miz.domain.ids import GateId
from miz.domain.snapshots import SIGNED, Snapshot
from miz.errors import BadAnswer, ConfigError, PortError, Refused, Unavailable
from miz.ports.gatelink import Delivery, Question, Told, Uplink
from miz.ports.signing import Verifier
from miz_adapters.channels.http_line import Fault, HttpLine, Reply
from miz_adapters.channels.http_origin import Origin
from miz_adapters.channels.http_request import Call

T = TypeVar("T")
MOST_BYTES = 64 << 20
"""What a snapshot of a large site may weigh."""
CONNECT_WITHIN = 1.0
PATIENCE = 10.0
"""Seconds for what no visitor waits for: snapshots and deliveries."""
CODE = re.compile(r"[a-z_.]{1,60}")
AWAY = frozenset({408, 425, 429, 500, 502, 503, 504})


class HttpUplink(Uplink):
    """Speaks with ``server``; each thread keeps a connection of its own.

    ``within`` is the longest a read may wait. Every request may be repeated without harm, so a
    kept connection that broke is tried once more on a fresh one.
    """

    def __init__(
        self,
        server: str,
        *,
        gate: GateId,
        key: str,
        verifier: Verifier,
        ca_file: Path | None = None,
        within: float = 0.4,
    ) -> None:
        try:
            self._origin = Origin.of(server)
        except ValueError as error:
            raise ConfigError(f"[uplink] server: {error}.", code="config.value") from error
        prefix = urlsplit(server).path.rstrip("/")
        self._path = f"{prefix}/api/v1/gates/{quote(gate, safe='')}"
        self._gate = gate
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._verifier = verifier
        self._within = within
        self._context = ssl.create_default_context(cafile=ca_file) if ca_file else None
        self._lines = local()
        self._opened: list[HttpLine] = []
        self._guard = Lock()

    @property
    def gate(self) -> GateId:
        return self._gate

    def ask(self, question: Question) -> Told:
        body = {"lane": question.lane, "code": question.code}
        answer = self._asked(
            *("POST", "/reads", body),
            within=self._within,
            headers={"Idempotency-Key": question.key},
        )
        return _decoded(_text(answer, "content"), Told)

    def deliver(self, delivery: Delivery) -> int:
        entries = [
            {
                "number": one.number,
                "stream": one.entry.stream,
                "kind": one.entry.kind,
                "at": one.entry.at,
                "actor": one.entry.actor,
                "origin": one.entry.origin,
                "facts": one.entry.facts,
            }
            for one in delivery.entries
        ]
        body = {"journal": delivery.journal, "after": delivery.after, "entries": entries}
        answer = self._asked("POST", "/journal", body)
        upto = answer.get("upto")
        if not isinstance(upto, int):
            raise _strange()
        return upto

    def snapshot(self, since: int | None) -> Snapshot:
        query = "" if since is None else f"?since={since}"
        answer = self._asked("GET", f"/snapshot{query}")
        content = _text(answer, "content").encode()
        try:
            signature = b64decode(_text(answer, "signature"), validate=True)
        except Malformed as error:
            raise _strange() from error
        if not self._verifier.verify(SIGNED + content, signature):
            raise BadAnswer(
                "The snapshot was not signed by this gate's server; compare signed_by.",
                code="uplink.signature",
            )
        found = _decoded(content.decode(), Snapshot)
        if found.gate != self._gate:
            raise BadAnswer("The snapshot is another gate's.", code="uplink.gate")
        return found

    def close(self) -> None:
        with self._guard:
            while self._opened:
                self._opened.pop().close()

    def _asked(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        within: float = PATIENCE,
        headers: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        sent = None if body is None else msgspec.json.encode(body)
        call = Call(method, self._path + path, {**self._headers, **(headers or {})}, sent)
        reply = self._exchanged(call, within)
        if reply.body is None:
            raise _strange()
        if reply.status >= 300:
            raise _refused(reply)
        return _decoded(reply.body.decode("utf-8", "replace"), dict[str, Any])

    def _exchanged(self, call: Call, within: float) -> Reply:
        """The answer; a connection that broke while it lay idle is replaced once."""
        line = self._line()
        fault: Fault | None = None
        for _ in range(2):
            fault = line.open(within=min(within, CONNECT_WITHIN))
            answer = fault or line.ask(call, within=within)
            if isinstance(answer, Reply):
                return answer
            fault = answer
            if fault is not Fault.BROKEN:
                break
        raise Unavailable(
            f"The server {self._origin.host} {fault.value if fault else 'is away'}.",
            code="uplink.away",
        )

    def _line(self) -> HttpLine:
        line: HttpLine | None = getattr(self._lines, "line", None)
        if line is None:
            line = HttpLine(self._origin, self._context, keep=True, most=MOST_BYTES)
            self._lines.line = line
            with self._guard:
                self._opened.append(line)
        return line


def _text(answer: dict[str, Any], name: str) -> str:
    text = answer.get(name)
    if not isinstance(text, str):
        raise _strange()
    return text


def _decoded(text: str, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise _strange() from error


def _strange() -> BadAnswer:
    return BadAnswer(
        "The server answers otherwise than this miz understands; compare the versions.",
        code="uplink.answer",
    )


def _refused(reply: Reply) -> PortError:
    if reply.status in AWAY:
        return Unavailable(f"The server answers {reply.status}.", code="uplink.away")
    return Refused(
        f"The server refuses this gate ({reply.status}, {_why(reply)}); look at its key.",
        code="uplink.refused",
    )


def _why(reply: Reply) -> str:
    """The server's own word for it, as far as it is one."""
    try:
        problem = msgspec.json.decode(reply.body or b"", type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeError):
        return "no reason given"
    code = str(problem.get("code"))
    return code if CODE.fullmatch(code) else "no reason given"
