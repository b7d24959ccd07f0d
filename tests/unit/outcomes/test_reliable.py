"""Points, percent, reliable change and cut, against published vectors and hand arithmetic."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from titrant.knowledge.concepts import Better
from titrant.outcomes.reliable import (
    cut_between,
    gain,
    least_reliable,
    percent_gain,
    reliable_change,
    spread_of_change,
)

D = Decimal


def test_the_published_vector_of_reliable_change() -> None:
    """Witness: test-calc_rci.R of clinicalsignificance: SD 5, r .8, a change of 8 either way."""
    assert round(spread_of_change(D(5), D("0.8")), 4) == D("3.1623")
    assert round(reliable_change(D(8), D(5), D("0.8")), 3) == D("2.530")
    assert round(reliable_change(D(-8), D(5), D("0.8")), 3) == D("-2.530")


def test_the_published_vector_of_the_cut() -> None:
    """Witness: test-calc_cutoff.R of clinicalsignificance: means 40 and 60, SD 7.5 both: 50."""
    assert cut_between(D(40), D("7.5"), D(60), D("7.5")) == 50


def test_a_cut_lies_nearer_to_the_narrower_population() -> None:
    """By hand: (2 * 20 + 6 * 4) / 8 = 8; 4 with a spread of 2 is nearer than 20 with 6."""
    assert cut_between(D(20), D(6), D(4), D(2)) == 8


@pytest.mark.parametrize(
    ("spread", "alpha", "points"),
    [("4.24", "0.83", "4.8"), ("5.83", "0.866", "5.9")],
)
def test_the_least_reliable_change_of_phq_9(spread: str, alpha: str, points: str) -> None:
    """Witness: outcome measures, section 3: worked out there from two public data sets."""
    least = least_reliable(D("1.96"), D(spread), D(alpha))
    assert abs(least - D(points)) < D("0.1")


@pytest.mark.parametrize("spread", ["0", "-1", "NaN"])
def test_a_spread_that_cannot_be(spread: str) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        spread_of_change(D(spread), D("0.8"))


@pytest.mark.parametrize("reliability", ["1", "1.2", "-0.1"])
def test_a_reliability_that_tells_nothing(reliability: str) -> None:
    with pytest.raises(ValueError, match="tells nothing apart"):
        spread_of_change(D(5), D(reliability))


@pytest.mark.parametrize(("one", "other"), [("0", "0"), ("-1", "3"), ("3", "-1")])
def test_spreads_between_which_there_is_no_cut(one: str, other: str) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        cut_between(D(20), D(one), D(5), D(other))


@pytest.mark.parametrize(
    ("before", "after", "better", "points", "percent"),
    [
        ("20", "10", "lower", "10", "50"),
        ("20", "24", "lower", "-4", "-20"),
        ("40", "60", "higher", "20", "50"),
        ("40", "30", "higher", "-10", "-25"),
        ("9", "6", "lower", "3", "33.3"),  # 33.33…
        ("9", "12", "lower", "-3", "-33.4"),  # -33.33…: worse is never rounded towards better
        ("17", "17", "lower", "0", "0"),
    ],
)
def test_points_and_percent(
    before: str, after: str, better: Better, points: str, percent: str
) -> None:
    """Witness: by hand."""
    assert gain(D(before), D(after), better) == D(points)
    assert percent_gain(D(before), D(after), better) == D(percent)


@pytest.mark.parametrize("before", ["0", "-3"])
def test_nothing_is_a_percentage_of_nothing(before: str) -> None:
    with pytest.raises(ValueError, match="there is no percentage of"):
        percent_gain(D(before), D(1), "lower")


@given(st.integers(1, 200), st.integers(0, 200), st.integers(1, 100))
def test_what_is_shown_is_what_is_judged(before: int, after: int, threshold: int) -> None:
    """Witness: whole numbers; the rounded percentage reaches a threshold when the fall does."""
    shown = percent_gain(D(before), D(after), "lower")
    assert (shown >= threshold) == (100 * (before - after) >= threshold * before)
