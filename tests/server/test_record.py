"""The record: nothing changes in place, and whatever is changed behind its back is named."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from titrant.server.accounts.acting import Acting
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences, rebuild, state
from titrant.server.patients import actions, entries
from titrant.server.patients.models import Patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(nurse: Acting) -> Patient:
    ref = actions.register(said=entries.PatientSaid(name="Mara Ellison"), by=nurse)
    return Patient.objects.get(pk=ref)


def weigh(patient: Patient, by: Acting, kg: str) -> Entry:
    return actions.record_weight(
        patient=patient, kg=Decimal(kg), shown=f"{kg} kg", method="scale", by=by
    )


def test_a_record_that_nobody_touched_is_believed(patient: Patient, nurse: Acting) -> None:
    weigh(patient, nurse, "70.2")
    assert differences() == []


def test_rebuilding_gives_the_same_state(patient: Patient, nurse: Acting) -> None:
    first = weigh(patient, nurse, "154")
    actions.record_weight(
        patient=patient,
        kg=Decimal("69.9"),
        shown="154 lb",
        method="scale",
        by=nurse,
        corrects=first.ref,
    )
    before = state()
    rebuild()
    assert state() == before


@pytest.mark.parametrize("table", ["audit_entry", "audit_attachment"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_raw_sql_cannot_change_the_record(patient: Patient, table: str, deed: str) -> None:
    column = {"audit_entry": "body", "audit_attachment": "size"}[table]
    from titrant.server.audit.appending import keep

    keep(b"scan", "image/png")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(deed.format(table, column, column))


def test_every_page_answers(signed_in, patient, nurse) -> None:  # type: ignore[no-untyped-def]
    client = signed_in(nurse.account)
    assert client.get("/patients/").status_code == 200
    page = client.get(f"/patients/{patient.pk}/")
    assert page.status_code == 200, page.content
    assert b"Mara Ellison" in page.content
