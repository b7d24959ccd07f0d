"""`titrant calendar`: what is printed, and how it answers."""

import json
from pathlib import Path

import pytest
from tests.lib.dates_typed import ON, RECORD, Typed


@pytest.fixture
def typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Typed:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(RECORD, encoding="utf-8")
    return Typed(tmp_path, capsys)


def test_the_overdue_stands_first(typed: Typed) -> None:
    """Witness: forms of 2026-11-09 and 12 were due on the 16th and 19th (R27)."""
    status, out, err = typed(f"calendar case.yaml {ON}")
    assert (status, err) == (1, "")
    assert "REMS patient monitoring form of 2026-11-09, 2026-11-12." in out
    places = [out.index(f"\n{title}\n") for title in ("OVERDUE", "DUE", "NOBODY KNOWS", "Coming")]
    assert places == sorted(places)
    assert "Due from 2026-11-16, overdue after 2026-11-23." in " ".join(out.split())
    assert "Last: 2026-11-20, pdmp-checked" in " ".join(out.split())
    assert "no response by week 4" in out
    assert max(map(len, out.splitlines())) <= 100
    assert not {"normal", "safe", "recommended"} & set(out.lower().replace(".", " ").split())


def test_a_calendar_as_json(typed: Typed) -> None:
    status, out, _ = typed(f"calendar case.yaml {ON} --json")
    value = json.loads(out)
    assert status == 1
    assert out == json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    made = {entry["id"]: entry for entry in value["entries"]}
    assert made["pdmp-each"]["last"]["concept"] == "pdmp-checked"
    assert made["rems-form-due"]["until"] == "2026-11-23"
    assert made["review"]["due"] == "2026-12-07"
    assert made["review"]["sources"][0]["leaf"] == "protocol.spravato-us-trd.review.after"
    assert set(value["versions"]) == {
        *("program", "knowledge", "knowledge_hash", "site", "site_hash", "demonstration"),
    }


def test_without_a_site_each_check_says_that_nobody_signed_it(typed: Typed) -> None:
    status, out, _ = typed("calendar case.yaml --as-of 2026-11-22")
    assert status == 1
    assert "resting on what this site has not signed or set" in " ".join(out.split())
    assert "HOLD: This site has not signed “mood and suicide scales at each visit”" in out
    assert "DEMONSTRATION" not in out


def test_a_course_that_ended_keeps_its_calls(typed: Typed) -> None:
    """Witness: hazard H30, the first call three days after the end."""
    ended = RECORD.replace("opened: 2026-11-09", "opened: 2026-11-09\n    ended: 2026-11-21")
    (typed.folder / "ended.yaml").write_text(ended, encoding="utf-8")
    _, out, _ = typed(f"calendar ended.yaml {ON}")
    assert "This course ended on 2026-11-21: what follows an end is due." in out
    assert "Call after the end of spravato-us-trd, day 3. Due: 2026-11-24." in " ".join(out.split())


def test_nothing_overdue_answers_0(typed: Typed) -> None:
    """Witness: by hand; before the first session everything is due, and nothing is late."""
    (typed.folder / "new.yaml").write_text(
        "by: clinician\non: 2026-11-22\nperson: {sex: male}\nconditions:\n"
        "  - {what: bipolar, status: absent}\n",
        encoding="utf-8",
    )
    status, out, _ = typed(f"calendar new.yaml --protocol iv-depression {ON}")
    assert status == 0
    assert "No active course of this protocol is on record" in out
    assert "\nDUE\n" in out
    assert "\nOVERDUE\n" not in out


def test_of_the_dead_nothing_is_asked(typed: Typed) -> None:
    died = RECORD.replace("sex: male", "sex: male, died: 2026-11-21")
    (typed.folder / "died.yaml").write_text(died, encoding="utf-8")
    status, out, _ = typed(f"calendar died.yaml {ON}")
    assert status == 1
    assert "The record says that this person died. Nothing is due." in out


def test_a_review_that_was_held_has_its_day_and_random_screens_have_a_last_one(
    typed: Typed,
) -> None:
    more = "    reviews: [{on: 2026-11-20, decision: continue, why: better}]\n"
    screen = "measurements: [{what: urine-drug-screen, value: negative, on: 2026-11-09}]\n"
    (typed.folder / "more.yaml").write_text(RECORD + more + screen, encoding="utf-8")
    _, out, _ = typed(f"calendar more.yaml {ON}")
    assert "continue or stop, and why. Done: 2026-11-20." in out
    assert "Overdue after 2027-11-09." in " ".join(out.split())


def test_a_sentence_for_what_cannot_be_used(typed: Typed) -> None:
    assert "--as-of" in typed.bad("calendar case.yaml --as-of yesterday")
    (typed.folder / "empty.yaml").write_text("by: clinician\n", encoding="utf-8")
    assert "no active course" in typed.bad(f"calendar empty.yaml {ON}")
    far = RECORD.replace("2026-11", "9999-12")
    (typed.folder / "far.yaml").write_text(far, encoding="utf-8")
    assert "the calendar ends" in typed.bad("calendar far.yaml --as-of 9999-12-22 --site demo")


def test_the_clock_is_named_where_no_day_is_given(typed: Typed) -> None:
    assert "by this machine's clock" in typed("calendar case.yaml --site demo")[2]
