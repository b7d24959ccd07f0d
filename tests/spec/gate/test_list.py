"""What the gate lists: everything that has to be met on the day, and who may lift what holds."""

import pytest
from tests.lib.visits import (
    ANSWERS,
    BY_MOUTH,
    HOME,
    IM,
    IV,
    MEALS,
    PERSON,
    READINGS,
    READY,
    SPRAY,
    WHOLE,
    answered,
    gated,
    item,
    measured,
    whole,
    without,
)

from titrant.dosing.gate import ItemState, Who

EVERY = pytest.mark.parametrize("protocol", [IV, IM, SPRAY, HOME, BY_MOUTH])


@EVERY
def test_nothing_holds_where_everything_was_asked_and_nothing_found(protocol: str) -> None:
    """A person with nothing in the way, and every answer of the day, passes the whole list.

    Witness: the record of the screening scenarios, by hand; the items of section 2.7 and of the
    hazards.
    """
    gate = whole(protocol=protocol)
    assert [(one.id, one.says) for one in gate.items if one.holds] == []
    assert not gate.holds


@EVERY
def test_everything_holds_where_nothing_was_asked(protocol: str) -> None:
    """Unknown is not “no”: with an empty record nothing on the list is met."""
    gate = gated("by: clinician\n", protocol=protocol)
    assert gate.holds
    met = {one.id for one in gate.items if not one.holds}
    assert met <= {"watched"}


@EVERY
def test_without_a_sites_signature_every_guard_of_ours_holds(protocol: str) -> None:
    """A number that nobody at this site signed holds, whatever was measured."""
    gate = gated(*WHOLE, protocol=protocol, site=None)
    assert gate.holds
    held = [one for one in gate.items if one.holds]
    assert held
    assert {one.who for one in held} == {Who.DIRECTOR}
    assert all("This site has not s" in one.says for one in held)
    assert item(gate, "identity") in held
    assert item(gate, "heart-rate-high") in held


def test_the_order_is_the_same_for_everybody() -> None:
    """The list does not move with its answers."""
    ids = [one.id for one in whole().items]
    assert ids[:10] == [
        *("identity", "second-dose", "pressure", "weight", "fasting-solids", "fasting-fluids"),
        *("glucose", "antihypertensives", "suicide-question", "airway-kit"),
    ]
    other = whole(answered(two_identifiers_checked="no", will_drive="yes"), but=(READINGS,))
    assert [one.id for one in other.items][: len(ids)] == ids


# Each answer of the day: what is answered wrong, who may lift it.
WRONG = [
    ("identity", "two_identifiers_checked", "no", Who.ASK, IV, "hazard H16"),
    ("second-dose", "session_given_today", "yes", Who.NOBODY, IV, "hazard H29"),
    ("second-dose", "session_given_today", "yes", Who.NOBODY, HOME, "section 2.7, do not redose"),
    ("suicide-question", "suicidal_thoughts_today", "yes", Who.PSYCHIATRIC, IV, "correction 1.5"),
    ("airway-kit", "airway_kit_checked", "no", Who.ASK, SPRAY, "hazard H21"),
    ("line", "line_or_plan", "no", Who.PRESCRIBER, IM, "hazard H21, IM start"),
    ("adult", "sitter_present", "no", Who.ASK, HOME, "section 2.7, sober adult present"),
    ("adult-sober", "sitter_adult_sober", "no", Who.ASK, HOME, "hazard H26"),
    ("hazards", "home_hazards_cleared", "no", Who.ASK, HOME, "section 2.7, water and heights"),
    ("address", "address_confirmed", "no", Who.ASK, HOME, "hazard H54"),
    ("watched", "dose_watched_live", "no", Who.PRESCRIBER, HOME, "section 2.7, first exposure"),
    ("sedatives", "sedative_or_opioid_today", "yes", Who.PRESCRIBER, HOME, "section 2.7"),
    ("sedatives", "alcohol_today", "yes", Who.PRESCRIBER, HOME, "section 2.7"),
    ("stimulants", "stimulant_today", "yes", Who.REASON, HOME, "hazard H19"),
    ("no-escort", "escort_arranged", "no", Who.ASK, IV, "section 3, row 35"),
    ("will-drive", "will_drive", "yes", Who.ASK, IV, "section 3, row 35"),
    ("sole-carer", "sole_carer_tonight", "yes", Who.ASK, SPRAY, "hazard H26"),
    ("gi-symptoms-today", "gi_symptoms_today", "yes", Who.NOBODY, IV, "hazard H20"),
    ("infection-today", "cold_today", "yes", Who.NOBODY, IV, "section 2b, infection today"),
    ("intoxicated-today", "intoxicated_today", "yes", Who.NOBODY, IV, "correction 1.21"),
    ("alcohol-today", "alcohol_today", "yes", Who.NOBODY, IV, "section 4"),
    ("no-capacity", "has_capacity", "no", Who.PRESCRIBER, IV, "hazard H25"),
    ("no-consent", "consent_signed", "no", Who.PRESCRIBER, SPRAY, "hazard H25"),
    ("active-course", "other_ketamine_since", "yes", Who.NOBODY, IV, "correction 1.25"),
]


