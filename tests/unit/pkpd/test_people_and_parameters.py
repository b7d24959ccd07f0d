"""Covariates move parameters as the model says; bad ones are refused."""

from typing import Any

import numpy as np
import pytest
from msgspec import structs
from tests.lib.kinetics import CITED, NOBODY, many, one_compartment, parameter

from titrant.pkpd import People, PkError, concentrations, concerns, exposure, person, read_regimen
from titrant.pkpd.domain import within
from titrant.pkpd.model import (
    Act,
    Covariance,
    Devices,
    Domain,
    Effect,
    Model,
    Range,
    Relation,
    Scale,
    Variability,
)
from titrant.pkpd.parameters import covariance, moved, typical
from titrant.pkpd.simulation import chosen


def relation(covariate: str, act: Act, size: float, centre: float = 0.0) -> Relation:
    return Relation(covariate=covariate, act=act, size=size, centre=centre, cited=CITED)


def with_clearance(*relations: Relation, value: float = 80.0) -> Model:
    made = one_compartment()
    return structs.replace(
        made, parameters=(parameter("cl", value, "L/h", *relations), *made.parameters[1:])
    )


def clearance(made: Model, **covariates: float) -> float:
    return float(typical(made, person(**covariates))["cl"][0])


def test_a_power_is_of_the_share_of_the_centre() -> None:
    made = with_clearance(relation("weight", Act.POWER, 0.75, 70))
    assert clearance(made, weight=70) == 80
    assert clearance(made, weight=140) == pytest.approx(80 * 2**0.75)


def test_what_lies_above_a_centre_is_added_and_what_lies_below_is_not() -> None:
    made = with_clearance(relation("age", Act.ABOVE, -2.0, 60))
    assert clearance(made, age=40) == 80
    assert clearance(made, age=70) == 60


def test_a_factor_counts_where_it_is_so() -> None:
    made = with_clearance(relation("asian", Act.FACTOR, 0.5))
    assert clearance(made, asian=0) == 80
    assert clearance(made, asian=1) == 40


def test_an_absent_covariate_stands_at_its_centre_but_weight_has_to_be_given() -> None:
    assert clearance(with_clearance(relation("age", Act.ABOVE, -2.0, 60))) == 80
    with pytest.raises(PkError, match="needs a weight"):
        clearance(with_clearance(relation("weight", Act.POWER, 0.75, 70)))


def test_a_covariate_may_not_take_a_parameter_to_zero() -> None:
    with pytest.raises(PkError, match="not above zero for somebody"):
        clearance(with_clearance(relation("age", Act.ABOVE, -4.0, 60)), age=80)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"wisdom": [1.0]}, "“wisdom” is not a covariate"),
        ({"weight": [70.0, 80.0]}, "weight has 2 values for 1 people"),
        ({"weight": [np.nan]}, "weight is not a number"),
        ({"weight": [0.0]}, "weight is 0 kg"),
        ({"age": [-3.0]}, "age is -3 y"),
        ({"asian": [0.5]}, "asian is neither 0 nor 1"),
    ],
)
def test_bad_covariates_are_refused(columns: dict[str, list[float]], said: str) -> None:
    with pytest.raises(PkError, match=said):
        People({name: np.array(values) for name, values in columns.items()}, 1)


def test_some_people_are_taken_out_of_many() -> None:
    some = many(weight=[50, 60, 70], age=[20, 30, 40]).of(slice(1, 3))
    assert some.count == 2
    assert some.columns["weight"].tolist() == [60, 70]


def test_effects_move_on_their_scale() -> None:
    kind = Variability(
        effects=(
            Effect(parameter="cl", scale=Scale.LOG, variance=0.1, cited=CITED),
            Effect(parameter="f", scale=Scale.LOGIT, variance=0.1, cited=CITED),
        )
    )
    values = typical(one_compartment(), many(weight=[70, 70]))
    found = moved(values, kind, np.array([[0.0, 0.0], [np.log(2), np.log(3)]]))
    assert found["cl"] == pytest.approx([80, 160])
    assert found["f"] == pytest.approx([0.5, 0.75])
    assert values["cl"] == pytest.approx([80, 80])


def test_a_singular_covariance_is_refused_whatever_its_scale() -> None:
    made = one_compartment(variance=1e-8)
    pair = Covariance(one="cl", other="v", value=1e-8, cited=CITED)
    kind = structs.replace(made.between, covariances=(pair,))
    with pytest.raises(PkError, match="covariance of test-model is singular"):
        covariance(kind, made)
    half = structs.replace(kind, covariances=(structs.replace(pair, value=5e-9),))
    assert covariance(half, made).tolist() == [[1e-8, 5e-9], [5e-9, 1e-8]]


@pytest.mark.parametrize("variance", [0.0, -1.0, np.inf])
def test_a_variance_that_cannot_be_is_refused(variance: float) -> None:
    made = one_compartment(variance=variance)
    with pytest.raises(PkError, match="singular"):
        covariance(made.between, made)


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ([], "there are no times"),
        ([[1.0], [2.0]], "there are no times"),
        ([-1.0, 2.0], "-1 h is below zero"),
        ([1.0, np.nan], "a time is not a number"),
        ([2.0, 1.0], "not in order"),
    ],
)
def test_bad_times_are_refused(times: list[float], said: str) -> None:
    with pytest.raises(PkError, match=said):
        concentrations(one_compartment(), read_regimen("1 mg iv"), NOBODY, times)


