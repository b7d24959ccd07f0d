"""One read, one pure call: the case of a person, the guidance for it, and what tells it apart."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import msgspec

from titrant.dosing.case_record import case_bytes
from titrant.dosing.guidance import Case, Guidance, next_dose
from titrant.dosing.guidance.record import guidance_record
from titrant.dosing.screening import treatment_of
from titrant.knowledge import Knowledge
from titrant.server.courses.selectors import knowledge_for
from titrant.server.intake.selectors import whole
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import today


@dataclass(frozen=True)
class Worked:
    """Guidance, the case and the knowledge that it was worked out from."""

    case: Case
    kb: Knowledge
    guidance: Guidance

    @property
    def guidance_bytes(self) -> bytes:
        """The guidance as JSON: the same case, knowledge and program give the same bytes."""
        return msgspec.json.encode(guidance_record(self.guidance))

    @property
    def digest(self) -> str:
        """What the guidance hashes to: a choice is bound to what was shown."""
        return sha256(self.guidance_bytes).hexdigest()

    def kept(self, plan: str) -> bytes:
        """Return the case, the guidance and the course's plan, as a record keeps them."""
        raw = {
            "plan": msgspec.Raw(plan.encode() or b"null"),
            "case": msgspec.Raw(case_bytes(self.case)),
            "guidance": msgspec.Raw(self.guidance_bytes),
        }
        return msgspec.json.encode(raw)


def dosing_case(patient: Patient, protocol: str, kb: Knowledge, as_of: date) -> Case:
    """Return everything that is known of a person on a day, and the treatment that is asked about.

    Raises `UnknownEntry` for an unknown protocol.
    """
    treatment = treatment_of(kb.protocol(protocol), patient.clinic.jurisdiction)
    return Case(snapshot=whole(patient, as_of, kb), treatment=treatment)


def worked_out(patient: Patient, protocol: str) -> Worked:
    """Return the guidance for the next session of a person, as of today in their clinic."""
    kb = knowledge_for(patient, protocol)
    case = dosing_case(patient, protocol, kb, today(patient.clinic))
    return Worked(case, kb, next_dose(case, kb))
