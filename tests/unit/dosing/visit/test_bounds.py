"""Where one reading, one hour or one day more turns an item of the gate; each bound by hand."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.lib.loaded import loaded
from tests.lib.visits import (
    EU_SPRAY,
    HEAD,
    HOME,
    IV,
    MEALS,
    PERSON,
    PRESSURE,
    SPRAY,
    WHOLE,
    answered,
    gated,
    item,
    measured,
    pressures,
    record,
    whole,
)
from tests.unit.dosing.visit.before import (
    DIABETES,
    OLDER,
    REASON,
    asked_again,
    but,
    course,
    taking,
    weighed,
)

from titrant.dosing.gate import Gate, Item, ItemState, Who, gate
from titrant.dosing.screening import treatment_of

MET, HELD, NOT_ASKED = ItemState.MET, ItemState.HELD, ItemState.NOT_ASKED
DECIDED = "Decided to go on: white coat; 134/84 at home"


def yesterday(text: str) -> str:
    return text.replace("on: 2026-11-22", "on: 2026-11-21")


def standing(found: Item) -> tuple[ItemState, Who | None]:
    return found.state, found.who


def gate_of(*texts: str, protocol: str = IV, place: str | None = "us", **changes: Any) -> Gate:
    """Return the gate of a treatment that is changed: its setting, or where it is given."""
    kb = loaded()
    treatment = replace(treatment_of(kb.protocol(protocol), place), **changes)
    return gate(record(*texts), treatment, kb)


# -- blood pressure: section 3, row 9 (design); correction 1.21 ----------------------------------


def side_by_side(systolic: tuple[int, ...], diastolic: tuple[int, ...]) -> str:
    """Return one file with these readings of each side, in their order."""
    rows = [f"  - {{what: systolic, value: {value} mmHg}}\n" for value in systolic]
    rows += [f"  - {{what: diastolic, value: {value} mmHg}}\n" for value in diastolic]
    return f"{HEAD}measurements:\n{''.join(rows)}"


def pressure(*texts: str) -> Item:
    return item(gated(*but(PRESSURE, more=texts)), "pressure")


@pytest.mark.parametrize(
    ("systolic", "diastolic", "who"),
    [
        ((162, 160), (80,), Who.MEASURE),
        ((162, 160), (80, 80), Who.NOBODY),
        ((120,), (101, 100), Who.MEASURE),
        ((120, 120), (101, 100), Who.NOBODY),
        ((89, 88), (60,), Who.MEASURE),
        ((89,), (60, 60), Who.MEASURE),
        ((89, 88), (60, 60), Who.NOBODY),
    ],
)
def test_a_repeat_is_one_of_both_sides(
    systolic: tuple[int, ...], diastolic: tuple[int, ...], who: Who
) -> None:
    """Two readings of one side and one of the other are no repeat of the pressure."""
    assert standing(pressure(side_by_side(systolic, diastolic))) == (HELD, who)


@pytest.mark.parametrize(
    ("systolic", "diastolic", "says"),
    [
        ((150,), (80, 80), "Systolic pressure above 140 mmHg. Not repeated."),
        ((120,), (95,), "Diastolic pressure above 90 mmHg. Not repeated."),
        ((120, 120), (95,), "Diastolic pressure above 90 mmHg. Not repeated."),
        ((150, 148), (80,), f"Systolic pressure above 140 mmHg. {DECIDED}"),
        ((120,), (95, 94), f"Diastolic pressure above 90 mmHg. {DECIDED}"),
    ],
)
def test_the_side_that_is_raised_is_the_one_that_is_repeated(
    systolic: tuple[int, ...], diastolic: tuple[int, ...], says: str
) -> None:
    found = pressure(side_by_side(systolic, diastolic), REASON)
    assert found.says.endswith(f". {says}")
    assert standing(found) == ((HELD, Who.MEASURE) if "Not" in says else (MET, None))


def test_the_last_reading_of_each_file_counts() -> None:
    """A file that has its own repeat in range, and one that was in range, hold nothing."""
    assert pressure(pressures("150/92", "138/88"), pressures("130/80")).state is MET
    assert pressure(pressures("150/92", "138/88"), pressures("141/80")).state is HELD
    assert pressure(pressures("141/80"), pressures("150/92", "138/88")).state is HELD


def test_readings_are_told_file_by_file_in_any_order() -> None:
    """The snapshot may hold them in another order; nobody can tell which file was the later."""
    snapshot = record(*but(PRESSURE, more=(pressures("150/92", "138/88"), pressures("130/80"))))
    kb = loaded()
    treatment = treatment_of(kb.protocol(IV), "us")
    pairs = [fact for fact in snapshot.facts if fact.concept in {"systolic", "diastolic"}]
    rest = [fact for fact in snapshot.facts if fact not in pairs]
    pairs.sort(key=lambda fact: fact.origin.file, reverse=True)
    turned = replace(snapshot, facts=(*rest, *pairs))
    found = item(gate(turned, treatment, kb), "pressure")
    assert found.says == item(gate(snapshot, treatment, kb), "pressure").says
    assert found.says.startswith("Systolic 150 mmHg, systolic 138 mmHg, systolic 130 mmHg, dias")


@pytest.mark.parametrize("reading", ["190/120", "165/102", "150/95", "85/50"])
def test_what_was_measured_yesterday_is_not_todays(reading: str) -> None:
    """Beside a good reading of today one of yesterday holds nothing; without it nothing is read."""
    assert pressure(PRESSURE, yesterday(pressures(reading))).state is MET
    alone = pressure(yesterday(pressures(reading)))
    assert alone.says == "No systolic and diastolic pressure of today is written down."


def test_a_pressure_that_is_no_number_is_none() -> None:
    words = (
        f"{HEAD}measurements: [{{what: systolic, value: high}}, {{what: diastolic, value: 80}}]\n"
    )
    found = pressure(words.replace("80}", "80 mmHg}"))
    assert found.state is NOT_ASKED
    assert found.says == "No systolic pressure of today is written down. Diastolic 80 mmHg."


@pytest.mark.parametrize(
    ("place", "setting", "drug_of", "above"),
    [
        ("eu", "clinic", EU_SPRAY, 150),
        ("de", "clinic", EU_SPRAY, 150),
        ("us", "clinic", EU_SPRAY, 140),
        (None, "clinic", EU_SPRAY, 140),
        ("eu", "home", EU_SPRAY, 140),
        ("eu", "clinic", IV, 140),
    ],
)
def test_whose_older_people_have_a_higher_figure(
    place: str | None, setting: str, drug_of: str, above: int
) -> None:
    """The European guide for esketamine, in a clinic: 150 from 65 years. Witness: C10."""
    texts = but(PRESSURE, PERSON, more=(pressures(f"{above}/90"), OLDER))
    at = {"jurisdiction": place, "setting": setting}
    made = item(gate_of(*texts, protocol=drug_of, **at), "pressure")
    assert made.says.endswith(f"Not above {above} mmHg systolic or 90 mmHg diastolic.")
    texts = but(PRESSURE, PERSON, more=(pressures(f"{above + 1}/90"), OLDER))
    made = item(gate_of(*texts, protocol=drug_of, **at), "pressure")
    assert made.says.endswith(f"Systolic pressure above {above} mmHg. Not repeated.")


def test_a_person_of_unknown_age_has_the_lower_figure() -> None:
    nobody = f"{HEAD}person: {{sex: male}}\n"
    texts = but(PRESSURE, PERSON, more=(pressures("141/80"), nobody))
    made = item(gated(*texts, protocol=EU_SPRAY, jurisdiction="eu"), "pressure")
    assert standing(made) == (HELD, Who.MEASURE)


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (REASON, MET),
        (REASON.replace("by: clinician", "by: patient"), HELD),
        (yesterday(REASON), HELD),
        (yesterday(REASON).replace("by: clinician", "by: patient"), HELD),
    ],
)
def test_only_a_clinicians_decision_of_today_counts(decision: str, state: ItemState) -> None:
    found = pressure(pressures("150/92", "148/88"), decision)
    assert found.state is state
    held = "Still raised after the repeat; a decision is not written down."
    assert found.says.endswith(held if state is HELD else DECIDED)


def test_a_decision_with_a_reason_counts_beside_one_without() -> None:
    found = pressure(pressures("150/92", "148/88"), answered(pressure_decision="yes"), REASON)
    assert found.says.endswith(DECIDED)
    assert [fact.word for fact in found.basis if fact.concept == "pressure-decision"] == [
        "white coat; 134/84 at home"
    ]


# -- weight: hazards H4 and H34 -------------------------------------------------------------------


def weight(*texts: str) -> Item:
    return item(gated(*weighed(*texts)), "weight")


@pytest.mark.parametrize(
    ("on", "state"), [("2026-10-23", MET), ("2026-10-22", HELD), ("2026-11-22", MET)]
)
def test_at_home_a_weight_of_30_days_counts(on: str, state: ItemState) -> None:
    """30 days before 22 November is 23 October, by hand. No home protocol doses by weight yet."""
    text = measured(weight="70 kg").replace("70 kg}", f"70 kg, on: {on}}}")
    found = item(gate_of(*weighed(text), setting="home"), "weight")
    assert found.state is state
    assert found.leaf.id == "limit.weight.age.home"
    if state is HELD:
        assert found.says == "The weight is of 2026-10-22; 30 d is the oldest that counts."


@pytest.mark.parametrize(
    ("sessions", "says"),
    [
        # the last before today, not one of today, nor one before it
        (("{on: 2026-11-21, weight: 70 kg}", "{on: 2026-11-22, weight: 90 kg}"), "0 % from 70 kg"),
        (("{on: 2026-11-08, weight: 90 kg}", "{on: 2026-11-15, weight: 70 kg}"), "0 % from 70 kg"),
        # of two on one day the one that is written, and the heavier
        (("{on: 2026-11-15}", "{on: 2026-11-15, weight: 70 kg}"), "0 % from 70 kg"),
    ],
)
def test_which_session_a_weight_is_compared_with(sessions: tuple[str, ...], says: str) -> None:
    found = weight(*(course(one) for one in sessions), measured(weight="70 kg"))
    assert says in found.says


def test_of_two_weights_of_the_last_session_the_heavier_is_compared() -> None:
    """72 kg and 70 kg of one day: 65 kg is 9.7 % from 72 kg, by hand."""
    texts = (course("{on: 2026-11-15, weight: 70 kg}"), course("{on: 2026-11-15, weight: 72 kg}"))
    found = weight(*texts, measured(weight="65 kg"))
    assert found.says == "65 kg on 2026-11-22, 9.7 % from 72 kg at the last session."


def test_of_two_weights_of_today_the_farther_is_told() -> None:
    """70 kg before; 66.5 kg is 5 % and 69.3 kg is 1 % from it, by hand."""
    texts = (measured(weight="66.5 kg"), measured(weight="69.3 kg"))
    found = weight(course("{on: 2026-11-15, weight: 70 kg}"), *texts)
    assert found.says == "66.5 kg, 69.3 kg on 2026-11-22, 5 % from 70 kg at the last session."
    assert found.leaf.id == "limit.weight.age.clinic"


def test_an_older_weight_of_the_record_is_not_compared() -> None:
    """Only the latest day is: a weight of last week stands on record and says nothing."""
    old = measured(weight="90 kg").replace("90 kg}", "90 kg, on: 2026-11-20}")
    found = weight(old, measured(weight="70 kg"), course("{on: 2026-11-15, weight: 70 kg}"))
    assert found.says == "70 kg on 2026-11-22, 0 % from 70 kg at the last session."


def test_a_session_of_today_is_no_last_session() -> None:
    """Its weight is not one of before, and is not asked for."""
    text = course("{on: 2026-11-22}")
    assert weight(text, measured(weight="70 kg")).says.endswith(
        "No session with a weight comes before."
    )


# -- food and drink: correction 1.4; section 2.1 --------------------------------------------------


@pytest.mark.parametrize(
    ("protocol", "solids", "drink", "states"),
    [
        (IV, "359 min", "120 min", (HELD, MET)),
        (IV, "360 min", "119 min", (MET, HELD)),
        (IV, "361 min", "121 min", (MET, MET)),
        (SPRAY, "119 min", "30 min", (HELD, MET)),
        (SPRAY, "120 min", "29 min", (MET, HELD)),
    ],
)
def test_the_minute_before_the_hours_and_the_minute_itself(
    protocol: str, solids: str, drink: str, states: tuple[ItemState, ItemState]
) -> None:
    """6 h and 2 h of the demonstration site, 2 h and 30 min of the label; minutes by hand."""
    text = measured(hours_since_solids=solids, hours_since_drink=drink)
    made = gated(*but(MEALS, more=(text,)), protocol=protocol)
    assert tuple(item(made, f"fasting-{of}").state for of in ("solids", "fluids")) == states


def test_of_two_times_since_a_meal_the_shorter_is_told() -> None:
    """7 h is more than 400 min, though 7 is less than 400."""
    made = whole(measured(hours_since_solids="400 min"), measured(hours_since_solids="7 h"))
    assert item(made, "fasting-solids").says == "400 min ago; 6 h is asked for."


@pytest.mark.parametrize("hours", ["8 h", "5 h"])
def test_hours_of_yesterday_are_no_hours(hours: str) -> None:
    text = yesterday(measured(hours_since_solids=hours, hours_since_drink=hours))
    for made in (
        gated(*but(MEALS, more=(text,))),
        gated(*but(MEALS, more=(text,)), protocol=SPRAY),
    ):
        assert item(made, "fasting-solids").state is NOT_ASKED


# -- glucose: hazard H43 --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (("70 mg/dL", "300 mg/dL"), "300 mg/dL, 70 mg/dL on 2026-11-22. On record: "),
        (("69 mg/dL", "110 mg/dL"), "110 mg/dL, 69 mg/dL: below 70 mg/dL."),
        (("301 mg/dL", "110 mg/dL"), "301 mg/dL, 110 mg/dL: above 300 mg/dL."),
        (("301 mg/dL", "69 mg/dL"), "301 mg/dL, 69 mg/dL: below 70 mg/dL."),
    ],
)
def test_each_glucose_of_the_day_lies_between_the_figures(
    values: tuple[str, ...], says: str
) -> None:
    texts = [measured(glucose=value) for value in values]
    assert item(whole(DIABETES, *texts), "glucose").says.startswith(says)


def test_a_diabetes_that_is_over_asks_for_no_glucose() -> None:
    """Insulin that was stopped is none of today; one of which nobody knows is asked about."""
    stopped = f"{HEAD}medications: [{{what: insulin, stopped: 2026-01-01}}]\n"
    assert item(whole(stopped), "glucose").state is MET
    both = item(whole(stopped, DIABETES), "glucose")
    assert both.says == "On record: type 2 diabetes. No glucose of today."
    old = "by: clinician\non: 2024-01-01\nmedications: [insulin]\n"
    assert item(whole(old), "glucose").says == "On record: insulin. No glucose of today."


def test_a_drug_that_two_files_name_is_told_once() -> None:
    two = (f"{HEAD}medications: [insulin]\n", f"{HEAD}medications: [insulin]\n# again\n")
    assert item(whole(*two), "glucose").says == "On record: insulin. No glucose of today."
    two = (taking("lisinopril"), f"{HEAD}medications: [lisinopril]\n")
    found = item(whole(*two), "antihypertensives")
    assert found.says == "Nobody has said whether it was taken today: lisinopril."


# -- sessions, medicines and questions of the day -------------------------------------------------


@pytest.mark.parametrize(("on", "watched"), [("2026-11-22", NOT_ASKED), ("2026-11-21", MET)])
def test_a_session_of_today_is_not_one_before(on: str, watched: ItemState) -> None:
    """A session of today is a second dose, and watched none; one of yesterday is the first."""
    text = course(f"{{on: {on}}}", protocol=HOME)
    made = gated(*asked_again("dose-watched-live", more=(text,)), protocol=HOME)
    assert item(made, "watched").state is watched
    assert item(made, "second-dose").state is (HELD if watched is NOT_ASKED else MET)


def test_a_visit_of_another_day_says_nothing_of_the_medicines_of_today() -> None:
    taken = "{what: lorazepam, taken: yes}"
    text = taking(taken=taken).replace("visit: {", "visit: {on: 2026-11-21, ")
    assert item(whole(text, protocol=HOME), "sedatives").state is MET
    assert item(whole(taking(taken=taken), protocol=HOME), "sedatives").state is HELD


def test_each_class_of_a_stimulant_is_found() -> None:
    for drug in ("methylphenidate", "modafinil"):
        found = item(
            whole(taking(taken=f"{{what: {drug}, taken: yes}}"), protocol=HOME), "stimulants"
        )
        assert found.says == f"Taken today: {drug}."


def test_the_list_of_a_day_is_that_of_the_day() -> None:
    """The gate says of which treatment, day and person it is, and what was read."""
    made = whole()
    assert made.as_of == date(2026, 11, 22)
    assert made.treatment.protocol == IV
    assert made.subject == record(*WHOLE).subject
    assert [file.name for file in made.files] == [f"{n}.yaml" for n in range(1, 7)]
    assert made.versions == loaded().versions
