"""Messages: a closed list of texts, an outbox in the same transaction, tries that end in a task."""

import smtplib
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from importlib import import_module
from typing import Any, Self

import pytest
from django.apps import apps
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.test import Client

from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.audit.actor import program
from titrant.server.audit.models import Entry
from titrant.server.messages import senders, sending
from titrant.server.messages.actions import NoWay, send
from titrant.server.messages.backend import OutboxBackend
from titrant.server.messages.models import Message
from titrant.server.messages.templates import TEMPLATES, Channel, Filling, about, filled
from titrant.server.messages.timing import days_before, decent
from titrant.server.sites.models import Clinic
from titrant.server.tasks.models import Task
from titrant.server.tasks.recurring import outbox
from titrant.server.web.clock import clock_at

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
LINK = "http://localhost:8000/forms/x/"
FULL = Filling(link=LINK, when=NOW, zone="America/New_York", phone="+1 212 555 0100")
CLINICAL = ("ketamine", "treatment", "session", "dose", "depress", "clinic", "patient", "doctor")


def no_loss(lost: sending.Undelivered) -> None:
    pytest.fail(f"{lost} was given up")


def sent(template: str = "please-call", **more: Any) -> Message:
    ref = send(
        template,
        **{
            "to": "mara@mail.example",
            "channel": Channel.MAIL,
            "by": program("tests", 1),
            "phone": "+1 212 555 0100",
            **more,
        },
    )
    return Message.objects.get(pk=ref)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_text_says_nothing_of_who_or_why(name: str) -> None:
    subject, text = filled(name, FULL)
    assert len(text) <= 160, "one text message"
    assert "{" not in text
    for word in CLINICAL:
        assert word not in f"{subject} {text}".lower().replace(LINK, "")
    assert about(name) == TEMPLATES[name].about


@pytest.mark.parametrize(
    "odd",
    [
        Filling(link="Mara is late", phone="1"),
        Filling(link="javascript:alert(1)", phone="1"),
        Filling(phone="Mara Ellison"),
        Filling(),
    ],
)
def test_nobody_fills_in_words_of_their_own(odd: Filling) -> None:
    with pytest.raises(ValueError, match=r"address|digits|needs"):
        filled("forms-waiting", odd)


def test_a_link_elsewhere_and_a_template_that_is_not_listed_are_refused() -> None:
    with pytest.raises(ValueError, match="leads to this program"):
        sent(link="http://elsewhere.example/")
    with pytest.raises(KeyError):
        send("free-words", to="a@b.example", channel=Channel.MAIL, by=program("tests"))
    with pytest.raises(NoWay, match="no address"):
        sent(to=" ")
    assert not Message.objects.exists()


def test_a_message_is_written_with_what_it_tells_of_or_not_at_all() -> None:
    with transaction.atomic():
        sent()
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not Entry.objects.exists()


def test_the_record_says_that_and_not_where_a_message_went() -> None:
    message = sent()
    entry = Entry.objects.get(kind="messages.asked")
    assert entry.pk == message.pk
    assert "mara" not in entry.body
    assert message.text == "Please call +1 212 555 0100 when you can."


def test_a_form_sent_twice_sends_one_message(person: Callable[..., Account]) -> None:
    from titrant.server.audit.actor import Actor

    by = Actor(account=person(Role.COORDINATOR).pk, clinic=1)
    assert sent(by=by, key="k1") == sent(by=by, key="k1")
    assert Message.objects.count() == 1


def test_the_time_is_the_persons_own() -> None:
    _, text = filled("appointment", FULL)
    assert "Sun 22 Nov, 10:00" in text


