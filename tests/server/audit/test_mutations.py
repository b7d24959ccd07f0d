"""Whatever is changed behind the program's back is found, and the row is named.

Each change is made on the database without its triggers, the triggers are put back as a forger
would, and all of it is rolled back after the record was checked.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from importlib import import_module
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection, models, transaction
from tests.lib.clinics import open_clinic

from titrant.server.accounts.acting import Acting
from titrant.server.audit import digests
from titrant.server.audit.appending import append, keep
from titrant.server.audit.guards import guard, missing, unguard
from titrant.server.audit.models import APPEND_ONLY, Attachment, ChainEnd, Entry
from titrant.server.audit.verifying import verify
from titrant.server.patients import actions, entries
from titrant.server.patients.models import Patient, Weight
from titrant.server.patients.sections import weights

COLUMNS = [(model, field) for model in APPEND_ONLY for field in model._meta.concrete_fields]


@pytest.fixture
def patient(nurse: Acting, django_capture_on_commit_callbacks: Any) -> Iterator[Patient]:
    """A record of some rows, with a file, and with anchors and digests outside the database."""
    with django_capture_on_commit_callbacks(execute=True):
        ref = actions.register(said=entries.PatientSaid(name="Mara Ellison"), by=nurse)
        person = Patient.objects.get(pk=ref)
        first = weigh(person, nurse, "70.2")
        weigh(person, nurse, "70.4", corrects=first.ref)
        append(
            weights.weight,
            weights.WeightSaid(Decimal("70.3"), "70.3 kg", "scale"),
            by=nurse.actor,
            patient=ref,
            key="a key",
            attachment=keep(b"a scan", "image/png"),
        )
        digests.write(datetime(2026, 11, 22, tzinfo=UTC).date())
        weigh(person, nurse, "70.5")
        digests.write(datetime(2026, 11, 23, tzinfo=UTC).date())
        weigh(person, nurse, "70.6")
    assert verify() == []
    yield person
    assert verify() == []  # nothing of what was tried has stayed


def weigh(patient: Patient, by: Acting, kg: str, corrects: UUID | None = None) -> Entry:
    return actions.record_weight(
        patient=patient,
        kg=Decimal(kg),
        shown=f"{kg} kg",
        method="scale",
        by=by,
        corrects=corrects,
    )


def faults_after(forge: Callable[[], object]) -> list[str]:
    """Return what is found after somebody with the database's own rights changed something."""
    with transaction.atomic():
        with without_guards():
            forge()
        found = [str(fault) for fault in verify()]
        transaction.set_rollback(True)
    return found


@contextmanager
def without_guards() -> Iterator[None]:
    tables = [model._meta.db_table for model in APPEND_ONLY]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")  # and no foreign keys
        for table in tables:
            unguard(connection, table)
        yield
        for table in tables:
            guard(connection, table)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def another(field: "models.Field[Any, Any]", value: Any) -> Any:
    """Return a value that a column could hold, and does not."""
    match field:
        case models.UUIDField():
            return uuid4()
        case models.DateTimeField():
            return value + timedelta(microseconds=1)
        case models.BinaryField():
            return bytes(value)[:-1] + b"?"
        case models.TextField():
            return value + " "
        case models.ForeignKey(attname="by_id"):
            return None if value else 1
        case models.ForeignKey():
            return "0" * 64 if value is None else "1" * 64
        case models.CharField(choices=choices) if choices:
            return next(choice for choice, _ in choices if choice != value)
        case models.CharField():
            return ("0" if value[:1] != "0" else "1") + value[1:]
        case _:
            return value + 1000


