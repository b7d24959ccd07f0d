"""Who opens which page about a patient, what each look leaves behind, what no address tells."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.lib.patients import FILLED, at, enrol, send, text_of

from titrant.server.accounts import actions as people
from titrant.server.accounts import emergency
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import RIGHTS, Right, Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.accounts.selectors import acting
from titrant.server.audit.models import Entry
from titrant.server.patients import actions, entries
from titrant.server.patients.models import Patient
from titrant.server.patients.section import sections
from titrant.server.patients.urls import urlpatterns
from titrant.server.sites.models import Clinic

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(desk: Client, patient: Patient) -> dict[str, Any]:
    """Return one row of each section."""
    found = {}
    for section in sections():
        if section.word in FILLED:
            send(desk, at(patient, section.word, "add"), FILLED[section.word][0])
            found[section.word] = section.model._default_manager.get().pk
    return found


def pages(patient: Patient, rows: dict[str, Any]) -> Iterator[tuple[Any, str]]:
    """Yield every page of this part with an address that it has."""
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        if pattern.name == "patients_find":
            continue  # takes forms only
        if "<uuid:row>" not in route:
            known = {"patient": patient.pk, "search": uuid4(), "picture": uuid4()}
            named = {name: value for name, value in known.items() if f":{name}>" in route}
            yield pattern.callback, reverse(str(pattern.name), kwargs=named)
            continue
        word = route.split("/")[2]
        row = rows.get(word, uuid4())
        yield pattern.callback, reverse(str(pattern.name), args=(patient.pk, row))


@pytest.mark.parametrize("role", list(Role))
def test_a_page_opens_to_whose_role_has_its_right_and_to_nobody_else(
    patient: Patient, rows: dict[str, Any], person: Callable[..., Account],
    browser_of: Callable[[Acting], Client], role: Role,
) -> None:  # fmt: skip
    client = browser_of(acting(person(role), None))
    seen = 0
    for view, address in pages(patient, rows):
        answer = client.get(address)
        opens = view.needs in RIGHTS[role]
        refused = answer.status_code == 403 and b"Your role does not allow" in answer.content
        assert refused is not opens, (address, answer.status_code)
        if refused:
            assert patient.name not in answer.content.decode()
        seen += 1
    assert seen == len(urlpatterns) - 1


def test_the_front_desk_reads_no_record_and_no_note(
    patient: Patient, rows: dict[str, Any], coordinator: Acting,
    browser_of: Callable[[Acting], Client],
) -> None:  # fmt: skip
    client = browser_of(coordinator)
    page = client.get(at(patient)).content.decode()
    assert "How to reach them" in page
    for section in sections():
        assert at(patient, section.word) not in page
        assert client.get(at(patient, section.word)).status_code == 403
        assert client.post(at(patient, section.word, "add")).status_code == 403
    with pytest.raises(NotAllowed):
        actions.strike(kind="patients.note", row=_note(), why="x", by=coordinator)


def _note() -> Any:
    from titrant.server.patients.models import Note

    return Note.objects.select_related("patient").get()


def test_nobody_of_another_clinic_knows_that_a_person_is_here(
    patient: Patient, rows: dict[str, Any], person: Callable[..., Account], other_clinic: Clinic,
    browser_of: Callable[[Acting], Client],
) -> None:  # fmt: skip
    client = browser_of(acting(person(Role.DIRECTOR, other_clinic), None))
    for _, address in pages(patient, rows):
        answer = client.get(address)
        assert patient.name not in answer.content.decode()
        if str(patient.pk) in address:
            assert answer.status_code == 404, address
            assert client.post(address).status_code == 404


def test_a_record_opened_in_an_emergency_is_read_and_added_to_and_no_more(
    patient: Patient, rows: dict[str, Any], person: Callable[..., Account], other_clinic: Clinic,
    browser_of: Callable[[Acting], Client],
) -> None:  # fmt: skip
    stranger = acting(person(Role.PRESCRIBER, other_clinic), None)
    client = browser_of(stranger)
    assert client.get(at(patient)).status_code == 404
    with pytest.raises(NotAllowed, match="record of another clinic"):
        actions.change(patient=patient, said=entries.PatientSaid(name="X Y"), by=stranger)
    record = emergency.record_of(patient.pk)
    assert record is not None
    people.break_glass(record=record, reason="Unconscious in our hall.", by=stranger)
    page = client.get(at(patient)).content.decode()
    assert "Mara Ellison" in page
    typed = {**FILLED["conditions"][0], "what": "hypertension"}
    assert send(client, at(patient, "conditions", "add"), typed).status_code == 302
    entry = Entry.objects.get(kind="patients.condition", by=stranger.account)
    assert (entry.chain, entry.role) == (patient.clinic_id, "prescriber (emergency)")
    before = Entry.objects.filter(sort="write").count()
    name = {"name": "X Y", "version": str(patient.version)}
    assert send(client, at(patient, "contact"), name).status_code == 403
    confirm = at(patient, "conditions", rows["conditions"], "confirm")
    assert send(client, confirm, {}).status_code == 403
    assert client.get(at(patient, "export")).status_code == 403
    sure = {**FILLED["conditions"][0], "sure": "confirmed"}
    assert "Choose one of these" in text_of(send(client, at(patient, "conditions", "add"), sure))
    assert Entry.objects.filter(sort="write").count() == before


def test_each_look_at_a_patient_leaves_exactly_one_entry(
    desk: Client, patient: Patient, rows: dict[str, Any], nurse: Acting
) -> None:
    for view, address in pages(patient, rows):
        if str(patient.pk) not in address:
            continue
        before = Entry.objects.filter(sort="read").count()
        desk.get(address)
        assert Entry.objects.filter(sort="read").count() == before + 1, address
        entry = Entry.objects.filter(sort="read").order_by("number").last()
        assert entry is not None
        assert (entry.patient, entry.by_id) == (patient.pk, nurse.account.pk)
        assert f'"{view.reads}"' in entry.body


def test_no_address_and_no_title_names_anybody(
    desk: Client, nurse: Acting, rows: dict[str, Any], patient: Patient
) -> None:
    for _, address in pages(patient, rows):
        assert "ellison" not in address.casefold()
        answer: Any = desk.get(address)
        if answer["Content-Type"].startswith("text/html") and answer.status_code == 200:
            page = answer.content.decode()
            assert "Ellison" not in page.split("<title>")[1].split("</title>")[0]
            assert not [one for one in page.split('href="')[1:] if "llison" in one.split('"')[0]]


def test_no_log_line_names_anybody(
    desk: Client, nurse: Acting, caplog: pytest.LogCaptureFixture
) -> None:
    person = enrol(nurse, "Zebulon Canary", phone="212 555 0177", born=date(1971, 7, 17))
    with caplog.at_level("DEBUG"):
        desk.post("/patients/find/", {"q": "Canary"})
        desk.get(at(person))
        send(desk, at(person, "notes", "add"), {"about": "other", "text": "Canary note"})
        desk.get(at(person, "documents", uuid4(), "open"))
    told = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert told
    assert not [line for line in told if "anary" in line or "0177" in line or "1971-07-17" in line]


@pytest.mark.parametrize("address", ["", "notes", "weights"])
def test_a_page_takes_as_many_questions_with_many_rows_as_with_few(
    desk: Client, patient: Patient, rows: dict[str, Any], address: str,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    for number in range(30):
        send(desk, at(patient, "notes", "add"), {"about": "other", "text": f"Note {number}."})
    with django_assert_max_num_queries(32 if not address else 19):
        desk.get(at(patient, *filter(None, [address])))


def test_every_right_that_a_section_names_is_one_of_the_record() -> None:
    assert {section.reads for section in sections()} == {Right.READ_RECORD, Right.READ_NOTES}
    assert {section.writes for section in sections()} == {Right.WRITE_RECORD, Right.WRITE_NOTES}


def test_every_column_that_names_somebody_is_declared() -> None:
    for section in sections():
        columns = {field.name for field in section.model._meta.get_fields()}
        named: frozenset[str] = section.model.identifying  # type: ignore[attr-defined]
        assert named <= columns
    assert {"name", "born", "found_by", "phone_digits", "email"} <= Patient.identifying
