"""How old a reading may be that counts as of now: a figure of earlier meets nothing.

The rows are of 11:55 (pressure, heart rate, breathing, saturation) and 11:56 (MOAA/S, Aldrete).
"""

import pytest
from tests.lib.visits import ROWS, TIMES, criterion, judgements, leaving, visit

from titrant.dosing.readiness import Criterion, CriterionState

MET, NOT_MET, NOT_JUDGED, _ = CriterionState

WRITE = "Measure now, and write the row down."
READ = ("vitals", "pressure", "respiration", "sedation", "one-to-one")


def later(signs: str, at: str, judged: str = "") -> dict[str, Criterion]:
    """Return what rests on a reading, with one row more at 12:05."""
    rows = f"{ROWS}    - {{at: 12:05, {signs}}}\n" if signs else ROWS
    made = leaving(visit(TIMES, judged or judgements(), rows), at=f"2026-11-22T{at}")
    return {id: criterion(made, id) for id in READ}


@pytest.mark.parametrize(
    ("ids", "at", "state"),
    [
        (("vitals", "pressure", "respiration"), "12:10", MET),
        (("vitals", "pressure", "respiration"), "12:10:01", NOT_JUDGED),
        (("sedation", "one-to-one"), "12:11", MET),
        (("sedation", "one-to-one"), "12:11:01", NOT_JUDGED),
    ],
)
def test_a_reading_of_15_minutes_ago_still_counts(
    ids: tuple[str, ...], at: str, state: CriterionState
) -> None:
    """A reading counts as of now for 15 minutes, and not a second longer.

    Witness: section 6, intervals; R107, every 15 min after infusions; minutes by hand.
    """
    made = later("", at)
    assert {made[id].state for id in ids} == {state}
    assert {made[id].lifts for id in ids} == {"" if state is MET else WRITE}
    assert ("16 min ago" in made[ids[0]].says) is (state is NOT_JUDGED)


@pytest.mark.parametrize(
    ("id", "says"),
    [
        ("vitals", "systolic 124 mmHg, diastolic 82 mmHg, heart rate 74 /min at 11:55, 75 min ago"),
        ("pressure", "pressure 124/82 mmHg at 11:55, 75 min ago"),
        ("respiration", "breathing rate 13 /min, oxygen saturation 97 % at 11:55, 75 min ago"),
        ("sedation", "MOAA/S 5 at 11:56, 74 min ago"),
        ("one-to-one", "Aldrete score 10 at 11:56, 74 min ago"),
    ],
)
def test_an_old_reading_is_told_with_its_time(id: str, says: str) -> None:
    """At 13:10 each line tells the last figure, when it was measured, and what is asked for.

    Witness: minutes by hand.
    """
    found = later("", "13:10")[id]
    told = f"Measured too long ago: {says}; 15 min or less is asked for."
    assert (found.state, found.lifts) == (NOT_JUDGED, WRITE)
    assert found.says in (told, f"{told} Judged yes by a nurse at 12:00.")


BAD = (
    "pressure: 190/110, heart-rate: 130, saturation: 88, respiratory-rate: 7, moaa-s: 2, aldrete: 4"
)
GOOD = (
    "pressure: 122/80, heart-rate: 72, saturation: 98, respiratory-rate: 14, moaa-s: 5, aldrete: 10"
)


@pytest.mark.hazard("H13")
@pytest.mark.parametrize(
    "signs", ["", BAD, GOOD, "saturation: 88", "moaa-s: 3", "pressure: 165/80"]
)
@pytest.mark.parametrize("judged", ["", judgements(pressure="", respiration="")])
def test_time_that_goes_by_meets_nothing(signs: str, judged: str) -> None:
    """What keeps the person goes on keeping them until it is measured again.

    From 12:05 on, minute by minute, with no new row: no line that holds becomes one that is met,
    and 15 minutes after the last row none is met. Witness: minutes by hand.
    """
    times = [f"12:{minute:02}" for minute in range(5, 60, 2)]
    lines = [later(signs, at, judged) for at in times]
    for id in READ:
        holds = [made[id].holds for made in lines]
        assert holds == sorted(holds)
        assert holds[times.index("12:21")]


