"""Every factor of every unit against two libraries by others: pint, and NLM's UCUM library.

A new unit fails here until it stands in the map below; a unit on which the two libraries disagree
is not read (docs/adr/0009-kpa-is-not-read.md).
"""

import json
import math
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pint
import pytest

from titrant.units import KINDS, Pressure, Quantity, Weight

UCUM = Path(__file__).resolve().parents[3] / "tests/oracles/node_modules/@lhncbc/ucum-lhc"

# Both libraries calculate in binary doubles.
CLOSE = 1e-12

# Our printed code -> what pint calls it.
PINT = {
    "mg": "milligram",
    "g": "gram",
    "ug": "microgram",
    "kg": "kilogram",
    "lb": "pound",
    "mg/kg": "milligram / kilogram",
    "ug/kg": "microgram / kilogram",
    "mg/h": "milligram / hour",
    "mg/min": "milligram / minute",
    "ug/h": "microgram / hour",
    "ug/min": "microgram / minute",
    "mg/kg/h": "milligram / kilogram / hour",
    "mg/kg/min": "milligram / kilogram / minute",
    "ug/kg/h": "microgram / kilogram / hour",
    "ug/kg/min": "microgram / kilogram / minute",
    "mg/mL": "milligram / milliliter",
    "g/L": "gram / liter",
    "ug/mL": "microgram / milliliter",
    "ng/mL": "nanogram / milliliter",
    "mL": "milliliter",
    "L": "liter",
    "uL": "microliter",
    "mL/h": "milliliter / hour",
    "mL/min": "milliliter / minute",
    "cm": "centimeter",
    "m": "meter",
    "in": "inch",
    "ft": "foot",
    "kg/m2": "kilogram / meter ** 2",
    "s": "second",
    "min": "minute",
    "h": "hour",
    "d": "day",
    "wk": "week",
    "mmHg": "millimeter_Hg",
    "/min": "1 / minute",
    "%": "percent",
    "Cel": "degree_Celsius",
    "degF": "degree_Fahrenheit",
    "pieces": "dimensionless",
}

# What both libraries can say of a unit that is alone in its kind, and its own base unit, is that
# one is one: mmHg, kg/m2, /min, % and pieces. Pieces are the UCUM unit 1; neither counts tablets.
ALONE = {"mmHg", "kg/m2", "/min", "%", "pieces"}

# Two points: one finds the factor, and both together an offset. The values are typed ones.
VALUES = ("1", "37.5")

EVERY_UNIT = [
    pytest.param(kind, code, id=f"{kind.__name__}, {code}") for kind in KINDS for code in kind.UNITS
]


def ours(kind: type[Quantity], code: str, value: str) -> float:
    """Return what we make of a value in a unit: the number of the base unit."""
    return float(kind(value, code).base)


def agree(mine: float, theirs: float) -> bool:
    """Say whether two numbers differ by no more than binary rounding."""
    return math.isclose(mine, theirs, rel_tol=CLOSE, abs_tol=0)


# ------------------------------------------------------------------ pint


@cache
def registry() -> pint.UnitRegistry[Any]:
    """Return pint's own definitions, none of ours."""
    return pint.UnitRegistry()


def test_every_unit_has_its_name_in_pint_and_no_name_is_left_over() -> None:
    assert set(PINT) == {code for kind in KINDS for code in kind.UNITS}


def test_only_units_alone_in_their_kind_are_compared_with_themselves() -> None:
    assert {next(iter(kind.UNITS)) for kind in KINDS if len(kind.UNITS) == 1} == ALONE


@pytest.mark.parametrize(("kind", "code"), EVERY_UNIT)
def test_pint_agrees(kind: type[Quantity], code: str) -> None:
    for value in VALUES:
        theirs = registry().Quantity(float(value), PINT[code]).to(PINT[kind.BASE]).magnitude
        assert agree(ours(kind, code, value), theirs)


@pytest.mark.parametrize(("kind", "code"), EVERY_UNIT)
def test_pint_agrees_on_the_way_back(kind: type[Quantity], code: str) -> None:
    amount = kind(100, kind.BASE)
    theirs = registry().Quantity(100.0, PINT[kind.BASE]).to(PINT[code]).magnitude
    assert agree(float(amount.in_unit(code)), theirs)


# ------------------------------------------------------------------ UCUM

