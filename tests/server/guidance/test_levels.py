"""Levels in published models: one step away from the options, worked out by the worker alone."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.lib.patients import FILLED, at, enrol, send, text_of
from tests.lib.sources_found import without_source

from titrant.clinical import OptionKind
from titrant.dosing.bands import CAUTION
from titrant.server.accounts.acting import Acting
from titrant.server.audit.models import Entry
from titrant.server.guidance import levels
from titrant.server.guidance.levels_shown import levels_shown
from titrant.server.guidance.models import GIVEN_UP, Band
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import knowledge_of, today
from titrant.server.tasks import worker
from titrant.server.tasks.models import Job
from titrant.server.web.clock import clock_at, now

pytestmark = pytest.mark.django_db
WEIGHT = {"number": "70", "unit": "kg", "method": "stated", "sure": "confirmed"}


def place(patient: Patient, option: str = "same", protocol: str = "iv-depression") -> str:
    return at(patient, "course", protocol, "levels", option)


def session(desk: Client, patient: Patient, *, ago: int, **typed: str) -> None:
    on = today(patient.clinic) - timedelta(days=ago)
    filled = {**FILLED["sessions"][0], "number": "70", "when": f"{on}T09:30", **typed}
    assert send(desk, at(patient, "sessions", "add"), filled).status_code == 302


@pytest.fixture
def course(desk: Client, patient: Patient) -> Patient:
    """Return somebody of 70 kg in the middle of a course of 35 mg over 40 min."""
    assert send(desk, at(patient, "weights", "add"), WEIGHT).status_code == 302
    for ago in (8, 4):
        session(desk, patient, ago=ago)
    return patient


def opened(desk: Client, patient: Patient, option: str = "same") -> Any:
    answer: Any = desk.get(place(patient, option))
    assert answer.status_code == 200
    return answer


def leads_on(address: str) -> bool:
    """Whether a link leads to the models below, to past sessions or to a protocol's numbers."""
    return address == "#of-models" or address.split("/")[3:4] in (["sessions"], ["numbers"])


# ------------------------------------------------------------------ what the page says


def test_it_waits_for_the_worker_and_then_says_the_band(desk: Client, course: Patient) -> None:
    waits = opened(desk, course)
    assert waits.context["levels"].waits
    assert "data-awaits" in waits.content.decode()
    assert "Being worked out." in text_of(waits)
    assert worker.run_once() == 1
    answer = opened(desk, course)
    assert "data-awaits" not in answer.content.decode()
    shown = answer.context["levels"]
    # the witness is tests/unit/dosing/test_exposure.py: 35 mg over 40 min for somebody of 70 kg
    assert (shown.option.given, shown.option.peak) == ("35 mg over 40 min", ("160", "250"))
    assert [(one.given, one.peak) for one in shown.sessions] == [
        ("35 mg over 40 min", ("160", "250"))
    ] * 2
    assert len(shown.models) >= 2
    page = answer.content.decode()
    assert without_source(page, leads_on) == []
    assert without_source(page, lambda _: False) != []
    text = text_of(answer)
    assert "160 to 250 ng/mL" in text
    for model in shown.models:
        assert f"{model.title}, {model.site} blood" in text
        for said in model.caution:
            assert said in text
    assert shown.refused
    for why, models in shown.refused:
        assert why in text
        assert [one.title in why for one in models] == [True]
        assert all(one.source in text for one in models)
    assert Band.objects.count() == Job.objects.filter(name="levels").count() == 1


@pytest.mark.parametrize("worked", [False, True])
def test_the_words_of_caution_come_first_always(
    desk: Client, course: Patient, worked: bool
) -> None:
    opened(desk, course)
    if worked:
        worker.run_once()
    main = opened(desk, course).content.decode().partition("</h1>")[2]
    text = text_of(SimpleNamespace(content=main.encode())).removeprefix("Caution ")
    assert text.startswith(CAUTION)
    for word in ("brain", "recommend", "safe", "normal"):
        assert word not in text.lower()


