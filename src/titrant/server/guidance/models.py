"""Guidance that was chosen from, the knowledge behind it, and what was found since."""

from datetime import timedelta

from django.db import models

from titrant.server.accounts.models import Account
from titrant.server.audit.models import Attachment
from titrant.server.courses.models import Course
from titrant.server.patients.models import Patient
from titrant.server.sites.models import Clinic
from titrant.server.web.clock import now

GIVEN_UP = timedelta(minutes=10)  # what is not worked out by then, nobody should wait for


class KeptKnowledge(models.Model):
    """A compiled knowledge base as it was when somebody chose by it, by its hash."""

    identifying: frozenset[str] = frozenset()

    hash = models.CharField(max_length=64, primary_key=True)
    version = models.CharField(max_length=40)
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"knowledge {self.version}"


class Choice(models.Model):
    """One option that a clinician chose, and why. `file` holds the case and the guidance whole.

    `digest` is over the guidance that was shown; `knowledge` the hash of the compiled knowledge,
    `policy` the version of the clinic's signatures, `program` the version of Titrant.
    """

    identifying = frozenset({"why"})

    id = models.UUIDField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    protocol = models.CharField(max_length=60)
    option = models.CharField(max_length=40)
    title = models.TextField()
    stand = models.CharField(max_length=20)
    reason = models.CharField(max_length=160)
    why = models.TextField(blank=True)
    as_of = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64)
    knowledge = models.CharField(max_length=64)
    policy = models.UUIDField(null=True)
    program = models.CharField(max_length=40)
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The oldest first."""

        ordering = ("at", "number")
        indexes = (models.Index(fields=("course", "at"), name="choice_course"),)

    def __str__(self) -> str:
        return f"choice {self.id}"


class Reasons(models.Model):
    """The reasons that a clinic offers where an option is chosen: one a line."""

    identifying: frozenset[str] = frozenset()

    clinic = models.OneToOneField(Clinic, on_delete=models.PROTECT, primary_key=True)
    lines = models.TextField()
    version = models.UUIDField()

    def __str__(self) -> str:
        return f"reasons of {self.clinic_id}"


class Found(models.Model):
    """What was found the last time that an open course was looked at: nothing of the record.

    `findings` and `holds` are JSON; `knowledge` and `policy` what it was looked at by.
    """

    identifying: frozenset[str] = frozenset()

    course = models.OneToOneField(Course, on_delete=models.CASCADE, primary_key=True)
    as_of = models.DateField()
    knowledge = models.CharField(max_length=64)
    policy = models.UUIDField(null=True)
    findings = models.TextField()
    holds = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"found for {self.course_id}"


class Rerun(models.Model):
    """One time that the guidance of every open course is worked out anew, and how far it is."""

    identifying: frozenset[str] = frozenset()

    id = models.BigAutoField(primary_key=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    why = models.CharField(max_length=120)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    asked = models.DateTimeField()
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering = ("-asked", "-id")

    def __str__(self) -> str:
        return f"rerun {self.id}"


class Band(models.Model):
    """The levels of one option. The id is what they rest on, hashed: they are worked out once.

    `bands` are the values as JSON, empty until the worker has them. What they rest on is not kept
    here: the worker reads the record again, as of the same day.
    """

    identifying: frozenset[str] = frozenset()

    id = models.UUIDField(primary_key=True)
    clinic = models.PositiveIntegerField()
    patient = models.UUIDField()
    protocol = models.CharField(max_length=60)
    option = models.CharField(max_length=30)
    as_of = models.DateField()
    bands = models.TextField(blank=True)
    asked = models.DateTimeField()
    worked = models.DateTimeField(null=True)

    class Meta:
        """What was worked out has a time, and what has a time was worked out."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(worked=None, bands="")
                | (models.Q(worked__isnull=False) & ~models.Q(bands="")),
                name="band_worked",
            ),
        )
        indexes = (models.Index(fields=("asked",), name="band_asked"),)

    def __str__(self) -> str:
        return f"band {self.id}"

    @property
    def waits(self) -> bool:
        """Whether the worker has still to work it out."""
        return self.worked is None

    @property
    def given_up(self) -> bool:
        """Whether it waits for so long that nobody should wait with it."""
        return self.waits and now() - self.asked > GIVEN_UP
