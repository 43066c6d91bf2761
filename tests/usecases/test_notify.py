from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from attrs import define, evolve, field

from miz import Actor, Core, hookimpl, open_core
from miz.domain.admissions import IdentificationMethod
from miz.domain.ids import HostId, NoticeId
from miz.domain.notices import GIVE_UP_AFTER, Medium, Notice, NoticeState
from miz.domain.passes import Pass
from miz.domain.templates import NoticeTemplate
from miz.domain.values import Language, Mobile, PersonName, Text
from miz.domain.visits import Visit
from miz.errors import Conflict, PortError, Refused, Unavailable
from miz.ports.channels import NOT_TRIED, Channel, Fate, Message, Receipt
from miz_adapters.channels import MemoryChannel
from miz_adapters.memory import ManualClock
from tests.office import CONFIG, Office, TestParts, furnish


@define
class Slow(Channel):
    """A provider that takes its time: ``meanwhile`` happens during the first batch."""

    inside: MemoryChannel
    meanwhile: list[object] = field(factory=list)

    @property
    def medium(self) -> Medium:
        """As inside."""
        return self.inside.medium

    def send(self, batch: Sequence[Message]) -> Sequence[Receipt | PortError]:
        """Sends, then something else happens before the answer arrives."""
        answers = self.inside.send(batch)
        if self.meanwhile:
            self.meanwhile.pop()()  # type: ignore[operator]
        return answers

    def delivery(self, references: Sequence[str]) -> Sequence[Fate]:
        """Nobody asks."""
        return [Fate.UNKNOWN for _ in references]

    def close(self) -> None:
        """Nothing."""


def channel(office: Office) -> MemoryChannel:
    """The provider, whose faults a test may script."""
    found = office.core.channels[Medium.SMS]
    assert isinstance(found, MemoryChannel)
    return found


def told(office: Office) -> list[Notice]:
    """Every notice of the host, oldest first."""
    found = office.core.storage.read(lambda uow: uow.notices.of_recipient(office.host.id))
    return list(reversed(found))


def leave(office: Office, visit: Visit) -> Visit:
    """Goes out through the lane out."""
    code = office.core.storage.read(lambda uow: uow.passes.of_visit(visit.id)[0].code)
    verdict = office.core.gatehouse.present(actor=office.actor, lane=office.lane_out.id, code=code)
    return office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)


def queue(office: Office, **changes: object) -> Notice:
    """A notice of a plugin."""
    at = office.clock.now()
    notice = Notice(
        id=NoticeId("n1"), site=office.site.id, key="k1", template="host.visitor_entered",
        recipient=office.host.id, address="+989121112233",
        params={"visitor": "الف", "time": "10:00", "gate": "ب"},
        created_at=at, next_at=at, expires_at=at + timedelta(days=30),
    )  # fmt: skip
    notice = evolve(notice, **changes)  # type: ignore[arg-type]
    office.core.storage.write(lambda uow: uow.notices.queue(notice))
    return notice


def state(office: Office, key: str = "n1") -> Notice:
    """The notice as it is stored."""
    return office.core.storage.read(lambda uow: uow.notices.get(NoticeId(key)))