@pytest.mark.hazard("H47")
def test_no_level_stands_on_the_page_of_the_options_and_no_field_on_its_own(
    desk: Client, course: Patient
) -> None:
    opened(desk, course)
    worker.run_once()
    page = desk.get(at(course, "course", "iv-depression")).content.decode()
    assert "ng/mL" not in page
    assert "160 to 250" not in page
    main = opened(desk, course).content.decode().partition("<main")[2]
    assert not re.search(r"<(input|select|textarea|form|button)\b", main)
    assert "ng/mL" in main


def test_each_option_with_a_dose_leads_to_its_levels_and_no_other(
    desk: Client, course: Patient
) -> None:
    answer: Any = desk.get(at(course, "course", "iv-depression"))
    html = answer.content.decode()
    led = set(re.findall(r"/levels/([a-z-]+)/", html))
    cards = {one.kind: one for one in answer.context["page"].options}
    assert led == {kind.replace(" ", "-") for kind, one in cards.items() if one.levels}
    assert "same" in led
    assert "hold" not in led
    for option in led:
        assert opened(desk, course, option).status_code == 200


def test_an_option_without_a_dose_is_refused_in_words(desk: Client, course: Patient) -> None:
    opened(desk, course, "hold")
    worker.run_once()
    answer = opened(desk, course, "hold")
    assert "No dose is part of this option." in text_of(answer)
    assert answer.context["levels"].option is None
    assert "No band" in text_of(answer)


def test_without_a_weight_it_says_what_every_model_needs(desk: Client, patient: Patient) -> None:
    opened(desk, patient, "start")
    worker.run_once()
    answer = opened(desk, patient, "start")
    assert answer.context["levels"].option is None
    assert answer.context["levels"].refused
    assert answer.context["levels"].refused[0][0] in text_of(answer)


def test_where_models_agree_one_number_stands() -> None:
    ends = {"given": "35 mg", "on": None, "cmax": [200.0, 200.0], "auc": [1800.0, 2200.0]}
    bands = {"option": ends, "sessions": [], "models": [], "refused": []}
    shown = levels_shown(Band(bands=json.dumps(bands), worked=now()))
    assert shown.option is not None
    assert (shown.option.peak, shown.option.area) == (("200",), ("1800", "2200"))


@pytest.mark.parametrize(
    ("option", "protocol"),
    [("no-such-option", "iv-depression"), ("same", "no-such-protocol"), ("up-", "iv-depression")],
)
def test_what_nobody_knows_is_not_found(
    desk: Client, patient: Patient, option: str, protocol: str
) -> None:
    assert desk.get(place(patient, option, protocol)).status_code == 404
    assert not Band.objects.exists()


def test_every_kind_of_option_has_an_address_of_its_own() -> None:
    known = {levels.in_address(kind) for kind in OptionKind}
    assert len(known) == len(OptionKind)
    assert all(re.fullmatch(r"[-a-z]+", one) for one in known)


# ------------------------------------------------------------------ the worker


def test_where_the_worker_fails_the_page_says_so(
    desk: Client, course: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "titrant.dosing.exposure", None)  # it cannot be imported
    opened(desk, course)
    worker.run_once()
    assert Job.objects.get(name="levels").failed == "ModuleNotFoundError"
    moment = now()
    with clock_at(moment + GIVEN_UP - timedelta(minutes=1)):
        assert "Being worked out." in text_of(opened(desk, course))
    with clock_at(moment + GIVEN_UP + timedelta(minutes=1)):
        answer = opened(desk, course)
    assert "These levels could not be worked out." in text_of(answer)
    assert "data-awaits" not in answer.content.decode()


def test_it_leaves_an_entry_as_a_person_does(desk: Client, course: Patient) -> None:
    before = Entry.objects.filter(sort="read", body__contains="patient levels").count()
    opened(desk, course)
    worker.run_once()
    read = Entry.objects.filter(sort="read", body__contains="patient levels").order_by("number")
    nurse, program = list(read)[before:]
    assert (nurse.agent, program.agent) == ("", "worker:levels")
    assert nurse.patient == program.patient == course.pk
    assert program.by_id is None


