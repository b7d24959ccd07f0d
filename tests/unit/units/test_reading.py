"""What people type: read in one way, or refused with how to mend it."""

from decimal import Decimal

import pytest

from titrant.units import (
    Concentration,
    Count,
    Dose,
    DosePerWeight,
    Duration,
    FlowRate,
    Frequency,
    Height,
    ImpossibleQuantity,
    Percentage,
    Pressure,
    Quantity,
    QuantityError,
    Rate,
    RatePerWeight,
    Temperature,
    UnreadableQuantity,
    Volume,
    Weight,
)
from titrant.units.reading import LONGEST

Kind = type[Quantity]


def said(kind: Kind, text: str) -> str:
    """Return the sentence with which a text is refused, typed or from a record."""
    with pytest.raises(UnreadableQuantity) as caught:
        kind.read(text)
    with pytest.raises(UnreadableQuantity) as recorded:
        kind.read_record(text)
    assert str(recorded.value) == str(caught.value)
    return str(caught.value)


# ------------------------------------------------------------------ accepted


@pytest.mark.parametrize(
    ("kind", "text", "value", "unit"),
    [
        (DosePerWeight, "0.5 mg/kg", "0.5", "mg/kg"),
        (RatePerWeight, "0.35 mg/kg/h", "0.35", "mg/kg/h"),
        (Weight, "154 lb", "154", "lb"),
        (Weight, "154 [lb_av]", "154", "lb"),
        (Weight, "70.0 kg", "70", "kg"),
        (Weight, "70kg", "70", "kg"),
        (Pressure, "120 mm[Hg]", "120", "mmHg"),
        (Pressure, "120 mmHg", "120", "mmHg"),
        (Dose, "0 mg", "0", "mg"),
        (Dose, "35 mg", "35", "mg"),
        (Dose, " 35\tmg\n", "35", "mg"),
        (Rate, "25 mg/h", "25", "mg/h"),
        (Concentration, "10 mg/ml", "10", "mg/mL"),
        (FlowRate, "52.5 mL/h", "52.5", "mL/h"),
        (Volume, "3.5 ml", "3.5", "mL"),
        (Percentage, "97%", "97", "%"),
        (Frequency, "72/min", "72", "/min"),
        (Temperature, "37 °C", "37", "Cel"),
        (Temperature, "98.6 [degF]", "98.6", "degF"),
        (Count, "2 devices", "2", "pieces"),
        # typeset with a (narrow) non-breaking space, as the SI brochure asks for
        (Weight, "70\u00a0kg", "70", "kg"),
        (Weight, "70\u202fkg", "70", "kg"),
    ],
)
def test_what_can_be_read_in_one_way_is_read(kind: Kind, text: str, value: str, unit: str) -> None:
    for read in (kind.read, kind.read_record):
        made = read(text)
        assert type(made) is kind
        assert (made.value, made.unit) == (Decimal(value), unit)


# ------------------------------------------------------------------ the number

_NUMBER = [
    (".5", "“.5” has no zero before the point. Write 0.5."),
    ("5.", "“5.” ends in a point. Write 5."),
    *(
        (
            number,
            (
                f"“{number}” has a comma, which can mean a decimal or a thousand. "
                "Write a point for decimals, and no mark for thousands."
            ),
        )
        for number in ("0,5", "1,000", "1,000.5")
    ),
    *(
        (number, f"“{number}” starts with a sign. Write the number alone, above zero.")
        for number in ("-5", "+5", "−5", "±5", "<5", "≥5", "~5", "- 5")
    ),
    *(
        (number, f"“{number}” looks like a range. Write one number.")
        for number in ("35-40", "35 - 40", "35–40", "0.5..1")
    ),
    *(
        (number, f"“{number}” starts with too many zeros. Write one zero before the point at most.")
        for number in ("05", "00.5")
    ),
    *(
        (
            number,
            f"“{number}” is not a plain number. Write digits with at most one point, like 0.5.",
        )
        for number in (
            "0.5.5",
            "1 000",
            "1\u00a0000",
            "1_000",
            "5 0",
            "5\n0",
            "5\x000",
            "70\u200b",
            "\u0663\u0665",  # Arabic-Indic digits
            "\uff13\uff15",  # full-width digits
            "0\uff0e5",  # full-width point
            "½",
            "$5",
            "(5)",
            "5*",
        )
    ),
    (
        "1234567890123456",
        "“1234567890123456” has more than 15 digits. Write only the digits that matter.",
    ),
]


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(("number", "sentence"), _NUMBER)
@pytest.mark.parametrize("space", [" ", ""])
def test_a_number_that_is_not_plain_is_refused(number: str, sentence: str, space: str) -> None:
    for kind, unit in ((Dose, "mg"), (Weight, "kg"), (DosePerWeight, "mg/kg"), (Percentage, "%")):
        text = f"{number}{space}{unit}"
        assert said(kind, text) == f"in “{text}”, {sentence}"


