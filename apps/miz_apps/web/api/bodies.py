"""Reading a request's body, never more of it than the route takes (threat 27)."""

import asyncio
from io import BytesIO
from urllib.parse import parse_qsl

import falcon
from attrs import frozen
from falcon.asgi import Request
from falcon.media import MultipartFormHandler

from miz_apps.web.errors import RequestError, TooLarge, TooSlow, WrongType
from miz_apps.web.options import JSON_BYTES, PICTURE_BYTES, UPLOAD_BYTES

PICTURES = ("image/jpeg", "image/png")
PAPERS = (*PICTURES, "application/pdf")
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
ENVELOPE = 16 * 1024
"""What a multipart form may add to its picture."""
MOST_FIELDS = 100
MOST_PARTS = 600
"""The fields of the longest form, which writes an edition; only who came in sends parts."""
READ_WITHIN = 300.0
"""Seconds for a whole body: 10 MB over a poor line; whoever drips holds no place for longer."""
UPLOAD_TOO_LARGE = "upload.too_large"
"""The same words as where the content is looked at, so that the reason names the size."""


@frozen
class Sent:
    """A file of a form: the field it came in, and the name that the browser gave."""

    field: str
    name: str
    content: bytes


async def read(req: Request, limit: int, *, code: str | None = None) -> bytes:
    """The whole body; raises TooLarge, by its own name where it has one, without reading on."""
    length = req.content_length
    if length is not None and length > limit:
        raise TooLarge(f"Send at most {limit // 1024} KiB.", code=code)
    kept = bytearray()
    try:
        async with asyncio.timeout(READ_WITHIN):
            async for chunk in req.stream:
                kept += chunk
                if len(kept) > limit:
                    raise TooLarge(f"Send at most {limit // 1024} KiB.", code=code)
    except TimeoutError as error:
        raise TooSlow("This took too long to send; try again on a better line.") from error
    return bytes(kept)


async def read_json(req: Request) -> bytes:
    """A JSON body, still encoded; an empty one is allowed to have no type."""
    body = await read(req, JSON_BYTES)
    if body and media_type(req) != JSON:
        raise WrongType(f"Send {JSON}.")
    return body


async def read_picture(req: Request) -> bytes:
    """A picture as the body itself, or as the one file of a form."""
    kind = media_type(req)
    if kind in PICTURES:
        return await read(req, PICTURE_BYTES)
    if kind == MULTIPART:
        files = multipart(await read(req, PICTURE_BYTES + ENVELOPE), req.content_type or "")[1]
        if len(files) == 1:
            return next(iter(files.values()))
        raise RequestError("Send exactly one picture.", field="content")
    raise WrongType(f"Send {' or '.join(PICTURES)}, or {MULTIPART} with one picture.")


async def read_paper(req: Request) -> bytes:
    """A picture or a PDF as the body itself."""
    if media_type(req) in PAPERS:
        return await read(req, UPLOAD_BYTES, code=UPLOAD_TOO_LARGE)
    raise WrongType(f"Send {', '.join(PAPERS)}.")


async def read_form(req: Request) -> tuple[dict[str, list[str]], dict[str, bytes]]:
    """The fields of a page's form, and its files."""
    if media_type(req) == MULTIPART:
        body = await read(req, PICTURE_BYTES + ENVELOPE)
        return multipart(body, req.content_type or "")
    return await read_fields(req), {}


async def read_fields(req: Request) -> dict[str, list[str]]:
    """The fields of a form without files."""
    body = await read(req, JSON_BYTES)
    if body and media_type(req) != FORM:
        raise WrongType(f"Send {FORM}.")
    return _fields(body)


async def read_uploads(req: Request) -> tuple[dict[str, list[str]], tuple[Sent, ...]]:
    """The fields of a form, and the files that were chosen in it; together as long as one may be.

    A file that is a little too large is left to who keeps it, so that it is refused at its place.
    """
    if media_type(req) != MULTIPART:
        raise WrongType(f"Send {MULTIPART}.")
    body = await read(req, UPLOAD_BYTES + ENVELOPE, code=UPLOAD_TOO_LARGE)
    fields, found = _parts(body, req.content_type or "", limit=len(body))
    return fields, tuple(one for one in found if one.content)


def media_type(req: Request) -> str:
    """The type of the body without parameters, in lower case."""
    return (req.content_type or "").partition(";")[0].strip().lower()


def multipart(body: bytes, content_type: str) -> tuple[dict[str, list[str]], dict[str, bytes]]:
    """Texts and files of a multipart form."""
    fields, files = _parts(body, content_type, limit=PICTURE_BYTES)
    return fields, {one.field: one.content for one in files if one.content}


def _parts(
    body: bytes, content_type: str, *, limit: int
) -> tuple[dict[str, list[str]], list[Sent]]:
    fields: dict[str, list[str]] = {}
    files: list[Sent] = []
    handler = MultipartFormHandler()
    handler.parse_options.max_body_part_count = MOST_PARTS
    handler.parse_options.max_body_part_buffer_size = limit
    try:
        for part in handler.deserialize(BytesIO(body), content_type, len(body)):
            if part.filename is not None:
                files.append(Sent(part.name or "", part.filename, part.stream.read()))
            else:
                fields.setdefault(part.name or "", []).append(part.text or "")
    except falcon.HTTPError as error:
        raise RequestError("The form is not well formed; send it again.") from error
    return fields, files


def _fields(body: bytes) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise RequestError("The form is not well formed; send it again.") from error
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