@pytest.mark.parametrize(
    ("moment", "zone", "then"),
    [
        ("2026-11-22T15:00Z", "America/New_York", "2026-11-22T15:00Z"),
        ("2026-11-22T11:00Z", "America/New_York", "2026-11-22T14:00Z"),
        ("2026-11-23T01:00Z", "America/New_York", "2026-11-23T14:00Z"),
        ("2026-11-22T15:00Z", "Asia/Tokyo", "2026-11-22T15:00Z".replace("22T15", "23T00")),
        ("2026-11-01T04:30Z", "America/New_York", "2026-11-01T14:00Z"),  # the clocks go back
        ("2026-03-08T06:30Z", "America/New_York", "2026-03-08T13:00Z"),  # and forward
    ],
)
def test_a_message_waits_for_a_decent_hour_where_somebody_lives(
    moment: str, zone: str, then: str
) -> None:
    assert decent(datetime.fromisoformat(moment), zone) == datetime.fromisoformat(then)


def test_the_day_before_is_by_the_calendar() -> None:
    appointment = datetime(2026, 11, 1, 15, 0, tzinfo=UTC)  # 10:00, after the clocks went back
    reminder = days_before(appointment, "America/New_York", 1, at=time(10))
    assert reminder == datetime(2026, 10, 31, 14, 0, tzinfo=UTC)


def test_mails_of_signing_in_go_through_the_outbox() -> None:
    send_mail(
        "Your code",
        "Here is a link",
        None,
        ["ana@clinic.example", "bo@clinic.example"],
        connection=OutboxBackend(),
    )
    assert [m.address for m in Message.objects.order_by("address")] == [
        "ana@clinic.example",
        "bo@clinic.example",
    ]
    assert about(Message.objects.all()[0].template) == "mail about signing in"


def test_a_demonstration_prints_the_text_and_not_to_whom(
    capsys: pytest.CaptureFixture[str],
) -> None:
    message = sent()
    assert sending.deliver(no_loss) == 1
    out = capsys.readouterr().out
    assert "Please call" in out
    assert "mara" not in out
    message.refresh_from_db()
    assert message.sent is not None
    assert sending.deliver(no_loss) == 0  # once
    assert capsys.readouterr().out == ""


@pytest.fixture
def clinic_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMONSTRATION", False)


class Server:
    """A mail server that notes what it is told."""

    told: list[Any]

    def __init__(self, *where: object, **how: object) -> None:
        self.told.append((type(self).__name__, where))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def starttls(self, **_: object) -> None:
        self.told.append("starttls")

    def login(self, *who: str) -> None:
        self.told.append(who)

    def send_message(self, mail: EmailMessage) -> None:
        self.told.append(mail)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (
            "smtp://me:p%40ss@mail.example/?from=desk@clinic.example",
            [("Plain", ("mail.example", 587)), "starttls", ("me", "p@ss")],
        ),
        ("smtp://localhost:2525/?from=desk@clinic.example", [("Plain", ("localhost", 2525))]),
        ("smtps://mail.example/?from=desk@clinic.example", [("Tls", ("mail.example", 465))]),
    ],
)
def test_a_clinic_sends_mail_under_tls(
    clinic_mode: None, monkeypatch: pytest.MonkeyPatch, url: str, told: list[object]
) -> None:
    log: list[Any] = []
    monkeypatch.setattr(smtplib, "SMTP", type("Plain", (Server,), {"told": log}))
    monkeypatch.setattr(smtplib, "SMTP_SSL", type("Tls", (Server,), {"told": log}))
    monkeypatch.setattr(settings, "SMTP_URL", url)
    message = sent()
    assert sending.deliver(no_loss) == 1
    mail = log.pop()
    assert log == told
    assert (mail["From"], mail["To"]) == ("desk@clinic.example", "mara@mail.example")
    assert mail["Message-ID"] == f"<{message.pk}@clinic.example>"


def test_a_text_goes_through_the_plug(clinic_mode: None, monkeypatch: pytest.MonkeyPatch) -> None:
    log: list[object] = []
    monkeypatch.setattr(smtplib, "plug", lambda *a: log.append(a), raising=False)
    monkeypatch.setattr(settings, "TEXT_SENDER", "smtplib:plug")
    sent(channel=Channel.TEXT, to="+1 917 555 0177")
    assert sending.deliver(no_loss) == 1
    assert log == [("+1 917 555 0177", "Please call +1 212 555 0100 when you can.")]


