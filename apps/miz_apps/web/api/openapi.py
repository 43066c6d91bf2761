"""/openapi.json: OpenAPI 3.1 made from the table, so that it cannot say anything else."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import msgspec
from falcon.asgi import Request, Response

from miz_apps.web.actions import doors, public
from miz_apps.web.actions.action import Action, Body, Door, File, Png, Toml
from miz_apps.web.actions.monitor import stream
from miz_apps.web.actions.table import TABLE
from miz_apps.web.api import bodies, problems
from miz_apps.web.api.commands import reader_of
from miz_apps.web.api.responders import TOML
from miz_apps.web.options import WebOptions
from miz_apps.web.security.credentials import SAFE, cookie_name

REF = "#/components/schemas/{name}"
ALWAYS = (400, 500, 502, 503)
MEANINGS = {
    400: "A value has the wrong form; `field` names it.",
    401: "Nobody is signed in.",
    403: "The role does not include this, or the CSRF token does not fit.",
    404: "Nothing with that identity exists at this site.",
    409: "The record is in another state, or something else already has what must be unique.",
    413: "The body is too large.",
    415: "The body has another type than the route reads.",
    422: "The picture is not good enough to use.",
    429: "The budget of attempts is spent; `Retry-After` says for how long.",
    500: "A fault in miz; `request` finds it in the log.",
    502: "Something behind miz failed.",
    503: "Something behind miz is away for now; try again after `Retry-After` seconds.",
}
LEAD = """\
Everything that the pages of miz do, for programs.

