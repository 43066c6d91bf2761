"""Categories: how a kind of service is done in person, as data (C1 to C4, directive 3.2).

One published text knows three classes, the product's own description four; so none is fixed in
code. A category says what happens at the desk and whether a pass may exist at all.
"""

from attrs import frozen

from miz.domain.catalogue import Service
from miz.domain.ids import CategoryId, SiteId
from miz.domain.values import Text
from miz.errors import InvalidValue


@frozen
class Flow:
    """What a category asks for.

    ``takes_request``: a case is opened, with letter, answers and documents.
    ``gives_entry``: a pass may exist; without it only a named override opens the gate.
    ``needs_coordination``: before a pass, somebody of the unit agrees, by name (MIS-08).
    ``at_once``: opened, done and closed on one screen.
    """

    takes_request: bool = False
    gives_entry: bool = False
    needs_coordination: bool = False
    at_once: bool = False

    def __attrs_post_init__(self) -> None:
        if self.at_once and not self.takes_request:
            raise InvalidValue(
                "What is done at once is a request too; let the category take requests.",
                code="category.at_once",
                field="takes_request",
            )
        if self.needs_coordination and not self.gives_entry:
            raise InvalidValue(
                "Coordination comes before an entry; let the category give entry, or drop it.",
                code="category.coordination",
                field="gives_entry",
            )


@frozen
class Category:
    """A kind of service; ``key`` is unique within a site and names it in files."""

    id: CategoryId
    site: SiteId
    key: str
    title: Text
    flow: Flow
    active: bool = True
    version: int = 0

    def lets_in(self, service: Service) -> bool:
        """Whether a pass may exist for the service without an override (B2, I3)."""
        return self.flow.gives_entry and service.gives_pass

    def passes(self, wanted: bool | None) -> bool:
        """Whether a new service of this kind may give a pass; unsaid, it is left to the flow."""
        if wanted and not self.flow.gives_entry:
            raise InvalidValue(
                "This category gives no entry; drop the pass, or choose another category.",
                code="service.entry",
                field="gives_pass",
            )
        return wanted is not False

    def asks_first(self, service: Service) -> bool:
        """Whether somebody inside must agree before a pass (MIS-08)."""
        return self.flow.needs_coordination or service.needs_agreement


SHIPPED: tuple[tuple[str, Text, Flow], ...] = (
    (
        "information",
        Text("اطلاع‌رسانی و راهنمایی", "Information and guidance"),
        Flow(gives_entry=True),
    ),
    (
        "documents",
        Text("دریافت درخواست و مدارک", "Request and documents"),
        Flow(takes_request=True),
    ),
    (
        "documents_with_entry",
        Text("دریافت درخواست و مدارک، با ورود", "Request and documents, with entry"),
        Flow(takes_request=True, gives_entry=True, needs_coordination=True),
    ),
    (
        "one_step",
        Text("خدمت تک‌مرحله‌ای در میز", "One step, done at the desk"),
        Flow(takes_request=True, at_once=True),
    ),
)
"""The four that a new site begins with: key, title, flow."""
