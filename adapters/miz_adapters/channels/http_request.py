"""A provider's request, described by templates, and what it is for one message."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from attrs import field, frozen

from miz_adapters.channels.http_origin import Origin
from miz_adapters.channels.templates import LISTS, Template, Values, filled, leaves, tree

METHODS = ("GET", "POST", "PUT")
OURS = frozenset({"accept-encoding", "connection", "content-length", "host", "transfer-encoding"})
"""Headers that belong to the connection."""

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_TEXT = re.compile(r"[ -~]*")
T = TypeVar("T")
Table = Mapping[str, Template]


@frozen
class Call:
    """A request filled in: it carries keys and people's numbers, and shows none of them."""

    method: str
    target: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)


@frozen
class Request:
    """One HTTP request with places in its path, query, headers, and either form or JSON.

    ``json`` is a JSON text, and places stand in its strings, as in ``{"to": ["{to}"]}``.
    What is wrong with a description is a ValueError when it is made.
    """

    url: str
    method: str = "POST"
    query: Mapping[str, str] = field(factory=dict)
    form: Mapping[str, str] = field(factory=dict)
    json: str = ""
    headers: Mapping[str, str] = field(factory=dict)
    origin: Origin = field(init=False, repr=False)
    _path: Template = field(init=False, repr=False)
    _query: Table = field(init=False, repr=False)
    _form: Table = field(init=False, repr=False)
    _json: Any = field(init=False, repr=False)
    _headers: Table = field(init=False, repr=False)

    @origin.default
    def _origin_of_url(self) -> Origin:
        return Origin.of(self.url)

    @_path.default
    def _path_of_url(self) -> Template:
        return _single("url", urlsplit(self.url).path or "/")

    @_query.default
    def _query_fields(self) -> Table:
        return _table("query", self.query)

    @_form.default
    def _form_fields(self) -> Table:
        return _table("form", self.form)

    @_json.default
    def _json_tree(self) -> Any:
        return _named("json", tree, self.json) if self.json else None

    @_headers.default
    def _header_lines(self) -> Table:
        return _lines(self.headers)

    def __attrs_post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"method is one of {', '.join(METHODS)}")
        if (self.form or self.json) and self.method == "GET":
            raise ValueError("a GET has no form and no json; use query, or the method POST")
        if self.form and self.json:
            raise ValueError("a request has a form or json, not both")

    @property
    def places(self) -> frozenset[str]:
        """The names of all that is to be filled in."""
        tables = (self._query, self._form, self._headers)
        used = [self._path, *leaves(self._json), *(t for table in tables for t in table.values())]
        return frozenset(name for template in used for name in template.places)

    def call(self, values: Values) -> Call:
        """The request for these values; ValueError for one that cannot stand in its place."""
        query = _encoded(self._query, values)
        target = self._path.fill(values, _segment) + (f"?{query}" if query else "")
        headers = {name: template.fill(values, _line) for name, template in self._headers.items()}
        body, kind = self._body(values)
        if kind and "content-type" not in map(str.lower, headers):
            headers["Content-Type"] = kind
        return Call(self.method, target, headers, body)

    def _body(self, values: Values) -> tuple[bytes | None, str]:
        if self.json:
            text = json.dumps(filled(self._json, values), ensure_ascii=False)
            return text.encode(), "application/json"
        if self.form:
            return _encoded(self._form, values).encode(), "application/x-www-form-urlencoded"
        return None, ""


def _named(name: str, parse: Callable[[str], T], text: str) -> T:
    try:
        return parse(text)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _single(name: str, text: str) -> Template:
    template = _named(name, Template.parse, text)
    if template.places & LISTS:
        raise ValueError(f"{name}: a list has no place here")
    return template


def _table(name: str, texts: Mapping[str, str]) -> Table:
    return {key: _named(f"{name}.{key}", Template.parse, text) for key, text in texts.items()}


def _lines(headers: Mapping[str, str]) -> Table:
    for name, text in headers.items():
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_TEXT.fullmatch(text):
            raise ValueError("headers: names and texts are ASCII on one line")
        if name.lower() in OURS:
            raise ValueError(f"headers: {name} is not yours to set; leave it out")
    return {name: _single(f"headers.{name}", text) for name, text in headers.items()}


def _encoded(table: Table, values: Values) -> str:
    fields = [(name, template.value(values)) for name, template in table.items()]
    return urlencode(fields, doseq=True, quote_via=quote, safe="")


def _segment(value: str) -> str:
    if value in {"", ".", ".."}:
        raise ValueError("a value may not move the path")
    return quote(value, safe="")


def _line(value: str) -> str:
    if not _HEADER_TEXT.fullmatch(value):
        raise ValueError("a value may not break a header")
    return value