NODE = """
const {UcumLhcUtils} = require(process.argv[1]);
const ucum = UcumLhcUtils.getInstance();
const asked = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const converted = asked.convert.map(([from, value, to]) => {
  const answer = ucum.convertUnitTo(from, value, to);
  return answer.status === 'succeeded' ? answer.toVal : String(answer.msg);
});
const valid = asked.validate.map((code) => ucum.validateUnitString(code).status === 'valid');
process.stdout.write(JSON.stringify({converted, valid}));
"""

# What people write and UCUM does not know. `lb` and `mmHg` are ours in print, not on the wire.
# (`MG` is not here: to UCUM it is a megagauss, which is why we do not fold case.)
NOT_UCUM = ("mcg", "mg/kg/hr", "mcg/hr", "hr", "cc", "bpm", "lb", "mmHg")

Row = tuple[type[Quantity], str, str]
Asked = tuple[str, float, str]  # from, value, to

# Beside our own units, to hold what docs/adr/0009-kpa-is-not-read.md says.
KPA: Asked = ("kPa", 1.0, "mm[Hg]")


class Answers(NamedTuple):
    """What UCUM said: numbers of the base unit, further conversions, which codes it knows."""

    converted: dict[Row, float | str]
    beside: dict[Asked, float | str]
    valid: dict[str, bool]


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Ask UCUM all there is to ask, in one process."""
    rows = [(kind, code, value) for kind in KINDS for code in kind.UNITS for value in VALUES]
    codes = sorted({row.ucum for kind in KINDS for row in kind.UNITS.values()} | set(NOT_UCUM))
    asked: list[Asked] = [
        (kind.UNITS[code].ucum, float(value), kind.UNITS[kind.BASE].ucum)
        for kind, code, value in rows
    ]
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, "-e", NODE, str(UCUM)],
        input=json.dumps({"convert": [*asked, KPA], "validate": codes}),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    said = json.loads(done.stdout)
    *converted, kpa = said["converted"]
    return Answers(
        converted=dict(zip(rows, converted, strict=True)),
        beside={KPA: kpa},
        valid=dict(zip(codes, said["valid"], strict=True)),
    )


@pytest.mark.oracle_node
@pytest.mark.parametrize(("kind", "code"), EVERY_UNIT)
def test_ucum_agrees(answers: Answers, kind: type[Quantity], code: str) -> None:
    for value in VALUES:
        theirs = answers.converted[kind, code, value]
        assert isinstance(theirs, (int, float)), theirs
        assert agree(ours(kind, code, value), theirs)


@pytest.mark.oracle_node
@pytest.mark.parametrize(("kind", "code"), EVERY_UNIT)
def test_ucum_knows_every_code_that_goes_on_the_wire(
    answers: Answers, kind: type[Quantity], code: str
) -> None:
    assert answers.valid[kind(1, code).ucum]


@pytest.mark.oracle_node
@pytest.mark.parametrize("code", NOT_UCUM)
def test_ucum_refuses_what_is_not_ucum(answers: Answers, code: str) -> None:
    assert not answers.valid[code]


# ------------------------------------------------------------------ the oracles bite


@pytest.mark.parametrize(
    "wrong",
    [
        # ADR 4: a published library was wrong by the seconds of an hour, its own test agreeing
        69.85322498 * 3600,
        154.0,  # pounds as kilograms
        154 * 0.4536,  # a rounded pound
        154 * 0.45359237 * (1 + 1e-11),
        0.0,
    ],
)
def test_a_wrong_factor_is_noticed(wrong: float) -> None:
    right = ours(Weight, "lb", "154")
    assert agree(right, registry().Quantity(154.0, "pound").to("kilogram").magnitude)
    assert not agree(wrong, registry().Quantity(154.0, "pound").to("kilogram").magnitude)


def test_a_forgotten_offset_is_noticed() -> None:
    theirs = registry().Quantity(37.5, "degree_Celsius").to("degree_Fahrenheit").magnitude
    assert agree(99.5, theirs)  # by hand
    assert not agree(37.5 * 1.8, theirs)


@pytest.mark.oracle_node
def test_the_two_oracles_differ_on_kilopascals_which_are_therefore_not_read(
    answers: Answers,
) -> None:
    pint_says = registry().Quantity(1.0, "kilopascal").to("millimeter_Hg").magnitude
    ucum_says = answers.beside[KPA]
    assert isinstance(ucum_says, float)
    assert not agree(pint_says, ucum_says)
    assert math.isclose(pint_says, ucum_says, rel_tol=1e-5)
    assert "kPa" not in Pressure.UNITS
