"""A fixed budget of sign-ins for each address and each account (threat 17)."""

import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from miz.domain.values import compact, normal_login
from miz.errors import InvalidValue, NotFound
from miz_apps.web.errors import TooMany
from miz_apps.web.options import WebOptions

LONGEST_CODE = 40
HOUSEHOLD = 64
"""Bits of an IPv6 address that one customer has been given; the rest he chooses as he likes."""


class Attempts:
    """Counts in memory, which is enough for one process. Thread-safe."""

    def __init__(self, options: WebOptions) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._address = parse(options.sign_ins_address)
        self._account = parse(options.sign_ins_account)
        self._codes = parse(options.codes_address)
        self._tracking = parse(options.tracking_address)
        self._under_way: Counter[str] = Counter()
        self._lock = Lock()

    def count(self, address: str, login: str) -> None:
        """Takes one attempt from both budgets; raises TooMany when one is spent."""
        self._take(self._address, f"address/{_customer(address)}")
        self._take(self._account, f"account/{normal_login(login)}")

    def ask_code(self, address: str) -> None:
        """Takes one one-time code from an address's budget (threat 2)."""
        self._take(self._codes, f"code/{_customer(address)}")

    @contextmanager
    def trying(self, address: str, code: str) -> Iterator[None]:
        """Around one try of a code; raises TooMany after many wrong ones (threat 1).

        A wrong one is taken from the budgets of the address and of the code itself. What is
        under way counts as wrong, so that many at once are no more than the budget.
        """
        typed = compact(code)[:LONGEST_CODE]
        names = (f"tracking/{_customer(address)}", f"tracking-code/{typed}")
        self._begin(names)
        wrong: Sequence[str] = ()
        try:
            yield
        except (InvalidValue, NotFound):
            wrong = names
            raise
        finally:
            self._end(names, wrong)

    def forgive(self, login: str) -> None:
        """The right password came: the account's budget is whole again."""
        self._limiter.clear(self._account, f"account/{normal_login(login)}")

    def _begin(self, names: Sequence[str]) -> None:
        with self._lock:
            for name in names:
                cost = 1 + self._under_way[name]
                if not self._limiter.test(self._tracking, name, cost=cost):
                    self._refuse(self._tracking, name)
            self._under_way.update(names)

    def _end(self, names: Sequence[str], wrong: Sequence[str]) -> None:
        with self._lock:
            for name in wrong:
                self._limiter.hit(self._tracking, name)
            self._under_way.subtract(names)
            for name in names:
                if not self._under_way[name]:
                    del self._under_way[name]

    def _take(self, budget: RateLimitItem, name: str) -> None:
        if not self._limiter.hit(budget, name):
            self._refuse(budget, name)

    def _refuse(self, budget: RateLimitItem, name: str) -> None:
        until = self._limiter.get_window_stats(budget, name).reset_time
        raise TooMany(
            "Too many attempts; wait a moment and try again, or ask an administrator.",
            retry_after=max(1, math.ceil(until - time.time())),
        )


def _customer(address: str) -> str:
    """Whom an address is counted as: an IPv6 one as its whole network."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if not isinstance(read, IPv6Address):
        return address
    mapped = read.ipv4_mapped
    return str(mapped or ip_network((int(read), HOUSEHOLD), strict=False))
