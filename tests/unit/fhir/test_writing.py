"""A record written as FHIR R4: who stands behind each thing, and nothing that was not said."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.lib.told import BARE, MADE, MARA, everything

from titrant.clinical import Route, Sureness
from titrant.fhir import read_fhir, told
from titrant.fhir.vital_codes import PRESSURE, SIDES, VITALS
from titrant.fhir.writing import write_bundle
from titrant.knowledge import load


def written(*rows: told.Row, subject: told.Subject = MARA) -> list[dict[str, Any]]:
    bundle = json.loads(write_bundle(subject, rows, MADE))
    assert (bundle["type"], bundle["timestamp"]) == ("collection", MADE.isoformat())
    for entry in bundle["entry"]:
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
    return [entry["resource"] for entry in bundle["entry"]]


def one(row: told.Row) -> dict[str, Any]:
    _, resource = written(row)
    return resource


def test_the_patient_is_whole() -> None:
    (patient,) = written()
    assert patient["name"] == [
        {
            "use": "official",
            "text": "Mara Lou Ellison",
            "family": "Ellison",
            "given": ["Mara", "Lou"],
        }
    ]
    assert (patient["birthDate"], patient["gender"]) == ("1985-04-23", "female")
    assert patient["telecom"][1] == {"system": "email", "value": "mara@home.example"}


def test_what_is_not_known_of_the_person_is_left_out() -> None:
    (patient,) = written(subject=BARE)
    assert patient["gender"] == "unknown"
    assert patient["name"] == [{"use": "official", "text": "Cher", "family": "Cher"}]
    assert patient["deceasedDateTime"] == "2026-01-01"
    assert {"birthDate", "telecom", "address"}.isdisjoint(patient)


def test_numbers_are_exact_and_have_their_unit() -> None:
    content = write_bundle(MARA, everything(), MADE)
    assert b'"value":70.2,"unit":"kg"' in content
    assert b'"value":98.6,"unit":"[degF]"' in content
    assert json.loads(content, parse_float=Decimal)


def test_a_side_that_was_not_read_says_so() -> None:
    row = next(r for r in everything() if isinstance(r, told.Pressure) and r.diastolic is None)
    found = one(row)
    systolic, diastolic = found["component"]
    assert systolic["valueQuantity"]["value"] == 128
    assert diastolic["dataAbsentReason"]["coding"][0]["code"] == "not-performed"
    assert found["status"] == "corrected"


@pytest.mark.parametrize("sure", list(Sureness))
@pytest.mark.parametrize("status", ["active", "suspected", "resolved", "absent"])
def test_nothing_is_told_surer_than_it_is(sure: Sureness, status: str) -> None:
    row = told.Illness(id="1", at=MADE, sure=sure, what="epilepsy", status=status)
    found = written(row)[1:]
    if status == "absent" and sure is not Sureness.CONFIRMED:
        assert not found
        return
    (condition,) = found
    verified = condition.get("verificationStatus", {"coding": [{"code": None}]})
    code = verified["coding"][0]["code"]
    expected = {
        Sureness.CONFIRMED: "confirmed",
        Sureness.RECORDED: None,
        Sureness.SUSPECTED: "unconfirmed",
        Sureness.REPORTED: "unconfirmed",
    }[sure]
    assert code == {"suspected": "unconfirmed", "absent": "refuted"}.get(status, expected)


def test_a_medicine_that_was_stopped_is_not_taken() -> None:
    row = told.Taken(id="1", at=MADE, what="sertraline", status="stopped", until="2024-03-05")
    found = one(row)
    assert (found["status"], found["effectivePeriod"]) == ("stopped", {"end": "2024-03-05"})
    assert "dosage" not in found


def test_what_is_said_besides_a_medicine_stands_in_its_note() -> None:
    remark = "Last dose: 2026-11-20 09:30."
    found = one(told.Taken(id="1", at=MADE, what="lamotrigine", remark=remark))
    assert found["note"] == [{"text": f"{remark} Who stands behind it: confirmed."}]


@pytest.mark.parametrize("status", ["completed", "stopped", "not-done"])
def test_a_dose_that_was_given_is_an_administration(status: str) -> None:
    row = told.Given(
        id="1",
        at=MADE,
        what="ketamine",
        status=status,
        route="intravenous",
        milligrams=None if status == "not-done" else Decimal("35.5"),
    )
    found = one(row)
    assert (found["resourceType"], found["status"]) == ("MedicationAdministration", status)
    assert ("dosage" in found) is (status != "not-done")  # R4: no dosage without an amount
    if status != "not-done":
        assert found["dosage"]["dose"]["value"] == 35.5
        assert found["dosage"]["dose"]["code"] == "mg"


def test_a_dose_that_we_write_is_read_as_a_dose() -> None:
    row = told.Given(
        id="1",
        at=MADE,
        what="esketamine",
        status="completed",
        route="intranasal",
        milligrams=Decimal(84),
    )
    read = read_fhir(write_bundle(MARA, [row], MADE), "ours", load(None), date(2026, 11, 22))
    ((session,),) = [course.sessions for course in read.courses]
    assert (str(session.dose), session.on) == ("84 mg", MADE.date())
    assert session.route is Route.NASAL


@pytest.mark.parametrize(
    ("sure", "status"),
    [
        (Sureness.CONFIRMED, "final"),
        (Sureness.RECORDED, "final"),
        (Sureness.SUSPECTED, "preliminary"),
        (Sureness.REPORTED, "preliminary"),
    ],
)
@pytest.mark.parametrize("corrects", [False, True])
def test_a_measurement_that_nobody_verified_is_preliminary(
    sure: Sureness, status: str, corrects: bool
) -> None:
    weight = told.Measured(
        id="1", at=MADE, sure=sure, corrects=corrects, what="weight", number=Decimal(70)
    )
    test = told.Tested(
        id="1", at=MADE, sure=sure, corrects=corrects, what="ECG", words="sinus rhythm"
    )
    expected = "corrected" if corrects and status == "final" else status
    assert one(weight)["status"] == one(test)["status"] == expected


def test_a_test_is_a_number_where_it_is_one_and_words_otherwise() -> None:
    number = one(
        told.Tested(
            id="1", at=MADE, what="ALT", words="24 U/L", number=Decimal(24), unit="U/L",
            category="laboratory", remark="Fasting.",
        )
    )  # fmt: skip
    assert number["valueQuantity"] == {
        "value": 24,
        "unit": "U/L",
        "system": "http://unitsofmeasure.org",
        "code": "U/L",
    }
    assert number["category"][0]["coding"][0]["code"] == "laboratory"
    assert number["note"] == [{"text": "Fasting."}]
    words = one(told.Tested(id="1", at=MADE, what="PDMP", words="nothing found"))
    assert words["valueString"] == "nothing found"
    assert {"category", "meta", "note"}.isdisjoint(words)


@pytest.mark.parametrize(
    ("answer", "status"), [("given", "active"), ("refused", "rejected"), ("withdrawn", "inactive")]
)
def test_a_consent_stands_as_it_was_answered(answer: str, status: str) -> None:
    row = told.Agreed(id="1", at=MADE, what="Treatment", version="2", answer=answer)
    assert one(row)["status"] == status


def test_unknown_is_told_as_unknown() -> None:
    row = next(r for r in everything() if isinstance(r, told.Questioned))
    answers = [item["answer"][0] for item in one(row)["item"]]
    codes = [answer.get("valueCoding", {}).get("code") for answer in answers]
    assert codes == ["Y", "N", "asked-unknown", None]
    assert answers[3] == {"valueString": "Some days of the week"}


def test_no_resource_has_anything_empty() -> None:
    def look(value: Any) -> None:
        assert value not in (None, "", [], {})
        for part in value.values() if isinstance(value, dict) else value:
            if isinstance(part, dict | list):
                look(part)

    for resource in written(*everything()):
        look(resource)


def test_the_same_rows_give_the_same_bytes() -> None:
    first, second = (write_bundle(MARA, everything(), MADE) for _ in range(2))
    assert first == second


def test_codes_of_vital_signs_are_those_that_we_read() -> None:
    """The knowledge knows each code as what it is written for: a wrong one is found."""
    kb = load(None)
    coded = {what: code for what, one in VITALS.items() for code, _ in one.codes}
    coded |= {side: code for side, (code, _) in SIDES.items()}
    for what, code in coded.items():
        matches = kb.matcher().match([("loinc", code)], [], [kb.concept(what).kind])
        assert [match.concept for match in matches] == [what], code
    assert PRESSURE[0] == "85354-9"


def test_what_we_write_we_read_as_it_was() -> None:
    kb = load(None)
    rows = [row for row in everything() if not isinstance(row, told.Agreed | told.Questioned)]
    read = read_fhir(write_bundle(MARA, rows, MADE), "ours", kb, date(2026, 11, 22))
    found = Counter(fact.concept for fact in read.facts)
    assert found["epilepsy"] == 12  # four of each that is not denied
    assert found.keys() >= {"weight", "systolic", "lamotrigine", "sertraline", "asthma"}
    assert all(fact.so for fact in read.facts)
    assert sum("refuted" in one.why for one in read.set_aside) == 2
