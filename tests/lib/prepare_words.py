"""`titrant prepare` as it is typed; shared by the tests of its sheet and of its PDF."""

import shlex

import pytest
from tests.lib.orders import GOOD

from titrant.cli import main

EXAMPLE = (
    '--dose "0.5 mg/kg" --weight "70 kg" --product ketamine-10 --dilute-to "1 mg/mL" '
    '--over "40 min" --as-of 2026-11-22'
)


def run(capsys: pytest.CaptureFixture[str], words: str) -> tuple[int, str, str]:
    """Run `titrant prepare` with shell words; return status, standard output and error."""
    status = main(["prepare", *shlex.split(words)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def words_of(**changes: str | None) -> str:
    """Return the good order as shell words, with changes."""
    merged = {**GOOD, **changes}
    return "--site demo " + " ".join(
        f"--{name.replace('_', '-')} {shlex.quote(value)}"
        for name, value in merged.items()
        if value is not None
    )
