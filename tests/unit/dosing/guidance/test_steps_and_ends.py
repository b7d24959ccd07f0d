"""The steps of a protocol at their very ends: what is one step, and what there is beside it."""

from decimal import Decimal
from typing import cast

import pytest
from tests.lib.guided import Json, ago, base, case_of, file_of, quiet, shipped, snapshot_of

from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.desk import Desk
from titrant.dosing.guidance.ladder import Ends, Ladder
from titrant.knowledge import Knowledge

IV = "iv-depression"
TABLE = "iv-depression-s1-table"
FLOOR = f"protocol.{IV}.dose.floor"


def ladder(protocol: str = IV, kb: Knowledge | None = None) -> Ladder:
    kb = kb or shipped()
    case = case_of(file_of(), protocol=protocol, kb=kb, screened=False)
    return Considered(case, kb).ladder


def leaf(name: str, protocol: str = IV) -> tuple[str, ...]:
    return (f"protocol.{protocol}.{name}",)


def alone(number: str, name: str, protocol: str = IV) -> Ends:
    return Ends(Decimal(number), Decimal(number), leaf(name, protocol))


# -- one step ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0", "0", True),
        ("0", "0.01", False),  # of nothing, three percent are nothing
        ("1", "1.03", True),
        ("1", "1.04", False),
        ("0.5", "0.515", True),
        ("0.5", "0.516", False),
    ],
)
def test_what_is_within_three_percent_is_one_step(one: str, other: str, same: bool) -> None:
    assert ladder().same(Decimal(one), Decimal(other)) is same


@pytest.mark.parametrize(
    ("order", "ends"),
    [
        ("40 mg", Ends(Decimal(40), Decimal(40), (), unit="mg")),
        ("0.5 mg/kg", Ends(Decimal("0.57"), Decimal("0.57"), ())),
        (None, Ends(Decimal("0.57"), Decimal("0.57"), ())),
    ],
)
def test_only_an_order_in_another_unit_is_repeated_in_its_own(
    order: str | None, ends: Ends
) -> None:
    had: Json = {"protocol": IV, "opened": ago(5), "sessions": [quiet(ago(5), ordered=order)]}
    (course,) = snapshot_of(shipped(), file_of(had)).courses
    assert ladder().again(course.sessions[0], Decimal("0.57")) == ends


# -- the first dose --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "ends"),
    [
        (64, alone("56", "start", "spravato-eu-trd")),
        (None, alone("56", "start", "spravato-eu-trd")),
        (65, alone("28", "start.older", "spravato-eu-trd")),
    ],
)
def test_only_the_older_begin_with_what_is_for_them(age: int | None, ends: Ends) -> None:
    assert ladder("spravato-eu-trd").first(age) == ends


@pytest.mark.parametrize(
    ("floor", "unit", "low"),
    [
        ("0.1", "mg/kg", "0.1"),
        ("0.25", "mg/kg", None),  # as high as the ceiling: there is no range up to it
        ("0.3", "mg/kg", None),
        ("0.1", "mg", None),  # of another unit: it is no floor of these steps
    ],
)
def test_a_first_dose_of_the_older_begins_at_a_floor_below_the_ceiling(
    floor: str, unit: str, low: str | None
) -> None:
    """At most 0.25 mg/kg for those of 65 and older (start.older.injected)."""
    kb = base({FLOOR: {"value": floor, "unit": unit}})
    assert ladder(kb=kb).first(65) == Ends(
        None if low is None else Decimal(low),
        Decimal("0.25"),
        (f"protocol.{IV}.start", "start.older.injected"),
    )


# -- the steps beside one ------------------------------------------------------------------------


def test_the_next_higher_step_is_never_the_one_that_was_given() -> None:
    assert ladder().higher(Decimal("0.5")) == alone("0.75", "step.1")
    assert ladder().higher(Decimal("0.74")) == alone("1", "step.2")
    assert ladder().higher(Decimal(1)) is None


def test_a_ceiling_in_another_unit_is_no_step_above_the_named_ones() -> None:
    """A site that caps the rate of a page's dose per kg: 30 mg/h is no dose of 30 mg/kg."""
    cap = "protocol.iv-s3.rate.cap"
    kb = base({cap: {"unit": "mg/h"}}, signed={cap: {"value": "30", "unit": "mg/h"}})
    assert ladder("iv-s3", kb).higher(Decimal("0.5")) is None


def test_a_ceiling_without_steps_leaves_what_is_below_it_to_the_prescriber() -> None:
    assert ladder("iv-crps").higher(Decimal("0.3")) == Ends(
        None, Decimal("0.35"), leaf("rate-per-weight.cap", "iv-crps")
    )
    assert ladder("iv-crps").higher(Decimal("0.35")) is None


@pytest.mark.parametrize(
    ("protocol", "level", "id"),
    [
        (IV, "0.5", None),  # it has steps, and no increment
        ("oral-depression", "50", None),  # an increment that is set
        ("im-s1", "0.5", "protocol.im-s1.increment"),
        ("im-s1", "1", None),  # at the top
    ],
)
def test_an_empty_increment_is_named_where_it_would_lead_higher(
    protocol: str, level: str, id: str | None
) -> None:
    assert ladder(protocol).unsigned_step(Decimal(level)) == id


@pytest.mark.parametrize(
    ("protocol", "level", "ends"),
    [
        (TABLE, "0.75", alone("0.5", "start", TABLE)),  # two steps are steps
        (IV, "1", alone("0.75", "step.1")),
        (IV, "0.5", Ends(Decimal("0.1"), Decimal("0.5"), leaf("dose.floor"), below=True)),
        (IV, "0.1", None),
        ("iv-depression-s0", "0.5", None),
        ("iv-depression-s0", "0.51", None),  # as good as the lowest
        ("iv-depression-s0", "0.4", None),  # lower than the lowest
        (
            "iv-depression-s0",
            "0.6",
            Ends(Decimal("0.5"), Decimal("0.6"), leaf("start", "iv-depression-s0"), below=True),
        ),
    ],
)
def test_the_next_lower_step(protocol: str, level: str, ends: Ends | None) -> None:
    assert ladder(protocol).lower(Decimal(level)) == ends


@pytest.mark.parametrize(
    ("protocol", "top"),
    [
        (IV, (Decimal(1), f"protocol.{IV}.dose.firm")),
        ("intensive-clinic-s2", None),  # its page gives no figure
    ],
)
def test_the_top_is_the_highest_figure(protocol: str, top: tuple[Decimal, str] | None) -> None:
    assert ladder(protocol).top() == top


def test_a_highest_dose_of_another_unit_is_no_top() -> None:
    kb = base({f"protocol.{IV}.dose.firm": {"value": "60", "unit": "mg"}})
    assert ladder(kb=kb).top() == (Decimal("0.75"), f"protocol.{IV}.dose.soft")


def test_a_protocol_that_names_no_dose_has_no_unit_and_no_step() -> None:
    class Bare:
        """A desk on which no leaf of the protocol lies."""

        @staticmethod
        def own(_name: str) -> None:
            return None

    ladder = Ladder(cast("Desk", Bare()))
    assert (ladder.unit, ladder.increment, ladder.named) == (None, None, {})
