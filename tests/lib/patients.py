"""Made-up patients for tests of the server, and what somebody would type about them."""

import html
import re
from typing import Any
from uuid import uuid4

from django.test import Client

from titrant.server.accounts.acting import Acting
from titrant.server.patients import actions, entries
from titrant.server.patients.models import Patient

WHEN = "2026-11-20T09:30"

# What fills the form of each section, and a word of it that its page then shows.
FILLED: dict[str, tuple[dict[str, Any], str]] = {
    "weights": (
        {"number": "70.2", "unit": "kg", "method": "stated", "sure": "confirmed"},
        "70.2",
    ),
    "heights": (
        {"number": "178", "unit": "cm", "method": "measured", "sure": "confirmed"},
        "178",
    ),
    "vitals": (
        {"systolic": "128", "diastolic": "80", "arm": "left", "sure": "confirmed"},
        "128/80",
    ),
    "medications": (
        {"what": "lamotrigine", "taking": "yes", "sure": "reported, unconfirmed"},
        "lamotrigine",
    ),
    "allergies": (
        {"what": "penicillin", "status": "active", "reaction": "rash", "sure": "recorded"},
        "penicillin",
    ),
    "conditions": (
        {"what": "epilepsy", "status": "active", "sure": "reported, unconfirmed"},
        "epilepsy",
    ),
    "answers": (
        {"what": "hypertension", "answer": "yes", "sure": "reported, unconfirmed"},
        "High blood pressure?",
    ),
    "asked": (
        {
            "what": "drug-allergy",
            "answer": "yes",
            "which": ["ketamine-allergy"],
            "sure": "confirmed",
        },
        "Yes: Allergy to ketamine",
    ),
    "results": (
        {"test": "pregnancy-test", "result": "negative", "sure": "confirmed"},
        "negative",
    ),
    "trials": (
        {
            "what": "sertraline",
            "dose": "200 mg",
            "weeks": "8",
            "this_episode": "yes",
            "adequate": "yes",
            "outcome": "no better",
            "sure": "confirmed",
        },
        "sertraline",
    ),
    "exposures": (
        {
            "drug": "ketamine",
            "setting": "another clinic",
            "route": "iv",
            "milligrams": "35",
            "going": "no",
            "began": "2025-03-04",
            "sure": "recorded",
        },
        "In another clinic",
    ),
    "sessions": (
        {
            "protocol": "iv-depression",
            "status": "completed",
            "milligrams": "35",
            "minutes": "40",
            "number": "70.2",
            "unit": "kg",
            "harm": "none",
            "sure": "confirmed",
        },
        "Given whole",
    ),
    "consents": (
        {
            "what": "treatment",
            "version": "2",
            "language": "English",
            "answer": "given",
            "how": "signed on paper",
        },
        "Treatment",
    ),
    "notes": ({"about": "phone", "text": "Asked about the escort."}, "Asked about the escort."),
}


def enrol(by: Acting, name: str = "Mara Ellison", **said: Any) -> Patient:
    """Return a new patient of the clinic somebody acts in."""
    ref = actions.register(said=entries.PatientSaid(name=name, **said), by=by)
    return Patient.objects.select_related("clinic").get(pk=ref)


def at(patient: Patient, *parts: object) -> str:
    """Return the address of a page about somebody."""
    return "/".join(["/patients", str(patient.pk), *(str(part) for part in parts), ""])


def send(client: Client, address: str, typed: dict[str, Any], key: str = "") -> Any:
    """Send a form as a page would, with a key of its own."""
    return client.post(address, {"key": key or uuid4().hex, **typed})


def look_for(client: Client, typed: str) -> str:
    """Return the address that a search leads to."""
    answer: Any = client.post("/patients/find/", {"q": typed})
    assert answer.status_code == 302
    return str(answer.url)


def led_to(client: Client, address: str) -> str:
    """Return where a page sends on to."""
    answer: Any = client.get(address)
    assert answer.status_code == 302
    return str(answer.url)


def text_of(answer: Any) -> str:
    """Return the words of a page as somebody reads them, without its marks."""
    words = re.sub(r"<[^>]*>", "", answer.content.decode())
    return " ".join(html.unescape(words).split())