Browsers sign in with `POST /api/v1/sessions`, keep the cookie and send the token `csrf` in
`X-CSRF-Token` with every change; devices and integrators send a key as `Authorization: Bearer`.
What stands below `/public` needs neither: a site of the organisation may show services and
requests with it.
Instants are RFC 3339 in UTC; numbers of persons are masked for roles that may not see them and
never stand in an address.
"""


def document_responder(options: WebOptions) -> Callable[..., Awaitable[None]]:
    """Answers with the description."""
    content = msgspec.json.encode(document(cookie_name(options)))

    async def respond(req: Request, resp: Response) -> None:
        resp.content_type, resp.data = "application/json", content
        resp.set_header("Cache-Control", "max-age=300")

    return respond


@cache
def document(cookie: str) -> Mapping[str, Any]:
    """The whole description as plain data."""
    schemas = _components()
    paths: dict[str, dict[str, Any]] = {}
    for row in TABLE:
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row)
    return {
        "openapi": "3.1.0",
        "info": {"title": "miz", "version": version("miz-apps"), "description": LEAD},
        "servers": [{"url": "/"}],
        "tags": [{"name": name} for name in dict.fromkeys(row.context for row in TABLE)],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {str(status): _failure(status) for status in MEANINGS},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": cookie},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
                "key": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _operation(row: Action) -> Mapping[str, Any]:
    operation: dict[str, Any] = {
        "operationId": row.name,
        "tags": [row.context],
        "summary": row.summary,
        "description": _needs(row),
        "parameters": [_parameter(row, one) for one in _outside(row)],
        "responses": _answers(row),
        "security": _security(row),
    }
    body = _body(row)
    return operation | ({"requestBody": body} if body else {})


def _needs(row: Action) -> str:
    if row.needs is Door.PUBLIC:
        return "Open to everybody."
    if isinstance(row.needs, Door):
        return "For everybody who is signed in."
    names = " or ".join(f"`{permission}`" for permission in row.needs)
    return f"Needs the permission {names}."


def _security(row: Action) -> list[Mapping[str, list[str]]]:
    if row.needs is Door.PUBLIC:
        return []
    by_cookie: dict[str, list[str]] = {"session": []}
    if row.method not in SAFE:
        by_cookie["csrf"] = []
    return [by_cookie, {"key": []}]


def _outside(row: Action) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(reader_of(row).outside)


def _parameter(row: Action, one: msgspec.structs.FieldInfo) -> Mapping[str, Any]:
    if one.name in row.places:
        where, name = "path", one.name
    elif one.name in row.headers:
        where, name = "header", row.headers[one.name]
    else:
        where, name = "query", one.name
    schema = _bare(one.type)
    if not one.required and one.default is not None:
        schema = {**schema, "default": one.default}
    required = where == "path" or one.required
    return {"name": name, "in": where, "required": required, "schema": schema}


def _bare(type_: Any) -> Mapping[str, Any]:
    """The schema of a parameter; None cannot be written in an address, so it is left out."""
    found = msgspec.json.schema_components([type_], ref_template=REF)[0][0]
    options = [one for one in found.get("anyOf", []) if one != {"type": "null"}]
    return options[0] if len(options) == 1 else found


def _body(row: Action) -> Mapping[str, Any] | None:
    if row.body is Body.PICTURE:
        form = {
            "type": "object",
            "properties": {"content": {"type": "string", "format": "binary"}},
            "required": ["content"],
        }
        content: dict[str, Any] = {kind: {"schema": {}} for kind in bodies.PICTURES}
        return {"required": True, "content": content | {bodies.MULTIPART: {"schema": form}}}
    if row.body is Body.UPLOAD:
        return {"required": True, "content": {kind: {"schema": {}} for kind in bodies.PAPERS}}
    if row.body is Body.NONE:
        return None
    inside = reader_of(row).inside
    required = any(one.required for one in msgspec.structs.fields(inside))
    schema = {"$ref": REF.format(name=inside.__name__)}
    return {"required": required, "content": {bodies.JSON: {"schema": schema}}}


def _answers(row: Action) -> Mapping[str, Any]:
    good: dict[str, Any] = {"description": HTTPStatus(row.status).phrase}
    if row.perform is stream:
        good["content"] = {"text/event-stream": {"schema": {"type": "string"}}}
    elif row.answer is Png:
        good["content"] = {kind: {"schema": {}} for kind in bodies.PICTURES}
    elif row.answer is File:
        good["content"] = {kind: {"schema": {}} for kind in bodies.PAPERS}
    elif row.answer is Toml:
        good["content"] = {TOML: {"schema": {"type": "string"}}}
    elif row.answer is not type(None):
        schema = {"$ref": REF.format(name=_shown(row).__name__)}
        good["content"] = {bodies.JSON: {"schema": schema}}
    failures = {str(one): {"$ref": f"#/components/responses/{one}"} for one in _may_fail(row)}
    return {str(row.status): good, **failures}


def _may_fail(row: Action) -> list[int]:
    found = [*ALWAYS, 404, 409]
    if row.needs is not Door.PUBLIC:
        found += [401, 403]
    if row.body is not Body.NONE:
        found += [413, 415]
    if row.body in {Body.PICTURE, Body.UPLOAD} or row.answer in {Png, File}:
        found.append(422)
    if row.perform is doors.sign_in:
        found += [403, 429]
    if row.perform is public.follow:
        found.append(429)
    return sorted(set(found))


def _failure(status: int) -> Mapping[str, Any]:
    schema = {"$ref": REF.format(name=problems.Problem.__name__)}
    return {
        "description": MEANINGS[status],
        "content": {problems.MEDIA_TYPE: {"schema": schema}},
    }


def _shown(row: Action) -> Any:
    return doors.SessionView if row.answer is doors.Entrance else row.answer


def _components() -> Mapping[str, Any]:
    shown = [_shown(row) for row in TABLE if row.answer not in {Png, File, Toml, type(None)}]
    bodies_ = [reader_of(row).inside for row in TABLE if row.body is Body.JSON]
    types = list(dict.fromkeys([problems.Problem, *shown, *bodies_]))
    return msgspec.json.schema_components(types, ref_template=REF)[1]
