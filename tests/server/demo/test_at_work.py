"""What somebody of each role finds in the demonstration: a clinic in which people are at work."""

from collections import Counter
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from tests.lib.patients import at, look_for, text_of
from tests.server.demo.test_filled import browser, named

from titrant.clinical import Sureness
from titrant.server.accounts.models import Account, BrokenGlass, Invitation, Membership
from titrant.server.audit.models import Entry
from titrant.server.courses.models import Course
from titrant.server.demo.clock import MORNING
from titrant.server.demo.staff import STAFF
from titrant.server.exposures.models import PastSession
from titrant.server.intake.models import Answer, Import, Intake, Upload
from titrant.server.intake.steps import steps_for
from titrant.server.messages.models import Message
from titrant.server.orders.models import Order
from titrant.server.orders.standing import standing_of
from titrant.server.patients.models import Document, Patient
from titrant.server.sites.models import Proposal
from titrant.server.tasks.models import Job, Task
from titrant.server.web.clock import clock_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("filled")]


def shown(word: str, address: str, typed: str = "") -> str:
    """Return the text of a page as somebody of the staff finds it; `typed` is looked for there."""
    with clock_at(MORNING):  # the sign-in is of then as well
        client = browser(word)
        answer: Any = client.get(look_for(client, typed) if typed else address)
    assert answer.status_code == 200, (word, address, answer.status_code)
    return text_of(answer)


@pytest.mark.parametrize(
    ("word", "address", "says"),
    [
        ("nurse", "/tasks/", "Call back: may she come with a cold?"),
        ("visitor", "/tasks/", "Write to the other clinic"),
        ("nurse", "/tasks/", "Intake to confirm with the person"),
        ("prescriber", "/tasks/", "headache for two days"),
        ("coordinator", "/tasks/", "A form sent home was not answered"),
        ("coordinator", "/tasks/", "A message did not go out"),
        ("director", "/tasks/", "Review an emergency access"),
        ("administrator", "/tasks/", "service of the infusion pumps"),
        ("coordinator", "/outbox/", "reminder of an appointment"),
        ("director", "/policy/", "weigh them more often"),
        ("prescriber", "/policy/", "The medical director signs."),
        ("director", "/emergencies/", "at our door with chest pain"),
        ("auditor", "/emergencies/", "reviewed Wed 18 Nov 2026, 09:00"),
        ("auditor", "/log/", "Rosa Imani"),
        ("administrator", "/people/", "jonas.field@demo.example"),
    ],
)
def test_a_page_of_the_clinic_is_not_empty(word: str, address: str, says: str) -> None:
    assert says in shown(word, address)


def test_tasks_stand_at_every_stage() -> None:
    tasks = Task.objects.filter(clinic=1)
    assert tasks.count() >= 12
    assert len(set(tasks.values_list("kind"))) >= 5
    still = tasks.filter(closed=None)
    assert still.filter(due__lt=MORNING, escalated=None).exists()
    handed_on = tasks.get(what__startswith="Call back: headache")
    assert (handed_on.role, handed_on.escalated is None) == ("prescriber", False)
    assert still.filter(owner=None).exists()
    assert still.exclude(owner=None).exists()
    ends = Counter(tasks.exclude(closed=None).values_list("disposition", flat=True))
    assert set(ends) == {
        "Cannot be done, and why in the remark",
        "Done",
        "Left a neutral message",
        "Reviewed, it was needed",
    }


def test_nobody_is_asked_about_a_clock_that_stepped_back() -> None:
    assert not Job.objects.filter(name="clock-stepped-back").exists()


def test_messages_went_out_wait_and_were_given_up() -> None:
    sent = Message.objects.exclude(sent=None)
    assert {"forms-waiting", "appointment", "task-waiting"} <= set(
        sent.values_list("template", flat=True)
    )
    waiting = Message.objects.filter(sent=None, gave_up=None)
    assert waiting.exists()
    assert all(one.after > MORNING for one in waiting)
    (lost,) = Message.objects.exclude(gave_up=None)
    assert (lost.tries, lost.failed) == (8, "ConnectionRefusedError")
    task = Task.objects.get(about=lost.pk)
    assert task.patient == named("Tess Ring").pk
    # by hand: eight tries, 1 + 2 + 4 + 8 + 16 + 32 + 64 minutes apart
    assert lost.gave_up is not None
    assert lost.gave_up - lost.queued == timedelta(minutes=127)


def test_nothing_was_printed_while_it_was_filled(capfd: pytest.CaptureFixture[str]) -> None:
    from titrant.server.demo.outbox import send_what_waits

    assert Message.objects.filter(sent=None, gave_up=None).exists()
    with clock_at(MORNING + timedelta(hours=1)):
        send_what_waits()
    assert not Message.objects.filter(sent=None, gave_up=None).exists()
    assert capfd.readouterr().out == ""


def _intakes(place: str) -> dict[str, Intake]:
    """Return the intakes at one place, by how they stand."""
    found = {}
    for one in Intake.objects.filter(place=place).select_related("patient"):
        if one.how:
            stands = one.how
        elif one.until is not None and one.until <= MORNING:
            stands = "ran out"
        elif one.known is None:
            stands = "not opened"
        else:
            stands = "half" if one.steps.exists() else "begun"
        found[stands] = one
    return found


