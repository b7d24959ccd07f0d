"""Short words beside a name: what somebody should know before they call or begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from titrant.clinical import FactKind
from titrant.server.patients.knowing import knowledge
from titrant.server.patients.models import Allergy, Patient

STOPPING = frozenset({"ketamine-allergy", "esketamine-allergy", "benzethonium-allergy"})
_NAMED = 3  # further allergies that stand beside a name


@dataclass(frozen=True)
class Flag:
    """A few words, and how they are marked: held, caution or due."""

    says: str
    meaning: str


@lru_cache(maxsize=512)
def stops(what: str) -> bool:
    """Say whether words name an allergy to what is given here."""
    matched = knowledge().matcher().match((), [what, f"{what} allergy"], (FactKind.ALLERGY,))
    return any(one.concept in STOPPING for one in matched)


def allergy_flags(rows: Sequence[Allergy], elsewhere: Sequence[str] = ()) -> list[Flag]:
    """Return the flags of allergies that are not denied; `elsewhere` are those that stop.

    What is given here comes first and by itself; of the others the first few are named.
    """
    words = dict.fromkeys(row.what for row in rows if row.status in {"active", "suspected"})
    grave = [*(what for what in words if stops(what)), *elsewhere]
    others = [what for what in words if not stops(what)]
    found = [Flag(f"allergy: {what}", "held") for what in dict.fromkeys(grave)]
    if others:
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        found.append(Flag(f"allergies: {', '.join(others[:_NAMED])}{more}", "caution"))
    return found


def flags_of(patient: Patient, unconfirmed: int = 0, allergies: Sequence[Flag] = ()) -> list[Flag]:
    """Return the flags of a person; what is clinical is given for those who may read it."""
    found = [*allergies]
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
