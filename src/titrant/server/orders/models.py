"""Orders, their signatures, and the standing orders that a signature activates."""

from django.db import models

from titrant.server.accounts.models import Account
from titrant.server.courses.models import Course
from titrant.server.patients.models import Patient


class State(models.TextChoices):
    """Where an order stands: the words of FHIR's MedicationRequest."""

    DRAFT = "draft"  # written, not signed
    ON_HOLD = "on-hold"  # signed by one prescriber, and waits for a second
    ACTIVE = "active"  # signed
    STOPPED = "stopped"  # signed once, and counts no more
    CANCELLED = "cancelled"  # taken back before it was signed


TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.ON_HOLD, State.ACTIVE, State.CANCELLED}),
    State.ON_HOLD: frozenset({State.ACTIVE, State.STOPPED}),
    State.ACTIVE: frozenset({State.STOPPED}),
    State.STOPPED: frozenset(),
    State.CANCELLED: frozenset(),
}
LIVE = (State.DRAFT, State.ON_HOLD, State.ACTIVE)
SIGNED = (State.ON_HOLD, State.ACTIVE)


class Order(models.Model):
    """One dose on one day, as it was typed: numbers with their units, nothing worked out.

    `choice` is the recorded choice that it follows, `rests_on` what it rested on when somebody last
    looked at its ladder, JSON. `prepared` is when it was drawn up.
    """

    identifying = frozenset({"reason", "stopped_why", "stopped_by", "rests_on"})

    id = models.UUIDField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    choice = models.UUIDField()
    option = models.TextField()
    planned = models.DateField()
    product = models.CharField(max_length=60)
    amount = models.CharField(max_length=20)
    unit = models.CharField(max_length=10)
    minutes = models.CharField(max_length=20, blank=True)
    dilute_to = models.CharField(max_length=20, blank=True)
    basis = models.CharField(max_length=10, blank=True)
    retain = models.CharField(max_length=10, blank=True)
    hold = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    rests_on = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    written = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    prepared = models.DateTimeField(null=True)
    prepared_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    read_back = models.CharField(max_length=120, blank=True)
    stopped = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=160, blank=True)
    stopped_why = models.TextField(blank=True)

    class Meta:
        """The newest first; one signed order for a course and a day."""

        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=("course", "planned"),
                condition=models.Q(state__in=("on-hold", "active")),
                name="one_signed_order_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"order {self.id}"

    @property
    def live(self) -> bool:
        """Whether it may still be signed, prepared or given."""
        return self.state in LIVE

    @property
    def signed(self) -> bool:
        """Whether somebody signed it, and it was not stopped."""
        return self.state in SIGNED


class Signature(models.Model):
    """One signature of an order: whose, what it means, and the very text that was shown."""

    identifying = frozenset({"shown", "name"})

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="signatures")
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=80)
    meaning = models.TextField()
    digest = models.CharField(max_length=64)
    shown = models.TextField()

    class Meta:
        """The first one first; nobody signs the same order twice."""

        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("order", "by"), name="signature_once_a_person"),
        )

    def __str__(self) -> str:
        return f"signature {self.id}"


class Activated(models.Model):
    """A standing order for a rescue drug, activated for one person with the signature of a dose."""

    identifying: frozenset[str] = frozenset()

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="rescue")
    drug = models.CharField(max_length=40)
    says = models.TextField()

    class Meta:
        """Each drug once an order."""

        ordering = ("drug",)
        constraints = (
            models.UniqueConstraint(fields=("order", "drug"), name="rescue_once_an_order"),
        )

    def __str__(self) -> str:
        return f"standing order {self.id}"