@pytest.mark.parametrize(("model", "field"), COLUMNS, ids=lambda part: getattr(part, "name", None))
def test_a_changed_column_is_found_in_every_row(
    patient: Patient, model: type[models.Model], field: "models.Field[Any, Any]"
) -> None:
    rows = list(model._default_manager.order_by("pk"))
    assert rows
    for row in rows:
        value = another(field, getattr(row, field.attname))

        def forge(row: models.Model = row, value: Any = value) -> None:
            # An entry that nobody wrote has to be the program's, or the database itself refuses.
            also = {"agent": "x"} if field.attname == "by_id" and value is None else {}
            model._default_manager.filter(pk=row.pk).update(**{field.attname: value}, **also)

        found = faults_after(forge)
        assert found, row
        if isinstance(row, Entry):
            chain = value if field.name == "chain" else row.chain
            number = value if field.name == "number" else row.number
            assert any(f"Chain {chain}: row {number} " in line for line in found), found
        else:
            assert any("The file " in line or "names a file" in line for line in found), found


def test_a_dropped_row_is_named(patient: Patient) -> None:
    for row in Entry.objects.all():
        found = faults_after(partial(Entry.objects.filter(pk=row.pk)._raw_delete, "default"))
        assert any(f"row {row.number} is " in line for line in found), (row, found)


def test_a_dropped_file_is_named_by_the_entry_that_holds_it(patient: Patient) -> None:
    entry = Entry.objects.exclude(attachment=None).get()
    found = faults_after(lambda: Attachment.objects.all()._raw_delete("default"))
    assert [
        line for line in found if f"row {entry.number} " in line and "file that is gone" in line
    ]


def test_rows_in_another_order_are_named(patient: Patient) -> None:
    chain = patient.clinic_id
    numbers = list(Entry.objects.filter(chain=chain).values_list("number", flat=True))

    def swap(first: int, second: int) -> None:
        rows = Entry.objects.filter(chain=chain)
        rows.filter(number=first).update(number=10**6)
        rows.filter(number=second).update(number=first)
        rows.filter(number=10**6).update(number=second)

    for first, second in pairwise(numbers):
        found = faults_after(partial(swap, first, second))
        for number in (first, second):
            assert any(f"Chain {chain}: row {number} " in line for line in found), found


def test_rows_of_two_clinics_are_not_exchanged(patient: Patient, nurse: Acting) -> None:
    open_clinic(2, "Hill Clinic")
    first, second = Entry.objects.get(chain=0, number=1), Entry.objects.get(chain=1, number=1)

    def swap() -> None:
        Entry.objects.filter(pk=first.pk).update(chain=9)
        Entry.objects.filter(pk=second.pk).update(chain=0)
        Entry.objects.filter(pk=first.pk).update(chain=1)

    found = faults_after(swap)
    assert any("Chain 0: row 1 " in line for line in found)
    assert any("Chain 1: row 1 " in line for line in found)


@pytest.mark.parametrize("how_many", [1, 2, 5])
def test_a_tail_that_was_cut_off_is_named_even_with_its_end_rewritten(
    patient: Patient, how_many: int
) -> None:
    chain = patient.clinic_id
    last = Entry.objects.filter(chain=chain).order_by("-number")[how_many]

    def cut() -> None:
        Entry.objects.filter(chain=chain, number__gt=last.number)._raw_delete("default")
        ChainEnd.objects.filter(chain=chain).update(number=last.number, digest=last.digest)

    found = faults_after(cut)
    first = last.number + 1
    assert any(
        line.startswith((f"Chain {chain}: row {first} is", f"Chain {chain}: rows {first} to"))
        and "at the end" in line
        for line in found
    ), found


def test_a_rewritten_chain_is_found_by_its_anchor_and_its_digest(patient: Patient) -> None:
    from titrant.server.audit.hashing import digest_of

    chain = patient.clinic_id

    def rewrite() -> None:
        previous = "0" * 64
        for entry in Entry.objects.filter(chain=chain).order_by("number"):
            if entry.kind == "patients.weight":
                entry.body = entry.body.replace("70.2", "80.2")
            entry.previous = previous
            entry.digest = previous = digest_of(entry)
            Entry.objects.filter(pk=entry.pk).update(
                body=entry.body, previous=entry.previous, digest=entry.digest
            )
        ChainEnd.objects.filter(chain=chain).update(digest=previous)

    found = faults_after(rewrite)
    assert any("another one than was anchored" in line for line in found)
    assert any("which is gone or another one" in line for line in found)


