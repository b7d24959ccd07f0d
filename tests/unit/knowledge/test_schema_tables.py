"""The shape of concepts, questionnaires and rules: what a file may not say, and how it arrives."""

from pathlib import Path

import pytest
from tests.lib.bases import base, leaf_yaml

from titrant.knowledge import KnowledgeError
from titrant.knowledge.compiling import compile_base


def refusal(folder: Path, text: str) -> str:
    """Compile a base with this text in `x.yaml` and return the sentences that refuse it."""
    with pytest.raises(KnowledgeError) as error:
        compile_base(base(folder, x=text))
    return str(error.value)


CONCEPT = "title: A, kind: condition"
INSTRUMENT = (
    "title: A, concept: a, better: lower, total: 44261-6, items: {44250-9: null}, "
    "answers: {LA1: 1}, source: R1"
)
RULE = "title: A, group: mind, finds: ever, concepts: [a], lifts: B, leaves: {}"
GROUND = "option: up, side: for, claims: [b]"
CONFLICT = "topic: A, claims: [b, c], kind: range, resolution: none, handling: both stand"
CELL = leaf_yaml(value="exclude", unit=None)


def entry(table: str, text: str) -> str:
    return f"{table}: {{a: {{{text}}}}}"


@pytest.mark.hazard("H14")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        # -- concepts ----------------------------------------------------------------------------
        (entry("concepts", "kind: condition"), "concepts.a.title: is missing."),
        (entry("concepts", "title: A"), "concepts.a.kind: is missing."),
        (
            entry("concepts", "title: A, kind: disease"),
            "concepts.a.kind: “disease” is none of condition, medication, allergy, observation",
        ),
        (
            entry("concepts", f"{CONCEPT}, lasts: always"),
            "concepts.a.lasts: “always” is none of lifetime, chronic, episode",
        ),
        (entry("concepts", f"{CONCEPT}, code: '1'"), "concepts.a.code: is not a key of the schema"),
        (entry("concepts", f"{CONCEPT}, within: ['b c']"), "concepts.a.within.0: is not an id"),
        (entry("concepts", f"{CONCEPT}, names: ['']"), "concepts.a.names.0: is empty."),
        # A code that stands alone says nothing to who reviews it: its display goes with it.
        (entry("concepts", f"{CONCEPT}, snomed: ['1']"), "concepts.a.snomed: is not a mapping"),
        (entry("concepts", f"{CONCEPT}, snomed: {{'1': ''}}"), "concepts.a.snomed.1: is empty."),
        (
            entry("concepts", f"{CONCEPT}, units: {{mg: some}}"),
            "concepts.a.units.mg: is not a plain number, like 0.5.",
        ),
        # -- questionnaires ----------------------------------------------------------------------
        (
            entry("instruments", INSTRUMENT.replace("{44250-9: null}", "{}")),
            "instruments.a: has items without answers, or answers without items: keep both.",
        ),
        (
            entry("instruments", INSTRUMENT.replace("{LA1: 1}", "{}")),
            "instruments.a: has items without answers, or answers without items: keep both.",
        ),
        (
            entry("instruments", INSTRUMENT.replace("better: lower, ", "")),
            "instruments.a.better: is missing.",
        ),
        (
            entry("instruments", INSTRUMENT.replace("lower", "worse")),
            "instruments.a.better: “worse” is none of lower, higher.",
        ),
        # A code that was not found is written as none; a scale that does not say is incomplete.
        (
            entry("instruments", INSTRUMENT.replace("total: 44261-6, ", "")),
            "instruments.a.total: is missing.",
        ),
        (
            entry("instruments", INSTRUMENT.replace("LA1: 1", "LA1: few")),
            "instruments.a.answers.LA1: is not a plain number, like 0.5.",
        ),
        (
            entry("instruments", INSTRUMENT.replace(", source: R1", "")),
            "instruments.a.source: is missing.",
        ),
        # -- rules -------------------------------------------------------------------------------
        (
            entry("screening", RULE.replace("mind", "soul")),
            "screening.a.group: is no group: use one of emergency, person, ",
        ),
        (entry("screening", RULE.replace("lifts: B, ", "")), "screening.a.lifts: is missing."),
        (entry("screening", RULE.replace("finds: ever, ", "")), "screening.a.finds: is missing."),
        (entry("screening", f"{RULE}, formula: a"), "screening.a.formula: is not a key of the"),
        (
            entry("interactions", f"{RULE}, mechanism: magic"),
            "interactions.a.mechanism: “magic” is none of PK, PD, physical",
        ),
        (
            entry("interactions", f"{RULE}, looser: {{mouth: ''}}"),
            "interactions.a.looser.mouth: is empty.",
        ),
        (
            entry("screening", RULE.replace("{}", "{racemic: exclude}")),
            "screening.a.leaves.racemic: is not a mapping; write keys with values.",
        ),
        (
            entry("screening", RULE.replace("{}", "{racemic: {value: exclude}}")),
            "screening.a.leaves.racemic.title: is missing.",
        ),
        # -- what sources say of an option -------------------------------------------------------
        (entry("grounds", GROUND.replace("option: up, ", "")), "grounds.a.option: is missing."),
        (
            entry("grounds", GROUND.replace("up", "more")),
            "grounds.a.option: “more” is none of hold, start, same, up, down, ",
        ),
        (
            entry("grounds", GROUND.replace("for", "perhaps")),
            "grounds.a.side: “perhaps” is none of for, against.",
        ),
        (entry("grounds", GROUND.replace("[b]", "[]")), "grounds.a.claims: "),
        (
            entry("grounds", f"{GROUND}, routes: [skin]"),
            "grounds.a.routes.0: “skin” is none of iv, im, sc, ",
        ),
        (entry("grounds", f"{GROUND}, older: 'yes'"), "grounds.a.older: is not true or false."),
        (entry("grounds", f"{GROUND}, weight: 2"), "grounds.a.weight: is not a key of the schema."),
        # -- conflicts ---------------------------------------------------------------------------
        (entry("conflicts", CONFLICT.replace("[b, c]", "[b]")), "conflicts.a.claims: "),
        (
            entry("conflicts", f"{CONFLICT}, options: [more]"),
            "conflicts.a.options.0: “more” is none of hold, start, ",
        ),
        (
            entry("conflicts", f"{CONFLICT}, routes: [skin]"),
            "conflicts.a.routes.0: “skin” is none of iv, im, sc, ",
        ),
        (
            entry("conflicts", f"{CONFLICT}, drugs: [arketamine]"),
            "conflicts.a.drugs.0: “arketamine” is none of ketamine, esketamine.",
        ),
        (
            entry("conflicts", f"{CONFLICT}, treats: ['b c']"),
            "conflicts.a.treats.0: is not an id",
        ),
    ],
)
def test_an_entry_of_another_shape_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    assert refusal(tmp_path, text).startswith(f"x.yaml: {sentence}")


