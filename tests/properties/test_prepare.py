"""What holds for every preparation, whatever is ordered."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lib.loaded import loaded
from tests.lib.orders import GOOD, order

from titrant.dosing import Kind, Preparation, Status, prepare
from titrant.knowledge import Knowledge
from titrant.units import Dose, DosePerWeight, Drug, FlowRate, Rate, Volume, Weight

SITES = st.sampled_from(["demo", None])
PRODUCTS = st.sampled_from(["ketamine-10", "ketamine-50", "ketamine-100"])
ANY_PRODUCT = st.sampled_from(
    ["ketamine-10", "ketamine-50", "ketamine-100", "spravato-28", "troche-100", "tablet-200"]
)
PROTOCOLS = st.sampled_from(
    [
        None,
        "iv-depression",
        "iv-crps",
        "im-depression",
        "sc-depression",
        "spravato-us-trd",
        "sublingual-home",
        "oral-depression",
    ]
)


def number(low: str, high: str, places: int) -> st.SearchStrategy[str]:
    """Plain typed numbers, with no trailing zero."""
    return st.decimals(Decimal(low), Decimal(high), places=places).map(
        lambda value: f"{value.normalize():f}"
    )


@st.composite
def typed_orders(draw: st.DrawFn) -> dict[str, Any]:
    """Orders as a hand might type them: sensible ones and wild ones."""
    unit = draw(st.sampled_from(["mg/kg", "mg", "mg/h", "mg/kg/h", "ug/kg"]))
    dose = draw(st.one_of(number("0", "3", 2), number("0", "2000", 1)))
    weight = draw(st.one_of(st.none(), number("20", "300", 1)))
    over = draw(st.one_of(st.none(), st.sampled_from(["30 s", "2 min", "40 min", "4 h", "90 min"])))
    dilute = draw(st.one_of(st.none(), st.sampled_from(["1", "2", "5", "10", "50", "100"])))
    return {
        "product": draw(ANY_PRODUCT),
        "dose": f"{dose} {unit}",
        "weight": None if weight is None else f"{weight} {draw(st.sampled_from(['kg', 'lb']))}",
        "over": over,
        "dilute_to": None if dilute is None else f"{dilute} mg/mL",
        "route": draw(st.sampled_from([None, "iv", "im", "sc", "nasal", "sublingual", "oral"])),
        "protocol": draw(PROTOCOLS),
        "retain": draw(st.sampled_from([None, "spit", "swallow"])),
        "hold_for": draw(st.sampled_from([None, "7 min"])),
        "reason": draw(st.sampled_from([None, "a reason"])),
        "basis": draw(st.sampled_from([None, "actual", "ideal", "adjusted"])),
        "height": draw(st.sampled_from([None, "140 cm", "178 cm", "200 cm"])),
        "sex": draw(st.sampled_from([None, "female", "male"])),
    }


def knowledge(site: str | None) -> Knowledge:
    return loaded(site)


HARD_PER_WEIGHT = {
    "iv": "limit.iv.dose.hard",
    "im": "limit.im.dose.hard",
    "sc": "limit.sc.dose.hard",
}
HARD_FIXED = {
    "nasal": ("limit.nasal.dose.hard", True),
    "sublingual": ("limit.sublingual.dose.hard", False),
    "oral": ("limit.oral.dose.hard", False),
}


def assert_below_hard_limits(made: Preparation, kb: Knowledge) -> None:
    """No chain carries a dose that a hard limit of its route stops."""
    assert made.chain is not None
    assert made.route is not None
    dose = made.chain.dose.exact
    assert dose.drug is not None
    if made.route in HARD_FIXED:
        id, may_equal = HARD_FIXED[made.route]
        hard = kb.leaf(id).quantity(Dose).of(dose.drug)
        assert dose <= hard if may_equal else dose < hard
        return
    assert made.weights is not None  # without a weight no limit per kg can be looked at
    per_weight = kb.leaf(HARD_PER_WEIGHT[made.route]).quantity(DosePerWeight).of(dose.drug)
    within = dose
    if made.chain.infusion is not None:
        # Independent of the program's own window: the steady rate over at most one hour.
        minutes = min(made.chain.infusion.duration.exact.in_unit("min"), Decimal(60))
        within = dose.scaled(minutes / made.chain.infusion.duration.exact.in_unit("min"))
    assert within.per(made.weights.actual) < per_weight


@pytest.mark.hazard("H1")
@given(typed=typed_orders(), site=SITES)
def test_no_path_gives_a_dose_above_a_hard_limit(typed: dict[str, Any], site: str | None) -> None:
    kb = knowledge(site)
    made = prepare(order(**typed), kb)
    refused = any(check.kind is Kind.HARD for check in made.checks)
    assert refused is (made.status is Status.REFUSED)
    if refused:
        assert made.chain is None
    if made.chain is not None:
        assert_below_hard_limits(made, kb)
    if made.status is Status.DONE:
        assert made.chain is not None
        assert all(check.met for check in made.checks)
    for check in made.checks:
        assert check.text
        assert check.met or (check.lifts and check.source)


@pytest.mark.hazard("H7")
@given(typed=typed_orders(), site=SITES)
def test_rounding_never_raises_what_is_given(typed: dict[str, Any], site: str | None) -> None:
    made = prepare(order(**typed), knowledge(site))
    chain = made.chain
    if chain is None:
        return
    assert chain.dose.rounded <= chain.dose.exact
    assert chain.draw.rounded.base <= chain.draw.exact.base
    if chain.infusion is None:
        return
    assert chain.infusion.concentration.rounded <= chain.infusion.concentration.exact
    for run in chain.infusion.runs:
        assert run.dose.rounded <= run.dose.exact
        ordered: Rate = run.dose.exact.over(run.duration)
        assert run.drug_rate.base <= ordered.base * (1 + Decimal("1e-30"))
        # What the pump gives in the ordered time is not more than was drawn.
        assert (run.rate.rounded * run.duration).base <= run.volume.rounded.base * (
            1 + Decimal("1e-30")
        )


@given(
    weight=number("40", "120", 1),
    factor=st.sampled_from(["0.5", "1.5", "2", "3"]),
    dose=number("0.1", "3", 2),
    product=PRODUCTS,
)
def test_scaling_the_weight_scales_the_dose_until_a_limit(
    weight: str, factor: str, dose: str, product: str
) -> None:
    """Twice the weight is twice the mg/kg dose, or a limit stands there and says so."""
    scaled = f"{(Decimal(weight) * Decimal(factor)).normalize():f}"
    plain = {"dose": f"{dose} mg/kg", "product": product, "over": "60 min", "dilute_to": "5 mg/mL"}
    one = prepare(order(**plain, weight=f"{weight} kg"), loaded(None))
    other = prepare(order(**plain, weight=f"{scaled} kg"), loaded(None))
    if one.chain is None or other.chain is None:
        stopped = one if one.chain is None else other
        assert any(not check.met and check.text for check in stopped.checks)
        return
    assert other.chain.dose.exact == one.chain.dose.exact.scaled(Decimal(factor))


@pytest.mark.hazard("H6")
@given(weight=number("40", "120", 1), dose=number("0.1", "1", 2), product=PRODUCTS)
def test_the_chain_closes(weight: str, dose: str, product: str) -> None:
    """Going back from the syringe to mg/kg gives what was ordered: volume × strength ÷ weight."""
    made = prepare(
        order(
            dose=f"{dose} mg/kg",
            weight=f"{weight} kg",
            product=product,
            over="40 min",
            dilute_to="1 mg/mL",
        ),
        loaded(None),
    )
    if made.chain is None:
        return
    strength = Decimal(product.rpartition("-")[2])
    assert isinstance(made.chain.draw.exact, Volume)
    back = made.chain.draw.exact.in_unit("mL") * strength / Decimal(weight)
    assert abs(back - Decimal(dose)) < Decimal("1e-25")
    infusion = made.chain.infusion
    assert infusion is not None
    assert infusion.rate is not None
    pumped: Volume = infusion.rate.exact * infusion.duration.exact
    assert abs(pumped.base - infusion.total.exact.base) < Decimal("1e-25")


@pytest.mark.hazard("H33")
@given(typed=typed_orders(), days=st.integers(0, 3000))
def test_the_day_shifts_nothing_but_ages(typed: dict[str, Any], days: int) -> None:
    """The same facts a while later give the same arithmetic (no clock is read)."""
    from datetime import date, timedelta

    start = date(2026, 11, 22)
    later = (start + timedelta(days=days)).isoformat()
    first = prepare(order(**typed), loaded(None))
    second = prepare(order(**{**typed, "as_of": later}), loaded(None))
    assert first.chain == second.chain
    assert first.status == second.status


@pytest.mark.hazard("H12")
@pytest.mark.parametrize("drug", list(Drug))
@given(amount=number("1", "500", 1))
def test_a_dose_of_the_other_drug_never_passes(drug: Drug, amount: str) -> None:
    """Whatever the amount, a product never serves the other drug."""
    product = "spravato-28" if drug is Drug.KETAMINE else "ketamine-50"
    made = prepare(order(product=product, dose=f"{amount} mg {drug}", route=None), loaded())
    assert made.status is Status.REFUSED
    assert made.chain is None


@pytest.mark.hazard("H1")
@given(
    vial=st.one_of(number("1", "500", 1).map(lambda n: f"{n} mg/mL")),
    syringe=number("0.1", "60", 2),
    pump=number("1", "900", 1),
)
def test_only_the_right_readings_pass(vial: str, syringe: str, pump: str) -> None:
    """A wrong vial, syringe or pump never passes; the right ones do (hand calculation)."""
    made = prepare(order(**GOOD, vial=vial, syringe=f"{syringe} mL", pump=f"{pump} mL/h"), loaded())
    right = (
        vial == "10 mg/mL"
        and Decimal(syringe) == Decimal("3.5")
        and Decimal(pump) == Decimal("52.5")
    )
    assert (made.status is Status.DONE) is right


def test_weights_in_pounds_and_kilograms_agree() -> None:
    assert Weight(1, "lb") == Weight("0.45359237", "kg")
    assert FlowRate(1, "mL/min") == FlowRate(60, "mL/h")
