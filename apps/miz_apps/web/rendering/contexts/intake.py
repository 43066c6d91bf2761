"""The desk takes a request: a form, then the case with its papers and its receipt."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from attrs import field, frozen

from miz.domain.requests import Outcome, RequestState
from miz_apps.web.rendering.contexts.desk import Option, SlipPicture
from miz_apps.web.rendering.contexts.filing import Asked
from miz_apps.web.rendering.contexts.frame import View
from miz_apps.web.rendering.contexts.side import RequestLine
from miz_apps.web.rendering.contexts.steps import Action
from miz_apps.web.rendering.sayings import Situation, Verdict


@frozen
class ServiceChoice:
    """A service that takes requests; ``at_once`` ones are done on the spot."""

    id: str
    name: str
    code: str
    at_once: bool = False


@frozen
class RequestForm:
    """Posts ``id, person, service, subject, letter, medium, email, at_desk, result``.

    The answers to the chosen service's questions have names that begin with ``a-``; ``mobile``
    says whether the person can be written to.
    """

    id: str
    services: tuple[ServiceChoice, ...] = ()
    values: Mapping[str, str] = field(factory=dict)
    errors: Mapping[str, str] = field(factory=dict)
    questions: tuple[Asked, ...] = ()
    mobile: bool = True


@frozen
class PaperNeed:
    """A document that the service asks for, and whether it is there."""

    key: str
    name: str
    there: bool = False
    required: bool = True
    original: bool = False


@frozen
class PaperHere:
    """A document that was taken."""

    digest: str
    name: str
    need: str
    pages: int
    original: bool = False


@frozen
class Taken:
    """A request that the desk took: its code, its promise, its papers."""

    id: str
    code: str
    title: str
    state: RequestState
    due_at: datetime | None
    visit_at: datetime | None = None
    officer: str = ""
    phone: str = ""
    at_desk: bool = False
    needs: tuple[PaperNeed, ...] = ()
    papers: tuple[PaperHere, ...] = ()
    result: str = ""
    outcome: Outcome | None = None
    error: str = ""

    @property
    def url(self) -> str:
        """Where its steps are at the desk."""
        return f"/desk/requests/{self.id}"

    @property
    def undone(self) -> bool:
        """Whether the office still owes an answer."""
        return self.state in {RequestState.OPEN, RequestState.WAITING}


@frozen
class DeskRequest(View):
    """The main column while a request is taken or looked at (id ``main``)."""

    template: ClassVar[str] = "fragments/desk_request.html"
    verdict: Verdict = Verdict(Situation.NEW_REQUEST)
    person: Option | None = None
    form: RequestForm | None = None
    taken: Taken | None = None
    others: tuple[RequestLine, ...] = ()
    actions: tuple[Action, ...] = ()
    slip: SlipPicture | None = None
