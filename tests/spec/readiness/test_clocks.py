"""The clocks of a visit: none of them lets anybody leave by itself."""

from datetime import UTC, datetime

import pytest
from tests.lib.bases import knowledge
from tests.lib.visits import (
    BY_MOUTH,
    EU_SPRAY,
    IM,
    IV,
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

from titrant.dosing.readiness import CriterionState, readiness
from titrant.dosing.screening import treatment_of

MET, NOT_YET, NOT_JUDGED = (
    CriterionState.MET,
    CriterionState.NOT_YET,
    CriterionState.NOT_JUDGED,
)


@pytest.mark.parametrize(
    ("at", "state", "left"),
    [
        ("11:39", NOT_YET, 1),
        ("11:39:01", NOT_YET, 1),  # a minute that has begun is counted whole
        ("11:40", MET, 0),
        ("10:40", NOT_YET, 60),
        ("10:41", NOT_YET, 59),
        ("14:00", MET, 0),
    ],
)
@pytest.mark.parametrize("protocol", [IV, IM])
def test_the_site_sets_how_long_an_injection_is_watched(
    protocol: str, at: str, state: CriterionState, left: int
) -> None:
    """Where the protocol names no time of watching, the site’s counts from the end of the dose.

    The demonstration site’s is 60 minutes; the dose ended at 10:40.
    Witness: section 6, discharge, “minimum observation met”; minutes by hand.
    """
    found = criterion(leaving(visit(TIMES), at=f"2026-11-22T{at}", protocol=protocol), "watching")
    assert (found.state, found.minutes_left) == (state, left)
    assert ("time alone releases nobody" in found.lifts) is (state is NOT_YET)


@pytest.mark.parametrize(("protocol", "minutes"), [(BY_MOUTH, 120), ("oral-depression", 120)])
def test_a_dose_by_mouth_has_its_own_time(protocol: str, minutes: int) -> None:
    """The protocol’s own time stands where it names one (2 h); else the site’s for the route."""
    found = criterion(leaving(visit(TIMES), at="2026-11-22T10:40", protocol=protocol), "watching")
    assert found.minutes_left == minutes


def test_a_time_that_no_site_set_holds() -> None:
    """No source read names a time for infusions: an empty one holds, however long it has been."""
    found = criterion(leaving(visit(TIMES), at="2026-11-22T23:00", site=None), "watching")
    assert (found.state, found.minutes_left, found.holds) == (NOT_JUDGED, None, True)
    assert found.unsigned.startswith("This site has not set “least time of watching after an infus")
    assert found.says == "740 min so far."


def test_a_dose_whose_end_nobody_wrote_down_starts_no_clock() -> None:
    """Without the end of the dose nothing is counted, and nothing that was judged counts."""
    made = leaving(visit("  started: 10:00\n  rescue: []\n", judgements(), ROWS))
    assert criterion(made, "watching").state is NOT_JUDGED
    for id in ("gait", "vitals", "sedation", "one-to-one", "pressure", "respiration"):
        assert criterion(made, id).state is NOT_JUDGED


def test_a_dose_that_ends_later_has_not_ended() -> None:
    """An end that lies ahead is a plan."""
    assert criterion(leaving(visit(TIMES), at="2026-11-22T10:39"), "watching").state is NOT_JUDGED


# -- the spray -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "form", "watching", "release"),
    [
        ("11:59", (NOT_YET, 1), (NOT_YET, 11), (NOT_YET, 11)),
        ("12:00", (MET, 0), (NOT_YET, 10), (NOT_YET, 10)),
        ("12:09", (MET, 0), (NOT_YET, 1), (NOT_YET, 1)),
        ("12:10", (MET, 0), (MET, 0), (MET, 0)),
    ],
)
def test_the_spray_has_two_clocks(
    at: str,
    form: tuple[CriterionState, int],
    watching: tuple[CriterionState, int],
    release: tuple[CriterionState, int],
) -> None:
    """The form counts from the first device, the release from the last; both have to have run.

    Devices at 10:00, 10:05 and 10:10; 2 h on the form, 120 min from the last.
    Witness: correction 1.23, section 2.2; minutes by hand.
    """
    made = leaving(visit(SPRAY_TIMES), at=f"2026-11-22T{at}", protocol=SPRAY)
    for id, expected in (("form-minutes", form), ("watching", watching), ("last-device", release)):
        found = criterion(made, id)
        assert (found.state, found.minutes_left) == expected


