"""Past sessions and scores, written as a nurse types them in."""

from datetime import timedelta

from django.test import Client
from tests.lib.patients import FILLED, at, send

from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import today


def session(desk: Client, patient: Patient, *, ago: int, **typed: str) -> None:
    """Write a past session of so many days ago."""
    on = today(patient.clinic) - timedelta(days=ago)
    filled = {**FILLED["sessions"][0], "when": f"{on}T09:30", **typed}
    assert send(desk, at(patient, "sessions", "add"), filled).status_code == 302


def result(desk: Client, patient: Patient, test: str, value: str, *, ago: int) -> None:
    """Write the result of a test, of so many days ago."""
    on = today(patient.clinic) - timedelta(days=ago)
    typed = {"test": test, "result": value, "asked": "english", "sure": "confirmed"}
    answer = send(desk, at(patient, "results", "add"), {**typed, "when": f"{on}T09:00"})
    assert answer.status_code == 302
