"""A web process has loaded what pages need before somebody asks, and its collector leaves it be."""

import gc
from collections.abc import Iterator

import pytest
from django.template import Engine
from django.template.loaders.cached import Loader

from titrant.server.config.warming import templates, warm_up


@pytest.fixture(autouse=True)
def collector_as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_every_template_of_ours_is_loaded_and_compiles() -> None:
    names = set(templates())
    assert {"patients/list.html", "web/page.html", "intake/desk.html"} <= names
    assert not any(name.startswith(("admin/", "django/")) for name in names)


def test_a_page_asks_for_no_template_that_is_not_compiled_yet() -> None:
    warm_up()
    reads = Engine.get_default().template_loaders[0]
    assert isinstance(reads, Loader)
    assert set(templates()) <= set(reads.get_template_cache)


def test_what_was_loaded_is_out_of_the_collectors_way() -> None:
    """A value from before the start is in none of the generations that the collector walks."""
    kept = ["made before the start"]
    holder = [kept]
    assert any(one is holder for one in gc.get_objects())
    assert warm_up() > 10_000
    assert not any(one is holder for one in gc.get_objects())


def test_garbage_made_afterwards_is_still_collected() -> None:
    warm_up()
    loop: list[object] = []
    loop.append(loop)
    del loop
    assert gc.collect() >= 1
