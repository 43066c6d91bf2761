import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from miz_adapters.channels.http_origin import Origin
from miz_adapters.channels.http_request import Request
from miz_adapters.channels.templates import Template, Value

URL = "https://sms.example.ir/send"
WORDS = st.text(st.characters(exclude_categories=["Cs"]))
REFUSED_URLS = [
    # In the clear, to somewhere else than this machine
    "http://sms.example.ir/send",
    "http://10.0.0.1/send",
    "http://192.168.1.1/send",
    "http://169.254.169.254/latest/meta-data",
    "http://0.0.0.0/send",
    "http://[::]/send",
    "http://[fe80::1]/send",
    # This machine in disguise, or something disguised as this machine
    "http://2130706433/send",
    "http://0x7f000001/send",
    "http://0x7f.1/send",
    "http://0177.0.0.1/send",
    "http://127.1/send",
    "http://127.0.0.1.nip.io/send",
    "http://127.0.0.1.example.ir/send",
    "http://localhost.example.ir/send",
    "http://localhost./send",
    "http://[::ffff:127.0.0.1]/send",
    "http://[::ffff:7f00:1]/send",
    "http://①②⑦.⓪.⓪.①/send",
    "http://127。0。0。1/send",
    # A user where the host seems to be
    "https://sms.example.ir@evil.example/send",
    "https://user:secret@sms.example.ir/send",
    "http://127.0.0.1@evil.example/send",
    "http://localhost:80@evil.example/send",
    "https://evil.example\\@sms.example.ir/send",
    "https://sms.example.ir\\.evil.example/send",
    # Other schemes, and none
    "file:///etc/passwd",
    "ftp://sms.example.ir/send",
    "gopher://127.0.0.1:6379/_INFO",
    "unix:///run/docker.sock",
    "javascript:alert(1)",
    "//sms.example.ir/send",
    "sms.example.ir/send",
    "",
    # No host, a strange one, or one that a value would choose
    "https:///send",
    "https://:443/send",
    "https://{to}/send",
    "https://{to}.example.ir/send",
    "https://sms.example.ir:{to}/send",
    "https://sms.example.ir:99999/send",
    "https://sms.example.ir:port/send",
    "https://[::1/send",
    "https://پیامک.ir/send",
    "https://sms example.ir/send",
    "https://sms.example.ir\t/send",
    "https://sms.example.ir/send\r\nHost: evil.example",
    "https://sms.example.ir/send?to={to}",
    "https://sms.example.ir/send#x",
]


def request(url: str = URL, **parts: Any) -> Request:
    """A description."""
    return Request(url, **parts)


def values(**given: Value) -> Mapping[str, Value]:
    """A value for each place."""
    return {"to": "0912", "text": "سلام", "parts": ("سل", "ام"), "key": "k", **given}


class TestAddresses:
    @pytest.mark.parametrize("url", REFUSED_URLS)
    def test_one_that_could_lead_elsewhere_is_refused(self, url: str) -> None:
        """When it is read, before anything is sent anywhere (threat 18)."""
        with pytest.raises(ValueError, match=r"[Uu]rl|[Pp]ort|IPv6"):
            request(url)

    @pytest.mark.parametrize(
        ("url", "origin"),
        [
            (URL, Origin(secure=True, host="sms.example.ir", port=443)),
            ("https://SMS.example.ir:8443", Origin(secure=True, host="sms.example.ir", port=8443)),
            ("https://10.0.0.7/send", Origin(secure=True, host="10.0.0.7", port=443)),
            ("http://127.0.0.1:13013/x", Origin(secure=False, host="127.0.0.1", port=13013)),
            ("http://127.8.8.8/", Origin(secure=False, host="127.8.8.8", port=80)),
            ("http://localhost/", Origin(secure=False, host="localhost", port=80)),
            ("http://[::1]:8080/", Origin(secure=False, host="::1", port=8080)),
        ],
    )
    def test_the_administrator_s_are_taken(self, url: str, origin: Origin) -> None:
        """Any server by HTTPS, and this machine without."""

        assert origin == request(url).origin

    @given(value=WORDS)
    def test_no_value_moves_it(self, value: str) -> None:
        """Whatever a number, a key or a text holds, host and path stay (threat 18)."""
        assume(value not in {"", ".", ".."})
        made = request(f"{URL}/{{to}}/now")
        call = made.call(values(to=value))

        assert ["", "send", value, "now"] == [unquote(step) for step in call.target.split("/")]
        assert call.target.isascii()
        assert urlsplit(URL).hostname == made.origin.host

    @pytest.mark.parametrize("value", ["", ".", ".."])
    def test_a_step_up_is_no_value(self, value: str) -> None:
        """Servers take dots out of a path even when they are encoded."""
        with pytest.raises(ValueError, match="path"):
            request(f"{URL}/{{to}}").call(values(to=value))


