"""`titrant models` and `titrant validate`: what models rest on, and how well they do."""

import json
from pathlib import Path

import pytest
from tests.lib.typed import Run, value_of
from tests.unit.knowledge.test_models import SMALL

from titrant.knowledge import pk_models


def test_the_list_names_every_model_with_what_it_predicts(run: Run) -> None:
    status, out, err = run("models list")
    assert (status, err) == (0, "")
    for id in pk_models():
        assert id in out
    assert "by nose, by mouth, into a vein; predicts esketamine, noresketamine; venous" in out
    assert "LOW EVIDENCE" in out
    found = value_of(run("models list --json"))
    assert [one["id"] for one in found] == list(pk_models())
    assert found[0]["analytes"] == ["ketamine"]


def test_a_model_is_shown_with_every_number_and_its_source(run: Run) -> None:
    status, out, _ = run("models show perez-ruixo-2021")
    text = " ".join(out.split())
    assert status == 0
    assert "qh: 151 L/h, blood flow of the liver; -2.19 for each unit of age above 60." in text
    assert "[library, Table 3; read in a second source]" in text
    assert "30 % is a placeholder" in text
    assert "single doses by nose: 28 to 84 mg" in text
    assert "a dose by nose times fgut times (1 - frn) enters swallowed over d_swallowed" in text
    assert "kel, between people: variance 0.892 on the log scale" in text
    assert value_of(run("models show perez-ruixo-2021 --json"))["site"] == "venous"


def test_chains_occasions_and_relations_are_told(run: Run) -> None:
    text = " ".join(run("models show simons-2022")[1].split())
    assert "within mtt_gut in the mean, through 2 stages in mtt_nk" in text
    assert "of which the share to_nk arrives" in text
    assert "f1, between occasions: variance 0.06 on the log scale" in text
    assert "times (weight / 70) to the power 0.75" in text
    assert "29 % at 50 mg and 23 % at 100 mg" in text
    assert "scatter of esketamine: Printed as 0.012" in text
    assert "ketamine: It was fitted to esketamine" in text
    text = " ".join(run("models show perez-ruixo-2021")[1].split())
    assert "times 1.34 if japanese" in text


def test_the_highest_dose_that_is_named_and_a_spread_that_is_meant_are_told(
    run: Run, tmp_path: Path
) -> None:
    text = " ".join(run("models show kamp-im")[1].split())
    assert (
        "doses into a muscle were not seen; the highest that a source names is 13 mg/kg within 1 h "
        "(Ketalar's label, into a muscle, 6.5 to 13 mg/kg)"
    ) in text
    assert "Wide" not in text
    wide = SMALL.replace("{sd: 0.3}", "{sd: 1.5, wide: Printed so.}")
    (tmp_path / "own.yaml").write_text(wide, encoding="utf-8")
    shown = " ".join(run("models show own.yaml")[1].split())
    assert "[book, page 3; read in the source] Wide: Printed so." in shown


def test_a_check_says_what_holds(run: Run) -> None:
    status, out, _ = run("models check otto-2021")
    assert status == 0
    assert out.startswith("otto-2021: holds\n")
    assert "95.2 L/h against 95.2: +0.0%, 0.1% allowed" in out
    found = value_of(run("models check --json"))
    assert set(found) == set(pk_models())


def test_a_model_that_breaks_a_rule_is_told_with_status_1(run: Run, tmp_path: Path) -> None:
    from titrant.knowledge.files import PK_MODELS

    text = (PK_MODELS / "otto-2021.yaml").read_text(encoding="utf-8")
    (tmp_path / "own.yaml").write_text(
        text.replace("clearance: cln", "clearance: clx").replace("id: otto-2021", "id: own")
    )
    status, out, _ = run("models check own.yaml")
    assert status == 1
    assert "1 of 1 rules broken" in out
    assert "NO" in out
    assert "“clx”, which there is not" in out


def test_an_unknown_model_is_bad_input(run: Run) -> None:
    status, out, err = run("models show gepts")
    assert (status, out) == (2, "")
    assert "There is no model “gepts”" in err


def test_validation_shows_every_row_with_its_error(run: Run) -> None:
    status, out, err = run("validate")
    assert (status, err) == (0, "")
    text = " ".join(out.split())
    assert (
        "59 of 59 figures with a bound are within it. 64 have none; the furthest off is -66%"
        in text
    )
    assert "esketamine cmax 43.8 43.93 +0.3% 5%" in text
    assert "noresketamine auc 274.4 386.9 +41.0%" in text  # the known misfit, not hidden
    assert text.index("These rows were made from the models") < text.index("Nobody fitted them")
    assert "10 mg by vein, kamp-2020 ketamine auc 113 119 +5.4%" in text
    assert "25 mg sublingual is outside of 50 to 100 mg" in text
    assert "clarithromycin, dose by mouth: area times 2.6, peak times 3.6" in text
    assert "read in no source; not applied" in text


def test_one_table_may_be_asked_for(run: Run) -> None:
    out = run("validate --table v2")[1]
    assert "V2" in out
    assert "V1" not in out
    found = value_of(run("validate --table V2 --json"))
    assert list(found["tables"]) == ["V2"]
    assert found["tables"]["V2"][1]["within"] == 0.2
    status, _, err = run("validate --table V5")
    assert status == 2
    assert "no “V5”. Known: V1, V2, V3, V4, V6, V7" in err


def test_a_row_out_of_its_bounds_is_told_with_status_1(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from msgspec import structs

    from titrant.cli import validate_command
    from titrant.knowledge import pk_tables

    strict = [structs.replace(one, median={"ketamine": 0.01}) for one in pk_tables()]
    monkeypatch.setattr(validate_command, "pk_tables", lambda: tuple(strict))
    status, out, _ = run("validate --table V4")
    assert status == 1
    assert "OUT" in out
    assert "0 of 1 figures with a bound are within it" in out


def test_where_every_figure_has_a_bound_it_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from msgspec import structs

    from titrant.cli import validate_command
    from titrant.knowledge import pk_tables

    bound = {name: {"auc": 0.5} for name in ("ketamine", "esketamine")}
    wide = [structs.replace(one, bounds=bound) for one in pk_tables()]
    monkeypatch.setattr(validate_command, "pk_tables", lambda: tuple(wide))
    status, out, _ = run("validate --table V6")
    assert status == 0
    assert out.rstrip().endswith(
        "3 of 3 figures with a bound are within it.\nEvery figure has one."
    )


def test_json_of_a_check_is_json(run: Run) -> None:
    assert json.loads(run("models check kamp-2020 --json")[1])["kamp-2020"][0]["ok"] is True


def test_published_and_predicted_may_be_drawn(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    assert run("validate --table V3 --out v3.svg")[0] == 0
    drawn = (tmp_path / "v3.svg").read_text(encoding="utf-8")
    assert "level at a time" in drawn
    assert run("validate --out all.html")[0] == 0
    page = (tmp_path / "all.html").read_text(encoding="utf-8")
    assert "V1 18 to 60, White; 28 mg, noresketamine" in page
    assert run("validate --table V6 --out v6.png")[0] == 0
    assert (tmp_path / "v6.png").read_bytes().startswith(b"\x89PNG")
    status, _, err = run("validate --out all.csv")
    assert status == 2
    assert "is none of .svg, .png, .html" in err