def test_an_installed_plug_is_found_by_name(
    clinic_mode: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Plug:
        @staticmethod
        def load() -> object:
            return print

    monkeypatch.setattr(senders, "entry_points", lambda **_: [Plug])
    monkeypatch.setattr(settings, "TEXT_SENDER", "pigeon")
    assert senders.text_sender() is print


@pytest.mark.parametrize(
    ("channel", "url"),
    [
        (Channel.TEXT, ""),
        (Channel.MAIL, ""),
        (Channel.MAIL, "http://x"),
        (Channel.MAIL, "smtp://x"),
    ],
)
def test_without_a_sender_it_is_given_up_at_once_and_somebody_is_told(
    clinic_mode: None, clinic: Clinic, monkeypatch: pytest.MonkeyPatch, channel: str, url: str
) -> None:
    monkeypatch.setattr(settings, "SMTP_URL", url)
    message = sent(channel=channel)
    outbox({})
    task = Task.objects.get(kind="message-not-delivered")
    assert (task.about, task.clinic) == (message.pk, 1)
    assert "mara" not in task.why


def test_a_failure_is_tried_again_ever_later_and_then_given_up(
    clinic_mode: None, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Message) -> None:
        raise ConnectionRefusedError("mara@mail.example refused")

    monkeypatch.setattr(sending, "sender_for", lambda _: fail)
    moment = NOW
    with clock_at(lambda: moment):
        message = sent()
        waits = []
        for _ in range(sending.TRIES):
            outbox({})
            outbox({})  # not before its time
            message.refresh_from_db()
            waits.append(message.after - moment)
            assert message.failed == "ConnectionRefusedError"
            moment = message.after
        assert message.tries == sending.TRIES
        assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
        assert max(waits) <= sending.LONGEST_WAIT
        assert message.gave_up is not None
        outbox({})
    assert Task.objects.filter(kind="message-not-delivered").count() == 1


INVITED = "You are invited to set up your access. Open this link within seven days: "


def invited() -> Message:
    return sent(template="invitation", phone="", link=LINK)


def test_a_link_that_was_sent_is_kept_nowhere(
    clinic_mode: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    log: list[str] = []
    monkeypatch.setattr(sending, "sender_for", lambda _: lambda message: log.append(message.text))
    message = invited()
    send_mail(
        "A new password",
        f"Works once:\n\n{LINK}\n\nIf it was not you, delete this.",
        None,
        ["ana@clinic.example"],
        connection=OutboxBackend(),
    )
    assert sending.deliver(no_loss) == 2
    assert all(LINK in text for text in log)
    message.refresh_from_db()
    mail = Message.objects.exclude(pk=message.pk).get()
    assert (message.template, message.text) == ("invitation", INVITED + "[link]")
    assert mail.text == "Works once:\n\n[link]\n\nIf it was not you, delete this."


def test_a_link_is_kept_until_a_message_is_given_up(
    clinic_mode: None, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Message) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(sending, "sender_for", lambda _: fail)
    moment = NOW
    with clock_at(lambda: moment):
        message = invited()
        for tries in range(1, sending.TRIES + 1):
            outbox({})
            message.refresh_from_db()
            moment = message.after
            gone = tries == sending.TRIES
            assert message.text == INVITED + ("[link]" if gone else LINK)


@pytest.mark.parametrize("demo", [True, False])
def test_links_that_an_earlier_version_kept_are_taken_out(
    monkeypatch: pytest.MonkeyPatch, demo: bool
) -> None:
    monkeypatch.setattr(settings, "DEMONSTRATION", demo)
    gone, lost, waits = invited(), invited(), invited()
    Message.objects.filter(pk=gone.pk).update(sent=NOW)
    Message.objects.filter(pk=lost.pk).update(gave_up=NOW)
    earlier = import_module("titrant.server.messages.migrations.0002_links_forgotten")
    earlier.forget(apps, None)
    texts = dict(Message.objects.values_list("pk", "text"))
    kept = INVITED + (LINK if demo else "[link]")
    assert texts == {gone.pk: kept, lost.pk: kept, waits.pk: INVITED + LINK}


def test_a_demonstration_keeps_its_links_to_be_pressed(
    signed_in: Callable[[Account], Client], person: Callable[..., Account]
) -> None:
    client = signed_in(person(Role.COORDINATOR))
    invited()
    assert sending.deliver(no_loss) == 1
    page = client.get("/outbox/").content.decode()
    assert "went out" in page
    assert f'href="{LINK}"' in page


def test_a_message_that_a_dead_worker_had_goes_out_after_a_while(
    capsys: pytest.CaptureFixture[str],
) -> None:
    moment = NOW
    with clock_at(lambda: moment):
        sent()
        assert sending._claim() is not None
        assert sending._claim() is None
        sending.deliver(no_loss)
        assert capsys.readouterr().out == ""
        moment += sending.LEASE
        sending.deliver(no_loss)
    assert "Please call" in capsys.readouterr().out


def test_a_mail_of_no_clinic_that_fails_is_a_task_in_each(
    clinic_mode: None, clinic: Clinic, other_clinic: Clinic
) -> None:
    send_mail(
        "Your code", "Here is a link", None, ["ana@clinic.example"], connection=OutboxBackend()
    )
    outbox({})
    assert set(Task.objects.values_list("clinic", flat=True)) == {1, 2}


def test_no_more_than_some_are_sent_at_a_time() -> None:
    sent()
    sent()
    assert sending.deliver(no_loss, most=1) == 1
    assert Message.objects.filter(sent=None).count() == 1


@pytest.mark.parametrize("demo", [True, False])
def test_the_outbox_shows_texts_in_a_demonstration_only(
    signed_in: Callable[[Account], Client],
    person: Callable[..., Account],
    monkeypatch: pytest.MonkeyPatch,
    demo: bool,
) -> None:
    monkeypatch.setattr(settings, "DEMONSTRATION", demo)
    client = signed_in(person(Role.COORDINATOR))
    empty = client.get("/outbox/").content.decode()
    assert "will stand here" in empty
    first, second, third = sent(), sent(), sent()
    Message.objects.filter(pk=first.pk).update(sent=NOW)
    Message.objects.filter(pk=second.pk).update(gave_up=NOW)
    Message.objects.filter(pk=third.pk).update(tries=2)
    page = client.get("/outbox/")
    text = page.content.decode()
    assert page.status_code == 200
    assert ("mara@mail.example" in text) is demo
    assert ("Please call" in text) is demo
    for words in ("request to call", "went out", "given up: a task says so", "failed 2 times"):
        assert words in text
    assert Entry.objects.filter(kind="read", body__contains="outbox").count() == 2


def test_the_outbox_has_pages(
    signed_in: Callable[[Account], Client], person: Callable[..., Account]
) -> None:
    for _ in range(51):
        sent()
    client = signed_in(person(Role.ADMINISTRATOR))
    assert "Older" in client.get("/outbox/").content.decode()
    assert "Newer" in client.get("/outbox/?page=2").content.decode()


def test_a_message_says_what_it_is_without_saying_to_whom() -> None:
    message = sent()
    assert str(message) == f"message {message.pk}"


def test_a_message_that_another_worker_was_faster_with_is_not_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It waited when it was looked for, and is taken when it is wanted."""
    sent()
    rows = Message.objects.filter(sent=None)
    exists = type(rows).exists

    def and_then_it_is_taken(found: Any) -> bool:
        there = exists(found)
        Message.objects.update(taken=NOW + timedelta(days=999))
        return there

    monkeypatch.setattr(type(rows), "exists", and_then_it_is_taken)
    assert sending.deliver(no_loss) == 0