def test_a_bad_figure_keeps_the_person_while_it_is_new() -> None:
    """A figure beyond its bound is “not met” for 15 minutes; then it has to be measured again.

    Witness: minutes by hand; the row is of 12:05.
    """
    assert {one.state for one in later(BAD, "12:20").values()} == {NOT_MET}
    old = later(BAD, "12:21")
    assert {one.state for one in old.values()} == {NOT_JUDGED}
    assert "pressure 190/110 mmHg at 12:05, 16 min ago" in old["pressure"].says


def test_a_new_figure_takes_the_place_of_an_old_one() -> None:
    """The newest row counts, good or bad: those of 11:55 are too old at 12:20."""
    assert {one.state for one in later(GOOD, "12:20").values()} == {MET}
    assert {one.state for one in later("saturation: 88", "12:20").values()} == {NOT_JUDGED, NOT_MET}
    assert later("saturation: 88", "12:20")["respiration"].state is NOT_MET


def test_each_figure_of_a_line_has_its_own_time() -> None:
    """A new saturation makes no old breathing rate new, nor a new heart rate an old pressure."""
    breathing = later("saturation: 98", "12:20")["respiration"]
    assert (breathing.state, breathing.lifts) == (NOT_JUDGED, WRITE)
    assert "breathing rate 13 /min at 11:55, 25 min ago" in breathing.says
    vitals = later("heart-rate: 72", "12:20")["vitals"]
    assert vitals.says == (
        "heart rate 72 /min (70 /min before). Measured too long ago: systolic 124 mmHg, diastolic "
        "82 mmHg at 11:55, 25 min ago; 15 min or less is asked for."
    )
    fast = later("heart-rate: 90", "12:20")["vitals"]
    assert (fast.state, fast.lifts) == (NOT_MET, "Wait, and measure again.")
    both = later("heart-rate: 72", "12:21")["vitals"]
    assert "diastolic 82 mmHg at 11:55, 26 min ago; heart rate 72 /min at 12:05, 16" in both.says


def test_what_was_never_measured_is_told_beside_what_is_old() -> None:
    """A blank and an old figure are two things, and the line tells both."""
    half = "  vitals:\n    - {at: 11:55, saturation: 97, heart-rate: 74}\n"
    made = leaving(visit(TIMES, judgements(), half), at="2026-11-22T12:20")
    assert criterion(made, "respiration").says.startswith(
        "No breathing rate since the dose. Measured too long ago: oxygen saturation 97 % at 11:55"
    )
    vitals = criterion(made, "vitals").says
    assert "heart rate before the dose. Measured too long ago: heart rate 74 /min" in vitals
    nothing = leaving(visit(TIMES, judgements()))
    assert criterion(nothing, "respiration").says.startswith(
        "No breathing rate or oxygen saturation since the dose. Judged yes"
    )
    assert criterion(nothing, "sedation").says == "No MOAA/S since the dose."
    assert criterion(nothing, "one-to-one").says == "No Aldrete score since the dose."


@pytest.mark.parametrize("id", ["pressure", "respiration"])
def test_a_no_stays_a_no_beside_an_old_reading(id: str) -> None:
    """Who judged “no” is not overruled by a figure that is too old; and a blank asks for both."""
    no = judgements(**{id: "{met: no, by: nurse, at: 12:00}"})
    found = later("", "12:30", no)[id]
    assert (found.state, found.lifts) == (NOT_MET, f"{WRITE} It is judged again later.")
    blank = later("", "12:30", judgements(**{id: ""}))[id]
    assert blank.state is NOT_JUDGED
    assert blank.lifts == f"{WRITE} A person judges it and writes down as what, and when: {id}."


def test_sedation_that_was_judged_not_over_stays_so() -> None:
    """The word of 12:00 stands against any score, a new or an old one."""
    no = judgements(sedation="{met: no, by: nurse, at: 12:00}")
    found = later("", "12:30", no)["sedation"]
    assert found.state is NOT_MET
    assert found.says.startswith("Judged not over. Measured too long ago: MOAA/S 5 at 11:56")


def test_a_reading_before_the_end_of_the_dose_is_none_since_it() -> None:
    """A row of 10:39 is one of the dose, however new: it is not told as an old one either."""
    rows = "  vitals:\n    - {at: 10:39, pressure: 124/82, moaa-s: 5}\n"
    made = leaving(visit(TIMES, judgements(), rows), at="2026-11-22T10:45")
    assert criterion(made, "sedation").says == "No MOAA/S since the dose."
    assert criterion(made, "pressure").says.startswith("No pressure since the dose.")
