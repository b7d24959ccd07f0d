"""The fast engine against formulas from textbooks and against the independent integration."""

import numpy as np
import pytest
from msgspec import structs
from tests.lib.kinetics import (
    NOBODY,
    analyte,
    model,
    one_compartment,
    parameter,
    peaks,
    random_model,
    random_regimen,
)

from titrant.knowledge import pk_model
from titrant.pkpd import Dose, PkError, Regimen, concentrations, exposure, read_regimen
from titrant.pkpd.blocks import blocks_of
from titrant.pkpd.exponential import exponential
from titrant.pkpd.inputs import events_of
from titrant.pkpd.linear import areas
from titrant.pkpd.model import Entry, Flow
from titrant.pkpd.modes import modes_of
from titrant.pkpd.ode import integrate
from titrant.pkpd.parameters import typical
from titrant.pkpd.simulation import whole_area
from titrant.pkpd.stepping import by_steps
from titrant.pkpd.system import System

TIMES = np.unique(np.concatenate([np.linspace(0, 6, 25), np.linspace(6, 96, 31)]))
CLOSE = 1e-9  # of each person's peak


def test_a_bolus_into_one_compartment_decays_as_an_exponential() -> None:
    levels = concentrations(one_compartment(), read_regimen("30 mg iv"), NOBODY, TIMES)[0, 0]
    expected = 1000 * 30 / 60 * np.exp(-80 / 60 * TIMES)
    assert levels == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_an_infusion_rises_to_its_end_and_falls_after_it() -> None:
    levels = concentrations(one_compartment(), read_regimen("30 mg iv over 2 h"), NOBODY, TIMES)[
        0, 0
    ]
    k, steady = 80 / 60, 1000 * 15 / 80
    during = steady * (1 - np.exp(-k * np.minimum(TIMES, 2)))
    assert levels == pytest.approx(during * np.exp(-k * np.maximum(TIMES - 2, 0)), abs=1e-10)


def test_first_order_uptake_follows_bateman() -> None:
    levels = concentrations(one_compartment(), read_regimen("30 mg oral"), NOBODY, TIMES)[0, 0]
    k, ka = 80 / 60, 1.5
    bateman = 1000 * 0.5 * 30 * ka / 60 / (ka - k) * (np.exp(-k * TIMES) - np.exp(-ka * TIMES))
    assert levels == pytest.approx(bateman, abs=1e-10)


@pytest.mark.parametrize("ka", [80 / 60, 80 / 60 * (1 + 1e-15), 80 / 60 * (1 + 1e-9)])
def test_uptake_as_fast_as_elimination_takes_the_limit_of_bateman(ka: float) -> None:
    levels = concentrations(one_compartment(ka=ka), read_regimen("30 mg oral"), NOBODY, TIMES)[0, 0]
    k = 80 / 60
    expected = 1000 * 0.5 * 30 / 60 * k * TIMES * np.exp(-k * TIMES)
    assert np.abs(levels - expected).max() < 1e-8 * expected.max()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("stages", [0, 3])
def test_two_engines_agree_on_random_models_and_regimens(seed: int, stages: int) -> None:
    random = np.random.default_rng(seed)
    made, regimen = random_model(random, stages=stages), random_regimen(random)
    fast = concentrations(made, regimen, NOBODY, TIMES)
    slow = integrate(made, regimen, typical(made, NOBODY), TIMES, made.analytes)
    assert (np.abs(fast - slow) / peaks(slow)).max() < CLOSE


@pytest.mark.parametrize("apart", [0.0, 1e-14, 1e-11, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3])
def test_modes_and_steps_agree_where_two_rates_come_close(apart: float) -> None:
    made = one_compartment(ka=80 / 60 * (1 + apart))
    system, values = System(made), typical(one_compartment(ka=80 / 60 * (1 + apart)), NOBODY)
    regimen = read_regimen("30 mg oral; 20 mg iv over 1 h at 3 h")
    levels = concentrations(made, regimen, NOBODY, TIMES)
    events = events_of(system.inputs(regimen, values), system.size)
    steps = by_steps(system.rates(values), events, TIMES, system.read(values, made.analytes))
    assert (np.abs(levels - steps) / peaks(steps)).max() < CLOSE


