"""The tables that are never changed: entries, the files they name, and where each chain ends."""

from uuid import UUID

from django.conf import settings
from django.db import models

INSTALLATION_CHAIN = 0  # what belongs to no clinic: people, clinics themselves


class Sort(models.TextChoices):
    """Whether an entry says that something was written, or that something was read."""

    WRITE = "write"
    READ = "read"


class Entry(models.Model):
    """One thing that somebody wrote or read. Nothing updates or deletes a row: triggers refuse.

    `chain` is the clinic's id, or 0; `number` counts from 1 without a gap in each chain. `digest`
    is over every other column and the entry before it. `effective` is when it was so, `recorded`
    when it was written down. `key` comes with a form, so that a form sent twice is written once.
    """

    identifying = frozenset({"body"})

    ref = models.UUIDField(primary_key=True)
    chain = models.PositiveIntegerField()
    number = models.PositiveBigIntegerField()
    sort = models.CharField(max_length=5, choices=Sort)
    kind = models.CharField(max_length=80)
    patient = models.UUIDField(null=True)
    corrects = models.UUIDField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    agent = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=80, blank=True)
    effective = models.DateTimeField()
    recorded = models.DateTimeField()
    key = models.CharField(max_length=64, blank=True)
    body = models.TextField()
    attachment = models.ForeignKey("Attachment", on_delete=models.PROTECT, null=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        """What the database itself refuses."""

        ordering = ("chain", "number")
        constraints = (
            models.UniqueConstraint(fields=("chain", "number"), name="entry_number"),
            models.UniqueConstraint(
                fields=("by", "key"), condition=~models.Q(key=""), name="entry_key_once"
            ),
            models.UniqueConstraint(
                fields=("corrects",),
                condition=models.Q(corrects__isnull=False),
                name="entry_corrected_once",
            ),
            models.CheckConstraint(
                condition=models.Q(by__isnull=False) | ~models.Q(agent=""), name="entry_has_who"
            ),
        )
        indexes = (
            models.Index(fields=("patient", "number"), name="entry_patient"),
            models.Index(fields=("kind", "chain", "number"), name="entry_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.chain}/{self.number}"

    @property
    def about(self) -> UUID:
        """The patient of an entry that is about one; raises `ValueError` for one that is not."""
        if self.patient is None:
            raise ValueError(f"{self} is about no patient.")
        return self.patient

    @property
    def person(self) -> int:
        """The account of an entry that a person wrote; raises `ValueError` for the program's."""
        if self.by_id is None:
            raise ValueError(f"{self} was written by the program.")
        return self.by_id


class Attachment(models.Model):
    """The bytes of a file that an entry names, by what they hash to. Never changed.

    `digest` is the SHA-256 of the media type, a zero byte and the content.
    """

    identifying = frozenset({"content"})

    digest = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.media_type}, {self.size} bytes"


class ChainEnd(models.Model):
    """Where a chain ends: a projection, kept so that the next entry need not look for it."""

    identifying: frozenset[str] = frozenset()

    chain = models.PositiveIntegerField(primary_key=True)
    number = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    recorded = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.chain}: {self.number}"


APPEND_ONLY = (Entry, Attachment)
