"""Two people at one task: the first counts, the second is told who was faster, nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.lib.tasks import NOW, opened

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account, Membership
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.audit.appending import append
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.tasks import actions, entries, kinds, selectors
from titrant.server.tasks.models import Task
from titrant.server.tasks.rules import Overtaken
from titrant.server.web.clock import clock_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known")]

CLOSED = r"^This task is closed already: Nick Mate chose “Spoken to”\.$"


@pytest.fixture
def mate(person: Callable[..., Account]) -> Acting:
    return acting(person(Role.NURSE, name="Nick Mate"), None)


@pytest.fixture
def at_work(signed_in: Callable[[Account], Client], nurse: Acting) -> Client:
    return signed_in(nurse.account)


def written(kind: str) -> int:
    return Entry.objects.filter(kind=f"tasks.{kind}").count()


def test_a_task_is_closed_once_by_who_was_first(nurse: Acting, mate: Acting) -> None:
    shown = opened(kinds.CALL_BACK)
    actions.close(task=Task.objects.get(pk=shown.pk), disposition="Spoken to", by=mate)
    with pytest.raises(Overtaken, match=CLOSED):
        actions.close(task=shown, disposition="Left a neutral message", by=nurse)
    for deed in (actions.take, lambda **said: actions.assign(role=Role.NURSE, **said)):
        with pytest.raises(Overtaken, match=CLOSED):
            deed(task=shown, by=nurse)
    shown.refresh_from_db()
    assert (shown.disposition, shown.closed_by, written("closed")) == ("Spoken to", mate.account, 1)


def test_a_record_with_two_endings_keeps_the_first(nurse: Acting, mate: Acting) -> None:
    task = opened(kinds.CALL_BACK)
    actions.close(task=task, disposition="Spoken to", remark="comes", by=mate)
    again = entries.Closed(task.pk, "Left a neutral message", "does not")
    append(entries.closed, again, by=nurse.actor)
    task.refresh_from_db()
    assert (task.disposition, task.remark, task.closed_by) == ("Spoken to", "comes", mate.account)
    assert differences() == []


def test_who_takes_or_gives_a_task_learns_that_it_went_to_another(
    nurse: Acting, mate: Acting, prescriber: Acting
) -> None:
    shown = opened(kinds.CALL_BACK)
    actions.take(task=Task.objects.get(pk=shown.pk), by=mate)
    for deed in (actions.take, lambda **said: actions.assign(role=Role.PRESCRIBER, **said)):
        with pytest.raises(Overtaken, match=r"^After .*, this task went to Nick Mate\.$"):
            deed(task=shown, by=nurse)
    actions.assign(task=Task.objects.get(pk=shown.pk), role=Role.PRESCRIBER, by=mate)
    with pytest.raises(Overtaken, match=r"this task went to every prescriber\.$"):
        actions.take(task=shown, by=nurse)
    assert (written("taken"), written("assigned")) == (1, 1)


def test_who_saw_whose_it_is_takes_it_from_them_and_gives_on_their_own(
    nurse: Acting, mate: Acting
) -> None:
    unowned = opened(kinds.CALL_BACK)
    actions.take(task=unowned, by=mate)
    actions.take(task=Task.objects.get(pk=unowned.pk), by=nurse)
    actions.assign(task=unowned, role=Role.NURSE, owner=mate.account, by=nurse)
    unowned.refresh_from_db()
    assert unowned.owner == mate.account


def test_the_same_form_counts_once_though_others_came_between(nurse: Acting, mate: Acting) -> None:
    shown = opened(kinds.CALL_BACK)
    taken = actions.take(task=shown, by=nurse, key="t")
    given = actions.assign(task=shown, role=Role.NURSE, by=nurse, key="g")
    actions.take(task=Task.objects.get(pk=shown.pk), by=mate)
    assert actions.take(task=shown, by=nurse, key="t") == taken
    assert actions.assign(task=shown, role=Role.NURSE, by=nurse, key="g") == given
    closed = actions.close(task=shown, disposition="Spoken to", by=nurse, key="c")
    assert actions.close(task=shown, disposition="Spoken to", by=nurse, key="c") == closed


def test_a_task_is_read_again_before_the_end_of_the_chain_is_locked(nurse: Acting) -> None:
    task = opened()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        actions.close(task=task, disposition="Done", by=nurse)
    tables = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
    assert "tasks_task" in tables[0]
    assert connection.vendor == "sqlite" or tables[0].endswith("FOR NO KEY UPDATE")


@pytest.mark.parametrize("between", ["close", "take"])
def test_the_program_hands_nothing_on_that_somebody_has_dealt_with(
    nurse: Acting, mate: Acting, person: Any, monkeypatch: pytest.MonkeyPatch, between: str
) -> None:
    gone = person(Role.NURSE)
    late, left = opened(kinds.CALL_BACK), opened(kinds.CALL_BACK, owner=gone)
    Membership.objects.filter(account=gone).delete()
    assert late.escalates is not None
    with clock_at(late.escalates + timedelta(days=1)):
        found = [one for one in selectors.late(NOW + timedelta(days=9)) if one == late]
        behind = selectors.left_behind()
        assert (found, behind) == ([late], [left])
        monkeypatch.setattr(selectors, "late", lambda _: found)
        monkeypatch.setattr(selectors, "left_behind", lambda: behind)
        for task in (late, left):
            if between == "close":
                actions.close(task=task, disposition="Spoken to", by=mate)
            else:
                actions.take(task=task, by=mate)
        assert actions.escalate_late() == 0
    assert (written("escalated"), written("assigned")) == (0, 0)


def closing(client: Client, task: UUID, **more: str) -> Any:
    typed = {"disposition": "Left a neutral message", "remark": "the line was busy <3", **more}
    return client.post(f"/tasks/{task}/close/", {"key": "k", **typed})


def test_who_closes_too_late_reads_who_was_faster_and_what_they_typed(
    at_work: Client, mate: Acting
) -> None:
    task = opened(kinds.CALL_BACK)
    actions.close(task=task, disposition="Spoken to", by=mate)
    page = closing(at_work, task.pk)
    text = page.content.decode()
    assert page.status_code == 409
    for words in (
        "This task is closed already: Nick Mate chose “Spoken to”.",
        "Nothing of what you sent was written.",
        "Left a neutral message",
        "the line was busy &lt;3",
        f'href="/tasks/{task.pk}/"',
    ):
        assert words in text, words
    unsaid = closing(at_work, task.pk, disposition="")
    assert (unsaid.status_code, "the line was busy" in unsaid.content.decode()) == (409, True)
    assert written("closed") == 1


def test_a_page_says_whose_the_task_was_when_it_was_opened(
    at_work: Client, mate: Acting, nurse: Acting
) -> None:
    task = opened(kinds.CALL_BACK)
    hidden = '<input type="hidden" name="whose" value="nurse:{}">'
    assert at_work.get(f"/tasks/{task.pk}/").content.decode().count(hidden.format("")) == 2
    actions.take(task=task, by=mate)
    taken = at_work.post(f"/tasks/{task.pk}/take/", {"whose": "nurse:", "key": "t"})
    given = at_work.post(
        f"/tasks/{task.pk}/give/", {"whose": "nurse:", "key": "g", "to": "prescriber:"}
    )
    for page in (taken, given):
        assert page.status_code == 409
        assert "this task went to Nick Mate." in page.content.decode()
    assert "What you chose" not in taken.content.decode()
    assert "<dt>Give it to</dt><dd>every prescriber</dd>" in given.content.decode()
    theirs = f"nurse:{mate.account.pk}"
    assert hidden.format(mate.account.pk) in at_work.get(f"/tasks/{task.pk}/").content.decode()
    sure = at_work.post(f"/tasks/{task.pk}/take/", {"whose": theirs, "key": "t2"})
    assert sure.status_code == 302
    task.refresh_from_db()
    assert task.owner == nurse.account
