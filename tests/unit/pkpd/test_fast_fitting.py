"""The compiled search ends where that by whole arrays does, for everybody."""

import itertools
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from msgspec import structs
from tests.lib.fits import MADE, Fitted, Scattered, alike, drawn
from tests.lib.interpreter import UNCOMPILED, run
from tests.lib.kinetics import effects, lagged_compartment

from titrant.knowledge import pk_model
from titrant.pkpd import posterior
from titrant.pkpd.engine import SEARCHES, pays_to_fit
from titrant.pkpd.fast_fitting import CHUNK, FastFit
from titrant.pkpd.fitting import Fit
from titrant.pkpd.individual import _fit, estimate_all
from titrant.pkpd.inputs import Array
from titrant.pkpd.measured import Level, Measured
from titrant.pkpd.model import Model
from titrant.pkpd.one_person import estimate
from titrant.pkpd.people import People, person
from titrant.pkpd.regimen_text import read_regimen
from titrant.pkpd.sensitivity import Sensitivity

INFUSION = "35 mg iv over 40 min"


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_kernels_and_arrays_end_at_the_same_estimates(made: Callable[[], Fitted]) -> None:
    one = made()
    slow, fast = one.by(large=False), one.by(large=True)
    assert slow.converged.all()
    alike(fast, slow)


@pytest.mark.parametrize("seed", range(3))
def test_random_people_of_a_wide_prior_end_at_the_same_estimates(seed: int) -> None:
    model = lagged_compartment(variances=(0.8, 0.5), residual=(0.1, 0.5, 0.0))
    levels: list[Scattered] = [(at, "ketamine", None) for at in (1.0, 6.0, 12.0)]
    one = drawn(model, [INFUSION], levels, people=3 * CHUNK, limit=2.0, seed=seed)
    alike(one.by(large=True, starts=5), one.by(large=False, starts=5))


def _two(early: float, late: float, model: Model) -> Fitted:
    levels = (
        Level(at=1, analyte="ketamine", value=early),
        Level(at=6, analyte="ketamine", value=late),
    )
    return Fitted(
        model, person(weight=70), [Measured(regimen=read_regimen(INFUSION), levels=levels)]
    )


@pytest.mark.parametrize(
    "values", list(itertools.product((0.001, 5.0, 900.0, 1e6), (0.001, 2.0, 300.0, 1e6)))
)
def test_odd_levels_end_at_the_same_estimates(values: tuple[float, float]) -> None:
    one = _two(*values, lagged_compartment(variances=(0.5, 0.3)))
    slow, fast = one.by(large=False, starts=5), one.by(large=True, starts=5)
    assert np.abs(fast.effects - slow.effects).max() <= 1e-6
    assert fast.objective == pytest.approx(slow.objective, rel=1e-12, abs=1e-8)
    assert (fast.converged == slow.converged).all()


def test_a_start_beyond_all_numbers_is_left_for_another() -> None:
    model = structs.replace(lagged_compartment(), between=effects(("cl", "log", 1e6)))
    one = _two(150, 20, model)
    slow, fast = one.by(large=False), one.by(large=True)
    assert fast.levels[0] == pytest.approx(slow.levels[0], rel=1e-9)
    assert np.isfinite(fast.effects).all()


def test_a_search_that_does_not_arrive_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posterior, "MOST", 1)
    found = _two(900, 2, lagged_compartment()).by(large=True)
    assert not found.converged.any()
    assert found.steps.tolist() == [1]


def test_any_number_of_threads_gives_the_same_bytes() -> None:
    one = drawn(lagged_compartment(), [INFUSION], [(2.0, "ketamine", None)], people=2 * CHUNK + 5)
    ways = [one.by(large=True, threads=threads) for threads in (1, 2)]
    assert ways[0].effects.tobytes() == ways[1].effects.tobytes()
    assert ways[0].covariance.tobytes() == ways[1].covariance.tobytes()


def test_one_person_alone_and_among_others_gets_the_same_estimate() -> None:
    many = MADE["two analytes, every error, a limit"]()
    whole, alone = many.by(large=True), many.some(1).by(large=True)
    assert alone.effects[0] == pytest.approx(whole.effects[0], abs=1e-12)


# ------------------------------------------------------------------ who searches


