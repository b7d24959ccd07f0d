"""The minute before and the minute itself: from when on each thing of a visit counts.

Times are as tests/lib/visits.py has them: the dose runs from 10:00 to 10:40, the devices are at
10:00, 10:05 and 10:10, the rows of 09:55, 11:55 and 11:56, and noon is when people judge.
Witness: section 6, discharge, and hazards H13, H30, H36 and H42; minutes by hand.
"""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from tests.lib.loaded import loaded
from tests.lib.visits import (
    EU_SPRAY,
    HEAD,
    IV,
    PERSON,
    ROWS,
    SPRAY,
    SPRAY_TIMES,
    TIMES,
    criterion,
    judgements,
    leaving,
    record,
    visit,
)

from titrant.clinical import Role, Visit
from titrant.dosing.readiness import Criterion, CriterionState, readiness
from titrant.dosing.screening import treatment_of

MET, NOT_MET, NOT_JUDGED, NOT_YET = CriterionState

READY = visit(TIMES, judgements(), ROWS)
SPRAYED = visit(SPRAY_TIMES, judgements(), ROWS)
RESCUED = visit(TIMES.replace("rescue: []", "rescue: [{what: labetalol, at: 11:30}]"))


def at(clock: str, id: str, *texts: str, protocol: str = IV) -> Criterion:
    """Return one criterion at a time of the day."""
    return criterion(leaving(*texts, at=f"2026-11-22T{clock}", protocol=protocol), id)


# -- what comes after the time is not known yet --------------------------------------------------


@pytest.mark.parametrize(
    ("text", "protocol", "id", "before", "on"),
    [
        (READY, IV, "watching", ("10:39", NOT_JUDGED), ("10:40", NOT_YET)),
        (SPRAYED, SPRAY, "last-device", ("10:09", NOT_JUDGED), ("10:10", NOT_YET)),
        (SPRAYED, SPRAY, "form-minutes", ("09:59", NOT_JUDGED), ("10:00", NOT_YET)),
        (READY, IV, "gait", ("11:59", NOT_JUDGED), ("12:00", MET)),
        (READY, IV, "suicide-question", ("11:59", NOT_JUDGED), ("12:00", MET)),
        (READY, IV, "instructions", ("11:59", NOT_JUDGED), ("12:00", MET)),
        (READY, IV, "one-to-one", ("11:55", NOT_JUDGED), ("11:56", MET)),
        (READY, IV, "vitals", ("11:54", NOT_JUDGED), ("11:55", MET)),
    ],
)
def test_each_time_counts_from_its_own_minute(
    text: str,
    protocol: str,
    id: str,
    before: tuple[str, CriterionState],
    on: tuple[str, CriterionState],
) -> None:
    for clock, state in (before, on):
        assert at(clock, id, text, protocol=protocol).state is state


def test_a_rescue_drug_counts_from_its_own_minute() -> None:
    assert at("11:29", "rescue", RESCUED).says == "None was given."
    assert at("11:30", "rescue", RESCUED).says.startswith("Given: labetalol at 11:30.")
    assert at("11:29", "watching", RESCUED).minutes_left == 11
    assert at("11:30", "watching", RESCUED).minutes_left == 60


def test_a_reading_before_the_dose_counts_from_its_start() -> None:
    """At 09:59 the dose has not begun; from 10:00 on the row of 09:55 is one of before it."""
    assert "systolic before the dose" in at("09:59", "vitals", READY).says
    assert "systolic since the dose" in at("10:00", "vitals", READY).says


# -- since the end of the dose, or a rescue drug -------------------------------------------------


@pytest.mark.parametrize(
    ("text", "clock", "state"),
    [
        (visit(TIMES), "10:39", NOT_JUDGED),
        (visit(TIMES), "10:40", MET),
        (RESCUED, "11:29", NOT_JUDGED),
        (RESCUED, "11:30", MET),
    ],
)
def test_what_is_judged_in_the_minute_of_the_end_is_since_it(
    text: str, clock: str, state: CriterionState
) -> None:
    judged = visit(judgements(gait=f"{{met: yes, by: nurse, at: {clock}}}"))
    assert at("12:10", "gait", text, judged).state is state


