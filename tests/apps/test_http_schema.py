from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from miz.domain.staff import Role
from tests.apps.web import PASSWORD, WebOffice, open_web

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 20
LEAVING = ("doors.sign_out", "monitor.stream")
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def web() -> Iterator[WebOffice]:
    """An office for all examples; they may leave it in any state."""
    with open_web() as opened:
        yield opened


@pytest.fixture(scope="module")
def key(web: WebOffice) -> str:
    """A key that may do everything, so that examples reach the use cases."""
    office = web.office
    user = office.core.staff.hire(
        actor=office.actor, login="anybody", name="Anybody", roles=list(Role), password=PASSWORD
    )
    return office.core.doors.issue_key(actor=office.actor, user=user.id).token


@pytest.fixture(scope="module")
def described(web: WebOffice) -> Any:
    """The description as a client fetches it."""
    return schemathesis.openapi.from_url(f"{web.url}/openapi.json")


def test_every_answer_is_what_the_description_says(described: Any, key: str) -> None:
    """No example of any operation leads to a fault or an undescribed answer (V4.1.1, API9)."""
    asked = 0

    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS)

    operations = [found.ok() for found in described.get_all_operations()]
    tried = [one for one in operations if one.definition.raw["operationId"] not in LEAVING]
    for operation in tried:
        BOUNDED(given(case=operation.as_strategy())(ask))()
    print(f"schemathesis: {len(tried)} operations, {asked} examples, 0 faults, 0 mismatches")

    assert len(operations) - len(LEAVING) == len(tried)


def test_a_real_record_is_what_the_description_says(
    web: WebOffice, key: str, described: Any
) -> None:
    """Answers that hold something fit as well: a visitor's whole file, the wall, the lists."""
    office = web.office
    office.enter(office.slip())
    for path in ("inside", "lanes", "passages", "counters", "events"):
        operation = described[f"/api/v1/monitor/{path}"]["GET"]
        operation.Case().call_and_validate(
            headers={"Authorization": f"Bearer {key}"}, checks=CHECKS
        )
