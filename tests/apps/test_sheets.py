"""Sheets as files: what is written is read again, and what is wrong is told with its place."""

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from miz.domain.calendar import OfficeTime
from miz.domain.editions import (
    Access,
    Beginning,
    DocumentNeed,
    Fee,
    Information,
    Law,
    Level,
    LifeEvent,
    Link,
    Question,
    Sheet,
    Stage,
    Step,
)
from miz.domain.forms import Choice, Condition, Field, FieldKind, Form
from miz.domain.values import Text
from miz_apps.sheets import Fault, SheetFaults, read_sheet, read_table, table_of, write_sheet
from miz_apps.sheets.shapes import paragraphs

FORM = Form(
    (
        Field("why", Text("چرا", "Why"), FieldKind.LONG_TEXT, help=Text("کوتاه")),
        Field("partner", Text("شریک دارید؟"), FieldKind.YES_NO, required=False),
        Field("who", Text("کی"), FieldKind.NATIONAL_ID, when=Condition("partner", ("yes",))),
        Field("copies", Text("تعداد"), FieldKind.NUMBER, least=-1, most=5),
        Field("way", Text("راه"), FieldKind.CHOICE, choices=(Choice("post", Text("پست")),)),
    )
)
LICENCE = Information(
    description=Text("پروانهٔ کسب\nبرای اصناف", "A trade licence"),
    steps=(
        Step("check", Text("بررسی", "Checking")),
        Step("issue", Text("صدور"), duration=OfficeTime(days=1)),
    ),
    documents=(DocumentNeed("card", Text("کارت ملی"), required=False, original=True),),
    laws=(Law(Text("قانون"), "۱۲", date(2003, 3, 15), "ماده ۳", "https://law.example"),),
    questions=(Question(Text("چند روز؟"), Text("دو روز")),),
    fees=(Fee(Text("کارمزد"), 1_500_000, "IR0612", "بند ۵", online=True),),
    duration=OfficeTime(days=2),
    visit=OfficeTime(minutes=20),
    complaint=Text("از همین صفحه"),
    online=True,
    form=FORM,
    sheet=Sheet(
        official_code="10021",
        level=Level.PROVINCIAL,
        life_events=(LifeEvent.BUSINESS, LifeEvent.OTHER),
        visits=1,
        access=(Access(Stage.REQUEST, ("وب", "پیامک"), "https://a.example", "", "نیست"),),
        systems=(Link("دبیرخانه"),),
        agencies=(Link("ثبت", "نام", "سازمان ثبت", 20_000, online=False),),
        processes=("یک", "دو"),
    ),
)

RIALS = st.integers(0, 10**15)
TIMES = st.builds(OfficeTime, st.integers(0, 6000), st.integers(1, 200))
TYPED = st.text(max_size=40)
TIDY = TYPED.map(paragraphs)