def test_the_end_may_be_written_instead_of_the_last_device() -> None:
    """The later of the last device and the end that somebody wrote counts."""
    text = visit("  started: 10:00\n  devices: [10:00]\n  ended: 10:10\n  rescue: []\n")
    made = leaving(text, at="2026-11-22T12:05", protocol=SPRAY)
    assert criterion(made, "last-device").minutes_left == 5
    assert criterion(made, "form-minutes").state is MET


def test_without_the_first_device_the_form_has_no_minutes() -> None:
    """The form asks for total minutes from the first device, so its time is written down."""
    found = criterion(leaving(visit(TIMES), protocol=SPRAY), "form-minutes")
    assert (found.state, found.minutes_left) == (NOT_JUDGED, None)


def test_the_form_is_the_american_programmes() -> None:
    """In Europe there is no form; the clock from the last device runs all the same."""
    made = leaving(visit(SPRAY_TIMES), protocol=EU_SPRAY, jurisdiction="eu")
    ids = {one.id for one in made.criteria}
    assert "form-minutes" not in ids
    assert "watching" not in ids  # that protocol names no time of its own
    assert criterion(made, "last-device").state is MET


@pytest.mark.parametrize("protocol", [IV, IM, BY_MOUTH])
def test_other_routes_have_no_device(protocol: str) -> None:
    """The clocks of the spray are asked of the spray only."""
    ids = {one.id for one in leaving(visit(TIMES), protocol=protocol).criteria}
    assert not {"form-minutes", "last-device"} & ids


# -- rescue drugs ----------------------------------------------------------------------------


@pytest.mark.hazard("H36")
@pytest.mark.parametrize("drug", ["labetalol", "ondansetron", "midazolam"])
def test_any_rescue_drug_starts_the_clock_again(drug: str) -> None:
    """A rescue drug at 11:30 means 60 minutes from 11:30, and everything is judged again.

    Witness: correction 1.24, hazard H36; minutes by hand.
    """
    times = TIMES.replace("rescue: []", f"rescue: [{{what: {drug}, at: 11:30}}]")
    made = leaving(visit(times, judgements(), ROWS), at="2026-11-22T12:10")
    found = criterion(made, "watching")
    assert (found.state, found.minutes_left) == (NOT_YET, 20)
    assert "began again with a rescue drug" in found.says
    assert criterion(made, "rescue").says.startswith(f"Given: {drug} at 11:30.")
    assert criterion(made, "gait").state is MET  # judged at 12:00, after it
    later = TIMES.replace("rescue: []", f"rescue: [{{what: {drug}, at: 12:05}}]")
    again = leaving(visit(later, judgements(), ROWS), at="2026-11-22T14:00")
    for id in ("gait", "orientation", "adult", "suicide-question", "vitals", "sedation"):
        assert criterion(again, id).state is NOT_JUDGED
    assert criterion(again, "watching").state is MET


def test_a_rescue_drug_before_the_end_leaves_the_clock_at_the_end() -> None:
    """The later of the two counts."""
    times = TIMES.replace("rescue: []", "rescue: [{what: ondansetron, at: 10:20}]")
    found = criterion(leaving(visit(times), at="2026-11-22T10:50"), "watching")
    assert found.minutes_left == 50
    assert "began again" not in found.says


