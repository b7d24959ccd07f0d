"""What a record finds by itself, over every treatment, held against what it finds with more."""

from collections.abc import Sequence
from dataclasses import dataclass

from titrant.clinical import Snapshot
from titrant.dosing.screening.findings import Why
from titrant.dosing.screening.screen import screen
from titrant.dosing.screening.treatment import TABLES, Treatment, treatment_of
from titrant.knowledge import Knowledge, Rule

Grave = dict[tuple[int, str], int]  # treatment and rule: how grave, 0 the gravest
_OF_ITSELF = "past"  # “was so once” gives way to “is so now”, of the same thing


@dataclass(frozen=True)
class Standing:
    """The findings of a record, and its open questions that rest on something in it."""

    kb: Knowledge
    treatments: tuple[Treatment, ...]
    grave: Grave

    @classmethod
    def of(cls, record: Snapshot, kb: Knowledge) -> "Standing":
        """Screen a record for one treatment of each sort that there is."""
        treatments = _treatments(kb)
        return cls(kb, treatments, _grave(record, treatments, kb))

    @property
    def rules(self) -> list[Rule]:
        """The rules that found anything."""
        return _named({rule for _, rule in self.grave}, self.kb)

    def lost(self, whole: Snapshot) -> list[Rule]:
        """Return the rules whose finding is gone, or less grave, with more known."""
        if not self.grave:
            return []
        after = _grave(whole, self.treatments, self.kb)
        known = {rule.id: rule for rule in self.rules}
        gone = {
            name
            for (treatment, name), before in self.grave.items()
            if after.get((treatment, name), before + 1) > before
            and not self._followed(known[name], treatment, before, after)
        }
        return _named(gone, self.kb)

    def _followed(self, rule: Rule, treatment: int, before: int, after: Grave) -> bool:
        """Return whether “is so now” took the place of “was so once”, as gravely."""
        if rule.finds != _OF_ITSELF:
            return False
        others = (one for table in TABLES for one in self.kb.rules(table) if one.id != rule.id)
        return any(
            after.get((treatment, one.id), before + 1) <= before
            for one in others
            if set(one.concepts) & set(rule.concepts)
        )


def _treatments(kb: Knowledge) -> tuple[Treatment, ...]:
    """Return one treatment for each drug, route, setting and jurisdiction that a protocol has."""
    found: dict[tuple[object, ...], Treatment] = {}
    for id in kb.ids("protocols"):
        one = treatment_of(kb.protocol(id))
        found.setdefault((one.columns, one.jurisdiction), one)
    return tuple(found.values())


def _grave(snapshot: Snapshot, treatments: Sequence[Treatment], kb: Knowledge) -> Grave:
    found: Grave = {}
    for number, treatment in enumerate(treatments):
        screening = screen(snapshot, treatment, kb)
        for finding in screening.findings:
            found[number, finding.rule] = finding.action.gravity
        for missing in screening.missing:  # a hint that somebody has to ask about
            if missing.basis and missing.why is Why.NOT_ASKED:
                found.setdefault((number, missing.rule), missing.would_be.gravity)
    return found


def _named(names: set[str], kb: Knowledge) -> list[Rule]:
    return [rule for table in TABLES for rule in kb.rules(table) if rule.id in names]
