"""Whether the key file belongs to the database.

Under another key nothing could be opened, and worse: nothing could be found, so that one person
would get a second file. The first process to open a database leaves a proof in it.
"""

import sqlalchemy as sa

from miz.errors import BadAnswer, ConfigError
from miz.ports.vaults import Vault
from miz_adapters.sql.lines import Line
from miz_adapters.sql.statements import Statement
from miz_adapters.sql.tables import VAULTS

_ROW = "first"
_CONTEXT = f"vaults/{_ROW}/proof"
_WORD = "miz"
_FIND = Statement(
    sa.select(VAULTS.c.proof, VAULTS.c.proof_index).where(VAULTS.c.id == sa.bindparam("row")), "row"
)
_NAMES = ("id", "proof", "proof_index")
_LEAVE = Statement(
    sa.insert(VAULTS).inline().values({name: sa.bindparam(name) for name in _NAMES}), *_NAMES
)


def left(line: Line, vault: Vault) -> bool:
    """Whether there is a proof; raises ConfigError when it is another key's."""
    rows = line.fetch(_FIND, _ROW)
    if rows and not _fits(vault, *rows[0]):
        raise ConfigError(
            "The key file does not belong to this database; give miz the one it was made with.",
            code="storage.other_key",
        )
    return bool(rows)


def leave(line: Line, vault: Vault) -> None:
    """Leaves the proof."""
    proof = vault.seal(_WORD.encode(), context=_CONTEXT)
    line.change(_LEAVE, _ROW, proof, vault.index(_WORD, context=_CONTEXT))


def _fits(vault: Vault, proof: bytes, index: str) -> bool:
    try:
        plain = vault.open(proof, context=_CONTEXT)
    except BadAnswer:
        return False
    return plain == _WORD.encode() and vault.index(_WORD, context=_CONTEXT) == index