def test_the_spray_restarts_too() -> None:
    """120 minutes from labetalol at 11:00 end at 13:00."""
    times = SPRAY_TIMES.replace("rescue: []", "rescue: [{what: labetalol, at: 11:00}]")
    made = leaving(visit(times), at="2026-11-22T12:50", protocol=SPRAY)
    assert criterion(made, "last-device").minutes_left == 10
    assert criterion(made, "form-minutes").state is MET  # the form still counts from the first


def test_nobody_having_said_is_not_none_given() -> None:
    """“rescue: []” says that none was given. Left out, nobody said."""
    unsaid = leaving(visit(TIMES.replace("  rescue: []\n", ""), judgements(), ROWS))
    assert criterion(unsaid, "rescue").state is NOT_JUDGED
    assert unsaid.holds
    assert criterion(leaving(visit(TIMES)), "rescue").state is MET


@pytest.mark.parametrize("at", ["09:50", "10:00", "10:39"])
def test_none_so_far_is_said_again_after_the_dose(at: str) -> None:
    """Before the end of the dose “rescue: []” says none so far: one may still be given.

    The dose runs from 10:00 to 10:40. Witness: hazard H36.
    """
    made = leaving(visit(TIMES, judgements(), ROWS), at=f"2026-11-22T{at}")
    found = criterion(made, "rescue")
    assert (found.state, found.holds) == (NOT_JUDGED, True)
    assert found.says.startswith("None so far. The dose has not ended")
    assert found.lifts.startswith("It is said again when the person is to leave")
    after = criterion(leaving(visit(TIMES), at="2026-11-22T10:40"), "rescue")
    assert (after.state, after.says, after.lifts) == (MET, "None was given.", "")


def test_a_rescue_drug_in_the_dose_is_not_the_last_word() -> None:
    """One that was given is named at once; whether it was the only one is said at the end."""
    times = TIMES.replace("rescue: []", "rescue: [{what: ondansetron, at: 10:20}]")
    found = criterion(leaving(visit(times), at="2026-11-22T10:30"), "rescue")
    assert found.state is NOT_JUDGED
    assert found.says.startswith("Given so far: ondansetron at 10:20. The dose has not ended")
    assert criterion(leaving(visit(times), at="2026-11-22T10:40"), "rescue").state is MET


def test_without_the_end_of_the_dose_nobody_has_said_the_last_of_rescue_drugs() -> None:
    """Where nobody wrote the end, “rescue: []” stays what was said so far, however late it is."""
    text = visit("  started: 10:00\n  rescue: []\n", judgements(), ROWS)
    assert criterion(leaving(text, at="2026-11-22T14:00"), "rescue").state is NOT_JUDGED


@pytest.mark.hazard("H33")
def test_a_visit_may_run_past_midnight() -> None:
    """Whole times carry the day: 23:30 to 00:10 is 40 minutes, not a day."""
    text = visit("  started: 23:00\n  ended: 23:30\n  rescue: []\n")
    found = criterion(leaving(text, at="2026-11-23T00:10"), "watching")
    assert (found.state, found.minutes_left) == (NOT_YET, 20)


@pytest.mark.hazard("H33")
def test_times_with_an_offset_count_through_a_change_of_the_clock() -> None:
    """In the night of 25 October 2026 in Berlin 02:30+02:00 and 02:30+01:00 are an hour apart."""
    text = (
        "by: clinician\non: 2026-10-25\nvisit:\n  started: 2026-10-25T02:00+02:00\n"
        "  ended: 2026-10-25T02:30+02:00\n  rescue: []\n"
    )
    found = criterion(leaving(text, at="2026-10-25T02:30+01:00"), "watching")
    assert found.says.startswith("60 min since 02:30")


def test_times_with_and_without_an_offset_do_not_compare() -> None:
    """A time of the clinic’s clock says nothing beside one with its offset."""
    kb = knowledge()
    treatment = treatment_of(kb.protocol(IV), "us")
    with pytest.raises(ValueError, match="do not compare"):
        readiness(record(visit(TIMES)), treatment, datetime(2026, 11, 22, 12, tzinfo=UTC), kb)
