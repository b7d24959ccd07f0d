"""The intake at home: a link that opens for one person, keeps each step, and says nothing."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.lib.patients import at, send, text_of

from titrant.clinical import Sureness
from titrant.server.accounts.acting import Acting
from titrant.server.audit.models import Entry, Sort
from titrant.server.audit.rebuilding import differences
from titrant.server.exposures.models import Exposure
from titrant.server.intake import asking, home_views, rules, saying
from titrant.server.intake.models import Answer, Intake
from titrant.server.intake.steps import steps_for
from titrant.server.messages.models import Message
from titrant.server.patients.actions import record_weight
from titrant.server.patients.models import Allergy, Medication, Note, Patient, Trial
from titrant.server.sites.models import Clinic
from titrant.server.tasks.models import Task
from titrant.server.web.clock import clock_at, now

pytestmark = pytest.mark.django_db


def link_in(message: Message) -> str:
    found = re.search(r"/i/[A-Za-z0-9_-]+/", message.text)
    assert found is not None
    return found[0]


@pytest.fixture
def link(patient: Patient, coordinator: Acting) -> str:
    """Return the link that went out to Mara."""
    asking.invite(patient=patient, by=coordinator)
    return link_in(Message.objects.get())


@pytest.fixture
def phone(link: str, client: Client) -> Client:
    """Return a browser at home, in which Mara has said who she is."""
    answer = client.post(link, {"initials": "M.E.", "year": "1985"})
    assert answer.status_code == 302
    return client


def steps(client: Client, link: str, word: str, **typed: Any) -> Any:
    return client.post(f"{link}steps/{word}/", typed)


@pytest.mark.hazard("H50")
def test_the_message_names_nobody_and_no_treatment(link: str, patient: Patient) -> None:
    message = Message.objects.get()
    assert message.address == patient.phone
    assert message.channel == "text"
    for word in ("Mara", "Ellison", "Harbour", "ketamine", "intake", "clinic"):
        assert word not in message.text + message.subject
    assert link not in str(list(Entry.objects.values_list("body")))


@pytest.mark.hazard("H50")
def test_the_page_says_nothing_before_it_knows_who_it_is(client: Client, link: str) -> None:
    answer: Any = client.get(link)
    page = re.sub(r'name="(key|csrfmiddlewaretoken)" value="\w+"', "", answer.content.decode())
    for word in ("Mara", "Ellison", "Harbour", "ketamine", "1985"):  # a random key may hold a year
        assert word not in page
    assert "Is this you?" in page
    for inner in ("steps/", "steps/heart/", "send/"):
        assert client.get(link + inner)["Location"] == link
        assert client.post(link + inner)["Location"] == link


def test_no_page_at_home_shows_or_asks_for_a_weight(
    phone: Client, link: str, patient: Patient, nurse: Acting
) -> None:
    """Some are weighed with their back to the scale: what was read is not theirs to meet here."""
    record_weight(patient=patient, kg=Decimal("48.7"), shown="48.7 kg", method="stated", by=nurse)
    pages = [f"{link}steps/", *(f"{link}steps/{one.word}/" for one in steps_for(patient, "home"))]
    for page in pages:
        answer: Any = phone.get(page)
        assert answer.status_code == 200
        words = text_of(answer)
        assert "48.7" not in words
        assert "your weight" not in words.lower()


@pytest.mark.parametrize("initials", ["ME", "me", "m.e.", "M E"])
def test_initials_may_be_written_in_any_usual_way(client: Client, link: str, initials: str) -> None:
    assert client.post(link, {"initials": initials, "year": "1985"}).status_code == 302


@pytest.mark.hazard("H50")
@pytest.mark.parametrize(
    ("initials", "year"),
    [("EM", "1985"), ("ME", "1986"), ("M", "1985"), ("ME", "85"), ("ME", "abcd"), ("??", "1985")],
)
def test_who_does_not_know_them_stays_out(
    client: Client, link: str, initials: str, year: str
) -> None:
    answer = client.post(link, {"initials": initials, "year": year})
    assert answer.status_code == 200
    assert "not the ones we expect" in answer.content.decode()
    assert client.get(f"{link}steps/")["Location"] == link
    assert Intake.objects.get().wrong == 1


@pytest.mark.hazard("H50")
def test_too_many_tries_close_the_link_and_somebody_asks(client: Client, link: str) -> None:
    for _ in range(rules.TRIES - 1):
        assert client.post(link, {"initials": "XX", "year": "1900"}).status_code == 200
    last = client.post(link, {"initials": "XX", "year": "1900"})
    assert last.status_code == 410
    assert client.post(link, {"initials": "ME", "year": "1985"}).status_code == 410
    task = Task.objects.get()
    assert (task.kind, task.role) == ("intake-somebody-else", "coordinator")


@pytest.mark.hazard("H50")
def test_somebody_else_closes_it_with_one_press(client: Client, link: str) -> None:
    page = client.post(f"{link}not-me/")
    assert page.status_code == 200
    assert client.get(link).status_code == 410
    assert Task.objects.get().kind == "intake-somebody-else"
    assert Intake.objects.get().how == asking.SOMEBODY_ELSE


@pytest.mark.hazard("H50")
def test_not_me_is_pressed_and_never_only_opened(client: Client, link: str) -> None:
    assert client.get(f"{link}not-me/").status_code == 405
    assert Intake.objects.get().over is None


def test_nothing_is_chosen_beforehand(phone: Client, link: str) -> None:
    for word in ("heart", "medicines", "allergies", "earlier", "use", "pregnancy"):
        page = phone.get(f"{link}steps/{word}/").content.decode()
        assert 'type="radio"' in page
        assert "checked" not in page


def test_each_step_counts_at_once_and_unconfirmed(
    phone: Client, link: str, patient: Patient
) -> None:
    steps(phone, link, "heart", aneurysm="yes", hypertension="no", asthma="yes")
    said = {row.what: row for row in Answer.objects.all()}
    assert {what: row.answer for what, row in said.items()} == {
        "aneurysm": "yes",
        "hypertension": "no",
    }
    row = said["aneurysm"]
    assert row.sure == Sureness.REPORTED
    assert (row.by_id, row.agent, row.patient_id) == (None, "intake at home", patient.pk)


def test_a_step_sent_twice_is_written_once(phone: Client, link: str) -> None:
    steps(phone, link, "heart", aneurysm="yes")
    before = Entry.objects.filter(sort=Sort.WRITE).count()
    steps(phone, link, "heart", aneurysm="yes")
    assert Entry.objects.filter(sort=Sort.WRITE).count() == before


def test_a_changed_answer_is_a_correction_beside_the_old(phone: Client, link: str) -> None:
    steps(phone, link, "heart", aneurysm="yes")
    steps(phone, link, "heart", aneurysm="no")
    old, new = Answer.objects.order_by("number")
    assert (old.answer, old.corrected_by) == ("yes", new.pk)
    assert (new.answer, new.corrects, new.counts) == ("no", old.pk, True)


def test_an_answer_that_is_taken_back_is_struck_and_stays(phone: Client, link: str) -> None:
    steps(phone, link, "heart", aneurysm="yes", hypertension="no")
    steps(phone, link, "heart", hypertension="no")
    struck = Answer.objects.get(what="aneurysm")
    assert struck.struck
    assert Answer.objects.get(what="hypertension").counts


def test_medicines_are_kept_in_the_person_s_own_words(phone: Client, link: str) -> None:
    steps(
        phone,
        link,
        "medicines",
        **{
            "any": "yes",
            "what-1": "Zoloft",
            "how-1": "100 in the morning",
            "last-1": "2020-01-02T08:00",
            "what-3": "Something for sleep",
        },
    )
    first, second = Medication.objects.order_by("number")
    assert (first.what, first.dose, first.directions) == ("Zoloft", "", "100 in the morning")
    assert first.last_dose is not None
    assert first.last_dose.isoformat() == "2020-01-02T13:00:00+00:00"
    assert (second.what, second.sure) == ("Something for sleep", Sureness.REPORTED)
    page = phone.get(f"{link}steps/medicines/").content.decode()
    assert "100 in the morning" in page


def test_a_medicine_that_moves_to_another_line_is_the_same(phone: Client, link: str) -> None:
    steps(phone, link, "medicines", **{"what-1": "Zoloft", "what-2": "Ambien"})
    steps(phone, link, "medicines", **{"what-1": "Ambien", "how-1": "at night"})
    rows = {(row.what, row.directions): row for row in Medication.objects.all()}
    assert rows["Zoloft", ""].struck
    assert not rows["Ambien", ""].counts
    assert rows["Ambien", "at night"].counts


@pytest.mark.parametrize(
    ("word", "typed", "says"),
    [
        ("medicines", {"how-1": "daily"}, "Write the name"),
        ("medicines", {"any": "none", "what-1": "Zoloft"}, "You wrote something below"),
        ("medicines", {"what-1": "Zoloft", "last-1": "yesterday"}, "Write the day and the time"),
        ("medicines", {"what-1": "Zoloft", "last-1": "2999-01-01T00:00"}, "later than now"),
        ("allergies", {"any": "no", "what-1": "latex"}, "You wrote something below"),
        ("earlier", {"any": "yes"}, "Write about which year"),
        ("earlier", {"began-1": "2020"}, "Choose where it was"),
        ("earlier", {"began-1": "20", "setting-1": "hospital"}, "Write a day like"),
        ("tried", {"what-1": "Zoloft", "weeks-1": "many"}, "is not"),
        ("reach", {"phone": "12"}, "Write the whole number"),
        ("reach", {"email": "nowhere"}, "Write an address"),
        ("heart", {"aneurysm": "maybe"}, "Choose one of these"),
        ("remark", {"remark": "x" * 4001}, "at most 4000"),
    ],
)
def test_what_cannot_be_read_is_asked_again_with_what_was_typed(
    phone: Client, link: str, word: str, typed: dict[str, str], says: str
) -> None:
    answer = steps(phone, link, word, **typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert says in page
    kept = next(value for name, value in typed.items() if name != "any" or len(typed) == 1)
    assert kept[:40] in page or kept == "maybe"
    assert not Intake.objects.get().steps.exists()


def test_more_lines_can_be_asked_for_without_a_script(phone: Client, link: str) -> None:
    answer = steps(phone, link, "medicines", more="1", **{"what-4": "Zoloft"})
    page = phone.get(answer["Location"]).content.decode()
    assert 'name="what-8"' in page
    assert "Zoloft" in page
    most = phone.get(f"{link}steps/medicines/?lines=999").content.decode()
    assert 'name="what-24"' in most
    assert 'name="what-25"' not in most


def test_a_browser_that_stops_goes_on_with_the_same_link(
    phone: Client, link: str, client: Client
) -> None:
    assert steps(phone, link, "heart", stop="1", aneurysm="yes")["Location"] == f"{link}steps/"
    other = Client()
    other.post(link, {"initials": "ME", "year": "1985"})
    page = other.get(f"{link}steps/heart/").content.decode()
    assert re.search(r'name="aneurysm" value="yes"[^>]*checked', page)


def test_a_long_pause_asks_again_who_it_is(phone: Client, link: str) -> None:
    assert phone.get(f"{link}steps/").status_code == 200
    with clock_at(now() + timedelta(minutes=31)):
        assert phone.get(f"{link}steps/")["Location"] == link


def test_everything_else_becomes_rows_too(phone: Client, link: str) -> None:
    steps(phone, link, "allergies", **{"any": "yes", "what-1": "latex", "reaction-1": "rash"})
    steps(phone, link, "tried", **{"what-1": "Prozac", "weeks-1": "6", "outcome-1": "no better"})
    steps(
        phone,
        link,
        "earlier",
        **{"any": "yes", "began-1": "2021", "setting-1": "hospital", "going-1": "no"},
    )
    exposure = Exposure.objects.get()
    assert (exposure.drug, exposure.began, exposure.goes_on) == ("unknown", "2021", False)
    steps(phone, link, "remark", remark="I faint when I see needles.")
    assert Allergy.objects.get().reaction == "rash"
    trial = Trial.objects.get()
    assert (trial.weeks, trial.adequate, trial.outcome) == (6, "unknown", "no better")
    assert Note.objects.get().text == "I faint when I see needles."


def test_how_to_reach_them_changes_nothing_by_itself(
    phone: Client, link: str, patient: Patient
) -> None:
    steps(phone, link, "reach", phone="+1 212 555 0199", safe_contact="phone")
    patient.refresh_from_db()
    assert patient.phone == "+1 212 555 0142"
    assert "0142" not in phone.get(f"{link}steps/reach/").content.decode()


def test_pregnancy_is_not_asked_of_men(
    nurse: Acting, coordinator: Acting, patient: Patient, phone: Client, link: str
) -> None:
    assert phone.get(f"{link}steps/pregnancy/").status_code == 200
    Patient.objects.update(sex="male")
    assert phone.get(f"{link}steps/pregnancy/").status_code == 404
    assert "Pregnancy" not in phone.get(f"{link}steps/").content.decode()


def test_sending_closes_the_link_and_a_nurse_is_asked(phone: Client, link: str) -> None:
    steps(phone, link, "heart", aneurysm="yes")
    assert phone.get(f"{link}send/")["Location"] == f"{link}steps/"
    asked = phone.post(f"{link}send/").content.decode()
    assert re.search(r"\d+ of the pages are empty, and the link is closed once you send", asked)
    assert not Task.objects.exists()
    assert "Thank you" in phone.post(f"{link}send/", {"as_it_is": "yes"}).content.decode()
    task = Task.objects.get()
    assert (task.kind, task.role) == ("intake-to-confirm", "nurse")
    for address in (link, f"{link}steps/", f"{link}steps/heart/"):
        page = phone.get(address)
        assert page.status_code == 410
        assert "sent already" in page.content.decode()
    assert phone.post(f"{link}send/").status_code == 410


def test_an_unknown_step_is_no_page(phone: Client, link: str) -> None:
    assert phone.get(f"{link}steps/brought/").status_code == 404
    assert phone.get(f"{link}steps/dose/").status_code == 404


def test_a_link_is_good_for_two_weeks(phone: Client, link: str) -> None:
    with clock_at(now() + rules.LINK_LASTS + timedelta(seconds=1)):
        page = phone.get(f"{link}steps/heart/")
        assert page.status_code == 410
        assert "two weeks" in page.content.decode()
        assert steps(phone, link, "heart", aneurysm="yes").status_code == 410
    assert not Answer.objects.exists()


def test_a_page_sent_just_after_somebody_closed_it_says_so(
    phone: Client, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = saying.locked

    def closed_meanwhile(intake: Intake) -> Intake:
        asking.end(intake, asking.WITHDRAWN, asking.at_home(intake))
        return whole(intake)

    monkeypatch.setattr(saying, "locked", closed_meanwhile)
    answer = steps(phone, link, "heart", aneurysm="yes")
    assert answer.status_code == 410
    assert "taken back" in answer.content.decode()
    assert not Answer.objects.exists()


def test_a_link_that_ends_while_a_page_is_open_takes_nothing_more(phone: Client, link: str) -> None:
    intake = Intake.objects.get()
    with clock_at(now() + rules.LINK_LASTS), pytest.raises(saying.IntakeOver):
        asking.not_them(intake=intake)


def test_a_page_opened_and_sent_empty_writes_nothing(phone: Client, link: str) -> None:
    before = Entry.objects.filter(sort=Sort.WRITE).count()
    steps(phone, link, "mind")
    assert Entry.objects.filter(sort=Sort.WRITE).count() == before


def test_only_what_was_typed_besides_is_kept_once(phone: Client, link: str) -> None:
    steps(phone, link, "allergies", any="no")
    steps(phone, link, "allergies", any="unknown")
    kept = Intake.objects.get().steps.get()
    assert json.loads(kept.typed) == {"any": "unknown"}


def test_words_about_a_row_name_nobody(phone: Client, link: str) -> None:
    steps(phone, link, "heart", aneurysm="yes")
    intake = Intake.objects.get()
    for row in (intake, intake.steps.get(), Answer.objects.get()):
        assert "Mara" not in str(row)
        assert row.pk.hex in str(row).replace("-", "")


def test_a_newer_link_replaces_the_older(
    client: Client, link: str, patient: Patient, coordinator: Acting
) -> None:
    asking.invite(patient=patient, by=coordinator)
    page = client.get(link)
    assert page.status_code == 410
    assert "newer link" in page.content.decode()


def test_a_link_taken_back_says_so(
    client: Client, link: str, patient: Patient, at_desk: Client
) -> None:
    intake = Intake.objects.get()
    address = at(patient, "intake", intake.pk, "take-back")
    assert at_desk.get(address).status_code == 302
    assert client.get(link).status_code == 200
    send(at_desk, address, {})
    send(at_desk, address, {})
    page = client.get(link)
    assert page.status_code == 410
    assert "taken back" in page.content.decode()


def test_a_link_that_was_never_ours(client: Client) -> None:
    with clock_at(now()):  # the minute does not end meanwhile
        for _ in range(home_views.AT_MOST):
            assert client.get("/i/nothing/").status_code == 404
        answer = client.get("/i/nothing/")
    assert answer.status_code == 429
    assert "Wait a minute" in answer.content.decode()


def test_what_is_shown_at_home_is_read_by_the_program(phone: Client, link: str) -> None:
    reads = Entry.objects.filter(sort=Sort.READ, agent="intake at home")
    before = reads.count()
    for word in ("heart", "mind", "way"):
        phone.get(f"{link}steps/{word}/")
    assert reads.count() == before + 3


def test_help_is_within_reach_on_every_page(phone: Client, link: str) -> None:
    for page in ("steps/", "steps/heart/", "steps/remark/"):
        assert 'href="tel:988"' in phone.get(link + page).content.decode()


def test_no_page_at_home_promises_or_warns(phone: Client, link: str) -> None:
    words = ("safe to", "risk", "contraindic", "dose of", "normal", "don’t worry", " mg")
    for word in ("reach", "medicines", "heart", "brain", "body", "mind", "earlier", "use", "way"):
        page = phone.get(f"{link}steps/{word}/").content.decode().split("<main")[1].lower()
        for said in words:
            assert said not in page, (word, said)


def test_the_record_folds_to_the_same_rows(phone: Client, link: str) -> None:
    steps(phone, link, "heart", aneurysm="yes")
    steps(phone, link, "heart", aneurysm="unknown")
    steps(phone, link, "medicines", **{"what-1": "Zoloft"})
    steps(phone, link, "medicines", any="none")
    phone.post(f"{link}send/")
    assert differences() == []


def test_what_a_clinician_confirmed_stays_beside_what_is_said_later(
    phone: Client, link: str, at_chair: Client, patient: Patient
) -> None:
    steps(phone, link, "heart", aneurysm="yes")
    row = Answer.objects.get()
    send(at_chair, at(patient, "intake", "confirm", "answers", row.pk), {"stands": "yes"})
    steps(phone, link, "heart", aneurysm="no")
    kept, later = Answer.objects.order_by("number")
    assert (kept.answer, kept.sure, kept.counts) == ("yes", Sureness.CONFIRMED, True)
    assert (later.answer, later.sure, later.counts) == ("no", Sureness.REPORTED, True)
    steps(phone, link, "heart")
    later.refresh_from_db()
    assert later.struck


@pytest.mark.hazard("H50")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"safe_contact": "none"}, "no link goes out"),
        ({"safe_contact": "phone"}, "no link goes out"),
        ({"safe_contact": ""}, "no link goes out"),
        ({"safe_contact": "mail", "email": ""}, "Write it first"),
        ({"born": None}, "birth date first"),
        ({"died": "2026-01-01"}, "has died"),
    ],
)
def test_no_link_goes_out_where_it_cannot_reach_them_alone(
    at_desk: Client, patient: Patient, change: dict[str, Any], says: str
) -> None:
    Patient.objects.filter(pk=patient.pk).update(**change)
    answer = send(at_desk, at(patient, "intake", "invite"), {})
    assert answer.status_code == 403
    assert says in answer.content.decode()
    assert says in at_desk.get(at(patient, "intake")).content.decode()
    assert not Message.objects.exists()


@pytest.mark.hazard("H50")
def test_a_mail_goes_to_who_chose_mail(at_desk: Client, patient: Patient) -> None:
    Patient.objects.update(safe_contact="mail")
    send(at_desk, at(patient, "intake", "invite"), {}, key="once")
    send(at_desk, at(patient, "intake", "invite"), {}, key="once")
    assert at_desk.get(at(patient, "intake", "invite")).status_code == 302
    message = Message.objects.get()
    assert (message.channel, message.address) == ("mail", "mara@home.example")
    assert "Harbour" not in message.subject


def test_a_clinic_without_a_telephone_sends_no_link(
    patient: Patient, coordinator: Acting, clinic: Any, browser_of: Callable[[Acting], Client]
) -> None:
    type(clinic).objects.update(phone="")
    assert not rules.can_invite(coordinator, Patient.objects.get())
    page = browser_of(coordinator).get(at(patient, "intake")).content.decode()
    assert "has no telephone number yet" in page


LINE = "988 Suicide and Crisis Lifeline"  # of the clinic's own country


@pytest.mark.hazard("H30")
def test_whom_to_call_is_within_reach_on_every_page_at_home(
    link: str, phone: Client, patient: Patient
) -> None:
    pages = [link, f"{link}steps/", *(f"{link}steps/{s.word}/" for s in steps_for(patient, "home"))]
    for page in pages:
        assert LINE in phone.get(page).content.decode(), page
    assert LINE in phone.post(f"{link}send/").content.decode()
    assert LINE in phone.get(link).content.decode()  # the link is over now
    assert LINE in phone.get("/i/nobody-has-this/").content.decode()


@pytest.mark.hazard("H30")
@pytest.mark.usefixtures("other_clinic")
def test_where_clinics_are_in_two_countries_a_link_of_nobody_names_the_number_of_any(
    client: Client, patient: Patient
) -> None:
    Clinic.objects.filter(pk=patient.clinic_id).update(jurisdiction="gb")
    page = client.get("/i/nobody-has-this/").content.decode()
    assert "tel:112" in page
    assert "Samaritans" not in page
