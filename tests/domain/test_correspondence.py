import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.correspondence import MESSAGE_LENGTH, Contact, message_text
from miz.domain.notices import Medium
from miz.domain.values import Language
from miz.errors import InvalidValue
from tests.domain.request_steps import AT, SECRET, carriage, message, paper


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("سلام", "سلام"),
        ("  كارت   ملي\r\n\n  پیوست شد \n\n", "کارت ملی\n\nپیوست شد"),
        ("ا" * MESSAGE_LENGTH, "ا" * MESSAGE_LENGTH),
        ("ا" * (MESSAGE_LENGTH - 2) + "\nب", "ا" * (MESSAGE_LENGTH - 2) + "\nب"),
    ],
)
def test_a_message_keeps_its_paragraphs(text: str, kept: str) -> None:
    """Lines are tidied one by one, up to two thousand characters (EDK-08)."""

    assert kept == message_text(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "message.empty"),
        (" \n\t\r\n ", "message.empty"),
        ("ا" * (MESSAGE_LENGTH + 1), "text.too_long"),
        ("ا" * (MESSAGE_LENGTH - 1) + "\nب", "text.too_long"),
    ],
)
def test_nothing_and_too_much_are_refused(text: str, code: str) -> None:
    """A message says something, and is cut by nobody but its author (EDK-08)."""
    with pytest.raises(InvalidValue) as caught:
        message_text(text)

    assert (code, "text") == (caught.value.code, caught.value.field)


@given(st.text("ابي ك\n\r\t12", min_size=1, max_size=40))
def test_a_message_that_is_kept_stays_as_it_is(text: str) -> None:
    """What was kept can be sent again unchanged."""
    if not text.strip():
        return
    kept = message_text(text)

    assert kept == message_text(kept)


def test_a_citizen_is_told_by_sms_unless_he_says_otherwise() -> None:
    """SMS in Persian to the number of his file (EDK-12)."""

    assert Contact(Medium.SMS, "", Language.FA) == Contact()


def test_nobody_shows_words_by_accident() -> None:
    """Neither a message, nor a file's name, nor an address is in a log line (G8)."""
    contact = Contact(Medium.EMAIL, "maryam@example.org")

    assert SECRET not in repr(message())
    assert "سند" not in repr(paper())
    assert "maryam" not in repr(contact)


def test_paper_on_its_way_has_one_signature() -> None:
    """The second one comes with the receipt (C2-05)."""
    sent = carriage()

    assert (AT, None, "") == (sent.sent_at, sent.received_at, sent.received_by)