def test_what_was_judged_before_the_dose_says_nothing_of_sedation_after_it() -> None:
    """A “no” of 09:50 is not one of now, and neither is an unanswered question of 09:50."""
    early = judgements(
        sedation="{met: no, by: nurse, at: 09:50}",
        suicide_question="{met: yes, by: nurse, at: 09:50}",
    )
    text = visit(TIMES, early, ROWS)
    found = at("12:10", "sedation", text)
    assert (found.state, found.by, found.at) == (MET, None, None)
    assert found.says == "MOAA/S 5, 5 before; 5, or as before, is asked for."
    assert at("12:10", "suicide-question", text).says == "Nobody has judged it since 10:40."


@pytest.mark.parametrize(
    ("text", "clock", "now", "says"),
    [
        (visit(TIMES), "10:39", "10:45", "No MOAA/S since the dose."),
        (visit(TIMES), "10:40", "10:45", "MOAA/S 5; 5, or as before, is asked for."),
        (RESCUED, "11:29", "11:40", "No MOAA/S since the dose."),
        (RESCUED, "11:30", "11:40", "MOAA/S 5; 5, or as before, is asked for."),
    ],
)
def test_what_is_measured_in_the_minute_of_the_end_is_since_it(
    text: str, clock: str, now: str, says: str
) -> None:
    row = visit(f"  vitals:\n    - {{at: {clock}, moaa-s: 5}}\n")
    assert at(now, "sedation", text, row).says == says


@pytest.mark.parametrize(("clock", "before"), [("10:00", ", 5 before"), ("10:01", "")])
def test_what_is_measured_in_the_minute_of_the_start_is_before_it(clock: str, before: str) -> None:
    rows = f"  vitals:\n    - {{at: {clock}, moaa-s: 5}}\n    - {{at: 12:00, moaa-s: 5}}\n"
    found = at("12:10", "sedation", visit(TIMES, rows))
    assert found.says == f"MOAA/S 5{before}; 5, or as before, is asked for."


def test_the_last_of_several_readings_counts_in_any_order() -> None:
    """The later row counts, however the file orders them; before the dose too."""
    rows = (
        "  vitals:\n    - {at: 12:05, moaa-s: 4}\n    - {at: 12:00, moaa-s: 3}\n"
        "    - {at: 09:55, moaa-s: 5}\n    - {at: 09:50, moaa-s: 4}\n"
    )
    found = at("12:10", "sedation", visit(TIMES, rows))
    assert found.says == "MOAA/S 4, 5 before; 5, or as before, is asked for."
    assert found.state is NOT_MET


@pytest.mark.parametrize(
    ("score", "before", "state"),
    [("5", "", MET), ("4", "", NOT_MET), ("5", "4", MET), ("4", "4", MET), ("3", "4", NOT_MET)],
)
def test_moaa_s_5_is_enough_where_nobody_scored_before(
    score: str, before: str, state: CriterionState
) -> None:
    """5, or as before the dose. Witness: section 2.2, until sedation resolves."""
    first = f"    - {{at: 09:55, moaa-s: {before}}}\n" if before else ""
    rows = f"  vitals:\n{first}    - {{at: 12:00, moaa-s: {score}}}\n"
    assert at("12:10", "sedation", visit(TIMES, rows)).state is state


# -- minutes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "gone", "left"),
    [
        ("10:40:59", 0, 60),
        ("10:41", 1, 59),
        ("10:41:01", 1, 59),
        ("11:38:59", 58, 2),
        ("11:39", 59, 1),
        ("11:39:59", 59, 1),
        ("11:40", 60, 0),
        ("11:41", 61, 0),
    ],
)
def test_minutes_are_told_whole(clock: str, gone: int, left: int) -> None:
    """What has gone by is cut, what is to come is rounded up: neither lets anybody go sooner."""
    found = at(clock, "watching", READY)
    assert found.says == f"{gone} min since 10:40, of 60 min."
    assert found.minutes_left == left
    assert found.state is (NOT_YET if left else MET)
    assert found.lifts == (f"{left} min more; time alone releases nobody." if left else "")


