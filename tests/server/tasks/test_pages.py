"""The pages of tasks: a list, one task, what can be done with it, and by whom."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.lib.tasks import NOW, PATIENT, opened

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.accounts.selectors import acting
from titrant.server.audit.models import Entry
from titrant.server.tasks import actions, kinds, rules
from titrant.server.tasks.models import Task
from titrant.server.web.clock import clock_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known")]


Typed = dict[str, str]
NEW: Typed = {
    "kind": "call-back",
    "what": "Call about Monday",
    "why": "she asked",
    "role": "nurse",
    "due": "2026-11-23T09:00",
    "key": "k1",
}


@pytest.fixture
def at_work(signed_in: Callable[[Account], Client], nurse: Acting) -> Client:
    return signed_in(nurse.account)


def test_a_task_from_its_opening_to_its_end(at_work: Client, nurse: Acting) -> None:
    assert "Nothing waits" in at_work.get("/tasks/").content.decode()
    form = at_work.get(f"/tasks/new/?patient={PATIENT}").content.decode()
    assert str(PATIENT) in form
    assert "America/New_York" in form
    made = at_work.post("/tasks/new/", {**NEW, "patient": str(PATIENT)})
    again = at_work.post("/tasks/new/", {**NEW, "patient": str(PATIENT)})
    task = Task.objects.get()
    assert made.url == again.url == f"/tasks/{task.pk}/"  # type: ignore[attr-defined]
    assert task.due == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    line = at_work.get("/tasks/?which=own").content.decode()
    for words in (
        "Call about Monday",
        "Mara Ellison",
        "she asked",
        "every nurse",
        "Mon 23 Nov 2026, 09:00",
    ):
        assert words in line, words
    page = at_work.get(made.url).content.decode()  # type: ignore[attr-defined]
    assert "Left a neutral message" in page
    assert at_work.post(f"/tasks/{task.pk}/take/", {"key": "k2"}).status_code == 302
    assert "Take this task" not in at_work.get(f"/tasks/{task.pk}/").content.decode()
    wrong = at_work.post(f"/tasks/{task.pk}/close/", {"remark": "kept words", "key": "k3"})
    assert wrong.status_code == 400
    assert "kept words" in wrong.content.decode()
    closed = {"disposition": "Spoken to", "remark": "comes on Monday", "key": "k3"}
    assert at_work.post(f"/tasks/{task.pk}/close/", closed).status_code == 302
    assert at_work.post(f"/tasks/{task.pk}/close/", closed).status_code == 302
    assert "comes on Monday" in at_work.get(f"/tasks/{task.pk}/").content.decode()
    assert "Spoken to" in at_work.get("/tasks/?which=closed").content.decode()
    assert "will stand here" not in at_work.get("/tasks/?which=closed").content.decode()


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({"due": "2026-11-22T09:59"}, "This time is over"),
        ({"due": ""}, "Fill this in."),
        ({"what": ""}, "Fill this in."),
        ({"kind": "break-glass-review"}, "Choose one of these"),
        ({"role": "auditor"}, "Choose one of these"),
    ],
)
def test_a_task_that_cannot_be_opened_keeps_what_was_typed(
    at_work: Client, odd: Typed, words: str
) -> None:
    page = at_work.post("/tasks/new/", {**NEW, **odd})
    assert page.status_code == 400
    assert words in page.content.decode()
    assert "she asked" in page.content.decode()
    assert not Task.objects.exists()


def test_nobody_opens_a_task_about_a_patient_of_elsewhere(at_work: Client) -> None:
    assert at_work.post("/tasks/new/", {**NEW, "patient": str(uuid4())}).status_code == 404


def test_a_task_is_given_on_its_page(at_work: Client, nurse: Acting, person: Any) -> None:
    mate = person(Role.NURSE, name="Nick Mate")
    task = opened(kinds.CALL_BACK)
    to = f"nurse:{mate.pk}"
    assert at_work.post(f"/tasks/{task.pk}/give/", {"to": to, "key": "a"}).status_code == 302
    assert "Nick Mate" in at_work.get("/tasks/?which=all").content.decode()
    given = at_work.post(f"/tasks/{task.pk}/give/", {"to": "coordinator:", "key": "b"})
    assert given.status_code == 302
    task.refresh_from_db()
    assert (task.role, task.owner) == ("coordinator", None)
    odd = at_work.post(f"/tasks/{task.pk}/give/", {"to": "auditor:", "key": "c"})
    assert odd.status_code == 400


def test_a_remark_is_asked_for_where_the_words_say_so(at_work: Client) -> None:
    task = opened()
    typed = {"disposition": "Cannot be done, and why in the remark", "key": "k"}
    assert "Write why" in at_work.post(f"/tasks/{task.pk}/close/", typed).content.decode()
    assert at_work.post(f"/tasks/{task.pk}/close/", {**typed, "remark": "x"}).status_code == 302


def test_a_late_and_an_escalated_task_say_so(
    signed_in: Callable[[Account], Client], nurse: Acting, prescriber: Acting
) -> None:
    task = opened(kinds.CALL_BACK, patient=uuid4())
    with clock_at(NOW + timedelta(days=9)):
        at_work = signed_in(nurse.account)
        assert "late" in at_work.get("/tasks/?which=all").content.decode()
        actions.escalate_late()
        text = at_work.get("/tasks/?which=all").content.decode()
        assert "nobody closed it in time" in text
        assert "a patient" in text
        page = at_work.get(f"/tasks/{task.pk}/").content.decode()
        assert "it came to every prescriber" in page


def test_many_tasks_have_pages(at_work: Client) -> None:
    for _ in range(51):
        opened()
    assert "After" in at_work.get("/tasks/?which=all").content.decode()
    assert "Before" in at_work.get("/tasks/?which=all&page=2").content.decode()


def test_a_task_that_is_not_there_and_a_deed_by_get(at_work: Client) -> None:
    assert at_work.get(f"/tasks/{uuid4()}/").status_code == 404
    assert at_work.get(f"/tasks/{opened().pk}/take/").status_code == 405


def test_reading_leaves_one_entry_a_request(at_work: Client) -> None:
    task = opened(patient=PATIENT)
    before = Entry.objects.filter(sort="read").count()
    for number in range(1, 6):
        at_work.get("/tasks/" if number % 2 else f"/tasks/{task.pk}/")
        assert Entry.objects.filter(sort="read").count() == before + number


@pytest.fixture
def administrator(person: Callable[..., Account]) -> Acting:
    return acting(person(Role.ADMINISTRATOR, name="Ada Keys"), None)


def test_an_administrator_sees_the_tasks_of_that_role_and_no_patients(
    signed_in: Callable[[Account], Client], administrator: Acting, nurse: Acting
) -> None:
    theirs = opened(kinds.JOB_FAILED, patient=PATIENT)
    given = opened(kinds.BY_HAND, what="Set up the tablet", owner=administrator.account)
    opened(kinds.CALL_BACK, what="Call Mara Ellison", patient=PATIENT)
    closed = opened(kinds.CALL_BACK, what="Call Mara again")
    actions.close(task=closed, disposition="Spoken to", by=nurse)
    client = signed_in(administrator.account)
    for which, words in (("own", 2), ("all", 2), ("closed", 0)):
        page = client.get("/tasks/", {"which": which}).content.decode()
        assert page.count('<th scope="row">') == words
        assert "Call Mara" not in page
    assert client.get(f"/tasks/{theirs.pk}/").status_code == 200
    assert client.get(f"/tasks/{given.pk}/").status_code == 200
    assert client.get(f"/tasks/{closed.pk}/").status_code == 404


def test_an_administrator_works_on_tasks_of_that_role_alone(administrator: Acting) -> None:
    other = opened(kinds.CALL_BACK)
    assert not rules.can_work_on(administrator, other)
    with pytest.raises(NotAllowed, match="for every"):
        actions.take(task=other, by=administrator)
    task = opened(kinds.JOB_FAILED)
    actions.take(task=task, by=administrator)
    actions.close(task=task, disposition="Mended", by=administrator)


def test_who_gives_a_task_away_goes_on_to_the_list(
    signed_in: Callable[[Account], Client], administrator: Acting, nurse: Acting
) -> None:
    task = opened(kinds.JOB_FAILED)
    client = signed_in(administrator.account)
    answer = client.post(f"/tasks/{task.pk}/give/", {"to": "nurse:", "key": "k1"})
    assert answer.headers["Location"] == "/tasks/"
    assert client.get(f"/tasks/{task.pk}/").status_code == 404
    assert rules.can_work_on(nurse, Task.objects.get(pk=task.pk))
