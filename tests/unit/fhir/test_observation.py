"""Observations: numbers and their units, bounds, components, and states that a value decides."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.lib.records import (
    LOINC,
    SNOMED,
    aside,
    coded,
    concepts,
    observation,
    only,
    quantity,
    read,
)

from titrant.clinical import FactKind, MatchedBy, Sureness

WEIGHT, SYSTOLIC, DIASTOLIC, PRESSURE = "29463-7", "8480-6", "8462-4", "85354-9"
TEMPERATURE, PHQ9, PREGNANT, SUCKLING = "8310-5", "44261-6", "82810-3", "63895-7"
SMOKING = "72166-2"


def weight(value: Any, unit: str | None = None, code: str | None = None, **more: Any) -> Any:
    return observation(WEIGHT, valueQuantity=quantity(value, unit, code, **more))


# ------------------------------------------------------------------ numbers and units


@pytest.mark.hazard("H4")
@pytest.mark.parametrize(
    ("value", "unit", "code", "kilograms"),
    [
        (70, "kg", "kg", "70"),
        (70, "kg", None, "70"),
        (70, None, "kg", "70"),
        # the pound is 0.45359237 kg exactly
        (154, "lb", "[lb_av]", "69.85322498"),
        (154, "pounds", None, "69.85322498"),
        (154, None, "[lb_av]", "69.85322498"),
        (70000, "g", "g", "70"),
        (70, "kilogram (unit of mass)", "kg", "70"),  # a unit that nobody knows says nothing
        (82.10000000000001, "kg", "kg", "82.1"),  # what a binary number adds is noise
    ],
)
def test_a_weight_is_read_in_kilograms(
    value: float, unit: str | None, code: str | None, kilograms: str
) -> None:
    found = only(read(weight(value, unit, code)))
    assert found.value is not None
    assert (found.concept, found.value.number, found.value.unit) == (
        "weight",
        Decimal(kilograms),
        "kg",
    )


@pytest.mark.hazard("H4")
@pytest.mark.parametrize(
    ("value", "unit", "code", "why"),
    [
        (70, None, None, "70 has no unit"),
        (70, "kg", "[lb_av]", "its units contradict: [lb_av] / kg"),
        (154, "lb", "kg", "its units contradict: kg / lb"),
        (70, "stones and feathers", None, "“stones and feathers” is no unit for it that is known"),
        (70, "mm[Hg]", None, "“mm[Hg]” is no unit for it that is known"),
        (-70, "kg", "kg", "-70 kg is below zero"),
        (None, "kg", "kg", "it has no value"),
        ("70", "kg", "kg", "it has no value"),
        (True, "kg", "kg", "it has no value"),
    ],
)
def test_a_weight_that_cannot_be_trusted_is_set_aside(
    value: Any, unit: str | None, code: str | None, why: str
) -> None:
    found = read(weight(value, unit, code))
    (said,) = aside(found).values()
    assert said.startswith(why)
    assert found.facts == ()


@pytest.mark.parametrize("comparator", ["<", "<=", ">=", ">"])
def test_a_result_that_is_a_bound_is_kept_as_one(comparator: str) -> None:
    """A laboratory writes a bad kidney as “< 15”: nothing may take that for silence."""
    value = only(read(weight(200, "kg", "kg", comparator=comparator))).value
    assert value is not None
    assert (value.number, value.limit) == (Decimal(200), comparator)
    assert value.shown == f"{comparator} 200 kg"


def test_a_temperature_in_fahrenheit_is_converted() -> None:
    # 98.6 °F is 37 °C
    fever = observation(TEMPERATURE, valueQuantity=quantity(98.6, "degF", "[degF]"))
    found = only(read(fever)).value
    assert found is not None
    assert (found.number, found.unit, found.shown) == (Decimal(37), "Cel", "98.6 degF")


@pytest.mark.parametrize(
    "value",
    [{"valueInteger": 12}, {"valueDecimal": 12}, {"valueQuantity": quantity(12, "{score}")}],
)
def test_a_score_needs_no_unit(value: dict[str, Any]) -> None:
    found = only(read(observation(PHQ9, **value))).value
    assert found is not None
    assert (found.number, found.unit) == (Decimal(12), "1")


def test_a_value_without_a_number_or_a_word_is_none() -> None:
    assert list(aside(read(observation(WEIGHT))).values()) == ["it has no value"]


def test_the_text_says_what_it_is_where_no_code_is_known() -> None:
    plain = {"code": {"text": "Body weight"}, "valueQuantity": quantity(70, "kg")}
    found = only(read({**observation(WEIGHT), **plain}))
    assert (found.concept, found.by) == ("weight", MatchedBy.NAME)


# ------------------------------------------------------------------ statuses and dates


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("entered-in-error", "it was entered in error"),
        ("cancelled", "it was cancelled"),
        ("registered", "it has no result yet"),
    ],
)
def test_what_has_no_result_is_set_aside(status: str, why: str) -> None:
    found = read({**weight(70, "kg"), "status": status})
    assert (list(aside(found).values()), found.facts) == ([why], ())


@pytest.mark.parametrize(
    ("status", "sure"),
    [
        ("final", Sureness.RECORDED),
        ("amended", Sureness.RECORDED),
        ("corrected", Sureness.RECORDED),
        ("preliminary", Sureness.SUSPECTED),
    ],
)
def test_a_preliminary_result_is_not_sure(status: str, sure: Sureness) -> None:
    assert only(read({**weight(70, "kg"), "status": status})).sure is sure


@pytest.mark.parametrize(
    ("content", "on"),
    [
        ({"effectiveDateTime": "2026-03-04T10:00:00Z"}, date(2026, 3, 4)),
        ({"effectivePeriod": {"start": "2026-03-04"}}, date(2026, 3, 4)),
        ({"issued": "2026-03-04T10:00:00Z"}, date(2026, 3, 4)),
        ({"effectiveDateTime": "2026-03"}, date(2026, 3, 1)),  # it is at least this old
        ({"effectiveDateTime": "2026"}, date(2026, 1, 1)),
        ({}, None),
    ],
)
def test_a_measurement_is_as_old_as_it_may_be(content: dict[str, Any], on: date | None) -> None:
    assert only(read({**weight(70, "kg"), **content})).on == on


def test_a_measurement_of_tomorrow_is_set_aside() -> None:
    found = read({**weight(70, "kg"), "effectiveDateTime": "2026-11-23"})
    assert list(aside(found).values()) == ["it is dated 2026-11-23, after 2026-11-22"]
    assert found.facts == ()


def test_a_date_that_is_none_is_said_and_the_value_counts() -> None:
    found = read({**weight(70, "kg"), "effectiveDateTime": "spring"})
    assert only(found).on is None
    assert aside(found) == {"the date of loinc 29463-7": "“spring” is no date"}


@pytest.mark.parametrize("content", [weight(70, "kg"), observation(WEIGHT)])
def test_a_reason_for_having_no_value_is_said(content: dict[str, Any]) -> None:
    reason = coded("unable-to-obtain", "urn:x", "Unable To Obtain")
    found = read({**content, "dataAbsentReason": reason})
    assert list(aside(found).values()) == ["it has no value (Unable To Obtain)"]
    assert found.facts == ()


# ------------------------------------------------------------------ components


def component(code: str, value: Any, unit: str = "mm[Hg]") -> dict[str, Any]:
    return {"code": coded(code, LOINC), "valueQuantity": quantity(value, unit)}


def test_a_blood_pressure_is_two_values() -> None:
    found = read(
        observation(
            PRESSURE, id="bp", component=[component(SYSTOLIC, 150), component(DIASTOLIC, 95)]
        )
    )
    values = {fact.concept: fact.value.number for fact in found.facts if fact.value is not None}
    assert values == {"systolic": Decimal(150), "diastolic": Decimal(95)}
    assert [fact.origin.place for fact in found.facts] == ["Observation/bp, 1", "Observation/bp, 2"]
    assert (found.files[0].entries, found.files[0].mapped, found.unmapped) == (1, 1, ())


def test_a_half_of_a_blood_pressure_may_be_absent() -> None:
    missing = {"code": coded(DIASTOLIC, LOINC), "dataAbsentReason": {"text": "not heard"}}
    found = read(observation(PRESSURE, component=[component(SYSTOLIC, 150), missing]))
    assert concepts(found) == ["systolic"]
    assert list(aside(found).values()) == ["it has no value (not heard)"]


@pytest.mark.hazard("H48")
def test_a_component_that_no_concept_covers_is_listed() -> None:
    odd = component("8478-0", 113)  # the mean pressure
    found = read(observation(PRESSURE, id="bp", component=[component(SYSTOLIC, 150), odd]))
    assert concepts(found) == ["systolic"]
    assert [(one.code, one.origin.place) for one in found.unmapped] == [
        ("loinc 8478-0", "Observation/bp, 2")
    ]


def test_a_panel_with_a_value_of_its_own_keeps_it() -> None:
    panel = {**weight(70, "kg"), "component": [component(SYSTOLIC, 150)]}
    assert concepts(read(panel)) == ["systolic", "weight"]


@pytest.mark.hazard("H48")
@pytest.mark.parametrize(
    "content",
    [
        observation("32465-7", valueString="left"),
        observation("32465-7", component=[component("32466-5", 1), component("32467-3", 2)]),
        observation("32465-7", component=[{}, "x", None]),
    ],
)
def test_what_no_concept_covers_is_listed_once(content: dict[str, Any]) -> None:
    found = read(content)
    assert [(one.kind, one.code) for one in found.unmapped] == [("Observation", "loinc 32465-7")]
    assert found.facts == ()


# ------------------------------------------------------------------ results in words, and states


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ({"valueString": " Former smoker "}, "Former smoker"),
        ({"valueCodeableConcept": coded("8517006", SNOMED, "Former smoker")}, "Former smoker"),
        ({"valueCodeableConcept": coded("8517006", SNOMED)}, "snomed 8517006"),
        ({"valueBoolean": True}, "yes"),
        ({"valueBoolean": False}, "no"),
    ],
)
def test_a_result_may_be_a_word(value: dict[str, Any], word: str) -> None:
    found = only(read(observation(SMOKING, **value)))
    assert (found.concept, found.word, found.value) == ("tobacco-status", word, None)


# https://hl7.org/fhir/us/core/StructureDefinition-us-core-observation-pregnancystatus.html
@pytest.mark.parametrize(
    ("value", "so"),
    [
        ({"valueCodeableConcept": coded("77386006", SNOMED, "Pregnant")}, True),
        ({"valueCodeableConcept": coded("77386006", SNOMED, "Pregnancy (finding)")}, True),
        ({"valueCodeableConcept": coded("77386006", SNOMED)}, True),
        ({"valueCodeableConcept": coded("LA15173-0", LOINC, "Pregnant")}, True),
        ({"valueCodeableConcept": {"text": "Yes"}}, True),
        ({"valueBoolean": True}, True),
        ({"valueCodeableConcept": coded("60001007", SNOMED, "Not pregnant")}, False),
        ({"valueString": "not currently pregnant"}, False),
        ({"valueBoolean": False}, False),
    ],
)
def test_pregnancy_is_what_the_value_says(value: dict[str, Any], so: bool) -> None:
    found = only(read(observation(PREGNANT, effectiveDateTime="2026-11-20", **value)))
    assert (found.concept, found.so, found.on) == ("pregnancy", so, date(2026, 11, 20))
    assert (found.kind, found.by) == (FactKind.CONDITION, MatchedBy.CODE)


@pytest.mark.hazard("H48")
@pytest.mark.parametrize(
    "value",
    [
        {"valueCodeableConcept": coded("261665006", SNOMED, "Unknown")},
        {"valueCodeableConcept": coded("60001007", SNOMED)},
        {"valueString": "positive, not confirmed"},
        {"valueQuantity": quantity(1, "1")},
        {},
    ],
)
def test_an_answer_that_is_neither_yes_nor_no_is_no_no(value: dict[str, Any]) -> None:
    found = read(observation(PREGNANT, **value))
    (why,) = aside(found).values()
    assert "is neither yes nor no" in why
    assert found.facts == ()


def test_a_pregnancy_status_is_known_by_its_code_alone() -> None:
    """In words, a test would be taken for what it looks for."""
    named = {**observation(PREGNANT, valueString="yes"), "code": {"text": "pregnancy"}}
    found = read(named)
    assert found.facts == ()


def test_a_state_is_answered_with_its_date() -> None:
    found = only(read(observation(SUCKLING, valueBoolean=True, issued="2026-11-01T08:00:00Z")))
    assert (found.concept, found.so, found.on) == ("breastfeeding", True, date(2026, 11, 1))
