"""What every chapter starts from: orders as they are typed, against the shipped knowledge."""

import pytest
from tests.lib.loaded import loaded
from tests.lib.orders import GOOD, Typed, order

from titrant.dosing import prepare


@pytest.fixture
def arithmetic() -> Typed:
    """Prepare what is typed, with neither route nor protocol unless given, and no site."""
    return lambda **typed: prepare(order(**typed), loaded(None))


@pytest.fixture
def clinic() -> Typed:
    """Prepare the good order with the given changes, at the signed demonstration site."""
    return lambda **changes: prepare(order(**{**GOOD, **changes}), loaded())


@pytest.fixture
def unsigned() -> Typed:
    """Prepare the good order with the given changes where no site has signed anything."""
    return lambda **changes: prepare(order(**{**GOOD, **changes}), loaded(None))
