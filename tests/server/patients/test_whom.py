"""Whom a task is about: a name for who may know it, in their own clinic, and for nobody else."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from tests.lib.patients import enrol

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.sites.models import Clinic
from titrant.server.tasks.whom import Whom, whom

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATOR])
def test_who_finds_patients_sees_whom_a_task_is_about(
    nurse: Acting, person: Callable[..., Account], role: Role
) -> None:
    mara = enrol(nurse)
    found = whom(acting(person(role), None), [mara.pk, uuid4()])
    assert found == {mara.pk: Whom("Mara Ellison", f"/patients/{mara.pk}/")}


def test_nobody_else_does(
    nurse: Acting, person: Callable[..., Account], other_clinic: Clinic
) -> None:
    mara = enrol(nurse)
    assert whom(acting(person(Role.ADMINISTRATOR), None), [mara.pk]) == {}
    assert whom(acting(person(Role.NURSE, where=other_clinic), None), [mara.pk]) == {}
