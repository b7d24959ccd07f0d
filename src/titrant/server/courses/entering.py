"""Where something is entered that nobody has said yet."""

from urllib.parse import urlencode

from django.urls import reverse

from titrant.dosing.screening import Missing
from titrant.server.courses.questions import Question, by_rule
from titrant.server.patients.kept import kept_in
from titrant.server.patients.models import Patient

_FORMS_OF_NUMBERS = frozenset({"results", "vitals", "trials"})


def entered_at(missing: Missing, patient: Patient) -> str:
    """Return the address of the form that answers a question of the screening."""
    if not missing.concepts:  # what follows from who somebody is: the birth date
        return reverse("patient_contact", args=[patient.pk])
    question = question_of(missing)
    if question is not None:
        asked = reverse("patient_asked_add", args=[patient.pk])
        return f"{asked}?{urlencode({'what': question.id})}"
    section = kept_in(missing.concepts[0]) or "asked"
    address = reverse(f"patient_{section}_add", args=[patient.pk])
    about = {"test": missing.concepts[0]} if section == "results" else {}
    return f"{address}?{urlencode(about)}" if about else address


def question_of(missing: Missing) -> Question | None:
    """Return the question that a yes or a no answers; None for what is entered elsewhere."""
    if missing.concepts and kept_in(missing.concepts[0]) in _FORMS_OF_NUMBERS:
        return None
    return by_rule().get(missing.rule)
