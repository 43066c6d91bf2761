import threading

from attrs import define, field

from miz import hookimpl, open_core
from miz.domain.events import Event, VisitorEntered
from miz.domain.notices import Medium
from miz.domain.visits import VisitState
from miz_adapters.channels import MemoryChannel
from miz_adapters.memory import ManualClock
from miz_apps.work import Worker
from tests.office import CONFIG, TestParts, furnish, open_office


@define
class Listener:
    """A plugin that remembers what it is told."""

    told: list[Event] = field(factory=list)
    heard: threading.Event = field(factory=threading.Event)

    @hookimpl
    def miz_event(self, event: Event) -> None:
        """Remembers the event."""
        self.told.append(event)
        if isinstance(event, VisitorEntered):
            self.heard.set()


def test_a_running_worker_delivers_at_once() -> None:
    """The host's notice goes out as soon as the passage is committed (C3-08)."""
    with open_office() as office:
        channel = office.core.channels[Medium.SMS]
        assert isinstance(channel, MemoryChannel)
        worker = Worker(office.core, "w1")
        worker.start()
        try:
            office.enter(office.slip())
            assert office.until(lambda: bool(channel.sent))
        finally:
            worker.stop()

        assert 1 == len(channel.sent)


def test_plugins_are_told_what_happens_while_it_runs() -> None:
    """An installed listener hears an entry, in a thread that is not the gate's."""
    listener, clock = Listener(), ManualClock()
    with open_core(CONFIG, plugins=[TestParts(clock), listener]) as core:
        office = furnish(core, clock)
        worker = Worker(core, "w1")
        worker.start()
        try:
            office.enter(office.slip())
            assert listener.heard.wait(timeout=5)
        finally:
            worker.stop()

        assert "VisitorEntered" in {event.kind for event in listener.told}


def test_a_faulty_plugin_does_not_stop_the_work() -> None:
    """A listener that raises is logged; notices go on."""

    class Broken:
        @hookimpl
        def miz_event(self, event: Event) -> None:
            raise ZeroDivisionError

    clock = ManualClock()
    with open_core(CONFIG, plugins=[TestParts(clock), Broken()]) as core:
        office = furnish(core, clock)
        worker = Worker(core, "w1")
        office.enter(office.slip())
        worker.turn()

        assert 1 == len(office.sent)


def test_overdue_visits_end() -> None:
    """A visitor who was admitted and never came is expired and loses the slip."""
    with open_office() as office:
        slip = office.slip()
        office.later(hours=3)
        Worker(office.core, "w1").turn()
        visit = office.core.storage.read(lambda uow: uow.visits.get(slip.visit))

        assert VisitState.EXPIRED is visit.state


def test_a_worker_survives_an_absent_database() -> None:
    """A turn that fails is tried again at the next; nothing is lost (G5)."""
    with open_office() as office:
        office.enter(office.slip())
        office.core.storage.faulty.nth(1)  # type: ignore[attr-defined]
        worker = Worker(office.core, "w1")

        assert 0 == worker._turn()
        assert 0 < worker._turn()
        assert 1 == len(office.sent)
