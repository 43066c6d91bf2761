"""The pages around the work: sign-in, the way in, keys, the slip on paper, errors."""

from typing import ClassVar

from attrs import frozen

from miz_apps.web.rendering.contexts.frame import View


@frozen
class SignInPage(View):
    """Posts ``login, password, next`` to /sign-in; ``seconds`` is the wait after many tries."""

    template: ClassVar[str] = "sign_in.html"
    login: str = ""
    next: str = "/"
    wrong: bool = False
    seconds: int = 0
    ended: bool = False


@frozen
class HomePage(View):
    """The way in after sign-in: a tile for every place the user may go.

    ``late`` are the user's overdue requests, ``complaints`` those without an answer.
    """

    template: ClassVar[str] = "home.html"
    inside: int | None = None
    waiting: int | None = None
    late: int = 0
    complaints: int = 0


@frozen
class KeysPage(View):
    """The keys of the desk and the shapes of verdicts."""

    template: ClassVar[str] = "keys.html"


@frozen
class SlipPage(View):
    """A slip alone on 80 mm paper; ``picture`` is the address of its PNG."""

    template: ClassVar[str] = "slip.html"
    picture: str


@frozen
class ErrorPage(View):
    """Something is not there, not allowed or broken; ``text`` says what to do next.

    ``reference`` is what an administrator finds in the log.
    """

    template: ClassVar[str] = "error.html"
    status: int
    text: str = ""
    reference: str = ""


@frozen
class Trouble(View):
    """One sentence for a fetch that failed, shown above the page (id ``trouble``)."""

    template: ClassVar[str] = "fragments/trouble.html"
    text: str
