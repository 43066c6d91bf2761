"""An inspection of pages for one test.

A test module asks for it with ``pytest_plugins = ["tests.apps.axe"]``.
"""

from collections.abc import Iterator

import pytest

from tests.apps.inspecting import RULES, Inspection


@pytest.fixture(scope="module")
def rules() -> str:
    """axe-core, whose version tests/package.json pins."""
    if not RULES.exists():
        pytest.skip("these tests need axe-core in .tox/axe; .ci/run shows how to install it")
    return RULES.read_text("utf-8")


@pytest.fixture
def checked(rules: str) -> Iterator[Inspection]:
    """An inspection that fails in the end with all that is wrong."""
    inspection = Inspection(rules)
    yield inspection
    print(f"axe: {len(inspection.looked_at)} pages and states: {' '.join(inspection.looked_at)}")

    assert {} == inspection.broken
