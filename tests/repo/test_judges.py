"""The scripts that judge the code are judged here: each complains about what it must.

That mutants are killed and survivors seen is proved by `make deep` on planted faults, before
it counts anything.
"""

from pathlib import Path

import pytest
from benchmarks.run import Line
from scripts.marks import put
from scripts.mutation_report import (
    entry_text,
    explain,
    explanations,
    rows,
    score,
    table,
)
from scripts.mutation_trial import (
    Mutant,
    changed,
    changed_lines,
    function_name,
    originals,
    state,
    statement_at,
)

KILLED = Mutant("a.x_f__mutmut_1", "units.number", "f", "killed")
HUNG = Mutant("a.x_f__mutmut_2", "units.number", "f", "hung")
UNTRIED = Mutant("a.x_f__mutmut_3", "units.number", "f", None)
SURVIVED = Mutant("a.x_g__mutmut_1", "units.dose", "g", "survived", "a > b", "a >= b")
REASON = {
    "where": "units.dose g",
    "was": "a > b",
    "now": "a >= b",
    "why": "equal is kept out before",
}


def test_a_survivor_without_a_reason_is_open() -> None:
    assert explain([KILLED, HUNG, UNTRIED, SURVIVED], []) == ([], [SURVIVED], [])
    assert explain([SURVIVED], [REASON]) == ([(SURVIVED, REASON["why"])], [], [])


def test_a_reason_for_another_change_does_not_count() -> None:
    other = {**REASON, "now": "a < b"}
    assert explain([SURVIVED], [other]) == ([], [SURVIVED], [other])


def test_a_mutant_that_no_test_reaches_survives() -> None:
    for result in ("survived", "unreached", "broken"):
        assert Mutant("m", "units.dose", "g", result).survived


def test_an_entry_can_be_read_back() -> None:
    text = entry_text(SURVIVED).replace("why: # survived", "why: equal is kept out before")
    assert explanations(text) == [REASON]


@pytest.mark.parametrize(
    "text", ["- where: a\n  was: b\n  now: c\n", "- {where: a, was: b, now: c, why: ''}"]
)
def test_a_reason_that_is_not_written_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="why are needed"):
        explanations(text)


def test_no_reasons_yet_are_fine() -> None:
    assert explanations("") == []


def test_the_changed_lines_are_found() -> None:
    lines = [
        "def x_f__mutmut_orig(a): # type: ignore # mutmut generated",
        "    return a + 1",
        "def x_f__mutmut_1(a): # type: ignore # mutmut generated",
        "    return a - 1",
    ]
    assert changed(lines, [1, 2], [3, 4]) == ("return a + 1", "return a - 1")


def test_functions_have_their_names_of_the_source() -> None:
    assert function_name("x_plain__mutmut_3") == "plain"
    assert function_name("xǁDoseǁ__mul____mutmut_12") == "Dose.__mul__"


def test_a_score_is_never_rounded_up() -> None:
    assert score(9999, 10000) == "99.9 %"
    assert score(1, 1) == "100 %"
    assert score(0, 0) == "-"


def test_mutants_are_counted_by_module_and_room() -> None:
    counted = list(rows([KILLED, HUNG, UNTRIED, SURVIVED]))
    assert counted == [
        ("units.dose", 1, 0, 1),
        ("units.number", 3, 2, 0),
        ("units", 4, 2, 1),
    ]
    assert "| units | 4 | 2 | 1 | 50 % |" in table([KILLED, HUNG, UNTRIED, SURVIVED], modules=False)


ORIGINAL = """
def x_f__mutmut_orig(a, b=1):
    if a > b:
        return sum(
            [a, b],
        )
    match a:
        case 1 if b:
            return 2
    return 3
"""


@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        ((3, 3), (3, 3)),  # the head of the if, and not what hangs on it
        ((5, 5), (4, 6)),  # a line of a statement over several lines
        ((8, 8), (7, 9)),  # a case: wherever the match runs
        ((10, 10), (10, 10)),
        ((2, 2), (2, 10)),  # a default: wherever the function runs
    ],
)
def test_only_tests_of_the_changed_statement_are_run(
    changed: tuple[int, int], lines: tuple[int, int]
) -> None:
    """The lines of the smallest statement around a change, counted by hand in the text above."""
    assert statement_at(originals(ORIGINAL)["x_f__mutmut_orig"], *changed) == lines


def test_the_lines_that_a_mutant_changes_are_counted_in_the_original() -> None:
    """The first and the last line that differ; where one is only added, the line before it."""
    lines = ["def x_f__mutmut_orig():", "    a = 1", "    b = 2", "    return a"]
    lines += ["def x_f__mutmut_1():", "    a = 1", "    b = 3", "    return a"]
    assert changed_lines(lines, [1, 4], [5, 8]) == (3, 3)
    lines[6] = "    b = 2"
    assert changed_lines([*lines, "    return b"], [1, 4], [5, 9]) == (4, 4)


def test_results_rest_on_one_state(tmp_path: Path) -> None:
    for name in ("src/a.py", "tests/b.py", "scripts/mutants.py", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("[tool.mutmut]\na = 1\n[tool.other]\nb = 1\n")
    seen = {state(tmp_path)}
    for name in ("src/a.py", "tests/b.py", "scripts/mutants.py"):
        (tmp_path / name).write_text("changed")
        seen.add(state(tmp_path))
    (tmp_path / "pyproject.toml").write_text("[tool.mutmut]\na = 2\n[tool.other]\nb = 1\n")
    seen.add(state(tmp_path))
    assert len(seen) == 5
    (tmp_path / "pyproject.toml").write_text("[tool.mutmut]\na = 2\n[tool.other]\nb = 2\n")
    assert state(tmp_path) in seen


@pytest.mark.parametrize("mark", ["mutation", "bench", "fuzz"])
def test_figures_have_one_place_on_a_page(mark: str) -> None:
    page = f"a\n<!-- {mark} -->\nold\n<!-- /{mark} -->\nb\n"
    assert put(page, mark, "new") == f"a\n<!-- {mark} -->\nnew\n<!-- /{mark} -->\nb\n"
    for wrong in ("a page without a place", page + page):
        with pytest.raises(ValueError, match="no one place"):
            put(wrong, mark, "new")


def test_a_missed_target_is_missed() -> None:
    assert Line("load", 31, "ms", 30).missed
    assert not Line("load", 30, "ms", 30).missed
    assert not Line("load", 31, "ms").missed
    assert Line("load", 31, "ms", 30).cells()[3] == "missed"


def test_a_figure_is_told_in_three_digits_without_a_power_of_ten() -> None:
    assert Line("S", 3987.2, "×").cells() == ("S", "3,990 ×", "", "")
    assert Line("S", 82.94, "ms", 1000, 79.51).cells()[1:] == (
        "82.9 ms (fastest 79.5)",
        "under 1,000 ms",
        "met",
    )
    assert Line("apart", 2.446e-11, "", 1e-9).cells()[1:3] == ("2.45e-11", "under 1e-09")
