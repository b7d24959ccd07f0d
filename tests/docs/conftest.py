"""The generated pages, made once, and the knowledge that they are drawn from."""

import pytest
from scripts.reference import pages

from titrant.knowledge import Knowledge, load


@pytest.fixture(scope="session")
def manual() -> dict[str, str]:
    """Return every generated page, by name."""
    return pages()


@pytest.fixture(scope="module")
def kb() -> Knowledge:
    """Return the knowledge, without a site."""
    return load()
