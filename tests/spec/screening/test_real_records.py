"""Six synthetic lives and one questionnaire, read as a psychiatrist reads them.

What is expected was written by hand from the entries of each file and the rows of the screening
table, before the program was asked: an exact list, so that whatever is over-called fails here.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.lib.evidence import SHARED
from tests.lib.lives import HOME, IV, LIVES, SPRAY

from titrant.cli.main import main

AS_OF = "2026-11-22"
PROTOCOLS = (IV, SPRAY, HOME)
SITES = (None, "demo")
READ = {"Condition", "MedicationRequest", "Observation", "Procedure", "AllergyIntolerance"}

pytestmark = pytest.mark.shared

DEAD = ("Barrett_Douglas", "Darron_Feeney")
EVERYBODY = pytest.mark.parametrize("name", LIVES)


def found_file(folder: str, beginning: str) -> Path:
    matches = sorted((SHARED / "data" / "fhir" / folder).glob(f"{beginning}*.json"))
    if not matches:
        pytest.skip(f"the record is not here: no data/fhir/{folder}/{beginning}*.json")
    return matches[0]


def titrant(*words: str | Path) -> int:
    return main([str(word) for word in words])


def answered(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, dict[str, Any]]:
    status = titrant(*words, "--as-of", AS_OF, "--json")
    said = capsys.readouterr()
    assert said.err == ""
    value: dict[str, Any] = json.loads(said.out)
    return status, value


def at(site: str | None) -> tuple[str, ...]:
    return () if site is None else ("--site", site)


@EVERYBODY
@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_clinician_finds_what_they_expect_and_nothing_else(
    name: str, site: str | None, protocol: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The findings are exactly those of the table; every basis is an entry of the file."""
    file, life = found_file("synthea", name), LIVES[name]
    status, said = answered(capsys, "screen", file, "--protocol", protocol, *at(site))
    assert status == 1
    assert {one["rule"]: one["action"] for one in said["findings"]} == life.found[protocol]
    assert len(said["first"]) <= 3
    if name in DEAD:
        assert said["first"][0] == "deceased"
    content = file.read_text(encoding="utf-8")
    for one in (*said["findings"], *said["missing"]):
        for fact in one["basis"]:
            assert fact["place"].partition("/")[2].partition(",")[0] in content
        assert one["source"]


