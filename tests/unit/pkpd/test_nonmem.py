"""The estimates of people agree with those of NONMEM, in the example that ships with Pharmpy.

Phenobarbital in 59 newborns (Grasela and Donn, Dev Pharmacol Ther 1985;8:374-383), fitted by
NONMEM 7 with first-order conditional estimation and interaction. Its files are read as text.
"""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from tests.lib.kinetics import lagged_compartment

from titrant.pkpd.individual import Individuals, estimate_all
from titrant.pkpd.measured import Level, Measured
from titrant.pkpd.people import People
from titrant.pkpd.regimen import Dose, Regimen

ORACLES = Path(__file__).resolve().parents[2] / "oracles"
PLACE = ORACLES / "nonmem" / "pharmpy" / "internals" / "example_models"
pytestmark = pytest.mark.skipif(
    not (PLACE / "pheno.phi").exists(),
    reason="pharmpy-core, which ships NONMEM's example, is not installed: make oracle",
)
BOTH = pytest.mark.parametrize("large", [False, True], ids=["by arrays", "by kernels"])


class Final(NamedTuple):
    """NONMEM's final estimates."""

    theta: tuple[float, float, float]
    omega: tuple[float, float]
    sigma: float


def _lines(name: str) -> list[list[str]]:
    return [line.split() for line in (PLACE / name).read_text().splitlines()]


def _final() -> Final:
    rows = _lines("pheno.ext")
    names = next(row for row in rows if row[0] == "ITERATION")
    values = dict(
        zip(names, map(float, next(r for r in rows if r[0] == "-1000000000")), strict=True)
    )
    return Final(
        (values["THETA1"], values["THETA2"], values["THETA3"]),
        (values["OMEGA(1,1)"], values["OMEGA(2,2)"]),
        values["SIGMA(1,1)"],
    )


def _told() -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return of each newborn: number, id, two etas, three covariances, objective."""
    rows = _lines("pheno.phi")
    return np.array([[float(one) for one in row] for row in rows[2:]])


def _newborns() -> dict[int, list[dict[str, float]]]:
    names, *rows = _lines("pheno.dta")
    found: dict[int, list[dict[str, float]]] = {}
    for row in rows:
        one = dict(zip(names, map(float, row), strict=True))
        found.setdefault(int(one["ID"]), []).append(one)
    return found


def _measured(rows: list[dict[str, float]]) -> Measured:
    """Return the doses [mg] and levels, which the file has in mg/L, in ng/mL."""
    doses = [Dose(amount=one["AMT"], route="iv", at=one["TIME"]) for one in rows if one["AMT"]]
    levels = [
        Level(at=one["TIME"], analyte="ketamine", value=1000 * one["DV"])
        for one in rows
        if not one["AMT"]
    ]
    return Measured(regimen=Regimen(tuple(doses)), levels=tuple(levels))


@cache
def _found(large: bool) -> Individuals:
    final, newborns = _final(), _newborns()
    model = lagged_compartment(variances=final.omega, residual=(final.sigma**0.5, 0.0, 0.0))
    weight = np.array([rows[0]["WGT"] for rows in newborns.values()])
    score = np.array([rows[0]["APGR"] for rows in newborns.values()])
    count = len(newborns)
    values = {one.name: np.full(count, one.value) for one in model.parameters}
    values["cl"] = final.theta[0] * weight
    values["v"] = final.theta[1] * weight * np.where(score < 5, 1 + final.theta[2], 1.0)
    people = People({}, count)
    return estimate_all(
        model,
        people,
        [_measured(rows) for rows in newborns.values()],
        values=values,
        large=large,
    )


@BOTH
def test_the_effects_are_nonmems(large: bool) -> None:
    found, told = _found(large), _told()
    assert found.converged.all()
    assert len(told) == 59
    assert np.abs(found.effects - told[:, 2:4]).max() < 1e-5


@BOTH
def test_the_covariances_are_nonmems(large: bool) -> None:
    found, told = _found(large), _told()
    own = np.column_stack(
        [found.covariance[:, 0, 0], found.covariance[:, 0, 1], found.covariance[:, 1, 1]]
    )
    assert np.abs(own / told[:, 4:7] - 1).max() < 1e-4


@BOTH
def test_the_objectives_are_nonmems(large: bool) -> None:
    """FOCE adds to what was made least how much the levels narrowed the effects."""
    found, told = _found(large), _told()
    narrowed = np.linalg.slogdet(found.prior)[1] - np.linalg.slogdet(found.covariance)[1]
    units = 2 * np.log(1000) * np.isfinite(found.levels).sum(axis=1)  # ng/mL against mg/L
    own = found.objective + narrowed - units
    assert np.abs(own - told[:, 7]).max() < 1e-3
    assert own.sum() == pytest.approx(586.27605628520962, abs=1e-3)


@BOTH
def test_the_mean_shrinkage_is_nonmems(large: bool) -> None:
    text = (PLACE / "pheno.lst").read_text()
    line = next(line for line in text.splitlines() if line.strip().startswith("EBVSHRINKVR"))
    told = [float(one) for one in line.split()[1:]]
    assert 100 * _found(large).shrinkage.mean(axis=0) == pytest.approx(told, rel=1e-3)