@pytest.mark.parametrize("word", ["screening", "interaction"])
def test_a_cell_is_not_written_past_its_rule(tmp_path: Path, word: str) -> None:
    """Else nobody would ever read it."""
    said = refusal(tmp_path, f"leaves: {{{word}.a.racemic: {CELL}}}")
    assert said == f"x.yaml: {word}.a.racemic is a leaf of a {word}. Write it under its leaves."


@pytest.mark.parametrize(
    ("table", "word"), [("screening", "screening"), ("interactions", "interaction")]
)
def test_the_cells_of_a_rule_are_leaves_that_it_names(
    tmp_path: Path, table: str, word: str
) -> None:
    leaves = f"{{racemic: {CELL}, home.gb: {CELL}, bound: {leaf_yaml()}}}"
    content = compile_base(base(tmp_path, x=entry(table, RULE.replace("{}", leaves))))
    assert content[table]["a"]["leaves"] == ["racemic", "home.gb", "bound"]
    assert list(content["leaves"]) == [f"{word}.a.bound", f"{word}.a.home.gb", f"{word}.a.racemic"]
    assert content["leaves"][f"{word}.a.racemic"]["value"] == "exclude"


def test_a_looser_action_goes_to_the_cell_that_a_site_may_sign(tmp_path: Path) -> None:
    cells = f"{{racemic: {CELL}, home: {CELL}}}"
    rule = f"{RULE.replace('{}', cells)}, looser: {{racemic: watch, nose: watch}}, separates: c"
    leaves = compile_base(base(tmp_path, x=entry("screening", rule)))["leaves"]
    assert leaves["screening.a.racemic"]["looser"] == "watch"
    assert "looser" not in leaves["screening.a.home"]
    assert "screening.a.nose" not in leaves  # `knowledge check` says that there is no such cell


def test_the_dates_of_a_file_go_to_its_cells(tmp_path: Path) -> None:
    cell = leaf_yaml(value="exclude", unit=None, effective=None, review=None)
    text = "defaults: {effective: 2025-01-01, review: 2026-12-31}\n" + entry(
        "screening", RULE.replace("{}", f"{{racemic: {cell}}}")
    )
    leaf = compile_base(base(tmp_path, x=text))["leaves"]["screening.a.racemic"]
    assert (leaf["effective"], leaf["review"]) == ("2025-01-01", "2026-12-31")


def test_a_ground_and_a_conflict_arrive_whole(tmp_path: Path) -> None:
    ground = f"{GROUND}, routes: [iv, sc], protocols: [p], older: true"
    conflict = f"{CONFLICT}, options: [up, longer interval], treats: [d], drugs: [ketamine]"
    text = f"{entry('grounds', ground)}\n{entry('conflicts', conflict)}"
    content = compile_base(base(tmp_path, x=text))
    assert content["grounds"]["a"] == {
        "option": "up",
        "side": "for",
        "claims": ["b"],
        "routes": ["iv", "sc"],
        "protocols": ["p"],
        "older": True,
    }
    assert content["conflicts"]["a"] == {
        "topic": "A",
        "claims": ["b", "c"],
        "kind": "range",
        "resolution": "none",
        "handling": "both stand",
        "options": ["up", "longer interval"],
        "routes": [],
        "treats": ["d"],
        "drugs": ["ketamine"],
    }


def test_a_concept_and_a_questionnaire_arrive_whole(tmp_path: Path) -> None:
    concept = f"{CONCEPT}, within: [b], icd10: [G40], names: [a b], units: {{mg: 0.50}}, unit: g"
    text = f"{entry('concepts', concept)}\n{entry('instruments', INSTRUMENT)}"
    content = compile_base(base(tmp_path, x=text))
    assert content["concepts"]["a"] == {
        "title": "A",
        "kind": "condition",
        "within": ["b"],
        "lasts": "episode",
        "snomed": {},
        "icd10": ["G40"],
        "rxnorm": {},
        "loinc": {},
        "names": ["a b"],
        "not_names": [],
        "unit": "g",
        "units": {"mg": "0.50"},
        "note": "",
    }
    assert content["instruments"]["a"]["items"] == {"44250-9": None}
