"""A later version of the program beside this one: other knowledge, and a number of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.lib.live_server import ROOT

VERSION = "9.9.9"  # no version of ours, and later than each


def upgraded(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Return where the later version lies: each change is a file, its text, and the new text.

    The files are those of the knowledge base; a text has to be there once.
    """
    source = folder / "src"
    shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
    numbered = source / "titrant" / "__init__.py"
    _replace(numbered, '__version__ = "', f'__version__ = "{VERSION}"  # "')
    for name, before, after in changes:
        _replace(source / "titrant" / "knowledge" / "base" / name, before, after)
    done = subprocess.run(
        [sys.executable, "-m", "titrant", "knowledge", "compile"],
        env={"PYTHONPATH": str(source)}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return source


def _replace(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, (file.name, before)
    file.write_text(text.replace(before, after), encoding="utf-8")
