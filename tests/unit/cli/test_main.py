"""`titrant`: one status, one sentence on stderr, and never a traceback."""

import importlib
import os
import re
import shlex
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from titrant import __version__
from titrant.cli import main
from titrant.cli.main import COMMANDS
from titrant.knowledge import load

TITRANT = shlex.join([sys.executable, "-m", "titrant"])


def shell(command: str, **environment: str) -> tuple[int, str, str]:
    """Run a shell command; `{titrant}` in it is the program. The pipe's first failure counts."""
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command.replace('{titrant}', TITRANT)}"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "The following arguments are required: COMMAND. See “titrant --help”."),
        ("--nonsense", "The following arguments are required: COMMAND. See “titrant --help”."),
        (
            "knowledge",
            "The following arguments are required: WHAT. See “titrant knowledge --help”.",
        ),
        ("hash", "Argument COMMAND: invalid choice: 'hash' (choose from "),
        ("knowledge hsah", "Argument WHAT: invalid choice: 'hsah' (choose from "),
        ("knowledge hash --json", "Unrecognized arguments: --json. See “titrant --help”."),
        ("knowledge check --site", "Argument --site: expected one argument. See “titrant "),
        ("knowledge check --as 2026-11-22", "Unrecognized arguments: --as 2026-11-22. See "),
        ("prepare", "The following arguments are required: --product. See “titrant prepare "),
        ("knowledge explain", "The following arguments are required: id. See “titrant "),
    ],
)
def test_what_cannot_be_read_is_a_sentence(
    capsys: pytest.CaptureFixture[str], words: str, sentence: str
) -> None:
    assert main(shlex.split(words)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"titrant: {sentence}")
    assert re.fullmatch(r"titrant: .+ See “titrant.* --help”\.\n", captured.err)


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"titrant {__version__}\n"


def test_help_says_who_decides(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert "A licensed prescriber decides" in out
    assert all(f"\n    {command}" in out for command in COMMANDS)


def test_an_output_that_is_no_file_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    out = StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["knowledge", "show", "nasal.rest", "--as-of", "2026-11-22"]) == 0
    assert out.getvalue().startswith("nasal.rest  5 min")


def test_the_module_runs_as_a_program_only() -> None:
    importlib.import_module("titrant.__main__")  # and nothing happens
    assert shell("{titrant} --version") == (0, f"titrant {__version__}\n", "")
    assert shell("{titrant}")[0] == 2


def test_the_status_is_that_of_the_command() -> None:
    status, out, err = shell("{titrant} knowledge explain nothing")
    assert (status, out) == (2, "")
    assert err.startswith("titrant: There is no entry “nothing”.")


def test_a_reader_that_leaves_early_is_no_error() -> None:
    status, out, err = shell("{titrant} knowledge show | head -1")
    assert out.startswith(f"{load().leaf_ids()[0]} ")
    assert (len(out.splitlines()), err) == (1, "")
    assert status in {0, 1}  # the reader may have left before the last line, or after it


def test_a_held_sheet_that_nobody_read_to_its_end_is_not_done() -> None:
    order = "--dose '0.5 mg/kg' --over '40 min' --product ketamine-10 --protocol iv-depression"
    status, _, err = shell(f"{{titrant}} prepare {order} --as-of 2026-11-22 | (exec 0<&-; sleep 2)")
    assert status == 1
    assert "Traceback" not in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", ["knowledge show", "knowledge hash"])
def test_a_full_disk_is_a_sentence(words: str) -> None:
    status, _, err = shell(f"{{titrant}} {words} > /dev/full")
    assert status == 2
    assert err == "titrant: The answer was not written: No space left on device.\n"


def test_a_terminal_without_a_sign_shows_its_number() -> None:
    """A sign that is left out could be a decimal point's neighbour; so none is."""
    status, out, err = shell("{titrant} knowledge show rounding.rule", PYTHONIOENCODING="ascii")
    assert (status, err) == (0, "")
    assert "\\u2026" in out