@pytest.mark.parametrize(("clock", "ago"), [("12:12", 16), ("12:12:01", 17), ("12:13", 17)])
def test_how_long_ago_a_reading_was_is_rounded_up(clock: str, ago: int) -> None:
    assert f"at 11:56, {ago} min ago" in at(clock, "sedation", READY).says


# -- who judged, where two judged at one time ----------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "state", "by"),
    [
        ("met: yes, by: nurse", "met: yes, by: prescriber", MET, Role.PRESCRIBER),
        ("met: no, by: nurse", "met: yes, by: prescriber", NOT_MET, Role.NURSE),
        ("met: yes, by: monitoring clinician", "met: yes, by: nurse", MET, Role.NURSE),
    ],
)
def test_of_two_judgements_at_one_time_the_graver_counts(
    one: str, other: str, state: CriterionState, by: Role
) -> None:
    texts = [visit(TIMES, judgements(gait=f"{{{text}, at: 12:00}}")) for text in (one, other)]
    for files in (texts, texts[::-1]):
        found = at("12:10", "gait", *files)
        assert (found.state, found.by) == (state, by)


def asked(clock: str, by: str, new: str = "", met: str = "yes") -> str:
    """Return a file in which the suicide question was asked."""
    answer = f", new-thought: {new}" if new else ""
    text = f"{{met: {met}, by: {by}, at: {clock}{answer}}}"
    return visit(TIMES, judgements(suicide_question=text), ROWS)


@pytest.mark.hazard("H30")
def test_of_two_answers_at_one_time_the_one_that_is_missing_keeps_the_person() -> None:
    """Two were asked at noon; one answer is not written down."""
    files = (asked("12:00", "nurse"), asked("12:00", "prescriber", "no"))
    for texts in (files, files[::-1]):
        assert at("12:10", "suicide-question", *texts).state is NOT_JUDGED


@pytest.mark.hazard("H30")
def test_a_thought_that_comes_again_after_an_answer_keeps_the_person() -> None:
    """A prescriber answers the thought of 11:00 at 11:30; the one of 11:45 nobody has answered."""
    files = (
        asked("11:00", "nurse", "yes"),
        asked("11:30", "prescriber", "no"),
        asked("11:45", "nurse", "yes"),
    )
    assert at("11:40", "suicide-question", *files).state is MET
    found = at("11:50", "suicide-question", *files)
    assert (found.state, found.by) == (NOT_MET, Role.NURSE)
    assert found.says == "A new suicidal thought, told to a nurse at 11:45."
    answered = at(
        "12:00", "suicide-question", *files, asked("11:46", "psychiatric clinician", "no")
    )
    assert answered.state is MET


@pytest.mark.hazard("H30")
def test_an_answer_that_is_not_written_down_answers_no_thought() -> None:
    """A prescriber who was asked again, and wrote no answer, has not said that it is over."""
    files = (asked("11:00", "nurse", "yes"), asked("11:30", "prescriber"))
    assert at("12:10", "suicide-question", *files).state is NOT_MET


@pytest.mark.hazard("H30")
def test_a_thought_that_was_judged_no_keeps_the_person_as_a_thought() -> None:
    found = at("12:10", "suicide-question", asked("12:00", "nurse", "yes", met="no"))
    assert found.says == "A new suicidal thought, told to a nurse at 12:00."


def test_a_thought_is_told_with_its_own_time_after_a_nurse_asked_again() -> None:
    """A nurse may not answer it: the line stays that of the thought, and of whom it was told to."""
    files = (asked("12:00", "monitoring clinician", "yes"), asked("12:05", "nurse", "no"))
    found = at("12:10", "suicide-question", *files)
    assert found.says == "A new suicidal thought, told to a monitoring clinician at 12:00."
    assert (found.by, found.at) == (Role.MONITORING, datetime.fromisoformat("2026-11-22T12:00"))


