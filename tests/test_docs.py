import inspect
import re
from pathlib import Path

from attrs import fields

from miz import hookspecs
from miz.config import Config
from miz.loading import load_plugins
from miz.plugin import SLOTS

HOUSE = Path(__file__).resolve().parent.parent
TEXT = (HOUSE / "plugins" / "README.md").read_text(encoding="utf-8")


def test_every_hook_is_documented_with_its_arguments() -> None:
    """The list of hooks is what the code says, word for word."""
    specified = {
        f"{name}({', '.join(inspect.signature(function).parameters)})"
        for name, function in inspect.getmembers(hookspecs, inspect.isfunction)
        if name.startswith("miz_")
    }

    assert specified == set(re.findall(r"^\| `(miz_\w+\([^)]*\))`", TEXT, re.MULTILINE))


def test_every_provider_is_documented_with_its_settings() -> None:
    """The table of slots holds each first-party provider and exactly its settings."""
    _, registry = load_plugins(Config())
    ours = {
        (provider.slot.name, provider.name, tuple(f.name for f in fields(provider.settings)))
        for provider in registry
    }
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.*?) ?\|$", TEXT, re.MULTILINE)
    written = {(slot, name, tuple(re.findall(r"`(\w+)`", line))) for slot, name, line in rows}

    assert ours == written
    assert {slot.name for slot in SLOTS} == {slot for slot, _, _ in written}


def test_every_decision_is_one_page() -> None:
    """Decisions are numbered without a gap and keep to one page."""
    pages = sorted((HOUSE / "docs" / "decisions").glob("*.md"))

    assert list(range(1, len(pages) + 1)) == [int(page.name[:4]) for page in pages]
    assert all(page.read_text(encoding="utf-8").count("\n") <= 60 for page in pages)
