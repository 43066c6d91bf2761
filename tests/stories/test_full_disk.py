import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from miz.domain.staff import Role
from miz.domain.visits import VisitState
from miz.errors import Unavailable
from miz_adapters.memory import PlainVault
from miz_adapters.sql import SqlStorage
from tests.apps.web import FRAGMENT, open_web
from tests.office import Office, open_office


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_loses_nothing_and_opens_nothing(small_disk: Path) -> None:
    """What was acknowledged stays, nothing opens, and with room again the work goes on (G1, G2)."""
    storage = SqlStorage.create(f"sqlite:///{small_disk}/miz.db", vault=PlainVault())
    with open_office(storage=storage) as office:
        slip = office.slip()
        ballast = small_disk / "ballast"
        _fill(ballast)
        refusals = _until_full(office)
        with pytest.raises(Unavailable, match="disk"):
            office.core.gatehouse.present(
                actor=office.actor, lane=office.lane_in.id, code=slip.code
            )
        waiting = office.core.storage.read(lambda uow: uow.visits.get(slip.visit))
        assert VisitState.ADMITTED is waiting.state
        ballast.unlink()
        office.later(seconds=60)

        assert VisitState.INSIDE is office.enter(slip).state
        kept = office.core.storage.read(
            lambda uow: uow.accesses.latest(office.site.id, limit=100_000)
        )
        assert refusals <= len(kept)
        assert [] == list(office.core.audit.check())


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return


def _until_full(office: Office) -> int:
    """How many denials could still be kept before the disk was full."""
    for kept in range(10_000):
        office.later(seconds=3)
        try:
            office.core.gatehouse.present(
                actor=office.actor, lane=office.lane_in.id, code=f"04FF{kept:04}"
            )
        except Unavailable:
            return kept
    raise AssertionError("the disk never was full")


def test_the_desk_says_what_to_do_when_the_disk_is_full(small_disk: Path) -> None:
    """A step that cannot be stored is told with the next step, and can be repeated (C1-06)."""
    storage = SqlStorage.create(f"sqlite:///{small_disk}/miz.db", vault=PlainVault())
    with open_web(storage=storage) as web:
        office, ballast = web.office, small_disk / "ballast"
        visit = office.arrived()
        guard = web.caller(Role.GUARD, headers=FRAGMENT)
        guard.cookies.set("miz-lang", "en")
        _fill(ballast)
        _until_full(office)
        refused = guard.post(f"/desk/visits/{visit.id}/admit")
        ballast.unlink()
        admitted = guard.post(f"/desk/visits/{visit.id}/admit")

        assert 503 == refused.status_code
        assert "try again" in refused.text.lower()
        assert "Admitted; may pass the gate" in admitted.text
