"""Draws docs/images/levels-speed.svg: time against people, out of the table that was measured.

python scripts/speed_picture.py
"""

import re
from pathlib import Path
from typing import Any

import vl_convert

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "reference" / "performance.md"
PICTURE = DOCS / "images" / "levels-speed.svg"
_LINE = "as many times longer as there are people"
_HUE = "#0072b2"
_ROW = re.compile(r"^\| ([0-9,]+) people: summaries, two threads \| ([0-9.e+,]+) ms", re.MULTILINE)


def measured(page: str) -> list[dict[str, float]]:
    """Return people and seconds of each row of the table of growth."""
    return [
        {"people": float(people.replace(",", "")), "seconds": float(ms.replace(",", "")) / 1000}
        for people, ms in _ROW.findall(page)
    ]


def spec(rows: list[dict[str, float]]) -> dict[str, Any]:
    """Return the picture: what was measured, and the line of a time that grows as people do."""
    most = rows[-1]
    line = [
        {"people": row["people"], "seconds": most["seconds"] * row["people"] / most["people"]}
        for row in rows
    ]
    x = {
        "field": "people",
        "type": "quantitative",
        "scale": {"type": "log", "domain": [7000, 1500000]},
        "axis": {"title": "people", "format": ",", "values": [row["people"] for row in rows]},
    }
    y = {
        "field": "seconds",
        "type": "quantitative",
        "scale": {"type": "log", "domain": [0.05, 20]},
        "axis": {"title": "time [s]", "format": "~g", "values": [0.1, 1, 10]},
    }
    at = {"x": x, "y": y}
    told = {**at, "text": {"field": "seconds", "format": ".2~r"}}
    dashed = {"type": "line", "strokeDash": [4, 4], "color": "#565c63"}
    words = {"type": "text", "align": "left", "dx": 30, "dy": 10, "color": "#565c63", "text": _LINE}
    drawn = {"type": "line", "point": {"size": 70, "color": _HUE}, "color": _HUE}
    beside = {"type": "text", "dy": -14, "fontSize": 12, "color": _HUE}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": "Six infusions, 1,734 times, two levels: summaries by two threads",
        "width": 520,
        "height": 260,
        "background": "#ffffff",
        "layer": [
            {"data": {"values": line}, "mark": dashed, "encoding": at},
            {"data": {"values": line[:1]}, "mark": words, "encoding": at},
            {"data": {"values": rows}, "mark": drawn, "encoding": at},
            {"data": {"values": rows}, "mark": beside, "encoding": told},
        ],
    }


def main() -> None:
    """Draw the picture."""
    rows = measured(PAGE.read_text(encoding="utf-8"))
    PICTURE.write_text(vl_convert.vegalite_to_svg(spec(rows)), encoding="utf-8")
    print(f"{PICTURE.relative_to(DOCS.parent)}: {len(rows)} rows")


if __name__ == "__main__":
    main()
