"""A person in the care of a clinic, and what every row about them has in common."""

from django.db import models

from titrant.clinical import Sureness
from titrant.server.accounts.models import Account
from titrant.server.sites.models import Clinic

LONGEST_WHY = 240  # signs of the reason why a row was entered in error


class Patient(models.Model):
    """A person in the care of a clinic. The id is random; nothing in it identifies anybody.

    `found_by` and `phone_digits` are name and telephone as they are searched.
    """

    identifying = frozenset(
        {
            *("name", "called", "born", "phone", "email", "address"),
            *("contact_name", "contact_phone", "found_by", "phone_digits"),
        }
    )

    id = models.UUIDField(primary_key=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT)
    name = models.CharField(max_length=160)
    called = models.CharField(max_length=80, blank=True)
    born = models.DateField(null=True)
    sex = models.CharField(max_length=6, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=240, blank=True)
    safe_contact = models.CharField(max_length=12, blank=True)
    contact_name = models.CharField(max_length=160, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    died = models.DateField(null=True)
    registered = models.DateTimeField()
    version = models.UUIDField()  # the entry that these words are from
    found_by = models.CharField(max_length=250)
    phone_digits = models.CharField(max_length=40, blank=True)

    class Meta:
        """Lists are by name; two people of one birth date are compared."""

        indexes = (
            models.Index(fields=("clinic", "found_by", "id"), name="patient_name"),
            models.Index(fields=("clinic", "born"), name="patient_born"),
        )

    def __str__(self) -> str:
        return f"patient {self.id}"


class Recorded(models.Model):
    """One thing that was written about a person, as it was written; the id is its entry's.

    A correction is a row of its own that names the row it `corrects`; the older row names it as
    `corrected_by` and stays. `struck` rows were entered in error: they count for nothing, and stay.
    """

    id = models.UUIDField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    effective = models.DateTimeField()
    recorded = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    agent = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=80, blank=True)
    corrects = models.UUIDField(null=True)
    corrected_by = models.UUIDField(null=True)
    struck = models.BooleanField(default=False)
    why = models.CharField(max_length=LONGEST_WHY, blank=True)

    class Meta:
        """The newest last, as a chart is read."""

        abstract = True
        ordering = ("effective", "number")

    @property
    def counts(self) -> bool:
        """Whether the row is what is held to be so now."""
        return self.corrected_by is None and not self.struck


class Clinical(Recorded):
    """A row that bears on care: `sure` says who stands behind it, in the words of the record.

    `confirmed` is when a clinician stood behind what the person, or a record, had said.
    """

    sure = models.CharField(max_length=24, choices=[(one.value, one.value) for one in Sureness])
    confirmed = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Recorded.Meta):
        """As every row."""

        abstract = True

    @property
    def unconfirmed(self) -> bool:
        """Whether it counts, and no clinician has stood behind it."""
        return self.counts and self.sure == Sureness.REPORTED
