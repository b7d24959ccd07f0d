"""Pictures that pages asked for: no record, each can be made again from the rows it shows."""

from datetime import timedelta

from django.db import models

from titrant.server.web.clock import now

GIVEN_UP = timedelta(minutes=10)  # what is not drawn by then is left out: its table says the same


class Picture(models.Model):
    """A picture of some rows of a patient. The id is what it shows, hashed: it is drawn once.

    `what` is how the record calls a look at it. `svg` has names of colours, as `grounds` reads
    them; it is empty until the worker has drawn it.
    """

    identifying: frozenset[str] = frozenset()

    id = models.UUIDField(primary_key=True)
    clinic = models.PositiveIntegerField()
    patient = models.UUIDField()
    what = models.CharField(max_length=80)
    specification = models.TextField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    svg = models.TextField(blank=True)
    asked = models.DateTimeField()
    drawn = models.DateTimeField(null=True)

    class Meta:
        """What was drawn has a time, and what has a time was drawn."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(drawn=None, svg="")
                | (models.Q(drawn__isnull=False) & ~models.Q(svg="")),
                name="picture_drawn",
            ),
        )
        indexes = (models.Index(fields=("asked",), name="picture_asked"),)

    def __str__(self) -> str:
        return f"picture {self.id}"

    @property
    def waits(self) -> bool:
        """Whether the worker has still to draw it."""
        return self.drawn is None

    @property
    def given_up(self) -> bool:
        """Whether it waits for so long that nobody should wait with it."""
        return self.waits and now() - self.asked > GIVEN_UP
