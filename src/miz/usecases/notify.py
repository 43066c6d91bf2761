"""Telling people: queued with what happened, delivered by workers."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from miz.domain.admissions import Passage
from miz.domain.catalogue import Host
from miz.domain.ids import NoticeId
from miz.domain.nodes import LATE
from miz.domain.notices import STALE_AFTER, Medium, Notice, NoticeState
from miz.domain.places import Direction
from miz.domain.staff import Actor, Permission
from miz.domain.templates import (
    HOST_ENTRY,
    HOST_ENTRY_LATE,
    HOST_EXIT,
    HOST_EXIT_LATE,
    HOST_OVERSTAY,
    NoticeTemplate,
)
from miz.domain.visits import Visit
from miz.errors import BadAnswer, InvalidValue, MizError, Unavailable
from miz.ports.channels import NOT_TRIED, RECIPIENT_BLOCKED, Channel, Fate, Message, Receipt
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork

HOST_NOTICES = {
    (Direction.IN, False): HOST_ENTRY,
    (Direction.OUT, False): HOST_EXIT,
    (Direction.IN, True): HOST_ENTRY_LATE,
    (Direction.OUT, True): HOST_EXIT_LATE,
}
HOLD = timedelta(seconds=60)
log = logging.getLogger("miz.notify")
Answer = Receipt | MizError
FOUND = {
    Fate.DELIVERED: NoticeState.DELIVERED,
    Fate.UNDELIVERED: NoticeState.UNDELIVERED,
    Fate.BLOCKED: NoticeState.BLOCKED,
}


@frozen
class Notices:
    """What is queued when something happens, inside its unit of work."""

    ids: Ids

    def tell_host(
        self, uow: UnitOfWork, visit: Visit, passage: Passage, *, now: datetime
    ) -> None:  # fmt: skip
        """The host's notice of an entry or exit: one for each passage (C3-08).

        What a gate told late says so, and is never sent as "now".
        """
        host = uow.hosts.find(visit.host) if visit.host else None
        if host is not None:
            template = HOST_NOTICES[passage.direction, now - passage.at > LATE]
            params = _passage_params(uow, visit, passage, host=host)
            event = (passage.access, passage.at)
            self._queue(uow, host, template, event=event, params=params)

    def tell_overstay(self, uow: UnitOfWork, visit: Visit, at: datetime) -> None:
        """The host's notice that his visitor should have left: one for each visit (features 56)."""
        host = uow.hosts.find(visit.host) if visit.host else None
        if host is not None and visit.window is not None:
            clock = uow.sites.get(visit.site).zone
            params = {
                "visitor": uow.people.get(visit.person).name.full,
                "time": f"{visit.window.until.astimezone(clock):%H:%M}",
            }
            self._queue(uow, host, HOST_OVERSTAY, event=(visit.id, at), params=params)

    def _queue(
        self, uow: UnitOfWork, host: Host, template: NoticeTemplate,
        *,
        event: tuple[str, datetime], params: Mapping[str, str],
    ) -> None:  # fmt: skip
        if host.mobile is None:
            return
        identity, at = event
        notice = Notice(
            id=NoticeId(self.ids.new()),
            site=host.site,
            key=f"{identity}/{host.id}/{template.key}",
            template=template.key,
            recipient=host.id,
            address=host.mobile.number,
            params=params,
            created_at=at,
            next_at=at,
            expires_at=at + STALE_AFTER,
            language=host.language,
        )
        uow.notices.queue(notice)


