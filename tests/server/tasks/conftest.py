"""One patient whom tasks may be about, and a clock that stands still."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from tests.lib.tasks import NOW, PATIENT

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.tasks import whom
from titrant.server.web.clock import clock_at


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The part above, which knows one patient, of clinic 1."""
    monkeypatch.setattr(whom, "_names", [])

    def names(by: Acting, patients: Any) -> dict[UUID, whom.Whom]:
        known = {PATIENT: whom.Whom("Mara Ellison", f"/patients/{PATIENT}/")}
        return {ref: known[ref] for ref in patients if ref in known and by.clinic == 1}

    whom.register(names)
    with clock_at(NOW):
        yield


@pytest.fixture
def coordinator(person: Callable[..., Account]) -> Acting:
    return acting(person(Role.COORDINATOR, name="Cora Desk"), None)
