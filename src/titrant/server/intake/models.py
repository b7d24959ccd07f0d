"""What was asked before treatment, what came from elsewhere, which records are one person's."""

from django.db import models

from titrant.server.accounts.models import Account
from titrant.server.patients.models import Clinical, Patient, Recorded
from titrant.server.sites.models import Clinic

NOTHING: frozenset[str] = frozenset()


class Intake(models.Model):
    """One time that a person is asked: at home through a link, or at the desk. A projection.

    `secret` is the hash of what the link ends in; `known` when the person showed who they are;
    `wrong` how often somebody tried who could not. `how` says in a word why it is over.
    """

    identifying = NOTHING

    id = models.UUIDField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=4)
    secret = models.CharField(max_length=64, blank=True)
    begun = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    known = models.DateTimeField(null=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    over = models.DateTimeField(null=True)
    how = models.CharField(max_length=16, blank=True)

    class Meta:
        """A link is found by its hash; the newest stands first."""

        ordering = ("-begun",)
        indexes = (
            models.Index(fields=("secret",), name="intake_secret"),
            models.Index(fields=("patient", "begun"), name="intake_patient"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(over__isnull=True) | ~models.Q(how=""), name="intake_over_how"
            ),
        )

    def __str__(self) -> str:
        return f"intake {self.id}"


class Step(models.Model):
    """What was typed at one step, as it was typed, and the rows that it became. A projection.

    Both are JSON: fields with their texts; slots with the kind and the id of a row.
    """

    identifying = frozenset({"typed"})

    id = models.UUIDField(primary_key=True)
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="steps")
    word = models.CharField(max_length=16)
    typed = models.TextField()
    rows = models.TextField()
    said = models.DateTimeField()

    class Meta:
        """The newest of each step."""

        constraints = (models.UniqueConstraint(fields=("intake", "word"), name="intake_step_once"),)

    def __str__(self) -> str:
        return f"step {self.id}"


class Answer(Clinical):
    """The answer to one question of the intake: yes, no, unknown, or how often."""

    identifying = frozenset({"remark"})

    what = models.CharField(max_length=60)
    answer = models.CharField(max_length=16)
    remark = models.CharField(max_length=240, blank=True)

    def __str__(self) -> str:
        return f"answer {self.id}"


class Import(Recorded):
    """A file from elsewhere that is part of a record; its bytes are an attachment.

    What it says is read from the bytes, with the knowledge of the day: what newer knowledge
    understands counts at once. What was understood when it was taken stands in its entry.
    `reason` is why it was taken although it names somebody else.
    """

    identifying = frozenset({"reason"})

    form = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    understood = models.PositiveIntegerField()
    not_understood = models.PositiveIntegerField()
    aside = models.PositiveIntegerField()
    knowledge = models.CharField(max_length=64)
    reason = models.CharField(max_length=480, blank=True)

    def __str__(self) -> str:
        return f"import {self.id}"


class Upload(models.Model):
    """A file that waits to be looked at: no part of any record until somebody takes it in.

    Not a projection: it is thrown away when it was taken or refused, and after a day.
    """

    identifying = frozenset({"content"})

    id = models.UUIDField(primary_key=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.BinaryField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"upload {self.id}"


class Joined(models.Model):
    """Two records that are one person's, shown as one until somebody undoes it. A projection."""

    identifying = frozenset({"reason", "undone_reason"})

    id = models.UUIDField(primary_key=True)
    one = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=480)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_reason = models.CharField(max_length=480, blank=True)
    undone_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """Nobody is joined with themselves; two records are joined once at a time."""

        ordering = ("-at",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(one=models.F("other")), name="joined_two_records"
            ),
            models.UniqueConstraint(
                fields=("one", "other"),
                condition=models.Q(undone_at__isnull=True),
                name="joined_once",
            ),
        )

    def __str__(self) -> str:
        return f"link {self.id}"
