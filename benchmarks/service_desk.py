"""miz as an office has it: SQLite, its own server, a desk clerk, and citizens who are known."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from uuid import uuid4

import httpx
from attrs import frozen

from benchmarks.clerks import Clerk, Line
from miz import Actor, Core, Permission, Role
from miz.domain.ids import PersonId, SiteId
from miz.domain.people import Identity, PersonKind
from miz.domain.values import Mobile, PersonName, Text
from tests.desk_office import LICENCE
from tests.office import national_id
from tests.stories.served import Bench, Server, furnish

CITIZENS = 50
LOGIN, PASSWORD = "clerk", "a sentence to sign in"
JSON = "application/json"


@frozen
class ServiceDesk:
    """An office on disk with its service and its citizens."""

    bench: Bench
    site: SiteId
    service: str
    people: Sequence[PersonId]

    def counts(self) -> tuple[int, int]:
        """Requests that are stored, and documents of theirs that can be opened."""
        with self.bench.core() as core:
            actor = Actor.system(self.site, *Permission)
            found = [core.intake.of_person(actor=actor, person=one) for one in self.people]
            requests = [request for several in found for request in several]
            papers = [paper for request in requests for paper in request.papers]
            return len(requests), sum(bool(core.documents.open(one.digest)) for one in papers)


def furnished(folder: Path) -> ServiceDesk:
    """A new office, ready to be served."""
    folder.mkdir()
    bench = furnish(folder, slips=0)
    with bench.core() as core:
        site = core.storage.read(lambda uow: uow.sites.all())[0]
        actor = Actor.system(site.id, *Permission)
        core.staff.hire(
            actor=actor, login=LOGIN, name=LOGIN, roles=[Role.OPERATOR], password=PASSWORD
        )
        service = core.catalogue.add_service(
            actor=actor, code="201", title=Text("پروانهٔ کسب"), category="documents"
        )
        today = core.clock.now().astimezone(site.zone).date()
        core.publishing.publish(
            actor=actor, service=service.id, information=LICENCE, valid_from=today
        )
        people = [_citizen(core, actor, number) for number in range(CITIZENS)]
    return ServiceDesk(bench, site.id, service.id, people)


def _citizen(core: Core, actor: Actor, number: int) -> PersonId:
    identity = Identity(
        PersonKind.IRANIAN,
        PersonName.parse("مریم", "کاظمی"),
        national_id=national_id(number),
        mobile=Mobile.parse(f"0936{number:07d}"),
    )
    return core.files.register(actor=actor, identity=identity).id


def seats(desk: ServiceDesk, server: Server, pictures: Sequence[bytes]) -> Callable[[], Clerk]:
    """Clerks who file requests, each with its picture; without pictures the request alone."""
    headers = _signed_in(server)

    def seat() -> Clerk:
        line = Line.to(server, headers)

        def file(number: int) -> bool:
            case = {
                "id": uuid4().hex,
                "person": desk.people[number % CITIZENS],
                "service": desk.service,
                "subject": "درخواست پروانه",
                "letter": "خواهشمندم پروانهٔ کسب را صادر کنید.",
            }
            _made(line, "/api/v1/requests", json.dumps(case).encode())
            if pictures:
                path = f"/api/v1/requests/{case['id']}/papers?name=card.jpg&need=card"
                _made(line, path, pictures[number], media_type="image/jpeg")
            return True

        return file

    return seat


def _made(line: Line, path: str, body: bytes, *, media_type: str = JSON) -> None:
    """Nothing may be refused: a figure of half the work would be no figure."""
    status, content = line.post(path, body, media_type)
    if status != 201:
        raise SystemExit(f"POST {path}: {status} {content!r}")


def _signed_in(server: Server) -> Mapping[str, str]:
    """The headers of the clerk's session."""
    with httpx.Client(base_url=server.base) as client:
        answer = client.post("/api/v1/sessions", json={"login": LOGIN, "password": PASSWORD})
        if answer.status_code != httpx.codes.CREATED:
            raise SystemExit(f"miz does not let its clerk in: {answer.text}")
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        return {"Cookie": cookies, "X-CSRF-Token": answer.json()["csrf"]}
