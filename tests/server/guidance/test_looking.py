"""Open courses are looked at again: what is new becomes an owned task, once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from tests.lib.led import WHY, led, opened
from tests.lib.patients import enrol, text_of
from tests.lib.permissions import browser
from tests.lib.ready import PROTOCOL, signs, write

from titrant.dosing.screening.clearing import mark_of
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.courses import actions as courses
from titrant.server.courses.actions import finding_of
from titrant.server.courses.asked import AskedSaid
from titrant.server.courses.models import Course
from titrant.server.courses.selectors import clearance_for
from titrant.server.courses.working import worked_out
from titrant.server.guidance import actions, looking, rerunning
from titrant.server.guidance.models import Found, Rerun
from titrant.server.guidance.reasons import OFFERED
from titrant.server.intake import joining
from titrant.server.patients.models import Patient
from titrant.server.patients.sections.history import ConditionSaid
from titrant.server.sites.selectors import knowledge_of
from titrant.server.tasks.models import Job, Task
from titrant.server.tasks.worker import run_once
from titrant.server.web.clock import clock_at

pytestmark = pytest.mark.django_db
HOME = "sublingual-home"
IDENTITY = ConditionSaid("dissociative identity disorder", "active", "", "", "", "confirmed")
ASTHMA = ConditionSaid("asthma", "active", "", "", "", "confirmed")


@pytest.fixture
def course(patient: Patient, nurse: Acting, prescriber: Acting) -> UUID:
    """Return an open course that was looked at once."""
    made = led(patient, prescriber, nurse)
    run_once()
    Rerun.objects.all().delete()
    return made


def tasks(kind: str = "new-finding-on-course") -> list[Task]:
    return list(Task.objects.filter(kind=kind).order_by("due", "id"))


def test_what_a_course_was_opened_with_is_nothing_new(course: UUID) -> None:
    assert tasks() == []
    assert Found.objects.get().course_id == course


@pytest.mark.hazard("H32")
@pytest.mark.hazard("H9")
def test_a_new_finding_becomes_a_task_of_the_prescriber_once(
    patient: Patient, course: UUID, nurse: Acting
) -> None:
    write(patient, nurse, "patients.condition", IDENTITY)
    run_once()
    (task,) = tasks()
    assert "Dissociative identity disorder" in task.why
    assert (task.role, task.patient, task.about) == (Role.PRESCRIBER, patient.pk, course)
    write(patient, nurse, "patients.condition", ASTHMA)
    run_once()
    assert len([one for one in tasks() if "Dissociative" in one.why]) == 1


def test_what_is_cleared_and_then_withdrawn_is_new_again(
    patient: Patient, course: UUID, nurse: Acting, prescriber: Acting
) -> None:
    write(patient, nurse, "patients.condition", IDENTITY)
    protocol = knowledge_of(patient.clinic).protocol(PROTOCOL)
    rule = "dissociative-identity-disorder"

    (finding,) = [
        one for one in worked_out(patient, PROTOCOL).guidance.basis.findings if one.rule == rule
    ]
    assert finding_of(patient, protocol, rule, mark_of(finding)) == finding
    cleared = courses.clear(
        patient=patient, protocol=protocol, rule=rule, mark=mark_of(finding), why=WHY, by=prescriber
    )
    run_once()
    before = len(tasks())

    row = clearance_for(patient, cleared.ref)
    assert row is not None
    courses.withdraw(clearance=row, why=WHY, by=prescriber)
    run_once()
    assert len(tasks()) == before + 1


def test_a_fact_of_a_joined_record_is_looked_at_too(
    patient: Patient, course: UUID, nurse: Acting, prescriber: Acting
) -> None:
    other = enrol(nurse, born=patient.born, sex="female")
    joining.join(one=patient, other=other, reason="One telephone, one mother.", by=prescriber)
    run_once()
    write(other, nurse, "patients.condition", IDENTITY)
    run_once()
    assert [one.patient for one in tasks()] == [patient.pk]


def test_somebody_without_a_course_is_not_looked_at(patient: Patient, nurse: Acting) -> None:
    write(patient, nurse, "patients.condition", IDENTITY)
    assert not Job.objects.filter(name="course-looked-at").exists()


# -- all of them ---------------------------------------------------------------------------------


@pytest.mark.hazard("H32")
def test_a_signed_policy_lets_every_course_be_looked_at(
    patient: Patient, course: UUID, prescriber: Acting
) -> None:
    """Hazard H32: a rule changes in mid-course."""
    signs(patient.clinic, prescriber, "screening.asthma-copd.racemic")
    run_once()
    row = Rerun.objects.get()
    assert (row.why, row.total, row.done) == (rerunning.SIGNED, 1, 1)
    assert row.finished is not None
    assert tasks("rules-changed-on-course") == []  # nothing else is found by it
    run_once()
    assert Rerun.objects.count() == 1


def test_a_rule_that_finds_something_now_is_a_task(
    patient: Patient, course: UUID, nurse: Acting, prescriber: Acting
) -> None:
    """What nobody has signed any more is found on whoever it is about."""
    leaf = signed_and_found(patient, nurse)
    run_once()
    before = len(tasks())
    signs(patient.clinic, prescriber, leaf)
    run_once()
    found = Found.objects.get()
    assert '"gravity"' in found.findings
    assert len(tasks()) == before


def signed_and_found(patient: Patient, nurse: Acting) -> str:
    porphyria = ConditionSaid("acute porphyria", "active", "", "", "", "confirmed")
    write(patient, nurse, "patients.condition", porphyria)
    return "screening.acute-porphyria.racemic"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"knowledge": "of another time"}, rerunning.CHANGED),
        ({"policy": None}, rerunning.SIGNED),
        ({"as_of": "2026-01-01"}, rerunning.MORNING),
    ],
)
def test_what_was_looked_at_by_other_rules_or_another_day_is_looked_at_again(
    course: UUID, changes: dict[str, Any], why: str
) -> None:
    Found.objects.update(**changes)
    rerunning.look_at_rules({})
    rerunning.look_at_rules({})  # one waits: no second
    row = Rerun.objects.get()
    assert (row.why, row.finished) == (why, None)
    run_once()
    row.refresh_from_db()
    assert (row.done, row.total) == (1, 1)
    rerunning.look_at_rules({})
    assert Rerun.objects.count() == 1


def test_courses_that_nobody_has_looked_at_are_looked_at(course: UUID) -> None:
    Found.objects.all().delete()
    rerunning.look_at_rules({})
    assert Rerun.objects.get().why == rerunning.UNSEEN
    run_once()
    assert Found.objects.get().course_id == course


@pytest.mark.hazard("H32")
def test_new_knowledge_that_finds_more_is_told_on_every_course(
    patient: Patient, course: UUID, nurse: Acting
) -> None:
    """As if the version before had not found it: what is stored is what was known then."""
    write(patient, nurse, "patients.condition", IDENTITY)
    run_once()
    Task.objects.all().delete()
    Found.objects.update(findings="{}", knowledge="of another time")
    rerunning.look_at_rules({})
    run_once()
    assert ["Dissociative" in one.why for one in tasks("rules-changed-on-course")] == [True]


def test_one_record_that_cannot_be_worked_out_keeps_no_other_back(
    course: UUID,
    patient: Patient,
    prescriber: Acting,
    nurse: Acting,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = enrol(nurse, "Mara Other")
    second, right = opened(other, prescriber), looking._worked

    def fails(course: Course, known: Any, kb: Any) -> Any:
        if course.pk == second:
            raise KeyError("a fault of this program")
        return right(course, known, kb)

    run_once()
    Found.objects.all().delete()
    monkeypatch.setattr(looking, "_worked", fails)
    row = rerunning.ask(patient.clinic, rerunning.CHANGED)
    rerunning.rerun({"rerun": row.pk})
    row.refresh_from_db()
    assert (row.done, row.total, row.finished is not None) == (2, 2, True)
    assert looking.NOT_WORKED_OUT in Found.objects.get(course=second).holds
    assert looking.NOT_WORKED_OUT not in Found.objects.get(course=course).holds
    assert Job.objects.filter(unique=f"look:{other.pk}").exists()  # tried again by itself


@pytest.mark.hazard("H14")
def test_before_a_rule_with_a_date_ends_each_whom_it_stops_is_a_task(
    patient: Patient, prescriber: Acting, nurse: Acting
) -> None:
    """Witness: the fourth extension for prescribing by video ends with 31 December 2026."""
    with clock_at(datetime(2026, 11, 23, 15, tzinfo=UTC)):
        led(patient, prescriber, nurse, HOME)
        unseen = AskedSaid("telehealth-law", "no", "seen-in-person", "", "confirmed")
        write(patient, nurse, "courses.asked", unseen)
        write(patient, nurse, "patients.condition", IDENTITY)  # found before and after: not new
        run_once()
        found = [one for one in tasks() if "Jan 2027" in one.why]
        assert found == []  # it is far away
    for day, told in ((1, 0), (2, 1), (3, 1)):  # a month before, and once
        with clock_at(datetime(2026, 12, day, 15, tzinfo=UTC)):
            rerunning.look_at_rules({})
            run_once()
        found = [one for one in tasks() if "from Fri 1 Jan 2027 on" in one.why]
        assert len(found) == told
    assert found[0].why == (
        "Found now, or graver: Prescribed at a distance after the exception for it has ended, "
        "from Fri 1 Jan 2027 on."
    )
    assert found[0].role == Role.PRESCRIBER


def test_a_rerun_that_is_over_is_not_begun_again(course: UUID, patient: Patient) -> None:
    row = rerunning.ask(patient.clinic, rerunning.CHANGED)
    assert str(row) == f"rerun {row.pk}"
    for one in Found.objects.all():
        assert str(one) == f"found for {one.course_id}"
    rerunning.rerun({"rerun": row.pk})
    row.refresh_from_db()
    finished = row.finished
    rerunning.rerun({"rerun": row.pk})
    row.refresh_from_db()
    assert row.finished == finished


def test_many_courses_are_looked_at_a_few_at_a_time(
    patient: Patient,
    course: UUID,
    nurse: Acting,
    prescriber: Acting,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(3):
        opened(enrol(nurse, born=patient.born, sex="female"), prescriber)
    run_once()
    Rerun.objects.all().delete()
    monkeypatch.setattr(rerunning, "TOGETHER", 2)
    seen: list[int] = []
    right = looking.look

    def watched(some: list[Course], *rest: Any) -> int:
        seen.append(Rerun.objects.get().done)
        return right(some, *rest)

    monkeypatch.setattr(rerunning, "look", watched)
    row = rerunning.ask(patient.clinic, rerunning.CHANGED)
    run_once()
    row.refresh_from_db()
    assert seen == [0, 2]
    assert (row.total, row.done) == (4, 4)


# -- pages ---------------------------------------------------------------------------------------


def test_the_open_courses_of_a_clinic_stand_in_a_list(
    patient: Patient,
    course: UUID,
    nurse: Acting,
    prescriber: Acting,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room = browser(prescriber.account)
    write(patient, nurse, "patients.condition", IDENTITY)
    opened(enrol(nurse, born=patient.born, sex="male"), prescriber)
    page = text_of(room.get("/courses/"))
    assert "Open courses 2" in page
    run_once()
    page = text_of(room.get("/courses/"))
    assert "Dissociative identity disorder" in page
    monkeypatch.setattr("titrant.server.guidance.overview.ROWS", 1)
    assert "Further" in text_of(room.get("/courses/"))
    assert "Before" in text_of(room.get("/courses/?page=2"))


def test_without_courses_the_list_says_how_one_begins(prescriber: Acting) -> None:
    room = browser(prescriber.account)
    assert "One is opened from a person’s page" in text_of(room.get("/courses/"))


def test_the_bar_says_how_far_it_is(patient: Patient, course: UUID, prescriber: Acting) -> None:
    room = browser(prescriber.account)
    assert 'id="rerun"' in room.get("/courses/progress/").content.decode()
    row = rerunning.ask(patient.clinic, rerunning.SIGNED)
    waiting = room.get("/courses/").content.decode()
    assert "Every course will be looked at again" in waiting
    assert "data-goes-on" in waiting
    Rerun.objects.filter(pk=row.pk).update(started=row.asked, total=8, done=3, told=1)
    half = room.get("/courses/progress/").content.decode()
    assert '<progress max="8" value="3"' in half
    assert "3 of 8 courses, 1 with something new" in half
    Rerun.objects.filter(pk=row.pk).update(finished=row.asked, done=8)
    over = room.get("/courses/progress/").content.decode()
    assert "data-goes-on" not in over
    assert "8 courses, 1 with something new" in text_of(room.get("/courses/progress/"))


@pytest.mark.hazard("H47")
def test_the_director_reads_what_was_chosen_and_overridden(
    patient: Patient,
    course: UUID,
    nurse: Acting,
    prescriber: Acting,
    person: Callable[..., Account],
) -> None:

    director = browser(person(Role.DIRECTOR))
    assert browser(prescriber.account).get("/choices/").status_code == 403
    assert "will stand here" in text_of(director.get("/choices/"))
    for reason, why in ((OFFERED[0], ""), ("other", WHY), (OFFERED[0], "")):
        actions.choose(
            patient=patient,
            protocol=PROTOCOL,
            option="start",
            shown=worked_out(patient, PROTOCOL).digest,
            reason=reason,
            why=why,
            by=prescriber,
        )
    write(patient, nurse, "patients.condition", IDENTITY)
    (finding,) = [
        one
        for one in worked_out(patient, PROTOCOL).guidance.basis.findings
        if one.rule == "dissociative-identity-disorder"
    ]
    cleared = courses.clear(
        patient=patient,
        protocol=knowledge_of(patient.clinic).protocol(PROTOCOL),
        rule=finding.rule,
        mark=mark_of(finding),
        why=WHY,
        by=prescriber,
    )
    run_once()
    page: Any = director.get("/choices/?days=30")
    (chosen,) = page.context["chosen"]
    assert (chosen.option, chosen.times, chosen.people) == ("start", 3, 1)
    assert chosen.reasons == ((OFFERED[0], 2), ("in other words", 1))
    (row,) = page.context["overrides"]
    assert (row.cleared, row.overridden, row.withdrawn, row.people, row.stands) == (1, 0, 0, 1, 1)
    assert str(cleared.ref) not in page.content.decode()
    assert prescriber.account.name not in page.content.decode()  # nobody is ranked
    assert director.get("/choices/?days=12").context["days"] == 90
