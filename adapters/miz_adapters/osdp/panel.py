"""libosdp as the control panel of one device, and the channel that it talks through.

libosdp 3.2.9 (Apache-2.0) keeps the protocol and the secure channel; what it leaves open is
closed here: it wants whole frames, sends a command again that was not answered, and takes some
answers that are less secure than the question (see `DeviceChannel`).
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import IntEnum
from typing import Any

from miz.errors import PortError
from miz_adapters.osdp.framing import outline

MARK = 0xFF
# After that long libosdp itself gives an answer up (OSDP_RESP_TOUT_MS).
ANSWER_WITHIN = 0.2

Fields = Mapping[str, Any]


class Code(IntEnum):
    """Commands and replies that matter here (SIA OSDP v2.1.7, annex A)."""

    POLL = 0x60
    CAPABILITIES = 0x62
    OUTPUT = 0x68
    CHALLENGE = 0x76
    PROOF = 0x77
    ACK = 0x40
    NAK = 0x41
    IDENTITY = 0x45
    ABLE = 0x46
    BUSY = 0x79


# A question's security → what its answer may have; in the clear a device says only who it is.
_ANSWERS = {0: {0}, 0x11: {0x12}, 0x13: {0x14}, 0x15: {0x16, 0x18}, 0x17: {0x16, 0x18}}
_PLAIN = frozenset({Code.IDENTITY, Code.ABLE, Code.NAK, Code.BUSY})
_ANY_KEY_BUT_THE_DEFAULT = 0x12


class DeviceChannel:
    """What libosdp reads and writes for one device; its methods never raise.

    An output command leaves once, however often libosdp repeats it: the second might let a
    second person in.
    An answer must be as secure as its question. libosdp 3.2.9 looks at no MAC in an answer that
    calls itself part of a handshake, so that such a one would open a gate from the wire.
    """

    id = 0

    def __init__(self, address: int, put: Callable[[bytes], None]) -> None:
        self.address = address
        self.outputs = 0
        self._put = put
        self._inbox = bytearray()
        self._last_output = b""
        self.reset()

    def reset(self) -> None:
        """Forgets what was said, for a new context; libosdp never lets go of a channel."""
        self.asked: int | None = None
        self.told: int | None = None
        self.idle = False
        self.default_key = False
        self.heard_at = time.monotonic()
        self._security = 0
        self._asked_at: float | None = None
        self._inbox.clear()

    @property
    def awaiting(self) -> bool:
        """Whether the line belongs to this device's answer."""
        asked = self._asked_at
        return asked is not None and time.monotonic() - asked < ANSWER_WITHIN

    def read(self, limit: int) -> bytes:
        """Bytes of a whole frame, by libosdp."""
        data = bytes(self._inbox[:limit])
        del self._inbox[:limit]
        return data

    def write(self, data: bytes) -> int:
        """One frame, by libosdp; a line that is lost is noticed by whoever reads it."""
        frame = bytes(data)
        view = outline(frame.lstrip(bytes([MARK])))
        if view is None or (view.code == Code.OUTPUT and frame == self._last_output):
            return len(frame)
        if view.code == Code.OUTPUT:
            self._last_output = frame
            self.outputs += 1
        self.asked, self.told, self._security = view.code, None, view.security
        self._asked_at = time.monotonic()
        self._inbox.clear()
        with suppress(PortError):
            self._put(frame)
        return len(frame)

    def flush(self) -> None:
        """Forgets what was not read, by libosdp."""
        self._inbox.clear()

    def deliver(self, frame: bytes) -> None:
        """A frame from the line; dropped unless it answers what was asked, as securely."""
        view = outline(frame)
        if view is None or not view.reply or view.address != self.address or not self._asked_at:
            return  # a late answer is one still: it may have waited for a busy machine
        refused = view.security == 0 and view.code in {Code.NAK, Code.BUSY}
        if not refused and view.security not in _ANSWERS.get(self._security, {0}):
            return
        if view.security == 0 and view.code not in _PLAIN:
            return
        self.told = view.code
        if view.security == _ANY_KEY_BUT_THE_DEFAULT and not view.key:
            self.default_key = True
            return
        self.heard_at, self._asked_at = time.monotonic(), None
        self.idle = self.asked == Code.POLL and view.code == Code.ACK and view.security > 0
        self._inbox += frame


class Panel:
    """One libosdp context; it is made afresh where the old one is in an unknown state.

    ``heard`` receives events and ``done`` how each submitted command ended, in order.
    """

    def __init__(
        self,
        channel: DeviceChannel,
        *,
        key: bytes,
        heard: Callable[[Fields], None],
        done: Callable[[Fields, bool], None],
    ) -> None:
        # The package osdp around this module shares its name with another one, and adds a thread.
        import osdp_sys

        osdp_sys.set_loglevel(osdp_sys.LOG_EMERG)
        self.osdp: Any = osdp_sys
        self._context = osdp_sys.ControlPanel([_described(channel, key, osdp_sys)])
        self._context.set_event_callback(lambda _, event: _heard(heard, event))
        self._context.set_command_completion_callback(
            lambda _, command, status: done(command, status == osdp_sys.COMPLETION_OK)
        )

    @property
    def secure(self) -> bool:
        """Whether the device is online in a session with its key."""
        return bool(self._context.status() & self._context.sc_status() & 1)

    @property
    def enabled(self) -> bool:
        """Whether libosdp deals with the device."""
        return bool(self._context.is_pd_enabled(0))

    def refresh(self) -> None:
        """One step of libosdp."""
        self._context.refresh()

    def submit(self, fields: Fields) -> bool:
        """Queues a command; whether it was taken."""
        return bool(self._context.submit_command(0, dict(fields)))

    def able(self, function: int) -> int:
        """How many of something the device says that it has; at least 1 where it has any."""
        level, number = self._context.check_capability(0, function)
        return max(number, 1) if level > 0 else 0

    def identity(self) -> dict[str, int]:
        """What the device says of itself."""
        found: dict[str, int] = self._context.get_pd_id(0)
        return found

    def nudge(self) -> None:
        """Lets libosdp try again now: a device is enabled again once it was disabled."""
        if self.enabled:
            self._context.disable_pd(0)
        else:
            self._context.enable_pd(0)


def _heard(heard: Callable[[Fields], None], event: Fields) -> int:
    heard(event)
    return 0


def _described(channel: DeviceChannel, key: bytes, osdp: Any) -> dict[str, Any]:
    """A device as libosdp wants it; the identity is for devices' own use."""
    return {
        "name": f"{channel.address}",
        "address": channel.address,
        "flags": osdp.FLAG_ENFORCE_SECURE | osdp.FLAG_ENABLE_NOTIFICATION,
        "scbk": key,
        "channel": channel,
        "version": 0,
        "model": 0,
        "vendor_code": 0,
        "serial_number": 0,
        "firmware_version": 0,
    }
