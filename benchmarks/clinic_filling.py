"""Fills an empty installation for the benchmark, in thousands of rows at a time.

Each thing is an entry of the chain, numbered, linked and hashed as `append` does it, and each
kind's own projection says which row follows; rows are only held until there are thousands of them.
`titrant verify` believes the outcome.
"""

import time
from collections import defaultdict
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid5

import msgspec
from allauth.account.models import EmailAddress
from benchmarks.clinic_people import LAST_DAY, PATIENTS, SESSIONS, Written, everything, patient_id
from django.conf import settings
from django.db import connection, models, transaction
from tests.lib.led import opened
from tests.lib.ordered import written
from tests.lib.patients import enrol
from tests.lib.ready import make_ready, signs

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.entries import RoleSaid, role_given
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.audit import anchors
from titrant.server.audit.actor import Actor, program
from titrant.server.audit.appending import append
from titrant.server.audit.hashing import digest_of
from titrant.server.audit.models import ChainEnd, Entry, Sort
from titrant.server.demo.names import FEMALE, LAST
from titrant.server.guidance.models import Rerun
from titrant.server.guidance.rerunning import begin_where_needed
from titrant.server.intake import asking
from titrant.server.intake.models import Intake
from titrant.server.orders.models import Order
from titrant.server.patients.models import Patient
from titrant.server.sites.entries import ClinicSaid, clinic_said
from titrant.server.sites.models import Clinic
from titrant.server.web.clock import clock_at, now

CLINIC = 1
STAFF = (Role.PRESCRIBER,) * 6 + (Role.NURSE,) * 8 + (Role.COORDINATOR,) * 6
BROWSERS = 50  # signed in at a time: each of the staff with two or three
KNOWN = 600  # patients whose pages are opened; the first of them have an intake at the desk
AT_DESK = 40
READY = 20  # people besides, of whom all is known, each with an order
BATCH = 2_000
_NAMESPACE = UUID("3b0f1d5e-1d6f-5b7a-9a52-55c0f0a1d2e4")


class Pen:
    """Writes entries at the end of a clinic's chain, and holds the rows that follow from them."""

    def __init__(self, chain: int) -> None:
        end = ChainEnd.objects.get(chain=chain)
        self.chain, self.number, self.digest = chain, end.number, end.digest
        self._recorded: datetime | None = None
        self._held: dict[type[models.Model], list[models.Model]] = defaultdict(list)

    def write(self, what: Written, by: int, role: str) -> None:
        """Add one entry, and the row that follows from it."""
        self.number += 1
        entry = Entry(
            ref=uuid5(_NAMESPACE, f"{self.chain}/{self.number}"),
            chain=self.chain,
            number=self.number,
            sort=Sort.READ if what.kind is None else Sort.WRITE,
            kind="read" if what.kind is None else what.kind.name,
            patient=what.patient,
            by_id=by,
            role=role,
            effective=what.at,
            recorded=what.at,
            body=msgspec.json.encode(what.body, order="deterministic").decode(),
            previous=self.digest,
        )
        entry.digest = self.digest = digest_of(entry)
        self._recorded = what.at
        self._held[Entry].append(entry)
        if what.kind is not None:
            what.kind.project(entry, what.body)
        if len(self._held[Entry]) >= BATCH:
            self.put_down()

    def hold(self, rows: "models.QuerySet[Any]", **fields: Any) -> models.Model:
        """Stand for `QuerySet.create`: hold the row."""
        row: models.Model = rows.model(**fields)
        self._held[rows.model].append(row)
        return row

    def put_down(self) -> None:
        """Write what is held, and where the chain ends now."""
        for model, rows in self._held.items():
            model._default_manager.bulk_create(rows, batch_size=BATCH)
        self._held.clear()
        ChainEnd.objects.filter(chain=self.chain).update(
            number=self.number, digest=self.digest, recorded=self._recorded
        )


