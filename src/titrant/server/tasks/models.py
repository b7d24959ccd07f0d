"""Tasks that somebody owns, and jobs that the background worker does."""

from django.db import models

from titrant.server.accounts.models import Account


class Task(models.Model):
    """Something that somebody has to do: a projection. The id is that of the entry that opened it.

    `owner` is a person, or nobody yet: then it belongs to everybody with the `role`. `hurts` says
    how bad it is if it is late, 5 the worst. `about` is what it is about, beside a patient: the
    emergency access to review, the message that did not go out. `once` keeps it from being opened
    twice for the same thing.
    """

    identifying = frozenset({"what", "why", "remark"})

    id = models.UUIDField(primary_key=True)
    clinic = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    hurts = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=160)
    why = models.CharField(max_length=480, blank=True)
    patient = models.UUIDField(null=True)
    about = models.UUIDField(null=True)
    once = models.CharField(max_length=120, blank=True)
    owner = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20)
    opened = models.DateTimeField()
    due = models.DateTimeField()
    escalates = models.DateTimeField(null=True)
    escalates_to = models.CharField(max_length=20, blank=True)
    escalated = models.DateTimeField(null=True)
    closed = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    disposition = models.CharField(max_length=40, blank=True)
    remark = models.CharField(max_length=480, blank=True)

    class Meta:
        """No task is without an owner, and none is closed without saying what came of it."""

        constraints = (
            models.UniqueConstraint(
                fields=("clinic", "once"), condition=~models.Q(once=""), name="task_once"
            ),
            models.CheckConstraint(condition=~models.Q(role=""), name="task_has_owner"),
            models.CheckConstraint(
                condition=models.Q(closed__isnull=True) | ~models.Q(disposition=""),
                name="task_closed_with_disposition",
            ),
            models.CheckConstraint(
                condition=models.Q(escalates__isnull=True) | ~models.Q(escalates_to=""),
                name="task_escalates_to_somebody",
            ),
        )
        indexes = (models.Index(fields=("clinic", "closed", "due"), name="task_open"),)

    def __str__(self) -> str:
        return f"task {self.id}"

    @property
    def whose(self) -> str:
        """The role and the person that have it, as forms say it: `nurse:7`, or `nurse:`."""
        return f"{self.role}:{self.owner_id or ''}"


class Reminder(models.Model):
    """That somebody was told by message that a task waits, and at which stage: a projection.

    The stages come one after the other: `STAGES` in `reminding`. Each is told to a person once.
    """

    identifying: frozenset[str] = frozenset()

    id = models.UUIDField(primary_key=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reminders")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    stage = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        """Nobody is told the same twice, whatever worker or clock tries."""

        constraints = (
            models.UniqueConstraint(fields=("task", "account", "stage"), name="reminded_once"),
        )
        indexes = (models.Index(fields=("account", "at"), name="reminder_last"),)

    def __str__(self) -> str:
        return f"reminder of {self.task_id}"


class Job(models.Model):
    """Work for the background worker; done once, tried again after a failure.

    `taken` is until when a worker has it: a worker that died has it no longer then. Of jobs with
    the same `unique`, one at most waits.
    """

    identifying: frozenset[str] = frozenset()

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80)
    payload = models.TextField(default="{}")
    after = models.DateTimeField()
    unique = models.CharField(max_length=120, blank=True)
    taken = models.DateTimeField(null=True)
    done = models.DateTimeField(null=True)
    gave_up = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failed = models.CharField(max_length=240, blank=True)

    class Meta:
        """One waiting job for each thing that is to be done once."""

        constraints = (
            models.UniqueConstraint(
                fields=("unique",),
                condition=models.Q(done__isnull=True, gave_up__isnull=True) & ~models.Q(unique=""),
                name="job_waits_once",
            ),
        )
        indexes = (models.Index(fields=("done", "gave_up", "after"), name="job_waiting"),)

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"
