"""Channels that need no provider: the console, a file, and a list for tests."""

from miz_adapters.channels.local import ConsoleChannel, FileChannel, MemoryChannel

__all__ = ["ConsoleChannel", "FileChannel", "MemoryChannel"]
