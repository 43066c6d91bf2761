"""A browser without scripts: it follows links, fills forms as they stand there, and reads."""

import re
from html.parser import HTMLParser
from typing import Any

import httpx
from attrs import define, field

from miz.domain.persian import ascii_digits


@define
class PageForm:
    """A form with what stands in it, and the values of its named buttons."""

    action: str
    method: str
    fields: dict[str, str] = field(factory=dict)
    buttons: list[tuple[str, str]] = field(factory=list)
    files: list[str] = field(factory=list)


class _Reader(HTMLParser):
    """Takes a page apart into its forms and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.words: list[str] = []
        self._form: PageForm | None = None
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = PageForm(given.get("action", ""), given.get("method", "get"))
            self.forms.append(self._form)
        elif self._form is not None:
            self._in_form(self._form, tag, given)

    def _in_form(self, form: PageForm, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "button" and name:
            form.buttons.append((name, given.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select is not None:
            if "selected" in given or self._select not in form.fields:
                form.fields[self._select] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            form.fields[name] = ""
        elif tag == "input" and name:
            self._input(form, name, given)

    def _input(self, form: PageForm, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind == "file":
            form.files.append(name)
        elif kind not in {"radio", "checkbox"} or "checked" in given:
            form.fields[name] = given.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area is not None:
            self._form.fields[self._area] += data
        self.words.append(data)


@define
class Browser:
    """Somebody who reads pages and sends their forms; ``last`` is what is on screen."""

    client: httpx.Client
    last: httpx.Response = field(init=False)

    @property
    def path(self) -> str:
        """Where the browser is."""
        return self.last.url.path

    @property
    def text(self) -> str:
        """The page's words, digits as ASCII, every space a single one."""
        return " ".join(ascii_digits(" ".join(self._read().words)).split())

    def misses(self, *words: str) -> list[str]:
        """Which of these words are not on screen, whatever their digits look like."""
        shown = self.text
        return [one for one in words if " ".join(ascii_digits(one).split()) not in shown]

    @property
    def forms(self) -> list[PageForm]:
        """The forms on screen."""
        return self._read().forms

    def go(self, path: str) -> str:
        """Opens a page; its words."""
        self.last = self.client.get(path, follow_redirects=True)
        return self.text

    def form(self, action: str) -> PageForm:
        """The form on screen that is sent there."""
        found = [one for one in self.forms if one.action.partition("?")[0].endswith(action)]
        assert found, f"no form goes to {action}: {[one.action for one in self.forms]}"
        return found[0]

    def send(self, action: str, /, *, button: str = "", **typed: str) -> str:
        """Types into a form on screen and sends it; the words of the page that comes.

        Nothing is typed that the page has no place for, and nothing chosen that it does not offer.
        """
        form = self.form(action)
        for name, value in typed.items():
            self._must_have(form, name, value)
        pressed = {name: value for name, value in form.buttons if value == button}
        data = {**form.fields, **typed, **(dict(list(pressed.items())[:1]) if button else {})}
        assert not button or pressed, f"{action} has no button {button}: {form.buttons}"
        if form.method.lower() == "get":
            self.last = self.client.get(form.action, params=data, follow_redirects=True)
        else:
            self.last = self.client.post(form.action, data=data, follow_redirects=True)
        return self.text

    def send_file(self, action: str, name: str, content: bytes, *, need: str) -> str:
        """Uploads a file for what is asked for under that key."""
        forms = [one for one in self.forms if one.action.endswith(action) and one.files]
        form = next((one for one in forms if one.fields.get("need") == need), forms[0])
        place = f"file-{need}" if f"file-{need}" in form.files else form.files[0]
        sent: Any = {place: (name, content, "application/octet-stream")}
        data = {**form.fields, "need": need} if "need" in form.fields else dict(form.fields)
        data |= {name: value for name, value in form.buttons if (name, value) == ("do", need)}
        # gunicorn may close a kept connection under a large body, see `Caller.post_alone`.
        closing = {"Connection": "close"}
        self.last = self.client.post(
            form.action, data=data, files=sent, headers=closing, follow_redirects=True
        )
        return self.text

    def field_of(self, pattern: str) -> str:
        """What a pattern finds in the page's source."""
        found = re.search(pattern, self.last.text)
        assert found is not None, f"{pattern} is not on {self.path}: {self.text}"
        return found[1]

    def _must_have(self, form: PageForm, name: str, value: str) -> None:
        if name not in form.fields:
            offered = f'name="{name}" value="{value}"'
            assert offered in self.last.text or name in form.files, f"{name} is not asked for"

    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.last.text)
        return reader
