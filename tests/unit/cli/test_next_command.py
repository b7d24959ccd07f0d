"""`titrant next-dose`: the options for one person's next session, and what keeps a dose away."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.lib.guided import (
    case_of,
    course,
    file_of,
    scores,
    sessions,
    shipped,
    weight,
)
from tests.lib.next_scenarios import Scenario
from tests.lib.typed import Run, value_of

from titrant.cli.guidance_text import guidance_text
from titrant.clinical import OptionKind
from titrant.dosing.guidance import Stand, next_dose
from titrant.dosing.guidance.record import guidance_record

IV = "--protocol iv-depression --as-of 2026-12-01"
DEMO = f"{IV} --site demo"
THREE = file_of(course(*sessions(12, 8, 5)), measurements=[weight(), *scores((20, 20), (2, 16))])


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """Return the folder in which a command is typed, with a course of three sessions."""
    (tmp_path / "course.yaml").write_text(THREE, encoding="utf-8")
    return tmp_path


def test_what_is_printed_is_the_guidance(run: Run, folder: Path) -> None:
    """The same words as the core's, at the width of the page."""
    status, out, err = run(f"next-dose course.yaml {DEMO} --jurisdiction us")
    case = case_of(THREE, screened=False)
    expected = guidance_text(next_dose(case, shipped()), case.snapshot, 100)
    assert (status, err) == (1, "")  # the screening was not done
    assert out == expected.replace("1.yaml", "course.yaml") + "\n"


def test_json_is_the_guidance(run: Run, folder: Path) -> None:
    said = value_of(run(f"next-dose course.yaml {DEMO} --jurisdiction us --json"))
    case = case_of(THREE, screened=False)
    expected = json.loads(json.dumps(guidance_record(next_dose(case, shipped()))))
    assert json.dumps(said).replace("course.yaml", "1.yaml") == json.dumps(said_alike(expected))
    assert said.keys() == {"options", "holds", "missing", "conflicts", "basis", "versions"}


def said_alike(value: Any) -> Any:
    """Return a value with its keys in the order in which JSON is printed."""
    return json.loads(json.dumps(value, sort_keys=True))


