"""What is known about a person: projections, one table for each sort of thing that is written."""

from django.db import models

from titrant.server.accounts.models import Account
from titrant.server.patients.recorded import Clinical, Patient, Recorded

__all__ = ["Clinical", "Patient", "Recorded"]  # the tables below, and what they have in common

NOTHING: frozenset[str] = frozenset()


class Weight(Clinical):
    """A weight in kilograms, and as it was read: the number, and the unit that was pressed.

    A pound is exact to eight decimals. `first` weights wait until a second person has read the
    scale without seeing the first number.
    """

    identifying = NOTHING

    kg = models.DecimalField(max_digits=13, decimal_places=10)
    shown = models.CharField(max_length=20)
    method = models.CharField(max_length=20)
    first = models.BooleanField(default=False)
    second_kg = models.DecimalField(max_digits=13, decimal_places=10, null=True)
    second_shown = models.CharField(max_length=20, blank=True)
    second_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"weight {self.id}"

    @property
    def waits(self) -> bool:
        """Whether a second person has yet to read the scale."""
        return self.first and self.counts and self.second_kg is None


class Height(Clinical):
    """A height in centimetres, and as it was read."""

    identifying = NOTHING

    cm = models.DecimalField(max_digits=8, decimal_places=4)
    shown = models.CharField(max_length=20)
    method = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"height {self.id}"


class Vitals(Clinical):
    """What was measured at one time; what was not is empty. Temperature in degrees Fahrenheit."""

    identifying = NOTHING

    systolic = models.PositiveSmallIntegerField(null=True)
    diastolic = models.PositiveSmallIntegerField(null=True)
    arm = models.CharField(max_length=12, blank=True)
    position = models.CharField(max_length=12, blank=True)
    heart_rate = models.PositiveSmallIntegerField(null=True)
    saturation = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    respiratory_rate = models.PositiveSmallIntegerField(null=True)
    temperature = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    temperature_shown = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return f"vitals {self.id}"


class Medication(Clinical):
    """A medicine, as it was written; a year or a day where it began and where it stopped."""

    identifying = frozenset({"directions"})  # free words may name somebody

    what = models.CharField(max_length=160)
    dose = models.CharField(max_length=40, blank=True)
    times_a_day = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    directions = models.CharField(max_length=160, blank=True)
    since = models.CharField(max_length=10, blank=True)
    stopped = models.BooleanField(default=False)
    stopped_on = models.CharField(max_length=10, blank=True)
    last_dose = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"medication {self.id}"


class Allergy(Clinical):
    """An allergy or intolerance, or that there is none of this sort."""

    identifying = frozenset({"reaction"})  # free words may name somebody

    what = models.CharField(max_length=160)
    status = models.CharField(max_length=12)
    reaction = models.CharField(max_length=160, blank=True)
    since = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return f"allergy {self.id}"


class Condition(Clinical):
    """A condition or a procedure, or that it is not so."""

    identifying = frozenset({"remark"})  # free words may name somebody

    what = models.CharField(max_length=160)
    status = models.CharField(max_length=12)
    since = models.CharField(max_length=10, blank=True)
    until = models.CharField(max_length=10, blank=True)
    remark = models.CharField(max_length=240, blank=True)

    def __str__(self) -> str:
        return f"condition {self.id}"


class Result(Clinical):
    """A test and its result, as a number with its unit or in words."""

    identifying = frozenset({"remark"})  # free words may name somebody

    what = models.CharField(max_length=80)
    result = models.CharField(max_length=80)
    remark = models.CharField(max_length=240, blank=True)
    asked = models.CharField(max_length=16, blank=True, default="")
    language = models.CharField(max_length=40, blank=True, default="")

    def __str__(self) -> str:
        return f"result {self.id}"


class Trial(Clinical):
    """An antidepressant that was tried."""

    identifying = frozenset({"remark"})  # free words may name somebody

    what = models.CharField(max_length=160)
    dose = models.CharField(max_length=40, blank=True)
    weeks = models.PositiveSmallIntegerField(null=True)
    began = models.CharField(max_length=10, blank=True)
    this_episode = models.CharField(max_length=8)
    adequate = models.CharField(max_length=8)
    outcome = models.CharField(max_length=20)
    remark = models.CharField(max_length=240, blank=True)

    def __str__(self) -> str:
        return f"trial {self.id}"


class Consent(Recorded):
    """What somebody agreed to, refused or took back: which words, in which language, how."""

    identifying = frozenset({"witness"})

    what = models.CharField(max_length=24)
    version = models.CharField(max_length=40)
    language = models.CharField(max_length=40)
    answer = models.CharField(max_length=12)
    how = models.CharField(max_length=24)
    witness = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"consent {self.id}"


class Note(Recorded):
    """A note of a clinician."""

    identifying = frozenset({"text"})

    about = models.CharField(max_length=20)
    text = models.TextField()

    def __str__(self) -> str:
        return f"note {self.id}"


class Document(Recorded):
    """A scan or a letter; its bytes are an attachment of the record, named by their digest."""

    identifying = frozenset({"title"})

    about = models.CharField(max_length=20)
    title = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"document {self.id}"
