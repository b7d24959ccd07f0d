"""One number: when it may be relied on, where it begins to stop, and how it is shown."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from titrant.knowledge import Flag, Leaf, LimitKind, Signature, Standing, Stops, Tier
from titrant.units import Dose, Duration, Volume

DAY = date(2026, 11, 22)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)

LEAF = Leaf(
    id="a.b",
    title="a number",
    value=Decimal(10),
    low=None,
    high=None,
    unit="mg",
    basis=None,
    kind=LimitKind.HARD,
    stops=Stops.ABOVE,
    source="R1",
    locator="table 1",
    flag=Flag.SEEN,
    tier=Tier.LABEL,
    effective=date(2026, 1, 1),
    review=date(2027, 1, 1),
    expires=None,
    needs_site_value=False,
    needs_sign_off=False,
    note="",
)


def signed_on(day: date) -> Signature:
    return Signature(
        site="here", by="Dr A", role="director", on=day, why="policy 4", demonstration=False
    )


EMPTY = {"value": None, "needs_site_value": True}
UNSIGNED = [
    {"flag": Flag.SEEN_2ND},
    {"flag": Flag.MEMORY},
    {"flag": Flag.DESIGN},
    {"flag": Flag.OPINION},
    {"needs_sign_off": True},
    {"needs_sign_off": True, "flag": Flag.CALC},
    {"needs_site_value": True},  # a site's value, on an empty leaf whatever its flag
    {"value": None, "low": Decimal(1), "high": Decimal(2), "flag": Flag.MEMORY},
]


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({}, Standing.IN_FORCE),
        ({"flag": Flag.CALC}, Standing.IN_FORCE),
        ({"value": None, "low": Decimal(1), "high": Decimal(2)}, Standing.IN_FORCE),
        ({"value": "a text", "unit": None}, Standing.IN_FORCE),
        # -- dates, on the boundary and beside it ------------------------------------------------
        ({"effective": BEFORE}, Standing.IN_FORCE),
        ({"effective": DAY}, Standing.IN_FORCE),
        ({"effective": AFTER}, Standing.NOT_YET),
        ({"expires": AFTER}, Standing.IN_FORCE),
        ({"expires": DAY}, Standing.EXPIRED),
        ({"expires": BEFORE}, Standing.EXPIRED),
        ({"review": BEFORE}, Standing.IN_FORCE),  # a late review is said, and ends nothing
        # -- nobody signed -----------------------------------------------------------------------
        *[(changes, Standing.UNSIGNED) for changes in UNSIGNED],
        (EMPTY, Standing.EMPTY),
        ({**EMPTY, "flag": Flag.MEMORY}, Standing.EMPTY),
        # -- what is graver is said first ---------------------------------------------------------
        ({**EMPTY, "effective": AFTER}, Standing.EMPTY),
        ({"flag": Flag.MEMORY, "effective": AFTER}, Standing.NOT_YET),
        ({"flag": Flag.MEMORY, "expires": DAY}, Standing.EXPIRED),
        ({"signature": signed_on(BEFORE), "expires": DAY}, Standing.EXPIRED),
        ({"signature": signed_on(BEFORE), "effective": AFTER}, Standing.NOT_YET),
    ],
)
def test_standing(changes: dict[str, Any], standing: Standing) -> None:
    assert replace(LEAF, **changes).standing(DAY) is standing


@pytest.mark.parametrize("changes", UNSIGNED)
@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (BEFORE, Standing.IN_FORCE),
        (DAY, Standing.IN_FORCE),
        (AFTER, Standing.UNSIGNED),  # a signature dated in the future does not count yet
    ],
)
def test_a_signature_counts_from_its_day(
    changes: dict[str, Any], on: date, standing: Standing
) -> None:
    leaf = replace(LEAF, **changes, signature=signed_on(on))
    assert leaf.standing(DAY) is standing


@pytest.mark.parametrize("needs_site_value", [True, False])
@pytest.mark.parametrize("needs_sign_off", [True, False])
@pytest.mark.parametrize("flag", Flag)
def test_nothing_that_nobody_signed_is_in_force(
    flag: Flag, needs_sign_off: bool, needs_site_value: bool
) -> None:
    """Witness: ADR 3, the table of flags; `calc` needs no signature of its own."""
    leaf = replace(
        LEAF, flag=flag, needs_sign_off=needs_sign_off, needs_site_value=needs_site_value
    )
    free = flag in {Flag.SEEN, Flag.CALC} and not needs_sign_off and not needs_site_value
    for signature in (None, signed_on(AFTER)):
        assert (replace(leaf, signature=signature).standing(DAY) is Standing.IN_FORCE) is free
    assert replace(leaf, signature=signed_on(DAY)).standing(DAY) is Standing.IN_FORCE


@pytest.mark.parametrize(
    ("stops", "below", "at", "above", "caps", "words"),
    [
        (Stops.ABOVE, False, False, True, True, "above"),
        (Stops.AT_OR_ABOVE, False, True, True, True, "at or above"),
        (Stops.BELOW, True, False, False, False, "below"),
        (Stops.AT_OR_BELOW, True, True, False, False, "at or below"),
    ],
)
def test_where_a_limit_begins_to_stop(
    stops: Stops, below: bool, at: bool, above: bool, caps: bool, words: str
) -> None:
    limit = Decimal(10)
    for value, stopped in [
        ("0", below),
        ("9.999999", below),
        ("10", at),
        ("10.0", at),
        ("10.000001", above),
        ("10000", above),
    ]:
        assert stops.stops(Decimal(value), limit) is stopped
    assert (stops.caps, stops.words) == (caps, words)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "10 mg"),
        ({"value": Decimal("0.50"), "unit": "mg/kg"}, "0.5 mg/kg"),
        ({"value": Decimal(1200)}, "1200 mg"),
        ({"value": Decimal("1E+2")}, "100 mg"),
        ({"value": Decimal("0.00001")}, "0.00001 mg"),
        ({"value": Decimal(2), "unit": "1"}, "2"),  # a bare number: years, sessions
        ({"value": "Whole pieces only.", "unit": None}, "Whole pieces only."),
        (
            {"value": None, "low": Decimal(40), "high": Decimal("60.0"), "unit": "min"},
            "40 to 60 min",
        ),
        ({"value": None, "low": Decimal(4), "high": Decimal(6), "unit": "1"}, "4 to 6"),
        (EMPTY, "not set"),
    ],
)
def test_how_a_value_is_shown(changes: dict[str, Any], shown: str) -> None:
    assert replace(LEAF, **changes).shown == shown


def test_what_a_leaf_cites() -> None:
    assert LEAF.cited == "R1, table 1"


def test_a_leaf_is_read_as_a_quantity_of_its_kind() -> None:
    assert LEAF.quantity(Dose).base == Dose("10", "mg").base
    assert LEAF.quantity(Dose) is LEAF.quantity(Dose)
    assert replace(LEAF, value=Decimal(8)).quantity(Dose).base == Dose("8", "mg").base
    assert replace(LEAF, value=Decimal(5), unit="min").quantity(Duration) == Duration(300, "s")


@pytest.mark.parametrize(
    "changes",
    [
        EMPTY,
        {"value": "a text", "unit": None},
        {"value": None, "low": Decimal(1), "high": Decimal(2)},
        {"unit": None},
    ],
)
def test_what_is_no_number_is_no_quantity(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"a\.b holds no dose"):
        replace(LEAF, **changes).quantity(Dose)


def test_a_leaf_of_another_kind_is_no_quantity() -> None:
    with pytest.raises(ValueError, match="volume"):
        LEAF.quantity(Volume)
