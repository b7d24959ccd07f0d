"""Two records of one person: shown as one, parted, screened again, in both histories (H16)."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.lib.patients import at, enrol, send

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.intake import importing, joining, selectors
from titrant.server.intake.models import Joined, Upload
from titrant.server.patients.models import Patient
from titrant.server.sites.models import Clinic
from titrant.server.tasks.models import Task
from titrant.server.web.clock import now

pytestmark = pytest.mark.django_db
WHY = "The same telephone and the same mother."


@pytest.fixture
def twin(nurse: Acting) -> Patient:
    """Return the same Mara, registered a second time by telephone."""
    return enrol(nurse, "Mara Elison", born=date(1985, 4, 23), phone="+1 212 555 0142")


@pytest.fixture
def chief(browser_of: Callable[[Acting], Client], prescriber: Acting) -> Client:
    return browser_of(prescriber)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[UUID, ...]]:
    """Return what the re-screening is told, as it is told."""
    heard: list[tuple[UUID, ...]] = []
    monkeypatch.setattr(joining, "_on_change", [])
    assert joining.on_change(heard.append) == heard.append
    return heard


def write(client: Client, patient: Patient, what: str) -> None:
    send(
        client,
        at(patient, "conditions", "add"),
        {"what": what, "status": "active", "sure": "recorded"},
    )


def concepts(patient: Patient) -> set[str]:
    return {fact.concept for fact in selectors.whole(patient, now().date()).facts}


@pytest.mark.hazard("H16")
def test_what_both_say_counts_for_each(
    chief: Client, patient: Patient, twin: Patient, told: list[tuple[UUID, ...]]
) -> None:
    write(chief, patient, "epilepsy")
    write(chief, twin, "asthma")
    assert concepts(patient) == {"epilepsy"}
    page = chief.get(at(patient, "joined", "with", twin.pk)).content.decode()
    assert "Mara Ellison" in page
    assert "Mara Elison" in page
    answer = send(chief, at(patient, "joined", "with", twin.pk), {"other": twin.pk, "reason": WHY})
    assert answer["Location"] == at(patient, "joined")
    assert concepts(patient) == concepts(twin) == {"epilepsy", "asthma"}
    assert told == [tuple(sorted((patient.pk, twin.pk)))]


def test_both_pages_say_that_they_are_shown_as_one(
    chief: Client, patient: Patient, twin: Patient, prescriber: Acting
) -> None:
    assert "has one record here" in chief.get(at(patient, "joined")).content.decode()
    joining.join(one=patient, other=twin, reason=WHY, by=prescriber)
    for one, other in ((patient, twin), (twin, patient)):
        page = chief.get(at(one)).content.decode()
        assert "both are shown as one" in page
        history = chief.get(at(one, "joined")).content.decode()
        assert WHY in history
        assert at(other) in history
        said = Entry.objects.get(kind="intake.joined", patient=one.pk)
        assert json.loads(said.body)["other"] == str(other.pk)


@pytest.mark.hazard("H16")
def test_parting_undoes_it_and_stays_in_both_histories(
    chief: Client,
    patient: Patient,
    twin: Patient,
    prescriber: Acting,
    told: list[tuple[UUID, ...]],
) -> None:
    write(chief, twin, "asthma")
    link = joining.join(one=patient, other=twin, reason=WHY, by=prescriber)
    address = at(twin, "joined", link, "part")
    assert WHY in chief.get(address).content.decode()
    assert "Say in a sentence" in send(chief, address, {"reason": "no"}).content.decode()
    send(chief, address, {"reason": "They are twin sisters."})
    assert concepts(patient) == set()
    assert concepts(twin) == {"asthma"}
    assert told[-1] == tuple(sorted((patient.pk, twin.pk)))
    for one in (patient, twin):
        page = chief.get(at(one, "joined")).content.decode()
        assert "They are twin sisters." in page
        assert "shown as one" not in chief.get(at(one)).content.decode()
        assert Entry.objects.filter(kind="intake.parted", patient=one.pk).count() == 1
    again = send(chief, address, {"reason": "They are twin sisters."})
    assert "parted these two records already" in again.content.decode()
    assert differences() == []


def asked(patient: Patient) -> list[str]:
    """Return why prescribers are asked to look at somebody, the oldest first."""
    found = Task.objects.filter(patient=patient.pk, kind="intake-screened-again").order_by("opened")
    assert {task.role for task in found} <= {Role.PRESCRIBER}
    return [task.why for task in found]


@pytest.mark.hazard("H16")
def test_what_a_screening_finds_of_both_together_is_a_prescribers_task(
    chief: Client, patient: Patient, twin: Patient, prescriber: Acting
) -> None:
    write(chief, patient, "aneurysm")
    write(chief, twin, "schizophrenia")
    link = joining.join(one=patient, other=twin, reason=WHY, by=prescriber)
    ((here,), (there,)) = asked(patient), asked(twin)
    assert here.startswith("Found now, or graver: ")
    assert "schizophrenia" in here
    assert "schizophrenia" not in there  # that record had it already
    assert "Aneurysm" in there
    row = Joined.objects.get(pk=link)
    joining.part(link=row, reason="They are twin sisters.", by=prescriber)
    assert asked(patient)[1].startswith("Found no longer, or less grave: ")
    assert "schizophrenia" in asked(patient)[1]
    assert differences() == []


def test_nobody_is_asked_where_a_screening_finds_the_same(
    chief: Client, patient: Patient, twin: Patient, prescriber: Acting
) -> None:
    for one in (patient, twin):
        write(chief, one, "schizophrenia")
    for _ in range(2):
        joining.join(one=patient, other=twin, reason=WHY, by=prescriber, key="a" * 32)
    assert asked(patient) == asked(twin) == []


def test_records_can_be_joined_again_after_they_were_parted(
    patient: Patient, twin: Patient, prescriber: Acting
) -> None:
    link = joining.join(one=patient, other=twin, reason=WHY, by=prescriber)
    with pytest.raises(NotAllowed, match="as one already"):
        joining.join(one=twin, other=patient, reason=WHY, by=prescriber)
    joining.part(link=Joined.objects.get(pk=link), reason="Two sisters after all.", by=prescriber)
    joining.join(one=twin, other=patient, reason=WHY, by=prescriber)
    assert Joined.objects.count() == 2


def test_a_third_record_is_one_with_both(
    patient: Patient, twin: Patient, nurse: Acting, prescriber: Acting
) -> None:
    third = enrol(nurse, "M. Ellison")
    joining.join(one=patient, other=twin, reason=WHY, by=prescriber)
    joining.join(one=third, other=twin, reason=WHY, by=prescriber)
    for one in (patient, twin, third):
        known = selectors.one_person(one)
        assert known[0] == one
        assert {each.pk for each in known} == {patient.pk, twin.pk, third.pk}
    with pytest.raises(NotAllowed, match="as one already"):
        joining.join(one=patient, other=third, reason=WHY, by=prescriber)


def test_a_form_sent_twice_joins_once(patient: Patient, twin: Patient, prescriber: Acting) -> None:
    link = joining.join(one=patient, other=twin, reason=WHY, by=prescriber, key="k")
    assert joining.join(one=patient, other=twin, reason=WHY, by=prescriber, key="k") == link
    found = Joined.objects.get()
    for _ in range(2):
        joining.part(link=found, reason="Two sisters after all.", by=prescriber, key="p")
    assert str(Joined.objects.get()) == f"link {link}"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"born": date(1986, 4, 23)}, "different days"),
        ({"sex": "male"}, "female, the other male"),
    ],
)
def test_two_people_are_not_joined(
    chief: Client, patient: Patient, twin: Patient, change: dict[str, Any], says: str
) -> None:
    Patient.objects.filter(pk=twin.pk).update(**change)
    address = at(patient, "joined", "with", twin.pk)
    assert says in chief.get(address).content.decode()
    posted = send(chief, address, {"other": twin.pk, "reason": WHY})
    assert says in posted.content.decode()
    assert not Joined.objects.exists()


def test_a_record_is_not_joined_with_itself_or_without_a_reason(
    chief: Client, patient: Patient, twin: Patient
) -> None:
    itself = chief.get(at(patient, "joined", "with", patient.pk))
    assert "not two records" in itself.content.decode()
    address = at(patient, "joined", "with", twin.pk)
    for reason in ("", "short"):
        assert send(chief, address, {"other": twin.pk, "reason": reason}).status_code == 200
    assert not Joined.objects.exists()


def test_nurses_and_the_desk_do_not_join(
    at_chair: Client, at_desk: Client, patient: Patient, twin: Patient
) -> None:
    address = at(patient, "joined", "with", twin.pk)
    for client in (at_chair, at_desk):
        assert client.get(address).status_code == 403
        assert send(client, address, {"other": twin.pk, "reason": WHY}).status_code == 403
    assert "Find another record" not in at_chair.get(at(patient, "joined")).content.decode()
    found = send(at_chair, at(patient, "joined", "find"), {"q": "Elison"})
    assert found.status_code == 403


def test_a_record_of_another_clinic_is_not_there(
    chief: Client, patient: Patient, other_clinic: Clinic, prescriber: Acting, twin: Patient
) -> None:
    Patient.objects.filter(pk=twin.pk).update(clinic=other_clinic)
    assert chief.get(at(patient, "joined", "with", twin.pk)).status_code == 404
    twin.refresh_from_db()
    with pytest.raises(NotAllowed, match="another clinic"):
        joining.join(one=patient, other=twin, reason=WHY, by=prescriber)


def test_pages_that_are_not_there(chief: Client, patient: Patient) -> None:
    assert chief.get(at(patient, "joined", uuid4(), "part")).status_code == 404
    assert chief.get(at(patient, "joined", "with", uuid4())).status_code == 404


def test_the_other_record_is_looked_for_without_a_name_in_an_address(
    chief: Client, patient: Patient, twin: Patient, nurse: Acting
) -> None:
    enrol(nurse, "Mara Elison", born=date(1999, 1, 1))
    page = send(chief, at(patient, "joined", "find"), {"q": "elison"}).content.decode()
    assert at(patient, "joined", "with", twin.pk) in page
    assert "cannot be the same person" in page
    nobody = send(chief, at(patient, "joined", "find"), {"q": "Zzyzx"}).content.decode()
    assert "Nobody else here" in nobody
    assert chief.get(at(patient, "joined", "find")).status_code == 200


def test_one_entry_a_request_says_what_was_read(
    chief: Client, patient: Patient, twin: Patient
) -> None:
    reads = Entry.objects.filter(sort="read")
    for address in (at(patient, "joined"), at(patient, "joined", "with", twin.pk)):
        before = reads.count()
        chief.get(address)
        assert reads.count() == before + 1
    last = reads.latest("number")
    assert json.loads(last.body)["also"] == str(twin.pk)
    before = reads.count()
    send(chief, at(patient, "joined", "find"), {"q": "elison"})
    assert reads.count() == before + 1


def test_the_database_refuses_nonsense(patient: Patient, prescriber: Acting) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Joined.objects.create(
            id=uuid4(),
            one=patient,
            other=patient,
            reason=WHY,
            by=prescriber.account,
            at=now(),
        )


def test_records_that_come_to_differ_lose_no_fact(
    chief: Client, patient: Patient, twin: Patient, prescriber: Acting
) -> None:
    write(chief, patient, "epilepsy")
    write(chief, twin, "asthma")
    joining.join(one=patient, other=twin, reason=WHY, by=prescriber)
    Patient.objects.filter(pk=twin.pk).update(born=date(1984, 4, 23), sex="male")
    patient.refresh_from_db()
    snapshot = selectors.whole(patient, now().date())
    assert concepts(patient) == {"epilepsy", "asthma"}
    assert {one.about for one in snapshot.contradictions} >= {"the birth date", "the sex"}
    assert snapshot.subject.born is not None
    assert snapshot.subject.born.first == date(1985, 4, 23)
    assert str(snapshot.subject.sex) == "female"


def test_files_of_both_records_count(
    chief: Client, patient: Patient, twin: Patient, prescriber: Acting
) -> None:
    for one, words in ((patient, "Epilepsy"), (twin, "Asthma")):
        content = json.dumps(
            {
                "resourceType": "Bundle",
                "type": "collection",
                "entry": [
                    {
                        "resource": {
                            "resourceType": "Patient",
                            "id": words,
                            "name": [{"text": "Mara Ellison"}],
                            "birthDate": "1985-04-23",
                        }
                    },
                    {"resource": {"resourceType": "Condition", "code": {"text": words}}},
                ],
            }
        ).encode()
        ref = importing.upload(content=content, by=prescriber, patient=one)
        importing.take_in(upload=Upload.objects.get(pk=ref), patient=one, by=prescriber)
    assert concepts(patient) == {"epilepsy"}
    joining.join(one=patient, other=twin, reason=WHY, by=prescriber)
    assert concepts(patient) == {"epilepsy", "asthma"}
    assert {fact.concept for fact in selectors.own(patient, now().date()).facts} == {"epilepsy"}
