"""The two commands about dates, typed in a folder with one record."""

import argparse
import shlex
from pathlib import Path

import pytest

from titrant.cli import calendar_command, schedule_command
from titrant.cli.status import BadInput

RECORD = """
by: clinician
on: 2026-11-20
person: {born: 1980-05-02, sex: male}
conditions: [treatment resistant depression]
answers: {pdmp-checked: yes}
courses:
  - protocol: spravato-us-trd
    version: "1"
    opened: 2026-11-09
    ends-when: no response by week 4
    sessions: [{on: 2026-11-09}, {on: 2026-11-12}, {on: 2026-11-16}, {on: 2026-11-20}]
"""
ON = "--as-of 2026-11-22 --site demo"
CLOCK = '--zone America/New_York --at 09:00 --length "2 h"'


class Typed:
    """What types a command; `bad` returns the sentence of one that cannot be used."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, words: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        commands = parser.add_subparsers()
        schedule_command.add_to(commands, "schedule")
        calendar_command.add_to(commands, "calendar")
        typed = parser.parse_args(shlex.split(words))
        status: int = typed.run(typed)
        captured = self._capsys.readouterr()
        return status, captured.out, captured.err

    def bad(self, words: str) -> str:
        with pytest.raises(BadInput) as error:
            self(words)
        return str(error.value)
