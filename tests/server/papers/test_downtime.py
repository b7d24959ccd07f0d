"""Sheets for a day without power: one for each order of a day, with what is signed, and rows."""

from datetime import timedelta
from typing import Any

import pytest
from tests.lib.history import session
from tests.lib.ordered import again, signed, written
from tests.lib.patients import text_of
from tests.lib.permissions import browser
from tests.lib.printed import pages_of, words_on
from tests.lib.ready import write

from titrant.server.accounts.acting import Acting
from titrant.server.audit.models import Entry
from titrant.server.exposures.sections import ExposureSaid
from titrant.server.papers.downtime import downtime_pack
from titrant.server.papers.heads import UNSIGNED
from titrant.server.papers.ordered import HELD
from titrant.server.papers.printing import paper_pdf
from titrant.server.patients.models import Patient
from titrant.server.patients.sections.history import AllergySaid
from titrant.server.sites.selectors import today

pytestmark = pytest.mark.django_db
NUTS = AllergySaid("nuts", "active", "", "", "confirmed")


def pack(patient: Patient, by: Acting, ahead: int = 1) -> str:
    on = today(patient.clinic) + timedelta(days=ahead)
    return words_on(paper_pdf(*downtime_pack(patient.clinic, on, by)))


def test_a_signed_order_has_its_ladder_and_room_to_write(
    course: Patient, prescriber: Acting
) -> None:
    signed(course, prescriber)
    text = pack(course, prescriber, ahead=0)
    for words in (
        "Mara Ellison",
        "70.2 kg",
        "35 mg racemic ketamine",
        "52.5 mL/h for 40 min",
        "Signed with a second factor",
        "blood pressure",
        "what was done",
        "given in all, read from the pump or the syringe",
        "Emergency: 911",
    ):
        assert words in text, words
    assert UNSIGNED not in text


def test_an_unsigned_order_has_no_number_on_its_sheet(course: Patient, prescriber: Acting) -> None:
    written(course, prescriber, ahead=1)
    text = pack(course, prescriber)
    assert "Nobody has signed this order: nothing is given by this sheet." in text
    assert "35 mg" not in text
    assert "mL/h" not in text
    assert UNSIGNED in text


def test_an_order_whose_ground_changed_says_what_changed(
    course: Patient, prescriber: Acting
) -> None:
    order = written(course, prescriber, ahead=1)
    write(
        course, prescriber, "patients.allergy", AllergySaid("nuts", "active", "", "", "confirmed")
    )
    text = pack(course, prescriber)
    assert again(course, order.pk).live
    assert HELD in text
    assert "A new allergy is on record: nuts." in text


def test_a_sheet_has_what_holds_and_the_last_sessions(
    course: Patient, prescriber: Acting, nurse: Acting
) -> None:
    written(course, prescriber, ahead=1)
    session(browser(nurse.account), course, ago=3, protocol="iv-depression")
    elsewhere = ExposureSaid(
        "esketamine", "another clinic", "nasal", "", goes_on=True, began="2026-10-05", ended="",
        times=None, from_whom="", outcome="", sure="confirmed",
    )  # fmt: skip
    write(course, prescriber, "exposures.exposure", elsewhere)
    text = pack(course, prescriber)
    assert "What holds the dose, as far as is known" in text
    assert "Another course of ketamine or esketamine is running" in text
    assert "Last sessions" in text


def test_the_page_lists_days_with_orders_and_the_pack_is_audited(
    course: Patient, prescriber: Acting
) -> None:
    room = browser(prescriber.account)
    assert "Days with orders will stand here." in text_of(room.get("/downtime/"))
    written(course, prescriber, ahead=1)
    page: Any = room.get("/downtime/")
    assert "tomorrow" in text_of(page)
    on = today(course.clinic) + timedelta(days=1)
    answer: Any = room.get(f"/downtime/{on}/pack.pdf")
    assert pages_of(answer.content) >= 1
    entry = Entry.objects.order_by("number").last()
    assert entry is not None
    assert str(course.pk) in entry.body


def test_a_day_without_orders_says_so_and_no_day_is_no_page(
    course: Patient, prescriber: Acting
) -> None:
    room = browser(prescriber.account)
    answer: Any = room.get("/downtime/2026-01-01/pack.pdf", follow=True)
    assert "Nobody has an order for Thu 1 Jan 2026" in text_of(answer)
    assert room.get("/downtime/tomorrow/pack.pdf").status_code == 404
