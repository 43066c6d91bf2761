"""The command `miz`: every process of the house behind one word."""

from miz_apps.cli.main import main

__all__ = ["main"]
