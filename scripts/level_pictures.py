"""Draws the pictures of levels in docs/images/: models beside each other, a course, the check.

python scripts/level_pictures.py
"""

import re
import sys
from pathlib import Path

from titrant.cli.curve_files import as_bytes
from titrant.cli.curve_values import Request
from titrant.cli.curves import simulated
from titrant.cli.predictive_check import check
from titrant.cli.predictive_text import Done
from titrant.cli.predictive_text import picture_bytes as predictive_bytes
from titrant.cli.validation_pictures import picture_bytes
from titrant.knowledge import pk_model, pk_tables
from titrant.pkpd.cohort import alike
from titrant.pkpd.measured import Level
from titrant.pkpd.regimen_text import read_regimen
from titrant.pkpd.validation import compare
from titrant.units import Weight

PLACE = Path(__file__).resolve().parent.parent / "docs" / "images"
_KG_70 = Weight("70", "kg")
_EVERY = ("kamp-2020", "otto-2021", "perez-ruixo-2021", "domino-1984", "simons-2022")


def disagreeing() -> bytes:
    """Return one infusion by every model of a dose into a vein."""
    request = Request(
        models=tuple(pk_model(id) for id in _EVERY),
        regimen="35 mg iv over 40 min",
        weight=_KG_70,
        covariates={"weight": 70.0, "age": 40.0},
        analytes=("ketamine", "esketamine"),
        until=6.0,
        beyond=True,
    )
    return as_bytes(simulated(request), ".svg")


def course() -> bytes:
    """Return a course of six infusions by two models, in 1,000 people."""
    request = Request(
        models=(pk_model("kamp-2020"), pk_model("otto-2021")),
        regimen="35 mg iv over 40 min; repeat 6 every 3 d",
        weight=_KG_70,
        covariates={"weight": 70.0},
        subjects=1000,
    )
    return as_bytes(simulated(request), ".svg")


def checked() -> bytes:
    """Return every published figure against its predictions."""
    rows = [
        row
        for one in pk_tables()
        for row in compare(one, [pk_model(model) for model in one.models])
    ]
    return picture_bytes(rows, ".svg")


def beside() -> bytes:
    """Return the levels of the how-to, which are invented, over the band of a model."""
    model, regimen = pk_model("otto-2021"), read_regimen("35 mg iv over 40 min")
    page = (PLACE.parent / "how-to" / "check-by-levels.md").read_text(encoding="utf-8")
    rows = re.findall(r"^([A-Z]),([0-9.]+),(<?)([0-9.]+),esketamine$", page, re.MULTILINE)
    people: dict[str, list[Level]] = {}
    for name, at, limit, number in rows:
        level = (
            Level(at=float(at), analyte="esketamine", below=float(number))
            if limit
            else Level(at=float(at), analyte="esketamine", value=float(number))
        )
        people.setdefault(name, []).append(level)
    found = check(
        *(model, regimen, alike({"weight": 70.0}), people, "esketamine"), subjects=2000, seed=1
    )
    done = Done(
        model=model,
        regimen=regimen,
        people=len(people),
        who=" of 70\u00a0kg",
        subjects=2000,
        seed=1,
        checked=(found,),
    )
    return predictive_bytes(done, ".svg")


def main() -> int:
    """Write the pictures."""
    for name, draw in (
        ("models-disagree", disagreeing),
        ("course-by-models", course),
        ("published-against-predicted", checked),
        ("predictive-check", beside),
    ):
        (PLACE / f"{name}.svg").write_bytes(draw())
    return 0


if __name__ == "__main__":
    sys.exit(main())
