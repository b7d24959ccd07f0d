"""`titrant protocols`: the list and its filters, and how a record goes with each."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.lib.typed import ACUTE, ON, Run, value_of

from titrant.knowledge import load

# -- protocols -------------------------------------------------------------------------------


def listed(answer: tuple[int, str, str]) -> list[dict[str, Any]]:
    """Return the protocols of an answer in JSON."""
    assert answer[0] == 0
    protocols: list[dict[str, Any]] = value_of(answer)["protocols"]
    return protocols


def test_every_protocol_is_listed(run: Run) -> None:
    made = listed(run(f"protocols {ON} --json"))
    assert [one["id"] for one in made] == sorted(load().ids("protocols"))
    _, out, _ = run(f"protocols {ON}")
    for one in made:
        assert f"  {one['id']}:" in out
    assert "HELD: FDA warned of compounded nasal ketamine" in out


@pytest.mark.parametrize(
    ("words", "key", "value"),
    [
        ("--route nasal", "route", "nasal"),
        ("--route im", "route", "im"),
        ("--setting home", "setting", "home"),
        ("--setting hospital", "setting", "hospital"),
    ],
)
def test_protocols_of_one_kind(run: Run, words: str, key: str, value: str) -> None:
    every = listed(run(f"protocols {ON} --json"))
    some = listed(run(f"protocols {words} {ON} --json"))
    assert some == [one for one in every if one[key] == value]
    assert 0 < len(some) < len(every)


@pytest.mark.parametrize("word", ["pain", "Pain", "PAIN"])
def test_protocols_for_an_indication(run: Run, word: str) -> None:
    ids = {one["id"] for one in listed(run(f"protocols --indication {word} {ON} --json"))}
    assert "iv-crps" in ids
    assert "iv-depression" not in ids


def test_filters_add_up(run: Run) -> None:
    words = "--route iv --setting hospital --indication pain"
    made = listed(run(f"protocols {words} {ON} --json"))
    assert {(one["route"], one["setting"]) for one in made} == {("iv", "hospital")}


def test_a_site_shows_what_it_approved(run: Run) -> None:
    def approved(words: str) -> dict[str, bool]:
        return {one["id"]: one["approved"] for one in listed(run(f"protocols {words} {ON} --json"))}

    assert not any(approved("").values())
    assert approved("--site demo")["iv-depression"]


def test_no_score_and_no_rank(run: Run) -> None:
    status, out, _ = run(f"protocols --fit case.yaml {ON} --site demo --json")
    made = json.loads(out)
    ids = [one["id"] for one in made["protocols"]]
    assert status == 1  # questions are open: none fits
    assert made["first"] is None
    assert ids == sorted(ids)
    assert {one["fit"]["verdict"] for one in made["protocols"]} <= {
        "fits",
        "fits if",
        "does not fit",
    }
    assert not {"score", "rank"} & set(made["protocols"][0]) | set(made["protocols"][0]["fit"]) & {
        "score",
        "rank",
    }


def test_every_verdict_says_what_decided(run: Run) -> None:
    made = value_of(run(f"protocols --fit case.yaml {ON} --site demo --json"))
    for one in made["protocols"]:
        assert one["fit"]["because"] or one["fit"]["unasked"]
        assert all(reason["says"] and reason["lifts"] for reason in one["fit"]["because"])


def test_one_protocol_fits_who_has_nothing_against_it(run: Run, answered: Path) -> None:
    answer = run(f"protocols --route iv --fit {answered.name} {ON} --site demo --json")
    verdicts = {one["id"]: one["fit"]["verdict"] for one in value_of(answer)["protocols"]}
    assert verdicts["iv-depression"] == "fits"
    assert answer[0] == 0


@pytest.mark.parametrize("files", ["acute.yaml", "case.yaml acute.yaml"])
@pytest.mark.parametrize("words", ["", "--route iv", "--setting home", "--indication pain"])
def test_where_the_risk_is_acute_no_protocol_fits(run: Run, files: str, words: str) -> None:
    """Evidence, section 1.5: C-SSRS item 4 or 5 is a same-day evaluation, never a session."""
    first = "Same-day psychiatric evaluation before any session"
    status, out, err = run(f"protocols {words} --fit {files} {ON} --site demo")
    said = out.splitlines()
    assert (status, err) == (1, "")
    assert first in next(line for line in said[said.index("First") :] if line.startswith("  -"))
    assert out.index(first) < out.index("DOES NOT FIT")
    status, out, _ = run(f"protocols {words} --fit {files} {ON} --site demo --json")
    made = json.loads(out)
    assert status == 1
    assert made["first"]["says"].startswith(first)
    assert made["first"]["finding"]["lifts"]
    assert {one["fit"]["verdict"] for one in made["protocols"]} == {"does not fit"}


def test_a_clinicians_low_score_is_no_acute_risk(run: Run, tmp_path: Path) -> None:
    (tmp_path / "low.yaml").write_text(ACUTE.replace("4", "3"))
    status, out, _ = run(f"protocols --fit low.yaml {ON} --site demo")
    assert status == 1  # nothing is acute, and nothing fits yet
    assert "Same-day" not in out
