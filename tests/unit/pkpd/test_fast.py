"""The compiled kernels say what NumPy and the differential equations say, for everybody."""

from dataclasses import replace

import numpy as np
import pytest
from tests.lib.interpreter import UNCOMPILED, run

from titrant.knowledge import pk_model
from titrant.pkpd import (
    Dose,
    People,
    PkError,
    Regimen,
    concentrations,
    exposure,
    person,
    regimen_of,
)
from titrant.pkpd.blocks import blocks_of
from titrant.pkpd.engine import LARGE, Problem, pays, sums, threads_for
from titrant.pkpd.fast import CHUNK, Summaries, levels_fast, solve_fast, summarise
from titrant.pkpd.inputs import Array, Inputs
from titrant.pkpd.linear import solve
from titrant.pkpd.ode import integrate
from titrant.pkpd.parameters import typical
from titrant.pkpd.tasks import grid_of

CLOSE = 1e-9  # of each subject's peak
EVEN = np.arange(0, 60, 1 / 12)

TREE = ((0, 1), (1, 2), (2, 1), (1, 3), (3, 1), (1, 4), (4, 5), (5, 4))
LOOP = ((0, 1), (1, 2), (2, 0), (2, 3))
CHAIN = ((0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (4, 6), (6, 4))


def problem(
    flows: tuple[tuple[int, int], ...] = TREE,
    subjects: int = 12,
    times: Array = EVEN,
    seed: int = 1,
    shared: bool = True,
) -> Problem:
    """Return subjects with random rates, infusions and pulses; all lose something everywhere."""
    random = np.random.default_rng(seed)
    size = 1 + max(max(flow) for flow in flows)
    rates = np.zeros((subjects, size, size))
    for source, to in flows:
        rate = np.exp(random.normal(0, 1, subjects))
        rates[:, source, source] -= rate
        rates[:, to, source] += rate
    rates[:, range(size), range(size)] -= np.exp(random.normal(-1, 1, (subjects, size)))
    start = np.tile([1.0, 25.0, 25.0, 40.0], (subjects, 1))
    length = np.tile([2 / 3, 0.0, 1.5, 0.0], (subjects, 1))
    if not shared:
        start = start + random.uniform(0, 1, (subjects, 4))
        length = length * np.exp(random.normal(0, 0.2, (subjects, 4)))
    amount = np.exp(random.normal(3, 1, (subjects, 4)))
    inputs = Inputs(start, length, amount, np.array([1, 0, 0, 1]))
    read = random.uniform(0.5, 2, (subjects, 2, size))
    return Problem(rates, blocks_of(rates[0] != 0), inputs, times, read)


def fast(asked: Problem, *, out: Array | None = None, threads: int = 1) -> Array:
    return solve_fast(
        *(asked.rates, asked.blocks, asked.inputs, asked.times, asked.read),
        out=out,
        threads=threads,
    )


def exact(asked: Problem) -> Array:
    return solve(asked.rates, asked.blocks, asked.inputs, asked.times, asked.read)


def summed(asked: Problem, threads: int = 1, above: Array | None = None) -> Summaries:
    return summarise(
        *(asked.rates, asked.blocks, asked.inputs, asked.times, asked.read),
        threads=threads,
        above=above,
    )


def apart(one: Array, other: Array) -> float:
    """Return how far levels lie apart at most, in peaks of each subject."""
    return float((np.abs(one - other).max(axis=2) / np.abs(other).max(axis=2)).max())


# ------------------------------------------------------------------ against NumPy


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("flows", [TREE, LOOP, CHAIN, ((0, 1), (1, 0))])
@pytest.mark.parametrize(
    "times",
    [
        EVEN,
        np.sort(np.random.default_rng(2).uniform(0, 60, 500)),
        np.unique(np.concatenate([np.arange(0, 3, 1 / 60), np.arange(3, 60, 0.25)])),
        np.array([0.0, 1.0, 1.0, 2.0, 25.0, 26.5, 500.0]),
        np.array([0.5]),
        np.array([3.0]),
        np.array([2.0, 2.0]),
        np.arange(0, 30, 0.01),
    ],
)
def test_random_systems_agree_with_numpy(
    flows: tuple[tuple[int, int], ...], times: Array, shared: bool
) -> None:
    asked = problem(flows, times=times, shared=shared)
    found, expected = fast(asked), exact(asked)
    whole = np.abs(exact(replace(asked, times=EVEN))).max()
    assert np.abs(found - expected).max() <= CLOSE * whole


@pytest.mark.parametrize("seed", range(6))
def test_random_people_agree_with_numpy_at_the_worst(seed: int) -> None:
    asked = problem(subjects=300, seed=seed, times=np.arange(1.5, 60, 1 / 3))
    assert apart(fast(asked), exact(asked)) <= CLOSE


@pytest.mark.parametrize("off", [0.0, 1e-15, 1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 1e-2])
def test_modes_that_nearly_meet_lose_no_digits(off: float) -> None:
    rates = np.zeros((1, 3, 3))
    rates[0, [0, 1, 2], [0, 1, 2]] = -1.0, -1.0 - off, -1.0 + off / 3
    rates[0, 1, 0], rates[0, 2, 1] = 1.0, 1.0
    asked = replace(problem(subjects=1), rates=rates, read=np.eye(3)[None])
    asked = replace(asked, blocks=blocks_of(rates[0] != 0))
    assert apart(fast(asked), exact(asked)) <= CLOSE


def test_a_flow_of_zero_and_a_place_that_nothing_leaves_are_solved() -> None:
    asked = problem()
    asked.rates[:4, 5, 4], asked.rates[4:8, :, 5] = 0.0, 0.0
    asked.rates[8:, :, 3] = asked.rates[8:, 3, :] = 0.0
    assert apart(fast(asked), exact(asked)) <= CLOSE


def test_people_with_and_without_sound_modes_are_solved_together() -> None:
    asked = problem(subjects=3 * CHUNK // 2)
    asked.rates[::7, 0, 0] = asked.rates[::7, 5, 5]
    asked.rates[::5, 5, :] = 0.0
    assert apart(fast(asked), exact(asked)) <= CLOSE


def test_one_person_alone_and_among_others_gets_the_same_bytes() -> None:
    many = problem(shared=False)
    one = replace(
        many, rates=many.rates[3:4], inputs=many.inputs.of(slice(3, 4)), read=many.read[3:4]
    )
    assert fast(one).tobytes() == fast(many)[3:4].tobytes()


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_callers_array_takes_the_result(order: str) -> None:
    asked = problem()
    out = np.full((12, 2, len(EVEN)), np.nan, order=order)  # type: ignore[call-overload]
    assert fast(asked, out=out) is out
    assert (out == fast(asked)).all()


def test_read_may_be_one_matrix_spread_over_all() -> None:
    asked = problem()
    asked = replace(asked, read=np.broadcast_to(np.eye(6), asked.rates.shape))
    assert apart(fast(asked), exact(asked)) <= CLOSE


def test_what_is_no_number_is_told() -> None:
    for where in (0, CHUNK):
        asked = problem(subjects=CHUNK + 3)
        asked.rates[where, 0, 0] = np.nan
        found = fast(asked)
        assert np.isnan(found[where]).any()
        with pytest.raises(OverflowError):
            levels_fast(asked.rates, asked.blocks, asked.inputs, asked.times, asked.read)
        with pytest.raises(OverflowError):
            sums(asked, large=True)


@pytest.mark.parametrize("shared", [True, False])
def test_many_doses_at_lengths_of_time_that_never_recur_lose_no_digits(shared: bool) -> None:
    asked, random = problem(subjects=4), np.random.default_rng(5)
    start = np.tile(np.sort(random.uniform(0, 55, 30)), (4, 1))
    if not shared:
        start = start + random.uniform(0, 0.1, start.shape)
    length, amount = np.tile([0.0, 0.4], (4, 15)), np.full((4, 30), 20.0)
    inputs = Inputs(start, length, amount, np.tile([0, 1, 1], 10))
    many = replace(asked, inputs=inputs)
    assert apart(fast(many), exact(many)) <= CLOSE


def growing(hours: float) -> Problem:
    """Return one person in whom 1 mg becomes e mg in an hour."""
    inputs = Inputs(np.zeros((1, 1)), np.zeros((1, 1)), np.ones((1, 1)), np.zeros(1, np.intp))
    return Problem(
        np.ones((1, 1, 1)),
        blocks_of(np.ones((1, 1), dtype=bool)),
        inputs,
        np.arange(0, hours),
        np.ones((1, 1, 1)),
    )


def test_what_grows_is_followed_until_no_number_holds_it() -> None:
    np.testing.assert_allclose(fast(growing(50))[0, 0], np.exp(np.arange(50)), rtol=1e-12)
    with pytest.raises(OverflowError):
        sums(growing(300 * 10), large=True)


# ------------------------------------------------------------------ against the second engine


@pytest.mark.parametrize("model", ["simons-2022", "kamp-2020", "perez-ruixo-2021"])
def test_models_agree_with_their_differential_equations(model: str) -> None:
    read = pk_model(model)
    route = next(iter(read.routes))
    amount = {"sublingual": 50.0, "nasal": 28.0}.get(route, 20.0)
    regimen = regimen_of(Dose(amount=amount, route=route, at=at, over=0.0) for at in (0.0, 6.0))
    people, times = person(weight=70, age=40), np.arange(0, 12, 0.25)
    found = concentrations(read, regimen, people, times, large=True)
    other = integrate(read, regimen, typical(read, people), times, read.analytes)
    assert apart(found, other) <= CLOSE


# ------------------------------------------------------------------ summaries


@pytest.mark.parametrize("flows", [TREE, CHAIN])
def test_summaries_are_those_of_the_curves(flows: tuple[tuple[int, int], ...]) -> None:
    asked = problem(flows, subjects=80, shared=False)
    found, other, curves = summed(asked), sums(asked, large=False), np.maximum(fast(asked), 0)
    assert (found.peak == curves.max(axis=2)).all()
    assert (found.peak_at == EVEN[curves.argmax(axis=2)]).all()
    assert (found.above == 0).all()
    np.testing.assert_allclose(found.area, other.area, rtol=CLOSE)
    np.testing.assert_allclose(found.area_until, other.area_until, rtol=CLOSE)
    np.testing.assert_allclose(found.peak, other.peak, rtol=CLOSE)


def test_time_above_a_level_is_that_of_a_line_through_the_levels() -> None:
    asked = problem()
    level = np.array([5.0, 30.0])
    curves, fine = fast(asked), np.linspace(EVEN[0], EVEN[-1], 400_001)
    for s in range(3):
        for o in range(2):
            line = np.interp(fine, EVEN, curves[s, o])
            share = (line > level[o]).mean() * (EVEN[-1] - EVEN[0])
            assert summed(asked, above=level).above[s, o] == pytest.approx(share, abs=2e-3)


# ------------------------------------------------------------------ threads and engines


@pytest.mark.parametrize("shared", [True, False])
def test_any_number_of_threads_gives_the_same_bytes(shared: bool) -> None:
    asked = problem(subjects=3 * CHUNK + 5, times=np.arange(0, 30, 0.5), shared=shared)
    assert fast(asked, threads=1).tobytes() == fast(asked, threads=2).tobytes()
    one, two = summed(asked, 1), summed(asked, 2)
    assert one.peak.tobytes() == two.peak.tobytes()
    assert one.area.tobytes() == two.area.tobytes()


def test_few_people_get_one_thread() -> None:
    assert [threads_for(n) for n in (1, 100, 1999)] == [1, 1, 1]
    assert threads_for(10**6) >= 1


def test_size_alone_chooses_the_engine() -> None:
    assert not pays(100, 1734, 6)
    assert pays(10_000, 1734, 6)
    assert pays(LARGE, 1, 1)
    assert not pays(LARGE - 1, 1, 1)


def test_both_engines_say_the_same_of_a_model() -> None:
    model, weights = pk_model("kamp-2020"), np.linspace(60, 90, 5)
    people = People({"weight": weights}, 5)
    regimen = Regimen((Dose(amount=20.0, route="iv", over=0.5),))
    large = concentrations(model, regimen, people, EVEN, large=True)
    assert apart(large, concentrations(model, regimen, people, EVEN, large=False)) <= CLOSE
    kernels, plain = (exposure(model, regimen, people, EVEN, large=way) for way in (True, False))
    np.testing.assert_allclose(kernels.auc, plain.auc, rtol=CLOSE)
    np.testing.assert_allclose(kernels.auc_until, plain.auc_until, rtol=CLOSE)


@pytest.mark.parametrize("large", [True, False])
def test_levels_that_overflow_are_refused(large: bool) -> None:
    dose = Regimen((Dose(amount=1e308, route="iv"),))
    with pytest.raises(PkError, match="overflow"):
        concentrations(
            *(pk_model("kamp-2020"), dose, person(weight=70), [0.0, 1.0]), large=large, beyond=True
        )
    with pytest.raises(PkError, match="overflow"):
        exposure(
            *(pk_model("kamp-2020"), dose, person(weight=70), [0.0, 1.0]), large=large, beyond=True
        )


# ------------------------------------------------------------------ the grid


def test_runs_of_even_times_are_found() -> None:
    days = np.array([0.0, 72.0, 168.0])
    grid = grid_of((days[:, None] + np.arange(289) / 12).ravel())
    assert grid.step == pytest.approx(1 / 12, rel=1e-13)
    assert grid.slots == 289
    assert sorted(set(grid.until.tolist())) == [289, 578, 867]
    assert (grid.stride == 1).all()


def test_a_coarser_run_is_read_in_strides() -> None:
    grid = grid_of(np.concatenate([np.arange(0, 2, 1 / 60), np.arange(2, 6, 0.25)]))
    assert set(grid.stride.tolist()) == {1, 15}


def test_times_of_no_grid_have_no_step() -> None:
    assert grid_of(np.array([0.0, 1.0, 1.0 + 2**0.5])).step == 0.0
    assert grid_of(np.array([4.0])).step == 0.0


# ------------------------------------------------------------------ whole processes


def test_a_small_request_does_not_import_numba() -> None:
    code = """
import sys
from titrant.knowledge import pk_model
from titrant.pkpd import Dose, Regimen, adults, concentrations, person, populate
model, dose = pk_model("kamp-2020"), Regimen((Dose(amount=20.0, route="iv", over=0.5),))
concentrations(model, dose, person(weight=70), [0.0, 1.0, 2.0])
populate(model, dose, adults(model.domain), [0.0, 1.0], subjects=20, seed=1)
print(sorted({"numba", "titrant.pkpd.fast"} & set(sys.modules)))
"""
    assert run(code) == "[]"


def test_two_threads_may_call_at_once_under_the_work_queue() -> None:
    code = """
import numba
numba.config.THREADING_LAYER = "workqueue"
from concurrent.futures import ThreadPoolExecutor
import numpy as np
from titrant.pkpd.blocks import blocks_of
from titrant.pkpd.fast import solve_fast
from titrant.pkpd.inputs import Inputs
n = 2000
rates = np.tile([[-1.0, 0.5], [0.5, -2.0]], (n, 1, 1))
one = np.zeros((n, 1))
inputs = Inputs(one, one + 0.5, one + 10.0, np.array([0]))
read, times = np.ones((n, 1, 2)), np.arange(0, 24, 0.1)
def call(_):
    return solve_fast(rates, blocks_of(rates[0] != 0), inputs, times, read, threads=2).tobytes()
with ThreadPoolExecutor(2) as pool:
    print(len(set(pool.map(call, range(4)))))
"""
    assert run(code) == "1"


def test_a_folder_that_cannot_be_written_to_is_no_hindrance() -> None:
    code = """
from titrant.pkpd.compiling import compiled
def doubled(value):
    return 2.0 * value
print(compiled(doubled)(4.0))
"""
    nowhere = {"NUMBA_CACHE_DIR": "/dev/null/no", "NUMBA_CACHE_LOCATOR_CLASSES": ""}
    assert run(code, **nowhere) == "8.0"


def test_kernels_say_the_same_uncompiled() -> None:
    code = """
import numpy as np
from titrant.pkpd.blocks import blocks_of
from titrant.pkpd.fast import solve_fast, summarise
from titrant.pkpd.inputs import Inputs
from titrant.pkpd.linear import solve
rates = np.tile([[-1.0, 0.5, 0, 0], [0.5, -2.0, 0, 0], [0, 0.5, -3.0, 0], [0, 0, 1, -3]], (3, 1, 1))
rates[1:, 3, 2] = 0.0, np.nan
start, length = np.tile([0.5, 2.0, 9.0], (3, 1)), np.tile([0.5, 0.0, 1.0], (3, 1))
inputs = Inputs(start, length, length + 10.0, np.array([0, 1, 0]))
read, blocks = np.ones((3, 1, 4)), blocks_of(rates[0] != 0)
grids = np.arange(0, 6, 0.5), np.array([0, 1, 2, 5, 8]), np.array([0.0, 1.0, 2.7183]), np.ones(1)
for times in map(np.asarray, grids):
    asked = rates, blocks, inputs, times * 1.0, read
    two = rates[:2], blocks, inputs.of(slice(2)), times * 1.0, read[:2]
    assert np.isnan(solve_fast(*asked)[2]).any()
    assert np.abs(solve_fast(*two) - solve(*two)).max() < 1e-9
    summarise(*two, above=np.ones(1))
print("the same")
"""
    assert run(code, **UNCOMPILED) == "the same"


def test_uncompiled_kernels_know_larger_blocks_and_what_has_no_sound_modes() -> None:
    """Three compartments; a flow of nothing, a mode of years, rates beyond all numbers."""
    code = """
import numpy as np
from titrant.pkpd.blocks import blocks_of
from titrant.pkpd.fast import solve_fast
from titrant.pkpd.inputs import Inputs
from titrant.pkpd.linear import solve
whole = np.array([[-3.0, 0.5, 0.1], [1.0, -0.5, 0], [1.0, 0, -0.1]])
rates = np.tile(whole, (5, 1, 1))
rates[1, 0, 1] = 0.0
rates[2] *= 1e-7
rates[3] *= 1e200
rates[4] *= 1e15
inputs = Inputs(np.zeros((5, 1)), np.full((5, 1), 0.5), np.full((5, 1), 10.0), np.array([0]))
read, blocks, times = np.ones((5, 1, 3)), blocks_of(whole != 0), np.arange(0, 6, 0.5)
found = solve_fast(rates, blocks, inputs, times, read)
some = slice(3)
known = solve(rates[some], blocks, inputs.of(some), times, read[some])
assert np.abs(found[some] - known).max() < 1e-9 * known.max()
assert np.isnan(found[3]).all()
rates, blocks, one = np.ones((1, 1, 1)), blocks_of(np.ones((1, 1), dtype=bool)), inputs.of(slice(1))
read = np.stack([np.ones((1, 1)), np.zeros((1, 1))], axis=1)
grown = solve_fast(rates, blocks, one, times, read)
assert np.abs(grown - solve(rates, blocks, one, times, read)).max() < 1e-9 * grown.max()
assert not grown[0, 1].any()
from titrant.pkpd.count_kernels import counted
table = np.zeros((2, 4), np.int32)
counted(np.array([[7.0, 0.0, 1.0], [7.0, 1.5, 9.0]]), 1, 0.5, 52, 1022, 1024, 0, table)
assert table.tolist() == [[1, 0, 1, 0], [0, 0, 1, 1]]
from titrant.pkpd.apart_kernels import _turned
import titrant.pkpd.apart_kernels as kernels
kernels._SWEEPS = 1
turn, matrix = np.zeros((3, 3)), np.array([[1.0, 0.5, 0.2], [0.5, 2.0, 0.3], [0.2, 0.3, 3.0]])
_turned(matrix, turn, 3)
print("the same")
"""
    assert run(code, **UNCOMPILED) == "the same"
