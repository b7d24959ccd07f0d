"""A course that was opened for somebody of whom everything is known."""

from uuid import UUID

from tests.lib.ready import PROTOCOL, make_ready, signs

from titrant.server.accounts.acting import Acting
from titrant.server.courses import actions
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import knowledge_of

WHY = "Four trials failed, and nothing speaks against it."


def led(patient: Patient, prescriber: Acting, nurse: Acting, protocol: str = PROTOCOL) -> UUID:
    """Let the clinic sign, ask the person everything, and open a course; return its id."""
    signs(patient.clinic, prescriber)
    make_ready(patient, prescriber, nurse, protocol=protocol)
    return opened(patient, prescriber, protocol)


def opened(patient: Patient, by: Acting, protocol: str = PROTOCOL) -> UUID:
    """Open a course of a protocol, and return its id."""
    found = knowledge_of(patient.clinic).protocol(protocol)
    return actions.open_course(patient=patient, protocol=found, why=WHY, by=by)
