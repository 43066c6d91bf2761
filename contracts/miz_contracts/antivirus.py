"""The rules of `miz.ports.antivirus.Antivirus`.

    class TestMine(AntivirusContract):
        @pytest.fixture
        def antivirus(self, scanner):
            return MyAntivirus(scanner.address)

        @pytest.fixture
        def away(self):
            return MyAntivirus("an address where nobody listens")

Where there is no scanner behind the part, override ``scanning`` with False.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from miz.errors import Unavailable
from miz.ports.antivirus import Antivirus, Scan

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""What every scanner finds and what harms nobody (eicar.org); in two parts for the same reason."""
CLEAN = [b"", b"a", b"%PDF-1.7", bytes(2**20), bytes(range(256)) * 40_000]
WITHIN = 10.0


class AntivirusContract:
    """Everything is looked at, or it is said that it was not."""

    @pytest.fixture
    def antivirus(self) -> Antivirus:
        """A scanner that works and knows the test file of EICAR."""
        raise NotImplementedError

    @pytest.fixture
    def away(self) -> Antivirus | None:
        """One whose scanner does not answer; None where there is none that could be away."""
        return None

    @pytest.fixture
    def scanning(self) -> bool:
        """Whether anything is looked at."""
        return True

    @pytest.mark.parametrize("data", CLEAN, ids=len)
    def test_nothing_is_found_in_clean_data(
        self, antivirus: Antivirus, data: bytes, *, scanning: bool
    ) -> None:
        """Of any size up to 10 MB; a part that does not look does not say that it did."""

        assert Scan(scanned=scanning) == antivirus.scan(data)

    def test_what_is_bad_is_found(self, antivirus: Antivirus, *, scanning: bool) -> None:
        """With its name (threat 10)."""
        scan = antivirus.scan(EICAR)

        assert (scanning, scanning) == (scan.scanned, bool(scan.found))

    def test_threads_do_not_disturb_each_other(
        self, antivirus: Antivirus, *, scanning: bool
    ) -> None:
        """Many uploads at once, each with its own finding."""
        with ThreadPoolExecutor(4) as pool:
            scans = list(pool.map(antivirus.scan, [EICAR, b"clean"] * 8))

        assert [scanning, False] * 8 == [bool(scan.found) for scan in scans]

    def test_health_is_one_line(self, antivirus: Antivirus) -> None:
        """For the page of an administrator."""
        line = antivirus.health()

        assert line.strip() == line
        assert 1 == len(line.splitlines())

    def test_a_scanner_that_is_away_is_unavailable(self, away: Antivirus | None) -> None:
        """In time, and never as a clean bill: the upload waits."""
        if away is None:
            return
        began = time.monotonic()
        with pytest.raises(Unavailable):
            away.scan(b"clean")
        with pytest.raises(Unavailable):
            away.health()

        assert time.monotonic() - began < 2 * WITHIN
