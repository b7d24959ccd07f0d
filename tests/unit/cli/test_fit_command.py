"""`titrant fit-individual`: what measured levels tell of one person, and every file that is bad."""

import json
from pathlib import Path

import pytest
from tests.lib.typed import Run, value_of

from titrant.cli.level_file import LARGEST
from titrant.pkpd.one_person import FAR, NOTHING, ONLY

FIT = 'fit-individual --model otto-2021 --regimen "0.5 mg/kg iv over 40 min" --weight "70 kg"'
GOOD = """time_h,level_ng_per_ml,analyte
0.7,190,esketamine
2,60,S-norketamine

8,<10,esketamine
"""
ONE = "time_h,level_ng_per_ml\n1,120\n"


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """Return the folder in which a command is typed, with a file of levels."""
    (tmp_path / "levels.csv").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_the_population_stands_beside_the_estimate(run: Run, folder: Path) -> None:
    status, out, err = run(f"{FIT} --levels levels.csv")
    assert (status, err) == (0, "")
    assert ONLY in out
    row = next(line for line in out.splitlines() if line.strip().startswith("clearance  "))
    assert row.count("L/h") == 2
    assert "95.2 L/h" in row
    assert "below 10" in out
    assert NOTHING not in out
    assert max(map(len, out.splitlines())) <= 100


def test_json_has_the_same(run: Run, folder: Path) -> None:
    said = value_of(run(f"{FIT} --levels levels.csv --json"))
    assert said["model"] == "otto-2021"
    assert said["converged"] is True
    assert ONLY in said["said"]
    assert [one["parameter"] for one in said["estimates"]] == ["v1", "cl", "vn", "cln"]
    for one in said["estimates"]:
        assert one["p05"] < one["value"] < one["p95"]
        assert one["population_p05"] < one["population_value"] < one["population_p95"]
        assert 0 < one["shrinkage"] <= 1
    assert [one["below"] for one in said["levels"]] == [None, None, 10.0]
    assert [one["measured"] for one in said["levels"]] == [190.0, 60.0, None]


def test_a_slip_of_the_unit_is_told_first_and_with_status_1(run: Run, folder: Path) -> None:
    tenfold = GOOD.replace("190", "1900").replace(",60", ",600")
    assert tenfold != GOOD
    (folder / "ten.csv").write_text(tenfold, encoding="utf-8")
    status, out, _ = run(f"{FIT} --levels ten.csv")
    assert status == 1
    assert "THE LEVELS DO NOT FIT" in out
    assert out.index(FAR.split(":")[0]) < out.index("this person")
    assert "THE LEVELS DO NOT FIT" not in run(f"{FIT} --levels levels.csv")[1]


def test_a_file_without_levels_gives_the_population(run: Run, folder: Path) -> None:
    (folder / "none.csv").write_text("time_h,level_ng_per_ml,analyte\n", encoding="utf-8")
    status, out, err = run(f"{FIT} --levels none.csv")
    assert status == 0
    assert err == "titrant: none.csv has no levels: the estimate is the population's.\n"
    assert NOTHING in out
    assert "no levels" in out
    assert "measured ng/mL" not in out


def test_an_analyte_is_not_needed_where_there_is_one(run: Run, folder: Path) -> None:
    (folder / "one.csv").write_text("\ufeff" + ONE.replace("\n", "\r\n"), encoding="utf-8")
    words = FIT.replace("otto-2021", "kamp-2020")
    status, out, _ = run(f"{words} --levels one.csv")
    assert status == 0
    assert "1 level" in out
    assert "! How people differ is borrowed" in out


def test_a_wide_model_still_fits_on_the_page(run: Run, folder: Path) -> None:
    text = "time_h,level_ng_per_ml,analyte\n1,80,esketamine\n"
    (folder / "nose.csv").write_text(text, encoding="utf-8")
    words = 'fit-individual --model perez-ruixo-2021 --regimen "84 mg nasal" --weight "70 kg"'
    _, out, _ = run(f"{words} --age 45 --levels nose.csv")
    assert max(map(len, out.splitlines())) <= 120
    said = value_of(run(f"{words} --japanese --levels nose.csv --json"))
    assert said["estimates"][0]["population_value"] == pytest.approx(0.54 * 1.34)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1,120", "line 2 has 2 columns and not 3. Mend the row."),
        ("1,120,esketamine,x", "line 2 has 4 columns and not 3. Mend the row."),
        ("1,120,", "line 2 names no analyte. Name one of esketamine, S-norketamine."),
        ("1,120,caffeine", "line 2 names “caffeine”. The model predicts esketamine"),
        ("noon,120,esketamine", "line 2 has the time “noon”. Write hours"),
        (",120,esketamine", "line 2 has the time “”. Write hours"),
        ("-1,120,esketamine", "line 2 has the time “-1”. Write hours"),
        ("nan,120,esketamine", "line 2 has the time “nan”. Write hours"),
        ("1,high,esketamine", "line 2 has the level “high”. Write ng/mL like 35.2, or <5"),
        ("1,-5,esketamine", "line 2 has the level “-5”."),
        ("1,nan,esketamine", "line 2 has the level “nan”."),
        ("1,1e3,esketamine", "line 2 has the level “1e3”."),
        ("1,<,esketamine", "line 2 has the level “<”."),
        ('1,"12,5",esketamine', "line 2 has the level “12,5”."),
        ("1,0,esketamine", "line 2 is wrong: the level at 1 h is 0 ng/mL. Give the limit"),
        ("1,<0,esketamine", "line 2 is wrong: the limit at 1 h is 0 ng/mL."),
        ("2,50,esketamine\n1,90,esketamine", "line 3 is at 1 h, before a row above. Sort"),
        (
            "1,90,esketamine\n1,91,esketamine\n\n1,90.0,esketamine",
            (
                "line 5 is the same as line 2, and would count twice. Leave one out, or say "
                "--replicates if it was measured twice."
            ),
        ),
        ("1,<5,esketamine\n1,<5,esketamine", "line 3 is the same as line 2, and would"),
        ('1,"120,esketamine', "line 2 cannot be read: unexpected end of data."),
    ],
)
def test_every_fault_says_its_line_and_the_mend(
    run: Run, folder: Path, rows: str, said: str
) -> None:
    head = "time_h,level_ng_per_ml,analyte\n"
    (folder / "bad.csv").write_text(f"{head}{rows}\n", encoding="utf-8")
    status, out, err = run(f"{FIT} --levels bad.csv")
    assert (status, out) == (2, "")
    assert f"titrant: --levels: bad.csv: {said}" in err


