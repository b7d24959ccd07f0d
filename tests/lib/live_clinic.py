"""Fills a new, empty installation for journeys: a clinic, one person a role, people in its care.

Run as a program in the installation's own environment; it prints what a journey needs to know.
"""

import json
import sys
import time
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from uuid import UUID

ROLES = ("prescriber", "nurse", "coordinator", "medical director", "auditor", "administrator")
ELSEWHERE = ("nurse", "medical director")
NAMES = (
    "Mara Ellison", "Tomas Lindqvist", "Aiko Brandt", "Dele Okafor", "Wren Abernathy-Castellanos",
    "Zofia Nowak", "Émile Duchêne", "Li Na", "Bo", "Søren Ångström",
)  # fmt: skip


def main() -> None:
    """Make the tables and what is in them; print the clinic, a patient, and a sign-in a role."""
    from titrant.server.config.starting import bring_up_to_date, ready

    ready()
    bring_up_to_date()

    from titrant.server.audit.installing import check_kind

    check_kind()
    from django.conf import settings
    from tests.lib.clinics import member, open_clinic
    from tests.lib.signing_in import with_codes

    from titrant.server.accounts.models import Account
    from titrant.server.accounts.roles import Role
    from titrant.server.accounts.selectors import acting

    clinic = open_clinic(1, "Harbour Clinic")

    def sign_in(account: Account) -> str:
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session["_auth_user_id"] = str(account.pk)
        session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
        session["_auth_user_hash"] = account.get_session_auth_hash()
        session["second"] = True
        proof = {"method": "password", "email": account.email, "at": time.time()}
        session["account_authentication_methods"] = [proof]  # asked for again after five minutes
        session.save()
        key: str = session.session_key
        return key

    people = {role: member(clinic, Role(role), name=f"Ines {role.title()}") for role in ROLES}
    patient = _patients(acting(people["nurse"], None))
    hill = open_clinic(2, "Hill Clinic")
    there = {role: member(hill, Role(role), name=f"Noor {role.title()}") for role in ELSEWHERE}
    sys.stdout.write(
        json.dumps(
            {
                "clinic": clinic.pk,
                "patient": str(patient),
                "emails": {role: account.email for role, account in people.items()},
                "sessions": {role: sign_in(account) for role, account in people.items()},
                "secret": with_codes(people["medical director"]),
                "elsewhere": _elsewhere(acting(there["nurse"], None)),
                "sessions_elsewhere": {role: sign_in(who) for role, who in there.items()},
                "cookie": settings.SESSION_COOKIE_NAME,
            }
        )
    )


def _patients(nurse: object) -> UUID:
    """Register more people than a page of the list holds; return the one with weights."""
    from titrant.server.accounts.acting import Acting
    from titrant.server.patients import actions, entries
    from titrant.server.patients.models import Patient, Weight

    assert isinstance(nurse, Acting)
    found = [
        actions.register(
            said=entries.PatientSaid(
                name=f"{NAMES[at % len(NAMES)]}{'' if at < len(NAMES) else f' {at}'}",
                born=date(1985, 6, 4) + timedelta(days=97 * at),
            ),
            by=nurse,
        )
        for at in range(64)
    ]
    patient = Patient.objects.get(pk=found[0])
    wrong = actions.record_weight(
        patient=patient, kg=Decimal(702), shown="702 kg", method="scale", by=nurse
    )
    actions.record_weight(
        patient=patient,
        kg=Decimal("70.2"),
        shown="70.2 kg",
        method="scale",
        by=nurse,
        corrects=wrong.ref,
    )
    other = actions.record_weight(
        patient=patient, kg=Decimal(91), shown="91 kg", method="told", by=nurse
    )
    actions.strike(
        kind="patients.weight", row=Weight.objects.get(pk=other.ref), why="another person", by=nurse
    )
    _fill(nurse, patient)
    return found[0]


def _elsewhere(nurse: object) -> dict[str, str]:
    """Register one person in another clinic; return what somebody needs to find them there."""
    from titrant.server.accounts.acting import Acting
    from titrant.server.patients import actions, entries

    assert isinstance(nurse, Acting)
    said = entries.PatientSaid(name="Otis Vandermeer", born=date(1979, 3, 2))
    ref = actions.register(said=said, by=nurse)
    return {"patient": str(ref), "name": "Otis Vandermeer", "born": "1979-03-02"}


def _fill(nurse: object, patient: object) -> None:
    """Type one thing into each section of a record, as a nurse does at the page itself."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from tests.lib.patients import FILLED, at, send

    from titrant.server.accounts.acting import Acting
    from titrant.server.patients.knowing import knowledge
    from titrant.server.patients.models import Patient
    from titrant.server.patients.sections.papers import DOCUMENTS

    assert isinstance(nurse, Acting)
    assert isinstance(patient, Patient)
    desk = Client(headers={"host": "localhost"})
    desk.force_login(nurse.account)
    session = desk.session
    session["second"] = True
    session.save()
    sections: dict[str, dict[str, object]] = {
        word: {**typed} for word, (typed, _) in FILLED.items()
    }
    sections["sessions"] = {
        "protocol": min(knowledge().ids("protocols")),
        "status": "completed",
        "milligrams": "35",
        "peak": "151/93",
        "harm": "none",
        "sure": "recorded",
    }
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
    sections["documents"] = {"about": next(iter(DOCUMENTS)), "file": letter}
    for word, typed in sections.items():
        answer = send(desk, at(patient, word, "add"), typed)
        if answer.status_code != 302:
            raise RuntimeError(f"{word} was not written: {answer.content.decode()}")


if __name__ == "__main__":
    main()
