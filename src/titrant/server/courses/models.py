"""What is asked before a treatment, and what was answered."""

from django.db import models

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