def test_people_are_asked_at_home_and_at_the_desk() -> None:
    at_home = _intakes("home")
    assert set(at_home) == {"half", "sent", "ran out", "not opened"}
    assert set(_intakes("desk")) == {"half", "begun"}
    half, sent = at_home["half"], at_home["sent"]
    assert 0 < half.steps.count() < len(steps_for(half.patient, "home"))
    assert sent.steps.count() == len(steps_for(sent.patient, "home"))


def test_what_was_sent_waits_tick_by_tick() -> None:
    patient = _intakes("home")["sent"].patient
    answers = Answer.objects.filter(patient=patient)
    waiting = answers.filter(sure=Sureness.REPORTED, corrected_by=None)
    assert waiting.count() >= 50
    first, second = answers.filter(what="asthma").order_by("number")
    assert (first.answer, first.counts) == ("yes", False)
    assert (second.answer, second.sure) == ("no", "confirmed")
    assert answers.get(what="hypertension").confirmed is not None
    page = shown("nurse", at(patient, "intake", "confirm"))
    assert "Nothing waits to be confirmed" not in page
    assert shown("nurse", at(patient, "medications")).count("entered in error") == 1


def test_a_link_of_the_demonstration_opens() -> None:
    half = _intakes("home")["half"]
    message = Message.objects.get(
        pk__in=Entry.objects.filter(kind="messages.asked", patient=half.patient_id).values("pk")
    )
    (link,) = (word for word in message.text.split() if word.startswith("http"))
    with clock_at(MORNING):
        answer: Any = Client().get(urlsplit(link).path)
    assert answer.status_code == 200
    assert "Your initials" in text_of(answer)
    assert half.patient.name not in text_of(answer)


def test_one_file_is_taken_in_and_one_waits_to_be_looked_at() -> None:
    (taken,) = Import.objects.select_related("patient")
    assert (taken.patient.name, taken.not_understood) == ("Fiona Farrow", 1)
    assert "Rosacea" in shown("nurse", at(taken.patient, "imports", taken.pk))
    (waiting,) = Upload.objects.select_related("patient")
    patient = waiting.patient
    assert patient is not None
    assert "A file waits to be looked at" in shown("nurse", at(patient, "imports"))
    page = shown("nurse", at(patient, "imports", "look", waiting.pk))
    for words in ("The file has another birth date.", "Ischaemic stroke", "tranylcypromine"):
        assert words.casefold() in page.casefold()


def test_papers_open() -> None:
    papers = Document.objects.select_related("patient")
    assert len({one.patient_id for one in papers}) == 2
    for one in papers:
        answer: Any = browser("nurse").get(at(one.patient, "documents", one.pk, "open"))
        content = b"".join(answer) if answer.streaming else answer.content
        assert (answer.status_code, content[:5]) == (200, b"%PDF-")


def test_a_change_of_the_policy_waits_for_the_director() -> None:
    assert {one.by.name for one in Proposal.objects.all()} == {"Dr Paula Reyes"}
    assert "Read and sign" in shown("director", "/policy/")
    assert "Read and sign" not in shown("prescriber", "/policy/")


def test_one_emergency_waits_for_its_review_and_one_was_reviewed() -> None:
    earlier, last_night = BrokenGlass.objects.order_by("opened")
    assert (earlier.reviewer, last_night.reviewed) == (
        Account.objects.get(name="Dr Iris Vane"),
        None,
    )
    assert timedelta(0) < MORNING - last_night.until < timedelta(hours=9)
    read = Entry.objects.filter(
        kind="read", patient=last_night.patient, role__endswith="emergency)"
    )
    assert read.count() == 3


def test_an_invitation_waits() -> None:
    waiting = Invitation.objects.get(email="jonas.field@demo.example")
    assert waiting.until > MORNING


# ---------------------------------------------------------------- the other clinic


def test_the_first_clinic_sees_nobody_of_the_second() -> None:
    others = Patient.objects.filter(clinic=2)
    assert others.count() == 2
    page = shown("nurse", "/patients/", typed="P")
    assert "Petra Positive" in page
    for one in others:
        assert one.name not in page
        answer: Any = browser("nurse").get(at(one))
        assert answer.status_code in {403, 404}
        assert one.name not in text_of(answer)
    assert "Piper Prairie" in shown("visitor", "/patients/")
    assert "Mo Maoi" not in shown("visitor", "/patients/", typed="Mo Maoi")


def test_one_of_the_staff_works_in_both_clinics() -> None:
    clinics: dict[str, set[int]] = {}
    for name, clinic in Membership.objects.values_list("account__name", "clinic"):
        clinics.setdefault(name, set()).add(clinic)
    assert {name for name, both in clinics.items() if len(both) == 2} == {"Dr Simon Adler"}
    assert clinics["Rosa Imani"] == {2}
    assert len(clinics) == len(STAFF)


def test_three_orders_are_on_the_way_each_as_far_as_its_person_says() -> None:
    states = {
        order.patient.name: (order.state, order.signatures.count())
        for order in Order.objects.select_related("patient")
    }
    assert states == {
        "Oona Ordered": ("active", 1),
        "Tova Two": ("on-hold", 1),
        "Uma Unsigned": ("draft", 0),
    }
    for order in Order.objects.select_related("patient__clinic", "course"):
        assert standing_of(order).stands


def test_everybody_with_doses_here_has_a_course_that_is_open_or_was_ended() -> None:
    treated = set(PastSession.objects.values_list("patient", flat=True))
    assert treated
    assert treated <= set(Course.objects.values_list("patient", flat=True))
    assert Course.objects.exclude(ended=None).exists()
