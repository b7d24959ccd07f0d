"""Screening scenarios: a record in YAML, the treatment, and what an outside witness expects of it.

They stand in tests/scenarios/screening, one file a topic; tests/scenarios/records holds case files
that a scenario reads before its own record (`with`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from tests.lib.loaded import loaded

from titrant.clinical import Snapshot
from titrant.dosing.screening import (
    Fit,
    Screening,
    find_interactions,
    fit,
    screen,
    treatment_of,
)
from titrant.dosing.screening.fit import acute
from titrant.fhir import read_fhir
from titrant.intake import join, read_case
from titrant.knowledge import Knowledge

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"
EXPECTED = {
    "finds",  # rule: its action, or all of them, the gravest first
    "not",  # rules that must not be found
    "missing",  # rules that must be asked
    "not_missing",  # rules that must not be asked
    "why",  # rule: why it is asked
    "notes",  # rules of the interaction table that only inform
    "says",  # rule: what its detail says
    "first",  # the rule of the first finding
    "unfolded",  # how many findings stand unfolded
    "nothing_else",  # nothing but `finds` is found
    "nothing_missing",  # nothing that treatment waits for is asked
    "acute",  # whether the evaluation of the same day comes first
    "holds",
    "fits",  # protocol: verdict
}


@dataclass(frozen=True)
class Scenario:
    """One record, one treatment, one day, and what has to come of it."""

    name: str
    topic: str
    witness: str
    as_of: date
    protocol: str
    expect: Mapping[str, Any]
    jurisdiction: str | None = None
    site: str | None = None
    over_call: str | None = None
    before: tuple[str, ...] = ()
    case: str | None = None  # the text of a case file
    bundle: tuple[Mapping[str, Any], ...] = field(default=())

    def knowledge(self) -> Knowledge:
        """Return the knowledge base, signed where the scenario has a site."""
        return _loaded(self.site)

    def snapshot(self) -> Snapshot:
        """Return what all records of the scenario say together."""
        kb = self.knowledge()
        read = [
            read_case(
                (FOLDER / "records" / f"{name}.yaml").read_text(encoding="utf-8"),
                name,
                kb,
                self.as_of,
            )
            for name in self.before
        ]
        if self.case is not None:
            dated = self.case.startswith("on:") or "\non:" in self.case
            empty = self.case.strip() == "{}"
            text = self.case if dated or empty else f"on: {self.as_of}\n{self.case}"
            read.append(read_case(text, "case.yaml", kb, self.as_of))
        if self.bundle:
            entries = [{"resource": resource} for resource in self.bundle]
            content = {"resourceType": "Bundle", "type": "collection", "entry": entries}
            read.append(read_fhir(json.dumps(content).encode(), "bundle.json", kb, self.as_of))
        return join(read)

    def screening(self) -> Screening:
        """Return the screening for the scenario's protocol."""
        kb = self.knowledge()
        return screen(self.snapshot(), treatment_of(kb.protocol(self.protocol), self.place), kb)

    def interacting(self) -> set[str]:
        """Return what the interaction table finds, with what it only notes."""
        kb = self.knowledge()
        treatment = treatment_of(kb.protocol(self.protocol), self.place)
        return {found.rule for found in find_interactions(self.snapshot(), treatment, kb)}

    def fits(self, *protocols: str) -> tuple[Fit, ...]:
        """Return how some protocols go with the record."""
        kb = self.knowledge()
        return fit(self.snapshot(), [kb.protocol(id) for id in protocols], kb, self.place)

    @property
    def place(self) -> str | None:
        """The jurisdiction: the scenario's own, else its site's."""
        return self.jurisdiction or self.knowledge().jurisdiction


@cache
def _loaded(site: str | None) -> Knowledge:
    return loaded(site)


def made(topic: str, entry: dict[str, Any]) -> Scenario:
    """Return a scenario of a file; raises TypeError for a part that there is none of."""
    parts = dict(entry)
    return Scenario(
        topic=topic,
        before=tuple(parts.pop("with", ())),
        bundle=tuple(parts.pop("bundle", ())),
        **parts,
    )


def files() -> list[Path]:
    """Return the scenario files."""
    return sorted((FOLDER / "screening").glob("*.yaml"))


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Return every scenario of every file."""
    return tuple(
        made(path.stem, entry)
        for path in files()
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    )


# -- holding a screening against what is expected ---------------------------------------------


def complaints(scenario: Scenario) -> list[str]:
    """Return one sentence for everything that is not as the witness expects."""
    expect = scenario.expect
    screening = scenario.screening()
    wrong = [*_findings(expect, screening), *_asked(expect, screening)]
    if notes := set(expect.get("notes", ())) - scenario.interacting():
        wrong.append(f"not noted: {', '.join(sorted(notes))}")
    if "first" in expect:
        first = screening.findings[0].rule if screening.findings else "nothing"
        wrong += _differ("the first finding", first, expect["first"])
    if "unfolded" in expect:
        wrong += _differ("findings that stand first", len(screening.first), expect["unfolded"])
    if "holds" in expect:
        wrong += _differ("whether it holds", screening.holds, expect["holds"])
    if "acute" in expect:
        (one,) = scenario.fits(scenario.protocol)
        wrong += _differ("whether it is acute", acute((one,)) is not None, expect["acute"])
    for one in scenario.fits(*expect.get("fits", ())):
        id = one.protocol.id
        wrong += _differ(f"how {id} goes with it", str(one.verdict), expect["fits"][id])
    return wrong


def _findings(expect: Mapping[str, Any], screening: Screening) -> list[str]:
    found = {one.rule: one for one in screening.findings}
    wrong: list[str] = []
    for rule, action in expect.get("finds", {}).items():
        if rule not in found:
            wrong.append(f"{rule} was not found")
            continue
        actions = ", ".join(found[rule].actions)
        wrong += _differ(rule, actions if "," in action else str(found[rule].action), action)
    wrong += [f"{rule} was found" for rule in expect.get("not", ()) if rule in found]
    for rule, words in expect.get("says", {}).items():
        said = found[rule].detail if rule in found else "nothing"
        if words not in said:
            wrong.append(f"{rule} says “{said}”, and not “{words}”")
    if expect.get("nothing_else"):
        wrong += [f"{rule} was found, too" for rule in found if rule not in expect["finds"]]
    return wrong


def _asked(expect: Mapping[str, Any], screening: Screening) -> list[str]:
    asked = {one.rule: one for one in screening.missing}
    wrong = [f"{rule} is not asked" for rule in expect.get("missing", ()) if rule not in asked]
    wrong += [f"{rule} is asked" for rule in expect.get("not_missing", ()) if rule in asked]
    for rule, why in expect.get("why", {}).items():
        said = str(asked[rule].why) if rule in asked else "nothing"
        wrong += _differ(f"why {rule} is asked", said, why)
    if expect.get("nothing_missing"):
        wrong += [f"{rule} is asked, too" for rule, one in asked.items() if one.stops]
    return wrong


def _differ(what: str, is_: object, should: object) -> list[str]:
    return [] if is_ == should else [f"{what}: {is_}, and not {should}"]


def covered(scenario: Scenario) -> set[str]:
    """Return the rules that a scenario says are found, noted or asked."""
    expect = scenario.expect
    return {*expect.get("finds", ()), *expect.get("notes", ()), *expect.get("missing", ())}
