"""The bench by itself: what it says of a leaf and a limit, and how often."""

import pytest
from tests.lib.loaded import loaded
from tests.lib.orders import GOOD, order

from titrant.dosing import prepare
from titrant.dosing.bench import Bench
from titrant.units import Dose, DosePerWeight, Drug, Duration, Quantity, Weight


def test_a_leaf_that_is_used_twice_is_asked_about_once() -> None:
    """Two rungs may rest on one value; whoever signs it signs once."""
    bench = Bench(order(**GOOD), loaded(None))
    first = bench.use("rounding.pump.step")
    assert bench.use("rounding.pump.step") is first
    assert [check.id for check in bench.checks] == ["unsigned:rounding.pump.step"]
    assert list(bench.used) == ["rounding.pump.step"]


def test_a_limit_stops_above_its_value_and_not_at_it() -> None:
    """The limit is 250 kg, and what is at it is not above it."""
    bench = Bench(order(**GOOD), loaded())
    mend = "Weigh again."
    bench.limit("limit.weight.high", Weight(250, "kg"), "The weight", mend=mend)
    assert bench.checks == []
    bench.limit("limit.weight.high", Weight(251, "kg"), "The weight", mend=mend)
    assert [check.id for check in bench.checks] == ["limit.weight.high"]


@pytest.mark.parametrize(
    ("id", "value", "lifts"),
    [
        ("limit.im.dose.soft", DosePerWeight("0.6", "mg/kg"), "0.5 mg/kg or less."),
        ("protocol.im-s1.dose.soft", DosePerWeight(1, "mg/kg"), "less than 1 mg/kg."),
        ("limit.im.dose.floor", DosePerWeight("0.09", "mg/kg"), "0.1 mg/kg or more."),
        ("protocol.iv-pain-trial-80.duration.shortest", Duration(2, "h"), "more than 2 h."),
    ],
)
def test_what_a_limit_asks_for_instead_passes_it(id: str, value: Quantity, lifts: str) -> None:
    """A limit that stops at its value is not passed by that value: 1 mg/kg stops at 1 mg/kg."""
    bench = Bench(order(**GOOD), loaded())
    bench.limit(id, value, "What was ordered")
    assert bench.checks[0].lifts.partition(" or order ")[2] == lifts


def test_an_empty_limit_stops_nothing_by_itself() -> None:
    """No site has set the most of a session; it holds because nobody has set it, at any dose."""
    bench = Bench(order(**GOOD), loaded(None))
    bench.limit("limit.iv.session-cap", Dose(1, "g", Drug.KETAMINE), "The dose")
    assert [check.id for check in bench.checks] == ["unsigned:limit.iv.session-cap"]


def test_a_check_that_a_leaf_is_behind_names_the_leaf() -> None:
    """Whoever reads the record finds the value that held the order, not only its source."""
    kb = loaded()
    heavy = order(**{**GOOD, "weight": "110 kg", "height": "170 cm", "basis": None})
    by_id = {check.id: check.leaf for check in prepare(heavy, kb).checks}
    assert by_id["basis.bmi"] == "basis.bmi"  # 110 kg at 170 cm is 38 kg/m2
    without = order(product="ketamine-10", route="iv", dose="35 mg", over="40 min")
    leaves = [check.leaf for check in prepare(without, kb).checks if check.id.endswith(":weight")]
    assert "limit.iv.dose.hard" in leaves


def test_a_swallowed_tablet_is_not_held_in_the_mouth() -> None:
    """What an order states and its route does not have is held, and is no row of the sheet."""
    swallowed = order(
        product="tablet-100", dose="100 mg", route="oral", retain="spit", hold_for="7 min"
    )
    made = prepare(swallowed, loaded())
    assert "not-for-this-route" in {check.id for check in made.checks}
    assert made.chain is None or (made.chain.retain is None and made.chain.hold is None)
