"""The picture on the page of past sessions: who sees it, what a look leaves, what stands for it."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests.lib.patients import FILLED, at, enrol, send, text_of

from titrant.server.accounts.acting import Acting
from titrant.server.audit.models import Entry
from titrant.server.exposures.models import PastSession
from titrant.server.patients.models import Patient
from titrant.server.pictures import drawing
from titrant.server.pictures.models import GIVEN_UP, Picture
from titrant.server.tasks import worker
from titrant.server.tasks.models import Job
from titrant.server.web.clock import clock_at

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 15, tzinfo=ZoneInfo("America/New_York"))
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg"><path fill="var(--raised)"/></svg>'


@pytest.fixture
def two(desk: Client, patient: Patient, monkeypatch: pytest.MonkeyPatch) -> Iterator[Patient]:
    """A patient with two sessions, and a renderer that takes no time."""
    monkeypatch.setattr(drawing, "svg", lambda _: DRAWN)
    with clock_at(NOW):
        for when in ("2026-11-10T09:30", "2026-11-17T09:30"):
            typed = {**FILLED["sessions"][0], "when": when, "peak": "148/92"}
            assert send(desk, at(patient, "sessions", "add"), typed).status_code == 302
        yield patient


def page(desk: Client, patient: Patient, mode: str = "") -> str:
    desk.cookies["titrant-mode"] = mode
    answer: Any = desk.get(at(patient, "sessions"))
    assert answer.status_code == 200
    return str(answer.content.decode())


def addresses(text: str) -> list[str]:
    return re.findall(r'(?:src|srcset)="([^"]+\.svg[^"]*)" width', text)


def test_the_page_has_the_picture_in_words_and_the_table_beneath(
    desk: Client, two: Patient
) -> None:
    text = page(desk, two)
    assert 'alt="Picture of 2 sessions here, Tue 10 Nov 2026 to Tue 17 Nov 2026' in text
    assert text.index("<figure") < text.index("<table")
    assert "<picture data-waits>" in text
    assert [one.rpartition("?")[2] for one in addresses(text)] == [
        *("on=dark", "on=light", "on=dark", "on=light")
    ]
    assert Job.objects.filter(name="picture").count() == 2
    page(desk, two)
    assert Job.objects.filter(name="picture").count() == 2


def test_a_picture_is_a_word_until_it_is_drawn(desk: Client, two: Patient) -> None:
    first = addresses(page(desk, two))[-1]
    waits: Any = desk.get(first)
    assert "Being drawn" in waits.content.decode()
    worker.run_once()
    assert "data-waits" not in page(desk, two)
    drawn: Any = desk.get(first)
    assert drawn.content.decode() == DRAWN.replace("var(--raised)", "#ffffff")
    assert desk.get(first.replace("light", "dim")).content != drawn.content
    assert desk.get(first.replace("light", "<script>")).content == drawn.content


def test_a_mode_that_was_chosen_is_the_only_ground(desk: Client, two: Patient) -> None:
    found = addresses(page(desk, two, "dim"))
    assert [one.rpartition("?")[2] for one in found] == ["on=dim", "on=dim"]


def test_a_picture_runs_nothing_and_no_browser_keeps_it(desk: Client, two: Patient) -> None:
    answer: Any = desk.get(addresses(page(desk, two))[-1])
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; style-src")
    assert "script" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


def test_each_look_at_a_picture_is_on_record_by_people_and_by_the_program(
    desk: Client, two: Patient, nurse: Acting
) -> None:
    wide = addresses(page(desk, two))[-1]
    worker.run_once()
    for _ in range(3):
        desk.get(wide)
    looks = Entry.objects.filter(sort="read", body__contains="patient sessions picture")
    assert {look.patient for look in looks} == {two.pk}
    by = sorted((look.agent, look.by_id) for look in looks)
    assert by == [("", nurse.account.pk)] * 3 + [("worker:pictures", None)] * 2


def test_a_picture_of_somebody_else_is_not_found(desk: Client, two: Patient, nurse: Acting) -> None:
    mine = addresses(page(desk, two))[-1]
    other = enrol(nurse, "Tomas Ibarra")
    assert desk.get(mine.replace(str(two.pk), str(other.pk))).status_code == 404
    Picture.objects.all().delete()
    assert desk.get(mine).status_code == 404


def test_a_row_in_error_leaves_the_picture(desk: Client, two: Patient) -> None:
    before = addresses(page(desk, two))[-1]
    row = PastSession.objects.order_by("effective").first()
    assert row is not None
    typed = {"why": "Somebody else's session."}
    assert send(desk, at(two, "sessions", row.pk, "error"), typed).status_code == 302
    assert "<figure" not in page(desk, two)  # one session is no course
    typed = {**FILLED["sessions"][0], "when": "2026-11-10T09:30", "milligrams": "40"}
    send(desk, at(two, "sessions", "add"), typed)
    assert addresses(page(desk, two))[-1] != before


def test_where_nothing_can_draw_the_table_stands_alone(
    desk: Client, two: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "installed", lambda: False)
    text = page(desk, two)
    assert "<figure" not in text
    assert "vl-convert" not in text
    assert "148/92" in text
    assert not Job.objects.filter(name="picture").exists()


def test_a_picture_that_nobody_draws_is_left_out_after_a_while(desk: Client, two: Patient) -> None:
    assert "<figure" in page(desk, two)
    with clock_at(NOW + GIVEN_UP + timedelta(seconds=1)):
        answer: Any = desk.get(at(two, "sessions"))
    assert "<figure" not in answer.content.decode()
    assert "148/92" in text_of(answer)


def test_a_section_without_a_picture_asks_for_none(desk: Client, two: Patient) -> None:
    assert "<figure" not in desk.get(at(two, "weights")).content.decode()
