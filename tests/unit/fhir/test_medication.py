"""Medicines: who they are, whether they are taken, until when, and how much a day."""

from datetime import date
from typing import Any

import pytest
from tests.lib.records import RXNORM, aside, coded, concepts, medication, only, read, resource

from titrant.clinical import MatchedBy, State
from titrant.units import Dose

# ------------------------------------------------------------------ who it is


@pytest.mark.parametrize(
    ("content", "concept", "by"),
    [
        # RxNorm 6470 is lorazepam, 8123 phenelzine
        (
            {"medicationCodeableConcept": coded("6470", RXNORM)},
            "lorazepam",
            MatchedBy.CODE,
        ),
        (
            {"medicationCodeableConcept": coded("197900", RXNORM, "Lorazepam 0.5 MG Oral Tablet")},
            "lorazepam",
            MatchedBy.NAME,
        ),
        ({"medicationCodeableConcept": {"text": "Ativan 1 mg"}}, "lorazepam", MatchedBy.NAME),
        (
            {"medicationReference": {"reference": "Medication/x", "display": "Nardil 15 mg"}},
            "phenelzine",
            MatchedBy.NAME,
        ),
        # as R5 writes it
        ({"medication": {"concept": coded("8123", RXNORM)}}, "phenelzine", MatchedBy.CODE),
        (
            {"medication": {"reference": {"reference": "Medication/x", "display": "Nardil"}}},
            "phenelzine",
            MatchedBy.NAME,
        ),
    ],
)
def test_a_medicine_is_known_by_code_or_name(
    content: dict[str, Any], concept: str, by: MatchedBy
) -> None:
    found = only(read(medication(**content)))
    assert (found.concept, found.by) == (concept, by)


def test_the_ingredients_of_a_contained_medication_count() -> None:
    contained = resource(
        "Medication",
        id="m",
        code={"text": "capsule of the house"},
        ingredient=[{"itemCodeableConcept": coded("8123", RXNORM)}, {"itemReference": {}}],
    )
    order = medication(contained=[contained], medicationReference={"reference": "#m"})
    found = only(read(order))
    assert (found.concept, found.text) == ("phenelzine", "capsule of the house")


def test_a_medication_that_is_referred_to_as_r5_does() -> None:
    drug = resource("Medication", id="m", code=coded("8123", RXNORM))
    order = medication(medication={"reference": {"reference": "Medication/m"}})
    found = read(order, drug)
    assert concepts(found) == ["phenelzine"]
    assert found.files[0].beside == {"Medication": 1}


@pytest.mark.hazard("H10")
@pytest.mark.parametrize(
    "kind",
    [
        *("MedicationRequest", "MedicationStatement", "MedicationDispense"),
        *("MedicationAdministration", "MedicationUsage"),
    ],
)
def test_a_drug_that_is_not_known_is_listed(kind: str) -> None:
    found = read(resource(kind, medicationCodeableConcept=coded("1", RXNORM, "Zyxolol 5 mg")))
    assert [(one.kind, one.text, one.code) for one in found.unmapped] == [
        (kind, "Zyxolol 5 mg", "rxnorm 1")
    ]
    assert found.facts == ()


# ------------------------------------------------------------------ whether it is taken


@pytest.mark.parametrize(
    ("status", "state"),
    [
        # R4: medicationrequest-status, medication-statement-status; R5: recorded, ended
        ("active", State.ACTIVE),
        ("on-hold", State.ACTIVE),
        ("completed", State.ENDED),
        ("stopped", State.ENDED),
        ("ended", State.ENDED),
        ("recorded", State.UNSTATED),
        ("unknown", State.UNSTATED),
        ("unheard-of", State.UNSTATED),
    ],
)
def test_the_status_says_whether_it_is_taken(status: str, state: State) -> None:
    assert only(read(medication("Nardil", status=status))).state is state


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"status": "entered-in-error"}, "it was entered in error"),
        ({"status": "cancelled"}, "it was cancelled"),
        ({"status": "draft"}, "it is a draft"),
        ({"status": "declined"}, "it was declined"),
        ({"status": "not-taken"}, "it says that it is not taken"),
        ({"status": "not-done"}, "it was not given"),
        ({"status": "intended"}, "it is only intended"),
        ({"doNotPerform": True}, "it says that this must not be given"),
        ({"intent": "proposal"}, "it was only proposed"),
        ({"intent": "option"}, "it was only proposed"),
    ],
)
def test_what_is_not_taken_is_set_aside(content: dict[str, Any], why: str) -> None:
    found = read(medication("Nardil", **content))
    assert (aside(found), found.facts) == ({"Nardil": why}, ())


