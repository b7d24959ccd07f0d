"""Where a demonstration is refused, how its clock goes on, and the code that a command prints."""

import argparse
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import DjangoCaptureOnCommitCallbacks
from tests.lib import apart
from tests.lib.server_settings import POSTGRESQL

from titrant.cli import server_commands
from titrant.cli.status import BadInput
from titrant.server.accounts.acting import Acting
from titrant.server.audit import anchors
from titrant.server.audit.actor import program
from titrant.server.audit.appending import append, new_ref
from titrant.server.audit.appending_many import Line, append_all
from titrant.server.audit.installing import check_kind, installed
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.config import demonstration, starting
from titrant.server.config.installation import Installation, Kind, WrongKind
from titrant.server.demo.clock import MORNING, ahead
from titrant.server.demo.filling import fill
from titrant.server.demo.staff import STAFF
from titrant.server.demo.writing import weighed
from titrant.server.patients import actions
from titrant.server.patients.entries import PatientSaid, registered
from titrant.server.patients.models import Weight
from titrant.server.patients.sections import weights
from titrant.server.sites.models import Clinic
from titrant.server.web import clock
from titrant.server.web.clock import clock_at


@pytest.mark.hazard("H53")
@pytest.mark.django_db
def test_made_up_people_never_come_among_real_ones(
    monkeypatch: pytest.MonkeyPatch, own_home: Installation
) -> None:
    monkeypatch.setattr(settings, "INSTALLATION", Installation(own_home.home, Kind.CLINIC))
    with pytest.raises(WrongKind, match="never come into an installation for real ones"):
        fill()
    check_kind()
    monkeypatch.setattr(settings, "INSTALLATION", own_home)
    with pytest.raises(WrongKind, match="The database is that of a clinic"):
        fill()
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_the_clock_goes_on_where_it_stopped() -> None:
    stopped = MORNING + timedelta(days=3)
    for moment, begins in ((MORNING - timedelta(days=9), MORNING), (stopped, stopped)):
        with clock_at(moment):
            append(installed, installed.body("demonstration"), by=program("tests"))
        earliest = begins - timedelta(minutes=10)  # as long as this test may take
        assert earliest < datetime.now(UTC) + ahead() < begins + timedelta(minutes=10)


@pytest.mark.django_db
def test_the_first_that_is_written_is_of_the_made_up_morning(
    monkeypatch: pytest.MonkeyPatch, own_home: Installation
) -> None:
    monkeypatch.setattr(settings, "INSTALLATION", own_home)
    monkeypatch.setattr(clock, "_source", [*clock._source])
    for name in ("ready", "bring_up_to_date"):
        monkeypatch.setattr(starting, name, lambda: None)
    monkeypatch.setenv("TITRANT_DEMO", "1")
    monkeypatch.setenv("TITRANT_CLOCK_AHEAD", "")
    for _ in range(2):  # the second finds it there
        server_commands.prepare()
        (first,) = Entry.objects.all()
        assert abs(first.recorded - MORNING) < timedelta(minutes=10)  # as long as this may take


def _lines(nurse: Acting) -> list[Line]:
    """Return somebody being registered, and weighed an hour later."""
    one, by = new_ref(), nurse.actor
    return [
        Line(MORNING, registered, PatientSaid(name="Mara Ellison"), by, one),
        Line(MORNING + timedelta(hours=1), weights.weight, weighed(Decimal("70.2")), by, one),
    ]


def test_many_lines_are_written_as_one_by_one(clinic: Clinic, nurse: Acting) -> None:
    append_all([])
    began = Entry.objects.filter(chain=clinic.pk).latest("number")
    append_all([*_lines(nurse), *_lines(nurse)])
    actions.register(said=PatientSaid(name="Tomas Lindqvist"), by=nurse)
    found = list(Entry.objects.filter(chain=clinic.pk, number__gte=began.number))
    assert [entry.number - began.number for entry in found] == [0, 1, 2, 3, 4, 5]
    assert [one.previous for one in found[1:]] == [one.digest for one in found[:-1]]
    (first, second) = Weight.objects.order_by("number")
    assert first.patient_id != second.patient_id
    assert (first.kg, first.by, first.recorded) == (
        *(Decimal("70.2"), nurse.account),
        MORNING + timedelta(hours=1),
    )
    assert differences() == []  # as a rebuild writes it, entry by entry


def test_lines_of_two_chains_are_refused_whole(clinic: Clinic, nurse: Acting) -> None:
    (line, _) = _lines(nurse)
    count = Entry.objects.count()
    with pytest.raises(ValueError, match="several chains"):
        append_all([line, replace(line, by=program("tests"))])
    assert Entry.objects.count() == count


def test_the_end_of_many_lines_is_noted_outside_once(
    clinic: Clinic,
    nurse: Acting,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as noted:
        append_all(_lines(nurse))
    assert len(noted) == 1
    last = Entry.objects.filter(chain=clinic.pk).latest("number")
    assert anchors.noted()[clinic.pk] == anchors.Anchor(last.number, last.digest)


def test_a_command_prints_the_code_that_opens(tmp_path: Path) -> None:
    made = apart.new(tmp_path)
    nurse = next(worker for worker in STAFF if worker.word == "nurse")
    before = nurse.code()
    done = made.titrant("demo-code", "nurse")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in {before, nurse.code()}


def test_a_command_says_who_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TITRANT_DEMO", "1")
    monkeypatch.setattr(server_commands, "prepare", lambda: None)
    with pytest.raises(BadInput, match=r"called “mara”\. There are: prescriber, second, nurse"):
        server_commands.run_demo_code(argparse.Namespace(who="mara"))


@pytest.mark.hazard("H53")
@pytest.mark.skipif(POSTGRESQL, reason="the folder refuses before any database is asked")
def test_a_command_prints_no_code_where_real_people_are(tmp_path: Path) -> None:
    real = Installation(tmp_path / "real", Kind.CLINIC)
    real.prepare()
    refused = apart.Apart(real.home).titrant("demo-code", "nurse")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "is the home of a clinic, and a demonstration was asked for" in refused.stderr


@pytest.mark.parametrize(
    ("there", "told", "asked"),
    [(True, "", ".titrant"), (False, "", ""), (True, "/elsewhere", "/elsewhere")],
)
def test_a_code_is_of_the_demonstration_that_make_run_began_unless_another_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: bool, told: str, asked: str
) -> None:
    homes, said = list[str](), list[str]()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TITRANT_HOME", told)
    monkeypatch.setenv("TITRANT_DEMO", "")
    if there:
        (tmp_path / ".titrant").mkdir()
    monkeypatch.setattr(
        server_commands, "prepare", lambda: homes.append(os.environ["TITRANT_HOME"])
    )
    monkeypatch.setattr(demonstration, "code_of", lambda who: f"123 456 of the {who}")
    monkeypatch.setattr(server_commands, "say", said.append)
    server_commands.run_demo_code(argparse.Namespace(who="nurse"))
    assert (homes, said) == ([asked], ["123 456 of the nurse"])