def test_people_whose_modes_are_not_sound_are_solved_beside_those_whose_are() -> None:
    made, regimen = one_compartment(), read_regimen("30 mg oral")
    values = typical(made, NOBODY)
    three = {name: np.repeat(column, 3) for name, column in values.items()}
    three["ka"] = np.array([1.5, 80 / 60, 0.4])
    together = concentrations(made, regimen, NOBODY, TIMES, values=three)
    for place in range(3):
        one = {name: column[place : place + 1] for name, column in three.items()}
        alone = concentrations(made, regimen, NOBODY, TIMES, values=one)
        assert together[place : place + 1] == pytest.approx(alone, abs=1e-11)


def test_people_may_have_events_at_times_of_their_own() -> None:
    random = np.random.default_rng(3)
    made = random_model(random)
    regimen = read_regimen("50 mg film; 20 mg oral at 5 h; 10 mg iv over 1 h at 30 h")
    values = {n: np.repeat(column, 4) for n, column in typical(made, NOBODY).items()}
    values["lag"] = np.array([0.0, 0.1, 0.4, 0.4])
    values["d"] = np.array([0.5, 1.0, 1.5, 2.0])
    together = concentrations(made, regimen, NOBODY, TIMES, values=values)
    slow = integrate(made, regimen, values, TIMES, made.analytes)
    assert (np.abs(together - slow) / peaks(slow)).max() < CLOSE


def test_a_model_that_is_no_tree_is_solved_by_steps() -> None:
    ring = model(
        [parameter(name, 1.0 + n / 3, "1/h") for n, name in enumerate(("k", "ab", "bc", "ca"))]
        + [parameter("v", 10.0, "L")],
        {"a": "v", "b": "", "c": ""},
        [
            Flow(source="a", rate="k"),
            Flow(source="a", to="b", rate="ab"),
            Flow(source="b", to="c", rate="bc"),
            Flow(source="c", to="a", rate="ca"),
        ],
        {"iv": (Entry(into="a"),)},
        [analyte("ketamine", "a")],
    )
    regimen = read_regimen("10 mg iv over 30 min; repeat 3 every 4 h")
    fast = concentrations(ring, regimen, NOBODY, TIMES)
    slow = integrate(ring, regimen, typical(ring, NOBODY), TIMES, ring.analytes)
    assert (np.abs(fast - slow) / peaks(slow)).max() < CLOSE


def test_a_result_goes_into_the_array_of_the_caller() -> None:
    made, regimen = one_compartment(), read_regimen("30 mg iv")
    out = np.empty((1, 1, len(TIMES)))
    found = concentrations(made, regimen, NOBODY, TIMES, out=out)
    assert found is out
    assert out[0, 0, 0] == pytest.approx(500)


def test_nothing_is_there_before_the_first_dose() -> None:
    regimen = Regimen((Dose(amount=30.0, route="iv", at=5.0),))
    levels = concentrations(one_compartment(), regimen, NOBODY, [0, 1, 4.999, 5, 6])[0, 0]
    assert levels[:3].tolist() == [0, 0, 0]
    assert levels[3] == pytest.approx(500)


def test_the_area_is_share_times_dose_over_clearance() -> None:
    for text, amount in (("30 mg iv", 30), ("30 mg oral", 15), ("30 mg iv over 3 h", 30)):
        found = exposure(one_compartment(), read_regimen(text), NOBODY, TIMES)
        assert found.auc[0, 0] == pytest.approx(1000 * amount / 80, rel=1e-12)
        assert found.auc_until[0, 0] == pytest.approx(1000 * amount / 80, rel=1e-9)
    whole = whole_area(one_compartment(), read_regimen("30 mg iv"), NOBODY)
    assert whole[0, 0] == pytest.approx(375)


