"""The words of notices, in both languages (EDK-12, C3-08)."""

from collections.abc import Mapping

from attrs import frozen

from miz.domain.persian import persian_digits
from miz.domain.values import Language, Text
from miz.errors import InvalidValue


@frozen
class NoticeTemplate:
    """A message in both languages with named places, as in ``{visitor}``.

    ``subject`` heads an e-mail; without one the name of the office does.
    """

    key: str
    text: Text
    subject: Text = Text("")

    def render(self, params: Mapping[str, str], language: Language) -> str:
        """The message; a missing place or a malformed template is an error, not a hole."""
        return self._worded(self.text, params, language)

    def head(self, params: Mapping[str, str], language: Language) -> str:
        """The subject on one line; empty where the template has none."""
        return " ".join(self._worded(self.subject, params, language).split())

    def _worded(self, words: Text, params: Mapping[str, str], language: Language) -> str:
        try:
            text = words.in_(language).format_map(dict(params))
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise InvalidValue(
                f"The notice {self.key} cannot be worded: {error!r}; mend it or give the value.",
                code="notice.params",
            ) from error
        return persian_digits(text) if language is Language.FA else text


HOST_ENTRY = NoticeTemplate(
    "host.visitor_entered",
    Text(
        "{visitor} ساعت {time} از {gate} وارد شد.",
        "{visitor} came in through {gate} at {time}.",
    ),
)
HOST_EXIT = NoticeTemplate(
    "host.visitor_left",
    Text(
        "{visitor} ساعت {time} از {gate} خارج شد. مدت حضور: {minutes} دقیقه.",
        "{visitor} went out through {gate} at {time} after {minutes} minutes.",
    ),
)
HOST_ENTRY_LATE = NoticeTemplate(
    "host.visitor_entered_late",
    Text(
        "{visitor} ساعت {time} از {gate} وارد شده است (این خبر دیر رسید).",
        "{visitor} had come in through {gate} at {time} (this news was delayed).",
    ),
)
HOST_EXIT_LATE = NoticeTemplate(
    "host.visitor_left_late",
    Text(
        "{visitor} ساعت {time} از {gate} خارج شده است (این خبر دیر رسید).",
        "{visitor} had gone out through {gate} at {time} (this news was delayed).",
    ),
)

HOST_OVERSTAY = NoticeTemplate(
    "host.visitor_overstayed",
    Text(
        "زمان ملاقات {visitor} ساعت {time} تمام شد و او هنوز داخل است.",
        "The visit of {visitor} ended at {time} and the visitor is still inside.",
    ),
)


def _of_request(step: str, fa: str, en: str) -> NoticeTemplate:
    """News of a request: where it is from, what, and the code to follow it by."""
    subject = Text("درخواست {code} در {office}", "Your request {code} at {office}")
    ending = Text("\n{office}، کد پیگیری {code}", "\n{office}, tracking code {code}")
    return NoticeTemplate(f"request.{step}", Text(fa + ending.fa, en + ending.en), subject)


REQUEST_FILED = _of_request(
    "filed",
    "درخواست «{service}» ثبت شد. پاسخ تا {when}.",
    "Your request for {service} was filed. The answer is due by {when}.",
)
REQUEST_STEP = _of_request(
    "step",
    "درخواست «{service}»: مرحلهٔ «{step}» انجام شد.",
    "{service}: the step {step} is done.",
)
REQUEST_PAUSED = _of_request(
    "paused",
    "درخواست «{service}» منتظر شماست: {text}",
    "{service} waits for you: {text}",
)
REQUEST_RESUMED = _of_request(
    "resumed",
    "درخواست «{service}» ادامه یافت. پاسخ تا {when}.",
    "{service} goes on. The answer is due by {when}.",
)
REQUEST_MESSAGE = _of_request(
    "message",
    "کارشناس دربارهٔ درخواست «{service}» برای شما نوشت.",
    "The officer wrote to you about {service}.",
)
REQUEST_VISIT = _of_request(
    "visit",
    "برای «{service}» {when} به میز خدمت بیایید.",
    "For {service} please come to the service desk: {when}.",
)
REQUEST_MOVED = _of_request(
    "moved",
    "زمان «{service}» تغییر کرد: {when}.",
    "The time for {service} changed: {when}.",
)
REQUEST_ANSWERED = _of_request(
    "answered",
    "پاسخ درخواست «{service}» آماده است.",
    "The answer to {service} is ready.",
)
COMPLAINT_ANSWERED = _of_request(
    "complaint_answered",
    "به شکایت شما دربارهٔ «{service}» پاسخ داده شد.",
    "Your complaint about {service} was answered.",
)
GUIDANCE = NoticeTemplate(
    "visitor.guidance",
    Text(
        "{service}\nمدارک: {documents}\nمراحل: {steps}\n{office}",
        "{service}\nDocuments: {documents}\nSteps: {steps}\n{office}",
    ),
)
SIGN_IN_CODE = NoticeTemplate(
    "citizen.code",
    Text(
        "کد ورود به {office}: {code}\nاین کد را به کسی نگویید.",
        "Your sign-in code for {office}: {code}\nTell it to nobody.",
    ),
)
BUILT_IN = (
    HOST_ENTRY, HOST_EXIT, HOST_ENTRY_LATE, HOST_EXIT_LATE, HOST_OVERSTAY,
    REQUEST_FILED, REQUEST_STEP, REQUEST_PAUSED, REQUEST_RESUMED,
    REQUEST_MESSAGE, REQUEST_VISIT, REQUEST_MOVED, REQUEST_ANSWERED, COMPLAINT_ANSWERED,
    SIGN_IN_CODE, GUIDANCE,
)  # fmt: skip
