"""What is judged and measured before a person leaves, and who judged it."""

import pytest
from tests.lib.visits import (
    IV,
    JUDGED,
    ROWS,
    SPRAY,
    SPRAY_TIMES,
    TIMES,
    criterion,
    judgements,
    leaving,
    visit,
)

from titrant.clinical import Role
from titrant.dosing.readiness import Criterion, CriterionState, Readiness

MET, NOT_MET, NOT_JUDGED, NOT_YET = CriterionState

READY = visit(TIMES, judgements(), ROWS)


def row(**signs: str) -> str:
    """Return one row of vital signs at 12:05, after all the others."""
    told = "".join(f", {name.replace('_', '-')}: {value}" for name, value in signs.items())
    return f"{ROWS}    - {{at: 12:05{told}}}\n"


def after(id: str, *parts: str, **at: str) -> Criterion:
    return criterion(leaving(visit(*parts), **at), id)


def states(made: Readiness) -> set[CriterionState]:
    return {one.state for one in made.criteria}


@pytest.mark.parametrize(
    ("text", "protocol"),
    [(READY, IV), (visit(SPRAY_TIMES, judgements(), ROWS), SPRAY)],
)
def test_every_criterion_can_be_met(text: str, protocol: str) -> None:
    """Each criterion stands by itself, and the list never says what they come to.

    Witness: section 6, discharge, and corrections 1.22 and 1.23; the visit by hand.
    """
    made = leaving(text, protocol=protocol)
    assert [(one.id, one.says) for one in made.criteria if one.holds] == []
    assert states(made) == {MET}
    assert not made.holds


def test_an_empty_visit_meets_nothing() -> None:
    """Nobody has judged, and nobody has measured: every criterion keeps the person."""
    for made in (leaving("by: clinician\n"), leaving(visit("  devices: []\n"), protocol=SPRAY)):
        assert all(one.holds for one in made.criteria)
        assert states(made) == {NOT_JUDGED}


@pytest.mark.hazard("H13", "H30")
def test_time_alone_releases_nobody() -> None:
    """Ten hours after the dose, with nothing judged, only the clock and the rescue line are met."""
    made = leaving(visit(TIMES), at="2026-11-22T20:40")
    assert {one.id for one in made.criteria if not one.holds} == {"watching", "rescue"}


def test_the_order_is_always_the_same() -> None:
    """Clocks first, then what is measured, then what people judge."""
    ids = [one.id for one in leaving(READY).criteria]
    assert ids == [
        *("watching", "rescue", "vitals", "pressure", "one-to-one"),
        *("orientation", "gait", "nausea", "fluids", "dissociation", "sedation", "respiration"),
        *("adult", "suicide-question", "instructions"),
    ]


# -- what people judge -----------------------------------------------------------------------

PLAIN = [*JUDGED, "adult", "instructions"]


@pytest.mark.hazard("H13")
@pytest.mark.parametrize("what", PLAIN)
def test_a_person_judges_each_and_says_as_what_and_when(what: str) -> None:
    """Most criteria are judged by a person; the line says as what, and when.

    Orientation, gait, nausea, fluids, dissociation, breathing, pressure, the adult, instructions.
    Witness: correction 1.22, items of the post-anaesthetic discharge score.
    """
    key = what.replace("-", "_")
    found = after(what, TIMES, judgements(**{key: "{met: yes, by: prescriber, at: 11:58}"}), ROWS)
    assert (found.state, found.by) == (MET, Role.PRESCRIBER)
    assert f"{found.at:%H:%M}" == "11:58"
    assert "by a prescriber at 11:58" in found.says


@pytest.mark.parametrize("what", PLAIN)
def test_a_no_keeps_the_person(what: str) -> None:
    """What was judged “no” is not met, however good the figures are."""
    found = after(what, TIMES, judgements(**{what: "{met: no, by: nurse, at: 12:00}"}), ROWS)
    assert found.state is NOT_MET
    assert found.lifts


@pytest.mark.parametrize("what", PLAIN)
def test_what_nobody_judged_is_asked_for(what: str) -> None:
    """A blank is a blank."""
    found = after(what, TIMES, judgements(**{what: ""}), ROWS)
    assert found.state is NOT_JUDGED
    assert what in found.lifts


