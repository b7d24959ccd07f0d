"""Weights: the unit pressed, the number kept, a second reader who has not seen the first."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.lib.patients import at, enrol, send, text_of

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.accounts.selectors import acting
from titrant.server.audit.rebuilding import differences
from titrant.server.patients import actions, selectors
from titrant.server.patients.models import Patient, Weight
from titrant.server.patients.sections.weights import disagreement
from titrant.server.patients.selectors import snapshot
from titrant.server.sites.selectors import today

pytestmark = pytest.mark.django_db
SCALE = {"unit": "kg", "method": "standing scale", "sure": "confirmed"}


@pytest.fixture
def second(browser_of: Callable[[Acting], Client], prescriber: Acting) -> Client:
    """Return the browser of somebody else at the same scale."""
    return browser_of(prescriber)


def weigh(client: Client, patient: Patient, number: str, **typed: str) -> Any:
    return send(client, at(patient, "weights", "add"), {**SCALE, "number": number, **typed})


@pytest.mark.parametrize(
    ("number", "unit", "kg", "shown"),
    [
        ("70.2", "kg", "70.2", "70.2 kg"),
        ("70.0", "kg", "70", "70 kg"),
        ("154.3", "lb", "69.989302691", "154.3 lb"),
        ("220.46", "lb", "99.9989738902", "220.46 lb"),
    ],
)
def test_a_weight_is_kept_in_kilograms_and_as_it_was_read(
    desk: Client, patient: Patient, number: str, unit: str, kg: str, shown: str
) -> None:
    assert weigh(desk, patient, number, unit=unit).status_code == 302
    row = Weight.objects.get()
    assert (row.kg, row.shown) == (Decimal(kg), shown)
    assert differences() == []


@pytest.mark.hazard("H4", "H34")
def test_no_unit_and_no_method_is_pressed_beforehand(desk: Client, patient: Patient) -> None:
    page = desk.get(at(patient, "weights", "add")).content.decode()
    assert 'value="kg"' in page
    assert "checked" not in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"number": "70,2"}, "comma"),
        ({"number": ".5"}, "zero before the point"),
        ({"number": "70 kg"}, "not a plain number"),
        ({"number": "-70"}, "starts with a sign"),
        ({"number": "1e2"}, "not a plain number"),
        ({"number": "NaN"}, "not a plain number"),
        ({"number": "70.123"}, "at most 2 digits after the point"),
        ({"number": "0"}, "not between 1 and 999"),
        ({"number": "1000"}, "not between 1 and 999"),
        ({"number": ""}, "Fill this in."),
        ({"unit": ""}, "Choose one."),
        ({"unit": "stone"}, "Choose one of these"),
        ({"method": ""}, "Choose one."),
        ({"sure": ""}, "Choose one."),
        ({"when": "yesterday"}, "Write the day and the time"),
        ({"when": "2999-01-01T10:00"}, "later than now"),
        ({"when": "9999-12-31T23:59"}, "No clinic was open then"),
        ({"when": "1950-01-01T10:00"}, "before the person was born"),
        ({"when": "2026-03-08T02:30"}, "this time does not exist"),
    ],
)
def test_what_cannot_be_read_is_refused_and_stays_typed(
    desk: Client, nurse: Acting, typed: dict[str, str], says: str
) -> None:
    patient = enrol(nurse, born=date(1985, 2, 3))
    answer = weigh(desk, patient, **{"number": "70.2", **typed})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert says in text_of(answer)
    assert all(value in page for name, value in typed.items() if name != "unit")
    assert not Weight.objects.exists()


@pytest.mark.parametrize(
    ("before", "number", "unit", "doubt"),
    [
        ("70 kg", "154.3", "kg", "slip of the unit"),
        ("70 kg", "70", "lb", "slip of the unit"),
        ("70 kg", "90", "kg", "differs by 28.6 %"),
        (None, "29.9", "kg", "outside 30 kg to 250 kg"),
        (None, "251", "kg", "outside 30 kg to 250 kg"),
    ],
)
def test_a_slip_is_asked_about_and_written_once_it_was_looked_at(
    desk: Client, patient: Patient, nurse: Acting, before: str | None, number: str, unit: str,
    doubt: str,
) -> None:  # fmt: skip
    if before is not None:
        kg = Decimal(before.split()[0])
        actions.record_weight(patient=patient, kg=kg, shown=before, method="stated", by=nurse)
    there = Weight.objects.count()
    answer = weigh(desk, patient, number, unit=unit)
    assert doubt in answer.content.decode()
    assert "I looked again" in answer.content.decode()
    assert Weight.objects.count() == there
    box = {"looked_again": answer.context["form"].doubt_key}
    other = weigh(desk, patient, "251", **box)  # what was looked at was another number
    assert Weight.objects.count() == there + (other.status_code == 302)
    if number != "251":
        assert other.status_code == 200
        assert weigh(desk, patient, number, unit=unit, **box).status_code == 302


def test_small_changes_are_asked_about_by_nobody(desk: Client, patient: Patient) -> None:
    assert weigh(desk, patient, "70").status_code == 302
    assert weigh(desk, patient, "76.9").status_code == 302


@pytest.mark.parametrize(
    ("number", "doubt"),
    [("58", "below 18.5 kg/m2"), ("130", "above 40 kg/m2"), ("70", "")],
)
def test_a_body_mass_index_at_the_edges_is_asked_about(
    desk: Client, patient: Patient, number: str, doubt: str
) -> None:
    tall = {"number": "178", "unit": "cm", "method": "measured", "sure": "confirmed"}
    assert send(desk, at(patient, "heights", "add"), tall).status_code == 302
    answer = weigh(desk, patient, number)
    assert answer.status_code == (200 if doubt else 302)
    assert doubt in answer.content.decode()


def test_a_height_is_held_against_the_last_weight(
    desk: Client, patient: Patient, nurse: Acting, second: Client
) -> None:
    tall = {"number": "140", "unit": "cm", "method": "measured", "sure": "confirmed"}
    weigh(desk, patient, "80")
    row = Weight.objects.get()
    unseen = send(second, at(patient, "heights", "add"), tall)  # it tells nobody of a hidden weight
    assert unseen.status_code == 302
    send(second, at(patient, "weights", row.pk, "second"), {"number": "80", "unit": "kg"})
    answer = send(desk, at(patient, "heights", "add"), tall)
    assert "the body mass index is 40.8" in answer.content.decode()


# -- the second reader -----------------------------------------------------------------------


def test_the_first_weight_waits_for_a_second_person_who_has_not_seen_it(
    desk: Client, second: Client, patient: Patient, prescriber: Acting
) -> None:
    weigh(desk, patient, "70.25")
    row = Weight.objects.get()
    assert row.waits
    assert "70.25" in text_of(desk.get(at(patient, "weights")))
    address = at(patient, "weights", row.pk, "second")
    for page in (at(patient), at(patient, "weights"), address):
        text = second.get(page)
        assert "70.25" not in text_of(text) + text.content.decode()
        assert "70.25" not in text_of(text) + text.content.decode()
    assert address in second.get(at(patient, "weights")).content.decode()
    for _ in range(2):
        answer = send(second, address, {"number": "154.9", "unit": "lb"}, key="k")
        assert (answer.status_code, answer.url) == (302, at(patient, "weights"))
    row.refresh_from_db()
    assert (row.second_kg, row.second_by) == (Decimal("70.261458113"), prescriber.account)
    page = text_of(second.get(at(patient, "weights")))
    assert "70.25" in page
    assert "154.9 lb" in page
    assert "differ" not in page
    assert differences() == []


@pytest.mark.hazard("H4")
def test_a_first_weight_counts_for_no_dose_before_its_second_reading(
    desk: Client, second: Client, patient: Patient
) -> None:
    def told() -> list[str]:
        facts = snapshot(patient, today(patient.clinic)).facts
        return [fact.value.shown for fact in facts if fact.concept == "weight" and fact.value]

    weigh(desk, patient, "83.4")
    row = Weight.objects.get()
    assert told() == []
    for reader in (desk, second):
        course = text_of(reader.get(at(patient, "course", "iv-depression")))
        assert "No weight is known." in course
        assert "83.4" not in course
        assert "waits for its second reading" in course
    send(second, at(patient, "weights", row.pk, "second"), {"number": "83.4", "unit": "kg"})
    assert told() == ["83.4 kg"]
    course = text_of(desk.get(at(patient, "course", "iv-depression")))
    assert "Weight 83.4 kg on" in course
    assert "waits for its second reading" not in course


def test_the_second_person_reads_it_in_no_file_either(
    desk: Client, second: Client, patient: Patient
) -> None:
    weigh(desk, patient, "83.4")
    row = Weight.objects.get()
    for reader, shown in ((desk, True), (second, False)):
        entries = json.loads(reader.get(at(patient, "export")).content)["entries"]
        (body,) = (one["body"] for one in entries if one["ref"] == str(row.pk))
        assert ("83.4" in json.dumps(body)) is shown
        assert ("kept back" in body) is not shown
    send(second, at(patient, "weights", row.pk, "second"), {"number": "83.4", "unit": "kg"})
    assert b"83.4 kg" in second.get(at(patient, "export")).content


def test_two_readings_that_differ_say_so(desk: Client, second: Client, patient: Patient) -> None:
    weigh(desk, patient, "70")
    row = Weight.objects.get()
    send(second, at(patient, "weights", row.pk, "second"), {"number": "71", "unit": "kg"})
    page = desk.get(at(patient, "weights")).content.decode()
    assert "The two readings differ by 1.4 %, more than 1 %" in page


def test_a_further_weight_tells_the_second_person_nothing_of_the_first(
    desk: Client, second: Client, patient: Patient
) -> None:
    weigh(desk, patient, "70.25")
    assert weigh(second, patient, "90").status_code == 302


@pytest.mark.parametrize(
    ("first", "other", "says"),
    [("100", None, False), ("100", "101", False), ("100", "99", True), ("100", "101.1", True)],
)
def test_readings_differ_from_the_limit_on(
    patient: Patient, first: str, other: str | None, says: bool
) -> None:
    second = None if other is None else Decimal(other)
    row = Weight(patient=patient, kg=Decimal(first), second_kg=second)
    assert bool(disagreement(row)) is says


def test_nobody_is_their_own_second_reader(desk: Client, patient: Patient) -> None:
    weigh(desk, patient, "70")
    address = at(patient, "weights", Weight.objects.get().pk, "second")
    for answer in (desk.get(address), send(desk, address, {"number": "70", "unit": "kg"})):
        assert answer.status_code == 403
        assert "another person" in answer.content.decode()
    assert Weight.objects.get().second_kg is None


def test_a_bad_second_reading_writes_nothing(
    desk: Client, second: Client, patient: Patient
) -> None:
    weigh(desk, patient, "70")
    address = at(patient, "weights", Weight.objects.get().pk, "second")
    for typed in ({}, {"number": "70"}, {"number": "7O", "unit": "kg"}):
        answer = send(second, address, typed)
        assert answer.status_code == 200
        assert 'class="wrong"' in answer.content.decode()
    assert Weight.objects.get().second_kg is None


def test_a_third_reading_is_not_asked_for(
    desk: Client, second: Client, patient: Patient, person: Callable[..., Account],
    browser_of: Callable[[Acting], Client],
) -> None:  # fmt: skip
    weigh(desk, patient, "70")
    address = at(patient, "weights", Weight.objects.get().pk, "second")
    send(second, address, {"number": "70", "unit": "kg"})
    third = browser_of(acting(person(Role.NURSE), None))
    assert "waits for no second reading" in third.get(address).content.decode()
    answer = send(third, address, {"number": "71", "unit": "kg"})
    assert answer.status_code == 403
    assert third.get(at(patient, "weights", patient.pk, "second")).status_code == 404


def test_a_weight_that_was_corrected_takes_no_second_reading(
    desk: Client, second: Client, patient: Patient, nurse: Acting
) -> None:
    weigh(desk, patient, "70")
    row = Weight.objects.get()
    address = at(patient, "weights", row.pk, "correct")
    send(desk, address, {**SCALE, "number": "71"})
    answer = send(second, at(patient, "weights", row.pk, "second"), {"number": "71", "unit": "kg"})
    assert answer.status_code == 409
    assert "71 kg" in answer.content.decode()
    newer = Weight.objects.get(corrects=row.pk)
    assert newer.waits  # it is a first weight again


def test_until_then_only_its_writer_corrects_it(
    desk: Client, second: Client, patient: Patient, prescriber: Acting
) -> None:
    weigh(desk, patient, "70.25", sure="reported, unconfirmed")
    row = Weight.objects.get()
    page = second.get(at(patient, "weights")).content.decode()
    assert "Correct</a>" not in page
    assert "Confirm</button>" not in page
    for name in ("correct", "error"):
        answer = second.get(at(patient, "weights", row.pk, name))
        assert answer.status_code == 403
        assert "70.25" not in text_of(answer)
    with pytest.raises(NotAllowed, match="second person"):
        actions.strike(kind="patients.weight", row=row, why="mine", by=prescriber)
    assert desk.get(at(patient, "weights", row.pk, "correct")).status_code == 200


@pytest.mark.parametrize("method", ["stated", "record"])
def test_only_what_is_read_on_a_scale_waits(desk: Client, patient: Patient, method: str) -> None:
    weigh(desk, patient, "70", method=method)
    assert not Weight.objects.get().waits
    weigh(desk, patient, "70", method="chair scale")
    weigh(desk, patient, "71")
    assert [row.waits for row in selectors.weights(patient)] == [False, True, False]
