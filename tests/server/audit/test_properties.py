"""Whatever happens in whatever order: the projections are the fold, and N requests are N reads."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.appending import AlreadyCorrected
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.audit.verifying import verify
from titrant.server.patients import actions, entries
from titrant.server.patients.models import Patient, Weight
from titrant.server.tasks import actions as work
from titrant.server.tasks.kinds import CALL_BACK
from titrant.server.tasks.models import Task

pytestmark = pytest.mark.django_db
DEEDS = ("register", "change", "weigh", "correct", "strike", "open", "take", "close", "read")
HISTORY = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 3)), max_size=25)


def do(deed: str, which: int, by: Acting) -> None:
    people, weights, tasks = Patient.objects.all(), Weight.objects.all(), Task.objects.all()
    patient = people[which % len(people)] if people else None
    weight = weights[which % len(weights)] if weights else None
    task = tasks[which % len(tasks)] if tasks else None
    said = entries.PatientSaid(name=f"Mara {which}")
    kg = Decimal(60 + which)
    weighed: dict[str, Any] = {"kg": kg, "shown": f"{kg} kg", "method": "scale", "by": by}
    match deed:
        case "register":
            actions.register(said=said, by=by)
        case "change" if patient:
            actions.change(patient=patient, said=said, by=by)
        case "weigh" if patient:
            actions.record_weight(patient=patient, **weighed)
        case "correct" if weight:
            actions.record_weight(patient=weight.patient, corrects=weight.pk, **weighed)
        case "strike" if weight:
            actions.strike(kind="patients.weight", row=weight, why="slip", by=by)
        case "open":
            work.open_task(CALL_BACK, clinic=1, by=by.actor)
        case "take" if task:
            work.take(task=task, by=by)
        case "close" if task:
            work.close(task=task, disposition="Spoken to", by=by)
        case _:
            pass


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(history=HISTORY)
def test_the_projections_are_the_fold_of_any_history(
    nurse: Acting, history: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        for deed, which in history:
            try:
                with transaction.atomic():
                    do(deed, which, nurse)
            except (NotAllowed, AlreadyCorrected):
                pass  # refused in words, and nothing written
        assert verify() == []
        assert differences() == []
        transaction.set_rollback(True)


PAGES = ("/patients/", "/patients/?q=mara", "/patients/{}/", "/tasks/", "/tasks/?which=all")


@settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(asked=st.lists(st.sampled_from(PAGES), max_size=12))
def test_so_many_requests_are_so_many_reads(
    nurse: Acting, signed_in: Any, asked: list[str]
) -> None:
    client: Client = signed_in(nurse.account)
    with transaction.atomic():
        ref = actions.register(said=entries.PatientSaid(name="Mara Ellison"), by=nurse)
        before = Entry.objects.filter(sort="read").count()
        for page in asked:
            assert client.get(page.format(ref)).status_code == 200
        assert Entry.objects.filter(sort="read").count() == before + len(asked)
        transaction.set_rollback(True)
