"""Reminders: at a decent hour, once, to whose task it is, and never a word of what or whom."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db.utils import IntegrityError

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.audit.actor import program
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.messages import sending
from titrant.server.messages.models import Message
from titrant.server.sites.models import Clinic
from titrant.server.tasks import actions, kinds, recurring, reminding, worker
from titrant.server.tasks.models import Job, Reminder, Task
from titrant.server.tasks.reminding import Stage
from titrant.server.web.clock import clock_at

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def there(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return a moment by the clock on the wall in New York, in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK).astimezone(UTC)


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = there(17, 10)  # a Tuesday

    def __call__(self) -> datetime:
        return self.now

    def at(self, moment: datetime) -> int:
        """Set it, and return how many messages the worker puts into the outbox then."""
        self.now = moment
        return reminding.remind()


@pytest.fixture(autouse=True)
def time() -> Iterator[Time]:
    clock = Time()
    with clock_at(clock):
        yield clock


@pytest.fixture
def nurses(nurse: Acting, person: Callable[..., Account]) -> list[Account]:
    return [nurse.account, person(Role.NURSE, name="Nia Second")]


def opened(due: datetime, **more: Any) -> Task:
    ref = actions.open_task(
        kinds.CALL_BACK, clinic=1, by=program("tests", 1), due=due, what="Call Mara Ellison", **more
    )
    return Task.objects.get(pk=ref)


def told(task: Task) -> list[tuple[str, int]]:
    rows = Reminder.objects.filter(task=task).order_by("at", "account__email")
    return list(rows.values_list("account__name", "stage"))


def test_an_owner_is_told_before_and_when_it_is_late_each_once(time: Time, nurse: Acting) -> None:
    task = opened(there(17, 16), owner=nurse.account)
    assert time.at(there(17, 13, 59)) == 0
    assert time.at(there(17, 14)) == 1
    assert time.at(there(17, 14, 1)) == 0
    assert time.at(there(17, 15, 59)) == 0
    assert time.at(there(17, 16)) == 1
    assert time.at(there(17, 19)) == 0
    assert [stage for _, stage in told(task)] == [Stage.NEAR, Stage.LATE]
    assert differences() == []


def test_a_message_says_that_something_waits_and_nothing_else(time: Time, nurse: Acting) -> None:
    task = opened(there(17, 16), owner=nurse.account, patient=UUID(int=7), why="Ellison waits")
    time.at(there(17, 16))
    message = Message.objects.get()
    link = f"{settings.ORIGIN}/tasks/{task.pk}/"
    assert (message.address, message.channel) == (nurse.account.email, "mail")
    assert message.text == f"A task waits for you. Sign in: {link}"
    said = Entry.objects.filter(agent="worker:reminders")
    assert {entry.kind for entry in said} == {"messages.asked", "tasks.reminded"}
    for entry in said:
        assert "Ellison" not in entry.body
        assert nurse.account.email not in entry.body


def test_everybody_with_the_role_is_told_of_what_nobody_has_taken(
    time: Time, nurses: list[Account], prescriber: Acting
) -> None:
    task = opened(there(17, 16))
    assert time.at(there(17, 14)) == 2
    actions.take(task=task, by=acting(nurses[1], None))
    assert time.at(there(17, 16)) == 1  # who took it, and nobody else
    assert told(task)[-1] == ("Nia Second", Stage.LATE)


def test_several_at_once_are_one_message_that_leads_to_the_list(time: Time, nurse: Acting) -> None:
    tasks = [opened(there(17, 16)), opened(there(17, 16, 10))]
    assert time.at(there(17, 14, 10)) == 1
    assert Message.objects.get().text.endswith(f" {settings.ORIGIN}/tasks/")
    assert [len(told(task)) for task in tasks] == [1, 1]


def test_what_comes_soon_after_a_message_is_in_the_next_one(time: Time, nurse: Acting) -> None:
    opened(there(17, 16))
    later = [opened(there(17, 16, 5)), opened(there(17, 16, 20))]
    assert time.at(there(17, 14)) == 1
    assert time.at(there(17, 14, 29)) == 0
    assert time.at(there(17, 14, 30)) == 1
    assert [len(told(task)) for task in later] == [1, 1]


def test_a_closed_task_is_told_of_no_more(time: Time, nurse: Acting) -> None:
    task = opened(there(17, 16))
    time.at(there(17, 14))
    actions.close(task=task, disposition="Spoken to", by=nurse)
    assert time.at(there(17, 16)) == 0
    assert time.at(there(20, 16)) == 0


def test_nobody_is_told_in_the_night(time: Time, nurse: Acting) -> None:
    """What would be near in the night is told the evening before; what is late, at nine."""
    task = opened(there(18, 3))
    assert time.at(there(17, 17, 59)) == 0
    assert time.at(there(17, 18)) == 1
    assert time.at(there(18, 3)) == 0
    assert time.at(there(18, 8, 59)) == 0
    assert time.at(there(18, 9)) == 1
    assert [stage for _, stage in told(task)] == [Stage.NEAR, Stage.LATE]


def test_a_task_that_is_due_late_in_the_evening_is_told_of_before(
    time: Time, nurse: Acting
) -> None:
    opened(there(17, 23))
    assert time.at(there(17, 17, 59)) == 0
    assert time.at(there(17, 18)) == 1


@pytest.mark.parametrize(
    ("month", "day"), [(3, 8), (11, 1)], ids=["clocks go forward", "clocks go back"]
)
def test_nine_is_nine_whatever_the_clocks_did_in_the_night(
    time: Time, nurse: Acting, month: int, day: int
) -> None:
    eve = (there(day, 12, month=month) - DAY).astimezone(NEW_YORK).day
    time.now = there(eve, 10, month=month if eve < day else month - 1)
    evening = datetime.combine(time.now.astimezone(NEW_YORK).date(), reminding_evening(), NEW_YORK)
    task = opened(there(day, 10, 59, month=month))
    assert time.at(evening.astimezone(UTC) - MINUTE) == 0
    assert time.at(evening.astimezone(UTC)) == 1
    time.now = there(day, 8, 59, month=month)
    late = opened(there(day, 9, month=month))
    assert time.at(time.now) == 0
    assert time.at(there(day, 9, month=month)) == 1
    assert (len(told(task)), len(told(late))) == (1, 1)


def reminding_evening() -> Any:
    from titrant.server.messages.timing import LAST_CALL

    return LAST_CALL


def test_a_clinic_elsewhere_has_its_own_night(
    time: Time, nurse: Acting, person: Callable[..., Account]
) -> None:
    """Witness: 16:00 in New York is 21:00 in London and 06:00 of the next day in Tokyo."""
    Clinic.objects.filter(pk=1).update(zone="Asia/Tokyo")
    opened(there(17, 16))
    assert time.at(there(17, 16)) == 0
    assert time.at(there(17, 19)) == 1  # nine in Tokyo


def test_what_is_handed_on_is_told_to_who_has_it_now(
    time: Time, nurses: list[Account], prescriber: Acting
) -> None:
    task = opened(there(17, 16))
    time.at(there(17, 16))
    assert task.escalates == there(18, 16)
    time.now = there(18, 16)
    recurring.escalation({})
    recurring.reminders({})
    recurring.reminders({})
    assert told(task)[2:] == [(prescriber.account.name, Stage.HANDED_ON)]
    assert time.at(there(19, 16)) == 0


def test_what_is_handed_on_in_the_night_is_told_in_the_morning(
    time: Time, nurse: Acting, prescriber: Acting
) -> None:
    task = opened(there(18, 2))
    time.now = there(19, 2)
    assert actions.escalate_late() == 1
    assert time.at(there(19, 8, 59)) == 0
    assert time.at(there(19, 9)) == 1
    assert told(task) == [(prescriber.account.name, Stage.HANDED_ON)]


def test_a_clock_that_stepped_back_tells_nobody_again_and_silences_nobody(
    time: Time, nurse: Acting
) -> None:
    task = opened(there(17, 16))
    time.at(there(17, 16))
    for moment in (there(17, 15), there(17, 14), there(17, 16), there(17, 17)):
        assert time.at(moment) == 0
    assert [stage for _, stage in told(task)] == [Stage.LATE]
    time.now = there(10, 10)  # a week back: what was told then lies in the future
    opened(there(10, 16))
    assert time.at(there(10, 14)) == 1


def test_a_worker_that_was_away_tells_once_what_is_so_now(time: Time, nurse: Acting) -> None:
    task = opened(there(17, 16))
    assert time.at(there(24, 12)) == 1
    assert [stage for _, stage in told(task)] == [Stage.LATE]


def test_an_owner_who_cannot_sign_in_is_not_written_to(
    time: Time, nurses: list[Account], prescriber: Acting
) -> None:
    task = opened(there(17, 16), owner=nurses[0])
    Account.objects.filter(pk=nurses[0].pk).update(is_active=False)
    assert time.at(there(17, 16)) == 0
    actions.escalate_late()  # which gives it back to its role
    assert time.at(there(17, 16)) == 1
    assert told(task) == [("Nia Second", Stage.LATE)]


def test_a_task_opened_with_no_time_left_is_not_called_near(time: Time, nurse: Acting) -> None:
    opened(time.now + HOUR)
    assert time.at(time.now + MINUTE) == 0


def test_two_workers_tell_once(time: Time, nurse: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second looked before the first had written, the database refuses the second."""
    from django.db import transaction

    opened(there(17, 16))
    time.at(there(17, 16))
    monkeypatch.setattr(reminding, "_told", lambda _: {})
    monkeypatch.setattr(reminding, "_told_lately", lambda *_: set())
    with pytest.raises(IntegrityError), transaction.atomic():
        reminding.remind()
    assert Message.objects.count() == 1


