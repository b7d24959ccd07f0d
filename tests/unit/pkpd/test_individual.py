"""One person's estimate: against a second opinion, at its limits, and with every bad input."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from scipy.optimize import minimize
from scipy.stats import norm
from tests.lib.kinetics import effects, lagged_compartment

from titrant.knowledge import pk_model
from titrant.pkpd import individual, measured, posterior
from titrant.pkpd.errors import PkError
from titrant.pkpd.individual import estimate_all
from titrant.pkpd.likelihood import _one_tail, losses
from titrant.pkpd.measured import Level, Measured, Scatter
from titrant.pkpd.model import Model
from titrant.pkpd.one_person import NOTHING, OCCASIONS, ONLY, SEVERAL, estimate, told
from titrant.pkpd.parameters import covariance, moved, typical
from titrant.pkpd.people import People, person
from titrant.pkpd.regimen import Dose, Regimen
from titrant.pkpd.regimen_text import read_regimen
from titrant.pkpd.simulation import concentrations

ONE_DOSE = Regimen((Dose(amount=35, route="iv", over=40 / 60),))
WHO = person(weight=70)


def _level(at: float, value: float, **more: Any) -> Level:
    return Level(at=at, analyte="ketamine", value=value, **more)


def _by_hand(
    model: Model, regimen: Regimen, who: People, levels: tuple[Level, ...], at: np.ndarray[Any, Any]
) -> float:
    """Return the objective, written down anew from the engine's levels."""
    values = moved(typical(model, who), model.between, at[None])
    total = float(at @ np.linalg.solve(covariance(model.between, model), at))
    for level in levels:
        f = float(
            concentrations(
                model, regimen, who, [level.at], analytes=[level.analyte], values=values
            )[0, 0, 0]
        )
        own = level.error or model.analyte(level.analyte).residual
        if own.log:
            spread, off = own.log, np.log(level.value or level.below or 0) - np.log(f)
        else:
            spread = float(np.hypot(own.additive, own.proportional * f))
            off = (level.value or level.below or 0) - f
        if level.below is None:
            total += 2 * np.log(spread) + (off / spread) ** 2
        else:
            total -= 2 * float(norm.logcdf(off / spread))
    return total


NASAL = "84 mg nasal"
CASES = [
    ("otto-2021", "35 mg iv over 40 min", "esketamine", "S-norketamine"),
    ("perez-ruixo-2021", NASAL, "esketamine", "noresketamine"),  # logit, devices, log error
    ("simons-2022", "50 mg sublingual", "esketamine", "S-norketamine"),  # by steps
    ("kamp-im", "35 mg im", "ketamine", "ketamine"),
]


@pytest.mark.parametrize(("id", "text", "one", "other"), CASES)
def test_the_estimate_is_that_of_another_search(id: str, text: str, one: str, other: str) -> None:
    """A search without slopes, over an objective written anew, ends where ours does."""
    model, regimen = pk_model(id), read_regimen(text)
    known = concentrations(model, regimen, WHO, [0.75, 2.0, 4.0])
    name = {each.name: place for place, each in enumerate(model.analytes)}
    levels = (
        Level(at=0.75, analyte=one, value=1.3 * known[0, name[one], 0]),
        Level(at=2.0, analyte=other, value=0.7 * known[0, name[other], 1]),
        Level(at=4.0, analyte=one, below=0.8 * known[0, name[one], 2]),
    )
    found = estimate_all(model, WHO, [Measured(regimen=regimen, levels=levels)])
    assert found.converged.all()
    ours = found.effects[0]
    value = _by_hand(model, regimen, WHO, levels, ours)
    assert found.objective[0] == pytest.approx(value, abs=1e-6)
    step = 1e-4
    for place in range(len(ours)):
        aside = np.zeros(len(ours))
        aside[place] = step
        up, down = (_by_hand(model, regimen, WHO, levels, ours + s * aside) for s in (1, -1))
        assert (up - down) / (2 * step) == pytest.approx(0, abs=2e-3)
        assert min(up, down) > value - 1e-7


def test_a_free_search_finds_the_same() -> None:
    model, levels = lagged_compartment(), (_level(1, 150), _level(6, 20))
    found = estimate_all(model, WHO, [Measured(regimen=ONE_DOSE, levels=levels)])
    free = minimize(
        lambda at: _by_hand(model, ONE_DOSE, WHO, levels, at),
        np.zeros(2),
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-10},
    )
    assert found.effects[0] == pytest.approx(free.x, abs=1e-4)