@pytest.mark.parametrize("width", ["80", "100", "140"])
def test_text_and_json_agree(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    _, out, _ = run(f"next-dose course.yaml {DEMO}")
    said = value_of(run(f"next-dose course.yaml {DEMO} --json"))
    assert max(map(len, out.splitlines())) == int(width)
    assert [one["kind"] for one in said["options"]] == [str(kind) for kind in OptionKind]
    refused = [one for one in said["options"] if one["stand"] == str(Stand.NOT_OFFERED)]
    below = out.partition("  Not offered here:\n")[2].partition("\n\n")[0]
    assert below.count("  - ") == len(refused)
    words = {"open": "OPEN", "asks": "ASKS FOR MORE", "held": "HELD"}
    cards = out.partition("OPTIONS\n")[2].partition("  Not offered here:")[0]
    for stand, word in words.items():
        assert cards.count(word) == sum(one["stand"] == stand for one in said["options"])
    assert out.count("  HOLD: ") == len(said["holds"])


def test_the_same_file_gives_the_same_bytes(run: Run, folder: Path) -> None:
    for more in ("", " --json"):
        assert run(f"next-dose course.yaml {DEMO}{more}") == run(
            f"next-dose course.yaml {DEMO}{more}"
        )


def test_where_nothing_holds_the_status_is_0(run: Run, tmp_path: Path, answered: Path) -> None:
    """A healthy person who was asked everything, before the first session."""
    status, out, _ = run(
        f"next-dose {answered} --protocol iv-depression --as-of 2026-11-22 --site demo"
    )
    assert status == 0
    assert "WHAT HOLDS" not in out
    assert "Start with 0.5 mg/kg over 40 min" in " ".join(out.split())


def test_files_of_one_person_are_read_together(run: Run, folder: Path) -> None:
    (folder / "weight.yaml").write_text(
        "by: clinician\non: 2026-12-01\nmeasurements: [{what: weight, value: 69.5 kg}]\n"
    )
    _, out, _ = run(f"next-dose course.yaml weight.yaml {DEMO}")
    assert "Weight 69.5 kg on Tue 1 Dec 2026." in out


def test_without_a_day_the_clock_of_the_machine_is_used_and_said(run: Run, folder: Path) -> None:
    status, _, err = run("next-dose course.yaml --protocol iv-depression")
    assert status == 1
    assert err.startswith("titrant: As of ")
    assert err.endswith(", by this machine's clock.\n")


def test_without_a_site_every_guard_of_ours_holds(run: Run, folder: Path) -> None:
    status, out, _ = run(f"next-dose course.yaml {IV}")
    assert status == 1
    assert "no site’s signatures" in out
    assert "This site has not signed" in out


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "course.yaml --as-of 2026-12-01",
            "The following arguments are required: --protocol. See “titrant next-dose --help”.",
        ),
        (IV, "The following arguments are required: FILE. See “titrant next-dose --help”."),
        (
            "course.yaml --protocol iv-depresion --as-of 2026-12-01",
            "There is no protocol “iv-depresion”. Known: iv-depression, im-depression, ",
        ),
        (
            "course.yaml --protocol iv-depression --as-of 2026-12-32",
            "--as-of: “2026-12-32” is not a date. Write it like 2026-11-22.",
        ),
        (
            f"course.yaml {IV} --jurisdiction xx",
            "--jurisdiction: “xx” is not known. Use one of: ",
        ),
        (
            "course.yaml --protocol spravato-eu-trd --as-of 2026-12-01 --jurisdiction us",
            "--jurisdiction: spravato-eu-trd is a protocol for EU only. Leave the option out, ",
        ),
        (f"course.yaml {IV} --site nowhere", "There is no site “nowhere”. "),
        (
            f"missing.yaml {IV}",
            "missing.yaml cannot be read: No such file or directory. Name a file that is there.",
        ),
        (
            f"course.yaml {IV} --nonsense",
            "Unrecognized arguments: --nonsense. See “titrant --help”.",
        ),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    run: Run, folder: Path, typed: str, sentence: str
) -> None:
    status, out, err = run(f"next-dose {typed}")
    assert (status, out) == (2, "")
    assert err.startswith(f"titrant: {sentence}")
    assert err.endswith("\n")
    assert "Traceback" not in err


def test_files_of_two_people_are_refused(run: Run, folder: Path) -> None:
    for name, day in (("a", "1980-05-02"), ("b", "1981-05-02")):
        (folder / f"{name}.yaml").write_text(
            f"by: clinician\non: 2026-12-01\nperson: {{born: {day}, sex: female}}\n"
        )
    status, out, err = run(f"next-dose a.yaml b.yaml {IV}")
    assert (status, out) == (2, "")
    assert err == (
        "titrant: b.yaml is about somebody born on another day. Give the files of one person; "
        "records are never mixed.\n"
    )


def test_a_file_that_is_no_yaml_is_refused_with_its_line(run: Run, folder: Path) -> None:
    (folder / "bad.yaml").write_text("by: clinician\non: 2026-12-01\ncourses: [{\n")
    status, _, err = run(f"next-dose bad.yaml {IV}")
    assert status == 2
    assert err.startswith("titrant: bad.yaml, line ")


def test_a_stored_scenario_replays(run: Run, folder: Path) -> None:
    """A case and its screening, typed as two files, give what the core gave for the scenario."""
    scenario = Scenario("iv-depression-screening-not-done")
    (folder / "case.yaml").write_text(scenario.case_text, encoding="utf-8")
    words = f"--protocol {scenario.expected['protocol']} --as-of {scenario.expected['as_of']}"
    said = value_of(run(f"next-dose case.yaml {words} --site demo --json"))
    expected = scenario.expected["expect"]["options"]
    stands = {one["kind"]: one["stand"] for one in said["options"]}
    wanted = {kind: one if isinstance(one, str) else one["stand"] for kind, one in expected.items()}
    assert {kind: stands[kind] for kind in wanted} == wanted
