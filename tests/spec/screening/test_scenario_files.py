"""The scenarios are enough: every rule, a third against over-calling, a witness each."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from tests.lib.loaded import loaded
from tests.lib.scenarios import EXPECTED, Scenario, complaints, covered, files, made, scenarios

RULES_NAMED = ("finds", "not", "missing", "not_missing", "why", "notes", "says")
WITNESS = re.compile(r"clinical(-safety)?\.md|hand arithmetic|label|issue 3")
KEYS = re.compile(r"\b[RC]\d+\b")
AGAINST = ("not", "not_missing", "nothing_else")  # what an over-call would break


def all_rules() -> set[str]:
    kb = loaded(None)
    return {rule.id for table in ("screening", "interactions") for rule in kb.rules(table)}


def notices_an_over_call(one: Scenario) -> bool:
    """Say whether something graver than what is expected would be noticed."""
    actions = one.expect.get("finds", {}).values()
    milder = bool(actions) and not any("exclude" in action for action in actions)
    return milder or any(part in one.expect for part in AGAINST)


def ill_made(all_: Iterable[Scenario], rules: set[str]) -> list[str]:
    """Complain about a scenario that proves nothing, or names something that there is not."""
    found: list[str] = []
    names: set[str] = set()
    for one in all_:
        named = {rule for part in RULES_NAMED for rule in one.expect.get(part, ())}
        if "first" in one.expect:
            named.add(one.expect["first"])
        said = one.expect.keys() - {"finds"} or one.expect.get("finds")
        checks = {
            "has a name that another one has": one.name in names,
            "has no witness": WITNESS.search(one.witness) is None,
            "cites a source that there is not": bool(
                set(KEYS.findall(one.witness)) - set(loaded(None).ids("sources"))
            ),
            "expects nothing": not said,
            "expects what nothing compares": bool(one.expect.keys() - EXPECTED),
            "names a rule that there is not": bool(named - rules),
            "has no record": one.case is None and not one.bundle,
            "is against over-calling, and would not notice one": bool(
                one.over_call and not notices_an_over_call(one)
            ),
            "finds and does not find the same": bool(
                set(one.expect.get("finds", ())) & set(one.expect.get("not", ()))
            ),
            "does not say what else may be found": "nothing_else" in one.expect
            and "finds" not in one.expect,
        }
        names.add(one.name)
        found += [f"{one.topic}: {one.name}: {what}" for what, is_so in checks.items() if is_so]
    return found


def uncovered(all_: Iterable[Scenario], rules: set[str]) -> list[str]:
    """Return the rules that no scenario finds, or at least asks for."""
    return sorted(rules - {rule for one in all_ for rule in covered(one)})


def unfound(all_: Iterable[Scenario], rules: set[str]) -> list[str]:
    """Return the rules that no scenario finds or notes; the required values can only be asked."""
    seen = {
        rule for one in all_ for part in ("finds", "notes") for rule in one.expect.get(part, ())
    }
    return sorted(rule for rule in rules - seen if not rule.startswith("required-"))


def test_there_are_enough_of_them() -> None:
    """Seventy at least, and of a third of them an over-call would be noticed."""
    against = [one for one in scenarios() if one.over_call]
    assert len(scenarios()) >= 70
    assert len(against) >= 25
    assert 3 * len(against) >= len(scenarios())


def test_each_is_well_made() -> None:
    """A witness, a record, and nothing expected that is not compared."""
    assert ill_made(scenarios(), all_rules()) == []


def test_every_rule_is_met() -> None:
    """Every rule of both tables is found by a scenario; what is only required is asked by one."""
    assert uncovered(scenarios(), all_rules()) == []
    assert unfound(scenarios(), all_rules()) == []


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_no_file_is_too_long_to_read(path: Any) -> None:
    """A file of scenarios is short enough to be read by a person."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 350


# -- the checkers bite ------------------------------------------------------------------------

SAMPLE: dict[str, Any] = {
    "name": "an aneurysm",
    "witness": "clinical.md section 3 row 2",
    "as_of": date(2026, 11, 22),
    "protocol": "iv-depression",
    "jurisdiction": "us",
    "site": "demo",
    "case": "by: clinician\nconditions: [{what: aneurysm, since: 2010}]\n",
    "expect": {
        "finds": {"aneurysm-or-malformation": "exclude"},
        "not": ["long-qt"],
        "missing": ["long-qt"],
        "not_missing": ["aneurysm-or-malformation"],
        "why": {"long-qt": "nobody has said"},
        "says": {"aneurysm-or-malformation": ""},
        "first": "aneurysm-or-malformation",
        "unfolded": 1,
        "nothing_else": True,
        "acute": False,
        "holds": True,
        "fits": {"iv-depression": "does not fit"},
    },
}


