"""Pictures from strangers, made safe to keep and to show (threats 10 and 11, ASVS V14.2.8)."""

from abc import abstractmethod
from typing import Literal, Protocol

from attrs import frozen

Kind = Literal["photo", "logo", "scan"]
"""photo: a face; logo: an organisation's mark; scan: a page or card to be read by a person."""


@frozen
class CleanPicture:
    """A picture drawn anew from its pixels alone: nothing of the upload's bytes is left."""

    data: bytes
    media_type: str
    width: int
    height: int


class Pictures(Protocol):
    """Takes an upload and gives back only what was seen in it; callable from any thread."""

    @abstractmethod
    def clean(self, data: bytes, *, kind: Kind) -> CleanPicture:
        """The upright picture without metadata, in the size and format of its kind.

        Raises PoorSample with one of the codes ``picture.not_an_image``, ``picture.too_large``
        (bytes), ``picture.too_many_pixels``, ``picture.animated`` and ``picture.damaged``.
        """