VARIED = effects(
    *(("cl", "log", 0.1), ("v", "log", 0.1), ("ka", "log", 0.2), ("f", "logit", 0.3)),
    *(("lag", "log", 0.1), ("long", "log", 0.2)),
)


@pytest.mark.parametrize(
    ("doses", "times"),
    [
        ([Dose(amount=50, route="oral")], [0.5, 2.0]),
        ([Dose(amount=50, route="slow")], [0.3, 2.0]),
        ([Dose(amount=50, route="slow", over=0.4)], [0.3, 2.0]),
        ([Dose(amount=20, route="iv")], [0.0, 2.0]),
        (
            [
                Dose(amount=20, route="iv"),
                Dose(amount=30, route="oral", at=1),
                Dose(amount=30, route="iv", at=1.5, over=0.5, ratio=1.4),
                Dose(amount=30, route="slow", at=2),
            ],
            [0.5, 1.6, 2.4, 5.0],
        ),
    ],
)
def test_levels_are_the_engines_and_slopes_their_differences(
    doses: list[Dose], times: list[float]
) -> None:
    model = structs.replace(lagged_compartment(), between=VARIED)
    regimen = Regimen(tuple(doses))
    one = Measured(regimen=regimen, levels=tuple(_level(at, 10.0) for at in times))
    _same_as_engine(model, one, np.array([0.3, -0.2, 0.1, 0.4, -0.3, 0.2]))


