"""`titrant screen`, `interactions`, `protocols` and `record` as a person meets them."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from tests.lib.typed import IV, ON, Run, value_of

# -- exit statuses ---------------------------------------------------------------------------


def test_nothing_in_the_way_ends_with_0(run: Run, answered: Path) -> None:
    status, out, err = run(f"screen {answered.name} {IV} --site demo")
    assert (status, err) == (0, "")
    assert "Nothing on record stands in the way. 0 questions open that treatment waits for." in out
    assert "HOLD" not in out
    assert "A licensed clinician decides." in out


@pytest.mark.parametrize(
    ("more", "action"),
    [
        ("conditions: [aneurysm]", "EXCLUDE"),
        ("medications: [{what: tranylcypromine}]", "CLEARANCE"),
        ("answers: {escort-arranged: unknown}", ""),
    ],
)
def test_anything_in_the_way_ends_with_1(
    run: Run, answered: Path, tmp_path: Path, more: str, action: str
) -> None:
    (tmp_path / "more.yaml").write_text(f"by: clinician\non: 2026-11-22\n{more}\n")
    if "unknown" in more:
        text = answered.read_text(encoding="utf-8")
        answered.write_text(text.replace("escort-arranged: yes", "escort-arranged: unknown"))
    status, out, err = run(f"screen {answered.name} more.yaml {IV} --site demo")
    assert (status, err) == (1, "")
    assert "HOLD. " in out
    assert action in out


def test_what_is_only_watched_ends_with_0(run: Run, answered: Path, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("by: clinician\nmedications: [lorazepam]\n")
    status, out, _ = run(f"screen {answered.name} more.yaml {IV} --site demo")
    assert status == 0
    assert "watch: A benzodiazepine is taken" in out


@pytest.mark.parametrize(("site", "status"), [("--site demo", 0), ("--jurisdiction us", 1)])
def test_a_permission_that_nobody_signed_is_not_given(
    run: Run, answered: Path, site: str, status: int
) -> None:
    """A slow stomach is only watched, by opinion: it waits for the signature of a site."""
    text = answered.read_text(encoding="utf-8")
    answered.write_text(text.replace("gastroparesis: no", "gastroparesis: yes"))
    made, out, _ = run(f"screen {answered.name} {IV} {site} --json")
    (finding,) = (one for one in json.loads(out)["findings"] if one["rule"] == "slow-stomach")
    assert (made, finding["action"], finding["flag"]) == (status, "watch", "opinion")
    assert bool(finding["unsigned"]) is bool(status)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            f"screen case.yaml --protocol iv-depresion {ON}",
            "There is no protocol “iv-depresion”. Known: ",
        ),
        (
            f"interactions case.yaml --protocol nothing {ON}",
            "There is no protocol “nothing”. Known: ",
        ),
        (
            f"screen case.yaml {ON}",
            "The following arguments are required: --protocol. See “titrant",
        ),
        (f"screen --protocol iv-depression {ON}", "The following arguments are required: FILE."),
        (f"record {ON}", "The following arguments are required: FILE."),
        (f"protocols --fit {ON}", "Argument --fit: expected at least one argument."),
        (
            "screen case.yaml --protocol iv-depression --as-of 22.11.2026",
            "--as-of: “22.11.2026” is not a date. Write it like 2026-11-22.",
        ),
        (
            f"screen case.yaml {IV} --jurisdiction uk",
            "--jurisdiction: “uk” is not known. Use one of: ch, de, eu, gb, ",
        ),
        (f"screen case.yaml {IV} --site nowhere", ""),
        (f"screen case.yaml nothing.json {IV}", "nothing.json cannot be read: No such file"),
        (f"protocols --route vein {ON}", "--route: “vein” is not known. Use one of: iv, im, sc,"),
        (
            f"protocols --setting ship {ON}",
            "No protocol is for “ship”. There is: clinic, home, hospital.",
        ),
        (
            f"protocols --route iv --setting home {ON}",
            "No protocol is for “home”. There is: clinic, hospital.",
        ),
        (
            f"protocols --indication gout {ON}",
            "No protocol is for “gout”. See “titrant protocols”.",
        ),
        (f"protocols --fit nothing.json {ON}", "nothing.json cannot be read"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_one_sentence(run: Run, words: str, says: str) -> None:
    status, out, err = run(words)
    assert (status, out) == (2, "")
    assert err.startswith(f"titrant: {says}")
    assert err.endswith(".\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize("word", ["screen", "interactions", "record"])
def test_files_of_two_people_are_refused(run: Run, tmp_path: Path, word: str) -> None:
    (tmp_path / "other.yaml").write_text("person: {born: 1999-01-01}\n")
    protocol = "" if word == "record" else "--protocol iv-depression"
    status, out, err = run(f"{word} patient.json other.yaml {protocol} {ON}")
    assert (status, out) == (2, "")
    assert err == (
        "titrant: other.yaml is about somebody born on another day. "
        "Give the files of one person; records are never mixed.\n"
    )


# -- screen ----------------------------------------------------------------------------------


def test_a_screening_in_json(run: Run) -> None:
    made = value_of(run(f"screen case.yaml patient.json {IV} --site demo --json"))
    assert made["treatment"]["protocol"] == "iv-depression"
    assert (made["as_of"], made["holds"]) == ("2026-11-22", True)
    assert 0 < len(made["first"]) <= 3
    by_rule = {finding["rule"]: finding for finding in made["findings"]}
    assert by_rule["aneurysm-or-malformation"]["action"] == "exclude"
    (basis,) = by_rule["aneurysm-or-malformation"]["basis"]
    assert (basis["file"], basis["place"]) == ("case.yaml", "conditions 3")
    assert all(finding["source"] for finding in made["findings"])
    assert [one["text"] for one in made["unmapped"]] == ["green ears", "stardust"]
    assert [one["what"] for one in made["set_aside"]] == ["weight 70"]
    assert made["versions"]["demonstration"] is True
    assert [file["name"] for file in made["files"]] == ["case.yaml", "patient.json"]


def test_a_screening_as_text_says_the_same(run: Run) -> None:
    made = value_of(run(f"screen case.yaml {IV} --site demo --json"))
    _, out, _ = run(f"screen case.yaml {IV} --site demo")
    plain = " ".join(out.split())
    for finding in made["findings"]:
        assert finding["finding"] in plain
    for missing in made["missing"]:
        assert missing["question"] in plain
    assert "green ears" in plain
    assert "Demonstration clinic (invented)" in plain


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("", None),
        ("--jurisdiction gb", "gb"),
        ("--jurisdiction GB", "gb"),
        ("--site demo", "us"),
        ("--site demo --jurisdiction gb", "gb"),
    ],
)
def test_the_jurisdiction_is_the_one_that_was_typed_or_the_sites(
    run: Run, words: str, place: str | None
) -> None:
    made = value_of(run(f"screen case.yaml {IV} {words} --json"))
    assert made["treatment"]["jurisdiction"] == place


def test_a_protocol_of_one_jurisdiction_keeps_it(run: Run) -> None:
    made = value_of(
        run(f"screen case.yaml --protocol spravato-us-trd {ON} --jurisdiction us --json")
    )
    assert made["treatment"]["jurisdiction"] == "us"


@pytest.mark.parametrize("word", ["screen", "interactions"])
def test_a_protocol_is_not_screened_by_the_law_of_another_place(run: Run, word: str) -> None:
    """Who types another jurisdiction would believe that its rules had been looked at."""
    words = f"{word} case.yaml --protocol spravato-us-trd {ON} --jurisdiction gb"
    status, out, err = run(words)
    assert (status, out) == (2, "")
    assert err == (
        "titrant: --jurisdiction: spravato-us-trd is a protocol for US only. "
        "Leave the option out, or choose another protocol.\n"
    )


def test_what_a_record_hides_is_spelt_out(run: Run, tmp_path: Path) -> None:
    """A record must not move the cursor of a terminal, or turn a line round."""
    hidden = "green\u202eears\u200e \x1b[2Jred"
    made = {"resourceType": "Condition", "code": {"text": hidden}}
    (tmp_path / "hidden.json").write_text(json.dumps(made))
    _, out, _ = run(f"record hidden.json {ON}")
    assert "green\\u202eears\\u200e" in out
    assert "\\u001b[2Jred" in out
    assert not {"\u202e", "\u200e", "\x1b"} & set(out)


def test_a_fact_says_when_it_was_seen_and_a_question_what_answers_it(run: Run) -> None:
    """Another program can tell an old entry, and put an answer into a case file."""
    made = value_of(run(f"screen case.yaml {IV} --site demo --json"))
    assert {fact["seen"] for one in made["findings"] for fact in one["basis"]} == {"2026-11-20"}
    by_rule = {one["rule"]: one["answers"] for one in made["missing"]}
    assert by_rule["psychosis-or-mania"] == ["psychosis", "mania"]


def test_without_a_day_it_is_today_and_says_so(run: Run) -> None:
    before = datetime.now().astimezone().date()
    _, out, err = run("screen case.yaml --protocol iv-depression --json")
    after = datetime.now().astimezone().date()
    made = json.loads(out)
    assert made["as_of"] in {f"{before}", f"{after}"}
    assert err == f"titrant: As of {made['as_of']}, by this machine's clock.\n"


def test_a_day_before_a_file_takes_from_it_only_what_began_earlier(run: Run) -> None:
    words = "screen case.yaml --protocol iv-depression --as-of 2026-11-19 --json"
    status, out, err = run(words)
    made = json.loads(out)
    later = {
        one["what"]
        for one in made["set_aside"]
        if one["why"] == "it is dated 2026-11-20, after 2026-11-19"
    }
    assert (status, err) == (1, "")
    assert later == {"major depression", "lorazepam", "weight"}
    assert {fact["on"] for one in made["findings"] for fact in one["basis"]} == {"2019-12-31"}


@pytest.mark.parametrize(
    "words", [f"screen case.yaml {IV} --json", f"record case.yaml {ON} --json"]
)
def test_the_same_words_give_the_same_bytes(run: Run, words: str) -> None:
    assert run(words) == run(words)


# -- interactions ----------------------------------------------------------------------------


def test_interactions_list_what_was_recognised_and_what_was_not(run: Run) -> None:
    _, out, err = run(f"interactions case.yaml {ON} --site demo")
    assert err == ""
    assert "A benzodiazepine is taken" in out
    recognised, _, unknown = out.partition("Medicines that were not")
    assert "- lorazepam" in recognised
    assert "stardust" in unknown
    assert "green ears" not in out


def test_interactions_in_json(run: Run) -> None:
    made = value_of(run(f"interactions case.yaml {ON} --site demo --json"))
    assert made["protocol"] == "iv-depression"
    assert [one["concept"] for one in made["medications"]] == ["lorazepam"]
    assert [one["text"] for one in made["unmapped"]] == ["stardust"]
    assert {one["table"] for one in made["interactions"]} == {"interactions"}


@pytest.mark.parametrize(("more", "status"), [("lorazepam", 0), ("tranylcypromine", 1)])
def test_the_status_of_interactions(run: Run, tmp_path: Path, more: str, status: int) -> None:
    (tmp_path / "more.yaml").write_text(f"by: clinician\nmedications: [{more}]\n")
    for form in ("", "--json"):
        made, _, _ = run(f"interactions more.yaml {ON} --site demo {form}")
        assert made == status


# -- record ----------------------------------------------------------------------------------


def test_a_record_lists_what_was_not_understood(run: Run, tmp_path: Path) -> None:
    (tmp_path / "today.yaml").write_text("answers: {escort-arranged: unknown}\n")
    status, out, err = run(f"record case.yaml patient.json today.yaml {ON}")
    plain = " ".join(out.split())
    assert (status, err) == (0, "")
    assert "Not mapped, or not used: 2 of 7 entries (29 %)" in plain
    assert "condition: green ears" in plain
    assert "medication: stardust" in plain
    assert "weight 70" in plain
    assert "70 has no unit" in plain
    assert "it was answered “unknown”, which is not “no”" in plain
    assert "Female, 46 years." in plain


def test_a_record_says_where_each_fact_stands(run: Run) -> None:
    made = value_of(run(f"record case.yaml {ON} --json"))
    assert [(fact["concept"], fact["place"]) for fact in made["facts"]] == [
        ("major-depression", "conditions 1"),
        ("aneurysm", "conditions 3"),
        ("lorazepam", "medications 1"),
    ]
    assert made["born"] == {"first": "1980-05-02", "last": "1980-05-02"}
    assert (made["sex"], made["dead"], made["died_on"], made["courses"]) == (
        "female",
        False,
        None,
        [],
    )
    (file,) = made["files"]
    assert (file["entries"], file["mapped"]) == (6, 4)


def test_a_record_keeps_a_course_whole(run: Run, tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(
        "courses: [{protocol: iv-depression, version: '1', drug: ketamine, opened: 2026-10-01,\n"
        "  sessions: [{on: 2026-10-01, dose: 35 mg, weight: 70 kg}, {on: 2026-10-04}]}]\n"
    )
    (course,) = value_of(run(f"record course.yaml {ON} --json"))["courses"]
    unsaid: dict[str, object] = {
        "status": "completed",
        "why": "",
        "asked_earlier": False,
        "rescue": [],
        **dict.fromkeys(("ordered", "dose", "route", "over", "weight", "basis", "before")),
        **dict.fromkeys(("peak", "dissociation", "recovered", "lasted", "events")),
    }
    assert course == {
        "protocol": "iv-depression",
        "version": "1",
        "drug": "ketamine",
        "opened": "2026-10-01",
        "ended": None,
        "elsewhere": False,
        "target": None,
        "ends_when": "",
        "reviews": [],
        "sessions": [
            {**unsaid, "on": "2026-10-01", "dose": "35 mg", "weight": "70 kg"},
            {**unsaid, "on": "2026-10-04"},
        ],
    }


# -- the width of a page ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        f"screen case.yaml long.yaml {IV}",
        f"screen case.yaml long.yaml {IV} --site demo",
        f"interactions case.yaml long.yaml {ON}",
        f"protocols {ON}",
        f"protocols --fit case.yaml long.yaml {ON}",
        f"protocols --fit acute.yaml {ON} --site demo",
        f"record case.yaml long.yaml {ON}",
    ],
)
def test_no_line_is_wider_than_the_page(run: Run, tmp_path: Path, words: str) -> None:
    long = f"a very {'long ' * 60}name, {'x' * 300}"
    (tmp_path / "long.yaml").write_text(
        f"conditions: ['{long}', 'epilepsy {long}']\nmedications: ['lorazepam {long}']\n"
    )
    _, out, _ = run(words)
    assert max(len(line) for line in out.splitlines()) <= 100
