"""What happens to requests, promises, complaints and the office's hours, in the past tense.

As all events they carry identities and never what somebody wrote.
"""

from typing import ClassVar

from attrs import frozen

from miz.domain.events import Event
from miz.domain.ids import (
    ComplaintId,
    DecreeId,
    DeskId,
    HostId,
    PersonId,
    PromiseId,
    RequestId,
    ServiceId,
    UnitId,
)


@frozen
class RequestEvent(Event):
    """Something that happened to one request."""

    stream: ClassVar[str] = "requests"
    request: RequestId


@frozen
class RequestFiled(RequestEvent):
    """A request was taken, at the desk or online (EDK-05, C2-01)."""

    person: PersonId
    service: ServiceId
    channel: str
    desk: DeskId | None = None


@frozen
class RequestRouted(RequestEvent):
    """It lies with this employee now, the deputy when ``deputy`` (EDK-07)."""

    officer: HostId | None = None
    unit: UnitId | None = None
    deputy: bool = False


@frozen
class RequestStepped(RequestEvent):
    """A step of the work is done (EDK-10)."""

    step: str


@frozen
class RequestPaused(RequestEvent):
    """The office waits for the citizen; the clock stands (features 37)."""


@frozen
class RequestResumed(RequestEvent):
    """The office goes on."""


@frozen
class RequestDocumented(RequestEvent):
    """A document joined the request (C2-03, EDK-06)."""

    digest: str
    need: str


@frozen
class RequestDiscussed(RequestEvent):
    """Somebody wrote into the thread (EDK-08)."""

    author: str
    internal: bool


@frozen
class RequestCarried(RequestEvent):
    """Its paper went from one hand to another, or was received (C2-05)."""

    received: bool


@frozen
class RequestForwarded(RequestEvent):
    """The organisation's letter system has it (C2-04)."""

    reference: str


@frozen
class RequestAnswered(RequestEvent):
    """The result is there (MIS-07)."""

    outcome: str


@frozen
class RequestClosed(RequestEvent):
    """The result was handed over, or the citizen withdrew."""


@frozen
class RequestSurveyed(RequestEvent):
    """The citizen gave an opinion; which one is not told (EDK-14)."""


@frozen
class PromiseMade(RequestEvent):
    """A time was announced; ``reason`` says why it replaces another one."""

    promise: PromiseId
    promised: str
    until: str
    reason: str | None = None


@frozen
class PromiseEnded(RequestEvent):
    """A promise was kept, broken, moved or dropped."""

    promise: PromiseId
    end: str


@frozen
class DecreeChanged(Event):
    """The office's hours changed by a decree (directive 3.8)."""

    stream: ClassVar[str] = "settings"
    decree: DecreeId
    state: str


@frozen
class ComplaintChanged(Event):
    """A complaint was made, answered or escalated, or is due at another time (SVC-08)."""

    stream: ClassVar[str] = "requests"
    complaint: ComplaintId
    state: str
    request: RequestId | None = None
    until: str | None = None
