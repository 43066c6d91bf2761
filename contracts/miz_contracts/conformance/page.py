"""The report as one HTML page: no scripts, nothing loaded, readable by whoever buys the gate."""

from collections.abc import Iterable

from miz_contracts.conformance.markup import Markup, element, joined
from miz_contracts.conformance.results import Outcome, Report, RuleResult, Verdict
from miz_contracts.conformance.titles import PERSIAN_TITLES
from miz_contracts.conformance.words import LANGUAGES, Words

STYLE = """
:root { color-scheme: light; --ink: #1b1f24; --soft: #505a66; --line: #d5dae0; --paper: #fff;
  --good: #0b5d33; --good-bg: #e3f4ea; --bad: #8f1d1d; --bad-bg: #fbe6e4; --mild: #6a4700;
  --mild-bg: #fdf1d3; --none: #3f4852; --none-bg: #eceff2; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f6f8; color: var(--ink); line-height: 1.7;
  font: 1rem/1.7 "IBM Plex Sans Arabic", Vazirmatn, "Segoe UI", Tahoma, "Noto Sans Arabic",
    "DejaVu Sans", sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
header, section { background: var(--paper); border: 1px solid var(--line); border-radius: .6rem;
  padding: 1.25rem 1.5rem; margin-block-end: 1.25rem; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; } h2 { font-size: 1.2rem; margin: 0 0 .75rem; }
.verdict { border-radius: .5rem; padding: .75rem 1rem; margin: 0 0 1.25rem; }
.verdict strong { display: block; font-size: 1.35rem; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .75rem 2rem;
  margin: 0; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
ul.counts { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; padding: 0;
  margin: 1.25rem 0 0; }
.badge { display: inline-block; border-radius: 1rem; padding: .05rem .75rem; font-size: .875rem;
  font-weight: 600; white-space: nowrap; }
.kept, .conforms { color: var(--good); background: var(--good-bg); }
.broken, .does-not-conform { color: var(--bad); background: var(--bad-bg); }
.waived, .conforms-with-waivers, .not-run, .incomplete { color: var(--mild);
  background: var(--mild-bg); }
.not-applicable { color: var(--none); background: var(--none-bg); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .6rem .75rem;
  border-block-end: 1px solid var(--line); }
thead th { color: var(--soft); font-size: .875rem; } tbody tr:last-child > * { border: 0; }
tbody th { white-space: nowrap; font-weight: 600; width: 1%; }
td:last-child { width: 1%; white-space: nowrap; }
.title { font-weight: 600; margin: 0; } td p { margin: .15rem 0 0; max-width: 46rem; }
.more { color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
.level { display: block; color: var(--soft); font-size: .8125rem; font-weight: 400; }
footer { color: var(--soft); font-size: .875rem; }
@media (max-width: 40rem) {
  header, section { padding: 1rem; } thead { position: absolute; clip-path: inset(50%);
    width: 1px; height: 1px; overflow: hidden; }
  table, tbody, tr, th, td { display: block; width: 100% !important; }
  tr { border-block-end: 1px solid var(--line); padding-block: .6rem; }
  th, td { border: 0; padding: .1rem 0; } tbody tr:last-child { border: 0; }
  .level { display: inline; margin-inline-start: .5rem; }
}
@media print { body { background: none; } header, section { border: 0; padding: 0; }
  tr { break-inside: avoid; } }
"""


def page(report: Report, language: str) -> str:
    """The whole page in Persian or English."""
    words = LANGUAGES[language]
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("title", f"{words.heading}: {report.device.maker} {report.device.model}"),
        element("style", Markup(STYLE)),
    )
    body = element(
        "body",
        element(
            "main",
            _header(report, words),
            _waivers(report, words),
            [_part(report, part, words) for part in words.parts],
            element("footer", words.made),
        ),
    )
    root = element("html", head, body, lang=words.language, dir=words.direction)
    return f"<!doctype html>\n{root}\n"


POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def _header(report: Report, words: Words) -> Markup:
    verdict = report.verdict
    counts = [
        element("li", _badge(one, f"{words.outcome[one]}: {_count(report, one, words)}"))
        for one in (Outcome.KEPT, Outcome.BROKEN, Outcome.WAIVED, *UNTRIED)
        if report.having(one)
    ]
    return element(
        "header",
        element("h1", words.heading),
        element(
            "p",
            element("strong", words.verdict[verdict]),
            words.meaning[verdict],
            class_=f"verdict {_class(verdict)}",
        ),
        element("dl", [_fact(words.device[name], told) for name, told in _facts(report, words)]),
        element("ul", counts, class_="counts"),
    )


PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
UNTRIED = (Outcome.NOT_RUN, Outcome.NOT_APPLICABLE)


def _count(report: Report, outcome: Outcome, words: Words) -> str:
    told = str(len(report.having(outcome)))
    return told.translate(PERSIAN_DIGITS) if words.language == "fa" else told


def _facts(report: Report, words: Words) -> Iterable[tuple[str, str]]:
    device = report.device
    yield from [("vendor", device.maker), ("model", device.model)]
    yield from [("serial", device.serial), ("firmware", device.firmware)]
    yield "date", f"{report.at:%Y-%m-%d %H:%M} UTC"
    yield "version", report.version
    yield "rig", words.rigs[report.rig]


def _fact(name: str, told: str) -> Markup:
    return element("div", element("dt", name), element("dd", element("bdi", told or "–")))


def _part(report: Report, part: str, words: Words) -> Markup:
    results = [one for one in report.results if one.part == part]
    if not results:
        return Markup("")
    rows = [_row(one, words) for one in results]
    heading = f"{words.rules}: {words.parts[part]}"
    return element("section", element("h2", heading), _table(words.columns, rows))


def _table(columns: Iterable[str], rows: Iterable[Markup]) -> Markup:
    """Roles are written out, as narrow screens show rows as blocks, which would lose them."""
    heads = [element("th", one, scope="col", role="columnheader") for one in columns]
    return element(
        "table",
        element("thead", element("tr", heads, role="row"), role="rowgroup"),
        element("tbody", rows, role="rowgroup"),
        role="table",
    )


def _row(one: RuleResult, words: Words) -> Markup:
    return element(
        "tr",
        element("th", _number(one), _level(one, words), scope="row", role="rowheader"),
        element("td", _promise(one, words), role="cell"),
        element("td", _badge(one.outcome, words.outcome[one.outcome]), role="cell"),
        role="row",
    )


def _number(one: RuleResult) -> Markup:
    return element("bdi", one.number)


def _level(one: RuleResult, words: Words) -> Markup:
    return element("span", words.level[one.level], class_="level")


def _promise(one: RuleResult, words: Words) -> Markup:
    """The title, why, and what helps whoever reads of a failure."""
    title = PERSIAN_TITLES.get(one.number, one.title) if words.language == "fa" else one.title
    told = [element("p", title, class_="title")]
    told.append(_english(words.why, one.why))
    if one.outcome in {Outcome.BROKEN, Outcome.WAIVED}:
        told.append(_english(words.look, one.look))
    if one.outcome is not Outcome.KEPT:
        told.extend(_english(words.seen, detail) for detail in one.details)
    if one.waiver is not None:
        told.append(element("p", f"{words.until} ", _day(one), class_="more"))
    return joined(told)


def _english(label: str, text: str) -> Markup:
    """A line whose text is English on both pages, as it is for whoever mends the device."""
    told = element("bdi", text, lang="en", dir="ltr")
    return element("p", f"{label} ", told, class_="more")


def _waivers(report: Report, words: Words) -> Markup:
    waived = [one for one in report.results if one.waiver is not None]
    inner = (
        _table(words.waiver_columns, [_waiver(one) for one in waived])
        if waived
        else element("p", words.no_waivers)
    )
    return element("section", element("h2", words.waivers), inner)


def _waiver(one: RuleResult) -> Markup:
    reason = one.waiver.reason if one.waiver else ""
    return element(
        "tr",
        element("th", _number(one), scope="row", role="rowheader"),
        element("td", element("p", reason, dir="auto"), role="cell"),
        element("td", _day(one), role="cell"),
        role="row",
    )


def _day(one: RuleResult) -> Markup:
    return element("bdi", one.waiver.expires.isoformat() if one.waiver else "")


def _badge(outcome: Outcome, told: str) -> Markup:
    return element("span", told, class_=f"badge {_class(outcome)}")


def _class(one: Outcome | Verdict) -> str:
    return one.value.replace(" ", "-")
