"""A person of whom everything is known that a protocol asks for, in a clinic that has signed."""

from datetime import timedelta

from msgspec import json

from titrant.knowledge.files import COMPILED, read_json
from titrant.server.accounts.acting import Acting
from titrant.server.audit.appending import append
from titrant.server.courses.asked import AskedSaid
from titrant.server.demo.answered import answer_everything, weigh
from titrant.server.patients import actions
from titrant.server.patients.models import Patient
from titrant.server.patients.section import section_of
from titrant.server.patients.sections.history import ConditionSaid
from titrant.server.sites import entries
from titrant.server.sites.models import Clinic
from titrant.server.sites.selectors import policy_in_force
from titrant.server.web.clock import now

__all__ = ["PROTOCOL", "denied", "make_ready", "signs", "weigh", "write"]
PROTOCOL = "iv-depression"


def signs(clinic: Clinic, by: Acting, *without: str) -> None:
    """Let a clinic sign what the demonstration signs, but for some leaves and protocols."""
    overlay = read_json(COMPILED / "sites" / "demo.json")
    overlay = {
        **overlay,
        "site": f"clinic-{clinic.pk}",
        "title": clinic.name,
        "signatures": [one for one in overlay["signatures"] if one["leaf"] not in without],
        "approvals": [one for one in overlay["approvals"] if one["protocol"] not in without],
    }
    last = policy_in_force(clinic)
    body = entries.Signed(
        clinic=clinic.pk,
        version=last.version + 1 if last else 1,
        overlay=json.decode(json.encode(overlay)),
        changes=["Everything that the demonstration signs."],
        meaning="for tests",
        name=by.account.name,
        proposals=[],
    )
    append(entries.signed, body, by=by.actor)


def make_ready(
    patient: Patient, by: Acting, second: Acting, *, protocol: str = PROTOCOL, kg: str = "70.2"
) -> None:
    """Enter everything that a protocol's screening asks for, each answer harmless."""
    answer_everything(patient, by, second, protocol=protocol, kg=kg)


def write(patient: Patient, by: Acting, kind: str, said: object, ago: int = 0) -> None:
    """Write a row of the record, of some days ago."""
    actions.record(
        section=section_of(kind),
        patient=patient,
        said=said,  # type: ignore[arg-type]
        by=by,
        effective=now() - timedelta(days=ago) if ago else None,
    )


def denied(patient: Patient, by: Acting, concept: str) -> None:
    """Say that there is none of something."""
    if concept == "qt-prolonging":
        said = AskedSaid("psychedelic", "no", concept, "", "confirmed")
        write(patient, by, "courses.asked", said)
    else:
        condition = ConditionSaid(concept, "absent", "", "", "", "confirmed")
        write(patient, by, "patients.condition", condition)
