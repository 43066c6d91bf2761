"""The twelve services of the demo's office, three of each category."""

from miz_apps.demo.services.at_desk import ACCOUNT, CERTIFICATE, SIGNATURE
from miz_apps.demo.services.documents import CHANGES, LICENCE, RENEWAL
from miz_apps.demo.services.information import FOLLOW_UP, GUIDANCE, TENDERS
from miz_apps.demo.services.offering import Offering
from miz_apps.demo.services.with_entry import HEARING, REFUND, REVIEW

SERVICES: tuple[Offering, ...] = (
    GUIDANCE, FOLLOW_UP, TENDERS,
    LICENCE, RENEWAL, CHANGES,
    HEARING, REVIEW, REFUND,
    SIGNATURE, CERTIFICATE, ACCOUNT,
)  # fmt: skip
