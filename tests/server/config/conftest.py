"""Installations apart: what the tests of whole programs run on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.lib import apart
from tests.lib.server_settings import POSTGRESQL


@pytest.fixture(scope="session", autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    if POSTGRESQL:
        apart.forget_databases()


@pytest.fixture
def installation(tmp_path: Path) -> apart.Apart:
    """Return a demonstration with tables and nobody in them."""
    return apart.new(tmp_path)


@pytest.fixture
def bare(tmp_path: Path) -> Callable[..., apart.Apart]:
    """Return a maker of installations that nobody has started."""
    return lambda **tells: apart.bare(tmp_path, **tells)
