"""Short words beside a name: what somebody should know before they call or begin."""

from dataclasses import dataclass

from titrant.server.patients.models import Patient


@dataclass(frozen=True)
class Flag:
    """A few words, and how they are marked: held, caution or due."""

    says: str
    meaning: str


def flags_of(patient: Patient, unconfirmed: int = 0) -> list[Flag]:
    """Return the flags of a person; `unconfirmed` rows are counted for those who may read them."""
    found = []
    if patient.died is not None:
        found.append(Flag("died", "held"))
    if patient.safe_contact == "none":
        found.append(Flag("do not call or write", "caution"))
    if not patient.safe_contact:
        found.append(Flag("safe contact not asked", "due"))
    if patient.born is None:
        found.append(Flag("no birth date", "due"))
    if unconfirmed:
        found.append(Flag(f"{unconfirmed} unconfirmed", "due"))
    return found
