"""Opening, reviewing, moving and ending a course: one a person, in one version."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.lib.led import WHY, led, opened
from tests.lib.patients import FILLED, at, enrol, send, text_of
from tests.lib.ready import PROTOCOL, make_ready, signs, write

from titrant.dosing.screening import screen, treatment_of
from titrant.knowledge import plan_of
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.accounts.selectors import acting
from titrant.server.audit.appending import append
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.courses import actions, entries, rules, selectors
from titrant.server.courses.models import Course
from titrant.server.intake import joining
from titrant.server.intake.selectors import whole
from titrant.server.patients.models import Patient
from titrant.server.patients.sections.history import ConditionSaid
from titrant.server.sites.selectors import knowledge_of, today
from titrant.server.tasks.models import Task
from titrant.server.web.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(signed_in: Callable[[Account], Client], prescriber: Acting) -> Client:
    """Return a browser in which the prescriber has signed in."""
    return signed_in(prescriber.account)


@pytest.fixture
def ready(patient: Patient, nurse: Acting, prescriber: Acting) -> Patient:
    """Return somebody of whom everything is known, in a clinic that has signed."""
    signs(patient.clinic, prescriber)
    make_ready(patient, prescriber, nurse)
    return patient


def page(room: Client, patient: Patient, *parts: str) -> Any:
    answer = room.get(at(patient, *parts))
    assert answer.status_code == 200
    return answer


def test_somebody_who_was_asked_everything_is_not_held(ready: Patient) -> None:
    kb = knowledge_of(ready.clinic)
    treatment = treatment_of(kb.protocol(PROTOCOL), "us")
    assert not screen(whole(ready, today(ready.clinic), kb), treatment, kb).holds


def test_a_course_is_opened_from_the_protocols_side_by_side(room: Client, ready: Patient) -> None:
    protocols = page(room, ready, "protocols").content.decode()
    assert at(ready, "course", PROTOCOL, "open") in protocols
    form = page(room, ready, "course", PROTOCOL, "open")
    assert not form.context["refused"]
    assert not any(form.context["form"].initial.values())
    typed = {"why": WHY, "target": "phq-9", "ends_when": "After six sessions."}
    answer = send(room, at(ready, "course", PROTOCOL, "open"), typed)
    assert answer.status_code == 302
    course = selectors.open_course(ready)
    assert course is not None
    assert (course.protocol, course.version, course.why) == (PROTOCOL, "1", WHY)
    assert msgspec.json.decode(course.plan) == plan_of(knowledge_of(ready.clinic), PROTOCOL)
    (known,) = whole(ready, today(ready.clinic)).courses
    assert (known.version, known.target, known.ends_when) == ("1", "phq-9", "After six sessions.")
    assert "version 1, open since" in text_of(page(room, ready, "course", PROTOCOL))
    assert "A person has one" in page(room, ready, "protocols").content.decode()
    assert differences() == []


@pytest.mark.parametrize("why", ["", "yes", "because"])
def test_a_course_asks_why(room: Client, ready: Patient, why: str) -> None:
    answer: Any = send(room, at(ready, "course", PROTOCOL, "open"), {"why": why})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert selectors.open_course(ready) is None


def test_a_form_that_is_sent_twice_opens_one(room: Client, ready: Patient) -> None:
    typed = {"why": WHY, "key": "the-very-form"}
    for _ in range(2):
        assert room.post(at(ready, "course", PROTOCOL, "open"), typed).status_code == 302
    assert Course.objects.count() == 1


@pytest.mark.hazard("H29")
@pytest.mark.hazard("H8")
def test_two_prescribers_open_one_course(
    ready: Patient, prescriber: Acting, person: Callable[..., Account]
) -> None:
    opened(ready, prescriber)
    second = acting(person(Role.PRESCRIBER), None)
    with pytest.raises(NotAllowed, match="whoever prescribes: that one is ended first"):
        opened(ready, second)
    with pytest.raises(NotAllowed, match="is open here"):
        opened(ready, second, "oral-depression")


def test_the_database_itself_holds_one_open_course(ready: Patient, prescriber: Acting) -> None:
    opened(ready, prescriber)
    body = entries.Opened("oral-depression", "1", {}, WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        append(entries.opened, body, by=prescriber.actor, patient=ready.pk)


@pytest.mark.hazard("H29")
@pytest.mark.hazard("H8")
def test_a_course_in_a_joined_record_counts_wherever_it_is(
    ready: Patient, prescriber: Acting, nurse: Acting
) -> None:
    other = enrol(nurse, born=date(1985, 4, 23), sex="female")
    joining.join(one=ready, other=other, reason="One telephone, one mother.", by=prescriber)
    opened(other, prescriber)
    with pytest.raises(NotAllowed, match="is open at Harbour Clinic"):
        opened(ready, prescriber)
    assert [one.patient_id for one in selectors.open_courses(ready)] == [other.pk]


@pytest.mark.hazard("H29")
@pytest.mark.hazard("H8")
def test_a_course_elsewhere_that_goes_on_counts(
    room: Client, ready: Patient, prescriber: Acting
) -> None:
    typed = {**FILLED["exposures"][0], "going": "yes", "ended": "", "times": ""}
    answer: Any = send(room, at(ready, "exposures", "add"), typed)
    assert answer.status_code == 302, text_of(answer)
    with pytest.raises(NotAllowed, match="The record tells of a course that goes on"):
        opened(ready, prescriber)
    refused = page(room, ready, "course", PROTOCOL, "open")
    assert "whoever prescribes" in refused.context["refused"]
    assert "Open the course" not in refused.content.decode()


def test_sessions_of_another_protocol_are_a_course_until_it_is_ended(
    room: Client, ready: Patient, prescriber: Acting
) -> None:
    typed = {**FILLED["sessions"][0], "protocol": "im-depression"}
    assert send(room, at(ready, "sessions", "add"), typed).status_code == 302
    with pytest.raises(NotAllowed, match=r"that course was not ended\. End it first"):
        opened(ready, prescriber)
    ended = send(room, at(ready, "course", "im-depression", "end"), {"why": "another"})
    assert ended.status_code == 302
    row = Course.objects.get()
    assert (row.opened, row.protocol, row.ended_why) == (None, "im-depression", "another")
    opened(ready, prescriber)
    over, going = whole(ready, today(ready.clinic)).courses
    assert (over.protocol, over.ended, len(over.sessions)) == (
        "im-depression",
        today(ready.clinic),
        1,
    )
    assert (going.protocol, going.ended) == (PROTOCOL, None)
    assert differences() == []


def test_what_excludes_is_not_opened(ready: Patient, prescriber: Acting, nurse: Acting) -> None:
    aneurysm = ConditionSaid("aneurysm", "active", "", "", "", "confirmed")
    write(ready, nurse, "patients.condition", aneurysm)
    with pytest.raises(NotAllowed, match=r"This protocol does not fit: .*neurysm"):
        opened(ready, prescriber)


def test_what_the_clinic_has_not_approved_is_not_opened(
    patient: Patient, prescriber: Acting, nurse: Acting
) -> None:
    signs(patient.clinic, prescriber, PROTOCOL)
    make_ready(patient, prescriber, nurse)
    with pytest.raises(NotAllowed, match="This site has not approved version 1"):
        opened(patient, prescriber)


def test_open_questions_hold_doses_and_not_the_course(patient: Patient, prescriber: Acting) -> None:
    signs(patient.clinic, prescriber)
    opened(patient, prescriber)
    assert selectors.open_course(patient) is not None


@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATOR, Role.AUDITOR])
def test_others_open_no_course(ready: Patient, person: Callable[..., Account], role: Role) -> None:
    with pytest.raises(NotAllowed, match="does not allow you to open, lead and end a course"):
        opened(ready, acting(person(role), None))


# -- it goes on ----------------------------------------------------------------------------------


def test_a_review_that_stops_holds_until_one_goes_on(
    room: Client, patient: Patient, prescriber: Acting, nurse: Acting
) -> None:
    led(patient, prescriber, nurse)
    place = at(patient, "course", PROTOCOL, "review")
    assert send(room, place, {"why": WHY}).status_code == 200  # nobody said which
    assert send(room, place, {"decision": "stop", "why": WHY}).status_code == 302
    holds = page(room, patient, "course", PROTOCOL).context["page"].holds
    assert any("decided to stop" in one.says for one in holds)
    assert send(room, place, {"decision": "continue", "why": WHY}).status_code == 302
    course = selectors.open_course(patient)
    assert course is not None
    assert str(course) == f"course {course.pk}"
    assert [one.decision for one in course.reviews.all()] == ["stop", "continue"]
    twice = [
        actions.review(course=course, decision="continue", why=WHY, by=prescriber, key="one")
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
    last = course.reviews.last()
    assert str(last) == f"review {twice[0].ref}"
    (known,) = whole(patient, today(patient.clinic)).courses
    assert [str(one.decision) for one in known.reviews] == ["stop", "continue", "continue"]
    assert differences() == []


@pytest.mark.hazard("H30")
def test_an_end_says_why_and_plans_the_calls(
    room: Client, patient: Patient, prescriber: Acting, nurse: Acting
) -> None:
    """Days 3, 7, 14 and 21: hazard H30, deaths 4 to 20 days after the last dose (C20)."""
    led(patient, prescriber, nurse)
    place = at(patient, "course", PROTOCOL, "end")
    assert (
        "Calls are planned for days 3, 7, 14, 21"
        in page(room, patient, "course", PROTOCOL, "end").content.decode()
    )
    other: Any = send(room, place, {"why": "other", "words": " "})
    assert "Write the reason." in text_of(other)
    assert send(room, place, {"why": "harm", "words": "Rash."}).status_code == 302
    row = Course.objects.get()
    assert (row.is_open, row.ended_why, row.ended_words) == (False, "harm", "Rash.")
    calls = Task.objects.filter(kind="call-after-course").order_by("due")
    assert row.ended is not None
    assert [round((one.due - row.ended) / timedelta(days=1)) for one in calls] == [3, 7, 14, 21]
    assert {one.role for one in calls} == {Role.NURSE}
    opened(patient, prescriber)  # and another may begin


def test_sessions_after_the_end_of_a_course_are_one_that_nobody_opened(
    room: Client, ready: Patient, prescriber: Acting
) -> None:
    opened(ready, prescriber)
    actions.end_course(patient=ready, protocol=PROTOCOL, why="planned", by=prescriber)
    day = today(ready.clinic)
    Course.objects.update(opened=now() - timedelta(days=40), ended=now() - timedelta(days=9))
    for ago in (20, 2):
        typed = {**FILLED["sessions"][0], "when": f"{day - timedelta(days=ago)}T09:30"}
        assert send(room, at(ready, "sessions", "add"), typed).status_code == 302
    over, going = whole(ready, day).courses
    assert [len(one.sessions) for one in (over, going)] == [1, 1]
    assert (over.ended, going.ended) == (day - timedelta(days=9), None)
    assert whole(ready, day - timedelta(days=50)).courses == ()


def test_an_end_that_is_sent_twice_plans_its_calls_once(
    room: Client, patient: Patient, prescriber: Acting, nurse: Acting
) -> None:
    led(patient, prescriber, nurse)
    for _ in range(2):
        place = at(patient, "course", PROTOCOL, "end")
        assert room.post(place, {"why": "planned", "key": "one"}).status_code == 302
    assert Task.objects.filter(kind="call-after-course").count() == 4


def test_what_does_not_go_on_is_not_ended(
    room: Client, patient: Patient, prescriber: Acting, nurse: Acting
) -> None:
    led(patient, prescriber, nurse)
    answer: Any = send(room, at(patient, "course", "im-depression", "end"), {"why": "planned"})
    assert "No course of this protocol goes on." in text_of(answer)


def test_a_course_that_is_over_is_not_led(
    patient: Patient, prescriber: Acting, nurse: Acting, room: Client
) -> None:
    led(patient, prescriber, nurse)
    course = selectors.open_course(patient)
    assert course is not None
    actions.end_course(patient=patient, protocol=PROTOCOL, why="planned", by=prescriber)
    course.refresh_from_db()
    assert not rules.can_lead(prescriber, patient, course)
    with pytest.raises(NotAllowed, match="This course was ended"):
        actions.review(course=course, decision="continue", why=WHY, by=prescriber)
    assert room.get(at(patient, "course", PROTOCOL, "review")).status_code == 404
    assert selectors.newest_of(patient, PROTOCOL) == course
    assert selectors.course_for(patient, course.pk) == course
    assert selectors.courses(patient) == [course]


def test_whoever_is_told_of_an_end_is_told_in_its_transaction(
    patient: Patient, prescriber: Acting, nurse: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[Course, Acting]] = []
    monkeypatch.setattr(actions, "_on_end", [])
    actions.on_end(lambda course, by: told.append((course, by)))
    ref = led(patient, prescriber, nurse)
    actions.end_course(patient=patient, protocol=PROTOCOL, why="planned", by=prescriber)
    assert [(course.pk, by) for course, by in told] == [(ref, prescriber)]


# -- its version ---------------------------------------------------------------------------------


def older(patient: Patient, by: Acting) -> Course:
    """Open a course as an earlier version of the program did: another first dose."""
    plan = plan_of(knowledge_of(patient.clinic), PROTOCOL)
    plan["row"] = {**plan["row"], "version": "0"}
    start = f"protocol.{PROTOCOL}.start"
    plan["leaves"][start] = {**plan["leaves"][start], "value": "0.4"}
    plan["signatures"].pop(start, None)
    body = entries.Opened(PROTOCOL, "0", plan, WHY)
    ref = append(entries.opened, body, by=by.actor, patient=patient.pk).ref
    return Course.objects.select_related("patient__clinic").get(pk=ref)


@pytest.mark.hazard("H14")
def test_a_course_keeps_the_doses_of_its_version_until_it_is_moved(
    room: Client, ready: Patient, prescriber: Acting
) -> None:
    course = older(ready, prescriber)
    shown = page(room, ready, "course", PROTOCOL)
    start = next(one for one in shown.context["page"].options if one.kind == "start")
    assert any("28.08 mg" in fact for fact in start.facts)  # 0.4 mg/kg for 70.2 kg
    assert "Move to version 1" in shown.content.decode()
    moved = send(room, at(ready, "course", PROTOCOL, "move"), {"why": WHY})
    assert moved.status_code == 302
    start = next(
        one
        for one in page(room, ready, "course", PROTOCOL).context["page"].options
        if one.kind == "start"
    )
    assert any("35.1 mg" in fact for fact in start.facts)  # 0.5 mg/kg
    course.refresh_from_db()
    assert course.version == "1"
    again: Any = send(room, at(ready, "course", PROTOCOL, "move"), {"why": WHY})
    assert "follows version 1 already" in text_of(again)
    assert differences() == []


def test_a_course_is_not_moved_to_what_the_clinic_has_not_approved(
    ready: Patient, prescriber: Acting
) -> None:
    course = older(ready, prescriber)
    signs(ready.clinic, prescriber, PROTOCOL)
    with pytest.raises(NotAllowed, match="has not approved version 1"):
        actions.move(course=course, why=WHY, by=prescriber)


def test_a_move_that_is_sent_twice_is_one(ready: Patient, prescriber: Acting) -> None:
    course = older(ready, prescriber)
    first, second = (
        actions.move(course=course, why=WHY, by=prescriber, key="one") for _ in range(2)
    )
    assert first == second
    assert Entry.objects.filter(kind="courses.moved").count() == 1


def test_a_protocol_that_this_version_does_not_know_is_called_by_its_id() -> None:
    assert rules.title_of("of-another-time") == "of-another-time"
