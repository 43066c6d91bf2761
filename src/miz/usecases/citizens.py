"""Citizens sign in to the portal: a national number and a one-time code (threats 2 and 3).

A code proves the mobile, not the number: it goes to the mobile of the number's file, and to the
one that was typed only where nobody has a file yet. What was typed is answered alike in every
case, so that nobody learns who has a file here.
"""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from miz.domain.citizens import CODE_DIGITS, Challenge, CitizenSession, wrong_code
from miz.domain.ids import ChallengeId, CitizenSessionId, NoticeId, SiteId
from miz.domain.journal import Entry
from miz.domain.notices import Notice
from miz.domain.staff import Actor, Permission
from miz.domain.templates import SIGN_IN_CODE
from miz.domain.values import Language, Mobile, NationalId, compact
from miz.errors import NotAllowed, NotFound, WrongState
from miz.ports.clocks import Clock
from miz.ports.ids import Ids
from miz.ports.storage import Storage, UnitOfWork
from miz.ports.vaults import Vault
from miz.usecases.doors import digest_of

MOBILE_BUDGET = ((timedelta(minutes=10), 3), (timedelta(days=1), 10))
NUMBER_BUDGET = ((timedelta(minutes=10), 3), (timedelta(days=1), 10))
SITE_BUDGET = (timedelta(days=1), 5000)
"""So many codes leave the site in a day, whatever happens: messages cost money."""
CODE_TRUE_FOR = timedelta(minutes=2)
GRAIN = timedelta(seconds=60)


@frozen
class Citizen:
    """Who signed in: a number and a mobile, acting at a site from somewhere."""

    site: SiteId
    national_id: NationalId
    mobile: Mobile
    origin: str = ""

    @property
    def actor(self) -> Actor:
        """The citizen in the journal: nobody by name, and without any permission."""
        return Actor("citizen", self.site, frozenset(), self.origin, "")


@frozen
class CitizenEntrance:
    """A fresh session with its secret, shown once."""

    session: CitizenSession
    token: str = field(repr=False)


