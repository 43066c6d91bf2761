"""Requests that are not filed yet: saved, left, taken up again (features 32)."""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from miz.domain.correspondence import Paper
from miz.domain.forms import Answers
from miz.domain.ids import DraftId, EditionId, RequestId, ServiceId, SiteId
from miz.domain.values import Mobile, NationalId
from miz.errors import WrongState

LIVES = timedelta(days=7)
MOST_PAPERS = 20


@frozen
class Draft:
    """What a citizen typed so far; it ends by being filed once, or when its time is over.

    ``request`` is what it became: filing it again leads there, so that a double click or a cut
    connection makes one case.
    """

    id: DraftId
    site: SiteId
    service: ServiceId
    edition: EditionId
    national_id: NationalId
    mobile: Mobile
    opened_at: datetime
    answers: Answers = field(factory=dict, repr=False)
    papers: tuple[Paper, ...] = ()
    request: RequestId | None = None
    version: int = 0

    def over(self, at: datetime) -> bool:
        """Whether its time is over."""
        return at - self.opened_at >= LIVES

    def fill(self, answers: Answers) -> "Draft":
        """What is typed now, right or not; it is checked when it is filed."""
        self._must_be_open()
        return evolve(self, answers=dict(answers))

    def add(self, paper: Paper) -> "Draft":
        """One more document; another one for the same need is kept beside it."""
        self._must_be_open()
        if len(self.papers) >= MOST_PAPERS:
            raise WrongState(
                f"A request takes {MOST_PAPERS} files at first; put pages into one PDF.",
                code="request.papers",
            )
        return evolve(self, papers=(*self.papers, paper))

    def remove(self, digest: str) -> "Draft":
        """Without that document."""
        self._must_be_open()
        return evolve(self, papers=tuple(one for one in self.papers if one.digest != digest))

    def become(self, request: RequestId) -> "Draft":
        """It is filed, once."""
        self._must_be_open()
        return evolve(self, request=request)

    def _must_be_open(self) -> None:
        if self.request is not None:
            raise WrongState("This request is filed already.", code="draft.filed")
