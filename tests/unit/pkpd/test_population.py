"""Many people: drawn by a seed, the same whatever the order, told in percentiles."""

import sys
import tracemalloc
from typing import Any

import numpy as np
import pytest
from msgspec import structs
from tests.lib.kinetics import CITED, analyte, many, one_compartment

from titrant.pkpd import (
    DomainError,
    PkError,
    Population,
    adults,
    alike,
    drawn_from,
    populate,
    read_regimen,
)
from titrant.pkpd import quantiles as counting
from titrant.pkpd.above import hours_above
from titrant.pkpd.accumulation import Accumulation
from titrant.pkpd.model import Domain, Effect, Range, Scale, Variability
from titrant.pkpd.population import CHUNK
from titrant.pkpd.quantiles import Counts
from titrant.pkpd.sessions import ONE_SESSION, UNEVEN, UNLIKE, Span, occasions, span

TIMES = np.linspace(0, 12, 13)
REGIMEN = read_regimen("30 mg iv over 1 h; repeat 2 every 2 d")
ALL = Domain(population="anybody", covariates={}, doses={})


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_threads() -> None:
    made = one_compartment()
    found = [
        populate(made, REGIMEN, adults(ALL), TIMES, subjects=3 * CHUNK + 7, seed=5, threads=threads)
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
    plain, compiled = (Counts((2, 70), 60, large=large) for large in (False, True))
    for _ in range(3):
        values = np.exp(random.normal(0, 9, (20, 2, 70)))
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


def test_counts_take_room_for_what_is_there_and_not_for_what_could_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a thousand places over twenty doublings, each within two: all bins would take 40 MB."""
    monkeypatch.setattr(counting, "KEPT", 0)
    values = 2.0 ** -np.linspace(0, 20, 1000) * np.linspace(1, 3, 50)[:, None]
    tracemalloc.start()
    try:
        counts = Counts((1000,), 200)
        for _ in range(4):
            counts.add(values)
        found = counts.percentiles([50])
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found[0] == pytest.approx(np.median(values, axis=0), rel=0.02)
    assert most < 10e6


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
    ("changed", "said"),
    [
        (
            {"subjects": "5"},
            "the number of subjects is '5', which is no whole number. Give a number",
        ),
        ({"subjects": 1.5}, "the number of subjects is 1.5, which is no whole number."),
        ({"subjects": True}, "the number of subjects is True, which is no whole number."),
        ({"seed": None}, "the seed is None, which is no whole number. Give a whole number from 0"),
        ({"percentiles": (50, 101)}, "the percentile 101. Give one from 0 to 100."),
        ({"percentiles": (-0.1,)}, "the percentile -0.1. Give one from 0 to 100."),
        ({"percentiles": ("5",)}, "a percentile is '5', which is no number. Give numbers like 5,"),
        ({"cohort": many(weight=[70])}, "the cohort is of the type People. Give what draws people"),
    ],
)
def test_what_nobody_can_ask_for_is_refused(changed: dict[str, Any], said: str) -> None:
    asked = {"cohort": alike({}), "subjects": 5, "seed": 1, **changed}
    with pytest.raises(PkError) as caught:
        populate(one_compartment(), REGIMEN, asked.pop("cohort"), TIMES, **asked)
    assert str(caught.value).startswith(said)


def test_ends_of_what_may_be_asked_are_answered() -> None:
    found = populate(
        *(one_compartment(), REGIMEN, alike({}), TIMES), subjects=1, seed=0, percentiles=(0, 100)
    )
    assert found.levels[0].tolist() == found.levels[1].tolist()


def test_people_and_doses_outside_of_the_domain_are_refused_unless_asked_for() -> None:
    held = Domain(population="", covariates={"weight": Range(60, 80)}, doses={"iv": Range(10, 50)})
    made = structs.replace(one_compartment(), domain=held)
    heavy = alike({"weight": 90.0})
    with pytest.raises(DomainError) as caught:
        populate(made, REGIMEN, heavy, TIMES, subjects=5, seed=1)
    assert caught.value.concerns == ("weight 90 kg is outside of 60 to 80 kg",)
    large = read_regimen("60 mg iv")
    with pytest.raises(DomainError, match="60 mg iv is outside of 10 to 50 mg"):
        populate(made, large, adults(held), TIMES, subjects=5, seed=1)
    found = populate(made, large, heavy, TIMES, subjects=5, seed=1, beyond=True)
    free = populate(one_compartment(), large, heavy, TIMES, subjects=5, seed=1)
    assert found.levels.tobytes() == free.levels.tobytes()


@pytest.mark.parametrize(
    ("subjects", "seed", "said"),
    [(0, 1, "0 subjects"), (10**8, 1, "100000000 subjects"), (5, -1, "the seed is -1")],
)
def test_numbers_that_cannot_be_are_refused(subjects: int, seed: int, said: str) -> None:
    with pytest.raises(PkError, match=said):
        populate(one_compartment(), REGIMEN, alike({}), TIMES, subjects=subjects, seed=seed)


# ------------------------------------------------------------------ a course, and thresholds


def alone(text: str, above: float | None = None) -> Population:
    """Return one typical person of one compartment (clearance 80 L/h, volume 60 L)."""
    made = structs.replace(one_compartment(), between=Variability())
    return populate(made, read_regimen(text), alike({}), TIMES, subjects=1, seed=1, above=above)


def test_a_course_accumulates_as_the_closed_form_says() -> None:
    """One compartment, n doses: (1 - e^-nkτ)/(1 - e^-kτ) for peak, trough and area alike."""
    k, tau = 80 / 60, 2.0
    found = alone("30 mg iv; repeat 5 every 2 h").accumulation
    assert isinstance(found, Accumulation)
    closed = (1 - np.exp(-5 * k * tau)) / (1 - np.exp(-k * tau))
    assert found.length == tau
    for ratio in (found.auc, found.cmax, found.trough):
        assert ratio.tolist() == [[pytest.approx(closed, rel=1e-9)]]


def test_each_person_accumulates_by_their_own_clearance() -> None:
    """The same closed form, for the clearance that each person's whole area tells of."""
    made = one_compartment()
    clearance = Variability(effects=made.between.effects[:1])
    made = structs.replace(made, between=clearance)
    found = populate(
        *(made, read_regimen("30 mg iv; repeat 3 every 2 h"), alike({}), TIMES),
        subjects=40,
        seed=1,
    )
    assert isinstance(found.accumulation, Accumulation)
    k = 1000 * 90 / found.exposure.auc / 60
    closed = (1 - np.exp(-6 * k)) / (1 - np.exp(-2 * k))
    assert found.accumulation.auc == pytest.approx(closed, rel=1e-9)
    assert np.ptp(found.accumulation.auc) > 0.01


def test_occasions_add_up_in_what_accumulates() -> None:
    """A day apart nothing is left, and two draws of a share differ as two log-normals do."""
    effect = Effect(parameter="f", scale=Scale.LOG, variance=0.09, cited=CITED)
    made = structs.replace(
        one_compartment(), between=Variability(), occasion=Variability(effects=(effect,))
    )
    found = populate(
        *(made, read_regimen("30 mg oral; repeat 3 every 1 d"), alike({}), TIMES),
        subjects=4000,
        seed=1,
    ).accumulation
    assert isinstance(found, Accumulation)
    logs = np.log(found.auc)
    assert logs.mean() == pytest.approx(0, abs=0.02)
    assert logs.std() == pytest.approx(np.sqrt(2 * 0.09), rel=0.04)
    assert np.isnan(found.trough).all()  # 32 half-lives: nothing that an engine could tell of


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("30 mg iv", ONE_SESSION),
        ("30 mg iv over 20 min then pause 10 min then 30 mg over 20 min", ONE_SESSION),
        ("30 mg iv; 40 mg iv at 3 d", UNLIKE),
        ("30 mg ketamine iv; 30 mg iv at 3 d", UNLIKE),
        ("30 mg iv; 30 mg iv at 3 h; 30 mg iv at 8 h", UNEVEN),
    ],
)
def test_what_cannot_accumulate_says_why(text: str, said: str) -> None:
    assert alone(text).accumulation == said