@pytest.mark.parametrize("what", [one for one in PLAIN if one != "instructions"])
def test_what_was_judged_before_the_end_of_the_dose_is_judged_again(what: str) -> None:
    """A steady gait before the dose says nothing of the one after it."""
    early = "{met: yes, by: nurse, at: 09:30}"
    assert after(what, TIMES, judgements(**{what: early}), ROWS).state is NOT_JUDGED


def test_instructions_may_be_given_before_the_dose() -> None:
    """Written instructions count from any time of the visit: before the dose they are understood.

    Driving, alcohol and whom to call are in them.
    """
    early = "{met: yes, by: nurse, at: 09:30}"
    assert after("instructions", TIMES, judgements(instructions=early), ROWS).state is MET


@pytest.mark.parametrize("what", PLAIN)
def test_what_is_judged_later_is_not_known_yet(what: str) -> None:
    """Nothing that lies after the time that is looked at counts."""
    late = "{met: yes, by: nurse, at: 12:11}"
    assert after(what, TIMES, judgements(**{what: late}), ROWS).state is NOT_JUDGED


def test_the_last_judgement_counts_and_of_one_time_the_graver() -> None:
    """The last judgement counts, and of two at one time the graver."""
    no = visit(TIMES, judgements(gait="{met: no, by: nurse, at: 12:00}"), ROWS)
    yes = visit(TIMES, judgements(gait="{met: yes, by: prescriber, at: 12:08}"), ROWS)
    assert criterion(leaving(no, yes), "gait").state is MET
    assert criterion(leaving(yes, no), "gait").state is MET
    assert criterion(leaving(no, READY), "gait").state is NOT_MET
    assert criterion(leaving(READY, no), "gait").state is NOT_MET


def test_dissociation_is_a_clinicians_word_and_the_cadss_is_not() -> None:
    """A CADSS of 0 releases nobody, and one of 60 holds nobody: it is data only.

    Witness: correction 1.10; no cut of the scale separates events from none.
    """
    for score in ("0", "60"):
        assert after("dissociation", TIMES, judgements(), row(cadss=score)).state is MET
        unsaid = after("dissociation", TIMES, judgements(dissociation=""), row(cadss=score))
        assert unsaid.state is NOT_JUDGED


# -- the suicide question ----------------------------------------------------------------------


@pytest.mark.hazard("H30")
def test_the_suicide_question_is_asked_and_answered() -> None:
    """Asked, with its answer: “no new thought” is met; asked without the answer is not."""
    asked = "{met: yes, by: nurse, at: 12:00}"
    assert after("suicide-question", TIMES, judgements(), ROWS).state is MET
    found = after("suicide-question", TIMES, judgements(suicide_question=asked), ROWS)
    assert found.state is NOT_JUDGED
    assert "the answer is not written down" in found.says
    for not_asked in ("", "{met: no, by: nurse, at: 12:00}"):
        made = after("suicide-question", TIMES, judgements(suicide_question=not_asked), ROWS)
        assert made.state is (NOT_MET if not_asked else NOT_JUDGED)


def thought(at: str, by: str, new: str) -> str:
    text = f"{{met: yes, by: {by}, at: {at}, new-thought: {new}}}"
    return visit(TIMES, judgements(suicide_question=text), ROWS)


@pytest.mark.hazard("H30")
@pytest.mark.parametrize("at", ["09:30", "10:30", "12:00"])
def test_a_new_thought_keeps_the_person(at: str) -> None:
    """A new suicidal thought at any time of the visit keeps the person.

    Witness: section 6, “no new suicidal ideation”; hazard H30.
    """
    found = criterion(leaving(thought(at, "nurse", "yes")), "suicide-question")
    assert (found.state, found.by) == (NOT_MET, Role.NURSE)
    assert "psychiatric clinician" in found.lifts


