"""What a person takes home: their own sedatives and CPAP, no dose, nothing to leave out."""

import re

import pytest
from tests.lib.ordered import signed, written
from tests.lib.patients import enrol
from tests.lib.printed import words_on
from tests.lib.ready import signs, write

from titrant.server.accounts.acting import Acting
from titrant.server.orders.models import Order
from titrant.server.papers.blocks import Items, Said
from titrant.server.papers.heads import UNSIGNED
from titrant.server.papers.instructions import instructions
from titrant.server.papers.printing import paper_pdf
from titrant.server.patients.models import Patient
from titrant.server.patients.sections.history import ConditionSaid, MedicationSaid

pytestmark = pytest.mark.django_db

# An amount of a drug, in any unit that one is written in.
AMOUNT = re.compile(r"\d\s*(mg|mcg|µg|micrograms?|g|mL|ml|units?|IU|drops?|tablets?|sprays?)\b")
# Words that would have somebody leave a medicine out (hazard H18).
OMIT = re.compile(
    r"\b(omit|skip|leave out|hold (back|off)|withhold|do not take|don.t take|stop taking|avoid"
    r"|pause|not take)\b",
    re.IGNORECASE,
)


def takes(patient: Patient, by: Acting, *what: str, stopped: bool = False) -> None:
    for one in what:
        said = MedicationSaid(one, "10 mg", None, "at night", "", stopped, "", None, "confirmed")
        write(patient, by, "patients.medication", said)


def printed(order: Order, by: Acting) -> str:
    return words_on(paper_pdf(instructions(order, by)))


@pytest.mark.hazard("H18", "H40")
def test_the_persons_own_sedatives_are_named_and_taken_as_usual(
    course: Patient, prescriber: Acting
) -> None:
    order = written(course, prescriber)
    takes(course, prescriber, "lorazepam", "oxycodone", "sertraline")
    takes(course, prescriber, "zolpidem", stopped=True)
    text = printed(order, prescriber)
    assert (
        "You take lorazepam, oxycodone, which can make you sleepy too. Take it as usual, unless "
        "your prescriber wrote otherwise below." in text
    )
    assert "This evening lorazepam, oxycodone can add to what is left of the treatment." in text
    assert "sertraline" not in text  # it sedates nobody
    assert "zolpidem" not in text  # it was stopped
    assert not OMIT.search(text)


@pytest.mark.hazard("H17")
def test_pressure_tablets_are_taken_as_usual_unless_the_prescriber_wrote_otherwise(
    course: Patient, prescriber: Acting
) -> None:
    takes(course, prescriber, "lisinopril", "clonidine")
    text = printed(written(course, prescriber), prescriber)
    assert "Your blood pressure medicine (clonidine, lisinopril): take it as usual" in text
    assert "unless your prescriber wrote otherwise below" in text
    assert "Your prescriber’s own words about your medicines" in text


@pytest.mark.hazard("H40")
def test_who_has_sleep_apnoea_is_told_of_their_own_cpap(
    course: Patient, prescriber: Acting
) -> None:
    order = written(course, prescriber)
    assert "If you sleep with a breathing device (CPAP), wear it" in printed(order, prescriber)
    said = ConditionSaid("obstructive sleep apnea", "active", "", "", "", "confirmed")
    write(course, prescriber, "patients.condition", said)
    text = printed(order, prescriber)
    assert "You have sleep apnoea: wear your CPAP whenever you sleep" in text


def test_driving_waits_for_a_nights_sleep_and_somebody_comes_to_the_door(
    course: Patient, prescriber: Acting
) -> None:
    text = printed(written(course, prescriber), prescriber)
    assert "not before the next day, after a night's sleep." in text
    assert "An adult you know takes you home, to your door." in text
    assert "A car with a driver alone is not enough." in text
    assert "children" in text


def test_nothing_on_it_is_an_amount_of_a_drug(course: Patient, prescriber: Acting) -> None:
    order = signed(course, prescriber)
    takes(course, prescriber, "lorazepam", "Fentanyl 25 MCG/HR patch", "oxycodone", "lisinopril")
    text = printed(order, prescriber)
    assert AMOUNT.search("Take 10 mg.")  # it finds one where there is one
    assert not AMOUNT.search(text)
    assert "35" not in text
    assert "0.5" not in text
    assert "mg" not in text


def test_it_is_a_draft_until_the_order_is_signed(course: Patient, prescriber: Acting) -> None:
    order = written(course, prescriber)
    assert UNSIGNED in printed(order, prescriber)
    assert UNSIGNED not in printed(signed(course, prescriber, ahead=1), prescriber)


def test_whom_to_call_is_the_clinics_own_number_and_the_line_of_the_country(
    course: Patient, prescriber: Acting
) -> None:
    order = written(course, prescriber)
    course.clinic.phone = "+1 212 555 0142"
    order.patient.clinic.phone = "+1 212 555 0142"
    text = printed(order, prescriber)
    assert "The clinic: +1 212 555 0142." in text
    assert "988" in text
    assert "911" in text
    order.patient.clinic.phone = ""
    assert "The clinic: ____" in printed(order, prescriber)


def test_what_nobody_signed_is_a_line_to_write_on_and_waits_for_the_clinic(
    course: Patient, prescriber: Acting
) -> None:
    order = written(course, prescriber)
    assert "No food in the last 6 h before." in printed(order, prescriber)  # as the demo signs
    signs(
        course.clinic,
        prescriber,
        "screening.fasting.solids",
        "screening.fasting.fluids",
        "readiness.instructions.alcohol",
    )
    text = printed(order, prescriber)
    assert "No food from ________ on: the clinic writes the time here." in text
    assert "No drink from ________ on" in text
    assert "No alcohol until the clinic says that you may." in text


@pytest.mark.hazard("H18")
def test_no_template_has_anybody_leave_a_medicine_out(
    course: Patient, prescriber: Acting, nurse: Acting
) -> None:
    """Everything that it may ever say is in its blocks: of somebody with all, and with nothing."""
    order, empty = written(course, prescriber), written(course, prescriber, ahead=1)
    takes(course, prescriber, "lorazepam", "lisinopril", "insulin", "warfarin")
    empty.patient = enrol(nurse, "Nobody Known")
    assert OMIT.search("Do not take your tablets.")
    for one in (order, empty):
        for block in instructions(one, prescriber).blocks:
            said = block.items if isinstance(block, Items) else ()
            said += (block.text,) if isinstance(block, Said) else ()
            for sentence in said:
                assert not OMIT.search(sentence), sentence
