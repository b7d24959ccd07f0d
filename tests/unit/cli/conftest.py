"""What tests of the commands about records share: a folder with files, and a way to type."""

import shlex
from functools import cache
from pathlib import Path

import pytest
from tests.lib.harmless import harmless
from tests.lib.typed import FILES, Run

from titrant.cli import main
from titrant.knowledge import load


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what types a command in a folder with four files: status, output, error."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def typed(words: str) -> tuple[int, str, str]:
        status = main(shlex.split(words))
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return typed


@pytest.fixture
def answered(run: Run, tmp_path: Path) -> Path:
    """Return the file of a healthy person who was asked everything."""
    path = tmp_path / "answered.yaml"
    path.write_text(_answers(), encoding="utf-8")
    return path


@cache
def _answers() -> str:
    return harmless(load("demo"), "iv-depression")