@pytest.mark.hazard("H8", "H13", "H16", "H21", "H26", "H29", "H41", "H54")
@pytest.mark.parametrize(("id", "concept", "answer", "who", "protocol", "witness"), WRONG)
def test_a_wrong_answer_holds_and_says_who_may_lift_it(
    id: str, concept: str, answer: str, who: Who, protocol: str, witness: str
) -> None:
    """What must not be so holds, and so does what has to be so and is not.

    The row says who may lift it; the witness is in the table.
    """
    found = item(whole(answered(**{concept: answer}), protocol=protocol), id)
    assert (found.state, found.who) == (ItemState.HELD, who), witness
    assert found.lifts
    assert found.basis


ASKED = sorted({(id, concept, protocol) for id, concept, _, _, protocol, _ in WRONG})


@pytest.mark.parametrize(("id", "concept", "protocol"), ASKED)
def test_an_answer_that_is_missing_is_asked_for(id: str, concept: str, protocol: str) -> None:
    """What nobody asked is not “no”: the item stands open until it is asked today."""
    key = concept.replace("_", "-") + ":"
    texts = [without(text, key) if key in text else text for text in WHOLE]
    found = item(gated(*texts, protocol=protocol), id)
    assert (found.state, found.who) == (ItemState.NOT_ASKED, Who.ASK)
    assert key[:-1] in found.lifts


@pytest.mark.parametrize(("id", "concept", "protocol"), ASKED)
def test_what_only_the_patient_says_is_asked_again(id: str, concept: str, protocol: str) -> None:
    """A patient’s own “all is well” is kept as reported. A clinician confirms it."""
    key = concept.replace("_", "-") + ":"
    (line,) = {line for text in WHOLE for line in text.splitlines() if line.strip().startswith(key)}
    texts = [without(text, key) if key in text else text for text in WHOLE]
    told = f"by: patient\non: 2026-11-22\nanswers:\n{line}\n"
    assert item(gated(*texts, told, protocol=protocol), id).state is ItemState.NOT_ASKED


def test_yesterdays_answers_are_asked_again() -> None:
    """Name and birth date are checked each time, and so is every answer for a day."""
    old = ANSWERS.replace("2026-11-22", "2026-11-21")
    gate = whole(old, but=(ANSWERS,))
    states = {one.id: one.state for one in gate.items}
    for id in ("identity", "second-dose", "suicide-question", "airway-kit"):
        assert states[id] is ItemState.NOT_ASKED


@pytest.mark.parametrize(
    ("reading", "id"),
    [
        ({"heart_rate": "49 /min"}, "heart-rate-low"),
        ({"heart_rate": "111 /min"}, "heart-rate-high"),
        ({"oxygen_saturation": "93 %"}, "oxygen-saturation-low"),
        ({"respiratory_rate": "9 /min"}, "respiratory-rate-low"),
        ({"respiratory_rate": "25 /min"}, "respiratory-rate-high"),
    ],
)
def test_a_reading_out_of_range_is_measured_again(reading: dict[str, str], id: str) -> None:
    """A reading out of range is measured again by a nurse.

    Heart rate below 50 or above 110, saturation below 94 % on air, breathing below 10 or above 24.
    Witness: correction 1.21.
    """
    found = item(whole(measured(**reading)), id)
    assert (found.state, found.who) == (ItemState.HELD, Who.MEASURE)


def test_a_fever_that_was_measured_holds_though_nobody_asks_for_it() -> None:
    """A temperature is not asked of everybody; above 38 degrees it holds.

    Witness: correction 1.21, fever.
    """
    assert not [one for one in whole().items if one.id == "temperature-high"]
    found = item(whole(measured(temperature="38.5 Cel")), "temperature-high")
    assert (found.state, found.who) == (ItemState.HELD, Who.MEASURE)


