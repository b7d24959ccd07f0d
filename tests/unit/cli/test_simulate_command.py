"""`titrant simulate`: levels by published models, in print, as JSON and as tables."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from tests.lib.typed import Run, value_of

from titrant.cli import curve_files
from titrant.cli.progress import progress

KAMP = "simulate --model kamp-2020 --regimen '35 mg iv over 40 min' --weight '70 kg'"


def curve(run: Run, typed: str) -> Any:
    return value_of(run(f"{typed} --json"))["models"][0]


def test_the_typical_person_is_told_with_models_beside_each_other(run: Run) -> None:
    status, out, err = run(f"{KAMP} --model otto-2021")
    text = " ".join(out.split())
    assert (status, err) == (0, "")
    assert "one dose into a vein, 35 mg in all; the typical person (70 kg)" in text
    assert "ketamine 253 40 min" in text
    assert "esketamine 158" in text
    assert "arterial blood" in text
    assert "venous blood" in text
    assert "none says what dose is right" in text
    assert "The dose counts as ketamine or esketamine." in text
    assert "AUC is to infinity." in text
    assert "percentile" not in text


def test_json_has_the_keys_that_others_read(run: Run) -> None:
    found = curve(run, KAMP)
    assert {"id", "analyte", "site", "times_h", "median", "p05", "p95"} <= set(found)
    assert {"cmax", "tmax_h", "auc", "domain"} <= set(found)
    assert found["cmax"] == {"unit": "ng/mL", "value": pytest.approx(253.05, abs=0.01)}
    assert found["auc"] == {"unit": "ng·h/mL", "value": pytest.approx(1000 * 35 / 84, rel=1e-5)}
    assert found["tmax_h"] == pytest.approx(2 / 3, abs=1e-4)
    assert (found["p05"], found["p95"]) == (None, None)
    assert len(found["times_h"]) == len(found["median"])


def test_people_are_drawn_by_a_seed(run: Run) -> None:
    typed = f"{KAMP} --subjects 200 --seed 7"
    one, again = curve(run, typed), curve(run, typed)
    assert one == again
    assert one["cmax"]["p05"] < one["cmax"]["value"] < one["cmax"]["p95"]
    assert one["p05"][100] < one["median"][100] < one["p95"][100]
    assert curve(run, f"{KAMP} --subjects 200")["cmax"] != one["cmax"]
    assert "200 of 200 people (100 %)" in run(f"{typed} --progress")[2]
    out = run(typed)[1]
    assert "200 people (70 kg), seed 7" in out
    assert "Medians, with the 5th to the 95th percentile." in " ".join(out.split())


def test_without_a_weight_adults_are_drawn(run: Run) -> None:
    typed = "simulate --model otto-2021 --regimen '35 mg iv' --subjects 50"
    assert "50 people, seed 1" in run(typed)[1]


def test_a_regimen_by_the_kilo_takes_the_weight(run: Run) -> None:
    typed = "simulate --model kamp-2020 --regimen '0.5 mg/kg iv over 40 min' --weight '154 lb'"
    assert value_of(run(f"{typed} --json"))["regimen"].startswith(
        "one dose into a vein, 34.9266 mg"
    )


def test_times_may_be_chosen(run: Run) -> None:
    found = curve(run, f"{KAMP} --until '2 h' --every '30 min'")
    assert found["times_h"] == [0, 0.5, 0.666666667, 1.0, 1.5, 2.0]


def test_covariates_reach_the_models_that_know_them(run: Run) -> None:
    spray = "simulate --model perez-ruixo-2021 --regimen '84 mg nasal' --analyte esketamine"
    plain = curve(run, f"{spray} --age 40")["auc"]["value"]
    older = curve(run, f"{spray} --age 70")["auc"]["value"]
    other = curve(run, f"{spray} --age 40 --japanese")["auc"]["value"]
    asian = curve(run, f"{spray} --age 40 --asian")["auc"]["value"]
    assert older / plain == pytest.approx(1.09, abs=0.02)
    assert other > asian > plain
    status, _, err = run(spray)
    assert status == 0
    assert "no age was given" in err
    assert "age" not in run(f"{KAMP} --age 40")[2]


def test_what_a_model_was_not_studied_in_is_refused_unless_asked_for(run: Run) -> None:
    typed = "simulate --model simons-2022 --regimen '25 mg sublingual' --weight '70 kg'"
    status, out, err = run(typed)
    assert (status, out) == (2, "")
    assert "25 mg sublingual is outside of 50 to 100 mg" in err
    status, out, err = run(f"{typed} --beyond")
    assert status == 0
    assert "simons-2022: 25 mg sublingual is outside of 50 to 100 mg" in err


def test_a_dose_above_every_one_that_is_named_is_refused_unless_asked_for(run: Run) -> None:
    typed = KAMP.replace("35 mg", "35 g")
    why = "35000 mg iv within 1 h is above every dose that a source names: 4.5 mg/kg, here 315 mg"
    status, out, err = run(typed)
    assert (status, out) == (2, "")
    assert f"kamp-2020 was not studied there: {why}" in err
    status, out, err = run(f"{typed} --beyond")
    assert status == 0
    assert f"kamp-2020: {why}" in err


def test_where_no_range_of_doses_is_stated_the_answer_says_so(run: Run) -> None:
    said = "No range of doses is stated for this model; the doses it was fitted to were not seen."
    assert said in " ".join(run(KAMP)[1].split())
    assert said in curve(run, KAMP)["caution"]
    film = "simulate --model simons-2022 --regimen '50 mg sublingual' --weight '70 kg'"
    assert "No range of doses" not in run(film)[1]


def test_a_regimen_that_names_its_drug_is_held_to_the_models(run: Run) -> None:
    named = KAMP.replace("35 mg iv", "35 mg esketamine IV")
    assert "one dose of esketamine into a vein, 35 mg in all" in run(named)[1]
    stood = named.replace("esketamine", "ketamine").replace("kamp-2020", "otto-2021")
    status, _, err = run(stood)
    assert status == 0
    assert err.startswith("titrant: otto-2021: It was fitted to esketamine.")
    spray = "simulate --model perez-ruixo-2021 --age 40 --beyond --regimen '56 mg ketamine nasal'"
    status, out, err = run(spray)
    assert (status, out) == (2, "")
    assert err == (
        "titrant: the regimen gives ketamine, and perez-ruixo-2021 is of esketamine. Choose a "
        "model of that drug: amounts of the two are not the same.\n"
    )


def test_levels_go_into_a_table(run: Run, tmp_path: Path) -> None:
    assert run(f"{KAMP} --out levels.csv")[0] == 0
    rows = list(csv.reader(io.StringIO((tmp_path / "levels.csv").read_text(encoding="utf-8"))))
    assert rows[0] == [
        *("model", "analyte", "site", "time_h"),
        *("median_ng_per_ml", "p05", "p95"),
    ]
    assert rows[1] == ["kamp-2020", "ketamine", "arterial", "0", "0", "", ""]
    assert max(float(row[4]) for row in rows[1:]) == pytest.approx(253.05, abs=0.01)


def test_levels_go_into_parquet(run: Run, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert run(f"{KAMP} --subjects 20 --out levels.parquet")[0] == 0
    table = parquet.read_table(tmp_path / "levels.parquet")
    assert table.column_names[3:5] == ["time_h", "median_ng_per_ml"]
    assert table.num_rows > 100


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("simulate --model kamp-2020 --regimen '35 mg iv'", "needs a weight"),
        (f"{KAMP} --analyte gold", "has no “gold”"),
        (f"{KAMP} --seed 3", "a seed is given and no number of subjects"),
        (f"{KAMP} --subjects 0", "0 subjects"),
        (f"{KAMP} --above '100 mg'", "not a unit of a concentration"),
        (f"{KAMP} --above 100", "no unit"),
        (f"{KAMP} --above '0 ng/mL'", "the threshold is 0 ng/mL"),
        (f"{KAMP} --above '50 ng/mL esketamine'", "names a drug"),
        (f"{KAMP} --subjects many", "“many” is not a whole number"),
        (f"{KAMP} --age old", "“old” is not a number of years"),
        (f"{KAMP} --until '0 h'", "lasts no time"),
        (f"{KAMP} --every '0.001 s'", "too many points"),
        (f"{KAMP} --every '0.001 s'", "--every makes 88,800,000 points"),
        (
            f"{KAMP} --every '0 h'",
            "--every leaves no time between points. Give a time above zero, like “10 min”.",
        ),
        (f"{KAMP} --out levels.txt", "is none of .csv"),
        (f"{KAMP} --out nowhere/levels.csv", "cannot be written there"),
        (f"{KAMP} --weight 70", "no unit"),
        ("simulate --model kamp-2020 --regimen '35 mg nasal' --weight '70 kg'", "no “nasal” route"),
        (
            "simulate --model kamp-2020 --regimen '20 mg/h iv' --weight '70 kg'",
            "without a duration",
        ),
        ("simulate --model gepts --regimen '35 mg iv'", "no model “gepts”"),
        ("simulate --model kamp-2020 --regimen '35 mg iv' --weight '200 kg'", "weight 200 kg is"),
    ],
)
def test_bad_input_is_refused_in_words_and_nothing_is_written(
    run: Run, tmp_path: Path, typed: str, said: str
) -> None:
    status, out, err = run(typed)
    assert (status, out) == (2, "")
    assert said in err
    assert list(tmp_path.glob("levels*")) == []


def test_a_file_that_cannot_be_written_leaves_nothing_behind(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    status, _, err = run(f"{KAMP} --out levels.csv")
    assert status == 2
    assert "cannot be written: No space left on device" in err
    assert list(tmp_path.iterdir()) == [] or not list(tmp_path.glob("*levels*"))


def test_progress_is_a_bar_on_a_screen_and_lines_where_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert progress("kamp-2020", 20, lines=False) is None
    asked = progress("kamp-2020", 3000, lines=True)
    assert asked is not None
    for done in (100, 1000, 1100, 3000):
        asked(done)
    assert capsys.readouterr().err.splitlines() == [
        "kamp-2020: 1,000 of 3,000 people (30 %)",
        "kamp-2020: 3,000 of 3,000 people (100 %)",
    ]
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    shown = progress("kamp-2020", 2000, lines=False)
    assert shown is not None
    shown(1000)
    shown(2000)
    half = f"\r[{'#' * 15}{'.' * 15}] kamp-2020: 1,000 of 2,000 people"
    assert capsys.readouterr().err == f"{half}\r[{'#' * 30}] kamp-2020: 2,000 of 2,000 people\n"


@pytest.mark.parametrize("name", ["levels.parquet", "levels.arrow"])
def test_tables_of_arrow_without_their_library_are_refused_before_anything_is_done(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(curve_files, "find_spec", lambda _: None)
    status, out, err = run(f"{KAMP} --out {name}")
    assert (status, out) == (2, "")
    assert "needs pyarrow: install titrant[engine]" in err


def test_levels_go_into_a_file_of_arrow(run: Run, tmp_path: Path) -> None:
    ipc = pytest.importorskip("pyarrow.ipc")
    assert run(f"{KAMP} --until '2 h' --every '1 h' --out levels.arrow")[0] == 0
    table = ipc.open_file(tmp_path / "levels.arrow").read_all()
    assert table["time_h"].to_pylist() == [0, pytest.approx(2 / 3), 1, 2]
    assert table["p05"].to_pylist() == [None] * 4


def test_the_time_above_a_level_is_told(run: Run) -> None:
    """Read off the levels that the same answer tells, within two of its steps."""
    typed = f"{KAMP} --every '1 min' --above '100 ng/mL'"
    found = curve(run, typed)
    over = [t for t, level in zip(found["times_h"], found["median"], strict=True) if level > 100]
    assert found["time_above"]["unit"] == "h"
    assert found["time_above"]["value"] == pytest.approx(over[-1] - over[0], abs=2 / 60)
    text = run(typed)[1]
    assert "above 100 ng/mL" in text
    assert "The time above is counted until 24.67 h after the first dose." in text
    drawn = curve(run, f"{typed} --subjects 50")["time_above"]
    assert drawn["p05"] < drawn["value"] < drawn["p95"]
    assert curve(run, f"{KAMP} --above '0.1 ug/mL'")["time_above"]["value"] > 0


def test_a_course_tells_what_accumulates_and_one_dose_why_nothing_does(run: Run) -> None:
    """Trough and peak: the quotients of levels that the same command prints."""
    course = KAMP.replace("40 min'", "40 min; repeat 4 every 3 h'")
    found = curve(run, course)["accumulation"]
    assert found["interval_h"] == 3
    levels = curve(run, f"{course} --until '12 h' --every '1 min'")
    level = dict(zip(levels["times_h"], levels["median"], strict=True))
    assert found["trough"]["value"] == pytest.approx(level[12.0] / level[3.0], rel=1e-5)
    assert found["cmax"]["value"] == pytest.approx(
        level[9.666666667] / level[0.666666667], rel=1e-5
    )
    for one in ("auc", "cmax", "trough"):
        assert found[one]["unit"] == "1"
        assert found[one]["value"] > 1
    drawn = curve(run, f"{course} --subjects 50")["accumulation"]
    assert drawn["auc"]["p05"] < drawn["auc"]["value"] < drawn["auc"]["p95"]
    text = run(course)[1]
    assert "The last dosing interval over the first, each of 3 h:" in text
    assert "next to nothing" not in text
    alone = value_of(run(f"{KAMP} --json"))
    assert alone["models"][0]["accumulation"] is None
    assert alone["accumulation_absent"].startswith("one session is given")
    assert "No accumulation is told: one session is given" in run(KAMP)[1]


def test_a_trough_of_nothing_has_no_ratio(run: Run) -> None:
    course = KAMP.replace("40 min'", "40 min; repeat 2 every 60 d'")
    assert curve(run, course)["accumulation"]["trough"] is None
    assert "–: next to nothing was left at the end of the first interval." in run(course)[1]


@pytest.mark.parametrize("wide", [80, 100, 140])
def test_nothing_is_wider_than_the_screen(
    run: Run, monkeypatch: pytest.MonkeyPatch, wide: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(wide))
    course = KAMP.replace("40 min'", "40 min; repeat 4 every 3 d'").replace("kamp", "otto", 1)
    course = course.replace("otto-2020", "otto-2021")
    for typed in (course, f"{course} --subjects 50 --above '50 ng/mL'"):
        out = run(typed)[1]
        assert max(len(line) for line in out.splitlines()) <= wide
        for word in ("Cmax ng/mL", "AUC ng·h/mL", "15 min", "24 h"):
            assert out.count(word) == 1


def test_an_interaction_multiplies_by_what_was_measured_by_that_route(run: Run) -> None:
    """By mouth clarithromycin 2.6 (Hagelberg 2010), rifampicin 0.14, by vein 0.86 (Peltoniemi)."""
    oral = "simulate --model perez-ruixo-2021 --age 40 --analyte esketamine --regimen '84 mg oral'"
    vein = f"{oral.replace('84 mg oral', '28 mg iv over 40 min')}"
    for typed, other, ratio in (
        (oral, "clarithromycin", 2.6),
        (oral, "rifampicin", 0.14),
        (vein, "rifampicin", 0.86),
    ):
        alone, beside = (curve(run, t) for t in (typed, f"{typed} --with {other}"))
        assert beside["auc"]["value"] / alone["auc"]["value"] == pytest.approx(ratio, rel=1e-5)
    text = " ".join(run(f"{oral} --with clarithromycin")[1].split())
    assert "84 mg in all, with clarithromycin; the typical person" in text
    assert "multiplied by the ratio of areas" in text
    assert value_of(run(f"{oral} --with rifampicin --json"))["with"] == "rifampicin"


@pytest.mark.parametrize(
    ("other", "said"),
    [("garlic", "nothing is known of “garlic”"), ("clarithromycin", "nobody measured")],
)
def test_an_interaction_that_nobody_measured_is_refused(run: Run, other: str, said: str) -> None:
    status, out, err = run(f"{KAMP} --with {other}")
    assert (status, out) == (2, "")
    assert said in err


def test_who_is_typed_is_who_is_drawn_with_or_without_a_weight(run: Run) -> None:
    """At 80 years the liver's flow is 44 L/h less (Perez-Ruixo 2021): more of a dose stays."""
    spray = "simulate --model perez-ruixo-2021 --regimen '84 mg nasal' --analyte esketamine"
    drawn = f"{spray} --subjects 300"
    plain, older, other = (
        curve(run, typed)["auc"]["value"]
        for typed in (drawn, f"{drawn} --age 80", f"{drawn} --japanese")
    )
    assert older > 1.08 * plain
    assert other > 1.2 * plain
