"""Judges that others wrote accept the record of a person of whom every sort of thing is known."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.lib.fhir_judges import (
    FAULTS_OF_THE_JUDGE,
    US_CORE,
    r4_package,
    refused_by_medplum,
    refused_by_pyfhircheck,
)
from tests.lib.filled import filled_record
from tests.lib.patients import at
from tests.lib.told import BARE, MADE, MARA, everything

from titrant.fhir.writing import write_bundle
from titrant.server.patients.models import Patient

pytestmark = [pytest.mark.django_db, pytest.mark.oracle_node]


@pytest.fixture
def record(at_chair: Client, patient: Patient, tmp_path: Path) -> Path:
    """Return the export of Mara with everything that can be typed about her."""
    filled_record(at_chair, patient)
    path = tmp_path / "record.json"
    path.write_bytes(at_chair.get(at(patient, "fhir")).content)
    return path


def together(record: Path, *more: dict[str, Any]) -> Path:
    """Write a record, one of everything that can be told, and more, into one bundle."""
    whole = json.loads(record.read_bytes())
    for told in (write_bundle(MARA, everything(), MADE), write_bundle(BARE, [], MADE)):
        whole["entry"] += json.loads(told)["entry"]
    whole["entry"] += [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in more]
    path = record.with_name("together.json")
    path.write_text(json.dumps(whole))
    return path


def test_medplum_accepts_a_whole_record(record: Path) -> None:
    refused, asked = refused_by_medplum(record)
    assert refused == ""
    assert asked == 1 + len(json.loads(record.read_bytes())["entry"])


def test_pyfhircheck_refuses_nothing_but_what_is_wrong(record: Path, tmp_path: Path) -> None:
    """One run, since it takes long to start: the fault that is planted is the only one found.

    R4 is judged always, and US Core where its package is beside this clone.
    """
    wrong = {
        "resourceType": "Patient",
        "id": "00000000-0000-4000-8000-000000000777",
        "gender": "neither",
    }
    packages, faults = {"core": r4_package(tmp_path)}, set[tuple[str, str]]()
    if US_CORE.is_file():
        packages, faults = {**packages, "us_core": US_CORE}, FAULTS_OF_THE_JUDGE
    refused = refused_by_pyfhircheck(together(record, wrong), tmp_path, **packages)
    assert {place for _, place in refused - faults} == {"Patient.gender"}


@pytest.mark.shared
def test_us_core_is_among_what_the_record_is_judged_by() -> None:
    assert US_CORE.is_file()
