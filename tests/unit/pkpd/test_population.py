"""Many people: drawn by a seed, the same whatever the order, told in percentiles."""

import numpy as np
import pytest
from msgspec import structs
from tests.lib.kinetics import CITED, many, one_compartment

from titrant.pkpd import PkError, adults, alike, drawn_from, populate, read_regimen
from titrant.pkpd import quantiles as counting
from titrant.pkpd.model import Domain, Effect, Range, Scale, Variability
from titrant.pkpd.population import CHUNK, occasions
from titrant.pkpd.quantiles import Counts

TIMES = np.linspace(0, 12, 13)
REGIMEN = read_regimen("30 mg iv over 1 h; repeat 2 every 2 d")
ALL = Domain(population="anybody", covariates={}, doses={})


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_threads() -> None:
    made = one_compartment()
    found = [
        populate(made, REGIMEN, adults(ALL), TIMES, subjects=2 * CHUNK + 7, seed=5, threads=threads)
        for threads in (1, 2, 3)
    ]
    for other in found[1:]:
        assert other.levels.tobytes() == found[0].levels.tobytes()
        assert other.exposure.auc.tobytes() == found[0].exposure.auc.tobytes()
    again = populate(made, REGIMEN, adults(ALL), TIMES, subjects=50, seed=6)
    assert not np.array_equal(again.exposure.auc, found[0].exposure.auc[:50])


def test_the_first_people_are_the_same_however_many_follow() -> None:
    few, more = (
        populate(one_compartment(), REGIMEN, alike({}), TIMES, subjects=n, seed=1)
        for n in (CHUNK, CHUNK + 500)
    )
    assert few.exposure.auc.tobytes() == more.exposure.auc[:CHUNK].tobytes()


def test_people_differ_as_the_model_says() -> None:
    found = populate(one_compartment(), REGIMEN, alike({}), TIMES, subjects=20_000, seed=2)
    logs = np.log(1000 * 60 / found.exposure.auc[:, 0])
    assert logs.mean() == pytest.approx(np.log(80), abs=0.01)
    assert logs.std() == pytest.approx(0.3, abs=0.005)


def test_percentiles_are_of_the_levels_of_all() -> None:
    made = one_compartment()
    found = populate(made, REGIMEN, alike({}), [0.0, 1.0], subjects=4000, seed=3)
    assert found.levels.shape == (3, 1, 2)
    assert found.levels[:, 0, 0].tolist() == [0, 0, 0]
    peaks = found.levels[:, 0, 1]
    assert peaks == pytest.approx(np.percentile(found.exposure.cmax[:, 0], [5, 50, 95]))
    assert found.exposure.tmax.tolist() == [[1.0]] * 4000


def test_a_kernel_counts_as_numpy_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "KEPT", 0)
    random = np.random.default_rng(4)
    plain, compiled = (Counts((2, 9), 60, large=large) for large in (False, True))
    for _ in range(3):
        values = np.exp(random.normal(0, 9, (20, 2, 9)))
        values[random.random(values.shape) < 0.1] = 0.0
        values[0, 0, :3] = 1e30, 2.0**40, 2.0**-40
        plain.add(values)
        compiled.add(values)
    wanted = range(0, 101, 5)
    assert (plain.percentiles(wanted) == compiled.percentiles(wanted)).all()


def test_counting_in_bins_tells_percentiles_within_their_width(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def simulated() -> np.ndarray:
        return populate(one_compartment(), REGIMEN, alike({}), TIMES, subjects=3000, seed=4).levels

    exact = simulated()
    monkeypatch.setattr(counting, "KEPT", 100)
    counted = simulated()
    assert counted[:, :, 0].tolist() == exact[:, :, 0].tolist()  # nothing is there at the start
    assert counted[:, :, 1:6] == pytest.approx(exact[:, :, 1:6], rel=0.02)


def test_counts_may_grow_to_either_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "KEPT", 0)
    counts = Counts((1,), 6)
    for value in (1.0, 100.0, 0.01):
        counts.add(np.array([[value], [value]]))
    assert counts.percentiles([0, 50, 100])[:, 0] == pytest.approx([0.01, 1.0, 100.0], rel=0.01)


def test_each_session_is_an_occasion_of_its_own() -> None:
    made = one_compartment()
    effect = Effect(parameter="f", scale=Scale.LOG, variance=0.09, cited=CITED)
    made = structs.replace(made, between=Variability(), occasion=Variability(effects=(effect,)))
    regimen = read_regimen("30 mg oral; 30 mg oral at 1 h; repeat 2 every 7 d")
    assert [len(one.doses) for one in occasions(regimen)] == [2, 2]
    found = populate(made, regimen, alike({}), TIMES, subjects=8000, seed=1)
    shares = found.exposure.auc[:, 0] * 80 / 1000 / 60  # of two doses each, drawn twice
    mean, spread = 0.5 * np.exp(0.045), 0.5 * np.exp(0.045) * np.sqrt(np.expm1(0.09) / 2)
    assert shares.mean() == pytest.approx(2 * mean, rel=0.01)
    assert shares.std() == pytest.approx(2 * spread, rel=0.05)


def test_built_in_adults_stay_within_the_domain_and_nobody_is_moved_to_its_edge() -> None:
    held = Domain(population="", covariates={"weight": Range(60, 80)}, doses={})
    people = adults(held)(np.random.default_rng(1), 5000)
    weights = people.columns["weight"]
    assert weights.min() > 60
    assert weights.max() < 80
    assert people.columns["age"].min() > 18
    assert set(people.columns["female"]) == {0.0, 1.0}
    wide = adults(ALL)(np.random.default_rng(1), 20_000)
    assert np.median(wide.columns["weight"]) == pytest.approx(74, abs=0.7)
    assert np.median(wide.columns["age"]) == pytest.approx(45.6, abs=0.7)


def test_a_domain_without_adults_is_refused() -> None:
    children = Domain(population="", covariates={"age": Range(2, 12)}, doses={})
    with pytest.raises(PkError, match="holds for no adult's age"):
        adults(children)
    giants = Domain(population="", covariates={"weight": Range(169.9999999, 170)}, doses={})
    with pytest.raises(PkError, match="no adult falls within"):
        adults(giants)(np.random.default_rng(1), 3)


def test_people_may_be_drawn_whole_from_a_cohort() -> None:
    cohort = many(weight=[50, 90], age=[20, 60])
    drawn = drawn_from(cohort)(np.random.default_rng(1), 500)
    pairs = set(zip(drawn.columns["weight"], drawn.columns["age"], strict=True))
    assert pairs == {(50.0, 20.0), (90.0, 60.0)}


def test_progress_is_told_after_each_chunk() -> None:
    done: list[int] = []
    populate(
        one_compartment(), REGIMEN, alike({}), [1.0], subjects=CHUNK + 3, seed=1, told=done.append
    )
    assert done == [CHUNK, CHUNK + 3]


@pytest.mark.parametrize(
    ("subjects", "seed", "said"),
    [(0, 1, "0 subjects"), (10**8, 1, "100000000 subjects"), (5, -1, "the seed is -1")],
)
def test_numbers_that_cannot_be_are_refused(subjects: int, seed: int, said: str) -> None:
    with pytest.raises(PkError, match=said):
        populate(one_compartment(), REGIMEN, alike({}), TIMES, subjects=subjects, seed=seed)
