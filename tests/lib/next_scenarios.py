"""The scenarios of the next session: a folder each, with the case, what is expected, and why."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from tests.lib.harmless import NORMAL
from tests.lib.loaded import loaded

from titrant.clinical import Snapshot
from titrant.dosing.guidance import Case, Guidance, next_dose
from titrant.dosing.screening import Missing, Treatment, screen, treatment_of
from titrant.intake import join, read_case
from titrant.knowledge import Knowledge

FOLDER = Path(__file__).parents[1] / "scenarios" / "next_dose"
_ASKED_TO_BE_SO = {"required", "answered-no", "required-if", "required-from-age"}


def names() -> list[str]:
    """Return the folder of each scenario."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


class Scenario:
    """One folder: `case.yaml`, `guidance.yaml`, `why.md`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = FOLDER / name
        self.case_text = (self.folder / "case.yaml").read_text(encoding="utf-8")
        self.expected: dict[str, Any] = yaml.safe_load(
            (self.folder / "guidance.yaml").read_text(encoding="utf-8")
        )
        self.why = (self.folder / "why.md").read_text(encoding="utf-8")

    @property
    def kb(self) -> Knowledge:
        """The knowledge, with the site that the scenario names or with none."""
        return _knowledge(self.expected["site"])

    @property
    def treatment(self) -> Treatment:
        """What is asked about."""
        kb = self.kb
        place = self.expected.get("jurisdiction") or kb.jurisdiction
        return treatment_of(kb.protocol(self.expected["protocol"]), place)

    def snapshot(self) -> Snapshot:
        """Return the case; unless it is not `screened`, the rest is answered harmlessly."""
        own = read_case(self.case_text, "case.yaml", self.kb, self.expected["as_of"])
        if not self.expected.get("screened", True):
            return own
        return answer_the_rest(own, self.treatment, self.kb)

    def guidance(self) -> Guidance:
        """Return what the program says."""
        return next_dose(Case(snapshot=self.snapshot(), treatment=self.treatment), self.kb)


def answer_the_rest(own: Snapshot, treatment: Treatment, kb: Knowledge) -> Snapshot:
    """Return a record with every question that nobody has answered, answered harmlessly."""
    answers: dict[str, str] = {}
    joined = own
    while True:
        missing = screen(joined, treatment, kb).missing
        new = {what: said for one in missing for what, said in _answers(one, kb)}
        if not new.keys() - answers.keys():
            return joined
        answers = {**new, **answers}
        joined = join([own, _answered(answers, own.as_of, kb)])


def _answered(answers: dict[str, str], as_of: date, kb: Knowledge) -> Snapshot:
    lines = ["by: clinician", f"on: {as_of}", "answers:"]
    lines += [f"  {what}: {said}" for what, said in sorted(answers.items())]
    return _read("\n".join(lines), as_of, kb)


@cache  # most people are asked the same, and reading a case file takes longer than all the rest
def _read(text: str, as_of: date, kb: Knowledge) -> Snapshot:
    return read_case(text, "screening.yaml", kb, as_of)


def _answers(missing: Missing, kb: Knowledge) -> list[tuple[str, str]]:
    if missing.basis:
        return []  # an entry of the case itself: the scenario is about it
    rule = next(rule for rule in kb.rules(missing.table) if rule.id == missing.rule)
    so = rule.finds in _ASKED_TO_BE_SO
    concepts = rule.concepts[:1] if so else rule.concepts
    return [(concept, NORMAL.get(concept, "yes" if so else "no")) for concept in concepts]


@cache
def _knowledge(site: str | None) -> Knowledge:
    return loaded(site)
