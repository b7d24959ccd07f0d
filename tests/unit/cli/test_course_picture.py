"""The course so far as a small picture: one column a session, nothing where nothing is known."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import replace
from tests.lib.guided import (
    Json,
    ago,
    course,
    file_of,
    guided,
    quiet,
    scores,
    sessions,
    weight,
)

from titrant.cli.course_picture import picture
from titrant.cli.page import Page
from titrant.clinical import Course, PastSession
from titrant.dosing.guidance import Basis
from titrant.outcomes import Score

FIRST = date(2026, 9, 1)


def basis(*had: Json, measurements: list[Json] | None = None) -> Basis:
    """Return what guidance rests on, after these sessions."""
    made = measurements or [weight(), *scores((20, 20))]
    return guided(file_of(course(*had), measurements=made), screened=False).basis


def drawn(*had: Json, width: int = 100, measurements: list[Json] | None = None) -> list[str]:
    return picture(basis(*had, measurements=measurements), Page(width))


def lanes(lines: list[str]) -> dict[str, list[str]]:
    """Return each line's cells by its name: cells are 11 wide, after two and 14 of the name."""
    return {
        line[2:16].strip(): [line[at : at + 11].strip() for at in range(16, len(line), 11)]
        for line in lines
    }


def test_without_a_session_there_is_no_picture() -> None:
    assert drawn() == []
    undone = {"on": ago(2), "status": "not-done", "why": "a cold"}
    assert drawn(undone) == []


def test_without_a_course_there_is_no_picture() -> None:
    nobody = guided(file_of(measurements=[weight()]), screened=False).basis
    assert nobody.course is None
    assert picture(nobody, Page(100)) == []


def test_what_was_measured_stands_under_its_session() -> None:
    hard = quiet(
        ago(5),
        dissociation=7.5,
        events=[{"what": "nausea", "grade": 1}, {"what": "a", "grade": 2}],
    )
    lines = drawn(
        quiet(ago(12), dissociation=0),
        quiet(ago(8), dissociation=10, events=[{"what": "nausea", "grade": 1}]),
        hard,
    )
    assert lines == [
        "  session       1          2          3",
        "  date          19 Nov     23 Nov     26 Nov",
        "  days between             4          3",
        "  ordered       0.5 mg/kg  0.5 mg/kg  0.5 mg/kg",
        "  given         35 mg      35 mg      35 mg",
        "  weight        70 kg      70 kg      70 kg",
        "  peak pressure 136/84     136/84     136/84",
        "  dissociation  ○○○○○ 0    ●●●●● 10   ●●●●○ 7.5",
        "  events        none       grade 1    2x grade 2",
        "  PHQ-9         20",
    ]


def test_what_nobody_wrote_down_is_a_dash_and_never_a_nothing() -> None:
    bare = dict.fromkeys(("ordered", "dose", "weight", "peak", "events", "before", "over", "basis"))
    lines = lanes(drawn(quiet(ago(8)), quiet(ago(5), **bare)))
    for lane in ("ordered", "given", "weight", "peak pressure", "events"):
        assert lines[lane][1] == "–"
    assert lines["events"] == ["none", "–"]
    assert "dissociation" not in lines  # nobody ever wrote one down


def test_where_nothing_is_known_there_are_only_days() -> None:
    bare = dict.fromkeys(("ordered", "dose", "weight", "peak", "events", "before", "over", "basis"))
    lines = drawn(quiet(ago(8), **bare), quiet(ago(5), **bare), measurements=[weight()])
    assert lines == [
        "  session       1          2",
        "  date          23 Nov     26 Nov",
        "  days between             3",
    ]


def test_of_more_sessions_than_fit_the_last_ones_stand_with_their_numbers() -> None:
    """(80 - 14 - 2) / 11 is 5 columns, of 100 it is 7, of 140 it is 11, by hand."""
    had = sessions(*range(40, 0, -3))  # fourteen
    for width, fits in ((80, 5), (100, 7), (140, 11)):
        lines = drawn(*had, width=width)
        assert lines[0] == f"  The last {fits} of 14 sessions."
        found = lanes(lines[1:])
        assert found["session"] == [str(number) for number in range(15 - fits, 15)]
        assert found["days between"] == ["3"] * fits  # the first one shown has one before it too
        assert max(map(len, lines)) <= width


def test_as_many_sessions_as_fit_are_all() -> None:
    lines = drawn(*sessions(*range(21, 0, -3)))
    assert (
        lines[0]
        == "  session       1          2          3          4          5          6          7"
    )


def test_a_session_that_was_not_done_has_no_column() -> None:
    undone = {"on": ago(8), "status": "not-done", "why": "a cold"}
    assert lanes(drawn(quiet(ago(12)), undone, quiet(ago(5))))["session"] == ["1", "2"]


# -- scores ------------------------------------------------------------------------------------


def scored(days: list[int], values: list[tuple[int, str]]) -> list[str]:
    """Return the cells of the scores; days and scores are counted from the first day."""
    made = basis(quiet(ago(8)), quiet(ago(5)))
    course_, response = made.course, made.response
    assert isinstance(course_, Course)
    assert response is not None
    had = tuple(PastSession(on=FIRST + timedelta(days=day)) for day in days)
    found = tuple(Score(FIRST + timedelta(days=day), Decimal(value)) for day, value in values)
    lines = picture(
        replace(
            made, course=replace(course_, sessions=had), response=replace(response, scores=found)
        ),
        Page(80),
    )
    return lanes(lines).get("PHQ-9", [])


def test_a_score_stands_under_the_first_session_on_its_day_or_after_it() -> None:
    assert scored([0, 4, 8], [(-3, "20"), (4, "15"), (5, "12")]) == ["20", "15", "12"]


def test_of_two_scores_before_one_session_the_later_one_stands() -> None:
    assert scored([0, 4], [(-9, "20"), (-2, "18")]) == ["18"]


def test_a_score_after_the_last_session_stands_behind_an_arrow() -> None:
    assert scored([0, 4], [(4, "15"), (6, "9")]) == ["", "15→9"]
    assert scored([0, 4], [(6, "9")]) == ["", "→9"]
    assert scored([0, 4], [(5, "9"), (6, "8")]) == ["", "→9→8"]


def test_a_score_has_no_trailing_zero() -> None:
    assert scored([0], [(0, "20.50")]) == ["20.5"]
    assert scored([0], [(0, "2E+1")]) == ["20"]


def test_without_scores_there_is_no_line_for_them() -> None:
    assert scored([0], []) == []


def test_a_dot_is_two_of_ten_begun() -> None:
    """5 of 10 is two and a half dots, so the third one is begun; 0 alone has none."""
    cells: dict[Any, str] = {}
    for felt in (1, 2, 5, 7, 9, 10):
        (cells[felt],) = lanes(drawn(quiet(ago(5), dissociation=felt)))["dissociation"]
    assert cells == {
        1: "●○○○○ 1",
        2: "●○○○○ 2",
        5: "●●●○○ 5",
        7: "●●●●○ 7",
        9: "●●●●● 9",
        10: "●●●●● 10",
    }
