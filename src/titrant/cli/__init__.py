"""The command line: files and words in, sheets out. Only this room reads the clock."""

from titrant.cli.main import main

__all__ = ["main"]
