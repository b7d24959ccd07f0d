"""`titrant readiness` as a person meets it: criteria with who and when, and never a verdict."""

import argparse
import json
import re
from pathlib import Path

import pytest
from tests.lib.visits import ROWS, SPRAY_TIMES, TIMES, judgements, visit

from titrant.cli import readiness_command
from titrant.cli.status import BadInput

WHOLE = visit(TIMES, judgements(), ROWS)
IV = ("--protocol", "iv-depression", "--site", "demo")
NOON = ("--at", "2026-11-22T12:10")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one whole visit."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "visit.yaml").write_text(WHOLE, encoding="utf-8")
    return tmp_path


def typed(*words: str) -> int:
    """Type the command; the parser is the one that `titrant` uses."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    readiness_command.add_to(parser.add_subparsers(), "readiness")
    arguments = parser.parse_args(["readiness", *words])
    status: int = arguments.run(arguments)
    return status


def test_all_met_ends_with_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed("visit.yaml", *IV, *NOON) == 0
    out = capsys.readouterr().out
    assert "CRITERIA BEFORE LEAVING: IV ketamine for depression" in out
    assert "at 2026-11-22 12:10; Demonstration clinic" in out
    assert "\n15 met.\n" in out
    assert "  met: Steady gait. Judged yes by a nurse at 12:00.\n" in out
    assert out.splitlines()[-2:] == [
        "What a timer decides: Nothing alone. Every item is met and a person signs.",
        "A licensed person decides, and signs with the time.",
    ]


def test_anything_else_ends_with_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gait = judgements(gait="{met: no, by: nurse, at: 12:00}", adult="")
    (folder / "visit.yaml").write_text(visit(TIMES, gait, ROWS), encoding="utf-8")
    assert typed("visit.yaml", *IV, "--at", "2026-11-22T11:30") == 1
    out = capsys.readouterr().out
    assert "  NOT YET: Least time of watching. 50 min since 10:40, of 60 min.\n" in out
    assert "      then: 10 min more; time alone releases nobody.\n" in out
    assert "  NOBODY HAS JUDGED: A competent adult is present. Nobody has judged it since" in out
    assert typed("visit.yaml", *IV, *NOON) == 1
    out = capsys.readouterr().out
    assert "  NOT MET: Steady gait. Judged no by a nurse at 12:00.\n" in out
    assert "source: C11, post-anaesthetic discharge score (seen, cohort) [readiness.gait]" in out


def test_what_nobody_signed_holds_and_is_counted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed("visit.yaml", "--protocol", "iv-depression", *NOON) == 1
    out = capsys.readouterr().out
    assert "10 rest on what this site has not signed." in out
    assert "  HOLD: Dissociation resolved. Judged yes by a nurse at 12:00.\n" in out
    assert "      This site has not signed “for home, dissociation”" in out
    assert "no site’s signatures" in " ".join(out.split())


VERDICTS = re.compile(
    r"\b(ready|fit to|may (go|leave)|can (go|leave)|cleared|discharged?|safe|normal|all clear)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("json_too", [(), ("--json",)])
@pytest.mark.parametrize("protocol", ["iv-depression", "spravato-us-trd", "oral-s1"])
def test_no_word_of_the_answer_is_a_verdict(
    folder: Path, capsys: pytest.CaptureFixture[str], protocol: str, json_too: tuple[str, ...]
) -> None:
    (folder / "spray.yaml").write_text(visit(SPRAY_TIMES, judgements(), ROWS), encoding="utf-8")
    file = "spray.yaml" if "spravato" in protocol else "visit.yaml"
    for at in ("2026-11-22T11:00", "2026-11-22T14:00"):
        typed(file, "--protocol", protocol, "--site", "demo", "--at", at, *json_too)
        out = capsys.readouterr().out
        cited = re.sub(r'(source: |"source": ").*', "", out)  # a source’s own words are its own
        assert not VERDICTS.search(cited)
        assert '"holds"' not in out


def test_json_says_who_judged_and_when(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed("visit.yaml", *IV, *NOON, "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["protocol"], made["jurisdiction"]) == ("iv-depression", "us")
    assert made["at"] == "2026-11-22T12:10:00"
    by_id = {one["id"]: one for one in made["criteria"]}
    assert by_id["gait"] == {
        "id": "gait",
        "title": "Steady gait",
        "state": "met",
        "says": "Judged yes by a nurse at 12:00.",
        "lifts": "",
        "by": "nurse",
        "at": "2026-11-22T12:00:00",
        "minutes_left": None,
        "unsigned": "",
        "leaf": "readiness.gait",
        "source": "C11, post-anaesthetic discharge score",
        "flag": "seen",
        "tier": "cohort",
    }
    assert (by_id["watching"]["minutes_left"], by_id["watching"]["by"]) == (0, None)
    assert made["decides"][1] == "A licensed person, with the time."
    assert made["files"] == [{"name": "visit.yaml", "form": "case file"}]


def test_what_files_contradict_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "other.yaml").write_text(visit("  ended: 10:50\n"), encoding="utf-8")
    typed("visit.yaml", "other.yaml", *IV, *NOON)
    out = capsys.readouterr().out
    assert "the visit, end of the dose: 2026-11-22 10:40 / 2026-11-22 10:50. 10:50 counts." in out


def test_no_line_is_wider_than_100(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed("visit.yaml", "--protocol", "spravato-us-trd", *NOON)
    assert max(len(line) for line in capsys.readouterr().out.splitlines()) <= 100


@pytest.mark.parametrize("at", ["12:10", "2026-11-22", "2026-11-22 12:10", "soon"])
def test_a_time_is_whole(folder: Path, at: str) -> None:
    with pytest.raises(BadInput) as caught:
        typed("visit.yaml", *IV, "--at", at)
    assert str(caught.value) == f"--at: “{at}” is no time. Write it like 2026-11-22T15:10."


def test_the_time_has_an_offset_where_the_visits_have_one(folder: Path) -> None:
    with pytest.raises(BadInput) as caught:
        typed("visit.yaml", *IV, "--at", "2026-11-22T12:10Z")
    assert str(caught.value) == (
        "--at: the times of the visit have no offset from UTC. Write --at in the same way."
    )
    text = "on: 2026-11-22\nvisit: {started: 2026-11-22T10:00+01:00}\n"
    (folder / "offset.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="the times of the visit have an offset from UTC"):
        typed("offset.yaml", *IV, *NOON)
    assert typed("offset.yaml", *IV, "--at", "2026-11-22T12:10+01:00") == 1


def test_a_record_without_a_visit_is_a_list_that_nobody_has_judged(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "none.yaml").write_text("by: clinician\n", encoding="utf-8")
    for at in ("2026-11-22T12:10", "2026-11-22T12:10Z"):
        assert typed("none.yaml", *IV, "--at", at) == 1
        assert "16 nobody has judged." in capsys.readouterr().out
