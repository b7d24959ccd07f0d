"""The picture of past sessions: what is drawn of them, what is not, and the page it stands on."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from titrant.server.exposures.models import PastSession
from titrant.server.exposures.session_picture import sessions_picture
from titrant.server.pictures import drawing, grounds
from titrant.server.pictures.wanted import Drawing

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 22, 15, tzinfo=NEW_YORK)
SVG = "{http://www.w3.org/2000/svg}"


def session(days: int, **said: Any) -> PastSession:
    """Return a session of so many days ago that nobody stored."""
    known = {"status": "completed", "drug": "ketamine", "route": "iv", "dose": "35 mg",
             "peak": "148/92", **said}  # fmt: skip
    return PastSession(effective=NOW - timedelta(days=days), **known)


def made(*rows: PastSession, now: datetime = NOW) -> Drawing:
    found = sessions_picture(rows, now)
    assert found is not None
    return found


def strips(drawing: Drawing) -> dict[str, Any]:
    """Return the parts of a picture by what stands above them."""
    titles = ((part["title"], part) for part in drawing.wide.specification["vconcat"])
    return {t if isinstance(t, str) else t["text"]: part for t, part in titles}


def values(part: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    """Return what the layers of a mark draw, but for the line of today."""
    layers = (layer for layer in part["layer"] if layer["mark"]["type"] == mark)
    return [row for layer in layers for row in layer["data"]["values"] if len(row) > 1]


def test_each_session_is_drawn_as_it_was_written_and_nothing_else() -> None:
    picture = made(session(20, dose="35.5 mg"), session(10, dose="42 mg", peak=""))
    assert list(strips(picture)) == [
        "Racemic ketamine, intravenous: given [mg]",
        "Highest pressure [mmHg]",
    ]
    doses, pressures = strips(picture).values()
    assert [str(row["mg"]) for row in values(doses, "point")] == ["35.5", "42"]
    assert [(row["high"], row["low"]) for row in values(pressures, "rule")] == [(148, 92)]
    assert '"mg":35.5}' in picture.wide.text  # the very digits, not a float near them


def test_doses_that_cannot_be_compared_share_no_axis() -> None:
    picture = made(
        session(40), session(30, drug="esketamine", route="nasal", dose="84 mg"),
        session(20, route="oral", dose="150 mg"), session(10),
    )  # fmt: skip
    assert list(strips(picture)) == [
        "Racemic ketamine, intravenous: given [mg]",
        "Esketamine, nasal spray: given [mg]",
        "Racemic ketamine, swallowed: given [mg]",
        "Highest pressure [mmHg]",
    ]
    axes = [json.dumps(layer["encoding"]["x"], sort_keys=True)
            for part in strips(picture).values() for layer in part["layer"]]  # fmt: skip
    assert len(set(axes)) == 1  # of days there is one
    assert "a circle for racemic ketamine, a square for esketamine" in picture.caption


def test_hue_and_shape_both_tell_the_drug() -> None:
    picture = made(session(30), session(20, drug="esketamine", route="nasal", dose="56 mg"))
    one, other, pressures = strips(picture).values()
    for part, hue, shape in ((one, "racemic", "circle"), (other, "esketamine", "square")):
        marks = [layer["mark"] for layer in part["layer"] if layer["mark"]["type"] == "point"]
        assert [(mark["color"], mark["shape"]) for mark in marks] == [(grounds.ink(hue), shape)]
    shapes = {layer["mark"].get("shape") for layer in pressures["layer"]}
    assert shapes == {None, "circle", "square"}


def test_a_session_that_was_stopped_is_hollow_and_one_not_given_is_told() -> None:
    picture = made(
        session(30), session(20, status="stopped", dose="12 mg"),
        session(15, status="not-done", dose="", peak=""), session(10, dose="", peak=""),
    )  # fmt: skip
    doses, _ = strips(picture).values()
    points = [layer for layer in doses["layer"] if layer["mark"]["type"] == "point"]
    filled = [
        (layer["mark"].get("filled", False), [str(row["mg"]) for row in layer["data"]["values"]])
        for layer in points
    ]
    assert filled == [(True, ["35"]), (False, ["12"])]
    assert "hollow where it was stopped early" in picture.caption
    assert "Not drawn: 2, not given or with neither number written." in picture.caption
    assert picture.says.startswith("Picture of 2 sessions here, Fri 23 Oct 2026 to Mon 2 Nov 2026")


def test_pressures_alone_and_doses_alone_are_pictures_too() -> None:
    pressures = made(session(20, dose=""), session(10, dose=""))
    assert list(strips(pressures)) == ["Highest pressure [mmHg]"]
    assert "hollow" not in made(session(20), session(9, dose="", status="stopped")).caption
    doses = made(session(20, peak=""), session(10, peak=""))
    assert list(strips(doses)) == ["Racemic ketamine, intravenous: given [mg]"]
    assert "pressure" not in doses.caption
    assert doses.wide.height < made(session(20), session(10)).wide.height


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (session(10),),
        (session(20), session(10, status="not-done", dose="", peak="")),
        (session(20, dose="", peak=""), session(10, dose="", peak="")),
    ],
)
def test_too_little_is_no_picture(rows: tuple[PastSession, ...]) -> None:
    assert sessions_picture(rows, NOW) is None


def test_the_day_is_the_clinics_and_the_picture_is_the_same_all_day() -> None:
    late = NOW.replace(hour=23, minute=59)
    rows = (session(20), session(10))
    assert made(*rows, now=late) == made(*rows, now=NOW.replace(hour=0)) == made(*rows)
    assert made(*rows, now=late + timedelta(minutes=1)) != made(*rows)
    (line,) = strips(made(*rows))["Highest pressure [mmHg]"]["layer"][0]["data"]["values"]
    assert datetime.fromtimestamp(line["at"] / 1000, UTC) == datetime(2026, 11, 23, tzinfo=UTC)
    night = session(0)  # 3 pm in New York and 8 pm in London: drawn where the clinic's clock was
    drawn = strips(made(session(9), night))["Highest pressure [mmHg]"]["layer"][1]
    at_three = drawn["data"]["values"][1]["at"] / 1000
    assert datetime.fromtimestamp(at_three, UTC) == datetime(2026, 11, 22, 15, tzinfo=UTC)


def test_years_stand_on_an_axis_of_years() -> None:
    for days, words in ((500, "%b %Y"), (50, "%-d %b")):
        (part, *_) = strips(made(session(days), session(1))).values()
        assert part["layer"][0]["encoding"]["x"]["axis"]["format"] == words


def test_every_colour_is_one_of_the_pages_in_every_mode() -> None:
    picture = made(session(20, status="stopped"), session(10, drug="esketamine", route="nasal"))
    named = set(re.findall(r"var\(--([a-z-]+)\)", picture.wide.text))
    for ground in grounds.GROUNDS:
        assert named <= set(grounds.inks(ground))
    assert "#" not in picture.wide.text.partition('"vconcat"')[2]


def test_what_is_drawn_is_to_scale_as_large_as_promised_and_holds_no_script() -> None:
    """The renderer drew it; the places are measured in the SVG, against the numbers written."""
    rows = [session(40 - 10 * place, dose=f"{dose} mg") for place, dose in enumerate((10, 20, 40))]
    picture = made(*rows)
    for plate in (picture.wide, picture.narrow):
        root = ET.fromstring(drawing.svg(json.loads(plate.text)))
        assert (root.get("width"), root.get("height")) == (str(plate.width), str(plate.height))
        names = {node.tag.removeprefix(SVG) for node in root.iter()}
        assert names <= {"svg", "g", "path", "line", "text", "rect", "defs", "clipPath"}
        assert not [node for node in root.iter() for name in node.attrib if name.startswith("on")]
        assert "http" not in " ".join(v for node in root.iter() for v in node.attrib.values())
        circles = [group for group in root.iter(f"{SVG}g")
                   if (group.get("class") or "").startswith("mark-symbol")]  # fmt: skip
        places = [re.findall(r"[\d.]+", mark.get("transform") or "") for mark in circles[0]]
        across, down = zip(*((float(x), float(y)) for x, y in places), strict=True)
        assert across[2] - across[1] == pytest.approx(across[1] - across[0], abs=0.01)
        assert down[0] - down[1] == pytest.approx(10 / 20 * (down[1] - down[2]), abs=0.01)
