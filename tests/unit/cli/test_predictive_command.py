"""`titrant predictive-check`: measured levels beside those of simulated people."""

from pathlib import Path

import numpy as np
import pytest
from tests.lib.typed import Run, value_of

from titrant.knowledge import pk_model
from titrant.pkpd import alike, populate, read_regimen

CHECK = (
    'predictive-check --model otto-2021 --regimen "35 mg iv over 40 min" --weight "70 kg" '
    "--levels levels.csv"
)
HEAD = "person,time_h,level_ng_per_ml,analyte\n"
GOOD = f"""{HEAD}A,0.75,139,esketamine
A,4,29,esketamine
A,12,<5,esketamine
B,0.75,900,esketamine
B,4,1,esketamine
"""


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """Return the folder in which a command is typed, with a file of levels."""
    (tmp_path / "levels.csv").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_levels_are_told_by_time_and_in_all(run: Run, folder: Path) -> None:
    status, out, err = run(CHECK)
    text = " ".join(out.split())
    assert (status, err) == (0, "")
    assert "levels of 2 people beside 2,000 simulated of 70 kg, seed 1" in text
    assert "2 of 4 points (50 %) lie outside of the band, 1 below and 1 above" in text
    assert "1 below the limit of the assay, where the model expects" in text
    assert "45 min 2 520" in text
    assert "12 h 0 –" in text
    assert "many of few people say less" in text


def test_a_level_has_the_percentile_that_simulated_measurements_have(
    run: Run, folder: Path
) -> None:
    """Counted anew: how many of ten thousand measured levels, drawn apart, lie below it."""
    model = pk_model("otto-2021")
    people = populate(
        *(model, read_regimen("35 mg iv over 40 min"), alike({"weight": 70}), [0.75, 4.0]),
        subjects=10_000,
        seed=99,
        analytes=["esketamine"],
        percentiles=np.arange(0, 100.5, 0.5).tolist(),
        scatter=True,
    )
    found = value_of(run(f"{CHECK} --json --subjects 4000 --seed 2"))["analytes"][0]
    for place, at in ((0, 0), (1, 1)):
        level = found["levels"][place]
        expected = np.interp(level["level_ng_per_ml"], people.levels[:, 0, at], people.percentiles)
        assert level["percentile"] == pytest.approx(float(expected), abs=4)
    assert (found["below_p05"], found["above_p95"], found["measured"]) == (1, 1, 4)
    assert found["levels"][2] == {
        "person": "A",
        "time_h": 12,
        "level_ng_per_ml": 5,
        "below_limit": True,
        "percentile": pytest.approx(100 * found["below_limit_expected"], abs=0.01),
    }
    assert found["scatter"] is True
    assert found["p05"][-1] < found["median"][-1] < found["p95"][-1]


def test_levels_without_a_person_are_of_one_and_by_analyte(run: Run, folder: Path) -> None:
    rows = "time_h,level_ng_per_ml,analyte\n1,100,esketamine\n1,60,S-norketamine\n"
    (folder / "levels.csv").write_text(rows, encoding="utf-8")
    out = run(CHECK)[1]
    assert "levels of one person beside" in " ".join(out.split())
    assert "\nesketamine\n" in out
    assert "\nS-norketamine\n" in out
    assert "\nesketamine\n" not in run(f"{CHECK} --analyte S-norketamine")[1]
    status, _, err = run(f"{CHECK} --out both.svg")
    assert status == 2
    assert "is one picture and esketamine, S-norketamine were measured" in err


def test_pictures_and_a_page_are_drawn(run: Run, folder: Path) -> None:
    pytest.importorskip("vl_convert", reason="needs titrant[pictures]")
    for suffix, begin in ((".svg", b"<svg"), (".png", b"\x89PNG"), (".html", b"<!doctype")):
        assert "The picture is in" in run(f"{CHECK} --out check{suffix}")[1]
        content = (folder / f"check{suffix}").read_bytes()
        assert content.startswith(begin)
    page = (folder / "check.html").read_text("utf-8")
    assert "2 of 4 points" in page
    assert "1 below the limit of the assay" in page


