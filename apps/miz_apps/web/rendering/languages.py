"""The words of each language, read from its .po at start; English is the msgid itself."""

from functools import cache
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from miz.domain.values import Language

RIGHT_TO_LEFT = frozenset({"fa", "ar", "ku", "ps"})


def msgid(text: str) -> str:
    """Marks a text for extraction where it cannot be translated yet."""
    return text


@cache
def translations(language: Language) -> NullTranslations:
    """The catalogue of a language, ready for gettext."""
    if language is Language.EN:
        return NullTranslations()
    source = files("miz_apps") / "locale" / language.value / "LC_MESSAGES" / "miz.po"
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language.value)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
