"""The script that spoils records is judged here: it sees what fails, and what is dropped."""

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import scripts.fuzz
from msgspec.structs import replace
from scripts.fuzz import AS_OF, Dropped, Result, an_input, judge_with, main, part_of, run
from scripts.marks import put
from tests.lib.fuzzing import EXAMPLE
from tests.lib.records import shipped

from titrant.fhir import read_fhir

WHOLE = json.dumps(EXAMPLE).encode()


def failing(content: bytes) -> str:
    if b"asthma" in content:
        raise ZeroDivisionError("asthma")
    return "read"


def test_a_failure_is_a_finding_and_keeps_its_input() -> None:
    result = run(failing, iter([WHOLE, b"{}"]), lambda: False)
    assert (result.inputs, result.ends["finding"], result.ends["read"]) == (2, 1, 1)
    ((content, why),) = result.findings
    assert (content, "ZeroDivisionError: asthma" in why) == (WHOLE, True)


def test_it_stops_when_it_is_time_and_when_there_is_enough() -> None:
    assert run(failing, iter([WHOLE] * 9), lambda: True).inputs == 0
    assert run(failing, iter([WHOLE] * 9), lambda: False, most=3).inputs == 3


def test_what_is_read_and_what_is_refused() -> None:
    judge = judge_with(shipped())
    assert judge(WHOLE) == "read"
    assert judge(WHOLE[:-1]) == "refused"


def test_what_is_dropped_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(*given: Any) -> Any:
        return replace(read_fhir(*given), unmapped=())

    monkeypatch.setattr(scripts.fuzz, "read_fhir", forgetful)
    with pytest.raises(Dropped, match="Condition/c4 became nothing"):
        judge_with(shipped())(WHOLE)


def test_a_seed_gives_the_same_inputs() -> None:
    records = [EXAMPLE, EXAMPLE["entry"][1]["resource"]]
    one, same, other = (random.Random(seed) for seed in (3, 3, 4))
    first = [an_input(records, one) for _ in range(30)]
    assert first == [an_input(records, same) for _ in range(30)]
    assert first != [an_input(records, other) for _ in range(30)]
    assert len(set(first)) > 20


def test_a_part_of_a_record_keeps_its_first_entry() -> None:
    entries = [{"resource": {"resourceType": "Basic", "id": str(number)}} for number in range(90)]
    part = part_of({"resourceType": "Bundle", "entry": entries}, random.Random(1))
    assert part["entry"][0] == entries[0]
    assert len(part["entry"]) == 26
    assert part_of(EXAMPLE, random.Random(1)) == EXAMPLE


def test_the_line_says_what_was_tried() -> None:
    result = Result()
    result.ends.update({"read": 1200, "refused": 34})
    assert result.line(AS_OF, 5, 9) == (
        "2026-11-22: 1,234 inputs from 9 records in 5 minutes; "
        "1,200 were read, 34 refused in a sentence, no finding."
    )
    result.ends["finding"] = 2
    assert "2 findings" in result.line(date(2026, 11, 22), 5, 9)


def test_the_page_has_one_place() -> None:
    assert put("a\n<!-- fuzz -->\nold\n<!-- /fuzz -->\n", "fuzz", "new") == (
        "a\n<!-- fuzz -->\nnew\n<!-- /fuzz -->\n"
    )
    with pytest.raises(ValueError, match="no one place"):
        put("", "fuzz", "new")
    assert put(scripts.fuzz.PAGE.read_text(encoding="utf-8"), "fuzz", "new")


@pytest.mark.parametrize(("judge", "code"), [(failing, 1), (lambda _: "read", 0)])
def test_the_exit_says_whether_there_was_a_finding(
    judge: Any, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "fuzzing.md"
    page.write_text("<!-- fuzz -->\nold\n<!-- /fuzz -->\n", encoding="utf-8")
    monkeypatch.setattr(scripts.fuzz, "ROOT", tmp_path)
    monkeypatch.setattr(scripts.fuzz, "PAGE", page)
    monkeypatch.setattr(scripts.fuzz, "KEPT", tmp_path / "build")
    monkeypatch.setattr(scripts.fuzz, "records", lambda: [EXAMPLE])
    monkeypatch.setattr(scripts.fuzz, "an_input", lambda *_: WHOLE)
    monkeypatch.setattr(scripts.fuzz, "judge_with", lambda _: judge)
    assert main(["--minutes", "0.002", "--seed", "1", "--write"]) == code
    assert ("old" in page.read_text(encoding="utf-8")) is bool(code)
    kept = tmp_path / "build" / "1.json"
    assert kept.exists() is bool(code)
