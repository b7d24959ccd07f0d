"""Tasks: owned from the first moment, escalated when late, closed with what came of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from tests.lib.tasks import NOW, PATIENT, opened

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account, BrokenGlass, Membership
from titrant.server.accounts.roles import RIGHTS, Right, Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.accounts.selectors import acting
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.sites.models import Clinic
from titrant.server.tasks import actions, kinds, recurring, rules, selectors
from titrant.server.tasks.models import Job, Reminder, Task
from titrant.server.web.clock import clock_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known")]


def test_a_task_is_owned_from_the_first_moment(coordinator: Acting) -> None:
    task = opened()
    assert (task.role, task.owner, task.due) == ("coordinator", None, NOW + timedelta(days=1))
    assert task.what == "Something to do"
    assert list(selectors.open_tasks(coordinator, own=True)) == [task]


def test_where_nobody_has_the_role_somebody_stands_in(clinic: Clinic, nurse: Acting) -> None:
    assert opened(kinds.REVIEW_ACCESS).role == "nurse"


def test_where_nobody_works_the_role_keeps_it(clinic: Clinic) -> None:
    assert opened(kinds.REVIEW_ACCESS).role == "medical director"


@pytest.mark.parametrize(
    "odd",
    [
        {"role": ""},
        {"closed": NOW, "disposition": ""},
        {"escalates": NOW, "escalates_to": ""},
        {"once": "a"},
    ],
)
def test_the_database_itself_refuses_what_is_nobodys(clinic: Clinic, odd: dict[str, Any]) -> None:
    opened(once="a")
    task = opened(once="b")
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**odd)


def test_the_same_thing_opens_one_task(clinic: Clinic) -> None:
    assert opened(once="x") == opened(once="x")
    assert opened(once="x", clinic=2) != opened(once="x")


def test_what_hurts_most_if_late_stands_first(nurse: Acting) -> None:
    later = opened(kinds.CALL_BACK, due=NOW + timedelta(days=9))
    sooner = opened(kinds.CALL_BACK, due=NOW + timedelta(days=1))
    small = opened(kinds.BY_HAND, due=NOW - timedelta(days=9))
    worst = opened(kinds.CLOCK_BACK, due=NOW + timedelta(days=30))
    assert list(selectors.open_tasks(nurse)) == [worst, sooner, later, small]


def test_a_person_sees_their_own_and_those_of_their_role(
    nurse: Acting, coordinator: Acting
) -> None:
    mine = opened(kinds.CALL_BACK, owner=nurse.account)
    of_role = opened(kinds.CALL_BACK)
    opened(kinds.CALL_BACK, owner=coordinator.account)
    opened(kinds.BY_HAND)
    assert set(selectors.open_tasks(nurse, own=True)) == {mine, of_role}
    assert selectors.open_tasks(nurse).count() == 4


def test_another_clinic_sees_nothing(
    nurse: Acting, other_clinic: Clinic, person: Callable[..., Account]
) -> None:
    task = opened(patient=PATIENT)
    there = acting(person(Role.NURSE, other_clinic), None)
    assert not selectors.open_tasks(there).exists()
    assert selectors.task_for(there, task.pk) is None
    deeds: tuple[Callable[[], object], ...] = (
        lambda: actions.take(task=task, by=there),
        lambda: actions.close(task=task, disposition="Done", by=there),
        lambda: actions.assign(task=task, role=Role.NURSE, by=there),
    )
    for deed in deeds:
        with pytest.raises(NotAllowed, match="another clinic"):
            deed()


def test_a_late_task_goes_to_who_can_act_once(nurse: Acting, prescriber: Acting) -> None:
    task = opened(kinds.CALL_BACK)
    assert task.escalates is not None
    with clock_at(task.escalates - timedelta(seconds=1)):
        assert actions.escalate_late() == 0
    with clock_at(task.escalates):
        recurring.escalation({})
        assert actions.escalate_late() == 0
    task.refresh_from_db()
    found = Task.objects.get(pk=task.pk)
    assert (found.role, found.owner, found.escalates) == ("prescriber", None, None)
    entry = Entry.objects.get(kind="tasks.escalated")
    assert entry.agent == "worker:escalation"


def test_a_task_of_somebody_who_left_is_not_nobodys(nurse: Acting, person: Any) -> None:
    gone, disabled = person(Role.NURSE), person(Role.NURSE)
    first = opened(kinds.CALL_BACK, owner=gone)
    second = opened(kinds.CALL_BACK, owner=disabled)
    kept = opened(kinds.CALL_BACK, owner=nurse.account)
    Membership.objects.filter(account=gone).delete()
    Account.objects.filter(pk=disabled.pk).update(is_active=False)
    assert actions.escalate_late() == 2
    for task in (first, second, kept):
        task.refresh_from_db()
    assert (first.owner, second.owner, kept.owner) == (None, None, nurse.account)
    assert first.role == "nurse"


def test_closing_asks_for_one_of_the_words(nurse: Acting) -> None:
    task = opened()
    for odd, remark in (("All fine", ""), ("", ""), ("Cannot be done, and why in the remark", " ")):
        with pytest.raises(NotAllowed, match=r"from the list|in the remark"):
            actions.close(task=task, disposition=odd, remark=remark, by=nurse)
    actions.close(task=task, disposition="Done", by=nurse, key="k")
    task.refresh_from_db()
    assert (task.disposition, task.closed_by) == ("Done", nurse.account)
    assert actions.close(task=task, disposition="Done", by=nurse, key="k").kind == "tasks.closed"
    with pytest.raises(NotAllowed, match="closed already"):
        actions.close(task=task, disposition="Done", by=nurse, key="other")
    assert not rules.can_work_on(nurse, task)


def test_a_task_is_given_to_who_can_work_on_it(
    nurse: Acting, coordinator: Acting, other_clinic: Clinic, person: Callable[..., Account]
) -> None:
    task = opened()
    stranger = person(Role.NURSE, other_clinic)
    for role, owner in (
        (Role.AUDITOR, None),
        (Role.NURSE, stranger),
        (Role.NURSE, coordinator.account),
    ):
        with pytest.raises(NotAllowed, match=r"does not work on tasks|is no nurse here"):
            actions.assign(task=task, role=role, owner=owner, by=nurse)
    given = actions.assign(task=task, role=Role.NURSE, owner=nurse.account, by=coordinator, key="k")
    assert actions.assign(task=task, role=Role.NURSE, owner=None, by=coordinator, key="k") == given
    task.refresh_from_db()
    assert (task.role, task.owner) == ("nurse", nurse.account)


def test_the_program_alone_opens_some_kinds(nurse: Acting) -> None:
    with pytest.raises(NotAllowed, match="by itself"):
        actions.open_by_hand(
            kind=kinds.REVIEW_ACCESS, what="", why="", due=NOW, role=Role.NURSE, by=nurse
        )


def test_kinds_are_registered_once_and_can_be_closed() -> None:
    with pytest.raises(ValueError, match="two kinds"):
        kinds.task_kind(kinds.BY_HAND)
    with pytest.raises(ValueError, match="needs dispositions"):
        kinds.TaskKind("x", "x", Role.NURSE, 6, NOW - NOW, NOW - NOW, Role.NURSE, ("Done",))
    for kind in kinds.task_kinds():
        assert Right.WORK_TASKS in RIGHTS[kind.role]
        assert kind.dispositions


def test_an_emergency_access_is_an_owned_review(nurse: Acting, person: Any) -> None:
    director = person(Role.DIRECTOR)
    access = BrokenGlass(id=uuid4(), clinic_id=1, patient=PATIENT, account=nurse.account)
    recurring.noticed_emergency(access)
    recurring.noticed_emergency(access)
    task = Task.objects.get()
    assert (task.role, task.about, task.patient) == ("medical director", access.pk, PATIENT)
    assert list(selectors.open_tasks(acting(director, None), own=True)) == [task]
    assert list(Task.objects.filter(patient=PATIENT, closed=None)) == [task]


def test_a_clock_that_stepped_back_is_a_task_once(nurse: Acting) -> None:
    from titrant.server.audit.appending import note_read
    from titrant.server.tasks.worker import run_once

    def read(seconds: float) -> Entry:
        with clock_at(NOW + timedelta(seconds=seconds)):
            return note_read("patients", by=nurse.actor)

    read(100)
    read(99.5)  # two machines differ by so much
    stepped = read(40)
    read(41)
    numbers = list(
        Entry.objects.filter(chain=1).order_by("number").values_list("number", flat=True)
    )
    assert numbers == list(range(1, len(numbers) + 1))
    with clock_at(NOW + timedelta(seconds=200)):
        run_once()
    task = Task.objects.get(kind="clock-stepped-back")
    assert f"Row {stepped.number} " in task.why
    assert stepped.recorded == NOW + timedelta(seconds=40)


def test_a_step_in_the_installations_own_chain_is_a_task_in_each_clinic(
    clinic: Clinic, other_clinic: Clinic
) -> None:
    entry = Entry.objects.filter(chain=0).first()
    assert entry is not None
    recurring.clock_stepped_back({"entry": str(entry.ref)})
    assert set(Task.objects.values_list("clinic", flat=True)) == {1, 2}


def test_a_history_of_tasks_rebuilds(nurse: Acting, prescriber: Acting) -> None:
    tasks = [opened(kinds.CALL_BACK, patient=PATIENT, once=str(number)) for number in range(3)]
    for task in tasks:
        actions.take(task=task, by=nurse)
        actions.assign(task=task, role=Role.PRESCRIBER, by=nurse)
    actions.close(task=tasks[0], disposition="Spoken to", remark="late", by=prescriber)
    with clock_at(NOW + timedelta(days=9)):
        actions.escalate_late()
    assert differences() == []


def test_rows_say_what_they_are_without_saying_of_whom(nurse: Acting) -> None:
    task = opened(what="Call Mara Ellison", owner=nurse.account)
    assert str(task) == f"task {task.pk}"
    assert str(Reminder(task=task, account=nurse.account)) == f"reminder of {task.pk}"
    assert str(Job(pk=7, name="digest")) == "digest 7"