@pytest.mark.parametrize(
    "text", ["1e3 mg", "1E3 mg", "5e-1 mg", "5E+1 mg", "1.5e3 mg", "1e3", "1,5e3 mg", "1 e3 mg"]
)
def test_an_exponent_is_refused(text: str) -> None:
    assert said(Dose, text) == f"“{text}” has an exponent. Write all digits, like 35 mg."
    assert said(Weight, text) == f"“{text}” has an exponent. Write all digits, like 70 kg."


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "nan mg",
        "NAN mg",
        "inf mg",
        "Infinity",
        "infinity mg",
        "none",
        "None mg",
        "null",
        "unknown",
        "Unknown mg",
    ],
)
def test_a_word_for_no_number_is_refused(text: str) -> None:
    assert said(Dose, text) == f"“{text}” is not a number. Write it like 35 mg."
    assert said(Weight, f" {text} ") == f"“{text}” is not a number. Write it like 70 kg."


@pytest.mark.parametrize("text", ["mg", "kg", "nanograms", "about 5 mg", "five mg", "<b>70</b> kg"])
def test_a_text_without_a_number_in_front_is_refused(text: str) -> None:
    if text.startswith("<"):
        assert said(Dose, text) == (
            f"in “{text}”, “<” starts with a sign. Write the number alone, above zero."
        )
        return
    assert said(Dose, text) == f"“{text}” has no number. Write it like 35 mg."
    assert said(Weight, text) == f"“{text}” has no number. Write it like 70 kg."


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u00a0"])
def test_nothing_is_refused(text: str) -> None:
    assert said(Dose, text) == "no dose is written. Write it like 35 mg."
    assert said(Weight, text) == "no weight is written. Write it like 70 kg."


@pytest.mark.hazard("H3")
@pytest.mark.parametrize("text", ["35", "0.5", "-5", "35 ", "5'10\"", "5 Ω"])
def test_a_number_alone_is_refused(text: str) -> None:
    shown = text.strip()
    assert said(Dose, text) == f"“{shown}” has no unit. Write it like 35 mg."
    assert said(Weight, text) == f"“{shown}” has no unit. Write it like 70 kg."


def test_a_text_of_no_sensible_length_is_refused_and_not_repeated() -> None:
    assert LONGEST == 64
    fits = "70" + " " * 60 + "kg"
    assert Weight.read(fits) == Weight(70, "kg")
    for text in (fits.replace(" ", "  ", 1), "7" * 1000 + " kg", "70 kg" + "!" * 10**5):
        shown = text.strip()
        assert said(Weight, text) == (f"a weight of {len(shown)} characters. Write it like 70 kg.")
    assert Weight.read(" " * 1000 + fits + " " * 1000) == Weight(70, "kg")


def test_a_number_too_small_to_hold_is_refused() -> None:
    with pytest.raises(ImpossibleQuantity) as caught:
        Dose.read("0." + "0" * 40 + "1 mg")
    assert str(caught.value) == (
        "the number has more than 34 digits. Give only the digits that matter."
    )


# ------------------------------------------------------------------ the unit