class TestTheHost:
    def test_hears_of_the_entry_and_of_the_exit(self, office: Office) -> None:
        """One notice each, in Persian, with Persian digits and the time in Tehran (C3-08, I9)."""
        visit = office.enter(office.slip())
        office.deliver()

        assert ["مریم کاظمی ساعت ۰۹:۳۰ از گیت ۲ وارد شد."] == office.sent
        office.later(minutes=47, seconds=59)
        leave(office, visit)
        office.deliver()
        assert "مریم کاظمی ساعت ۱۰:۱۷ از گیت ۲ خارج شد. مدت حضور: ۴۷ دقیقه." == office.sent[-1]
        assert 2 == len(office.sent)

    def test_hears_nothing_before_the_passage(self, office: Office) -> None:
        """Neither at arrival, admission, pass, granted read nor time-out (Q1)."""
        slip = office.slip()
        verdict = office.core.gatehouse.present(
            actor=office.actor, lane=office.lane_in.id, code=slip.code
        )
        office.core.gatehouse.timed_out(actor=office.actor, access=verdict.access.id)

        assert (0, []) == (office.deliver(), office.sent)

    def test_hears_of_a_presumed_entry(self, office: Office) -> None:
        """Without a sensor the notice goes at the presumption (Q1)."""
        verdict = office.core.gatehouse.present(
            actor=office.actor, lane=office.lane_in.id, code=office.slip().code
        )
        office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id, confirmed=False)

        assert (1, 1) == (office.deliver(), len(office.sent))

    def test_hears_once_for_each_event(self, office: Office) -> None:
        """One notice for event, recipient and template (I5)."""
        visit = leave(office, office.enter(office.slip()))
        for _ in range(3):
            office.deliver()

        assert visit.entry is not None
        assert visit.exit is not None
        assert [
            f"{visit.entry.access}/{office.host.id}/host.visitor_entered",
            f"{visit.exit.access}/{office.host.id}/host.visitor_left",
        ] == [notice.key for notice in told(office)]
        assert 2 == len(office.sent)

    def test_reads_his_own_language(self, office: Office) -> None:
        """A host who reads English is written to in English."""
        host = office.core.catalogue.add_host(
            actor=office.actor,
            unit=office.host.unit,
            name=PersonName.parse("Jane", "Doe"),
            mobile=Mobile.parse("09121112244"),
            language=Language.EN,
        )
        office.enter(slip_for(office, host.id))
        office.deliver()

        assert ["مریم کاظمی came in through Gate 2 at 09:30."] == office.sent

    def test_without_a_mobile_hears_nothing(self, office: Office) -> None:
        """The entry is recorded all the same."""
        host = office.core.catalogue.add_host(
            actor=office.actor, unit=office.host.unit, name=PersonName.parse("رضا", "امینی")
        )
        visit = office.enter(slip_for(office, host.id))

        assert (0, True) == (office.deliver(), visit.entry is not None)

    def test_is_told_only_what_was_kept(self, office: Office) -> None:
        """A passage that could not be stored queues nothing (C3-08)."""
        verdict = office.core.gatehouse.present(
            actor=office.actor, lane=office.lane_in.id, code=office.slip().code
        )
        for step in range(1, 8):
            office.core.storage.faulty.step(step)  # type: ignore[attr-defined]
            with pytest.raises(Unavailable):
                office.core.gatehouse.passed(actor=office.actor, access=verdict.access.id)

        assert [] == told(office)


def slip_for(office: Office, host: HostId) -> Pass:
    """The slip of a visitor of that host."""
    visit = office.core.reception.arrive(
        actor=office.actor,
        person=office.person().id,
        host=host,
        identified_by=IdentificationMethod.NATIONAL_CARD,
    )
    office.core.reception.admit(actor=office.actor, visit=visit.id)
    return office.core.reception.hand_slip(actor=office.actor, visit=visit.id)


