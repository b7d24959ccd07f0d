"""Records as people write them, for tests: a case file's text in, a screening out."""

import json
from datetime import date
from typing import Any

from tests.lib.loaded import loaded

from titrant.clinical import Snapshot
from titrant.dosing.screening import Finding, Screening, find_interactions, screen, treatment_of
from titrant.fhir import read_fhir
from titrant.intake import read_case
from titrant.knowledge import Knowledge

AS_OF = date(2026, 11, 22)
IV = "iv-depression"
SPRAY = "spravato-us-trd"
HOME = "sublingual-home"
BY_MOUTH = "oral-depression"


def case(text: str, *, site: str | None = "demo", as_of: date = AS_OF) -> Snapshot:
    """Read a case file; what it says is a clinician's word, and of the day, unless it says else."""
    stated = text if text.startswith("by:") else f"by: clinician\n{text}"
    stated = stated if "\non:" in stated else f"on: {as_of}\n{stated}"
    return read_case(stated, "case.yaml", loaded(site), as_of)


def bundle(*resources: dict[str, Any], as_of: date = AS_OF) -> Snapshot:
    """Read resources as one FHIR Bundle."""
    entries = [{"resource": resource} for resource in resources]
    content = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return read_fhir(json.dumps(content).encode(), "bundle.json", loaded(None), as_of)


def screened(
    record: Snapshot | str,
    protocol: str = IV,
    *,
    jurisdiction: str | None = "us",
    kb: Knowledge | None = None,
) -> Screening:
    """Screen a record, or the text of a case file, for a protocol."""
    kb = kb or loaded()
    snapshot = case(record) if isinstance(record, str) else record
    return screen(snapshot, treatment_of(kb.protocol(protocol), jurisdiction), kb)


def interacting(record: str, protocol: str = IV, jurisdiction: str | None = "us") -> list[Finding]:
    """Return what the interaction table says of a case file's medicines."""
    kb = loaded()
    return find_interactions(case(record), treatment_of(kb.protocol(protocol), jurisdiction), kb)


def actions(screening: Screening) -> dict[str, str]:
    """Return each finding's gravest action, by rule."""
    return {finding.rule: str(finding.action) for finding in screening.findings}


def asked(screening: Screening) -> dict[str, str]:
    """Return why each rule's answer is missing, by rule."""
    return {one.rule: str(one.why) for one in screening.missing}
