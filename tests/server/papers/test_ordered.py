"""The sheet of an order and the label of its syringe: the ladder's numbers, signatures, banners."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.lib.led import opened
from tests.lib.ordered import again, choose, shown, signed, written
from tests.lib.patients import at, text_of
from tests.lib.permissions import browser
from tests.lib.printed import pages_of, words_on
from tests.lib.ready import PROTOCOL, denied, make_ready, signs, write

from titrant.server.accounts.acting import Acting
from titrant.server.courses import actions as courses
from titrant.server.orders import actions
from titrant.server.orders.models import Order
from titrant.server.papers.heads import UNSIGNED
from titrant.server.papers.ordered import (
    HELD,
    NEVER,
    STOPPED,
    label_pdf,
    order_sheet,
    syringe_label,
)
from titrant.server.papers.printing import paper_pdf
from titrant.server.patients.models import Patient
from titrant.server.patients.sections.history import AllergySaid

pytestmark = pytest.mark.django_db


def printed(order: Order, by: Acting) -> str:
    return words_on(paper_pdf(order_sheet(order, by)))


def test_a_signed_sheet_has_the_ladder_two_identifiers_and_the_signature(
    course: Patient, prescriber: Acting
) -> None:
    order = signed(course, prescriber)
    sheet = order_sheet(order, prescriber)
    text = printed(order, prescriber)
    assert UNSIGNED not in text
    for words in (
        "Mara Ellison",
        "born Tue 23 Apr 1985",
        f"record {course.pk.hex[:8]}",
        "0.5 mg/kg × 70.2 kg = 35.1 mg",  # by hand: 0.5 × 70.2
        "35 mg racemic ketamine",
        "3.5 mL in a 5 mL syringe",
        "52.5 mL/h for 40 min",  # by hand: 35 mL in 40 minutes
        "Signed with a second factor",
        prescriber.account.name,
        actions.MEANING,
        "prepared by",
        "checked by",
        "Where each number comes from",
        "R10, dosage forms and strengths",
    ):
        assert words in text, words
    assert paper_pdf(sheet) == paper_pdf(sheet)


def test_a_sheet_that_nobody_signed_says_so_across_it(course: Patient, prescriber: Acting) -> None:
    order = written(course, prescriber)
    assert order_sheet(order, prescriber).banner == UNSIGNED
    text = printed(order, prescriber)
    assert text.count(UNSIGNED) >= 3  # across it, in its head, at its foot
    assert "Signed with a second factor" not in text
    assert "a name written here is none" in text


def test_a_sheet_that_waits_for_the_second_prescriber_is_a_draft(
    course: Patient, prescriber: Acting, second: Acting
) -> None:
    order = written(course, prescriber, minutes="20", reason="Shorter than the protocol has it.")
    actions.sign(order=order, shown=shown(order), by=prescriber, key=uuid4().hex)
    order = again(course, order.pk)
    text = printed(order, prescriber)
    assert UNSIGNED in text
    assert "Signed by one prescriber. It waits for the second, and is not given." in text
    actions.sign(order=order, shown=shown(order), by=second, key=uuid4().hex)
    text = printed(again(course, order.pk), prescriber)
    assert UNSIGNED not in text
    assert second.account.name in text
    assert "Shorter than the protocol has it." in text


def test_a_stopped_sheet_says_so_and_why_with_the_ladder_as_it_was_signed(
    course: Patient, prescriber: Acting
) -> None:
    order = signed(course, prescriber)
    allergy = AllergySaid("ketamine", "active", "hives", "", "confirmed")
    write(course, prescriber, "patients.allergy", allergy)
    order = again(course, order.pk)
    assert order.stopped is not None
    text = printed(order, prescriber)
    assert text.count(STOPPED) >= 3
    assert "Stopped: A new allergy is on record: ketamine." in text
    assert "Allergies: ketamine (hives)" in text
    assert "3.5 mL in a 5 mL syringe" in text
    page: Any = browser(prescriber.account).get(
        at(course, "orders", order.pk, "label.pdf").rstrip("/"), follow=True
    )
    assert "This order is stopped or held: nothing is labelled by it." in text_of(page)


def test_the_sheet_of_a_course_that_ended_is_the_one_that_was_signed(
    course: Patient, prescriber: Acting
) -> None:
    choice = choose(course, prescriber)
    for what in ("long-qt", "heart-failure", "qt-prolonging"):
        denied(course, prescriber, what)
    order = written(course, prescriber, choice)
    actions.sign(order=order, shown=shown(order), by=prescriber, rescue=("ondansetron",))
    order = again(course, order.pk)
    assert "Standing orders that were activated for this person" in printed(order, prescriber)
    courses.end_course(patient=course, protocol=PROTOCOL, why="planned", by=prescriber)
    text = printed(again(course, order.pk), prescriber)
    assert text.count(STOPPED) >= 3
    assert "3.5 mL in a 5 mL syringe" in text


def test_the_sheet_of_what_nobody_may_give_says_never(course: Patient, prescriber: Acting) -> None:
    text = printed(written(course, prescriber, amount="5"), prescriber)
    assert text.count(NEVER) >= 3
    assert UNSIGNED not in text


def test_the_sheet_of_a_product_that_is_gone_is_the_one_that_was_read(
    course: Patient, prescriber: Acting
) -> None:
    order = written(course, prescriber)
    Order.objects.filter(pk=order.pk).update(product="gone")
    text = printed(again(course, order.pk), prescriber)
    assert text.count(HELD) >= 3
    assert "3.5 mL in a 5 mL syringe" in text


def test_a_draft_whose_ground_changed_says_held(course: Patient, prescriber: Acting) -> None:
    order = written(course, prescriber)
    allergy = AllergySaid("latex", "active", "", "", "confirmed")
    write(course, prescriber, "patients.allergy", allergy)
    text = printed(again(course, order.pk), prescriber)
    assert text.count(HELD) >= 3
    assert "A new allergy is on record: latex." in text


@pytest.mark.hazard("H38")
def test_a_label_says_whose_what_how_much_in_how_much(course: Patient, prescriber: Acting) -> None:
    label = syringe_label(signed(course, prescriber))
    text = words_on(label_pdf(label))
    assert label.banner == ""
    for words in ("Mara Ellison", "23 Apr 1985", "racemic ketamine 35 mg", "in 35 mL", "1 mg/mL"):
        assert words in text, words
    assert "intravenous" in text
    assert "discard by" in text
    assert pages_of(label_pdf(label)) == 1
    assert UNSIGNED not in text


def test_the_label_of_a_draft_is_a_draft(course: Patient, prescriber: Acting) -> None:
    assert UNSIGNED in words_on(label_pdf(syringe_label(written(course, prescriber))))


def test_a_very_long_name_stays_on_the_label(course: Patient, prescriber: Acting) -> None:
    order = signed(course, prescriber)
    order.patient.name = "María-Fernanda " + "Wolfeschlegelsteinhausenbergerdorff " * 3
    made = label_pdf(syringe_label(order))
    assert pages_of(made) == 1
    assert "discard by" in words_on(made)


def test_a_spray_has_no_syringe_to_label(
    patient: Patient, prescriber: Acting, nurse: Acting
) -> None:
    protocol = "spravato-us-trd"
    signs(patient.clinic, prescriber)
    make_ready(patient, prescriber, nurse, protocol=protocol)
    opened(patient, prescriber, protocol)
    choice = choose(patient, prescriber, "start", protocol)
    spray = {"amount": "56", "unit": "mg", "minutes": "", "dilute_to": "", "basis": ""}
    order = written(patient, prescriber, choice, product="spravato-28", **spray)
    page: Any = browser(prescriber.account).get(
        at(patient, "orders", order.pk, "label.pdf").rstrip("/"), follow=True
    )
    assert "there is no syringe to label" in text_of(page)
    assert "2 devices" in printed(order, prescriber)


def test_the_pages_give_the_papers_and_leave_one_entry_each(
    course: Patient, prescriber: Acting
) -> None:
    order = signed(course, prescriber)
    room = browser(prescriber.account)
    page = text_of(room.get(at(course, "orders", order.pk)))
    assert "the syringe label" in page
    for name in ("sheet", "label", "instructions"):
        answer: Any = room.get(at(course, "orders", order.pk, f"{name}.pdf").rstrip("/"))
        assert answer.status_code == 200, name
        assert answer["Content-Type"] == "application/pdf"
        assert "Ellison" not in answer["Content-Disposition"]
        assert answer.content.startswith(b"%PDF")


def test_what_was_prepared_is_told(course: Patient, prescriber: Acting, nurse: Acting) -> None:
    order = signed(course, prescriber)
    order.prepared, order.prepared_by = order.written + timedelta(minutes=5), nurse.account
    order.read_back = "10 mg/mL, 3.5 mL, 52.5 mL/h"
    text = printed(order, prescriber)
    assert f"Prepared by {nurse.account.name}" in text
    assert "10 mg/mL, 3.5 mL, 52.5 mL/h" in text


def test_a_long_record_does_not_break_the_sheet(course: Patient, prescriber: Acting) -> None:
    order = signed(course, prescriber)
    order.patient.name = "زينب " + "Łukasiewicz-Ó Súilleabháin " * 5
    order.option = "Start " * 60
    assert pages_of(paper_pdf(order_sheet(order, prescriber))) >= 2