@pytest.mark.parametrize(
    ("text", "last", "length", "doses"),
    [
        ("30 mg iv over 1 h; repeat 6 every 12 h", 60, 12, 1),  # 11 h without a dose
        ("30 mg nasal; 30 mg nasal at 5 min; repeat 3 every 2 d", 96, 48, 2),
        ("30 mg iv; 30 mg iv at 3 d; 30 mg iv at 7 d", 168, 72, 1),  # looked at for three days
        ("30 mg iv; 30 mg iv at 3 h; repeat 2 every 1 d", 24, 24, 2),
    ],
)
def test_the_first_and_the_last_dosing_interval(
    text: str, last: float, length: float, doses: int
) -> None:
    found = span(read_regimen(text))
    assert isinstance(found, Span)
    assert (found.last, found.length, len(found.first.doses)) == (last, length, doses)


def test_time_above_a_threshold_is_when_the_curve_crosses_it() -> None:
    """A bolus of 30 mg into 60 L starts at 500 ng/mL and halves every 60 ln 2 / 80 h."""
    fine = np.linspace(0, 6, 6001)
    made = structs.replace(one_compartment(), between=Variability())
    found = populate(
        *(made, read_regimen("30 mg iv"), alike({}), fine), subjects=1, seed=1, above=100
    )
    assert found.above is not None
    assert found.above[0, 0] == pytest.approx(60 / 80 * np.log(5), abs=1e-6)
    assert found.threshold == 100