class TestEncoding:
    @given(to=WORDS, text=WORDS)
    def test_a_query_gives_back_what_was_put_in(self, to: str, text: str) -> None:
        """Separators, line ends and Persian letters included (29)."""
        call = request(query={"to[]": "{to}", "m&": "به {text}!"}, method="GET").call(
            values(to=to, text=text)
        )

        assert [("to[]", to), ("m&", f"به {text}!")] == parse_qsl(
            urlsplit(call.target).query, keep_blank_values=True
        )
        assert (None, {}) == (call.body, call.headers)

    @given(text=WORDS)
    def test_a_form_gives_back_what_was_put_in(self, text: str) -> None:
        """In UTF-8, as the content type says by its standard."""
        call = request(form={"text": "{text}", "flash": "0"}).call(values(text=text))
        assert call.body is not None

        assert [("text", text), ("flash", "0")] == parse_qsl(
            call.body.decode("ascii"), keep_blank_values=True
        )
        assert {"Content-Type": "application/x-www-form-urlencoded"} == call.headers

    @given(text=WORDS)
    def test_json_gives_back_what_was_put_in(self, text: str) -> None:
        """Quotes and backslashes cannot end a string; numbers and names are the administrator's."""
        template = '{"from": 3000, "to": ["{to}"], "{x}": {"say": "«{text}» {{}}"}, "at": null}'
        call = request(json=template).call(values(text=text))
        assert call.body is not None

        assert {
            "from": 3000,
            "to": ["0912"],
            "{x}": {"say": f"«{text}» {{}}"},
            "at": None,
        } == json.loads(call.body)
        assert {"Content-Type": "application/json"} == call.headers

    def test_parts_are_a_list(self) -> None:
        """In JSON as such, in a form as the field repeated."""
        in_json = request(json='{"parts": "{parts}"}').call(values())
        in_form = request(form={"part": "{parts}"}).call(values())
        assert in_json.body is not None
        assert in_form.body is not None

        assert {"parts": ["سل", "ام"]} == json.loads(in_json.body)
        assert [("part", "سل"), ("part", "ام")] == parse_qsl(in_form.body.decode())

    def test_headers_keep_to_their_line(self) -> None:
        """A value cannot begin another header (29)."""
        made = request(headers={"Idempotency-Key": "miz {key}", "content-type": "text/plain"})

        assert {"Idempotency-Key": "miz k", "content-type": "text/plain"} == (
            made.call(values()).headers
        )
        for odd in ["a\r\nX: y", "a\nb", "a\0", "کلید"]:
            with pytest.raises(ValueError, match="header"):
                made.call(values(key=odd))

    def test_a_call_shows_nothing(self) -> None:
        """Keys stand in addresses and headers, numbers and texts in bodies (threat 24)."""
        call = request(f"{URL}/{{key}}", form={"to": "{to}"}, headers={"Auth": "{key}"}).call(
            values(key="s3cret")
        )

        assert "Call(method='POST')" == repr(call)


class TestMistakes:
    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            ({"form": {"to": "{to"}}, "form.to: a brace"),
            ({"form": {"to": "to}"}}, "form.to: a brace"),
            ({"query": {"to": "{}"}}, "query.to: a place is a name"),
            ({"query": {"to": "{0}"}}, "query.to: a place is a name"),
            ({"query": {"to": "{to.real}"}}, "query.to: a place is a name"),
            ({"query": {"to": "{to[0]}"}}, "query.to: a place is a name"),
            ({"query": {"to": "{to!r}"}}, "query.to: a place is a name"),
            ({"query": {"to": "{to:>9}"}}, "query.to: a place is a name"),
            ({"form": {"text": "all: {parts}"}}, "form.text: {parts} is a list"),
            ({"headers": {"X": "{parts}"}}, "headers.X: a list"),
            ({"headers": {"X Y": "1"}}, "headers: names and texts"),
            ({"headers": {"X": "1\r\nY: 2"}}, "headers: names and texts"),
            ({"headers": {"Host": "evil.example"}}, "headers: Host is not yours"),
            ({"headers": {"content-LENGTH": "1"}}, "headers: content-LENGTH is not yours"),
            ({"json": '{"to": {to}}'}, "json: this is no JSON from character 8 on"),
            ({"json": '{"to": "{to"}'}, "json: a brace"),
            ({"json": "1", "form": {"a": "b"}}, "not both"),
            ({"json": "1", "method": "GET"}, "a GET has no form"),
            ({"method": "DELETE"}, "method is one of GET, POST, PUT"),
        ],
    )
    def test_in_a_description_are_told_when_it_is_made(
        self, parts: dict[str, Any], words: str
    ) -> None:
        """With the name of the setting, and without what was written: a key may stand in it."""
        with pytest.raises(ValueError, match=re.escape(words)):
            request(**parts)

    def test_places_are_told_wherever_they_stand(self) -> None:
        """So that an unknown one is found before the first message."""
        made = request(
            f"{URL}/{{a}}",
            query={"q": "{b}"},
            json='{"x": ["{c}", {"y": "{d} {e}"}], "{no}": 1}',
            headers={"H": "{f}"},
        )

        assert set("abcdef") == made.places
        assert {"g"} == request(form={"x": "{g}{{no}}"}).places

    @given(text=st.text())
    def test_any_text_can_be_written_as_a_template(self, text: str) -> None:
        """Braces doubled it means itself; as it is, it is a template or a ValueError."""
        doubled = text.replace("{", "{{").replace("}", "}}")
        try:
            Template.parse(text)
        except ValueError as error:
            said = str(error)
        else:
            said = "a template"

        assert text == Template.parse(doubled).fill({})
        assert said.startswith(("a template", "a brace", "a place", "{parts}"))