@pytest.mark.parametrize(
    ("kind", "unit", "better"),
    [
        (Rate, "mcg/hr", "ug/h"),
        (Rate, "mg/hr", "mg/h"),
        (Rate, "mg/hrs", "mg/h"),
        (Rate, "MG/H", "mg/h"),
        (Rate, "mcg/min", "ug/min"),
        (Rate, "mg/mins", "mg/min"),
        (RatePerWeight, "mg/kg/hr", "mg/kg/h"),
        (RatePerWeight, "mcg/kg/min", "ug/kg/min"),
        (RatePerWeight, "MG/KG/HR", "mg/kg/h"),
        (Dose, "mcg", "ug"),
        (Dose, "MCG", "ug"),
        (Dose, "µg", "ug"),  # U+00B5
        (Dose, "μg", "ug"),  # U+03BC
        (Dose, "γ", "ug"),
        (Dose, "MG", "mg"),
        (Dose, "Mg", "mg"),
        (Dose, "G", "g"),
        (DosePerWeight, "mcg/kg", "ug/kg"),
        (DosePerWeight, "mg/Kg", "mg/kg"),
        (Concentration, "mcg/mL", "ug/mL"),
        (Concentration, "mg/cc", "mg/mL"),
        (Concentration, "MG/ML", "mg/mL"),
        (Volume, "cc", "mL"),
        (Volume, "CC", "mL"),
        (Volume, "ML", "mL"),
        (FlowRate, "cc/hr", "mL/h"),
        (FlowRate, "mL/hr", "mL/h"),
        (Weight, "Kg", "kg"),
        (Weight, "KG", "kg"),
        (Weight, "LB", "lb"),
        (Height, "CM", "cm"),
        (Duration, "hr", "h"),
        (Duration, "hrs", "h"),
        (Duration, "mins", "min"),
        (Duration, "sec", "s"),
        (Duration, "secs", "s"),
        (Duration, "H", "h"),
        (Frequency, "bpm", "/min"),
        (Frequency, "BPM", "/min"),
        (Pressure, "mmhg", "mmHg"),
        (Pressure, "MM[HG]", "mmHg"),
        (Temperature, "cel", "Cel"),
        (Temperature, "[DEGF]", "degF"),
    ],
)
def test_a_unit_that_is_misread_names_the_one_to_write(kind: Kind, unit: str, better: str) -> None:
    sentence = f"“{unit}” is not a unit that can be read in only one way. Write {better}."
    assert said(kind, f"5 {unit}") == sentence
    assert said(kind, f"5{unit}") == sentence
    with pytest.raises(UnreadableQuantity) as caught:
        kind(5, unit)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("35 mg 40 mg", "mg 40 mg"),
        ("35 mg/kg", "mg/kg"),
        ("35 to 40 mg", "to 40 mg"),
        ("1/2 mg", "/2 mg"),
        ("35 mg.", "mg."),
        ("35 mg;", "mg;"),
        ("35 m g", "m g"),
        ("35 mg\u200b", "mg\u200b"),
        ("35 \uff4dg", "g"),
        ("35 mg<script>", "mg<script>"),
        ("5 <b>mg</b>", "b>mg</b>"),
        ("35 mL", "mL"),
        ("35 IU", "IU"),
        ("35 mgs", "mgs"),
        ("35 mg HCl", "mg HCl"),
        ("5 {pieces}", "{pieces}"),
        ("5 kPa", "kPa"),
        ("5 %", "%"),
        ("1e mg", "e mg"),
    ],
)
def test_a_unit_of_no_dose_is_refused(text: str, unit: str) -> None:
    sentence = said(Dose, text)
    if text in {"35 \uff4dg", "5 <b>mg</b>"}:  # what is before the first letter is the number
        number = text.removesuffix(unit).strip()
        assert sentence == (
            f"in “{text}”, “{number}” is not a plain number. "
            "Write digits with at most one point, like 0.5."
        )
        return
    assert sentence == f"“{unit}” is not a unit of a dose. Use one of: mg, g, ug."


def test_kilopascal_is_not_read() -> None:
    # pint and UCUM differ in the sixth digit: see docs/adr/0009-kpa-is-not-read.md
    assert said(Pressure, "16 kPa") == "“kPa” is not a unit of a pressure. Use one of: mmHg."


@pytest.mark.hazard("H3", "H6")
def test_one_kind_does_not_read_another() -> None:
    assert said(Weight, "0.5 mg/kg") == "“mg/kg” is not a unit of a weight. Use one of: kg, g, lb."
    assert said(DosePerWeight, "35 mg") == (
        "“mg” is not a unit of a dose per weight. Use one of: mg/kg, ug/kg."
    )
    assert said(FlowRate, "25 mg/h") == (
        "“mg/h” is not a unit of a pump rate. Use one of: mL/h, mL/min."
    )


# ------------------------------------------------------------------ the error


def test_an_error_is_a_problem_and_how_to_mend_it() -> None:
    error = UnreadableQuantity("“5” has no unit", "Write it like 35 mg.")
    assert isinstance(error, QuantityError)
    assert isinstance(error, ValueError)
    assert (error.problem, error.mend) == error.args == ("“5” has no unit", "Write it like 35 mg.")
    assert str(error) == "“5” has no unit. Write it like 35 mg."
