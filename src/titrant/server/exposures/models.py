"""Ketamine and esketamine that people had: earlier from anyone, and session by session here."""

from django.db import models

from titrant.server.patients.recorded import Clinical


class Exposure(Clinical):
    """Ketamine or esketamine that a person had from anyone: once, or over a time."""

    identifying = frozenset({"from_whom", "outcome"})

    drug = models.CharField(max_length=12)
    setting = models.CharField(max_length=24)
    route = models.CharField(max_length=12, blank=True)
    dose = models.CharField(max_length=20, blank=True)
    goes_on = models.BooleanField(default=False)
    began = models.CharField(max_length=10, blank=True)
    ended = models.CharField(max_length=10, blank=True)
    times = models.PositiveSmallIntegerField(null=True)
    from_whom = models.CharField(max_length=160, blank=True)
    outcome = models.CharField(max_length=240, blank=True)

    def __str__(self) -> str:
        return f"exposure {self.id}"


class PastSession(Clinical):
    """One past session of this clinic, as it was written down afterwards; empty is unknown.

    Pressures are as they are said, `148/92`; doses and weights with their unit.
    """

    identifying: frozenset[str] = frozenset()

    protocol = models.CharField(max_length=60)
    status = models.CharField(max_length=12)
    drug = models.CharField(max_length=12)
    route = models.CharField(max_length=12)
    dose = models.CharField(max_length=20, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    weight = models.CharField(max_length=20, blank=True)
    before = models.CharField(max_length=8, blank=True)
    peak = models.CharField(max_length=8, blank=True)
    dissociation = models.PositiveSmallIntegerField(null=True)
    event = models.CharField(max_length=120, blank=True)
    grade = models.PositiveSmallIntegerField(null=True)
    no_event = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"past session {self.id}"