class TestDelivery:
    def test_a_provider_that_is_away_is_tried_again(self, office: Office) -> None:
        """At once, then every five minutes; what was sent is sent once (row 10)."""
        queue(office)
        channel(office).answers = [Unavailable("away") for _ in range(3)]

        assert (1, 1, 0) == (office.deliver(), office.deliver(), office.deliver())
        office.later(minutes=4, seconds=59)
        assert 0 == office.deliver()
        office.later(seconds=1)
        assert (1, 0) == (office.deliver(), len(office.sent))
        office.later(minutes=5)
        assert (1, 0, 1) == (office.deliver(), office.deliver(), len(office.sent))
        assert (NoticeState.SENT, 4) == (state(office).state, state(office).attempts)

    def test_it_is_given_up_in_the_end(self, office: Office) -> None:
        """48 attempts, then failed with the provider's code."""
        queue(office)
        channel(office).answers = [Unavailable("away") for _ in range(99)]
        for _ in range(99):
            office.deliver()
            office.later(minutes=5)

        assert (NoticeState.FAILED, GIVE_UP_AFTER, "port.unavailable") == (
            state(office).state,
            state(office).attempts,
            state(office).error,
        )

    def test_one_that_was_not_begun_is_not_given_up(self, office: Office) -> None:
        """A hundred batches that end before its turn are no attempt of it (I5)."""
        queue(office)
        channel(office).answers = [Unavailable("later", code=NOT_TRIED) for _ in range(100)]
        for _ in range(100):
            assert 1 == office.deliver()

        assert (1, 1) == (office.deliver(), len(office.sent))
        assert (NoticeState.SENT, 1) == (state(office).state, state(office).attempts)

    def test_a_refusal_is_final(self, office: Office) -> None:
        """A number that the provider does not serve is not tried again."""
        queue(office)
        channel(office).answers = [Refused("black list")]

        assert (1, 0) == (office.deliver(), office.deliver())
        assert (NoticeState.FAILED, "port.refused") == (state(office).state, state(office).error)

    def test_a_channel_that_fails_as_a_whole_is_tried_again(self, office: Office) -> None:
        """An exception is the answer to every message of the batch."""
        queue(office)
        queue(office, id="n2", key="k2")
        office = evolve(office, core=with_channel(office, Broken()))

        assert (2, NoticeState.QUEUED) == (office.deliver(), state(office).state)
        assert NoticeState.QUEUED is state(office, "n2").state

    def test_without_a_channel_notices_wait(self, office: Office) -> None:
        """E-mail without a provider is queued until one is named or it is stale."""
        office = evolve(office, core=with_channel(office, channel(office)))
        queue(office, medium=Medium.EMAIL)

        assert (1, NoticeState.QUEUED) == (office.deliver(), state(office).state)

    def test_what_is_too_late_is_not_told(self, office: Office) -> None:
        """After 30 minutes a notice of an entry would be a lie (J3, out of order)."""
        office.enter(office.slip())
        office.later(minutes=29, seconds=59)
        channel(office).answers = [Unavailable("away")]

        assert 1 == office.deliver()
        office.later(seconds=1)
        assert (0, []) == (office.deliver(), office.sent)
        assert [NoticeState.STALE] == [notice.state for notice in told(office)]
        assert 0 == office.core.monitor.counters(actor=office.actor).notices_waiting

    def test_an_unknown_template_fails_alone(self, office: Office) -> None:
        """A plugin that was removed leaves notices that nobody can word; others go out."""
        queue(office, template="plugin.gone")
        queue(office, id="n2", key="k2")

        assert (2, 1) == (office.deliver(), len(office.sent))
        assert (NoticeState.FAILED, "notice.unknown_template") == (
            state(office).state,
            state(office).error,
        )
        assert NoticeState.SENT is state(office, "n2").state

    @pytest.mark.parametrize("words", ["{nobody}", "{visitor", "{}", "{visitor.wife}"])
    def test_a_template_with_a_hole_fails_alone(self, office: Office, words: str) -> None:
        """Malformed words of a plugin never stop the others."""
        queue(office, template="plugin.hole")
        queue(office, id="n2", key="k2")
        notify = evolve(
            office.core.notify,
            templates=lambda: {
                **office.core.notify.templates(),
                "plugin.hole": NoticeTemplate("plugin.hole", Text(words)),
            },
        )
        notify.deliver(actor=office.actor, worker="w1")

        assert (NoticeState.FAILED, "notice.params") == (state(office).state, state(office).error)
        assert NoticeState.SENT is state(office, "n2").state

    def test_a_round_takes_no_more_than_its_limit(self, office: Office) -> None:
        """A backlog is worked off oldest first."""
        for number in range(5):
            queue(office, id=f"n{number}", key=f"k{number}")
            office.later(seconds=1)

        assert 2 == office.core.notify.deliver(actor=office.actor, worker="w1", limit=2)
        assert ["k0", "k1"] == [message.key for message in channel(office).sent]


