"""What a clinician has cleared: it counts for the very finding that was read, and no other."""

from collections.abc import Iterable
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from titrant.clinical import Clearance, Fact, Snapshot
from titrant.dosing.screening.findings import Finding
from titrant.dosing.screening.treatment import Treatment


def mark_of(finding: Finding) -> str:
    """Return what tells a finding from every other: its rule, what it asks for, and the facts.

    Neither where a fact was read nor its age is part of it: they change without anything new.
    """
    said = (
        *(finding.table, finding.rule, finding.cell.id, finding.cell.shown),
        *map(str, finding.actions),
        *sorted(_told(fact) for fact in finding.basis),
    )
    return sha256(msgspec.json.encode(said)).hexdigest()


def _told(fact: Fact) -> str:
    value = "" if fact.value is None else fact.value.shown
    told = (fact.concept, fact.text, fact.so, fact.state, fact.on, fact.ended, value, fact.word)
    return " | ".join(str(one) for one in (*told, fact.daily))


def with_clearances(
    findings: Iterable[Finding], snapshot: Snapshot, treatment: Treatment
) -> list[Finding]:
    """Return findings with what was decided about each; what may not be cleared stays as it is."""
    decided: dict[str, list[Clearance]] = {}
    for one in snapshot.clearances:
        if one.protocol in {"", treatment.protocol}:
            decided.setdefault(one.rule, []).append(one)
    return [_decided(finding, decided.get(finding.rule, []), snapshot) for finding in findings]


def _decided(finding: Finding, clearances: list[Clearance], snapshot: Snapshot) -> Finding:
    if not clearances or not finding.clearable:
        return finding
    mark, today = mark_of(finding), snapshot.as_of
    counts = [
        one
        for one in clearances
        if one.mark == mark and one.on <= today and (one.until is None or today <= one.until)
    ]
    return replace(finding, cleared=max(counts, key=lambda one: one.on)) if counts else finding
