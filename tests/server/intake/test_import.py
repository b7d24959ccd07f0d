"""A file from elsewhere: looked at, taken in, adding to a record and taking nothing away."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.lib.patients import at, enrol, send

from titrant.fhir import read_patient
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.accounts.selectors import acting
from titrant.server.audit.models import Attachment, Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.intake import identity, importing, reading, recurring, selectors
from titrant.server.intake.models import Import, Upload
from titrant.server.patients.entries import PatientSaid
from titrant.server.patients.models import Patient
from titrant.server.sites.models import Clinic
from titrant.server.sites.selectors import today as clinic_today
from titrant.server.tasks.models import Task
from titrant.server.web.clock import clock_at, now
from titrant.server.web.templatetags.clinic import day

pytestmark = pytest.mark.django_db

RIVERSIDE = Path("src/titrant/examples/riverside-bundle.json").read_bytes()


def bundle(*resources: dict[str, Any], **patient: Any) -> bytes:
    """Return a bundle about Mara, or about somebody else."""
    person = {
        "resourceType": "Patient",
        "id": "p",
        "name": [{"use": "official", "given": ["Mara"], "family": "Ellison"}],
        "birthDate": "1985-04-23",
        "gender": "female",
        **patient,
    }
    entries = [{"resource": one} for one in (person, *resources)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def condition(words: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": words.replace(" ", "-")[:60],
        "subject": {"reference": "Patient/p"},
        "code": {"text": words},
        "recordedDate": "2026-01-05",
        **more,
    }


def chosen(client: Client, address: str, content: bytes, name: str = "Mara Ellison.json") -> Any:
    file = SimpleUploadedFile(name, content, "application/json")
    return client.post(address, {"key": uuid4().hex, "file": file})


@pytest.fixture
def looked_at(at_chair: Client, patient: Patient) -> Callable[[bytes], str]:
    """Return a function that uploads a file and returns the address of its review."""

    def look(content: bytes) -> str:
        answer = chosen(at_chair, at(patient, "imports"), content)
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"])

    return look


def test_a_file_that_waits_is_found_again(
    nurse: Acting, at_chair: Client, patient: Patient, looked_at: Callable[[bytes], str]
) -> None:
    address = looked_at(bundle(condition("Epilepsy")))
    page = at_chair.get(at(patient, "imports")).content.decode()
    assert "A file waits to be looked at" in page
    assert f'href="{address}"' in page
    other = enrol(nurse, name="Somebody Else", born=date(1960, 1, 2))
    assert "waits" not in at_chair.get(at(other, "imports")).content.decode()


def test_a_file_is_shown_whole_before_anything_is_kept(
    at_chair: Client, patient: Patient, looked_at: Callable[[bytes], str]
) -> None:
    content = bundle(
        condition("Epilepsy"),
        condition("Left-handed in a way nobody knows"),
        condition("Asthma", verificationStatus={"coding": [{"code": "refuted"}]}),
        {"resourceType": "Immunization", "id": "i"},
    )
    page = at_chair.get(looked_at(content)).content.decode()
    understood, _, rest = page.partition("Not understood")
    assert "Condition/Epilepsy" in understood
    unmapped, _, aside = rest.partition("Set aside")
    assert "Left-handed" in unmapped
    assert "It was refuted there" in aside
    assert "Immunization 1" in aside
    assert str(Upload.objects.get()) == f"upload {Upload.objects.get().pk}"
    assert not Import.objects.exists()
    assert not Attachment.objects.exists()
    assert not selectors.whole(patient, now().date()).facts


def test_a_file_of_the_person_is_taken_in_with_one_press(
    at_chair: Client, patient: Patient, looked_at: Callable[[bytes], str]
) -> None:
    address = looked_at(bundle(condition("Epilepsy")))
    page = at_chair.get(address).content.decode()
    assert "Held" not in page
    assert send(at_chair, address, {})["Location"] == at(patient, "imports")
    row = Import.objects.get()
    assert (row.understood, row.not_understood, row.reason) == (1, 0, "")
    assert str(row) == f"import {row.pk}"
    entry = Entry.objects.get(pk=row.pk)
    assert entry.attachment is not None
    assert bytes(entry.attachment.content) == bundle(condition("Epilepsy"))
    assert json.loads(entry.body)["facts"][0]["place"] == "Condition/Epilepsy"
    assert not Upload.objects.exists()
    facts = selectors.whole(patient, now().date()).facts
    assert [fact.concept for fact in facts] == ["epilepsy"]
    assert differences() == []


def hcg(result: str, day: date | None) -> dict[str, Any]:
    """Return a pregnancy test, LOINC 2106-3 (choriogonadotropin in urine, presence)."""
    said = {} if day is None else {"effectiveDateTime": day.isoformat()}
    return {
        "resourceType": "Observation",
        "id": uuid4().hex,
        "status": "final",
        "subject": {"reference": "Patient/p"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "2106-3"}]},
        "valueCodeableConcept": {"text": result},
        **said,
    }


@pytest.mark.hazard("H46")
@pytest.mark.parametrize(
    ("tests", "opened"),
    [
        ([("Positive", 0)], 1),
        ([("Positive", 60)], 1),
        ([("Positive", 42 * 7)], 1),
        ([("Positive", 42 * 7 + 1)], 0),  # it is over, whatever it was
        ([("Positive", None)], 1),
        ([("Negative", 0)], 0),
        ([("Positive", 60), ("Negative", 2)], 0),
        ([("Negative", 60), ("Positive", 2)], 1),
        ([("Negative", 2), ("Positive", 2)], 1),
        ([("Negative", 2), ("Positive", None)], 1),
        ([], 0),
    ],
)
def test_a_positive_pregnancy_test_in_a_file_is_a_prescribers_task(
    at_chair: Client,
    patient: Patient,
    prescriber: Acting,
    looked_at: Callable[[bytes], str],
    tests: list[tuple[str, int | None]],
    opened: int,
) -> None:
    assert prescriber.clinic == patient.clinic_id  # who it is for is there
    today = clinic_today(patient.clinic)
    rows = [hcg(said, None if ago is None else today - timedelta(ago)) for said, ago in tests]
    address = looked_at(bundle(condition("Epilepsy"), *rows))
    assert not Task.objects.filter(kind="pregnancy-test-positive").exists()  # only looked at
    for _ in range(2):
        send(at_chair, address, {}, key="once")
    tasks = Task.objects.filter(kind="pregnancy-test-positive")
    assert [(task.role, task.patient) for task in tasks] == [(Role.PRESCRIBER, patient.pk)] * opened
    assert differences() == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": [{"given": ["Olga"], "family": "Brandt"}]}, "another name"),
        ({"birthDate": "1990-01-01"}, "another birth date"),
        ({"gender": "male"}, "another sex"),
    ],
)
def test_a_file_of_somebody_else_stops_unless_a_reason_is_given(
    at_chair: Client,
    patient: Patient,
    looked_at: Callable[[bytes], str],
    change: dict[str, Any],
    says: str,
) -> None:
    address = looked_at(bundle(condition("Epilepsy"), **change))
    assert says in at_chair.get(address).content.decode()
    for reason in ("", "short", "   "):
        refused = send(at_chair, address, {"reason": reason})
        assert refused.status_code == 200
        assert "Say in a sentence" in refused.content.decode()
    assert not Import.objects.exists()
    send(at_chair, address, {"reason": "She married; her portal has the old name."})
    assert Import.objects.get().reason.startswith("She married")
    snapshot = selectors.whole(patient, now().date())
    assert [fact.concept for fact in snapshot.facts] == ["epilepsy"]
    assert snapshot.subject.born is not None
    assert snapshot.subject.born.first == date(1985, 4, 23)


def test_a_file_that_names_nobody_is_doubted(patient: Patient) -> None:
    named = read_patient(json.dumps(condition("Epilepsy")).encode(), "a file")
    assert identity.doubts(patient, named) == [
        "The file names nobody: neither a name nor a birth date."
    ]
    year = read_patient(bundle(birthDate="1985"), "a file")
    assert identity.doubts(patient, year) == []
    nameless = read_patient(bundle(birthDate=None), "a file")
    assert identity.doubts(patient, nameless)[0].startswith("Only the name can be compared")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": []}, "Only the birth date can be compared: one of the two has no name."),
        ({"birthDate": None}, "Only the name can be compared: one of the two has no birth date."),
    ],
)
def test_a_file_that_names_a_person_by_half_stops_unless_a_reason_is_given(
    at_chair: Client,
    patient: Patient,
    looked_at: Callable[[bytes], str],
    change: dict[str, Any],
    says: str,
) -> None:
    """Two people of a clinic are born on one day: a date that agrees is nobody's name."""
    assert identity.doubts(patient, read_patient(bundle(**change), "a file")) == [says]
    address = looked_at(bundle(condition("Epilepsy"), **change))
    assert says in at_chair.get(address).content.decode()
    assert "Say in a sentence" in send(at_chair, address, {"reason": ""}).content.decode()
    assert not Import.objects.exists()
    send(at_chair, address, {"reason": "I took it from her own portal."})
    assert Import.objects.get().reason == "I took it from her own portal."


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"   \n", "is empty"),
        (b"not json", "not JSON"),
        (b"{}", "it is not FHIR"),
        (b"\xff\xfe\x00", "not JSON that can be read"),
        (bundle(condition("Epilepsy"))[:200], "breaks off"),
        (b"[" * 20000, "nested too deeply"),
        (bundle({"resourceType": "Patient", "id": "q"}), "2 people"),
        (b'{"resourceType":"Bundle","link":[{"relation":"next"}]}', "one page of a search"),
        (b'{"resourceType":"Patient","id":"p"}\nnot json', "Line 2"),
    ],
)
def test_what_cannot_be_read_says_how_to_mend_it(
    at_chair: Client, patient: Patient, content: bytes, says: str
) -> None:
    answer = chosen(at_chair, at(patient, "imports"), content)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_file_that_is_too_large_is_not_read(
    at_chair: Client, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST", 100)
    answer = chosen(at_chair, at(patient, "imports"), bundle(condition("Epilepsy")))
    assert "10 MB are the most" in answer.content.decode()


def test_no_file_at_all_is_asked_for(at_chair: Client, patient: Patient) -> None:
    answer = send(at_chair, at(patient, "imports"), {})
    assert "Choose a file" in answer.content.decode()


def test_the_name_of_a_file_is_kept_nowhere(
    at_chair: Client, patient: Patient, looked_at: Callable[[bytes], str]
) -> None:
    address = looked_at(bundle(condition("Epilepsy")))
    assert "json" not in address
    send(at_chair, address, {})
    assert "Mara Ellison.json" not in str(list(Entry.objects.values_list("body")))


def test_a_file_thrown_away_leaves_nothing(
    at_chair: Client, patient: Patient, looked_at: Callable[[bytes], str]
) -> None:
    address = looked_at(bundle(condition("Epilepsy")))
    send(at_chair, address, {"away": "1"})
    assert not Upload.objects.exists()
    assert not Attachment.objects.exists()
    assert at_chair.get(address).status_code == 404


def test_files_nobody_looked_at_are_forgotten_after_a_day(
    looked_at: Callable[[bytes], str],
) -> None:
    looked_at(bundle(condition("Epilepsy")))
    recurring.uploads({})
    assert Upload.objects.exists()
    with clock_at(now() + timedelta(days=1, seconds=1)):
        recurring.uploads({})
    assert not Upload.objects.exists()


def test_a_file_waits_for_one_person_of_one_clinic(
    looked_at: Callable[[bytes], str],
    prescriber: Acting,
    browser_of: Callable[[Acting], Client],
    patient: Patient,
    nurse: Acting,
    other_clinic: Clinic,
    person: Callable[..., Account],
) -> None:
    address = looked_at(bundle(condition("Epilepsy")))
    colleague = browser_of(prescriber)
    assert colleague.get(address).status_code == 200
    other = enrol(nurse, "Olga Brandt")
    assert colleague.get(address.replace(str(patient.pk), str(other.pk))).status_code == 404
    away = browser_of(acting(person(Role.NURSE, other_clinic), None))
    assert away.get(address).status_code == 404
    waiting = Upload.objects.get()
    Upload.objects.update(patient=None)
    assert away.get(f"/patients/from-file/{waiting.pk}/").status_code == 404


def test_the_desk_does_not_import(at_desk: Client, patient: Patient) -> None:
    for address in (at(patient, "imports"), "/patients/from-file/"):
        assert at_desk.get(address).status_code == 403
        assert chosen(at_desk, address, bundle()).status_code == 403


def test_the_same_file_is_part_of_a_record_once(
    at_chair: Client, looked_at: Callable[[bytes], str]
) -> None:
    first, second = looked_at(bundle()), looked_at(bundle())
    send(at_chair, first, {})
    again = send(at_chair, second, {})
    assert "part of this record already" in again.content.decode()
    assert Import.objects.count() == 1


def test_a_form_sent_twice_takes_a_file_once(
    nurse: Acting, patient: Patient, looked_at: Callable[[bytes], str]
) -> None:
    looked_at(bundle())
    upload = Upload.objects.get()
    first = importing.take_in(upload=upload, patient=patient, by=nurse, key="k")
    assert importing.take_in(upload=upload, patient=patient, by=nurse, key="k") == first
    struck = importing.strike(
        row=Import.objects.get(), why="It was the wrong file.", by=nurse, key="s"
    )
    again = importing.strike(
        row=Import.objects.get(), why="It was the wrong file.", by=nurse, key="s"
    )
    assert again == struck


def test_a_file_in_the_wrong_record_counts_for_nothing_and_stays(
    at_chair: Client, patient: Patient, looked_at: Callable[[bytes], str]
) -> None:
    send(at_chair, looked_at(bundle(condition("Epilepsy"))), {})
    row = Import.objects.get()
    shown = at_chair.get(at(patient, "imports", row.pk)).content.decode()
    assert "Epilepsy" in shown
    error = at(patient, "imports", row.pk, "error")
    assert "counts for nothing" not in at_chair.get(at(patient, "imports")).content.decode()
    assert "Say in a sentence" in send(at_chair, error, {"reason": "no"}).content.decode()
    assert at_chair.get(error).status_code == 200
    send(at_chair, error, {"reason": "It is about her sister."})
    assert not selectors.whole(patient, now().date()).facts
    assert "about her sister" in at_chair.get(at(patient, "imports")).content.decode()
    assert "about her sister" in at_chair.get(at(patient, "imports", row.pk)).content.decode()
    again = send(at_chair, error, {"reason": "It is about her sister."})
    assert "counts for nothing already" in again.content.decode()
    assert differences() == []


def test_pages_of_files_that_are_not_there(at_chair: Client, patient: Patient) -> None:
    nothing = uuid4()
    for address in (
        at(patient, "imports", nothing),
        at(patient, "imports", nothing, "error"),
        at(patient, "imports", "look", nothing),
        f"/patients/from-file/{nothing}/",
    ):
        assert at_chair.get(address).status_code == 404


def test_a_file_counts_from_the_day_it_was_taken(
    at_chair: Client, patient: Patient, looked_at: Callable[[bytes], str]
) -> None:
    send(at_chair, looked_at(bundle(condition("Epilepsy"))), {})
    today = now().date()
    assert selectors.whole(patient, today + timedelta(days=1)).facts
    assert not selectors.whole(patient, today - timedelta(days=2)).facts


def test_what_speaks_against_the_record_is_named(
    at_chair: Client, patient: Patient, looked_at: Callable[[bytes], str]
) -> None:
    send(
        at_chair,
        at(patient, "conditions", "add"),
        {"what": "epilepsy", "status": "absent", "sure": "confirmed"},
    )
    page = at_chair.get(looked_at(bundle(condition("Epilepsy")))).content.decode()
    conflicts = page.partition("Conflicting")[2].partition("Understood")[0]
    assert "so: Condition/Epilepsy in the file; not so:" in conflicts


# -- somebody who is not registered yet -----------------------------------------------------


def from_file(client: Client, content: bytes) -> str:
    answer = chosen(client, "/patients/from-file/", content)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_a_new_person_is_registered_from_a_file(at_chair: Client) -> None:
    address = from_file(at_chair, RIVERSIDE)
    page = at_chair.get(address).content.decode()
    named = read_patient(RIVERSIDE, "a file")
    assert named.name in page
    assert not Patient.objects.exists()
    typed = {"name": named.name, "born": str(named.birthday), "sex": named.sex}
    answer = send(at_chair, address, typed, key="once")
    person = Patient.objects.get()
    assert answer["Location"] == at(person)
    assert Import.objects.get().patient == person
    assert selectors.whole(person, now().date()).facts
    assert differences() == []


def test_registering_needs_a_name(at_chair: Client) -> None:
    address = from_file(at_chair, RIVERSIDE)
    assert send(at_chair, address, {"name": ""}).status_code == 200
    assert not Patient.objects.exists()


def test_somebody_who_may_be_known_already_is_asked_about(
    at_chair: Client, patient: Patient
) -> None:
    address = from_file(at_chair, bundle(condition("Epilepsy")))
    typed = {"name": "Mara Ellison", "born": "1985-04-23"}
    page = send(at_chair, address, typed).content.decode()
    assert "Is it one of these?" in page
    assert Patient.objects.count() == 1
    send(at_chair, address, {**typed, "somebody_else": patient.pk.hex})
    assert Patient.objects.count() == 2


AS_IN_FILE = {"name": "Mara Ellison", "born": "1985-04-23", "sex": "female"}


@pytest.mark.parametrize(
    ("change", "word", "typed_as", "file_says"),
    [
        ({"name": "Olga Brandt"}, "Name", "Olga Brandt", "Mara Ellison"),
        ({"born": "1990-01-01"}, "Born", day(date(1990, 1, 1)), day(date(1985, 4, 23))),
        ({"born": ""}, "Born", "–", day(date(1985, 4, 23))),
        ({"sex": "male"}, "Sex", "male", "female"),
    ],
)
def test_who_is_typed_over_a_file_needs_a_reason_of_ones_own(
    at_chair: Client, change: dict[str, str], word: str, typed_as: str, file_says: str
) -> None:
    row = (
        f'<th scope="row">{word}</th><td data-label="Typed">{typed_as}</td>'
        f'<td data-label="File">{file_says}</td>'
    )
    address = from_file(at_chair, bundle(condition("Epilepsy")))
    typed = {**AS_IN_FILE, **change}
    page = send(at_chair, address, typed).content.decode()
    assert "What was typed is not what the file says." in page
    assert row in page
    assert page.count('data-label="Typed"') == 1
    assert 'class="wrong"' not in page
    assert "Say in a sentence" in send(at_chair, address, {**typed, "reason": ""}).content.decode()
    short = send(at_chair, address, {**typed, "reason": "mistake"}).content.decode()
    assert "Say in a sentence why this file belongs into this record" in short
    assert not Patient.objects.exists()
    answer = send(at_chair, address, {**typed, "reason": "Her passport says it so."}, key="k")
    person = Patient.objects.get()
    assert answer["Location"] == at(person)
    assert Import.objects.get().reason == "Her passport says it so."
    assert differences() == []


def test_a_reason_does_not_replace_looking_at_who_is_known(
    at_chair: Client, patient: Patient
) -> None:
    address = from_file(at_chair, bundle(condition("Epilepsy")))
    typed = {**AS_IN_FILE, "sex": "male", "reason": "Her passport says it so."}
    page = send(at_chair, address, typed).content.decode()
    assert "Is it one of these?" in page
    assert Patient.objects.count() == 1
    send(at_chair, address, {**typed, "somebody_else": patient.pk.hex})
    assert Patient.objects.count() == 2


def test_a_registration_that_differs_is_refused_without_a_page_too(nurse: Acting) -> None:
    upload = Upload.objects.get(pk=importing.upload(content=bundle(), by=nurse))
    said = PatientSaid(name="Olga Brandt", born=date(1985, 4, 23))
    with pytest.raises(NotAllowed, match=r"another name\. Say in a sentence"):
        importing.register_from(upload=upload, said=said, by=nurse)
    assert not Patient.objects.exists()


def test_what_a_file_leaves_out_is_no_difference(at_chair: Client) -> None:
    address = from_file(at_chair, bundle(condition("Epilepsy"), birthDate=None))
    send(at_chair, address, AS_IN_FILE)
    assert Import.objects.get().reason == "The record was made from this very file."


def test_a_year_alone_needs_no_day(at_chair: Client) -> None:
    address = from_file(at_chair, bundle(condition("Epilepsy"), birthDate="1985"))
    send(at_chair, address, {**AS_IN_FILE, "born": ""})
    assert Import.objects.get().reason == "The record was made from this very file."
    other = from_file(at_chair, bundle(condition("Asthma"), birthDate="1985"))
    page = send(at_chair, other, {**AS_IN_FILE, "name": "Olga Brandt", "born": "1986-01-01"})
    assert page.content.decode().count('data-label="Typed"') == 2


def test_a_file_of_nobody_can_be_thrown_away(at_chair: Client) -> None:
    address = from_file(at_chair, RIVERSIDE)
    assert send(at_chair, address, {"away": "1"})["Location"] == "/patients/"
    assert not Upload.objects.exists()


def test_a_file_sent_twice_registers_one_person(nurse: Acting) -> None:
    ref = importing.upload(content=RIVERSIDE, by=nurse)
    upload = Upload.objects.get(pk=ref)
    named = read_patient(RIVERSIDE, "a file")
    said = PatientSaid(name=named.name, born=named.birthday)
    first = importing.register_from(upload=upload, said=said, by=nurse, key="k")
    assert importing.register_from(upload=upload, said=said, by=nurse, key="k") == first
    assert Patient.objects.count() == 1


def test_an_unreadable_file_of_nobody_says_how_to_mend_it(at_chair: Client) -> None:
    answer = chosen(at_chair, "/patients/from-file/", b"{}")
    assert "it is not FHIR" in answer.content.decode()
    assert at_chair.get("/patients/from-file/").status_code == 200
