"""Two storages, one stream of random works: every answer and every error must be the same.

Identities, codes, keys and instants come from small sets, so that works collide.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from miz.domain.access import GrantState
from miz.domain.ids import LaneId, PersonId, SiteId, UserId, VisitId
from miz.domain.notices import NoticeState
from miz.domain.passes import CardState, PassState
from miz.domain.values import Passport
from miz.domain.visits import VisitState
from miz.errors import Conflict, MizError
from miz.ports.storage import Storage, UnitOfWork
from miz_contracts.storage.samples import NOON, OTHER_SITE, SITE, Samples, national_id

FEW = ("1", "2", "3")
SITES = (SITE, OTHER_SITE)
LANES = tuple(LaneId(f"lane-{n}") for n in FEW[:2])
INSTANTS = tuple(NOON + timedelta(seconds=n) for n in range(3))
NAMES = ("علی رضایی", "رضا علیزاده", "آی رضا")

few = st.sampled_from(FEW)
sites = st.sampled_from(SITES)
instants = st.sampled_from(INSTANTS)


@frozen
class Save:
    """One save of a record, whose version may be off."""

    repository: str
    record: Any
    drift: int = 0

    def __call__(self, uow: UnitOfWork) -> Any:
        """Saves it under the stored version, or one beside it."""
        repository = getattr(uow, self.repository)
        before = repository.find(self.record.id)
        version = (before.version if before else 0) + self.drift
        return repository.save(evolve(self.record, version=max(version, 0)))


@frozen
class Call:
    """One call of another method that writes."""

    name: str
    what: Callable[[UnitOfWork], Any]

    def __call__(self, uow: UnitOfWork) -> Any:
        """Calls it."""
        return self.what(uow)


Step = Save | Call
_GRANTS = (*GrantState, GrantState.ISSUED, GrantState.ISSUED)


@st.composite
def records(draw: st.DrawFn) -> tuple[str, Any]:
    """A repository and a record for it."""
    make, one, site, at = Samples(), draw(few), draw(sites), draw(instants)
    kinds: dict[str, Callable[[], Any]] = {
        "visits": lambda: make.visit(
            draw(st.sampled_from([s for s in VisitState if s is not VisitState.REFUSED])),
            person=PersonId(draw(few)),
            site=site,
            opened_at=at,
        ),
        "passes": lambda: make.pass_(
            code=draw(few),
            state=draw(st.sampled_from(PassState)),
            visit=VisitId(draw(few)),
            issued_at=at,
        ),
        "cards": lambda: make.card(
            code=draw(few), number=draw(few), site=site, state=draw(st.sampled_from(CardState))
        ),
        "accesses": lambda: make.grant(
            code=draw(few),
            key=draw(st.none() | few),
            visit=VisitId(draw(few)),
            person=PersonId(draw(few)),
            lane=draw(st.sampled_from(LANES)),
            grant=draw(st.sampled_from(_GRANTS)),
            site=site,
            at=at,
        ),
        "people": lambda: make.person(_identity(draw, make), site=site, registered_at=at),
        "notices": lambda: make.notice(
            key=draw(few), state=draw(st.sampled_from(NoticeState)), site=site, next_at=at
        ),
        "users": lambda: make.user(login=draw(few), site=site),
        "sessions": lambda: make.session(token_digest=draw(few), user=UserId(draw(few))),
        "services": lambda: make.service(code=draw(few), site=site),
    }
    # Most faults that matter are about what opens gates.
    kind = draw(st.sampled_from([*sorted(kinds), *["accesses", "passes", "visits"] * 3]))
    return kind, evolve(kinds[kind](), id=one)


def _identity(draw: st.DrawFn, make: Samples) -> Any:
    given, family = draw(st.sampled_from(NAMES)).split()
    foreigner = draw(st.booleans())
    identity = make.foreigner() if foreigner else make.iranian()
    name = evolve(identity.name, given=given, family=family)
    if foreigner:
        return evolve(identity, name=name, passport=Passport("IRQ", f"A000{draw(few)}"))
    return evolve(identity, name=name, national_id=national_id(int(draw(few))))


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """A save, mostly, or another writing call."""
    if draw(st.integers(0, 4)):
        kind, record = draw(records())
        return Save(kind, record, draw(st.sampled_from([0, 0, 0, 1, -1])))
    make, user, at = Samples(), UserId(draw(few)), draw(instants)
    entry = make.entry(draw(st.sampled_from(["visits", "access"])), site=draw(sites))
    notice = make.notice(key=draw(few), id=draw(few))
    return draw(
        st.sampled_from(
            [
                Call("append", lambda uow: uow.journal.append([entry, entry])),
                Call("queue", lambda uow: uow.notices.queue(notice)),
                Call("close_all", lambda uow: uow.sessions.close_all(user, at=at)),
            ]
        )
    )


class StorageComparison(RuleBasedStateMachine):
    """Runs the same works on a model and on the storage under test.

    A subclass says how to make both, empty and on the same journal key; `teardown` closes them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.model, self.tested = self.make_model(), self.make_tested()

    def make_model(self) -> Storage:
        """The storage that is right."""
        raise NotImplementedError

    def make_tested(self) -> Storage:
        """The storage that is to be as right."""
        raise NotImplementedError

    @rule(
        works=st.lists(steps(), min_size=1, max_size=4), fails=st.sampled_from([False] * 3 + [True])
    )
    def write(self, works: list[Step], fails: bool) -> None:
        """Several steps in one unit of work, which may fail at its end."""

        def work(uow: UnitOfWork) -> list[Any]:
            done = [step(uow) for step in works]
            if fails:
                raise LookupError
            return done

        expected = _outcome(lambda: self.model.write(work))
        assert expected == _outcome(lambda: self.tested.write(work))

    @invariant()
    def answers_agree(self) -> None:
        """Every question gets the same answer."""
        expected, found = self.model.read(answers), self.tested.read(answers)
        assert expected == found

    def teardown(self) -> None:
        """Lets go of both."""
        self.model.close()
        self.tested.close()


