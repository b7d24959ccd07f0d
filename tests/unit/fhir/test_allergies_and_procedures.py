"""Allergies, procedures and the history of a family."""

from datetime import date
from typing import Any

import pytest
from tests.lib.records import aside, coded, concepts, only, read, resource

from titrant.clinical import FactKind, State, Sureness

FAMILY = "it is about the family, not about this person"
NO_ALLERGY = "it says that no allergy is known; a clinician's own “no” is asked for"


# ------------------------------------------------------------------ allergies


def allergy(text: str | None = "Ketamine", **content: Any) -> dict[str, Any]:
    return resource("AllergyIntolerance", **{"code": {"text": text}, **content})


@pytest.mark.parametrize(
    "content",
    [
        allergy("Ketamine"),
        allergy("Ketamine allergy"),
        allergy("Ketalar 50 mg/mL"),
        allergy(None, reaction=[{"substance": {"text": "ketamine"}}]),
        allergy("Anaesthetic", reaction=[{}, {"substance": {"text": "ketamine"}}]),
    ],
)
def test_an_allergy_is_read_by_what_it_is_to(content: dict[str, Any]) -> None:
    assert concepts(read(content)) == ["ketamine-allergy"]


@pytest.mark.hazard("H55")
def test_a_preservative_is_an_allergy_of_its_own() -> None:
    found = only(read(allergy("Benzethonium chloride", onsetDateTime="2015")))
    assert (found.concept, found.kind) == ("benzethonium-allergy", FactKind.ALLERGY)
    assert found.on == date(2015, 12, 31)


def test_an_allergy_to_something_else_is_listed() -> None:
    found = read(allergy("Penicillin V"))
    assert [(one.kind, one.text) for one in found.unmapped] == [
        ("AllergyIntolerance", "Penicillin V")
    ]


@pytest.mark.hazard("H48")
@pytest.mark.parametrize(
    "code",
    [
        {"text": "No known allergies"},
        {"text": "No known drug allergies"},
        coded("716186003", display="No known allergy (situation)"),
        coded("409137002", display="No known drug allergy (situation)"),
    ],
)
def test_no_known_allergy_is_no_clinicians_no(code: dict[str, Any]) -> None:
    found = read(resource("AllergyIntolerance", code=code))
    assert list(aside(found).values()) == [NO_ALLERGY]
    assert (found.facts, found.unmapped) == ((), ())


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("entered-in-error", "it was entered in error"),
        ("refuted", "it was refuted there; no finding is lowered by it"),
    ],
)
def test_an_allergy_that_is_not_so_is_set_aside(status: str, why: str) -> None:
    found = read(allergy(verificationStatus=coded(status)))
    assert (aside(found), found.facts) == ({"Ketamine": why}, ())


def test_an_allergy_has_statuses_and_a_date() -> None:
    content = allergy(
        clinicalStatus=coded("resolved"),
        verificationStatus=coded("confirmed"),
        onsetString="as a child",
    )
    found = read(content)
    assert (only(found).state, only(found).sure) == (State.ENDED, Sureness.CONFIRMED)
    assert list(aside(found)) == ["the date of Ketamine"]


def test_an_allergy_to_come_is_set_aside() -> None:
    found = read(allergy(recordedDate="2027-01-01"))
    assert (found.facts, list(aside(found))) == ((), ["Ketamine"])


# ------------------------------------------------------------------ procedures


def procedure(text: str, **content: Any) -> dict[str, Any]:
    return resource("Procedure", **{"status": "completed", "code": {"text": text}, **content})


def test_a_procedure_was_done_on_a_day() -> None:
    found = only(read(procedure("Electroconvulsive therapy", performedDateTime="2024-03")))
    assert (found.concept, found.kind) == ("ect", FactKind.PROCEDURE)
    assert (found.state, found.on) == (State.ENDED, date(2024, 3, 31))


def test_a_procedure_on_a_lifetime_condition_says_that_there_is_one() -> None:
    found = only(read(procedure("Clipping of aneurysm")))
    assert (found.concept, found.kind) == ("aneurysm", FactKind.CONDITION)


@pytest.mark.parametrize(
    "text",
    [
        "Ultrasound test, aortic aneurysm",
        "Assessment of aneurysm risk",
        "Asthma self-management",  # no lifetime condition: it says nothing of today
        "Appendectomy",
    ],
)
def test_a_procedure_that_only_looks_says_nothing(text: str) -> None:
    found = read(procedure(text))
    assert [(one.kind, one.text) for one in found.unmapped] == [("Procedure", text)]
    assert found.facts == ()


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("entered-in-error", "it was entered in error"),
        ("not-done", "it was not done"),
        ("preparation", "it was only planned"),
        ("stopped", "it was stopped before its end"),
    ],
)
def test_a_procedure_that_was_not_done_is_set_aside(status: str, why: str) -> None:
    found = read(procedure("ECT", status=status))
    assert (aside(found), found.facts) == ({"ECT": why}, ())


def test_a_procedure_to_come_is_set_aside() -> None:
    period = {"start": "2026-12-01"}
    assert list(aside(read(procedure("ECT", performedPeriod=period)))) == ["ECT"]


def test_a_procedure_without_a_readable_date_counts() -> None:
    found = read(procedure("ECT", performedString="last spring"))
    assert (only(found).on, list(aside(found))) == (None, ["the date of ECT"])


# ------------------------------------------------------------------ family history


def test_a_relatives_condition_is_set_aside() -> None:
    found = read(
        resource(
            "FamilyMemberHistory",
            relationship={"text": "mother"},
            condition=[{"code": coded("84757009", display="Epilepsy")}, {"code": {"text": "Gout"}}],
        ),
        resource("FamilyMemberHistory", status="completed"),
    )
    assert aside(found) == {"Epilepsy (mother)": FAMILY, "(nothing) (a relative)": FAMILY}
    assert (found.facts, found.unmapped, found.files[0].entries) == ((), (), 2)
