"""Steps at the desk that several tests take."""

from miz.domain.admissions import RefusalReason
from miz.domain.catalogue import Service
from miz.domain.passes import Pass, PassState
from miz.domain.values import Text
from miz.domain.visits import Visit
from tests.office import CARD, Office

OTHER_CARD = "04B1B2B3"


def stored(office: Office, visit: Visit | Pass) -> Visit:
    """The visit as the storage has it."""
    identity = visit.visit if isinstance(visit, Pass) else visit.id
    return office.core.storage.read(lambda uow: uow.visits.get(identity))


def passes_of(office: Office, visit: Visit) -> list[PassState]:
    """The states of the visit's passes, newest first."""
    found = office.core.storage.read(lambda uow: uow.passes.of_visit(visit.id))
    return [pass_.state for pass_ in found]


def service(office: Office, code: str, **options: bool | int) -> Service:
    """One more service."""
    return office.core.catalogue.add_service(
        actor=office.actor,
        code=code,
        title=Text("خدمت"),
        category="information",
        **options,  # type: ignore[arg-type]
    )


def refuse(office: Office, visit: Visit, reason: RefusalReason = RefusalReason.SECURITY) -> Visit:
    """Turns the visitor away."""
    return office.core.reception.refuse(actor=office.actor, visit=visit.id, reason=reason)


def hand_card(office: Office, visit: Visit, card: str = CARD) -> Pass:
    """Hands a guest card over."""
    return office.core.reception.hand_card(actor=office.actor, visit=visit.id, card=card)
