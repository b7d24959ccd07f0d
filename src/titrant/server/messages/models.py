"""Messages that wait to be sent, or were: nothing in them identifies a patient or says why."""

from django.db import models


class Message(models.Model):
    """One message to one address, by mail or text.

    It is written in the transaction of what it tells of, and sent afterwards. `taken` is until when
    a worker is sending it. `failed` is the type of what went wrong, never its words. Of
    a message that was sent or given up, `text` has no links any more.
    """

    identifying = frozenset({"address", "text"})

    id = models.UUIDField(primary_key=True)
    clinic = models.PositiveIntegerField()
    template = models.CharField(max_length=40)
    channel = models.CharField(max_length=8)
    address = models.CharField(max_length=240)
    subject = models.CharField(max_length=160, blank=True)
    text = models.TextField()
    queued = models.DateTimeField()
    after = models.DateTimeField()
    taken = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent = models.DateTimeField(null=True)
    gave_up = models.DateTimeField(null=True)
    failed = models.CharField(max_length=80, blank=True)

    class Meta:
        """What waits is found by its time."""

        indexes = (models.Index(fields=("sent", "gave_up", "after"), name="message_waiting"),)

    def __str__(self) -> str:
        return f"message {self.pk}"