def rows(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A few rows."""
    return st.lists(one, max_size=3).map(tuple)


def keyed(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A few rows, each with a key of its own."""
    return rows(one).map(
        lambda found: tuple(evolve(row, key=f"k{number}") for number, row in enumerate(found))
    )


def information(words: st.SearchStrategy[str]) -> st.SearchStrategy[Information]:
    """Any information, its texts from the given ones."""
    texts, titles = st.builds(Text, words, words), st.builds(Text, words.filter(paragraphs), words)
    links = words.map(lambda text: text and f"https://{text}")
    sheet = st.builds(
        Sheet,
        **dict.fromkeys(("official_code", "agency", "process", "recipients", "phone"), words),
        beginning=st.sampled_from(Beginning),
        life_events=rows(st.sampled_from(LifeEvent)),
        visits=st.integers(0, 100),
        access=rows(st.builds(Access, st.sampled_from(Stage), rows(words), words, words, words)),
        agencies=rows(st.builds(Link, words, words, words, RIALS, st.booleans())),
        processes=rows(words),
    )
    return st.builds(
        Information,
        description=texts,
        steps=keyed(st.builds(Step, st.just("k"), titles, texts, st.none() | TIMES)),
        documents=keyed(
            st.builds(DocumentNeed, st.just("k"), titles, st.booleans(), st.booleans(), texts)
        ),
        laws=rows(st.builds(Law, titles, words, st.none() | st.dates(), words, links)),
        questions=rows(st.builds(Question, titles, titles)),
        fees=rows(st.builds(Fee, titles, RIALS, words, words, st.booleans())),
        duration=TIMES,
        visit=TIMES,
        complaint=texts,
        online=st.booleans(),
        form=st.sampled_from((Form(), FORM)),
        sheet=sheet,
    )


def told(text: str) -> list[tuple[str, str, str]]:
    """Place, code and hint of everything that is wrong with a file."""
    with pytest.raises(SheetFaults) as caught:
        read_sheet(text.encode())
    return [(one.place, one.code, one.hint) for one in caught.value.faults]


def test_a_whole_sheet_comes_back_as_it_was() -> None:
    """Every field of every section, under a comment of several lines (SVC-01 to SVC-09)."""
    written = write_sheet(LICENCE, "پروانهٔ کسب\nنسخهٔ ۳", "Texts end in _en")

    assert LICENCE == read_sheet(written.encode())
    assert written.startswith("# پروانهٔ کسب\n# نسخهٔ ۳\n# Texts end in _en\n")


@given(information(TIDY))
def test_whatever_is_written_is_read_again(said: Information) -> None:
    """Any information in tidy texts comes back equal, whatever letters and signs are in it."""

    assert said == read_sheet(write_sheet(said).encode())


@given(information(TYPED))
def test_reading_changes_nothing_but_spaces_and_letters(said: Information) -> None:
    """Key by key, a text is what its tidied form is; everything else is as it was."""

    assert tidied(table_of(said)) == table_of(read_table(table_of(said)))


def tidied(value: Any) -> Any:
    """The same table with tidy texts."""
    if isinstance(value, dict):
        return {key: tidied(one) for key, one in value.items()}
    if isinstance(value, list):
        return [tidied(one) for one in value]
    return paragraphs(value) if type(value) is str else value


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_read_or_refused(content: bytes) -> None:
    """Nothing that is uploaded leads to anything but information or faults (threat 28)."""
    try:
        found: object = read_sheet(content)
    except SheetFaults as error:
        found = error.faults[0]

    assert isinstance(found, Information | Fault)


def test_an_empty_file_is_a_sheet_of_which_nothing_is_known() -> None:
    """Everything has a value that says nothing; a mark of the editor's is no text."""

    assert Information() == read_sheet(b"") == read_sheet(b"\xef\xbb\xbf")


def test_everything_that_is_wrong_is_told_with_its_place() -> None:
    """Keys, types, choices, and the domain's own rules, all at once."""
    wrong = """
    descripton = "x"
    online = "yes"
    duration_days = 0
    [[steps]]
    key = "a"
    title = "b"
    [[steps]]
    key = 1
    note = 2
    [[laws]]
    title = "q"
    link = "http://law.example"
    [[laws]]
    title = ""
    day = 2020-01-01T10:00:00
    [[fees]]
    title = "q"
    rials = -1
    [sheet]
    level = "county"
    life_events = ["birth", "taxes", "rain"]
    [[form.fields]]
    key = "A"
    label = "x"
    """
    levels, events = ", ".join(Level), ", ".join(LifeEvent)

    assert [
        ("descripton", "sheet.key", "description"),
        ("steps[2].key", "sheet.text", ""),
        ("steps[2].title", "sheet.lacking", ""),
        ("steps[2].note", "sheet.text", ""),
        ("laws[1].link", "law.link", ""),
        ("laws[2].title", "sheet.lacking", ""),
        ("laws[2].day", "sheet.date", "2026-03-21"),
        ("fees[1].rials", "number.range", ""),
        ("duration_days", "duration.range", ""),
        ("online", "sheet.yes_no", "true, false"),
        ("form.fields[1]", "form.invalid", ""),
        ("sheet.level", "sheet.choice", levels),
        ("sheet.life_events[3]", "sheet.choice", events),
    ] == told(wrong)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("steps = 1", ("steps", "sheet.list", "")),
        ("steps = [1]", ("steps[1]", "sheet.table", "")),
        ("sheet = 1", ("sheet", "sheet.table", "")),
        ("[sheet]\nprocesses = 'a'", ("sheet.processes", "sheet.list", "")),
        ("[sheet]\nvisits = true", ("sheet.visits", "sheet.number", "")),
        ("[sheet]\nvisits = 101", ("sheet.visits", "number.range", "")),
        (f"[sheet]\nvisits = {10**16}", ("sheet.visits", "sheet.number", "")),
        ("duration_days = 201", ("duration", "duration.long", "")),
        (f"complaint = '{'a' * 4001}'", ("complaint", "text.too_long", "4000")),
        ("complaint = a", ("", "sheet.toml", "line 1, column 13")),
        ("complaint = ", ("", "sheet.toml", "end of document")),
        ("x = " + "[" * 5000, ("", "sheet.toml", "")),
        ("x = " + "9" * 5000, ("", "sheet.toml", "")),
        (f"# {'a' * 300_000}", ("", "sheet.large", "")),
        ("zzz = 1", ("zzz", "sheet.key", "")),
        (f"steps = [{'{},' * 101}]", ("steps", "sheet.list", "")),
        ("[[steps]]\nkey = 'a'\ntitle = 'b'\n" * 2, ("steps", "information.key", "")),
    ],
)
def test_a_fault_has_one_place(text: str, fault: tuple[str, str, str]) -> None:
    """Where it stands, a stable code, and what may stand there instead."""

    assert [fault] == told(text)


def test_a_file_in_another_encoding_is_refused() -> None:
    """Old editors of Windows still write Persian in their own code page."""
    with pytest.raises(SheetFaults) as caught:
        read_sheet("complaint = 'سلام'".encode("cp1256"))

    assert ("sheet.encoding", None) == (caught.value.faults[0].code, caught.value.field)


def test_no_more_faults_are_told_than_people_read() -> None:
    """The first twenty; the rest shows when those are mended."""

    assert 20 == len(told("\n".join(f"x{number} = 1" for number in range(50))))
