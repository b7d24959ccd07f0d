"""What models say of an option: no record, each can be worked out again from the case."""

from datetime import timedelta

from django.db import models

from titrant.server.web.clock import now

GIVEN_UP = timedelta(minutes=10)  # what is not worked out by then, nobody should wait for


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
