"""Clinics, their chairs, and what each has signed: projections of the record."""

from django.db import models


class Clinic(models.Model):
    """A clinic: one hash chain, one time zone, one policy."""

    identifying: frozenset[str] = frozenset()

    id = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=60)
    phone = models.CharField(max_length=40, blank=True)
    units = models.CharField(max_length=6, default="metric")
    jurisdiction = models.CharField(max_length=4, default="us")

    def __str__(self) -> str:
        return self.name


class Chair(models.Model):
    """A place where somebody is treated."""

    identifying: frozenset[str] = frozenset()

    id = models.UUIDField(primary_key=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="chairs")
    name = models.CharField(max_length=40)
    open = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Proposal(models.Model):
    """A change of the policy that somebody proposed and nobody has signed or taken back.

    `of` is a leaf or a protocol; `sets` is what it would say, JSON as a compiled overlay has it,
    empty where a signature is to be withdrawn.
    """

    identifying: frozenset[str] = frozenset()

    id = models.UUIDField(primary_key=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="proposals")
    sort = models.CharField(max_length=8)
    of = models.CharField(max_length=160)
    sets = models.TextField(blank=True)
    why = models.TextField()
    by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """One open change of one thing."""

        ordering = ("of",)
        constraints = (
            models.UniqueConstraint(fields=("clinic", "sort", "of"), name="proposal_once"),
        )

    def __str__(self) -> str:
        return f"{self.sort} {self.of}"


class Policy(models.Model):
    """One signed version of a clinic's policy: the whole overlay, as JSON."""

    identifying: frozenset[str] = frozenset()

    id = models.UUIDField(primary_key=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="policies")
    version = models.PositiveIntegerField()
    overlay = models.TextField()
    changes = models.TextField()
    by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, null=True)
    signed = models.DateTimeField()

    class Meta:
        """The newest first."""

        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=("clinic", "version"), name="policy_version"),
        )

    def __str__(self) -> str:
        return f"policy {self.version}"

    @property
    def lines(self) -> list[str]:
        """What this version changed, a sentence a change."""
        return self.changes.splitlines()
