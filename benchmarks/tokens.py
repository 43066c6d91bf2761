"""What a gate pays to verify a signed slip without the server, against its bare HMAC (B17).

Every figure is the median of many short rounds, interleaved, so that a busy moment of the machine
hits all of them: slips are to be minted and verified in 50 µs at most, badges in some 100 µs.
"""

import hmac
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from statistics import median
from zoneinfo import ZoneInfo

from benchmarks.measure import table
from miz.domain.admissions import Window
from miz.domain.badges import BadgeClaims, BadgeMint, BadgeReader
from miz.domain.slipkeys import MasterKey
from miz.domain.tokens import TokenMint, TokenReader
from miz_adapters.signing import Ed25519Signer, Ed25519Verifier

ROUNDS, CALLS = 200, 100
NOW = datetime(2026, 4, 18, 8, 37, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Tehran")
GROUP = "0197a0b1c2d3e4f5a6b7c8d9e0f1a2b3/0197a0b1c2d3e4f5a6b7c8d9e0f1a2b4"
"""As long as the identities of a site and a gate are."""


def slips() -> dict[str, Callable[[], object]]:
    """What is done with a slip; a forged one is tried too, as attackers do not save our time."""
    master = MasterKey(b"a master for the slips of tests.")
    mint, window = TokenMint(master), Window.of(NOW, 90)
    reader = TokenReader(master.held(GROUP, zone=ZONE, at=NOW))
    digits = mint.mint(765_432_109_876, window, group=GROUP, zone=ZONE).digits
    forged = TokenMint(MasterKey(bytes(32))).mint(1, window, group=GROUP, zone=ZONE).digits
    scanned = " ".join(digits[at : at + 4] for at in range(0, 40, 4))
    if not reader.verify(scanned, at=NOW) or reader.verify(forged, at=NOW):
        raise SystemExit("the slip was not read as it should be")
    return {
        "mint a slip": lambda: mint.mint(765_432_109_876, window, group=GROUP, zone=ZONE),
        "verify a slip": lambda: reader.verify(digits, at=NOW),
        "verify it in fours": lambda: reader.verify(scanned, at=NOW),
        "refuse a forged slip": lambda: reader.verify(forged, at=NOW),
        "keys for a gate": lambda: master.held(GROUP, zone=ZONE, at=NOW),
    }


def badges() -> dict[str, Callable[[], object]]:
    """What is done with a badge."""
    signer = Ed25519Signer.of(bytes(range(32)))
    claims = BadgeClaims(serial=42, first=date(2026, 1, 1), days=365)
    mint = BadgeMint(signer.sign, "site")
    reader = BadgeReader({0: Ed25519Verifier(signer.public).verify}, "site", ZONE)
    digits = mint.mint(claims)
    if reader.verify(digits, at=NOW) != claims:
        raise SystemExit("the badge was not read as it should be")
    return {
        "mint a badge": lambda: mint.mint(claims),
        "verify a badge": lambda: reader.verify(digits, at=NOW),
    }


def timed(work: Callable[[], object]) -> float:
    """Microseconds of one call, over a short round."""
    start = time.perf_counter()
    for _ in range(CALLS):
        work()
    return 1e6 * (time.perf_counter() - start) / CALLS


def main() -> None:
    """Prints one table."""
    message, key = bytes(10 + len(GROUP) + 13), bytes(32)
    floor = "one HMAC-SHA256"
    steps = {floor: lambda: hmac.digest(key, message, "sha256"), **slips(), **badges()}
    took: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, work in steps.items():
            took[name].append(timed(work))
    bare = median(took[floor])
    rows = [["", "p50 µs", "p95 µs", "p50 / HMAC"]]
    for name, series in took.items():
        middle, high = median(series), sorted(series)[int(ROUNDS * 0.95)]
        rows.append([name, f"{middle:.1f}", f"{high:.1f}", f"{middle / bare:.1f}"])
    table(f"tokens, {ROUNDS} rounds of {CALLS} calls (slips: ≤ 50 µs)", rows)


if __name__ == "__main__":
    main()
