"""A link that nobody answered becomes a call that somebody owns, once."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from titrant.server.accounts.acting import Acting
from titrant.server.audit.models import Entry
from titrant.server.intake import asking, rules
from titrant.server.intake.models import Intake
from titrant.server.intake.unanswered import OPENED_WITHIN, unanswered
from titrant.server.patients.models import Patient
from titrant.server.tasks import worker
from titrant.server.tasks.jobs import keep_schedule
from titrant.server.tasks.models import Task
from titrant.server.web.clock import clock_at

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
Check = Callable[[timedelta], list[str]]


@pytest.fixture
def after(db: None) -> Iterator[Check]:
    """Return a function that works so long after now, and says why each call is asked for."""
    moment = [NOW]

    def work(passed: timedelta) -> list[str]:
        moment[0] = NOW + passed
        unanswered({})
        unanswered({})
        return list(Task.objects.filter(kind="intake-unanswered").values_list("why", flat=True))

    with clock_at(lambda: moment[0]):
        yield work


@pytest.fixture
def intake(after: Check, patient: Patient, coordinator: Acting) -> Intake:
    return Intake.objects.get(pk=asking.invite(patient=patient, by=coordinator))


def test_a_link_that_nobody_opened_is_a_call_of_the_coordinators(
    intake: Intake, patient: Patient, after: Check
) -> None:
    assert after(OPENED_WITHIN - SECOND) == []
    assert after(OPENED_WITHIN) == ["Nobody opened the link."]
    assert len(after(rules.LINK_LASTS)) == 1
    task = Task.objects.get()
    assert (task.role, task.patient, task.about) == ("coordinator", patient.pk, intake.pk)


def test_one_that_was_begun_has_until_it_runs_out(intake: Intake, after: Check) -> None:
    assert asking.recognise(intake=intake, initials="ME", year="1985")
    assert after(OPENED_WITHIN) == []
    assert after(rules.LINK_LASTS - SECOND) == []
    assert after(rules.LINK_LASTS) == ["The link ran out before it was sent back."]


@pytest.mark.parametrize("how", [asking.SENT, asking.WITHDRAWN, asking.REPLACED])
def test_what_is_over_is_asked_after_no_more(
    intake: Intake, coordinator: Acting, after: Check, how: str
) -> None:
    asking.end(intake, how, coordinator.actor)
    assert after(rules.LINK_LASTS) == []


def test_nobody_is_called_who_has_died(intake: Intake, after: Check) -> None:
    Patient.objects.filter(pk=intake.patient_id).update(died=date(2026, 11, 23))
    assert after(rules.LINK_LASTS) == []


def test_what_was_begun_at_the_desk_is_no_link(
    patient: Patient, coordinator: Acting, after: Check
) -> None:
    asking.begin_at_desk(patient=patient, by=coordinator)
    assert after(rules.LINK_LASTS) == []


def test_the_worker_asks_by_itself(intake: Intake) -> None:
    with clock_at(NOW + rules.LINK_LASTS):
        keep_schedule()
        worker.run_once()
        assert Task.objects.filter(kind="intake-unanswered").count() == 1


def test_a_form_that_two_requests_sent_at_once_sends_one_link(
    patient: Patient,
    coordinator: Acting,
    after: Check,
    monkeypatch: pytest.MonkeyPatch,
    client: Client,
) -> None:
    """Both looked before either had written: the second finds the first one's entry."""
    first = asking.invite(patient=patient, by=coordinator, key="k1")
    monkeypatch.setattr(asking, "sent_before", lambda *_: None)
    assert asking.invite(patient=patient, by=coordinator, key="k1") == first
    assert Entry.objects.filter(kind="messages.asked").count() == 1
    assert Intake.objects.get().over is None
