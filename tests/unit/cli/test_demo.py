"""`titrant demo`: one invented person from her record to her next session, the same every day."""

import shlex
from datetime import date, datetime, tzinfo
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

import titrant
from titrant.cli import knowledge_commands, main, on_record, prepare_command
from titrant.cli.demo import WALK

EXAMPLES = Path(titrant.__file__).parent / "examples"
TITLES = [title for title, *_ in WALK]
# What each step answers: 1 where something holds, is open or due; the walk goes on.
STATUS = {
    "record": 0,
    "screen": 1,
    "protocols --brief --fit": 1,
    "next-dose": 0,
    "prepare": 0,
    "gate": 0,
    "schedule": 0,
    "calendar": 1,
}


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what the demo prints, by whatever width the test has set."""
    assert main(["demo"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def steps(shown: str) -> list[str]:
    """Return each step of the walk, without what stands before the first."""
    return shown.split("\n\n\n")[1:]


def test_the_walk_has_a_step_for_each_command_of_a_session(shown: str) -> None:
    assert [command for _, command, *_ in WALK] == list(STATUS)
    made = steps(shown)
    assert len(made) == len(WALK)
    for number, (step, title) in enumerate(zip(made, TITLES, strict=True), start=1):
        rule, line, *_ = step.splitlines()
        assert set(rule) == {"#"}
        assert line == f"# {number} of {len(WALK)}. {title}"


def test_it_says_that_nobody_is_real(shown: str) -> None:
    assert shown.startswith("Mara Ellison is invented, and so is the clinic that treats her.\n")


@pytest.mark.parametrize("at", range(len(WALK)), ids=[command for _, command, *_ in WALK])
def test_each_command_can_be_typed_by_hand(
    at: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command that a step shows gives what the step prints, and the status that is said."""
    assert main(["demo"]) == 0
    step = steps(capsys.readouterr().out)[at]
    typed, _, printed = step.partition("\n#\n")[2].partition("\n\n")
    dollar, program, *words = shlex.split(typed.replace("\n", " "))
    assert (dollar, program) == ("$", "titrant")
    monkeypatch.chdir(EXAMPLES.parent)  # in a clone, examples/ leads there
    assert main(words) == STATUS[WALK[at][1]]
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.strip("\n") == printed.strip("\n")


def test_the_examples_of_a_clone_are_those_of_the_program() -> None:
    clone = Path(__file__).parents[3] / "examples"
    named = {name for *_, names, _ in WALK for name in names}
    assert named
    for name in named:
        assert (clone / name).read_bytes() == (EXAMPLES / name).read_bytes()


class NoClock(datetime):
    """A clock that nobody may look at."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> NoReturn:
        raise AssertionError("the demo looked at the clock")


def test_it_is_the_same_every_day(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gives the same text twice, and never asks which day it is."""
    assert main(["demo"]) == 0
    before = capsys.readouterr().out
    rooms: tuple[ModuleType, ...] = (on_record, knowledge_commands, prepare_command)
    for room in rooms:
        monkeypatch.setattr(room, "datetime", NoClock)
    with pytest.raises(AssertionError, match="looked at the clock"):
        main(["protocols"])
    capsys.readouterr()
    assert main(["demo"]) == 0
    assert capsys.readouterr().out == before


@pytest.mark.parametrize("width", [100, 140])
def test_no_line_is_wider_than_the_page(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["demo"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) == width


def test_it_names_no_path_of_this_machine_and_no_escape_code(shown: str) -> None:
    for folder in (*EXAMPLES.parents, Path.home(), Path.cwd()):
        assert folder == Path("/") or str(folder) not in shown
    assert "\x1b" not in shown
    assert "examples/mara-bundle.json" in shown


def test_her_course_is_told_and_one_sheet_is_drawn_up(shown: str) -> None:
    """0.5 mg/kg for 70.0 kg is 35 mg, of 10 mg/mL 3.5 mL, by hand."""
    _, _, _, options, sheet, gate, _, _ = steps(shown)
    assert "as of Tue 8 Dec 2026" in options
    assert "4 sessions" in options
    assert "3.5 mL" in sheet
    assert date(2026, 12, 8).isoformat() in gate