@pytest.mark.parametrize("intent", ["order", "plan", "original-order"])
def test_an_order_counts_and_so_does_a_plan(intent: str) -> None:
    assert concepts(read(medication("Nardil", intent=intent))) == ["phenelzine"]


# ------------------------------------------------------------------ since when, until when


@pytest.mark.parametrize(
    ("content", "on"),
    [
        ({"authoredOn": "2026-05-01"}, date(2026, 5, 1)),
        ({"effectiveDateTime": "2026-05"}, date(2026, 5, 31)),
        ({"effectivePeriod": {"start": "2026-05-01"}, "dateAsserted": "2026-09"}, date(2026, 5, 1)),
        ({"whenHandedOver": "2026-05-01T09:00:00Z"}, date(2026, 5, 1)),
        ({"dateAsserted": "2026-05-01"}, date(2026, 5, 1)),
        ({}, None),
    ],
)
def test_since_when(content: dict[str, Any], on: date | None) -> None:
    found = only(read(medication("Nardil", **content)))
    assert (found.on, found.seen) == (on, on)


def test_an_order_of_tomorrow_is_set_aside() -> None:
    found = read(medication("Nardil", authoredOn="2026-11-23"))
    assert aside(found) == {"Nardil": "it is dated 2026-11-23, after 2026-11-22"}


def test_a_date_that_is_none_is_said_and_the_drug_counts() -> None:
    found = read(medication("Nardil", authoredOn="spring"))
    assert concepts(found) == ["phenelzine"]
    assert aside(found) == {"the date of Nardil": "“spring” is no date"}


ENDS = [
    {"effectivePeriod": {"start": "2026-01-01", "end": "2026-11-10"}},
    {"dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": {"end": "2026-11-10"}}}}]},
]


@pytest.mark.parametrize("content", ENDS)
def test_a_stopped_drug_keeps_the_day_of_its_end(content: dict[str, Any]) -> None:
    """An inducer or an MAOI counts until it is washed out, so its end is kept."""
    found = only(read(medication("Nardil", status="stopped", **content)))
    assert (found.state, found.ended) == (State.ENDED, date(2026, 11, 10))


def test_a_stopped_drug_without_an_end_has_none() -> None:
    found = only(read(medication("Nardil", status="stopped", authoredOn="2026-01-01")))
    assert (found.state, found.ended) == (State.ENDED, None)


VALIDITY = {"dispenseRequest": {"validityPeriod": {"end": "2026-11-10"}}}


@pytest.mark.parametrize("content", [*ENDS, VALIDITY])
def test_a_supply_that_ran_out_does_not_say_that_it_was_stopped(content: dict[str, Any]) -> None:
    """What its own status calls active is taken, whatever period stands beside it."""
    found = only(read(medication("Nardil", **content)))
    assert (found.state, found.ended) == (State.ACTIVE, None)


def test_the_validity_of_a_prescription_is_no_end_of_taking() -> None:
    """It says until when a pharmacy may hand it over; the tablets last longer."""
    found = only(read(medication("Nardil", status="stopped", **VALIDITY)))
    assert (found.state, found.ended) == (State.ENDED, None)


@pytest.mark.parametrize(
    "content",
    [
        {"effectivePeriod": {"start": "2026-11-10", "end": "2026-01-01"}},
        {
            "authoredOn": "2026-11-10",
            "dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": {"end": "2026-01-01"}}}}],
        },
    ],
)
def test_an_end_before_the_beginning_is_none(content: dict[str, Any]) -> None:
    """A slip must not shorten the time for which a drug still counts."""
    found = only(read(medication("Nardil", status="stopped", **content)))
    assert (found.state, found.ended) == (State.ENDED, None)


@pytest.mark.parametrize("kind", ["MedicationDispense", "MedicationAdministration"])
def test_what_was_handed_over_or_given_may_go_on(kind: str) -> None:
    """Its “completed” is of the handing over: the tablets are at home now."""
    period = {"start": "2026-01-01", "end": "2026-11-10"}
    drug = {"text": "Nardil"}
    given = resource(
        kind, status="completed", medicationCodeableConcept=drug, effectivePeriod=period
    )
    assert (only(read(given)).state, only(read(given)).ended) == (State.UNSTATED, None)


