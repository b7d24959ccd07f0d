"""Models and tables: shipped ones hold, and a file that cannot be one says why."""

import json
import shutil
from pathlib import Path

import pytest

from titrant.knowledge import (
    KnowledgeError,
    UnknownEntry,
    files,
    model_files,
    models,
    pk_interactions,
    pk_model,
    pk_models,
    pk_tables,
)
from titrant.knowledge.files import COMPILED, COMPILED_MODELS, PK_MODELS, PK_TABLES
from titrant.pkpd import check
from titrant.pkpd.validation import compare

SMALL = """
id: small
version: "1"
title: A small one
drugs: [ketamine]
site: venous
evidence: published
summary: One compartment.
sources: {book: {title: A book, address: a shelf, access: F, read_on: 2026-11-22}}
cite: {source: book, locator: page 3, flag: seen}
domain: {population: nobody, covariates: {weight: [40, 150]}, doses: {iv: [1, 100]}}
compartments: {central: v}
flows: [{from: central, clearance: cl}]
routes: {iv: [{into: central}]}
parameters:
  v: {title: volume, value: 1, unit: L/kg}
  cl: {title: clearance, value: 1, unit: L/min, between: {sd: 0.3}}
analytes: {ketamine: {compartment: central, residual: {proportional: 0.2}}}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def changed(path: Path, was: str, now: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, now), encoding="utf-8")
    return path


@pytest.mark.parametrize("id", pk_models())
def test_a_shipped_model_keeps_every_rule(id: str) -> None:
    assert [one.said for one in check(pk_model(id)) if not one.ok] == []


@pytest.mark.parametrize("id", pk_models())
def test_a_shipped_model_is_what_its_file_says(id: str) -> None:
    assert model_files.read_model(PK_MODELS / f"{id}.yaml") == pk_model(id)


@pytest.mark.parametrize("id", [table.id for table in pk_tables()])
def test_every_bound_of_a_published_table_is_met(id: str) -> None:
    table = next(one for one in pk_tables() if one.id == id)
    found = compare(table, [pk_model(model) for model in table.models])
    assert found
    assert [(one.row, one.figure, one.error) for one in found if not one.ok] == []


def test_the_known_misfit_of_noresketamine_is_as_its_source_has_it() -> None:
    table = next(one for one in pk_tables() if one.id == "V1")
    found = compare(table, [pk_model("perez-ruixo-2021")])
    areas = [
        1 + one.error for one in found if (one.analyte, one.figure) == ("noresketamine", "auc")
    ]
    assert len(areas) == 18
    assert min(areas) > 1.37
    assert max(areas) < 1.57


def test_acceptance_rows_have_the_bounds_that_were_set_for_them() -> None:
    found = [
        one
        for table in pk_tables()
        for one in compare(table, [pk_model(model) for model in table.models])
        if one.within is not None
    ]
    by_table = {id: [o for o in found if o.table == id] for id in ("V1", "V2", "V4")}
    assert sum(o.analyte == "esketamine" for o in by_table["V1"]) == 36
    assert {o.within for o in by_table["V1"]} == {0.05}
    assert sorted((o.figure, o.within) for o in by_table["V2"]) == [
        ("auc", 0.2),
        ("auc", 0.2),
        ("cmax", 0.1),
        ("cmax", 0.1),
    ]
    assert [(o.figure, o.within) for o in by_table["V4"]] == [("median of the errors", 0.2)]


def test_measured_interactions_are_by_route() -> None:
    ratios = {(one.with_, one.route): one.auc for one in pk_interactions()}
    assert ratios["clarithromycin", "oral"] == 2.6
    assert ratios["rifampicin", "oral"] == 0.14
    assert ratios["rifampicin", "iv"] == 0.86


def test_a_file_of_ones_own_is_a_model_without_any_code(small: Path) -> None:
    made = pk_model(str(small))
    assert [one.ok for one in check(made)] == [True] * 7
    by_name = {one.name: one for one in made.parameters}
    assert (by_name["cl"].value, by_name["cl"].unit) == (60.0, "L/h")
    assert (by_name["v"].unit, by_name["v"].relations[0].covariate) == ("L", "weight")
    assert made.between.effects[0].variance == pytest.approx(0.09)
    assert by_name["v"].cited.locator == "page 3"


def test_a_file_may_not_bear_the_id_of_a_shipped_model(small: Path) -> None:
    changed(small, "id: small", "id: kamp-2020")
    with pytest.raises(KnowledgeError) as caught:
        pk_model(str(small))
    assert str(caught.value) == (
        f"{small} bears the id kamp-2020, which is that of the shipped model in kamp-2020.yaml. "
        "Give it an id of its own."
    )
    assert pk_model(str(PK_MODELS / "kamp-2020.yaml")) == pk_model("kamp-2020")


UNSTATED = "is stated for this model; the doses it was fitted to were not seen."


def test_where_no_range_of_doses_is_stated_that_stands_beside_each_result(small: Path) -> None:
    assert pk_model(str(small)).caution == ()
    bare = changed(small, ", doses: {iv: [1, 100]}", "")
    assert pk_model(str(bare)).caution == (f"No range of doses {UNSTATED}",)
    text = "routes: {iv: [{into: central}], im: [{into: central}]}"
    half = changed(bare, "routes: {iv: [{into: central}]}", text)
    changed(half, "[40, 150]}", "[40, 150]}, doses: {iv: [1, 100]}")
    assert pk_model(str(half)).caution == (f"No range of doses by im {UNSTATED}",)


@pytest.mark.parametrize("id", pk_models())
def test_every_route_of_a_shipped_model_has_a_range_of_doses_or_says_that_it_has_none(
    id: str,
) -> None:
    model = pk_model(id)
    bare = [route for route in model.routes if route not in model.domain.doses]
    assert any(UNSTATED in said for said in model.caution) == bool(bare)
    assert set(bare) == set(model.domain.highest)


def test_a_spread_that_is_meant_is_read_with_its_reason(small: Path) -> None:
    changed(small, "{sd: 0.3}", "{sd: 1.5}")
    assert [one.rule for one in check(pk_model(str(small))) if not one.ok] == [
        "a wide spread is stated as such"
    ]
    changed(small, "{sd: 1.5}", "{sd: 1.5, wide: Printed so.}")
    assert all(one.ok for one in check(pk_model(str(small))))


def test_a_composition_takes_over_what_it_extends(tmp_path: Path) -> None:
    base, made = pk_model("kamp-2020"), pk_model("kamp-im")
    own = {one.name for one in made.parameters} - {one.name for one in base.parameters}
    assert own == {"f", "ka"}
    assert made.between.covariances == base.between.covariances
    assert set(base.caution) < set(made.caution)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("title: A small one", "titel: A small one", "titel: is not a key of the schema"),
        ("unit: L/min", "unit: L/week", "parameters.cl.unit"),
        ("value: 1, unit: L/min", "value: one, unit: L/min", "is not a plain number"),
        ("{sd: 0.3}", "{sd: 0.3, variance: 0.09}", "needs one of variance, sd and cv_percent"),
        (
            "{sd: 0.3}",
            "{variance: -0.1}",
            "small.yaml: parameters.cl.between.variance: -0.1 is below zero. Give a number above",
        ),
        ("unit: L/min", "unit: mg", "small.yaml: parameters.cl.unit: “mg” is none of 1, L, L/h, "),
        ("site: venous", "site: toe", "site: “toe” is none of arterial, venous, not stated."),
        ("drugs: [ketamine]", "drugs: []", "drugs: has 0 of at least 1 entries."),
        ("[40, 150]", "[40, 50, 60]", "weight: has more than 2 entries."),
        (
            "doses: {iv: [1, 100]}",
            "doses: {iv: [1, 100]}, highest: {iv: {value: 1, unit: mg, within_h: 1}}",
            "domain: has doses and a highest one for iv.",
        ),
        (
            "doses: {iv: [1, 100]}",
            "highest: {iv: {value: 1, unit: g, within_h: 1}}",
            "domain.highest.iv.unit: “g” is none of mg, mg/kg.",
        ),
        ("{sd: 0.3}", "{sd: -0.3}", "cl.between.sd: -0.3 is below zero."),
        ("{sd: 0.3}", "{sd: 0}", "is not above zero"),
        ("{sd: 0.3}", "{cv_percent: 30, scale: logit}", "which is of the log scale"),
        ("[{from: central, clearance: cl}]", "[{clearance: cl}]", "needs either from, or between"),
        (
            "[{from: central, clearance: cl}]",
            "[{from: central, clearance: cl, rate: cl}]",
            "needs one of rate, clearance and time",
        ),
        (
            "[{from: central, clearance: cl}]",
            "[{from: central, clearance: cl, stages: 2}]",
            "has stages without their mean time",
        ),
        ("[40, 150]", "[150, 40]", "the range 150 to 40 ends before it begins"),
        ("cite: {source: book, locator: page 3, flag: seen}\n", "", "a number has no source"),
        ("source: book", "source: novel", "the source “novel” is not among its sources"),
        (
            "unit: L/min,",
            "unit: L/min, relations: [{covariate: weight, act: power, size: 1}],",
            "is a power without a centre above zero",
        ),
        ("id: small", "id: small\nextends: nothing", "extends nothing. Known: domino-1984"),
        ("id: small", "id: small\nextends: kamp-im", "which extends another"),
        ("id: small", "id: small\nextends: kamp-2020", "has compartments central already"),
    ],
)
def test_a_file_that_is_no_model_says_why(small: Path, was: str, now: str, said: str) -> None:
    with pytest.raises(KnowledgeError, match=said.replace("[", r"\[")):
        pk_model(str(changed(small, was, now)))


def test_a_composition_keeps_the_covariances_of_what_it_extends(tmp_path: Path) -> None:
    text = (PK_MODELS / "kamp-im.yaml").read_text(encoding="utf-8")
    path = tmp_path / "own.yaml"
    path.write_text(f"{text}covariances: {{}}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="extends another and has covariances"):
        pk_model(str(path))


def test_a_negative_number_is_read_where_one_may_be(small: Path) -> None:
    path = changed(
        small,
        "unit: L/min,",
        "unit: L/min, relations: [{covariate: age, act: above, size: -0.01, centre: 60}],",
    )
    (relation,) = pk_model(str(path)).parameters[1].relations
    assert relation.size == pytest.approx(-0.6)
    with pytest.raises(KnowledgeError, match="size: is not a plain number"):
        pk_model(str(changed(path, "-0.01", "-a")))


def test_an_unknown_model_is_named_with_those_that_are_known() -> None:
    with pytest.raises(UnknownEntry, match=r"no model “gepts”\. Known: domino-1984, kamp-2020"):
        pk_model("gepts")


# -- compiled --------------------------------------------------------------------------------


def test_what_is_compiled_is_what_the_files_say(tmp_path: Path) -> None:
    model_files.write_models(tmp_path)
    name = COMPILED_MODELS
    assert (tmp_path / name).read_bytes() == (COMPILED / name).read_bytes()
    assert pk_models(tmp_path) == pk_models()


def test_a_compiled_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    name = COMPILED_MODELS
    text = (COMPILED / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text.replace('"value":192', '"value":912'), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="is not what was compiled"):
        pk_models(tmp_path)
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    (tmp_path / name).write_text(json.dumps({"models": {}}), encoding="utf-8")
    models._verified.cache_clear()
    with pytest.raises(KnowledgeError, match="is not what was compiled"):
        pk_models(tmp_path)
    models._verified.cache_clear()


def test_a_file_that_changed_after_it_was_compiled_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(PK_MODELS, tmp_path / "pk_models")
    changed(tmp_path / "pk_models" / "kamp-2020.yaml", "value: 84", "value: 48")
    found = files.model_files(tmp_path / "pk_models")
    monkeypatch.setattr(models, "model_files", lambda: found)
    models._verified.cache_clear()
    with pytest.raises(KnowledgeError, match=r"kamp-2020\.yaml changed after it was compiled"):
        pk_models()
    models._verified.cache_clear()


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("id: otto-2021", "id: otto", "holds the model otto"),
        (
            "value: 95.2, unit: L/h, within",
            "value: 99, unit: L/h, within",
            "clearance esketamine: 95.2",
        ),
    ],
)
def test_a_model_that_breaks_a_rule_is_not_compiled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, was: str, now: str, said: str
) -> None:
    shutil.copytree(PK_MODELS, tmp_path / "pk_models")
    path = changed(tmp_path / "pk_models" / "otto-2021.yaml", was, now)
    monkeypatch.setattr(model_files, "model_files", lambda: [path])
    with pytest.raises(KnowledgeError, match=said):
        model_files.write_models(tmp_path)


def test_a_table_names_models_that_there_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "v9.yaml"
    text = (PK_TABLES / "v3.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("[otto-2021]", "[otto-1821]"), encoding="utf-8")
    monkeypatch.setattr(model_files, "table_files", lambda: [path])
    with pytest.raises(KnowledgeError, match="names the model otto-1821"):
        model_files.write_models(tmp_path)
