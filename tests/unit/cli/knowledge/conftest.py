"""What tests of `titrant knowledge` share: a way to type it."""

import shlex

import pytest
from tests.lib.typed import Run

from titrant.cli import main


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs `titrant knowledge` with shell words: status, output, error."""

    def typed(words: str) -> tuple[int, str, str]:
        status = main(["knowledge", *shlex.split(words)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return typed
