"""Registering a person on one page, who may be the same, and changes of how to reach them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from tests.lib.patients import at, enrol, send, text_of

from titrant.server.accounts.acting import Acting
from titrant.server.audit.rebuilding import differences
from titrant.server.patients import actions
from titrant.server.patients.contact_form import ContactForm
from titrant.server.patients.entries import PatientSaid
from titrant.server.patients.fields import DayField
from titrant.server.patients.models import Patient
from titrant.server.patients.views import age_of
from titrant.server.web.clock import clock_at

pytestmark = pytest.mark.django_db
WHOLE = {
    "name": "  Mara   Ellison ",
    "called": "Mae",
    "born": "1985-02-03",
    "sex": "female",
    "phone": "+1 212 555 0199",
    "email": "mara@mail.example",
    "address": "1 Pier Road",
    "safe_contact": "text",
    "contact_name": "Ida Ellison",
    "contact_phone": "212 555 0111",
}


@pytest.fixture
def front(browser_of: Callable[..., Client], coordinator: Acting) -> Client:
    """Return the browser of the front desk."""
    return browser_of(coordinator)


def test_a_coordinator_registers_a_person_on_one_page(front: Client) -> None:
    assert "Register this person" in front.get("/patients/new/").content.decode()
    answer = send(front, "/patients/new/", WHOLE)
    made = Patient.objects.get()
    assert (answer.status_code, answer.url) == (302, at(made))
    assert {name: str(getattr(made, name)) for name in WHOLE} == {**WHOLE, "name": "Mara Ellison"}
    page = front.get(at(made)).content.decode()
    for shown in ("Mara Ellison", "called Mae", "Sun 3 Feb 1985", "Ida Ellison", "By text message"):
        assert shown in page
    assert "Weight" not in page
    assert differences() == []


def test_a_name_alone_is_enough_and_the_same_form_registers_once(front: Client) -> None:
    typed = {"name": "Mara Ellison"}
    first, second = (send(front, "/patients/new/", typed, key="k") for _ in range(2))
    made = Patient.objects.get()
    assert first.url == second.url == at(made)
    assert "birth date not known" in front.get(at(made)).content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "12 34"}, "Write the name in letters"),
        ({"born": "3 Foo"}, "Write the day like 2026-11-21"),
        ({"born": "1850-01-01"}, "nobody alive was born then"),
        ({"born": "2999-01-01"}, "later than today"),
        ({"phone": "12"}, "Write the whole number"),
        ({"contact_phone": "x"}, "Write the whole number"),
        ({"email": "mara"}, "Write an address such as"),
        ({"sex": "f"}, "Choose one of these"),
        ({"safe_contact": "text", "phone": ""}, "needs a telephone number"),
        ({"safe_contact": "phone", "phone": ""}, "needs a telephone number"),
        ({"safe_contact": "mail", "email": ""}, "needs an email address"),
        ({"safe_contact": "letter", "address": ""}, "needs an address"),
        ({"safe_contact": "pigeon"}, "Choose one of these"),
        ({"name": "x" * 161}, "160"),
        ({"name": "Mara \u202enosillE"}, "A sign that nobody sees stands in the name."),
        ({"name": "Mara\u0007 Ellison"}, "A sign that nobody sees stands in the name."),
    ],
)
def test_what_cannot_be_is_said_in_words_and_what_was_typed_stays(
    front: Client, typed: dict[str, str], says: str
) -> None:
    answer = send(front, "/patients/new/", {**WHOLE, **typed})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert says in text_of(answer)
    assert "1 Pier Road" in page or "address" in typed
    assert not Patient.objects.exists()


def test_who_may_be_the_same_is_shown_before_anything_is_written(
    front: Client, nurse: Acting
) -> None:
    known = enrol(nurse, "Marah Elison", born=date(1985, 2, 3))
    enrol(nurse, "Noor Haddad", born=date(1985, 2, 3))
    page = send(front, "/patients/new/", WHOLE)
    text = page.content.decode()
    assert "Is it one of these?" in text
    assert at(known) in text
    assert "Noor" not in text
    assert Patient.objects.count() == 2
    box = {"somebody_else": page.context["named"]}
    assert (
        "Is it one of these?"
        in send(front, "/patients/new/", {**WHOLE, "somebody_else": "1"}).content.decode()
    )
    assert send(front, "/patients/new/", {**WHOLE, **box}, key="k").status_code == 302
    assert send(front, "/patients/new/", {**WHOLE, **box}, key="k").status_code == 302
    assert Patient.objects.count() == 3


def test_without_a_birth_date_a_like_name_without_one_is_shown(
    front: Client, nurse: Acting
) -> None:
    enrol(nurse, "Mara Ellison")
    answer = send(front, "/patients/new/", {"name": "Mara Elison"})
    assert "Is it one of these?" in answer.content.decode()


def test_a_change_is_a_new_version_and_the_old_one_can_be_seen(
    front: Client, nurse: Acting
) -> None:
    patient = enrol(nurse, born=date(1985, 2, 3), address="1 Pier Road")
    form = front.get(at(patient, "contact"))
    assert "1 Pier Road" in form.content.decode()
    version = {"version": str(form.context["version"])}
    typed = {"name": "Mara Ellison", "born": "1985-02-03", "address": "2 Hill Street", **version}
    for _ in range(2):
        assert send(front, at(patient, "contact"), typed, key="k").status_code == 302
    assert "2 Hill Street" in front.get(at(patient)).content.decode()
    history = front.get(at(patient, "contact", "history")).content.decode()
    assert "1 Pier Road" in history
    assert "2 Hill Street" in history
    assert history.count("<caption>") == 1
    assert differences() == []


def test_two_people_who_change_at_once_both_see_what_happened(
    front: Client, desk: Client, nurse: Acting
) -> None:
    patient = enrol(nurse, phone="212 555 0100")
    version = str(front.get(at(patient, "contact")).context["version"])
    mine = {"name": "Mara Ellison", "phone": "212 555 0111", "version": version}
    theirs = {"name": "Mara Ellison", "phone": "212 555 0122", "version": version}
    assert send(desk, at(patient, "contact"), theirs).status_code == 302
    answer = send(front, at(patient, "contact"), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    for said in ("Somebody was faster", nurse.account.name, "212 555 0111", "212 555 0122"):
        assert said in page
    patient.refresh_from_db()
    assert patient.phone == "212 555 0122"
    again = {**mine, "version": str(answer.context["version"])}
    assert send(front, at(patient, "contact"), again).status_code == 302
    patient.refresh_from_db()
    assert patient.phone == "212 555 0111"


def test_two_people_who_write_the_same_are_told_so(
    front: Client, desk: Client, nurse: Acting
) -> None:
    patient = enrol(nurse)
    version = str(patient.version)
    typed = {"name": "Mara Ellison", "phone": "212 555 0122", "version": version}
    send(desk, at(patient, "contact"), typed)
    answer = send(front, at(patient, "contact"), typed)
    assert "Both of you wrote the same" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": ""}, "Fill this in."),
        ({"born": "1985-02-03", "died": "1985-02-02"}, "before the birth"),
        ({"died": "2999-01-01"}, "later than today"),
    ],
)
def test_a_change_that_cannot_be_is_refused_in_words(
    front: Client, nurse: Acting, typed: dict[str, str], says: str
) -> None:
    patient = enrol(nurse)
    version = str(patient.version)
    answer = send(
        front, at(patient, "contact"), {"name": "Mara Ellison", "version": version, **typed}
    )
    assert says in text_of(answer)
    patient.refresh_from_db()
    assert str(patient.version) == version


def test_a_version_that_is_none_is_not_found(front: Client, nurse: Acting) -> None:
    patient = enrol(nurse)
    answer = send(front, at(patient, "contact"), {"name": "X Y", "version": "1 OR 1"})
    assert answer.status_code == 404


def test_a_death_shows_on_the_record(front: Client, nurse: Acting) -> None:
    patient = enrol(nurse, born=date(1985, 2, 3))
    said = PatientSaid(name="Mara Ellison", born=date(1985, 2, 3), died=date(2026, 1, 5))
    actions.change(patient=patient, said=said, by=nurse)
    page = front.get(at(patient)).content.decode()
    assert "Mon 5 Jan 2026" in page
    assert "40 years" in page


@pytest.mark.parametrize(
    ("at", "age"),
    [
        (datetime(2026, 2, 3, 4, 0, tzinfo=UTC), 40),  # still the day before in New York
        (datetime(2026, 2, 3, 12, 0, tzinfo=UTC), 41),
        (datetime(2026, 12, 31, 12, 0, tzinfo=UTC), 41),
    ],
)
def test_an_age_is_counted_on_the_clinic_s_day(nurse: Acting, at: datetime, age: int) -> None:
    with clock_at(at):
        assert age_of(enrol(nurse, born=date(1985, 2, 3)), at) == age
        assert age_of(enrol(nurse), at) is None


def test_the_page_of_a_person_is_read_in_few_questions(
    desk: Client, nurse: Acting, django_assert_max_num_queries: Any
) -> None:
    patient = enrol(nurse)
    desk.get(at(patient))
    with django_assert_max_num_queries(31):
        desk.get(at(patient))


@pytest.mark.parametrize(
    ("zone", "day", "later"),
    [
        ("America/New_York", "2026-11-22", False),
        ("America/New_York", "2026-11-23", True),  # half past ten in the evening of the 22nd
        ("Pacific/Auckland", "2026-11-23", False),  # half past four in the afternoon of the 23rd
        ("Pacific/Auckland", "2026-11-24", True),
    ],
)
def test_today_is_the_clinic_s_day_and_not_greenwich_s(zone: str, day: str, later: bool) -> None:
    with clock_at(datetime(2026, 11, 23, 3, 30, tzinfo=UTC)):
        form = ContactForm({**WHOLE, "born": day}, zone=zone)
        said = "This is later than today. Look again at the day."
        assert form.errors == ({"born": [said]} if later else {})


def test_a_form_that_was_put_on_no_clock_is_a_mistake_of_ours() -> None:
    with pytest.raises(LookupError, match="clinic's clock"):
        DayField(label="Born").clean("2026-11-22")


def test_what_was_so_on_the_evening_before_the_birth_is_refused_by_the_clinic_s_day(
    desk: Client, nurse: Acting
) -> None:
    newborn = enrol(nurse, born=date(2026, 11, 20))
    typed = {"number": "3.4", "unit": "kg", "method": "measured", "sure": "confirmed"}
    early = send(desk, at(newborn, "weights", "add"), {**typed, "when": "2026-11-19T23:30"})
    assert "before the person was born" in text_of(early)  # it was the 20th in Greenwich


def test_a_name_keeps_the_signs_that_its_letters_need(desk: Client) -> None:
    typed = {"name": "नि\u200cर्मला", "safe_contact": ""}
    assert send(desk, "/patients/new/", typed).status_code == 302
    assert Patient.objects.get().name == typed["name"]