def test_the_number_of_searches_alone_chooses() -> None:
    assert not pays_to_fit(1, 3)
    assert not pays_to_fit(SEARCHES - 1, 1)
    assert pays_to_fit(SEARCHES, 1)
    assert pays_to_fit(SEARCHES // 2, 2)


def _chosen(one: Fitted, monkeypatch: pytest.MonkeyPatch, large: bool | None) -> type[Fit]:
    """Return who fits."""
    found = []

    def spied(sensitivity: Sensitivity, root: Array, *more: Any, **words: Any) -> Fit:
        found.append(_fit(sensitivity, root, *more, **words))
        return found[-1]

    monkeypatch.setattr(sys.modules["titrant.pkpd.individual"], "_fit", spied)
    one.by(large=large)
    return type(found[0])


def test_kernels_fit_where_they_are_asked_for_or_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    one = _two(150, 20, lagged_compartment())
    assert _chosen(one, monkeypatch, None) is Fit
    assert _chosen(one, monkeypatch, True) is FastFit
    monkeypatch.setattr("titrant.pkpd.engine.SEARCHES", 3)
    assert _chosen(one, monkeypatch, None) is FastFit
    assert _chosen(one, monkeypatch, False) is Fit


def test_what_kernels_cannot_do_is_done_by_whole_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    sprayed = Fitted(
        pk_model("perez-ruixo-2021"),
        person(weight=70),
        [
            Measured(
                regimen=read_regimen("84 mg nasal"),
                levels=(Level(at=1, analyte="esketamine", value=80),),
            )
        ],
    )
    assert _chosen(sprayed, monkeypatch, True) is Fit
    model = lagged_compartment()
    loop = structs.replace(
        model,
        compartments=(
            *model.compartments,
            *(structs.replace(model.compartments[1], name=name) for name in ("a", "b")),
        ),
        flows=(
            *model.flows,
            *(
                structs.replace(model.flows[1], source=source, to=to)
                for source, to in (("central", "a"), ("a", "b"), ("b", "central"))
            ),
        ),
        between=effects(("cl", "log", 0.1)),
    )
    assert _chosen(_two(150, 20, loop), monkeypatch, True) is Fit


def test_one_person_may_ask_for_kernels() -> None:
    one = _two(150, 20, lagged_compartment())
    (only,) = one.measured
    slow, fast = (
        estimate(one.model, only.regimen, one.people, only.levels, large=way)
        for way in (False, True)
    )
    for mine, other in zip(fast.estimates, slow.estimates, strict=True):
        assert mine.own.value == pytest.approx(other.own.value, rel=1e-6)


def test_nobody_measured_needs_no_kernels() -> None:
    found = estimate_all(
        lagged_compartment(), People({}, 1), [Measured(regimen=read_regimen(INFUSION))], large=True
    )
    assert (found.effects == 0).all()


# ------------------------------------------------------------------ whole processes


def test_a_small_estimate_does_not_import_numba() -> None:
    code = """
import sys
from tests.lib.fits import MADE
made = MADE["a depot"]()
made.by(None)
print(sorted({"numba", "titrant.pkpd.fast_fitting"} & set(sys.modules)))
"""
    assert run(code) == "[]"


def test_kernels_say_the_same_uncompiled() -> None:
    code = """
from tests.lib.fits import MADE, alike
for made in MADE.values():
    some = made().some(4)
    alike(some.by(large=True), some.by(large=False))
print("the same")
"""
    assert run(code, **UNCOMPILED) == "the same"


def test_uncompiled_kernels_know_what_is_rare() -> None:
    """A tail beyond the normal's, long steps, no level, no inverse, no curvature."""
    code = """
import numpy as np
from tests.unit.pkpd.test_fast_fitting import _two
from tests.lib.kinetics import lagged_compartment
from tests.lib.fits import alike, Fitted
from titrant.pkpd.inputs import Array
from titrant.pkpd.measured import Level, Measured
from titrant.pkpd.people import person
from titrant.pkpd.regimen_text import read_regimen
from titrant.pkpd.likelihood import losses
from titrant.pkpd.measured import table_of
from titrant.pkpd.search_kernels import Errors, _learnt, _loss_of, _step
for values in ((0.001, 1e6), (1e6, 0.001)):
    one = _two(*values, lagged_compartment(variances=(0.5, 0.3)))
    alike(one.by(large=True), one.by(large=False))
model = lagged_compartment(residual=(0.0, 1.0, 0.0))
levels = Level(at=1, analyte="ketamine", below=1.0), Level(at=9, analyte="ketamine", below=500.0)
one = [Measured(regimen=read_regimen("35 mg iv over 40 min"), levels=levels)]
low = Fitted(model, person(weight=70), one)
alike(low.by(large=True), low.by(large=False))
table = table_of(model, model.analytes, one)
errors = Errors(*(getattr(table, name)[0] for name in Errors._fields))
for level in (0.0, -1e-12, 3.0):
    ours, known = _loss_of(level, errors, 0), losses(np.full((1, 2), level), table)
    assert np.allclose(ours, [each[0, 0] for each in known], rtol=1e-12)
for own in (errors._replace(additive=np.zeros(2)), errors._replace(log=np.ones(2))):
    assert _loss_of(0.0, own, 0)[0] == _loss_of(np.nan, own, 0)[0] == np.inf
slope, none, step = np.ones(2), np.zeros((2, 2)), np.empty(2)
assert np.isnan(_step(slope, none, none, 0.0, np.empty((2, 2)), step)).all()
turned = np.array([[0.0, 2.0], [4.0, 0.0]])
assert _step(slope, turned, none, 0.0, np.empty((2, 2)), step)[0] == 0.75
assert (step == [-0.25, -0.5]).all()
rest = np.eye(2)
_learnt(rest, np.eye(2), np.ones(2), -np.ones(2), np.empty((2, 2)))
assert (rest == np.eye(2)).all()
print("the same")
"""
    assert run(code, **UNCOMPILED) == "the same"
