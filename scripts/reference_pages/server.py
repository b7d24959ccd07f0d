"""The settings under which pages of the manual ask the clinic server what it is made of."""

import os
import tempfile
from functools import cache


@cache
def ready() -> None:
    """Load the server's parts, in a home of their own: nothing of an installation is read."""
    os.environ.setdefault("TITRANT_HOME", tempfile.mkdtemp(prefix="titrant-manual-"))
    os.environ.setdefault("TITRANT_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "titrant.server.config.settings")
    import django

    django.setup()