@pytest.mark.hazard("H30")
@pytest.mark.parametrize(
    ("by", "at", "state"),
    [
        ("nurse", "12:05", NOT_MET),
        ("monitoring clinician", "12:05", NOT_MET),
        ("prescriber", "12:05", MET),
        ("psychiatric clinician", "12:05", MET),
        ("prescriber", "12:00", NOT_MET),  # at the same time, not after it
    ],
)
def test_only_a_prescriber_or_a_psychiatric_clinician_answers_a_new_thought(
    by: str, at: str, state: CriterionState
) -> None:
    """Asking again is not enough: who may answer it sees the person after it was told."""
    made = leaving(thought("12:00", "nurse", "yes"), thought(at, by, "no"))
    assert criterion(made, "suicide-question").state is state


# -- what is measured ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signs", "state"),
    [
        ({"pressure": "144/96", "heart_rate": "84"}, MET),  # 20 % of 120/80 and 70, by hand
        ({"pressure": "145/80"}, NOT_MET),
        ({"pressure": "120/97"}, NOT_MET),
        ({"pressure": "96/64", "heart_rate": "56"}, MET),
        ({"pressure": "95/64"}, NOT_MET),
        ({"heart_rate": "85"}, NOT_MET),
        ({"heart_rate": "55"}, NOT_MET),
    ],
)
def test_vital_signs_lie_within_a_fifth_of_those_before(
    signs: dict[str, str], state: CriterionState
) -> None:
    """Pressure and heart rate within 20 % of the last ones before the dose.

    Witness: correction 1.22, source C11; bounds by hand.
    """
    assert after("vitals", TIMES, judgements(), row(**signs)).state is state


def test_vital_signs_need_a_row_before_and_a_row_after() -> None:
    """Without the readings before the dose nobody can say what is near them."""
    first, last = ROWS.splitlines(keepends=True)[1:3]
    before = after("vitals", TIMES, "  vitals:\n", first)
    assert before.state is NOT_JUDGED
    assert "systolic since the dose" in before.says
    since = after("vitals", TIMES, "  vitals:\n", last)
    assert "systolic before the dose" in since.says
    unknown = after("vitals", TIMES.replace("  started: 10:00\n", ""), ROWS)
    assert unknown.state is NOT_JUDGED
    zero = after("vitals", TIMES, ROWS.replace("heart-rate: 70", "heart-rate: 0"))
    assert zero.state is NOT_MET  # nothing is near a heart rate of 0


@pytest.mark.parametrize(
    ("pressure", "state"),
    [("159/99", MET), ("160/80", NOT_MET), ("120/100", NOT_MET)],
)
def test_a_pressure_at_caution_is_not_near_the_one_before(
    pressure: str, state: CriterionState
) -> None:
    """A person judges whether the pressure falls or is near the one before.

    At the site’s caution of 160/100 it is measured again, whoever judged it.
    Witness: section 6, alert table; correction 1.31, no trend is read.
    """
    found = after("pressure", TIMES, judgements(), row(pressure=pressure))
    assert found.state is state
    assert pressure in found.says


def test_a_pressure_that_was_judged_was_measured() -> None:
    """Without a reading since the dose the judgement alone is not enough."""
    assert after("pressure", TIMES, judgements()).state is NOT_JUDGED
    assert after("pressure", TIMES, judgements(pressure="")).state is NOT_JUDGED


@pytest.mark.parametrize(
    ("score", "before", "state"),
    [("5", "5", MET), ("4", "5", NOT_MET), ("4", "4", MET), ("3", "4", NOT_MET)],
)
def test_sedation_is_back(score: str, before: str, state: CriterionState) -> None:
    """MOAA/S 5, or as high as before the dose. Witness: section 2.2, until sedation resolves."""
    rows = ROWS.replace("moaa-s: 5}", f"moaa-s: {before}}}")
    found = after("sedation", TIMES, judgements(), rows + row(moaa_s=score).removeprefix(ROWS))
    assert found.state is state
    assert f"MOAA/S {score}, {before} before" in found.says