@EVERYBODY
@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_is_old_is_asked_about_and_not_believed(
    name: str, site: str | None, protocol: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A medicine of 1959, a weight and a pressure of years ago: questions, never findings."""
    _, said = answered(
        capsys, "screen", found_file("synthea", name), "--protocol", protocol, *at(site)
    )
    raised = {one["rule"]: one for one in said["missing"] if one["basis"]}
    texts = {rule: {fact["text"] for fact in one["basis"]} for rule, one in raised.items()}
    old = {
        rule: texts[rule]
        for rule, one in raised.items()
        if one["why"] == "an old entry, which says nothing of today"
    }
    assert old == LIVES[name].old
    assert raised["blood-pressure-today"]["why"] == "too old"
    assert raised["blood-pressure-screening"]["why"] == "too old"
    assert raised["required-weight"]["why"] == "too old"
    assert texts.get("suicide-risk", set()) == LIVES[name].hints
    assert "nobody has said" in {
        one["why"] for one in said["missing"] if one["rule"] == "suicide-risk"
    }


@EVERYBODY
def test_what_must_not_be_said(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No sinusitis, no prediabetes as diabetes, no test as a disease, no pregnancy of a man."""
    file = found_file("synthea", name)
    _, record = answered(capsys, "record", file)
    concepts = {fact["concept"] for fact in record["facts"]}
    assert not concepts & {"diabetes", "psychosis", "suicidal-ideation", "suicide-attempt"}
    procedures = {fact["text"] for fact in record["facts"] if fact["kind"] == "procedure"}
    assert procedures <= {"Catheter ablation of tissue of heart", "Electrical cardioversion"}
    looked = re.compile("sinusitis|pharyngitis|bronchitis|[Pp]rediabetes|[Ss]creening|assessment")
    for protocol in PROTOCOLS:
        _, said = answered(capsys, "screen", file, "--protocol", protocol)
        for one in (*said["findings"], *said["missing"]):
            assert not [fact["text"] for fact in one["basis"] if looked.search(fact["text"])]
        groups = {one["group"] for one in (*said["findings"], *said["missing"])}
        assert ("pregnancy" in groups) == (name == "Babara_Rice")
        assert not [one for one in said["findings"] if one["group"] == "pregnancy"]


@EVERYBODY
def test_what_no_concept_covers_is_listed_with_its_share(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every entry that could bear on care is counted; of conditions and medicines each is named."""
    file = found_file("synthea", name)
    kinds = [entry["resource"]["resourceType"] for entry in json.loads(file.read_bytes())["entry"]]
    entries = sum(kind in READ for kind in kinds)
    _, said = answered(capsys, "record", file)
    unmapped = sum(one["times"] for one in said["unmapped"])
    assert said["files"][0]["entries"] == entries
    assert said["files"][0]["mapped"] + unmapped == entries
    named = {
        one["text"] for one in said["unmapped"] if one["kind"] in {"Condition", "MedicationRequest"}
    }
    assert named == LIVES[name].useless
    titrant("screen", file, "--protocol", IV, "--as-of", AS_OF)
    share = f"{unmapped} of {entries} entries ({100 * unmapped / entries:.0f} %)"
    assert f"Not mapped, or not used: {share}" in capsys.readouterr().out


@EVERYBODY
@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize(
    "command",
    [
        *(("screen", "FILE", "--protocol", protocol) for protocol in PROTOCOLS),
        ("interactions", "FILE"),
        ("interactions", "FILE", "--protocol", HOME),
        ("protocols", "--fit", "FILE"),
        ("record", "FILE"),
    ],
    ids=" ".join,
)
def test_every_command_reads_every_life(
    name: str,
    site: str | None,
    command: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As text within 100 characters, numbers short, no question twice; and as JSON."""
    file = found_file("synthea", name)
    words = [file if word == "FILE" else word for word in command]
    status = titrant(*words, *at(site), "--as-of", AS_OF)
    text = capsys.readouterr()
    assert text.err == ""
    assert max(len(line) for line in text.out.splitlines()) <= 100
    assert not re.search(r"\d\.\d{4,}", text.out)
    flat = " ".join(text.out.split())
    questions = re.findall(r"(?<=[.?:] )[A-Z][^.?:]*\?", flat) if command[0] == "screen" else []
    assert len(questions) == len(set(questions))
    assert flat.count(file.name) <= 2  # read, and once more where a record says what was left out
    assert answered(capsys, *words, *at(site))[0] == status
    assert status == {"record": 0, "protocols": 1}.get(command[0], status)


@EVERYBODY
def test_a_diagnosis_decides_what_a_protocol_is_for(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Depression is on record for two, chronic pain for three; nothing fits the dead."""
    _, said = answered(capsys, "protocols", "--fit", found_file("synthea", name))
    fits = {one["id"]: one["fit"] for one in said["protocols"]}
    lacks = {
        id: any(because["says"].startswith("None of these") for because in fit["because"])
        for id, fit in fits.items()
    }
    assert lacks[IV] == (name not in {"Darron_Feeney", "Milan_Beatty"})
    assert lacks["iv-pain-s4"] == (
        name not in {"Babara_Rice", "Barrett_Douglas", "Eliseo_Cummings"}
    )
    assert said["first"] is None
    verdicts = {fit["verdict"] for fit in fits.values()}
    assert verdicts == ({"does not fit"} if name in DEAD else {"does not fit", "fits if"})


def test_the_us_core_questionnaire_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    """The answers 2, 2, 2, 2, 1, 1, 2, 0, 0 are 12; of 2022, reported, and no finding by itself."""
    file = found_file("us-core-examples", "QuestionnaireResponse-phq-9")
    _, record = answered(capsys, "record", file)
    facts = {fact["concept"]: fact for fact in record["facts"]}
    assert facts["phq-9"]["value"]["number"] == sum((2, 2, 2, 2, 1, 1, 2, 0, 0))
    assert facts["phq-9-item-9"]["value"]["number"] == 0
    assert {fact["sure"] for fact in facts.values()} == {"reported, unconfirmed"}
    status, said = answered(capsys, "screen", file, "--protocol", IV)
    assert status == 1
    assert said["findings"] == []
    why = {one["rule"]: one["why"] for one in said["missing"]}
    assert why["required-phq-9"] == "too old"
    assert why["suicide-risk"] == "nobody has said"
    assert (
        titrant("record", found_file("us-core-examples", "Questionnaire-"), "--as-of", AS_OF) == 0
    )
    assert "1 Questionnaire" in capsys.readouterr().out
