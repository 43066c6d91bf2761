import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.values import LONGEST_EMAIL, parse_email
from miz.errors import InvalidValue

LONG_DOMAIN = ".".join(["d" * 63, "d" * 63, "d" * 58, "ir"])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("maryam@example.org", "maryam@example.org"),
        ("  maryam@example.org\n", "maryam@example.org"),
        ("Maryam.Kazemi@Example.ORG", "Maryam.Kazemi@example.org"),  # only the domain is caseless
        ("m+desk@mail.example.co.ir", "m+desk@mail.example.co.ir"),
        ("m_k-1@a-b.ir", "m_k-1@a-b.ir"),
        ("o'neil@example.org", "o'neil@example.org"),
        ("\u200emaryam@example.org\u200f", "maryam@example.org"),  # pasted from a Persian line
        ("mar\u200eyam@example.org", "maryam@example.org"),
        ("m@x.ir", "m@x.ir"),
        ("m" * 64 + "@x.ir", "m" * 64 + "@x.ir"),
        ("m" * 64 + "@" + LONG_DOMAIN, "m" * 64 + "@" + LONG_DOMAIN),
        ("m@" + "d" * 63 + ".ir", "m@" + "d" * 63 + ".ir"),
    ],
)
def test_an_address_is_kept(text: str, kept: str) -> None:
    """What most people have, cleaned of what a Persian keyboard adds (EDK-12)."""

    assert kept == parse_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "maryam",
        "maryam@",
        "@example.org",
        "maryam@example",
        "maryam@.org",
        "maryam@example.",
        "maryam@example..org",
        "maryam@example.o",
        "maryam@@example.org",
        "maryam@home@example.org",
        "maryam kazemi@example.org",
        "maryam@example .org",
        "Maryam <maryam@example.org>",
        "maryam@example.org, ali@example.org",
        "maryam@example.org;ali@example.org",
        "mailto:maryam@example.org",
        "maryam@[192.168.1.1]",
        '"maryam"@example.org',
        "maryam\\@example.org",
        "maryam@example.org\nBcc: all@example.org",  # no second header
        "maryam@example.org\r\n.example.org",
        "m" * 65 + "@x.ir",
        "m@" + "d" * 64 + ".ir",
        "m" * 64 + "@" + LONG_DOMAIN.replace("ir", "org"),
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    """Lists, names, header lines and halves are no address (EDK-12)."""
    with pytest.raises(InvalidValue) as caught:
        parse_email(text)

    assert ("email.form", "email") == (caught.value.code, caught.value.field)


def test_the_longest_address() -> None:
    """254 characters fit into a mail envelope (RFC 5321)."""
    longest = "m" * 64 + "@" + LONG_DOMAIN

    assert LONGEST_EMAIL == len(longest)
    assert longest == parse_email(longest)


@given(st.text(max_size=60) | st.emails())
def test_what_is_kept_is_one_line_with_one_at(text: str) -> None:
    """Whatever was typed, nothing that is kept can begin another header or address."""
    try:
        kept = parse_email(text)
    except InvalidValue:
        return

    assert 1 == kept.count("@")
    assert not set(kept) & set(' \t\r\n,;:<>()[]\\"\0')
    assert len(kept) <= LONGEST_EMAIL