def test_replicates_count_where_they_are_said_to_be_some(run: Run, folder: Path) -> None:
    twice = f"{GOOD.splitlines()[0]}\n0.7,190,esketamine\n0.7,190,esketamine\n"
    (folder / "twice.csv").write_text(twice, encoding="utf-8")
    assert run(f"{FIT} --levels twice.csv")[0] == 2
    found = value_of(run(f"{FIT} --levels twice.csv --replicates --json"))
    assert [one["measured"] for one in found["levels"]] == [190.0, 190.0]
    once = "\n".join(twice.splitlines()[:2])
    (folder / "once.csv").write_text(once, encoding="utf-8")
    alone = value_of(run(f"{FIT} --levels once.csv --json"))
    assert found["estimates"][0]["shrinkage"] < alone["estimates"][0]["shrinkage"]


def test_the_same_level_of_two_analytes_or_at_two_times_is_no_replicate(
    run: Run, folder: Path
) -> None:
    rows = "1,90,esketamine\n1,90,S-norketamine\n1,<90,esketamine\n2,90,esketamine\n"
    (folder / "alike.csv").write_text(f"{GOOD.splitlines()[0]}\n{rows}", encoding="utf-8")
    assert run(f"{FIT} --levels alike.csv")[0] in {0, 1}


def test_all_faults_are_told_at_once(run: Run, folder: Path) -> None:
    rows = "noon,120,esketamine\n" * 25
    (folder / "bad.csv").write_text(f"time_h,level_ng_per_ml,analyte\n{rows}", encoding="utf-8")
    status, _, err = run(f"{FIT} --levels bad.csv")
    assert status == 2
    assert err.count("has the time “noon”") == 20
    assert "5 further faults are not told." in err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty. Write “time_h,level_ng_per_ml”"),
        (b"time,level\n1,5\n", "line 1 names “time”."),
        (b"time_h;level_ng_per_ml\n1;5\n", "line 1 names “time_h;level_ng_per_ml”."),
        (b"time_h,analyte\n1,esketamine\n", "line 1 lacks level_ng_per_ml."),
        (b"time_h,time_h,level_ng_per_ml\n", "line 1 names a column twice."),
        (b"\xff\xfe1", "is not UTF-8 text. Save it as CSV in UTF-8."),
        (b"1" * (LARGEST + 1), "has more than 1 MB."),
    ],
)
def test_a_file_that_is_none_says_so(run: Run, folder: Path, content: bytes, said: str) -> None:
    (folder / "bad.csv").write_bytes(content)
    status, out, err = run(f"{FIT} --levels bad.csv")
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"{FIT} --levels absent.csv", "absent.csv cannot be read: No such file"),
        (f"{FIT} --levels .", "cannot be read: Is a directory"),
        (FIT, "required: --levels"),
        (f"{FIT.replace('otto-2021', 'nobody')} --levels levels.csv", "no model “nobody”"),
        (f"{FIT.replace('70 kg', '300 kg')} --levels levels.csv", "was not studied there"),
        (f"{FIT.replace(' iv ', ' im ')} --levels levels.csv", "has no “im” route"),
        (f"{FIT.replace('over 40 min', 'over noon')} --levels levels.csv", "noon"),
        (f"{FIT} --age old --levels levels.csv", "--age: “old” is not a number of years"),
    ],
)
def test_what_is_typed_wrong_says_why(run: Run, folder: Path, words: str, said: str) -> None:
    status, out, err = run(words)
    assert (status, out) == (2, "")
    assert said in err


def test_a_level_before_the_first_dose_is_refused(run: Run, folder: Path) -> None:
    (folder / "early.csv").write_text("time_h,level_ng_per_ml\n1,120\n", encoding="utf-8")
    words = 'fit-individual --model kamp-2020 --regimen "35 mg iv at 2 h" --weight "70 kg"'
    status, out, err = run(f"{words} --levels early.csv")
    assert (status, out) == (2, "")
    assert "before the first dose, at 2 h" in err


def test_beyond_what_was_studied_is_warned_of(run: Run, folder: Path) -> None:
    words = FIT.replace("70 kg", "160 kg")
    status, out, err = run(f"{words} --levels levels.csv --beyond --json")
    assert status == 0
    assert "weight 160 kg is outside of" in err
    assert json.loads(out)["converged"] is True
