"""How documents are named to who sent them: by what they are, then by the file (EDK-06)."""

from miz.domain.correspondence import Paper
from miz.domain.editions import Information
from miz.domain.values import Language
from miz_apps.web.rendering.contexts.offers import Named


def kinds(told: Information, language: Language) -> dict[str, str]:
    """What the service calls the documents it asks for, by key."""
    return {one.key: one.title.in_(language) for one in told.documents}


def paper_line(paper: Paper, kinds: dict[str, str]) -> Named:
    """A document that can be opened: its kind with the file beside it, or the file alone.

    A picture is kept as JPEG whatever it was, so that a file's ending would be a strange one to
    who sent it.
    """
    file = paper.name.rpartition(".")[0] or paper.name
    kind = kinds.get(paper.need, "")
    return Named(kind or file, key=paper.digest, note=str(paper.pages), file=file if kind else "")
