"""Numbers of records, brought to the unit of their concept, or the reason why not."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from titrant.clinical import FactKind, Measured
from titrant.knowledge.concepts import Concept, Lasts
from titrant.knowledge.measuring import in_own_unit, number_of


def concept(unit: str | None, **units: str) -> Concept:
    return Concept(
        id="x",
        title="x",
        kind=FactKind.OBSERVATION,
        within=(),
        lasts=Lasts.EPISODE,
        unit=unit,
        units=units,
    )


WEIGHT = concept("kg", kg="1", g="0.001", lb="0.45359237", **{"[lb_av]": "0.45359237"})
SCORE = concept("1", score="1", **{"{score}": "1"})
RATE = concept("/min", **{"/min": "1", "{beats}/min": "1"})
TEMPERATURE = concept("Cel", Cel="1")
PRESSURE = concept("mmHg", mmHg="1", **{"mm[Hg]": "1"})
GLUCOSE = concept("mg/dL", **{"mg/dL": "1", "mmol/L": "18.0156"})
NOTHING = concept(None)


# ------------------------------------------------------------------ JSON numbers


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("70", "70"),
        ("0", "0"),
        ("-3", "-3"),
        ("70.50", "70.50"),
        ("1e2", "100"),
        ("123456789012345", "123456789012345"),  # fifteen digits
        ("0.1", "0.1"),
        ("82.100000000000001", "82.1"),  # seventeen digits of a binary double
        ("82.099999999999994", "82.1"),
        ("182.926588656709", "182.926588656709"),
        ("1e15", "1e15"),
        ("1e-15", "1e-15"),
    ],
)
def test_a_json_number_is_an_exact_decimal(written: str, number: str) -> None:
    decoded = msgspec.json.Decoder(float_hook=Decimal).decode(written.encode())
    assert number_of(decoded) == Decimal(number)


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, False, "70", "", [70], {"value": 70}, 70.5),
        *(Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")),
        *(10**16, -(10**16), Decimal("1e16"), Decimal("1e-16"), Decimal("1e999999")),
    ],
)
def test_what_is_no_number_that_was_measured_is_none(value: Any) -> None:
    assert number_of(value) is None


# ------------------------------------------------------------------ units


@pytest.mark.hazard("H4")
@pytest.mark.parametrize(
    ("of", "number", "unit", "code", "found"),
    [
        (WEIGHT, "70", "kg", "kg", Measured(Decimal(70), "kg", "70 kg")),
        (WEIGHT, "70", "", "kg", Measured(Decimal(70), "kg", "70 kg")),
        (WEIGHT, "70", "kg", "", Measured(Decimal(70), "kg", "70 kg")),
        # 154 * 0.45359237, by hand
        (WEIGHT, "154", "lb", "[lb_av]", Measured(Decimal("69.85322498"), "kg", "154 lb")),
        (WEIGHT, "70500", "g", "", Measured(Decimal("70.5"), "kg", "70500 g")),
        (WEIGHT, "70", "kilogramm", "kg", Measured(Decimal(70), "kg", "70 kilogramm")),
        (SCORE, "12", "", "", Measured(Decimal(12), "1", "12")),
        # what stands in braces is for programs (UCUM, section 6, annotations), and is not shown
        (SCORE, "12", "{score}", "{score}", Measured(Decimal(12), "1", "12")),
        (RATE, "72", "", "{beats}/min", Measured(Decimal(72), "/min", "72 /min")),
        (SCORE, "12.0", "score", "", Measured(Decimal(12), "1", "12 score")),
        # (98.6 - 32) / 1.8 = 37, and (100.4 - 32) / 1.8 = 38
        (TEMPERATURE, "98.6", "", "[degF]", Measured(Decimal(37), "Cel", "98.6 [degF]")),
        (TEMPERATURE, "100.4", "°F", "", Measured(Decimal(38), "Cel", "100.4 °F")),
        (TEMPERATURE, "37", "Cel", "", Measured(Decimal(37), "Cel", "37 Cel")),
        (PRESSURE, "120", "mmHg", "mm[Hg]", Measured(Decimal(120), "mmHg", "120 mmHg")),
        # 5 mmol/L of glucose, 180.156 g/mol: 90.078 mg/dL
        (GLUCOSE, "5", "mmol/L", "", Measured(Decimal("90.078"), "mg/dL", "5 mmol/L")),
        (GLUCOSE, "1e3", "mg/dL", "", Measured(Decimal(1000), "mg/dL", "1000 mg/dL")),
    ],
)
def test_a_number_comes_in_the_unit_of_its_concept(
    of: Concept, number: str, unit: str, code: str, found: Measured
) -> None:
    assert in_own_unit(of, Decimal(number), unit, code) == found


@pytest.mark.hazard("H4")
@pytest.mark.parametrize(
    ("of", "number", "unit", "code", "why"),
    [
        (WEIGHT, "70", "", "", "70 has no unit"),
        (WEIGHT, "-70", "kg", "kg", "-70 kg is below zero"),
        (WEIGHT, "-0.5", "", "", "-0.5 is below zero"),
        (WEIGHT, "-1", "", "[lb_av]", "-1 [lb_av] is below zero"),
        (WEIGHT, "70", "lb", "kg", "its units contradict: kg / lb"),
        (WEIGHT, "70", "kg", "[lb_av]", "its units contradict: [lb_av] / kg"),
        (WEIGHT, "70", "KG of him", "", "“KG of him” is no unit for it that is known here"),
        (WEIGHT, "70", "mg/dL", "mmol/L", "“mmol/L / mg/dL” is no unit for it that is known here"),
        (SCORE, "12", "kg", "", "“kg” is no unit for it that is known here"),
        (PRESSURE, "16", "kPa", "kPa", "“kPa / kPa” is no unit for it that is known here"),
        (TEMPERATURE, "37", "", "", "37 has no unit"),
        (NOTHING, "1", "", "", "1 has no unit"),
        (NOTHING, "1", "kg", "", "“kg” is no unit for it that is known here"),
    ],
)
def test_a_number_that_cannot_be_used_says_why(
    of: Concept, number: str, unit: str, code: str, why: str
) -> None:
    assert in_own_unit(of, Decimal(number), unit, code) == why


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("70", "70 kg"),
        ("70.50", "70.5 kg"),
        ("82.25", "82.25 kg"),
        ("182.926588656709", "182.92… kg"),  # cut, and it says so
        ("0.5", "0.5 kg"),
        ("0.0123456", "0.012… kg"),  # of a small number, two digits that say something
        ("0.001", "0.001 kg"),
    ],
)
def test_a_number_is_shown_with_few_digits_and_counts_with_all(number: str, shown: str) -> None:
    assert in_own_unit(WEIGHT, Decimal(number), "kg") == Measured(Decimal(number), "kg", shown)


@pytest.mark.hazard("H4")
@pytest.mark.parametrize("unit", ["kg", "lb"])
def test_nobody_weighs_nothing(unit: str) -> None:
    assert in_own_unit(WEIGHT, Decimal(0), unit) == f"0 {unit} is nobody’s"
