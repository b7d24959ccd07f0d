"""Models that are named on the command line: each once, and none that breaks a rule."""

from pathlib import Path

import pytest
from tests.lib.typed import Run
from tests.unit.knowledge.test_models import SMALL

FIT = "fit-individual --levels levels.csv --regimen '20 mg iv' --weight '70 kg'"
SIMULATE = "simulate --regimen '20 mg iv' --weight '70 kg'"


@pytest.fixture
def own(run: Run, tmp_path: Path) -> Path:
    """Return a sound model's file in the folder in which a command is typed."""
    (tmp_path / "levels.csv").write_text("time_h,level_ng_per_ml\n1,120\n", encoding="utf-8")
    path = tmp_path / "own.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.mark.parametrize("typed", [SIMULATE, FIT])
def test_a_file_of_ones_own_is_used_as_a_shipped_model_is(run: Run, own: Path, typed: str) -> None:
    status, out, err = run(f"{typed} --model own.yaml")
    assert (status, err) == (0, "")
    assert "[small]" in out


@pytest.mark.parametrize("typed", [SIMULATE, FIT])
def test_a_file_that_breaks_a_rule_is_refused_with_every_finding(
    run: Run, own: Path, typed: str
) -> None:
    own.write_text(SMALL.replace("value: 1, unit: L/kg", "value: 1, unit: h"), encoding="utf-8")
    status, out, err = run(f"{typed} --model own.yaml")
    assert (status, out) == (2, "")
    assert err == (
        "titrant: own.yaml: every unit fits its use: v is a volume in h.\n"
        "Mend the file; “titrant models check own.yaml” holds it to every rule.\n"
    )
    assert run("models check own.yaml")[0] == 1


def test_a_statement_that_does_not_hold_is_a_rule_too(run: Run, own: Path) -> None:
    said = "states: [{what: clearance, value: 50, unit: L/h, within: 0.1, analyte: ketamine}]\n"
    own.write_text(SMALL + said, encoding="utf-8")
    status, out, err = run(f"{SIMULATE} --model own.yaml")
    assert (status, out) == (2, "")
    assert "own.yaml: clearance ketamine: 60 L/h against 50: +20.0%, 10.0% allowed." in err


@pytest.mark.parametrize("typed", [SIMULATE, FIT, "models show own.yaml", "models check own.yaml"])
def test_the_id_of_a_shipped_model_is_refused_with_both_files(
    run: Run, own: Path, typed: str
) -> None:
    own.write_text(SMALL.replace("id: small", "id: otto-2021"), encoding="utf-8")
    status, out, err = run(typed if "models" in typed else f"{typed} --model own.yaml")
    assert (status, out) == (2, "")
    assert err == (
        "titrant: own.yaml bears the id otto-2021, which is that of the shipped model in "
        "otto-2021.yaml. Give it an id of its own.\n"
    )


@pytest.mark.parametrize("name", ["kamp-2020", "own.yaml"])
def test_a_model_is_named_once(run: Run, own: Path, name: str) -> None:
    status, out, err = run(f"{SIMULATE} --model {name} --model otto-2021 --model {name}")
    assert (status, out) == (2, "")
    assert err == f"titrant: --model: {name} is given twice. Name each model once.\n"


def test_two_files_may_not_hold_one_id(run: Run, own: Path, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(SMALL, encoding="utf-8")
    status, out, err = run(f"{SIMULATE} --model own.yaml --model other.yaml")
    assert (status, out) == (2, "")
    assert err == (
        "titrant: --model: own.yaml and other.yaml both hold the model small. Name one of them, or "
        "give one an id of its own.\n"
    )


def test_a_file_that_is_checked_twice_is_shown_once(run: Run, own: Path) -> None:
    out = run("models check own.yaml own.yaml")[1]
    assert out.count("own.yaml: holds") == 1
