"""`titrant gate` as a person meets it: files in, one list out, and a status."""

import argparse
import json
from datetime import datetime
from pathlib import Path

import pytest
from tests.lib.visits import ANSWERS, PRESSURE, READINGS, WHOLE, answered, pressures

from titrant.cli import gate_command
from titrant.cli.status import BadInput

IV = ("--protocol", "iv-depression", "--as-of", "2026-11-22")
DEMO = ("--site", "demo")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of a person who was asked everything."""
    monkeypatch.chdir(tmp_path)
    for number, text in enumerate(WHOLE):
        (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


FILES = tuple(f"{number}.yaml" for number in range(len(WHOLE)))


def typed(*words: str) -> int:
    """Type the command; the parser is the one that `titrant` uses."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    gate_command.add_to(parser.add_subparsers(), "gate")
    arguments = parser.parse_args(["gate", *words])
    status: int = arguments.run(arguments)
    return status


def test_nothing_that_holds_ends_with_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(*FILES, *IV, *DEMO) == 0
    out = capsys.readouterr().out
    assert "HOLD" not in out
    assert "NOT ASKED" not in out
    assert "GATE FOR IV ketamine for depression, 0.5 mg/kg over 40 min\n" in out
    assert "Male, 41 years. Read: 0.yaml, case file; " in out
    assert "DEMONSTRATION: the signatures of this site are invented." in out
    assert "A licensed clinician decides." in out
    said = "Yes, said by a clinician on 2026-11-22."
    assert f"  met: Consent to this treatment signed: {said}\n" in out
    assert (
        "  met: Weight: 70 kg on 2026-11-22. No session with a weight comes before.\n"
        "  met: Solid food: 8 h ago; 6 h is asked for.\n"
    ) in out


def test_what_would_be_read_twice_stands_there_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two rules ask for one heart rate: met they are one line, and not asked one entry.

    The first line counts the entries; each source is named.
    """
    assert typed(*FILES, *IV, *DEMO) == 0
    out = capsys.readouterr().out
    line = "  met: Heart rate: 72 /min on 2026-11-22. Not above 110 /min. Not below 50 /min.\n"
    assert out.count(line) == out.count("Heart rate") == 1
    assert out.count("  met: ") == int(out.partition(" met.\n")[0].rpartition("\n")[2])
    others = [name for name, text in zip(FILES, WHOLE, strict=True) if text != READINGS]
    assert typed(*others, *IV, *DEMO) == 1
    out = capsys.readouterr().out
    assert out.count("NOT ASKED: What is the heart rate now?") == 1
    assert (
        "(opinion, house) [screening.heart-rate-high.racemic]\n"
        "      source: HOUSE, correction 1.21 (opinion, house) [screening.heart-rate-low.racemic]\n"
    ) in out
    assert f"; {out.count('  NOT ASKED: ')} not asked.\n" in out


def test_what_a_person_wrote_is_printed_as_it_stands(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sentence of a reason that stands in it twice is no repetition of ours."""
    raised = f"{pressures('150/84', '146/82')}  - {{what: pressure-decision, value: Calm. Calm}}\n"
    (folder / "raised.yaml").write_text(raised, encoding="utf-8")
    kept = [name for name, text in zip(FILES, WHOLE, strict=True) if text != PRESSURE]
    assert typed(*kept, "raised.yaml", *IV, *DEMO) == 0
    assert "Decided to go on: Calm. Calm\n" in capsys.readouterr().out


def test_the_last_words_are_those_of_an_emergency(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(*FILES, *IV)
    out = " ".join(capsys.readouterr().out.split())
    assert out.endswith(
        "EMERGENCY at any blood pressure: chest pain, shortness of breath, focal neurological "
        "deficit, reduced consciousness, seizure, sudden severe headache, change of vision. "
        "Emergency care at once; nothing on this list stands before it."
    )


def test_what_is_held_or_not_asked_ends_with_1(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "no.yaml").write_text(answered(airway_kit_checked="no"), encoding="utf-8")
    assert typed(*FILES, "no.yaml", *IV, *DEMO) == 1
    out = capsys.readouterr().out
    assert "\nHOLD. " in out
    assert (
        "  HELD: Airway equipment\n"
        "      Answered no: Has the airway equipment been checked today, with its expiry dates?\n"
        "      airway-kit-checked, answered no, 2026-11-22, confirmed "
        "[answers, airway-kit-checked in\n      no.yaml]\n"
        "      lifts: Checked today, with its expiry dates, before the first person.\n"
        "      who: nurse by asking and writing the answer down\n"
        "      source: HOUSE, hazard H21 (design, house) [gate.airway.kit]\n"
    ) in out
    assert "Contradictions\n" in out  # answered yes in another file
    others = [name for name, text in zip(FILES, WHOLE, strict=True) if text != ANSWERS]
    assert typed(*others, *IV, *DEMO) == 1
    assert "  NOT ASKED: Airway equipment\n" in capsys.readouterr().out


def test_no_line_is_wider_than_100(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed(*FILES, *IV)
    assert max(len(line) for line in capsys.readouterr().out.splitlines()) <= 100


def test_json_has_every_item_with_its_leaf(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(*FILES, *IV, *DEMO, "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["protocol"], made["jurisdiction"]) == ("iv-depression", "us")
    assert (made["as_of"], made["holds"]) == ("2026-11-22", False)
    first = made["items"][0]
    assert (first["id"], first["state"], first["who"]) == ("identity", "met", None)
    assert (first["leaf"], first["source"]) == ("gate.identity", "HOUSE, hazard H16")
    assert (first["flag"], first["tier"], first["lifts"]) == ("design", "house", "")
    assert first["basis"][0]["concept"] == "two-identifiers-checked"
    assert "chest pain, at any blood pressure" in made["emergency"]
    assert made["versions"]["demonstration"] is True
    assert made["versions"]["site"] == "Demonstration clinic (invented)"
    assert [file["name"] for file in made["files"]] == list(FILES)
    assert made["conflicts"] == []


def test_json_names_who_may_lift_and_what_contradicts(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "yes.yaml").write_text(answered(suicidal_thoughts_today="yes"), encoding="utf-8")
    assert typed(*FILES, "yes.yaml", *IV, *DEMO, "--json") == 1
    made = json.loads(capsys.readouterr().out)
    (item,) = (one for one in made["items"] if one["id"] == "suicide-question")
    assert (item["state"], item["who"]) == ("held", "psychiatric clinician")
    (conflict,) = made["conflicts"]
    assert conflict["about"] == "suicidal-thoughts-today"
    assert len(conflict["says"]) == 2
    assert conflict["counts"].startswith("that it is so counts")


def test_without_a_day_the_clocks_day_is_used_and_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(*FILES, "--protocol", "iv-depression", *DEMO) in {0, 1}
    today = datetime.now().astimezone().date()
    assert f"As of {today}, by this machine" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("missing.yaml", *IV), "missing.yaml cannot be read"),
        (("bad.yaml", *IV), "bad.yaml: visit, started: the text “noon” stands where a time"),
        (("0.yaml", "--protocol", "iv-depression", "--as-of", "yesterday"), "is not a date"),
        (("0.yaml", *IV, "--jurisdiction", "mars"), "“mars” is not known"),
    ],
)
def test_what_cannot_be_used_is_said(folder: Path, words: tuple[str, ...], sentence: str) -> None:
    (folder / "bad.yaml").write_text("on: 2026-11-22\nvisit: {started: noon}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=sentence):
        typed(*words)