def test_of_two_thoughts_at_one_time_the_one_that_was_judged_no_is_told() -> None:
    """Of two at noon the graver: that of the nurse, who judged “no” besides."""
    files = (
        asked("12:00", "nurse", "yes", met="no"),
        asked("12:00", "monitoring clinician", "yes"),
    )
    for texts in (files, files[::-1]):
        assert at("12:10", "suicide-question", *texts).by is Role.NURSE


def test_of_two_thoughts_the_last_is_told() -> None:
    files = (asked("11:00", "nurse", "yes"), asked("11:10", "prescriber", "yes"))
    found = at("12:10", "suicide-question", *files)
    assert found.says == "A new suicidal thought, told to a prescriber at 11:10."


# -- whose age, whose clock ----------------------------------------------------------------------


@pytest.mark.hazard("H42")
@pytest.mark.parametrize(
    ("born", "is_asked"),
    [("1961", True), ("1962", False), ("1961-11-22", True), ("1961-11-23", False)],
)
def test_who_may_be_65_stands_up(born: str, is_asked: bool) -> None:
    """Of a birth date that is half known the oldest counts: whoever may be 65 is measured."""
    made = leaving(f"{READY}person: {{born: {born}}}\n".replace(PERSON, HEAD))
    assert any(one.id == "standing" for one in made.criteria) is is_asked


@pytest.mark.hazard("H42")
def test_whoever_is_65_by_the_time_of_leaving_stands_up() -> None:
    """A visit past midnight into the 65th birthday is one of somebody who is 65."""
    text = READY.replace("1985-05-02", "1961-11-23")
    for clock, there in (("2026-11-22T23:59", False), ("2026-11-23T00:00", True)):
        made = leaving(text, at=clock)
        assert any(one.id == "standing" for one in made.criteria) is there


@pytest.mark.parametrize(
    ("jurisdiction", "there"), [("us", True), (None, True), ("eu", False), ("de", False)]
)
def test_the_form_is_counted_where_it_may_be_due(jurisdiction: str | None, there: bool) -> None:
    """The form is that of the American programme; where nobody said, it is counted."""
    kb = loaded()
    treatment = replace(treatment_of(kb.protocol(EU_SPRAY)), jurisdiction=jurisdiction)
    when = datetime.fromisoformat("2026-11-22T12:10")
    made = readiness(record(SPRAYED), treatment, when, kb)
    assert any(one.id == "form-minutes" for one in made.criteria) is there


def test_a_visit_without_times_compares_with_any() -> None:
    """Where no time is written there is nothing to compare with; else both have an offset."""
    kb = loaded()
    treatment = treatment_of(kb.protocol(IV), "us")
    when = datetime(2026, 11, 22, 12, 10, tzinfo=UTC)
    for snapshot in (record(HEAD), replace(record(HEAD), visit=Visit(on=when.date()))):
        assert readiness(snapshot, treatment, when, kb).at == when
    with pytest.raises(
        ValueError, match=r"^times with an offset from UTC and times without one do not compare$"
    ):
        readiness(record(READY), treatment, when, kb)
    offset = READY.replace(TIMES, "  started: 2026-11-22T10:00Z\n").replace(ROWS, "")
    offset = offset.replace("at: 12:00", "at: 2026-11-22T12:00Z")
    assert readiness(record(offset), treatment, when, kb).holds
    with pytest.raises(ValueError, match="do not compare"):
        readiness(record(offset), treatment, when.replace(tzinfo=None), kb)


def test_the_criteria_are_of_one_person_and_one_time() -> None:
    """They say whose they are, at what time, by which knowledge, and what was read."""
    made = leaving(READY)
    assert made.at == datetime.fromisoformat("2026-11-22T12:10")
    assert made.subject == record(READY).subject
    assert made.treatment.protocol == IV
    assert [file.name for file in made.files] == ["1.yaml"]
    assert made.versions == loaded().versions
