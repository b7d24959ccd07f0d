"""A model is held to the rules of a model, and to what it says about itself."""

import pytest
from msgspec import structs
from tests.lib.kinetics import CITED, analyte, model, one_compartment, parameter

from titrant.pkpd import check
from titrant.pkpd.model import (
    Act,
    Compartment,
    Covariance,
    Devices,
    Effect,
    Entry,
    Flow,
    Model,
    Relation,
    Says,
    Scale,
    Statement,
    Variability,
)

GOOD = one_compartment()


def faults(made: Model) -> list[str]:
    return [one.said for one in check(made) if not one.ok]


def with_flow(**changed: object) -> Model:
    first = structs.replace(GOOD.flows[0], **changed)
    return structs.replace(GOOD, flows=(first, *GOOD.flows[1:]))


def with_entry(**changed: object) -> Model:
    entry = structs.replace(GOOD.routes["iv"][0], **changed)
    return structs.replace(GOOD, routes={**GOOD.routes, "iv": (entry,)})


def with_parameter(name: str, value: float, unit: str, *relations: Relation) -> Model:
    own = tuple(
        parameter(name, value, unit, *relations) if one.name == name else one
        for one in GOOD.parameters
    )
    return structs.replace(GOOD, parameters=own)


def test_a_sound_model_breaks_no_rule() -> None:
    assert faults(GOOD) == []
    assert [one.rule for one in check(GOOD)] == [
        "every name stands for something",
        "every unit fits its use",
        "every parameter is used",
        "numbers are in their ranges",
        "what enters can leave",
        "random effects can be drawn",
        "a wide spread is stated as such",
    ]


EXTRA = parameter("extra", 1.0, "L")
BY_WISDOM = Relation(covariate="wisdom", act=Act.POWER, size=1, centre=1, cited=CITED)
LOGIT = Effect(parameter="cl", scale=Scale.LOGIT, variance=0.1, cited=CITED)
LONE = Covariance(one="cl", other="ka", value=0.01, cited=CITED)
CLOSE = Covariance(one="cl", other="v", value=0.09, cited=CITED)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (with_flow(clearance="gone"), "clearance names the parameter “gone”, which there is not"),
        (with_flow(source="gone"), "a flow names the compartment “gone”"),
        (with_flow(to="gone"), "a flow names the compartment “gone”"),
        (with_flow(source="gut"), "a clearance leaves “gut”, which has no volume"),
        (with_entry(into="gone"), "iv names the compartment “gone”"),
        (with_entry(over="gone"), "time names the parameter “gone”"),
        (with_entry(over="v"), "v is a time in L"),
        (with_flow(share="cl"), "cl is a share in L/h"),
        (
            structs.replace(GOOD, compartments=(Compartment(name="central", volume="cl"),)),
            "the compartment “gut”",
        ),
        (structs.replace(GOOD, analytes=(analyte("x", "gut"),)), "x is measured in “gut”"),
        (
            structs.replace(GOOD, devices=Devices(route="nose", dose=1, share="f", factor="f")),
            "devices are of the route “nose”",
        ),
        (structs.replace(GOOD, parameters=(*GOOD.parameters, EXTRA)), "extra is used nowhere"),
        (with_parameter("cl", 0.0, "L/h"), "cl is 0, and has to be above zero"),
        (with_parameter("cl", 80.0, "L/h", BY_WISDOM), "depends on “wisdom”"),
        (
            structs.replace(
                with_entry(rests=("f",)), parameters=with_parameter("f", 1.2, "1").parameters
            ),
            "f is 1.2: nothing is left of one",
        ),
        (
            structs.replace(GOOD, between=Variability(effects=(LOGIT,))),
            "cl differs on the logit scale and is not below 1",
        ),
        (
            structs.replace(GOOD, between=structs.replace(GOOD.between, covariances=(LONE,))),
            "a covariance names ka, which does not vary",
        ),
        (
            structs.replace(GOOD, between=structs.replace(GOOD.between, covariances=(CLOSE,))),
            "covariance of test-model is singular",
        ),
    ],
)
def test_each_fault_is_named(made: Model, said: str) -> None:
    assert any(said in one for one in faults(made)), faults(made)


def differing(variance: float, wide: str = "", *, occasion: bool = False) -> Model:
    effect = Effect(parameter="cl", scale=Scale.LOG, variance=variance, cited=CITED, wide=wide)
    kind = Variability(effects=(effect,))
    return structs.replace(GOOD, **{"occasion" if occasion else "between": kind})


@pytest.mark.parametrize(("occasion", "whom"), [(False, "people"), (True, "occasions")])
def test_a_spread_that_looks_like_a_slip_is_asked_about(occasion: bool, whom: str) -> None:
    """Hundredfold from the 5th to the 95th percentile: exp(2 * 1.6449 * sd) = 100, sd = 1.4000."""
    assert faults(differing(1.399**2, occasion=occasion)) == []
    said = (
        f"cl differs between {whom} with a variance of 1.963, which is more than 100-fold between "
        "the 5th and the 95th percentile; write “wide” with the reason where that is meant"
    )
    assert faults(differing(1.401**2, occasion=occasion)) == [said]
    assert faults(differing(1.401**2, "It was printed so.", occasion=occasion)) == []


def test_an_amount_that_stays_for_ever_is_a_fault() -> None:
    made = model(
        [parameter("k", 1.0, "1/h"), parameter("v", 1.0, "L")],
        {"a": "v", "b": ""},
        [Flow(source="a", to="b", rate="k")],
        {"iv": (Entry(into="a"),)},
        [analyte("ketamine", "a")],
    )
    assert "an amount stays in some compartment for ever" in faults(made)


def test_more_arriving_than_leaving_is_a_fault() -> None:
    made = model(
        [parameter("k", 1.0, "1/h"), parameter("v", 1.0, "L"), parameter("s", 1.5)],
        {"a": "v", "b": ""},
        [Flow(source="a", to="b", rate="k", share="s"), Flow(source="b", rate="k")],
        {"iv": (Entry(into="a"),)},
        [analyte("ketamine", "a")],
    )
    assert "more arrives than leaves somewhere" in faults(made)


def statement(what: Says, value: float, **more: object) -> Statement:
    return Statement(
        what=what,
        value=value,
        unit="1",
        within=0.001,
        cited=CITED,
        analyte="ketamine",
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    "said",
    [
        statement(Says.CLEARANCE, 80),
        statement(Says.HALF_LIFE, 0.6931472 * 60 / 80),
        statement(Says.BIOAVAILABILITY, 0.5, regimen="10 mg oral", route="oral"),
        statement(Says.CMAX, 500, regimen="30 mg iv"),
        statement(Says.AUC, 375, regimen="30 mg iv"),
        statement(Says.AUC, 375 * (1 - 0.2635971), regimen="30 mg iv", until=1),
    ],
)
def test_what_a_model_says_of_itself_is_simulated(said: Statement) -> None:
    made = structs.replace(GOOD, states=(said,))
    assert faults(made) == []
    wrong = structs.replace(GOOD, states=(structs.replace(said, value=said.value * 1.01),))
    (fault,) = faults(wrong)
    assert "-1.0%, 0.1% allowed" in fault


def test_a_statement_that_cannot_be_simulated_is_a_fault() -> None:
    for said, why in (
        (statement(Says.CMAX, 1, regimen="30 mg nasal"), "no “nasal” route"),
        (structs.replace(statement(Says.CLEARANCE, 1), analyte="gold"), "a statement names “gold”"),
    ):
        assert any(why in one for one in faults(structs.replace(GOOD, states=(said,))))