def _same_as_engine(model: Model, one: Measured, at: np.ndarray[Any, Any]) -> None:
    analytes = measured.analytes_of(model, [one])
    table = measured.table_of(model, analytes, [one])
    own = individual._sensitivity(model, [one], analytes, table, typical(model, WHO))
    row = np.zeros(1, dtype=np.intp)
    levels, slopes = own.levels(at[None], row)
    times = [level.at for level in one.levels]

    def engine(effect: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        values = moved(typical(model, WHO), model.between, effect[None])
        found = concentrations(model, one.regimen, WHO, times, values=values)
        names = [each.name for each in model.analytes]
        return np.array(
            [found[0, names.index(level.analyte), k] for k, level in enumerate(one.levels)]
        )

    assert levels[0] == pytest.approx(engine(at), rel=1e-9)
    for column, place in enumerate(own.active):
        aside = np.zeros(len(at))
        aside[place] = 1e-5
        slope = (engine(at + aside) - engine(at - aside)) / 2e-5
        assert slopes[0, column] == pytest.approx(slope, rel=1e-5, abs=1e-5 * levels.max())
    stepped, by_differences = own._by_steps(at, 0)
    assert stepped == pytest.approx(levels[0], rel=1e-9)
    assert by_differences == pytest.approx(slopes[0], rel=1e-5, abs=1e-5 * levels.max())


@pytest.mark.parametrize(("id", "text", "one", "other"), CASES)
def test_levels_of_shipped_models_are_the_engines(id: str, text: str, one: str, other: str) -> None:
    model = pk_model(id)
    levels = tuple(
        Level(at=at, analyte=name, value=10.0) for at, name in ((0.4, one), (0.75, other), (3, one))
    )
    at = 0.2 * np.cos(np.arange(len(model.between.effects)))
    _same_as_engine(model, Measured(regimen=read_regimen(text), levels=levels), at)


@settings(max_examples=25, deadline=None)
@given(st.floats(20, 300), st.floats(1, 60), st.floats(0.02, 0.5))
def test_a_sharper_assay_does_not_widen_all_effects(
    early: float, late: float, share: float
) -> None:
    """Four times sharper, the product of what is left grows by half at most."""

    def left(error: float) -> np.ndarray[Any, Any]:
        scatter = Scatter(log=error)
        levels = (_level(1, early, error=scatter), _level(6, late, error=scatter))
        found = estimate_all(lagged_compartment(), WHO, [Measured(regimen=ONE_DOSE, levels=levels)])
        assert found.converged.all()
        assert (found.shrinkage <= 1).all()
        assert (found.shrinkage > 0).all()
        return np.asarray(found.shrinkage[0])

    # One effect may become vaguer elsewhere on the curve; both together do not.
    assert left(share).prod() <= left(4 * share).prod() * 1.5


def test_batch_and_single_agree() -> None:
    model = pk_model("otto-2021")
    weights = np.array([50.0, 70.0, 90.0])
    people = People({"weight": weights}, 3)
    measured_ = [
        Measured(regimen=read_regimen("35 mg iv over 40 min"), levels=()),
        Measured(
            regimen=read_regimen("20 mg iv; 20 mg iv over 1 h at 2 h"),
            levels=(Level(at=1.0, analyte="esketamine", value=80.0),),
        ),
        Measured(
            regimen=read_regimen("35 mg iv over 40 min"),
            levels=(
                Level(at=1.0, analyte="esketamine", below=80.0),
                Level(at=3.0, analyte="S-norketamine", value=30.0),
                Level(at=3.0, analyte="esketamine", value=30.0, error=Scatter(additive=4)),
            ),
        ),
    ]
    both = estimate_all(model, people, measured_)
    assert np.isnan(both.levels[0]).all()
    for place, one in enumerate(measured_):
        own = estimate_all(model, people.of(slice(place, place + 1)), [one])
        assert own.effects[0] == pytest.approx(both.effects[place], abs=1e-6)
        assert own.covariance[0] == pytest.approx(both.covariance[place], abs=1e-6)
        count = len(one.levels)
        assert own.levels[0] == pytest.approx(both.levels[place, :count], rel=1e-6)
        assert own.levels_error[0] == pytest.approx(both.levels_error[place, :count], rel=1e-5)


def test_without_levels_it_is_the_populations() -> None:
    model = pk_model("otto-2021")
    found = estimate(model, ONE_DOSE, WHO, ())
    assert NOTHING in found.said
    assert "the estimate is the population's" in NOTHING
    assert [one.own for one in found.estimates] == [one.population for one in found.estimates]
    assert {one.shrinkage for one in found.estimates} == {1.0}
    whole = estimate_all(model, WHO, [Measured(regimen=ONE_DOSE)])
    assert (whole.covariance[0] == covariance(model.between, model)).all()


def test_it_says_that_it_never_enters_guidance() -> None:
    found = estimate(lagged_compartment(), ONE_DOSE, WHO, (_level(1, 100),))
    assert found.said == (ONLY,)
    assert ONLY == "Such an estimate never enters guidance or an order."


def test_what_differs_between_sessions_is_said() -> None:
    found = estimate(
        pk_model("simons-2022"),
        read_regimen("50 mg sublingual"),
        WHO,
        (Level(at=1, analyte="esketamine", value=50),),
    )
    assert OCCASIONS in found.said


def test_a_level_as_expected_leaves_the_person_where_the_population_is() -> None:
    model = lagged_compartment()
    known = concentrations(model, ONE_DOSE, WHO, [1.0, 6.0])[0, 0]
    found = estimate(
        model,
        ONE_DOSE,
        WHO,
        tuple(_level(at, v, error=Scatter(log=0.1)) for at, v in zip((1, 6), known, strict=True)),
    )
    for one in found.estimates:
        assert one.own.value == pytest.approx(one.population.value, rel=1e-6)
        assert one.own.high < one.population.high
        assert 0 < one.shrinkage < 1
    for each, value in zip(found.predictions, known, strict=True):
        assert each.own.value == pytest.approx(value, rel=1e-6)
        assert each.own.low < value < each.own.high


def test_what_no_level_tells_stays_the_populations() -> None:
    model = structs.replace(lagged_compartment(), between=VARIED)
    found = estimate_all(model, WHO, [Measured(regimen=ONE_DOSE, levels=(_level(1, 300),))])
    assert (found.effects[0, 2:] == 0).all()  # nothing was given by these routes
    assert found.shrinkage[0, 2:] == pytest.approx(1)


def test_effects_that_go_together_move_together() -> None:
    """What norketamine's volume has in common with its clearance comes from the covariance."""
    model = pk_model("otto-2021")
    levels = (Level(at=2, analyte="esketamine", value=200),)
    found = estimate_all(model, WHO, [Measured(regimen=ONE_DOSE, levels=levels)])
    assert found.effects[0, 0] < -0.1
    assert found.effects[0, 1] < -0.1
    assert found.effects[0, 2:] == pytest.approx(0, abs=1e-4)


def test_more_starts_never_end_higher() -> None:
    """Two late levels that contradict each other, under a wide prior of the clearance."""
    model = lagged_compartment(variances=(4.0, 0.0001), residual=(0.5, 0, 0))
    levels = (_level(10, 0.9), _level(12, 12.0))
    one = [Measured(regimen=ONE_DOSE, levels=levels)]
    few, many = (estimate_all(model, WHO, one, starts=count) for count in (1, 5))
    assert many.objective[0] <= few.objective[0] + 1e-9


def test_a_search_that_does_not_arrive_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posterior, "MOST", 1)
    found = estimate(lagged_compartment(), ONE_DOSE, WHO, (_level(1, 900), _level(6, 2)))
    assert not found.converged
    assert any("did not arrive" in said for said in found.said)


