"""Accounts, sign-ins, memberships, invitations, and records opened in an emergency."""

from importlib import import_module
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from titrant.server.accounts.roles import Role
from titrant.server.audit.appending import new_ref


class Accounts(BaseUserManager["Account"]):
    """Makes accounts; only an accepted invitation, and the demonstration, do."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account with an address, whatever its case."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """A person who signs in. Never deleted: what they did keeps their name."""

    identifying = frozenset({"email", "name", "password"})

    ref = models.UUIDField(unique=True, default=new_ref, editable=False)  # in addresses of pages
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    # Not in the record: what signing in needs.
    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class SignIn(AbstractBaseSession):
    """One browser's session, and whose it is: a disabled account's are ended in one statement."""

    identifying = frozenset({"session_data"})

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, related_name="sign_ins"
    )

    def __str__(self) -> str:
        return f"sign-in of {self.account_id}"

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """Return the engine that keeps these rows."""
        store: type[SessionStore] = import_module(settings.SESSION_ENGINE).SessionStore
        return store


class Membership(models.Model):
    """A role that a person has in a clinic: a projection."""

    identifying: frozenset[str] = frozenset()

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    clinic = models.ForeignKey("sites.Clinic", on_delete=models.PROTECT)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])

    class Meta:
        """One row for each role."""

        constraints = (
            models.UniqueConstraint(fields=("account", "clinic", "role"), name="membership_once"),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.account_id}"


class Invitation(models.Model):
    """An invitation to join a clinic: a projection. The link's secret is kept as a hash."""

    identifying = frozenset({"email", "name"})

    id = models.UUIDField(primary_key=True)
    clinic = models.ForeignKey("sites.Clinic", on_delete=models.PROTECT)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20)
    secret = models.CharField(max_length=64)
    until = models.DateTimeField()
    accepted = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.id}"


class BrokenGlass(models.Model):
    """A record that somebody opened in an emergency: a projection."""

    identifying = frozenset({"reason", "finding"})

    id = models.UUIDField(primary_key=True)
    clinic = models.ForeignKey("sites.Clinic", on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="broken_glass")
    patient = models.UUIDField()
    reason = models.TextField()
    opened = models.DateTimeField()
    until = models.DateTimeField()
    reviewed = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    finding = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"emergency access {self.id}"
