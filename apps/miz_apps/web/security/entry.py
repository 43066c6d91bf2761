"""From credentials to an actor: signed in, own request, permitted; or an error that says why."""

from attrs import frozen

from miz.core import Core
from miz.domain.ids import SiteId
from miz.domain.places import Site
from miz.domain.staff import Actor, Permission, Session, User
from miz.domain.values import Language
from miz.errors import NotAllowed, NotFound
from miz_apps.web.actions.action import Door, Needs, may
from miz_apps.web.errors import SignInFirst
from miz_apps.web.security.badges import Badges
from miz_apps.web.security.credentials import Credentials

WATCHER = frozenset({Permission.WATCH})


@frozen
class Guest:
    """Somebody who is signed in."""

    user: User
    session: Session
    actor: Actor

    @property
    def language(self) -> Language:
        """In which the user reads, and prints for visitors."""
        return self.user.language


def admit(
    core: Core, needs: Needs, credentials: Credentials, *, passive: bool = False
) -> Guest | None:
    """The guest, or None at a public door; raises SignInFirst, Forged or NotAllowed.

    ``passive`` requests (a page that refreshes itself) do not keep a session alive.
    """
    if needs is Door.PUBLIC:
        return None
    guest = must_enter(core, credentials, passive=passive)
    credentials.must_match(guest.session.csrf)
    return must_may(needs, guest)


def admit_device(core: Core, needs: Needs, credentials: Credentials, *, badges: Badges) -> Guest:
    """As `admit`, for lanes: a key that was good a moment ago is not looked up again."""
    token = credentials.token or ""
    known = None if credentials.by_cookie else badges.known(token)
    if known is None:
        guest = must_enter(core, credentials)
        credentials.must_match(guest.session.csrf)
        badges.remember(token, guest.user, guest.session)
    else:
        user, session = known
        guest = Guest(user, session, session.actor(user, credentials.address))
    return must_may(needs, guest)


def must_may(needs: Needs, guest: Guest) -> Guest:
    """The guest again; raises NotAllowed when no role of his includes what is needed."""
    if not may(needs, guest.actor):
        raise NotAllowed("Your role does not include this; ask an administrator.")
    return guest


def must_enter(core: Core, credentials: Credentials, *, passive: bool = False) -> Guest:
    """Whoever the credentials belong to; raises SignInFirst."""
    guest = enter(core, credentials, passive=passive)
    if guest is None:
        raise SignInFirst("Sign in first; the session is over or there was none.")
    return guest


def enter(core: Core, credentials: Credentials, *, passive: bool = False) -> Guest | None:
    """Whoever the credentials belong to."""
    if not credentials.token:
        return None
    found = core.doors.enter(token=credentials.token, touch=not passive)
    if passive and found is not None and found[0].permissions <= WATCHER:
        # A wall has no keyboard: what it refreshes by itself is all it ever does.
        found = core.doors.enter(token=credentials.token)
    if found is None:
        return None
    user, session = found
    return Guest(user, session, session.actor(user, credentials.address))


def front_of(core: Core) -> Site:
    """The office that citizens meet: the one that was founded first; raises NotFound."""
    site = core.places.front(site=None)
    if site is None:
        raise NotFound("No office is set up here yet.", code="site.none")
    return site


def citizen(site: Site, address: str) -> Actor:
    """A citizen in the journal: nobody by name, and without any permission."""
    return Actor("citizen", site.id, frozenset(), address)


def stranger(credentials: Credentials) -> Actor:
    """Whoever stands at a public door."""
    return Actor("stranger", SiteId(""), frozenset(), credentials.address)