@frozen
class Citizens:
    """The portal's door. Thread-safe."""

    storage: Storage
    vault: Vault
    clock: Clock
    ids: Ids

    def ask(
        self, *, actor: Actor, national_id: NationalId, mobile: Mobile, language: Language
    ) -> ChallengeId:
        """Sends a code, within the budgets; a spent budget is told before anything is sent."""
        challenge_id, notice_id = ChallengeId(self.ids.new()), NoticeId(self.ids.new())
        code, at = self.ids.digits(CODE_DIGITS), self.clock.now()

        def work(uow: UnitOfWork) -> ChallengeId:
            # A number is taken first: there writers wait for each other, and budgets count truly.
            uow.sequences.next(actor.site, "codes")
            _must_be_within(uow, actor.site, national_id, mobile=mobile, at=at)
            challenge = Challenge(
                id=challenge_id,
                site=actor.site,
                national_id=national_id,
                mobile=mobile,
                digest=self._digest(challenge_id, code),
                sent_at=at,
            )
            uow.challenges.save(challenge)
            # Also wakes the worker, so that the code is there before it runs out.
            facts = {"challenge": challenge.id}
            uow.journal.append(
                [Entry(actor.site, "requests", "CodeAsked", at, actor.id, actor.origin, facts)]
            )
            if _may_be_told(uow, challenge):
                uow.notices.queue(_notice(uow, challenge, notice_id, code=code, language=language))
            return challenge.id

        return self.storage.write(work)

    def enter(self, *, actor: Actor, challenge: ChallengeId, code: str) -> CitizenEntrance:
        """Opens a session for the right code, once; every try counts, also at the same time."""
        token, at = self.ids.secret(), self.clock.now()
        session_id, csrf = CitizenSessionId(self.ids.new()), self.ids.secret()
        typed = compact(code)  # the message shows Persian digits

        def work(uow: UnitOfWork) -> CitizenEntrance | None:
            found = uow.challenges.find(challenge)
            if found is None or found.site != actor.site:
                raise NotFound("This code has run out; ask for a new one.", code="challenge.over")
            tried = uow.challenges.save(found.answer(self._digest(found.id, typed), at=at))
            if tried.used_at is None:
                return None
            session = CitizenSession(
                id=session_id,
                site=found.site,
                national_id=found.national_id,
                mobile=found.mobile,
                token_digest=digest_of(token),
                csrf=csrf,
                created_at=at,
                seen_at=at,
            )
            return CitizenEntrance(uow.citizen_sessions.save(session), token)

        entrance = self.storage.write(work)
        if entrance is None:
            raise wrong_code()
        return entrance

    def citizen(self, *, token: str, origin: str) -> tuple[Citizen, CitizenSession]:
        """Whose session a secret belongs to; NotAllowed when there is none any more."""
        at = self.clock.now()
        found = self.storage.read(lambda uow: uow.citizen_sessions.by_digest(digest_of(token)))
        if found is None or not found.alive(at):
            raise NotAllowed("Sign in again with a new code.", code="session.over")
        if at - found.seen_at >= GRAIN:
            self.storage.write(lambda uow: _touch(uow, found.id, at))
        return Citizen(found.site, found.national_id, found.mobile, origin), found

    def leave(self, *, token: str) -> None:
        """Signs out."""
        at = self.clock.now()

        def work(uow: UnitOfWork) -> None:
            found = uow.citizen_sessions.by_digest(digest_of(token))
            if found is not None:
                uow.citizen_sessions.save(found.close(at))

        self.storage.write(work)

    def forget(self, *, actor: Actor) -> int:
        """Deletes codes and sessions that are over, and drafts past their time."""
        actor.must(Permission.DELIVER)
        at = self.clock.now()

        def work(uow: UnitOfWork) -> int:
            old = at - timedelta(days=2)
            gone = uow.challenges.forget(old) + uow.citizen_sessions.forget(old)
            return gone + uow.drafts.forget(at - timedelta(days=30))

        return self.storage.write(work)

    def _digest(self, challenge: ChallengeId, code: str) -> str:
        """The code bound to its challenge; the key never leaves the vault."""
        return self.vault.index(f"{challenge}/{code}", context="one_time_code")


def _may_be_told(uow: UnitOfWork, challenge: Challenge) -> bool:
    """Whether the typed mobile is that of the number's file, or nobody has a file yet."""
    person = uow.people.by_national_id(challenge.site, challenge.national_id)
    return person is None or person.identity.mobile == challenge.mobile


def _must_be_within(
    uow: UnitOfWork, site: SiteId, number: NationalId, *, mobile: Mobile, at: datetime
) -> None:
    for span, most in MOBILE_BUDGET:
        _spend(uow.challenges.sent(at - span, mobile=mobile), most)
    for span, most in NUMBER_BUDGET:
        _spend(uow.challenges.sent(at - span, number=number), most)
    span, most = SITE_BUDGET
    _spend(uow.challenges.sent(at - span, site=site), most)


def _spend(sent: int, most: int) -> None:
    if sent >= most:
        raise WrongState(
            "Too many codes were sent; wait a while and try again, or come to the desk.",
            code="challenge.budget",
        )


def _notice(
    uow: UnitOfWork, challenge: Challenge, notice: NoticeId, *, code: str, language: Language
) -> Notice:
    office = uow.sites.get(challenge.site).organisation.in_(language)
    return Notice(
        id=notice,
        site=challenge.site,
        key=f"{challenge.id}/{SIGN_IN_CODE.key}",
        template=SIGN_IN_CODE.key,
        recipient="citizen",
        address=challenge.mobile.number,
        params={"office": office, "code": code},
        created_at=challenge.sent_at,
        next_at=challenge.sent_at,
        expires_at=challenge.sent_at + CODE_TRUE_FOR,
        language=language,
    )


def _touch(uow: UnitOfWork, session: CitizenSessionId, at: datetime) -> None:
    found = uow.citizen_sessions.find(session)
    if found is not None:
        uow.citizen_sessions.save(evolve(found, seen_at=at))
