"""PDF files from strangers, made safe to keep and to hand on (threats 10 to 12)."""

from abc import abstractmethod
from typing import Protocol

from attrs import field, frozen


@frozen
class CleanPaper:
    """A PDF written anew, without anything that acts, and how many pages it has."""

    data: bytes = field(repr=False)
    pages: int


class Papers(Protocol):
    """Takes an uploaded PDF and gives back one that only shows pages; callable from any thread."""

    @abstractmethod
    def clean(self, data: bytes) -> CleanPaper:
        """The same pages without metadata, in at most 2 s and 256 MB.

        Raises PoorSample with one of the codes ``paper.not_a_pdf``, ``paper.too_large`` (bytes),
        ``paper.too_many_pages``, ``paper.active`` (scripts, launches, embedded files, forms that
        run), ``paper.encrypted`` and ``paper.damaged`` (also: took too long or too much memory).
        """
