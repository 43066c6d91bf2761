"""How a peripheral device answers: sequence numbers, security, and nothing of its own."""

import hmac
import os
from collections.abc import Callable
from enum import IntEnum

from attrs import define, field, frozen

from miz_contracts.gates.emulators.osdp.frames import BROADCAST, REPLY, Frame, decoded
from miz_contracts.gates.emulators.osdp.secure import DEFAULT_KEY, Block, Session


class Command(IntEnum):
    """What a panel says (annex A.1)."""

    POLL = 0x60
    ID = 0x61
    CAP = 0x62
    LOCAL_STATUS = 0x64
    INPUT_STATUS = 0x65
    OUTPUT_STATUS = 0x66
    READER_STATUS = 0x67
    OUTPUT = 0x68
    LED = 0x69
    BUZZER = 0x6A
    TEXT = 0x6B
    KEYSET = 0x75
    CHALLENGE = 0x76
    SERVER_CRYPTOGRAM = 0x77


class Reply(IntEnum):
    """What a device says (annex A.2)."""

    ACK = 0x40
    NAK = 0x41
    ID = 0x45
    CAP = 0x46
    LOCAL_STATUS = 0x48
    INPUT_STATUS = 0x49
    OUTPUT_STATUS = 0x4A
    READER_STATUS = 0x4B
    CARD = 0x50
    KEYS = 0x53
    CLIENT_CRYPTOGRAM = 0x76
    INITIAL_MAC = 0x78


class Nak(IntEnum):
    """Why a device refuses."""

    LENGTH = 2
    UNKNOWN = 3
    SEQUENCE = 4
    NO_SECURITY = 5
    INSECURE = 6
    RECORD = 9


@frozen
class Told:
    """An answer before it is framed."""

    code: int
    data: bytes = b""


ACK = Told(Reply.ACK)
_IN_THE_CLEAR = frozenset({Command.ID, Command.CAP})


def refused(why: Nak) -> Told:
    """A NAK."""
    return Told(Reply.NAK, bytes([why]))


@define
class Responder:
    """Answers one panel; ``obey`` does what a command says and is asked once for each.

    With a key, nothing but ID and CAP is done outside a session that the key opened.
    Without one, the device has no secure channel at all.
    """

    address: int
    key: bytes | None = field(repr=False)
    client: bytes
    obey: Callable[[int, bytes], Told]
    random: Callable[[int], bytes] = os.urandom
    _session: Session | None = field(default=None, init=False)
    _secure: bool = field(default=False, init=False)
    _expected: bytes = field(default=b"", init=False, repr=False)
    _last: tuple[bytes, bytes] = field(default=(b"", b""), init=False, repr=False)
    _sequence: int = field(default=-1, init=False)

    @property
    def secure(self) -> bool:
        """Whether a session stands."""
        return self._secure

    def forget(self) -> None:
        """The device lost its power."""
        self._session, self._secure, self._sequence, self._last = None, False, -1, (b"", b"")

    def answer(self, raw: bytes) -> bytes | None:
        """The answering frame, or None where the frame is not for this device."""
        frame = decoded(raw)
        if frame is None or frame.address not in {self.address, BROADCAST}:
            return None
        if raw == self._last[0] and frame.sequence:
            return self._last[1]  # the panel missed the answer; nothing is done twice
        if frame.sequence == 0:
            self.forget()
        reply = self._sequenced(frame)
        self._last = (raw, reply.encoded())
        return self._last[1]

    def _sequenced(self, frame: Frame) -> Frame:
        expected = self._sequence % 3 + 1 if self._sequence >= 0 else frame.sequence
        if frame.sequence and frame.sequence != expected:
            return self._clear(frame, refused(Nak.SEQUENCE))
        self._sequence = frame.sequence
        kind = frame.block[0] if frame.block else 0
        if kind == 0:
            return self._clear(frame, self._plain(frame))
        if kind == Block.CHALLENGE and self.key is not None:
            return self._challenged(frame, self.key)
        if kind == Block.SERVER and self._session is not None:
            return self._finished(frame, self._session)
        if kind in {Block.COMMAND, Block.HIDDEN_COMMAND} and self._secure:
            return self._sealed(frame)
        return self._clear(frame, refused(Nak.INSECURE if self.key else Nak.NO_SECURITY))

    def _plain(self, frame: Frame) -> Told:
        if self.key is not None and frame.code not in _IN_THE_CLEAR:
            return refused(Nak.INSECURE)
        return self.obey(frame.code, frame.data)

    def _challenged(self, frame: Frame, key: bytes) -> Frame:
        """The key that is used is named in the answer, whichever the panel offered."""
        if frame.code != Command.CHALLENGE or len(frame.data) != 8:
            return self._clear(frame, refused(Nak.LENGTH))
        mine = self.random(8)
        self._session, self._secure = Session.of(key, frame.data), False
        self._expected = self._session.server_cryptogram(frame.data, mine)
        proof = self._session.client_cryptogram(frame.data, mine)
        told = Told(Reply.CLIENT_CRYPTOGRAM, self.client + mine + proof)
        return self._clear(frame, told, bytes([Block.ANSWERED, key != DEFAULT_KEY]))

    def _finished(self, frame: Frame, session: Session) -> Frame:
        if not hmac.compare_digest(frame.data, self._expected):
            self._session = None
            return self._clear(frame, refused(Nak.INSECURE))
        self._session, self._secure = session.begun(frame.data), True
        told = Told(Reply.INITIAL_MAC, self._session.last)
        return self._clear(frame, told, bytes([Block.ACCEPTED, 1]))

    def _sealed(self, frame: Frame) -> Frame:
        before = self._session
        after = before.accepts(frame) if before else None
        hidden = frame.block[0] == Block.HIDDEN_COMMAND
        data = before.opened(frame.data) if before and hidden else frame.data
        if after is None or data is None:
            self._session, self._secure = None, False
            return self._clear(frame, refused(Nak.INSECURE))
        told = self._keyed(data) if frame.code == Command.KEYSET else self.obey(frame.code, data)
        reply, self._session = after.sealed(self._clear(frame, told))
        return reply

    def _keyed(self, data: bytes) -> Told:
        if data[:2] != bytes([1, 16]) or len(data) != 18:
            return refused(Nak.RECORD)
        self.key = data[2:]
        return ACK

    def _clear(self, frame: Frame, told: Told, block: bytes = b"") -> Frame:
        return Frame(
            frame.address | REPLY, frame.sequence, told.code, told.data, block, crc=frame.crc
        )
