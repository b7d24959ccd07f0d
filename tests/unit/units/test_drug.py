"""The drug is stated, and two drugs do not combine."""

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from titrant.units import (
    Concentration,
    Dose,
    DosePerWeight,
    Drug,
    DrugMismatch,
    DrugQuantity,
    Rate,
    RatePerWeight,
    UnreadableQuantity,
    Volume,
)

K, S = Drug.KETAMINE, Drug.ESKETAMINE
DRUG_KINDS = (Dose, DosePerWeight, Rate, RatePerWeight, Concentration)
EVERY_DRUG_KIND = pytest.mark.parametrize("kind", DRUG_KINDS)
NEVER = "The two are never interchangeable: check order and product."
STATE = "State the drug before amounts are combined."


# ------------------------------------------------------------------ the drug is stated


def test_a_drug_has_a_word_that_cannot_be_taken_for_the_other() -> None:
    assert [drug.value for drug in Drug] == ["ketamine", "esketamine"]
    assert (K.words, S.words) == ("racemic ketamine", "esketamine")


@EVERY_DRUG_KIND
def test_an_amount_has_no_drug_until_somebody_states_it(kind: type[DrugQuantity]) -> None:
    amount = kind(35, kind.BASE)
    assert amount.drug is None
    for drug in Drug:
        stated = amount.of(drug)
        assert type(stated) is kind
        assert stated.drug is drug
        assert amount.drug is None  # frozen: the statement makes a new amount
        assert stated == kind(35, kind.BASE, drug)
        assert stated.of(drug) == stated


def test_stating_the_drug_keeps_the_unit() -> None:
    stated = Dose("0.5", "g").of(K)
    assert (stated.value, stated.unit) == (Decimal("0.5"), "g")
    assert stated.base == 500


def test_stating_another_drug_is_refused() -> None:
    for amount, drug, problem in (
        (Dose(35, "mg", K), S, "35 mg is racemic ketamine, not esketamine"),
        (Concentration(10, "mg/mL", S), K, "10 mg/mL is esketamine, not racemic ketamine"),
    ):
        with pytest.raises(DrugMismatch) as caught:
            amount.of(drug)
        assert str(caught.value) == f"{problem}. {NEVER}"


@pytest.mark.parametrize(
    ("text", "value", "drug"),
    [
        ("35 mg", "35", None),
        ("35 mg ketamine", "35", K),
        ("56 mg esketamine", "56", S),
        ("  56mg   esketamine ", "56", S),
    ],
)
def test_a_drug_may_stand_behind_the_amount(text: str, value: str, drug: Drug | None) -> None:
    for read in (Dose.read, Dose.read_record):
        amount = read(text)
        assert type(amount) is Dose
        assert (amount.value, amount.unit, amount.drug) == (Decimal(value), "mg", drug)


def test_every_amount_of_a_drug_reads_it() -> None:
    for kind in DRUG_KINDS:
        amount = kind.read(f"{kind.EXAMPLE} esketamine")
        assert amount == kind.read(kind.EXAMPLE).of(S)
        assert amount != kind.read(kind.EXAMPLE)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "5.0 mg esketamine",
            (
                "in “5.0 mg”, “5.0” ends in a zero after the point, which can be read "
                "ten times too high. Write 5."
            ),
        ),
        ("mg ketamine", "“mg” has no number. Write it like 35 mg."),
        ("ketamine", "“ketamine” has no number. Write it like 35 mg."),
        ("ketamine 35 mg", "“ketamine 35 mg” has no number. Write it like 35 mg."),
        ("35 ketamine", "“35” has no unit. Write it like 35 mg."),
        *(
            (f"35 {unit}", f"“{unit}” is not a unit of a dose. Use one of: mg, g, ug.")
            for unit in (
                "mg Ketamine",
                "mg S-ketamine",
                "mg\u00a0ketamine",
                "mg arketamine",
                "mgketamine",
            )
        ),
        (
            "35 mg racemic ketamine",
            "“mg racemic” is not a unit of a dose. Use one of: mg, g, ug.",
        ),
        (
            "35 mg ketamine esketamine",
            "“mg ketamine” is not a unit of a dose. Use one of: mg, g, ug.",
        ),
    ],
)
def test_what_is_no_drug_behind_an_amount_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableQuantity) as caught:
        Dose.read(text)
    assert str(caught.value) == sentence


