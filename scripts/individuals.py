"""Draws people, measures levels in them with error, estimates them, and says how well that went.

The same numbers come out each time: people and errors are drawn from a seed.

    python scripts/individuals.py           print the page
    python scripts/individuals.py --write   and write it into docs/reference/individual-estimates.md
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from titrant.knowledge import pk_model
from titrant.pkpd.cohort import adults
from titrant.pkpd.individual import estimate_all
from titrant.pkpd.inputs import Array
from titrant.pkpd.measured import Level, Measured
from titrant.pkpd.model import Analyte, Model
from titrant.pkpd.one_person import WIDE
from titrant.pkpd.parameters import covariance, moved, typical
from titrant.pkpd.people import People
from titrant.pkpd.regimen import Dose, Regimen
from titrant.pkpd.simulation import concentrations

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "individual-estimates.md"
PEOPLE, SEED = 1000, 1


@dataclass(frozen=True)
class Scene:
    """A model, a dose, and when what is measured; `limit` [ng/mL] is that of the assay."""

    title: str
    model: str
    dose: Dose
    times: tuple[float, ...]
    analytes: tuple[str, ...]
    limit: float = 0.0


_INFUSION = Dose(amount=35, route="iv", over=40 / 60)
_SPRAY = Dose(amount=84, route="nasal")
SCENES = (
    Scene(
        "35 mg by vein over 40 min; esketamine at 0.75, 1.5, 4 and 12 h",
        "otto-2021",
        _INFUSION,
        (0.75, 1.5, 4, 12),
        ("esketamine",),
    ),
    Scene(
        "the same, with norketamine",
        "otto-2021",
        _INFUSION,
        (0.75, 1.5, 4, 12),
        ("esketamine", "S-norketamine"),
    ),
    Scene("the same, one esketamine at 1.5 h", "otto-2021", _INFUSION, (1.5,), ("esketamine",)),
    Scene(
        "the same four, an assay that stops at 10 ng/mL",
        "otto-2021",
        _INFUSION,
        (0.75, 1.5, 4, 12),
        ("esketamine",),
        10.0,
    ),
    Scene(
        "84 mg by nose; esketamine at 0.5, 1.5, 4 and 8 h",
        "perez-ruixo-2021",
        _SPRAY,
        (0.5, 1.5, 4, 8),
        ("esketamine",),
    ),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one random effect; all but `covered` and `shrinkage` in its population's SDs.

    `bias` is the mean of estimate less truth, `error` its root mean square (of the population's
    estimate it is 1), `covered` the share of people whose 90 % interval held the truth.
    """

    parameter: str
    bias: float
    error: float
    covered: float
    shrinkage: float


def outcomes(scene: Scene, people: int, seed: int) -> tuple[list[Outcome], float]:
    """Return what became of each effect, and the share of people whose search arrived."""
    model = pk_model(scene.model)
    random = np.random.default_rng(np.random.SeedSequence(seed))
    drawn = adults(model.domain)(random, people)
    who = People({"weight": drawn.columns["weight"], "age": drawn.columns["age"]}, people)
    prior = covariance(model.between, model)
    truth = random.standard_normal((people, len(prior))) @ np.linalg.cholesky(prior).T
    measured = _measured(scene, model, who, truth, random)
    found = estimate_all(model, who, measured)
    spread = np.sqrt(np.diag(prior))
    off = (found.effects - truth) / spread
    held = np.abs(found.effects - truth) <= WIDE * found.errors
    return [
        Outcome(
            effect.parameter,
            float(off[:, place].mean()),
            float(np.sqrt((off[:, place] ** 2).mean())),
            float(held[:, place].mean()),
            float(found.shrinkage[:, place].mean()),
        )
        for place, effect in enumerate(model.between.effects)
    ], float(found.converged.mean())


def _measured(
    scene: Scene, model: Model, who: People, truth: Array, random: np.random.Generator
) -> list[Measured]:
    values = moved(typical(model, who), model.between, truth)
    regimen = Regimen((scene.dose,))
    levels = concentrations(
        model, regimen, who, scene.times, analytes=scene.analytes, values=values
    )
    for place, name in enumerate(scene.analytes):
        levels[:, place] = _with_error(levels[:, place], model.analyte(name), random)
    return [
        Measured(
            regimen=regimen,
            levels=tuple(
                _level(time, name, float(one[place, column]), scene.limit)
                for column, time in enumerate(scene.times)
                for place, name in enumerate(scene.analytes)
                if one[place, column] > 0
            ),
        )
        for one in levels
    ]


def _with_error(levels: Array, analyte: Analyte, random: np.random.Generator) -> Array:
    """Return levels as an assay tells them; what falls to zero or below is not told."""
    own = analyte.residual
    drawn = random.standard_normal(levels.shape)
    if own.log:
        return levels * np.exp(own.log * drawn)
    return levels + np.hypot(own.additive, own.proportional * levels) * drawn


def _level(time: float, name: str, value: float, limit: float) -> Level:
    if value < limit:
        return Level(at=time, analyte=name, below=limit)
    return Level(at=time, analyte=name, value=value)


_HEAD = """# How far an estimate of one person can be trusted

`titrant fit-individual` estimates one person's parameters from measured levels: the most likely
random effects, given the levels and how people differ (maximum a posteriori). This page draws
people by a model, measures levels in them with the model's own error, estimates them, and compares.
It shows how the method does where the model is true. It does not show that a model is true.

Such an estimate never enters guidance or an order.

- *Bias* and *error* (root mean square) are in standard deviations of the population. Who takes the
  population's value for everybody has an error of 1.
- *Covered* is the share of people whose 90 % interval held the truth.
- *Left* is the mean share of the population's variance that the levels left over (shrinkage): 100 %
  means that they said nothing.
"""

_TAIL = """
Effects between occasions are not estimated; in a model that has them the intervals are too narrow,
and the command says so. The intervals come from the curvature at the estimate, as in NONMEM, with
whose phenobarbital example estimates, covariances, objectives and shrinkage agree
(`tests/unit/pkpd/test_nonmem.py`).

`python scripts/individuals.py --write` makes this page.
"""


def page(people: int = PEOPLE, seed: int = SEED) -> str:
    """Return the page."""
    parts = [_HEAD, f"{people:,} people each, seed {seed}.\n"]
    for scene in SCENES:
        found, arrived = outcomes(scene, people, seed)
        parts.append(f"## {scene.model}: {scene.title}\n")
        parts.append("| effect on | bias | error | covered | left |\n|---|---|---|---|---|")
        parts += [
            f"| {one.parameter} | {one.bias:+.2f} | {one.error:.2f} | {one.covered:.1%} | "
            f"{one.shrinkage:.0%} |"
            for one in found
        ]
        parts.append(f"\nThe search arrived in {arrived:.1%}.\n")
    return "\n".join(parts) + _TAIL


def main(words: Sequence[str]) -> int:
    """Print the page, and write it where that is asked for."""
    parser = argparse.ArgumentParser(description="How well individuals are estimated.")
    parser.add_argument("--write", action="store_true", help="write the page")
    typed = parser.parse_args(words)
    text = page()
    print(text)
    if typed.write:
        PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
