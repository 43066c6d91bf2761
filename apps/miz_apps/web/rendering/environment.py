"""The Jinja environment of each language: everything escaped, undefined names are errors."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from attrs import define, fields
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from miz.domain.values import Language
from miz_apps.web.rendering import assets, codes
from miz_apps.web.rendering.contexts.frame import Frame, View
from miz_apps.web.rendering.dates import Dates
from miz_apps.web.rendering.icons import icon
from miz_apps.web.rendering.languages import translations
from miz_apps.web.rendering.sayings import Details, Verdict
from miz_apps.web.rendering.words import word_of


@define(slots=False)
class Renderer:
    """Renders views; one for the whole process, thread-safe once made."""

    @cached_property
    def _environments(self) -> dict[Language, Environment]:
        return {language: _environment(language) for language in Language}

    def render(self, view: View, frame: Frame) -> str:
        """The page or fragment of a view."""
        return _render(self._environments[frame.language], view, frame)


def _render(environment: Environment, view: View, frame: Frame, *, part: str = "") -> str:
    """The view's fields are the template's variables; ``part`` asks for one piece of it."""
    values = {one.name: getattr(view, one.name) for one in fields(type(view))}
    template = environment.get_template(view.template)
    return template.render(values, view=view, frame=frame, part=part)


@pass_context
def show(context: Context, view: View, part: str = "") -> Markup:
    """A view inside a page, so that pages and fetches share one template."""
    return Markup(_render(context.environment, view, context["frame"], part=part))  # noqa: S704 - escaped there


def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("miz_apps.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    catalogue = translations(language)
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(icon=icon, asset=asset, show=show)
    environment.filters.update(_filters(language))
    return environment


def asset(path: str) -> str:
    """The address of a stylesheet or module, new whenever any of them changes."""
    return f"/static/{assets.version()}/{path}"


def _filters(language: Language) -> Mapping[str, Any]:
    dates, gettext = Dates(language), translations(language).gettext

    def word(value: StrEnum) -> str:
        return gettext(word_of(value))

    def code(text: str, kind: str, masked: bool = False) -> str:
        return codes.code(dates, text, kind, masked=masked)

    return {
        "fa": dates.digits,
        "code": code,
        "word": word,
        "parts": dates.parts,
        "decimal": dates.decimal,
        "weekday": dates.weekday,
        "day_month": dates.day_month,
        **_instants(dates),
        **_verdicts(dates, gettext),
    }


def _instants(dates: Dates) -> Mapping[str, Any]:
    """The filters that need the site's zone, which the frame knows."""

    @pass_context
    def clock(context: Context, at: datetime, seconds: bool = False) -> str:
        return dates.clock(at, context["frame"].zone, seconds=seconds)

    @pass_context
    def moment(context: Context, at: datetime) -> str:
        return dates.moment(at, context["frame"].zone, context["frame"].now)

    @pass_context
    def day(context: Context, at: date) -> str:
        return dates.day(_local(context, at))

    @pass_context
    def long_day(context: Context, at: date) -> str:
        return dates.long_day(_local(context, at))

    return {"clock": clock, "moment": moment, "day": day, "long_day": long_day}


def _local(context: Context, at: date) -> date:
    return at.astimezone(context["frame"].zone).date() if isinstance(at, datetime) else at


def _verdicts(dates: Dates, gettext: Any) -> Mapping[str, Any]:
    """The filters that speak a verdict: its words with names, numbers and times put in."""

    def filled(context: Context, text: str, facts: Mapping[str, object]) -> str:
        frame = context["frame"]
        shown = {
            name: dates.moment(fact, frame.zone, frame.now)
            if isinstance(fact, datetime)
            else gettext(word_of(fact))
            if isinstance(fact, StrEnum)
            else dates.digits(fact)
            for name, fact in facts.items()
        }
        return str(gettext(text)) % shown

    @pass_context
    def title(context: Context, verdict: Verdict) -> str:
        return filled(context, verdict.saying.title, verdict.facts)

    @pass_context
    def detail(context: Context, verdict: Verdict) -> str:
        details: Details = verdict.shown
        return " · ".join(filled(context, one.text, one.facts) for one in details)

    return {"verdict_title": title, "verdict_detail": detail}