@pytest.mark.hazard("H46")
def test_a_positive_pregnancy_test_closes_the_gate() -> None:
    """A positive test excludes every agent, today and later in the course.

    Witness: section 3, row 12; hazard H46.
    """
    woman = PERSON.replace("sex: male", "sex: female")
    texts = [woman if text == PERSON else text for text in WHOLE]
    asked = item(gated(*texts), "pregnancy-test")
    assert asked.state is ItemState.NOT_ASKED
    test = measured(pregnancy_test="positive")
    for protocol in (IV, SPRAY, HOME):
        found = item(gated(*texts, test, protocol=protocol), "pregnancy-test")
        assert (found.state, found.who) == (ItemState.HELD, Who.NOBODY)
    negative = measured(pregnancy_test="negative")
    assert item(gated(*texts, negative), "pregnancy-test").state is ItemState.MET
    assert item(whole(), "pregnancy-test").says == "It is not asked of this person."


@pytest.mark.hazard("H19")
@pytest.mark.parametrize("drug", ["psilocybin", "MDMA", "dextromethorphan"])
def test_psychedelics_and_cough_syrup_are_asked_about(drug: str) -> None:
    """Psilocybin, MDMA and cough syrup are asked about each time, and what was taken is said.

    Witness: hazard H19.
    """
    taken = f"by: clinician\non: 2026-11-22\nmedications: [{drug}]\n"
    found = item(whole(taken), "psychedelic")
    assert found.state is ItemState.MET
    assert found.says.startswith("watch: ")
    texts = [without(READY, "psychedelic:") if text == READY else text for text in WHOLE]
    assert item(gated(*texts), "psychedelic").state is ItemState.NOT_ASKED


@pytest.mark.parametrize(
    ("entry", "id", "who"),
    [
        ("conditions: [aneurysm]", "aneurysm-or-malformation", Who.NOBODY),
        ("conditions: [cirrhosis]", "liver-disease-unclassed", Who.PRESCRIBER),
        ("medications: [tranylcypromine]", "maoi", Who.PRESCRIBER),
        ("measurements: [{what: c-ssrs, value: 4}]", "suicide-risk", Who.PSYCHIATRIC),
    ],
)
def test_the_whole_screening_is_run_again_each_day(entry: str, id: str, who: Who) -> None:
    """What came to the record since the last session holds today’s.

    An aneurysm excludes, a liver disease defers, an MAOI needs clearance.
    Witness: section 3; correction 1.5.
    """
    found = item(whole(f"by: clinician\non: 2026-11-22\n{entry}\n"), id)
    assert (found.state, found.who) == (ItemState.HELD, who)


def test_a_baseline_value_that_is_missing_is_asked_for() -> None:
    """What the screening asks for before a first session is still asked for at the gate."""
    texts = [without(READY, "what: alt,") if text == READY else text for text in WHOLE]
    found = item(gated(*texts), "required-alt")
    assert (found.state, found.who) == (ItemState.NOT_ASKED, Who.ASK)


def test_a_question_that_is_open_already_is_not_asked_twice() -> None:
    """The heart rate of today answers the baseline value too: it is asked for once."""
    ids = [one.id for one in whole(but=(READINGS,)).items]
    assert "heart-rate-low" in ids
    assert "required-heart-rate" not in ids


def test_a_session_of_today_is_a_second_dose() -> None:
    """Where a session of today is on record nobody gives a second one.

    What was planned and not done is none.
    Witness: correction 1.25, hazard H29.
    """
    course = (
        "by: clinician\ncourses:\n  - protocol: iv-depression\n    opened: 2026-11-01\n"
        "    sessions: [{on: 2026-11-22, status: STATUS}]\n"
    )
    for status in ("completed", "stopped"):
        found = item(whole(course.replace("STATUS", status)), "second-dose")
        assert (found.state, found.who) == (ItemState.HELD, Who.NOBODY)
        assert found.says == "A session of today is on record (iv-depression)."
    done = item(whole(course.replace("STATUS", "not-done")), "second-dose")
    assert done.state is ItemState.MET


def test_food_is_not_asked_in_hours_where_no_hours_are_set_for_the_route() -> None:
    """For a dose by mouth no source names hours: the stomach is asked about, not the meal.

    Witness: section 3, row 36, “per plan”.
    """
    ids = {one.id for one in whole(but=(MEALS,), protocol=BY_MOUTH).items}
    assert "gi-symptoms-today" in ids
    assert not {"fasting-solids", "fasting-fluids", "fasting"} & ids
