"""Where things stand: labels keep apart, ticks are round, many points look like all."""

import numpy as np
import pytest

from titrant.cli.pictures.layout import (
    THIN,
    even_axis,
    figures,
    log_axis,
    spread,
    text_width,
    thinned,
    time_axis,
    wrapped,
)
from titrant.pkpd.spoken import brief_hours


def test_a_text_is_wrapped_and_a_long_word_stays_whole() -> None:
    assert wrapped("one two three", 50.0, 12) == ["one two", "three"]
    assert wrapped("kamp-2020", 10.0, 12) == ["kamp-2020"]
    assert wrapped("", 10.0, 12) == [""]


def test_bold_text_is_wider() -> None:
    assert text_width("level", 12, bold=True) > text_width("level", 12)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (253.4, "253"),
        (2504.0, f"2{THIN}500"),
        (1_234_567.0, f"1{THIN}230{THIN}000"),
        (0.0461, "0.0461"),
        (10.0, "10"),
        (0.5, "0.5"),
        (0.9999, "1"),
    ],
)
def test_a_number_has_three_figures_and_no_trailing_zero(value: float, said: str) -> None:
    assert figures(value) == said


def test_a_time_is_in_days_from_two_days_on() -> None:
    said = {0.0: "0 h", 1 / 60: "1 min", 2 / 3: "40 min", 0.9999: "1 h", 1.5: "1.5 h", 47: "47 h"}
    assert {hours: brief_hours(hours) for hours in said} == said
    assert [brief_hours(48.0), brief_hours(72.0)] == ["2 d", "3 d"]


def test_labels_that_want_one_place_are_moved_apart_and_stay_inside() -> None:
    places = spread([99.0, 99.0, 10.0, 98.0], [20.0, 20.0, 10.0, 30.0], 100.0)
    assert places == [60.0, 80.0, 10.0, 30.0]


def test_labels_that_have_room_stay_where_they_want_to_be() -> None:
    assert spread([20.0, 60.0], [20.0, 20.0], 100.0) == [20.0, 60.0]


def test_few_points_are_all_drawn() -> None:
    assert thinned([np.arange(40.0)], 10) == list(range(40))


def test_of_many_points_the_ends_and_every_peak_stay() -> None:
    level = np.zeros(10_000)
    level[[1234, 7777]] = 5.0
    kept = thinned([level, level * 2], 100)
    assert len(kept) <= 600
    assert {0, 1234, 7777, 9999} <= set(kept)


@pytest.mark.parametrize(
    ("until", "width", "unit", "name", "ticks"),
    [
        (2.0, 500.0, 1.0, "hours", (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)),
        (24.5, 200.0, 1.0, "hours", (0.0, 6.0, 12.0, 18.0, 24.0)),
        (48.0, 100.0, 1.0, "hours", (0.0, 24.0, 48.0)),
        (384.0, 300.0, 24.0, "days", (0.0, 3.0, 6.0, 9.0, 12.0, 15.0)),
    ],
)
def test_time_is_in_hours_or_days_with_ticks_people_expect(
    until: float, width: float, unit: float, name: str, ticks: tuple[float, ...]
) -> None:
    axis, per, said = time_axis(until, width)
    assert (axis.ticks, per, said) == (ticks, unit, name)
    assert axis.high == until / unit


def test_many_years_have_round_ticks_too() -> None:
    assert time_axis(24.0 * 36_400, 300.0)[0].ticks[1] == 10_000.0


def test_an_even_axis_begins_at_zero_and_ends_above() -> None:
    assert even_axis(253.0, 5).ticks == (0.0, 100.0, 200.0, 300.0)
    assert even_axis(0.0, 5).high == 1.0
    assert even_axis(0.3, 3).ticks == (0.0, 0.1, 0.2, 0.3)


def test_a_logarithmic_axis_holds_four_decades_at_most() -> None:
    axis = log_axis(1e-9, 253.0, 8)
    assert (axis.low, axis.high) == (0.05, 500.0)
    assert axis.ticks == (0.1, 1.0, 10.0, 100.0)


def test_a_short_logarithmic_axis_has_more_ticks() -> None:
    assert log_axis(12.0, 80.0, 8).ticks == (10.0, 20.0, 50.0, 100.0)
    assert log_axis(2.5, 40.0, 4).ticks == (2.0, 10.0, 50.0)
    assert log_axis(2.0, 5.0, 1).ticks == (2.0,)
    assert log_axis(210.0, 4000.0, 4).ticks == (200.0, 1000.0, 5000.0)
    assert log_axis(21.0, 700.0, 3).ticks == (20.0, 100.0, 1000.0)


def test_one_level_has_a_logarithmic_axis() -> None:
    axis = log_axis(10.0, 10.0, 5)
    assert axis.low < 10.0 <= axis.high


def test_a_share_lies_between_the_ends() -> None:
    assert even_axis(100.0, 5).share(50.0) == 0.5
    assert log_axis(1.0, 100.0, 5).share(10.0) == pytest.approx(0.5)
    assert log_axis(1.0, 100.0, 5).share(0.0) == 0.0
