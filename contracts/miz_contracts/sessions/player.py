"""Plays a recorded session to an adapter, and compares what the adapter says."""

from collections.abc import Callable
from threading import Event, RLock

from miz_contracts.sessions.ends import FarPort
from miz_contracts.sessions.texts import Exchange, Scene, Session

# Gaps between bytes that came unasked are kept, but nobody waits for a slow recorder.
LONGEST_GAP = 0.2


class SessionPlayer:
    """The device's end of a recorded session.

    Within a scene each question is answered as it was: the first time with its first answer, and
    when it is asked more often than it was, with its last. So an adapter that polls may poll
    faster or slower than it did.
    """

    def __init__(self, session: Session) -> None:
        self.unexpected: list[bytes] = []
        self._scenes = list(session.scenes())
        self._scene = Scene("", (), ())
        self._known: list[Exchange] = []
        self._held = b""
        self._lock = RLock()
        self._port = FarPort(self._hear)

    @property
    def url(self) -> str:
        """The port to open."""
        return self._port.url

    def play(
        self, perform: Callable[[str], None], hear: Callable[[], str | None]
    ) -> list[tuple[str, list[str], list[str]]]:
        """For each scene: what was done, what was said when it was recorded, and what now.

        ``perform`` does at the adapter what a scene says; ``hear`` gives its next word, or None.
        """
        told = []
        for scene in self._scenes:
            self._begin(scene)
            perform(scene.done)
            self._speak(scene.exchanges[0])
            said = []
            while (word := hear()) is not None:
                said.append(word)
            told.append((scene.done, list(scene.said), said))
        return told

    def close(self) -> None:
        """Takes the device away."""
        self._port.close()

    def _begin(self, scene: Scene) -> None:
        with self._lock:
            self._scene = scene
            self._known = [*scene.exchanges[1:], *self._known]

    def _speak(self, unasked: Exchange) -> None:
        last = unasked.answers[0][0] if unasked.answers else 0.0
        for at, data in unasked.answers:
            Event().wait(min(at - last, LONGEST_GAP))
            last = at
            self._port.send(data)

    def _hear(self, data: bytes) -> None:
        with self._lock:
            self._held += data
            while self._held:
                found = self._find()
                if found is None:
                    break
                self._held = self._held[len(found.asked) :]
                found.times += 1
                for _, answer in found.answers:
                    self._port.send(answer)

    def _find(self) -> Exchange | None:
        fitting = [one for one in self._known if self._held.startswith(one.asked)]
        fresh = [one for one in fitting if one in self._scene.exchanges and not one.times]
        if fresh:
            return fresh[0]
        if fitting:
            own = [one for one in fitting if any(one is mine for mine in self._scene.exchanges)]
            return own[-1] if own else fitting[0]
        if not any(one.asked.startswith(self._held) for one in self._known):
            self.unexpected.append(self._held)
            self._held = b""
        return None
