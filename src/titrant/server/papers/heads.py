"""Who a paper is about, which clinic it is from, who printed it and when."""

from django.conf import settings

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.papers.blocks import Head
from titrant.server.patients.models import Patient
from titrant.server.patients.views import age_of
from titrant.server.web.clock import now
from titrant.server.web.templatetags.clinic import day, moment

_LETTER = frozenset({"us", "ca"})  # where a printer holds letter paper
UNSIGNED = "UNSIGNED DRAFT"
_DEMONSTRATION = "DEMONSTRATION: everybody here is made up, and this is no paper for a patient"


def name_of(account: Account | None) -> str:
    """Return who did what a row says."""
    return "the program" if account is None else account.name


def head_of(patient: Patient, by: Acting) -> Head:
    """Return the head of a paper about a person, printed now."""
    age = age_of(patient, now())
    facts = (
        "birth date not known" if patient.born is None else f"born {day(patient.born)}",
        "" if age is None else f"{age} years",
        patient.sex,
        "" if patient.died is None else f"died {day(patient.died)}",
    )
    role = ", ".join(sorted(by.roles))
    return Head(
        clinic=patient.clinic.name,
        phone=patient.clinic.phone,
        name=patient.name,
        facts=" · ".join(filter(None, facts)),
        record=f"record {patient.pk.hex[:8]}",
        size="us-letter" if patient.clinic.jurisdiction in _LETTER else "a4",
        demonstration=_DEMONSTRATION if settings.DEMONSTRATION else "",
        printed=f"{moment(now(), patient.clinic.zone)}, by {by.account.name}, {role}",
    )
