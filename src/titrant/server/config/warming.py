"""What a web process loads before the first page is asked for, and then never looks through again.

Views and templates are loaded by whoever needs them first: without this, by the first people of the
morning. What is loaded stays until the process ends, a hundred thousand values. Python's collector
of garbage would walk through all of them again and again, up to a tenth of a second each time, in
the middle of somebody's page.
"""

import gc
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.template.loader import get_template
from django.urls import get_resolver

NEW = 10_000  # values made before the collector looks: a page makes a few thousand that stay


def warm_up() -> int:
    """Load addresses, views and templates, and set what is loaded aside; return how many."""
    len(get_resolver().url_patterns)
    for name in templates():
        get_template(name)
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW, 10, 10)
    return gc.get_freeze_count()


def templates() -> Iterator[str]:
    """Return the names of our own templates."""
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        if app.name.startswith("titrant."):
            yield from sorted(str(file.relative_to(folder)) for file in folder.rglob("*.html"))
