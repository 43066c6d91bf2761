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
        self._codes = parse(options.codes_address)
        self._tracking = parse(options.tracking_address)

    def count(self, address: str, login: str) -> None:
        """Takes one attempt from both budgets; raises TooMany when one is spent."""
        self._take(self._address, f"address/{address}")
        self._take(self._account, f"account/{normal_login(login)}")

    def ask_code(self, address: str) -> None:
        """Takes one one-time code from an address's budget (threat 2)."""
        self._take(self._codes, f"code/{address}")

    def look_for(self, address: str, code: str) -> None:
        """Before a tracking code is tried; raises TooMany after many wrong ones (threat 1)."""
        for name in (f"tracking/{address}", f"tracking-code/{normal_login(code)}"):
            if not self._limiter.test(self._tracking, name):
                self._refuse(self._tracking, name)

    def missed(self, address: str, code: str) -> None:
        """A wrong code or factor: one less for the address, and for the code itself."""
        for name in (f"tracking/{address}", f"tracking-code/{normal_login(code)}"):
            self._limiter.hit(self._tracking, name)

    def forgive(self, login: str) -> None:
        """The right password came: the account's budget is whole again."""
        self._limiter.clear(self._account, f"account/{normal_login(login)}")

    def _take(self, budget: RateLimitItem, name: str) -> None:
        if not self._limiter.hit(budget, name):
            self._refuse(budget, name)

    def _refuse(self, budget: RateLimitItem, name: str) -> None:
        until = self._limiter.get_window_stats(budget, name).reset_time
        raise TooMany(
            "Too many attempts; wait a moment and try again, or ask an administrator.",
            retry_after=max(1, math.ceil(until - time.time())),
        )
