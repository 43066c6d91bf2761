import re
import traceback
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.ports.channels import Fate
from miz_adapters.channels.http_answer import DeliveryQuery, Reading
from miz_adapters.channels.http_provider import HttpProvider, Keys, Numbers
from miz_adapters.channels.http_request import Request

URL = "https://sms.example.ir/{token}"
FORM = {"to": "{to}", "text": "{text}"}
SECRETS = {"token": "s3cret"}


def message(**form: str) -> Request:
    """A request that sends."""
    return Request(URL, form={**FORM, **form})


def query(**fields: str) -> DeliveryQuery:
    """A request that asks."""
    return DeliveryQuery(
        Request(URL, query=fields, method="GET"), status=("s",), fates={"1": Fate.DELIVERED}
    )


class TestNumbers:
    @pytest.mark.parametrize(
        ("form", "written"),
        [
            (Numbers.PLUS, "+989121234567"),
            (Numbers.ZEROS, "00989121234567"),
            (Numbers.COUNTRY, "989121234567"),
            (Numbers.ZERO, "09121234567"),
            (Numbers.BARE, "9121234567"),
        ],
    )
    def test_are_written_as_the_provider_wants(self, form: Numbers, written: str) -> None:
        """The setting shows the beginning of what comes out (3.7)."""

        assert written == form.written("+989121234567")
        assert written.startswith(form.value)

    @pytest.mark.parametrize("form", [Numbers.PLUS, Numbers.ZEROS, Numbers.COUNTRY])
    def test_abroad_has_an_international_form(self, form: Numbers) -> None:
        """As far as the provider takes it."""

        assert form.value.removesuffix("98912") + "971501234567" == form.written("+971501234567")

    @pytest.mark.parametrize("form", [Numbers.ZERO, Numbers.BARE])
    def test_abroad_has_no_national_form(self, form: Numbers) -> None:
        """Cut to one, it would be somebody else's number."""
        with pytest.raises(ValueError, match="abroad"):
            form.written("+971501234567")

    @pytest.mark.parametrize("form", Numbers)
    @given(address=st.text(max_size=20) | st.from_regex(r"\A\+?[0-9]{0,18}\n?\Z"))
    def test_what_comes_out_is_digits(self, form: Numbers, address: str) -> None:
        """Whatever an address holds, it ends no line and no field (29)."""
        try:
            written = form.written(address)
        except ValueError:
            return

        assert re.fullmatch(r"\+?[0-9]{4,17}", written)


class TestKeys:
    def test_as_text_are_as_they_are(self) -> None:
        """For providers that take any."""

        assert "a/b/c" == Keys.TEXT.written("a/b/c")

    @given(key=st.text())
    def test_as_numbers_fit_a_signed_long(self, key: str) -> None:
        """The same number each time, so that a repetition is known."""
        number = Keys.NUMBER.written(key)

        assert 0 <= int(number) < 2**63
        assert number == Keys.NUMBER.written(key)

    def test_as_numbers_differ(self) -> None:
        """A hundred thousand notices have a hundred thousand numbers; this one stays as it is."""
        numbers = {Keys.NUMBER.written(f"visit/{n}/host.visitor_entered") for n in range(100_000)}

        assert 100_000 == len(numbers)
        assert "6851305623573524921" == Keys.NUMBER.written("key-1")


class TestDescription:
    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            ({"send": message(x="{typo}")}, "{typo} is no place here; known: key, parts"),
            ({"send": message(x="{reference}")}, "{reference} is no place here"),
            ({"secrets": {}}, "{token} is no place here"),
            ({"send": Request(URL, form={"to": "{to}"})}, "needs the places {to} and {text}"),
            ({"send": Request(URL, form={"text": "{text}"})}, "needs the places {to} and {text}"),
            ({"send": message(x="{sender}")}, "sender is empty"),
            ({"repeatable": True}, "repeatable needs the place {key}"),
            ({"secrets": {**SECRETS, "to": "x"}}, "'to' cannot be the name"),
            ({"secrets": {**SECRETS, "reference": "x"}}, "'reference' cannot be the name"),
            ({"secrets": {**SECRETS, "My-Key": "x"}}, "'My-Key' cannot be the name"),
            ({"secrets": {"token": ""}}, "token is empty"),
            ({"secrets": {"token": ".."}}, "characters that its place cannot carry"),
            ({"delivery": query(id="{reference}")}, "say where an answer gives one"),
            ({"delivery": query(id="7"), "reading": Reading(reference="id")}, "by {reference}"),
            ({"delivery": query(id="{to}")}, "{to} is no place here; known: reference"),
            ({"delivery": query(id="{reference}", x="{sender}")}, "sender is empty"),
        ],
    )
    def test_mistakes_are_told_when_it_is_made(self, parts: dict[str, Any], words: str) -> None:
        """Not to the first visitor's host."""
        with pytest.raises(ValueError, match=re.escape(words)):
            HttpProvider(**{"send": message(), "secrets": SECRETS, **parts})

    @pytest.mark.parametrize("secret", ["kéy s3cret", "s3cret\r\nX: y", "s3cret\ud800"])
    def test_a_secret_that_cannot_be_sent_is_not_shown(self, secret: str) -> None:
        """Neither the error nor its cause quotes it."""
        request = Request("https://sms.example.ir", form=FORM, headers={"Auth": "{token}"})
        with pytest.raises(ValueError, match="secrets: one has") as caught:
            HttpProvider(request, secrets={"token": secret})

        assert "s3cret" not in "".join(traceback.format_exception(caught.value))
        assert None is caught.value.__context__

    def test_parts_may_stand_for_the_text(self) -> None:
        """For providers that join them, or do not."""
        request = Request(URL, form={"to": "{to}", "part": "{parts}", "from": "{sender}"})

        assert HttpProvider(request, secrets=SECRETS, sender="10004346").sender

    def test_it_shows_no_secret(self) -> None:
        """In a log or a traceback (threat 24)."""

        assert "s3cret" not in repr(HttpProvider(message(), secrets=SECRETS))
