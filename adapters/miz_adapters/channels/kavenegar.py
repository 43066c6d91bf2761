"""Kavenegar, as data for `HttpSms`.

Source: kavenegar.com/rest.html. The key stands in the path; the true status stands in the body;
a ``localid`` that was seen before sends nothing and answers with the message it has.
Its states are told for 48 hours.
"""

from miz.ports.channels import Fate
from miz_adapters.channels.http_answer import DeliveryQuery, Reading
from miz_adapters.channels.http_provider import HttpProvider, Keys, Numbers
from miz_adapters.channels.http_request import Request

URL = "https://api.kavenegar.com/v1"

FATES = {
    "1": Fate.PENDING,  # queued
    "2": Fate.PENDING,  # scheduled
    "4": Fate.PENDING,  # with the operator
    "5": Fate.PENDING,  # the same
    "6": Fate.UNDELIVERED,  # the operator failed
    "10": Fate.DELIVERED,
    "11": Fate.UNDELIVERED,
    "13": Fate.UNDELIVERED,  # cancelled, and paid back
    "14": Fate.BLOCKED,
    "100": Fate.UNKNOWN,  # no such message, or an old one
    "200": Fate.UNKNOWN,  # an answer without an entry
    "400": Fate.UNKNOWN,  # what we named is no message's name
}
READING = Reading(
    reference="entries.0.messageid",
    status=("return.status", "entries.0.status"),
    # A repetition is answered with what the message has come to meanwhile.
    taken=("200", "1", "2", "4", "5", "10", "11"),
    # 402 failed, 409 overloaded, 418 no credit, 451 too many calls
    again=("402", "409", "418", "451"),
    # account 401 403 407 430, call 400 404 405 406 414 417 419, number 411, line 412 427,
    # text 413 420 422; 501 is a trial account, 6 and 13 are messages given up
    refused=(
        *("400", "401", "403", "404", "405", "406", "407", "411", "412", "413", "414", "417"),
        *("419", "420", "422", "426", "427", "428", "430", "501", "6", "13"),
    ),
    blocked=("14",),
)


def kavenegar(key: str, *, sender: str = "", url: str = URL) -> HttpProvider:
    """A description with the account's key; without a ``sender`` its default line sends."""
    line = {"sender": "{sender}"} if sender else {}
    return HttpProvider(
        send=Request(
            f"{url}/{{apikey}}/sms/send.json",
            form={"receptor": "{to}", "message": "{text}", "localid": "{key}", **line},
        ),
        reading=READING,
        delivery=DeliveryQuery(
            Request(f"{url}/{{apikey}}/sms/status.json", form={"messageid": "{reference}"}),
            status=("entries.0.status", "return.status"),
            fates=FATES,
        ),
        secrets={"apikey": key},
        sender=sender,
        numbers=Numbers.ZERO,
        keys=Keys.NUMBER,
        repeatable=True,
    )
