"""What each picture holds: units, labels, cautions, and that it is about no patient."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
import pytest
from tests.lib.made_levels import made

from titrant.cli.pictures.agreement import agreement
from titrant.cli.pictures.forest import forest
from titrant.cli.pictures.levels import bands, course
from titrant.cli.pictures.predictive import Observed, predictive_check
from titrant.cli.pictures.render import svg
from titrant.cli.pictures.style import DARK, LIGHT, Inks, dash
from titrant.cli.pictures.values import Exposed, Given, Look, Pair, Picture, Series

vl_convert = pytest.importorskip("vl_convert", reason="needs titrant[pictures]")

Drawn = dict[str, Callable[[Look], Picture]]
SEEN = "What is seen"
NAMES = ("bands", "course", "check", "forest", "agreement")


@pytest.fixture
def observed() -> Observed:
    times = np.array([0.5, 1.0, 2.0, 8.0, 8.0])
    return Observed(times=times, levels=np.array([150.0, 180.0, 30.0, 0.0, 90.0]))


@pytest.fixture
def drawn(
    series: list[Series],
    doses: list[Given],
    exposed: list[Exposed],
    pairs: list[Pair],
    observed: Observed,
) -> Drawn:
    return {
        "bands": lambda look: bands(series, look, title=SEEN, said=["Said."]),
        "course": lambda look: course(series, doses, look, title=SEEN, said=["Said."]),
        "check": lambda look: predictive_check(series[0], observed, look, title=SEEN, said=[]),
        "forest": lambda look: forest(exposed, look, title=SEEN, said=["Said."]),
        "agreement": lambda look: agreement(pairs, look, title=SEEN),
    }


def texts(drawn: str) -> list[str]:
    """Return the texts of an SVG."""
    return re.findall(r">([^<>]+)<", drawn)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_compiles_and_is_the_same_twice(drawn: Drawn, name: str) -> None:
    look = Look(width=480, dark=True, log=True)
    first, second = drawn[name](look), drawn[name](look)
    assert vl_convert.vegalite_to_vega(first.specification, vl_version="6.4")["marks"]
    assert json.dumps(first.specification) == json.dumps(second.specification)
    assert svg(first) == svg(second)


@pytest.mark.parametrize(("name", "width"), list(product(NAMES, (480, 1000))))
def test_a_picture_is_as_wide_as_it_was_asked_to_be(drawn: Drawn, name: str, width: int) -> None:
    found = re.search(r'width="([0-9]+)"', svg(drawn[name](Look(width=width))))
    assert found is not None
    assert 0.85 * width <= int(found[1]) <= width + 12


@pytest.mark.parametrize("name", NAMES)
def test_each_says_what_is_seen_and_that_it_is_no_patient(drawn: Drawn, name: str) -> None:
    found = texts(svg(drawn[name](Look())))
    assert SEEN in found
    assert "Published models, not this patient." in found


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bands", {"ng/mL", "hours after first dose", "kamp-2020\u00a0!", "simons-2022"}),
        ("bands", {"ketamine", "norketamine", "venous blood", "low evidence", "otto-2021"}),
        ("course", {"ng/mL", "mg", "doses", "days after first dose", "6 × 35 mg into a vein"}),
        ("check", {"ng/mL", "hours after first dose", "kamp-2020\u00a0!"}),
        ("forest", {"ng/mL", "ng·h/mL", "Cmax", "AUC", "253 (225 to 285)", "low evidence"}),
        ("forest", {"kamp-2020", "domino-1984\u00a0!", "ketamine, site not stated"}),
        ("agreement", {"published, ng/mL", "predicted, ng/mL", "published", "predicted"}),
        ("agreement", {"Fanta 2015", "+60\u00a0%", "× 2.8", "−25\u00a0%"}),
    ],
)
def test_axes_have_units_and_labels_stand_beside_what_they_name(
    drawn: Drawn, series: list[Series], name: str, said: set[str]
) -> None:
    if name == "course":
        series[:] = [_longer(one) for one in series]
    assert said <= set(texts(svg(drawn[name](Look()))))


def _longer(one: Series) -> Series:
    return Series(
        name=one.name,
        analyte=one.analyte,
        site=one.site,
        times=one.times * 16.0,
        median=one.median,
    )


def test_what_is_near_is_not_named(drawn: Drawn) -> None:
    picture = drawn["agreement"](Look())
    assert "Clements 1982" not in texts(svg(picture))
    assert picture.said[0].startswith("1 of 4 numbers are predicted within 20\u00a0%")


def test_a_caution_stands_below_the_picture_once(drawn: Drawn) -> None:
    picture = drawn["bands"](Look())
    assert picture.notes == ("! kamp-2020: Arterial levels lie above venous ones.",)
    assert list(picture.notes) == [t for t in texts(svg(picture)) if t.startswith("! ")]


def test_a_check_counts_who_lies_outside_and_below_the_axis(drawn: Drawn) -> None:
    picture = drawn["check"](Look(log=True))
    assert picture.said[-1] == (
        "3 of 5 points (60 %) lie outside of the band, 2 below and 1 above; one in ten is expected."
    )
    assert picture.notes[0] == "Lying below the axis, drawn at its foot: 1 of the points."
    assert picture.tables[0].rows[0] == ("below the 5th percentile", "2", "5 %")


def test_a_line_that_ends_below_the_axis_has_a_label_and_no_leader() -> None:
    ended = [made("kamp-2020", until=90.0)]
    even, log = (
        bands(ended, Look(log=log), title=SEEN, said=[]).specification for log in (False, True)
    )
    assert len(even["concat"][0]["layer"]) - len(log["concat"][0]["layer"]) == 1


def test_names_without_room_are_listed_below() -> None:
    crowd = [
        Pair(name=f"Study {n}", quantity="AUC", unit="ng·h/mL", published=100.0, predicted=50.0)
        for n in range(12)
    ]
    picture = agreement(crowd, Look(width=480), title=SEEN)
    assert any(note.startswith("Not named above: Study ") for note in picture.notes)
    named = len({*texts(svg(picture))} & {one.name for one in crowd})
    assert picture.notes[-1] == f"And {12 - named - 6} more, which the table tells."
    assert len(picture.notes) == 7


def test_doses_by_several_routes_each_have_a_mark_and_later_ones_are_left_out(
    series: list[Series],
) -> None:
    mixed = [
        Given(at=0.0, amount=35.0, route="iv"),
        Given(at=0.001, amount=50.0, route="iv"),
        Given(at=0.002, amount=40.0, route="iv"),
        Given(at=8.0, amount=84.0, route="nasal"),
        Given(at=400.0, amount=84.0, route="nasal"),
    ]
    picture = course(series, mixed, Look(), title=SEEN, said=[])
    marks = picture.specification["concat"][-2]["layer"][1]["data"]["values"]
    assert [mark["amount"] for mark in marks] == [50.0, 84.0]
    assert {"3 × 35 to 50 mg into a vein", "2 × 84 mg by nose"} <= set(texts(svg(picture)))


def test_nothing_is_drawn_of_nothing(series: list[Series], observed: Observed) -> None:
    def refused() -> Iterator[Callable[[], object]]:
        yield lambda: bands([], Look(), title=SEEN, said=[])
        yield lambda: course(series, [], Look(), title=SEEN, said=[])
        yield lambda: forest([], Look(), title=SEEN, said=[])
        yield lambda: agreement([], Look(), title=SEEN)
        zero = Pair(name="x", quantity="Cmax", unit="ng/mL", published=0.0, predicted=1.0)
        yield lambda: agreement([zero], Look(), title=SEEN)
        yield lambda: predictive_check(series[2], observed, Look(), title=SEEN, said=[])
        nobody = Observed(times=np.array([]), levels=np.array([]))
        yield lambda: predictive_check(series[0], nobody, Look(), title=SEEN, said=[])
        late = Observed(times=np.array([99.0]), levels=np.array([1.0]))
        yield lambda: predictive_check(series[0], late, Look(), title=SEEN, said=[])
        yield lambda: Look(width=100)

    for draw in refused():
        with pytest.raises(ValueError, match=r"^[a-zA-Z: ]+"):
            draw()


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("inks", [LIGHT, DARK])
def test_words_and_lines_stand_out_from_the_ground(inks: Inks) -> None:
    assert min(contrast(ink, inks.ground) for ink in (inks.ink, inks.muted)) >= 4.5
    assert min(contrast(hue, inks.ground) for hue in inks.hues) >= 3


def test_no_two_hues_share_a_dash_and_no_two_models_look_alike() -> None:
    assert len(LIGHT.hues) == len(DARK.hues)
    looks = {(place % len(LIGHT.hues), tuple(dash(place))) for place in range(24)}
    assert len(looks) == 24
    assert len({tuple(dash(place)) for place in range(8)}) == 8