def test_the_worker_does_it_by_itself(time: Time, nurse: Acting) -> None:
    opened(there(17, 16))
    time.now = there(17, 16)
    Job.objects.create(name="reminders", after=time.now)
    assert worker.run_once() == 1
    assert Message.objects.count() == 1


def test_a_mail_server_that_is_away_is_one_task_for_who_looks_after_it(
    time: Time,
    nurses: list[Account],
    person: Callable[..., Account],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not one for each reminder: those would want reminders of their own, for ever."""
    person(Role.ADMINISTRATOR)
    monkeypatch.setattr(settings, "DEMONSTRATION", False)
    monkeypatch.setattr(settings, "SMTP_URL", "")
    opened(there(17, 16))
    time.at(there(17, 16))
    recurring.outbox({})
    task = Task.objects.get(kind="reminders-not-delivered")
    assert task.role == Role.ADMINISTRATOR
    assert Message.objects.filter(gave_up=None).count() == 0
    assert time.at(there(19, 16)) == 0
    assert Task.objects.count() == 2


def test_a_worker_that_dies_while_it_gives_up_leaves_no_message_without_a_task(
    time: Time, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.server.messages.test_messages import sent

    monkeypatch.setattr(settings, "DEMONSTRATION", False)
    monkeypatch.setattr(settings, "SMTP_URL", "")
    message = sent(patient=UUID(int=7))

    def die(_: sending.Undelivered) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sending.deliver(die)
    message.refresh_from_db()
    assert message.gave_up is None
    time.now += sending.LEASE
    recurring.outbox({})
    task = Task.objects.get()
    assert (task.about, task.patient) == (message.pk, UUID(int=7))


def test_a_task_that_was_closed_meanwhile_is_not_handed_on(
    time: Time, nurse: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = opened(there(17, 16))
    time.now = there(18, 16)
    actions.close(task=task, disposition="Spoken to", by=nurse)
    monkeypatch.setattr("titrant.server.tasks.selectors.late", lambda _: [task])
    actions.escalate_late()
    task.refresh_from_db()
    assert (task.escalated, task.role) == (None, "nurse")
    assert differences() == []