def test_the_area_until_a_time_is_that_of_the_curve() -> None:
    regimen = read_regimen("30 mg iv over 2 h")
    found = exposure(one_compartment(), regimen, NOBODY, [0, 1.0])
    k = 80 / 60
    expected = 1000 * 15 / 80 * (1 - (1 - np.exp(-k)) / k)
    assert found.auc_until[0, 0] == pytest.approx(expected, rel=1e-10)


def test_what_never_leaves_is_refused() -> None:
    made = one_compartment()
    kept = structs.replace(made, flows=made.flows[1:])
    with pytest.raises(PkError, match="something never leaves"):
        exposure(kept, read_regimen("30 mg oral"), NOBODY, TIMES)


def test_exponentials_of_matrices_are_those_that_are_known() -> None:
    turn = np.array([[[0.0, -1.0], [1.0, 0.0]]]) * np.array([0.1, 1.0, 30.0])[:, None, None]
    angles = np.array([0.1, 1.0, 30.0])
    found = exponential(turn)
    assert found[:, 0, 0] == pytest.approx(np.cos(angles), abs=1e-12)
    assert found[:, 1, 0] == pytest.approx(np.sin(angles), abs=1e-12)
    jordan = exponential(np.array([[[-2.0, 1.0], [0.0, -2.0]]]))[0]
    assert jordan == pytest.approx(np.exp(-2) * np.array([[1, 1], [0, 1]]), rel=1e-13)


def test_modes_put_together_again_are_the_rates() -> None:
    made = random_model(np.random.default_rng(1))
    system = System(made)
    rates = system.rates(typical(made, NOBODY))
    modes = modes_of(rates, system.blocks)
    again = modes.vectors * modes.values[:, None, :] @ modes.inverse
    assert modes.sound.all()
    assert again == pytest.approx(rates, abs=1e-11)


def test_blocks_stand_after_what_feeds_them() -> None:
    pattern = np.zeros((5, 5), dtype=bool)
    for source, to in ((4, 2), (2, 3), (3, 2), (2, 0), (0, 1), (1, 0)):
        pattern[to, source] = True
    assert [set(one.members) for one in blocks_of(pattern)] == [{4}, {2, 3}, {0, 1}]
    assert all(one.tree for one in blocks_of(pattern))


def test_areas_ask_for_a_matrix_that_can_be_turned_round() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        areas(np.zeros((1, 1, 1)), np.ones((1, 1)), np.zeros((1, 1)), np.ones((1, 1, 1)))


def test_a_clearance_that_saturates_is_integrated() -> None:
    made = one_compartment()
    flows = (structs.replace(made.flows[0], half="half"), made.flows[1])
    parameters = (*made.parameters, parameter("half", 0.05, "mg/L"))
    slow = structs.replace(made, flows=flows, parameters=parameters)
    assert not slow.linear
    times = np.array([0.0, 0.5, 1.0, 2.0])
    levels = concentrations(slow, read_regimen("30 mg iv"), NOBODY, times)[0, 0] / 1000
    # Lambert: half ln(c0/c) + c0 - c = half CL/V t, from the integral of the law itself.
    left = 0.05 * np.log(levels[0] / levels) + levels[0] - levels
    assert left == pytest.approx(0.05 * 80 / 60 * times, abs=1e-9)


def test_both_engines_give_several_devices_alike() -> None:
    made = pk_model("perez-ruixo-2021")
    regimen = read_regimen("84 mg nasal; repeat 2 every 3 d")
    fast = concentrations(made, regimen, NOBODY, TIMES)
    slow = integrate(made, regimen, typical(made, NOBODY), TIMES, made.analytes)
    assert (np.abs(fast - slow) / peaks(slow)).max() < CLOSE


def test_an_integration_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failed:
        success = False
        message = "Too stiff."

    monkeypatch.setattr("scipy.integrate.solve_ivp", lambda *_, **__: Failed)
    made = one_compartment()
    with pytest.raises(PkError, match=r"cannot be integrated\. Too stiff"):
        integrate(
            made, read_regimen("1 mg iv"), typical(made, NOBODY), np.array([1.0]), made.analytes
        )