@pytest.mark.parametrize("forge", ["number", "digest", "delete"])
def test_a_changed_end_of_a_chain_is_found(patient: Patient, forge: str) -> None:
    ends = ChainEnd.objects.filter(chain=patient.clinic_id)
    deeds = {
        "number": lambda: ends.update(number=1),
        "digest": lambda: ends.update(digest="f" * 64),
        "delete": ends.delete,
    }
    assert any(f"Chain {patient.clinic_id}" in line for line in faults_after(deeds[forge]))


def test_a_deleted_anchor_is_found(patient: Patient) -> None:
    path = settings.INSTALLATION.anchors / f"{patient.clinic_id}.json"
    kept = path.read_bytes()
    path.unlink()
    assert any("its anchor is gone" in str(fault) for fault in verify())
    path.write_bytes(b"{")
    assert any("its anchor is gone" in str(fault) for fault in verify())
    path.write_bytes(kept)


def test_each_deleted_or_changed_digest_is_found(patient: Patient) -> None:
    path = settings.INSTALLATION.digests / f"{patient.clinic_id}.jsonl"
    kept = path.read_bytes()
    lines = kept.splitlines(keepends=True)
    assert len(lines) == 2
    for index in range(2):
        path.write_bytes(b"".join(lines[:index] + lines[index + 1 :]))
        assert any(f"2026-11-2{2 + index}" in str(fault) for fault in verify())
        path.write_bytes(kept.replace(b'"number":', b'"number":1', 1))
        assert any("does not bear our signature" in str(fault) for fault in verify())
    path.write_bytes(b"".join(reversed(lines)))
    assert any("does not follow the one before it" in str(fault) for fault in verify())
    path.write_bytes(b"not a line\n")
    found = [str(fault) for fault in verify()]
    assert any("cannot be read" in line for line in found)
    assert any("is gone from its file" in line for line in found)
    path.unlink()
    assert any("is gone from its file" in str(fault) for fault in verify())
    path.write_bytes(kept)


def test_a_removed_trigger_is_found(patient: Patient) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        unguard(connection, "audit_entry")
        found = [str(fault) for fault in verify()]
        transaction.set_rollback(True)
    assert (
        "The table audit_entry can be changed: its trigger audit_entry_no_update is gone." in found
    )


def test_the_migration_that_puts_the_guards_on_takes_them_off(patient: Patient) -> None:
    migration: Any = import_module("titrant.server.audit.migrations.0002_guards")
    editor: Any = SimpleNamespace(connection=connection)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        migration.take_off(None, editor)
        tables = [model._meta.db_table for model in APPEND_ONLY]
        assert all(missing(connection, table) for table in tables)
        migration.put_on(None, editor)
        assert not any(missing(connection, table) for table in tables)
        transaction.set_rollback(True)


def test_a_changed_projection_is_named_by_table_and_row(patient: Patient) -> None:
    row = Weight.objects.order_by("number").first()
    assert row is not None
    changed = faults_after(lambda: Weight.objects.filter(pk=row.pk).update(kg=Decimal(99)))
    assert changed == [
        f"Not what the record says: patients_weight: row {row.pk} says something else."
    ]
    gone = faults_after(lambda: Weight.objects.filter(pk=row.pk).delete())
    assert f"patients_weight: row {row.pk} is missing" in gone[0]
    more = Weight(id=uuid4(), patient=patient, number=1, effective=row.effective)
    more.recorded, more.kg, more.shown, more.method = row.recorded, row.kg, "1 kg", "scale"
    added = faults_after(more.save)
    assert f"row {more.pk} follows from no entry" in added[0]


def test_of_many_differences_some_are_named_and_the_rest_counted(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("titrant.server.audit.rebuilding.MOST", 1)
    found = faults_after(lambda: Weight.objects.update(method="guess"))
    assert len(found) == 2
    assert found[1].endswith("rows more.")