@pytest.mark.parametrize("far", [-400.0, -31.0, -29.0, -5.0, 0.0, 5.0, 40.0])
def test_the_likelihood_of_being_below_is_the_normals(far: float) -> None:
    model = lagged_compartment(residual=(0.0, 2.0, 0.0))
    level = Level(at=1, analyte="ketamine", below=1000.0)
    table = measured.table_of(model, model.analytes, [Measured(regimen=ONE_DOSE, levels=(level,))])
    loss, slope, curve = losses(np.array([[1000.0 - 2 * far]]), table)
    assert loss[0, 0] == pytest.approx(-norm.logcdf(far), rel=1e-9, abs=1e-300)
    mills = np.exp(norm.logpdf(far) - norm.logcdf(far))
    assert slope[0, 0] == pytest.approx(mills / 2, rel=1e-6)
    assert curve[0, 0] == pytest.approx(mills * (mills + far) / 4, rel=1e-3, abs=1e-12)


BAD_LEVELS: list[tuple[Callable[[], object], str]] = [
    (lambda: _level(np.nan, 5), "the time of a level is nan"),
    (lambda: _level(np.inf, 5), "the time of a level is inf"),
    (lambda: _level(-1, 5), "below zero"),
    (lambda: _level(1, np.nan), "the level at 1 h is nan"),
    (lambda: _level(1, -5), "-5 ng/mL, below zero"),
    (lambda: _level(1, 0), "the level at 1 h is 0 ng/mL"),
    (lambda: Level(at=1, analyte="ketamine"), "both or neither"),
    (lambda: Level(at=1, analyte="ketamine", value=5, below=5), "both or neither"),
    (lambda: Level(at=1, analyte="ketamine", below=0), "the limit at 1 h is 0"),
    (lambda: Level(at=1, analyte="ketamine", below=np.inf), "the limit at 1 h is inf"),
    (Scatter, "without any error"),
    (lambda: Scatter(log=-0.1), "an error of an assay is"),
    (lambda: Scatter(additive=np.nan), "an error of an assay is"),
    (lambda: Scatter(log=0.1, additive=1), "beside another"),
]


@pytest.mark.parametrize(("made", "said"), BAD_LEVELS)
def test_a_level_that_nobody_measures_is_refused(made: Callable[[], object], said: str) -> None:
    with pytest.raises(PkError) as error:
        made()
    assert said in error.value.problem
    assert error.value.mend.endswith(".")


LATER = Regimen((Dose(amount=35, route="iv", at=2),))
LAGGED = Regimen((Dose(amount=35, route="oral"),))


@pytest.mark.parametrize(
    ("regimen", "levels", "said"),
    [
        (ONE_DOSE, (_level(2, 5), _level(1, 5)), "stands after the one at 2 h"),
        (LATER, (_level(1, 5),), "before the first dose, at 2 h"),
        (ONE_DOSE, (Level(at=1, analyte="caffeine", value=5),), "has no “caffeine”"),
        (ONE_DOSE, (_level(0, 5),), "predicts no ketamine at 0 h"),
        (LAGGED, (_level(0.1, 5),), "predicts no ketamine at 0.1 h"),
        (Regimen((Dose(amount=35, route="im"),)), (_level(1, 5),), "has no “im” route"),
        (Regimen((Dose(amount=9, route="oral"),)), (_level(0.1, 5),), "no ketamine at 0.1 h"),
    ],
)
def test_what_cannot_be_estimated_says_why(
    regimen: Regimen, levels: tuple[Level, ...], said: str
) -> None:
    with pytest.raises(PkError) as error:
        estimate(lagged_compartment(), regimen, WHO, levels)
    assert said in error.value.problem
    assert error.value.mend.endswith(".")


def _altered(**changes: Any) -> Model:
    return structs.replace(lagged_compartment(), **changes)


