"""placeholder"""

from attrs import field, frozen

from miz.ports.antivirus import Antivirus
from miz.ports.papers import Papers
from miz.ports.pictures import Pictures


@frozen
class Upload:
    """x"""

    data: bytes = field(repr=False)
    media_type: str
    pages: int
    name: str


@frozen
class Uploads:
    """x"""

    pictures: Pictures
    papers: Papers
    antivirus: Antivirus

    def accept(self, *, content: bytes, name: str) -> Upload:
        """x"""
        clean = self.pictures.clean(content, kind="scan")
        return Upload(clean.data, clean.media_type, 1, name)
