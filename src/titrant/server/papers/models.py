"""Papers that somebody signed: who, what it says, and the printed file itself."""

from django.db import models

from titrant.server.accounts.models import Account
from titrant.server.audit.models import Attachment
from titrant.server.patients.models import Patient


class Kind(models.TextChoices):
    """What a paper is."""

    LETTER = "letter", "Letter"
    COURSE = "course", "Course summary"
    TRANSFER = "transfer", "Transfer to hospital"


class SignedPaper(models.Model):
    """A paper as it was signed; `file` is the PDF, `digest` what its words hash to."""

    identifying = frozenset({"title", "name"})

    id = models.UUIDField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=240)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=80)
    meaning = models.TextField()
    digest = models.CharField(max_length=64)
    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The newest first."""

        ordering = ("-number",)

    def __str__(self) -> str:
        return f"paper {self.id}"
