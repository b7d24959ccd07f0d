"""The first clinic of an installation, and the invitation of the person who sets it up."""

import hashlib
import secrets
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max

from titrant.server.accounts import entries as people
from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import INVITATION_LASTS
from titrant.server.audit.actor import program
from titrant.server.audit.appending import append
from titrant.server.sites.entries import ClinicSaid, clinic_said
from titrant.server.sites.models import Clinic
from titrant.server.web.clock import now


class NotOpened(Exception):
    """A clinic cannot be opened as it was typed; the sentence says what to change."""


@transaction.atomic
def open_clinic(*, name: str, zone: str, admin_email: str, units: str = "metric") -> str:
    """Open a clinic, and invite its first administrator; return their link.

    Whoever may run commands on the machine may do this, and nobody through a page.
    """
    email = admin_email.strip().lower()
    _check(name, zone, email)
    number = (Clinic.objects.aggregate(last=Max("id"))["last"] or 0) + 1
    by = program("command line")
    append(clinic_said, ClinicSaid(number, name.strip(), zone, units=units), by=by)
    secret = secrets.token_urlsafe(32)
    append(
        people.invited,
        people.Invited(
            clinic=number,
            email=email,
            name=email.partition("@")[0],
            role=Role.ADMINISTRATOR,
            secret=hashlib.sha256(secret.encode()).hexdigest(),
            until=now() + INVITATION_LASTS,
        ),
        by=program("command line", number),
    )
    return f"{settings.ORIGIN}/join/{secret}/"


def _check(name: str, zone: str, email: str) -> None:
    if not name.strip():
        raise NotOpened("Give the clinic's name with --name.")
    if Clinic.objects.filter(name=name.strip()).exists():
        raise NotOpened(f"There is a clinic called {name.strip()} already.")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NotOpened(f"“{zone}” is no time zone. Give one like America/New_York.") from None
    try:
        validate_email(email)
    except ValidationError:
        raise NotOpened("--admin-email is no email address.") from None
