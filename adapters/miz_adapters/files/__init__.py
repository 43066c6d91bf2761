"""Documents as files on a disk."""

from miz_adapters.files.documents import FileDocuments

__all__ = ["FileDocuments"]