def sample(**changes: Any) -> Scenario:
    return made("sample", {**SAMPLE, **changes})


def expecting(**changes: Any) -> Scenario:
    return sample(expect={**SAMPLE["expect"], **changes})


def test_the_sample_is_borne_out() -> None:
    """The sample that the next rules spoil is right as it stands."""
    assert complaints(sample()) == []


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"finds": {"aneurysm-or-malformation": "defer"}}, "aneurysm-or-malformation: exclude"),
        ({"finds": {"aneurysm-or-malformation": "exclude, watch"}}, "exclude, and not exclude, w"),
        ({"finds": {**SAMPLE["expect"]["finds"], "long-qt": "watch"}}, "long-qt was not found"),
        ({"finds": {}}, "aneurysm-or-malformation was found, too"),
        ({"not": ["aneurysm-or-malformation"]}, "aneurysm-or-malformation was found"),
        ({"missing": ["aneurysm-or-malformation"]}, "aneurysm-or-malformation is not asked"),
        ({"not_missing": ["long-qt"]}, "long-qt is asked"),
        ({"why": {"long-qt": "too old"}}, "why long-qt is asked: nobody has said"),
        ({"why": {"aneurysm-or-malformation": "too old"}}, "is asked: nothing"),
        ({"notes": ["lamotrigine"]}, "not noted: lamotrigine"),
        ({"says": {"aneurysm-or-malformation": "7.5 mg"}}, "and not “7.5 mg”"),
        ({"first": "long-qt"}, "the first finding: aneurysm-or-malformation, and not long-qt"),
        ({"unfolded": 3}, "findings that stand first: 1, and not 3"),
        ({"nothing_missing": True}, "drug-allergy is asked, too"),
        ({"acute": True}, "whether it is acute: False, and not True"),
        ({"holds": False}, "whether it holds: True, and not False"),
        ({"fits": {"iv-depression": "fits"}}, "how iv-depression goes with it: does not fit"),
    ],
)
def test_a_wrong_expectation_is_noticed(changes: dict[str, Any], complaint: str) -> None:
    """A scenario that expects what is not so is noticed."""
    assert complaint in "\n".join(complaints(expecting(**changes)))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"witness": "I say so"}, "has no witness"),
        ({"witness": "clinical.md section 3 [R999]"}, "cites a source that there is not"),
        ({"expect": {"finds": {}}}, "expects nothing"),
        ({"expect": {"finds": {}, "find": {}}}, "expects what nothing compares"),
        ({"expect": {"not": ["no-such-rule"]}}, "names a rule that there is not"),
        ({"expect": {"first": "no-such-rule"}}, "names a rule that there is not"),
        ({"case": None}, "has no record"),
        (
            {"over_call": "x", "expect": {"finds": {"aneurysm-or-malformation": "exclude"}}},
            "notice",
        ),
        ({"expect": {"finds": {"long-qt": "watch"}, "not": ["long-qt"]}}, "does not find the same"),
        ({"expect": {"nothing_else": True}}, "does not say what else may be found"),
    ],
)
def test_an_ill_made_scenario_is_noticed(changes: dict[str, Any], complaint: str) -> None:
    """A scenario without a witness, a source or an expectation is noticed."""
    assert ill_made([sample()], all_rules()) == []
    (found, *_) = ill_made([sample(**changes)], all_rules())
    assert complaint in found


def test_a_name_that_stands_twice_is_noticed() -> None:
    """Two scenarios of one name are noticed."""
    (found,) = ill_made([sample(), sample()], all_rules())
    assert "another one has" in found


def test_a_rule_that_no_scenario_meets_is_noticed() -> None:
    """A rule that no scenario meets is noticed."""
    rules = {"aneurysm-or-malformation", "long-qt", "maoi", "required-weight"}
    assert uncovered([sample()], rules) == ["maoi", "required-weight"]
    assert unfound([sample()], rules) == ["long-qt", "maoi"]


def test_a_part_that_there_is_none_of_is_refused() -> None:
    """A part of a scenario that nothing reads is refused."""
    with pytest.raises(TypeError):
        made("sample", {**SAMPLE, "expects": {}})
