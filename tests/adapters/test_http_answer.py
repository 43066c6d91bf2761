import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miz.ports.channels import Fate
from miz_adapters.channels.http_answer import Answer, DeliveryQuery, Outcome, Reading
from miz_adapters.channels.http_request import Request

REQUEST = Request("https://sms.example.ir/state", query={"id": "{reference}"}, method="GET")
SPOTS = ["id", "a.b.c", "0.x", "entries.0.status", r"re:(\d+)", r"re:^(?:ok|(no))"]
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("ab0"), inner),
)


def answer(content: Any) -> Answer:
    """An answer in JSON."""
    return Answer(json.dumps(content).encode())


class TestSpots:
    @pytest.mark.parametrize(
        ("content", "spot", "text"),
        [
            ({"id": 7}, "id", "7"),
            ({"id": "7"}, "id", "7"),
            ({"data": {"ids": [4, 5]}}, "data.ids.1", "5"),
            ([{"x": 1.5}], "0.x", "1.5"),
            ({"ok": True}, "ok", "true"),
            ({"id": 92233720368547758080}, "id", "92233720368547758080"),
            ({"0": "name"}, "0", "name"),
            ({"id": None}, "id", None),
            ({"id": {}}, "id", None),
            ({"ids": [1]}, "ids.1", None),
            ({"ids": [1]}, "ids.-1", None),
            ({"ids": [1]}, "ids.x", None),
            ({"id": 7}, "id.x", None),
            ({}, "a.b", None),
        ],
    )
    def test_a_path_leads_into_json(self, content: Any, spot: str, text: str | None) -> None:
        """To a text, number or truth value, as text; to nothing otherwise."""

        assert text == answer(content).at(spot)

    @pytest.mark.parametrize(
        ("raw", "spot", "text"),
        [
            (b"0: Accepted for delivery", r"re:^(\d+):", "0"),
            (b"OK 12345\r\n", r"re:OK (\d+)", "12345"),
            ("شناسه ۱۲".encode(), "re:شناسه (.*)", "۱۲"),
            (b"\xff OK 1", r"re:OK (\d)", "1"),
            (b"no", r"re:OK (\d+)", None),
            (b"ok", "re:ok(!)?", None),
        ],
    )
    def test_an_expression_finds_in_a_text(self, raw: bytes, spot: str, text: str | None) -> None:
        """Its first group, whatever bytes stand around."""

        assert text == Answer(raw).at(spot)

    def test_a_mark_before_json_is_passed_over(self) -> None:
        """Some servers put a byte order mark before their answers."""

        assert "7" == Answer(b'\xef\xbb\xbf{"id": 7}').at("id")

    @given(raw=st.binary(max_size=200) | JSON.map(json.dumps).map(str.encode))
    def test_any_answer_is_read_or_not(self, raw: bytes) -> None:
        """Whatever a server sends, no exception escapes."""
        found = Answer(raw).found(tuple(SPOTS))

        assert all(isinstance(text, str) for text in found)

    def test_an_answer_shows_nothing(self) -> None:
        """A provider may echo the number and the text (threat 24)."""

        assert "Answer()" == repr(Answer(b'{"to": "09120000001"}'))


class TestReading:
    READING = Reading(
        status=("return", "entry"),
        taken=("200", "1"),
        again=("409",),
        refused=("411",),
        blocked=("14",),
    )

    @pytest.mark.parametrize(
        ("content", "outcome"),
        [
            ({"return": 200, "entry": 1}, Outcome.TAKEN),
            ({"return": 200}, Outcome.TAKEN),
            ({"return": 409}, Outcome.AGAIN),
            ({"return": 411, "entry": 1}, Outcome.REFUSED),
            ({"return": 200, "entry": 14}, Outcome.BLOCKED),
            ({"return": 200, "entry": 99}, Outcome.UNKNOWN),
        ],
    )
    def test_all_that_is_said_must_be_good(self, content: Any, outcome: Outcome) -> None:
        """An envelope that says yes around an entry that says no is a no."""
        verdict = self.READING.verdict(answer(content))
        assert verdict is not None

        assert outcome is verdict.outcome

    def test_nothing_said_is_no_verdict(self) -> None:
        """Then the HTTP status speaks."""

        assert None is self.READING.verdict(answer({"other": 1}))

    @pytest.mark.parametrize(
        ("status", "shown"),
        [
            ("411", "status 411"),
            ("9999", "status 9999"),
            ("09120000001", "an unknown status"),
            ("s3cret-key", "an unknown status"),
        ],
    )
    def test_a_status_is_shown_unless_it_might_tell_something(
        self, status: str, shown: str
    ) -> None:
        """What the description knows, or what is too short to be a number or a key."""
        verdict = self.READING.verdict(answer({"return": status}))

        assert shown == str(verdict)
        assert status not in repr(verdict)

    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            ({"reference": "data..id"}, "reference: write a path"),
            ({"reference": "re:(\\d"}, "reference: missing"),
            ({"reference": "re:\\d+"}, "reference: put what is wanted into parentheses"),
            ({"status": ("",), "taken": ("1",)}, "status: write a path"),
            ({"status": ("a",)}, "give both"),
            ({"taken": ("1",)}, "give both"),
            ({"status": ("a",), "taken": ("1",), "again": ("1",)}, "a status means one of"),
        ],
    )
    def test_mistakes_are_told_when_it_is_made(self, parts: dict[str, Any], words: str) -> None:
        """With the name of the setting."""
        with pytest.raises(ValueError, match=re.escape(words)):
            Reading(**parts)


class TestDeliveryQuery:
    def test_the_first_spot_decides(self) -> None:
        """An entry's state before its envelope's; what is not named is not final."""
        fates = {"10": Fate.DELIVERED, "200": Fate.UNKNOWN}
        query = DeliveryQuery(REQUEST, ("entry", "return"), fates)

        assert [Fate.DELIVERED, Fate.PENDING, Fate.UNKNOWN, None] == [
            query.fate(answer(content))
            for content in [
                {"entry": 10, "return": 200},
                {"entry": 3, "return": 200},
                {"return": 200},
                {},
            ]
        ]

    @pytest.mark.parametrize(
        ("status", "fates"),
        [((), {"1": Fate.PENDING}), (("a",), {}), (("a..b",), {"1": Fate.PENDING})],
    )
    def test_mistakes_are_told_when_it_is_made(
        self, status: tuple[str, ...], fates: dict[str, Fate]
    ) -> None:
        """A query that can tell nothing is none."""
        with pytest.raises(ValueError, match="delivery_status"):
            DeliveryQuery(REQUEST, status, fates)
