"""Clinics and people for tests of the server, made the way the program makes them."""

from allauth.account.models import EmailAddress

from titrant.server.accounts import entries as people
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.audit.actor import Actor, program
from titrant.server.audit.appending import append
from titrant.server.sites import entries as sites
from titrant.server.sites.models import Clinic

PASSWORD = "correct horse battery staple"


def open_clinic(number: int, name: str) -> Clinic:
    """Return a new clinic in New York."""
    body = sites.ClinicSaid(number, name, "America/New_York", "+1 212 555 0100")
    append(sites.clinic_said, body, by=program("tests"))
    return Clinic.objects.get(pk=number)


def member(clinic: Clinic, role: Role, *, name: str = "") -> Account:
    """Return a new person with a role in a clinic."""
    account = Account(
        email=f"{role.name.lower()}.{clinic.pk}.{Account.objects.count()}@clinic.example",
        name=name or f"{role.value.capitalize()} of {clinic.name}",
    )
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    append(
        people.role_given,
        people.RoleSaid(account.pk, clinic.pk, role),
        by=Actor(agent="tests", clinic=clinic.pk),
    )
    return account