def test_a_model_that_does_not_say_how_measurements_scatter_is_told(run: Run, folder: Path) -> None:
    pytest.importorskip("vl_convert", reason="needs titrant[pictures]")
    (folder / "levels.csv").write_text("time_h,level_ng_per_ml\n1,100\n", encoding="utf-8")
    typed = CHECK.replace("otto-2021", "domino-1984")
    assert "does not say how measurements scatter" in run(typed)[1]
    run(f"{typed} --out check.html")
    assert "does not say how measurements scatter" in (folder / "check.html").read_text("utf-8")


def test_people_are_counted_where_asked_and_the_far_is_said(run: Run, folder: Path) -> None:
    typed = CHECK.replace("70 kg", "200 kg")
    assert "weight 200 kg is outside" in run(typed)[2]
    status, _, err = run(f"{typed} --beyond --subjects 20 --progress")
    assert status == 0
    assert "weight 200 kg is outside" in err
    assert "esketamine: 20 of 20 people (100 %)" in err


@pytest.mark.parametrize(
    ("rows", "more", "said"),
    [
        (HEAD, "", "holds no level"),
        (GOOD, "--analyte S-norketamine", "no level of S-norketamine was measured"),
        (GOOD, "--analyte gold", "has no “gold”"),
        (f"{HEAD}A,2,5,esketamine\nA,1,5,esketamine\n", "", "before a row above"),
        (f"{HEAD}A,12,<5,esketamine\n", "--out check.svg", "every level lies below its limit"),
        (GOOD, "--subjects 0", "0 subjects"),
    ],
)
def test_what_cannot_be_checked_is_refused(
    run: Run, folder: Path, rows: str, more: str, said: str
) -> None:
    (folder / "levels.csv").write_text(rows, encoding="utf-8")
    status, out, err = run(f"{CHECK} {more}")
    assert (status, out) == (2, "")
    assert said in err
    assert not list(folder.glob("check*"))


def test_a_row_that_is_there_twice_counts_where_it_was_measured_twice(
    run: Run, folder: Path
) -> None:
    """Two people may have the same level; one person may have it where an assay was repeated."""
    twice = GOOD + "B,4,1,esketamine\nC,4,1,esketamine\n"
    (folder / "levels.csv").write_text(twice, encoding="utf-8")
    status, out, err = run(CHECK)
    assert (status, out) == (2, "")
    assert "line 7 is the same as line 6, and would count twice" in err
    assert "line 8" not in err
    assert "levels of 3 people" in run(f"{CHECK} --replicates")[1]


def test_a_drug_that_the_model_stands_for_is_said_and_any_other_is_refused(
    run: Run, folder: Path
) -> None:
    typed = CHECK.replace("35 mg iv", "35 mg ketamine iv")
    assert "otto-2021: It was fitted to esketamine" in " ".join(run(typed)[2].split())
    status, _, err = run(typed.replace("otto-2021", "perez-ruixo-2021"))
    assert status == 2
    assert "the regimen gives ketamine, and perez-ruixo-2021 is of esketamine" in err


def test_only_levels_below_a_limit_are_told_without_a_count(run: Run, folder: Path) -> None:
    (folder / "levels.csv").write_text(f"{HEAD}A,12,<5,esketamine\n", encoding="utf-8")
    out = run(CHECK)[1]
    assert "lie outside" not in out
    assert "1 below the limit" in out


def test_a_level_before_the_first_dose_is_refused(run: Run, folder: Path) -> None:
    status, _, err = run(CHECK.replace("over 40 min", "at 2 h"))
    assert status == 2
    assert "a level is before the first dose" in err


def test_levels_of_several_people_are_no_levels_of_one(run: Run, folder: Path) -> None:
    typed = CHECK.replace("predictive-check", "fit-individual")
    status, _, err = run(typed)
    assert status == 2
    assert "levels.csv is of 2 people" in err