# ------------------------------------------------------------------ how much a day


def dosage(value: Any = 2, unit: Any = "mg", **more: Any) -> dict[str, Any]:
    """Return a dosage; `repeat` is once a day where it is not given."""
    repeat = more.pop("repeat", {"frequency": 1, "period": 1, "periodUnit": "d"})
    amount = {"doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}]}
    return {"timing": {"repeat": repeat}, **amount, **more}


def times(frequency: Any, period: Any, unit: str, **more: Any) -> dict[str, Any]:
    return dosage(repeat={"frequency": frequency, "period": period, "periodUnit": unit, **more})


def daily(*dosages: dict[str, Any], text: str = "lorazepam") -> Dose | None:
    return read(medication(text, dosageInstruction=list(dosages))).facts[0].daily


@pytest.mark.parametrize(
    ("dosages", "dose"),
    [
        ([dosage(2)], "2 mg"),
        ([dosage(0.5)], "0.5 mg"),
        ([dosage(1, "g")], "1000 mg"),
        ([times(3, 1, "d")], "6 mg"),
        ([times(1, 8, "h")], "6 mg"),  # every eight hours is three times a day
        ([times(1, 2, "d")], "1 mg"),  # every other day
        ([times(None, 1, "d") | {"timing": {"repeat": {"period": 1, "periodUnit": "d"}}}], "2 mg"),
        ([times(1, 1, "d", frequencyMax=3)], "6 mg"),  # one to three times: three at most
        ([dosage(1), dosage(2)], "3 mg"),  # one in the morning, two in the evening
        ([dosage(1.0000000000000002)], "1 mg"),  # what a binary number adds is noise
    ],
)
def test_the_dose_a_day_is_worked_out(dosages: list[dict[str, Any]], dose: str) -> None:
    found = daily(*dosages)
    assert found == Dose.read(dose)


@pytest.mark.parametrize(
    "dosages",
    [
        [],
        [dosage(asNeededBoolean=True)],
        [dosage(asNeededCodeableConcept={"text": "panic"})],
        [dosage(repeat=None)],
        [dosage(repeat="daily")],
        [dosage(repeat={})],
        [dosage(unit="tablet")],
        [dosage(unit=None)],
        [dosage(value=None)],
        [dosage(value="2")],
        [dosage(value=True)],
        [dosage(value=-2)],
        [dosage(value=1e32)],
        [times(1, 1, "wk")],
        [times(1, 0, "d")],
        [times(1, -8, "h")],
        [times(0, 1, "d")],
        [times(-1, 1, "d")],
        [times(1, None, "d")],
        [times("1", 1, "d")],
        [times(1000, 1, "d")],
        [times(1, 1e-9, "d")],
        [times(1e-50, 1, "d")],
        [dosage(), dosage(asNeededBoolean=True)],  # what comes on top is not known
    ],
)
def test_a_dose_that_nobody_can_work_out_is_unknown(dosages: list[dict[str, Any]]) -> None:
    assert daily(*dosages) is None


def test_an_infinite_dose_is_unknown() -> None:
    assert daily(dosage(value=10**18)) is None


def test_a_statement_has_its_dosage_elsewhere() -> None:
    one = dosage()
    del one["doseAndRate"]
    statement = resource(
        "MedicationStatement",
        status="active",
        medicationCodeableConcept={"text": "lorazepam"},
        dosage=[{**one, "doseQuantity": {"value": 3, "unit": "tablets", "code": "mg"}}],
    )
    assert only(read(statement)).daily == Dose(3, "mg")


@pytest.mark.parametrize(
    ("unit", "code", "dose"),
    [
        ("mg", "mg", "2 mg"),
        ("milligram", "mg", "2 mg"),
        ("mg", "g", None),
        ("ug", "mg", None),  # a factor of a thousand, and nobody can tell which
    ],
)
def test_a_dose_whose_code_and_unit_contradict_is_none(
    unit: str, code: str, dose: str | None
) -> None:
    amount = {"doseAndRate": [{"doseQuantity": {"value": 2, "unit": unit, "code": code}}]}
    assert daily(dosage() | amount) == (None if dose is None else Dose.read(dose))


def test_of_two_drugs_in_one_tablet_nobody_can_tell_the_dose() -> None:
    found = read(medication("lorazepam with phenelzine", dosageInstruction=[dosage()]))
    assert set(concepts(found)) == {"lorazepam", "phenelzine"}
    assert {fact.daily for fact in found.facts} == {None}
