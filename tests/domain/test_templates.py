from string import Formatter

import pytest

from miz.domain.templates import BUILT_IN, GUIDANCE, HOST_ENTRY, REQUEST_FILED, NoticeTemplate
from miz.domain.values import Language, Text
from miz.errors import InvalidValue

KEYS = [one.key for one in BUILT_IN]
BOTH = pytest.mark.parametrize("language", Language)
EACH = pytest.mark.parametrize("template", BUILT_IN, ids=KEYS)


def places(text: str) -> set[str]:
    """The named places of a template."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def filled(template: NoticeTemplate) -> dict[str, str]:
    """A value for each place of the text, in either language."""
    return {name: f"<{name}>" for name in places(template.text.fa) | places(template.text.en)}


def test_keys_are_unique() -> None:
    """A notice names its template by key, and exactly one answers (I5)."""

    assert len(KEYS) == len(set(KEYS))


@EACH
def test_both_languages_say_the_same(template: NoticeTemplate) -> None:
    """Persian and English have the same places, and neither stands in for the other (EDK-12)."""

    assert places(template.text.fa) == places(template.text.en)
    assert places(template.subject.fa) == places(template.subject.en)
    assert places(template.subject.fa) <= places(template.text.fa)
    assert template.text.fa != template.text.in_(Language.EN)


@BOTH
@EACH
def test_a_template_says_all_it_is_given(template: NoticeTemplate, language: Language) -> None:
    """Every value is in the message, and no brace is left (EDK-12, C3-08)."""
    params = filled(template)
    words = template.render(params, language)

    assert params
    assert all(value in words for value in params.values())
    assert not set("{}") & set(words)


@BOTH
@EACH
def test_a_subject_is_one_line(template: NoticeTemplate, language: Language) -> None:
    """Only news of a request has a subject, with the code to follow it by (EDK-12)."""
    params = {**filled(template), "office": "دفتر\r\nBcc: all@example.org"}
    head = template.head(params, language)

    assert template.key.startswith("request.") is bool(head)
    assert ("<code>" in head) is bool(head)
    assert [head] == (head.splitlines() or [""])


@BOTH
@EACH
def test_a_missing_value_is_an_error(template: NoticeTemplate, language: Language) -> None:
    """Whichever place is left empty: no message with a hole goes out (EDK-12)."""
    for missing in filled(template):
        params = filled(template)
        del params[missing]
        with pytest.raises(InvalidValue, match=missing) as caught:
            template.render(params, language)

        assert "notice.params" == caught.value.code


def test_a_missing_value_of_the_subject_is_an_error() -> None:
    """The same for the line that heads an e-mail."""
    with pytest.raises(InvalidValue, match="office"):
        REQUEST_FILED.head({"code": "1"}, Language.FA)


def test_more_values_than_places_do_no_harm() -> None:
    """A template may leave out what it is offered."""
    params = {**filled(HOST_ENTRY), "minutes": "20"}

    assert "20" not in HOST_ENTRY.render(params, Language.EN)


def test_news_of_a_request_end_with_office_and_code() -> None:
    """Digits are Persian in a Persian message, and as they are in an English one (I9)."""
    params = {"service": "مجوز", "when": "شنبه 13 تیر", "code": "1234 5678", "office": "دفتر"}

    assert "درخواست «مجوز» ثبت شد. پاسخ تا شنبه ۱۳ تیر.\nدفتر، کد پیگیری ۱۲۳۴ ۵۶۷۸" == (
        REQUEST_FILED.render(params, Language.FA)
    )
    assert "درخواست ۱۲۳۴ ۵۶۷۸ در دفتر" == REQUEST_FILED.head(params, Language.FA)
    assert "Your request 1234 5678 at دفتر" == REQUEST_FILED.head(params, Language.EN)


def test_guidance_keeps_its_lines() -> None:
    """What to bring and what happens stand on lines of their own (C1-04)."""

    assert 4 == len(GUIDANCE.render(filled(GUIDANCE), Language.FA).splitlines())


def test_a_template_without_a_subject_has_none() -> None:
    """The name of the office heads the mail then."""

    assert "" == NoticeTemplate("plugin.plain", Text("سلام")).head({}, Language.EN)