def test_a_record_may_write_a_trailing_zero_before_the_drug() -> None:
    assert Dose.read_record("5.0 mg esketamine") == Dose(5, "mg", S)


# ------------------------------------------------------------------ two drugs do not combine

COMBINE: dict[str, Callable[[Any, Any], object]] = {
    "+": operator.add,
    "-": operator.sub,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "ratio": lambda one, other: one.ratio(other),
    "rounded_down": lambda one, other: one.rounded_down(other),
    "rounded_up": lambda one, other: one.rounded_up(other),
    "portion": lambda one, other: Volume(50, "mL").portion(one, other),
    "max": max,
}
EVERY_WAY = pytest.mark.parametrize("way", COMBINE)


@pytest.mark.hazard("H12")
@EVERY_WAY
@EVERY_DRUG_KIND
def test_racemic_ketamine_and_esketamine_do_not_combine(kind: type[DrugQuantity], way: str) -> None:
    one, other = kind(35, kind.BASE, K), kind(28, kind.BASE, S)
    with pytest.raises(DrugMismatch) as caught:
        COMBINE[way](one, other)
    first, second = (other, one) if way == "max" else (one, other)
    assert isinstance(first, kind)
    assert isinstance(second, kind)
    assert first.drug is not None
    assert second.drug is not None
    assert str(caught.value) == (
        f"{first} is {first.drug.words} and {second} is {second.drug.words}. {NEVER}"
    )


@pytest.mark.hazard("H12")
@EVERY_WAY
@EVERY_DRUG_KIND
def test_an_amount_of_no_stated_drug_combines_with_nothing(
    kind: type[DrugQuantity], way: str
) -> None:
    unstated, also_unstated = kind(1, kind.BASE), kind(2, kind.BASE)
    stated = kind(3, kind.BASE, K)
    for one, other, shown in (
        (unstated, stated, unstated),
        (stated, unstated, unstated),
    ):
        with pytest.raises(DrugMismatch) as caught:
            COMBINE[way](one, other)
        assert str(caught.value) == f"the drug of {shown} is not stated. {STATE}"
    with pytest.raises(DrugMismatch, match="is not stated"):
        COMBINE[way](unstated, also_unstated)
    with pytest.raises(DrugMismatch, match="is not stated"):
        COMBINE[way](unstated, unstated)


@EVERY_WAY
@EVERY_DRUG_KIND
def test_amounts_of_one_drug_combine(kind: type[DrugQuantity], way: str) -> None:
    for drug in Drug:
        made = COMBINE[way](kind(35, kind.BASE, drug), kind(28, kind.BASE, drug))
        if isinstance(made, DrugQuantity):
            assert made.drug is drug


def test_a_dose_is_not_drawn_from_a_vial_of_the_other_drug() -> None:
    for amount in (Dose(28, "mg", S), Rate(28, "mg/h", S)):
        with pytest.raises(DrugMismatch) as caught:
            amount / Concentration(10, "mg/mL", K)
        assert str(caught.value) == (
            f"{amount} is esketamine and 10 mg/mL is racemic ketamine. {NEVER}"
        )


def test_a_dose_is_not_drawn_where_a_drug_is_not_stated() -> None:
    vial = Concentration(10, "mg/mL")
    for one, other, shown in (
        (Dose(35, "mg"), vial.of(K), "35 mg"),
        (Dose(35, "mg", K), vial, "10 mg/mL"),
        (Dose(35, "mg"), vial, "35 mg"),
        (Rate(35, "mg/h"), vial.of(K), "35 mg/h"),
        (Rate(35, "mg/h", K), vial, "10 mg/mL"),
    ):
        with pytest.raises(DrugMismatch) as caught:
            one / other
        assert str(caught.value) == f"the drug of {shown} is not stated. {STATE}"


@EVERY_DRUG_KIND
def test_amounts_are_equal_only_where_the_drug_is_the_same(kind: type[DrugQuantity]) -> None:
    racemic, other, unstated = (kind(1, kind.BASE, drug) for drug in (K, S, None))
    assert len({racemic, other, unstated}) == 3
    assert racemic != other
    assert racemic != unstated
    assert unstated == kind(1, kind.BASE)
    assert hash(unstated) == hash(kind(1, kind.BASE))
    assert racemic == kind(1, kind.BASE, K)
    assert hash(racemic) == hash(kind(1, kind.BASE, K))
    assert len({hash(racemic), hash(other), hash(unstated)}) == 3
