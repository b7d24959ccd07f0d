"""A text that may be one of several kinds."""

import pytest

from titrant.units import (
    Concentration,
    Dose,
    DosePerWeight,
    Drug,
    FlowRate,
    ImpossibleQuantity,
    Quantity,
    Rate,
    RatePerWeight,
    UnreadableQuantity,
    Volume,
    Weight,
    read_one_of,
)

DOSES: tuple[type[DosePerWeight | Dose | RatePerWeight | Rate], ...] = (
    DosePerWeight,
    Dose,
    RatePerWeight,
    Rate,
)
EXAMPLES = "0.5 mg/kg, 35 mg, 0.35 mg/kg/h, 25 mg/h"
MISTAKEN = (FlowRate, Volume, Concentration, Weight)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.5 mg/kg", DosePerWeight("0.5", "mg/kg")),
        ("35 mg", Dose(35, "mg")),
        ("56 mg esketamine", Dose(56, "mg", Drug.ESKETAMINE)),
        ("0.35 mg/kg/h", RatePerWeight("0.35", "mg/kg/h")),
        ("25 mg/h", Rate(25, "mg/h")),
    ],
)
def test_the_unit_says_which_kind_it_is(text: str, expected: Quantity) -> None:
    for others in ((), MISTAKEN):
        read = read_one_of(text, DOSES, "dose", others)
        assert type(read) is type(expected)
        assert read == expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("3.5 mL", "volume"),
        ("3.50 mL", "volume"),  # a trailing zero does not hide what it is
        ("52.5 mL/h", "pump rate"),
        ("10 mg/mL", "concentration"),
        ("10 mg/mL ketamine", "concentration"),
        (" 70 kg ", "weight"),
        ("154 lb", "weight"),
        ("0 kg", "weight"),  # no weight that anybody has, but a weight
    ],
)
def test_what_it_is_mistaken_for_is_named(text: str, word: str) -> None:
    with pytest.raises(UnreadableQuantity) as caught:
        read_one_of(text, DOSES, "dose", MISTAKEN)
    assert str(caught.value) == (
        f"“{text.strip()}” is a {word}, not a dose. Write it like {EXAMPLES}."
    )


@pytest.mark.parametrize("text", ["3.5 mL", "70 kg", " 5 furlong "])
def test_what_is_none_of_the_kinds_is_said_in_the_word_that_was_asked_for(text: str) -> None:
    with pytest.raises(UnreadableQuantity) as caught:
        read_one_of(text, DOSES, "dose")
    assert str(caught.value) == f"“{text.strip()}” is not a dose. Write it like {EXAMPLES}."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        # the first kind that knows a mend says it
        ("0.5 mcg/kg", "“mcg/kg” is not a unit that can be read in only one way. Write ug/kg."),
        (
            "0.5 mg/kg/hr",
            "“mg/kg/hr” is not a unit that can be read in only one way. Write mg/kg/h.",
        ),
        ("25 mcg/hr", "“mcg/hr” is not a unit that can be read in only one way. Write ug/h."),
        ("35 MG", "“MG” is not a unit that can be read in only one way. Write mg."),
        (".5 mg/kg", "in “.5 mg/kg”, “.5” has no zero before the point. Write 0.5."),
        (
            "5.0 mg",
            (
                "in “5.0 mg”, “5.0” ends in a zero after the point, which can be read "
                "ten times too high. Write 5."
            ),
        ),
        ("35", "“35” has no unit. Write it like 0.5 mg/kg."),
        ("mg", "“mg” has no number. Write it like 0.5 mg/kg."),
        ("", "no dose per weight is written. Write it like 0.5 mg/kg."),
        ("NaN mg", "“NaN mg” is not a number. Write it like 0.5 mg/kg."),
    ],
)
def test_a_slip_of_writing_is_mended_by_its_own_sentence(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableQuantity) as caught:
        read_one_of(text, DOSES, "dose", MISTAKEN)
    assert str(caught.value) == sentence


def test_a_number_that_no_such_kind_can_have_is_not_said_to_be_unreadable() -> None:
    with pytest.raises(ImpossibleQuantity) as caught:
        read_one_of("0 kg", (Weight,), "weight")
    assert str(caught.value) == "a weight of zero. Give the weight."
