import gzip
from collections.abc import Iterator

import pytest

from miz_apps.web.options import JSON_BYTES, PICTURE_BYTES
from tests.apps.web import PERSON, Caller, made, picture


def test_a_body_is_read_only_as_far_as_the_route_takes(guard: Caller) -> None:
    """64 KiB of JSON, 8 MiB of picture, told in advance or not (threat 27)."""
    json = {"Content-Type": "application/json"}
    person = made(guard.post("/api/v1/people", json=PERSON))["id"]
    place = f"/api/v1/people/{person}/pictures?kind=face"

    def chunks(size: int) -> Iterator[bytes]:
        for _ in range(size // 65536 + 2):
            yield b" " * 65536

    answers = [
        guard.post_alone("/api/v1/lookup", content=b" " * (JSON_BYTES + 1), headers=json),
        guard.post_alone("/api/v1/lookup", content=chunks(JSON_BYTES), headers=json),
        guard.post_alone(
            place, content=b"x" * (PICTURE_BYTES + 1), headers={"Content-Type": "image/png"}
        ),
        guard.post_alone(
            place, content=chunks(PICTURE_BYTES), headers={"Content-Type": "image/png"}
        ),
    ]

    assert [413] * 4 == [answer.status_code for answer in answers]
    assert {"request.too_large"} == {answer.json()["code"] for answer in answers}


@pytest.mark.parametrize("opening", [b"[", b'{"typed":', b'{"typed":{"a":'])
def test_a_deeply_nested_body_is_refused_at_once(guard: Caller, opening: bytes) -> None:
    """A decoder that knows its types never walks down (threat 27)."""
    content = opening * (JSON_BYTES // len(opening) - 1)
    answer = guard.post_alone(
        "/api/v1/lookup", content=content, headers={"Content-Type": "application/json"}
    )

    assert 400 == answer.status_code


def test_a_body_of_another_type_is_not_guessed(guard: Caller) -> None:
    """A form is no JSON, a zip is no picture, and nothing is unpacked."""
    place = "/api/v1/people/x/pictures?kind=face"
    packed = {"Content-Type": "application/gzip"}
    answers = [
        guard.post("/api/v1/lookup", data={"typed": "x"}),
        guard.post(place, content=gzip.compress(picture()), headers=packed),
    ]

    assert [415, 415] == [answer.status_code for answer in answers]


def test_what_is_no_picture_is_said_kindly(guard: Caller) -> None:
    """The same answer as for a poor one: 422, and what to do (threat 10)."""
    person = made(guard.post("/api/v1/people", json=PERSON))["id"]
    answer = guard.post(
        f"/api/v1/people/{person}/pictures?kind=face",
        content=b"<svg/>",
        headers={"Content-Type": "image/png"},
    )

    assert (422, "picture.not_an_image") == (answer.status_code, answer.json()["code"])
