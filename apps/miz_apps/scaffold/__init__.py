"""Distributions that `miz plugin new` renders for vendors."""

from pathlib import Path

from attrs import frozen

from miz.errors import ConfigError

KINDS = {"gate": "turnstile"}
TEMPLATES = Path(__file__).parent
LONGEST_NAME = 40
SUFFIX = ".txt"


@frozen
class Vendor:
    """Whose distribution is rendered, by a short name such as ``acme``."""

    name: str
    kind: str

    @property
    def distribution(self) -> str:
        """How the distribution is called: acme-turnstile."""
        return f"{self.name}-{KINDS[self.kind]}"

    @property
    def module(self) -> str:
        """How its package is called: acme_turnstile."""
        return self.distribution.replace("-", "_")

    def fill(self, text: str) -> str:
        """A template with the vendor's names in their places."""
        places = {
            "@MODULE@": self.module,
            "@DISTRIBUTION@": self.distribution,
            "@TITLE@": self.name.replace("-", " ").title(),
            "@NAME@": self.name,
        }
        for place, name in places.items():
            text = text.replace(place, name)
        return text


def vendor(name: str, kind: str) -> Vendor:
    """A vendor whose name can be that of a distribution."""
    words = name.split("-")
    if (
        len(name) > LONGEST_NAME
        or not name[:1].isalpha()
        or not all(word.isascii() and word.isalnum() and word.islower() for word in words)
    ):
        raise ConfigError(
            f"{name!r} cannot name a distribution; write small letters and digits, as in acme.",
            code="plugin.name",
        )
    return Vendor(name, kind)


def render(one: Vendor, folder: Path) -> list[Path]:
    """Writes the distribution into a folder that is missing or empty; the files written."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(
            f"{folder} is not empty; name another place with --into.", code="plugin.folder"
        )
    source = TEMPLATES / one.kind
    written = []
    for template in sorted(source.rglob(f"*{SUFFIX}")):
        place = template.relative_to(source).as_posix().removesuffix(SUFFIX)
        target = folder / place.replace("MODULE", one.module)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(one.fill(template.read_text("utf-8")), encoding="utf-8")
        written.append(target)
    return written
