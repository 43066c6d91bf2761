"""The citizen whom the start names, so that a newcomer has somebody to try the portal as."""

from collections.abc import Iterator
from datetime import date

from miz import Core
from miz.domain.codes import TrackingCode
from miz.domain.people import Identity, PersonKind
from miz.domain.requests import Request, RequestState
from miz.domain.values import Mobile, NationalId, PersonName
from miz.usecases.citizens import Citizen
from miz.usecases.tracking import factor_of

NUMBER, MOBILE = NationalId.parse("0012345679"), Mobile.parse("09000001234")
KNOWN = Identity(
    PersonKind.IRANIAN,
    PersonName.parse("ریحانه", "پارسانیا"),
    national_id=NUMBER,
    father="یوسف",
    birth_date=date(1988, 6, 4),
    mobile=MOBILE,
)


def codes(core: Core) -> Iterator[str]:
    """What to type on the portal: a code to follow, and that of a letter to verify."""
    requests = _requests(core)
    waiting = (one for one in requests if one.state is RequestState.WAITING)
    for one in waiting:
        yield (
            f"To track a request: code {TrackingCode(one.code).grouped}, "
            f"last four digits {factor_of(KNOWN)}"
        )
    for one in requests:
        if one.result is not None:
            yield f"To verify a letter: {one.result.code}"


def _requests(core: Core) -> tuple[Request, ...]:
    site = core.places.front(site=None)
    if site is None:
        return ()
    return core.portal.requests(citizen=Citizen(site.id, NUMBER, MOBILE))
