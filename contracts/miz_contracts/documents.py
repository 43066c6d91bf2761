"""The rules of `miz.ports.documents.Documents`.

class TestMine(DocumentsContract):
    @pytest.fixture
    def documents(self):
        return MyDocuments()
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from miz.errors import NotFound
from miz.ports.documents import Documents

CONTENTS = [b"", b"\0", b"a photo", bytes(range(256)) * 4096]


class DocumentsContract:
    """Contents are kept under digests that nobody can guess."""

    @pytest.fixture
    def documents(self) -> Documents:
        """An empty store."""
        raise NotImplementedError

    @pytest.mark.parametrize("content", CONTENTS, ids=len)
    def test_a_content_comes_back_as_it_was(self, documents: Documents, content: bytes) -> None:
        """Byte for byte, under 64 hexadecimal characters (CAP-12)."""
        digest = documents.put(content)

        assert content == documents.open(digest)
        assert 64 == len(digest)
        assert set(digest) <= set("0123456789abcdef")

    def test_equal_contents_are_one(self, documents: Documents) -> None:
        """Put twice is kept once; another content has another digest."""
        first, second, other = (documents.put(c) for c in (b"a", b"a", b"b"))

        assert first == second
        assert first != other

    @pytest.mark.parametrize("digest", ["0" * 64, "", "..", "../../etc/passwd", "A" * 64, "\0"])
    def test_what_is_not_kept_is_not_found(self, documents: Documents, digest: str) -> None:
        """Also where somebody asks for a path instead of a digest (ASVS V5.3.2)."""
        with pytest.raises(NotFound):
            documents.open(digest)
        documents.delete(digest)

    def test_what_is_deleted_is_gone(self, documents: Documents) -> None:
        """Deleting again is silent; the others stay; it may be put again."""
        digest, other = documents.put(b"a"), documents.put(b"b")
        documents.delete(digest)
        documents.delete(digest)

        with pytest.raises(NotFound):
            documents.open(digest)
        assert b"b" == documents.open(other)
        assert digest == documents.put(b"a")
        assert b"a" == documents.open(digest)

    def test_many_may_put_the_same_at_once(self, documents: Documents) -> None:
        """Two desks that photograph one card do not hurt each other."""
        content = b"one card" * 1000
        with ThreadPoolExecutor(8) as pool:
            digests = set(pool.map(documents.put, [content] * 32))

        assert 1 == len(digests)
        assert content == documents.open(digests.pop())
