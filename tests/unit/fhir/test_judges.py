"""Medplum’s validator accepts every resource that we write.

pyfhircheck, which takes long to start, is asked once for these and for a whole record together:
tests/server/intake/test_judges.py.
"""

import json
from pathlib import Path

import pytest
from tests.lib.fhir_judges import refused_by_medplum
from tests.lib.told import BARE, MADE, MARA, everything

from titrant.fhir.writing import write_bundle

pytestmark = pytest.mark.oracle_node


@pytest.fixture
def bundles(tmp_path: Path) -> list[Path]:
    """Return a bundle with everything, and one with nothing but a person."""
    found = []
    for name, content in (
        ("everything", write_bundle(MARA, everything(), MADE)),
        ("bare", write_bundle(BARE, [], MADE)),
    ):
        found.append(tmp_path / f"{name}.json")
        found[-1].write_bytes(content)
    return found


def test_medplum_accepts_every_resource(bundles: list[Path]) -> None:
    refused, asked = refused_by_medplum(*bundles)
    assert refused == ""
    assert asked == len(everything()) - 6 + 4  # six denials are not told


def test_medplum_refuses_what_is_wrong(tmp_path: Path, bundles: list[Path]) -> None:
    spoilt = json.loads(bundles[1].read_bytes())
    spoilt["entry"][0]["resource"]["gender"] = 7
    path = tmp_path / "spoilt.json"
    path.write_text(json.dumps(spoilt))
    refused, _ = refused_by_medplum(path)
    assert "gender" in refused
