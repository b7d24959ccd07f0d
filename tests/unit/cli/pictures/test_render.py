"""Files of pictures: a page asks for nothing else, and what is not installed is said."""

import re
import sys

import pytest

from titrant.cli.pictures.levels import bands
from titrant.cli.pictures.render import Shown, page, png, renderer, svg
from titrant.cli.pictures.tables import course_table, exposure_table, level_table, span
from titrant.cli.pictures.values import Exposed, Given, Interval, Look, Series, Table
from titrant.cli.status import BadInput


def test_a_page_asks_for_nothing_else(series: list[Series]) -> None:
    pytest.importorskip("vl_convert", reason="needs titrant[pictures]")
    light, dark = (
        bands(series, Look(dark=dark), title="Levels & more", said=[]) for dark in (False, True)
    )
    shown = Shown(light=light, dark=dark)
    found = page(
        "Levels <1>", [shown, shown], [Table(caption="a", head=("b",), rows=(("c", "d"),))]
    )
    assert "<script" not in found
    assert not re.search(r'(src|href)="?https?:', found)
    assert "@import" not in found
    assert not re.search(r"url\((?!#)", found)
    assert "<title>Levels &lt;1&gt;</title>" in found
    assert "Published models, not this patient." in found
    assert '<th scope="row">c</th><td>d</td>' in found
    named = re.findall(r'\bid="([^"]+)"', found)
    assert len(named) == len(set(named))
    assert set(re.findall(r"url\(#([^)]+)\)", found)) <= set(named)
    assert found == page(
        "Levels <1>", [shown, shown], [Table(caption="a", head=("b",), rows=(("c", "d"),))]
    )


def test_a_picture_is_svg_or_png(series: list[Series]) -> None:
    pytest.importorskip("vl_convert", reason="needs titrant[pictures]")
    picture = bands(series[:1], Look(), title="Levels", said=[])
    assert svg(picture).startswith("<svg ")
    assert png(picture).startswith(b"\x89PNG")


def test_without_vl_convert_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(BadInput, match=r"install titrant\[pictures\], or name a \.csv file"):
        renderer()


def test_levels_stand_in_a_table_at_the_ticks(series: list[Series]) -> None:
    table = level_table(series)
    assert table.caption == "Levels in ng/mL, median and 5th to 95th percentile of people"
    assert table.head[:2] == ("after first dose", "kamp-2020, ketamine, venous")
    assert table.head[2].endswith(", low evidence")
    assert table.rows[0] == ("0 h", "0 (0 to 0)", "0 (0 to 0)", "0")
    assert table.rows[-1][0] == "24 h"
    assert level_table(series[2:]).caption == "Levels in ng/mL"


def test_a_course_has_a_row_for_each_dose(series: list[Series]) -> None:
    doses = [
        Given(at=0.0, amount=35.0, route="iv"),
        Given(at=0.0, amount=10.0, route="im"),
        Given(at=12.0, amount=35.0, route="iv"),
        Given(at=99.0, amount=35.0, route="iv"),
    ]
    table = course_table(series[2:], doses)
    assert [row[:2] for row in table.rows] == [
        ("0 h", "35 mg into a vein and 10 mg into a muscle"),
        ("12 h", "35 mg into a vein"),
    ]
    many = [Given(at=0.1 * place, amount=1.0, route="iv") for place in range(100)]
    long = course_table(series, many)
    assert long.caption.endswith("of the median, the first 60 of 100 doses")
    assert len(long.rows) == 60
    assert "–" in {row[2] for row in long.rows}


def test_a_level_far_below_what_is_measured_is_only_said_to_be(series: list[Series]) -> None:
    one = series[2]
    low = Series(name="x", analyte="y", site="venous", times=one.times, median=one.median / 100_000)
    assert level_table([low]).rows[2][1] == "under 0.01"


def test_an_interval_is_printed_where_people_differ(exposed: list[Exposed]) -> None:
    assert span(Interval(value=240.0)) == "240"
    assert span(Interval(value=240.0, low=240.0, high=240.0)) == "240"
    assert span(Interval(value=240.0, low=200.0, high=300.0)) == "240 (200 to 300)"
    table = exposure_table(exposed)
    assert table.rows[0][:2] == ("kamp-2020, ketamine, arterial", "253 (225 to 285)")
    assert table.caption == "Exposures, median and 5th to 95th percentile of people"