def test_sedation_needs_a_score_and_nobody_who_says_that_it_is_not_over() -> None:
    """A word that it is over is no score; a word that it is not stands against any score."""
    word = judgements(sedation="{met: yes, by: nurse, at: 12:00}")
    assert after("sedation", TIMES, word).state is NOT_JUDGED
    told = after("sedation", TIMES, word, ROWS)
    assert (told.state, told.by) == (MET, Role.NURSE)
    no = judgements(sedation="{met: no, by: nurse, at: 12:00}")
    assert after("sedation", TIMES, no, ROWS).state is NOT_MET
    alone = "  vitals:\n    - {at: 11:55, moaa-s: 5}\n"
    assert after("sedation", TIMES, alone).says.startswith("MOAA/S 5; 5, or as before")


@pytest.mark.parametrize(
    ("signs", "state"),
    [
        ({"respiratory_rate": "10", "saturation": "94"}, MET),
        ({"respiratory_rate": "24", "saturation": "94"}, MET),
        ({"respiratory_rate": "9"}, NOT_MET),
        ({"respiratory_rate": "25"}, NOT_MET),
        ({"saturation": "93"}, NOT_MET),
    ],
)
def test_breathing_is_judged_and_no_figure_speaks_against_it(
    signs: dict[str, str], state: CriterionState
) -> None:
    """Breathing below 10 or above 24, or saturation below 94 %, keeps the person whoever judged.

    Witness: section 6, alert table, caution.
    """
    assert after("respiration", TIMES, judgements(), row(**signs)).state is state


def test_breathing_that_was_judged_was_counted() -> None:
    """The judgement needs a rate and a saturation since the dose."""
    assert after("respiration", TIMES, judgements()).state is NOT_JUDGED
    half = "  vitals:\n    - {at: 11:55, saturation: 97}\n"
    assert after("respiration", TIMES, judgements(), half).state is NOT_JUDGED
    assert after("respiration", TIMES, judgements(respiration=""), half).state is NOT_JUDGED


@pytest.mark.parametrize(("score", "state"), [("9", MET), ("10", MET), ("8", NOT_MET)])
def test_the_aldrete_score_ends_one_to_one_observation_only(
    score: str, state: CriterionState
) -> None:
    """From 9 of 10 one-to-one observation ends; it sends nobody home.

    Witness: correction 1.22, source R111.
    """
    found = after("one-to-one", TIMES, judgements(), row(aldrete=score))
    assert found.state is state
    assert found.says.endswith("sends nobody home.")
    assert after("one-to-one", TIMES, judgements()).state is NOT_JUDGED


# -- standing up -----------------------------------------------------------------------------


@pytest.mark.hazard("H42")
@pytest.mark.parametrize(
    ("born", "asked"),
    [("born: 1961-11-22", True), ("born: 1961-11-23", False), ("sex: male", True)],
)
def test_the_older_are_measured_standing(born: str, asked: bool) -> None:
    """From 65 years on the standing pressure is measured and borne; a missing age asks for it.

    Witness: hazard H42.
    """
    text = READY.replace("born: 1985-05-02, sex: male", born)
    made = leaving(text)
    assert any(one.id == "standing" for one in made.criteria) is asked
    if asked:
        assert criterion(made, "standing").state is NOT_JUDGED


@pytest.mark.hazard("H42")
def test_after_a_rescue_drug_everybody_is_measured_standing() -> None:
    """Labetalol lets the pressure fall on standing. Witness: correction 1.24, hazard H42."""
    times = TIMES.replace("rescue: []", "rescue: [{what: labetalol, at: 10:45}]")
    assert after("standing", times, judgements(), ROWS).state is NOT_JUDGED
    stood = judgements(standing="{met: yes, by: nurse, at: 12:00}")
    assert after("standing", times, stood, ROWS).state is MET


# -- a site that signed nothing ----------------------------------------------------------------


def test_what_nobody_signed_holds_though_it_is_met() -> None:
    """Without a site each criterion that rests on our own figures holds, and says so.

    What a label or a study names stands by itself.
    """
    made = leaving(READY, site=None)
    unsigned = {one.id for one in made.criteria if one.unsigned}
    assert unsigned == {
        *("watching", "rescue", "vitals", "pressure", "one-to-one", "dissociation", "sedation"),
        *("respiration", "suicide-question", "instructions"),
    }
    assert made.holds
    assert all("This site has not s" in one.unsigned for one in made.criteria if one.unsigned)
    assert all("The medical director" in one.lifts for one in made.criteria if one.unsigned)
