"""How two guidances differ, in lines that a clinician reads."""

from typing import Any

from titrant.server.guidance.differences import differences


def guidance(**parts: Any) -> dict[str, Any]:
    return {"options": [], "holds": [], "missing": [], "basis": {}, "versions": {}, **parts}


def test_the_same_differ_in_nothing_whoever_made_them() -> None:
    one, other = guidance(versions={"program": "1"}), guidance(versions={"program": "2"})
    assert differences(one, other) == []


def test_an_option_is_compared_with_the_one_of_its_kind() -> None:
    then = guidance(options=[{"kind": "up", "stand": "open"}, {"kind": "same", "stand": "open"}])
    now = guidance(options=[{"kind": "same", "stand": "open"}, {"kind": "up", "stand": "held"}])
    assert differences(then, now) == ["options, up, stand: open -> held"]


def test_a_hold_that_came_and_one_that_went() -> None:
    then = guidance(holds=[{"id": "weight-missing", "says": "No weight is known."}])
    now = guidance(holds=[{"id": "too-soon", "says": "It is too soon."}])
    assert differences(then, now) == [
        "holds: weight-missing is no longer there",
        "holds: too-soon is new",
    ]


def test_parts_without_a_name_are_told_by_what_they_say() -> None:
    then = guidance(options=[{"kind": "up", "supports": [{"says": "A reason."}]}])
    now = guidance(options=[{"kind": "up", "supports": [{"says": "Another."}]}])
    assert differences(then, now) == [
        "options, up, supports: A reason. is no longer there",
        "options, up, supports: Another. is new",
    ]


def test_two_parts_of_one_name_are_told_apart() -> None:
    twice = [{"kind": "up", "limits": [{"text": "Over."}, {"text": "Over.", "kind": "soft"}]}]
    changed = [{"kind": "up", "limits": [{"text": "Over."}, {"text": "Over.", "kind": "firm"}]}]
    assert differences(guidance(options=twice), guidance(options=changed)) == [
        "options, up, limits, Over. (2), kind: soft -> firm"
    ]


def test_what_was_not_there_is_nothing_and_a_part_is_counted() -> None:
    then = guidance(basis={"first": None, "course": None, "steps": ["0.5"]})
    now = guidance(basis={"first": "2026-11-01", "course": {"a": 1, "b": 2}, "steps": ["0.75"]})
    assert differences(then, now) == [
        "basis, first: nothing -> 2026-11-01",
        "basis, course: nothing -> 2 parts",
        "basis, steps: 0.5 is no longer there",
        "basis, steps: 0.75 is new",
    ]


def test_a_part_with_no_words_is_told_by_its_place() -> None:
    then, now = (
        guidance(basis={"scores": [{"value": 4}]}),
        guidance(basis={"scores": [{"value": 5}]}),
    )
    assert differences(then, now) == ["basis, scores, 1, value: 4 -> 5"]


def test_a_long_text_is_cut() -> None:
    then, now = guidance(basis={"step": "a" * 500}), guidance(basis={"step": "b" * 500})
    (line,) = differences(then, now)
    assert line == f"basis, step: {'a' * 160}… -> {'b' * 160}…"


def test_a_part_of_a_whole_that_is_new() -> None:
    assert differences({"holds": []}, {"holds": [], "more": [1]}) == ["more: nothing -> 1 part"]