def fill() -> dict[str, int]:
    """Fill an empty installation; return how much there is of it."""
    opened = LAST_DAY - timedelta(days=6 * 365)
    with clock_at(opened), transaction.atomic():
        said = ClinicSaid(CLINIC, "Harbour Clinic (made up)", "America/New_York")
        append(clinic_said, said, by=program("benchmark"))
        staff = [_member(number, role) for number, role in enumerate(STAFF)]
    with transaction.atomic():
        pen = Pen(CLINIC)

        def create(rows: "models.QuerySet[Any]", **fields: Any) -> models.Model:
            return pen.hold(rows, **fields)

        with patch.object(models.QuerySet, "create", create):
            for turn, what in enumerate(everything()):
                pen.write(what, staff[turn % len(staff)].pk, STAFF[turn % len(staff)].value)
            pen.put_down()
    anchors.note(pen.chain, pen.number, pen.digest)
    coordinator = acting(staff[-1], CLINIC)
    with clock_at(LAST_DAY + timedelta(hours=3)):
        for patient in Patient.objects.filter(pk__in=map(patient_id, range(AT_DESK))):
            asking.begin_at_desk(patient=patient, by=coordinator)
    _ready(acting(staff[0], CLINIC), acting(staff[len(STAFF) // 2], CLINIC))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # PostgreSQL does it by itself, within a minute
    return {"patients": PATIENTS, "sessions": SESSIONS, "entries": Entry.objects.count()}


def _ready(prescriber: Acting, nurse: Acting) -> None:
    """Let the clinic sign what the demonstration signs, and write orders for some people."""
    signs(Clinic.objects.get(pk=CLINIC), prescriber)
    for number in range(READY):
        said = {"born": date(1985, 4, 23), "sex": "female"}
        patient = enrol(nurse, f"Ready {FEMALE[number]} {LAST[number]}", **said)
        make_ready(patient, prescriber, nurse)
        opened(patient, prescriber)
        written(patient, prescriber, ahead=number % 3)


def _member(number: int, role: Role) -> Account:
    """Return a new person with a role. Nobody signs in with a password here."""
    account = Account(email=f"staff.{number}@clinic.example", name=f"Ines {role.value} {number}")
    account.set_unusable_password()
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    body = RoleSaid(account.pk, CLINIC, role)
    append(role_given, body, by=Actor(agent="benchmark", clinic=CLINIC))
    return account


def sign_in() -> dict[str, Any]:
    """Sign the staff in with fifty browsers; return those, and whom to look for."""
    staff = list(Account.objects.order_by("pk"))
    people = Patient.objects.filter(pk__in=map(patient_id, range(KNOWN))).order_by("pk")
    return {
        "cookie": settings.SESSION_COOKIE_NAME,
        "browsers": [_browser(staff[number % len(staff)]) for number in range(BROWSERS)],
        "patients": [str(patient.pk) for patient in people],
        "names": [patient.name.rpartition(" ")[2] for patient in people],
        "births": [str(patient.born) for patient in people],
        "desks": [
            {"patient": str(one.patient_id), "intake": str(one.pk)}
            for one in Intake.objects.filter(place="desk", over=None).order_by("pk")
        ],
        "orders": [
            {"patient": str(one.patient_id), "order": str(one.pk), "choice": str(one.choice)}
            for one in Order.objects.order_by("pk")
        ],
    }


def ask_again() -> dict[str, str]:
    """Ask for every open course to be looked at again, as the worker does where rules changed."""
    begin_where_needed()
    row = Rerun.objects.get(finished=None)
    return {"why": row.why}


def _browser(account: Account) -> dict[str, str]:
    """Return the session of a browser in which somebody has just signed in, with both factors."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["_auth_user_id"] = str(account.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = account.get_session_auth_hash()
    session["second"] = True
    session["began"] = session["seen"] = int(now().timestamp())
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return {"session": session.session_key, "role": STAFF[account.pk - 1].value}
