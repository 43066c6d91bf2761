"""A gate with a machine of its own: processes, ptys, HTTP, and a server that goes away (B6, G6)."""

from pathlib import Path

from miz.domain.visits import VisitState
from tests.stories.posts import posted, recorded, soon
from tests.stories.served import Bench, furnish, serving


def inside(bench: Bench) -> int:
    """How many visitors the server's data says are inside; only while no server runs."""
    with bench.core() as core:
        site = core.storage.read(lambda uow: uow.sites.all())[0]
        return core.storage.read(lambda uow: uow.visits.count(site.id, VisitState.INSIDE))


def test_a_gate_lets_in_with_and_without_its_server(tmp_path: Path) -> None:
    """Asked, alone, killed and alone again; afterwards the server knows everybody (G1, G6, G7)."""
    bench = furnish(tmp_path, slips=4)
    with posted(bench, tmp_path / "gate") as post:
        with serving(bench):
            post.start()
            assert soon(lambda: post.walk(bench.slips[0]))
        assert post.walk(bench.slips[1])
        post.kill()
        post.start()
        assert soon(lambda: post.walk(bench.slips[2]))
        assert not post.opens(bench.slips[2])
        assert not post.opens("12345678901234567890")
        with serving(bench):
            assert soon(lambda: recorded(bench.folder / "data", "VisitorEntered") == 3)
        post.stop()

    assert 3 == inside(bench)
