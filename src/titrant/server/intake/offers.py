"""What the intake puts on a person's pages: its links, and that two records are shown as one."""

from django.urls import reverse

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.intake import rules, selectors
from titrant.server.patients.beside import Beside, told_by
from titrant.server.patients.models import Patient


@told_by
def links(acting: Acting, patient: Patient) -> list[Beside]:
    """Return the pages of this part that somebody may open."""
    offered = (
        (rules.can_ask(acting, patient), "Invite to fill in at home, or ask", "patient_intake"),
        (acting.may(Right.CONFIRM), "Confirm what they said", "patient_intake_confirm"),
        (rules.can_import(acting, patient), _files(patient), "patient_imports"),
        (acting.may(Right.PRINT_RECORD), "Export as FHIR", "patient_fhir"),
        (acting.may(Right.READ_RECORD), "Other records of this person", "patient_joined"),
    )
    return [
        Beside(words, reverse(page, args=[patient.pk]))
        for open_to, words, page in offered
        if open_to
    ]


def _files(patient: Patient) -> str:
    """Return the words of the link to files, and how many are part of the record."""
    count = sum(not one.struck for one in selectors.imports(patient))
    said = {0: "", 1: ": one is part of this record"}.get(
        count, f": {count} are part of this record"
    )
    return f"Files from elsewhere{said}"


@told_by
def shown_as_one(_: Acting, patient: Patient) -> list[Beside]:
    """Say on every page that the person has another record here, and lead to it."""
    others = selectors.one_person(patient)[1:]
    return [
        Beside(
            f"This person has another record here, registered {one.registered:%d %b %Y}: "
            "both are shown as one.",
            reverse("patient_joined", args=[patient.pk]),
            "caution",
        )
        for one in others
    ]
