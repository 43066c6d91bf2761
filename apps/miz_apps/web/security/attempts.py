"""A fixed budget of sign-ins for each address and each account (threat 17)."""

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from miz.domain.values import normal_login
from miz_apps.web.errors import TooMany
from miz_apps.web.options import WebOptions


class Attempts:
    """Counts in memory, which is enough for one process. Thread-safe."""

    def __init__(self, options: WebOptions) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._address = parse(options.sign_ins_address)
        self._account = parse(options.sign_ins_account)

    def count(self, address: str, login: str) -> None:
        """Takes one attempt from both budgets; raises TooMany when one is spent."""
        self._take(self._address, f"address/{address}")
        self._take(self._account, f"account/{normal_login(login)}")

    def forgive(self, login: str) -> None:
        """The right password came: the account's budget is whole again."""
        self._limiter.clear(self._account, f"account/{normal_login(login)}")

    def _take(self, budget: RateLimitItem, name: str) -> None:
        if self._limiter.hit(budget, name):
            return
        until = self._limiter.get_window_stats(budget, name).reset_time
        raise TooMany(
            "Too many attempts; wait a moment and try again, or ask an administrator.",
            retry_after=max(1, math.ceil(until - time.time())),
        )