def test_a_record_that_changed_asks_another_question(desk: Client, course: Patient) -> None:
    opened(desk, course)
    first = Band.objects.get()
    session(desk, course, ago=1, milligrams="50")
    worker.run_once()
    assert not Band.objects.exists()  # nobody asks it any more
    opened(desk, course)
    second = Band.objects.get()
    assert second.pk != first.pk
    worker.run_once()
    assert [one.given for one in opened(desk, course).context["levels"].sessions][-1] == (
        "50 mg over 40 min"
    )


def test_an_option_that_is_gone_is_asked_no_more(
    desk: Client, course: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(desk, course)
    monkeypatch.setattr(levels, "wanted", lambda *_: None)
    worker.run_once()
    assert not Band.objects.exists()


def test_a_job_that_comes_twice_or_too_late_does_nothing(desk: Client, course: Patient) -> None:
    opened(desk, course)
    band = Band.objects.get()
    levels.work_out({"band": str(band.pk)})
    worked = Band.objects.get().worked
    entries = Entry.objects.count()
    levels.work_out({"band": str(band.pk)})
    levels.work_out({"band": str(uuid4())})
    assert Entry.objects.count() == entries
    assert Band.objects.get().worked == worked


def test_a_page_and_another_at_the_same_time_queue_one_job(desk: Client, course: Patient) -> None:
    kb, as_of = knowledge_of(course.clinic), today(course.clinic)
    want = levels.wanted(course, "iv-depression", "same", as_of, kb)
    assert want is not None
    assert levels.ask(want).pk == levels.ask(want).pk
    levels._queue(want)
    assert Band.objects.count() == Job.objects.filter(name="levels").count() == 1


def test_two_people_two_days_two_options_and_two_programs_never_share(
    desk: Client, nurse: Acting, course: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb, as_of = knowledge_of(course.clinic), today(course.clinic)

    def id_of(patient: Patient, option: str = "hold", ago: int = 0) -> Any:
        day = as_of - timedelta(days=ago)
        want = levels.wanted(patient, "iv-depression", option, day, kb)
        assert want is not None
        return want.id

    other = enrol(nurse, born=course.born, sex="female")
    again = enrol(nurse, born=course.born, sex="female")  # the same, word for word
    ids = [id_of(course), id_of(other), id_of(again), id_of(course, "same"), id_of(other, ago=1)]
    assert len(set(ids)) == 5
    assert id_of(course) == ids[0]
    monkeypatch.setattr(levels, "__version__", "0.0.0")
    assert id_of(course) not in ids


def test_old_ones_are_deleted_after_a_week(desk: Client, course: Patient) -> None:
    opened(desk, course)
    for days, left in ((6, 1), (8, 0)):
        with clock_at(now() + timedelta(days=days)):
            levels.tidy({})
        assert Band.objects.count() == left


def test_what_was_worked_out_has_a_time_and_no_other(desk: Client, course: Patient) -> None:
    opened(desk, course)
    for half in ({"bands": "{}"}, {"worked": now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Band.objects.update(**half)
    assert str(Band.objects.get()) == f"band {Band.objects.get().pk}"


# ------------------------------------------------------------------ no NumPy in a web process

WEB = """
import json, sys
import django
django.setup()
from django.urls import get_resolver
assert get_resolver().url_patterns
print(json.dumps(sorted(sys.modules)))
"""
HEAVY = {"numpy", "titrant.pkpd", "titrant.dosing.exposure"}


def test_a_web_process_that_has_every_page_has_no_numpy() -> None:
    alone = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    done = subprocess.run(
        [sys.executable, "-c", WEB], check=True, capture_output=True, text=True, env=alone
    )
    loaded = set(json.loads(done.stdout))
    assert "titrant.server.guidance.level_views" in loaded
    assert not loaded & HEAVY


def test_the_page_itself_asks_for_no_numpy(
    desk: Client, course: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(desk, course)
    worker.run_once()
    for name in HEAVY:
        monkeypatch.setitem(sys.modules, name, None)  # whoever imports it now fails
    with pytest.raises(ImportError):
        __import__("numpy")
    assert opened(desk, course).context["levels"].option is not None
    assert opened(desk, course, "up").context["levels"].waits