def _outcome(act: Callable[[], Any]) -> Any:
    """The result, or what the error says about itself; which of two conflicts is open."""
    try:
        return act()
    except Conflict:
        return "conflict"
    except MizError as error:
        return type(error), error.code
    except LookupError:
        return "planned"


def answers(uow: UnitOfWork) -> dict[str, Any]:
    """Everything that the port can be asked about the few identities there are."""
    found: dict[str, Any] = {
        "entries": [(s.place, s.entry, s.digest) for s in uow.journal.after(0)],
        "heads": list(uow.journal.heads()),
        "due": [list(uow.notices.due(at)) for at in INSTANTS],
        "told": list(uow.notices.of_recipient("host-1")),
    }
    for one in FEW:
        found[one] = _about(uow, one)
    for site in SITES:
        found[site] = _of_site(uow, site)
    return found


def _about(uow: UnitOfWork, one: str) -> list[Any]:
    person, visit = PersonId(one), VisitId(one)
    return [
        uow.visits.current(person),
        list(uow.visits.of_person(person)),
        uow.passes.by_code(one),
        list(uow.passes.of_visit(visit)),
        uow.cards.by_code(one),
        uow.accesses.by_key(one),
        uow.accesses.pending(visit),
        list(uow.accesses.of_visit(visit)),
        list(uow.accesses.of_person(person)),
        [uow.accesses.repeated(lane, one, since=at) for lane in LANES for at in INSTANTS],
        uow.people.find(person),
        uow.users.by_login(one),
        uow.sessions.by_digest(one),
    ]


def _of_site(uow: UnitOfWork, site: SiteId) -> list[Any]:
    return [
        [list(uow.visits.in_state(site, state)) for state in VisitState],
        [uow.visits.count(site, state) for state in VisitState],
        [uow.visits.entered_since(site, at) for at in INSTANTS],
        [list(uow.visits.overdue(site, at + timedelta(days=1))) for at in INSTANTS],
        list(uow.cards.of(site)),
        list(uow.cards.of(site, CardState.OUT, CardState.LOST)),
        list(uow.accesses.latest(site)),
        [list(uow.accesses.latest(site, lane=lane, limit=2)) for lane in LANES],
        [list(uow.accesses.pending_at(lane)) for lane in LANES],
        [list(uow.people.search(site, text)) for text in ("رضا", "علی", "ی", "زاده رضا")],
        uow.notices.count(site),
        list(uow.users.of(site)),
        list(uow.services.of(site)),
    ]