def test_time_above_counts_parts_of_steps_and_nothing_that_touches() -> None:
    """By hand: a line up to 2 and down again is above 1 for half of each step."""
    times = np.array([0.0, 1.0, 3.0, 4.0])
    levels = np.array([[[0.0, 2.0, 2.0, 0.0]], [[1.0, 1.0, 1.0, 1.0]], [[0.0, 0.0, 0.0, 0.0]]])
    assert hours_above(levels, times, 1.0).tolist() == [[3.0], [0.0], [0.0]]


@pytest.mark.parametrize("level", [0.0, -1.0, float("nan")])
def test_a_threshold_that_cannot_be_is_refused(level: float) -> None:
    with pytest.raises(PkError, match="the threshold is"):
        alone("30 mg iv", above=level)


def test_measured_levels_scatter_as_the_model_says_and_people_stay() -> None:
    made = structs.replace(one_compartment(), between=Variability())
    kinds: list[tuple[dict[str, float], float]] = [
        ({"proportional": 0.1}, 0.1),
        ({"proportional": 0.06, "additive": 24.0}, 0.1),  # at 300 ng/mL: 18 and 24, together 30
        ({"log": 0.1}, 0.1),
    ]
    for residual, share in kinds:
        held = structs.replace(made, analytes=(analyte("ketamine", "central", **residual),))
        found = populate(
            *(held, read_regimen("18 mg iv"), alike({}), [0.0]),
            subjects=20_000,
            seed=1,
            percentiles=(15.8655, 50, 84.1345),
            scatter=True,
        )
        low, middle, high = found.levels[:, 0, 0]
        assert middle == pytest.approx(300, rel=0.005)
        assert (high - low) / 2 / middle == pytest.approx(share, rel=0.03)
        assert found.exposure.cmax.max() == pytest.approx(300)


def test_no_measured_level_is_below_zero() -> None:
    held = structs.replace(
        one_compartment(), analytes=(analyte("ketamine", "central", additive=50.0),)
    )
    found = populate(
        *(held, read_regimen("1 mg iv"), alike({}), [0.0, 8.0]),
        subjects=500,
        seed=1,
        percentiles=(0, 100),
        scatter=True,
    )
    assert found.levels.min() == 0
    assert found.levels.max() > 50


def test_levels_that_scatter_in_no_known_way_are_refused() -> None:
    held = structs.replace(one_compartment(), analytes=(analyte("ketamine", "central"),))
    with pytest.raises(PkError, match="does not say how measured ketamine scatters"):
        populate(*(held, REGIMEN, alike({}), TIMES), subjects=5, seed=1, scatter=True)


# ------------------------------------------------------------------ as tables


def test_a_population_is_a_table_of_arrow() -> None:
    pytest.importorskip("pyarrow")
    found = populate(
        *(one_compartment(), REGIMEN, alike({}), TIMES),
        subjects=20,
        seed=1,
        percentiles=(2.5, 50),
        above=50.0,
    )
    table = found.table()
    assert table.column_names == ["analyte", "time_h", "p2.5_ng_per_ml", "p50_ng_per_ml"]
    assert table["p50_ng_per_ml"].to_pylist() == found.levels[1, 0].tolist()
    people = found.people()
    assert people["person"].to_pylist() == list(range(1, 21))
    assert people["auc_ng_h_per_ml"].to_pylist() == found.exposure.auc[:, 0].tolist()
    assert people.column_names[-4:] == [
        "above_h",
        "accumulation_auc",
        "accumulation_cmax",
        "accumulation_trough",
    ]
    once = populate(
        *(one_compartment(), read_regimen("30 mg iv"), alike({}), TIMES), subjects=3, seed=1
    )
    assert once.people().column_names[-1] == "auc_until_ng_h_per_ml"


def test_a_table_without_pyarrow_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(PkError, match=r"Install titrant\[engine\]"):
        alone("30 mg iv").table()
