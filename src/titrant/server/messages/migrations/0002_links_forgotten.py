"""Links of messages that went out, or were given up, under an earlier version."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from titrant.server.messages.templates import without_links


def forget(apps: StateApps, _: BaseDatabaseSchemaEditor) -> None:
    """Take links out of what waits no more; a demonstration keeps them."""
    if settings.DEMONSTRATION:
        return
    rows = apps.get_model("clinic_messages", "Message").objects.filter(text__contains="http")
    for message in rows.exclude(sent=None, gave_up=None):
        message.text = without_links(message.text)
        message.save(update_fields=["text"])


class Migration(migrations.Migration):
    """What was sent opens nothing any more."""

    dependencies = (("clinic_messages", "0001_initial"),)
    operations = (migrations.RunPython(forget, migrations.RunPython.noop),)