class Broken(Channel):
    """A provider that raises instead of answering."""

    @property
    def medium(self) -> Medium:
        """SMS."""
        return Medium.SMS

    def send(self, batch: Sequence[Message]) -> Sequence[Receipt | PortError]:
        """Raises."""
        raise Unavailable("The line is cut.")

    def delivery(self, references: Sequence[str]) -> Sequence[Fate]:
        """Nobody asks."""
        return [Fate.UNKNOWN for _ in references]

    def close(self) -> None:
        """Nothing."""


def with_channel(office: Office, replaced: Channel) -> Core:
    """The core with another provider."""
    notify = evolve(office.core.notify, channels={Medium.SMS: replaced})
    return evolve(office.core, notify=notify)


class TestWorkers:
    def test_a_lease_is_not_taken_by_another(self, office: Office) -> None:
        """Two workers never send the same notice while one holds it (row 10)."""
        queue(office)
        slow = Slow(channel(office))
        first = with_channel(office, slow)
        taken: list[int] = []
        slow.meanwhile = [lambda: taken.append(office.deliver())]
        first.notify.deliver(actor=office.actor, worker="w0")

        assert ([0], 1) == (taken, len(office.sent))
        assert ("w0", NoticeState.SENT) == (state(office).leased_by, state(office).state)

    def test_a_lease_of_a_dead_worker_is_taken_over(self, office: Office) -> None:
        """After a minute another worker sends it, under the same key."""
        queue(office)
        office.core.storage.write(
            lambda uow: uow.notices.save(
                uow.notices.get(NoticeId("n1")).lease(
                    "dead", at=office.clock.now(), hold=timedelta(seconds=60)
                )
            )
        )
        office.later(seconds=59)

        assert 0 == office.deliver()
        office.later(seconds=1)
        assert (1, "w1") == (office.deliver(), state(office).leased_by)
        assert ["k1"] == [message.key for message in channel(office).sent]

    def test_a_worker_that_was_too_slow_spoils_nothing(self, office: Office) -> None:
        """The one who took over has the last word, and the person reads one message (I5)."""
        queue(office)
        slow = Slow(channel(office))
        first = with_channel(office, slow)

        def meanwhile() -> None:
            office.later(seconds=61)
            office.deliver()

        slow.meanwhile = [meanwhile]
        with pytest.raises(Conflict):
            first.notify.deliver(actor=office.actor, worker="w0")

        assert ("w1", NoticeState.SENT) == (state(office).leased_by, state(office).state)
        assert 1 == len(office.sent)


class Plugin:
    """A plugin that words a built-in notice anew and brings one more."""

    @hookimpl
    def miz_notice_templates(self) -> Sequence[NoticeTemplate]:
        """Its templates."""
        return [NoticeTemplate("host.visitor_entered", Text("مهمان شما آمد: {visitor}"))]


def test_a_plugin_may_word_a_notice(office: Office) -> None:
    """The same key with other words replaces the built-in ones."""
    clock = ManualClock(datetime(2026, 1, 3, 6, 0, tzinfo=UTC))
    with open_core(CONFIG, plugins=[TestParts(clock), Plugin()]) as core:
        furnished = furnish(core, clock)
        furnished.enter(furnished.slip())
        furnished.deliver()

        assert ["مهمان شما آمد: مریم کاظمی"] == furnished.sent
    assert [] == office.sent


def test_delivering_is_for_workers(office: Office) -> None:
    """Nobody at a desk sends messages (ASVS V8.3.1)."""
    actor: Actor = evolve(office.actor, permissions=frozenset())
    with pytest.raises(Exception, match=r"notices\.deliver"):
        office.core.notify.deliver(actor=actor, worker="w1")