def test_an_unknown_route_or_analyte_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(PkError, match=r"no “nasal” route\. It knows iv, oral"):
        concentrations(one_compartment(), read_regimen("1 mg nasal"), NOBODY, [1])
    with pytest.raises(PkError, match=r"has no “gold”\. It predicts ketamine"):
        chosen(one_compartment(), ["gold"])


def test_an_overflowing_regimen_is_refused() -> None:
    huge = read_regimen("999999999999 mg iv").with_ratios({"iv": 1e308})
    with pytest.raises(PkError, match="overflows"):
        concentrations(one_compartment(), huge, NOBODY, [0, 1])
    just = read_regimen("1 mg iv").with_ratios({"iv": 1e307})
    with pytest.raises(PkError, match="levels overflow"):
        concentrations(one_compartment(v=1e-9), just, NOBODY, [0, 1])


@pytest.mark.parametrize(
    "times", [None, "1", ["1", "2"], [True, False], [None], object(), [[1], 2]]
)
def test_times_that_are_no_numbers_are_refused(times: Any) -> None:
    with pytest.raises(
        PkError, match=r"the times are no numbers\. Give hours, like|a time is not a number\. Give"
    ):
        concentrations(one_compartment(), read_regimen("1 mg iv"), NOBODY, times)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            "70",
            "weight is '70', which is no number. Give a number, like person(weight=70, age=45).",
        ),
        (None, "weight is None, which is no number. Give a number,"),
        (True, "weight is True, which is no number. Give a number,"),
        (np.inf, "weight is inf. Give a number,"),
        (10**400, "weight is a number of more than 300 digits. Give a number,"),
    ],
)
def test_a_covariate_that_is_no_number_is_refused(value: Any, said: str) -> None:
    with pytest.raises(PkError) as caught:
        person(weight=value)
    assert str(caught.value).startswith(said)


def test_what_has_no_unit_may_be_true_or_false_and_a_column_is_of_numbers() -> None:
    assert person(asian=True).columns["asian"].tolist() == [1.0]
    with pytest.raises(PkError, match="wisdom is True, which is no number"):
        person(wisdom=True)
    for column in (np.array(["70"]), np.array([None]), np.array([True]), [70.0], None):
        with pytest.raises(PkError, match=r"weight is no array of numbers\. Give one number for"):
            People({"weight": column}, 1)  # type: ignore[dict-item]


def test_analytes_are_a_list() -> None:
    with pytest.raises(PkError, match=r"the analytes are the text “ketamine”\. Give a list"):
        chosen(one_compartment(), "ketamine")


def test_a_domain_is_held_in_words_and_refused() -> None:
    held = Domain(
        population="somebody",
        covariates={"weight": Range(40, 150), "age": Range(18, 18)},
        doses={"iv": Range(10, 50)},
    )
    made = structs.replace(one_compartment(), domain=held)
    regimen = read_regimen("60 mg iv; 60 mg iv at 2 h; 5 mg oral at 3 h")
    found = concerns(made, regimen, many(weight=[30.0, 70.0, 155.0], age=[18, 18, 19]))
    assert found == (
        "weight 30 kg is outside of 40 to 150 kg",
        "age 19 y is outside of 18 y",
        "60 mg iv is outside of 10 to 50 mg",
    )
    with pytest.raises(PkError, match="test-model was not studied there: 60 mg iv is outside"):
        within(made, regimen, NOBODY)
    within(made, read_regimen("10 mg iv; 50 mg iv at 1 h"), many(weight=[40.0], age=[18]))


def test_a_dose_in_devices_gives_less_for_each_later_one() -> None:
    made = one_compartment()
    devices = Devices(route="oral", dose=10.0, share="f", factor="later")
    made = structs.replace(
        made, devices=devices, parameters=(*made.parameters, parameter("later", 0.6))
    )
    area = [
        float(exposure(made, read_regimen(f"{dose} mg oral"), NOBODY, [1]).auc[0, 0])
        for dose in (10, 20, 30)
    ]
    one = 1000 * 10 * 0.5 / 80
    assert area == pytest.approx([one, 1.6 * one, 2.2 * one])
    for dose in (5, 15):
        with pytest.raises(PkError, match="not a whole number of devices of 10 mg"):
            exposure(made, read_regimen(f"{dose} mg oral"), NOBODY, [1])


def test_areas_of_a_model_that_is_not_linear_are_refused() -> None:
    made = one_compartment()
    flows = (structs.replace(made.flows[0], half="half"), made.flows[1])
    slow = structs.replace(
        made, flows=flows, parameters=(*made.parameters, parameter("half", 0.05, "mg/L"))
    )
    with pytest.raises(PkError, match="is not linear"):
        exposure(slow, read_regimen("1 mg iv"), NOBODY, [1])
    out = np.zeros((1, 1, 1))
    assert concentrations(slow, read_regimen("1 mg iv"), NOBODY, [0], out=out) is out
    assert out[0, 0, 0] == pytest.approx(1000 / 60)