def _passage_params(
    uow: UnitOfWork, visit: Visit, passage: Passage, *, host: Host
) -> Mapping[str, str]:
    lane = uow.lanes.get(passage.lane)
    site, gate = uow.sites.get(visit.site), uow.gates.get(lane.gate)
    person = uow.people.get(visit.person)
    entered = visit.entry.at if visit.entry else passage.at
    return {
        "visitor": person.name.full,
        "time": f"{passage.at.astimezone(site.zone):%H:%M}",
        "gate": gate.name.in_(host.language),
        "minutes": str(int((passage.at - entered).total_seconds() // 60)),
    }


@frozen
class Notify:
    """The worker's side. Several workers may run: each notice is leased to one."""

    storage: Storage
    clock: Clock
    channels: Mapping[Medium, Channel]
    templates: Callable[[], Mapping[str, NoticeTemplate]]

    def deliver(self, *, actor: Actor, worker: str, limit: int = 50) -> int:
        """Sends what is due; says how many notices it took."""
        actor.must(Permission.DELIVER)
        taken = self._take(worker, limit)
        for medium in Medium:
            batch = [notice for notice in taken if notice.medium is medium]
            if batch:
                self._settle(batch, self._send(medium, batch))
        return len(taken)

    def follow(self, *, actor: Actor, limit: int = 50) -> int:
        """Asks providers what became of messages they took; says how many it asked about."""
        actor.must(Permission.DELIVER)
        at = self.clock.now()
        asked = self.storage.read(lambda uow: uow.notices.followed(at, limit=limit))
        for medium in Medium:
            batch = [notice for notice in asked if notice.medium is medium]
            if batch:
                self._learn(batch, self._fates(medium, batch))
        return len(asked)

    def _fates(self, medium: Medium, batch: Sequence[Notice]) -> Sequence[Fate]:
        channel = self.channels.get(medium)
        if channel is None:
            return [Fate.UNKNOWN] * len(batch)
        try:
            fates = channel.delivery([notice.reference for notice in batch])
        except Unavailable:
            return [Fate.PENDING] * len(batch)
        except Exception:
            log.exception("the channel for %s failed to tell what became of messages", medium)
            fates = ()
        return fates if len(fates) == len(batch) else [Fate.PENDING] * len(batch)

    def _learn(self, batch: Sequence[Notice], fates: Sequence[Fate]) -> None:
        at = self.clock.now()

        def work(uow: UnitOfWork) -> None:
            for notice, fate in zip(batch, fates, strict=True):
                final = fate is not Fate.PENDING
                learnt = notice.followed(at=at, found=FOUND.get(fate), final=final)
                uow.notices.save(learnt)

        self.storage.write(work)

    def _take(self, worker: str, limit: int) -> Sequence[Notice]:
        at = self.clock.now()
        if not self.storage.read(lambda uow: uow.notices.due(at, limit=1)):
            return ()  # most turns find nothing, and must not wait behind the gates' writes

        def work(uow: UnitOfWork) -> Sequence[Notice]:
            due = uow.notices.due(at, limit=limit)
            practised = {site for site in {n.site for n in due} if uow.sites.get(site).training_of}
            for notice in due:
                if notice.site in practised:
                    uow.notices.save(notice.practise())
                elif at >= notice.expires_at:
                    uow.notices.save(notice.spoil())
            fresh = [n for n in due if n.site not in practised and at < n.expires_at]
            return [uow.notices.save(n.lease(worker, at=at, hold=HOLD)) for n in fresh]

        return self.storage.write(work)

    def _send(self, medium: Medium, batch: Sequence[Notice]) -> Sequence[Answer]:
        """One answer for each notice; a notice that cannot be worded fails alone."""
        answers: dict[str, Answer] = {}
        messages = []
        for notice in batch:
            worded = self._message(notice)
            if isinstance(worded, Message):
                messages.append(worded)
            else:
                answers[notice.key] = worded
        answers |= zip((m.key for m in messages), self._ask(medium, messages), strict=True)
        return [answers[notice.key] for notice in batch]

    def _ask(self, medium: Medium, messages: Sequence[Message]) -> Sequence[Answer]:
        channel = self.channels.get(medium)
        if channel is None:
            missing = Unavailable(f"No channel sends {medium}; name one in miz.toml.")
            return [missing] * len(messages)
        try:
            answers = channel.send(messages)
        except MizError as error:
            return [error] * len(messages)
        except Exception:
            # Whether something was sent is unknown: sending again might tell people twice.
            log.exception("the channel for %s failed", medium)
            answers = ()
        if len(answers) != len(messages):
            return [BadAnswer("The channel did not answer for each message.")] * len(messages)
        return answers

    def _message(self, notice: Notice) -> Message | InvalidValue:
        template = self.templates().get(notice.template)
        if template is None:
            return InvalidValue(
                f"No plugin brings the notice {notice.template}.", code="notice.unknown_template"
            )
        try:
            text = template.render(notice.params, notice.language)
            subject = template.head(notice.params, notice.language)
        except InvalidValue as error:
            return error
        return Message(notice.key, notice.address, text, subject)

    def _settle(self, batch: Sequence[Notice], answers: Sequence[Answer]) -> None:
        at = self.clock.now()

        def work(uow: UnitOfWork) -> None:
            for notice, answer in zip(batch, answers, strict=True):
                uow.notices.save(_after(notice, answer, at))

        self.storage.write(work)


def _after(notice: Notice, answer: Answer, at: datetime) -> Notice:
    if isinstance(answer, Receipt):
        return notice.sent(answer.reference, at=at)
    if answer.code == RECIPIENT_BLOCKED:
        return notice.block()
    if answer.code == NOT_TRIED:
        return notice.wait(at=at)
    if isinstance(answer, Unavailable):
        return notice.retry(answer.code, at=at)
    return notice.fail(answer.code)
