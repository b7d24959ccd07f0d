"""A leaf is what the rule that reads it expects: its kind, its limit, its side, and there."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.lib.bases import row, shipped

import titrant.dosing
from titrant.clinical import Route
from titrant.dosing import limits
from titrant.knowledge import shapes
from titrant.knowledge.consistency import find_problems
from titrant.knowledge.leaf import LimitKind
from titrant.units import Dose, Volume, Weight

DOSING = Path(titrant.dosing.__file__).parent
MISSING = "this leaf is missing, and a rule reads it."


@pytest.mark.parametrize("id", shapes._ALWAYS)
def test_what_is_always_read_has_to_be_there(id: str) -> None:
    content = shipped()
    del content["leaves"][id]
    content["rows"] = {}
    assert f"{id}: {MISSING}" in find_problems(content)


@pytest.mark.parametrize(
    "id",
    [
        *[f"limit.{route}.dose.hard" for route in Route],
        "product.ketamine-10.strength",
        "product.ketamine-10.package-volume",
        "product.ketamine-10.package-amount",
        "product.spravato-28.strength",
        "product.spravato-28.package-volume",
        "product.troche-100.strength",
        "product.tablet-200.strength",
        "syringe.syringe-1.capacity",
        "syringe.syringe-1.lines",
        "syringe.syringe-1.reads-to",
    ],
)
def test_what_a_route_a_product_or_a_syringe_needs_has_to_be_there(id: str) -> None:
    """A hard limit that was taken out would otherwise stop nothing, in silence."""
    content = shipped()
    del content["leaves"][id]
    content["rows"] = {}
    assert find_problems(content) == [f"{id}: {MISSING}"]


def test_a_route_that_no_product_has_needs_no_limit() -> None:
    content = shipped()
    del content["products"]["spravato-28"]
    del content["protocols"]["spravato-us-trd"]
    content["leaves"] = {
        id: leaf
        for id, leaf in content["leaves"].items()
        if "spravato" not in id and id != "limit.nasal.dose.hard"
    }
    content["rows"] = {}
    assert not [line for line in find_problems(content) if MISSING in line]


ABOVE = {"kind": "hard", "stops": "above"}


@pytest.mark.parametrize(
    ("id", "changes", "problem"),
    [
        # -- the kind of quantity ----------------------------------------------------------------
        (
            "limit.iv.push.time",
            {"unit": "mg"},
            "it has to be a duration, and mg is the unit of none.",
        ),
        (
            "limit.iv.dose.hard",
            {"unit": "mg/h"},
            "it has to be a dose or a dose per weight, and mg/h is the unit of none.",
        ),
        (
            "product.ketamine-10.strength",
            {"unit": "mg"},
            "it has to be a concentration, and mg is the unit of none.",
        ),
        (
            "product.troche-100.strength",
            {"unit": "mg/mL"},
            "it has to be a dose, and mg/mL is the unit of none.",
        ),
        (
            "nasal.rest",
            {"unit": None, "value": "a while"},
            "it has to be a duration, and no unit is the unit of none.",
        ),
        ("piece.split", {"value": "2", "unit": "1"}, "it has to be a text, without a unit."),
        # -- one possible number -----------------------------------------------------------------
        (
            "nasal.rest",
            {"value": None, "range": ["5", "6"]},
            "it has to be one number; only a limit may wait for a site's value.",
        ),
        (
            "nasal.rest",
            {"value": None, "needs_site_value": True},
            "it has to be one number; only a limit may wait for a site's value.",
        ),
        ("rounding.pump.step", {"value": "0"}, "0 mL/h is impossible here."),
        ("syringe.syringe-1.reads-to", {"value": "0"}, "0 mL is impossible here."),
        ("limit.weight.low", {"value": "0"}, "0 kg is impossible here."),
        # -- a limit, of its kind and on its side --------------------------------------------------
        (
            "limit.iv.dose.hard",
            {"limit": None},
            "it has to be a limit; write its kind and where it stops.",
        ),
        (
            "nasal.rest",
            {"limit": ABOVE},
            "the rule that reads it stops at no limit; take its limit out.",
        ),
        (
            "limit.iv.dose.hard",
            {"limit": {"kind": "soft", "stops": "above"}},
            "it is soft; by its name it has to be hard.",
        ),
        (
            "limit.iv.session-cap",
            {"limit": {"kind": "hold", "stops": "above"}},
            "it is hold; by its name it has to be soft or firm or hard.",
        ),
        (
            "limit.weight.high",
            {"limit": ABOVE},
            "it is hard; by its name it has to be hold.",
        ),
        (
            "limit.iv.dose.floor",
            {"limit": {"kind": "soft", "stops": "at-or-above"}},
            "it stops at or above; by its name it has to stop below.",
        ),
        (
            "protocol.iv-crps.rate.cap",
            {"limit": {"kind": "firm", "stops": "below"}},
            "it stops below; by its name it has to stop above.",
        ),
        # -- dilutions carry their value in their id ---------------------------------------------
        (
            "dilution.standard.5",
            {"value": "4"},
            "its value is 4; the id of a dilution repeats its value.",
        ),
    ],
)
def test_a_leaf_that_its_rule_cannot_read_is_found(
    id: str, changes: dict[str, Any], problem: str
) -> None:
    content = shipped()
    content["leaves"][id].update(changes)
    assert f"{id}: {problem}" in find_problems(content)


@pytest.mark.parametrize(
    "id",
    [
        "limit.iv.dose.frim",
        "limit.ivv.dose.hard",
        "limit.iv.volume",
        "limit.nasal.push.time",
        "limit.weight.age",
        "protocol.iv-crps.start",
    ],
)
def test_a_limit_that_no_rule_reads_is_found(id: str) -> None:
    """It would look like a guard, and stop nothing."""
    content = shipped()
    content["leaves"][id] = row(review="2027-01-01")
    assert find_problems(content) == [
        f"{id}: no rule reads this limit, so it would stop nothing. Is its id right?"
    ]


def test_what_is_no_limit_needs_no_rule() -> None:
    content = shipped()
    content["leaves"]["records.more"] = row(review="2027-01-01", limit=None)
    content["leaves"]["protocol.iv-crps.start"] = row(review="2027-01-01", limit=None)
    assert find_problems(content) == []


@pytest.mark.parametrize(
    ("leaf", "kinds", "read"),
    [
        (row(), (Dose,), Dose("10", "mg").base),
        (row(), (Volume, Dose), Dose("10", "mg").base),
        (row(unit="g"), (Dose,), Dose("10000", "mg").base),
        (row(), (Volume,), None),
        (row(value=None), (Dose,), None),
        (row(value="0", unit="kg"), (Weight,), None),
    ],
)
def test_measured(leaf: dict[str, Any], kinds: shapes.Kinds, read: Any) -> None:
    value = shapes.measured(leaf, kinds)
    assert (value.base if value is not None else None) == read


# -- the tables say what `dosing` does -------------------------------------------------------


def test_the_limits_of_a_route_are_those_that_dosing_reads() -> None:
    assert set(shapes._OF_A_ROUTE) == {
        *(f"dose.{name}" for name in limits.DOSE_LIMITS),
        "session-cap",
    }


def test_the_limits_of_a_protocol_are_those_that_dosing_reads() -> None:
    assert set(shapes._OF_A_PROTOCOL) == {
        *limits.PROTOCOL_DOSE_LIMITS,
        *limits.PROTOCOL_TIME_LIMITS,
        *limits.PROTOCOL_RATE_LIMITS,
    }


# Which module reads a leaf, by its id or by its end where the rest of the id is put together.
READ_IN = {
    "limit.iv.short": "limits",
    "limit.iv.push.time": "limits",
    "limit.iv.push.rate": "limits",
    "limit.iv.undiluted": "drawing",
    "limit.iv.total": "drawing",
    "limit.iv.pump": "drawing",
    "limit.sublingual.hold": "pieces",
    "limit.im.volume": "drawing:.volume",
    "limit.sc.volume": "drawing:.volume",
    "limit.weight.age.clinic": "weight:limit.weight.age.",
    "limit.weight.age.home": "weight:limit.weight.age.",
    "limit.weight.change": "weight",
    "limit.weight.second": "weight",
    "limit.weight.low": "weight",
    "limit.weight.high": "weight",
    "limit.bmi.low": "weight",
    "limit.bmi.high": "weight",
    "basis.bmi": "weight",
    "basis.ideal.male": "weight",
    "basis.ideal.female": "weight",
    "basis.ideal.per-inch": "weight",
    "basis.ideal.over": "weight",
    "basis.adjusted.share": "weight",
    "dilution.highest-100": "drawing",
    "dilution.fluids": "drawing",
    "dilution.use": "drawing",
    "rounding.loss.share": "drawing",
    "rounding.loss.amount": "drawing",
    "rounding.time.share": "drawing",
    "rounding.pump.step": "drawing",
    "rounding.bag.step": "drawing",
    "nasal.rest": "pieces",
    "piece.split": "pieces",
}


def test_each_leaf_that_is_always_read_names_its_reader() -> None:
    assert READ_IN.keys() == shapes._ALWAYS.keys()


@pytest.mark.parametrize(("id", "where"), READ_IN.items())
def test_the_reader_reads_it(id: str, where: str) -> None:
    module, _, part = where.partition(":")
    text = (DOSING / f"{module}.py").read_text(encoding="utf-8")
    assert re.search(rf'["}}]?{re.escape(part or id)}["{{]', text)


def test_every_limit_that_ships_is_read_by_a_rule() -> None:
    content = shipped()
    read = shapes._needed(content) | shapes._optional(content)
    limited = [
        id
        for id, leaf in content["leaves"].items()
        if leaf["limit"] and id.startswith(("limit.", "protocol."))
    ]
    assert limited
    assert [id for id in limited if id not in read] == []


def test_dosing_names_no_leaf_that_is_not_there() -> None:
    """Witness: ADR 5, a test fails where a rule reads a leaf that does not exist."""
    first = "|".join(sorted({id.partition(".")[0] for id in shipped()["leaves"]}))
    whole = re.compile(rf'"((?:{first})\.[a-z0-9.-]*[a-z0-9])"')
    named = {
        id for path in DOSING.glob("*.py") for id in whole.findall(path.read_text(encoding="utf-8"))
    }
    assert {"limit.iv.undiluted", "nasal.rest"} <= named
    prefixes = {id.rpartition(".")[0] for id in shipped()["leaves"]}
    assert named - shipped()["leaves"].keys() - prefixes == set()


def test_every_kind_of_limit_has_its_place() -> None:
    used = {
        kind
        for table in (shapes._ALWAYS, shapes._OF_A_ROUTE)
        for s in table.values()
        for kind in s.limits
    }
    assert used == set(LimitKind)
