"""Every scenario of the next session: what is offered, what holds, what is missing, and why."""

from typing import Any

import pytest
from tests.lib.next_scenarios import Scenario, names

from titrant.dosing.guidance import Guidance, Option, Stand
from titrant.dosing.guidance.settling import range_text

KEYS = {"protocol", "as_of", "site", "jurisdiction", "screened", "over_call", "expect"}
EXPECTED = {"holds", "options", "conflicts", "missing", "phase", "exposure"}
OF_OPTION = {
    *("stand", "dose", "mg", "days", "why_not", "limits"),
    *("supports", "against", "noted", "missing", "needs", "title"),
}


@pytest.mark.parametrize("name", names())
def test_a_scenario(name: str) -> None:
    """The case of each folder gives what its prescriber expects; `why.md` beside it says why."""
    scenario = Scenario(name)
    assert scenario.expected.keys() <= KEYS
    expect = scenario.expected["expect"]
    assert expect.keys() <= EXPECTED
    guidance = scenario.guidance()
    if "holds" in expect:
        assert sorted(hold.id for hold in guidance.holds) == sorted(expect["holds"])
    if "phase" in expect:
        assert guidance.basis.phase == expect["phase"]
    _said("conflicts", [one.id for one in guidance.conflicts], expect)
    _said("missing", [f"{one.asks} {one.rule}" for one in guidance.missing], expect)
    _said("exposure", _exposures(guidance), expect)
    options = {str(option.kind): option for option in guidance.options}
    for kind, wanted in expect.get("options", {}).items():
        _is_as_expected(options[kind], {"stand": wanted} if isinstance(wanted, str) else wanted)


def _is_as_expected(option: Option, wanted: dict[str, Any]) -> None:
    assert wanted.keys() <= OF_OPTION, option.kind
    if "stand" in wanted:
        assert option.stand == wanted["stand"], (option.kind, option)
    if "dose" in wanted:
        shown = None if option.amount is None else range_text(option.amount)
        assert shown == wanted["dose"], option.kind
    if "mg" in wanted:
        assert option.amount is not None
        assert [one.high.brief() for one in option.amount.by_basis] == wanted["mg"]
    if "days" in wanted:
        assert option.interval is not None, option.kind
        assert [option.interval.low, option.interval.high] == wanted["days"]
    for part in ("why_not", "supports", "against", "noted"):
        grounds = [
            f"{one.says} {one.leaf} {one.claim} {one.source}" for one in getattr(option, part)
        ]
        _said(part, grounds, wanted)
    _said("limits", [f"{check.id} {check.kind}" for check in option.limits], wanted)
    _said("missing", list(option.missing), wanted)
    _said("needs", list(option.needs), wanted)
    _said("title", [option.title], wanted)


def _said(part: str, said: list[str], wanted: dict[str, Any]) -> None:
    """Each expected text is in one of those said; “not: x” is in none of them."""
    texts = wanted.get(part, [])
    for text in [texts] if isinstance(texts, str) else texts:
        if text.startswith("not: "):
            assert not any(text[5:] in one for one in said), (part, text, said)
        else:
            assert any(text in one for one in said), (part, text, said)


def _exposures(guidance: Guidance) -> list[str]:
    return [
        f"{one.drug}: {one.sessions} sessions, {one.total}; {one.sessions_in_span} in span"
        for one in guidance.basis.exposures
    ]


@pytest.mark.parametrize("name", names())
def test_a_scenario_says_why_and_who_witnesses_it(name: str) -> None:
    """What is expected comes from outside the program: a paper, a label, a line of the evidence."""
    why = Scenario(name).why
    witness = [line for line in why.splitlines() if line.startswith("Witness: ")]
    assert len(witness) == 1
    assert len(witness[0]) > len("Witness: ") + 10
    assert len(why.replace(witness[0], "").split()) >= 12


def test_there_are_scenarios_enough() -> None:
    """At least eighty, with ten people whom nothing holds, and every kind of option offered."""
    scenarios = [Scenario(name) for name in names()]
    assert len(scenarios) >= 80
    clean = [one for one in scenarios if one.expected["expect"].get("holds") == []]
    assert len(clean) >= 10
    offered = {
        kind
        for one in scenarios
        for kind, wanted in one.expected["expect"].get("options", {}).items()
        if (wanted if isinstance(wanted, str) else wanted.get("stand")) in {Stand.OPEN, Stand.ASKS}
    }
    assert offered >= {
        *("hold", "start", "same", "up", "down", "longer interval", "shorter interval"),
        *("last good interval", "review", "stop", "switch"),
    }
