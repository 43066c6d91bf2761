"""An RS-485 line with OSDP devices on it, and the one thread that speaks on it."""

import time
from collections.abc import Callable, Mapping
from threading import Condition, Event, Thread, current_thread

from miz.errors import PortError, Unavailable
from miz_adapters.osdp.framing import FrameParser
from miz_adapters.osdp.peers import Peer
from miz_adapters.serial.line import SerialLine

BAUDRATE = 9600
# How often libosdp wants to be called.
REFRESH = 0.005
CLOSE_WITHIN = 0.5
FAREWELL_WITHIN = 0.3
# A first call waits that long for the handshake, so that a reader that is there is not away.
GREET_WITHIN = 1.0


class OsdpBus:
    """Speaks with the devices at some addresses of one line, each with a key of its own.

    The thread begins with the first call and ends with `close`.
    Everything happens under ``news``, a condition that is notified whenever something changed.
    ``clock`` is monotonic and measures pauses between tries.
    """

    def __init__(
        self,
        url: str,
        keys: Mapping[int, bytes],
        *,
        baudrate: int = BAUDRATE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = url
        self.clock = clock
        self.news = Condition()
        self._line = SerialLine(url, baudrate=baudrate, clock=clock)
        self._parser = FrameParser()
        self._opening = 0
        self._fault: PortError | None = None
        self._turn = 0
        self._stopping = Event()
        self._wake = Event()
        self._thread: Thread | None = None
        self._peers = [Peer(at, key, put=self._line.write, clock=clock) for at, key in keys.items()]

    def peer(self, address: int) -> Peer:
        """The device at an address of this bus."""
        return next(one for one in self._peers if one.address == address)

    def ready(self, peer: Peer) -> None:
        """Raises Unavailable unless a device is there and secure; under ``news``."""
        self._start()
        if not peer.up:
            raise self._fault_of(peer)

    def hurry(self) -> None:
        """Lets the thread look at once, as there is something to send."""
        self._wake.set()

    def close(self) -> None:
        """Leaves nothing switched on, ends the thread and lets go of the line."""
        with self.news:
            last = [ticket for peer in self._peers for ticket in peer.farewell()]
            self._wake.set()
            self.news.wait_for(lambda: all(ticket.over for ticket in last), FAREWELL_WITHIN)
        self._stopping.set()
        self._wake.set()
        thread = self._thread
        if thread is not None and thread is not current_thread():
            thread.join(CLOSE_WITHIN)
        self._line.close()
        with self.news:
            self._lose(Unavailable("This bus was closed; make a new one.", code="line.closed"))

    def _fault_of(self, peer: Peer) -> PortError:
        fault = self._fault
        return peer.why() if fault is None else Unavailable(fault.message, code=fault.code)

    def _start(self) -> None:
        if self._thread is None and not self._stopping.is_set():
            self._thread = Thread(target=self._run, name=self.url, daemon=True)
            self._thread.start()
            self.news.wait_for(self._greeted, GREET_WITHIN)

    def _greeted(self) -> bool:
        return self._fault is not None or all(peer.verdict for peer in self._peers)

    def _run(self) -> None:
        while not self._stopping.is_set():
            with self.news:
                self._look()
                self.news.notify_all()
            self._wake.wait(REFRESH)
            self._wake.clear()

    def _look(self) -> None:
        try:
            opening = self._line.connect()
            if opening != self._opening:
                self._opening = opening
                self._begin()
            self._hear()
            self._step()
        except PortError as error:
            self._lose(error)
        except Exception as error:  # noqa: BLE001 - without this thread no session would be kept
            self._lose(Unavailable(f"The bus cannot be used: {type(error).__name__}."))
            self._line.drop()

    def _begin(self) -> None:
        """The line was opened: sessions from before are not continued."""
        self._fault = None
        self._parser.reset()
        for peer in self._peers:
            peer.start_over()

    def _lose(self, fault: PortError) -> None:
        if self._fault is None:
            for peer in self._peers:
                peer.start_over()
        self._fault = fault
        self.news.notify_all()

    def _hear(self) -> None:
        data = self._line.read(0)
        for frame in self._parser.feed(data, at=time.monotonic()):
            for peer in self._peers:
                peer.channel.deliver(frame)

    def _step(self) -> None:
        """Whose answer is awaited keeps the line; otherwise all have a turn."""
        for place in range(len(self._peers)):
            at = (self._turn + place) % len(self._peers)
            self._peers[at].step()
            if self._peers[at].awaiting:
                self._turn = at
                return
        self._turn = (self._turn + 1) % len(self._peers)
