"""Courses, what was cleared for them, and what is asked before a treatment."""

from django.db import models

from titrant.server.accounts.models import Account
from titrant.server.patients.models import Patient
from titrant.server.patients.recorded import Clinical


class Asked(Clinical):
    """The answer to one question of the screening.

    `concepts` are, apart by spaces, what it speaks for: what is so after a “yes”, everything that
    the question asked for after a “no”. They are kept as they were asked, whatever the question
    asks for later.
    """

    identifying = frozenset({"remark"})

    what = models.CharField(max_length=60)
    answer = models.CharField(max_length=8)
    concepts = models.TextField(blank=True)
    remark = models.CharField(max_length=240, blank=True)

    def __str__(self) -> str:
        return f"answer {self.id}"


class Course(models.Model):
    """A course of one protocol in one version; one person has one that is open, whoever prescribes.

    `plan` is what it keeps of that version, JSON: doses and schedule. `opened` is None where only
    its end was written, of sessions that were typed in as history.
    """

    identifying = frozenset({"why", "ends_when", "ended_words"})

    id = models.UUIDField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    protocol = models.CharField(max_length=60)
    version = models.CharField(max_length=20, blank=True)
    plan = models.TextField(blank=True)
    why = models.TextField(blank=True)
    target = models.CharField(max_length=40, blank=True)
    ends_when = models.TextField(blank=True)
    opened = models.DateTimeField(null=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=80, blank=True)
    ended = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=60, blank=True)
    ended_words = models.TextField(blank=True)

    class Meta:
        """The oldest first; the database holds one open course a record."""

        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("patient",), condition=models.Q(ended=None), name="one_open_course"
            ),
        )

    def __str__(self) -> str:
        return f"course {self.id}"

    @property
    def is_open(self) -> bool:
        """Whether the course goes on."""
        return self.ended is None


class CourseReview(models.Model):
    """A review of a course: somebody decided to go on or to stop, and wrote why."""

    identifying = frozenset({"why"})

    id = models.UUIDField(primary_key=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="reviews")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=8)
    why = models.TextField()

    class Meta:
        """The oldest first."""

        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"review {self.id}"


class Cleared(models.Model):
    """A finding that somebody cleared, or a deferral that they overrode, for one protocol.

    `mark` is the finding's own as it was read; `action` is what it asked for then.
    """

    identifying = frozenset({"why", "on_word_of", "withdrawn_why"})

    id = models.UUIDField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    protocol = models.CharField(max_length=60)
    rule = models.CharField(max_length=80)
    mark = models.CharField(max_length=64)
    title = models.TextField()
    action = models.CharField(max_length=12)
    why = models.TextField()
    on_word_of = models.CharField(max_length=160, blank=True)
    until = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=80, blank=True)
    withdrawn = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        """The newest first."""

        ordering = ("-at", "id")
        indexes = (models.Index(fields=("patient", "rule"), name="cleared_rule"),)

    def __str__(self) -> str:
        return f"clearance {self.id}"