def test_models_that_cannot_be_used_say_why() -> None:
    twice = effects(("cl", "log", 0.1), ("cl", "log", 0.1))
    uptake, clearing = lagged_compartment().flows
    flows = (uptake, structs.replace(clearing, half="v"))
    silent = lagged_compartment(residual=(0, 0, 0))
    for model, said in (
        (_altered(between=effects()), "says nothing of how people differ"),
        (_altered(between=twice), "two effects on one parameter"),
        (_altered(between=effects(("cl", "log", 0.0))), "singular"),
        (_altered(flows=flows), "is not linear"),
        (silent, "does not say how measured ketamine scatters"),
    ):
        with pytest.raises(PkError, match=said):
            estimate(model, ONE_DOSE, WHO, (_level(1, 5),))
    own = estimate(silent, ONE_DOSE, WHO, (_level(1, 50, error=Scatter(log=0.2)),))
    assert own.converged


def test_requests_that_cannot_be_say_why() -> None:
    model, one = lagged_compartment(), Measured(regimen=ONE_DOSE, levels=(_level(1, 5),))
    values = typical(model, WHO)
    for change, said in (
        ({"measured": [one, one]}, "2 people were measured and 1 are described"),
        ({"starts": 0}, "0 starts"),
        ({"starts": 9}, "9 starts"),
        ({"values": {}}, "cl is not given for everybody"),
        ({"values": {**values, "v": np.ones(2)}}, "v is not given for everybody"),
        ({"values": {**values, "v": np.zeros(1)}}, "v is not above zero"),
        ({"values": {**values, "v": np.array([np.nan])}}, "v is not above zero"),
    ):
        asked: dict[str, Any] = {"measured": [one], **change}
        with pytest.raises(PkError) as error:
            estimate_all(model, WHO, asked.pop("measured"), **asked)
        assert said in str(error.value)[:1].lower() + str(error.value)[1:]


def test_a_dose_that_is_no_number_of_devices_is_refused() -> None:
    level = Level(at=1, analyte="esketamine", value=50)
    with pytest.raises(PkError, match="not a whole number of devices of 28 mg"):
        estimate(pk_model("perez-ruixo-2021"), read_regimen("50 mg nasal"), WHO, (level,))


def test_what_never_arrives_is_refused() -> None:
    """In Simons' model no ketamine comes from what is swallowed, but some from the mouth."""
    model = pk_model("simons-2022")
    routes = {"sublingual": model.routes["sublingual"][1:]}
    swallowed = structs.replace(model, routes=routes)
    level = Level(at=1, analyte="esketamine", value=50)
    with pytest.raises(PkError, match="one of esketamine comes from"):
        estimate(swallowed, read_regimen("50 mg sublingual"), WHO, (level,))


def test_extreme_levels_still_arrive() -> None:
    for value in (0.001, 1e6):
        found = estimate(lagged_compartment(), ONE_DOSE, WHO, (_level(1, value), _level(6, value)))
        assert found.converged
        assert all(np.isfinite(one.own.value) for one in found.estimates)


def test_a_factor_of_later_devices_may_vary_too() -> None:
    """A search without slopes ends at the same place, in a model whose devices differ."""
    model, regimen = pk_model("perez-ruixo-2021"), read_regimen(NASAL)
    varied = structs.replace(
        model, between=effects(("later_device", "log", 0.2), ("vc", "log", 0.1))
    )
    levels = (
        Level(at=0.5, analyte="esketamine", value=60.0),
        Level(at=2.0, analyte="esketamine", value=70.0),
    )
    found = estimate_all(varied, WHO, [Measured(regimen=regimen, levels=levels)])
    free = minimize(
        lambda at: _by_hand(varied, regimen, WHO, levels, at),
        np.zeros(2),
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-10},
    )
    assert found.effects[0] == pytest.approx(free.x, abs=1e-4)


def test_several_minima_are_told() -> None:
    levels = (_level(1, 150), _level(6, 20))
    one = estimate_all(lagged_compartment(), WHO, [Measured(regimen=ONE_DOSE, levels=levels)])
    several = replace(one, minima=np.array([1]))
    assert SEVERAL in told(several, levels).said
    assert SEVERAL not in told(one, levels).said


def test_what_is_no_number_has_no_tail() -> None:
    assert all(math.isnan(one) for one in _one_tail(math.nan))


def test_a_start_beyond_all_numbers_is_left_for_another() -> None:
    model = structs.replace(pk_model("simons-2022"), between=effects(("cl", "log", 1e6)))
    levels = (Level(at=1, analyte="esketamine", value=60.0),)
    one = Measured(regimen=read_regimen("20 mg iv over 1 h"), levels=levels)
    found = estimate_all(model, WHO, [one])
    assert np.isfinite(found.effects).all()
    assert found.levels[0, 0] == pytest.approx(60, rel=0.05)
